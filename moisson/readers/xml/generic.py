"""XML of an unknown vocabulary: read where it plainly holds prose, else refused by its root's name.

A first walk counts words in running sentences under names of paragraphs or divisions. A code list, a catalogue or a feed of
records fails on one count or another. A single record with sentences, such as a question to a minister and the answer, is read
whatever its parts are called: these names stand before what they hold.
"""

import re
from collections.abc import Iterator
from importlib import import_module

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import Identifier, Text
from moisson.readers.facts.stated import iso_date, language_code
from moisson.readers.facts.title_and_date import face_date
from moisson.readers.markdown import AFTER_MARK, BREAK
from moisson.readers.read_options import How
from moisson.readers.set_aside import set_aside
from moisson.readers.xml.names import DESIGNATIONS, QUOTING, ROLES, SPEAKERS, SPEECHES, named, spoken
from moisson.readers.xml.structure import Attributes, Role
from moisson.readers.xml.survey import DUBLIN, EMPTY_LINE, KEPT, Survey
from moisson.readers.xml.walker import Walker

LEFT_OUT = {
    "(meta…)": "elements whose names say metadata, links, images or contents, in the languages of Europe",
    "del": "struck out",
}
SAYS = re.compile(r"(?!https?://\S+$).*?[^\W\d_]", re.S)  # else a paragraph is a date, a number or an address that names nothing
AFTER_NAME = re.compile(r"\s*[.,:;–—-](?=\s)")  # what some files print between a speaker's name and the speech
WRAPPED = {  # what only they hold
    "akomaNtoso": "law.akn",
    "BIB.INSTANCE": "law.formex",
    "BIB.JUDGMENT": "law.formex",
}
SCHEMES = (
    ("ecli", re.compile(r"\AECLI:", re.I)),
    ("urn", re.compile(r"\Aurn:", re.I)),
    ("eli", re.compile(r"(?:\A|/)eli/", re.I)),
)
WORD = re.compile(r"[^\W_]+")
HOLDING = (None, Role.BLOCK, Role.SECTION, Role.POINT)  # that may hold paragraphs
LONGEST_NAME = 150  # characters of a speaker's name with all offices
LONGEST_TITLE = 600  # characters; a longer heading is a page
FEW = 4  # words of the kind of an act
TELLING = 4  # words of a title that metadata state; fewer may be a number, or the kind of an act


CODE = re.compile(r"\S*[\d_@]\S*|\S{1,2}|https?://\S+|[\W\d_]+")  # a key, a date, an address: no words


