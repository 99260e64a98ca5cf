"""Counts what a file of unknown XML holds: whether it is a document, and which roles its elements have."""

import re
from collections import Counter
from dataclasses import dataclass, field
from xml.parsers import expat

from moisson.contracts.errors import DocumentError
from moisson.readers.xml.names import DESCRIBING, MARGINAL, PAGES, PROSE, SPEAKERS, named
from moisson.readers.xml.structure import Attributes, Role
from moisson.readers.xml.xmlsource import xml_source

MAX_PLACES = 10_000  # of names within others; a document has some hundreds
# Of 177 files at hand with 46 kinds of roots, surveyed as if unknown, records (amendments, motions, pages of a wiki) have 0.37
# to 0.98 of their words in sentences that come once, notices of procurement at most 0.22, catalogues, lists, feeds, schemas none.
MIN_PROSE = 60  # words in running sentences
MIN_SHARE = 0.3  # of all words; the rest may be tables, lists and lines
MIN_KNOWN = 0.5  # of the prose
MIN_ANSWER = 12  # words in running sentences of a file that is one record: one long sentence, and in Finnish an answer
MIN_VALUES = 3  # of a record, under names that say nothing of their part: judgments have two at most, records four and more
LONG = 12  # words of a run that counts as prose
SHORT = 4  # words of one that ends as the points of a law do, under a name that means words
ENDS = (".", ";", ":")
STOPS = (".", "?", "!", "…")
DUBLIN = re.compile(r"(?:dc|dcterms|dct):(?!title$)\w+")  # Dublin Core: metadata wherever it stands
SIGN = re.compile(r"\(?(?:\d{1,3}|[a-z]{1,2}|[ivxlc]{1,6})(?:[ -]?(?:bis|ter))?(?:\.?\)|\.|°)", re.I)  # of a point: `a)`, `1.`
EMPTY_LINE = re.compile(r"\n[^\S\n]*\n\s*")
MARKUP = re.compile(r"</?(?:p|div|br|b|i|em|strong|span|[ou]l|li|table|t[dr]|h[1-6]|a|sup)(?:\s[^<>]*)?/?>", re.I)
FACT = re.compile(r"(?:dc|dcterms|dct):(title|date|issued|language|identifier)")  # of these, the first of each is told
FEW = 4  # words that say where a printed page begins
PAGEFUL = 150  # words; an element that holds as many, and elements, heads nothing: an Italian `epigrafe` begins a judgment
SENTENCE = re.compile(r"[^\W\d_]{2}[.;:!?…»”\")]*[.;:!?…]")  # a word and the end of a sentence

CONTENTS = frozenset(("content", "contenu", "inhalt"))  # what a division holds, and no heading
DIVIDING = frozenset((Role.SECTION, Role.POINT))
WORDS = (Role.BLOCK, Role.HEADING, Role.INLINE, Role.CELL, Role.ITEM, Role.NOTE)  # whose parts may be long and yet not blocks
KEPT = (Role.SKIP, Role.NOTE, Role.BREAK, Role.RAISED, Role.LIST, Role.ITEM, Role.TABLE)  # even among words

Place = tuple[str, str]  # the name of what is around an element, and its own


