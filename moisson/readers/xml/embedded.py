"""HTML that stands inside XML as plain characters: escaped, or in a CDATA section."""

from typing import ClassVar

from moisson.readers.xml.structure import Attributes
from moisson.readers.xml.walker import Walker


class Embedded(Walker):
    """A walker for which the words of some elements are HTML."""

    embedded: ClassVar[frozenset[str]] = frozenset()

    def enter(self, name: str, attributes: Attributes) -> None:
        if name in self.embedded:
            self._announce()
            self._push()
            self.reads_markup = False  # all of it at once, at the end

    def leave(self, name: str) -> None:
        if name in self.embedded:
            self.reads_markup = True
            html = "".join(self.out.inline)
            self.out = self._writers.pop()
            self.out.block(self.converted(name, html))

    def converted(self, name: str, html: str) -> str:
        """The words of one such element."""
        return self.words_of(html)
