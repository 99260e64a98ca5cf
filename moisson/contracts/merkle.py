"""The Merkle tree of a release: one root that commits to every document, and short proofs that one is or is not in it.

A leaf is SHA-256(id) followed by the version (itself a SHA-256): 64 bytes. Leaves are sorted by their bytes, hence by the hash of
the id: two neighbours prove that no id lies between them. Nodes are hashed as in RFC 6962, section 2.1; a lone last node rises
unchanged. A proof reveals no id, only its hash and those of its neighbours.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice, pairwise
from pathlib import Path
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

LEAF_BYTES = 64
BITS = 12  # leaves with the same first bits share a file
MOST_WAITING = 16 * 2**20  # bytes of leaves held before they are written
AT_ONCE = 2**18  # leaves held of many files that are read as one
SUBTREE = 2**12  # leaves hashed at once; a power of two


def leaf(id: str, version: str) -> bytes:
    """The leaf of a document."""
    return sha256(id.encode()).digest() + bytes.fromhex(version)


def hash_leaf(data: bytes) -> bytes:
    """The hash of a leaf, which no node's can equal."""
    return sha256(b"\x00" + data).digest()


def hash_node(left: bytes, right: bytes) -> bytes:
    """The hash of the node above two others."""
    return sha256(b"\x01" + left + right).digest()


class Leaves:
    """Sorts leaves on disk, in files by their first bits. A context manager over an empty folder.

    Memory holds one of 4,096 files at a time, and `MOST_WAITING` bytes to be written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder, self.count = folder, 0
        self._waiting: dict[int, bytearray] = {}
        self._waiting_bytes = 0

    def __enter__(self) -> "Leaves":
        self._folder.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._waiting.clear()

    def add(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Add documents by id and version."""
        for id, version in pairs:
            data = leaf(id, version)
            self._waiting.setdefault(int.from_bytes(data[:2]) >> 16 - BITS, bytearray()).extend(data)
            self.count += 1
            self._waiting_bytes += LEAF_BYTES
            if self._waiting_bytes >= MOST_WAITING:
                self._write()

    def _write(self) -> None:
        for bits, data in self._waiting.items():
            with (self._folder / f"{bits:04x}").open("ab") as file:
                file.write(data)
        self._waiting, self._waiting_bytes = {}, 0

    def __iter__(self) -> Iterator[bytes]:
        self._write()
        for path in sorted(self._folder.iterdir()):
            data = path.read_bytes()
            yield from sorted(data[at : at + LEAF_BYTES] for at in range(0, len(data), LEAF_BYTES))

    def root(self) -> str:
        """The root in 64 hexadecimal digits; without leaves, the hash of nothing."""
        return root_of(self)

    def paths(self, indices: Iterable[int]) -> dict[int, list[bytes]]:
        """The audit path of each index: the siblings from the leaf up. Levels stream one into the next."""
        found: dict[int, list[bytes]] = {index: [] for index in indices}
        nodes: Iterator[bytes] = map(hash_leaf, self)
        size, level = self.count, 0
        while size > 1:
            nodes = _parents(nodes, level, found)
            size, level = (size + 1) // 2, level + 1
        for _ in nodes:
            pass
        return found