class Survey:
    """What a file holds, counted without reading it: by name, and in runs of words."""

    def __init__(self, content: bytes) -> None:
        self.root = ""
        self.language: str | None = None
        self.facts: dict[str, str] = {}  # what Dublin Core's elements say, by their names
        self.urn = ""  # the first that an attribute gives
        self.headed = False  # whether an element `head` holds words of its own, which no page's does
        self.prose = self.known = self.words = self.runs = 0
        self._short: set[Place] = set()  # what holds words that are no sentence, and no elements
        self._answers: Counter[tuple[Place, ...]] = Counter()  # words in running sentences, by all that they stand in
        self._met: Counter[Place] = Counter()
        self._among: Counter[Place] = Counter()  # how many stand among words
        self._holds: dict[Place, set[tuple[str, bool]]] = {}  # what stands directly inside, and whether it comes first
        self._sentences: Counter[Place] = (
            Counter()
        )  # how many, of names that mean parts of sentences, are long sentences by themselves
        self._html: set[Place] = set()  # whose words are HTML, escaped or in a CDATA section
        self._lined: set[Place] = set()  # whose words have empty lines between them
        self._mixed: set[Place] = set()  # that hold elements
        self._early: set[Place] = set()  # what stands before the heading of what is around it
        self.margins: set[Place] = set()  # notes in the margin that are no headings
        self._before: dict[Place, set[str]] = {}  # what stands before a `name` in what is around it
        self._pageful: Counter[Place] = Counter()  # how many hold as many words as a page
        self._pages: dict[str, bool] = {}  # names that mean pages: whether they only say where one begins
        self._signs: dict[str, bool] = {}  # names that none of the words for parts tell: whether they only hold numbers of points
        self._open: list[_Open] = []
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

    @property
    def record(self) -> bool:
        """Whether this is one record with running text: no part that holds some comes twice, but for paragraphs."""
        return self._tells(1)

    def sentences(self) -> set[Place]:
        """Of a record: what holds running sentences."""
        return {places[-1] for places in self._answers}

    def fields(self) -> set[Place]:
        """Of a record: what holds a value."""
        return self._short - self.sentences() - self._mixed - self._among.keys()

    @property
    def form(self) -> bool:
        """Whether this is a record, or several alike below the root, with values beside the sentences and no divisions."""
        values = sum(named(name) is None for _, name in self.fields())
        around = {name for places in self._answers for _, name in places[:-1]}
        return self._tells(self.records) and values >= MIN_VALUES and not any(named(name) in DIVIDING for name in around)

    @property
    def records(self) -> int:
        """How often that comes below the root which all running sentences stand in; 1 where they stand in several parts."""
        below = {places[1:2] for places in self._answers}
        (only,) = below if len(below) == 1 else ((),)
        return self._met[only[0]] if only else 1

    def _tells(self, records: int) -> bool:
        """Whether there is enough running text that stands in a record once."""
        prose = sum(count for places, count in self._answers.items() if self._tells_once(places, records))
        return prose >= MIN_ANSWER and prose >= MIN_SHARE * self.words

    def _tells_once(self, places: tuple[Place, ...], records: int) -> bool:
        """Whether what stands in these places is no item of a list in a record, and describes nothing else."""
        *around, own = places
        once = all(self._met[place] <= records for place in around) and (self._met[own] <= records or own[1].casefold() in PROSE)
        return once and DESCRIBING.isdisjoint(name.casefold() for _, name in places[-3:])

    def names(self) -> set[str]:
        """The names of all elements below the root."""
        return {name for around, name in self._met if around}

    def html(self) -> set[Place]:
        """Elements whose words are HTML: escaped, or in a CDATA section."""
        return self._html - self._mixed

    def lined(self) -> set[Place]:
        """Elements of plain text in which empty lines part the paragraphs."""
        return self._lined - self._html - self._mixed

    def roles(self) -> dict[Place, Role]:
        """The roles that this file shows, where names alone mislead.

        An element mostly among words is inline. An Italian `titolo` is a heading, or holds chapters. One of unknown name that
        begins with a number is a numbered paragraph, and with a heading a division; so is an item without a list.
        """
        found: dict[Place, Role] = {}
        headed = {place[1] for place, held in self._holds.items() if any(map(self._heads, (name for name, _ in held)))}
        for place, times in self._met.items():
            role, held = self._role(place[1]), self._holds.get(place, set())
            parts = {self._role(name) for name, first in held if first or self._role(name) is not Role.NUMBER}
            titled = any(self._role(name) is Role.HEADING and name != "caption" for name, _ in held)
            if self._pages.get(place[1]):
                found[place] = Role.SKIP
            elif self._beside(place, role, headed):
                found[place] = Role.BLOCK
                self.margins.add(place)
            elif role is Role.NOTE and not self._among[place]:  # an editor's, with words of their own
                found[place] = Role.SECTION if titled else Role.BLOCK
            elif role is Role.NUMBER and self._role(place[0]) is Role.NOTE:
                found[place] = role
            elif 2 * self._among[place] > times and role not in KEPT:
                found[place] = Role.BLOCK if parts & DIVIDING and role is None else Role.INLINE
            elif place[1] == "name" and self._heads_division(place):
                found[place] = Role.HEADING
            elif role is Role.INLINE and 2 * self._sentences[place] >= times and self._role(place[0]) not in WORDS:
                found[place] = Role.BLOCK  # a Norwegian `A` is an `avsnitt`
            elif role is Role.ITEM:
                if titled and self._role(place[0]) is not Role.LIST:
                    found[place] = Role.SECTION
            elif role is Role.HEADING and 2 * self._pageful[place] > times:
                found[place] = Role.BLOCK
            elif role is Role.HEADING and (place[0] == "caption" or (place[1] == "caption" and Role.BLOCK in parts)):
                found[place] = Role.BLOCK  # of a figure: no division begins there
            elif role is Role.HEADING and (parts & DIVIDING or (titled and Role.BLOCK in parts)):
                found[place] = Role.SECTION
            elif role is Role.HEADING and Role.NUMBER in parts and any(name.casefold() in CONTENTS for name, _ in held):
                found[place] = Role.SECTION  # a long title with a number and words of its own
            elif role is Role.HEADING and titled and Role.NUMBER in parts:  # a Dutch `Kop` holds both, of the division around it
                found[place] = Role.BLOCK
            elif role in (None, Role.BLOCK, Role.INLINE) and Role.NUMBER in parts:
                found[place] = Role.SECTION if titled else Role.POINT
            elif role is Role.NUMBER and self._signs.get(place[1]):
                found[place] = role
        if self.headed:
            found.update((place, Role.HEADING) for place in self._met if place[1] == "head")
        return found

    def _beside(self, place: Place, role: Role | None, headed: set[str]) -> bool:
        """Whether it is a note in the margin, or one between a division's number and its heading."""
        if place[1].casefold() in MARGINAL:
            return place[0] in headed or self._role(place[0]) not in DIVIDING
        return role is Role.NOTE and place in self._early

    def _heads_division(self, place: Place) -> bool:
        """Whether a name stands before all but the number of a division, or of the document."""
        before = self._before.get(place, {"?"})
        around = self._role(place[0]) in DIVIDING or place[0] == self.root.rpartition(":")[2]
        return around and all(self._role(name) is Role.NUMBER for name in before)

    def _heads(self, name: str) -> bool:
        return self._role(name) is Role.HEADING and name.casefold() not in MARGINAL

    def _role(self, name: str) -> Role | None:
        return Role.NUMBER if self._signs.get(name) else named(name)

    def _start(self, tag: str, attributes: Attributes) -> None:
        name = tag.rpartition(":")[2]
        self.root = self.root or tag
        self.language = self.language or attributes.get("xml:lang") or attributes.get("lang")
        if not self.urn and (urn := attributes.get("URN") or attributes.get("urn") or "").startswith("urn:"):
            self.urn = urn
        around = self._open[-1] if self._open else None
        element = _Open((around.place[1] if around else "", name))
        if element.place in self._met or len(self._met) < MAX_PLACES:
            self._met[element.place] += 1
        if around is not None:
            if not around.headed and self._heads(name):
                self._early.update(around.kids)
                around.headed = True
            if name == "name":
                self._before.setdefault(element.place, set()).update(kid[1] for kid in around.kids)
            around.kids.append(element.place)
            if not self._skipped and element.place in self._met:
                first = len(around.kids) == 1 and not around.spoken
                self._holds.setdefault(around.place, set()).add((name, first))
        fact = FACT.fullmatch(tag)
        if fact is not None and fact[1] not in self.facts:
            element.fact, self.facts[fact[1]] = fact[1], ""
        self._skipped += self._skipped > 0 or named(name) is Role.SKIP or DUBLIN.fullmatch(tag) is not None
        self._open.append(element)

    def _end(self, tag: str) -> None:
        element = self._open.pop()
        name = element.place[1]
        if element.fact:
            self.facts[element.fact] = " ".join("".join(element.pieces).split())
        if element.spoken:
            self._among.update(element.kids)
        if self._skipped:
            self._skipped -= 1
            return
        words = "".join(element.pieces)
        element.total += len(words.split())
        self._pageful[element.place] += element.total >= PAGEFUL and bool(element.kids)
        if name.casefold() in PAGES:
            begins = len(words.split()) <= FEW and any(map(str.isdigit, words))
            self._pages[name] = self._pages.get(name, True) and begins
        if element.kids:
            self._mixed.add(element.place)
        elif MARKUP.search(words):
            self._html.add(element.place)
            words = MARKUP.sub(" ", words)
        elif EMPTY_LINE.search(words.strip()):
            self._lined.add(element.place)
        if named(name) is None and words.strip():
            self._signs[name] = self._signs.get(name, True) and SIGN.fullmatch(words.strip()) is not None
        if self._open and (self._open[-1].spoken or self._among[element.place]):
            self._open[-1].pieces.append(words)
            return
        if self._open:
            self._open[-1].total += element.total
        count = len(words.split())
        self.words += count
        around = (name, *(above.place[1] for above in self._open[-2:]))
        known = any(above.casefold() in PROSE for above in around)
        sentence = count >= LONG and SENTENCE.search(words) is not None
        if sentence or (count >= (SHORT if known else LONG) and words.rstrip().endswith(STOPS)):
            self._answers[(*(above.place for above in self._open), element.place)] += count
        elif count and not element.kids and SPEAKERS.isdisjoint(above.place[1].casefold() for above in self._open):
            self._short.add(element.place)
        self._sentences[element.place] += sentence and named(name) is Role.INLINE
        if sentence or (known and count >= SHORT and words.rstrip().endswith(ENDS)):
            self.runs += 1
            self.prose += count
            self.known += count if known else 0

    def _data(self, words: str) -> None:
        if not self._open:
            return
        element = self._open[-1]
        if not words.isspace():
            element.spoken = True
            self.headed = self.headed or element.place[1] == "head"
        if not self._skipped or element.fact:
            element.pieces.append(words)


@dataclass(slots=True)
class _Open:
    """An element that the survey is in."""

    place: Place
    pieces: list[str] = field(default_factory=list)
    kids: list[Place] = field(default_factory=list)
    spoken: bool = False  # whether it holds words of its own
    headed: bool = False  # whether a heading has come in it
    fact: str = ""  # of Dublin Core's: what it says
    total: int = 0  # words of all that has ended in it and is no part of its own words
