"""Whether a page is an article of a news site or a blog.

Such a page says so by Open Graph, schema.org or the microformat `hAtom`, or asks for its readers' comments. Acts do not, and the
names and dates in their heads are theirs.
"""

import re
from itertools import islice

from lxml import etree

from moisson.extract.html.fragment import names

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
FIELDS = 5
ASKED = 300  # elements that may say what the page is


def is_article(root: etree._Element) -> bool:
    """Whether a page calls itself an article of a news site or a blog, or asks its readers for comments as one."""
    for element in islice(root.iter("meta", "script", "body", "article", "div"), ASKED):
        attributes, tag = element.attrib, element.tag
        if not attributes:
            continue
        if tag == "meta":
            name = attributes.get("property", "")
            found = (name == "og:type" and attributes.get("content") == "article") or name in PUBLISHED
            found = found or attributes.get("name") == "news_keywords"
        elif tag == "script":
            found = attributes.get("type") == "application/ld+json" and SCHEMA.search(element.text or "") is not None
        else:
            classes, kind = attributes.get("class"), attributes.get("itemtype")
            found = bool((classes and POSTS.search(classes)) or (kind and SCHEMA.search(kind)))
        if found:
            return True
    return any(map(_takes_comments, islice(root.iter("textarea"), FIELDS)))


def _takes_comments(field: etree._Element) -> bool:
    return any(COMMENT.fullmatch(field.get(name, "")) for name in ("name", "id"))
