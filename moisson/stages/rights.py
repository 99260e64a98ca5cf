"""What has no right to be used is not let in, and the ledger says what was found."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from moisson.stage import DROPS, Columns, Step, stage
from moisson.stages.reasons import Reasons

Basis = Literal["licence", "statute", "text-and-data-mining", "agreement"]


@stage(version=1, reads=("rights", "reservation"), writes=DROPS)
def require_rights(bases: Sequence[Basis] = ("licence", "statute"), reserved: Literal["drop", "keep"] = "drop") -> Step:
    """Drop documents that no right lets in.

    - `rights:none-found`: no basis at all.
    - `rights:basis-not-allowed`: the basis found is none of `bases`.
    - `rights:reserved`: the rightholder has opted out, and `reserved` is `drop`.
    """

    def step(batch: pa.RecordBatch) -> Columns:
        rights, reservation = batch.column("rights"), batch.column("reservation")
        basis = pc.fill_null(pc.struct_field(rights, "basis"), "")
        reasons = Reasons(batch.num_rows)
        reasons.add(
            "rights:none-found", _mask(pc.equal(basis, "")), lambda row: _words(rights[row].as_py()) or "nothing was found"
        )
        reasons.add(
            "rights:basis-not-allowed",
            ~_mask(pc.is_in(basis, pa.array(bases, basis.type))),
            lambda row: f"{_words(rights[row].as_py())}; allowed: {', '.join(bases)}",
        )
        if reserved == "drop":
            opted_out = pc.greater(pc.fill_null(pc.list_value_length(reservation), 0), 0)
            reasons.add("rights:reserved", _mask(opted_out), lambda row: "; ".join(map(_words, reservation[row].as_py())))
        return reasons.columns()

    return step


def _mask(values: pa.Array) -> NDArray[np.bool_]:
    return np.asarray(values.to_numpy(zero_copy_only=False), np.bool_)


def _words(evidence: Mapping[str, Any] | None) -> str:
    """The evidence in words: its fields that say something, in the order of the schema."""
    return ", ".join(f"{name} {value}" for name, value in (evidence or {}).items() if value is not None)
