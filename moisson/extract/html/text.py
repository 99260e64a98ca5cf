"""The words of a page's main part, with their structure: headings, lists, tables as pipes, points with their numbers.

A table is a table only where it holds data. Publishers lay out pages with tables, and points, whose number stands in a cell of
its own; those are read as paragraphs, the number before its words.
"""

import re
from functools import lru_cache
from itertools import accumulate, islice

from lxml import etree

from moisson.extract.html.classes import class_level
from moisson.extract.html.fragment import BLOCKS, HEADINGS, INLINE, LISTS, ROWS, html_to_text, integer, names, span
from moisson.extract.html.main import Main
from moisson.extract.html.points import MARKER, NUMBERED, OWN_MARK, POINT, counted
from moisson.extract.html.pre import preformatted
from moisson.extract.html.tables import Tables
from moisson.extract.markdown import BREAK, Cell, Writer, table

RAISED = re.compile(r"(?:^|[\s-])super(?:script)?(?:\s|$)|footnote-?ref(?:erence)?(?:\s|$)", re.I)
NUMBER_CLASS = re.compile(
    r"(?:^|[\s_-])(?:num|nr|no|number|numero|marker|enum)(?:[\s_-]|$)|(?:No|Nr|Num|Number)(?:\s|$)|[a-z](?:nr|num|nummer|number)(?:\s|$)"
)
ARTICLE = re.compile(r"\(?\d{1,4}\.")  # the number of an article, to which a raised one belongs: 13.¹
NOTE_NUMBER = re.compile(r"\s*\d{1,3}[a-z]?\s*\)\s*")  # raised, as Czech and Slovak acts call their notes
NOTE_CALL = re.compile(r"#(?:nt[rc]?|_?ft?n|foot|note|fn|endnote|_edn|E00\d\d)", re.I)
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


@lru_cache(maxsize=4096)
def _raises(classes: str) -> bool:
    return RAISED.search(classes) is not None


