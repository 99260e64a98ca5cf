"""Catalogues in DCAT, real ones, served by a real server: what is chosen, what it is called, and by what right."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from dcat_portal import CKANEXT, SEMIC, UDATA, UNIBO, dcat, publish, real
from portal_harvest import Folder, harvest
from portal_server import Portal, portal

from moisson.connectors.memory.store import Store
from moisson.connectors.portals.dcat_graph import POD_ADDRESS
from moisson.contracts.errors import SourceError
from moisson.contracts.sign import signer
from moisson.stewardship.withdraw.act import Request, withdraw

pytestmark = pytest.mark.shared


@pytest.fixture
def server() -> Iterator[Portal]:
    with portal() as held:
        yield held


def test_rights_come_from_the_nearest_statement(server: Portal, store: Store) -> None:
    publish(server, real(f"{UDATA}/catalog.xml"))
    home = harvest(dcat(server), store)
    assert {path.partition("/datasets/")[2]: home.rights(path).get("license") for path in home.files} == {
        "1/resources/1": "LicenseRef-Licence-Ouverte-1.0",  # its own
        "1/resources/2": None,  # neither it, nor its data set, nor the catalogue states one
        "2/resources/1": "etalab-2.0",  # its data set's
        "2/resources/2": "etalab-2.0",  # its data set's: "Rights on nested resource" restricts nothing
        "3/resources/1": "etalab-2.0",
    }
    nested = home.rights("data.test.org/datasets/2/resources/2")
    assert nested["stated"] == "Rights on nested resource | Licence Ouverte Version 2.0"
    assert nested["where"] == (
        f"{server.base}/catalog dct:rights of http://data.test.org/datasets/2/resources/2"
        f" | {server.base}/catalog dct:rights of http://data.test.org/datasets/2"
    )


def test_only_high_value_data_sets_where_only_those_are_asked_for(server: Portal, store: Store) -> None:
    hvd = real(f"{SEMIC}/3.0.0-hvd/html/examples/example-ms_catalogue_hvd.ttl").replace(b"file-type/SHP", b"file-type/CSV")
    other = b"\n<http://other.example/d> a dcat:Dataset; dcat:distribution <http://other.example/f>.\n" + (
        b"<http://other.example/f> a dcat:Distribution; dcat:downloadURL <http://portal/other.csv>.\n"
    )
    server.put("/other.csv", b"a,b")
    server.put("/files/1T2p3o4B.shp", b"a,b\n1,2")
    server.put("/catalog", hvd.replace(b"https://orgea.exampleMS.gov/files", b"http://portal/files") + other)
    assert sorted(harvest(dcat(server), store).files) == ["data.exampleMS.gov/id/dataset/1T2p3o4B-dist-SHP", "other.example/f"]
    only = harvest(dcat(server, hvd=True), store)
    assert list(only.files) == ["data.exampleMS.gov/id/dataset/1T2p3o4B-dist-SHP"]
    record = only.about("data.exampleMS.gov/id/dataset/1T2p3o4B-dist-SHP").record or {}
    assert record["dataset"]["dcatap:hvdCategory"] == [{"@id": "http://data.europa.eu/bna/c_b7f6a4f3"}]


def test_the_context_of_arcgis_portals_needs_no_request(server: Portal, store: Store) -> None:
    body = real(f"{UDATA}/evian.json")
    assert POD_ADDRESS.search(body.decode())
    # The portal of Évian names its files by hosts that are not here; only their paths stay.
    body = re.sub(rb"https://ville-d-evian-opendata-ville-evian\.hub\.arcgis\.com/api/", b"http://portal/api/", body)
    server.put("/catalog", body)
    for path in re.findall(rb"http://portal(/api/[^\"]+/csv\?layers=\d+)", body):
        server.put(path.decode(), "nom;lieu\nhalle;centre")
    home = harvest(dcat(server, formats=["csv"]), store)
    found = {(home.about(path).title or "").partition(" – ")[0]: home.rights(path) for path in home.files}
    assert {title: rights.get("license") for title, rights in found.items()} == {
        "stationnement velos": "etalab-2.0",  # with the address of the licence
        "poubelles": "etalab-2.0",
        "defibrillateurs": "LicenseRef-Licence-Ouverte",  # "Soumis à la licence Etalab", no version
        "places de marche": None,  # an empty string
        "places PMR": None,
    }
    assert all(path.startswith("arcgis.com/home/item.html?id=") for path in home.files)
    assert "Soumis à la licence Etalab : https" in found["poubelles"]["stated"]


def test_what_is_kept_from_the_public_is_left_where_it_is(server: Portal, store: Store) -> None:
    public = b"http://publications.europa.eu/resource/authority/access-right/PUBLIC"
    publish(server, real(f"{CKANEXT}/dataset_gov_de.rdf").replace(public, public.replace(b"PUBLIC", b"RESTRICTED")))
    home = harvest(dcat(server), store)
    assert not home.files
    assert home.reasons == {"opendata-hro.de/dataset/c1be4007-d811-48fb-8818-2cb358b06a63": "not-public"}


def test_a_data_set_that_is_only_listed_is_told_or_asked_for(server: Portal, tmp_path: Path) -> None:
    listing = b"<http://portal/c> a <http://www.w3.org/ns/dcat#Catalog>; <http://www.w3.org/ns/dcat#dataset> <http://portal/d1>, <http://portal/d2>."
    server.put("/catalog", listing)
    described = (
        b"@prefix dcat: <http://www.w3.org/ns/dcat#>. <http://portal/d1> a dcat:Dataset; dcat:distribution <http://portal/d1/f>."
    )
    server.put("/d1", described + b" <http://portal/d1/f> dcat:downloadURL <http://portal/f.csv>.")
    server.put("/f.csv", "a,b")
    here = server.base.removeprefix("http://")
    told = harvest(dcat(server), Store(tmp_path / "told"))
    assert told.reasons == {f"{here}/d1": "not-described", f"{here}/d2": "not-described"}
    followed = harvest(dcat(server, follow=True), Store(tmp_path / "followed"))
    assert list(followed.files) == [f"{here}/d1/f"]
    assert followed.reasons == {f"{here}/d2": "http-404"}


def test_publishers_and_themes_choose_data_sets_by_name_and_code(server: Portal, tmp_path: Path) -> None:
    publish(server, real(UNIBO))

    def titles(**more: Any) -> int:
        return len(harvest(dcat(server, formats=["csv"], **more), Store(tmp_path / str(len(list(tmp_path.iterdir()))))).files)

    everything = titles()
    assert everything == 37
    assert titles(publishers=["alma mater studiorum - university of bologna"]) == everything
    assert titles(publishers=["nobody"]) == 0
    assert titles(themes=["GOVE"]) == titles(themes=["gove"]) == 1 + 3 + 4
    assert titles(themes=["http://publications.europa.eu/resource/authority/data-theme/INTR"]) == 15
    assert titles(themes=["EDUC"]) == everything - 3 - 4


def test_an_address_that_is_none_is_told_before_any_work(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.describe("""
        title = "T"
        about = "A"
        language = "fr"
        publisher = { name = "P" }
        [connector]
        use = "dcat"
        url = "data.example.org/catalog.ttl"
    """)
    with pytest.raises(SourceError, match="is not the address of a catalogue"):
        folder.harvest()


LAW = "<html><head><title>Loi</title></head><body><main><h1>Loi</h1><p>{}</p></main></body></html>"
SOURCE = """
    title = "Laws"
    about = "Laws that a portal offers."
    language = "fr"
    publisher = {{ name = "Ministère" }}

    [connector]
    use = "dcat"
    url = "{base}/catalog"
    formats = ["html"]
    manners = {{ allow_hosts = ["127.0.0.1"], requests_per_second = 0.0 }}
