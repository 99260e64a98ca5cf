"""From what readers said to precision by rule, and to a corpus without what they found bad."""

from pathlib import Path
from typing import Any

import pytest
from command import answer, call, sentence
from small_source import NAME, STAGES, World, entries

from moisson.corpus.judgements.record import FILE, Judgement, Sampled, append
from moisson.stewardship.opened import open_release

DRAWN = Sampled(of="dropped", by="rule", size=4, seed=1, weight=1.0)


def judge(path: Path, id: str, version: str, verdict: str, who: str = "anne", **more: Any) -> None:
    facts = {"about": "document", "release": "essai/1", "source": NAME, "fate": "dropped", "rule": "too-short", "sample": DRAWN}
    facts |= {"stage": "drop_short", "at": "2026-12-01T13:00:00Z", "id": id, "version": version, "verdict": verdict, "who": who}
    append(path, Judgement.model_validate({**facts, **more}))


def test_audit_turns_judgements_into_precision_by_rule_and_agreement(world: World) -> None:
    path = world.root / FILE
    for id, verdict in (("a", "bad"), ("b", "bad"), ("c", "bad"), ("d", "good")):
        judge(path, id, "1", verdict)
    judge(path, "a", "1", "good", "berthe", release="other/1")
    judge(path, "d", "1", "good", "berthe")
    judge(path, "c", "1", "good", "berthe", rule="quality:list")
    found = answer(call(world, "audit", "--judgements", FILE, "--recipe", "essai", "--json"))
    assert found["readers"] == ["anne", "berthe"]
    short = next(each for each in found["rules"] if each["name"] == "too-short")
    assert (short["right"], short["wrong"], short["split"]) == (3, 1, 0)
    assert short["share"] == {"value": 0.75, "low": pytest.approx(0.30064, abs=1e-5), "high": pytest.approx(0.954413, abs=1e-5)}
    (both,) = found["agreement"]
    assert (both["both"], both["alike"], both["apart"]) == (2, 1, [{"release": "essai/1", "id": "c"}])
    said = call(world, "audit", "too-short", "--judgements", FILE, "--recipe", "essai").stdout
    assert "0.750 (0.301 to 0.954)" in said
    assert "quality:list" not in said


def test_a_recipe_drops_what_readers_found_bad(world: World) -> None:
    world.publish(entries(5))
    first = open_release(world.build().path)
    rows = {row["id"]: row["version"] for path in first.data for row in _rows(path)}
    for at, verdict in (("A01", "bad"), ("A02", "good"), ("A03", "bad")):
        id = f"{NAME}/{at}"
        judge(world.root / FILE, id, rows[id] if at != "A03" else "0" * 64, verdict, fate="kept", rule=None, stage=None)
    stages = [*STAGES, {"use": "drop_judged", "file": FILE}]
    second = open_release(world.build(recipe=world.recipe(stages)).path)
    assert second.manifest["documents"] == 4
    gone = [row for path in second.ledger for row in _rows(path) if row["reason"] == "judged:bad"]
    assert [(row["id"], row["detail"]) for row in gone] == [(f"{NAME}/A01", "found bad by 1, good by 0")]


def _rows(path: Path) -> list[dict[str, Any]]:
    import pyarrow.parquet as pq

    found: list[dict[str, Any]] = pq.read_table(path, partitioning=None).to_pylist()
    return found


def test_a_mistake_is_a_sentence(world: World) -> None:
    (world.root / FILE).write_text('{"about": "all"}\n')
    assert "line 1, is no judgement" in sentence(call(world, "audit", "--judgements", FILE), 2)
    assert "there are no judgements" in sentence(call(world, "audit", "--judgements", "absent.jsonl"), 2)
    assert "takes a RULE and --recipe, and nothing else" in sentence(call(world, "audit", "x", FILE, "--judgements", FILE), 2)
    assert "name a rule to audit" in sentence(call(world, "audit"), 2)
    (world.root / FILE).write_text("")
    assert "nobody has judged what `x` dropped; judged are: none." in sentence(call(world, "audit", "x", "--judgements", FILE), 2)
