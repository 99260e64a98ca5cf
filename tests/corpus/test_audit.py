"""Audit: what a rule would reject, worst first, over files and over a run, with its limits or with others."""

import json
import random
from math import inf
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from command import answer, call, sentence
from small_source import NAME, SENTENCES, UNREADABLE, Entry, World, entries

from moisson.contracts.errors import NotFound, RecipeError, UserError
from moisson.corpus.audit import at, audit, excerpt, files, rule_named, run, with_signals
from moisson.corpus.stages.thresholds import load_rules

CLEAN = "\n".join(SENTENCES)
TABLE = """
[short-and-lettered]
why = "Two conditions, and limits by kind and language."
word_count = { below = { "*" = 30, law = 10, "law/de" = 5 } }
unlettered = { above = 0.01 }
[made-up]
why = "A column that nothing writes."
no_such_signal = { above = 1 }
"""


def broken(share: float) -> str:
    chance = random.Random(1)
    return "".join(
        chance.choice("abcdefghijklmnopqrstuvwxyz") if char.isalpha() and chance.random() < share else char for char in CLEAN
    )


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("files")
    for name, text in {"a.txt": CLEAN, "b.txt": broken(0.2), "c.txt": broken(0.4), "d.txt": "Néant."}.items():
        (path / name).write_text(text, "utf-8")
    return path


