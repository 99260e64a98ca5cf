"""Where the words of a page stand that it was published for, and what around and within them is the site's furniture.

Losing words of the act is worse than keeping a line of furniture: what is dropped either says by its mark-up what it is and
weighs little, or consists of links, or stands outside the part of the page that holds nearly all running text.
"""

from dataclasses import dataclass, field
from operator import or_

from lxml import etree

from moisson.extract.html.article import is_article
from moisson.extract.html.bylines import lines_around
from moisson.extract.html.elsewhere import below, leads_elsewhere
from moisson.extract.html.ending import ENOUGH, boxes, cards
from moisson.extract.html.fragment import HEADINGS, names
from moisson.extract.html.furniture import LEAVES, NOTES, furniture, says
from moisson.extract.html.links import is_contents, leads_up, refrains, skips
from moisson.extract.html.lists import portal_lists
from moisson.extract.html.outline import Outline, outline

INNER = names("table tbody tr pre p blockquote ul ol dl li font center span b i")
PARAGRAPHS = names("p h1 h2 a span b i em strong sup")
LITTLE = 30  # words of running text; a page with fewer is a list or a form
OPEN = 12  # headings that may wait for their words
FEW = 3  # words
LISTS_ELSEWHERE = 20  # of other pages, that a page may have
CHROME = 0.25  # the share of words in links from which what stands around the main part is the site


@dataclass(slots=True)
class Main:
    """Where to read: an element, what to leave out below it, and the tables and cells that only lay out the page around it."""

    page: Outline
    start: int
    skip: list[bool]
    site_headings: list[etree._Element]
    around: set[int] = field(default_factory=set)
    heading: int = 0  # of the page, where it stands before the main part
    signatures: list[str] = field(default_factory=list)  # lines left out of an article's head that give a date


def find_main(root: etree._Element) -> Main:
    """The part of a page to read."""
    return _Search(outline(root)).run()


