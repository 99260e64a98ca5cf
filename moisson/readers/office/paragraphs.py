"""Paragraphs of word processors, whose styles say what they are; shared by DOCX, ODT, DOC and RTF.

A paragraph is written to the open `Writer` as it comes. At its end `end_paragraph` makes a heading, a list item or plain words of
it. Notes and text boxes inside a paragraph follow it.
"""

import re
from collections import Counter
from dataclasses import dataclass, field, replace

from moisson.readers.markdown import Writer
from moisson.readers.office.numbering import has_words
from moisson.readers.set_aside import set_aside
from moisson.readers.xml.structure import Structure

MAX_HEADING = 400  # characters; longer ones are body text in a heading's style, and so are sentences that are half as long
TITLE_AFTER = 40  # words that may stand before the first heading, if that is to be the document's title

CALLED = "\x02"  # behind the mark of a note, until it is known whether a word follows
CALL = re.compile(f"{CALLED}(?=(\\w)?)")
FILE_NAME = re.compile(r"\.(?:docx?|dotx?|odt|rtf|pdf|x?html?|indd|qxd|p65|tmp|wpd)$|^Microsoft Word - ", re.I)
SENTENCE = re.compile(r"\w{3}[.!?] (?=[^\W\d_])")
TICKED = " ☐☒"  # boxes, which say nothing alone but in a table
TYPED_BULLET = re.compile("[•▪‣●○■◦➢]\\s+")


def names(words: str) -> frozenset[str]:
    """A set of names from a string of words."""
    return frozenset(words.split())


# Fields whose result is not the author's: lists of what stands elsewhere, and numbers of pages.
OUT_FIELDS = names("TOC INDEX PAGE PAGEREF NUMPAGES SECTIONPAGES TOA")


def is_out(instruction: str) -> bool:
    """Whether the result of a field with this instruction is left out."""
    code = instruction.split(None, 1)
    return bool(code) and code[0].upper() in OUT_FIELDS


# What styles are called, in the languages of Europe's word processors.
HEADING_STYLE = re.compile(
    r"(?:heading|titre|(?:ü|ue?)berschrift|t[ií]tulo|encabezado|t[ií]tol|titolo|kop|rubrik|overskrift|otsikko|nag[łl][óo]wek|nadpis"
    r"|c[íi]msor|naslov|заглавие|επικεφαλίδα|pealkiri|virsraksts|antra[šs]t[ėe]|titlu|fyrirs[öo]gn)[ _]?([1-9])(?: ?char)?",
    re.I,
)
TITLE_STYLE = re.compile(
    r"title|heading|titre(?: principal)?|titel|t[ií]tulo|titolo|tytu[łl]|otsikko|tittel|c[íi]m|n[áa]zev|naslov", re.I
)
# A line of a table of contents, or its title; other words in a style for it are text whose writer liked the look.
ENTRY = re.compile(
    r".*[\W_](?:\d{1,4}|[ivxlc]{1,7})"
    r"|(?:table of )?contents|inhalt(?:sverzeichnis)?|sommaire|table des mati[eè]res|[ií]ndice|sommario|sum[aá]rio"
    r"|inhoud(?:sopgave)?|inneh[aå]ll(?:sf[oö]rteckning)?|in[dn]hold(?:sfortegnelse)?|sis[aä]llys(?:luettelo)?|spis tre[sś]ci"
    r"|obsah|tartalom(?:jegyz[eé]k)?|cuprins|kazalo|sadr[zž]aj|sisukord|satura r[aā]d[iī]t[aā]js|turinys|съдържание"
    r"|περιεχόμενα|содержание|зміст|[iİ]çindekiler",
    re.I,
)
CONTENTS_STYLE = re.compile(r"toc ?(?:\d|heading)|contents[ _](?:\d|heading)|tm ?\d|verzeichnis ?\d|sommario ?\d|tdc ?\d", re.I)
SPEAKER_STYLE = re.compile(
    r"\b(?:speaker|orateur|intervenant|redner(?:in)?|sprecher(?:in)?|intervinent|interviniente|orador|oratore|spreker|talare|taler)\b",
    re.I,
)


@dataclass(slots=True)
class Kind:
    """What a paragraph is."""

    level: int = 0  # of a heading, from 1
    title: bool = False
    speaker: bool = False  # the name of whoever says the paragraphs that follow
    contents: bool = False  # of a table of contents
    item: int | None = None  # the level in a list, from 0
    goes_on: bool = False  # the item, with another paragraph
    number: str = ""  # before the words: of a heading or an item; empty for a bullet


