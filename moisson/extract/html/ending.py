"""Around the words of an article on a news site or a blog: boxes that show the site's other pages, or ask for something.

Known by their shape, not by their names: boxes that are built alike, each a link and a few words; a box outside what holds the
article's words, with links that stand alone. Never before the article has begun, and never where they outweigh it.
"""

from itertools import accumulate

from moisson.extract.html.actions import invites
from moisson.extract.html.furniture import NOTES
from moisson.extract.html.links import is_within
from moisson.extract.html.outline import OWN_BLOCK
from moisson.extract.html.tags import HEADINGS, names
from moisson.extract.html.tree import Page

CARDS = names("div section article aside li a")
BOXES = names("div section article aside footer ul ol")
DATA = names("table dl pre math")
PICTURES = names("figure figcaption img picture")
ENOUGH = 60  # words of running text, before which nothing is the end
SHORT_STORY = 30  # the same, before boxes that invite to read on
LONG = 100  # words of a card
SHORT = 3
ALIKE = 2  # cards
PARTS = 80  # elements of a card
HEAVY = 0.3  # of the article's words
LOOSE = 0.2  # the share of a box's words outside running text
FEW = 6  # words of a link
LINE = 30  # words of a box above an article


def cards(page: Page, furniture: list[bool]) -> list[int]:
    """Boxes built alike that show other pages, after an article and lighter than it, or each with a link to read on."""
    alike: dict[tuple[int, str], list[int]] = {}
    for i in [i for tag in CARDS for i in page.where(tag)]:
        if not SHORT < page.words[i] <= LONG or furniture[i] or page.hidden[i]:
            continue
        if page.links[i] >= SHORT and _is_card(page, i):
            alike.setdefault((page.parents[i], shape(page, i)), []).append(i)
    groups = [i for group in alike.values() if len(group) >= ALIKE for i in group]
    if not groups:
        return []
    own = [0 if left_out else words for words, left_out in zip(page.own_prose(), furniture, strict=True)]
    before = [0, *accumulate(own)]
    found, inside, end = [], 0, 0
    for i in sorted(groups):
        if i >= end:
            end = page.ends[i]
            told = before[i] - inside
            if told >= ENOUGH or (told >= SHORT_STORY and _invites(page, i)):
                found.append(i)
            inside += before[end] - before[i]
    return found if before[-1] - inside >= inside else [i for i in found if _invites(page, i)]


def boxes(page: Page, weight: list[int], heart: int, zone: int) -> list[int]:
    """Boxes around what holds an article's words: above it short ones, below it all that hold links standing alone."""
    found, path = [], heart
    while path != zone:
        up = page.parents[path]
        for i in page.children(up):
            if (i > path and weight[i] <= HEAVY * weight[heart] and _offers(page, i)) or (
                i < path and not page.prose[i] and page.words[i] <= LINE and _leads(page, i)
            ):
                found.append(i)
        path = up
    return found


def _is_card(page: Page, i: int) -> bool:
    """Whether a box has several blocks, one of which is a link, or is itself a link around them. A quotation has neither."""
    if page.ends[i] - i > PARTS or is_quoted(page, i):
        return False
    within = range(i, page.ends[i])
    blocks = sum(page.words[j] > 0 and page.tags[j] in OWN_BLOCK for j in within[1:])
    return blocks > 1 and any(page.tags[j] == "a" and page.links[j] >= SHORT and not _is_amid(page, j) for j in within)


def _is_amid(page: Page, i: int) -> bool:
    """Whether a link stands within running text, or amid the words of a short sentence."""
    before, after = page.befores[i], page.tails[i] or ""
    ahead = (page.tails[before] if before else page.texts[page.parents[i]]) or ""
    return (any(map(str.isalnum, ahead)) and any(map(str.isalnum, after))) or is_within(page, i)


def _invites(page: Page, i: int) -> bool:
    return any(page.tags[j] == "a" and page.links[j] <= FEW and invites(page.line(j)) for j in range(i, page.ends[i]))


def is_quoted(page: Page, i: int) -> bool:
    while i:
        i = page.parents[i]
        if page.tags[i] == "blockquote":
            return True
    return False


def shape(page: Page, i: int) -> str:
    """An element's name and its first class, without the number that a site may give it."""
    return f"{page.tags[i]} {page.attributes[i].get('class', '').split(' ')[0].rstrip('0123456789')}"


def _offers(page: Page, i: int) -> bool:
    """Whether a box holds links that stand alone, or lie over it, and neither only running text nor data nor notes."""
    if page.tags[i] not in BOXES or not page.words[i] or page.words[i] - page.prose[i] < LOOSE * page.words[i]:
        return False
    if NOTES.search(f"{page.attributes[i].get('class', '')} {page.attributes[i].get('id', '')}"):
        return False
    if not DATA.isdisjoint(page.tags[i : page.ends[i]]):
        return False
    return any(
        page.tags[j] == "a" and (page.links[j] or not page.words[j]) and not is_within(page, j) for j in range(i, page.ends[i])
    )


def _leads(page: Page, i: int) -> bool:
    """Whether a box has links, and neither a heading, a picture nor a label, which gives a fact: `Place: …`."""
    if page.tags[i] not in BOXES or not page.links[i]:
        return False
    return not any(tag in HEADINGS or tag in PICTURES for tag in page.tags[i : page.ends[i]]) and ": " not in page.line(i)
