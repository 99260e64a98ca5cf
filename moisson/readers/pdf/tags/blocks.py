"""Blocks of text as the tags have them: headings with their levels, paragraphs, items, tables, notes."""

import re
from collections.abc import Container
from statistics import median

from moisson.readers import pipes
from moisson.readers.hyphens import join_lines
from moisson.readers.pdf.lines.pieces import Segment, in_lines, words_of
from moisson.readers.pdf.paragraphs.notes import NOTE, gathered, written
from moisson.readers.pdf.paragraphs.writing import CIRCLE, LONG, Block, Style, bulleted, headed, marked, plain
from moisson.readers.pdf.tags.grid import PARAGRAPH, goes_on, is_table, placed
from moisson.readers.pdf.tags.tree import CELLS, GROUPS, HEADING, Node, Place

LEVELS = 6  # of headings that Markdown has
INDENT, DEEPEST = "  ", 8  # of a list in a list; lists within each other that are told apart
SPACED = 0.8  # of the lines of several words: behind so many a file that writes spaces there writes one
NOTES, PICTURES = ("Note", "FENote"), ("Figure", "Formula")
NAMED = re.compile(
    r"\S*|.*(?:\.(?:png|jpe?g|gif|svg|[ew]mf|tiff?|bmp|eps)\b|://|:\\).*", re.I | re.S
)  # a file, not what it shows


