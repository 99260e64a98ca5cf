"""Page furniture at the edges of a page: running heads, page numbers."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import inf
from statistics import median

from moisson.readers.ocr.pages import Block, Kind, Line, Page
from moisson.readers.set_aside import set_aside

PAGE_NUMBER = re.compile(r"[-–—.\[(|*\s]*(?:\d{1,4}|[ivxlcdm]{1,8}|[IVXLCDM]{1,8})[-–—.\])|*\s]*")
YEAR = re.compile(r"1[4-9]\d\d\.?|20\d\d\.?")
MOST_LINES = 3  # of a running head or foot
MAX_HEAD = 120  # characters
REPEATED = 3  # pages with the same first or last line: it belongs to none of them
MANY = 0.1  # of all pages
MOST_HEADS = 3  # lines of a page's edge that may repeat; where more do, the pages are alike as a whole
WORD = re.compile(r"[^\W\d_]{2,}")
FEWEST_LINES = 10  # of an image with two pages
LARGER = 1.3  # times as high as the running heads that have its words: a title
APART = 0.4  # of the width of all that is printed: between the numbers of two pages on one image


def body(page: Page, heads: dict[str, float]) -> list[Block]:
    """The page without what belongs to the page alone; `heads` has the usual height of what runs from page to page."""
    blocks = _with_words(page)
    _drop_numbered_heads(blocks)
    _drop_two_numbers(blocks)
    for at in (0, -1):
        left = MOST_HEADS
        while blocks and blocks[at].kind is not Kind.TABLE:
            lines = list(blocks[at].lines)
            if heads and not at and (_is_title(lines, heads) or _is_title(lines[:1], heads)):
                break
            if heads and left and len(lines) <= MOST_HEADS and _bare(_joined(lines)) in heads:
                lines = []
                left -= 1
            while lines and left and (_page_number(lines, at) or (heads and _bare(lines[at].text) in heads)):
                del lines[at]
                left -= 1
            if left and heads and _bare(_joined(lines)) in heads:
                lines = []
                left -= 1
            if lines:
                blocks[at] = Block(lines, blocks[at].kind, blocks[at].language)
                break
            del blocks[at]
    _tell(page, blocks)
    return blocks


def _tell(page: Page, given: list[Block]) -> None:
    """Say which lines of a page are no part of its text: those of its first half are heads, the others feet."""
    kept = {id(line) for block in given for line in block.lines}
    lines = [(block.aside, line) for block in page.blocks for line in block.lines]
    for at, (aside, line) in enumerate(lines):
        if id(line) not in kept:
            set_aside("repeated" if aside else "head" if 2 * at < len(lines) else "foot", line.text)


def _is_title(lines: list[Line], heads: dict[str, float]) -> bool:
    """Whether these are the title that later pages repeat: the first with its words in larger print."""
    words = _bare(_joined(lines))
    usual = heads.get(words, 0.0)
    if usual <= 0 or sum([line.bottom - line.top for line in lines]) <= LARGER * usual * len(lines):
        return False
    heads[words] = inf
    return True


def _page_number(lines: list[Line], at: int) -> bool:
    """Whether a first or last line is a page's number; a year may end a date."""
    text = lines[at].text.strip()
    ends_date = at == -1 and len(lines) > 1 and lines[-2].text.rstrip().endswith(",") and YEAR.fullmatch(text)
    return PAGE_NUMBER.fullmatch(text) is not None and not ends_date


def _drop_numbered_heads(blocks: list[Block]) -> None:
    """Drop the running head that stands in one row with the page's number, first on its page."""
    first = [(block, line) for block in blocks[:2] for line in block.lines[:2]][:2]
    if len(first) < 2 or not [line for _, line in first if PAGE_NUMBER.fullmatch(line.text.strip())]:
        return
    one, two = first[0][1], first[1][1]
    overlap = min(one.bottom, two.bottom) - max(one.top, two.top)
    half = 0.5 * min(one.bottom - one.top, two.bottom - two.top)
    if overlap > half > 0 and max(len(one.text), len(two.text)) < MAX_HEAD:
        for block, line in first:
            block.lines.remove(line)
        blocks[:] = [block for block in blocks if block.lines]


