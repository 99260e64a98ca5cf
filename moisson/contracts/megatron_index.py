"""Megatron's index of a dataset: `NAME.idx` says where the tokens of each document lie in `NAME.bin`.

The format is that of `IndexedDataset` (NVIDIA/Megatron-LM, `megatron/core/datasets/indexed_dataset.py`), all little-endian:
9 bytes `MMIDIDX\\0\\0`, a version (uint64, 1), the code of the tokens' type (uint8), the number of sequences and that of bounds
(uint64 each), then the length of each sequence (int32, in tokens), its place (int64, in bytes of the `.bin`), and the bounds of
documents (int64, counted in sequences, from 0). Here a document is one sequence, so that the bounds are 0, 1, 2 …
"""

from collections.abc import Iterator
from pathlib import Path
from struct import Struct
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from moisson.contracts.errors import UserError

HEAD = Struct("<9sQBQQ")
MAGIC = b"MMIDIDX\x00\x00"
CODES = {"uint16": 8, "int32": 4}
NARROW_BELOW = 65_500  # ids: what Megatron's own preprocessing writes as uint16
AT_ONCE = 1 << 18  # documents whose numbers are in memory at a time


class Index(NamedTuple):
    """An index as it lies on disk."""

    dtype: str  # of the tokens: uint16 or int32
    lengths: NDArray[np.int32]  # in tokens, mapped
    places: NDArray[np.int64]  # in bytes of the `.bin`, mapped


def dtype_of(vocabulary: int) -> Literal["uint16", "int32"]:
    """The type of tokens with so many different ids."""
    return "uint16" if vocabulary < NARROW_BELOW else "int32"


def write_index(path: Path, lengths: NDArray[np.int32], dtype: str) -> None:
    """Write the index of documents of these lengths, which lie end to end. Memory holds the numbers of `AT_ONCE` of them."""
    count, width = len(lengths), np.dtype(dtype).itemsize
    with path.open("wb") as file:
        file.write(HEAD.pack(MAGIC, 1, CODES[dtype], count, count + 1))
        for some in _pieces(lengths):
            file.write(some.astype("<i4").tobytes())
        place = 0
        for some in _pieces(lengths):
            ends = place + np.cumsum(some, dtype=np.int64) * width
            file.write((ends - some.astype(np.int64) * width).astype("<i8").tobytes())
            place = int(ends[-1])
        for begin in range(0, count + 1, AT_ONCE):
            file.write(np.arange(begin, min(begin + AT_ONCE, count + 1), dtype="<i8").tobytes())


def read_index(path: Path) -> Index:
    """Read an index of documents of one sequence each. Raises UserError where the file is cut, or is no such index."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(HEAD.size)
    except OSError as error:
        raise UserError(f"{path}: {error.strerror or error}; make the tokens again.") from None
    if len(head) < HEAD.size or not head.startswith(MAGIC):
        raise UserError(f"{path} is no index of Megatron's; give a folder that `moisson tokens` wrote.")
    _, version, code, count, bounds = HEAD.unpack(head)
    dtype = next((name for name, each in CODES.items() if each == code), None)
    if version != 1 or dtype is None or bounds != count + 1:
        raise UserError(f"{path} is an index of another kind: one sequence a document, uint16 or int32, is what Moisson reads.")
    if size != (wanted := HEAD.size + 12 * count + 8 * bounds):
        raise UserError(
            f"{path} has {size:,} bytes where {count:,} documents take {wanted:,}: it was cut; make the tokens again."
        )
    lengths = _mapped(path, "<i4", HEAD.size, count)
    return Index(dtype, lengths, _mapped(path, "<i8", HEAD.size + 4 * count, count))


def mapped(path: Path, dtype: str) -> NDArray[Any]:
    """All of a file as numbers, mapped."""
    return _mapped(path, dtype, 0, path.stat().st_size // np.dtype(dtype).itemsize)


def _mapped(path: Path, dtype: str, offset: int, count: int) -> NDArray[Any]:
    """Numbers of a file; nothing can be mapped of an empty one."""
    return np.memmap(path, dtype, "r", offset, (count,)) if count else np.empty(0, dtype)


def _pieces(lengths: NDArray[np.int32]) -> Iterator[NDArray[np.int32]]:
    for begin in range(0, len(lengths), AT_ONCE):
        yield lengths[begin : begin + AT_ONCE]
