"""What its rightholder reserves is not stored: of it the workspace holds the evidence and a row of the ledger, and not a word."""

import io
import json
import tarfile
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from command import FEW_WORKERS, call
from holders import holders
from loopback import Asked, Given, Loopback, loopback
from small_source import NAME, World

SOURCE = """
title = "Avis"
about = "Opinions of a council."
language = "fr"
publisher = {{ name = "Conseil" }}
{connector}
[connector.manners]
allow_hosts = ["127.0.0.1"]
requests_per_second = 0.0
retries = 0
[rights]
license = "etalab-2.0"
basis = "licence"
level = "asserted"
reason = "The publisher's page names the Licence Ouverte 2.0."
"""
HTML = "<!doctype html><title>Avis</title>{meta}<body><h1>Avis</h1><p>Le conseil rend l'avis {words} après débat.</p>"
VALIDATED = {"ETag": '"1"', "Last-Modified": "Mon, 01 Jun 2026 10:00:00 GMT"}


def page(words: str, meta: str = "", **headers: str) -> Given:
    said = {name.replace("_", "-"): value for name, value in headers.items()}
    return Given(HTML.format(words=words, meta=meta).encode(), 200, {**VALIDATED, **said})


def harvested(root: Path, connector: str, *more: str) -> tuple[dict[str, Any], dict[str, str]]:
    """The change that a harvest tells, and the reasons of its ledger by id."""
    world = World(root)
    world.folder.mkdir(parents=True, exist_ok=True)
    (world.folder / "source.toml").write_text(SOURCE.format(connector=connector))
    world.recipe_file([{"use": "require_rights"}])
    done = call(world, "harvest", "essai.toml", "--json", *more)
    assert done.returncode == 0, done.stderr
    (change,) = json.loads(done.stdout)
    newest = max((root / "build" / "harvest" / NAME / "ledger").glob("*.parquet"), default=None)
    rows = pq.read_table(newest).to_pylist() if newest else []
    return change, {row["id"].removeprefix(f"{NAME}/"): f"{row['reason']}: {row['detail']}" for row in rows}


