"""What a workspace knows of a document beside its release: its text as far as it came, and what each stage made of it.

Between two stages no text is kept, so the stages are run once more, on this one document. Before a recipe's masking, texts hold
what it masks: they are shown masked by the same stage, unless the reader has asked for the originals, or not at all.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from moisson.contracts.errors import MoissonError
from moisson.contracts.schemas import EXTRACTED, RELEASE
from moisson.contracts.stage import DROPS, stages
from moisson.corpus.decisions import decisions, runs
from moisson.corpus.document_stages import written
from moisson.corpus.shards import receipt_path
from moisson.view.look import Look
from moisson.workspace.storage import Workspace, opened_table, read_json

LABEL = re.compile(r"#\d+$")  # of a stage that a recipe uses more than once
LONGEST = 60  # characters of a value that is shown as a figure


@dataclass(frozen=True)
class Change:
    """What one stage did to a document."""

    stage: str
    before: tuple[str | None, str]  # title and text; masked where `masked` says so
    after: tuple[str | None, str]
    wrote: Mapping[str, Any]  # the columns that it wrote, but for title and text
    reason: str | None = None  # why it dropped the document

    @property
    def changed(self) -> bool:
        return self.before != self.after


@dataclass
class Came:
    """A document in a workspace."""

    row: pa.RecordBatch | None  # where it came to, with all columns; None where it was never read
    decisions: list[dict[str, Any]]
    shard: Path | None
    hidden: str | None = None  # why its text is not shown
    changes: list[Change] = field(default_factory=list)
    not_repeated: str | None = None  # the stage at which the stages cannot be run once more


def came(workspace: Workspace, look: Look, id: str) -> Came | None:
    """What the newest run of a release's recipe decided on a document; None where it knows none of that id."""
    if look.recipe not in runs(workspace):
        return None
    found = [row for row in decisions(workspace, look.recipe, [id]).to_pylist() if row["id"] == id]
    if not found:
        return None
    shard = next((workspace.root / row["shard"] for row in found if row["shard"]), None)
    return Came(_row(shard, id) if shard else None, found, shard)


def text_of(come: Came, look: Look, *, originals: bool) -> tuple[str | None, str] | None:
    """Title and text as far as they came; None where they are not to be shown, and `come.hidden` says why."""
    if come.row is None:
        return None
    if originals:
        return _texts(come.row)
    return Masking.of(look).shown(come)


def _texts(row: pa.RecordBatch) -> tuple[str | None, str]:
    return row["title"][0].as_py(), row["text"][0].as_py() or ""


class Masking:
    """The masking stages of a release, to be laid over texts of before."""

    def __init__(self, names: list[str], steps: list["Bound"] | None) -> None:
        self.names, self.steps = names, steps

    @classmethod
    def of(cls, look: Look) -> "Masking":
        """Those of a release; its texts are hidden where one of them cannot be run here."""
        labels = [each for each in look.stats["stages"] if each["name"].startswith("mask_")]
        bound = [_bound(each) for each in labels]
        ready = [each for each in bound if each is not None]
        return cls([each["name"] for each in labels], ready if len(ready) == len(bound) else None)

    def over(self, row: pa.RecordBatch) -> tuple[str | None, str] | None:
        """Title and text of a row, masked; None where they cannot be."""
        rows = self.over_all(row)
        return None if rows is None else _texts(rows)

    def over_all(self, rows: pa.RecordBatch) -> pa.RecordBatch | None:
        """Rows whose titles and texts are masked; None where they cannot be."""
        if self.steps is None:
            return None
        for step in self.steps:
            rows = with_columns(rows, step.run(rows))
        return rows

    def shown(self, come: Came) -> tuple[str | None, str] | None:
        assert come.row is not None
        if (found := self.over(come.row)) is None:
            come.hidden = ", ".join(self.names)
        return found


@dataclass(frozen=True)
class Bound:
    """A stage with its parameters, ready to be run."""

    label: str
    name: str
    parameters: dict[str, Any]
    step: Any

    def run(self, rows: pa.RecordBatch) -> dict[str, pa.Array]:
        """The columns that it writes."""
        return written(stages()[self.name], self.parameters, self.label, self.step, rows)


