"""What on a page is the site's furniture: navigation, banners, share buttons, comments.

Known by its tag, its role, and words in its `class` or `id`; believed only where it weighs little.
"""

import re
from functools import lru_cache

from moisson.readers.html.links import is_within
from moisson.readers.html.tags import HEADINGS, names
from moisson.readers.html.tree import Page

NAVIGATION = names("nav search menu")
ROLES = names("navigation search dialog alertdialog menu menubar toolbar tablist tooltip button")
PAGE = names("body main html")
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
    r"|\btop-?nav|sub-?nav|main-?nav|\bnav-?(?:header|footer)|\bmenus?\b|menu-|-menu|sidebar|side-bar|tool-?(?:bar|box|links)|paginat|\bpager\b|print-?(?:button|link)"
    r"|no-?print|newsletter|subscri|\blog-?in\b|sign-?(?:in|up)|pop-?up|\bmodal|\bdialog-|-dialog\b|tooltip|overlay|\bbanner|\brelat(?:ed|erat)|recommend"
    r"|disqus|search-?(?:results?-)?(?:header|footer|opts|hits|nav|more|steps)|prev-?next|advert|\bads?\b|ad-(?:container|slot|wrapper)|sponsor|\bpromo|\bfooter\b|\b(?:pie|rodape|stopka|paticka|lablec|jalus|fuss-?zeile|sidfot|bunntekst|alatunniste)\b|content-?footer|foot-?nav|(?:^|\s)widget(?:[\s_]|$)|(?:side|foot(?:er)?|page)-?widget|widget-?(?:area|panel|title)|search-?(?:box|form|bar|field)"
    r"|site-?(?:header|footer|name)|page-?footer|global-?(?:header|footer)|lang(?:uage)?-?(?:switch|select|toggle|nav|link)"
    r"|copyright|edit-?section|\bjump-?link|\b(?:back-?)?to-?top\b|read-?next|feedback|quick-?links?|short-?cuts?|tag-?list|\brating|callout-close|rs_skip|socialmedia|utility"
    r"|\bmore-?(?:links|stories|news)|most-?(?:read|popular)|trending|teaser|byline-?share|(?:article|entry|post|story)[-_]?tools|authorize"
    r"|author-?(?:box|bio|info|card|description|container|profile)|about-?(?:the-?)?author|instagram-media|tiktok-embed|you-?(?:may|might)-?(?:also-?)?like|akismet"
)
CONSENT = re.compile(r"cookie|consent|gdpr")
FEW = 100  # words of a notice
PROSE = 15  # words of running text of a section
LINKED = 0.3  # of its words
SECTIONS = 2  # beside it
BESIDE = 6  # elements before and after it that are looked at
FRAMES = names("div header hgroup")  # of a heading
# What leads to other pages, of whatever weight, where words enough remain.
ELSEWHERE = re.compile(
    r"\brelated[-_]?(?:posts?|articles?|content|stories|news|links|items)\b|yarpp|jp-?related"
    r"|(?<!\S)(?:(?:left|right|main|page|site|blog)[-_])?side-?bar(?:[-_](?:left|right|first|second|primary|secondary|\d))?(?!\S)"
)
VARIANT = re.compile(r"(?<!\S)(?:has|with)-\S+|--(?:has-)?ads?\b")  # what a block goes with, not what it is
TO_TOP = re.compile(r"\bto-?top\b|backtotop|edit-?section|jump-?link|skip-?(?:link|to|nav)|nav-?skip")
COMMENTS = re.compile(
    r"(?:comments?|commentsbox\w*|comment(?:list|section|thread|area)s?"
    r"|(?:[\w-]{0,30}[_-])?comments?[_-]+(?:comments?[_-])?(?:list|section|thread|area|wrap(?:per)?|container|box|form|body|feed|stream"
    r"|holder|page|text|respond|reply|btn|button|link|count|message|headline|no-user|has-user)s?(?:[_-][\w-]*)?)"
)
LISTED_COMMENTS = re.compile(
    r"(?:^|\s)(?:comments?[-_]?list|commentsbox|disqus_thread|comments[-_]?area)(?:\s|$)"
)  # which may outweigh a post
# In a class; an `id` may come from a report's heading: `general-comments`.
SOME_COMMENTS = re.compile(r"(?!no-|open-|general|specific|concluding|final)[\w-]{1,30}[_-]comments")
REPLIES = re.compile(r"disqus_thread|respond|discussion|(?:js_)?repl(?:y|ies)(?:-?list)?|(?:customer|product|user)-reviews")
HEADER = re.compile(r"header|site-?header|page-?head(?:er)?|top|top-?bar|mast-?head|global-?header|main-?header|head-?bar")
LOGO = re.compile(r"logo", re.I)
LOGO_IN = ("class", "id", "src", "alt")
MAIN = re.compile(
    r"content|main|main[-_]?content|content[-_]?main|page[-_]?content|content[-_]?(?:area|body|text|inner|wrapper)"
    r"|article|(?:article|post|entry|story|news)[-_]?(?:body|content|text|main)|document|doc(?:ument)?[-_]?(?:body|text|content)|act|texte?"
    r"|body[-_]?text|inhalt|contenu|contenido|contenuto|conteudo|innehall|inhoud|tresc|obsah|sadrzaj|sisu|saturs|turinys|vsebina"
    r"|continut|tartalom|sisalto|indhold|innhold|hauptinhalt|wysiwyg"
)
ENOUGH = 60  # words of running text outside a large menu, which say that the page is not the menu
NOTES = re.compile(r"foot-?note|end-?note|\bnotes?\b|\bf?fn\d|ftn|doc-")
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


