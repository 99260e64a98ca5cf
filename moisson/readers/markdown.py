"""Words and their structure to plain text with light Markdown: paragraphs, headings, lists."""

import re
from html import unescape

from moisson.readers.spaces import CLOSED, one_line

BREAK = "\x00"  # a line break inside a paragraph; callers take NUL out of their text
OPENING = "“„‟«‘‚‹\"'"  # quotation marks that no space follows
AFTER_MARK = "\x01"  # after a note's mark: a space, unless punctuation follows
APART = "\x1f"  # after words that stand apart: white space, unless punctuation follows
ONLY_MARKS = re.compile(r"(?:\s*[^\s\x01]{1,9}\x01)+\s*")
MARKED = re.compile(r"\x01(?=[,.;:!?)\]»”’…])")
STRAY = re.compile(r"[”“»’\"')\]]?[.;,:]|[”»’][.;,:]?")  # the end of a sentence, which a quotation has cut off
BULLET = re.compile(r"\A[-–—•▪‣·*]\s+")
ENTITY = re.compile(r"&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z]\w{1,31});", re.I)
ORDINAL = re.compile(r"er|ers|re|res|ère|e|es|ème|èmes|nd|nde|d|o|os", re.I)
ROMAN = re.compile(r"\b[IVXLC]+$")
NOTE = re.compile(r"\d{1,2}|\*+|\((?:\d{1,2}|\*+|[a-z])\)")
NUMBER = re.compile(r"[-–−+]?\s?\d[\d,.]*")
SHORT_WORD = re.compile(r"(?:^|[\W\d_])[^\W\d_]{1,3}$")  # a unit or a variable: m, cm, t, kWh

MAX_LEAD = 500  # characters; what is longer stands alone
LOOKED_BACK = 16  # characters before a superscript that decide how it is written
MAX_INDENTS = 16  # levels of lists; deeper ones stand below the last


def raised(before: str, words: str) -> str:
    """Words and their superscript as plain text: `1er` and `m2` stay, powers get a `^` (`10^6`), a note's mark gets brackets."""
    base, mark = before.rstrip(), words.strip()
    digit = base[-1:].isdigit()
    if ORDINAL.fullmatch(mark) and (digit or ROMAN.search(base[-9:])):
        return base + words.lstrip()
    if base != before or not mark:
        return before + words
    after = " " if words[-1].isspace() else ""
    attached = digit or SHORT_WORD.search(base[-4:]) is not None
    if NOTE.fullmatch(mark) and not (mark[0].isdigit() and attached):
        return f"{before} {mark if mark[0] in '(*' else f'({mark})'}{after}"
    if attached and mark[0] in "0123456789-–−+(" and (digit or mark not in ("2", "3")):
        return f"{before}^{mark if NUMBER.fullmatch(mark) else f'({mark})'}{after}"
    return before + words


def unescaped(text: str) -> str:
    """Text with the characters that references name; publishers escape twice: `l&amp;#039;aide`."""
    return ENTITY.sub(lambda entity: unescape(entity[0]), text) if "&" in text else text