class Unknown(Walker):
    """Reads by names; an element of no known name is a paragraph, unless it stands among words."""

    def __init__(self, survey: Survey) -> None:
        super().__init__()
        self._told = survey.roles()
        self._html, self._lined, self._margins = survey.html(), survey.lined(), survey.margins
        self._ended = False  # an element of no known name among words has ended, and none have come since
        self.title = ""  # that a value says
        self._name = ""  # that the element of a speaker gives among what else it tells
        self._stated: tuple[int, str] | None = None  # where a speaker's fields begin among words, and what they say

    def plays(self, tag: str, name: str, attributes: Attributes) -> Role:
        return Role.SKIP if DUBLIN.fullmatch(tag) else Role.BLOCK

    def role(self, name: str, attributes: Attributes) -> Role:
        """By what the file tells of its place, else by name; within what stands among words, most names are words, too."""
        place = (self.path[-2] if len(self.path) > 1 else "", name)
        role = self._told.get(place)
        if role is None:
            role = named(name)
            if place in self._html and role in HOLDING:
                return Role.INLINE  # what its words make are blocks
            if self._actions and self._actions[-1].role is Role.INLINE and role not in KEPT:
                return Role.INLINE
        if role is Role.TABLE and name.casefold() == "tgroup":
            return Role.BLOCK
        return Role.BLOCK if role is None else role

    def enter(self, name: str, attributes: Attributes) -> None:
        """Who speaks, where an attribute says it; what stands between two names that are unknown and touch."""
        if self._ended and ROLES.get(name.casefold()) is None:
            self.out.inline.append(" ")
        self._ended = False
        if name.casefold() in QUOTING:
            self._announce()  # and no paragraph ends: the words that bring it in may go on
            self.quoted += 1
        elif tuple(self.path[-2:]) in self._margins:
            self._push()
        elif self._embeds(name, self.path[-2:-1]):
            self._announce()
            self._push(flat=True)
            self.reads_markup = False  # all of it at once, at the end
        elif self._names_speaker(name, self.path[-2:-1]):
            self._name = ""
            self._push(flat=True)
        elif name.casefold() == "name" and self._names_speaker("".join(self.path[-2:-1]), self.path[-3:-2]):
            self._push(flat=True)
        elif name.casefold() in SPEAKERS:
            self._stated = (len(self.out.inline), "")
        elif name.casefold() in SPEECHES:
            speaker = next((attributes[key] for key in attributes if key.casefold() in SPEAKERS), "")
            if words := " ".join(speaker.split()).rstrip(" :"):
                self.out.paragraph()
                self.say(f"{words}:")

    def leave(self, name: str) -> None:
        """The first heading, where nothing stands before it and no division owns it, is the title: the others are below it."""
        if name.casefold() in QUOTING:
            self.close_quotation(name)
        elif name.casefold() in DESIGNATIONS:
            self._designate()
        elif self.out.lead and self._actions and self._actions[-1].role is Role.NOTE and named(name) is Role.NUMBER:
            self._sign_note()
        elif ("".join(self.path[-1:]), name) in self._margins:
            if words := " ".join(self._pop().split()):
                self.out.notes.append(words)
        elif self._embeds(name, self.path[-1:]):
            self.reads_markup = True
            html = "".join(self.out.inline)
            self.out = self._writers.pop()
            lead, self.out.lead = self.out.lead, ""
            self.out.block(f"{lead} {self.words_of(html)}".strip())
        elif self._names_speaker(name, self.path[-1:]):
            words = " ".join(self._pop().split()).rstrip(" :")
            if self._name and any(sign.isdigit() for sign in words):
                words = self._name  # the rest is data: a birthday, a key
            self.out.paragraph()
            self.say(f"{words}:") if words and len(words) <= LONGEST_NAME else self.out.block(words)
        elif name.casefold() == "name" and self._names_speaker("".join(self.path[-1:]), self.path[-2:-1]):
            self._name = " ".join(self._pop().split())
            self.out.inline.append(f" {self._name} ")
        elif name.casefold() in SPEAKERS and self._stated is not None:
            self._stated = (self._stated[0], "".join(self.out.inline[self._stated[0] :]))
        self._ended = bool(self.out.inline) and ROLES.get(name.casefold()) is None
        blocks = self.out.blocks
        if len(blocks) == 1 and not (self._titled or self._owners or self._writers) and blocks[0][1].startswith("# "):
            self._titled = True

    def _designate(self) -> None:
        """A number that follows the kind of an act belongs to it."""
        blocks = self.out.blocks
        if len(blocks) > 1 and not any(map(str.isalpha, blocks[-1][1])) and 0 < len(blocks[-2][1].split()) <= FEW:
            _, number = blocks.pop()
            self.out.append(f" {number}")

    def _sign_note(self) -> None:
        """A note that bears a sign is called by it; a reference before it that shows the sign is the same call."""
        counted, _, sign = self.out.lead.partition(" ")
        call, sign = f" {counted}{AFTER_MARK}", sign.strip().rstrip(".")
        inline = self._writers[-1].inline
        place = next((k for k in range(len(inline) - 1, -1, -1) if inline[k] == call), -1)
        if not sign or place < 0:
            return
        mark = sign if sign[0] in "([*" else f"({sign})"
        inline[place] = f" {mark}{AFTER_MARK}"
        if place and inline[place - 1].strip().strip("()[]") == sign.strip("()[]"):
            inline[place - 1] = ""
        self.out.lead = mark

    def _names_speaker(self, name: str, around: list[str]) -> bool:
        """Whether an element gives a speaker's name, and not among words."""
        return name.casefold() in SPEAKERS and self._told.get(("".join(around), name)) is not Role.INLINE

    def _embeds(self, name: str, around: list[str]) -> bool:
        """Whether the words of an element are HTML, and it may hold blocks."""
        return ("".join(around), name) in self._html and named(name) in HOLDING

    def _print(self, words: str) -> None:
        """Words that follow a speaker's fields print most of them again, if it is so: these are the name."""
        if self._stated is None or not self._stated[1].strip() or words.isspace():
            return
        begin, fields = self._stated
        self._stated = None
        stated, printed = WORD.findall(fields), WORD.findall(words[:LONGEST_NAME])
        if 2 * sum(word in printed for word in stated) > len(stated):
            set_aside("repeated", fields)
            del self.out.inline[begin:]

    def _data(self, words: str) -> None:
        self._ended = False
        self._print(words)
        if self._lined and tuple(self.path[-2:]) in self._lined:
            words = EMPTY_LINE.sub(BREAK * 2, words)
        if not self.out.inline and self.out.lead.endswith(":"):
            sign = AFTER_NAME.match(words)
            words = words[sign.end() :] if sign else words
        super()._data(words)