HINTS, COMMENTED, HEADS, CALLED, MENTIONED, PERHAPS = 1, 2, 4, 8, 16, 32


@lru_cache(maxsize=1 << 14)
def says(classes: str | None, identity: str | None) -> int:
    """What `class` and `id` say: furniture, comments, a header, the main part."""
    found = 0
    for word in (identity or "").split():
        found |= _word_says(word)
    found &= ~PERHAPS
    for word in (classes or "").split():
        found |= _word_says(word)
    return found | (COMMENTED if found & MENTIONED and found & PERHAPS else 0)


@lru_cache(maxsize=1 << 14)
def _word_says(word: str) -> int:
    whole = CAMEL.sub("-", word).lower()
    plain = VARIANT.sub("", whole)
    found = HINTS if HINT.search(plain.replace("_", "-")) else 0
    found |= HEADS if HEADER.fullmatch(plain) else 0
    found |= CALLED if MAIN.fullmatch(plain) else 0
    found |= COMMENTED if REPLIES.fullmatch(plain) else 0
    if "comment" in whole:
        found |= MENTIONED if "comment" in plain else 0
        found |= COMMENTED if COMMENTS.fullmatch(plain) else 0
        found |= PERHAPS if SOME_COMMENTS.fullmatch(whole) else 0
    return found


def furniture(page: Page) -> list[bool]:
    """Of each element, whether it is furniture or stands in some."""
    return _Furniture(page).mark()


def named_in(pattern: re.Pattern[str], attributes: dict[str, str]) -> bool:
    """Whether a pattern is found in `class` or `id`, in small letters."""
    return pattern.search(f"{attributes.get('class', '')} {attributes.get('id', '')}".lower()) is not None


def _leads_to_top(attributes: dict[str, str]) -> bool:
    return TO_TOP.search(CAMEL.sub("-", f"{attributes.get('class', '')} {attributes.get('id', '')}").lower()) is not None


