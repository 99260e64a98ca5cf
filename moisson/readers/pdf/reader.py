"""PDF: the words of its pages in reading order, without what only furnishes a page.

pdfium (through pypdfium2) opens the file and says which characters stand where. What makes text of them has rooms beside this
module: `characters` (what they mean, what is filled in to forms), `lines`, `tables` (by rules and by white), `order` (columns,
the order of reading, running heads), `paragraphs` (headings, items, notes), `tags` (what the file says of itself) and `scans`
(pages without words of their own, where Tesseract is installed). `page` reads one page, `meta` the title.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import Text
from moisson.readers.facts.title_and_date import as_of, face_date, without_number
from moisson.readers.hyphens import vocabulary
from moisson.readers.pdf.characters.fields import form
from moisson.readers.pdf.meta import language, title
from moisson.readers.pdf.order.columns import columns
from moisson.readers.pdf.order.furniture import furniture
from moisson.readers.pdf.order.margins import line_numbers
from moisson.readers.pdf.page import Page, page
from moisson.readers.pdf.paragraphs.blocks import blocks
from moisson.readers.pdf.paragraphs.broken import join_broken
from moisson.readers.pdf.paragraphs.headings import settled_headings
from moisson.readers.pdf.paragraphs.joined import joined
from moisson.readers.pdf.paragraphs.outline import outline
from moisson.readers.pdf.paragraphs.writing import Block, Style, as_text
from moisson.readers.pdf.pdfium import connect
from moisson.readers.pdf.scans.scan import Scans
from moisson.readers.pdf.tags.blocks import Writer
from moisson.readers.pdf.tags.languages import shares
from moisson.readers.pdf.tags.tree import Tree
from moisson.readers.read_options import How

PAGES = 5_000  # that are read of one file
PASSWORD = 4  # pdfium's error for it
ASKED = 50_000_000  # places of structure trees; pages that come after so many are read without their tags
NAMED = 8  # pages that are named where some are not read
SIZE = 10.0  # points: type of a document that has none


def read(content: bytes, how: How) -> Iterator[Text]:
    """The document; raises DocumentError where it cannot be opened, or most of its pages hold no words that can be read."""
    with _opened(content) as (document, fields):
        stated = language(document)
        scans = Scans(how, stated)
        found, style = _pages(document, fields, scans)
        parts = _parts(found, style)
        whole = joined(parts, style)
        join_broken(whole)
        written = as_text(whole, style)
        unread = {number: each.unread for number, each in enumerate(found, 1) if each.unread}
        unread |= dict.fromkeys(range(PAGES + 1, len(document) + 1), f"only {PAGES:,} pages of a file are read")
        unseen = {number: each.unseen for number, each in enumerate(found, 1) if each.unseen}
        read = sum(bool(part) for number, part in enumerate(parts, 1) if number not in unread)
        if unread and (len(unread) > read or not written):
            raise DocumentError("pdf-no-text", _lost(unread, "hold no text that can be read", len(document)))
        lost = [(unread, "hold no text that can be read"), (unseen, "hold images with words that were not read")]
        missing = "; ".join(_lost(pages, what, len(document)) for pages, what in lost if pages)
        name = next((title(document, part, style.body) for part in parts if part), None)
        name = without_number(name) if name else None
        languages = shares(sum((each.spoken for each in found), Counter()), written, stated)
        stated = stated or (languages[0].language if languages else None)
        yield Text(
            written,
            "pdf",
            name,
            stated,
            face_date(written, name, stated),
            valid_from=as_of(written, stated),
            languages=languages,
            missing=missing or None,
            confidence=round(sum(scans.confidence) / len(scans.confidence), 4) if scans.confidence else None,
        )


def pages(content: bytes, how: How) -> list[str]:
    """The text of each page as it stands in the document, paragraphs cut where the pages end."""
    with _opened(content) as (document, fields):
        found, style = _pages(document, fields, Scans(how, language(document)), apart=True)
        return [as_text(part, style) for part in _parts(found, style)]


def _lost(pages: dict[int, str], what: str, count: int) -> str:
    """Which pages, and why."""
    few = ", ".join(map(str, [*pages][:NAMED])) + (" …" if len(pages) > NAMED else "")
    return f"{len(pages)} of {count} pages ({few}) {what}: {Counter(pages.values()).most_common(1)[0][0]}"


@contextmanager
def _opened(content: bytes) -> Iterator[tuple[Any, Any]]:
    """pypdfium2's document, and what pdfium has for its form, while it is read."""
    try:
        import pypdfium2

        connect()
    except ImportError:
        raise DocumentError("needs-extra", "install moisson[pdf]") from None
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == PASSWORD:
            raise DocumentError("pdf-encrypted", "the file opens with a password only") from None
        raise DocumentError("pdf-malformed", f"pdfium cannot open the file: {error}") from None
    try:
        if not len(document):
            raise DocumentError("pdf-malformed", "the file has no pages")
        with form(document) as fields:
            yield document, fields
    finally:
        document.close()


def _pages(document: Any, fields: Any, scans: Scans, apart: bool = False) -> tuple[list[Page], Style]:
    """All pages without furniture, and the document's style; `apart`, what tags say of several pages is cut where each ends."""
    found: list[Page] = []
    tree, asked, entries = Tree(), 0, outline(document)
    for number in range(1, min(len(document), PAGES) + 1):
        tree = Tree() if apart else tree
        found.append(page(document, number, fields, scans, tree if asked < ASKED else None))
        found[-1].entries = entries.get(number, [])
        asked += found[-1].asked
    for each, ids in zip(found, line_numbers([each.segments for each in found]), strict=True):
        each.leave_out(ids, "numbers")
    gone = furniture([(each.segments, each.height) for each in found], [each.rules for each in found])
    sizes: Counter[float] = Counter()
    for each, ids in zip(found, gone, strict=True):
        if each.tagged:  # what recurs is content where the tags say so (ISO 32000-1, 14.8.2.2)
            each.leave_out(ids.intersection(map(id, each.tagged.rest)).union(map(id, each.tagged.furniture)))
            each.segments = [s for _, run in each.tagged.blocks for s in run] + each.tagged.rest
        else:
            each.leave_out(ids)
        for segment in each.segments:
            sizes[round(segment.size * 2) / 2] += len(segment.text)
    texts = [segment.text for each in found for segment in each.segments]
    within = vocabulary([text.partition(" ")[2] for text in texts])
    return found, Style(sizes.most_common(1)[0][0] if sizes else SIZE, scans.stated, vocabulary(texts), within)


def _parts(found: list[Page], style: Style) -> list[list[Block]]:
    """The blocks of each page: of those with tags to be trusted by these, each block where it begins."""
    parts: list[list[Block]] = [[] for _ in found]
    numbers: dict[int, tuple[Tree, list[int]]] = {}
    for number, each in enumerate(found, 1):
        if each.tagged and each.tree:
            numbers.setdefault(id(each.tree), (each.tree, []))[1].append(number)
            for node, run in each.tagged.blocks:
                node.words.setdefault(number, []).append(run)
        else:
            parts[number - 1] = each.blocks(style)
    for tree, pages in numbers.values():
        for number, block in Writer(tree.root, frozenset(pages), style).found:
            parts[number - 1].append(block)
        for number in pages:
            tags = found[number - 1].tagged
            if tags and tags.rest:
                parts[number - 1].extend(blocks(columns(tags.rest, []), style))
    settled_headings([block for part in parts for block in part])
    return parts
