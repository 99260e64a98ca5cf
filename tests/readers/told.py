"""Texts as the process that reads documents gives them: with what readers tell of words that they leave out."""

from collections.abc import Callable, Iterator

from moisson.readers.conserve import conserve
from moisson.readers.contract import Text
from moisson.readers.set_aside import collected


def told(read: Callable[[bytes], Iterator[Text]], content: bytes) -> list[Text]:
    """What a reader gives and tells."""
    with collected() as said:
        texts = list(read(content))
    return said.with_texts(texts)


def left_out(read: Callable[[bytes], Iterator[Text]], content: bytes, format: str) -> dict[str, int]:
    """Of a file the words that its texts lack, by kind."""
    ((first, *_),) = conserve([(content, format, told(read, content))])
    assert first.left_out is not None
    return dict(first.left_out)