def sitemap(server: Loopback, *names: str) -> Given:
    rows = "".join(f"<url><loc>{server.address}/{name}</loc><lastmod>2026-01-02</lastmod></url>" for name in names)
    return Given(f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'.encode(), 200, VALIDATED)


def test_pages_that_are_reserved_in_any_way(tmp_path: Path) -> None:
    names = ("free.html", "header.html", "meta.html", "moved.html", "robots.html", "later.html")

    def answer(asked: Asked) -> Given:
        name = asked.path.lstrip("/")
        given = {
            "map.xml": sitemap(server, *names),
            "free.html": page("perdrix"),
            "header.html": page("hirondelle", TDM_Reservation="1"),
            "meta.html": page("mésange", '<meta name="robots" content="noai">'),
            "moved.html": Given(b"", 302, {"Location": "/here.html", "Content-Usage": "genai=n"}),
            "here.html": page("rossignol"),
            "robots.html": page("fauvette"),
            "later.html": page("alouette"),
        }[name]
        if name == "meta.html":
            return Given(b"Warning: x on line 3\n" + given.body, 200, given.headers)
        return given

    with loopback(answer) as server:
        server.rules["/robots.txt"] = Given(b"User-agent: GPTBot\nDisallow: /robots.html\n")
        place = server.address.removeprefix("http://")
        site = f'[connector]\nuse = "web"\nsitemaps = ["{server.address}/map.xml"]'
        first, ledger = harvested(tmp_path, site)
        assert first["content"]["added"] == 2
        assert {name.removeprefix(f"{place}/"): said.partition(" (")[0] for name, said in ledger.items()} == {
            "header.html": "reserved:tdmrep: tdm-reservation: 1",
            "meta.html": "reserved:noai: noai",
            "moved.html": "reserved:aipref: genai=n",
            "robots.html": "reserved:robots.txt: disallows GPTBot",
        }
        assert f"({server.address}/moved.html, 20" in ledger[f"{place}/moved.html"]
        assert [bool([*holders(tmp_path / "build", word)]) for word in ("perdrix", "alouette")] == [True, True]
        for word in ("hirondelle", "mésange", "rossignol", "fauvette"):
            assert not [*holders(tmp_path / "build", word)]
        server.count()
        assert harvested(tmp_path, site)[0]["new"] is False
        assert {asked.path for asked in server.asked} == {"/map.xml"}, "what is reserved is not asked for again"

        server.rules["/robots.txt"] = Given(b"User-agent: GPTBot\nDisallow: /robots.html\nDisallow: /later.html\n")
        later, ledger = harvested(tmp_path, site, "--accept-loss")
        assert later["content"] == {"added": 0, "changed": 0, "unchanged": 1, "vanished": 1}
        assert ledger[f"{place}/later.html"].startswith("reserved:robots.txt")
        assert all("/parts/" in path for path in holders(tmp_path / "build", "alouette"))

        server.rules["/robots.txt"] = Given(b"")
        again, _ = harvested(tmp_path, site)
        assert again["content"]["added"] == 2, "what is reserved no longer comes"
    built = call(World(tmp_path), "build", "essai.toml", *FEW_WORKERS, "--out", "other")
    assert built.returncode == 4  # the server has gone
    assert [*holders(tmp_path / "build", "fauvette")]


CATALOGUE = """
@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
<{base}/cat> a dcat:Catalog ; dcat:dataset <{base}/d> .
<{base}/d> a dcat:Dataset ; dct:title "Avis" ; dcat:distribution <{base}/d/1>, <{base}/d/2> .
<{base}/d/1> a dcat:Distribution ; dcat:downloadURL <{base}/1.html> ; dct:format "html" ; dct:modified "2026-01-02" .
<{base}/d/2> a dcat:Distribution ; dcat:downloadURL <{base}/2.html> ; dct:format "html" ; dct:modified "2026-01-02" .
"""


def test_files_of_a_catalogue(tmp_path: Path) -> None:
    def answer(asked: Asked) -> Given:
        if asked.path == "/cat":
            return Given(CATALOGUE.format(base=server.address).encode(), 200, {**VALIDATED, "Content-Type": "text/turtle"})
        return page("perdrix") if asked.path == "/1.html" else page("hirondelle", Content_Usage="train-ai=n")

    with loopback(answer) as server:
        for _ in range(2):
            _, ledger = harvested(tmp_path, f'[connector]\nuse = "dcat"\nurl = "{server.address}/cat"')
            assert [said.partition(" (")[0] for said in ledger.values()] == ["reserved:aipref: train-ai=n"]
    assert [*holders(tmp_path / "build", "perdrix")]
    assert not [*holders(tmp_path / "build", "hirondelle")]


def test_records_of_an_interface_whose_host_reserves_all(tmp_path: Path) -> None:
    def answer(asked: Asked) -> Given:
        entries = [{"id": str(n), "texte": f"Le conseil rend l'avis hirondelle {n} après débat."} for n in range(3)]
        return Given(json.dumps({"results": entries}).encode(), 200, {**VALIDATED, "Content-Type": "application/json"})

    with loopback(answer) as server:
        server.rules["/.well-known/tdmrep.json"] = Given(b'[{"location": "/", "tdm-reservation": 1}]')
        api = f'[connector]\nuse = "api"\nurl = "{server.address}/avis"\nrecords = "results"\nid = "id"'
        for _ in range(2):
            _, ledger = harvested(tmp_path, api)
            assert {said.partition(": ")[0] for said in ledger.values()} == {"reserved:tdmrep"}
            assert not [*holders(tmp_path / "build", "hirondelle")]


def test_an_archive_that_is_reserved_does_not_stay(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        data = HTML.format(words="hirondelle", meta="").encode()
        about = tarfile.TarInfo("avis/1.html")
        about.size = len(data)
        archive.addfile(about, io.BytesIO(data))
    row = '<a href="AVIS_20260101-120000.tar.gz">AVIS_20260101-120000.tar.gz</a>  2026-01-01 12:00  1K\n'

    def answer(asked: Asked) -> Given:
        if asked.path == "/dump/":
            return Given(f"<html><body><pre>{row}</pre>".encode(), 200, {"Content-Type": "text/html"})
        return Given(packed.getvalue(), 200, {**VALIDATED, "TDM-Reservation": "1"})

    with loopback(answer) as server:
        dump = f'[connector]\nuse = "dump"\nurl = "{server.address}/dump/"\nfull = "AVIS_{{stamp}}.tar.gz"'
        _, ledger = harvested(tmp_path, dump)
    assert [said.partition(" (")[0] for said in ledger.values()] == ["reserved:tdmrep: tdm-reservation: 1"]
    assert not [*(tmp_path / "build" / "harvest" / NAME / "store" / "downloads").glob("*")]