class Writer:
    """Writes the blocks of some pages of a document, each with the page on which it begins."""

    def __init__(self, root: Node, pages: Container[int], style: Style) -> None:
        self.pages, self.style = pages, style
        self.headings = _has_headings(root, pages)
        self.found: list[tuple[int, Block]] = []
        self._spaced = self._spaces(root)
        self._lead = ""  # the mark of an item that has no words yet
        self._unlabelled = False  # these may begin with its own mark
        self._write(root, 0)

    def _write(self, node: Node, depth: int) -> None:
        """Write an element and what stands in it; `depth` says how many lists it is in."""
        if node.kind == "Artifact":
            return
        if is_table(node):
            self._table([node])
        elif node.kind in NOTES:
            self._notes(node)
        elif node.kind == "LI":
            self._item(node, depth)
        else:
            if node.kind == "TOCI":
                self._lead, self._unlabelled = "- ", False
            if node.kind not in GROUPS:
                self._own(node)
            for some in self._pieces(node):
                if len(some) > 1:
                    self._table(some)
                else:
                    self._write(some[0], depth + (node.kind == "L"))

    def _item(self, node: Node, depth: int) -> None:
        """Write an item of a list: its label stands before the first words in it."""
        inside, behind = node.ordered(), list[Node]()
        label = " ".join([word for each in inside if each.kind == "Lbl" for word in self._cell(each, behind).split()])
        bullet = label == CIRCLE or not any(map(str.isalnum, label))
        outer = self._lead.strip()
        indent = INDENT * min(max(depth - 1, 0), DEEPEST)
        self._lead = f"{outer} {label} " if outer and outer != "-" and not bullet else indent + ("- " if bullet else f"{label} ")
        self._unlabelled = bullet
        for each in [each for each in inside if each.kind != "Lbl"] + behind:
            self._write(each, depth)
        if self._lead and not bullet:  # a label and no words
            self._add(self._first(node), Block("item", self._lead.rstrip(), self.style.body))
        self._lead = ""

    def _own(self, node: Node) -> None:
        """Write the words that are an element's own; where a picture has none, what is said of it."""
        lines = self._lines(node)
        text = plain(self._joined(lines))
        if not text:
            spoken = " ".join(node.alternative.split())
            if node.kind in PICTURES and node.page in self.pages and not NAMED.fullmatch(spoken):
                self._add(node.page, Block("text", spoken, self.style.body))
            return
        page, lead = self._page(node), self._lead
        size, bold = median([s.size for line in lines for s in line]), all(s.bold for line in lines for s in line)
        self._lead = ""
        if self._heads(node, text, size, bold):
            level = int(node.kind[1:]) if HEADING.fullmatch(node.kind) else int(node.kind == "Title")
            label = lead.strip(" -")
            self._add(page, Block("heading", f"{label} {text}".strip(), size, bold, level=min(level, LEVELS)))
        elif lead:
            self._add(page, Block("item", lead.removesuffix("- ") + _itemised(text) if self._unlabelled else lead + text, size))
        else:
            kind = "item" if (item := _itemised(text, "")) else "text"
            self._add(page, Block(kind, item or text, size, bold))

    def _heads(self, node: Node, text: str, size: float, bold: bool) -> bool:
        """Whether an element is a heading: by its tag; in a document without such tags by its type."""
        if len(text) > LONG or not any(map(str.isalnum, text)):
            return False
        if self.headings:
            return HEADING.fullmatch(node.kind) is not None or node.kind in ("H", "Title")
        return node.kind in ("P", "H", "Title") and headed(text, size, bold, self.style)

    def _notes(self, node: Node) -> None:
        """Write the notes that an element holds, each with its mark."""
        blocks: list[Block] = []
        label = ""
        for each in node.walk():
            text = self._joined(self._lines(each))
            if each.kind == "Lbl":
                label = plain(text).strip("()[] ")
            elif text:
                blocks.append(Block("note", f"({label}) {text}" if label and not NOTE.match(text) else text))
                label = ""
        if label:
            blocks.append(Block("note", label))
        for block in gathered(blocks, self.style):
            self._add(self._first(node), written(block))

    def _pieces(self, node: Node) -> list[list[Node]]:
        """What an element holds, in order; the tables together that a program makes of one where pages cut it.

        They follow each other without so much as an empty paragraph, and each begins on the page after.
        """
        out: list[list[Node]] = []
        before: Place = ()
        for place in sorted(node.inner):
            each = node.inner[place]
            last = out[-1][-1] if out else each
            after = len(place) == len(before) == 1 and place[0] == before[0] + 1
            if after and each.kind == last.kind == "Table" and self._first(each) == self._last(last) + 1:
                out[-1].append(each)
            else:
                out.append([each])
            before = place
        return out

    def _table(self, nodes: list[Node]) -> None:
        """Write a table, whole or in pieces, and around it what stands in it outside its rows."""
        rows: list[list[pipes.Cell]] = []
        behind: list[Node] = []
        for node in nodes:
            more = self._rows(node, behind)
            if rows and more and [cell.text for cell in more[0]] == [cell.text for cell in rows[0]]:
                del more[0]  # the head, once more
            if rows and more and goes_on(rows[-1], more[0]):
                for cell, rest in zip(rows[-1], more.pop(0), strict=True):
                    cell.text = f"{cell.text}{' ' if rest.text[:1].islower() else PARAGRAPH}{rest.text}".strip()
            rows += more
        page = self._first(nodes[0]) or self._first(nodes[-1])
        for text in pipes.table(rows) if page else ():
            head, below, _ = text.partition("\n|")
            if below and text.startswith("| "):
                self._add(page, Block("table", text, self.style.body, head=head))
            else:
                self._add(page, Block("text", self._lead + text, self.style.body))
                self._lead = ""
        for each in behind:
            self._write(each, 0)

    def _rows(self, node: Node, behind: list[Node]) -> list[list[pipes.Cell]]:
        """The rows of a table; what else stands in it is written where it comes before them."""
        rows: list[Node] = []
        waiting = list(reversed(node.ordered()))
        while waiting:
            each = waiting.pop()
            if each.kind in ("THead", "TBody", "TFoot"):
                waiting.extend(reversed(each.ordered()))
            elif each.kind == "TR" or node.kind != "Table":
                rows.append(each)
            elif rows:
                behind.append(each)
            else:
                self._write(each, 0)
        found = [self._row(row, behind) for row in placed([self._places(row) for row in rows])]
        width = max([sum([cell.columns for cell in row]) for row in found], default=0)
        for row in found:
            if 0 < (some := sum([cell.columns for cell in row])) < width:
                row.append(pipes.Cell("", width - some))  # not there, as those within the row
        return found

    def _places(self, row: Node) -> list[tuple[int, Node]]:
        """The cells of a row with their columns: pdfium leaves out those without words, and what is no cell has none."""
        found: list[tuple[int, Node]] = []
        others = 0
        for place in sorted(row.inner):
            cell = row.inner[place]
            if cell.kind in CELLS or self._first(cell):
                found.append((place[0] - others, cell))
            else:
                others += 1
        return found

    def _row(self, row: list[tuple[int, Node]], behind: list[Node]) -> list[pipes.Cell]:
        """The cells of a row, and empty ones where none stand."""
        cells: list[pipes.Cell] = []
        after = 0
        for c, cell in row:
            if c > after:
                cells.append(pipes.Cell("", c - after))
            cells.append(pipes.Cell(self._cell(cell, behind), cell.columns, cell.rows))
            after = c + 1
        return cells

    def _cell(self, node: Node, behind: list[Node]) -> str:
        """The words of a cell; notes in it stand behind the table."""
        texts: list[str] = []
        label = ""
        waiting = [node]
        while waiting:
            each = waiting.pop()
            if each.kind in NOTES and each is not node:
                behind.append(each)
                continue
            text = self._text(each)
            if each.kind == "Lbl" and each is not node:
                label = f"{text} " if any(map(str.isalnum, text)) and text != CIRCLE else "- "
            elif text:
                texts.append(label + text if label else _itemised(text, "") or text)
                label = ""
            waiting.extend(reversed(each.ordered()))
        return PARAGRAPH.join(filter(None, [*texts, label.strip(" -")]))

    def _first(self, node: Node) -> int:
        """The first page on which an element, or something in it, has words; 0 where none has."""
        return min(filter(None, map(self._page, node.walk())), default=0)

    def _last(self, node: Node) -> int:
        """The last page on which an element, or something in it, has words; 0 where none has."""
        return max([page for each in node.walk() for page in each.words if page in self.pages], default=0)

    def _page(self, node: Node) -> int:
        """The first page on which an element has words of its own; 0 where it has none."""
        return min([page for page in node.words if page in self.pages], default=0)

    def _text(self, node: Node) -> str:
        return plain(self._joined(self._lines(node)))

    def _joined(self, lines: list[list[Segment]]) -> str:
        texts: list[str] = []
        for before, line in zip([None, *lines], lines, strict=False):
            words = words_of(line)
            if before and before[-1].cut and self._spaced and _cut(texts[-1], words):
                texts[-1] += words
            else:
                texts.append(words)
        return join_lines(texts, self.style.language, self.style.words)

    def _spaces(self, root: Node) -> bool:
        """Whether the file writes spaces where lines of several words end, so that a line without one ends within a word."""
        lines = [line for node in root.walk() for line in self._lines(node)[:-1] if any(" " in s.text for s in line)]
        return sum([line[-1].spaced for line in lines]) > SPACED * len(lines)

    def _lines(self, node: Node) -> list[list[Segment]]:
        """The lines of an element's own words; a browser prints a table's head on each page, and it counts once."""
        lines: list[list[Segment]] = []
        for page in sorted(node.words):
            more: list[list[Segment]] = []
            for run in node.words[page] if page in self.pages else ():
                more += in_lines(run)
            if not node.in_cell or list(map(words_of, more)) != list(map(words_of, lines[: len(more)])):
                lines += more
        return lines

    def _add(self, page: int, block: Block) -> None:
        block.told, block.settled = True, self.headings
        self.found.append((page, block))


def _cut(text: str, more: str) -> bool:
    """Whether a word may go on in the next line: not with capitals behind small letters, nor a telephone's number with more."""
    if text[-1:].isdecimal() and more[:1].isdecimal():
        return text.isalnum() or any(map(str.isalpha, text))
    return text[-1:].isalnum() and more[:1].isalnum() and (text[-1].isupper() or not more[0].isupper())


def _itemised(text: str, otherwise: str = "- ") -> str:
    """A text that begins with a bullet, or else is the words of an item, as an item; `otherwise` is empty for other texts."""
    if item := bulleted(text):
        return item
    if otherwise and text.startswith(f"{CIRCLE} "):
        return otherwise + text[2:]
    return otherwise and (text if marked(text) else otherwise + text)


def _has_headings(root: Node, pages: Container[int]) -> bool:
    """Whether a document's tags tell its headings: there are some with words."""
    heads = (node for node in root.walk() if HEADING.fullmatch(node.kind) or node.kind == "H")
    return any(page in pages for node in heads for page in node.words)
