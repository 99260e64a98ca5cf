"""Where to read a page: its main element, and what around and within it is the site's furniture.

Losing words of an act is worse than keeping a line of furniture. What is dropped says by its mark-up what it is and weighs
little, or consists of links, or stands outside the part of the page that holds nearly all running text.
"""

from operator import or_

from moisson.readers.html.headings import drop_bare_headings
from moisson.readers.html.links import is_contents, leads_up, refrains, skips
from moisson.readers.html.main_element import LITTLE, Search
from moisson.readers.html.site_lists import below, leads_elsewhere, portal_lists
from moisson.readers.html.tags import HEADINGS
from moisson.readers.html.tree import Page
from moisson.readers.html.weights import weigh

LISTS_ELSEWHERE = 20  # lists of other pages that one page may have


class Main:
    """Where to read: an element, what to leave out below it, and the tables and cells that only lay out the page around it."""

    __slots__ = ("around", "heading", "page", "site_headings", "skip", "start")

    def __init__(self, page: Page, start: int, skip: list[bool], site_headings: list[int]) -> None:
        self.page = page
        self.start = start
        self.skip = skip
        self.site_headings = site_headings
        self.around: set[int] = set()
        self.heading = 0  # of the page, where it stands outside the main element


def find_main(page: Page) -> Main:
    """The part of a page to read; weighs it."""
    weigh(page)
    return _Trimmer(page).run()


class _Trimmer(Search):
    __slots__ = ()

    def run(self) -> Main:
        self.drop_refrains()
        self.weigh()
        skip = list(map(or_, self.page.hidden, self.furniture))
        found = Main(self.page, self.main_element(), skip, self.site_headings())
        self.trim(found)
        found.heading = self.heading_outside(found.start)
        return found

    def site_headings(self) -> list[int]:
        """Headings in the site's own header, which name the site."""
        return [i for i in self.page.where("h1") if self.furniture[i]]

    def heading_outside(self, main: int) -> int:
        """The last `h1` before the main element; where all are the site's, the one stated as the page's title."""
        page = self.page
        shown = [i for i in page.where("h1") if i < page.ends[main] and page.words[i] and not page.hidden[i]]
        kept = [i for i in shown if not self.furniture[i]]
        if not kept:
            return next(filter(self.is_stated, shown), 0)
        return kept[-1] if kept[-1] < main and page.ends[kept[-1]] <= main else 0

    def is_stated(self, heading: int) -> bool:
        """Whether `og:title` begins with a heading that is not the site's name."""
        stated = {
            said.get("property"): said.get("content", "")
            for said in map(self.page.attributes.__getitem__, self.page.where("meta"))
        }
        line = self.page.line(heading)
        return stated.get("og:title", "").startswith(line) and line != stated.get("og:site_name")

    def trim(self, found: Main) -> None:
        """Drop what stands before and after the words of the main element and consists of links."""
        page, main = self.page, found.start
        heart = self.heart(main)
        index = self.weight[0] < LITTLE or page.links[main] > 0.6 * page.words[main]
        first = min(main + 1, heart)
        while first < heart and not (page.tags[first] in HEADINGS and page.words[first] > page.links[first]):
            first += 1
        path = heart
        while path != main and page.tags[path] in ("tr", "tbody", "thead", "tfoot"):
            path = page.parents[path]
        while path != main:
            up = page.parents[path]
            found.around.add(up)
            for child in page.children(up):
                if not index and child != path and not found.skip[child]:
                    found.skip[child] = self.leads_away(child, child < path, child < first)
            path = up
        if index:
            return
        self.drop(found, portal_lists(page, self.weight, main, found.skip))
        blocks = page.tags[heart] != "p"  # else they are words of its sentences
        children = [i for i in page.children(heart) if blocks and page.words[i] and not found.skip[i]]
        for order, density in ((children, 0.6), (children[::-1], 0.3)):
            for child in order:
                if not self.is_links(child, density) and not (density < 0.5 and leads_up(page, child)):
                    break
                found.skip[child] = True
        self.drop_related(found)
        drop_bare_headings(page, main, found.skip)

    def leads_away(self, i: int, before: bool, above: bool) -> bool:
        """Whether a block before or after the words, or above their first heading, is nothing but links."""
        page = self.page
        if self.is_links(i, 0.6 if before else 0.3):
            return True
        if not before:
            return leads_up(page, i)
        return (above and skips(page, i)) or is_contents(page, i)

    def drop_related(self, found: Main) -> None:
        """Drop what the site offers to read next: after half of the words, below a heading that says so."""
        page, main = self.page, found.start
        half = (page.words[main] - page.links[main]) // 2
        i, tries = main + 1, 0
        while i < page.ends[main] and tries < LISTS_ELSEWHERE:
            if found.skip[i]:
                i = page.ends[i]
                continue
            if leads_elsewhere(page, i):
                tries += 1
                if self.before(main, i, half) > half:
                    self.drop(found, below(page, self.weight, i, main))
            i += 1

    def drop_refrains(self) -> None:
        """Drop links that recur or lead back, and count the page's words without them."""
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
        page.words = [count - lost for count, lost in zip(page.words, words, strict=True)]
        page.links = [count - lost for count, lost in zip(page.links, links, strict=True)]

    def drop(self, found: Main, parts: list[int]) -> None:
        for part in parts:
            found.skip[part] = True
