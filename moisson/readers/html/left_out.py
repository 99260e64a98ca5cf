"""Tells which words of a page stand in its furniture, or are not shown: `conserve` counts those that the text lacks."""

from moisson.readers.html.hidden import NOTHING
from moisson.readers.html.main import Main
from moisson.readers.set_aside import Kind, set_aside

PARTS: dict[str, Kind] = {
    "nav": "menu",
    "menu": "menu",
    "header": "head",
    "footer": "foot",
    "aside": "notice",
    "noscript": "hidden",
    NOTHING: "hidden",
}
UNSHOWN = frozenset(["head", "script", "style", "title", "iframe", "object", "svg"])  # whose words count nowhere


def tell_left_out(main: Main) -> None:
    """Set aside the words that stand in a part of the page which is no text, and those that `main` passes over as links."""
    page, skip = main.page, main.skip
    kinds: list[Kind | None] = []  # of each element: the part of the page around it
    words: dict[Kind, list[str]] = {}
    unshown: list[bool] = []
    for i, tag in enumerate(page.tags):
        up = page.parents[i]
        around = kinds[up] if i else None
        unshown.append(tag in UNSHOWN or (i > 0 and unshown[up]))
        kinds.append(PARTS.get(tag) or around or ("hidden" if page.hidden[i] else "menu" if skip[i] else None))
        for kind, some, gone in ((kinds[i], page.texts[i], unshown[i]), (around, page.tails[i], i > 0 and unshown[up])):
            if kind is not None and some and not gone:
                words.setdefault(kind, []).append(some)
    for kind, pieces in words.items():
        set_aside(kind, "\n".join(pieces))