def _drop_two_numbers(blocks: list[Block]) -> None:
    """Drop the numbers of two pages on one image: one more than the other, at one height, with nothing above or below both."""
    ends = {id(line): (block, line) for block in blocks for line in (block.lines[0], block.lines[-1])}
    numbers = [(block, line) for block, line in ends.values() if line.text.strip().isdecimal()]
    if len(numbers) < 2:
        return
    lines = [line for block in blocks for line in block.lines]
    width = max([line.right for line in lines]) - min([line.left for line in lines])
    for (left_block, left), (right_block, right) in pairwise(numbers):
        one, two = sorted((left, right), key=lambda line: line.left)
        alike = min(one.bottom, two.bottom) - max(one.top, two.top) > 0.5 * (one.bottom - one.top) > 0
        if not alike or two.left - one.right < APART * width or int(two.text) != int(one.text) + 1 or len(lines) < FEWEST_LINES:
            continue
        others = [line for line in lines if line is not left and line is not right]
        if min([line.top for line in others]) >= one.bottom or max([line.bottom for line in others]) <= one.top:
            left_block.lines.remove(left)
            right_block.lines.remove(right)
            blocks[:] = [block for block in blocks if block.lines]
            return


def _with_words(page: Page) -> list[Block]:
    """The blocks and lines that have words. What has many is no furniture, whatever it was taken for."""
    kept: list[Block] = []
    for block in page.blocks:
        lines = [line for line in block.lines if line.text.strip()]
        furniture = block.kind is Kind.FURNITURE
        if lines and not (furniture and (len(lines) <= MOST_LINES or block.aside)):
            kept.append(Block(lines, Kind.BODY if furniture else block.kind, block.language))
    return kept


def _joined(lines: Iterable[Line]) -> str:
    return " ".join([line.text for line in lines])


def _bare(text: str) -> str:
    """The words without the numbers beside them; where these are nearly all, they are what it says."""
    if len(text) >= MAX_HEAD:
        return text
    words = " ".join(WORD.findall(text.casefold()))
    return text if words and 2 * len(words) < sum([sign.isdigit() for sign in text]) else words


def running_heads(pages: Sequence[Page]) -> dict[str, float]:
    """Words first or last on several pages, whatever number is beside them, and their usual height; last ones on many pages."""
    if len(pages) < REPEATED:
        return {}
    firsts: dict[str, list[float]] = {}
    lasts: dict[str, list[float]] = {}
    third: dict[tuple[str, str, str], list[float]] = {}  # from the edge, behind these
    for page in pages:
        blocks = _with_words(page)
        lines = [line for block in blocks for line in block.lines]
        for found, ends, block in ((firsts, lines[:2], blocks[:1]), (lasts, lines[-2:], blocks[-1:])):
            edges = [*([line] for line in ends), *(one.lines for one in block)]
            for words, height in {_bare(_joined(edge)): edge[0].bottom - edge[0].top for edge in edges}.items():
                found.setdefault(words, []).append(height)
        if len(lines) > MOST_LINES:
            for one, two, line in (lines[:3], lines[:-4:-1]):
                third.setdefault((_bare(one.text), _bare(two.text), _bare(line.text)), []).append(line.bottom - line.top)
    many = max(REPEATED, MANY * len(pages))
    heads = {"": 0.0}
    for words in {**firsts, **lasts}:
        heights = [*firsts.get(words, ()), *lasts.get(words, ())]
        if len(words) < MAX_HEAD and (len(heights) >= many or len(firsts.get(words, ())) >= REPEATED):
            heads[words] = median(heights)
    for (outer, second, words), heights in third.items():
        if len(words) < MAX_HEAD and len(heights) >= many and outer in heads and second in heads:
            heads.setdefault(words, median(heights))
    del heads[""]
    return heads
