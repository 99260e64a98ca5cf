"""Lists that a portal of law puts before and beside an act: its contents, its versions, the acts that cite or change it.

They hold no running text, or fold away, or lead to places of the page that lead back.
"""

import re
from itertools import accumulate

from moisson.readers.html.tags import names
from moisson.readers.html.tree import Page

PLACES = 8  # links to the page itself, from which a block of nothing else is its contents
NUMBERS = 3  # words of such a link in the mean; a table of contents with its titles is the act's own
VERSIONS = 10  # links elsewhere
MOST = 0.95  # of the words, in links to the page itself
MANY = 0.75  # of the words, in links elsewhere
BEGUN = 60  # words of running text, after which a list of links is the document's
DATED = 4  # words at most for each date or number
DAY = re.compile(r"\d[./-]\d{1,2}[./-]\d{4}|\d{4}-\d\d-\d\d|\d/\d{4}")
MUTUAL = 2  # places that lead back
TITLE = re.compile(r"[^\W\d_]{3}")  # in a link to one; a note's mark has none
BLOCKS = names("div table ul ol dl nav section")
ROWS = names("tr li")


def portal_lists(page: Page, weight: list[int], zone: int, skip: list[bool]) -> list[int]:
    """The lists below an element, until half of its running text has passed; what folds away, anywhere."""
    if "a" not in page.tags[zone : page.ends[zone]]:
        return []
    own = page.own_prose()
    href = [said.get("href", "") if tag == "a" else "" for tag, said in zip(page.tags, page.attributes, strict=True)]
    leads = [address[:1] not in ("", "#") for address in href]
    links = [0, *accumulate(map(int, leads))]
    stays = [words if address[:1] == "#" else 0 for words, address in zip(page.words, href, strict=True)]
    within = [0, *accumulate(stays)]
    places = [0, *accumulate(map(bool, stays))]
    back = _mutual(page)
    found: list[int] = []
    passed, i = 0, zone + 1
    while i < page.ends[zone]:
        end, tag = page.ends[i], page.tags[i]
        if skip[i]:
            i = end
            continue
        early = 2 * passed < weight[zone]
        listed = tag in BLOCKS and early and page.prose[i] == 0 and page.words[i] > 0
        count = places[end] - places[i]
        named = listed and count >= PLACES and MOST * page.words[i] < within[end] - within[i] <= NUMBERS * count
        versions = listed and passed < BEGUN and links[end] - links[i] >= VERSIONS and page.links[i] >= MANY * page.words[i]
        versions = versions and _is_dated("".join(page.strings(i)).split())
        if named or versions or (i in back and early) or (tag in BLOCKS and _folds(page, i, leads)):
            found.append(i)
            i = end
            continue
        passed += own[i]
        i += 1
    return found


def _is_dated(words: list[str]) -> bool:
    """Whether words are the dates and the numbers of acts: `01.01.2004 - 14.04.2004`, `191/2004 Z. z.`."""
    return DATED * sum(DAY.search(word) is not None for word in words) >= len(words)


def _mutual(page: Page) -> set[int]:
    """The elements right below which links lead to later places of the page that lead back to them."""
    attributes = page.attributes
    links = [i for i in page.where("a") if attributes[i]]
    named = {name: i for i in links if (name := attributes[i].get("name") or attributes[i].get("id"))}
    count: dict[int, int] = {}
    for name, i in named.items():
        there = named.get(attributes[i].get("href", "")[1:], -1)
        back = there >= page.ends[page.parents[i]] and attributes[there].get("href") == f"#{name}"
        if back and TITLE.search("".join(page.strings(i))):
            count[page.parents[i]] = count.get(page.parents[i], 0) + 1
    return {up for up, times in count.items() if times >= MUTUAL}


def _folds(page: Page, i: int, leads: list[bool]) -> bool:
    """Whether a block stays folded until a button opens it, and every row of it begins with a link elsewhere."""
    button = page.befores[i]
    if not button or page.tags[button] != "button" or page.attributes[button].get("aria-expanded") != "false":
        return False
    rows = [j for j in range(i, page.ends[i]) if page.tags[j] in ROWS and page.words[j]]
    return bool(rows) and all(_leads_first(page, row, leads) for row in rows)


def _leads_first(page: Page, row: int, leads: list[bool]) -> bool:
    """Whether the first words of a row are a link."""
    for j in range(row, page.ends[row]):
        if leads[j] and page.words[j]:
            return True
        if (text := page.texts[j]) and not text.isspace():
            return False
    return False
