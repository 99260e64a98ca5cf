"""What a reader tells of the words that it does not give, while it reads: a line where they are passed over.

`collected` listens, and the process that reads documents does; anywhere else `set_aside` and `shows` do nothing.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal, get_args

from moisson.readers.contract import Text

# Where on the page or in the file words stand that are no part of its text.
Kind = Literal["head", "foot", "menu", "notice", "contents", "repeated", "hidden", "numbers", "metadata"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(slots=True)
class Collected:
    """Words set aside, by kind; and all that the file shows, where only its library can tell."""

    aside: dict[str, list[str]] = field(default_factory=dict)
    shown: list[str] | None = None

    def with_texts(self, texts: Sequence[Text]) -> list[Text]:
        """The texts that were read meanwhile, the first with what was told; none where there are none."""
        aside = tuple((kind, "\n".join(words)) for kind, words in self.aside.items())
        shown = None if self.shown is None else "\n".join(self.shown)
        return [text._replace(shown=shown, aside=aside) for text in texts[:1]] + list(texts[1:])


_open: list[Collected] = []


@contextmanager
def collected() -> Iterator[Collected]:
    """Listen to what readers tell."""
    found = Collected()
    _open.append(found)
    try:
        yield found
    finally:
        _open.pop()


def set_aside(kind: Kind, words: str) -> None:
    """Say that these words are no part of the text, and why."""
    if _open:
        _open[-1].aside.setdefault(kind, []).append(words)


def shows(words: str) -> None:
    """Say what the file shows, where it must be asked by a library: pages of a PDF, cells of a spreadsheet."""
    if _open:
        if _open[-1].shown is None:
            _open[-1].shown = []
        _open[-1].shown.append(words)
