"""Catalogue records in RDF and in the JSON of portals, and what they lack of DCAT-AP 3.0.1."""

import json
import socket
from pathlib import Path
from typing import Any

import pytest
from shared_data import shared

from moisson.check.readiness.catalogue import may_hold_records
from moisson.check.readiness.inside.records import MANDATORY, RECOMMENDED, Record, records
from moisson.check.readiness.reading import read
from moisson.contracts.errors import DocumentError
from moisson.readers.contract import File

FULL = """@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix r5r: <http://data.europa.eu/r5r/> .
<urn:d> a dcat:Dataset ; dct:title "t" ; dct:description "d" ; dcat:contactPoint <urn:c> ; dcat:distribution <urn:f> ;
  dcat:keyword "k" ; dct:publisher <urn:p> ; dct:spatial <urn:s> ; dct:temporal [] ; dcat:theme <urn:t> .
<urn:f> a dcat:Distribution ; dcat:accessURL <urn:a> ; dct:description "d" ; dct:format <urn:x> ; dct:license <urn:l> ;
  r5r:availability <urn:y> .
"""
IN_CSW = """<csw:GetRecordsResponse xmlns:csw="http://www.opengis.net/cat/csw/2.0.2">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dcat="http://www.w3.org/ns/dcat#"
 xmlns:dct="http://purl.org/dc/terms/"><dcat:Dataset rdf:about="urn:1"><dct:title>t</dct:title></dcat:Dataset></rdf:RDF>
</csw:GetRecordsResponse>"""
REMOTE: dict[str, Any] = {
    "@context": [
        "https://exemple.fr/context.jsonld",
        {"also": {"@id": "dct:relation", "@context": "https://exemple.fr/more.jsonld"}},
    ],
    "@graph": [{"@id": "urn:1", "@type": "dcat:Dataset", "dct:title": "t", "dct:description": "d", "dct:publisher": "p"}],
}
CKAN = {
    "success": True,
    "result": {
        "results": [
            {
                "title": "t",
                "notes": "",
                "license_id": "cc-by",
                "extras": [{"key": "temporal_start", "value": "2020"}],
                "resources": [{"url": "https://exemple.fr/a.csv", "format": "CSV"}, {"name": "no address"}],
            }
        ]
    },
}


def only(content: str) -> list[Record]:
    return list(records(content.encode()))


def test_a_record_that_has_everything_lacks_nothing() -> None:
    assert only(FULL) == [Record("dataset", "dcat", (), ()), Record("distribution", "dcat", (), ())]


@pytest.mark.parametrize("kind", ["dataset", "distribution"])
def test_each_property_that_is_taken_away_is_missed(kind: str) -> None:
    for name in (*MANDATORY[kind], *RECOMMENDED[kind]):
        part, other = FULL.split("<urn:f> a ")
        changed = (
            part.replace(f":{name} ", ":gone ") + "<urn:f> a " + other
            if kind == "dataset"
            else part + "<urn:f> a " + other.replace(f":{name} ", ":gone ")
        )
        (found,) = (record for record in only(changed) if record.kind == kind)
        assert (*found.lacks_mandatory, *found.lacks_recommended) == (name,)


def test_rdf_within_the_answer_of_a_catalogue_service_is_read() -> None:
    (found,) = only(IN_CSW)
    assert found.lacks_mandatory == ("description",)


def test_n_triples_begin_like_xml_and_are_none() -> None:
    triple = "<https://exemple.fr/1> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://www.w3.org/ns/dcat#Dataset> ."
    (found,) = only(triple)
    assert found.lacks_mandatory == ("title", "description")


def test_a_context_that_lies_elsewhere_is_not_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    (found,) = only(json.dumps(REMOTE))
    assert found.lacks_mandatory == ()
    assert "publisher" not in found.lacks_recommended


def test_entities_from_elsewhere_are_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("<x/>")
    hostile = f'<!DOCTYPE r [<!ENTITY x SYSTEM "{secret.as_uri()}">]>{IN_CSW}'.replace("<dct:title>t", "<dct:title>&x;")
    with pytest.raises(DocumentError, match="xml-malformed"):
        only(hostile)


def test_packages_of_ckan_are_judged_by_what_dcat_makes_of_their_fields() -> None:
    dataset, with_address, without = only(json.dumps(CKAN))
    assert dataset.lacks_mandatory == ("description",)
    assert "temporal" not in dataset.lacks_recommended and "publisher" in dataset.lacks_recommended
    assert with_address.lacks_mandatory == () and "license" not in with_address.lacks_recommended
    assert without.lacks_mandatory == ("accessURL",)


def test_a_table_of_files_that_is_no_catalogue_holds_no_record() -> None:
    frictionless = {"name": "x", "resources": [{"path": "a.csv", "schema": {}}]}
    assert only(json.dumps(frictionless)) == []


def test_what_cannot_be_read_is_named() -> None:
    with pytest.raises(DocumentError, match="rdf-malformed"):
        only("@prefix dcat: <http://www.w3.org/ns/dcat#> . <urn:x> a dcat:Dataset ; ; dct:title")


def test_prose_about_dcat_is_no_record() -> None:
    prose = b"# DCAT\n\nThe namespace is http://www.w3.org/ns/dcat#."
    assert not may_hold_records(File("README.md", prose))
    assert may_hold_records(File("a.ttl", prose))


@pytest.mark.shared
def test_the_records_of_real_portals_are_found_and_judged() -> None:
    """Counted by hand in the files: udata's own tests say which records they hold."""
    found = read(shared("cat-udata"), workers=2)
    held = found.measures["catalogue"]
    assert held["forms"]["ckan"] > 0 and held["forms"]["dcat"] > 0
    assert held["records"]["dataset"] >= 24
    assert not [each for each in found.findings if each.key == "dcat-broken"]
