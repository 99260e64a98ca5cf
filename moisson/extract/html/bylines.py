"""What a news page or a blog says around its words: author, date, section, picture credits, links to act on.

Looked for only on pages that are an article of such a site. Captions stay, which are the publisher's words, up to their credit.
"""

import re

from moisson.extract.facts.dates import Dated, dates
from moisson.extract.html.actions import FOLLOW, PAGES, announces_advert, invites, is_controls, reserves_rights
from moisson.extract.html.article import is_article
from moisson.extract.html.byline_words import (
    AUTHORS,
    BARE,
    BYLINES,
    CAPTIONS,
    CREDITS,
    EDGES,
    READERS,
    class_says,
)
from moisson.extract.html.credits import credits_agency, cut_credit
from moisson.extract.html.furniture import HINTS, says
from moisson.extract.html.links import holds_links, is_alone, is_introduced, is_within
from moisson.extract.html.outline import OWN_BLOCK
from moisson.extract.html.signature import is_filing, is_posting, is_signature
from moisson.extract.html.story import title_heading
from moisson.extract.html.tags import HEADINGS, names
from moisson.extract.html.tree import Page

SAID = re.compile(r"[\w,;-]\s*\Z")  # before a word of the same sentence
NEVER = names("body main html article h1 h2 table tbody thead tfoot tr td th dt dd")
ALL_HEADINGS = frozenset(HEADINGS)
TITLES = names("h1 h2")
NO_LINES = names("dt dd td th") | ALL_HEADINGS
READ = names("div section ul ol aside")
# Addresses of authors, tags and categories, as programs for blogs and news make them.
LEADS_TO = re.compile(
    r"/(?:authors?|autor(?:en|es|i)?|auteurs?|autore|writers?|contributors?|redakteur\w{0,4}|reporters?|journalistes?"
    r"|tags?|category|categor[iy]a?s?|categorie|kategorien?|schlagwort\w{0,4}|topics?|themen?|labels?|etiketter?|mots?-cles?)[/=]",
    re.I,
)
RELS = names("author tag category")
PROPERTIES = names("author datePublished dateCreated dateModified keywords articleSection")
ENOUGH = 30  # words of running text; a page with fewer may be nothing but what a class calls its meta data
LONG = 25  # words of a line
LONG_LINKS = 120
LONG_SIGNATURE = 18
LONG_LINE = 60
SHORT_LINE = 6
HEAD = 60  # words of running text, before which an article begins
LONG_CREDIT = 14
SHORT_CREDIT = 6
LONG_ACTION = 6
LONG_CONTROLS = 16
PARTS_OF_CONTROLS = 60  # elements
LONG_DATE = 8
TAGS = 3  # links
LONG_HINTED = 15
LONG_CAPTION = 100
FEW_PARTS = 5  # elements
DAY = len("2024-05-03")
DATE_PARTS = 12  # strings in which a date is looked for
ABOVE = 3  # paragraphs, with teasers
LONG_TEXT = 80  # characters
PARTS = 400  # elements of a line
MOST = 0.8  # of the running text
EDGE_SHARE = 0.15  # of the running text, before and after which a line stands at the head or the foot
REPEATED = 3  # words
MONTHS = 12
BESIDE = 3  # words beside an author and a date: on, by, in


def dateline(page: Page, language: str | None) -> str | None:
    """The day that an article's first line about itself gives, above its text; figures between strokes are in no known order."""
    if not is_article(page):
        return None
    paragraphs = 0
    title = title_heading(page, page.hidden, False)
    begin = page.parents[page.parents[title]]  # what stands further above is of the site: the day of the visit
    for i, tag in enumerate(page.tags[begin:], begin):
        attributes = page.attributes[i]
        if tag == "time" or (
            attributes and class_says(attributes.get("class", ""), attributes.get("id", "")) & (BYLINES | EDGES)
        ):
            words = " ".join(" ".join(page.strings(i, DATE_PARTS)).split()[:LONG])
            said = f"{words} {attributes.get('datetime', '')[:DAY]}"
            if found := next(dates(said, language), None):
                return _iso(found, said)
        elif tag == "p" and len(page.texts[i] or "") > LONG_TEXT:
            paragraphs += 1
            if paragraphs == ABOVE:
                return None
    return None


def lines_around(page: Page, zone: int, skip: list[bool], signed: bool) -> tuple[list[int], list[str]]:
    """The elements of the main part that are such lines, and the words of those that give a date; unsigned: only what invites."""
    lines = _Lines(page, zone, skip, signed)
    return (lines.found(), lines.signatures) if page.prose[zone] >= ENOUGH else ([], [])


def day_signed(lines: list[str], language: str | None) -> str | None:
    """The day that such lines give; figures between strokes are in no known order."""
    line, found = next(((line, found) for line in lines if (found := next(dates(line, language), None))), ("", None))
    return _iso(found, line) if found else None