class Record(Unknown):
    """Reads records: short values on lines of their own, sentences apart, each after the name of what it stands in."""

    def __init__(self, survey: Survey) -> None:
        super().__init__(survey)
        self._fields, self._sentences = survey.fields(), survey.sentences()
        self._several = survey.records > 1
        self._labelled: set[tuple[str, ...]] = set()  # what holds sentences, and was named before the first of them

    def role(self, name: str, attributes: Attributes) -> Role:
        """No part of a record is a division."""
        role = super().role(name, attributes)
        if role is not Role.SKIP and tuple(self.path[-2:]) in self._fields:
            return Role.INLINE
        return Role.BLOCK if role in (Role.SECTION, Role.POINT, Role.HEADING, Role.NUMBER) else role

    def enter(self, name: str, attributes: Attributes) -> None:
        """Sentences come after the name of what holds them, unless it is said who speaks them."""
        place = tuple(self.path[-2:])
        if len(self.path) == 2:
            self._labelled.clear()
        if place in self._fields:
            self._push(flat=True)
            return
        if place in self._sentences and not SPEAKERS.intersection(map(str.casefold, attributes)):
            holder = self.path[1:]
            while holder and ROLES.get(holder[-1].casefold()) is not None:
                holder.pop()
            if holder and tuple(holder) not in self._labelled and not self.out.lead:
                self._labelled.add(tuple(holder))
                self.say(f"{spoken(holder[-1])}:")
        super().enter(name, attributes)

    def leave(self, name: str) -> None:
        """A value and its name are a line; a mere key is metadata."""
        place = ("".join(self.path[-1:]), name)
        if place not in self._fields:
            super().leave(name)
            return
        words = " ".join((self.words_of(self._pop()) if place in self._html else self._pop()).split())
        if CODE.fullmatch(words):
            set_aside("metadata", words)
        elif words:
            if named(name) is Role.HEADING and not (self.title or self._several):
                self.title = words
            label = "" if ROLES.get(name.casefold()) is Role.BLOCK else f"{spoken(name)}: "
            self.out.write(f"{label}{words}{BREAK}")


def read(content: bytes, how: How) -> Iterator[Text]:
    """The document, where it is one; what an answer or an archive of another vocabulary wraps is read as what it is."""
    survey = Survey(content)
    if wrapped := next((module for name, module in WRAPPED.items() if name in survey.names()), None):
        yield from import_module(f"moisson.readers.{wrapped}").read(content, how)
        return
    if not (survey.document or survey.record):
        raise DocumentError(
            "xml-unknown",
            f"<{survey.root}>: no vocabulary that is known, and too little running text ({survey.prose} of {survey.words} words)",
        )
    walker = (Record if survey.form or not survey.document else Unknown)(survey).parse(content)
    blocks = walker.text().split("\n\n")
    text = "\n\n".join(block for block in blocks if SAYS.match(block) or block.startswith("#"))
    set_aside("metadata", "\n".join(block for block in blocks if not (SAYS.match(block) or block.startswith("#"))))
    stated = survey.facts
    first = text.split("\n", 1)[0]
    title = first.lstrip("# ").strip() if first.startswith("#") and len(first) <= LONGEST_TITLE else walker.title
    if len(stated.get("title", "").split()) >= TELLING or not title:
        title = stated.get("title") or title
    language = language_code(survey.language or stated.get("language", ""))
    created = iso_date(stated.get("date") or stated.get("issued", "")) or face_date(text, title, language)
    names = dict.fromkeys(filter(None, (survey.urn, stated.get("identifier", ""))))
    yield Text(text, "xml", title or None, language, created, identifiers=tuple(map(_identifier, names)))


def _identifier(name: str) -> Identifier:
    """What a name calls itself by its form; else a mere identifier."""
    return Identifier(next((scheme for scheme, form in SCHEMES if form.search(name)), "identifier"), name)
