"""Titles of documents that were dropped: a workspace alone knows them; they are masked as the release masks its own."""

from collections.abc import Collection

from moisson.corpus.decisions import decisions, runs
from moisson.view.asker import Asker
from moisson.view.came import Masking, rows_of
from moisson.view.look import Row


def dropped_titles(asker: Asker, ids: Collection[str]) -> dict[str, Row]:
    """Id, title and language of documents of the ledger, by id, as far as these were read; nothing of what was withdrawn.

    A title holds personal data as a text does, so whole documents are masked by the release's own stages. Where these cannot be
    run here as they were, there are no titles, unless the reader has asked for the originals.
    """
    workspace, look = asker.shelf.workspace, asker.opened.look
    wanted = {id for id in ids if asker.shelf.withdrawn(id) is None}
    if workspace is None or not wanted or look.recipe not in runs(workspace):
        return {}
    masking = Masking([], []) if asker.shelf.show_masked else Masking.of(look)
    if masking.steps is None:
        return {}
    by: dict[str, set[str]] = {}
    for row in decisions(workspace, look.recipe, wanted).to_pylist():
        if row["shard"] and row["id"] in wanted:
            by.setdefault(row["shard"], set()).add(row["id"])
    found = dict[str, Row]()
    for shard, here in by.items():
        for rows in rows_of(workspace.root / shard, here):
            masked = masking.over_all(rows)
            assert masked is not None
            found |= {row["id"]: row for row in masked.select(["id", "title", "language"]).to_pylist()}
    return found