def _iso(found: Dated, line: str) -> str | None:
    """A date, unless it is figures between strokes of which either may be the day."""
    written = line[found.start : found.end]
    day = written.partition("/")[0]
    return found.iso if "/" not in written or (day.isdecimal() and int(day) > MONTHS) else None


class _Lines:
    __slots__ = ("own", "page", "signatures", "signed", "skip", "total", "zone")

    def __init__(self, page: Page, zone: int, skip: list[bool], signed: bool) -> None:
        self.page, self.zone, self.skip = page, zone, skip
        self.signed = signed  # whether lines about the article are looked for too
        self.own = page.own_prose()
        self.signatures: list[str] = []
        self.total = self.counted()

    def counted(self) -> int:
        """The running text in what is not left out."""
        ends, skip, own = self.page.ends, self.skip, self.own
        i, stop, total = self.zone, ends[self.zone], 0
        while i < stop:
            if skip[i]:
                i = ends[i]
            else:
                total += own[i]
                i += 1
        return total

    def found(self) -> list[int]:
        page, total = self.page, self.total
        found: list[int] = []
        beside: dict[int, int] = {}  # of blocks, how many of their words are an author's name, a date, a section
        i, seen, figure, stop = self.zone + 1, 0, 0, page.ends[self.zone]
        while i < stop:
            if self.skip[i]:
                i = page.ends[i]
                continue
            tag, attributes = page.tags[i], page.attributes[i]
            before = seen
            seen += self.own[i]
            says = class_says(attributes.get("class", ""), attributes.get("id", "")) if attributes else 0
            if says & READERS and tag in READ and before >= ENOUGH and page.prose[i] < MOST * total:
                found.append(i)
                i = page.ends[i]
                continue
            if not 0 < page.words[i] <= LONG_LINKS or tag in NEVER or page.ends[i] - i > PARTS:
                i += 1
                continue
            edge = before <= max(EDGE_SHARE * total, HEAD) or before >= (1 - EDGE_SHARE) * total
            if tag in ("figure", "figcaption") or says & CAPTIONS:
                figure = max(figure, page.ends[i])
                if self.signed and tag != "figure" and page.words[i] <= LONG_CAPTION:
                    cut_credit(page, i)
            block = tag in OWN_BLOCK
            if (
                self.is_action(i)
                or (block and (self.is_advert(i) or self.is_reserved(i, before) or self.is_said_again(i)))
                or self.is_hinted(i, before)
                or (self.signed and (self.is_credit(i, says, figure) or (block and self.is_about(i, says, before, edge))))
            ):
                found.append(i)
                i = page.ends[i]
            elif self.signed and not block and edge and (self.is_part(i, says) or (tag == "span" and self.is_dated(i, before))):
                if is_alone(page, i):
                    found.append(i)
                around = self.block(i)
                beside[around] = beside.get(around, 0) + page.words[i]
                i = page.ends[i]
            else:
                i += 1
        return found + [around for around, count in beside.items() if self.is_rest(around, count)]

    def is_about(self, i: int, says: int, before: int, edge: bool) -> bool:
        """Whether a block is about the article: by whom, when, where it is filed."""
        if self.is_line(i, says, edge):
            return True
        if not edge:
            return False
        return self.is_signed(i, before < HEAD, before >= self.total) or (not self.page.prose[i] and self.is_tags(i))

    def is_line(self, i: int, says: int, edge: bool) -> bool:
        """Whether a block says who wrote, when and where."""
        page = self.page
        if says & BYLINES:
            known = page.words[i] <= LONG or page.density(i) > 0.5
        elif edge and says & AUTHORS:
            known = True
        else:
            known = edge and says & EDGES > 0 and not page.prose[i] and (page.words[i] <= LONG or page.density(i) > 0.8)
        if not known or says & AUTHORS:
            return known
        return (TITLES if says & BYLINES or page.words[i] <= SHORT_LINE else ALL_HEADINGS).isdisjoint(
            page.tags[i + 1 : page.ends[i]]
        )

    def is_signed(self, i: int, head: bool, foot: bool) -> bool:
        """Whether a block says by its words when the article was written, by whom, where it is filed."""
        page = self.page
        if page.words[i] > LONG_LINE or not NO_LINES.isdisjoint(page.tags[i + 1 : page.ends[i]]):
            return False
        line = " ".join(" ".join(page.strings(i)).split())  # parted where elements part them
        stands = head or (foot and any(map(str.isdigit, line)))
        if stands and page.words[i] <= LONG_SIGNATURE and is_signature(line):
            self.signatures.extend([line] if next(dates(line), None) else [])
            return True
        return is_posting(line) or (not page.prose[i] and is_filing(line))

    def is_hinted(self, i: int, before: int) -> bool:
        """Whether a few words stand in what says by its class that it is furniture, or in the foot of an article."""
        page, attributes = self.page, self.page.attributes[i]
        if page.tags[i] == "footer":
            return before >= HEAD and page.prose[i] < EDGE_SHARE * 2 * self.total and not self.is_quoted(i)
        if page.prose[i] or page.words[i] > LONG_HINTED or not attributes or page.tags[i] in HEADINGS:
            return False
        classes, identity = attributes.get("class"), attributes.get("id")
        if classes is None and identity is None:
            return False
        return says(classes, identity) & HINTS > 0 and not is_within(page, i)

    def is_quoted(self, i: int) -> bool:
        """Whether it stands in a quotation, whose foot names who said it."""
        while i != self.zone:
            i = self.page.parents[i]
            if self.page.tags[i] in ("blockquote", "figure"):
                return True
        return False

    def is_tags(self, i: int) -> bool:
        """Whether a block holds but links: tags, or other pages; unless a sentence announces them."""
        return (
            holds_links(self.page, i) >= TAGS
            and not is_introduced(self.page, i)
            and not is_introduced(self.page, self.page.parents[i])
        )

    def is_dated(self, i: int, before: int) -> bool:
        """Whether inline words at the head of an article are its date."""
        page = self.page
        if before >= HEAD or page.words[i] > LONG_DATE or not page.words[i]:
            return False
        line = " ".join(" ".join(page.strings(i)).split())
        return any(map(str.isdigit, line)) and is_signature(line)

    def is_said_again(self, i: int) -> bool:
        """Whether a block has the few words of the one before it, as titles and captions for screens of another size."""
        page, before = self.page, self.page.befores[i]
        if (
            not self.signed
            or page.prose[i]
            or not before
            or not REPEATED <= page.words[i] == page.words[before]
            or self.skip[before]
        ):
            return False
        return page.tags[before] in OWN_BLOCK and page.line(i) == page.line(before)

    def is_reserved(self, i: int, before: int) -> bool:
        """Whether a block after nearly all of the text says whose rights are reserved."""
        page = self.page
        if before + page.prose[i] < (1 - EDGE_SHARE) * self.total:
            return False
        return page.words[i] <= LONG_LINE and reserves_rights(page.line(i))

    def is_part(self, i: int, says: int) -> bool:
        """Whether inline words are an author's name, a date, a section."""
        tag, attributes = self.page.tags[i], self.page.attributes[i]
        return (
            tag == "time"
            or says & (EDGES | BYLINES) > 0
            or attributes.get("itemprop") in PROPERTIES
            or (
                tag == "a"
                and (
                    not RELS.isdisjoint(attributes.get("rel", "").split())
                    or LEADS_TO.search(attributes.get("href", "")) is not None
                )
            )
        )

    def is_rest(self, block: int, words: int) -> bool:
        """Whether a block holds next to nothing beside such words."""
        page, tag = self.page, self.page.tags[block]
        rest = page.words[block] - words
        return (tag == "h2" or tag not in NEVER) and block != self.zone and words <= LONG and rest <= min(BESIDE, words)

    def block(self, i: int) -> int:
        """The block around inline words."""
        while self.page.tags[i] not in OWN_BLOCK:
            i = self.page.parents[i]
        return i

    def is_credit(self, i: int, says: int, figure: int) -> bool:
        """Whether words at a picture are nothing but whose it is."""
        page = self.page
        if page.words[i] > LONG_CREDIT:
            return False
        if not (i < figure or says & CREDITS):
            return page.tags[i] in OWN_BLOCK and self.is_bare(i)
        if says & CREDITS and (i < figure or (page.words[i] <= SHORT_CREDIT and not is_within(page, i))):
            return True
        return self.is_bare(i)

    def is_bare(self, i: int) -> bool:
        """Whether words are nothing but whose a picture is."""
        line = self.page.line(i)
        return BARE.fullmatch(line) is not None or credits_agency(line)

    def is_advert(self, i: int) -> bool:
        """Whether a block only says that an advertisement follows, or invites to do something."""
        page = self.page
        if not 0 < page.words[i] <= LONG_CONTROLS or page.prose[i] or page.tags[i] in TITLES:
            return False
        if page.ends[i] - i <= PARTS_OF_CONTROLS and is_controls(page.strings(i)):
            return True
        if page.tags[i] in HEADINGS or page.words[i] > LONG_ACTION or page.ends[i] - i > FEW_PARTS:
            return False
        line = page.line(i)
        if PAGES.fullmatch(line) or FOLLOW.fullmatch(line):
            return True
        return invites(line) or announces_advert(line.split())

    def is_action(self, i: int) -> bool:
        """Whether a link only invites to read on, to share, to comment; not as a word of a sentence."""
        page = self.page
        if page.tags[i] != "a" or page.words[i] > LONG_ACTION or not page.links[i]:
            return False
        if not invites(page.line(i)):
            return False
        before = page.befores[i]
        text = page.tails[before] if before else page.texts[page.parents[i]]
        return not any(map(str.isalnum, page.tails[i] or "")) and not SAID.search(text or "")
