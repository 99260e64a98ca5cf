"""Tells tables of data from those that lay out a page or set the numbers of points apart from their words."""

from itertools import accumulate

from moisson.readers.html.fragment import ROWS, integer
from moisson.readers.html.main import Main
from moisson.readers.html.numbers import MARKER

LAYOUT_WORDS = 30  # in the average cell; above it a table without headers is running text
NESTED = 40  # elements; what holds more is no mere number


def _has_digit(words: str) -> bool:
    return any(map(str.isdigit, words))


class Tables:
    """Reads the tables of a page's main part."""

    __slots__ = ("around", "leads", "page", "skip", "tables")

    def __init__(self, main: Main) -> None:
        self.page = main.page
        self.skip = main.skip
        self.around = main.around
        self.leads: dict[int, str] = {}  # cells and blocks that hold only a number, which begins what follows
        self.tables = [0, *accumulate([int(tag == "table") for tag in self.page.tags])]  # before each position

    def is_data(self, i: int) -> bool:
        """Whether a table holds data. If not, notes the numbers of its points in `leads`."""
        page, filled, numbered = self.page, [], {}
        several = alone = count = words = 0
        for row in self.rows(i):
            cells = [cell for cell in self.cells(row) if page.words[cell]]
            if not cells:
                continue
            filled.append(cells)
            several += len(cells) > 1
            alone += len(cells) == 1
            count += len(cells)
            if len(cells) == 2 and (mark := self.marker(cells[0])):
                numbered[cells[0]] = mark
        if not several:
            return False
        bordered = integer(page.attributes[i].get("border"), 0) > 0
        marks = list(numbered.values())
        headed = bordered and _has_digit("".join(marks[1:2])) and not _has_digit(marks[0])  # by `No.`
        if not headed and len(numbered) == several:
            self.leads.update(numbered)
            return False
        if i in self.around or page.attributes[i].get("role") in ("presentation", "none"):
            return False
        if self.has_header(i):
            return True
        if len(filled) == 1 and not bordered:
            for cell in filled[0]:
                if self.paragraphs(cell) > 1:
                    return False  # signatures side by side
        nested = False
        for cells in filled:
            for cell in cells:
                words += page.words[cell]
                nested = nested or self.holds_table(cell)
        if bordered and not nested:
            return True
        if nested or words > LAYOUT_WORDS * count or (len(filled) > 3 and 2 * alone > len(filled) and words > 12 * count):
            self.leads.update(numbered)
            return False
        return True

    def has_header(self, i: int) -> bool:
        """Whether a table has cells that head a column or a row, or a caption."""
        page = self.page
        for part in page.children(i):
            if page.tags[part] in ("thead", "caption"):
                return True
        for row in self.rows(i)[:2]:
            for cell in self.cells(row):
                if page.tags[cell] == "th":
                    return True
        return False

    def paragraphs(self, cell: int) -> int:
        """How many paragraphs stand in a cell."""
        page, found = self.page, 0
        for j in range(cell + 1, page.ends[cell]):
            found += page.tags[j] == "p" and page.words[j] > 0
        return found

    def holds_table(self, cell: int) -> bool:
        """Whether a cell holds a table and more words than a number has."""
        before = self.tables[cell]
        return self.tables[self.page.ends[cell]] > before and self.page.words[cell] > LAYOUT_WORDS

    def children(self, i: int) -> list[int]:
        """The positions of an element's children, without those left out."""
        ends, skip = self.page.ends, self.skip
        found, j, stop = [], i + 1, ends[i]
        while j < stop:
            if not skip[j]:
                found.append(j)
            j = ends[j]
        return found

    def rows(self, i: int) -> list[int]:
        """The rows of a table."""
        tags = self.page.tags
        found = []
        for part in self.children(i):
            found.extend(self.children(part) if tags[part] in ROWS else [part])
        return [row for row in found if tags[row] == "tr"]

    def cells(self, row: int) -> list[int]:
        """The cells of a row."""
        return [cell for cell in self.children(row) if self.page.tags[cell] in ("td", "th")]

    def marker(self, cell: int) -> str:
        """What a cell says, if that is only the number of a point."""
        if self.page.words[cell] > 3 or self.page.ends[cell] - cell > NESTED:
            return ""
        words = " ".join("".join(self.strings(cell)).split())
        return words if len(words) <= 14 and MARKER.fullmatch(words) else ""

    def strings(self, i: int, most: int = 1 << 30) -> list[str]:
        """The strings in an element, without what is left out: one for each start tag and each end tag, even if empty."""
        page, ends, tails, skip = self.page, self.page.ends, self.page.tails, self.skip
        stop = ends[i]
        found: list[str] = []
        opened: list[int] = []
        j = i
        while len(found) < most:
            while opened and j >= ends[opened[-1]]:
                closed = opened.pop()
                if closed != i:
                    found.append(tails[closed] or "")
            if j >= stop:
                break
            if j != i and skip[j]:
                found.append(tails[j] or "")
                j = ends[j]
                continue
            found.append("\n" if page.tags[j] == "br" else page.texts[j] or "")
            opened.append(j)
            j += 1
        return found[:most]
