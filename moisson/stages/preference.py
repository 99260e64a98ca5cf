"""Which of two like documents stays, and whether they are copies or versions of one text."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from moisson.errors import RecipeError
from moisson.kernels.jaccard import Versions
from moisson.schemas import STRING

Rule = Literal["in-force", "newest", "longest", "source", "score"]
PREFER: tuple[Rule, ...] = ("in-force", "newest", "longest")
OF_VERSIONS = ("source", "title", "format", "identifiers", "part_of", "publisher_version", "valid_from", "valid_to")

Rows = NDArray[np.int64]
Column = Callable[[str], pa.Array]


def read_by(parameters: Mapping[str, Any]) -> tuple[str, ...]:
    """The columns that the rules of preference read."""
    columns: dict[str, tuple[str, ...]] = {
        "in-force": ("force",),
        "newest": ("created", "valid_from"),
        "longest": ("word_count",),
        "source": ("source",),
        "score": (parameters["score"] or "score",),
    }
    return tuple(name for rule in parameters["prefer"] for name in columns[rule])


def check(prefer: Sequence[Rule], source_order: Sequence[str], score: str | None) -> None:
    """Raises RecipeError where a rule lacks what it goes by, or what is given serves no rule."""
    for rule, name, given in (("source", "source_order", source_order), ("score", "score", score)):
        if bool(given) != (rule in prefer):
            raise RecipeError(f'`{name}` and the rule "{rule}" in `prefer` go together: give both, or neither.')


def rank(column: Column, prefer: Sequence[Rule], source_order: Sequence[str], score: str | None) -> Rows:
    """The place of each row in the order of preference: by the rules in turn, then first by id. What is not known comes last."""
    columns: dict[str, pa.Array] = {}
    keys: list[tuple[str, str]] = []
    for rule in prefer:
        if rule == "in-force":
            columns[rule] = pc.fill_null(pc.equal(column("force"), "in-force"), False)
        elif rule == "newest":
            columns[rule] = pc.coalesce(column("created"), column("valid_from"))
        elif rule == "longest":
            columns[rule] = column("word_count")
        elif rule == "source":
            columns[rule] = pc.index_in(column("source"), value_set=pa.array(source_order, column("source").type))
        else:
            columns[rule] = column(score or "score")
        keys.append((rule, "ascending" if rule == "source" else "descending"))
    table = pa.table({**columns, "id": column("id")})
    order = pc.sort_indices(table, sort_keys=[*keys, ("id", "ascending")]).to_numpy()
    places = np.empty(len(order), np.int64)
    places[order] = np.arange(len(order))
    return places


def versions(column: Column) -> Versions:
    """The work that each row is a wording of, and which of its wordings.

    Of one work: the same source and title, and the same identifiers (ELI, CELEX …) or, where there are none, part of the same
    whole.
    Another wording: another version of the publisher's, or other dates of validity; where a work is named by its identifiers
    and nothing tells its documents apart but their words, each of one format is another wording. Rows without title and
    identifiers are of no work that we know, each one its own.
    """
    count = len(column("id"))
    identifiers, whole = _joined(column("identifiers"), ("scheme", "value")), _joined(column("part_of"), ("id",))
    named = pc.not_equal(identifiers, "")
    title = pc.utf8_lower(pc.fill_null(column("title"), ""))
    place = pc.if_else(named, identifiers, whole)
    known = pc.or_(named, pc.not_equal(title, ""))
    own = np.arange(count)
    work = _codes(column("source"), title, place)
    work = np.where(known.to_numpy(zero_copy_only=False), work, -1 - own)
    dates = [column(name) for name in ("publisher_version", "valid_from", "valid_to")]
    dated = pc.or_(pc.or_(dates[0].is_valid(), dates[1].is_valid()), dates[2].is_valid())
    wording = _codes(*dates)
    alone = pc.and_(named, pc.invert(dated)).to_numpy(zero_copy_only=False)
    # The same act in two formats is a copy: the first of each format shares a wording with the first of the others.
    turn = _turns(_codes(column("source"), title, place, column("format")), column("id"))
    return Versions(work, np.where(alone, -1 - turn, wording))


def _joined(lists: pa.Array, fields: Sequence[str]) -> pa.Array:
    """The fields of a list of structs as one string each; empty for null and for no items."""
    items = lists.flatten()
    one = pc.binary_join_element_wise(
        *(pc.fill_null(pc.struct_field(items, name), "") for name in fields), pa.scalar("\x1f", STRING)
    )
    counts = pc.fill_null(pc.list_value_length(lists), 0).to_numpy()
    offsets = np.concatenate([[0], np.cumsum(counts)])
    return pc.binary_join(pa.LargeListArray.from_arrays(pa.array(offsets, pa.int64()), one), pa.scalar("\x1e", STRING))


def _codes(*columns: pa.Array) -> Rows:
    """A number for each combination of values, the same for the same."""
    codes = np.zeros(len(columns[0]), np.int64)
    for column in columns:
        indices = pc.dictionary_encode(column, null_encoding="encode").indices.to_numpy().astype(np.int64)
        _, codes = np.unique(codes * (indices.max(initial=0) + 1) + indices, return_inverse=True)
    return codes.astype(np.int64)


def _turns(codes: Rows, ids: pa.Array) -> Rows:
    """How many rows of the same code come before each, in the order of ids."""
    by_id = pc.sort_indices(ids).to_numpy()
    order = by_id[np.argsort(codes[by_id], kind="stable")]
    first = np.flatnonzero(np.diff(codes[order], prepend=-1))
    turns = np.empty(len(codes), np.int64)
    turns[order] = np.arange(len(codes)) - np.repeat(first, np.diff(np.append(first, len(codes))))
    return turns
