"""Writes the main part of a page as text with its structure: headings, lists, tables as pipes, numbered points.

A table is a table only where it holds data. Publishers lay out pages with tables, and points, whose number stands in a cell of
its own; those are read as paragraphs, the number before its words.
"""

import re
from itertools import accumulate

from moisson.readers.html.fragment import ROWS, html_to_text, integer, span
from moisson.readers.html.headings import class_level
from moisson.readers.html.main import Main
from moisson.readers.html.marks import NOTE_NUMBER, Marks
from moisson.readers.html.numbers import MARKER, OWN_MARK, counted
from moisson.readers.html.preformatted import preformatted
from moisson.readers.html.tags import BLOCKS, HEADINGS, LISTS, names
from moisson.readers.markdown import BREAK, Writer
from moisson.readers.pipes import Cell, table

ARTICLE = re.compile(r"\(?\d{1,4}\.")  # the number of an article that a raised one extends: 13.¹
TWO_LINES = re.compile(r"\n[ \t]*\n")  # a quick test
BLANK_LINE = re.compile(r"(?<=\S)[ \t]*\n[ \t]*\n\s*(?=\S)")
NOTHING = "\u200b"  # a marker that shows nothing; removed with other characters of no width
DASHES = tuple("-–—•▪‣·*")
NUMBERS = names("div p section span b strong a h2 h3 h4 h5 h6")
LEGACY = 5  # lines that make a string with blank lines preformatted text
NEAR = 1000  # characters that are searched for the page's heading
DT_WORDS = 8
BACK = names("↩ ↩\ufe0e ↵ ↑ ⬆ ⤴ ⏎ ^")  # lead from a note to its mark
CODE = re.compile(r"code|listing|highlight|screen|example|synopsis|brush|prettyprint|\blang(?:uage)?-", re.I)
ANCHORS = names("¶ 🔗")
CONTROLS = names("button input select textarea")
FEW_PARTS = 12  # elements, at most, in a heading by its class


def main_text(main: Main) -> str:
    """The text of the main part, with light Markdown."""
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


class _Reader(Marks):
    __slots__ = ("after_title", "apart_from_words", "bracketed", "headings", "layout")

    def __init__(self, main: Main) -> None:
        super().__init__(main)
        self.layout: set[int] = set()
        self.headings = [0, *accumulate([int(tag in HEADINGS) for tag in self.page.tags])]  # before each position
        self.bracketed: set[int] = set()
        self.apart_from_words = False  # whether a number has just ended; a space may be missing after it
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
                self.part(out, i)
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

    def part(self, out: Writer, i: int) -> None:
        """Part the words around a block or a control that is left out, as a browser does."""
        tag = self.page.tags[i]
        if self.skip[i] and (tag in BLOCKS or tag in LISTS):
            out.paragraph()
        elif self.skip[i] and tag in CONTROLS:
            out.write(" ")

    def write(self, out: Writer, text: str) -> None:
        """Write a string. Blank lines in it, as legacy pages have them, part paragraphs."""
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
        """Write what is not running words: a table, preformatted text, the number of a point. Whether it was."""
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
            for block in preformatted("".join(self.strings(i)), self.is_code(i)):
                out.block(block)
            return True
        elif tag == "a" and page.attributes[i].get("href", "").startswith("#") and self.is_sign(out, i):
            return True
        elif tag == "noframes":
            out.block(html_to_text(page.texts[i] or ""))
            return True
        elif tag == "dt" and 0 < page.words[i] <= DT_WORDS:
            label = self.text(i, True, False)
            if self.is_defined(i):
                out.begin(label if label[-1:] in ".:)]°" or MARKER.fullmatch(label) else f"{label}:")
            else:
                out.begin(label)
                out.end()
            return True
        elif i in self.leads or (tag in NUMBERS and self.is_point(i, out.inline)):
            out.begin(self.leads[i])
            return True
        return False

    def is_sign(self, out: Writer, i: int) -> bool:
        """Whether a link only leads back from a note, or gives the address of a heading: `¶`."""
        text = (self.page.texts[i] or "").strip()
        if text in BACK or text in ANCHORS:
            return True
        return bool(out.heading) and not any(map(str.isalnum, self.page.line(i)))

    def is_defined(self, i: int) -> bool:
        """Whether a definition follows a term, and not another term as in tables of contents."""
        page, beside = self.page, self.page.after(i)
        if not beside or page.tags[beside] != "dd" or not page.words[beside] or self.skip[beside]:
            return False
        first = beside + 1
        nested = first < page.ends[beside] and page.tags[first] == "dl"
        return not nested or bool((page.texts[beside] or "").strip())

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
                self.bracketed.add(i)  # a note's mark that has brackets
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
            self.apart_from_words = NOTE_NUMBER.fullmatch(self.page.texts[i] or "") is not None
        elif 0 < len(out.inline) < 4 and self.page.words[i] in (1, 2) and self.is_number(i, "".join(out.inline).strip()):
            self.apart_from_words = True  # as the page's style shows it

    def is_code(self, i: int) -> bool:
        """Whether preformatted text is marked as code."""
        page, first = self.page, i + 1
        classes = page.attributes[i].get("class", "")
        return (first < page.ends[i] and page.tags[first] == "code") or CODE.search(classes) is not None

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
        if len(parts) > FEW_PARTS or any(page.tags[part] in BLOCKS or page.tags[part] in LISTS for part in parts):
            return ""
        return level

    def is_title(self, i: int) -> bool:
        return self.page.tags[i] == "p" and class_level(self.page.attributes[i].get("class", "")) == "#"

    def number(self, out: Writer, i: int) -> None:
        """Number an item as its list does, or as its own words do."""
        first = self.first_words(i).lstrip()
        if OWN_MARK.match(first) and not (out.flat and first[:1] in DASHES):
            if out.flat:
                out.marker = ""
            elif first[:1] not in DASHES:
                out.marker = "".join(out.indents[:-1]) + NOTHING
                out.indents[-1] = "  "
            return
        if out.marker.endswith("- "):
            out.marker = f"{out.marker[:-1]}{NOTHING} "  # else the writer takes a dash in the words for a second bullet
        up = self.page.parents[i]
        kind = self.page.attributes[up].get("type") if self.page.tags[up] == "ol" else None
        if kind in ("a", "A", "i", "I") and out.counters and (count := out.counters[-1]):
            out.name_item(f"{counted(count - 1, kind)}.")

    def table(self, i: int) -> list[str]:
        """A table of data as blocks. Words outside any cell come first."""
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
