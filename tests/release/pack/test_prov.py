"""Provenance: questions that someone who meets a release would ask of it, answered by SPARQL."""

import json
from collections.abc import Mapping
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from rdflib import Graph, Variable
from small_release import FACTS, packed, tally
from small_source import World
from validators import verdict

from moisson.release.pack.prov import prov

LIES = "https://example.org/releases/1/"
PUBLISHERS = """
SELECT DISTINCT ?name WHERE {
  <#dataset> prov:hadPrimarySource ?source ; prov:wasDerivedFrom+ ?source .
  ?source prov:wasAttributedTo ?publisher .
  ?publisher foaf:name ?name .
} ORDER BY ?name"""
STAGES = """
SELECT ?name ?version ?parameters WHERE {
  <#dataset> prov:wasGeneratedBy/prov:wasInformedBy+ ?stage .
  ?stage rdfs:label ?name ; prov:qualifiedAssociation/prov:hadPlan ?plan .
  ?plan dcat:version ?version ; prov:value ?parameters .
} ORDER BY ?stage"""
FILES = """
SELECT ?file ?digest WHERE {
  <#dataset> prov:hadMember ?file .
  ?file spdx:checksum/spdx:checksumValue ?digest ; prov:wasGeneratedBy <#write> .
} ORDER BY ?file"""


@pytest.fixture
def stats() -> dict[str, Any]:
    return tally().stats(FACTS)


def ask(stats: Mapping[str, Any], question: str) -> list[tuple[str, ...]]:
    """The answers of a release's provenance, as whoever fetched it from the web reads it."""
    graph = Graph().parse(data=prov(packed(dict(stats))), format="json-ld", publicID=f"{LIES}prov.jsonld")
    names = question.split("WHERE")[0].replace("SELECT", "").replace("DISTINCT", "").split()
    found = graph.query(question, base=LIES)
    return [tuple(str(row[Variable(name[1:])]) for name in names) for row in found.bindings]


def test_it_says_which_publishers_a_release_derives_from(stats: dict[str, Any]) -> None:
    assert ask(stats, PUBLISHERS) == [("DILA",), ("Ministère du Travail",)]
    stats["sources"][0]["documents"] = 0  # harvested, and nothing of it released
    assert ask(stats, PUBLISHERS) == [("Ministère du Travail",)]


def test_it_says_which_stages_ran_with_which_versions_and_parameters(stats: dict[str, Any]) -> None:
    assert ask(stats, STAGES) == [
        ("drop_short", "1", '{"min_words":20}'),
        ("mask_identifiers", "2", "{}"),
        ("drop_near_duplicates", "1", '{"policy":"representative"}'),
    ]


def test_it_names_every_file_with_its_digest(stats: dict[str, Any]) -> None:
    assert ask(stats, FILES) == [
        (f"{LIES}data/en/part-00000.parquet", f"{0:064x}"),
        (f"{LIES}data/fr/part-00000.parquet", f"{1:064x}"),
        (f"{LIES}ledger/part-00000.parquet", f"{2:064x}"),
    ]


def test_everything_in_it_hangs_together(built: World) -> None:
    assert verdict(built.root / "build/releases/essai/latest", "prov").endswith("derives from DILA")


def test_a_thing_that_hangs_on_nothing_is_found(built: World, tmp_path: Path) -> None:
    release = copytree(built.root / "build/releases/essai/latest", tmp_path / "release")
    said = json.loads((release / "prov.jsonld").read_bytes())
    said["@graph"].append({"@id": "./#alone", "@type": "prov:Entity"})
    (release / "prov.jsonld").write_text(json.dumps(said), encoding="utf-8")
    assert verdict(release, "prov").startswith("FAILED prov.jsonld: https://example.org/release/#alone ")
