"""Which tables of a page hold data, and which only lay it out or set the numbers of points apart from their words."""

from collections.abc import Iterator
from itertools import accumulate

from moisson.extract.html.fragment import ROWS, integer
from moisson.extract.html.main import Main
from moisson.extract.html.points import MARKER

LAYOUT_WORDS = 30  # in the mean cell: from here on a table without headers is running text
NESTED = 40  # elements; what holds more is not but a number


class Tables:
    """Reads the tables of a page's main part."""

    def __init__(self, main: Main) -> None:
        self.page = main.page
        self.skip = main.skip
        self.around = main.around
        self.leads: dict[int, str] = {}  # cells and blocks that say but a number, which begins what follows
        self.tables = [0, *accumulate(int(element.tag == "table") for element in self.page.elements)]  # before each position

    def is_data(self, i: int) -> bool:
        """Whether a table holds data; else the numbers of its points are noted in `leads`."""
        filled = [cells for row in self.rows(i) if (cells := [cell for cell in self.cells(row) if self.page.words[cell]])]
        if all(len(cells) < 2 for cells in filled):
            return False
        numbered = {cells[0]: mark for cells in filled if len(cells) == 2 and (mark := self.marker(cells[0]))}
        bordered = integer(self.page.elements[i].get("border"), 0) > 0
        marks = list(numbered.values())
        headed = bordered and any(map(str.isdigit, "".join(marks[1:2]))) and not any(map(str.isdigit, marks[0]))  # by `No.`
        if not headed and len(numbered) == sum(len(cells) > 1 for cells in filled):
            self.leads.update(numbered)
            return False
        if i in self.around or self.page.elements[i].get("role") in ("presentation", "none"):
            return False
        if self.has_header(i):
            return True
        if len(filled) == 1 and not bordered and any(self.paragraphs(cell) > 1 for cell in filled[0]):
            return False  # signatures side by side
        count = sum(map(len, filled))
        words = sum(self.page.words[cell] for cells in filled for cell in cells)
        alone = sum(len(cells) == 1 for cells in filled)
        nested = any(self.holds_table(cell) for cells in filled for cell in cells)
        if bordered and not nested:
            return True
        if nested or words > LAYOUT_WORDS * count or (len(filled) > 3 and 2 * alone > len(filled) and words > 12 * count):
            self.leads.update(numbered)
            return False
        return True

    def has_header(self, i: int) -> bool:
        element = self.page.elements[i]
        return any(part.tag in ("thead", "caption") for part in element) or any(
            self.page.elements[cell].tag == "th" for row in self.rows(i)[:2] for cell in self.cells(row)
        )

    def paragraphs(self, cell: int) -> int:
        """How many paragraphs stand in a cell."""
        page = self.page
        return sum(page.words[j] > 0 and page.elements[j].tag == "p" for j in range(cell + 1, page.ends[cell]))

    def holds_table(self, cell: int) -> bool:
        """Whether a table of several columns stands in a cell, and not much beside it."""
        return self.tables[self.page.ends[cell]] > self.tables[cell] and self.page.words[cell] > LAYOUT_WORDS

    def children(self, i: int) -> list[int]:
        page, found, j = self.page, [], i + 1
        while j < page.ends[i]:
            if not self.skip[j]:
                found.append(j)
            j = page.ends[j]
        return found

    def rows(self, i: int) -> list[int]:
        elements = self.page.elements
        parts = [row for part in self.children(i) for row in (self.children(part) if elements[part].tag in ROWS else [part])]
        return [row for row in parts if elements[row].tag == "tr"]

    def cells(self, row: int) -> list[int]:
        return [cell for cell in self.children(row) if self.page.elements[cell].tag in ("td", "th")]

    def marker(self, cell: int) -> str:
        """What a cell says, where that is but the number of a point."""
        if self.page.words[cell] > 3 or self.page.ends[cell] - cell > NESTED:
            return ""
        words = " ".join("".join(self.strings(cell)).split())
        return words if len(words) <= 14 and MARKER.fullmatch(words) else ""

    def strings(self, i: int) -> Iterator[str]:
        """The strings below an element, without what is left out."""
        page, elements, ends = self.page, self.page.elements, self.page.ends
        opened: list[int] = []
        j = i
        while True:
            while opened and j >= ends[opened[-1]]:
                closed = opened.pop()
                if closed != i:
                    yield elements[closed].tail or ""
            if j >= ends[i]:
                return
            if j != i and self.skip[j]:
                yield elements[j].tail or ""
                j = page.ends[j]
                continue
            yield "\n" if elements[j].tag == "br" else elements[j].text or ""
            opened.append(j)
            j += 1
