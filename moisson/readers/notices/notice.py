"""What both vocabularies of procurement notices share: a small tree of elements, and a page of labels and values.

A tree, not a stream, since a party is described elsewhere than where it acts, and one file may hold several languages. A notice
of more than `MAX_ELEMENTS` is refused.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from moisson.contracts.errors import DocumentError
from moisson.readers.set_aside import set_aside
from moisson.readers.xml.xmlsource import xml_source

MAX_ELEMENTS = 500_000
SHORT = 60  # characters: values up to here that have one label share a line
LONG = 1000  # characters: a line that takes no further values
MAX_DEPTH = 200  # the deepest notice known has 25


@dataclass(slots=True)
class Node:
    """One element: local name, attributes by local name, its words piece by piece, and the elements within."""

    name: str
    attributes: dict[str, str]
    children: list["Node"] = field(default_factory=list)
    pieces: list["str | Node"] = field(default_factory=list)  # words and elements, in order

    def __iter__(self) -> Iterator["Node"]:
        return iter(self.children)

    def all(self, path: str) -> Iterator["Node"]:
        """The elements at a path of names."""
        name, _, rest = path.partition("/")
        for child in self.children:
            if child.name == name:
                if rest:
                    yield from child.all(rest)
                else:
                    yield child

    def first(self, path: str) -> "Node | None":
        """The first element at a path of names."""
        return next(self.all(path), None)

    def find(self, name: str) -> Iterator["Node"]:
        """The elements with a name, however deep."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            if node.name == name and node is not self:
                yield node
            waiting.extend(reversed(node.children))

    def words(self) -> str:
        """All words within, as they stand."""
        return "".join(piece if isinstance(piece, str) else piece.words() for piece in self.pieces)

    def told(self) -> str:
        """All words within, those of each element apart from the next."""
        return " ".join(piece if isinstance(piece, str) else piece.told() for piece in self.pieces)

    def value(self, path: str = "") -> str:
        """The words of the first element at a path, on one line; empty where there is none."""
        node = self.first(path) if path else self
        return " ".join(node.words().split()) if node is not None else ""


def tree(content: bytes) -> Node:
    """A file as a tree; raises DocumentError where it is not well formed, too deep or too large."""
    top = Node("", {})
    opened = [top]
    names: dict[str, str] = {}  # the local names of tags and attributes
    count = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if len(opened) > MAX_DEPTH:
            raise DocumentError("xml-too-deep", f"more than {MAX_DEPTH:,} elements within one another")
        if count > MAX_ELEMENTS:
            raise DocumentError("xml-too-large", f"more than {MAX_ELEMENTS:,} elements in one notice")
        if attributes:
            attributes = {names.get(name) or local(name): value for name, value in attributes.items()}
        node = Node(names.get(tag) or local(tag), attributes)
        opened[-1].children.append(node)
        opened[-1].pieces.append(node)
        opened.append(node)

    def local(tag: str) -> str:
        name = names[tag] = tag.rpartition(":")[2]
        return name

    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: opened.pop()
    parser.CharacterDataHandler = lambda words: opened[-1].pieces.append(words)
    try:
        parser.Parse(xml_source(content), True)
    except expat.ExpatError as error:
        said = f"line {error.lineno}, column {error.offset}: {expat.ErrorString(error.code)}"
        raise DocumentError("xml-malformed", said) from None
    return top.children[0]


def lines_of(words: str) -> list[str]:
    """The lines of free text, without those that hold no words."""
    return [line for raw in words.splitlines() if (line := " ".join(raw.split()))]


def joined(*parts: str, by: str = ", ") -> str:
    """These parts without empty and repeated ones."""
    counted = Counter(part for part in parts if part)
    for part, count in counted.items():
        if count > 1:
            set_aside("repeated", f"{part}\n" * (count - 1))
    return by.join(counted)


@dataclass
class NoticePage:
    """The page of a notice: headings, and lines of a label and a value. A heading waits for words."""

    blocks: list[str] = field(default_factory=list)
    _lines: list[str] = field(default_factory=list)
    _label: str = ""  # of the line written last, where the next value of the same label may join it
    _headings: list[tuple[int, str]] = field(default_factory=list)  # that wait for words

    def heading(self, level: int, words: str, kept: bool = False) -> None:
        """Begin a part; its heading waits for words, unless it is to be kept without any. A list goes on under its own."""
        listed = not self._headings and self._lines and self._lines[-1].startswith("- ")
        if listed and self.blocks and self.blocks[-1] == f"{'#' * level} {' '.join(words.split())}":
            return
        self.end()
        self._headings = [waiting for waiting in self._headings if waiting[0] < level]
        self._headings.append((level, " ".join(words.split())))
        if kept:
            self._announce()

    def line(self, label: str, *values: str, apart: bool = False) -> None:
        """One line of a label and values; text of several lines is a paragraph. A short value joins a line of the same label."""
        if not any(values):
            return
        lines = lines_of(joined(*values, by="; "))
        if not lines:
            return
        self._announce()
        if self._lines and self._lines[-1].startswith("- "):
            self.end()
        short = len(lines) == 1 and len(lines[0]) <= SHORT and not apart
        if short and self._lines and self._label == label and len(self._lines[-1]) < LONG:
            self._lines[-1] += f"; {lines[0]}"
            return
        self._label = label if short else ""
        lines[0] = f"{label}: {lines[0]}" if label else lines[0]
        if len(lines) > 1:
            self.end()
            self.blocks.append("\n".join(lines))
        else:
            self._lines.extend(lines)

    def item(self, words: str) -> None:
        """One item of a list."""
        if line := " ".join(words.split()):
            self._announce()
            if self._lines and not self._lines[-1].startswith("- "):
                self.end()
            self._lines.append(f"- {line}")
            self._label = ""

    def _announce(self) -> None:
        if self._headings:
            headings, self._headings = self._headings, []
            self.blocks.extend(f"{'#' * level} {words}" for level, words in headings)

    def end(self) -> None:
        """End the block of lines."""
        if self._lines:
            self.blocks.append("\n".join(self._lines))
            self._lines = []

    def text(self) -> str:
        self.end()
        return "\n\n".join(self.blocks)
