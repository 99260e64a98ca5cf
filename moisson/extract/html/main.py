"""Where the words of a page stand that it was published for, and what around and within them is the site's furniture.

Losing words of the act is worse than keeping a line of furniture: what is dropped either says by its mark-up what it is and
weighs little, or consists of links, or stands outside the part of the page that holds nearly all running text.
"""

import re
from operator import or_

from moisson.extract.facts.face import names_act
from moisson.extract.html.bare import drop_bare_headings
from moisson.extract.html.body import after_body, before_title, link_lists, teasers
from moisson.extract.html.bylines import lines_around
from moisson.extract.html.closing import about_author, about_site, comments, comments_beside
from moisson.extract.html.elsewhere import below, leads_elsewhere
from moisson.extract.html.ending import ENOUGH, boxes, cards
from moisson.extract.html.excerpts import excerpts
from moisson.extract.html.law import may_be_law
from moisson.extract.html.links import is_contents, leads_up, refrains, skips
from moisson.extract.html.lists import contents, portal_lists
from moisson.extract.html.outline import OWN_BLOCK, weigh
from moisson.extract.html.story import title_heading
from moisson.extract.html.tags import HEADINGS
from moisson.extract.html.tree import Page
from moisson.extract.html.zone import LITTLE, Search

KICKER = 4  # words
DIGIT = re.compile(r"\d")
LISTS_ELSEWHERE = 20  # of other pages, that a page may have


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
    return _Trimmer(page).run()


class _Trimmer(Search):
    __slots__ = ()

    def run(self) -> Main:
        self.drop_refrains()
        if (broken := excerpts(self.page, self.furniture)) and not may_be_law(self.page):
            for box in broken:
                self.mark(box)
        if self.is_article:
            for card in cards(self.page, self.furniture):
                self.mark(card)
            below = comments_beside(self.page, self.furniture, self.title) if self.title else []
            if below and not self.is_law():
                for part in below:
                    self.mark(part)
        self.weigh()
        found = Main(self.page, self.zone(), list(map(or_, self.page.hidden, self.furniture)), self.site_headings())
        self.trim(found)
        found.heading = self.heading_before(found.start)
        return found

    def site_headings(self) -> list[int]:
        """Headings in the site's own header, which name the site."""
        return [i for i in self.page.where("h1") if self.furniture[i]]

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
            self.drop(found, about_site(page, self.weight, zone, found.skip))
            lists = link_lists(page, self.weight, zone, found.skip)
            self.drop(found, [i for i in lists if page.tags[i] != "p" or not self.is_law()])
            self.drop(found, teasers(page, self.weight, zone, found.skip))
        if self.is_article:
            if (own_lists := contents(page, zone, found.skip)) and not self.is_law():
                self.drop(found, own_lists)
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

    def drop(self, found: Main, parts: list[int]) -> None:
        for part in parts:
            found.skip[part] = True
