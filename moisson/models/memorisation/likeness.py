"""The longest common subsequence of two runs of tokens."""

from collections.abc import Sequence


def common(one: Sequence[int], other: Sequence[int]) -> int:
    """The length of their longest common subsequence, a row of bits at a time (Hyyrö 2004)."""
    full = (1 << len(one)) - 1
    places: dict[int, int] = {}
    for at, token in enumerate(one):
        places[token] = places.get(token, 0) | 1 << at
    row = full
    for token in other:
        matches = row & places.get(token, 0)
        row = (row + matches | row - matches) & full
    return len(one) - row.bit_count()