class Writer:
    """Gathers inline text and cuts it into paragraphs, headings and list items. Flat: all of it on one line."""

    __slots__ = (
        *("flat", "heading", "blocks", "inline", "counters", "indents", "marker"),
        *("before", "named", "lists", "lead", "notes", "superscripts", "called", "keeps_notes"),
    )

    def __init__(self, flat: bool = False, keeps_notes: bool = False) -> None:
        self.flat = flat
        self.heading = ""  # the marks of the heading that is open
        self.blocks: list[tuple[int, str]] = []  # the number of the list it stands in, 0 outside; its text
        self.inline: list[str] = []
        self.counters: list[int | None] = []  # of each open list: the next number, or None for bullets
        self.indents: list[str] = []  # of each open item
        self.marker = ""  # of an item that has no words yet
        self.before = ""  # what stands before that marker: room, or the number of the item around it
        self.named = ""  # the marker, where it is the publisher's own number
        self.lists = 0
        self.lead = ""  # what begins the next paragraph: a point's number, a speaker's name
        self.notes: list[str] = []  # that wait for the end of the paragraph which calls them
        self.superscripts: list[int] = []  # where in `inline` the open ones begin
        self.called: tuple[int, str] = (0, "")  # how long `inline` was after the last that calls a note, and the call
        self.keeps_notes = keeps_notes  # they are placed elsewhere: a cell's after its table

    def again(self, flat: bool, keeps_notes: bool) -> None:
        """Begin anew, after all that was written has been given away as text."""
        self.flat, self.keeps_notes = flat, keeps_notes
        self.heading = self.marker = self.named = self.lead = ""
        self.lists = 0
        self.called = (0, "")
        for written in (self.blocks, self.inline, self.counters, self.indents, self.notes, self.superscripts):
            if written:
                written.clear()

    def write(self, text: str) -> None:
        self.inline.append(text)

    def open_superscript(self) -> None:
        self.superscripts.append(len(self.inline))

    def close_superscript(self) -> None:
        inline = self.inline
        start = min(self.superscripts.pop(), len(inline)) if self.superscripts else 0
        first, length = start, 0
        while first and length < LOOKED_BACK:
            first -= 1
            length += len(inline[first])
        before, words = "".join(inline[first:start]), "".join(inline[start:])
        inline[first:] = [before[:-LOOKED_BACK], raised(before[-LOOKED_BACK:], words)]
        mark = words.strip()
        call = mark if mark.startswith(("(", "*")) else f"({mark})"
        if NOTE.fullmatch(mark) and inline[-1].rstrip().endswith(f" {call}"):
            self.called = (len(inline), call)

    def take_call(self) -> str:
        """The superscript that calls a note and ends what is written: it is taken away, since the note writes it."""
        at, call = self.called
        inline = self.inline
        if not call or at > len(inline) or "".join(inline[at:]).strip() or not inline[at - 1].rstrip().endswith(f" {call}"):
            return ""
        inline[at - 1 :] = [inline[at - 1].rstrip().removesuffix(f" {call}")]
        self.called = (0, "")
        return call

    def open_list(self, start: int | None) -> None:
        self.paragraph()
        self.lists += not self.counters
        self.counters.append(start)

    def close_list(self) -> None:
        self.paragraph()
        if self.counters:
            self.counters.pop()
        self.place_notes()

    def open_item(self) -> None:
        self.paragraph()
        number = self.counters[-1] if self.counters else None
        marker = "- "
        if number is not None:
            marker = f"{number}. "
            self.counters[-1] = number + 1
        self.before = self.named or "".join(self.indents)  # `1. a)`, where no words of its own follow the outer number
        self.marker = self.before + marker
        self.named = ""
        self.indents.append(" " * len(marker) if len(self.indents) < MAX_INDENTS else "")

    def name_item(self, marker: str) -> None:
        """The publisher's own number or sign of the item that is open; where words stand before it, it begins what follows."""
        if self.marker and not self.inline:
            if not BULLET.fullmatch(f"{marker} "):
                self.marker = self.named = f"{self.before}{marker} "
        else:
            self.begin(marker)

    def append(self, words: str) -> None:
        """Add words, such as the sign that ends a quotation, to the block that has ended last, unless they end it already."""
        if words and self.blocks:
            number, block = self.blocks[-1]
            self.blocks[-1] = (number, block if block.endswith(words) else block + words)

    def begin(self, lead: str) -> None:
        """Begin the next paragraph with these words."""
        self.paragraph()
        if len(self.lead) > MAX_LEAD:
            self.end()
        self.lead = f"{self._spaced_lead()}{lead}"

    def _lead_in(self) -> None:
        """Put the lead before the words, unless these begin with it themselves, as some publishers' do."""
        words = "".join(self.inline).lstrip()
        again = len(self.lead) > 1 and words.startswith(self.lead) and not words[len(self.lead) :][:1].isalnum()
        self.inline = [words if again else f"{self._spaced_lead()}{words}"]
        self.lead = ""

    def _spaced_lead(self) -> str:
        return self.lead if not self.lead or self.lead[-1] in OPENING else f"{self.lead} "

    def close_item(self) -> None:
        self.paragraph()
        if self.indents:
            self.indents.pop()
        self.marker = self.named = ""

    def paragraph(self) -> None:
        """End the paragraph. Two line breaks end one as well."""
        if not self.inline:
            return
        inline = self.inline
        if self.lead and any(not part.isspace() for part in inline):
            self._lead_in()
            inline = self.inline
        text = inline[0] if len(inline) == 1 else "".join(inline)
        self.inline = []
        words = one_line(text)
        if words is None:
            words = self._with_signs(text)
        if not words:
            return
        if self.flat or self.indents or self.heading or self.marker or self.notes or len(words) < 4:
            self._place([words])
        else:
            self.blocks.append((0, words))

    def _with_signs(self, text: str) -> str:
        """The words of a paragraph that holds signs of ours, or entities; none where its lines have been placed by themselves."""
        text = unescaped(text).strip().replace("\xa0", " ")
        if AFTER_MARK in text:
            if ONLY_MARKS.fullmatch(text):
                self.place_notes()
                return ""
            text = MARKED.sub("", text).replace(AFTER_MARK, " ")
        if APART in text:
            text = CLOSED.sub("", text)
        if BREAK in text:
            self._place_lines(text)
            return ""
        return " ".join(text.split())

    def _place_lines(self, text: str) -> None:
        lines: list[str] = []
        for part in [*text.split(BREAK), ""]:
            if line := " ".join(part.split()):
                lines.append(line)
            elif lines:
                self._place(lines)
                lines = []

    def _place(self, lines: list[str]) -> None:
        if self.blocks and len(lines[0]) < 4 and STRAY.fullmatch(lines[0]) and len(lines) == 1:
            number, block = self.blocks[-1]
            if not (self.marker or self.heading or block.startswith(("#", "|"))):
                self.blocks[-1] = (number, f"{block}{lines[0]}")
                return
        if self.flat:
            self.blocks.append((0, self.marker.lstrip() + " ".join(lines)))
        elif self.indents:
            indent = "".join(self.indents)
            if self.marker.endswith("- "):
                lines[0] = BULLET.sub("", lines[0], count=1)
            self.blocks.append((self.lists, (self.marker or indent) + ("\n" + indent).join(lines)))
        elif self.heading:
            self.blocks.append((0, f"{self.heading} {' '.join(lines)}"))
        else:
            self.blocks.append((0, "\n".join(lines)))
        self.marker = self.named = ""
        self.place_notes()

    def place_notes(self) -> None:
        """Put the notes after the paragraph, or after the list, that calls them."""
        if self.notes and not self.flat and not self.counters and not self.keeps_notes:
            self.blocks.extend([(0, note) for note in self.notes])
            self.notes = []

    def block(self, text: str) -> None:
        """A finished block, such as a table."""
        self.paragraph()
        if text:
            self.blocks.append((0, text))
        self.place_notes()

    def end(self) -> None:
        """End the paragraph, and let a number that has no words of its own stand alone."""
        if self.inline:
            self.paragraph()
        if self.lead:
            lead, self.lead = self.lead, ""
            self._place([lead])

    def text(self) -> str:
        """All blocks: the items of one list on consecutive lines, everything else apart by a blank line."""
        if not self.blocks and not self.lead and not self.notes and not self.marker:
            if not self.inline:
                return ""
            line = one_line("".join(self.inline))
            if line is not None and (self.flat or not self.heading):
                self.inline = []
                return line
        self.end()
        if len(self.blocks) == 1 and not self.notes:
            return self.blocks[0][1]
        self.counters = []
        self.place_notes()
        if self.flat:
            return " ".join([block for _, block in self.blocks])
        parts: list[str] = []
        before = 0
        for number, block in self.blocks:
            if parts:
                parts.append("\n" if number and number == before else "\n\n")
            parts.append(block)
            before = number
        return "".join(parts)
