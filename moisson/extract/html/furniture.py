"""What on a page is the site's furniture: navigation, banners, share buttons, comments.

Known by its tag, its role, and words in its `class` or `id`; believed only where it weighs little.
"""

import re
from functools import cached_property, lru_cache
from itertools import accumulate

from lxml import etree

from moisson.extract.html.fragment import names
from moisson.extract.html.links import is_within
from moisson.extract.html.outline import Outline

NAVIGATION = names("nav search menu")
ROLES = names("navigation search dialog alertdialog menu menubar toolbar tablist tooltip button")
LEAVES = names("p h1 h2 h3 h4 h5 h6 td th li dt dd a span b i em strong font small time tr tbody sup")

TRAIL = re.compile(
    r"bread-?crumb|\bmigas?\b|fil-?(?:d-?)?ariane|br(?:ö|o|oe)d-?(?:krum|smul)"
    r"|brot-?kr(?:ü|u|ue)mel|kruimel|briciol|okruszk|drobeckov|murupol"
)
# Words in `class` and `id` that furniture is known by. Each counts only where it weighs little.
HINT = re.compile(
    TRAIL.pattern
    + r"|cookie|consent|gdpr|\bsocial|\bshar(?:e|ing)\b|\bshare|addthis|skip-?(?:link|to|nav)|\bskip\b|nav-?bar|navigation"
    r"|\bnav\b"
    r"|\btop-?nav|sub-?nav|main-?nav|\bmenus?\b|menu-|-menu|sidebar|side-bar|tool-?(?:bar|box|links)|paginat|\bpager\b|print-?(?:button|link)"
    r"|no-?print|newsletter|subscri|\blog-?in\b|sign-?(?:in|up)|pop-?up|\bmodal|tooltip|overlay|\bbanner|\brelat(?:ed|erat)|recommend"
    r"|disqus|search-?(?:results?-)?(?:header|footer|opts|hits|nav|more|steps)|prev-?next|advert|\bads?\b|ad-(?:container|slot|wrapper)|sponsor|\bpromo|\bfooter\b|\b(?:pie|rodape|stopka|paticka|lablec|jalus|fuss-?zeile|sidfot|bunntekst|alatunniste)\b|content-?footer|foot-?nav|(?:^|\s)widget(?:[\s_]|$)|(?:side|foot(?:er)?|page)-?widget|widget-?(?:area|panel|title)|search-?(?:box|form|bar|field)"
    r"|site-?(?:header|footer|name)|page-?footer|global-?(?:header|footer)|lang(?:uage)?-?(?:switch|select|toggle|nav|link)"
    r"|copyright|\bto-?top\b|feedback|quick-?links?|short-?cuts?|tag-?list|\brating|callout-close|rs_skip|socialmedia|utility"
    r"|\bmore-?(?:links|stories|news)|most-?(?:read|popular)|trending|teaser|byline-?share|(?:article|entry|post|story)[-_]?tools|authorize"
    r"|author-?(?:box|bio|info|card|description|container|profile)|about-?(?:the-?)?author|you-?(?:may|might)-?(?:also-?)?like|akismet"
)
# What leads to other pages, of whatever weight, where words enough remain.
ELSEWHERE = re.compile(
    r"\brelated[-_]?(?:posts?|articles?|content|stories|news|links|items)\b|yarpp|jp-?related"
    r"|(?<!\S)(?:(?:left|right|main|page|site|blog)[-_])?side-?bar(?:[-_](?:left|right|first|second|primary|secondary|\d))?(?!\S)"
)
VARIANT = re.compile(r"(?<!\S)(?:has|with)-\S+|--(?:has-)?ads?\b")  # what a block goes with, not what it is
TO_TOP = re.compile(r"\bto-?top\b|backtotop|skip-?(?:link|to|nav)|nav-?skip")
COMMENTS = re.compile(
    r"(?:^|\s)(?:comments?|commentsbox\w*|comment(?:list|section|thread|area)s?"
    r"|(?:[\w-]{0,30}[_-])?comments?[_-]+(?:comments?[_-])?(?:list|section|thread|area|wrap(?:per)?|container|box|form|body|feed|stream"
    r"|holder|page|text|respond|reply|btn|button|link|count|message|headline|no-user|has-user)s?(?:[_-][\w-]*)?)(?:\s|$)"
)
LISTED_COMMENTS = re.compile(
    r"(?:^|\s)(?:comments?[-_]?list|commentsbox|disqus_thread|comments[-_]?area)(?:\s|$)"
)  # which may outweigh a post
# In a class; an `id` may come from a report's heading: `general-comments`.
SOME_COMMENTS = re.compile(r"(?:^|\s)(?!no-|open-|general|specific|concluding|final)[\w-]{1,30}[_-]comments(?:\s|$)")
REPLIES = re.compile(
    r"(?:^|\s)(?:disqus_thread|respond|discussion|(?:js_)?repl(?:y|ies)(?:-?list)?|(?:customer|product|user)-reviews)(?:\s|$)"
)
HEADER = re.compile(
    r"(?:^|\s)(?:header|site-?header|page-?head(?:er)?|top|top-?bar|mast-?head|global-?header|main-?header|head-?bar)(?:\s|$)"
)
LOGO = re.compile(r"logo", re.I)
LOGO_IN = ("class", "id", "src", "alt")
MAIN = re.compile(
    r"(?:^|\s)(?:content|main|main[-_]?content|content[-_]?main|page[-_]?content|content[-_]?(?:area|body|text|inner|wrapper)"
    r"|article|(?:article|post|entry|story|news)[-_]?(?:body|content|text|main)|document|doc(?:ument)?[-_]?(?:body|text|content)|act|texte?"
    r"|body[-_]?text|inhalt|contenu|contenido|contenuto|conteudo|innehall|inhoud|tresc|obsah|sadrzaj|sisu|saturs|turinys|vsebina"
    r"|continut|tartalom|sisalto|indhold|innhold|hauptinhalt|wysiwyg)(?:\s|$)"
)
ENOUGH = 60  # words of running text outside a large menu, which say that the page is not the menu
NOTES = re.compile(r"foot-?note|end-?note|\bnotes?\b|\bf?fn\d|ftn|doc-")
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


