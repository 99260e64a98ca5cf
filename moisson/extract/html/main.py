"""Where the words of a page stand that it was published for, and what around and within them is the site's furniture.

Losing words of the act is worse than keeping a line of furniture: what is dropped either says by its mark-up what it is and
weighs little, or consists of links, or stands outside the part of the page that holds nearly all running text.
"""

import re
from operator import or_

from moisson.extract.facts.face import names_act
from moisson.extract.html.article import is_article, is_shared
from moisson.extract.html.bare import drop_bare_headings
from moisson.extract.html.body import after_body, before_title, body_of, link_lists, teasers
from moisson.extract.html.bylines import lines_around
from moisson.extract.html.closing import about_author, comments
from moisson.extract.html.elsewhere import below, leads_elsewhere
from moisson.extract.html.ending import DATA, ENOUGH, boxes, cards
from moisson.extract.html.furniture import CALLED, LEAVES, NOTES, furniture, says
from moisson.extract.html.law import may_be_law
from moisson.extract.html.links import is_contents, is_introduced, leads_up, refrains, skips
from moisson.extract.html.lists import portal_lists
from moisson.extract.html.outline import OWN_BLOCK, weigh
from moisson.extract.html.story import story, title_heading
from moisson.extract.html.tags import HEADINGS, names
from moisson.extract.html.tree import Page

INNER = names("table tbody tr pre p blockquote ul ol dl li font center span b i")
PARAGRAPHS = names("p h1 h2 a span b i em strong sup")
LITTLE = 30  # words of running text; a page with fewer is a list or a form
KICKER = 4  # words
DIGIT = re.compile(r"\d")
FEW = 3  # words
TOLD = 100  # words of running text of a page that offers to be shared
LISTS_ELSEWHERE = 20  # of other pages, that a page may have
COLUMN = 0.6  # of an article's running text, in one of two columns
CHROME = 0.25  # the share of words in links from which what stands around the main part is the site


class Main:
    """Where to read: an element, what to leave out below it, and the tables and cells that only lay out the page around it."""

    __slots__ = ("around", "heading", "page", "signatures", "site_headings", "skip", "start")

    def __init__(self, page: Page, start: int, skip: list[bool], site_headings: list[int]) -> None:
        self.page = page
        self.start = start
        self.skip = skip
        self.site_headings = site_headings
        self.around: set[int] = set()
        self.heading = 0  # of the page, where it stands before the main part
        self.signatures: list[str] = []  # lines left out of an article's head that give a date


def find_main(page: Page) -> Main:
    """The part of a page to read; weighs it."""
    weigh(page)
    return _Search(page).run()


