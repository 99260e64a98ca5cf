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
MENU = 0.5  # of a block's words are links: from here on it is a menu


def tell_left_out(main: Main) -> None:
    """Set aside the words of what furnishes a page, of what stands around its main element, and of links passed over."""
    page, skip = main.page, main.skip
    kinds: list[Kind | None] = []  # of each element: the part of the page around it
    words: dict[Kind, list[str]] = {}
    unshown: list[bool] = []
    for i, tag in enumerate(page.tags):
        up = page.parents[i]
        around = kinds[up] if i else None
        unshown.append(tag in UNSHOWN or (i > 0 and unshown[up]))
        kinds.append(PARTS.get(tag) or around or ("hidden" if page.hidden[i] else "menu" if skip[i] else _beside(main, i)))
        own, after = kinds[i] or _place(main, i), around or (_after(main, i) if _place(main, up) else None)
        for kind, some, gone in ((own, page.texts[i], unshown[i]), (after, page.tails[i], i > 0 and unshown[up])):
            if kind is not None and some and not gone:
                words.setdefault(kind, []).append(some)
    for kind, pieces in words.items():
        set_aside(kind, "\n".join(pieces))


def _beside(main: Main, i: int) -> Kind | None:
    """What a block beside the main element is: a menu, or the head or the foot of the page."""
    if i <= main.start < main.page.ends[i]:
        return None
    place = _place(main, i)
    return "menu" if place and main.page.density(i) >= MENU else place


def _place(main: Main, i: int) -> Kind | None:
    """Where an element begins: before the main element or after it; None within."""
    if i < main.start:
        return "head"
    return None if i < main.page.ends[main.start] else "foot"


def _after(main: Main, i: int) -> Kind:
    """Where the words after an element stand that is beside the main element, or holds it."""
    return "head" if main.page.ends[i] <= main.start else "foot"
