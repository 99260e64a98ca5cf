"""Headings below which a page keeps nothing."""

import re

from moisson.extract.html.tags import HEADINGS
from moisson.extract.html.tree import Page

ENDED = re.compile(r"[.!?…]\W*$")
OPEN = 12  # headings that may wait for their words
SHORT = 8  # words of a heading


def drop_bare_headings(page: Page, start: int, skip: list[bool], is_article: bool) -> None:
    """Leave out the headings in an element below which everything was left out; of an article, those that it ends with, too."""
    i = start
    waiting: list[tuple[int, str]] = []  # headings that no word followed yet
    headings: list[int] = []
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
            headings.append(i)
            i = page.ends[i]
        else:
            if text and text.strip():
                waiting, dropped = [], False
            i += 1
        if tail and tail.strip():
            waiting, dropped = [], False
    if dropped:
        _drop(skip, [heading for heading, level in waiting if level != "h1"])
    if is_article:
        for heading in reversed(headings[-OPEN:]):
            if not skip[heading]:
                if page.tags[heading] == "h1" or page.words[heading] > SHORT or not _is_last(page, start, skip, heading):
                    break
                skip[heading] = True


def _drop(skip: list[bool], headings: list[int]) -> None:
    for heading in headings:
        skip[heading] = True


def _is_last(page: Page, start: int, skip: list[bool], i: int) -> bool:
    """Whether nothing is kept after a heading, which is no closing sentence: a script would fill in what it heads."""
    if ENDED.search(page.line(i)):
        return False
    while i != start:
        beside = i
        while beside:
            tail = page.tails[beside]
            if tail and not tail.isspace():
                return False
            beside = page.after(beside)
            if beside and page.words[beside] and _keeps_words(page, skip, beside):
                return False
        i = page.parents[i]
    return True


def _keeps_words(page: Page, skip: list[bool], i: int) -> bool:
    """Whether anything in an element is kept."""
    j, stop = i, page.ends[i]
    while j < stop:
        text = None if skip[j] else page.texts[j]
        tail = page.tails[j] if j > i else None
        if (text and not text.isspace()) or (tail and not tail.isspace()):
            return True
        j = page.ends[j] if skip[j] else j + 1
    return False
