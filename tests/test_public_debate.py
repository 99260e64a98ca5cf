"""The recipe `public-debate` over sittings, questions and amendments as parliaments publish them."""

import re
from collections.abc import Iterator
from pathlib import Path
from shutil import copy
from typing import Any

import pyarrow.parquet as pq
import pytest
from shared_data import shared

from moisson.build import build
from moisson.corpus.recipe import load_recipe
from moisson.workspace.options import Options
from moisson.workspace.storage import Workspace

pytestmark = pytest.mark.shared

RECIPE = Path(__file__).parents[1] / "recipes" / "public-debate.toml"
PARLAMINT = "parlamint-a/data/matyaskopp+ParlaMint"
SOURCES = {  # by source: language, kind, where its files lie
    "hr_sabor": ("hr", "debate", f"{PARLAMINT}/ParlaMint-HR", "ParlaMint-HR*.xml"),
    "si_dz": ("sl", "debate", f"{PARLAMINT}/ParlaMint-SI", "ParlaMint-SI*.xml"),
    "de_protokolle": ("de", "debate", "de-bundestag-txt/data/data/txt", "18004.txt"),
    "de_fragen": ("de", "question", "de-bundestag-dip21/data/16/Schriftliche Frage", "16-*.json"),
    "fr_amendements": ("fr", "law", "fr-parlement-zam/data/repondeur/tests/fetch/sample_data/an/269", "[1-3]*.xml"),
}


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    """The rows of the release, by source."""
    root = tmp_path_factory.mktemp("debate")
    for name, (language, kind, where, pattern) in SOURCES.items():
        (root / name / "data").mkdir(parents=True)
        files = [path for path in sorted(shared(where).glob(pattern)) if ".ana." not in path.name]
        assert files, where
        for path in files:
            copy(path, root / name / "data")
        (root / name / "source.toml").write_text(
            f'title = "{name}"\nabout = "Real records."\nlanguage = "{language}"\nkind = "{kind}"\n'
            'publisher = { name = "A parliament" }\nconnector = { use = "folder", path = "data" }\n'
            '[rights]\nlicense = "CC-BY-4.0"\nbasis = "licence"\nlevel = "data-set"\n'
        )
    recipe = load_recipe(RECIPE, [str(root / name) for name in SOURCES])
    made = build(recipe, Options(Workspace(root / "build"), workers=1), accept_loss=True).path
    rows = [row for path in sorted(made.glob("data/*/*.parquet")) for row in pq.read_table(path).to_pylist()]
    assert "Who speaks, asks, answers or moves" in (made / "README.md").read_text(encoding="utf-8")
    return {name: [row for row in rows if row["source"] == name] for name in SOURCES}


def speakers(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    return (each for row in rows for each in row["speakers"] or ())


def test_every_source_is_there(documents: dict[str, list[dict[str, Any]]]) -> None:
    assert {name: len(rows) > 0 for name, rows in documents.items()} == dict.fromkeys(SOURCES, True)


def test_members_keep_their_names_in_the_text_and_in_the_columns(documents: dict[str, list[dict[str, Any]]]) -> None:
    named = list(speakers([*documents["hr_sabor"], *documents["si_dz"], *documents["de_protokolle"]]))
    assert len(named) > 30
    assert all("[" not in each["name"] for each in named)
    for row in documents["hr_sabor"]:
        assert all(f"{each['name']}:" in row["text"] for each in row["speakers"])


def test_a_researcher_finds_what_a_group_said_and_how_a_chamber_voted(documents: dict[str, list[dict[str, Any]]]) -> None:
    groups = {each["group"] for rows in documents.values() for row in rows for each in row["groups"] or ()}
    assert groups >= {"HDZ", "SDSS", "SMC", "SDS", "Levica", "CDU/CSU", None}
    votes = [vote for row in documents["si_dz"] for vote in row["votes"] or ()]
    assert len(votes) > 20
    assert all(str(vote["ayes"]) in vote["stated"] for vote in votes)
    assert {"ayes": 39, "noes": 46} in [{name: vote[name] for name in ("ayes", "noes")} for vote in votes]
    for row in documents["si_dz"]:
        assert sum(each["words"] for each in row["groups"]) == sum(each["words"] for each in row["speakers"])


def test_a_question_has_who_asks_with_the_group_and_who_answers(documents: dict[str, list[dict[str, Any]]]) -> None:
    roles = {re.split(",", each["role"])[0] for each in speakers(documents["de_fragen"])}
    assert roles == {"Frage", "Antwort"}
    assert {each["group"] for each in speakers(documents["de_fragen"]) if each["role"] == "Frage"} == {"FDP"}


def test_an_amendment_has_its_author_and_what_became_of_it(documents: dict[str, list[dict[str, Any]]]) -> None:
    assert {vote["outcome"] for row in documents["fr_amendements"] for vote in row["votes"] or ()} >= {"Adopté", "Rejeté"}
    assert "Jean-Pierre Door" in {each["name"] for each in speakers(documents["fr_amendements"])}