@lru_cache(maxsize=8192)
def says(classes: str | None, identity: str | None) -> tuple[bool, bool, bool, bool]:
    """What `class` and `id` say: furniture, comments, a header, the main part."""
    both = VARIANT.sub("", CAMEL.sub("-", f"{classes or ''} {identity or ''}").lower())
    comments, header, main = (pattern.search(both) is not None for pattern in (REPLIES, HEADER, MAIN))
    hint = HINT.search(both.replace("_", "-")) is not None
    if "comment" in both and not comments:
        comments = COMMENTS.search(both) is not None or SOME_COMMENTS.search(CAMEL.sub("-", classes or "").lower()) is not None
    return hint, comments, header, main


def furniture(page: Outline) -> list[bool]:
    """Of each element, whether it is furniture or stands in some."""
    return _Furniture(page).mark()


def _leads_to_top(attributes: etree._Attrib) -> bool:
    return TO_TOP.search(CAMEL.sub("-", f"{attributes.get('class', '')} {attributes.get('id', '')}").lower()) is not None


def _is_trail(attributes: etree._Attrib) -> bool:
    return TRAIL.search(f"{attributes.get('class', '')} {attributes.get('id', '')}".lower()) is not None


def _leads_elsewhere(attributes: etree._Attrib) -> bool:
    return ELSEWHERE.search(f"{attributes.get('class', '')} {attributes.get('id', '')}".lower()) is not None


