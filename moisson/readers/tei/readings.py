"""Which of several readings is the text: choices, apparatus, levels of transcription, what was struck out or restored."""

import re
from collections.abc import Callable
from functools import cached_property
from typing import Any

from moisson.readers.tei import spacing
from moisson.readers.tei.spacing import BREAKS, Spacing
from moisson.readers.xml.walker import Attributes, Role

READINGS = {"choice": ("orig", "sic", "abbr"), "app": ("wit",)}
LEVELS = ("norm", "dipl", "facs")  # of Menota: normalised, with abbreviations spelt out, as written
LINE_END = re.compile(r"\bEOL(?:un)?hyphen$")  # of the Text Creation Partnership: the print divides a word here


class Readings(Spacing):
    """One reading of each place."""

    def __init__(self, content: bytes) -> None:
        super().__init__(content)
        self._content = content
        self._readings: list[set[str]] = []  # of the open choices: what has been read
        self._struck = ""  # the anchor at which the words that are struck out end

    @cached_property
    def _level(self) -> str:
        """Of a transcription on several levels, the one that most words have; of as many, the most regular."""
        return max(LEVELS, key=lambda level: len(re.findall(rb"<(?:\w+:)?%s[\s>/]" % level.encode(), self._content)))

    def reading(self, name: str, parent: str) -> Role:
        """The part of an alternative: of a choice, one is read, and of several levels that of the whole file."""
        met = self._readings[-1] if self._readings else set()
        if name in BREAKS:
            return Role.INLINE
        if parent == "choice" and name in LEVELS:
            return Role.INLINE if name == self._level else Role.SKIP
        if name in READINGS[parent] or met:
            return Role.SKIP
        met.add(name)
        return Role.INLINE

    def _open_readings(self, name: str, attributes: Attributes) -> None:
        self._readings.append(set())

    def _close_readings(self, name: str) -> None:
        self._readings.pop()

    def _strike(self, name: str, attributes: Attributes) -> None:
        """Leave out what is struck out over the ends of elements, where the file says at which anchor that ends."""
        end = (attributes.get("spanTo") or attributes.get("to") or "").removeprefix("#")
        if end and re.search(rb"<(?:\w+:)?anchor\s[^<>]*?\bid\s*=\s*[\"']%s[\"']" % re.escape(end.encode()), self._content):
            self._struck = end
            self.hear(False)

    def _unstrike(self, name: str, attributes: Attributes) -> None:
        if self._struck and self._struck in (attributes.get("xml:id"), attributes.get("id")):
            self._struck = ""
            self.hear(True)

    def _sign(self, name: str, attributes: Attributes) -> None:
        """A sign that says: the word goes on in the next line."""
        if LINE_END.search(attributes.get("ref") or ""):
            self._glued = True

    def _gap(self, name: str, attributes: Attributes) -> None:
        """White space that the page has."""
        if self.out.inline and not self._glued:
            self.out.inline.append(" ")


# What begins and what ends with an element.
AT_START: dict[str, Callable[[Any, str, Attributes], None]] = {
    **spacing.AT_START,
    **dict.fromkeys(("choice", "app"), Readings._open_readings),
    "delSpan": Readings._strike,
    "anchor": Readings._unstrike,
    "g": Readings._sign,
    "space": Readings._gap,
}
AT_END: dict[str, Callable[[Any, str], None]] = {**spacing.AT_END, **dict.fromkeys(("choice", "app"), Readings._close_readings)}