def named_kind(name: str) -> Kind:
    """What a style's name says of its paragraphs."""
    words = name.strip()
    if found := HEADING_STYLE.fullmatch(words):
        return Kind(level=int(found[1]))
    return Kind(
        title=TITLE_STYLE.fullmatch(words) is not None,
        speaker=SPEAKER_STYLE.search(words) is not None,
        contents=CONTENTS_STYLE.fullmatch(words) is not None,
    )


@dataclass(slots=True)
class _Part:
    """A cell, note or text box, or the document: what is open there."""

    lists: list[int] = field(default_factory=list)  # levels of the open lists
    after: list[str] = field(default_factory=list)  # notes and boxes of the open paragraph
    speaker: str = ""


class Paragraphs(Structure):
    """Writes paragraphs whose kind is known only at their end."""

    def __init__(self) -> None:
        super().__init__()
        self.words: Counter[str] = Counter()  # by language
        self._within_word = False
        self._raised = False  # whether a superscript is open
        self._stack = [_Part()]
        self._table_notes: list[str] = []
        self._words = 0
        self.title = ""  # of the style for titles
        self.first_heading = ""  # where little stands before it
        self._heading_count = 0
        self._first_level = 0  # of that heading
        self._first_of_several = False  # chapters, of which it is not the title

    def count(self, words: str, language: str) -> None:
        """Count words of a language; a stretch may begin in the middle of one."""
        number = len(words.split())
        if number and self._within_word and not words[0].isspace():
            number -= 1
        self._within_word = bool(words) and not words[-1].isspace()
        self.words[language] += number

    def raise_words(self, raised: bool) -> None:
        """Begin or end a superscript before words; one may span several runs."""
        if raised != self._raised:
            self._raised = raised
            if raised:
                self.out.open_superscript()
            else:
                self.out.close_superscript()

    def begin_part(self) -> None:
        """Begin a note, box or cell: paragraphs of their own inside a paragraph."""
        self.raise_words(False)
        self._push()
        self._stack.append(_Part())

    def end_part(self) -> str:
        """Its words."""
        self.end_paragraph(Kind())
        self.close_lists()
        self._stack.pop()
        return self._pop()

    def enter_cell(self) -> None:
        """Call after a cell has been opened."""
        self._stack.append(_Part())

    def leave_cell(self) -> None:
        """Call after a cell has been closed."""
        part = self._stack.pop()
        self._stack[-1].after.extend(part.after)

    def place_after(self, text: str) -> None:
        """Words to stand after the paragraph that is open."""
        if text:
            self._stack[-1].after.append(text)

    def note(self, mark: str, text: str) -> None:
        """A note called at this point. Its mark needs no superscript to be told from a power, as after `EU` or `12`."""
        self.raise_words(False)
        if not text:
            return
        mark = mark if mark[:1] in "([*" else f"({mark})"
        self.out.write(f" {mark}{CALLED}")
        if self._tables:
            self._table_notes.append(f"{mark} {text}")
        else:
            self.place_after(f"{mark} {text}")

    def leave_table(self) -> None:
        """Call after a table has been closed."""
        if not self._tables:
            for note in self._table_notes:
                self.out.block(note)
            self._table_notes = []

    def end_paragraph(self, kind: Kind) -> None:
        """End the open paragraph and write it as its kind."""
        if self._raised:
            self.raise_words(False)
        self._within_word = False
        part = self._stack[-1]
        inline, self.out.inline = self.out.inline, []
        after, part.after = part.after, []
        if any(piece.endswith(CALLED) for piece in inline):
            inline = [CALL.sub(lambda found: " " if found[1] else "", "".join(inline))]
        words = " ".join("".join(inline).replace("\x00", " ").split())
        number = kind.number
        if kind == Kind() and TYPED_BULLET.match(words):
            kind = Kind(item=0)
            inline = [TYPED_BULLET.sub("", "".join(inline).lstrip(), count=1)]
        if kind.contents and not ENTRY.fullmatch(words.rstrip(" .:")):
            kind = replace(kind, contents=False)
        if kind.contents or not ((words if self._tables else words.strip(TICKED)) or has_words(number)):
            set_aside("contents", words)
            self._place_after(after)
            return
        heading = (kind.level or kind.title) and not is_prose(words) and not self._writers and not kind.speaker
        heading = heading and not self._is_reference(f"{number}{words}")
        self._sync_lists(part, kind if not heading and number_is_item(kind) else Kind(), number)
        if heading:
            self._write_heading(kind, f"{number} {words}".strip())
        elif kind.speaker and words and not self._writers and not is_prose(words):
            self._write_speaker(part)
            part.speaker = words.rstrip(" :.")
        else:
            if number and not number_is_item(kind):
                inline.insert(0, f"{number} ")
            if part.speaker:
                inline.insert(0, f"{part.speaker}: ")
                part.speaker = ""
            self.out.inline = inline
            self.out.paragraph()
        self._words += words.count(" ") + 1
        self._place_after(after)

    def _is_reference(self, words: str) -> bool:
        """Whether words in a heading's style are the file number of what the heading before them names."""
        return (
            not re.search(r"[^\W\d_]", words)
            and len(words) > 4
            and self.out.blocks[-1:] != []
            and self.out.blocks[-1][1][0] == "#"
        )

    def _place_after(self, after: list[str]) -> None:
        """Notes and boxes wait for the end of the list they are called in, and so does a table's note for the table's."""
        self.out.notes.extend(after)
        self.out.block("")

    def close_lists(self) -> None:
        """End all lists that are open here."""
        self._sync_lists(self._stack[-1], Kind(), "")

    def end(self) -> str:
        """The whole text."""
        self.end_paragraph(Kind())
        self._write_speaker(self._stack[-1])
        self.close_lists()
        return self.text().replace("\u2011", "-").strip()

    def stated_title(self, metadata: str | None, text: str) -> str | None:
        """The title: a paragraph in that style, else the metadata's if the text has its words, else a single first heading."""
        if self.title and not FILE_NAME.search(self.title):
            return self.title
        if metadata and not FILE_NAME.search(metadata) and stands_in(metadata, text):
            return " ".join(metadata.split())
        return None if self._first_of_several or FILE_NAME.search(self.first_heading) else self.first_heading or None

    def _write_speaker(self, part: _Part) -> None:
        """Whoever says no paragraph stands on a line alone."""
        if part.speaker:
            speaker, part.speaker = part.speaker, ""
            self.out.block(f"{speaker}:")

    def _write_heading(self, kind: Kind, words: str) -> None:
        if kind.title and self.title and self.out.blocks[-1:] == [(0, f"# {self.title}")]:  # it goes on, on a second line
            self.out.blocks.pop()
            self.title = words = f"{self.title} {words}"
        elif kind.title and not self.title:
            self.title = words
            self._titled = not self._heading_count
        level = 1 if kind.title else (kind.level or 1) + self._titled
        if self._heading_count == 0 and self._words <= TITLE_AFTER and not kind.number:
            self.first_heading, self._first_level = words, level
        elif level <= self._first_level and self._heading_count == 1 and self._words == len(self.first_heading.split()):
            self._first_level = 0  # nothing stands between the two: none is its equal
        elif level <= self._first_level:
            self._first_of_several = True
        self._heading_count += 1
        self._write_speaker(self._stack[-1])
        self._heading(words, level)

    def _sync_lists(self, part: _Part, kind: Kind, number: str) -> None:
        """Open and close lists so that the next paragraph stands in an item of the level it is in, or in none."""
        out, lists, level = self.out, part.lists, kind.item
        while lists and (level is None or lists[-1] > level):
            out.close_item()
            out.close_list()
            lists.pop()
        if level is None:
            return
        if kind.goes_on:
            return
        if lists and lists[-1] == level:
            out.close_item()
        else:
            out.open_list(None)
            lists.append(level)
        out.open_item()
        if number:
            _name(out, number)


def is_prose(words: str) -> bool:
    """Whether words in a heading's style are body text: too long, or several sentences."""
    if len(words) > MAX_HEADING:
        return True
    return words[-1:] in (".", "!", "?") and (len(words) > MAX_HEADING // 2 or len(SENTENCE.findall(words)) > 1)


def number_is_item(kind: Kind) -> bool:
    """Whether a numbered paragraph reads as an item of a list; `Article 3` begins a paragraph instead."""
    return kind.item is not None and not has_words(kind.number)


def _name(out: Writer, number: str) -> None:
    out.name_item(number)
    out.indents[-1] = " " * min(len(number) + 1, 4)


def stands_in(title: str, text: str) -> bool:
    """Whether the text's beginning has the words of a title, so that it is no template's or file's name."""
    wanted = re.findall(r"\w{2,}", title.casefold())
    there = set(re.findall(r"\w{2,}", text[:3000].casefold()))
    return len(wanted) > 1 and there.issuperset(wanted)
