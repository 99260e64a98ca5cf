"""Recognised pages to running text.

Running heads and page numbers go, divided words come together, and a paragraph goes on over the end of a column or page, before
the notes in between.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from operator import itemgetter

from moisson.readers.contract import Identifier, Share, Text
from moisson.readers.facts.languages import iso639
from moisson.readers.facts.stated import language_code
from moisson.readers.hyphens import vocabulary
from moisson.readers.ocr.edges import WORD, body, running_heads
from moisson.readers.ocr.lines import asks_for_words, divided, joined, running
from moisson.readers.ocr.pages import Block, Kind, Line, Page
from moisson.readers.spaces import count_words

HYPHEN = re.compile(r"[\u00ad¬⸗]$", re.M)  # of a word whose end is not there
ENDED = tuple(".!?…:;»”\"'’)]")
OPENS_LOW = re.compile(r"[«„“\"'(]?[^\W\d_A-Z]")
MOST_CAPITALS = 50  # of one page
MOST_WORDS = 14  # of a line that is one by intent
BEFORE_WORDS = "«„“\"'([—-– "  # what a line may begin with
LONGEST_NAME = 5  # words of a speaker's name in a play
FEWEST_TURNS = 5  # that speakers have together


def read_pages(
    pages: Sequence[Page],
    format: str,
    *,
    title: str | None = None,
    language: str | None = None,
    created: str | None = None,
    url: str | None = None,
    identifiers: tuple[Identifier, ...] = (),
) -> Text:
    """The pages of one work as one text."""
    shares = _shares(pages)
    spoken = language or (shares[0].language if shares else None)
    confidences = [value for page in pages for value in page.confidences]
    return Text(
        _text(pages, spoken),
        format,
        title,
        spoken,
        created,
        url=url,
        identifiers=identifiers,
        languages=shares,
        confidence=round(sum(confidences) / len(confidences), 4) if confidences else None,
    )


def _shares(pages: Iterable[Page]) -> tuple[Share, ...]:
    counted: Counter[str] = Counter()
    for page in pages:
        for block in page.blocks:
            if block.language and block.kind is not Kind.FURNITURE:
                code = iso639(block.language) or language_code(block.language)
                counted[code or ""] += sum([count_words(line.text) for line in block.lines])
    del counted[""]
    return tuple(Share(*pair) for pair in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))


def _text(pages: Sequence[Page], language: str | None) -> str:
    heads = running_heads(pages)
    lines = [text for page in pages for block in page.blocks for line in block.lines if (text := line.text.strip())]
    known = vocabulary(lines) if any(map(asks_for_words, {line[-1] for line in lines})) else frozenset()
    blocks: list[Block] = []
    for page in pages:
        _place_capitals(page)
        blocks += body(page, heads)
    flow = _Flow(language, known, _speakers(blocks))
    for block in blocks:
        flow.add(block)
    return flow.text()


def _speakers(blocks: list[Block]) -> set[str]:
    """The names in a play, which layout analysis takes for headings: two or more short ones that come again and again."""
    headings = [line.text.strip() for block in blocks for line in block.lines if line.heading or block.kind is Kind.HEADING]
    if len(headings) < FEWEST_TURNS:
        return set()
    turns = Counter([text for text in headings if count_words(text) <= LONGEST_NAME and WORD.search(text)])
    named = {name for name, times in turns.items() if times > 1}
    return named if len(named) > 1 and sum([turns[name] for name in named]) >= FEWEST_TURNS else set()


def _place_capitals(page: Page) -> None:
    """Give a large initial that was recognised apart back to the line which it begins."""
    for capital in [block for block in page.blocks if block.kind is Kind.DROP_CAPITAL][:MOST_CAPITALS]:
        letter = "".join([line.text for line in capital.lines]).strip()
        if not capital.lines:
            continue
        top, left = capital.lines[0].top, capital.lines[0].left
        near = [
            (abs(line.top - top), abs(line.left - left), at, line)
            for at, block in enumerate(page.blocks)
            if block.kind is Kind.BODY
            for line in block.lines
            if line.text.strip()
        ]
        capital.kind, capital.aside = Kind.FURNITURE, True
        if near and letter:
            line = (min(near, key=itemgetter(0, 1, 2)) if top or left else near[0])[3]
            line.text = f"{letter}{line.text.lstrip()}" if len(letter) == 1 else f"{letter} {line.text.lstrip()}"


class _Flow:
    """Paragraphs as they come, the last of which may go on."""

    __slots__ = ("_done", "_language", "_open", "_speaker", "_speakers", "_waiting", "_words")

    def __init__(self, language: str | None, words: frozenset[str], speakers: set[str]) -> None:
        self._language = language
        self._words = words
        self._speakers = speakers
        self._speaker = ""  # whose words follow
        self._done: list[str] = []
        self._open: list[str] = []  # pieces of the paragraph that may go on
        self._waiting: list[str] = []  # notes that it is placed before

    def add(self, block: Block) -> None:
        """Add a block in reading order."""
        if block.kind is Kind.TABLE:
            self._close()
            self._done.extend([line.text for line in block.lines])
            return
        verse = _by_lines([line.text for line in block.lines if not line.heading])
        for heading, lines in _paragraphs(block):
            if heading:
                self._close()
                self._head(lines)
            elif block.kind in (Kind.NOTE, Kind.CAPTION):
                (self._waiting if self._open else self._done).append(running(lines, self._language, self._words))
            elif verse or _by_lines(lines):
                self._close()
                self._done.append(self._named("\n".join(lines)))
            else:
                self._body(running(lines, self._language, self._words))

    def _body(self, text: str) -> None:
        last = self._open[-1] if self._open else ""
        if last and (divided(last) or not last.endswith(ENDED)) and OPENS_LOW.match(text) and not text[0].isupper():
            self._open[-1] = joined(last, text, self._language, self._words)
        else:
            self._close()
            text = self._named(text)
        self._open.append(text)

    def _head(self, lines: list[str]) -> None:
        """A heading; where its last line is a speaker's name, that is put before the words."""
        self._done.extend([self._speaker] if self._speaker else [])
        speaker = lines.pop() if lines[-1] in self._speakers else ""
        if lines:
            self._done.append(f"# {running(lines, self._language, self._words)}")
        self._speaker = f"{speaker.rstrip(' .,:;–—-') or speaker}:" if speaker else ""

    def _named(self, text: str) -> str:
        speaker, self._speaker = self._speaker, ""
        return f"{speaker} {text}" if speaker else text

    def _close(self) -> None:
        if self._open:
            self._done.append("".join(self._open))
        self._done.extend(self._waiting)
        self._open, self._waiting = [], []

    def text(self) -> str:
        """All of it; a hyphen at the very end stays as one."""
        self._close()
        self._done.extend([self._speaker] if self._speaker else [])
        text = "\n\n".join([part for part in self._done if part.strip()])
        return HYPHEN.sub("-", text) if "\u00ad" in text or "¬" in text or "⸗" in text else text