class _Furniture:
    def __init__(self, page: Outline) -> None:
        self.page = page
        self.total = page.prose[0]
        self.found = [False] * len(page.elements)
        self.hints = True
        self.hinted: list[int] = []  # what is furniture by nothing but a word in its class

    @cached_property
    def logos(self) -> list[int]:
        """How many logos stand before each position."""
        marks = (bool(e.attrib) and any(LOGO.search(e.get(name, "")) for name in LOGO_IN) for e in self.page.elements)
        return [0, *accumulate(map(int, marks))]

    def mark(self) -> list[bool]:
        """Mark what says by its mark-up that it is furniture; hints that would take much of the page away are no hints."""
        self.mark_furniture()
        page = self.page
        if sum(page.prose[i] for i in self.hinted) > 0.4 * self.total:
            self.hints, self.found = False, [False] * len(page.elements)
            self.mark_furniture()
        return self.found

    def mark_furniture(self) -> None:
        page, inside = self.page, [False] * len(self.page.elements)
        for i, element in enumerate(page.elements):
            up = page.parents[i]
            inside[i] = (i > 0 and inside[up]) or element.tag in ("main", "article") or element.get("role") == "main"
            if i and (self.found[up] or page.hidden[i]):
                self.found[i] = self.found[up]
            elif i and page.words[i]:
                self.found[i] = self.is_furniture(i, element, inside[i])

    def is_furniture(self, i: int, element: etree._Element, inside: bool) -> bool:
        tag, attributes = element.tag, element.attrib
        if tag in ("body", "main", "html"):
            return False
        share = self.page.prose[i] / self.total if self.total else 0.0
        role = attributes.get("role", "") if attributes else ""
        if (tag in NAVIGATION or role in ROLES) and not is_within(self.page, i):
            return share < 0.3 or ((tag == "nav" or role == "navigation") and (1 - share) * self.total > ENOUGH)
        hint, comments, header, _ = says(attributes.get("class"), attributes.get("id")) if attributes else (False,) * 4
        if tag == "form":
            return share < 0.25 and (self.total > 0 or self.page.words[i] < 0.5 * self.page.words[0])
        if tag == "aside" or role == "complementary":
            return (share < 0.25 or (share < 0.7 and (1 - share) * self.total > 100)) and not NOTES.search(
                f"{role} {attributes.get('class', '')}"
            )
        if tag == "footer" or role == "contentinfo":
            return share < 0.25 and (not inside or self.page.density(i) > 0.3 or (self.page.words[i] < 40 and hint))
        if tag == "header" or role == "banner" or header:
            return self.is_site_header(i, inside, share)
        if comments and tag not in LEAVES:
            many = LISTED_COMMENTS.search(f"{attributes.get('class', '')} {attributes.get('id', '')}".lower()) is not None
            return share < (0.97 if many else 0.8) and self.total - self.page.prose[i] > 50
        if hint and not is_within(self.page, i):
            if tag not in LEAVES and share < 0.4 and (1 - share) * self.total > 100 and _leads_elsewhere(attributes):
                return True
            if tag in LEAVES and share == 0 and self.page.words[i] < 10 and _leads_to_top(attributes):
                return True
            if tag in LEAVES:
                if self.page.links[i] and self.page.words[i] < 30 and _is_trail(attributes):
                    return share < 0.15
                return self.page.density(i) >= 0.5 and self.page.prose[i] == 0 and self.page.words[i] < 30
            light = share < 0.15 and (self.total > 0 or self.page.words[i] < 0.3 * self.page.words[0])
            if light and self.hints:
                self.hinted.append(i)
            return light and self.hints
        return False

    def is_site_header(self, i: int, inside: bool, share: float) -> bool:
        """Whether a header is the site's: it has the logo, or little but links, and none of the page's running text."""
        page = self.page
        if share > 0.1 or (inside and page.density(i) < 0.5):
            return False
        if page.density(i) > 0.5:
            return True
        return not inside and self.logos[page.ends[i]] > self.logos[i]
