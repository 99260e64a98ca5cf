"""One document: kept or dropped, beside what stayed in its place, and what each stage made of it."""

from collections.abc import Mapping
from typing import Any

from moisson.contracts.errors import NotFound
from moisson.harvest.snapshot import snapshots
from moisson.view.asker import Asker
from moisson.view.came import Came, came, figures, repeat, text_of
from moisson.view.index import sought
from moisson.view.judging import asked_of
from moisson.view.look import Look, Row
from moisson.view.marked import differences, marked, rendered, shared

Facts = dict[str, Any]
SHARED_WORDS = 5  # that a shared passage has at least, where no stage says
LONG_TEXT = 400_000  # characters shown at once; of longer ones the rest is shown when asked for
FACTS = (
    *("publisher", "url", "created", "legal_state", "force", "valid_from", "valid_to", "publisher_version", "jurisdiction"),
    *(
        "kind",
        "language",
        "language_declared",
        "script",
        "word_count",
        "token_count",
        "format",
        "extractor",
        "confidence",
        "missing",
        "words_held",
        "words_given",
    ),
    *("vanished", "text_sha256", "version"),
)
SHOWN = {
    "id",
    "title",
    "text",
    "source",
    "place",
    "part_of",
    "rights",
    "other_rights",
    "reservation",
    "masked",
    "left_out",
    "removed",
}
STRUCTURED = {
    "identifiers",
    "languages",
    "language_shares",
    "contamination",
    "license",
    "cluster_id",
    "cluster_size",
    "language_score",
}


def document(asker: Asker) -> Facts:
    """A document of the release or of its ledger; raises NotFound where it is in neither."""
    id = asker.query.get("id", "")
    if said := asker.shelf.withdrawn(id):
        return {"template": "stub", "id": id, "withdrawn": said}
    row = asker.opened.look.document(id)
    return _kept(asker, row) if row is not None else _dropped(asker, id)


def _kept(asker: Asker, row: Row) -> Facts:
    look, id = asker.opened.look, row["id"]
    text = look.texts.at([row["place"]])[row["place"]]
    words = sought(asker.query.get("q", ""))
    raw = asker.query.get("as") == "raw"
    whole = asker.query.get("whole") == "yes" or len(text) <= LONG_TEXT
    shown = text if whole else text[:LONG_TEXT]
    come = came(asker.shelf.workspace, look, id) if asker.shelf.workspace else None
    known = look.titles(members := look.duplicates.of(id))
    own = [name for name in row if name not in RELEASED]
    return {
        "row": row,
        "id": id,
        "raw": raw,
        "whole": whole,
        "length": len(text),
        "text": marked(shown, words) if raw else rendered(shown, words, asker.words("document.table")),
        "facts": [(name, row[name]) for name in FACTS if row.get(name) not in (None, "")],
        "own": [(name, row[name]) for name in own if row[name] is not None],
        "decisions": _decisions(look, row, come),
        "beside": [each for each in look.at([row["place"] - 1, row["place"] + 1]) if asker.shelf.withdrawn(each["id"]) is None],
        "members": [each for each in members if each not in known],
        "history": _history(asker, id),
        "has_changes": come is not None and come.shard is not None,
        "named": asker.named,
        "query": asker.query.get("q", ""),
        **asked_of(asker, id, "kept", text=(row["title"], text)),
    }


def _decisions(look: Look, row: Row, come: Came | None) -> list[Facts]:
    """Every stage that the document went through, with the figures by which it stayed."""
    found = []
    for stage in look.stats["stages"]:
        said = figures(come.row, stage) if come is not None and come.row is not None else {}
        of_release = {name: row[name] for name in WROTE.get(stage["name"].partition("#")[0], ()) if row.get(name) is not None}
        found.append({**stage, "figures": {**said, **of_release}})
    return found


WROTE: Mapping[str, tuple[str, ...]] = {  # what a release holds of the stages' figures
    "identify_language": ("language", "language_score"),
    "drop_short": ("word_count",),
    "drop_exact_duplicates": ("cluster_size",),
    "drop_near_duplicates": ("cluster_size",),
    "count_tokens": ("token_count",),
}
RELEASED = SHOWN | STRUCTURED | {*FACTS}


