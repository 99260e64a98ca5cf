"""Ready-made sources over interfaces of their own: DIP, BOE, Normattiva, Riksdag.

The answers are written by hand after the structure that the publishers' descriptions and other harvesters' code show; none was
recorded. The acts are shortened.
"""

import io
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson
import pytest
from loopback import Asked, Given, loopback
from published import Published

from moisson.contracts.errors import SourceError

DIP_KEY = "open-sesame-2026"
GOLDEN = Path(__file__).parents[1] / "readers" / "golden"


def query(asked: Asked) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(asked.path).query).items()}


class Dip:
    """https://search.dip.bundestag.de/api/v1 and dserver.bundestag.de: a hundred to a page there, two here."""

    protocols: dict[str, dict[str, Any]]

    def __init__(self) -> None:
        self.protocols = {}
        self.address = ""

    def publish(self, number: str, changed: str, *, xml: bool = True) -> None:
        term, sitting = number.split("/")
        place = {"id": number, "dokumentart": "Plenarprotokoll", "pdf_url": f"{self.address}/btp/{term}/{term}{sitting:0>3}.pdf"}
        if xml:
            place["xml_url"] = f"{self.address}/btp/{term}/{term}{sitting:0>3}.xml"
        self.protocols[number] = {
            "id": str(5_000 + int(sitting)),
            "dokumentart": "Plenarprotokoll",
            "typ": "Dokument",
            "dokumentnummer": number,
            "wahlperiode": int(term),
            "herausgeber": "BT",
            "datum": "2021-06-25",
            "aktualisiert": changed,
            "titel": f"Protokoll der {sitting}. Sitzung des {term}. Deutschen Bundestages",
            "fundstelle": place,
        }

    def answer(self, asked: Asked) -> Given:
        if asked.path.startswith("/btp/19/"):
            words = (GOLDEN / "debates" / "dbtplenarprotokoll.xml").read_bytes()
            return Given(words, headers={"Content-Type": "text/xml"})
        if asked.path.startswith("/btp/"):
            return Given(status=404)
        said = query(asked)
        if said.get("apikey") != DIP_KEY:
            return Given(b'{"code":401,"message":"Ungueltiger API-Key"}', 401)
        assert urlsplit(asked.path).path == "/api/v1/plenarprotokoll"
        assert (said["f.zuordnung"], said["format"]) == ("BT", "json")
        found = [one for one in self.protocols.values() if one["aktualisiert"] >= said.get("f.aktualisiert.start", "")]
        start = int(said.get("cursor", "AoE0").removeprefix("AoE"))
        page = found[start : start + 2]
        cursor = f"AoE{start + len(page)}"  # after the last page the same one, for ever
        return Given(orjson.dumps({"numFound": len(found), "cursor": cursor, "documents": page}))