class _Search:
    __slots__ = ("furniture", "is_article", "is_told", "page", "title", "total", "weight")

    def __init__(self, page: Page) -> None:
        self.page = page
        self.total = page.prose[0]
        self.furniture = furniture(page)
        self.weight: list[int] = []
        declared = is_article(page)
        told = self.total >= LITTLE if declared else self.total >= ENOUGH and self.is_story()
        self.is_article = declared or (told and self.total >= TOLD and is_shared(page))
        self.title = title_heading(page, self.furniture, self.is_article) if told else 0
        self.is_told = told and (self.is_article or self.title > 0)

    def is_story(self) -> bool:
        """Whether a page is little else than running text, and no law."""
        page = self.page
        return 2 * self.total >= page.words[0] - page.links[0] and not may_be_law(page)

    def run(self) -> Main:
        self.drop_refrains()
        if self.is_article:
            for card in cards(self.page, self.furniture):
                self.mark(card)
        self.weigh()
        found = Main(self.page, self.zone(), list(map(or_, self.page.hidden, self.furniture)), self.site_headings())
        self.trim(found)
        found.heading = self.heading_before(found.start)
        return found

    def site_headings(self) -> list[int]:
        """Headings in the site's own header, which name the site."""
        return [i for i in self.page.where("h1") if self.furniture[i]]

    # Where the words are

    def weigh(self) -> None:
        """Weigh elements again, without furniture: by running text or, on pages without any, by words outside links."""
        page = self.page
        count = len(page.tags)
        own, parents, left_out = page.prose, page.parents, self.furniture
        if self.total < LITTLE:
            own = [page.words[i] - page.links[i] for i in range(count)]
        lost = [own[i] if left_out[i] and not left_out[parents[i]] else 0 for i in range(count)]
        for i in range(count - 1, 0, -1):
            if lost[i]:
                lost[parents[i]] += lost[i]
        self.weight = [0 if left_out[i] else own[i] - lost[i] for i in range(count)]

    def zone(self) -> int:
        """The element that holds the main part: as the page says, else around its first heading and nearly all running text."""
        page, weight = self.page, self.weight
        total = weight[0]
        if not total:
            return 0
        if self.is_article and self.title and (told := story(page, weight, self.title)):
            return self.around(self.title, self.heart(told))
        heading = self.heading()
        named = self.named(total, heading)
        if page.tags[named] == "main" or page.attributes[named].get("role") == "main":
            return self.with_act(named)
        heart = self.heart(named)
        if self.title and named <= self.title:
            return self.around(self.title, heart)
        zone = self.around(heading, heart) if named < heading < page.ends[heart] else named or page.parents[heart]
        return self.climb(zone)

    def heart(self, zone: int) -> int:
        """The innermost element that holds nearly all running text; of an article, what is named its body."""
        heart = self.descend(zone, 0.8) if self.weight[zone] else zone
        if not self.is_told:
            return heart
        column = self.descend(heart, COLUMN)
        page = self.page
        rest, prose = page.words[heart] - page.words[column], page.prose[heart] - page.prose[column]
        beside = page.tags[heart:column] + page.tags[page.ends[column] : page.ends[heart]]
        if 2 * prose < rest and page.words[column] < 2 * page.prose[column] and DATA.isdisjoint(beside):
            heart = column
        return body_of(page, self.weight, heart)

    def with_act(self, main: int) -> int:
        """The main part, or what holds it where nothing of the site stands beside it but words: an act's preamble and notes."""
        page, up = self.page, self.page.parents[main]
        beside = [child for child in self.page.children(up) if child != main and page.words[child] and not page.hidden[child]]
        if page.tags[up] == "body":
            return main
        words = links = weight = 0
        for child in beside:
            if self.furniture[child]:
                return main
            words += page.words[child]
            links += page.links[child]
            weight += self.weight[child]
        return up if weight and links <= CHROME / 2 * words else main

    def climb(self, zone: int) -> int:
        """Out to where the site begins: as long as what stands around is words, not links."""
        page = self.page
        while zone:
            up = page.parents[zone]
            words = links = prose = 0
            for child in self.page.children(up):
                if child != zone and not page.hidden[child]:
                    words += page.words[child]
                    links += page.links[child]
                    prose += self.weight[child]
            most = 0.0 if page.tags[zone] in ("td", "th") else CHROME if prose else CHROME / 3
            if page.tags[zone] not in INNER and links > most * words:
                break
            zone = up
        return zone

    def heading(self) -> int:
        """The first `h1` that is not the site's; 0 where there is none."""
        page = self.page
        for i in page.where("h1"):
            if page.words[i] and not self.furniture[i] and not page.hidden[i]:
                return i
        return 0

    def heading_before(self, zone: int) -> int:
        """The last `h1` before the main part, where neither one nor the article's title stands in it."""
        page = self.page
        if zone < self.title < page.ends[zone]:
            return 0
        shown = [i for i in page.where("h1") if i < page.ends[zone] and page.words[i]]
        kept = [i for i in shown if not self.furniture[i] and not page.hidden[i]]
        if not kept and self.is_article:  # in what looks like the site's header
            return title_heading(page, page.hidden, False)
        return kept[-1] if kept and kept[-1] < zone and page.ends[kept[-1]] <= zone else 0

    def around(self, first: int, second: int) -> int:
        """The innermost element around two."""
        page = self.page
        while not first <= second < page.ends[first]:
            first = page.parents[first]
        return first

    def named(self, total: int, heading: int) -> int:
        """The innermost element that is called the main part, holds most of the words and has none before it; 0 if none is.

        What is `main` by its tag, or the one article that holds the page's heading, needs fewer words.
        """
        page, weight, found = self.page, self.weight, 0
        for i, tag in enumerate(page.tags):
            if not weight[i] or not found <= i < page.ends[found]:
                continue
            attributes = page.attributes[i]
            if tag == "main" or attributes.get("role") == "main":
                if weight[i] >= 0.4 * total:
                    return i
            elif tag == "article" and heading and i < heading < page.ends[i]:
                if weight[i] >= 0.2 * total:
                    found = i
                    total = weight[i]
            elif weight[i] >= 0.8 * total and tag not in LEAVES:
                article = tag == "article" or attributes.get("itemprop") == "articleBody"
                called = article or (len(attributes) > 0 and says(attributes.get("class"), attributes.get("id")) & CALLED)
                if called and not i < heading and self.before(found, i) <= FEW:
                    found = i
        return found

    def before(self, outer: int, inner: int, enough: int = FEW) -> int:
        """How many words outside links stand in one element before another in it; counted up to where there are enough."""
        page, count = self.page, 0
        while inner != outer:
            up = page.parents[inner]
            for child in self.page.children(up):
                if child >= inner:
                    break
                if not self.furniture[child] and not page.hidden[child] and not self.is_links(child, 0.6):
                    count += page.words[child] - page.links[child]
                    if count > enough:
                        return count
            inner = up
        return count

    def descend(self, i: int, share: float) -> int:
        """The innermost element that holds this share of the words below `i`."""
        page, weight = self.page, self.weight
        least, inner = share * weight[i], i
        for j in range(i + 1, page.ends[i]):
            if j < page.ends[inner] and weight[j] >= least and page.tags[j] not in ("span", "b", "i", "font", "em"):
                inner = j
        return inner

    def trim(self, found: Main) -> None:
        """Drop what stands before and after the words of the main part and consists of links."""
        page, zone = self.page, found.start
        heart = self.heart(zone)
        listed = page.links[zone] > 0.6 * page.words[zone] and not (self.is_article and self.weight[zone] >= ENOUGH)
        index = self.weight[0] < LITTLE or listed
        first = min(zone + 1, heart)
        while first < heart and not (page.tags[first] in HEADINGS and page.words[first] > page.links[first]):
            first += 1
        path = heart
        while path != zone and page.tags[path] in ("tr", "tbody", "thead", "tfoot"):
            path = page.parents[path]
        while path != zone:
            up = page.parents[path]
            found.around.add(up)
            for child in self.page.children(up):
                if not index and child != path and not found.skip[child]:
                    found.skip[child] = self.leads_away(child, child < path, child < first)
            path = up
        if index:
            return
        self.drop(found, portal_lists(page, self.weight, zone, found.skip))
        children = [i for i in self.page.children(heart) if page.words[i] and not found.skip[i]]
        for order, density in ((children, 0.6), (children[::-1], 0.3)):
            for child in order:
                if not self.is_links(child, density) and not (density < 0.5 and leads_up(page, child)):
                    break
                found.skip[child] = True
        if self.is_article:
            self.drop(found, boxes(page, self.weight, heart, zone))
        if self.is_told:
            self.drop(found, after_body(page, self.weight, heart, zone))
            if zone < self.title < page.ends[zone]:
                self.drop(found, before_title(page, self.weight, zone, self.title, self.is_article))
            self.drop(found, comments(page, zone, found.skip, self.title))
            self.drop(found, about_author(page, self.weight, zone, found.skip))
            self.drop(found, link_lists(page, self.weight, zone, found.skip))
            self.drop(found, teasers(page, self.weight, zone, found.skip))
        if self.is_article:
            self.drop(found, self.above_heading(zone))
        self.drop_related(found)
        drop_bare_headings(page, zone, found.skip, self.is_article)
        if self.is_article or self.is_told:
            lines, found.signatures = lines_around(page, zone, found.skip, self.is_article)
            self.drop(found, lines)

    def above_heading(self, zone: int) -> list[int]:
        """Short blocks above an article's heading: the section of the site in which it stands; not an act's kind or number."""
        page, heading = self.page, self.heading()
        found, i = [], zone + 1
        while i < heading < page.ends[zone]:
            if page.ends[i] > heading:
                i += 1
                continue
            if 0 < page.words[i] <= KICKER and page.tags[i] in OWN_BLOCK:
                line = page.line(i)
                if not DIGIT.search(line) and not names_act(line):
                    found.append(i)
            i = page.ends[i]
        return found

    def leads_away(self, i: int, before: bool, above: bool) -> bool:
        """Whether a block before or after the words, or above their first heading, is nothing but links."""
        page = self.page
        if self.is_links(i, 0.6 if before else 0.3):
            return True
        if not before:
            return leads_up(page, i)
        return (above and skips(page, i)) or is_contents(page, i)

    def drop_related(self, found: Main) -> None:
        """Drop what the site offers to read next: after most of the words, below a heading that says so."""
        page, zone = self.page, found.start
        half = (page.words[zone] - page.links[zone]) // 2
        i, tries = zone + 1, 0
        while i < page.ends[zone] and tries < LISTS_ELSEWHERE:
            if found.skip[i]:
                i = page.ends[i]
                continue
            if leads_elsewhere(page, i):
                tries += 1
                if self.before(zone, i, half) > half:
                    self.drop(found, below(page, self.weight, i, zone))
            i += 1

    def drop_refrains(self) -> None:
        """Drop links that return again and again or lead back, and count the page's words without them."""
        page, dropped = self.page, refrains(self.page)
        if not dropped:
            return
        words, links = [0] * len(page.tags), [0] * len(page.tags)
        for i in range(len(page.tags) - 1, 0, -1):
            if i in dropped:
                words[i], links[i] = page.words[i], page.links[i]
                self.mark(i)
            words[page.parents[i]] += words[i]
            links[page.parents[i]] += links[i]
        page.words = [all_of_them - lost for all_of_them, lost in zip(page.words, words, strict=True)]
        page.links = [all_of_them - lost for all_of_them, lost in zip(page.links, links, strict=True)]

    def mark(self, i: int) -> None:
        """Take an element and all below it for furniture."""
        end = self.page.ends[i]
        self.furniture[i:end] = [True] * (end - i)

    def drop(self, found: Main, parts: list[int]) -> None:
        for part in parts:
            found.skip[part] = True

    def is_links(self, i: int, density: float) -> bool:
        """Whether a block consists of links, and neither is a paragraph of its own nor holds notes, which cite by links."""
        page, attributes = self.page, self.page.attributes[i]
        return (
            page.words[i] > 0
            and 8 * self.weight[i] <= page.words[i]  # teasers may hold a sentence
            and page.density(i) >= (max(density, 0.6) if self.weight[i] else density)
            and page.tags[i] not in PARAGRAPHS
            and not (self.is_told and is_introduced(page, i))
            and not NOTES.search(f"{attributes.get('class', '')} {attributes.get('id', '')}")
        )