class _Search:
    def __init__(self, page: Outline) -> None:
        self.page = page
        self.total = page.prose[0]
        self.furniture = furniture(page)
        self.weight: list[int] = []
        self.is_article = is_article(page.elements[0])

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

    def site_headings(self) -> list[etree._Element]:
        """Headings in the site's own header, which name the site."""
        return [e for i, e in enumerate(self.page.elements) if e.tag == "h1" and self.furniture[i]]

    # Where the words are

    def weigh(self) -> None:
        """Weigh elements again, without furniture: by running text or, on pages without any, by words outside links."""
        page = self.page
        count = len(page.elements)
        own = page.prose if self.total >= LITTLE else [a - b for a, b in zip(page.words, page.links, strict=True)]
        lost = [own[i] if self.furniture[i] and not self.furniture[page.parents[i]] else 0 for i in range(count)]
        for i in range(count - 1, 0, -1):
            lost[page.parents[i]] += lost[i]
        self.weight = [0 if self.furniture[i] else own[i] - lost[i] for i in range(count)]

    def zone(self) -> int:
        """The element that holds the main part: as the page says, else around its first heading and nearly all running text."""
        page, weight = self.page, self.weight
        total = weight[0]
        if not total:
            return 0
        heading = self.heading()
        named = self.named(total, heading)
        if page.elements[named].tag == "main" or page.elements[named].get("role") == "main":
            return self.with_act(named)
        heart = self.descend(named, 0.8)
        zone = self.around(heading, heart) if named < heading < page.ends[heart] else named or page.parents[heart]
        return self.climb(zone)

    def with_act(self, main: int) -> int:
        """The main part, or what holds it where nothing of the site stands beside it but words: an act's preamble and notes."""
        page, up = self.page, self.page.parents[main]
        beside = [child for child in self.page.children(up) if child != main and page.words[child] and not page.hidden[child]]
        if page.elements[up].tag == "body" or any(self.furniture[child] for child in beside):
            return main
        words, links = sum(page.words[child] for child in beside), sum(page.links[child] for child in beside)
        return up if any(self.weight[child] for child in beside) and links <= CHROME / 2 * words else main

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
            most = 0.0 if page.elements[zone].tag in ("td", "th") else CHROME if prose else CHROME / 3
            if page.elements[zone].tag not in INNER and links > most * words:
                break
            zone = up
        return zone

    def heading(self) -> int:
        """The first `h1` that is not the site's; 0 where there is none."""
        page = self.page
        shown = (i for i, e in enumerate(page.elements) if e.tag == "h1" and page.words[i])
        return next((i for i in shown if not self.furniture[i] and not page.hidden[i]), 0)

    def heading_before(self, zone: int) -> int:
        """The last `h1` before the main part, where none stands in it."""
        page = self.page
        shown = [i for i, e in enumerate(page.elements[: page.ends[zone]]) if e.tag == "h1" and page.words[i]]
        kept = [i for i in shown if not self.furniture[i] and not page.hidden[i]]
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
        for i, element in enumerate(page.elements):
            if not weight[i] or not found <= i < page.ends[found]:
                continue
            attributes = element.attrib
            if element.tag == "main" or attributes.get("role") == "main":
                if weight[i] >= 0.4 * total:
                    return i
            elif element.tag == "article" and heading and i < heading < page.ends[i]:
                if weight[i] >= 0.2 * total:
                    found = i
                    total = weight[i]
            elif weight[i] >= 0.8 * total and element.tag not in LEAVES:
                article = element.tag == "article" or attributes.get("itemprop") == "articleBody"
                called = article or (len(attributes) > 0 and says(attributes.get("class"), attributes.get("id"))[3])
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
            if j < page.ends[inner] and weight[j] >= least and page.elements[j].tag not in ("span", "b", "i", "font", "em"):
                inner = j
        return inner

    def trim(self, found: Main) -> None:
        """Drop what stands before and after the words of the main part and consists of links."""
        page, zone = self.page, found.start
        heart = self.descend(zone, 0.8) if self.weight[zone] else zone
        listed = page.links[zone] > 0.6 * page.words[zone] and not (self.is_article and self.weight[zone] >= ENOUGH)
        index = self.weight[0] < LITTLE or listed
        first = next(
            (i for i in range(zone + 1, heart) if page.words[i] > page.links[i] and page.elements[i].tag in HEADINGS), heart
        )
        path = heart
        while path != zone and page.elements[path].tag in ("tr", "tbody", "thead", "tfoot"):
            path = page.parents[path]
        while path != zone:
            up = page.parents[path]
            found.around.add(up)
            for child in self.page.children(up):
                links = not index and child != path and self.is_links(child, 0.6 if child < path else 0.3)
                within = leads_up if child > path else skips if child < first else is_contents
                contents = not index and child != path and (within(page, child) or (child < path and is_contents(page, child)))
                found.skip[child] = found.skip[child] or links or contents
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
        self.drop_related(found)
        self.drop_bare_headings(found)
        if self.is_article:
            lines, found.signatures = lines_around(page, zone, found.skip)
            self.drop(found, lines)

    def drop_related(self, found: Main) -> None:
        """Drop what the site offers to read next: after most of the words, below a heading that says so."""
        page, zone = self.page, found.start
        half = (page.words[zone] - page.links[zone]) // 2
        i, tries = zone + 1, 0
        while i < page.ends[zone] and tries < LISTS_ELSEWHERE:
            if found.skip[i]:
                i = page.ends[i]
                continue
            if leads_elsewhere(page.elements[i], page.words[i]):
                tries += 1
                if self.before(zone, i, half) > half:
                    self.drop(found, below(page, self.weight, i, zone))
            i += 1

    def drop_refrains(self) -> None:
        """Drop links that return again and again or lead back, and count the page's words without them."""
        page, dropped = self.page, refrains(self.page)
        if not dropped:
            return
        words, links = [0] * len(page.elements), [0] * len(page.elements)
        for i in range(len(page.elements) - 1, 0, -1):
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

    def drop_bare_headings(self, found: Main) -> None:
        """Drop the headings below which everything was dropped."""
        page, i = self.page, found.start
        waiting: list[tuple[int, str]] = []  # headings that no word followed yet
        dropped = False
        while i < page.ends[found.start]:
            element = page.elements[i]
            if found.skip[i]:
                dropped = dropped or (page.words[i] > 0 and not page.hidden[i])
                i = page.ends[i]
            elif element.tag in HEADINGS:
                if dropped:
                    self.drop(found, [heading for heading, level in waiting if level >= element.tag])
                waiting = [(heading, level) for heading, level in waiting if level < element.tag] if dropped else []
                waiting = [*waiting[-OPEN:], (i, element.tag)]
                dropped = False
                i = page.ends[i]
            elif element.text and element.text.strip():
                waiting, dropped, i = [], False, i + 1
            else:
                i += 1
            if element.tail and element.tail.strip():
                waiting, dropped = [], False
        if dropped:
            self.drop(found, [heading for heading, level in waiting if level != "h1"])

    def drop(self, found: Main, parts: list[int]) -> None:
        for part in parts:
            found.skip[part] = True

    def is_links(self, i: int, density: float) -> bool:
        """Whether a block consists of links, and neither is a paragraph of its own nor holds notes, which cite by links."""
        page, element = self.page, self.page.elements[i]
        return (
            page.words[i] > 0
            and 8 * self.weight[i] <= page.words[i]  # teasers may hold a sentence
            and page.density(i) >= (max(density, 0.6) if self.weight[i] else density)
            and element.tag not in PARAGRAPHS
            and not NOTES.search(f"{element.get('class', '')} {element.get('id', '')}")
        )
