"""The element of a page that holds its text: the innermost one around nearly all running text.

An element that the page itself calls its main part is believed where it holds most of the words.
"""

from moisson.readers.html.furniture import CALLED, LEAVES, NOTES, PROSE, furniture, is_headed, says
from moisson.readers.html.links import NoteMarks, holds_notes, is_called, marks_of, places_of
from moisson.readers.html.tags import HEADINGS, names
from moisson.readers.html.tree import Page

INNER = names("table tbody tr pre p blockquote ul ol dl li font center span b i")
PARAGRAPHS = names("p h1 h2 a span b i em strong sup")
INLINE = names("span b i font em")
LITTLE = 30  # words of running text; a page with fewer is a list or a form
FEW = 3  # words
NEARLY_ALL = 0.8  # of the running text
WRITTEN = 60  # words of running text that are more than a notice of the site, even without a heading
CHROME = 0.25  # share of words in links from which what surrounds the main element belongs to the site


class Search:
    """A page with its furniture, and what each element weighs without it."""

    __slots__ = ("furniture", "marks", "page", "total", "weight")

    def __init__(self, page: Page) -> None:
        self.page = page
        self.total = page.prose[0]
        self.furniture = furniture(page)
        self.weight: list[int] = []
        self.marks: NoteMarks | None = None  # of notes; found when asked for

    def weigh(self) -> None:
        """Weigh elements without furniture: by running text or, on pages without any, by words outside links."""
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

    def mark(self, i: int) -> None:
        """Take an element and all below it for furniture."""
        end = self.page.ends[i]
        self.furniture[i:end] = [True] * (end - i)

    def main_element(self) -> int:
        """The element that the page calls its main part, else the one around its first heading and nearly all running text."""
        page, total = self.page, self.weight[0]
        if not total:
            return 0
        heading = self.heading()
        named = self.named(total, heading)
        if self.is_main(named):
            return self.with_act(named)
        heart = self.heart(named)
        main = self.around(heading, heart) if named < heading < page.ends[heart] else named or page.parents[heart]
        return self.climb(self.out_of_heading(main))

    def is_main(self, i: int) -> bool:
        return self.page.tags[i] == "main" or self.page.attributes[i].get("role") == "main"

    def out_of_heading(self, main: int) -> int:
        """What holds a heading that is all the running text of a page: an index below a sentence."""
        page, up = self.page, main
        while up and page.tags[up] not in HEADINGS:
            up = page.parents[up]
        return page.parents[up] if up else main

    def heart(self, main: int) -> int:
        """The innermost element that holds nearly all running text."""
        page, weight = self.page, self.weight
        least, inner = NEARLY_ALL * weight[main], main
        if not weight[main]:
            return main
        for i in range(main + 1, page.ends[main]):
            if i < page.ends[inner] and weight[i] >= least and page.tags[i] not in INLINE:
                inner = i
        return inner

    def with_act(self, main: int) -> int:
        """The main part, or its parent where only words stand beside it: an act's preamble and notes."""
        page, up = self.page, self.page.parents[main]
        if page.tags[up] == "body":
            return main
        words = links = weight = 0
        for child in page.children(up):
            if child == main or not page.words[child] or page.hidden[child]:
                continue
            if self.furniture[child]:
                return main
            words += page.words[child]
            links += page.links[child]
            weight += self.weight[child]
        return up if weight and links <= CHROME / 2 * words else main

    def climb(self, main: int) -> int:
        """Climb to where the site begins: as long as words stand around, not links; and around all that is written."""
        page, main = self.page, self.around_written(main)
        while main:
            up = page.parents[main]
            words = links = prose = 0
            for child in page.children(up):
                if child != main and not page.hidden[child]:
                    words += page.words[child]
                    links += page.links[child]
                    prose += self.weight[child]
            most = 0.0 if page.tags[main] in ("td", "th") else CHROME if prose else CHROME / 3
            if page.tags[main] not in INNER and links > most * words:
                break
            main = up
        return main

    def around_written(self, main: int) -> int:
        """The innermost element around this one, all sections beside it, which may cite by links, and the notes that it calls."""
        page, around, up = self.page, main, main
        called = places_of(page, (i for i in self.note_marks().links if main <= i < page.ends[main]))
        while up:
            inner, up = up, page.parents[up]
            beside = [i for i in page.children(up) if i != inner and 0 < page.words[i] <= 2 * self.weight[i]]
            written = sum([self.weight[i] for i in beside])
            notes = any(i != inner and is_called(page, i, called) for i in page.children(up))
            if notes or written >= WRITTEN or any(self.weight[i] >= PROSE and is_headed(page, i) for i in beside):
                around = up
        return around

    def heading(self) -> int:
        """The first `h1` that is not the site's; 0 where there is none."""
        page = self.page
        for i in page.where("h1"):
            if page.words[i] and not self.furniture[i] and not page.hidden[i]:
                return i
        return 0

    def around(self, first: int, second: int) -> int:
        """The innermost element around two."""
        page = self.page
        while not first <= second < page.ends[first]:
            first = page.parents[first]
        return first

    def named(self, total: int, heading: int) -> int:
        """The innermost element that is called the main part, holds most of the words and has none before it; 0 if none is.

        `main`, and the one article around the page's heading, need fewer words.
        """
        page, weight, found = self.page, self.weight, 0
        for i, tag in enumerate(page.tags):
            if not weight[i] or not found <= i < page.ends[found]:
                continue
            attributes = page.attributes[i]
            if self.is_main(i):
                if weight[i] >= 0.4 * total:
                    return i
            elif tag == "article" and heading and i < heading < page.ends[i]:
                if weight[i] >= 0.2 * total:
                    found = i
                    total = weight[i]
            elif weight[i] >= NEARLY_ALL * total and tag not in LEAVES:
                article = tag == "article" or attributes.get("itemprop") == "articleBody"
                called = article or (len(attributes) > 0 and says(attributes.get("class"), attributes.get("id")) & CALLED)
                if called and not i < heading and self.before(found, i) <= FEW:
                    found = i
        return found

    def before(self, outer: int, inner: int, enough: int = FEW) -> int:
        """How many words outside links stand in one element before another in it; stops counting above `enough`."""
        page, count = self.page, 0
        while inner != outer:
            up = page.parents[inner]
            for child in page.children(up):
                if child >= inner:
                    break
                if not self.furniture[child] and not page.hidden[child] and not self.is_links(child, 0.6):
                    count += page.words[child] - page.links[child]
                    if count > enough:
                        return count
            inner = up
        return count

    def is_links(self, i: int, density: float) -> bool:
        """Whether a block consists of links, and is neither a paragraph nor notes, which cite by links."""
        page, attributes = self.page, self.page.attributes[i]
        return (
            page.words[i] > 0
            and 8 * self.weight[i] <= page.words[i]  # teasers may hold a sentence
            and page.density(i) >= (max(density, 0.6) if self.weight[i] else density)
            and page.tags[i] not in PARAGRAPHS
            and not NOTES.search(f"{attributes.get('class', '')} {attributes.get('id', '')}")
            and not self.holds_notes(i)
        )

    def holds_notes(self, i: int) -> bool:
        return holds_notes(self.page, i, self.note_marks())

    def note_marks(self) -> NoteMarks:
        """The marks of the page's notes, sought once."""
        self.marks = self.marks or marks_of(self.page)
        return self.marks
