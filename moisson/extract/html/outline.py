"""What a page's elements weigh: words, words in links, prose. One pass over the tree, one back."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from lxml import etree

from moisson.extract.html.fragment import BLOCKS, HEADINGS, HIDDEN, INVISIBLE, LISTS, names

NEVER = HIDDEN | names("applet aria-live base link meta head dialog")
OWN_BLOCK = BLOCKS | LISTS | names("li html body")
PARTS = 12  # of a heading that are looked at
PROSE = 10  # words outside links from which a block is taken for running text
HIDDEN_CLASS = re.compile(
    r"(?:^|\s)(?:hidden|d-none|is-hidden|hide-accessible|invisible|unsichtbar|oculto|invisivel|accessible-?text|aural|access-?hide|hors-?ecran|nascosto|[\w-]*(?<![^\W_])"
    r"(?:sr-only|(?:only-?)?screen-?reader(?:-?(?:text|only))?|visually-?hidden|is-vishidden|off-?screen|element-invisible"
    r"|u-hidden|a11y-hidden))(?:\s|$)",
    re.I,
)


@dataclass(slots=True)
class Outline:
    """The elements of a page in the order of the document; everything else is a list beside them, by their position."""

    elements: list[etree._Element]
    parents: list[int]
    ends: list[int]  # the position after an element's last descendant
    hidden: list[bool]
    words: list[int]  # below each element, as shown
    links: list[int]  # of these, in links to elsewhere
    prose: list[int]  # of these, in running text

    def density(self, i: int) -> float:
        """The share of its words that stand in links."""
        return self.links[i] / self.words[i] if self.words[i] else 0.0

    def children(self, i: int) -> list[int]:
        """The positions of its children."""
        found, j = [], i + 1
        while j < self.ends[i]:
            found.append(j)
            j = self.ends[j]
        return found

    def own_prose(self) -> list[int]:
        """Of each element, the running text that stands in none below it."""
        own = self.prose.copy()
        for i in range(1, len(own)):
            own[self.parents[i]] -= self.prose[i]
        return own


def outline(root: etree._Element) -> Outline:
    """Weigh a page; one that hides all its words until a script has run, as if it showed them."""
    page = _outline(root, is_hidden)
    return page if page.words[0] else _outline(root, is_never_shown)


def _outline(root: etree._Element, hides: Callable[[etree._Element], bool]) -> Outline:
    elements = list(root.iter("*"))
    position = {element: i for i, element in enumerate(elements)}
    parents = [0 if (parent := element.getparent()) is None else position[parent] for element in elements]
    parents[0] = 0
    count = len(elements)
    block, hidden, link = [0] * count, [False] * count, [False] * count
    words, links = [0] * count, [0] * count
    own, own_links = [0] * count, [0] * count
    for i, element in enumerate(elements):
        if i:
            up, tag = parents[i], element.tag
            link[i] = link[up] or (tag == "a" and _leads_away(element))
            block[i] = i if tag in OWN_BLOCK else block[up]
            hidden[i] = hidden[up] or hides(element)
            if not hidden[up] and (tail := element.tail) and (found := len(tail.split())):
                words[up] += found
                own[block[up]] += found
                if link[up]:
                    links[up] += found
                    own_links[block[up]] += found
        if not hidden[i] and (text := element.text) and (found := len(text.split())):
            words[i] += found
            own[block[i]] += found
            if link[i]:
                links[i] += found
                own_links[block[i]] += found
    prose = [a - b if a - b >= PROSE and 2 * b < a else 0 for a, b in zip(own, own_links, strict=True)]
    ends = [i + 1 for i in range(count)]
    for i in range(count - 1, 0, -1):
        up = parents[i]
        words[up] += words[i]
        links[up] += links[i]
        prose[up] += prose[i]
        ends[up] = max(ends[up], ends[i])
    return Outline(elements, parents, ends, hidden, words, links, prose)


def is_never_shown(element: etree._Element) -> bool:
    """Whether it is a control, or none of the page's words. A button inside a heading bears the heading's words."""
    if element.tag not in NEVER:
        return False
    parent = element.getparent()
    if element.tag != "button" or parent is None or parent.tag not in HEADINGS:
        return True
    others = [
        parent.text,
        *(text for beside in islice(parent, PARTS) for text in (beside.tail, beside.tag != "button" and beside.text)),
    ]
    return any(text and not text.isspace() for text in others)  # the heading has words of its own


def is_hidden(element: etree._Element) -> bool:
    """Whether a browser shows nothing of it, or a control."""
    if element.tag in NEVER:
        return is_never_shown(element)
    attributes = element.attrib
    if not attributes:
        return False
    if "hidden" in attributes or (attributes.get("aria-hidden") == "true" and not _is_read_out(element)):
        return True
    style, classes = attributes.get("style"), attributes.get("class")
    return (style is not None and INVISIBLE.search(style) is not None) or (classes is not None and _hides(classes))


def _is_read_out(element: etree._Element) -> bool:
    """Whether only a voice leaves it out: a heading, or `§ 1` where it says "paragraph one", which a browser hides beside it."""
    if (parent := element.getparent()) is not None and parent.tag in HEADINGS and len(parent) == 1:
        beside = f"{parent.text or ''}{element.tail or ''}"
        return not beside.strip() and len((element.text or "").split()) > 1
    return "icon" not in element.get("class", "") and any(
        beside is not None and _hides(beside.get("class") or "") for beside in (element.getnext(), element.getprevious())
    )


@lru_cache(maxsize=4096)
def _hides(classes: str) -> bool:
    return HIDDEN_CLASS.search(classes) is not None


def _leads_away(element: etree._Element) -> bool:
    address = element.get("href")
    if address is None:
        return "onclick" in element.attrib
    return address == "#" or not address.startswith("#")  # `#` alone is a control of the page's script