@pytest.fixture
def table(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("table") / "table.toml"
    path.write_text(TABLE, "utf-8")
    return str(path)


def documents(*rows: dict[str, Any]) -> list[pa.RecordBatch]:
    """Batches of one document each."""
    usual = {"id": "x", "title": None, "text": SENTENCES[0], "language": "fr", "kind": None, "confidence": None}
    types = [(name, pa.float64() if name == "confidence" else pa.large_string()) for name in usual]
    return [pa.RecordBatch.from_pylist([{**usual, **row}], pa.schema(types)) for row in rows]


def signalled(values: list[tuple[int | None, float | None, str | None, str]]) -> list[pa.RecordBatch]:
    """Documents with the two signals of the table already there."""
    batches = documents(*({"id": str(number), "kind": kind, "language": said} for number, (*_, kind, said) in enumerate(values)))
    return [
        batch.append_column("word_count", pa.array([words], pa.int64())).append_column(
            "unlettered", pa.array([share], pa.float64())
        )
        for batch, (words, share, *_) in zip(batches, values, strict=True)
    ]


def test_the_worst_files_come_first_with_value_limit_and_excerpt(folder: Path) -> None:
    found = audit(rule_named("ocr-noise"), files(folder, 1), 20).as_dict()
    assert (found["documents"], found["rejected"], found["unmeasured"]) == (4, 2, 1)
    assert [each["path"] for each in found["worst"]] == ["c.txt", "b.txt"]
    worst, second = (each["signals"]["noise"] for each in found["worst"])
    assert worst["value"] > second["value"] > second["limit"] == worst["limit"]
    assert (worst["for"], found["worst"][0]["language"]) == ("*", "fr")
    assert found["by_language"]["fr"] == {"documents": 3, "rejected": 2}
    assert broken(0.4)[:40] in found["worst"][0]["excerpt"]


def test_only_so_many_are_shown_and_all_are_counted(folder: Path) -> None:
    found = audit(rule_named("quality:ocr-noise"), files(folder, 1), 1).as_dict()
    assert ([each["path"] for each in found["worst"]], found["rejected"], found["share"]) == (["c.txt"], 2, 0.5)


def test_another_limit_can_be_tried(folder: Path) -> None:
    rule = at(rule_named("ocr-noise"), ["0.9"])
    assert audit(rule, files(folder, 1), 20).rejected == 0
    assert audit(at(rule, ["noise=0"]), files(folder, 1), 20).rejected >= 2


def test_a_rule_of_several_conditions_holds_where_all_do_and_each_limit_is_that_of_kind_and_language(table: str) -> None:
    values: list[tuple[int | None, float | None, str | None, str]] = [
        (20, 0.5, None, "fr"),
        (20, 0.5, "law", "fr"),
        (8, 0.5, "law", "fr"),
        (8, 0.5, "law", "de"),
        (20, 0.005, None, "fr"),
        (None, 0.5, None, "fr"),
        (1, 0.9, "law", "de"),
    ]
    found = audit(rule_named("short-and-lettered", table), signalled(values), 9).as_dict()
    assert sorted(each["id"] for each in found["worst"]) == ["0", "2", "6"]
    assert found["worst"][0]["id"] == "6"
    assert found["worst"][0]["signals"]["word_count"] == {"value": 1.0, "limit": 5.0, "for": "law/de"}
    assert (found["by_kind"]["law"], found["by_kind"]["unknown"]) == (
        {"documents": 4, "rejected": 2},
        {"documents": 3, "rejected": 1},
    )
    assert found["unmeasured"] == 1


def test_recognised_text_has_the_kind_ocr() -> None:
    found = audit(rule_named("ocr-noise"), documents({"text": broken(0.3), "kind": "law", "confidence": 0.7}), 9).as_dict()
    assert found["by_kind"] == {"ocr": {"documents": 1, "rejected": 1}}


def test_the_order_of_documents_changes_nothing(folder: Path) -> None:
    batches = list(files(folder, 1))
    rows = [batch.slice(row, 1) for batch in batches for row in range(batch.num_rows)]
    rule = at(rule_named("ocr-noise"), ["0.0001"])
    found = [audit(rule, given, 2).as_dict() for given in (batches, rows, rows[::-1])]
    assert found[0] == found[1] == found[2]


def test_signals_that_are_there_are_not_computed_again() -> None:
    (batch,) = signalled([(7, 0.5, None, "fr")])
    assert with_signals(batch, ["word_count", "noise"])["word_count"].to_pylist() == [7]


@pytest.mark.parametrize("rule", load_rules(), ids=lambda rule: rule.name)
def test_every_rule_of_the_table_can_be_audited(rule: Any) -> None:
    found = audit(rule, documents({}, {"text": None}, {"text": ""}, {"language": None, "text": "...."}), 9).as_dict()
    assert found["documents"] == 4
    json.dumps(found)


def test_a_rule_that_is_not_there_is_refused_and_the_known_ones_named(table: str) -> None:
    with pytest.raises(NotFound, match=r"no rule `noise`; known are: .*ocr-noise"):
        rule_named("noise")
    with pytest.raises(NotFound, match="known are: short-and-lettered, made-up"):
        rule_named("ocr-noise", table)


def test_a_limit_that_fits_no_signal_is_refused(table: str) -> None:
    rule = rule_named("short-and-lettered", table)
    with pytest.raises(UserError, match="looks at word_count, unlettered; say which: --at word_count=5"):
        at(rule, ["5"])
    with pytest.raises(UserError, match="looks at noise; say which"):
        at(rule_named("ocr-noise"), ["nois=5"])
    with pytest.raises(UserError, match="`x` is no number"):
        at(rule, ["word_count=x"])
    assert at(rule, ["word_count=inf"]).conditions[0].limits == {"*": inf}


def test_a_signal_that_nothing_writes_is_refused(table: str) -> None:
    with pytest.raises(RecipeError, match="no_such_signal"):
        audit(rule_named("made-up", table), documents({}), 9)


def test_a_run_is_audited_with_what_it_dropped(world: World) -> None:
    world.publish([*entries(2), Entry("bad", UNREADABLE), Entry("long", broken(0.3)), Entry("short", "Néant.")], ["{"])
    world.build()
    found = audit(rule_named("ocr-noise"), run(world.options().workspace, None), 9).as_dict()
    assert (found["documents"], found["rejected"]) == (4, 1)
    assert found["worst"][0]["id"] == f"{NAME}/long"


@pytest.mark.long
def test_the_command_prints_for_people_and_for_programs(folder: Path, copy: World) -> None:
    found = answer(call(copy, "audit", "ocr-noise", str(folder), "--json", "--limit", "1", "--workers", "1"))
    assert (found["rejected"], len(found["worst"])) == (2, 1)
    people = call(copy, "audit", "ocr-noise", str(folder), "--workers", "1")
    assert (people.returncode, people.stderr) == (0, "")
    assert people.stdout.index("c.txt") < people.stdout.index("b.txt")
    assert "1 could not be measured" in people.stdout
    of_run = answer(call(copy, "audit", "ocr-noise", "--at", "0.5", "--json"))
    assert (of_run["documents"], of_run["rejected"]) == (7, 0)  # all but the one that could not be read
    assert "no rule `noise`" in sentence(call(copy, "audit", "noise"), 2)


def test_files_that_say_no_kind_are_of_the_kind_that_is_given(tmp_path: Path) -> None:
    menu = "\n".join(f"- {word}" for word in ("Accueil", "Plan du site", "Contact", "Actualités", "Le ministère"))
    law = "\n".join([*(f"Île {name}" for name in ("d'Aix", "de Ré", "de Sein", "d'Yeu", "de Groix")), "Ces îles sont classées."])
    for name, text in {"menu.txt": menu, "law.txt": law}.items():
        (tmp_path / name).write_text(text, "utf-8")
    rule = rule_named("menu")
    assert audit(rule, files(tmp_path, 1), 9).rejected == 2
    found = audit(rule, files(tmp_path, 1, "law"), 9).as_dict()
    assert (found["by_kind"], found["worst"][0]["path"]) == ({"law": {"documents": 2, "rejected": 1}}, "menu.txt")
    with pytest.raises(UserError, match="--kind lex: there is no such kind; known are: law, debate"):
        list(files(tmp_path, 1, "lex"))


@pytest.mark.long
def test_the_command_takes_a_kind_for_files_and_says_where_none_is_known(folder: Path, copy: World) -> None:
    said = call(copy, "audit", "menu", str(folder), "--workers", "1").stdout
    assert "4 say no kind, and were judged by the limits for any: name it with --kind." in said
    found = answer(call(copy, "audit", "menu", str(folder), "--kind", "law", "--json", "--workers", "1"))
    assert list(found["by_kind"]) == ["law"]
    assert "the kind that their source states" in sentence(call(copy, "audit", "menu", "--kind", "law"), 2)


def test_an_excerpt_shows_beginning_and_middle() -> None:
    assert excerpt("a\n b") == "a b"
    long = excerpt("begin " + "x " * 500 + "middle " + "y " * 500)
    assert long.startswith("begin x x") and " … " in long and "middle" in long and len(long) < 340
