"""Headings below which a page keeps nothing."""

from moisson.readers.html.tags import HEADINGS
from moisson.readers.html.tree import Page

OPEN = 12  # headings that may wait for their words


def drop_bare_headings(page: Page, start: int, skip: list[bool]) -> None:
    """Leave out the headings in an element below which everything was left out."""
    i = start
    waiting: list[tuple[int, str]] = []  # headings that no word followed yet
    dropped = False
    while i < page.ends[start]:
        tag, text, tail = page.tags[i], page.texts[i], page.tails[i]
        if skip[i]:
            dropped = dropped or (page.words[i] > 0 and not page.hidden[i])
            i = page.ends[i]
        elif tag in HEADINGS:
            if dropped:
                _drop(skip, [heading for heading, level in waiting if level >= tag])
            waiting = [(heading, level) for heading, level in waiting if level < tag] if dropped else []
            waiting = [*waiting[-OPEN:], (i, tag)]
            dropped = False
            i = page.ends[i]
        else:
            if text and text.strip():
                waiting, dropped = [], False
            i += 1
        if tail and tail.strip():
            waiting, dropped = [], False
    if dropped:
        _drop(skip, [heading for heading, level in waiting if level != "h1"])


def _drop(skip: list[bool], headings: list[int]) -> None:
    for heading in headings:
        skip[heading] = True
