"""The words of a page's main part, with their structure: headings, lists, tables as pipes, points with their numbers.

A table is a table only where it holds data. Publishers lay out pages with tables, and points, whose number stands in a cell of
its own; those are read as paragraphs, the number before its words.
"""

import re
from functools import lru_cache
from itertools import accumulate

from moisson.extract.html.classes import class_level
from moisson.extract.html.fragment import INLINE, ROWS, html_to_text, integer, span
from moisson.extract.html.main import Main
from moisson.extract.html.points import MARKER, NUMBERED, OWN_MARK, POINT, counted
from moisson.extract.html.pre import preformatted
from moisson.extract.html.tables import Tables
from moisson.extract.html.tags import BLOCKS, HEADINGS, LISTS, names
from moisson.extract.markdown import BREAK, Writer
from moisson.extract.pipes import Cell, table

RAISED = re.compile(r"(?:^|[\s-])super(?:script)?(?:\s|$)|footnote-?ref(?:erence)?(?:\s|$)", re.I)
NUMBER_CLASS = re.compile(
    r"(?:^|[\s_-])(?:num|nr|no|number|numero|marker|enum)(?:[\s_-]|$)|(?:No|Nr|Num|Number)(?:\s|$)|[a-z](?:nr|num|nummer|number)(?:\s|$)"
)
ARTICLE = re.compile(r"\(?\d{1,4}\.")  # the number of an article, to which a raised one belongs: 13.¹
NOTE_NUMBER = re.compile(r"\s*\d{1,3}[a-z]?\s*\)\s*")  # raised, as Czech and Slovak acts call their notes
NOTE_CALL = re.compile(r"#(?:nt[rc]?|_?ft?n|foot|note|fn|endnote|_edn|E00\d\d)", re.I)
TWO_LINES = re.compile(r"\n[ \t]*\n")  # quickly found
BLANK_LINE = re.compile(r"(?<=\S)[ \t]*\n[ \t]*\n\s*(?=\S)")
NOTHING = "\u200b"  # a marker that shows nothing; taken out with everything else that is zero wide
DASHES = tuple("-–—•▪‣·*")
NUMBERS = names("div p section span b strong a h2 h3 h4 h5 h6")
LEGACY = 5  # lines from which a string with blank lines is taken for preformatted text
NEAR = 1000  # characters in which the page's heading is looked for
NEAR_MARK = 100  # characters before a note's mark in which an open bracket is looked for
SEARCHED = 40  # strings in which an item's first words are looked for
DT_WORDS = 8
BACK = names("↩ ↩\ufe0e ↵ ↑ ⬆ ⤴ ⏎ ^")  # from a note to its mark
FEW_PARTS = 12  # elements in what is a heading by its class


def main_text(main: Main) -> str:
    """The main part as text with light Markdown."""
    reader = _Reader(main)
    text = reader.text(main.start)
    heading = reader.text(main.heading) if main.heading else ""
    return text if heading.lstrip("# ") in text[:NEAR] else f"{heading}\n\n{text}"


def _last(inline: list[str]) -> str:
    """The last sign written in a paragraph."""
    for text in reversed(inline):
        if text:
            return text[-1]
    return ""


@lru_cache(maxsize=4096)
def _raises(classes: str) -> bool:
    return RAISED.search(classes) is not None


