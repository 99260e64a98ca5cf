"""What has no right to be used is not let in, and the ledger says what was found."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from moisson.contracts.errors import RecipeError
from moisson.contracts.schemas import STRING
from moisson.contracts.stage import DROPS, Columns, Step, stage
from moisson.corpus.stages.reasons import Reasons
from moisson.rights.licences import licence
from moisson.rights.policy import Allowed, Policy

Basis = Literal["licence", "statute", "text-and-data-mining", "agreement"]
Level = Literal["document", "data-set", "portal", "statute", "asserted"]
Judged = tuple[str, NDArray[np.bool_], Callable[[int], str]]  # a reason, the rows, and their details


@stage(version=3, reads=("rights", "other_rights", "reservation"), writes=DROPS)
def require_rights(
    bases: Sequence[Basis] = ("licence", "statute"),  # which bases let a document in
    reserved: Literal["drop", "keep"] = "drop",  # what happens to a document with an opt-out
    allow: Sequence[Allowed] = ("training", "redistribution"),  # what a licence must allow everyone
    # the licences let in, by id, in place of `allow`; a `LicenseRef-` of your own may be named
    licenses: Sequence[str] | None = None,
    levels: Sequence[Level] | None = None,  # who may state the right; none: all
    share_alike: Literal["keep", "drop"] = "keep",  # what happens to a document under a share-alike licence
) -> Step:
    """Drop documents that no right lets in.

    - `rights:none-found`: no basis at all.
    - `rights:basis-not-allowed`: the basis found is none of `bases`.
    - `rights:level-not-allowed`: who says so is none of `levels`, where they are given.
    - `rights:reserved`: the rightholder has opted out, and `reserved` is `drop`.

    Where the basis is a licence, or a document states one that nobody has made a basis, the licence's entry in
    `moisson/rights/licences.toml` decides:

    - `rights:contradictory`: what is stated names several licences, or another one than `rights.license`.
    - `rights:licence-unknown`: none is named, or the table does not know it.
    - `rights:licence-not-allowed`: it does not allow everyone all that `allow` names; or it is none of `licenses`, which take the
      place of `allow` where they are given, and may name a LicenseRef of one's own.
    - `rights:share-alike`: it asks for the same licence for what is made of it, and `share_alike` is `drop`.
    """
    _check(licenses)
    policy = Policy(tuple(allow), None if licenses is None else tuple(licenses), share_alike == "drop")

    def step(batch: pa.RecordBatch) -> Columns:
        rights, others, reservation = (batch.column(name) for name in ("rights", "other_rights", "reservation"))
        basis, level = (pc.fill_null(pc.struct_field(rights, name), "") for name in ("basis", "level"))
        without = _mask(pc.equal(basis, ""))
        reasons = Reasons(batch.num_rows)

        def evidence(row: int) -> str:
            return _words(rights[row].as_py()) + _also(others[row].as_py())

        for judged in _judged(rights, evidence, without & _mask(pc.is_valid(pc.struct_field(rights, "license"))), policy):
            reasons.add(*judged)
        reasons.add("rights:none-found", without, lambda row: evidence(row) or "nothing was found")
        reasons.add(
            "rights:basis-not-allowed",
            ~_among(basis, bases),
            lambda row: f"{evidence(row)}; allowed: {', '.join(bases)}",
        )
        if levels is not None:
            reasons.add(
                "rights:level-not-allowed",
                ~_among(level, levels),
                lambda row: f"{evidence(row)}; allowed: {', '.join(levels)}",
            )
        for judged in _judged(rights, evidence, _mask(pc.equal(basis, "licence")), policy):
            reasons.add(*judged)
        if reserved == "drop":
            opted_out = pc.greater(pc.fill_null(pc.list_value_length(reservation), 0), 0)
            reasons.add("rights:reserved", _mask(opted_out), lambda row: "; ".join(map(_words, reservation[row].as_py())))
        return reasons.columns()

    return step


def _check(licenses: Sequence[str] | None) -> None:
    for name in licenses or ():
        if licence(name) is None and not name.startswith("LicenseRef-"):
            raise RecipeError(
                f"stage require_rights: `licenses` names {name!r}, which is no licence that Moisson knows; write its id as in"
                " moisson/rights/licences.toml, or a LicenseRef- of your own."
            )


def _judged(rights: pa.Array, evidence: Callable[[int], str], licensed: NDArray[np.bool_], policy: Policy) -> Iterator[Judged]:
    """What the policy keeps out, reason by reason: the rows, and each one's words. It judges each distinct statement once."""
    names, stated = (pc.struct_field(rights, name).cast(STRING).dictionary_encode() for name in ("license", "stated"))
    width = len(stated.dictionary) + 1
    pairs = np.where(licensed, _codes(names) * width + _codes(stated), -1)
    distinct, of_row = np.unique(pairs, return_inverse=True)
    verdicts = [
        None if pair < 0 else policy.judge(_at(names, pair // width), _at(stated, pair % width)) for pair in distinct.tolist()
    ]

    def why(row: int) -> str:
        verdict = verdicts[of_row[row]]
        return f"{verdict.why if verdict else ''}; {evidence(row)}"

    for reason in dict.fromkeys(verdict.reason for verdict in verdicts if verdict):
        mask = np.array([verdict is not None and verdict.reason == reason for verdict in verdicts], np.bool_)
        yield reason, mask[of_row], why


def _codes(encoded: pa.DictionaryArray) -> NDArray[np.int64]:
    """The place in the dictionary plus one; null is 0."""
    codes: NDArray[np.int64] = pc.add(pc.fill_null(encoded.indices.cast(pa.int64()), -1), 1).to_numpy(zero_copy_only=False)
    return codes


def _at(encoded: pa.DictionaryArray, code: int) -> str | None:
    return encoded.dictionary[code - 1].as_py() if code else None


def _among(values: pa.Array, allowed: Sequence[str]) -> NDArray[np.bool_]:
    return _mask(pc.is_in(values, pa.array(allowed, values.type)))


def _mask(values: pa.Array) -> NDArray[np.bool_]:
    return np.asarray(values.to_numpy(zero_copy_only=False), np.bool_)


def _words(evidence: Mapping[str, Any] | None) -> str:
    """The evidence in words: its fields that say something, in the order of the schema."""
    return ", ".join(f"{name} {value}" for name, value in (evidence or {}).items() if value is not None)


def _also(others: Sequence[Mapping[str, Any]] | None) -> str:
    """What else was stated, with its place: what a person has to weigh."""
    told = (_words({name: value for name, value in other.items() if name != "relation"}) for other in others or ())
    return "".join(f"; also {words}" for words in told)
