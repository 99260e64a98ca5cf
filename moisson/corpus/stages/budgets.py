"""How much of each value a mixture wants, and which documents come as near to that as they can."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moisson.kernels.choosing import take_what_fits

EXCHANGES = 64  # at most, for each budget
NEAR = 10_000  # a budget of which less than one in so many is left is near enough

Rows = NDArray[np.int64]
Some = NDArray[np.integer[Any]]  # integers of the least width that fits
Mask = NDArray[np.bool_]


def fill(order: Some, groups: Some, sizes: Some, budgets: Rows, swap: bool = False) -> Mask:
    """Which rows to take so that each group comes near its budget and not above: in this order, those that still fit.

    A row of group -1 is not taken. With `swap` the order is a lottery: it ends at the first row that does not fit, and the rest
    is made up by the greatest that fit (by the next in order it would be made up by stubs, all of them). Then a row that was
    taken is exchanged for a greater one that was not, as long as that comes nearer and more than one part in `NEAR` is missing:
    where documents are few and great, much may be.
    """
    left, taken = budgets.copy(), np.zeros(len(order), np.bool_)
    if not swap:
        take_what_fits(order, groups, sizes, left, taken)
        return taken
    take_what_fits(order, groups, sizes, left, taken, stops=True)
    greatest = order[np.argsort(~sizes[order], kind="stable")]  # from above, whatever the numbers' kind
    take_what_fits(greatest, groups, sizes, left, taken)
    out = np.bincount(groups[~taken & (groups >= 0)], minlength=len(budgets)) > 0
    together = order[np.argsort(groups[order], kind="stable")]
    bounds = np.searchsorted(groups[together], np.arange(len(budgets) + 1))
    for group in np.flatnonzero(out & (left * NEAR > budgets)).tolist():
        rows = together[bounds[group] : bounds[group + 1]]
        for _ in range(EXCHANGES):
            if left[group] * NEAR <= budgets[group] or not _exchange(rows, sizes, left, taken, group):
                break
            take_what_fits(rows, groups, sizes, left, taken)
    return taken


def _exchange(rows: Some, sizes: Some, left: Rows, taken: Mask, group: int) -> bool:
    """Exchange the two rows that together bring a group nearest to its budget; says whether any two do."""
    ins, outs = rows[taken[rows]], rows[~taken[rows]]
    if not len(ins) or not len(outs):
        return False
    ins = ins[np.argsort(sizes[ins], kind="stable")]
    at = np.searchsorted(sizes[ins], sizes[outs] - left[group])  # the smallest that makes enough room
    partner = ins[np.minimum(at, len(ins) - 1)]
    gain = np.where(at < len(ins), sizes[outs].astype(np.int64) - sizes[partner], 0)
    best = int(np.argmax(gain))
    if gain[best] <= 0:
        return False
    taken[outs[best]], taken[partner[best]] = True, False
    left[group] -= gain[best]
    return True


def targets_of(weights: Sequence[Fraction], room: Sequence[int], budget: int | None, short: str) -> Rows:
    """How much of each value there shall be: what `budget` and the proportions give, where there is room for no more than `room`.

    In exact fractions, so that a value of which all is wanted loses nothing to rounding.
    """
    whole = sum(weights, Fraction(0))
    part = [weight / whole if whole else Fraction(0) for weight in weights]
    if short == "shrink":
        most = [room[k] / part[k] for k in range(len(part)) if part[k]]
        size = min([*most, *([] if budget is None else [Fraction(budget)])], default=Fraction(0))
        return np.array([int(size * share) for share in part], np.int64)
    assert budget is not None
    if short == "leave":
        return np.array([min(int(budget * share), most) for share, most in zip(part, room, strict=True)], np.int64)
    targets = [0] * len(part)
    open_, rest = [k for k in range(len(part)) if part[k]], Fraction(budget)
    while open_:
        share = rest / sum(part[k] for k in open_)
        full = [k for k in open_ if room[k] <= share * part[k]]
        for k in full or open_:
            targets[k] = room[k] if full else int(share * part[k])
        rest -= sum(room[k] for k in full)
        open_ = [k for k in open_ if k not in full] if full else []
    return np.array(targets, np.int64)
