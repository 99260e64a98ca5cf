"""What of a page stands before an article's title and after its body, and the lists of other pages within it.

What stands before the one and after the other is the site's, unless it outweighs the article.
"""

import re
from functools import lru_cache

from moisson.extract.facts.face import names_act
from moisson.extract.html.elsewhere import offers_more
from moisson.extract.html.ending import BOXES, DATA, HEAVY, is_quoted
from moisson.extract.html.furniture import CAMEL, NOTES
from moisson.extract.html.links import is_introduced, is_within, leads_out
from moisson.extract.html.tags import HEADINGS
from moisson.extract.html.tree import Page

BODY = re.compile(
    r"(?:[\w-]*[-_])?(?:article|post|entry|story|news|blog|artikel|node|detail|field-+name)[-_]*(?:body|content|text|copy|inhalt)(?:[-_][\w-]*)?"
    r"|(?:body|main|rich)-?(?:text|copy)|wysiwyg|entry"
)
SHORT = 30  # words of an article
MOST = 0.6  # of the words
FILE = re.compile(r"\.(?:pdf|docx?|odt|xlsx?|ods|pptx?|epub|zip)(?:[?#]|$)", re.I)
TEASER = 40  # words
FEW = 5  # teasers
LITTLE = 0.2  # of the running text, in words of teasers
LINKED = 0.9  # the share of words in links from which a box is a list of other pages
LINK = 3  # words
TOO_MANY = 0.5  # of the running text, in words of such lists: what they hold is what the page is about


def before_title(page: Page, weight: list[int], zone: int, title: int, declared: bool) -> list[int]:
    """What stands before the title, unless much of the page's words do; of an undeclared article, no numbered heading."""
    found, path = [], title
    above = below = 0
    while path != zone:
        up = page.parents[path]
        for i in page.children(up):
            if i < path and (declared or not _has_number(page, i)):
                found.append(i)
                above += weight[i]
            elif i > path:
                below += weight[i]
        path = up
    return found if below >= SHORT and above <= HEAVY * below else []


def _has_number(page: Page, i: int) -> bool:
    """Whether it holds a heading with a number: of a bill, of an issue."""
    return any(page.tags[j] in HEADINGS and any(map(str.isdigit, page.line(j))) for j in range(i, page.ends[i]))


def body_of(page: Page, weight: list[int], heart: int) -> int:
    """The innermost element below `heart` that is named the article's body and holds most of its words; else `heart`."""
    least, body = MOST * weight[heart], heart
    for i in range(heart + 1, page.ends[heart]):
        if i < page.ends[body] and weight[i] >= least and is_body(page, i):
            body = i
    return body


def after_body(page: Page, weight: list[int], heart: int, zone: int) -> list[int]:
    """What stands after the element that is named the article's body; not notes, nor another part of the body."""
    body = heart
    while body != zone and not is_body(page, body):
        body = page.parents[body]
    found: list[int] = []
    if body == zone or weight[body] < SHORT:
        return found
    path = body
    while path != zone:
        up = page.parents[path]
        for i in page.children(up):
            if i > path and page.words[i] and weight[i] <= HEAVY * weight[body] and not _belongs(page, i, body):
                found.append(i)
        path = up
    return found


def holds_notes(page: Page, i: int) -> bool:
    attributes = page.attributes[i]
    return NOTES.search(f"{attributes.get('class', '')} {attributes.get('id', '')}") is not None


def _belongs(page: Page, i: int, body: int) -> bool:
    if holds_notes(page, i) or not DATA.isdisjoint(page.tags[i : page.ends[i]]):
        return True
    return is_body(page, i) or ("class" in page.attributes[i] and is_like(page, i, body))


def is_body(page: Page, i: int) -> bool:
    attributes = page.attributes[i]
    if not attributes or page.tags[i] in ("body", "html"):
        return False
    if attributes.get("itemprop") == "articleBody":
        return True
    return _names_body(attributes.get("class", "")) or _names_body(attributes.get("id", ""))


@lru_cache(maxsize=1 << 14)
def _names_body(classes: str) -> bool:
    return any(BODY.fullmatch(CAMEL.sub("-", word).lower()) is not None for word in classes.split())


def link_lists(page: Page, weight: list[int], zone: int, skip: list[bool]) -> list[int]:
    """Boxes and paragraphs that hold but links to other pages, unless they are much of what the page holds."""
    found = _boxes(page, zone, skip, True)
    found += [page.befores[i] for i in found if is_introduced(page, i)]
    return found if sum([page.words[i] for i in found]) <= TOO_MANY * weight[zone] else []


def _boxes(page: Page, zone: int, skip: list[bool], lists: bool) -> list[int]:
    """The outermost boxes of an element that are lists of links, or teasers."""
    found: list[int] = []
    i, stop = zone + 1, page.ends[zone]
    while i < stop:
        tag = page.tags[i]
        if skip[i] or not (tag in BOXES or (lists and tag == "p" and page.tags[page.parents[i]] in BOXES)):
            chosen = False
        else:
            chosen = _is_linked(page, i) if lists else _is_teaser(page, i)
        if chosen:
            found.append(i)
        i = page.ends[i] if chosen or skip[i] else i + 1
    return found


def _is_linked(page: Page, i: int) -> bool:
    if page.links[i] < LINK or page.prose[i] or 2 * page.links[i] < page.words[i]:
        return False
    if "h1" in page.tags[i : page.ends[i]] or (is_introduced(page, i) and not _leads_on(page, i)):
        return False
    beside = sum([page.words[j] - page.links[j] for j in range(i, page.ends[i]) if page.tags[j] in HEADINGS])
    if page.links[i] < LINKED * (page.words[i] - beside):
        return False
    if not DATA.isdisjoint(page.tags[i : page.ends[i]]):
        return False
    if page.tags[i] == "p" and _is_cited(page, i):
        return False
    return any(page.tags[j] == "a" and page.links[j] and not is_within(page, j) for j in range(i, page.ends[i]))


def _leads_on(page: Page, i: int) -> bool:
    """Whether what introduces a list offers other pages to read, not files."""
    return offers_more(page.line(page.befores[i])) and not any(_is_file(page, j) for j in range(i, page.ends[i]))


def _is_cited(page: Page, i: int) -> bool:
    """Whether a paragraph stands in a quotation, gives a document's name, leads to its file or to another site."""
    if is_quoted(page, i) or leads_out(page, i) or names_act(page.line(i)):
        return True
    return any(_is_file(page, j) for j in range(i, page.ends[i]))


def _is_file(page: Page, i: int) -> bool:
    return page.tags[i] == "a" and FILE.search(page.attributes[i].get("href", "")) is not None


def teasers(page: Page, weight: list[int], zone: int, skip: list[bool]) -> list[int]:
    """Boxes among the paragraphs that show another page: a heading that is a link, with a line or two. Many are no teasers."""
    found = _boxes(page, zone, skip, False)
    return found if len(found) <= FEW and sum([page.words[i] for i in found]) <= LITTLE * weight[zone] else []


def _is_teaser(page: Page, i: int) -> bool:
    if not LINK <= page.words[i] <= TEASER or page.links[i] < LINK:
        return False
    headed = [j for j in range(i + 1, page.ends[i]) if page.tags[j] in HEADINGS and LINK <= page.links[j] == page.words[j]]
    return bool(headed) and not any(is_like(page, i, j) and page.words[j] > TEASER for j in page.children(page.parents[i]))


def is_like(page: Page, i: int, j: int) -> bool:
    return page.tags[i] == page.tags[j] and page.attributes[i].get("class") == page.attributes[j].get("class")
