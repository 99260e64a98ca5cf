"""A document's structure tree: what holds words, in the order in which it is read, with the words of each page."""

import re
from collections.abc import Iterator

from moisson.readers.pdf.lines.pieces import Segment
from moisson.readers.pdf.tags.elements import KIND, UNTAGGED, Elements

# Kinds of elements (ISO 32000-1, 14.8.4; 32000-2 adds some): those that only hold others, and those that are part of a line.
GROUPS = frozenset(
    re.findall(
        r"\w+", "Document DocumentFragment Part Art Sect Div Aside NonStruct Private TOC Index L LI Table THead TBody TFoot TR"
    )
)
INLINE = frozenset(re.findall(r"\w+", "Span Quote Reference BibEntry Code Link Annot Ruby RB RT RP Warichu WT WP Em Strong Sub"))
BLOCKS = frozenset(
    re.findall(r"\w+", "P Title FENote Note LBody Lbl TD TH Caption TOCI Figure Formula BlockQuote Form H Artifact")
)
BARE = ("NonStruct", "Private")  # without a meaning: in a block, part of its lines
CELLS, LOOSE = ("TD", "TH"), ("Note", "FENote", "Figure", "Caption", "Form", "TOCI", "Lbl")
HEADING = re.compile(r"H\d{1,2}")
MOST = 2_000_000  # elements of one document

Place = tuple[int, ...]


class Node:
    """An element that begins a block of its own, or holds such; lesser ones give it their words."""

    __slots__ = ("alternative", "columns", "in_cell", "inner", "kind", "loose", "page", "rows", "words")

    def __init__(self, kind: str, within: "Node | None" = None) -> None:
        self.kind = kind
        self.in_cell: bool = kind in CELLS or (within is not None and within.in_cell)  # of a table
        self.loose: bool = kind in LOOSE or (
            within is not None and within.loose
        )  # stands where there is room, or beside its words
        self.columns = 1  # that a cell spans
        self.rows = 1
        self.alternative = ""
        self.page = 0  # the first on which it stands
        self.words: dict[int, list[list[Segment]]] = {}  # its own, by page: runs of lines, each from its top down
        self.inner: dict[Place, Node] = {}  # by their places in it

    def ordered(self) -> list["Node"]:
        """What it holds, in order."""
        return [self.inner[place] for place in sorted(self.inner)]

    def walk(self) -> Iterator["Node"]:
        """It and all that it holds, in order."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.ordered()))


class Tree:
    """The structure of a document, as its pages show it one by one."""

    def __init__(self) -> None:
        self.root = Node("Document")
        self.count = 0

    def add(self, page: int, elements: Elements) -> list[tuple[Node, list[int]]]:
        """Take in the elements of a page, from 1; gives the blocks with content there, in order, with their marks."""
        rows = elements.rows
        if self.count + len(rows) > MOST:
            return []
        kinds: dict[bytes, str] = {}
        at: list[tuple[Node, Place]] = []  # of each row: the block that its words belong to, and its place in it
        found: list[tuple[Node, list[int]]] = []
        raw = rows["kind"].tobytes()
        fields = zip(
            *(rows[name].tolist() for name in ("parent", "place", "mark", "columns", "rows", "alternative")), strict=True
        )
        for k, (parent, place, mark, columns, spanned, alternative) in enumerate(fields):
            node, before = at[parent] if parent >= 0 else (self.root, ())
            here = (*before, place)
            if mark != UNTAGGED:
                owner = self._inner(node, here, "P", page) if node.kind in GROUPS else node
                if found and found[-1][0] is owner:
                    found[-1][1].append(mark)
                else:
                    found.append((owner, [mark]))
                at.append((node, here))
                continue
            key = raw[2 * KIND * k : 2 * KIND * (k + 1)]
            kind = kinds.get(key) or kinds.setdefault(key, key.decode("utf-16-le", "replace").partition("\0")[0])
            if not _begins(kind, node):
                if node.kind in GROUPS:
                    node, here = self._inner(node, here, "P", page), ()
                at.append((node, here))
                continue
            inner = self._inner(node, here, kind, page)
            inner.columns, inner.rows = columns, spanned
            if alternative >= 0:
                inner.alternative = elements.alternatives[alternative]
            at.append((inner, ()))
        return _once(found)

    def _inner(self, node: Node, place: Place, kind: str, page: int) -> Node:
        found = node.inner.get(place)
        if found is None:
            found = node.inner[place] = Node(kind, node)
            found.page = page
            self.count += 1
        return found


def _begins(kind: str, parent: Node) -> bool:
    """Whether an element begins a block: of unknown ones those that do not stand within one."""
    if kind in INLINE or parent.kind == "Artifact" or (kind in BARE and parent.kind not in GROUPS):
        return False
    return kind in GROUPS or kind in BLOCKS or HEADING.fullmatch(kind) is not None or parent.kind in GROUPS


def _once(found: list[tuple[Node, list[int]]]) -> list[tuple[Node, list[int]]]:
    """Blocks, each with all its marks where it has the first of them: what stands within it comes after its own words."""
    out: dict[int, tuple[Node, list[int]]] = {}
    for node, marks in found:
        out.setdefault(id(node), (node, []))[1].extend(marks)
    return list(out.values())