class _Reader(Tables):
    def __init__(self, main: Main) -> None:
        super().__init__(main)
        self.layout: set[int] = set()
        self.headings = [0, *accumulate(int(element.tag in HEADINGS) for element in self.page.elements)]  # before each position
        self.bracketed: set[int] = set()
        self.apart_from_words = False  # whether a number has just ended that no space need follow
        self.counted = 0  # paragraphs before which their number stands, without any sign
        self.after_title = 0  # where the paragraph of a title ended

    def text(self, root: int, *, flat: bool = False, tables: bool = True) -> str:
        """The words below an element. Flat: on one line. Without tables, their cells are paragraphs."""
        page, out = self.page, Writer(flat)
        elements, ends = page.elements, page.ends
        opened: list[int] = []
        i = root
        stop = ends[root]
        while True:
            while opened and (i >= ends[opened[-1]]):
                closed = opened.pop()
                self.end(out, closed)
                if closed != root and (tail := elements[closed].tail):
                    self.write(out, tail)
            if i >= stop:
                break
            if i != root and (self.skip[i] or self.apart(out, i, tables)):
                if tail := elements[i].tail:
                    self.write(out, tail)
                # what is skipped has no end of its own
                i = ends[i]
                continue
            self.start(out, i)
            if text := elements[i].text:
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
        if "\n" not in text or not BLANK_LINE.search(text) or out.heading or out.flat:
            out.write(text)
        elif text.count("\n") < LEGACY or out.indents:
            out.write(BLANK_LINE.sub(BREAK + BREAK, text))
        else:
            for block in preformatted(text):
                out.block(block)

    def apart(self, out: Writer, i: int, tables: bool) -> bool:
        """Write what does not read as words in a row: a table, preformatted text, the number of a point."""
        element = self.page.elements[i]
        tag = element.tag
        if tag == "table" and tables and i not in self.layout:
            if self.is_data(i):
                for block in self.table(i):
                    out.block(block)
                return True
            self.layout.add(i)
        elif tag == "ul" and self.headings[self.page.ends[i]] > self.headings[i]:
            self.layout.update([i, *self.children(i)])
        elif tag == "pre" and not out.flat and not out.indents:
            for block in preformatted("".join(self.strings(i))):
                out.block(block)
            return True
        elif tag == "a" and (element.text or "").strip() in BACK and element.get("href", "").startswith("#"):
            return True
        elif tag == "noframes":
            out.block(html_to_text(element.text or ""))
            return True
        elif tag == "dt" and 0 < self.page.words[i] <= DT_WORDS:
            label = self.text(i, flat=True, tables=False)
            out.begin(label if label[-1:] in ".:)]°" or MARKER.fullmatch(label) else f"{label}:")
            return True
        elif i in self.leads or (tag in NUMBERS and self.is_point(i, out.inline)):
            out.begin(self.leads[i])
            return True
        return False

    def is_point(self, i: int, before: list[str]) -> bool:
        """Whether an element says but the number of the point whose words stand in the next block."""
        page, after = self.page, self.page.ends[i]
        if not 0 < page.words[i] <= 2 or (page.elements[i].tag in INLINE and not self.begins(i, before)):
            return False
        if after >= len(page.elements) or page.parents[after] != page.parents[i]:
            return False
        if not page.words[after] or self.skip[after] or page.elements[after].tag not in ("div", "p", "section"):
            return False
        mark = self.marker(i)
        counts = page.elements[i].tag in INLINE and mark.isdecimal() and self.counts_on(int(mark))
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
        tail = self.page.elements[i].tail
        return (not tail or tail.isspace()) and all(not text or text.isspace() for text in before)

    def start(self, out: Writer, i: int) -> None:
        element = self.page.elements[i]
        tag = element.tag
        if tag == "br":
            out.write(BREAK)
        elif (tag == "li" or tag in LISTS) and i in self.layout:
            out.paragraph()
        elif tag == "li":
            if out.counters and out.counters[-1] is not None:
                out.counters[-1] = integer(element.get("value"), out.counters[-1])
            out.open_item()
            self.number(out, i, element)
        elif tag in LISTS:
            out.open_list(integer(element.get("start"), 1) if tag == "ol" else None)
        elif tag in BLOCKS:
            if tag == "tr":
                out.end()
            out.paragraph()
            self.apart_from_words = False
            out.heading = self.level(element) or out.heading
            if i == self.after_title and self.is_title(element) and out.blocks and not out.flat:
                out.write(out.blocks.pop()[1].lstrip("# ") + " ")  # one title in several paragraphs
        elif self.is_raised(element):
            if next((text[-1] for text in reversed(out.inline) if text), "") in ("(", "["):
                self.bracketed.add(i)  # a note's mark with brackets of its own
            elif len(out.inline) < 6 and (element.text or "").isdigit() and ARTICLE.fullmatch("".join(out.inline).strip()):
                self.bracketed.add(i)
                out.write("^")
            elif self.is_half_bracketed(element, out.inline):
                self.bracketed.add(i)
                out.write(" (")
            else:
                if out.inline and (element.text or "").strip() in ("o", "os") and out.inline[-1].rstrip()[-1:] in ("N", "n"):
                    out.inline[-1] = out.inline[-1].rstrip()  # `N o` for no
                out.open_superscript()

    def end(self, out: Writer, i: int) -> None:
        element = self.page.elements[i]
        tag = element.tag
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
            if self.level(element):
                out.heading = ""
                if self.is_title(element):
                    self.after_title = self.page.ends[i]
        elif tag != "br" and self.is_raised(element):
            if i in self.bracketed:
                self.bracketed.discard(i)
            else:
                out.close_superscript()
        elif 0 < len(out.inline) < 4 and self.page.words[i] in (1, 2) and self.is_number(element, "".join(out.inline).strip()):
            self.apart_from_words = True  # as the page's style shows it

    def level(self, element: etree._Element) -> str:
        tag = element.tag
        if tag in HEADINGS:
            return HEADINGS[tag]
        attributes = element.attrib
        if not attributes:
            return ""
        if attributes.get("role") == "heading":
            return "#" * min(max(integer(attributes.get("aria-level"), 2), 1), 6)
        classes = attributes.get("class")
        if not classes or (tag != "p" and (tag != "div" or len(element) > FEW_PARTS)):
            return ""
        level = class_level(classes)
        return level if tag == "p" or not level or not any(part.tag in BLOCKS or part.tag in LISTS for part in element) else ""

    def is_number(self, element: etree._Element, words: str) -> bool:
        """Whether a paragraph has begun with the number of a point: by its look, its name or its class."""
        if NUMBERED.fullmatch(words):
            return True
        if words.isdecimal() and element.tag == "a" and (element.get("name") or "").endswith(words):
            return True
        classes = element.get("class")
        return classes is not None and len(words) < 10 and NUMBER_CLASS.search(classes) is not None

    def is_title(self, element: etree._Element) -> bool:
        return element.tag == "p" and class_level(element.get("class") or "") == "#"

    def is_raised(self, element: etree._Element) -> bool:
        tag = element.tag
        if tag == "sup":
            return True
        if tag == "span":
            classes = element.get("class")
            return (classes is not None and _raises(classes)) or "vertical-align:super" in (element.get("style") or "").replace(
                " ", ""
            )
        return tag == "a" and NOTE_CALL.match(element.get("href") or "") is not None and (element.text or "").strip().isdigit()

    def is_half_bracketed(self, element: etree._Element, before: list[str]) -> bool:
        """Whether it is the mark of a note after a word, and has a closing bracket without an opening one."""
        words, tail = element.text or "", (element.tail or "").lstrip()
        if not (NOTE_NUMBER.fullmatch(words) or (tail.startswith(")") and words.strip().isdigit())):
            return False
        inline = "".join(text[-NEAR_MARK:] for text in before[-NEAR_MARK:]).rstrip()[-NEAR_MARK:]
        call = element.getparent()
        linked = call is not None and call.tag == "a" and ")" in words and call.get("href", "").startswith("#")
        return len(inline) > 3 and not inline[-1].isdigit() and (linked or inline.count("(") <= inline.count(")"))

    def number(self, out: Writer, i: int, element: etree._Element) -> None:
        """The number of an item, as its list numbers them or as its own words do."""
        first = next((text for text in islice(self.strings(i), SEARCHED) if text.strip()), "").lstrip()
        if OWN_MARK.match(first) and not (out.flat and first[:1] in DASHES):
            if out.flat:
                out.marker = ""
            elif first[:1] not in DASHES:
                out.marker = "".join(out.indents[:-1]) + NOTHING
                out.indents[-1] = "  "
            return
        if out.marker.endswith("- "):
            out.marker = f"{out.marker[:-1]}{NOTHING} "  # the writer takes any dash of the words for a second bullet
        parent = element.getparent()
        kind = parent.get("type") if parent is not None and parent.tag == "ol" else None
        if kind in ("a", "A", "i", "I") and out.counters and (count := out.counters[-1]):
            out.name_item(f"{counted(count - 1, kind)}.")

    def table(self, i: int) -> list[str]:
        """A table of data as blocks. What stands in it outside any cell comes first."""
        elements = self.page.elements
        rows = self.rows(i)
        parts = [i, *(part for part in self.children(i) if elements[part].tag in ROWS), *rows]
        known = {*parts, *(cell for row in rows for cell in self.cells(row))}
        first = [self.text(part, tables=False) for parent in parts for part in self.children(parent) if part not in known]
        for parent in parts:
            strings = [elements[parent].text, *(child.tail for child in elements[parent])]
            first.extend(" ".join(words.split()) for words in strings if words)
        cells = [
            [
                Cell(
                    self.text(cell, flat=len(row) > 1, tables=False),
                    span(elements[cell], "colspan"),
                    span(elements[cell], "rowspan"),
                )
                for cell in row
            ]
            for row in map(self.cells, rows)
        ]
        return [*(text for text in first if text), *table(cells)]
