"""A document's divisions: their numbers and headings, by depth."""

import re
from enum import Enum, auto
from typing import ClassVar

from moisson.readers.markdown import MAX_LEAD, Writer
from moisson.readers.spaces import visible

ENDED = re.compile(r".*[.:–—-]|\S+\)", re.S)  # numbers after which a heading needs no dash: `§ 1.`, `a)`
REMARKED = re.compile(r"\((?!\()")  # headings that need none: `(zu § 1) Gebühren`

SIGN = re.compile(r"\(?\w{1,4}\)")  # numbers that begin words and head nothing: `1)`, `(a)`
NAMED = re.compile(r"(?:§|[^\W\d_]{2,12}\.?)\s*(\d+)\s*[.)]?")  # headings that are the number and its name: `Art. 1.`

Attributes = dict[str, str]


class Role(Enum):
    """The part that an element plays."""

    SKIP = auto()  # not the document's words: metadata, navigation
    INLINE = auto()  # part of a paragraph
    SPACED = auto()  # part of a paragraph, apart from the words around it
    BLOCK = auto()  # a paragraph, or what holds paragraphs
    TITLE = auto()  # the document's own title: a heading of the first level
    SECTION = auto()  # a division: its NUMBER and HEADING become one heading, as deep as the divisions around it
    POINT = auto()  # a numbered paragraph: its NUMBER begins the words
    LEVEL = auto()  # a SECTION where it has a HEADING, else a POINT
    NUMBER = auto()
    HEADING = auto()
    LIST = auto()
    ITEM = auto()  # of a list; a NUMBER in it takes the bullet's place
    TABLE = auto()
    ROW = auto()
    CELL = auto()
    NOTE = auto()  # called in the paragraph, placed after it
    REMARK = auto()  # a paragraph that is not the document's voice: [Applause.]
    BREAK = auto()  # a new line
    RAISED = auto()  # superscript

    __hash__ = object.__hash__  # Enum's own is a function in Python


DIVISIONS = (Role.SECTION, Role.LEVEL)


class Open:
    """An open element that owns numbers and headings."""

    __slots__ = ("depth", "heading", "level", "number", "role", "waits")

    def __init__(self, role: Role) -> None:
        self.role = role
        self.number = ""
        self.heading: list[str] = []
        self.level = 0  # of the heading, once it is written
        self.waits = True  # until its number and heading are written
        self.depth = 0  # of the headings down to it


