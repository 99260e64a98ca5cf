"""The tree: its root by the definition of RFC 6962, and proofs that hold for what is there and fail for anything else."""

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moisson.contracts.merkle import Leaves, Placed, Proof, leaf, merged, prove, root_of

SIZES = (0, 1, 2, 3, 4, 5, 7, 8, 9, 33, 100)


def pairs(count: int) -> list[tuple[str, str]]:
    return [(f"fr_dila_legi/{number}", sha256(f"words {number}".encode()).hexdigest()) for number in range(count)]


def by_definition(leaves: list[bytes]) -> bytes:
    """RFC 6962, section 2.1, as it is written."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return sha256(b"\x01" + by_definition(leaves[:half]) + by_definition(leaves[half:])).digest()


@pytest.mark.parametrize("count", SIZES)
def test_the_root_is_that_of_the_sorted_leaves(count: int, tmp_path: Path) -> None:
    with Leaves(tmp_path) as leaves:
        leaves.add(reversed(pairs(count)))
        assert leaves.root() == by_definition(sorted(leaf(*pair) for pair in pairs(count))).hex()
        assert leaves.count == count


@pytest.mark.parametrize("size", [1, 7, 200])
@pytest.mark.parametrize("count", SIZES)
def test_leaves_in_many_files_are_those_of_all_documents(
    count: int, size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("moisson.contracts.merkle.AT_ONCE", 5)
    monkeypatch.setattr("moisson.contracts.merkle.SUBTREE", 4)
    all_pairs = [*pairs(count), ("twice", "00" * 32), ("twice", "00" * 32)]
    files = [tmp_path / str(first) for first in range(0, len(all_pairs) + 1, size)]
    for file in files:  # the last may be empty
        file.write_bytes(b"".join(sorted(leaf(*pair) for pair in all_pairs[int(file.name) :][:size])))
    expected = sorted(leaf(*pair) for pair in all_pairs)
    assert list(merged(reversed(files))) == expected
    assert root_of(merged(files)) == by_definition(expected).hex()


def test_no_files_hold_no_leaves() -> None:
    assert root_of(merged([])) == sha256(b"").hexdigest()


@pytest.mark.parametrize("count", SIZES)
def test_every_document_is_proved_present_and_every_other_id_absent(count: int, tmp_path: Path) -> None:
    with Leaves(tmp_path) as leaves:
        leaves.add(pairs(count))
        root = leaves.root()
        for id in [id for id, _ in pairs(count)] + [f"fr_dila_kali/{number}" for number in range(40)]:
            proof = prove(leaves, id)
            assert proof.present == (id.startswith("fr_dila_legi"))
            assert proof.holds(root)
            assert not proof.holds("0" * 64)


@given(st.data())
def test_a_proof_that_was_tampered_with_does_not_hold(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    count = data.draw(st.sampled_from([1, 2, 3, 5, 8, 33]))
    id = data.draw(st.sampled_from(["fr_dila_legi/0", "fr_dila_kali/1", "fr_dila_kali/2", "fr_dila_kali/3"]))
    with Leaves(tmp_path_factory.mktemp("leaves")) as leaves:
        leaves.add(pairs(count))
        root, proof = leaves.root(), prove(leaves, id)
    at = data.draw(st.integers(0, len(proof.leaves) - 1))
    placed = proof.leaves[at]
    path = placed.path
    wrong: list[Placed] = [
        replace(placed, leaf=bytes([placed.leaf[0] ^ 1]) + placed.leaf[1:]),
        replace(placed, path=(*path, b"x" * 32)),
    ]
    wrong += [replace(placed, index=placed.index + step) for step in (-1, 1, count)]
    if path:
        wrong += [replace(placed, path=path[:-1]), replace(placed, path=(b"\x00" * 32, *path[1:]))]
    for one in wrong:
        assert not replace(proof, leaves=(*proof.leaves[:at], one, *proof.leaves[at + 1 :])).holds(root)


def test_absence_needs_neighbours_with_nothing_between_them(tmp_path: Path) -> None:
    with Leaves(tmp_path) as leaves:
        leaves.add(pairs(33))
        root = leaves.root()
        there = prove(leaves, "fr_dila_legi/7").leaves[0]
        paths = leaves.paths([there.index - 1, there.index + 1])
        around = [data for index, data in enumerate(leaves) if abs(index - there.index) == 1]
    key = there.leaf[:32]
    sides = [Placed(data, index, tuple(paths[index])) for data, index in zip(around, sorted(paths), strict=True)]
    assert all(side.root(33) == root for side in sides)
    assert not Proof(key, 33, False, tuple(sides)).holds(root)
    assert not Proof(key, 33, False, (sides[0],)).holds(root)
    assert not Proof(key, 33, False, (there,)).holds(root)
    assert not Proof(key, 0, False, ()).holds(root)
