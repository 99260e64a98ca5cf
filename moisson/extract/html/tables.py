"""Which tables of a page hold data, and which only lay it out or set the numbers of points apart from their words."""

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
        self.tables = [0, *accumulate(int(tag == "table") for tag in self.page.tags)]  # before each position

    def is_data(self, i: int) -> bool:
        """Whether a table holds data; else the numbers of its points are noted in `leads`."""
        filled = [cells for row in self.rows(i) if (cells := [cell for cell in self.cells(row) if self.page.words[cell]])]
        if all(len(cells) < 2 for cells in filled):
            return False
        numbered = {cells[0]: mark for cells in filled if len(cells) == 2 and (mark := self.marker(cells[0]))}
        bordered = integer(self.page.attributes[i].get("border"), 0) > 0
        marks = list(numbered.values())
        headed = bordered and any(map(str.isdigit, "".join(marks[1:2]))) and not any(map(str.isdigit, marks[0]))  # by `No.`
        if not headed and len(numbered) == sum(len(cells) > 1 for cells in filled):
            self.leads.update(numbered)
            return False
        if i in self.around or self.page.attributes[i].get("role") in ("presentation", "none"):
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
        page = self.page
        return any(page.tags[part] in ("thead", "caption") for part in page.children(i)) or any(
            page.tags[cell] == "th" for row in self.rows(i)[:2] for cell in self.cells(row)
        )

    def paragraphs(self, cell: int) -> int:
        """How many paragraphs stand in a cell."""
        page = self.page
        return sum(page.words[j] > 0 and page.tags[j] == "p" for j in range(cell + 1, page.ends[cell]))

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
        tags = self.page.tags
        parts = [row for part in self.children(i) for row in (self.children(part) if tags[part] in ROWS else [part])]
        return [row for row in parts if tags[row] == "tr"]

    def cells(self, row: int) -> list[int]:
        return [cell for cell in self.children(row) if self.page.tags[cell] in ("td", "th")]

    def marker(self, cell: int) -> str:
        """What a cell says, where that is but the number of a point."""
        if self.page.words[cell] > 3 or self.page.ends[cell] - cell > NESTED:
            return ""
        words = " ".join("".join(self.strings(cell)).split())
        return words if len(words) <= 14 and MARKER.fullmatch(words) else ""

    def strings(self, i: int, most: int = 1 << 30) -> list[str]:
        """The strings in an element, without what is left out; of each start tag and each end tag one, though it be empty."""
        page, ends, tails, skip = self.page, self.page.ends, self.page.tails, self.skip
        found: list[str] = []
        opened: list[int] = []
        j = i
        while len(found) < most:
            while opened and j >= ends[opened[-1]]:
                closed = opened.pop()
                if closed != i:
                    found.append(tails[closed] or "")
            if j >= ends[i]:
                break
            if j != i and skip[j]:
                found.append(tails[j] or "")
                j = ends[j]
                continue
            found.append("\n" if page.tags[j] == "br" else page.texts[j] or "")
            opened.append(j)
            j += 1
        return found[:most]
