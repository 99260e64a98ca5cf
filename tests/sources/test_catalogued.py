"""Ready-made sources over catalogues: Legilux, data.europa.eu, an organisation on data.gouv.fr.

Legilux and data.europa.eu answer from Oxigraph, over statements in their models (JOLux, DCAT-AP) as programs that query them show
them; data.gouv.fr as udata's interface is documented. None of the answers was recorded. The acts of Luxembourg are real ones.
"""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson
import pytest
from loopback import Asked, Given, loopback
from published import Published
from shared_data import shared

pyoxigraph = pytest.importorskip("pyoxigraph", reason="needs pyoxigraph")

PREFIXES = """
PREFIX jolux: <http://data.legilux.public.lu/resource/ontology/jolux#>
PREFIX type: <http://data.legilux.public.lu/resource/authority/resource-type/>
PREFIX format: <http://data.legilux.public.lu/resource/authority/user-format/>
PREFIX file: <http://publications.europa.eu/resource/authority/file-type/>
PREFIX dcat: <http://www.w3.org/ns/dcat#>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""
CC_BY = "<http://creativecommons.org/licenses/by/4.0/>"
LEGILUX = "lu-legilux/data/SFHAJJI+lex-corpus-lu-legilux/works"
HTML = b"<html><body><p>Art. 1er. Le pr\xc3\xa9sent acte entre en vigueur demain.</p></body></html>"


class Endpoint:
    """An endpoint that takes queries in its address or by POST, as `method` says, and the files at the same host."""

    def __init__(self, path: str, method: str) -> None:
        self.path, self.method = path, method
        self.store = pyoxigraph.Store()
        self.files: dict[str, bytes] = {}

    def add(self, statements: str) -> None:
        self.store.update(f"{PREFIXES} INSERT DATA {{ {statements} }}")

    def answer(self, asked: Asked) -> Given:
        parts = urlsplit(asked.path)
        if parts.path != self.path:
            data = self.files.get(parts.path)
            return Given(status=404) if data is None else Given(data)
        if asked.method != self.method:
            return Given(b"<!DOCTYPE html><html><form>SPARQL</form></html>", headers={"Content-Type": "text/html"})
        form = parts.query if asked.method == "GET" else asked.body.decode()
        solutions = self.store.query(parse_qs(form)["query"][0])
        names = [variable.value for variable in solutions.variables]
        rows = [
            {name: {"type": "literal", "value": row[name].value} for name in names if row[name] is not None} for row in solutions
        ]
        return Given(orjson.dumps({"head": {"vars": names}, "results": {"bindings": rows}}))


def law(far: Endpoint, address: str, eli: str, files: dict[str, bytes], *, kind: str = "LOI", licence: str = CC_BY) -> None:
    """An act as Legilux has it: act, expression, a manifestation for each format, and the file that it comes as."""
    act = f"http://data.legilux.public.lu/eli/etat/leg/{eli}/jo"
    far.add(
        f'<{act}> a jolux:Act ; jolux:typeDocument type:{kind} ; jolux:dateDocument "2024-07-31"^^xsd:date ;'
        f' jolux:isRealizedBy <{act}/fr> . <{act}/fr> jolux:title "Loi du 31 juillet 2024"@fr .'
    )
    for form, words in files.items():
        path = f"/filestore/eli/etat/leg/{eli}/jo/fr/{form}/file"
        far.files[path] = words
        far.add(
            f"<{act}/fr> jolux:isEmbodiedBy <{act}/fr/{form}> . <{act}/fr/{form}> jolux:isExemplifiedBy <{address}{path}> ;"
            f' jolux:userFormat format:{form} ; jolux:license {licence} ; dct:modified "2024-08-01T00:00:00"^^xsd:dateTime .'
        )


@pytest.mark.shared
def test_laws_of_luxembourg(tmp_path: Path) -> None:
    (words,) = [path.read_bytes() for path in sorted(shared(LEGILUX).rglob("*fr.xml"))[:1]]
    legilux = Endpoint("/sparqlendpoint", "GET")
    with loopback(legilux.answer) as far:
        law(legilux, far.address, "loi/2024/07/31/a339", {"pdf": b"%PDF-1.4", "xml": words})
        law(legilux, far.address, "loi/2024/07/31/a340", {"html": HTML, "pdf": b"%PDF-1.4"})
        scl = "<http://data.legilux.public.lu/resource/authority/license/licenceSCL>"
        law(legilux, far.address, "loi/1938/01/14/n1", {"html": HTML.replace(b"demain", b"hier")}, licence=scl)
        law(legilux, far.address, "rgd/2024/12/20/a595", {"html": HTML}, kind="RGD")
        here = Published("lu_legilux", far, ("data.legilux.public.lu",), tmp_path)
        assert "eli/etat/leg/loi/1938/01/14/n1/jo/fr" in here.live()
        far.count()
        snapshot = here.harvest()
        assert far.count() == 3 + 3
        assert here.harvest().taken == snapshot.taken
        assert far.count() == 3
        texts = here.texts(snapshot)
    rows = {row["id"].removeprefix("lu_legilux/eli/etat/leg/loi/"): row for row in snapshot.rows().to_pylist()}
    assert set(rows) == {"2024/07/31/a339/jo/fr", "2024/07/31/a340/jo/fr", "1938/01/14/n1/jo/fr"}
    row = rows["2024/07/31/a339/jo/fr"]
    assert (row["rights"]["license"], row["rights"]["level"], row["created"]) == ("CC-BY-4.0", "document", "2024-07-31")
    assert row["url"] == "http://data.legilux.public.lu/eli/etat/leg/loi/2024/07/31/a339/jo"
    assert rows["1938/01/14/n1/jo/fr"]["rights"]["license"].startswith("LicenseRef-"), "what the publisher reserves is no CC BY"
    assert len(texts["eli/etat/leg/loi/2024/07/31/a339/jo/fr"]) > 1_000
    assert texts["eli/etat/leg/loi/2024/07/31/a340/jo/fr"] == "Art. 1er. Le présent acte entre en vigueur demain."


def test_documents_of_one_catalogue_of_data_europa(tmp_path: Path) -> None:
    europa = Endpoint("/sparql", "POST")
    with loopback(europa.answer) as far:
        for name, kind, licence in (
            ("a", "HTML", "<http://publications.europa.eu/resource/authority/licence/CC_BY_4_0>"),
            ("b", "CSV", CC_BY),
            ("c", "PDF", CC_BY),
        ):
            europa.files[f"/files/{name}"] = HTML if kind == "HTML" else b"%PDF-1.4"
            catalogue = "other" if name == "c" else "jrc"
            europa.add(
                f"<http://data.europa.eu/88u/catalogue/{catalogue}> dcat:dataset <http://data.europa.eu/88u/dataset/{name}> ."
                f' <http://data.europa.eu/88u/dataset/{name}> dct:title "Report {name}"@en , "Rapport {name}"@fr ;'
                f' dct:issued "2020-05-06"^^xsd:date ; dcat:distribution <http://data.europa.eu/88u/distribution/{name}-1> .'
                f" <http://data.europa.eu/88u/distribution/{name}-1> dcat:downloadURL <{far.address}/files/{name}> ;"
                f" dct:format file:{kind} ; dct:license {licence} ."
            )
        here = Published("eu_data_europa", far, ("data.europa.eu",), tmp_path)
        assert "a-1" in here.live()
        snapshot = here.harvest()
        texts = here.texts(snapshot)
    (row,) = snapshot.rows().to_pylist()
    assert (row["id"], row["created"]) == ("eu_data_europa/a-1", "2020-05-06")
    assert row["rights"]["license"] == "CC-BY-4.0"
    assert row["url"] == "http://data.europa.eu/88u/dataset/a"
    assert texts == {"a-1": "Art. 1er. Le présent acte entre en vigueur demain."}
    assert {row["reason"] for row in snapshot.ledger().to_pylist()} == {"sparql:format-not-chosen"}


def test_an_organisation_on_data_gouv(tmp_path: Path) -> None:
    address = "https://www.etalab.gouv.fr/licence-ouverte-open-licence"
    licences = [{"id": "lov2", "title": "Licence Ouverte / Open Licence version 2.0", "url": address}]
    organisation = "534fff61a3a7292c64a77d59"

    def resource(id: str, form: str) -> dict[str, Any]:
        return {
            "id": id,
            "title": f"Guide {id}",
            "filetype": "file",
            "type": "main",
            "format": form,
            "url": f"{far.address}/static/{id}.{form}",
            "checksum": {"type": "sha1", "value": id},
            "filesize": len(HTML),
            "created_at": "2018-05-17T11:32:18.599000+00:00",
            "last_modified": "2024-12-19T13:45:52+00:00",
            "extras": {},
        }

    def answer(asked: Asked) -> Given:
        path = urlsplit(asked.path).path
        if path.startswith("/static/"):
            return Given(HTML)
        said: dict[str, Any] = {
            "id": "one",
            "title": "Guides de la CNIL",
            "slug": "guides",
            "created_at": "2016-05-12T10:33:46.890000+00:00",
            "last_modified": "2023-09-11T09:02:14.306000+00:00",
            "deleted": None,
            "archived": None,
            "private": False,
            "license": "lov2",
            "organization": {"id": organisation, "name": "CNIL", "slug": "cnil"},
            "resources": [resource("r1", "html"), resource("r2", "csv")],
            "extras": {},
        }
        answers: dict[str, Any] = {
            "/api/1/organizations/cnil/": {"id": organisation, "slug": "cnil"},
            "/api/1/datasets/licenses/": licences,
            "/api/1/datasets/": {"data": [said], "next_page": None, "page": 1, "page_size": 100, "total": 1},
            "/api/1/datasets/one/": said,
        }
        return Given(orjson.dumps(answers[path])) if path in answers else Given(status=404)

    with loopback(answer) as far:
        here = Published("fr_data_gouv_cnil", far, ("www.data.gouv.fr",), tmp_path)
        assert "one/r1" in here.live()
        snapshot = here.harvest()
        texts = here.texts(snapshot)
    (row,) = snapshot.rows().to_pylist()
    assert row["rights"]["license"] == "etalab-2.0"
    assert texts == {"one/r1": "Art. 1er. Le présent acte entre en vigueur demain."}
