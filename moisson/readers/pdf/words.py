"""The words of a document: what tells whether a line's end cuts a word or ends at a hyphen of its own."""

from collections.abc import Sequence

from moisson.readers.hyphens import vocabulary


class Words:
    """The words that stand whole in lines, as `hyphens.vocabulary` has them; gathered when it is first asked for one."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._words: frozenset[str] | None = None

    def __contains__(self, word: object) -> bool:
        if self._words is None:
            self._words, self._lines = vocabulary(self._lines), ()
        return word in self._words