"""
CATALOGUE = """
@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
<https://data.example.fr/> a dcat:Catalog ; dcat:dataset {datasets} .
"""
DATASET = """
<https://data.example.fr/{id}> a dcat:Dataset ; dct:title "Loi {id}"@fr ; dct:modified "2026-01-01" ;
  dcat:distribution <https://data.example.fr/{id}/html> .
<https://data.example.fr/{id}/html> a dcat:Distribution ; dct:format "HTML" ; dcat:downloadURL <http://portal/{id}.html> ;
  dct:issued "2025-02-0{day}" ; dct:license <{licence}> .
"""


def test_a_source_of_ten_lines_is_harvested_and_built(server: Portal, tmp_path: Path) -> None:
    ids = [f"l{n}" for n in range(1, 10)]
    by = "https://creativecommons.org/licenses/by/4.0/"

    def catalogue(ids: list[str]) -> str:
        listed = ", ".join(f"<https://data.example.fr/{id}>" for id in ids)
        entries = (DATASET.format(id=id, day=id[1], licence=by if id != "l3" else f"{by[:-7]}-nc-nd/4.0/") for id in ids)
        return CATALOGUE.format(datasets=listed) + "".join(entries)

    server.put("/catalog", catalogue(ids))
    for id in ids:
        text = f"Article {id}. Toute clause attributive de juridiction incluse dans un contrat de travail est nulle."
        server.put(f"/{id}.html", LAW.format(text))
    folder = Folder(tmp_path)
    folder.describe(SOURCE.format(base=server.base))
    snapshot = folder.harvest()
    assert snapshot.about["counts"] == {"added": 9, "changed": 0, "unchanged": 0, "vanished": 0}
    (release,) = {folder.build()}
    table = pq.read_table(next((release / "data").rglob("*.parquet")))
    rows = {row["id"]: row for row in table.to_pylist()}
    assert len(rows) == 8, "what no licence lets in stays out"
    first = rows["fr_essai_portail/data.example.fr/l1/html"]
    assert first["license"] == "CC-BY-4.0"
    assert first["url"] == f"{server.base}/l1.html"
    assert first["created"] == "2025-02-01"
    assert first["rights"]["where"] == f"{server.base}/catalog dct:license of https://data.example.fr/l1/html"
    server.put("/catalog", catalogue(ids[1:]))
    again = folder.harvest(accept_loss=True)
    assert again.about["counts"] == {"added": 0, "changed": 0, "unchanged": 8, "vanished": 1}


def test_what_was_purged_is_in_no_memory_and_does_not_come_back(server: Portal, tmp_path: Path) -> None:
    by = "https://creativecommons.org/licenses/by/4.0/"

    def put(ids: list[str], said: str = "nulle") -> None:
        listed = ", ".join(f"<https://data.example.fr/{id}>" for id in ids)
        server.put(
            "/catalog", CATALOGUE.format(datasets=listed) + "".join(DATASET.format(id=id, day=id[1], licence=by) for id in ids)
        )
        for id in ids:
            text = f"Article {id}. Toute clause attributive de juridiction incluse dans un contrat de travail est {said}."
            server.put(f"/{id}.html", LAW.format(text))

    def told() -> set[str]:
        found = set()
        for path in (path for path in (tmp_path / "build").rglob("*") if path.is_file()):
            data = str(pq.read_table(path).to_pylist()).encode() if path.suffix == ".parquet" else path.read_bytes()
            if path.suffix == ".sqlite":  # in the file itself a page may end in the middle of a word
                with closing(sqlite3.connect(path)) as file:
                    data += b" ".join(
                        value or b"" for (value,) in file.execute("SELECT value FROM known UNION SELECT body FROM bodies")
                    )
            if b"Article l2" in data or b"/l2.html" in data or b"fr/l2/html" in data:
                found.add(path.relative_to(tmp_path / "build").as_posix())
        return found

    put(["l1", "l2", "l3"])
    folder = Folder(tmp_path)
    folder.describe(SOURCE.format(base=server.base))
    folder.build()
    assert len(told()) > 4
    workspace = folder.options.workspace
    request = Request(["fr_essai_portail/data.example.fr/l2/html"], "a request", "the publisher", "2026-11-25", purge=True)
    with workspace.locked():
        withdraw(workspace, request, signer(tmp_path / "key"))
    assert told() == {"withdrawals/register.jsonl"}
    folder.build()
    assert told() == {"withdrawals/register.jsonl"}
    put(["l1", "l2", "l3", "l4"], "sans effet")
    again = folder.harvest()
    # The catalogue says of the two that they did not change, and what is known of them stayed.
    assert again.about["counts"] == {"added": 1, "changed": 0, "unchanged": 2, "vanished": 0}
    assert again.about["withdrawn"] == 1
    folder.build()
    assert told() == {"withdrawals/register.jsonl"}


TWO_FILES = """
@prefix dcat: <http://www.w3.org/ns/dcat#> .
<http://portal/d> a dcat:Dataset ; dcat:distribution <http://portal/f>,
  [ dcat:downloadURL <http://portal/p3.txt>, <ftp://portal/p4.txt> ] .
<http://portal/f> a dcat:Distribution ; dcat:accessURL <http://portal/about> ; dcat:downloadURL <http://portal/p1.txt>{second} .
"""


def test_each_address_to_download_from_is_a_file(server: Portal, store: Store) -> None:
    for number in (1, 2, 3):
        server.put(f"/p{number}.txt", f"Partie {number}.")
    server.put("/catalog", TWO_FILES.format(second=""))
    here = server.base.removeprefix("http://")
    one = harvest(dcat(server), store)
    assert sorted(one.files) == [f"{here}/d/{here}/p3.txt", f"{here}/f"]
    assert list(one.reasons.values()) == ["no-address"]
    server.put("/catalog", TWO_FILES.format(second=", <http://portal/p2.txt>"))
    two = harvest(dcat(server), store)
    found = {path: file.data for path, file in two.files.items()}
    assert found == {
        f"{here}/d/{here}/p3.txt": b"Partie 3.",
        f"{here}/f": b"Partie 1.",  # under the name that it had when it was the only one
        f"{here}/f/{here}/p2.txt": b"Partie 2.",
    }
    assert two.reasons[f"{here}/f"] == "identifier-changed"