class _Reader(Tables):
    __slots__ = ("after_title", "apart_from_words", "bracketed", "counted", "headings", "layout")

    def __init__(self, main: Main) -> None:
        super().__init__(main)
        self.layout: set[int] = set()
        self.headings = [0, *accumulate([int(tag in HEADINGS) for tag in self.page.tags])]  # before each position
        self.bracketed: set[int] = set()
        self.apart_from_words = False  # whether a number has just ended that no space need follow
        self.counted = 0  # paragraphs before which their number stands, without any sign
        self.after_title = 0  # where the paragraph of a title ended

    def text(self, root: int, flat: bool = False, tables: bool = True) -> str:
        """The words below an element. Flat: on one line. Without tables, their cells are paragraphs."""
        page, out = self.page, Writer(flat)
        texts, tails, ends = page.texts, page.tails, page.ends
        opened: list[int] = []
        i = root
        stop = ends[root]
        while True:
            while opened and (i >= ends[opened[-1]]):
                closed = opened.pop()
                self.end(out, closed)
                if closed != root and (tail := tails[closed]):
                    self.write(out, tail)
            if i >= stop:
                break
            if i != root and (self.skip[i] or self.apart(out, i, tables)):
                if tail := tails[i]:
                    self.write(out, tail)
                # what is skipped has no end of its own
                i = ends[i]
                continue
            self.start(out, i)
            if text := texts[i]:
                self.write(out, text)
            opened.append(i)
            i += 1
        return out.text()

    def write(self, out: Writer, text: str) -> None:
        """Write a string; where blank lines stand in it, as in legacy pages, it is paragraphs, cut into lines."""
        if self.apart_from_words and text:
            self.apart_from_words = False
            if text[0].isalnum() or text[0] in '“„«‘"(':
                out.write(" ")
        if not TWO_LINES.search(text) or out.heading or out.flat or not BLANK_LINE.search(text):
            out.write(text)
        elif text.count("\n") < LEGACY or out.indents:
            out.write(BLANK_LINE.sub(BREAK + BREAK, text))
        else:
            for block in preformatted(text):
                out.block(block)

    def apart(self, out: Writer, i: int, tables: bool) -> bool:
        """Write what does not read as words in a row: a table, preformatted text, the number of a point."""
        page, tag = self.page, self.page.tags[i]
        if tag == "table" and tables and i not in self.layout:
            if self.is_data(i):
                for block in self.table(i):
                    out.block(block)
                return True
            self.layout.add(i)
        elif tag == "ul" and self.headings[page.ends[i]] > self.headings[i]:
            self.layout.update([i, *self.children(i)])
        elif tag == "pre" and not out.flat and not out.indents:
            for block in preformatted("".join(self.strings(i))):
                out.block(block)
            return True
        elif tag == "a" and (page.texts[i] or "").strip() in BACK and page.attributes[i].get("href", "").startswith("#"):
            return True
        elif tag == "noframes":
            out.block(html_to_text(page.texts[i] or ""))
            return True
        elif tag == "dt" and 0 < page.words[i] <= DT_WORDS:
            label = self.text(i, True, False)
            out.begin(label if label[-1:] in ".:)]°" or MARKER.fullmatch(label) else f"{label}:")
            return True
        elif i in self.leads or (tag in NUMBERS and self.is_point(i, out.inline)):
            out.begin(self.leads[i])
            return True
        return False

    def is_point(self, i: int, before: list[str]) -> bool:
        """Whether an element says but the number of the point whose words stand in the next block."""
        page, after = self.page, self.page.ends[i]
        if not 0 < page.words[i] <= 2 or (page.tags[i] in INLINE and not self.begins(i, before)):
            return False
        if after >= len(page.tags) or page.parents[after] != page.parents[i]:
            return False
        if not page.words[after] or self.skip[after] or page.tags[after] not in ("div", "p", "section"):
            return False
        mark = self.marker(i)
        counts = page.tags[i] in INLINE and mark.isdecimal() and self.counts_on(int(mark))
        if not (counts or POINT.fullmatch(mark)) or self.marker(after):
            return False
        self.counted = int(mark) if counts else self.counted
        self.leads[i] = mark
        return True

    def counts_on(self, number: int) -> bool:
        """Whether a number continues those that stand, without any sign, before the paragraphs of a decision."""
        return number == 1 if not self.counted else 0 < number - self.counted < FEW_PARTS

    def begins(self, i: int, before: list[str]) -> bool:
        """Whether inline words stand alone before the next block."""
        tail = self.page.tails[i]
        if tail and not tail.isspace():
            return False
        for text in before:
            if text and not text.isspace():
                return False
        return True

    def start(self, out: Writer, i: int) -> None:
        page, tag = self.page, self.page.tags[i]
        if tag == "br":
            out.write(BREAK)
        elif (tag == "li" or tag in LISTS) and i in self.layout:
            out.paragraph()
        elif tag == "li":
            if out.counters and out.counters[-1] is not None:
                out.counters[-1] = integer(page.attributes[i].get("value"), out.counters[-1])
            out.open_item()
            self.number(out, i)
        elif tag in LISTS:
            out.open_list(integer(page.attributes[i].get("start"), 1) if tag == "ol" else None)
        elif tag in BLOCKS:
            if tag == "tr":
                out.end()
            out.paragraph()
            self.apart_from_words = False
            out.heading = self.level(i) or out.heading
            if i == self.after_title and self.is_title(i) and out.blocks and not out.flat:
                out.write(out.blocks.pop()[1].lstrip("# ") + " ")  # one title in several paragraphs
        elif self.is_raised(i):
            text = page.texts[i] or ""
            if _last(out.inline) in ("(", "["):
                self.bracketed.add(i)  # a note's mark with brackets of its own
            elif len(out.inline) < 6 and text.isdigit() and ARTICLE.fullmatch("".join(out.inline).strip()):
                self.bracketed.add(i)
                out.write("^")
            elif self.is_half_bracketed(i, out.inline):
                self.bracketed.add(i)
                out.write(" (")
            else:
                if out.inline and text.strip() in ("o", "os") and out.inline[-1].rstrip()[-1:] in ("N", "n"):
                    out.inline[-1] = out.inline[-1].rstrip()  # `N o` for no
                out.open_superscript()

    def end(self, out: Writer, i: int) -> None:
        tag = self.page.tags[i]
        if (tag == "li" or tag in LISTS) and i in self.layout:
            out.paragraph()
        elif tag == "li":
            out.close_item()
        elif tag in LISTS:
            out.close_list()
        elif tag in BLOCKS:
            if tag in ("tr", "dl"):
                out.end()
            out.paragraph()
            if self.level(i):
                out.heading = ""
                if self.is_title(i):
                    self.after_title = self.page.ends[i]
        elif tag != "br" and self.is_raised(i):
            if i in self.bracketed:
                self.bracketed.discard(i)
            else:
                out.close_superscript()
        elif 0 < len(out.inline) < 4 and self.page.words[i] in (1, 2) and self.is_number(i, "".join(out.inline).strip()):
            self.apart_from_words = True  # as the page's style shows it

    def level(self, i: int) -> str:
        page, tag = self.page, self.page.tags[i]
        if tag in HEADINGS:
            return HEADINGS[tag]
        attributes = page.attributes[i]
        if not attributes:
            return ""
        if attributes.get("role") == "heading":
            return "#" * min(max(integer(attributes.get("aria-level"), 2), 1), 6)
        classes = attributes.get("class")
        if not classes or (tag != "p" and tag != "div"):
            return ""
        level: str = class_level(classes)
        if tag == "p" or not level:
            return level
        parts = page.children(i)
        if len(parts) > FEW_PARTS or any([page.tags[part] in BLOCKS or page.tags[part] in LISTS for part in parts]):
            return ""
        return level

    def is_number(self, i: int, words: str) -> bool:
        """Whether a paragraph has begun with the number of a point: by its look, its name or its class."""
        if NUMBERED.fullmatch(words):
            return True
        attributes = self.page.attributes[i]
        if words.isdecimal() and self.page.tags[i] == "a" and attributes.get("name", "").endswith(words):
            return True
        classes = attributes.get("class")
        return classes is not None and len(words) < 10 and NUMBER_CLASS.search(classes) is not None

    def is_title(self, i: int) -> bool:
        return self.page.tags[i] == "p" and class_level(self.page.attributes[i].get("class", "")) == "#"

    def is_raised(self, i: int) -> bool:
        page, tag = self.page, self.page.tags[i]
        if tag == "sup":
            return True
        if tag == "span":
            attributes = page.attributes[i]
            if not attributes:
                return False
            classes, style = attributes.get("class"), attributes.get("style")
            return (classes is not None and _raises(classes)) or (
                style is not None and "vertical-align:super" in style.replace(" ", "")
            )
        if tag != "a" or NOTE_CALL.match(page.attributes[i].get("href", "")) is None:
            return False
        return (page.texts[i] or "").strip().isdigit()

    def is_half_bracketed(self, i: int, before: list[str]) -> bool:
        """Whether it is the mark of a note after a word, and has a closing bracket without an opening one."""
        words, tail = self.page.texts[i] or "", (self.page.tails[i] or "").lstrip()
        if not (NOTE_NUMBER.fullmatch(words) or (tail.startswith(")") and words.strip().isdigit())):
            return False
        inline = "".join([text[-NEAR_MARK:] for text in before[-NEAR_MARK:]]).rstrip()[-NEAR_MARK:]
        call = self.page.parents[i]
        linked = self.page.tags[call] == "a" and ")" in words and self.page.attributes[call].get("href", "").startswith("#")
        return len(inline) > 3 and not inline[-1].isdigit() and (linked or inline.count("(") <= inline.count(")"))

    def first_words(self, i: int) -> str:
        """The first string of an element that holds words."""
        text = self.page.texts[i]
        if text and not text.isspace():
            return text
        for text in self.strings(i, SEARCHED):
            if text and not text.isspace():
                return text
        return ""

    def number(self, out: Writer, i: int) -> None:
        """The number of an item, as its list numbers them or as its own words do."""
        first = self.first_words(i).lstrip()
        if OWN_MARK.match(first) and not (out.flat and first[:1] in DASHES):
            if out.flat:
                out.marker = ""
            elif first[:1] not in DASHES:
                out.marker = "".join(out.indents[:-1]) + NOTHING
                out.indents[-1] = "  "
            return
        if out.marker.endswith("- "):
            out.marker = f"{out.marker[:-1]}{NOTHING} "  # the writer takes any dash of the words for a second bullet
        up = self.page.parents[i]
        kind = self.page.attributes[up].get("type") if self.page.tags[up] == "ol" else None
        if kind in ("a", "A", "i", "I") and out.counters and (count := out.counters[-1]):
            out.name_item(f"{counted(count - 1, kind)}.")

    def table(self, i: int) -> list[str]:
        """A table of data as blocks. What stands in it outside any cell comes first."""
        page, rows = self.page, self.rows(i)
        parts = [i, *[part for part in self.children(i) if page.tags[part] in ROWS], *rows]
        known, cells = set(parts), []
        for row in rows:
            known.update(self.cells(row))
        first = [self.text(part, False, False) for parent in parts for part in self.children(parent) if part not in known]
        for parent in parts:
            for words in [page.texts[parent], *[page.tails[child] for child in page.children(parent)]]:
                if words:
                    first.append(" ".join(words.split()))
        for row in rows:
            inner = self.cells(row)
            cells.append([self.cell(cell, len(inner) > 1) for cell in inner])
        return [text for text in first if text] + table(cells)

    def cell(self, i: int, flat: bool) -> Cell:
        """A cell of a table of data."""
        attributes = self.page.attributes[i]
        return Cell(self.text(i, flat, False), span(attributes, "colspan"), span(attributes, "rowspan"))
