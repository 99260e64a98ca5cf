"""The Croissant record: what it says of files, columns, rights and imbalances, and what mlcroissant makes of it."""

import json
from collections.abc import Mapping
from pathlib import Path
from shutil import copytree
from typing import Any

import pyarrow as pa
import pytest
from small_release import FACTS, packed, tally
from small_source import SOURCE_TOML, World, entries
from validators import verdict

from moisson.contracts.schemas import RELEASE
from moisson.release.inputs import Pack
from moisson.release.pack.croissant import croissant, semantic
from moisson.stewardship.verify.verdict import verify


@pytest.fixture
def stats() -> dict[str, Any]:
    return tally().stats(FACTS)


def said(stats: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(croissant(packed(dict(stats))))
    return found


def fields(record: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The fields of a record set, by id; with those nested in them."""
    waiting = [field for one in record["recordSet"] if one["@id"] == name for field in one["field"]]
    found = {}
    while waiting:
        field = waiting.pop()
        found[field["@id"]] = field
        waiting += field.get("subField", [])
    return found


def test_each_file_is_named_with_its_size_and_digest(stats: dict[str, Any]) -> None:
    files = {one["@id"]: one for one in said(stats)["distribution"] if one["@type"] == "cr:FileObject"}
    assert sorted(files) == ["data/en/part-00000.parquet", "data/fr/part-00000.parquet", "ledger/part-00000.parquet"]
    french = files["data/fr/part-00000.parquet"]
    assert (french["contentUrl"], french["contentSize"], french["sha256"]) == (french["@id"], "1001 B", f"{1:064x}")


def test_fields_follow_from_the_columns_with_what_is_nested_in_them(stats: dict[str, Any]) -> None:
    found = fields(said(stats), "documents")
    columns = {id.split("/")[1] for id in found} - {"folder"}
    assert columns == set(RELEASE.names)
    assert found["documents/word_count"]["dataType"] == "sc:Integer"
    assert found["documents/rights/where"]["source"]["transform"] == {"jsonPath": "'where'"}
    masked = found["documents/masked"]
    assert (masked["isArray"], masked["arrayShape"]) == (True, "-1")
    assert found["documents/masked/count"]["source"]["extract"] == {"column": "masked"}


def test_a_column_that_only_this_recipe_publishes_is_a_field_too(stats: dict[str, Any]) -> None:
    pack = packed(stats)
    wider = Pack(pack.stats, pack.schema.append(pa.field("scores", pa.large_list(pa.float64()))), pack.tables)
    field = fields(json.loads(croissant(wider)), "documents")["documents/scores"]
    assert (field["dataType"], field["isArray"]) == ("sc:Float", True)


def test_a_release_that_says_nothing_of_rights_names_no_licence(stats: dict[str, Any]) -> None:
    for row in stats["rights"]["by_source"]:
        row |= {"license": None, "basis": None}
    assert "license" not in said(stats)


def test_a_private_release_without_a_licence_is_valid_and_says_that_it_must_not_be_published(world: World) -> None:
    world.describe(toml=SOURCE_TOML.partition("[rights]")[0])
    world.publish(entries(3))
    built = world.build(recipe=world.recipe([{"use": "normalize_text"}]))
    assert verify(built.path).faults == []
    assert not verdict(built.path, "croissant").startswith("FAILED")
    found = json.loads((built.path / "croissant.json").read_text())
    assert found["license"]["name"] == "Do not publish this release, and do not pass it on."


def test_what_was_masked_and_what_nobody_looked_for_is_said(stats: dict[str, Any]) -> None:
    assert "masked 4 times in 2 documents (email 3, phone 1)" in " ".join(said(stats)["rai:personalSensitiveInformation"])
    stats["stages"] = [stage for stage in stats["stages"] if not stage["name"].startswith("mask")]
    assert (
        "No stage of the recipe masks personal data: the texts are as published."
        in said(stats)["rai:personalSensitiveInformation"]
    )


@pytest.mark.parametrize(
    ("release", "version"),
    [
        ("1-3708dde70359", "1.0.0+3708dde70359"),
        ("2.3-3708dde70359", "2.3.0+3708dde70359"),
        ("2026.03.27-3708dde70359", "2026.3.27+3708dde70359"),
        ("v1_beta-3708dde70359", "0.0.0+v1-beta-3708dde70359"),
    ],
)
def test_a_release_has_a_semantic_version_with_its_hash(release: str, version: str) -> None:
    assert semantic(release) == version


def test_mlcroissant_validates_it_and_streams_what_pyarrow_reads(built: World) -> None:
    said = verdict(built.root / "build/releases/essai/latest", "croissant")
    assert said.startswith("ok valid, no warnings; streamed ")
    assert " of documents, " in said
    assert said.endswith(" of ledger")


def test_a_field_that_names_another_column_is_found(built: World, tmp_path: Path) -> None:
    release = copytree(built.root / "build/releases/essai/latest", tmp_path / "release")
    text = (release / "croissant.json").read_text(encoding="utf-8")
    assert '"column": "title"' in text
    (release / "croissant.json").write_text(text.replace('"column": "title"', '"column": "id"'), encoding="utf-8")
    assert verdict(release, "croissant").startswith("FAILED documents/title: streamed as ")