def _by_lines(lines: list[str]) -> bool:
    """Whether lines are lines by intent, as in verse, lists and tables of contents: they begin with capitals and are short."""
    if len(lines) < 4:
        return False
    capitals = 0
    for line in lines:
        capitals += line.lstrip(BEFORE_WORDS)[:1].isupper()
    if capitals < 0.8 * len(lines):
        return False
    return not [line for line in lines if divided(line) or count_words(line) > MOST_WORDS]


def _paragraphs(block: Block) -> list[tuple[bool, list[str]]]:
    """The paragraphs of a block: cut before a line that is indented, or after one that ends early, where a sentence has ended."""
    placed = [line for line in block.lines if line.right > line.left and line.text.strip()]
    left = _middle([line.left for line in placed])
    right = _middle([line.right for line in placed])
    height = _middle([line.bottom - line.top for line in placed])
    found: list[tuple[bool, list[str]]] = []
    inside: list[str] = []
    before: Line | None = None
    under_heading = False
    for line in block.lines:
        if not (text := line.text.strip()):
            continue
        heading = line.heading or block.kind is Kind.HEADING
        if before is None or heading != under_heading or _parted(heading, before, line, left, right, height):
            inside = []
            found.append((heading, inside))
            under_heading = heading
        inside.append(text)
        before = line
    return found


def _middle(values: list[float]) -> float:
    """The median; 0 of nothing."""
    if not values:
        return 0
    values.sort()
    half = len(values) // 2
    return values[half] if len(values) % 2 else (values[half - 1] + values[half]) / 2


def _parted(heading: bool, before: Line, line: Line, left: float, right: float, height: float) -> bool:
    """Whether two lines, both of headings or both of none, belong to two paragraphs."""
    if not (before.right > before.left and line.right > line.left) or not before.text.rstrip().endswith(ENDED):
        return False
    if heading:  # two, where more than a line's height is between them
        return line.top - before.bottom > height > 0
    if not height:
        return False
    indented = 0.5 * height < line.left - left < 0.4 * (right - left) and line.left - before.left > 0.4 * height
    short = right - before.right > 0.15 * (right - left) and not line.text.strip()[:1].islower()
    return indented or short
