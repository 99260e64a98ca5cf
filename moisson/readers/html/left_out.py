"""Counts the words of a page that its text lacks, by the part of the page where they stand."""

import re
from collections import Counter

from moisson.readers.contract import LeftOut
from moisson.readers.html.hidden import NOTHING
from moisson.readers.html.tree import Page

WORD = re.compile(r"\w+")
PARTS = {"nav": "menu", "menu": "menu", "header": "head", "footer": "foot", "aside": "notice", NOTHING: "hidden"}
UNSHOWN = frozenset(["head", "script", "style", "title", "noscript", "iframe", "object", "svg"])  # their words are not shown


def left_out(page: Page, text: str) -> tuple[LeftOut, ...]:
    """The words that a page shows and its text lacks, by kind; `unknown` where no element says what part of the page it is.

    A word counts as often as it stands more often on the page than in the text: words of both are no loss wherever they stand.
    """
    kept = Counter(WORD.findall(text.casefold()))
    lost: Counter[str] = Counter()
    kinds: list[str | None] = []  # of each element: None where nothing is shown
    for i, tag in enumerate(page.tags):
        around = kinds[page.parents[i]] if i else "unknown"
        kinds.append(None if around is None or tag in UNSHOWN else PARTS.get(tag, around))
        after = kinds[page.parents[i]] if i else None
        for kind, words in ((kinds[i], page.texts[i]), (after, page.tails[i])):
            if kind is None or words is None:
                continue
            for word in WORD.findall(words.casefold()):
                if kept[word] > 0:
                    kept[word] -= 1
                else:
                    lost[kind] += 1
    return tuple(LeftOut(kind, count) for kind, count in sorted(lost.items()))
