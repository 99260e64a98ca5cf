"""Synthetic text: rows keep the ids of their seeds, their rights are the strictest seed's, and traces and withdrawals follow."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from command import answer, call
from small_source import NAME, SENTENCES, STAGES, World, mixed

from moisson.contracts.errors import RecipeError
from moisson.contracts.schemas import IDENTIFIERS, RELEASE, RIGHTS, STRING
from moisson.contracts.stage import find_stage
from moisson.corpus.recipe import load_recipe
from moisson.corpus.stages.versions import OF_VERSIONS, work_names
from moisson.readers.contract import File, Raw
from moisson.readers.read_options import How, Rows
from moisson.readers.rows.reader import read, split
from moisson.stewardship.opened import open_release, row_groups

SYNTHETIC = "xx_synthetic"


def right(license: str | None, basis: str | None = "licence") -> dict[str, Any]:
    return {**dict.fromkeys(RIGHTS.names), "license": license, "basis": basis}


def released(folder: Path, rights: dict[str, dict[str, Any]]) -> str:
    (folder / "data" / "fr").mkdir(parents=True)
    rows = [{"id": id, "url": f"https://{id}/", "rights": said} for id, said in rights.items()]
    schema = pa.schema([RELEASE.field(name) for name in ("id", "url", "rights")])
    pq.write_table(pa.Table.from_pylist(rows, schema), folder / "data" / "fr" / "part-00000.parquet")
    (folder / "MANIFEST.json").write_text("{}")
    return str(folder)


@pytest.fixture
def releases(tmp_path: Path) -> list[str]:
    one = {"a/open": right("CC-BY-4.0"), "a/share": right("CC-BY-SA-4.0"), "a/statute": right(None, "statute")}
    two = {"b/closed": right("CC-BY-NC-4.0"), "b/agreed": right(None, "agreement")}
    return [released(tmp_path / "one", one), released(tmp_path / "two", two)]


def inherited(releases: list[str], *rows: tuple[list[str], dict[str, Any] | None]) -> list[tuple[Any, str | None]]:
    """The licence or basis, and the reason for a drop, of rows with these seeds and rights of their own."""
    batch = pa.record_batch(
        {
            "identifiers": pa.array([[{"scheme": "seed", "value": seed} for seed in seeds] for seeds, _ in rows], IDENTIFIERS),
            "rights": pa.array([own for _, own in rows], RIGHTS),
        }
    )
    stage = find_stage("inherit_rights")
    assert stage is not None
    made = stage.build(releases=releases)(batch)
    said = [each and (each["license"] or each["basis"]) for each in made["rights"].to_pylist()]
    return list(zip(said, made["drop_reason"].to_pylist(), strict=True))


@pytest.mark.parametrize(
    ("seeds", "own", "licence"),
    [
        (["a/open"], None, "CC-BY-4.0"),
        (["a/open", "a/share"], None, "CC-BY-SA-4.0"),
        (["a/share", "b/closed", "a/open"], None, "CC-BY-NC-4.0"),
        (["a/statute"], None, "statute"),
        (["a/statute", "a/open"], None, "CC-BY-4.0"),
        (["a/open", "b/agreed"], None, "agreement"),
        (["a/open"], right("CC-BY-NC-4.0"), "CC-BY-NC-4.0"),  # its own is the stricter
        (["b/closed"], right("CC0-1.0"), "CC-BY-NC-4.0"),  # a maker cannot free what is not theirs
        ([], right("CC0-1.0"), "CC0-1.0"),
        ([], None, None),
    ],
)
def test_the_strictest_seed_s_right_holds(
    releases: list[str], seeds: list[str], own: dict[str, Any] | None, licence: str
) -> None:
    assert inherited(releases, (seeds, own)) == [(licence, None)]


def test_a_seed_that_nobody_knows_keeps_its_text_out(releases: list[str]) -> None:
    rows: list[tuple[list[str], dict[str, Any] | None]] = [
        (["a/open"], None),
        (["a/open", "a/gone"], None),
        ([], right("CC0-1.0")),
    ]
    assert [reason for _, reason in inherited(releases, *rows)] == [None, "rights:seed-unknown", None]
    assert [inherited(releases, row)[0] for row in rows] == inherited(releases, *rows)  # whatever the batch


def test_what_is_no_release_is_one_sentence(tmp_path: Path) -> None:
    stage = find_stage("inherit_rights")
    assert stage is not None
    with pytest.raises(RecipeError, match="is no release with documents"):
        stage.build(releases=[str(tmp_path)])


@pytest.mark.parametrize(
    ("said", "seeds"),
    [
        ({"seed_ids": ["a/1", "a/2", "a/1"]}, ["a/1", "a/2"]),
        ({"seed_ids": "a/1"}, ["a/1"]),
        ({"seed_id": "a/1", "eli": "eli/x"}, ["a/1"]),
        ({"seed_ids": []}, []),
        ({}, []),
    ],
)
def test_rows_keep_the_ids_of_their_seeds(said: dict[str, Any], seeds: list[str]) -> None:
    assert read_seeds({"text": " ".join(SENTENCES[:4]), **said}, How()) == seeds


@pytest.mark.parametrize(
    "layout",
    [
        {"identifier": "x", "collection": "c", "license": "CC0", "text": "Le texte."},  # Common Corpus
        {"id": "x", "version": "1", "source": "s", "text": "Le texte.", "text_sha256": "0"},  # a release of Moisson
        {"source": "s", "id": "x", "text": "Le texte.", "language": "fr", "extra": "{}"},  # Lucie
        {"id": "x", "u": "https://x.eu/", "lang": ["fr"], "text": "Le texte."},  # HPLT
        {"id": "x", "text": "Le texte.", "source": "s", "added": "2024-01-01"},  # Dolma
    ],
)
def test_every_layout_keeps_seeds(layout: dict[str, Any]) -> None:
    named = {"identifiers": [{"scheme": "seed", "value": "a/1"}]} if "text_sha256" in layout else {"seed_ids": ["a/1"]}
    assert read_seeds({**layout, **named}, How()) == ["a/1"]


def test_a_row_of_synth_is_its_question_reasoning_and_answer_with_the_articles_that_it_was_made_from() -> None:
    row = {
        "synth_id": "s1", "language": "fr", "exercise": "memorization", "query": "Qui convoque le salarié ?",
        "query_seed_url": "https://a/open/", "query_seed_text": "…", "additional_seed_url": "https://a/share/",
        "seed_license": "CC-By-SA (4.0)", "synthetic_reasoning": "L'article le dit.", "synthetic_answer": "L'employeur.",
    }  # fmt: skip
    (raw,) = [each for each in split(File("x.jsonl", json.dumps(row).encode() + b"\n"), How()) if isinstance(each, Raw)]
    (text,) = read(raw.body, How())
    assert raw.id == "s1" and raw.rights is not None and raw.rights["license"] == "CC-BY-SA-4.0"
    assert text.text == "Qui convoque le salarié ?\n\nL'article le dit.\n\nL'employeur."
    assert [tuple(each) for each in text.identifiers] == [("seed", "https://a/open/"), ("seed", "https://a/share/")]


def test_a_seed_that_is_named_by_its_address_is_known_by_its_id(releases: list[str]) -> None:
    named = [{"scheme": "seed", "value": url} for url in ("https://a/open/", "https://a/share/")]
    batch = pa.record_batch({"identifiers": pa.array([named, []], IDENTIFIERS), "rights": pa.nulls(2, RIGHTS)})
    stage = find_stage("inherit_rights")
    assert stage is not None
    made = stage.build(releases=releases)(batch)
    assert made["rights"].to_pylist()[0]["license"] == "CC-BY-SA-4.0"
    assert [[each["value"] for each in row] for row in made["identifiers"].to_pylist()] == [
        ["https://a/open/", "https://a/share/", "a/open", "a/share"],
        [],
    ]


def test_a_mapping_says_where_else_they_stand() -> None:
    how = How(rows=Rows(text="words", id="id", identifiers={"seed": "meta.made_from"}))
    assert read_seeds({"words": " ".join(SENTENCES[:4]), "meta": {"made_from": ["a/1", "a/2"]}}, how) == ["a/1", "a/2"]


def read_seeds(row: dict[str, Any], how: How) -> list[str]:
    line = json.dumps(row).encode()
    (raw,) = [each for each in split(File("x.jsonl", line + b"\n"), how) if isinstance(each, Raw)]
    assert isinstance(raw.content, bytes)
    (text,) = read(raw.content, how)
    return [each.value for each in text.identifiers if each.scheme == "seed"]


def test_texts_of_one_seed_are_no_wordings_of_one_text() -> None:
    """Else `keep_versions` would keep near duplicates for having the same seed."""
    said = [[("seed", "a/1")], [("seed", "a/1"), ("eli", "eli/x")], [], None]
    rows = [None if each is None else [{"scheme": scheme, "value": value} for scheme, value in each] for each in said]
    columns = {name: pa.nulls(4, RELEASE.field(name).type) for name in OF_VERSIONS}
    columns |= {"id": pa.array(["1", "2", "3", "4"], STRING), "identifiers": pa.array(rows, IDENTIFIERS)}
    assert [name.rows.tolist() for name in work_names(columns.__getitem__)] == [[1], [], [1]]


def test_what_the_snapshot_says_is_amended_only_by_a_stage_that_reads_it(world: World, releases: list[str]) -> None:
    world.recipe_file([{"use": "inherit_rights", "releases": releases}, {"use": "require_rights"}])
    stages = load_recipe(world.root / "essai.toml").corpus_stages
    assert [each.label for each in stages] == ["inherit_rights", "require_rights"]


def synthetic(world: World, seeds: dict[str, list[str]], release: Path) -> Path:
    """Build texts made from a release's documents; returns their release."""
    folder = world.root / "sources" / SYNTHETIC
    (folder / "data").mkdir(parents=True)
    (folder / "source.toml").write_text(
        'title = "Synthetic"\nabout = "Made from articles."\nlanguage = "fr"\npublisher = { name = "A laboratory" }\n'
        'connector = { use = "folder", path = "data" }\n'
    )
    lines = [{"id": id, "text": " ".join(SENTENCES[4 + n : 9 + n]), "seed_ids": of} for n, (id, of) in enumerate(seeds.items())]
    (folder / "data" / "rows.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    path = world.recipe_file([{"use": "inherit_rights", "releases": [str(release)]}, {"use": "require_rights"}], name="synthetic")
    path.write_text(path.read_text().replace(f"./sources/{NAME}", f"./sources/{SYNTHETIC}"))
    return world.build(recipe=load_recipe(path)).path


def test_a_seed_is_traced_to_what_was_made_from_it_and_withdrawn_with_it(world: World) -> None:
    world.publish(mixed())
    first = world.build(recipe=world.recipe(STAGES)).path
    made = synthetic(
        world, {"one": [f"{NAME}/A03"], "two": [f"{NAME}/several#1", f"{NAME}/A03"], "three": ["nobody/knows"]}, first
    )
    rows = [row for table in row_groups(open_release(made).data, ["id", "license", "rights"]) for row in table.to_pylist()]
    assert {row["id"]: row["license"] for row in rows} == {f"{SYNTHETIC}/one": "etalab-2.0", f"{SYNTHETIC}/two": "etalab-2.0"}
    assert all(row["rights"]["reason"].startswith("the strictest right of") for row in rows)
    contribution = json.loads((made / "ai-act-contribution.json").read_text())
    (said,) = [each for each in contribution["fields"] if each["field"] == "synthetic_data"]
    assert said["answered_by"] == "provider" and "are synthetic" in said["known"][0]
    found = answer(call(world, "trace", f"{NAME}/A03", "--json"))["made_from_it"]
    assert [row["id"] for row in found] == [f"{SYNTHETIC}/one", f"{SYNTHETIC}/two"]
    alone = answer(call(world, "trace", f"{SYNTHETIC}/one", "--release", str(made), "--json"))
    assert alone["made_from_it"] == []
    why = ("--reason", "a request under the law", "--authority", "the publisher", "--date", "2026-11-25")
    shown = " ".join(call(world, "withdraw", f"{NAME}/several", *why).stdout.split())
    assert f"Synthetic text was made from it and stays: {SYNTHETIC}/two" in shown
    gone = answer(call(world, "withdraw", f"{NAME}/A03", "--with-synthetic", *why, "--json"))
    assert {each["id"] for each in gone["withdrawn"]} == {f"{NAME}/A03", f"{SYNTHETIC}/one", f"{SYNTHETIC}/two"}


def test_rows_of_common_corpus_go_out_and_come_in_with_their_seeds_and_their_rights_follow(world: World) -> None:
    """Synthetic text goes to Pleias's rows and comes back as a source: texts, dates, licences and seeds are the same."""
    world.publish(mixed())
    first = world.build(recipe=world.recipe(STAGES)).path
    made = synthetic(world, {"one": [f"{NAME}/A03"], "two": [f"{NAME}/several#1", f"{NAME}/A03"]}, first)
    folder = world.root / "sources" / "xx_commun"
    for release, to in ((first, "first"), (made, "made")):
        assert call(world, "export", str(release), "--as", "common-corpus", "--to", str(folder / to)).returncode == 0
    (folder / "source.toml").write_text(
        'title = "Common Corpus"\nabout = "Rows."\nlanguage = "und"\npublisher = { name = "Pleias" }\n'
        'connector = { use = "folder", path = ".", include = ["*/data/**/*.parquet"] }\n'
    )
    path = world.recipe_file([{"use": "inherit_rights", "releases": [str(first)]}, {"use": "require_rights"}], name="commun")
    path.write_text(path.read_text().replace(f"./sources/{NAME}", "./sources/xx_commun"))
    back = world.build(recipe=load_recipe(path)).path
    columns = [
        "id",
        "text",
        "license",
        "url",
        "created",
        "legal_state",
        "valid_from",
        "publisher_version",
        "language",
        "identifiers",
    ]

    def rows(release: Path) -> dict[str, dict[str, Any]]:
        found = [row for table in row_groups(open_release(release).data, columns) for row in table.to_pylist()]
        return {row.pop("id").removeprefix("xx_commun/"): row for row in found}

    came, went = rows(back), {**rows(first), **rows(made)}
    assert came.keys() == went.keys() and len(came) > 10
    for id, row in went.items():
        assert {name: came[id][name] for name in columns if name in row and name != "publisher_version"} == {
            name: value for name, value in row.items() if name != "publisher_version"
        }, id
    found = answer(call(world, "trace", f"{NAME}/A03", "--json"))["made_from_it"]
    assert {row["id"] for row in found} >= {f"xx_commun/{SYNTHETIC}/one", f"xx_commun/{SYNTHETIC}/two"}
    why = ("--reason", "a request under the law", "--authority", "the publisher", "--date", "2026-11-25")
    gone = answer(call(world, "withdraw", f"{NAME}/A03", "--with-synthetic", *why, "--json"))
    assert {each["id"] for each in gone["withdrawn"]} >= {f"xx_commun/{SYNTHETIC}/one", f"xx_commun/{SYNTHETIC}/two"}
