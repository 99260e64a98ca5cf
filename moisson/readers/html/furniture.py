"""The site's furniture on a page: navigation, banners, share buttons, comments.

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
# Words in `class` and `id` that name furniture. Each counts only where its element weighs little.
HINT = re.compile(
    TRAIL.pattern + r"|cookie|consent|gdpr|\bsocial|\bshar(?:e|ing)\b|\bshare|addthis|\bskip\b|skip-?(?:link|to|nav)|\bjump-?link"
    r"|\bnav\b|navigation|nav-?bar|(?:\btop|sub|main|foot)-?nav|\bnav-?(?:header|footer)|\bmenus?\b|menu-|-menu|side-?bar"
    r"|tool-?(?:bar|box|links)|paginat|\bpager\b|prev-?next|print-?(?:button|link)|no-?print|newsletter|subscri"
    r"|\blog-?in\b|sign-?(?:in|up)|authorize|pop-?up|\bmodal|\bdialog-|-dialog\b|tooltip|overlay|callout-close"
    r"|\bbanner|advert|\bads?\b|ad-(?:container|slot|wrapper)|sponsor|\bpromo"
    r"|\brelat(?:ed|erat)|recommend|read-?next|\bmore-?(?:links|stories|news)|most-?(?:read|popular)|trending|teaser|tag-?list"
    r"|search-?(?:results?-)?(?:header|footer|opts|hits|nav|more|steps)|search-?(?:box|form|bar|field)"
    r"|\bfooter\b|(?:content|page)-?footer|\b(?:pie|rodape|stopka|paticka|lablec|jalus|fuss-?zeile|sidfot|bunntekst|alatunniste)\b"
    r"|(?:^|\s)widget(?:[\s_]|$)|(?:side|foot(?:er)?|page)-?widget|widget-?(?:area|panel|title)"
    r"|site-?(?:header|footer|name)|global-?(?:header|footer)|lang(?:uage)?-?(?:switch|select|toggle|nav|link)"
    r"|copyright|edit-?section|\b(?:back-?)?to-?top\b|feedback|\brating|quick-?links?|short-?cuts?|utility"
)
CONSENT = re.compile(r"cookie|consent|gdpr")
FEW = 100  # words of a notice
PROSE = 15  # words of running text of a section
LINKS = 0.3  # of its words, below which it is no list of links
FRAMES = names("div header hgroup")  # of a heading
# What leads to other pages, whatever it weighs, as long as enough words remain.
ELSEWHERE = re.compile(
    r"\brelated[-_]?(?:posts?|articles?|content|stories|news|links|items)\b"
    r"|(?<!\S)(?:(?:left|right|main|page|site|blog)[-_])?side-?bar(?:[-_](?:left|right|first|second|primary|secondary|\d))?(?!\S)"
)
VARIANT = re.compile(r"(?<!\S)(?:has|with)-\S+|--(?:has-)?ads?\b")  # what surrounds a block, not what it is
TO_TOP = re.compile(r"\bto-?top\b|backtotop|edit-?section|jump-?link|skip-?(?:link|to|nav)|nav-?skip")
COMMENTS = re.compile(
    r"disqus_thread|respond|(?:js_)?repl(?:y|ies)(?:-?list)?|(?:customer|product|user)-reviews|commentsbox\w*"
    r"|comments?|comment(?:list|section|thread|area)s?"
    r"|(?:[\w-]{0,30}[_-])?comments?[_-]+(?:list|section|thread|area|wrap(?:per)?|container|box|form|body|text|respond|reply)s?(?:[_-][\w-]*)?"
)
# The readers' comments as a whole, which may outweigh the text.
LISTED_COMMENTS = re.compile(r"(?:^|\s)(?:comments?[-_]?list|commentsbox|disqus_thread|comments[-_]?area)(?:\s|$)")
HEADER = re.compile(r"header|site-?header|page-?head(?:er)?|top|top-?bar|mast-?head|global-?header|main-?header|head-?bar")
LOGO = re.compile(r"logo", re.I)
LOGO_IN = ("class", "id", "src", "alt")
MAIN = re.compile(
    r"content|main|main[-_]?content|content[-_]?main|page[-_]?content|content[-_]?(?:area|body|text|inner|wrapper)"
    r"|article|(?:article|post|entry|story|news)[-_]?(?:body|content|text|main)|document|doc(?:ument)?[-_]?(?:body|text|content)|act|texte?"
    r"|body[-_]?text|inhalt|contenu|contenido|contenuto|conteudo|innehall|inhoud|tresc|obsah|sadrzaj|sisu|saturs|turinys|vsebina"
    r"|continut|tartalom|sisalto|indhold|innhold|hauptinhalt|wysiwyg"
)
MENU = re.compile(r"\bnav\b|navigation|nav-?bar|\bmenus?\b|menu-|-menu")
# Of the whole page: `card-footer` and `article-footer` are others.
FOOT = re.compile(
    r"(?<!\S)(?:(?:site|page|main|global)[-_]?)?"
    r"(?:footer|pie|rodape|stopka|paticka|lablec|jalus|fuss-?zeile|sidfot|bunntekst|alatunniste)(?!\S)"
)
MENU_LINKS = 0.5  # of its words
ENOUGH = 60  # words of running text that a page must have outside a large menu; in one with fewer, a foot's would be the text
NOTES = re.compile(r"foot-?note|end-?note|\bnotes?\b|\bf?fn\d|ftn|doc-")
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


HINTS, COMMENTED, HEADS, CALLED = 1, 2, 4, 8


@lru_cache(maxsize=1 << 14)
def says(classes: str | None, identity: str | None) -> int:
    """What `class` and `id` say: furniture, comments, a header, the main part."""
    found = 0
    for word in f"{classes or ''} {identity or ''}".split():
        found |= _word_says(word)
    return found


@lru_cache(maxsize=1 << 14)
def _word_says(word: str) -> int:
    plain = VARIANT.sub("", CAMEL.sub("-", word).lower())
    found = HINTS if HINT.search(plain.replace("_", "-")) else 0
    found |= HEADS if HEADER.fullmatch(plain) else 0
    found |= CALLED if MAIN.fullmatch(plain) else 0
    return found | (COMMENTED if COMMENTS.fullmatch(plain) else 0)


def furniture(page: Page) -> list[bool]:
    """For each element, whether it is furniture or stands in furniture."""
    return _Furniture(page).mark()


def _is_site_part(page: Page, i: int) -> bool:
    """Whether an element is a menu or a foot by tag or role, a foot by its name, or a menu by its class and nothing but links."""
    tag, attributes = page.tags[i], page.attributes[i]
    role = attributes.get("role", "") if attributes else ""
    if tag in ("nav", "search", "footer") or role in ROLES or role == "contentinfo":
        return True
    if tag in PAGE or not attributes:
        return False
    return named_in(FOOT, attributes) or (named_in(MENU, attributes) and page.prose[i] == 0 and page.density(i) >= MENU_LINKS)


def is_headed(page: Page, i: int) -> bool:
    """Whether an element begins with a heading."""
    j = i
    while not (page.texts[j] or "").strip():
        j += 1
        while j < page.ends[i] and not page.words[j]:
            j = page.ends[j]
        if j >= page.ends[i] or page.tags[j] in HEADINGS:
            return j < page.ends[i]
        if page.tags[j] not in FRAMES:
            return False
    return False


def named_in(pattern: re.Pattern[str], attributes: dict[str, str]) -> bool:
    """Whether a pattern is found in `class` or `id`, in small letters."""
    return pattern.search(f"{attributes.get('class', '')} {attributes.get('id', '')}".lower()) is not None


def _plain_names(attributes: dict[str, str]) -> str:
    return CAMEL.sub("-", f"{attributes.get('class', '')} {attributes.get('id', '')}").lower()


class _Furniture:
    __slots__ = ("found", "hinted", "hints", "logos", "page", "total")

    def __init__(self, page: Page) -> None:
        self.page = page
        self.total = page.prose[0]
        self.found = [False] * len(page.tags)
        self.hints = True
        self.hinted: list[int] = []  # furniture only by a word in its class
        self.logos: list[int] = []  # how many stand before each position; counted when asked for

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
        """Mark what is furniture by its mark-up. Hints that would take away much of the page do not count."""
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
                part = self.total < ENOUGH and not inside[i] and _is_site_part(page, i)  # nothing to weigh it against
                found[i] = part or self.is_furniture(i, inside[i])

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
        classes = None
        if attributes:
            classes = attributes.get("class")
            said = says(classes, attributes.get("id"))
        if said & HINTS and not says(classes, None) & HINTS and self.is_section(i):
            said &= ~HINTS  # its `id` comes from its heading
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
            if tag in LEAVES and share == 0 and words < 10 and TO_TOP.search(_plain_names(attributes)):
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

    def is_section(self, i: int) -> bool:
        """Whether it is a section of a text: running text below a heading, perhaps about sponsors or utilities."""
        page = self.page
        written = page.prose[i] >= PROSE and page.density(i) < LINKS and is_headed(page, i)
        return written and not named_in(ELSEWHERE, page.attributes[i])

    def asks_consent(self, i: int) -> bool:
        """Whether it is a cookie notice, which may be most of a short page."""
        attributes = self.page.attributes[i]
        return self.page.words[i] < FEW and named_in(CONSENT, attributes) and "cookie" in self.page.line(i).casefold()

    def is_site_header(self, i: int, inside: bool, share: float) -> bool:
        """Whether a header is the site's: it has a logo or little but links, and none of the running text."""
        density = self.page.density(i)
        if share > 0.1 or (inside and density < 0.5):
            return False
        if density > 0.5:
            return True
        return not inside and self.has_logo(i)
