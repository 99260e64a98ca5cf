"""Which heading is an article's, and which element tells its story, where other stories or columns stand on the page too."""

import re

from moisson.extract.html.article import says_post
from moisson.extract.html.body import holds_notes, is_body, is_like
from moisson.extract.html.ending import BOXES, DATA, ENOUGH
from moisson.extract.html.links import is_within
from moisson.extract.html.tags import names
from moisson.extract.html.tree import Page

TITLES = names("og:title twitter:title")
METAS = 60
LEAST = 12  # letters and digits of a title
WORD = re.compile(r"\w{4,}")
LINKED = 0.2  # the share of words in links of what outweighs a story
PARAGRAPHS = 5  # of running text; an article's head may have a few
SEVERAL = 2  # words of the page's title


def title_heading(page: Page, furniture: list[bool], declared: bool) -> int:
    """The first heading that repeats the page's title, of an article at least most words of it; 0 where none does."""
    stated = _titles(page)
    titles = [title for title in map(_letters, stated) if len(title) >= LEAST]
    ending = 0
    for tag in ("h1", "h2", "h3", "h4"):
        for i in page.where(tag):
            if page.words[i] and not furniture[i] and not page.hidden[i]:
                said = _letters(page.line(i))
                if len(said) < LEAST:
                    continue
                if any(title.startswith(said) or said.startswith(title) for title in titles):
                    return i
                if not ending and any(title.endswith(said) and 2 * len(said) > len(title) for title in titles):
                    ending = i  # after the site's name
    if ending or not declared:
        return ending
    known = {word for title in stated for word in WORD.findall(title.casefold())}
    for i in page.where("h1"):
        if page.words[i] and not furniture[i] and not page.hidden[i]:
            words = set(WORD.findall(page.line(i).casefold()))
            if len(words & known) >= max(SEVERAL, len(words) / 2):
                return i
    return 0


def _titles(page: Page) -> list[str]:
    found = [page.line(i) for i in page.where("title")[:1]]
    for i in page.where("meta")[:METAS]:
        attributes = page.attributes[i]
        if attributes.get("property") in TITLES or attributes.get("name") in TITLES:
            found.append(attributes.get("content", ""))
    return found


def _letters(words: str) -> str:
    return "".join([sign for sign in words.casefold() if sign.isalnum()])


def story(page: Page, weight: list[int], title: int) -> int:
    """The element that holds an article's heading and its words, where other stories or columns stand after it; else 0.

    It is called an article, or holds most of the page's words; what stands after it is no other part of it.
    """
    i, column = page.parents[title], 0
    while i and page.tags[i] not in ("body", "html"):
        told = weight[i] - weight[title]
        if told >= ENOUGH and says_post(page, i):
            return i if _is_whole(page, weight, i, True, page.tags[title]) else 0
        if not column and 2 * told >= weight[0] and page.tags[i] in BOXES:
            column = i
        i = page.parents[i]
    return column if column and _is_whole(page, weight, column, False, "") else 0


def _is_whole(page: Page, weight: list[int], story: int, post: bool, level: str) -> bool:
    """Whether what stands after a story is no part of it: no notes or data, nothing heavier named a body or built alike.

    What is built like a post is another story if it has a heading of the same level. What stands after a mere column of the
    page, and is not its own next part, leads to other pages. What outweighs a story of few paragraphs and has few links may
    be its words.
    """
    path = story
    others = rest = words = links = 0
    while path:
        up = page.parents[path]
        for i in page.children(up):
            if i <= path or not weight[i]:
                continue
            others += 1
            if is_like(page, i, path):
                if not post or level not in page.tags[i : page.ends[i]]:
                    return False
            elif holds_notes(page, i) or not (post or _leads(page, i)) or _holds_body(page, weight, i, weight[story]):
                return False
            else:
                rest += weight[i]
                words += page.words[i]
                links += page.links[i]
        path = up
    if rest <= weight[story] or links >= LINKED * words:
        return others > 0
    return len([i for i in range(story, page.ends[story]) if page.tags[i] == "p" and page.prose[i]]) >= PARAGRAPHS


def _leads(page: Page, i: int) -> bool:
    """Whether an element holds a link that stands alone, and no data."""
    if not DATA.isdisjoint(page.tags[i : page.ends[i]]):
        return False
    return any(page.tags[j] == "a" and page.links[j] and not is_within(page, j) for j in range(i, page.ends[i]))


def _holds_body(page: Page, weight: list[int], i: int, least: int) -> bool:
    """Whether something of this weight is named a body in an element, and not in another story."""
    stop = page.ends[i]
    while i < stop:
        if weight[i] <= least or says_post(page, i):
            i = page.ends[i]
        elif is_body(page, i):
            return True
        else:
            i += 1
    return False