def _bound(said: Mapping[str, Any]) -> Bound | None:
    """A stage as a release names it; None where it cannot be run here as it was: another version, a file, a model."""
    name = LABEL.sub("", said["name"])
    stage = stages().get(name)
    if stage is None or stage.version != said["version"] or stage.scope != "document":
        return None
    if any(said["parameters"].get(each) for each in stage.data_parameters):
        return None
    try:
        parameters = stage.found_from(Path(), said["parameters"])
        return Bound(said["name"], name, parameters, stage.build(**parameters))
    except (MoissonError, ImportError):
        return None


def with_columns(row: pa.RecordBatch, columns: Mapping[str, pa.Array]) -> pa.RecordBatch:
    """The row with these columns, in place of those of the same name."""
    for name, array in columns.items():
        if name in DROPS:
            continue
        at = row.schema.get_field_index(name)
        row = row.set_column(at, name, array) if at >= 0 else row.append_column(name, array)
    return row


def repeat(come: Came, look: Look, *, originals: bool) -> Came:
    """Run the stages before the corpus once more on the document, from the text that was read out of its file."""
    if come.shard is None or (row := _row(_first(come.shard), come.decisions[0]["id"])) is None:
        return come
    masking = Masking([], []) if originals else Masking.of(look)
    if masking.steps is None:
        come.hidden = ", ".join(masking.names)
        return come
    come.changes.extend(_changes(row, look, masking, come))
    return come


def _changes(row: pa.RecordBatch, look: Look, masking: Masking, come: Came) -> Iterator[Change]:
    for said in look.stats["stages"]:
        if said["phase"] != "map" or said["name"] == "extract":
            continue
        if (stage := _bound(said)) is None:
            come.not_repeated = said["name"]
            return
        columns = stage.run(row)
        after = with_columns(row, columns)
        reason = columns["drop_reason"][0].as_py() if "drop_reason" in columns else None
        before_text, after_text = masking.over(row), masking.over(after)
        assert before_text is not None
        assert after_text is not None
        if said["name"] in masking.names:  # laid over what was before, masking would show that nothing changed: so it is
            after_text = before_text
        values = {name: array[0].as_py() for name, array in columns.items() if name not in ("title", "text", *DROPS)}
        yield Change(said["name"], before_text, after_text, {n: v for n, v in values.items() if fits(n, v)}, reason)
        if reason is not None:
            return
        row = after


def fits(name: str, value: Any) -> bool:
    """Whether a value is a figure: a number, or a short word in a column that releases publish; no piece of a text."""
    if isinstance(value, bool | int | float):
        return True
    return value is not None and name in RELEASE.names and len(str(value)) <= LONGEST


def _first(shard: Path) -> Path:
    """The shard of the text as it was read, from which this one was made."""
    receipt = receipt_path(shard)
    before = read_json(receipt).get("after") if receipt.exists() else None
    if not before:
        return shard
    earlier = shard.parent.parent / before[:16] / shard.name
    return _first(earlier) if earlier.exists() else shard


def _row(path: Path, id: str) -> pa.RecordBatch | None:
    """The row of an id in a shard, with all its columns."""
    return next(rows_of(path, [id]), None)


def rows_of(path: Path, ids: Collection[str]) -> Iterator[pa.RecordBatch]:
    """The rows of some ids in a shard, with all their columns, a batch for each row group that holds any."""
    wanted, left = pa.array(ids, pa.large_string()), len(ids)
    with opened_table(path) as file:
        for group in range(file.num_row_groups):
            found = pc.is_in(file.read_row_group(group, ["id"], use_threads=False)["id"], wanted)
            if pc.any(found).as_py():
                rows = file.read_row_group(group, use_threads=False).filter(found).combine_chunks().to_batches()[0]
                yield rows
                left -= rows.num_rows
            if left <= 0:
                return


def figures(row: pa.RecordBatch, stage: Mapping[str, Any]) -> dict[str, Any]:
    """What a stage wrote for a document, by the columns that it declares: short values alone."""
    known = stages().get(LABEL.sub("", stage["name"]))
    if known is None:
        return {}
    try:
        names = known.writes_of(known.found_from(Path(), stage["parameters"]))
    except MoissonError:
        return {}
    shown = [name for name in names if name in row.schema.names and name not in EXTRACTED.names and name not in DROPS]
    return {name: value for name in shown if fits(name, value := row[name][0].as_py())}
