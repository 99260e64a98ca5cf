"""XML of a vocabulary that nobody described: read where it plainly holds prose in elements whose names are known, else refused.

A first walk counts: what stands in running sentences, under names that mean paragraphs or divisions, and what does not. A code
list, a catalogue, a form or a feed of records fails on one count or another; what is refused is named by its root.
"""

import re
from collections.abc import Iterator
from xml.parsers import expat

from moisson.errors import DocumentError
from moisson.extract.facts.face import face_date
from moisson.extract.facts.languages import iso639
from moisson.extract.how import How
from moisson.extract.xml.names import PROSE, ROLES
from moisson.extract.xml.structure import Attributes, Role
from moisson.extract.xml.walker import Walker
from moisson.extract.xml.xmlsource import xml_source
from moisson.reader import Text

LEFT_OUT = {"(meta…)": "elements whose names say metadata, links, images or contents, in the languages of Europe"}
MIN_PROSE = 60  # words in running sentences
MIN_SHARE = 0.3  # of all words; the rest may be tables, lists and lines
MIN_KNOWN = 0.5  # of the prose
LONG = 12  # words of a run that counts as prose
LETTER = re.compile(r"[^\W\d_]")  # without any, a paragraph is a date, a number or a sign that names nothing
DUBLIN = re.compile(r"(?:dc|dcterms|dct):(?!title$)\w+")  # Dublin Core: metadata wherever it stands
SENTENCE = re.compile(r"[^\W\d_]{2,}[.;:!?…»”\")]*[.;:!?…]")  # a word and the end of a sentence


KEPT = (Role.SKIP, Role.NOTE, Role.BREAK, Role.RAISED, Role.LIST, Role.ITEM, Role.TABLE)  # even among words
LONGEST_TITLE = 600  # characters; a longer heading is a page


class Survey:
    """What a file holds, counted without reading it: by name, and in runs of words."""

    def __init__(self, content: bytes) -> None:
        self.root = ""
        self.language: str | None = None
        self.inline: set[str] = set()  # names that stand among words
        self.prose = self.known = self.words = self.runs = 0
        self._path: list[str] = []
        self._pieces: list[list[str]] = []
        self._skipped = 0
        parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = self._start, self._end, self._data
        try:
            parser.Parse(xml_source(content), True)
        except expat.ExpatError as error:
            raise DocumentError("xml-malformed", f"line {error.lineno}: {expat.ErrorString(error.code)}") from None

    @property
    def document(self) -> bool:
        """Whether this is plainly a document."""
        enough = self.prose >= MIN_PROSE and self.known >= MIN_PROSE
        return enough and self.prose >= MIN_SHARE * self.words and self.known >= MIN_KNOWN * self.prose

    def _start(self, tag: str, attributes: Attributes) -> None:
        name = tag.rpartition(":")[2].casefold()
        self.root = self.root or tag
        self.language = self.language or attributes.get("xml:lang") or attributes.get("lang")
        if self._pieces and any(not piece.isspace() for piece in self._pieces[-1]):
            self.inline.add(name)
        self._skipped += self._skipped > 0 or ROLES.get(name) is Role.SKIP or DUBLIN.fullmatch(tag) is not None
        self._path.append(name)
        self._pieces.append([])

    def _end(self, tag: str) -> None:
        name, pieces = self._path.pop(), self._pieces.pop()
        if self._skipped:
            self._skipped -= 1
            return
        words = "".join(pieces)
        if name in self.inline and self._pieces:
            self._pieces[-1].append(words)
            return
        count = len(words.split())
        self.words += count
        if count >= LONG and SENTENCE.search(words):
            self.runs += 1
            self.prose += count
            if name in PROSE or any(above in PROSE for above in self._path[-2:]):
                self.known += count

    def _data(self, words: str) -> None:
        if not self._skipped and self._pieces:
            self._pieces[-1].append(words)


class Unknown(Walker):
    """Reads by names; an element of no known name is a paragraph, unless it stands among words."""

    def __init__(self, inline: set[str]) -> None:
        super().__init__()
        self._inline = inline

    def plays(self, tag: str, name: str, attributes: Attributes) -> Role:
        known = name.casefold()
        role = ROLES.get(known)
        if DUBLIN.fullmatch(tag):
            return Role.SKIP
        if role is Role.TABLE and known == "tgroup":
            return Role.BLOCK
        if known in self._inline and role not in KEPT:
            return Role.INLINE
        return Role.BLOCK if role is None else role

    def leave(self, name: str) -> None:
        """The first heading, where nothing stands before it and no division owns it, is the title: the others are below it."""
        blocks = self.out.blocks
        if len(blocks) == 1 and not (self._titled or self._owners or self._writers) and blocks[0][1].startswith("# "):
            self._titled = True


def read(content: bytes, how: How) -> Iterator[Text]:
    """The document, where it is one."""
    survey = Survey(content)
    if not survey.document:
        raise DocumentError(
            "xml-unknown",
            f"<{survey.root}>: no vocabulary that is known, and too little running text ({survey.prose} of {survey.words} words)",
        )
    walker = Unknown(survey.inline).parse(content)
    text = "\n\n".join(block for block in walker.text().split("\n\n") if LETTER.search(block))
    first = text.split("\n", 1)[0]
    title = first.lstrip("# ").strip() if first.startswith("#") and len(first) <= LONGEST_TITLE else None
    language = iso639(survey.language) if survey.language else None
    yield Text(text, "xml", title or None, language, face_date(text, title, language))
