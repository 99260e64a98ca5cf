"""The tree over a log that only grows (RFC 9162, section 2.1): proofs that an event is in it, that nothing was rewritten."""

from collections.abc import Sequence
from hashlib import sha256

from moisson.contracts.merkle import hash_leaf, hash_node


class Tree:
    """The tree over entries in their order; its hashes are kept, so that proofs cost little."""

    def __init__(self, entries: Sequence[bytes]) -> None:
        self._leaves = [hash_leaf(data) for data in entries]
        self._kept: dict[tuple[int, int], bytes] = {}

    def root(self, size: int) -> bytes:
        """The root over the first `size` entries; without any, the hash of nothing."""
        return self._node(0, size) if size else sha256().digest()

    def inclusion(self, index: int, size: int) -> list[bytes]:
        """The siblings that lead from an entry up to the root over `size` entries (2.1.3.1)."""
        begin, end, path = 0, size, list[bytes]()
        while end - begin > 1:
            middle = begin + _split(end - begin)
            if index < middle:
                path.append(self._node(middle, end))
                end = middle
            else:
                path.append(self._node(begin, middle))
                begin = middle
        return path[::-1]

    def consistency(self, old: int, size: int) -> list[bytes]:
        """The nodes that show that the first `old` of `size` entries are as they were (2.1.4.1)."""
        begin, end, whole, path = 0, size, True, list[bytes]()
        while old not in (0, end):
            middle = begin + _split(end - begin)
            if old <= middle:
                path.append(self._node(middle, end))
                end = middle
            else:
                path.append(self._node(begin, middle))
                begin, whole = middle, False
        if old and not whole:
            path.append(self._node(begin, end))
        return path[::-1]

    def _node(self, begin: int, end: int) -> bytes:
        if end - begin == 1:
            return self._leaves[begin]
        if (found := self._kept.get((begin, end))) is None:
            middle = begin + _split(end - begin)
            found = self._kept[begin, end] = hash_node(self._node(begin, middle), self._node(middle, end))
        return found


def _split(size: int) -> int:
    """The largest power of two below a size."""
    return 1 << (size - 1).bit_length() - 1


def includes(entry: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether the path leads from an entry at this index to the root (2.1.3.2)."""
    if not 0 <= index < size:
        return False
    node, at, last = hash_leaf(entry), index, size - 1
    for sibling in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            node = hash_node(sibling, node)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            node = hash_node(node, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and node == root


def extends(old: int, old_root: bytes, size: int, root: bytes, path: Sequence[bytes]) -> bool:
    """Whether the tree of `size` entries begins with the `old` entries below the older root (2.1.4.2)."""
    if not 0 <= old <= size:
        return False
    if old in (0, size):
        return not path and (old_root == root if old else old_root == sha256().digest())
    nodes = [old_root, *path] if old & old - 1 == 0 else list(path)
    if not nodes:
        return False
    at, last = old - 1, size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    older = newer = nodes[0]
    for node in nodes[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            older, newer = hash_node(node, older), hash_node(node, newer)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            newer = hash_node(newer, node)
        at, last = at >> 1, last >> 1
    return last == 0 and older == old_root and newer == root
