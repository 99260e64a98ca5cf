"""The catalogue: what it says in the terms of EU authorities, alike in both forms, and what the official shapes make of it."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from shutil import copytree
from typing import Any, get_args

import pytest
from rdflib import Graph, Literal, Node, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCTERMS, FOAF, RDF, XSD
from shared_data import shared
from small_release import FACTS, packed, tally
from small_source import SOURCE_TOML, World
from validators import verdict

from moisson.contracts.errors import SourceError
from moisson.corpus.stages.languages import CANDIDATES
from moisson.release.inputs import Pack, pack_of
from moisson.release.pack import authorities
from moisson.release.pack.dcat import dcat_jsonld, dcat_turtle
from moisson.release.pack.linked import dated
from moisson.source.description import Category, Theme

LIES = "https://example.org/releases/1/"
DCAT = "http://www.w3.org/ns/dcat#"
DATASET = URIRef(f"{LIES}#dataset")
EU = "http://publications.europa.eu/resource/authority/"
HVD = {
    "categories": ["statistics"],
    "api": "https://api.example.org/v1",
    "documentation": "https://api.example.org/v1/docs",
}


@pytest.fixture
def stats() -> dict[str, Any]:
    return tally().stats(FACTS)


def graph(stats: Mapping[str, Any]) -> Graph:
    """The catalogue as whoever fetches it from the web reads it."""
    return Graph().parse(data=dcat_turtle(packed(dict(stats))), format="turtle", publicID=f"{LIES}dcat.ttl")


def values(found: Graph, subject: Node, predicate: URIRef) -> set[str]:
    return {str(value) for value in found.objects(subject, predicate)}


def french(found: Graph) -> Node:
    """The distribution of the French documents."""
    return URIRef(f"{LIES}#data/fr/part-00000.parquet")


def test_each_file_has_its_address_size_digest_and_format(stats: dict[str, Any]) -> None:
    found = graph(stats)
    assert len(values(found, DATASET, URIRef(f"{DCAT}distribution"))) == 2
    part = french(found)
    assert values(found, part, URIRef(f"{DCAT}downloadURL")) == {f"{LIES}data/fr/part-00000.parquet"}
    assert values(found, part, URIRef(f"{DCAT}byteSize")) == {"1001"}
    assert values(found, part, DCTERMS.format) == {f"{EU}file-type/PARQUET"}
    assert values(found, part, DCTERMS.language) == {f"{EU}language/FRA"}
    checksum = found.value(part, URIRef("http://spdx.org/rdf/terms#checksum"))
    assert checksum is not None
    assert found.value(checksum, URIRef("http://spdx.org/rdf/terms#checksumValue")) == Literal(
        f"{1:064x}", datatype=XSD.hexBinary
    )


def test_dates_places_themes_and_contact_are_those_of_the_sources(stats: dict[str, Any]) -> None:
    stats["sources"][0] |= {"jurisdiction": "fr", "kind": "law"}
    stats["sources"][1] |= {"jurisdiction": "eu", "kind": "guidance", "themes": ["SOCI"]}
    found = graph(stats)
    assert values(found, DATASET, DCTERMS.spatial) == {f"{EU}country/FRA", f"{EU}country/EUR"}
    assert values(found, DATASET, URIRef(f"{DCAT}theme")) == {f"{EU}data-theme/JUST", f"{EU}data-theme/SOCI"}
    period = found.value(DATASET, DCTERMS.temporal)
    assert period is not None
    assert found.value(period, URIRef(f"{DCAT}startDate")) == Literal("2008-05-01", datatype=XSD.date)
    assert found.value(period, URIRef(f"{DCAT}endDate")) == Literal("2025-11-13", datatype=XSD.date)
    contact = found.value(DATASET, URIRef(f"{DCAT}contactPoint"))
    assert contact is not None
    assert values(found, contact, URIRef("http://www.w3.org/2006/vcard/ns#hasEmail")) == {"mailto:donnees@example.org"}


def test_a_source_of_which_nothing_is_released_is_none_that_the_release_derives_from(stats: dict[str, Any]) -> None:
    stats["sources"][0]["documents"] = 0
    assert values(graph(stats), DATASET, DCTERMS.source) == {f"{LIES}#source/fr_travail_fiches"}


def test_a_release_with_a_home_has_addresses_wherever_it_is_read(stats: dict[str, Any]) -> None:
    stats["recipe"] |= {"url": "https://data.example.eu/corpus", "publisher": {"name": "A body", "url": None}}
    found = graph(stats)
    home = "https://data.example.eu/corpus/1-0123456789ab/"
    dataset = URIRef(f"{home}#dataset")
    assert (dataset, RDF.type, URIRef(f"{DCAT}Dataset")) in found
    publisher = found.value(dataset, DCTERMS.publisher)
    assert publisher is not None
    assert values(found, publisher, FOAF.name) == {"A body"}


def test_whatever_a_publisher_calls_itself_the_documents_can_be_read(stats: dict[str, Any]) -> None:
    """Quotes, brackets, line ends and another alphabet in names and titles."""
    odd = 'Υπουργείο <"Εργασίας"> {a}\\ \n#b%'
    stats["sources"][0]["publisher"] = {"name": odd, "url": "not an address"}
    stats["sources"][0]["title"] = odd
    other = Graph().parse(data=dcat_jsonld(packed(stats)), format="json-ld", publicID=f"{LIES}dcat.jsonld")
    assert isomorphic(graph(stats), other)
    assert odd in {str(name) for name in other.objects(None, FOAF.name)}


def test_the_bytes_do_not_hang_on_the_order_of_hashes(built: World) -> None:
    release = built.root / "build/releases/essai/latest"
    script = (
        "import json, sys; from pathlib import Path; from moisson.release.documents import documents;"
        "from moisson.release.inputs import pack_of; from hashlib import sha256; folder = Path(sys.argv[1]);"
        "found = documents(pack_of(folder, json.loads((folder / 'stats.json').read_bytes())));"
        "print({name: sha256(text.encode()).hexdigest() for name, text in sorted(found.items())})"
    )
    command = [sys.executable, "-c", script, str(release)]
    seeds = [{**os.environ, "PYTHONHASHSEED": seed} for seed in ("1", "2")]
    first, second = (subprocess.run(command, capture_output=True, text=True, check=True, env=seed).stdout for seed in seeds)
    assert "dcat.ttl" in first
    assert first == second


@pytest.mark.parametrize(
    ("said", "value", "kind"),
    [
        ("2026-03-27", "2026-03-27", XSD.date),
        ("2026-03-27T10:00:00", "2026-03-27", XSD.date),
        ("2026-02-30", "2026-02", XSD.gYearMonth),
        ("1754-05", "1754-05", XSD.gYearMonth),
        ("1754-13", "1754", XSD.gYear),
        ("1754", "1754", XSD.gYear),
    ],
)
def test_a_date_is_said_as_exactly_as_it_is_known(said: str, value: str, kind: URIRef) -> None:
    assert dated(said) == Literal(value, datatype=kind)


@pytest.mark.parametrize("wrong", ['themes = ["LAW"]', 'record = "LEGI"', 'hvd = { categories = [], api = "https://x.eu" }'])
def test_a_theme_a_record_or_a_category_that_is_none_stops_before_any_work(world: World, wrong: str) -> None:
    world.describe(toml=SOURCE_TOML.replace('language = "fr"', f'language = "fr"\n{wrong}'))
    with pytest.raises(SourceError, match=wrong.partition(" ")[0]):
        world.recipe()


def test_our_tables_name_the_same_themes_and_categories_as_source_toml() -> None:
    assert set(authorities.THEMES) == set(get_args(Theme))
    assert set(authorities.HVD_CATEGORIES) == set(get_args(Category))
    assert set(authorities.THEME_OF_KIND.values()) <= set(authorities.THEMES)


@pytest.mark.shared
def test_languages_and_themes_stand_in_the_tables_of_the_union() -> None:
    """Copies of the tables, as a catalogue's software carries them."""
    tables = shared("cat-dcat-it/data/italia+ckanext-dcatapit/vocabularies")
    text = "".join(path.read_text(encoding="utf-8", errors="replace") for path in sorted(tables.glob("*.rdf")))
    for path in sorted(shared("cat-dcat-it/data/geosolutions-it+ckanext-dcatapit/vocabularies").glob("*.rdf")):
        text += path.read_text(encoding="utf-8", errors="replace")
    addresses = [authorities.language(code) for code in CANDIDATES] + [authorities.theme(code) for code in authorities.THEMES]
    assert [address for address in addresses if f'"{address}"' not in text] == []


