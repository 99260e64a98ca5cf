"""Judging: a sample for a reader, what is asked of each document, and what was found so far."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from moisson.contracts.errors import NotFound, UserError
from moisson.corpus.judgements.agreement import agreements
from moisson.corpus.judgements.precision import of_kept, of_masks, of_rules
from moisson.corpus.judgements.record import Judgement
from moisson.release.wording import KINDS_MASKED
from moisson.view.asker import Asker
from moisson.view.dropped_titles import dropped_titles
from moisson.view.look import Row
from moisson.view.mask_places import Shown, each_once, missed_at, places
from moisson.view.sample import KINDS, Drawn, Sample, draw, sample_of

Facts = dict[str, Any]
READER = "moisson-reader"  # the cookie in which a browser remembers its reader's name
LONGEST_NAME, LONGEST_WHY = 60, 500
MISSED = 3  # rows for what was missed
SIZES = (40, 100, 200, 400)


def judge(asker: Asker) -> Facts:
    """What readers found so far, and where to begin; or a sample with what this reader said of each of its documents."""
    look, marks = asker.opened.look, asker.shelf.marks
    facts: Facts = {"choices": [(of, by) for of in KINDS for by in KINDS[of]], "sizes": SIZES, "named": asker.named}
    if sample := sample_of(asker.query):
        mine = marks.by(look.opened.name, asker.who)
        drawn = _shown(asker, sample)
        ids = [each.id for each in drawn]
        titles = dropped_titles(asker, ids) if sample.of == "dropped" else look.titles(ids)
        rows = [{"title": None, "language": None, **each._asdict(), **titles.get(each.id, {})} for each in drawn]
        for row in rows:
            row["mine"] = mine.get((_about(sample), row["id"]))
            row["page"] = _page(row["rule"])
        left = [row for row in rows if row["mine"] is None]
        return {"template": "sample", "sample": sample, "rows": rows, "left": left, "who": asker.who, **facts}
    said = marks.of(look.opened.name)
    return {
        **facts,
        "said": said,
        "readers": sorted({each.who for each in said}),
        "rules": of_rules(said),
        "kept": of_kept(said),
        "masks": of_masks(said),
        "agreements": agreements(said),
        "file": str(marks.path),
    }


def asked_of(asker: Asker, id: str, fate: str, rule: str | None = None, text: tuple[str | None, str] | None = None) -> Facts:
    """What a document's page asks its reader; `text` is title and text, where these are a release's."""
    if asker.only is not None:
        return {"judging": None}
    look = asker.opened.look
    sample = sample_of(asker.query)
    mine = asker.shelf.marks.by(look.opened.name, asker.who) if asker.who else {}
    facts: Facts = {"who": asker.who, "fate": fate, "rule": rule, "id": id, "sample": sample.name if sample else ""}
    masks = [] if text is None else places(*text, look.stats["stages"])
    facts |= {
        "mine": mine.get(("document", id)),
        "of_masks": mine.get(("masks", id)),
        "masks": masks,
        "masking": text is not None and any(stage["name"].startswith("mask_") for stage in look.stats["stages"]),
        "kinds": list(KINDS_MASKED),
        "missed_rows": MISSED,
    }
    if sample:
        facts |= _progress(asker, sample, id, mine)
    return {"judging": facts}


def _progress(asker: Asker, sample: Sample, id: str, mine: Mapping[tuple[str, str], Judgement]) -> Facts:
    """How far a reader has come in a sample, and what stands before and after a document."""
    drawn = _shown(asker, sample)
    at = next((at for at, each in enumerate(drawn) if each.id == id), None)
    around = {"before": drawn[at - 1] if at else None, "after": drawn[at + 1] if at is not None and at + 1 < len(drawn) else None}
    done = sum((_about(sample), each.id) in mine for each in drawn)
    steps = {name: (_page(each.rule), each.id) if each else None for name, each in around.items()}
    return {
        **steps,
        "done": done,
        "whole": len(drawn),
        "place": None if at is None else at + 1,
        "asks_masks": sample.of == "masked",
    }


def _shown(asker: Asker, sample: Sample) -> list[Drawn]:
    """The documents of a sample but for what has been withdrawn."""
    return [each for each in draw(asker.opened.look, sample) if asker.shelf.withdrawn(each.id) is None]


def _about(sample: Sample) -> str:
    return "masks" if sample.of == "masked" else "document"


def _page(rule: str | None) -> str:
    """The page on which a document is best judged: a duplicate beside what stayed in its place."""
    return "pair" if (rule or "").startswith("duplicate:") else "document"


def write_down(asker: Asker, form: Mapping[str, list[str]]) -> tuple[str, dict[str, str]]:
    """Write down what a form says; returns the page that comes next, with its query.

    Raises NotFound for a document that is not there, UserError for a form that says nothing.
    """
    one = {name: values[0].strip() for name, values in form.items()}
    id, who = one.get("id", ""), " ".join(one.get("who", "").split())[:LONGEST_NAME]
    if not who:
        raise UserError("a judgement needs its reader's name; go back and write one, which may be a pseudonym.")
    look = asker.opened.look
    row = look.document(id)
    dropped = look.dropped(id) if row is None else []
    if asker.shelf.withdrawn(id) or (row is None and not dropped):
        raise NotFound(f"{id} is not in {look.opened.name} to be judged.")
    sample = sample_of(one)
    drawn = next((each for each in draw(look, sample) if each.id == id), None) if sample else None
    facts: Facts = {
        "id": id,
        "who": who,
        "release": look.opened.name,
        "at": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "sample": sample.sampled(drawn.weight) if sample and drawn else None,
        "why": one.get("why", "")[:LONGEST_WHY] or None,
        **(_of_kept(row) if row is not None else _of_dropped(dropped[0])),
    }
    if one.get("about") == "masks":
        if row is None:
            raise UserError(f"{id} was dropped: its masks are in no release, to be judged.")
        facts |= {"about": "masks", **_masks(asker, row, form)}
    elif (verdict := one.get("verdict")) in ("good", "bad", ""):
        facts |= {"about": "document", "verdict": verdict or None}
    else:
        raise UserError("this form says neither good nor bad; go back to the document.")
    asker.shelf.marks.add([Judgement(**facts)])
    return _next(asker, sample, id, who, facts["about"], stay=one.get("verdict") == "")


def _of_kept(row: Row) -> Facts:
    return {"version": row["version"], "source": row["source"], "fate": "kept"}


def _of_dropped(row: Row) -> Facts:
    facts = {"version": row["version"], "source": row["source"], "fate": "dropped"}
    return {**facts, "stage": row["stage"], "rule": row["reason"]}


def _masks(asker: Asker, row: Row, form: Mapping[str, list[str]]) -> Facts:
    """Which masks of a document are right and wrong, and what was missed. The words of what was missed are not kept."""
    look = asker.opened.look
    text = row["title"], look.texts.at([row["place"]])[row["place"]]
    shown: list[Shown] = places(*text, look.stats["stages"])
    wrong = set(form.get("wrong", ()))
    missed = []
    for kind, words in zip(form.get("kind", ()), form.get("words", ()), strict=False):
        if words.strip() and kind in KINDS_MASKED:
            missed += missed_at(*text, words.strip(), kind, look.stats["stages"])
    return {
        "right": tuple(each.mask for each in shown if each.name not in wrong),
        "wrong": tuple(each.mask for each in shown if each.name in wrong),
        "missed": tuple(each_once(missed)),
    }


def _next(asker: Asker, sample: Sample | None, id: str, who: str, about: str, *, stay: bool) -> tuple[str, dict[str, str]]:
    """The next document of the sample that its reader has not judged; the document itself outside a sample."""
    mine = asker.shelf.marks.by(asker.opened.look.opened.name, who)
    if sample is None or stay or about != _about(sample):
        rule = mine[about, id].rule if (about, id) in mine else None
        return _page(rule), {"id": id, "sample": sample.name if sample else ""}
    drawn = _shown(asker, sample)
    at = next((at for at, each in enumerate(drawn) if each.id == id), -1)
    for each in (*drawn[at + 1 :], *drawn[: max(at, 0)]):
        if (about, each.id) not in mine:
            return _page(each.rule), {"id": each.id, "sample": sample.name}
    return "judge", {"sample": sample.name}
