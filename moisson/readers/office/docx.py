"""DOCX (Word, ISO 29500): the words of the printed page, with tracked changes accepted.

Left out on purpose: headers and footers, comments, deletions, hidden text, tables of contents and indexes, page numbers, the
instructions of fields, what Word asks to be filled in, alternative texts of pictures, the second copy that Word writes of
text boxes for older programs. The date of the file is not the document's: templates and copies bear theirs.
"""

import posixpath
from collections.abc import Callable, Iterator
from typing import NamedTuple

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import Text
from moisson.readers.facts.stated import language_code
from moisson.readers.facts.title_and_date import face_date
from moisson.readers.office.docx_body import Body
from moisson.readers.office.docx_drawings import drawn_words
from moisson.readers.office.docx_styles import DocxLists, Styles, local, tree, value
from moisson.readers.office.plausible import plausible, stated_languages
from moisson.readers.office.zipped import Package, character_data
from moisson.readers.read_options import How
from moisson.readers.set_aside import set_aside, shows

MAIN = "word/document.xml"
DRAWINGS = ("diagramData", "chart", "chartEx")

Find = Callable[[str], bytes | None]  # a part by its name; None where there is no such part


def read(content: bytes, how: How) -> Iterator[Text]:
    """One document."""
    yield read_parts(Package(content).find, "docx")


def read_parts(find: Find, format: str) -> Text:
    """The document whose parts `find` returns; raises DocumentError where it has no main part."""
    stated = next((relation.name for relation in _relations(find, "") if relation.kind == "officeDocument"), MAIN)
    main, story = next(((name, words) for name in (stated, MAIN) if (words := find(name)) is not None), (MAIN, None))
    if story is None:
        raise DocumentError("member-missing", f"the file has no member {MAIN}")
    relations = _relations(find, main)
    parts = {part.kind: part.name for part in reversed(relations)}
    drawings = {part.id: part.name for part in relations if part.kind in DRAWINGS}
    folder = posixpath.dirname(main)

    def part(kind: str) -> bytes | None:
        return find(parts.get(kind, f"{folder}/{kind}.xml"))

    styles = Styles.parse(part("styles"))
    body = Body(styles, DocxLists.parse(part("numbering"), styles))
    body.drawing = lambda relation: drawn_words(find(drawings.pop(relation, "")) or b"")
    body.read_notes(part("footnotes"), part("endnotes"), part("settings"))
    body.parse(story)
    text = body.end()
    for shown in (part("footnotes"), part("endnotes"), story):
        shows(character_data(shown or b""))
    for relation in relations:
        if relation.kind in ("header", "footer"):
            margin = character_data(find(relation.name) or b"")
            shows(margin)
            set_aside("head" if relation.kind == "header" else "foot", margin)
    title, language = _properties(find)
    languages = stated_languages(body.words, text)
    if languages or body.words or (language and not plausible(language, text)):
        language = languages[0].language if languages else None  # programs write one into the properties that nobody chose
    name = body.stated_title(title, text)
    return Text(text, format, name, language, face_date(text, name, language), languages=languages)


class _Relation(NamedTuple):
    """A part that another refers to."""

    id: str
    kind: str
    name: str  # inside the package


def _relations(find: Find, name: str) -> list[_Relation]:
    """The parts that a part refers to."""
    folder, base = posixpath.split(name)
    content = find(posixpath.join(folder, "_rels", f"{base}.rels"))
    if content is None:
        return []
    found = []
    for relation in tree(content, "rels"):
        target = value(relation, "Target") or ""
        if value(relation, "TargetMode") != "External":
            kind = (value(relation, "Type") or "").rpartition("/")[2]
            path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found.append(_Relation(value(relation, "Id") or "", kind, path))
    return found


def _properties(find: Find) -> tuple[str | None, str | None]:
    """Title and language, as the properties of the file give them."""
    content = find("docProps/core.xml")
    if content is None:
        return None, None
    root = tree(content, "core.xml")
    words = {local(part): part.text for part in root if isinstance(part.tag, str)}
    language = words.get("language")
    return words.get("title"), language_code(language) if language else None
