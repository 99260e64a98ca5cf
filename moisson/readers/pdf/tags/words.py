"""The words of elements, their lines joined."""

from moisson.readers.hyphens import join_lines
from moisson.readers.pdf.lines.pieces import Segment, in_lines, words_of
from moisson.readers.pdf.paragraphs.writing import CIRCLE, Style
from moisson.readers.pdf.tags.tree import Node

SPACED = 0.8  # of the lines of several words: behind so many a file that writes spaces there writes one


class Words:
    """Gives the words of a document's elements."""

    def __init__(self, root: Node, style: Style) -> None:
        self.style = style
        lines = [line for node in root.walk() for line in _lines(node)[:-1] if any(" " in s.text for s in line)]
        # Whether the file writes spaces where lines of several words end, so that a line without one ends within a word.
        self._spaced = sum([line[-1].spaced for line in lines]) > SPACED * len(lines)

    def of(self, node: Node) -> str:
        """An element's own words, with the signs around superscripts."""
        lines = _lines(node)
        texts: list[str] = []
        for before, line in zip([None, *lines], lines, strict=False):
            words = words_of(line)
            if before and before[-1].cut and self._spaced and _cut(texts[-1], words):
                texts[-1] += words
            else:
                texts.append(words)
        return join_lines(texts, self.style.language, self.style.words)


def numbered(label: str) -> str:
    """A label, such as a number; nothing for a bullet."""
    return label if label != CIRCLE and any(map(str.isalnum, label)) else ""


def _lines(node: Node) -> list[list[Segment]]:
    """The lines of an element's own words; a browser prints a table's head on each page, and it counts once."""
    lines: list[list[Segment]] = []
    for runs in node.words.values():
        more = [line for run in runs for line in in_lines(run)]
        if not node.in_cell or list(map(words_of, more)) != list(map(words_of, lines[: len(more)])):
            lines += more
    return lines


def _cut(text: str, more: str) -> bool:
    """Whether a word may go on in the next line: not with capitals behind small letters, nor a telephone's number with more."""
    if text[-1:].isdecimal() and more[:1].isdecimal():
        return text.isalnum() or any(map(str.isalpha, text))
    return text[-1:].isalnum() and more[:1].isalnum() and (text[-1].isupper() or not more[0].isupper())