@pytest.mark.shared
def test_the_official_shapes_find_no_violation(built: World) -> None:
    assert verdict(built.root / "build/releases/essai/latest", "dcat").startswith("ok ")


def described(built: World, tmp_path: Path, **source: Any) -> Path:
    """A copy of the built release whose catalogue describes its source otherwise."""
    release = copytree(built.root / "build/releases/essai/latest", tmp_path / "release")
    stats = json.loads((release / "stats.json").read_bytes())
    stats["sources"][0] |= source
    pack: Pack = pack_of(release, stats)
    (release / "dcat.ttl").write_text(dcat_turtle(pack), encoding="utf-8")
    (release / "dcat.jsonld").write_text(dcat_jsonld(pack), encoding="utf-8")
    return release


@pytest.mark.shared
def test_a_high_value_source_fulfils_the_shapes_for_those(built: World, tmp_path: Path) -> None:
    release = described(built, tmp_path, hvd=HVD, contact="data@example.org")
    assert verdict(release, "dcat").startswith("ok ")
    assert verdict(release, "dcat-hvd") == "ok 1 sources"


@pytest.mark.shared
def test_a_catalogue_that_breaks_a_shape_is_found(built: World, tmp_path: Path) -> None:
    release = described(built, tmp_path, hvd=HVD, contact="data@example.org")
    for name in ("dcat.ttl", "dcat.jsonld"):
        path = release / name
        path.write_text(path.read_text(encoding="utf-8").replace("2023/138", "2023/139"), encoding="utf-8")
    assert verdict(release, "dcat").startswith("ok ")
    assert verdict(release, "dcat-hvd").startswith("FAILED hvd-SHACL-full.ttl: ")
