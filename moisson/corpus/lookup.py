"""Look: find documents in a workspace, kept, dropped or refused, and read them."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from moisson.contracts.errors import StorageError
from moisson.contracts.schemas import LEDGER
from moisson.contracts.toml_text import as_toml
from moisson.corpus.decisions import DECISIONS, decided, recipe_in, runs
from moisson.harvest.snapshot import Snapshot, find_rows, snapshots
from moisson.workspace.merging import side_by_side
from moisson.workspace.storage import Workspace, opened_table

COLUMNS = tuple(DECISIONS.names)
ACCOUNT = ("words_held", "words_given", "left_out")  # of a document's words
LINE = re.compile(r"(\[read\.rows\]) (text = .+)$")  # as `readers/rows` advises
LINKS = re.compile(r"write (links = \[.+\]) under \[connector\]")  # as `readers/catalogue_entry` does
EXTRA = re.compile(r"install (\S+)")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class Found:
    """What became of documents, in the columns of `DECISIONS` and in order of id, read anew each time: nothing of it is held."""

    workspace: Workspace
    recipe: str | None  # whose run; None for what harvests refused alone
    with_refused: bool
    id: str | None = None
    source: str | None = None
    reason: str | None = None
    dropped: bool | None = None

    def _decided(self, columns: Iterable[str]) -> Iterator[pa.Table]:
        if self.recipe is not None:
            ids = None if self.id is None else [self.id]
            how: dict[str, Any] = {"source": self.source, "reason": self.reason, "dropped": self.dropped}
            yield from decided(self.workspace, self.recipe, columns, ids=ids, **how)

    def _refused(self) -> list[Iterator[pa.Table]]:
        asked = {"id": self.id, "source": self.source, "reason": self.reason}
        return refused(self.workspace, **asked) if self.with_refused else []

    @cached_property
    def count(self) -> int:
        """How many there are."""
        return sum(table.num_rows for some in (self._decided(["id"]), *self._refused()) for table in some)

    def tables(self) -> Iterator[pa.Table]:
        """All of them, piece by piece."""
        if not self.with_refused:
            yield from self._decided(COLUMNS)
            return
        for both in side_by_side((COLUMNS, [self._decided(COLUMNS)]), (COLUMNS, self._refused())):
            yield pa.concat_tables(both).sort_by("id")

    def rows(self, places: Iterable[int]) -> pa.Table:
        """Those at some places, which ascend."""
        wanted, taken, begin = list(places), [DECISIONS.empty_table()], 0
        for table in self.tables() if wanted else ():
            here = [place - begin for place in wanted if begin <= place < begin + table.num_rows]
            taken.append(table.take(pa.array(here, pa.int64())))
            begin += table.num_rows
            if begin > wanted[-1]:
                break
        return pa.concat_tables(taken)


def find(
    workspace: Workspace,
    recipe: str | None,
    *,
    id: str | None = None,
    source: str | None = None,
    reason: str | None = None,
    dropped: bool | None = None,
) -> Found:
    """What a run decided and, where a reason, an id or what was dropped is asked for, what harvests refused.

    `id` is that of a document or of a harvested row; `reason` may be a prefix, such as `duplicate`. Raises NotFound where nothing
    has been run, unless harvests refused what is asked for.
    """
    asked = dropped is True or (dropped is None and (reason is not None or id is not None))
    if asked and recipe is None and not runs(workspace):
        alone = Found(workspace, None, True, id, source, reason, dropped)
        if alone.count:
            return alone
    return Found(workspace, recipe_in(workspace, recipe), asked, id, source, reason, dropped)


def refused(
    workspace: Workspace, *, id: str | None = None, source: str | None = None, reason: str | None = None
) -> list[Iterator[pa.Table]]:
    """What the newest harvest of each source did not take in, in the columns of `DECISIONS` that it has; each in order of id.

    A document that came twice (`same-id`) is there once, and is given only where that reason is asked for.
    """
    names = sorted(path.name for path in (workspace.root / "harvest").glob("*") if source in (None, path.name))
    newest = [(name, snapshot) for name in names for snapshot in snapshots(workspace, name)[-1:]]
    return [_refused_of(name, snapshot, id, reason) for name, snapshot in newest]


def _refused_of(name: str, snapshot: Snapshot, id: str | None, reason: str | None) -> Iterator[pa.Table]:
    batches = snapshot.ledger_batches() if id is None else find_rows(snapshot.ledger_path, [id], LEDGER.names)
    for batch in batches:
        rows = pa.Table.from_batches([batch])
        fits = pc.not_equal(rows["reason"], "same-id") if reason is None else pc.starts_with(rows["reason"], reason)
        rows = rows.filter(fits)
        none = pa.nulls(rows.num_rows, pa.large_string())
        more = {"raw_id": rows["id"], "source": pa.array([name] * len(none), none.type), "part": none, "shard": none}
        yield pa.table({**{column: rows[column] for column in LEDGER.names}, **more}, schema=DECISIONS)


def remedy(reason: str, detail: str | None) -> str | None:
    """What to write or to run, ready to be copied, where a refusal names it; None where it does not."""
    if found := LINE.search(detail or ""):
        table = tomllib.loads(f"line = {{ {found[2]} }}")["line"]
        return "\n".join([found[1], *(f"{name} = {as_toml(value)}" for name, value in table.items())])
    if found := LINKS.search(detail or ""):
        return f"[connector]\n{found[1]}"
    if reason.endswith("needs-extra") and (found := EXTRA.search(detail or "")):
        return f"pip install '{found[1]}'"
    return None


def spread(count: int, limit: int) -> list[int]:
    """Places at even distances among so many: a sample that is the same each time."""
    step = max(count / limit, 1)
    return [int(number * step) for number in range(min(limit, count))]


def texts(workspace: Workspace, rows: pa.Table) -> Iterator[dict[str, Any]]:
    """Each decision with the document's title and text as far as it came; a row that was never read has its raw content.

    What a harvest refused has neither. `remedy` is what to write or to run, where the refusal names it.
    """
    for row in rows.to_pylist():
        row["remedy"] = row["reason"] and remedy(row["reason"], row["detail"])
        if row["part"] is None:
            yield {**row, "title": None, "text": None}
        elif row["shard"] is None:
            found = row_of(workspace.parts(row["source"]) / f"{row['part']}.parquet", row["raw_id"], ["title", "content"])
            yield {**row, "title": found["title"], "text": _readable(found["content"])}
        else:
            yield {**row, **row_of(workspace.root / row["shard"], row["id"], ["title", "text", *ACCOUNT])}


def row_of(path: Path, id: str, columns: list[str]) -> dict[str, Any]:
    """The row of an id in a table, in whatever order it is, of which only one row group is read."""
    with opened_table(path) as file:
        for group in range(file.num_row_groups):
            at = pc.index(file.read_row_group(group, ["id"], use_threads=False)["id"], id).as_py()
            if at >= 0:
                found: dict[str, Any] = file.read_row_group(group, columns, use_threads=False).slice(at, 1).to_pylist()[0]
                return found
    raise StorageError(f"{path} lacks {id}, which a run found in it; delete it and run again: it will be made anew.")


def _readable(content: bytes) -> str:
    """Raw content for a person: text as it is, anything else as its size."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return f"({len(content):,} bytes that are not UTF-8 text)"
    return text if not CONTROL.search(text) else f"({len(content):,} bytes with control characters)"
