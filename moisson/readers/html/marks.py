"""Marks among the words of a page: numbers of points and paragraphs, raised calls of notes."""

import re
from functools import lru_cache

from moisson.readers.html.fragment import INLINE
from moisson.readers.html.main import Main
from moisson.readers.html.numbers import NUMBERED, POINT
from moisson.readers.html.tables import Tables

RAISED = re.compile(r"(?:^|[\s-])super(?:script)?(?:\s|$)|footnote-?ref(?:erence)?(?:\s|$)", re.I)
NUMBER_CLASS = re.compile(
    r"(?:^|[\s_-])(?:num|nr|no|number|numero|marker|enum)(?:[\s_-]|$)|(?:No|Nr|Num|Number)(?:\s|$)|[a-z](?:nr|num|nummer|number)(?:\s|$)"
)
NOTE_NUMBER = re.compile(r"\s*\d{1,3}[a-z]?\s*\)\s*")  # raised, as Czech and Slovak acts call their notes
NOTE_CALL = re.compile(r"#(?:nt[rc]?|_?ft?n|foot|note|fn|endnote|_edn|E00\d\d)", re.I)
NEAR_MARK = 100  # characters before a note's mark that are searched for an open bracket
SEARCHED = 40  # strings that are searched for an item's first words
MOST_LEFT_OUT = 12  # numbers that may be missing between two consecutive ones


@lru_cache(maxsize=4096)
def _raises(classes: str) -> bool:
    return RAISED.search(classes) is not None


class Marks(Tables):
    """Recognises what numbers a point or calls a note."""

    __slots__ = ("counted",)

    def __init__(self, main: Main) -> None:
        super().__init__(main)
        self.counted = 0  # the last number that stood, without any sign, before its paragraph

    def is_point(self, i: int, before: list[str]) -> bool:
        """Whether an element holds only the number of the point whose words stand in the next block."""
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
        """Whether a number goes on counting the paragraphs of a decision, which have numbers without any sign."""
        return number == 1 if not self.counted else 0 < number - self.counted < MOST_LEFT_OUT

    def begins(self, i: int, before: list[str]) -> bool:
        """Whether inline words stand alone before the next block."""
        tail = self.page.tails[i]
        if tail and not tail.isspace():
            return False
        return not any(text and not text.isspace() for text in before)

    def is_number(self, i: int, words: str) -> bool:
        """Whether a paragraph has begun with the number of a point: by its look, its name or its class."""
        if NUMBERED.fullmatch(words):
            return True
        attributes = self.page.attributes[i]
        if words.isdecimal() and self.page.tags[i] == "a" and attributes.get("name", "").endswith(words):
            return True
        classes = attributes.get("class")
        return classes is not None and len(words) < 10 and NUMBER_CLASS.search(classes) is not None

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
        """Whether it is a note's mark after a word, with a closing bracket but no opening one."""
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
