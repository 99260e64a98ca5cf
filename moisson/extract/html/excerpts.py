"""Excerpts of other pages: boxes built alike in which the words break off and that lead on."""

from moisson.extract.html.ending import CARDS, ENOUGH, LONG, is_quoted, shape
from moisson.extract.html.tree import Page

SEVERAL = 3  # boxes
FEW = 5  # words that break off


def excerpts(page: Page, furniture: list[bool]) -> list[int]:
    """The outermost boxes; none where they outweigh what else the page holds."""
    alike: dict[tuple[int, str], set[int]] = {}
    count = 0
    for i, text in enumerate(page.texts):
        if text is not None and ("…" in text or "..." in text) and _breaks_off(text) and not is_quoted(page, i):
            count += 1
            _add_boxes(page, i, furniture, alike)
    if count < SEVERAL:
        return []
    groups = {i for group in alike.values() if len(group) >= SEVERAL for i in group if "a" in page.tags[i : page.ends[i]]}
    found: list[int] = []
    end = lost = 0
    for i in sorted(groups):
        if i >= end:
            found.append(i)
            end = page.ends[i]
            lost += page.prose[i]
    return found if page.prose[0] - lost >= max(lost, ENOUGH) else []


def _breaks_off(text: str) -> bool:
    """Whether words, not only a sign for what an act has lost, end with it."""
    said = text.rstrip(" \r\n\t]")
    return said.endswith(("…", "...")) and len(said.split()) > FEW


def _add_boxes(page: Page, i: int, furniture: list[bool], alike: dict[tuple[int, str], set[int]]) -> None:
    """Note the boxes around words that break off, by where they stand and how they are built."""
    while i and not furniture[i] and page.words[i] <= LONG:
        if page.tags[i] in CARDS and page.words[i] and not page.hidden[i]:
            alike.setdefault((page.parents[i], shape(page, i)), set()).add(i)
        i = page.parents[i]