def merged(files: Iterable[Path]) -> Iterator[bytes]:
    """The leaves of many files in order, in each of which they lie in order, end to end. Memory holds about `AT_ONCE` of them."""
    # NumPy compares such strings as if zeros followed: as bytes, where all are of one length.
    leaves: list[NDArray[np.bytes_]] = [np.memmap(file, f"S{LEAF_BYTES}", "r") for file in files if file.stat().st_size]
    parts = -(-sum(map(len, leaves)) // AT_ONCE)
    begins = [np.bytes_((part * 2**64 // parts).to_bytes(8)) for part in range(1, parts)]  # hashes lie evenly
    cuts = [[0, *np.searchsorted(one, begins).tolist(), len(one)] for one in leaves]
    for bounds in zip(*map(pairwise, cuts), strict=True):
        some = np.concatenate([one[begin:end] for one, (begin, end) in zip(leaves, bounds, strict=True)])
        some.sort()
        data = some.tobytes()
        yield from (data[at : at + LEAF_BYTES] for at in range(0, len(data), LEAF_BYTES))


def root_of(leaves: Iterable[bytes]) -> str:
    """The root over leaves in order, in 64 hexadecimal digits; without leaves, the hash of nothing."""
    rest, tops = iter(leaves), list[bytes]()
    while nodes := [hash_leaf(data) for data in islice(rest, SUBTREE)]:
        tops.append(_top(nodes))
    return _top(tops).hex()


def _top(nodes: list[bytes]) -> bytes:
    """The node above all of these, which stand on one level."""
    while len(nodes) > 1:
        parents = [hash_node(left, right) for left, right in zip(nodes[::2], nodes[1::2], strict=False)]
        nodes = parents + nodes[2 * len(parents) :]  # a lone last one rises
    return nodes[0] if nodes else sha256().digest()


def _parents(nodes: Iterator[bytes], level: int, found: dict[int, list[bytes]]) -> Iterator[bytes]:
    """The nodes one level up. Appends siblings to the audit paths in `found`."""
    asked = [(index >> level, path) for index, path in found.items()]
    place = 0
    for left in nodes:
        right = next(nodes, None)
        if right is None:
            yield left
            return
        for at, path in asked:
            if at in (place, place + 1):
                path.append(right if at == place else left)
        yield hash_node(left, right)
        place += 2


@dataclass(frozen=True)
class Placed:
    """A leaf, its index and its audit path."""

    leaf: bytes
    index: int
    path: tuple[bytes, ...]

    def root(self, size: int) -> str | None:
        """The root computed from this leaf in a tree of `size` leaves; None where the path does not fit."""
        if not 0 <= self.index < size or len(self.leaf) != LEAF_BYTES:
            return None
        node, index, path = hash_leaf(self.leaf), self.index, list(self.path)
        while size > 1:
            if index ^ 1 < size:
                if not path:
                    return None
                sibling = path.pop(0)
                node = hash_node(sibling, node) if index & 1 else hash_node(node, sibling)
            index, size = index // 2, (size + 1) // 2
        return None if path else node.hex()

    def as_dict(self) -> dict[str, object]:
        return {"leaf": self.leaf.hex(), "index": self.index, "path": [node.hex() for node in self.path]}


@dataclass(frozen=True)
class Proof:
    """Proof that a document is in a tree (by its leaf), or that its id is not (by the leaves on either side).

    `key` is SHA-256 of the id. At an end of the tree there is one neighbour; in an empty tree there is none.
    """

    key: bytes
    size: int
    present: bool
    leaves: tuple[Placed, ...]

    def holds(self, root: str) -> bool:
        """Whether the proof holds for the tree with this root."""
        if any(placed.root(self.size) != root for placed in self.leaves):
            return False
        keys = [placed.leaf[:32] for placed in self.leaves]
        if self.present:
            return keys == [self.key]
        if self.size == 0:
            return not self.leaves and root == sha256().hexdigest()
        indices = [placed.index for placed in self.leaves]
        if indices == [0] and self.key < keys[0]:
            return True
        if indices == [self.size - 1] and keys[0] < self.key:
            return True
        return len(keys) == 2 and indices[1] == indices[0] + 1 and keys[0] < self.key < keys[1]

    def as_dict(self) -> dict[str, object]:
        leaves = [placed.as_dict() for placed in self.leaves]
        return {"id_sha256": self.key.hex(), "documents": self.size, "present": self.present, "leaves": leaves}


def prove(leaves: Leaves, id: str) -> Proof:
    """Prove that a document with this id is among the leaves, or that none is."""
    key = sha256(id.encode()).digest()
    below: tuple[int, bytes] | None = None
    chosen: list[tuple[int, bytes]] = []
    present = False
    for index, data in enumerate(leaves):
        if data[:32] < key:
            below = (index, data)
            continue
        present = data[:32] == key
        chosen = [(index, data)] if present else [*([below] if below else []), (index, data)]
        break
    else:
        chosen = [below] if below else []
    paths = leaves.paths([index for index, _ in chosen])
    return Proof(key, leaves.count, present, tuple(Placed(data, index, tuple(paths[index])) for index, data in chosen))