class _Furniture:
    __slots__ = ("found", "hinted", "hints", "logos", "page", "total")

    def __init__(self, page: Page) -> None:
        self.page = page
        self.total = page.prose[0]
        self.found = [False] * len(page.tags)
        self.hints = True
        self.hinted: list[int] = []  # what is furniture by nothing but a word in its class
        self.logos: list[int] = []  # how many stand before each position, where that has been asked

    def has_logo(self, i: int) -> bool:
        page = self.page
        if not self.logos:
            count = 0
            self.logos.append(0)
            for attributes in page.attributes:
                count += bool(attributes) and any(LOGO.search(attributes.get(name, "")) for name in LOGO_IN)
                self.logos.append(count)
        before = self.logos[i]
        return self.logos[page.ends[i]] > before

    def mark(self) -> list[bool]:
        """Mark what says by its mark-up that it is furniture; hints that would take much of the page away are no hints."""
        self.mark_furniture()
        page = self.page
        if sum([page.prose[i] for i in self.hinted]) > 0.4 * self.total:
            self.hints, self.found = False, [False] * len(page.tags)
            self.mark_furniture()
        return self.found

    def mark_furniture(self) -> None:
        page, found = self.page, self.found
        inside = [False] * len(page.tags)
        for i, tag in enumerate(page.tags):
            up = page.parents[i]
            inside[i] = (i > 0 and inside[up]) or tag in ("main", "article") or page.attributes[i].get("role") == "main"
            if i and (found[up] or page.hidden[i]):
                found[i] = found[up]
            elif i and page.words[i]:
                found[i] = self.is_furniture(i, inside[i])

    def is_furniture(self, i: int, inside: bool) -> bool:
        page, tag, attributes = self.page, self.page.tags[i], self.page.attributes[i]
        if tag in PAGE:
            return False
        role = attributes.get("role", "") if attributes else ""
        words = page.words[i]
        prose = page.prose[i]
        share = prose / self.total if self.total else 0.0
        if (tag in NAVIGATION or role in ROLES) and not is_within(page, i):
            return share < 0.3 or ((tag == "nav" or role == "navigation") and (1 - share) * self.total > ENOUGH)
        said = 0
        classes = identity = None
        if attributes:
            classes, identity = attributes.get("class"), attributes.get("id")
            if classes is not None or identity is not None:
                said = says(classes, identity)
        if said & HINTS and not says(classes, None) & HINTS and self.is_section(i, inside):
            said &= ~HINTS  # its `id` comes from its heading
        if said & COMMENTED and identity == "discussion" and not classes and self.is_section(i, False):
            said &= ~COMMENTED  # of what a report has found
        hint, comments, header = said & HINTS > 0, said & COMMENTED > 0, said & HEADS > 0
        if tag == "form":
            return share < 0.25 and (self.total > 0 or words < 0.5 * page.words[0])
        if tag == "aside" or role == "complementary":
            return (share < 0.25 or (share < 0.7 and (1 - share) * self.total > 100)) and not NOTES.search(
                f"{role} {attributes.get('class', '')}"
            )
        if tag == "footer" or role == "contentinfo":
            return share < 0.25 and (not inside or page.density(i) > 0.3 or (words < 40 and hint))
        if tag == "header" or role == "banner" or header:
            return self.is_site_header(i, inside, share)
        if comments and tag not in LEAVES:
            many = named_in(LISTED_COMMENTS, attributes)
            return share < (0.97 if many else 0.8) and self.total - prose > 50
        if hint and 2 * words < page.words[0] and tag not in LEAVES and self.asks_consent(i):
            return True
        if hint and not is_within(page, i):
            if tag not in LEAVES and share < 0.4 and (1 - share) * self.total > 100 and named_in(ELSEWHERE, attributes):
                return True
            if tag in LEAVES and share == 0 and words < 10 and _leads_to_top(attributes):
                return True
            if tag in LEAVES:
                if page.links[i] and words < 30 and named_in(TRAIL, attributes):
                    return share < 0.15
                return page.density(i) >= 0.5 and prose == 0 and words < 30
            light = share < 0.15 and (self.total > 0 or words < 0.3 * page.words[0])
            if light and self.hints:
                self.hinted.append(i)
            return light and self.hints
        return False

    def is_section(self, i: int, inside: bool) -> bool:
        """Whether it is a section of a text, a heading above running text: it may be about sponsors, or about utilities."""
        page = self.page
        if not (page.prose[i] >= PROSE and page.density(i) < LINKED and self.is_headed(i)):
            return False
        return inside or self.headed_beside(i) >= SECTIONS

    def headed_beside(self, i: int) -> int:
        """How many of the elements next to one are sections too."""
        page, count = self.page, 0
        before = after = i
        for _ in range(BESIDE):
            before, after = page.befores[before] if before else 0, page.after(after) if after else 0
            for j in (before, after):
                count += bool(j) and page.tags[j] == page.tags[i] and page.prose[j] > 0 and self.is_headed(j)
        return count

    def is_headed(self, i: int) -> bool:
        """Whether an element begins with a heading."""
        page, j = self.page, i
        while not (page.texts[j] or "").strip():
            j += 1
            while j < page.ends[i] and not page.words[j]:
                j = page.ends[j]
            if j >= page.ends[i] or page.tags[j] in HEADINGS:
                return j < page.ends[i]
            if page.tags[j] not in FRAMES:
                return False
        return False

    def asks_consent(self, i: int) -> bool:
        """Whether it is the notice that a site sets cookies, which may be most of what a short page holds."""
        attributes = self.page.attributes[i]
        return self.page.words[i] < FEW and named_in(CONSENT, attributes) and "cookie" in self.page.line(i).casefold()

    def is_site_header(self, i: int, inside: bool, share: float) -> bool:
        """Whether a header is the site's: it has the logo, or little but links, and none of the page's running text."""
        density = self.page.density(i)
        if share > 0.1 or (inside and density < 0.5):
            return False
        if density > 0.5:
            return True
        return not inside and self.has_logo(i)