def _history(asker: Asker, id: str) -> list[Row]:
    """The document in each harvest of its source, the newest first."""
    if asker.shelf.workspace is None:
        return []
    entry = id.rpartition("#")[0] or id
    columns = ("id", "version", "state", "created", "fetched_at")
    taken = snapshots(asker.shelf.workspace, id.partition("/")[0])
    return [{"taken": _day(each.taken), **row} for each in reversed(taken) for row in each.find((id, entry), columns).to_pylist()]


def _day(taken: str) -> str:
    return f"{taken[:4]}-{taken[4:6]}-{taken[6:8]}"


def _dropped(asker: Asker, id: str) -> Facts:
    look = asker.opened.look
    rows = look.dropped(id)
    if not rows:
        raise NotFound(f"{id} is neither among the documents of {look.opened.name} nor in its ledger.")
    come = came(asker.shelf.workspace, look, id) if asker.shelf.workspace else None
    shown = text_of(come, look, originals=asker.shelf.show_masked) if come is not None else None
    likeness = asker.named.likeness(rows[0]["detail"])
    return {
        "template": "dropped",
        "id": id,
        "rows": rows,
        "come": come,
        "title": shown[0] if shown else None,
        "language": come.row["language"][0].as_py() if come is not None and come.row is not None else None,
        "text": rendered(shown[1][:LONG_TEXT], (), asker.words("document.table")) if shown else None,
        "stage": look.stage(rows[0]["stage"]),
        "kept": _standing(asker, likeness["kept_id"]),
        **likeness,
        "history": _history(asker, id),
        "named": asker.named,
        **asked_of(asker, id, "dropped", rows[0]["reason"]),
    }


def _standing(asker: Asker, id: str | None) -> Row | None:
    """The document that stayed in the end: for which another was dropped, or the one for which that one was."""
    look, known = asker.opened.look, set[str]()
    while id is not None and id not in known:
        known.add(id)
        if asker.shelf.withdrawn(id):
            return {"id": id, "withdrawn": True}
        if row := look.document(id):
            return row
        id = next((asker.named.likeness(each["detail"])["kept_id"] for each in look.dropped(id)), None)
    return None


def pair(asker: Asker) -> Facts:
    """A duplicate beside what stayed in its place, shared passages marked; its text is known to a workspace alone."""
    look, id = asker.opened.look, asker.query.get("id", "")
    if said := asker.shelf.withdrawn(id):
        return {"template": "stub", "id": id, "withdrawn": said}
    facts = _dropped(asker, id)
    kept = facts["kept"]
    come: Came | None = facts["come"]
    shown = text_of(come, look, originals=asker.shelf.show_masked) if come is not None else None
    both = None
    run = next((s["parameters"]["ngram"] for s in look.stats["stages"] if "ngram" in s["parameters"]), SHARED_WORDS)
    if kept is not None and "withdrawn" not in kept:
        text = look.texts.at([kept["place"]])[kept["place"]]
        one, other = shared(shown[1][:LONG_TEXT] if shown else "", text[:LONG_TEXT], run)
        both = {"dropped": one if shown else None, "kept": other}
    return {**facts, "template": "pair", "both": both, "run": run}


def change(asker: Asker) -> Facts:
    """What each stage before the corpus changed in a document, word by word; and what the corpus stages did to its text."""
    look, id = asker.opened.look, asker.query.get("id", "")
    if said := asker.shelf.withdrawn(id):
        return {"template": "stub", "id": id, "withdrawn": said}
    come = came(asker.shelf.workspace, look, id) if asker.shelf.workspace else None
    if come is None:
        raise NotFound(
            f"{id}: only a workspace knows what each stage changed; open the workspace in which the release was built."
        )
    repeat(come, look, originals=asker.shelf.show_masked)
    steps = [
        {
            "change": each,
            "title": differences(each.before[0] or "", each.after[0] or "") if each.before[0] != each.after[0] else None,
            "text": differences(each.before[1], each.after[1]) if each.before[1] != each.after[1] else None,
            "stage": look.stage(each.stage),
        }
        for each in come.changes
    ]
    row = look.document(id)
    last = None
    if row is not None and come.hidden is None and (before := text_of(come, look, originals=False)) is not None:
        text = look.texts.at([row["place"]])[row["place"]]
        last = differences(before[1], text) if before[1] != text else []
    return {
        "id": id,
        "title": row["title"] if row else None,
        "language": row["language"] if row else None,
        "steps": steps,
        "last": last,
        "come": come,
        "masking": [stage["name"] for stage in look.stats["stages"] if stage["name"].startswith("mask_")],
        "show_masked": asker.shelf.show_masked,
    }
