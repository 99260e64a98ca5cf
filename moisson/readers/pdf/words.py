"""The words of a document: what tells whether a line's end cuts a word or ends at a hyphen of its own."""

from collections.abc import Sequence
from typing import Any

from moisson.readers.pdf.held import gathered, held


class Words:
    """The words that stand whole in lines, as `hyphens.vocabulary` has them; gathered when it is first asked for one."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._table: Any = None

    def __contains__(self, word: object) -> bool:
        if self._table is None:
            self._table, self._lines = gathered(self._lines), ()
        return bool(held(str(word), self._table))
