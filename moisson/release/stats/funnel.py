"""The funnel from found to released: each step with the documents it dropped, and why.

Three kinds of ledger rows are told apart by the stage they name. What the harvest did not take in (files it could not split,
entries listed twice) is not part of what was found. `extract` names documents found of which no text could be made. Every other
row names a document that one of the run's stages took out. One document found may be read as several, so there may be more
documents extracted than found; fewer would be a loss without a reason.
"""

from collections.abc import Mapping
from typing import Any

from moisson.contracts.errors import ConservationError
from moisson.release.facts import RunFacts, SourceFacts

Row = dict[str, Any]

EXTRACT = "extract"


def _count(rows: list[Row]) -> int:
    return sum(row["documents"] for row in rows)


def _reasons(rows: list[Row]) -> list[Row]:
    """Documents by reason, most first."""
    counts: dict[str, int] = {}
    for row in rows:
        counts[row["reason"]] = counts.get(row["reason"], 0) + row["documents"]
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [{"reason": reason, "documents": count} for reason, count in ordered]


def _split(rows: list[Row], facts: RunFacts) -> tuple[list[Row], list[Row], list[Row]]:
    """The ledger's rows by kind: not taken in at harvest, failed in extraction, dropped by a stage."""
    names = {stage.name for stage in facts.stages} - {EXTRACT}
    extract = [row for row in rows if row["stage"] == EXTRACT]
    stages = [row for row in rows if row["stage"] in names]
    return [row for row in rows if row["stage"] != EXTRACT and row["stage"] not in names], extract, stages


def funnel(rows: list[Row], released: int, facts: RunFacts) -> list[Row]:
    """The steps in order, with the documents left after each; raises ConservationError where counts contradict."""
    refused, failed, dropped = _split(rows, facts)
    found = sum(source.found for source in facts.sources)
    left = released + _count(dropped)
    steps = [_step("found", None, found, refused), _step("extracted", EXTRACT, left, failed)]
    for stage in facts.stages:
        if stage.name == EXTRACT:
            continue
        own = [row for row in dropped if row["stage"] == stage.name]
        for said, counted, what in ((stage.rows_in, left, "took in"), (stage.dropped, _count(own), "dropped")):
            if said is not None and said != counted:
                raise ConservationError(
                    f"stage {stage.name} {what} {said} documents, but the release and its ledger account for {counted}."
                )
        left -= _count(own)
        steps.append(_step(stage.name, stage.name, left, own))
    return [*steps, _step("released", None, released, [])]


def _step(name: str, stage: str | None, left: int, gone: list[Row]) -> Row:
    """One step: the documents left after it, and those it dropped by reason."""
    return {"step": name, "stage": stage, "documents": left, "dropped": _count(gone), "reasons": _reasons(gone)}


def dropped_by_source(rows: list[Row], released: int, source: SourceFacts, facts: RunFacts) -> Row:
    """One source's losses by stage and reason; raises ConservationError where a document found is not accounted for."""
    refused, failed, dropped = _split(rows, facts)
    extracted = released + _count(dropped)
    if extracted < source.found - _count(failed):
        raise ConservationError(
            f"source {source.name}: of {source.found} documents found, {released} are released and "
            f"{_count(failed) + _count(dropped)} stand in the ledger; the others went missing without a reason."
        )
    ordered = sorted(failed + dropped, key=lambda row: (-row["documents"], row["stage"], row["reason"]))
    return {
        "extracted": extracted,
        "documents": _count(failed) + _count(dropped),
        "not_taken_in": _count(refused),
        "reasons": [{name: row[name] for name in ("stage", "reason", "documents")} for row in ordered],
    }


def ledger(rows: list[Row], examples: Mapping[str, list[Row]], joint: str, facts: RunFacts) -> list[Row]:
    """Every (stage, reason) in the order of the run, most documents first, with a few of the documents it names."""
    order = {name: place for place, name in enumerate([EXTRACT, *(stage.name for stage in facts.stages)])}
    groups: dict[tuple[str, str], Row] = {}
    for row in rows:
        key = (row["stage"], row["reason"])
        group = groups.setdefault(key, {"stage": key[0], "reason": key[1], "documents": 0, "sources": {}})
        group["documents"] += row["documents"]
        group["sources"][row["source"]] = row["documents"]
    for (stage, reason), group in groups.items():
        group["examples"] = examples[f"{stage}{joint}{reason}"]
    return sorted(groups.values(), key=lambda row: (order.get(row["stage"], -1), row["stage"], -row["documents"], row["reason"]))
