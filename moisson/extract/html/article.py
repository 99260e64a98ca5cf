"""Whether a page is an article of a news site or a blog.

Such a page says so by Open Graph, schema.org or the microformat `hAtom`, or asks for its readers' comments. Acts do not, and the
names and dates in their heads are theirs.
"""

import re

from moisson.extract.html.tags import names
from moisson.extract.html.tree import Page

POSTS = re.compile(
    r"(?:^|\s)(?:h-?entry|h-?news|type-post|single-post|(?:page-)?node-type-(?:article|news|blog|story)|node-(?:article|blog))(?:\s|$)"
)
SCHEMA = re.compile(r"(?:[\"/]|^)(?:News|Blog|Opinion|Reportage|AnalysisNews)?(?:Article|Posting)(?=[\"\s]|$)")
PUBLISHED = names("article:published_time article:author article:section article:tag")
# The field for a reader's comment.
COMMENT = re.compile(
    r"(?:\w*[-_])?(?:comments?|kommentare?|commentaire|comentario|commento|reactie|komentarz|komentar)(?:[-_]?(?:body|text))?",
    re.I,
)
SAYS = names("meta script body article div")
FIELDS = 5
ASKED = 300  # elements that may say what the page is


def is_article(page: Page) -> bool:
    """Whether a page calls itself an article of a news site or a blog, or asks its readers for comments as one."""
    asked = sorted([i for tag in SAYS for i in page.where(tag)[:ASKED]])[:ASKED]
    if any(_says_article(page, i) for i in asked):
        return True
    return any(_takes_comments(page.attributes[i]) for i in page.where("textarea")[:FIELDS])


def _says_article(page: Page, i: int) -> bool:
    tag, attributes = page.tags[i], page.attributes[i]
    if not attributes:
        return False
    if tag == "meta":
        name = attributes.get("property", "")
        found = (name == "og:type" and attributes.get("content") == "article") or name in PUBLISHED
        return found or attributes.get("name") == "news_keywords"
    if tag == "script":
        return attributes.get("type") == "application/ld+json" and SCHEMA.search(page.texts[i] or "") is not None
    classes, kind = attributes.get("class"), attributes.get("itemtype")
    return bool((classes and POSTS.search(classes)) or (kind and SCHEMA.search(kind)))


def _takes_comments(attributes: dict[str, str]) -> bool:
    return any(COMMENT.fullmatch(attributes.get(name, "")) for name in ("name", "id"))
