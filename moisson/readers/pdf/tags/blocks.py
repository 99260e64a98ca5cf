"""Blocks of text as the tags have them: headings with their levels, paragraphs, items, tables, notes."""

import re
from collections.abc import Container
from itertools import groupby
from statistics import median

from moisson.readers import pipes
from moisson.readers.pdf.paragraphs.notes import NOTE, gathered, written
from moisson.readers.pdf.paragraphs.writing import CIRCLE, LONG, Block, Style, bulleted, headed, marked, plain
from moisson.readers.pdf.tags.grid import Grid, in_cell, is_row, is_table, parts
from moisson.readers.pdf.tags.tree import GROUPS, HEADING, NOTES, Node
from moisson.readers.pdf.tags.words import Words, numbered

INDENT, DEEPEST = "  ", 8  # of a list in a list; lists within each other that are told apart
PICTURES = ("Figure", "Formula")
NAMED = re.compile(
    r"\S*|.*(?:\.(?:png|jpe?g|gif|svg|[ew]mf|tiff?|bmp|eps)\b|://|:\\).*", re.I | re.S
)  # a file, not what it shows


class Writer:
    """Writes the blocks of some pages of a document, each with the page on which it begins."""

    def __init__(self, root: Node, pages: Container[int], style: Style) -> None:
        self.pages, self.style = pages, style
        self.headings = any(node.words and (HEADING.fullmatch(node.kind) or node.kind == "H") for node in root.walk())
        self.found: list[tuple[int, Block]] = []
        self._words = Words(root, style)
        self._lead = ""  # the mark of an item that has no words yet
        self._unlabelled = False  # these may begin with its own mark
        self._write(root, 0)

    def _write(self, node: Node, depth: int) -> None:
        """Write an element and what stands in it; `depth` says how many lists it is in."""
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
            for some in _pieces(node):
                if len(some) > 1:
                    self._table(some)
                else:
                    self._write(some[0], depth + (node.kind == "L"))

    def _item(self, node: Node, depth: int) -> None:
        """Write an item of a list: its label stands before the first words in it."""
        behind: list[Node] = []
        labels = [in_cell(each, self._words, behind) for each in node.ordered() if each.kind == "Lbl"]
        label = numbered(" ".join(" ".join(labels).split()))
        outer = self._lead.strip(" -")
        indent = "" if outer else INDENT * min(max(depth - 1, 0), DEEPEST)
        lead = f"{outer} {label}".strip()
        self._lead, self._unlabelled = f"{indent}{lead or '-'} ", not lead
        for each in [each for each in node.ordered() if each.kind != "Lbl"] + behind:
            self._write(each, depth)
        if self._lead and label:  # and no words
            self._add(min(node.pages()), Block("item", self._lead.rstrip(), self.style.body))
        self._lead = ""

    def _own(self, node: Node) -> None:
        """Write the words that are an element's own; where a picture has none, what is said of it."""
        text = plain(self._words.of(node))
        if not text:
            spoken = " ".join(node.alternative.split())
            if node.kind in PICTURES and node.page in self.pages and not NAMED.fullmatch(spoken):
                self._add(node.page, Block("text", spoken, self.style.body))
            return
        lead, self._lead = self._lead, ""
        size, bold = median([s.size for s in node.segments()]), all(s.bold for s in node.segments())
        if self._heads(node, text, size, bold):
            level = int(node.kind[1:]) if HEADING.fullmatch(node.kind) else int(node.kind == "Title")
            block = Block("heading", f"{lead.strip(' -')} {text}".strip(), size, bold, level=level)
        elif item := _itemised(text, lead, self._unlabelled):
            block = Block("item", item, size, bold)
        else:
            block = Block("text", text, size, bold)
        self._add(min(node.words), block)

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
            text = self._words.of(each)
            if each.kind == "Lbl":
                label = plain(text).strip("()[] ")
            elif text:
                blocks.append(Block("note", f"({label}) {text}" if label and not NOTE.match(text) else text))
                label = ""
        if label:
            blocks.append(Block("note", label))
        for block in gathered(blocks, self.style):
            self._add(min(node.pages()), written(block))

    def _table(self, pieces: list[Node]) -> None:
        """Write a table, whole or in pieces, and around it what stands in it outside its rows."""
        grid = Grid(pieces, self._words)
        for each in grid.before:
            self._write(each, 0)
        for text in pipes.table(grid.rows):
            page = min(set().union(*(piece.pages() for piece in pieces)))
            head, below, _ = text.partition("\n| --- |")
            if below:
                self._add(page, Block("table", text, self.style.body, head=head))
            else:
                self._add(page, Block("text", self._lead + text, self.style.body))
                self._lead = ""
        for each in grid.behind:
            self._write(each, 0)

    def _add(self, page: int, block: Block) -> None:
        block.told, block.settled = True, self.headings
        self.found.append((page, block))


def _pieces(node: Node) -> list[list[Node]]:
    """What an element holds, in order; the tables together that a program makes of one where pages cut it.

    They follow each other without so much as an empty paragraph, and each begins on the page after. Of a table in which others
    stand, rows without any are tables.
    """
    if node.kind == "Table":
        runs = groupby(parts(node), is_row)
        return [[each] for whole, some in runs for each in ([node.holding(some)] if whole else some)]
    out: list[list[Node]] = []
    for place in sorted(node.inner):
        each, before = node.inner[place], node.inner.get((*place[:-1], place[-1] - 1))
        tables = before is not None and before.kind == each.kind == "Table"
        if before and tables and min(each.pages(), default=0) == max(before.pages(), default=0) + 1:
            out[-1].append(each)
        else:
            out.append([each])
    return out


def _itemised(text: str, lead: str, unlabelled: bool) -> str:
    """A text as an item, behind its label or with a bullet of its own; nothing for other texts."""
    item = bulleted(text)
    if not lead:
        return item
    if not unlabelled:
        return lead + text
    return lead.removesuffix("- ") + (item or (text if marked(text) else "- " + text.removeprefix(f"{CIRCLE} ")))
