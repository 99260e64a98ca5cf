"""Weighs the elements of a page: words, words in links, running text. One pass over the tree, one back."""

import re
from functools import lru_cache

from moisson.readers.html.fragment import HIDDEN, invisible
from moisson.readers.html.tags import BLOCKS, HEADINGS, LISTS, names
from moisson.readers.html.tree import Page
from moisson.readers.spaces import count_words

NEVER = HIDDEN | names("applet aria-live base link meta head dialog")
OWN_BLOCK = BLOCKS | LISTS | names("li html body")
PARTS = 12  # of a heading that count
PROSE = 10  # words outside links that make a block running text
HIDDEN_CLASS = re.compile(
    r"(?:hidden|d-none|is-hidden|hide-accessible|invisible|unsichtbar|oculto|invisivel|accessible-?text|aural|access-?hide|hors-?ecran|nascosto|[\w-]*(?<![^\W_])"
    r"(?:sr-only|(?:only-?)?screen-?reader(?:-?(?:text|only))?|visually-?hidden|is-vishidden|off-?screen|element-invisible"
    r"|u-hidden|a11y-hidden))",
    re.I,
)


def weigh(page: Page) -> None:
    """Weigh a page. One that hides all its words until a script runs is weighed as if it showed them.

    What `aria-hidden` keeps from screen readers is seen by all others. That is most of a page while a dialog stands before it,
    or where a script writes it a second time for them.
    """
    _weigh(page, True)
    if not page.words[0]:
        _weigh(page, False)
    elif _uncover(page):
        _weigh(page, True)


def _uncover(page: Page) -> bool:
    """Show a part that only `aria-hidden` hides, if it has more words outside links than the rest; whether there is one."""
    found = False
    for i in page.having("aria-hidden"):
        if page.hidden[page.parents[i]] or page.ends[i] == i + 1:
            continue
        said = page.attributes[i]  # shared by elements with the same attributes
        page.attributes[i] = {name: value for name, value in said.items() if name != "aria-hidden"}
        if said["aria-hidden"] == "true" and not is_hidden(page, i) and _words_in(page, i) > page.words[0]:
            found = True
        else:
            page.attributes[i] = said
    return found


def _words_in(page: Page, i: int) -> int:
    """Counts the words in an element, without links, such as those of a closed menu, and what is never shown."""
    count = count_words(page.texts[i] or "")
    j = i + 1
    while j < page.ends[i]:
        out = page.tags[j] == "a" or page.tags[j] in NEVER
        count += count_words(page.tails[j] or "") + (0 if out else count_words(page.texts[j] or ""))
        j = page.ends[j] if out else j + 1
    return count


def _weigh(page: Page, as_shown: bool) -> None:
    tags, texts, tails, attributes, parents = page.tags, page.texts, page.tails, page.attributes, page.parents
    count = len(tags)
    block, hidden, link = [0] * count, [False] * count, [False] * count
    words, links = [0] * count, [0] * count
    own, own_links = [0] * count, [0] * count
    for i in range(count):
        if i:
            up, tag = parents[i], tags[i]
            link[i] = link[up] or (tag == "a" and _leads_away(attributes[i]))
            block[i] = i if tag in OWN_BLOCK else block[up]
            if hidden[up]:
                hidden[i] = True
                continue
            hidden[i] = is_hidden(page, i) if as_shown else is_never_shown(page, i)
            if (tail := tails[i]) and (found := count_words(tail)):
                words[up] += found
                own[block[up]] += found
                if link[up]:
                    links[up] += found
                    own_links[block[up]] += found
        if not hidden[i] and (text := texts[i]) and (found := count_words(text)):
            words[i] += found
            own[block[i]] += found
            if link[i]:
                links[i] += found
                own_links[block[i]] += found
    prose = [0] * count
    for i in range(count):
        inside = own_links[i]
        if own[i] - inside >= PROSE and 2 * inside < own[i]:
            prose[i] = own[i] - inside
    for i in range(count - 1, 0, -1):
        up = parents[i]
        words[up] += words[i]
        links[up] += links[i]
        prose[up] += prose[i]
    page.hidden, page.words, page.links, page.prose = hidden, words, links, prose


def is_never_shown(page: Page, i: int) -> bool:
    """Whether it is a control or holds no words of the page. A button inside a heading bears the heading's words."""
    if page.tags[i] not in NEVER:
        return False
    up = page.parents[i]
    if page.tags[i] != "button" or page.tags[up] not in HEADINGS:
        return True
    others = [page.texts[up]]
    beside, stop = up + 1, page.ends[up]
    while beside < stop and len(others) < 2 * PARTS:
        others.append(page.tails[beside])
        others.append(page.texts[beside] if page.tags[beside] != "button" else None)
        beside = page.ends[beside]
    return any(text and not text.isspace() for text in others)  # the heading has words of its own


def is_hidden(page: Page, i: int) -> bool:
    """Whether a browser shows nothing of it, or a control."""
    if page.tags[i] in NEVER:
        return is_never_shown(page, i)
    attributes = page.attributes[i]
    if not attributes:
        return False
    if "hidden" in attributes or (attributes.get("aria-hidden") == "true" and not _is_read_out(page, i)):
        return True
    style, classes = attributes.get("style"), attributes.get("class")
    return (style is not None and invisible(style)) or (classes is not None and _hides(classes))


def _is_read_out(page: Page, i: int) -> bool:
    """Whether only screen readers skip it: a heading, or `§ 1` beside a hidden "paragraph one" that they read instead."""
    up = page.parents[i]
    if page.tags[up] in HEADINGS and i == up + 1 and page.ends[i] == page.ends[up]:
        around = f"{page.texts[up] or ''}{page.tails[i] or ''}"
        return not around.strip() and len((page.texts[i] or "").split()) > 1
    if "icon" in page.attributes[i].get("class", ""):
        return False
    return any(_hides(page.attributes[beside].get("class", "")) for beside in (page.after(i), page.befores[i]) if beside)


@lru_cache(maxsize=1 << 14)
def _hides(classes: str) -> bool:
    return any(map(_hides_as, classes.split()))


@lru_cache(maxsize=1 << 14)
def _hides_as(word: str) -> bool:
    return HIDDEN_CLASS.fullmatch(word) is not None


def _leads_away(attributes: dict[str, str]) -> bool:
    address = attributes.get("href")
    if address is None:
        return "onclick" in attributes
    return address == "#" or not address.startswith("#")  # `#` alone is a control of the page's script
