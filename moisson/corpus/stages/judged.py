"""What readers said of documents decides: those that they found bad go."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from moisson.contracts.errors import RecipeError, UserError
from moisson.contracts.identity import stamp
from moisson.contracts.schemas import STRING
from moisson.contracts.stage import DROPS, Columns, DataFile, Step, stage
from moisson.corpus.judgements.record import read
from moisson.corpus.stages.reasons import Reasons
from moisson.corpus.stages.scores import keys_of


def _load(file: str) -> dict[tuple[str, str], tuple[int, int]]:
    """How many readers found a version of a document bad, and good: of each reader the last word, whatever the release."""
    return _counted(file, stamp(file))


@lru_cache(maxsize=4)
def _counted(file: str, stamped: tuple[int, int] | None) -> dict[tuple[str, str], tuple[int, int]]:
    del stamped  # part of the cache key: readers go on judging
    try:
        judgements = read(Path(file))
    except UserError as error:
        raise RecipeError(str(error)) from None
    last: dict[tuple[str, str], dict[str, str | None]] = defaultdict(dict)
    for each in judgements:
        if each.about == "document" and each.version is not None:
            last[each.id, each.version][each.who] = each.verdict
    found = {document: Counter(said.values()) for document, said in last.items()}
    return {document: (counts["bad"], counts["good"]) for document, counts in found.items()}


def _read(parameters: Mapping[str, Any]) -> tuple[str, ...]:
    """What the stage reads; looks into the file, so that its mistakes stop before any work."""
    if parameters["readers"] < 1:
        raise RecipeError(f"drop_judged: readers = {parameters['readers']} must be at least 1.")
    _load(parameters["file"])
    return ("id", "version")


@stage(version=1, reads=_read, writes=DROPS)
def drop_judged(
    file: DataFile,  # a `judgements.jsonl` of `moisson view`
    readers: int = 1,  # by how many readers more a document must be found bad than good
) -> Step:
    """Drop documents that readers of `moisson view` found bad, by at least `readers` more than found them good (`judged:bad`).

    A judgement is of one version of a document: it drops no other.
    """
    gone = {document: said for document, said in _load(file).items() if said[0] - said[1] >= readers}
    ids, versions = (pa.array([document[at] for document in gone], STRING) for at in (0, 1))
    among, said = keys_of(ids, versions), [*gone.values()]

    def step(batch: pa.RecordBatch) -> Columns:
        at = pc.index_in(keys_of(batch.column("id"), batch.column("version")), among)
        places = at.fill_null(-1).to_numpy()
        reasons = Reasons(batch.num_rows)
        reasons.add("judged:bad", places >= 0, lambda row: "found bad by {}, good by {}".format(*said[places[row]]))
        return reasons.columns()

    return step
