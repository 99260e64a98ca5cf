"""In which languages a document's tags say that its words are (ISO 32000-1, 14.9.2)."""

from collections import Counter

import numpy as np

from moisson.readers.contract import Share
from moisson.readers.office.plausible import stated_languages
from moisson.readers.pdf.characters.chars import Characters
from moisson.readers.pdf.tags.elements import UNTAGGED, Elements
from moisson.readers.spaces import count_words

NONE = ("", "zxx", "und", "mul")  # tags that name no language
SPACE, NO_BREAK = 32, 160  # codes: all below are of signs that show nothing
GAP = 0.15  # of the size: so far apart stand words between which the file writes no space


def spoken(layout: Characters, elements: Elements) -> Counter[str]:
    """How many words of a page are in each language, by tag, of those that stand in elements with one, or within such."""
    found: Counter[str] = Counter()
    tags: list[str] = []  # of each row
    of_mark: dict[int, str] = {}
    for each in elements.rows:
        tags.append(each.language or (tags[each.parent] if each.parent >= 0 else ""))
        if each.mark != UNTAGGED:
            of_mark.setdefault(each.mark, tags[-1])
    for way in layout.ways:
        seen = (way.code > SPACE) & (way.code != NO_BREAK)
        apart = (way.x0[1:] - way.x1[:-1] > GAP * way.size[1:]) | (way.x0[1:] < way.x0[:-1])
        begins = seen & np.append(True, ~seen[:-1] | apart)
        marks, counts = np.unique(way.mark[begins], return_counts=True)
        for mark, count in zip(marks.tolist(), counts.tolist(), strict=True):
            tag = of_mark.get(mark, "")
            if tag.casefold() not in NONE:
                found[tag] += count
    return found


def shares(marked: Counter[str], text: str, stated: str | None) -> tuple[Share, ...]:
    """The languages of a document's words, most first; those in no element with a language are in the one stated for the file.

    None where no element has one, where most words are in none and the file states none, or the words speak against the first.
    """
    rest = count_words(text) - marked.total()
    if not marked or (not stated and rest > marked.total()):
        return ()
    counted = marked + Counter({stated: max(rest, 0)}) if stated else marked
    return stated_languages(counted, text)
