"""What the newest run of a recipe decided on each live row and document: files of `DECISIONS`, in order of id and stage.

They are read a row group at a time, and for ids only the row groups whose bounds allow one.
"""

import shutil
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import reduce
from pathlib import Path

import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from moisson.contracts.errors import NotFound
from moisson.contracts.schemas import LEDGER, STRING
from moisson.workspace.storage import Workspace, extent, opened_table, read_json

DECISIONS = pa.schema(
    [
        *LEDGER,  # stage and reason are null for what stays
        pa.field("raw_id", STRING),
        pa.field("source", STRING),
        pa.field("part", STRING),
        pa.field("shard", STRING),  # where its text lies, from the workspace's root; null where it was never read
    ]
)
KEPT = r'"kept":"(?P<kept>(?:[^"\\]|\\.)*)"'  # in a duplicate's detail: the kept document, in JSON
DUPLICATE = "duplicate:"
NEWEST = "decisions.json"  # names the newest run, in whose folder the files are
CHAIN = ("id", "reason", "detail")  # the columns that say for which document another one was dropped


def runs(workspace: Workspace) -> list[str]:
    """The recipes that have been run in a workspace."""
    return sorted(path.parent.name for path in (workspace.root / "runs").glob(f"*/{NEWEST}"))


def point_decisions(workspace: Workspace, recipe: str, run: str) -> None:
    """Make these the decisions on a recipe, and remove the ones before."""
    folder = workspace.decisions(recipe)
    workspace.write_json(folder / NEWEST, {"run": run})
    for other in folder.iterdir():
        if other.is_dir() and other.name != run:
            shutil.rmtree(other, ignore_errors=True)


def recipe_in(workspace: Workspace, name: str | None) -> str:
    """The recipe to look at: the one named, else the only one that has been run here."""
    found = runs(workspace)
    if name is None and len(found) == 1:
        return found[0]
    if name in found:
        return str(name)
    if not found:
        raise NotFound(f"{workspace.root} holds no run yet: run `moisson build RECIPE --out {workspace.root}` first.")
    raise NotFound(
        f"{'there is no recipe ' + name if name else 'several recipes'} in {workspace.root}; --recipe can be: {', '.join(found)}."
    )


def decision_files(workspace: Workspace, recipe: str) -> list[Path]:
    """The files of a run's decisions, in order of id."""
    folder = workspace.decisions(recipe)
    return sorted((folder / read_json(folder / NEWEST)["run"]).glob("*.parquet"))


class Sought:
    """Ids of documents or of rows, whose documents are `row` or `row#part`."""

    def __init__(self, ids: Iterable[str]) -> None:
        self._ids = sorted(set(ids))
        self._set = set(self._ids)
        self.array = pa.array(self._ids, pa.large_string())

    def may_be_in(self, file: pq.ParquetFile, group: int) -> bool:
        """Whether the bounds of a row group allow one of the ids, or a part of one."""
        first, last = extent(file, group, "id")
        if bisect_left(self._ids, first) < bisect_right(self._ids, last):
            return True
        # An id before the first may have parts behind it: then it begins the first, and what follows sorts no later than `#`.
        return any(first[:at] in self._set for at in range(1, len(first)) if first[at] <= "#")


def decided(
    workspace: Workspace,
    recipe: str,
    columns: Iterable[str] = DECISIONS.names,
    *,
    ids: Iterable[str] | None = None,
    source: str | None = None,
    reason: str | None = None,
    dropped: bool | None = None,
) -> Iterator[pa.Table]:
    """The rows that fit, sorted by id and stage, in tables of at most a row group.

    `ids` are those of documents or of harvested rows; `reason` may be a prefix, such as `duplicate`.
    """
    names, sought = list(columns), None if ids is None else Sought(ids)
    asked = {"id": ids, "raw_id": ids, "source": source, "reason": reason if dropped is None else dropped}
    needed = [name for name, of in asked.items() if of is not None]
    for path in decision_files(workspace, recipe):
        with opened_table(path) as file:
            for group in range(file.num_row_groups):
                if sought and not sought.may_be_in(file, group):
                    continue
                if not needed:
                    yield _read(file, group, names)
                    continue
                fits = _fits(_read(file, group, needed), sought, source, reason, dropped)
                if pc.any(fits).as_py():
                    yield _read(file, group, names).filter(fits)


def _read(file: pq.ParquetFile, group: int, names: list[str]) -> pa.Table:
    return file.read_row_group(group, names, use_threads=False).select(names)


def _fits(rows: pa.Table, sought: Sought | None, source: str | None, reason: str | None, dropped: bool | None) -> pa.ChunkedArray:
    tests = list[pa.ChunkedArray]()
    if sought is not None:
        tests.append(pc.or_(pc.is_in(rows["id"], sought.array), pc.is_in(rows["raw_id"], sought.array)))
    if source is not None:
        tests.append(pc.equal(rows["source"], source))
    if reason is not None:
        tests.append(pc.fill_null(pc.starts_with(rows["reason"], reason), False))
    if dropped is not None:
        tests.append(pc.is_valid(rows["reason"]) if dropped else pc.is_null(rows["reason"]))
    return reduce(pc.and_, tests)


def decisions(workspace: Workspace, recipe: str, ids: Iterable[str]) -> pa.Table:
    """The decisions on a few documents or rows, all at once."""
    return pa.concat_tables([DECISIONS.empty_table(), *decided(workspace, recipe, DECISIONS.names, ids=ids)])


def run_shards(workspace: Workspace, recipe: str) -> list[str]:
    """The shards in which a run's documents have their texts, as far as they came; sorted."""
    return sorted(
        {shard for rows in decided(workspace, recipe, ["shard"]) for shard in pc.unique(rows["shard"]).to_pylist() if shard}
    )


class Duplicates:
    """For which document each duplicate of a run or of a release was dropped. Of other rows nothing is held.

    `rows` are tables of `CHAIN`.
    """

    def __init__(self, rows: Iterable[pa.Table]) -> None:
        schema = pa.schema({"id": STRING, "kept": STRING})
        held = [schema.empty_table()]
        for table in rows:
            table = table.filter(pc.fill_null(pc.starts_with(table["reason"], DUPLICATE), False))
            kept = pc.struct_field(pc.extract_regex(table["detail"], KEPT), "kept")
            held.append(pa.table({"id": table["id"], "kept": kept}, schema))
        self._pairs = pa.concat_tables(held)

    def of(self, id: str) -> list[str]:
        """The documents dropped for this one, then those dropped for one of these, and so on."""
        known, found, asked = {id}, list[str](), [id]
        while asked:
            written = pa.array([orjson.dumps(each)[1:-1].decode() for each in asked], STRING)
            rows = self._pairs["id"].filter(pc.is_in(self._pairs["kept"], written))
            asked = [id for id in rows.to_pylist() if id not in known]
            found += asked
            known.update(asked)
        return found

    def kept(self) -> Iterator[str]:
        """The documents for which others were dropped; some of them were dropped for another one themselves."""
        for written in pc.unique(self._pairs["kept"]).drop_null().to_pylist():
            yield orjson.loads(f'"{written}"')

    def dropped(self, id: str) -> bool:
        """Whether a document was dropped for another one."""
        return bool(pc.any(pc.equal(self._pairs["id"], id)).as_py())
