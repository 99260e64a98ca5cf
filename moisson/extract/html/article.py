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
# A part of the page's own address, as sites name the place of their news.
NEWS = re.compile(
    r"https?://[^?#]*/(?:[a-z]+-)?(?:news(?:room)?|blogs?|press(?:e|room|emitteilungen|emeldungen|emitteilung|emeldung)?|press-?releases?|media-?releases?"
    r"|stor(?:y|ies)|actualites?|communiques?(?:-de-presse)?|aktuell(?:es)?|nachrichten|meldung(?:en)?|medieninformation(?:en)?|noticias?"
    r"|comunicados?|notas?-de-prensa|actualidad|notizie|notizia|comunicati(?:-stampa)?|nieuws(?:berichten)?|persberichten|nyheter|nyheder"
    r"|pressmeddelanden|pressemeddelelser|uutiset|tiedotteet|aktualnosci|wiadomosci|aktuality|zpravy|tiskove-zpravy|spravy|hirek|kozlemenyek"
    r"|stiri|comunicate(?:-de-presa)?|vijesti|novice|sporocila-za-javnost|naujienos|pranesimai|jaunumi|zinas|uudised|pressiteated)"
    r"(?:-[a-z]+)?/[^?#]*[\w-]{8}",
    re.I,
)
# Where a link to share a page leads.
SHARES = re.compile(
    r"https?://(?:[\w-]+\.)*(?:facebook\.com/(?:sharer|share\.php|dialog/share)|(?:twitter|x)\.com/(?:share|intent|home\?status)"
    r"|linkedin\.com/(?:shareArticle|sharing|cws/share)|plus\.google\.com/share|pinterest\.\w+/pin/create|reddit\.com/submit|addtoany\.com/share"
    r"|addthis\.com/bookmark|sharethis\.com|wa\.me/\?text|api\.whatsapp\.com/send|t\.me/share|bsky\.app/intent)",
    re.I,
)
# The field for a reader's comment.
COMMENT = re.compile(
    r"(?:\w*[-_])?(?:comments?|kommentare?|commentaire|comentario|commento|reactie|komentarz|komentar)(?:[-_]?(?:body|text))?",
    re.I,
)
# The boxes into which services for comments are loaded.
SERVICES = re.compile(r"(?:^|\s)(?:disqus_thread|fb-comments|livefyre(?:-comments)?|hyvor-talk-view|giscus|utterances)(?:\s|$)")
SAYS = names("meta script body article div")
FIELDS = 5
LINKS = 60
ASKED = 300  # elements that may say what the page is


def is_article(page: Page) -> bool:
    """Whether a page calls itself an article of a news site or a blog, or asks its readers for comments as one."""
    asked = sorted([i for tag in SAYS for i in page.where(tag)[:ASKED]])[:ASKED]
    if any(_says_article(page, i) for i in asked):
        return True
    if any(_is_news(page.attributes[i]) for i in page.where("link")[:LINKS] + page.where("meta")[:LINKS]):
        return True
    if any(_takes_comments(page.attributes[i]) for i in page.where("textarea")[:FIELDS]):
        return True
    return any(
        SERVICES.search(f"{said.get('id', '')} {said.get('class', '')}")
        for said in map(page.attributes.__getitem__, page.where("div"))
        if said
    )


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
    return _says_post(attributes)


def says_post(page: Page, i: int) -> bool:
    """Whether an element is called an article: by its tag, its class or its type."""
    return page.tags[i] == "article" or _says_post(page.attributes[i])


def _says_post(attributes: dict[str, str]) -> bool:
    classes, kind = attributes.get("class"), attributes.get("itemtype")
    return bool((classes and POSTS.search(classes)) or (kind and SCHEMA.search(kind)))


def _is_news(attributes: dict[str, str]) -> bool:
    """Whether it gives the page's own address, and this leads to the news of a site."""
    if attributes.get("rel") == "canonical":
        return NEWS.match(attributes.get("href", "")) is not None
    return attributes.get("property") == "og:url" and NEWS.match(attributes.get("content", "")) is not None


def is_shared(page: Page) -> bool:
    """Whether a page offers to be shared, as news are."""
    return any(SHARES.match(page.attributes[i].get("href", "")) for i in page.where("a"))


def _takes_comments(attributes: dict[str, str]) -> bool:
    return any(COMMENT.fullmatch(attributes.get(name, "")) for name in ("name", "id"))
