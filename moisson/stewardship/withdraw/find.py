"""Finds what a withdrawal concerns: harvested rows in all versions, the same text under other ids, and releases."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from moisson.contracts.errors import NotFound
from moisson.harvest.snapshot import find_rows, snapshots
from moisson.release.manifest import read_manifest
from moisson.release.parquet import rows
from moisson.stewardship.opened import releases_of
from moisson.workspace.storage import Workspace, read_batches
from moisson.workspace.withdrawn_ids import Suppression, rows_of


@dataclass
class Row:
    """A harvested row in the workspace."""

    id: str
    versions: set[str] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)  # SHA-256 of each text read from it
    same_text_as: str | None = None
    like: str | None = None  # the row whose text is nearly the same
    similarity: float | None = None  # where the texts were compared
    instead: bool = False  # whether a build dropped it as a duplicate of that row and would now keep it


def found(workspace: Workspace, ids: Iterable[str], known: Suppression, *, unseen: bool) -> dict[str, Row]:
    """The harvested rows of ids, which may be those of documents read from them (`id#part`).

    A row withdrawn before may be left in the register only. Raises NotFound where no harvest has an id, unless `unseen` allows
    it.
    """
    asked = {id: rows_of(id) for id in ids}
    content, said = _versions(workspace, {row for either in asked.values() for row in either})
    named: dict[str, Row] = {}
    for id, either in asked.items():
        # Documents come only from rows with content; a harvest's ledger may also name refused rows of a file.
        row = id if id in said else next((row for row in either if row in content or row in known.by_id), None)
        if row is None and unseen and "/" in id:
            row = id
        if row is None:
            raise NotFound(
                f"{id} is in no harvest of {workspace.root}; `moisson show` and `moisson trace --text` find ids, and --unseen"
                " keeps one out that was never harvested."
            )
        before = known.by_id[row].versions if row in known.by_id else ()
        named[row] = Row(row, {*before, *content.get(row, ()), *said.get(row, ())})
    _add_texts(workspace, named)
    return named


def _versions(workspace: Workspace, wanted: set[str]) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """The known versions of rows by id: in parts with content, and in snapshots and ledgers."""
    content: dict[str, set[str]] = {}
    said: dict[str, set[str]] = {}
    ids, names = sorted(wanted), ["id", "version"]
    among = pa.array(ids, pa.large_string())
    for source in sorted({id.partition("/")[0] for id in wanted}):
        parts = (batch for path in sorted(workspace.parts(source).glob("*.parquet")) for batch in read_batches(path, names))
        of = snapshots(workspace, source)
        told = (batch for each in of for path in (each.path, each.ledger_path) for batch in find_rows(path, ids, names))
        for batches, versions in ((parts, content), (told, said)):
            for batch in batches:
                for row in batch.filter(pc.is_in(batch["id"], among)).to_pylist():
                    versions.setdefault(row["id"], set()).update([row["version"]] if row["version"] else [])
    return content, said


def shards(workspace: Workspace) -> Iterator[Path]:
    """Every shard of documents in the workspace."""
    paths = sorted((workspace.root / "shards").glob("*/*.parquet"))
    yield from (path for path in paths if not path.name.endswith(".ledger.parquet"))


def _add_texts(workspace: Workspace, named: dict[str, Row]) -> None:
    wanted = pa.array(sorted(named), pa.large_string())
    for path in shards(workspace):
        for batch in read_batches(path, ["raw_id", "text_sha256"]):
            for row in batch.filter(pc.is_in(batch["raw_id"], wanted)).to_pylist():
                named[row["raw_id"]].texts.add(row["text_sha256"])


def same_text(workspace: Workspace, named: dict[str, Row]) -> dict[str, Row]:
    """Rows under other ids with the same content or the same text."""
    texts = {text: row.id for row in named.values() for text in row.texts}
    versions = {version: row.id for row in named.values() for version in row.versions}
    others: dict[str, Row] = {}
    sides = [(path, "raw_id", "text_sha256", texts) for path in shards(workspace)]
    sides += [(path, "id", "version", versions) for path in sorted((workspace.root / "harvest").glob("*/parts/*.parquet"))]
    for path, key, column, wanted in sides:
        among = pa.array(sorted(wanted), pa.large_string())
        for batch in read_batches(path, dict.fromkeys([key, column, "version"])):
            for row in batch.filter(pc.is_in(batch[column], among)).to_pylist():
                if row[key] not in named:
                    other = others.setdefault(row[key], Row(row[key], same_text_as=wanted[row[column]]))
                    other.versions.add(row["version"])
    return others


@dataclass(frozen=True)
class Holder:
    """A release that has documents, or names them in its ledger."""

    folder: Path
    name: str  # with its recipe's
    held: tuple[str, ...]  # document ids in data/
    named: tuple[str, ...]  # ids in ledger/


def holders(workspace: Workspace, ids: Iterable[str]) -> list[Holder]:
    """The releases with documents read from these rows, or with the rows in their ledger."""
    wanted = sorted(ids)
    holding = []
    for folder in (release.folder for release in releases_of(workspace)):
        held, named = (tuple(_naming(folder, part, wanted)) for part in ("data", "ledger"))
        if held or named:
            name = f"{folder.parent.name}/{read_manifest(folder)['release']}"
            holding.append(Holder(folder, name, held, named))
    return holding


def _naming(folder: Path, part: str, wanted: list[str]) -> Iterator[str]:
    """The ids in one part of a release that belong to these rows, or whose detail names them."""
    columns = ["id"] if part == "data" else ["id", "detail"]
    for batch in rows(folder, part, columns):
        about = belongs(batch["id"], wanted)
        if part == "ledger":
            about = pc.or_(about, mentions(batch["detail"], wanted))
        yield from batch["id"].filter(about).to_pylist()


def belongs(ids: pa.Array, wanted: list[str]) -> pa.Array:
    """Whether each id is one of these rows or a document read from one."""
    about = pc.is_in(ids, pa.array(wanted, pa.large_string()))
    for id in wanted:
        about = pc.or_(about, pc.fill_null(pc.starts_with(ids, f"{id}#"), False))
    return about


def mentions(details: pa.Array, wanted: list[str]) -> pa.Array:
    """Whether each detail names one of these rows, in JSON, as stages write the kept document."""
    about = pa.array([False] * len(details), pa.bool_())
    for said in (said for id in wanted for said in as_said(id)):
        about = pc.or_(about, pc.fill_null(pc.match_substring(details, said), False))
    return about


def as_said(id: str) -> tuple[str, str]:
    """An id in JSON: alone, and as a prefix of a document's id."""
    written = orjson.dumps(id).decode()
    return written, f"{written[:-1]}#"
