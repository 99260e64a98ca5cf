"""Which of two like documents stays: the order of preference."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from moisson.contracts.errors import RecipeError
from moisson.corpus.stages.in_force import stated
from moisson.corpus.stages.versions import OF_VERSIONS, day_named, newest_first, versions
from moisson.kernels.jaccard import Versions

Rule = Literal["in-force", "newest", "longest", "source", "score"]
PREFER: tuple[Rule, ...] = ("in-force", "newest", "longest")
Rows = NDArray[np.int64]
Column = Callable[[str], pa.Array]


def read_by(parameters: Mapping[str, Any]) -> tuple[str, ...]:
    """The columns that the rules of preference read."""
    columns: dict[str, tuple[str, ...]] = {
        "in-force": ("force",),
        "newest": ("created", "valid_from", "identifiers"),
        "longest": ("word_count",),
        "source": ("source",),
        "score": (parameters["score"] or "score",),
    }
    by_versions = (*OF_VERSIONS, "force") if _by_versions(parameters["prefer"]) else ()
    return (*(name for rule in parameters["prefer"] for name in columns[rule]), *by_versions)


def _by_versions(prefer: Sequence[Rule]) -> bool:
    """Whether the newest version of a text comes first: nothing that could tell its versions apart is preferred to being new."""
    return "newest" in prefer and set(prefer[: prefer.index("newest")]) <= {"in-force", "source"}


def check(prefer: Sequence[Rule], source_order: Sequence[str], score: str | None) -> None:
    """Raises RecipeError where a rule lacks what it goes by, or what is given serves no rule."""
    for rule, name, given in (("source", "source_order", source_order), ("score", "score", score)):
        if bool(given) != (rule in prefer):
            raise RecipeError(f'`{name}` and the rule "{rule}" in `prefer` go together: give both, or neither.')


def rank(
    column: Column,
    component: Rows,
    prefer: Sequence[Rule],
    source_order: Sequence[str],
    score: str | None,
    of: Versions | None = None,
) -> Rows:
    """The place of each row in the order of preference: by the rules in turn, then first by id. What is not known comes last.

    The newest version of a text comes before its others of the same `component`. Only rows of one component are ever compared.
    `of` is what `versions` gives, where it is known already.
    """
    columns: dict[str, pa.Array] = {}
    keys: list[tuple[str, str]] = []
    for rule in prefer:
        if rule == "in-force":
            columns[rule] = pc.fill_null(pc.equal(column("force"), "in-force"), False)
        elif rule == "newest":
            created, begins = stated(column("created")), pc.coalesce(stated(column("valid_from")), day_named(column))
            columns |= {rule: pc.coalesce(created, begins), "begins": begins}
        elif rule == "longest":
            columns[rule] = column("word_count")
        elif rule == "source":
            columns[rule] = pc.index_in(column("source"), value_set=pa.array(source_order, column("source").type))
        else:
            columns[rule] = column(score or "score")
        names = (rule, "begins") if rule == "newest" else (rule,)
        keys += [(name, "ascending" if rule == "source" else "descending") for name in names]
    table = pa.table({**columns, "id": column("id")})
    order = pc.sort_indices(table, sort_keys=[*keys, ("id", "ascending")]).to_numpy()
    places = np.empty(len(order), np.int64)
    places[order] = np.arange(len(order))
    if not _by_versions(prefer):
        return places
    return newest_first(column, (of or versions(column, component)).work, places, "in-force" in prefer)
