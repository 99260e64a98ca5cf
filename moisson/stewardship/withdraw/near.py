"""Finds near duplicates of a withdrawn row: those a build dropped in its favour, and similar texts in the workspace."""

from collections.abc import Iterable, Mapping

from moisson.corpus.decisions import CHAIN, DUPLICATE, Duplicates, decided, decisions, runs
from moisson.corpus.likeness import Likeness, read_rows, sketch
from moisson.stewardship.withdraw.find import Row, shards
from moisson.workspace.storage import Workspace
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
    for recipe in runs(workspace):
        duplicates = Duplicates(decided(workspace, recipe, CHAIN, reason=DUPLICATE))
        like: dict[str, str] = {}  # by document, the row that was kept in its place
        for kept in duplicates.kept():
            of = next((row for row in rows_of(kept) if row in wanted), None)
            if of is not None and not duplicates.dropped(kept):
                like |= dict.fromkeys(duplicates.of(kept), of)
        for dropped in decisions(workspace, recipe, like).to_pylist() if like else ():
            if dropped["id"] in like and dropped["raw_id"] not in wanted:
                row = others.setdefault(dropped["raw_id"], Row(dropped["raw_id"], like=like[dropped["id"]], instead=True))
                row.versions.add(dropped["version"])
    return others
