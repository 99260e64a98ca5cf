"""A document's structure tree: what holds words, in the order in which it is read, with the words of each page."""

import re
from collections.abc import Iterable, Iterator
from copy import copy

from moisson.readers.pdf.lines.pieces import Segment
from moisson.readers.pdf.tags.elements import UNTAGGED, Element, Elements


def _kinds(names: str) -> frozenset[str]:
    return frozenset(names.split())


# Kinds of elements (ISO 32000-1, 14.8.4; 32000-2 adds some): those that only hold others, and those that are part of a line.
GROUPS = _kinds("Document DocumentFragment Part Art Sect Div Aside NonStruct Private TOC Index L LI Table THead TBody TFoot TR")
INLINE = _kinds("Span Quote Reference BibEntry Code Link Annot Ruby RB RT RP Warichu WT WP Em Strong Sub")
BLOCKS = _kinds("P Title FENote Note LBody Lbl TD TH Caption TOCI Figure Formula BlockQuote Form H Artifact")
BARE = ("NonStruct", "Private")  # without a meaning: in a block, part of its lines
CELLS, NOTES = ("TD", "TH"), ("Note", "FENote")
LOOSE = (*NOTES, "Figure", "Caption", "Form", "TOCI", "Lbl")
HEADING = re.compile(r"H\d{1,2}")
MOST = 2_000_000  # elements of one document

Place = tuple[int, ...]


class Node:
    """An element that begins a block of its own, or holds such; lesser ones give it their words."""

    __slots__ = ("alternative", "columns", "in_cell", "inner", "kind", "loose", "page", "rows", "words")

    def __init__(self, element: Element, kind: str, page: int, within: "Node | None" = None) -> None:
        self.kind = kind
        self.in_cell: bool = kind in CELLS or bool(within and within.in_cell)  # of a table
        self.loose: bool = kind in LOOSE or bool(within and within.loose)  # stands where there is room, or beside its words
        self.columns, self.rows = element.columns, element.rows  # that a cell spans
        self.alternative = element.alternative
        self.page = page  # the first on which it stands
        self.words: dict[int, list[list[Segment]]] = {}  # its own, by page: runs of lines, each from its top down
        self.inner: dict[Place, Node] = {}  # by their places in it

    def ordered(self) -> list["Node"]:
        """What it holds, in order."""
        return [self.inner[place] for place in sorted(self.inner)]

    def holding(self, some: Iterable["Node"]) -> "Node":
        """The same element, with some of what stands in it and no more."""
        same = copy(self)
        same.words, same.inner = {}, {(k,): each for k, each in enumerate(some)}
        return same

    def walk(self) -> Iterator["Node"]:
        """It and all that it holds, in order."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.ordered()))

    def pages(self) -> set[int]:
        """On which it, or something in it, has words."""
        return {page for node in self.walk() for page in node.words}

    def segments(self) -> list[Segment]:
        """Its own words."""
        return [s for runs in self.words.values() for run in runs for s in run]


class Tree:
    """The structure of a document, as its pages show it one by one."""

    def __init__(self) -> None:
        self.root = Node(Element(), "Document", 0)
        self.count = 0

    def add(self, page: int, elements: Elements) -> dict[Node, list[int]]:
        """Take in the elements of a page, from 1; gives the blocks with content there, with their marks.

        A block comes where the first of its marks does, so that what stands within it comes after its own words.
        """
        found: dict[Node, list[int]] = {}
        if self.count + len(elements.rows) > MOST:
            return found
        at: list[tuple[Node, Place]] = []  # of each element: the block that its words belong to, and its place in it
        for each in elements.rows:
            node, before = at[each.parent] if each.parent >= 0 else (self.root, ())
            here = (*before, each.place)
            if each.mark == UNTAGGED and _begins(each.kind, node):
                node, here = self._inner(node, here, each, each.kind, page), ()
            elif node.kind in GROUPS:
                node, here = self._inner(node, here, each, "P", page), ()
            if each.mark != UNTAGGED:
                found.setdefault(node, []).append(each.mark)
            at.append((node, here))
        return found

    def _inner(self, node: Node, place: Place, element: Element, kind: str, page: int) -> Node:
        if place not in node.inner:
            node.inner[place] = Node(element, kind, page, node)
            self.count += 1
        return node.inner[place]


def _begins(kind: str, parent: Node) -> bool:
    """Whether an element begins a block: of unknown ones those that do not stand within one."""
    if kind in INLINE or parent.kind == "Artifact" or (kind in BARE and parent.kind not in GROUPS):
        return False
    return kind in GROUPS or kind in BLOCKS or HEADING.fullmatch(kind) is not None or parent.kind in GROUPS
