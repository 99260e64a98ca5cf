"""The tree of the log: against the definition of RFC 9162 written again, and with proofs that cannot be bent."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moisson.contracts.commons.tree import Tree, extends, includes

ENTRIES = [f"event {number}".encode() for number in range(40)]


def by_definition(entries: list[bytes]) -> bytes:
    """MTH of RFC 9162, section 2.1.1, word for word."""
    if not entries:
        return sha256().digest()
    if len(entries) == 1:
        return sha256(b"\x00" + entries[0]).digest()
    k = max(2**power for power in range(10) if 2**power < len(entries))
    return sha256(b"\x01" + by_definition(entries[:k]) + by_definition(entries[k:])).digest()


@pytest.mark.parametrize("size", range(41))
def test_the_root_is_as_the_rfc_defines_it_at_every_size(size: int) -> None:
    assert Tree(ENTRIES).root(size) == by_definition(ENTRIES[:size])


def test_the_example_of_the_rfc_with_seven_entries() -> None:
    """RFC 9162, section 2.1.5: the paths of its figure, with its names for the nodes."""

    def node(left: bytes, right: bytes) -> bytes:
        return sha256(b"\x01" + left + right).digest()

    tree = Tree(ENTRIES[:7])
    a, b, c, d, e, f, j = (sha256(b"\x00" + each).digest() for each in ENTRIES[:7])
    g, h, i = node(a, b), node(c, d), node(e, f)
    k, m = node(g, h), node(i, j)  # `m` is the figure's l
    assert tree.inclusion(0, 7) == [b, h, m]
    assert tree.inclusion(3, 7) == [c, g, m]
    assert tree.inclusion(4, 7) == [f, j, k]
    assert tree.inclusion(6, 7) == [i, k]
    assert tree.consistency(3, 7) == [c, d, g, m]
    assert tree.consistency(4, 7) == [m]
    assert tree.consistency(6, 7) == [i, j, k]


@given(st.data())
def test_a_proof_of_inclusion_holds_for_its_entry_place_and_root_alone(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 40))
    index = data.draw(st.integers(0, size - 1))
    tree = Tree(ENTRIES)
    root, path = tree.root(size), tree.inclusion(index, size)
    assert includes(ENTRIES[index], index, size, path, root)
    assert not includes(b"forged", index, size, path, root)
    assert not includes(ENTRIES[index], index, size, [*path, root], root)
    assert not includes(ENTRIES[index], size, size, path, root)
    for other in set(range(size)) - {index}:
        assert not includes(ENTRIES[index], other, size, path, root)
    for at in range(len(path)):
        bent = [*path[:at], bytes(32), *path[at + 1 :]]
        assert not includes(ENTRIES[index], index, size, bent, root)
        assert not includes(ENTRIES[index], index, size, path[:at] + path[at + 1 :], root)


@given(st.data())
def test_a_proof_of_consistency_holds_for_a_log_that_grew_and_for_no_other(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 40))
    old = data.draw(st.integers(1, size))
    tree = Tree(ENTRIES)
    path = tree.consistency(old, size)
    assert extends(old, tree.root(old), size, tree.root(size), path)
    changed = data.draw(st.integers(0, old - 1))
    rewritten = Tree([*ENTRIES[:changed], b"rewritten", *ENTRIES[changed + 1 :]])
    assert not extends(old, tree.root(old), size, rewritten.root(size), rewritten.consistency(old, size))
    assert not extends(old, tree.root(old), size, tree.root(size), [*path, bytes(32)])
    assert not extends(size + 1, tree.root(size), size, tree.root(size), path)
    for at in range(len(path)):
        assert not extends(old, tree.root(old), size, tree.root(size), path[:at] + path[at + 1 :])
        assert not extends(old, tree.root(old), size, tree.root(size), [*path[:at], bytes(32), *path[at + 1 :]])


def test_every_log_begins_with_nothing() -> None:
    tree = Tree(ENTRIES)
    assert extends(0, sha256().digest(), 40, tree.root(40), [])
    assert not extends(0, tree.root(1), 40, tree.root(40), [])
