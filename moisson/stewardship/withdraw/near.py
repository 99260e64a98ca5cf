"""Finds near duplicates of a withdrawn row: those a build dropped in its favour, and similar texts in the workspace."""

from collections.abc import Iterable, Mapping

import orjson
import pyarrow.compute as pc

from moisson.corpus.likeness import Likeness, read_rows, sketch
from moisson.stewardship.withdraw.find import Row, shards
from moisson.workspace.storage import Workspace, read_table
from moisson.workspace.withdrawn_ids import Sketch, rows_of

MOST_ALIKE = 20  # a text that more rows share is a formula, and its return means nothing


def sketches_of(workspace: Workspace, ids: Iterable[str], salt: str) -> dict[str, tuple[Sketch, ...]]:
    """The sketches of all texts that builds have read from rows; an empty tuple for a row without."""
    found: dict[str, set[Sketch]] = {id: set() for id in ids}
    for path in shards(workspace) if found else ():
        for row in read_rows(path):
            if row.id in found and (made := sketch(row.texts, salt)) is not None:
                found[row.id].add(made)
    return {id: tuple(sorted(made, key=lambda one: (one.words, one.below, one.hashes))) for id, made in found.items()}


def near(workspace: Workspace, sketches: Mapping[str, tuple[Sketch, ...]], salt: str) -> dict[str, Row]:
    """Other rows that were dropped as duplicates of these, or whose text is similar."""
    others = _instead(workspace, sketches)
    known = [(id, each) for id, made in sketches.items() for each in made]
    likeness = Likeness([each for _, each in known], salt)
    for path in shards(workspace) if known else ():
        for read in read_rows(path):
            if read.id in sketches or not (matches := likeness.matches(read.texts)):
                continue
            place, similarity = matches[0]
            row = others.setdefault(read.id, Row(read.id, like=known[place][0]))
            row.versions.add(read.version)
            row.similarity = max(row.similarity or 0.0, similarity)
    return others


def _instead(workspace: Workspace, rows: Iterable[str]) -> dict[str, Row]:
    """The rows that the newest builds dropped in favour of these, directly or through others."""
    wanted, others = set(rows), dict[str, Row]()
    for path in sorted((workspace.root / "runs").glob("*/decisions.parquet")):
        table = read_table(path, ["id", "version", "raw_id", "reason", "detail"])
        table = table.filter(pc.fill_null(pc.starts_with(table["reason"], "duplicate:"), False))
        dropped = {
            row["id"]: (orjson.loads(row["detail"]).get("kept"), row["raw_id"], row["version"]) for row in table.to_pylist()
        }
        for kept, row_id, version in dropped.values():
            seen = {kept}
            while kept in dropped and dropped[kept][0] not in seen:
                kept = dropped[kept][0]
                seen.add(kept)
            like = next((row for row in rows_of(kept or "") if row in wanted), None)
            if like is not None and row_id not in wanted:
                row = others.setdefault(row_id, Row(row_id, like=like, instead=True))
                row.versions.add(version)
    return others