def test_protocols_of_the_bundestag(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dip = Dip()
    with loopback(dip.answer) as far:
        dip.address = far.address
        today = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S+01:00")
        for n in (235, 236, 237):
            dip.publish(f"19/{n}", "2021-07-01T10:00:00+02:00")
        dip.publish("1/5", "2020-01-01T10:00:00+01:00", xml=False)
        here = Published("de_bundestag_protokolle", far, ("search.dip.bundestag.de",), tmp_path)
        with pytest.raises(SourceError, match=r"DIP_API_KEY .* is not set: set it to the value of the query `apikey`"):
            here.harvest()
        monkeypatch.setenv("DIP_API_KEY", DIP_KEY)
        assert "19/235" in here.live()
        far.count()
        first = here.harvest()
        assert far.count() == 3 + 4, "three pages, of which the last is empty, and four documents"
        assert first.about["live"] == 3
        (refused,) = first.ledger().to_pylist()
        assert (refused["id"], refused["reason"]) == ("de_bundestag_protokolle/1/5", "fetch:http-404"), "no PDF lies here"
        row = next(row for row in first.rows().to_pylist() if row["id"].endswith("19/237"))
        assert (row["created"], row["url"]) == ("2021-06-25", f"{far.address}/btp/19/19237.xml")
        dip.publish("19/238", today)
        second = here.harvest()
        listed = [query(asked) for asked in far.asked if "plenarprotokoll?" in asked.path]
        assert all("f.aktualisiert.start" in one for one in listed)
        fetched = [urlsplit(asked.path).path for asked in far.asked if asked.path.startswith("/btp/19/")]
        assert fetched == ["/btp/19/19238.xml"]
        texts = here.texts(second)
    assert set(texts) == {"19/235", "19/236", "19/237", "19/238"}
    assert texts["19/238"] == (GOLDEN / "debates" / "dbtplenarprotokoll.txt").read_text(encoding="utf-8").rstrip("\n")
    stored = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert DIP_KEY.encode() not in stored


LEY = """<?xml version="1.0" encoding="utf-8"?>
<response><status><code>200</code><text>ok</text></status><data>
<metadatos><fecha_actualizacion>{changed}</fecha_actualizacion><identificador>{id}</identificador>
<rango codigo="1300">Ley</rango><fecha_disposicion>20151001</fecha_disposicion><numero_oficial>{number}</numero_oficial>
<titulo>Ley {number}, de 1 de octubre, de prueba.</titulo><fecha_vigencia>20161002</fecha_vigencia></metadatos>
<texto><bloque id="a1" tipo="precepto" titulo="Artículo 1">
<version id_norma="{id}" fecha_publicacion="20151002" fecha_vigencia="20161002">
<p class="articulo">Artículo 1. Objeto.</p>
<p class="parrafo">La presente Ley tiene por objeto regular los requisitos de validez.</p>
</version></bloque></texto></data></response>"""


class Boe:
    """https://www.boe.es/datosabiertos/api: pages of what `limit` says, three at most here."""

    def __init__(self) -> None:
        self.laws = {f"BOE-A-2015-{n}": "20221115T115748Z" for n in (10565, 10566, 10567, 10568, 10569)}

    def answer(self, asked: Asked) -> Given:
        path, said = urlsplit(asked.path).path, query(asked)
        if path.startswith("/datosabiertos/api/legislacion-consolidada/id/"):
            id = path.rpartition("/")[2]
            assert asked.headers["accept"] == "application/xml", "else the interface may answer in JSON"
            return Given(LEY.format(id=id, changed=self.laws[id], number=f"{id[-2:]}/2015").encode())
        assert path == "/datosabiertos/api/legislacion-consolidada"
        assert asked.headers["accept"] == "application/json"
        assert orjson.loads(said["query"]) == {"sort": [{"identificador": "asc"}]}
        found = [id for id, changed in sorted(self.laws.items()) if changed >= said.get("from", "")]
        start = int(said.get("offset", "0"))
        items = [self.item(id) for id in found[start : start + min(int(said["limit"]), 3)]]
        return Given(orjson.dumps({"status": {"code": "200", "text": "ok"}, "data": items or ""}))

    def item(self, id: str) -> dict[str, Any]:
        return {
            "fecha_actualizacion": self.laws[id],
            "identificador": id,
            "ambito": {"codigo": "1", "texto": "Estatal"},
            "rango": {"codigo": "1300", "texto": "Ley"},
            "fecha_disposicion": "20151001",
            "titulo": f"Ley {id[-2:]}/2015, de 1 de octubre, de prueba.",
            "vigencia_agotada": "N",
            "url_eli": "https://www.boe.es/eli/es/l/2015/10/01/40",
            "url_html_consolidada": f"https://www.boe.es/buscar/act.php?id={id}",
        }


def test_spanish_law_as_consolidated(tmp_path: Path) -> None:
    boe = Boe()
    with loopback(boe.answer) as far:
        here = Published("es_boe_legislacion", far, ("www.boe.es",), tmp_path)
        assert "BOE-A-2015-10565" in here.live()
        far.count()
        first = here.harvest()
        assert far.count() == 3 + 5, "two pages and an empty one, and five acts"
        boe.laws["BOE-A-2015-10567"] = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        second = here.harvest()
        assert far.count() == 2 + 1, "what changed since yesterday, an empty page, and one act"
        texts = here.texts(second)
    row = next(row for row in first.rows().to_pylist() if row["id"].endswith("10566"))
    assert (row["created"], row["url"]) == ("2015-10-01", "https://www.boe.es/buscar/act.php?id=BOE-A-2015-10566")
    assert row["rights"]["basis"] == "statute"
    assert len(texts) == 5
    assert texts["BOE-A-2015-10566"].endswith("La presente Ley tiene por objeto regular los requisitos de validez.")
    assert "# Artículo 1. Objeto." in texts["BOE-A-2015-10566"]


SUMARIO = """<?xml version="1.0" encoding="utf-8"?>
<response><status><code>200</code><text>ok</text></status><data><sumario>
<metadatos><publicacion>BOE</publicacion><fecha_publicacion>{day}</fecha_publicacion></metadatos>
<diario numero="75"><sumario_diario><identificador>BOE-S-{day}</identificador></sumario_diario>
<seccion codigo="1" nombre="I. Disposiciones generales"><departamento codigo="1220" nombre="CORTES GENERALES">
<epigrafe nombre="Leyes"><item><identificador>BOE-A-{day}-1</identificador><titulo>Ley 1/2026, de prueba.</titulo>
<url_pdf szBytes="501637">https://www.boe.es/boe/dias/BOE-A-{day}-1.pdf</url_pdf>
<url_html>https://www.boe.es/diario_boe/txt.php?id=BOE-A-{day}-1</url_html>
<url_xml>{address}/diario_boe/xml.php?id=BOE-A-{day}-1</url_xml></item></epigrafe></departamento></seccion>
<seccion codigo="2A" nombre="II. Autoridades y personal"><departamento codigo="1820"><item>
<identificador>BOE-A-{day}-2</identificador><titulo>Nombramiento.</titulo></item></departamento></seccion>
</diario></sumario></data></response>"""
DOCUMENTO = """<?xml version="1.0" encoding="utf-8"?>
<documento fecha_actualizacion="20260323132601"><metadatos><identificador>{id}</identificador>
<titulo>Ley 1/2026, de prueba.</titulo><fecha_disposicion>20260325</fecha_disposicion></metadatos><analisis/><texto>
<p class="articulo">Artículo único.</p>
<p class="parrafo">Queda derogada cuanta norma se oponga a lo dispuesto en esta ley.</p></texto></documento>"""


def test_the_spanish_gazette_day_by_day(tmp_path: Path) -> None:
    def answer(asked: Asked) -> Given:
        path = urlsplit(asked.path).path
        assert "xml" in asked.headers["accept"]
        if path == "/diario_boe/xml.php":
            return Given(DOCUMENTO.format(id=query(asked)["id"]).encode())
        day = path.rpartition("/")[2]
        if datetime.strptime(day, "%Y%m%d").weekday() == 6:
            return Given(b"<response><status><code>404</code><text>No existe</text></status><data/></response>", 404)
        return Given(SUMARIO.format(day=day, address=far.address).encode())

    first = datetime.now(UTC).date() - timedelta(days=45)
    with loopback(answer) as far:
        here = Published("es_boe_diario", far, ("www.boe.es",), tmp_path)
        here.change('from_day = "2026-01-01"', f'from_day = "{first}"')
        days = [day for n in range(46) if (day := first + timedelta(days=n)).weekday() != 6]
        assert f"BOE-A-{days[0]:%Y%m%d}-1" in here.live()
        far.count()
        snapshot = here.harvest()
        assert far.count() == 46 + len(days)
        assert snapshot.about["live"] == len(days), "section I alone"
        assert here.harvest().taken == snapshot.taken
        assert far.count() == 31, "days of more than a month ago are settled"
        texts = here.texts(snapshot)
    assert texts[f"BOE-A-{days[-1]:%Y%m%d}-1"].endswith("Queda derogada cuanta norma se oponga a lo dispuesto en esta ley.")


AKN = """<?xml version="1.0" encoding="UTF-8"?><akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0">
<act name="monovigente"><meta><identification source=""><FRBRWork><FRBRthis value="/akn/it/act/{number}/!main"/>
<FRBRuri value="/akn/it/act/{number}"/><FRBRalias name="urn:nir" value="urn:nir:stato:regio.decreto:1942-03-16;{number}"/>
<FRBRalias name="eli" value="eli/id/1942/04/04/042U0{number}/CONSOLIDATED/{day}"/><FRBRdate date="1942-03-16" name=""/>
<FRBRauthor as="#author" href=""/><FRBRcountry value="it"/></FRBRWork></identification></meta>
<preface><p><docTitle>Approvazione del testo del Codice civile.</docTitle></p></preface>
<body><article eId="art_1"><num>Art. 1.</num>
<paragraph eId="art_1__para_1"><content><p>{words}</p></content></paragraph></article>
</body></act></akomaNtoso>"""


class Normattiva:
    """https://api.normattiva.it: ready-made collections, and for each an archive by way of an address that holds once."""

    def __init__(self) -> None:
        self.day, self.empty, self.names, self.again = "2026-03-01", 0, 2, False
        self.words = "La capacità giuridica si acquista dal momento della nascita."

    def answer(self, asked: Asked) -> Given:
        base = "/t/normattiva.api/bff-opendata/v1/api/v1/collections"
        path, said = urlsplit(asked.path).path, query(asked)
        if path == f"{base}/collection-predefinite":
            return Given(orjson.dumps([self.collection(name, form) for name in ("Codici", "DPR") for form in "OVM"]))
        if path == f"{base}/download/collection-preconfezionata":
            assert said == {"nome": "Codici", "formato": "AKN", "formatoRichiesta": "V"}
            return Given(status=302, headers={"Location": "/t/normattiva.api/file-download/v1/download/once"})
        if self.empty:
            self.empty -= 1
            return Given(b"", headers={"Content-Type": "application/zip"})
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for n in range(262, 262 + self.names):
                name = f"REGIO DECRETO_19420316_{n}/19420404_042U0{n}_VIGENZA_{self.day.replace('-', '')}.xml"
                archive.writestr(name, AKN.format(number=n, day=self.day.replace("-", ""), words=self.words))
            if self.again:
                archive.writestr(
                    "REGIO DECRETO_19420316_262/older.xml", AKN.format(number=262, day="20010101", words="Altro testo.")
                )
        return Given(packed.getvalue(), headers={"Content-Type": "application/zip"})

    def collection(self, name: str, form: str) -> dict[str, Any]:
        said = {"O": "Originale", "V": "Vigente", "M": "Multivigente"}[form]
        return {
            "nomeCollezione": name,
            "formatoCollezione": form,
            "descrizioneFormatoCollezione": said,
            "dataCreazione": self.day,
            "numeroAtti": self.names,
        }


def test_italian_codes_in_force(tmp_path: Path) -> None:
    normattiva = Normattiva()
    with loopback(normattiva.answer) as far:
        here = Published("it_normattiva", far, ("api.normattiva.it",), tmp_path)
        assert "urn:nir:stato:regio.decreto:1942-03-16;262" in here.live()
        far.count()
        first = here.harvest()
        assert far.count() == 1 + 2, "the list, and an archive behind a redirect"
        assert here.harvest().taken == first.taken
        assert far.count() == 1
        normattiva.day, normattiva.empty = "2026-04-01", 1
        second = here.harvest()
        assert {row["state"] for row in second.rows().to_pylist()} == {"unchanged"}, "an empty archive: what was here is kept"
        assert [row["reason"] for row in second.ledger().to_pylist()] == ["not-renewed:not-the-file"]
        normattiva.words = "La capacità giuridica si acquista dal momento della nascita. I diritti sono subordinati all'evento."
        normattiva.again = True
        third = here.harvest()
        texts = here.texts(third)
    rows = {row["id"].removeprefix("it_normattiva/"): row["state"] for row in third.rows().to_pylist()}
    assert [row["reason"] for row in third.ledger().to_pylist()] == ["act-twice"]
    names = [f"urn:nir:stato:regio.decreto:1942-03-16;{n}" for n in (262, 263)]
    assert rows == dict.fromkeys(names, "changed"), "the day in a file's name is no part of an act's"
    assert "I diritti sono subordinati all'evento." in texts["urn:nir:stato:regio.decreto:1942-03-16;262"]


def test_bills_before_the_riksdag(tmp_path: Path) -> None:
    numbers = [f"H9{n:02}" for n in range(5)]
    changed = dict.fromkeys(numbers, "2021-12-10 10:08:11")
    asked_for: list[str] = []

    def answer(asked: Asked) -> Given:
        path, said = urlsplit(asked.path).path, query(asked)
        asked_for.append(path)
        if path.startswith("/dokumentstatus/"):
            id = path.removeprefix("/dokumentstatus/").removesuffix(".json")
            text = f"<div><h1>Prop. {id}</h1><p>Regeringen överlämnar denna proposition till riksdagen.</p></div>"
            status = {"dok_id": id, "rm": "2021/22", "beteckning": id[-2:], "doktyp": "prop", "titel": f"Om {id}", "html": text}
            return Given(orjson.dumps({"dokumentstatus": {"dokument": {**status, "datum": "2021-12-10 00:00:00"}}}))
        assert path == "/dokumentlista/"
        assert (said["doktyp"], said["utformat"]) == ("prop", "json")
        page = int(said.get("p", "1"))
        found = [
            {
                "traff": str(n + len(asked_for)),
                "id": id,
                "dok_id": id,
                "titel": f"Om {id}",
                "datum": "2021-12-10",
                "systemdatum": changed[id],
                "doktyp": "prop",
                "score": "3,9",
            }
            for n, id in enumerate(numbers)
        ][(page - 1) * 2 : page * 2]
        listed: dict[str, Any] = {"@sida": str(page), "@sidor": "3", "@traffar": str(len(numbers)), "facettlista": None}
        onward = f"http://data.riksdagen.se/dokumentlista/?doktyp=prop&utformat=json&p={page + 1}"
        listed |= {"@nasta_sida": onward} if page < 3 else {}
        listed["dokument"] = found[0] if len(found) == 1 else found  # a list of one comes as the one
        return Given(orjson.dumps({"dokumentlista": listed}))

    with loopback(answer) as far:
        here = Published("se_riksdag_dokument", far, ("data.riksdagen.se",), tmp_path)
        assert "H900" in here.live()
        far.count()
        first = here.harvest()
        assert far.count() == 3 + 5
        assert here.harvest().taken == first.taken, "hit numbers are no change"
        assert far.count() == 3
        changed["H903"] = "2022-01-01 09:00:00"
        second = here.harvest()
        assert far.count() == 3 + 1
        texts = here.texts(second)
    assert first.about["live"] == 5
    assert "Regeringen överlämnar denna proposition till riksdagen." in texts["H904"]