class Divisions:
    """Writes divisions, points and titles.

    A division's heading waits until the division comes to its words, so that number and heading make one line.
    """

    separator: ClassVar[str] = " – "  # between a division's number and its heading

    def __init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """Begin another document: what was written is forgotten, the fields stay."""
        self.out = Writer()
        self._writers: list[Writer] = []
        self._spare: Writer | None = None  # the one that was done with last: a number or a cell needs one for a moment only
        self._owners: list[Open] = []
        self._silent = 0  # divisions whose heading has not been written
        self._said = 0  # open elements, from the outermost, whose numbers and headings are written
        self._titled = False
        self.quoted = 0  # open quotations: a division in one is written as paragraphs, for it is not the document's own

    def text(self) -> str:
        """The words so far, as light Markdown."""
        self._announce()
        return visible(self.out.text())

    def say(self, lead: str) -> None:
        """Begin the next paragraph with these words: a speaker's name, a label."""
        if self._silent:
            self._announce()
        self.out.begin(lead)

    def write(self, words: str) -> None:
        """Add words to the paragraph, as if they stood in the file."""
        if self._silent and not words.isspace():
            self._announce()
        self.out.write(words)

    @property
    def depth(self) -> int:
        """The level of the heading that is open: 0 before any."""
        return max((owner.level for owner in self._owners), default=int(self._titled))

    def _push(self, flat: bool = False, keeps_notes: bool = False) -> None:
        self._writers.append(self.out)
        if self._spare is None:
            self.out = Writer(flat, keeps_notes)
        else:
            self.out, self._spare = self._spare, None
            self.out.again(flat, keeps_notes)

    def _pop(self) -> str:
        inner, self.out = self.out, self._writers.pop()
        text = inner.text()
        if inner.notes:
            self.out.notes.extend(inner.notes)  # those that the words inside had no place for
        self._spare = inner
        return text

    def _announce(self) -> None:
        """Write the headings and numbers of the divisions that have come to their words."""
        if not self._silent or self._writers:
            return
        depth = int(self._titled)
        self._silent = 0
        said = self._said
        if said:
            depth = self._owners[said - 1].depth
        for owner in self._owners[said:]:
            if owner.waits and (owner.number or owner.heading) and owner.role in DIVISIONS:
                owner.waits = False
                words = self._heading_line(owner.number, " ".join(owner.heading))
                bare = not owner.heading and (
                    owner.role is Role.LEVEL
                    or SIGN.fullmatch(owner.number)
                    or (self.quoted and owner.number.strip("().").isalnum())  # there a mere number is no line of its own
                )
                if bare:
                    self.out.begin(owner.number)
                elif self.quoted:
                    self.out.paragraph()
                    self.out.write(words)
                    self.out.paragraph()
                else:
                    owner.level = depth + 1
                    self._heading(words, owner.level)
            depth = owner.depth = owner.level or depth
        self._said = len(self._owners)

    def _heading(self, words: str, level: int) -> None:
        self.out.end()
        self.out.heading = "#" * min(level, 6)
        self.out.write(words)
        self.out.paragraph()
        self.out.heading = ""

    def _owner(self) -> Open | None:
        return self._owners[-1] if self._owners else None

    def _close_owner(self) -> None:
        owners = self._owners
        owners.pop()
        if self._said > len(owners):
            self._said = len(owners)

    def _open_title(self, attributes: Attributes) -> None:
        self.out.paragraph()
        self._push(False, True)

    def _close_title(self) -> None:
        words = " ".join(self._pop().split())
        if words and not self._writers:
            self._heading(words, 1)
            self._titled = True
        elif words:
            self.out.block(words)

    def _open_section(self, attributes: Attributes) -> None:
        if self._silent:
            self._announce()
        self.out.paragraph() if self.quoted else self.out.end()  # the sign that opens a quotation waits for its words
        self._owners.append(Open(Role.SECTION))

    def _open_level(self, attributes: Attributes) -> None:
        if self._silent:
            self._announce()
        if self.out.inline:
            self.out.paragraph()
        self._owners.append(Open(Role.LEVEL))

    def _close_section(self) -> None:
        if self._silent:
            self._announce()
        self.out.end()
        self._close_owner()

    _close_level = _close_section

    def _open_point(self, attributes: Attributes) -> None:
        if self._silent:
            self._announce()
        self.out.paragraph()
        self._owners.append(Open(Role.POINT))

    def _close_point(self) -> None:
        self.out.end()
        self._close_owner()

    def _open_number(self, attributes: Attributes) -> None:
        self._push(True)

    def _close_number(self) -> None:
        words = self._pop()
        owner = self._owner()
        if owner is None:
            self.out.begin(words) if words else None
        elif owner.role in DIVISIONS and owner.waits and not self._writers and len(owner.number) < MAX_LEAD:
            if owner.number and " " in words and not any(sign.isdigit() for sign in words):
                owner.heading.append(words)  # a second number that is none
            elif owner.number != words:  # a label may be the number again
                owner.number = f"{owner.number} {words}".strip()
            self._wait()
        elif owner.role is Role.ITEM:
            self.out.name_item(words)
        elif words:
            self.out.begin(words)

    def _heading_line(self, number: str, heading: str) -> str:
        """A number and a heading on one line: `Article 1 – Scope`, `§ 1. Zweck`, `§ 5 (weggefallen)`, `Article unique.`"""
        if not heading:
            return number.rstrip(" –—-") or number
        if number.isdigit() and (named := NAMED.fullmatch(heading)) and named[1] == number:
            return heading
        goes_on = ENDED.fullmatch(number) or (heading[:1].islower() and number.isalpha()) or REMARKED.match(heading)
        return (" " if goes_on else self.separator).join(filter(None, (number, heading)))

    def _wait(self) -> None:
        """The innermost division has a number or heading to be written."""
        self._silent += 1
        self._said = min(self._said, len(self._owners) - 1)

    def _open_heading(self, attributes: Attributes) -> None:
        self.out.paragraph()
        self._push(False, True)

    def _close_heading(self) -> None:
        words = " ".join(self._pop().split())
        owner = self._owner()
        if owner is not None and owner.role in DIVISIONS and owner.waits and not self._writers:
            if words:
                owner.heading.append(words)
                self._wait()
        elif words and not self._writers and not self.quoted and (owner is None or owner.role in DIVISIONS):
            self._heading(words, self.depth + 1)
        elif words:
            self.out.write(words)
            self.out.paragraph()
