"""Secrets in addresses: asked with, and never written, from the harvest to the release and the terminal."""

import json
from pathlib import Path

import pytest
from command import FEW_WORKERS, call
from holders import holders
from loopback import Asked, Given, loopback
from small_source import SENTENCES, World

from moisson.contracts.redacted import redacted, secrets

SOURCE = """
title = "Avis"
about = "Sentences of the Code du travail."
language = "fr"
publisher = {{ name = "DILA" }}
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
SITEMAP = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</urlset>'
VALIDATED = {"ETag": '"1"', "Last-Modified": "Mon, 01 Jun 2026 10:00:00 GMT"}


def page(number: int, more: str = "") -> bytes:
    words = " ".join(SENTENCES[number : number + 4])
    return f"<!doctype html><html lang=fr><title>Avis {number}</title><body><h1>Avis {number}</h1><p>{words}</p>{more}".encode()


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("https://a.example/x?id=7&token=hush", "https://a.example/x?id=7&token=…"),
        ("https://reader:hush@a.example/x", "https://a.example/x"),
        ("https://a.example/x#access_token=hush&state=1", "https://a.example/x#access_token=…&state=1"),
        ("https://a.example/x;jsessionid=hush?id=7", "https://a.example/x;jsessionid=…?id=7"),
        (
            "https://a.blob.example/x?sv=2022-11-02&se=2030-01-01&sr=b&sp=r&sig=hush%3D",
            "https://a.blob.example/x?sv=…&se=…&sr=…&sp=…&sig=…",
        ),
        (
            "https://b.s3.example/x?X-Amz-Date=20260101T000000Z&X-Amz-Expires=60&X-Amz-Signature=hush&part=2",
            "https://b.s3.example/x?X-Amz-Date=…&X-Amz-Expires=…&X-Amz-Signature=…&part=2",
        ),
        ("https://c.example/x?Expires=1&Signature=hush&Key-Pair-Id=K", "https://c.example/x?Expires=…&Signature=…&Key-Pair-Id=…"),
        ("https://a.example/x?se=3&author=Hugo&resumptionToken=7", "https://a.example/x?se=3&author=Hugo&resumptionToken=7"),
        ("not had: https://a.example/?api_key=hush (http-403)", "not had: https://a.example/?api_key=… (http-403)"),
    ],
)
def test_what_is_a_secret_is_decided_once(address: str, written: str) -> None:
    assert redacted(address) == written
    assert redacted(written) == written
    assert not any("hush" in value for _, value in secrets(written))


def described(root: Path, connector: str) -> World:
    world = World(root)
    world.folder.mkdir(parents=True, exist_ok=True)
    (world.folder / "source.toml").write_text(SOURCE.format(connector=connector))
    world.recipe_file([{"use": "normalize_text"}, {"use": "require_rights"}])
    return world


def harvested(root: Path, connector: str, secret: str) -> dict[str, dict[str, int] | bool]:
    """Harvest once more, with another secret in the description; neither the command nor the workspace tells it."""
    world = described(root, connector)
    done = call(world, "harvest", "essai.toml", "--json")
    assert done.returncode == 0, done.stderr
    assert secret not in done.stdout + done.stderr
    assert not list(holders(root / "build", secret))
    (change,) = json.loads(done.stdout)
    assert change["refused"] == {}
    found: dict[str, dict[str, int] | bool] = change
    return found


@pytest.mark.long
def test_a_list_and_documents_behind_a_token(tmp_path: Path) -> None:
    """The token stands in the list's address, in those that the list gives, in a page that repeats its own, in a redirect."""
    valid = ["first-hush-1", "second-hush-2"]

    def answer(asked: Asked) -> Given:
        path, _, query = asked.path.partition("?")
        token = dict(pair.split("=") for pair in query.split("&") if pair).get("token")
        if token not in valid:
            return Given(b"who are you?", 403)
        if path == "/old.html":
            return Given(b"", 302, {"Location": f"/2.html?token={token}"})
        if path == "/map.xml":
            rows = "".join(
                f"<url><loc>{server.address}/{name}?token={token}&amp;lang=fr</loc></url>" for name in ("1.html", "old.html")
            )
            return Given(SITEMAP.format(rows).encode(), 200, VALIDATED)
        number = int(path[1])
        return Given(page(number, f'<a href="{server.address}{path}?token={token}">lien permanent</a>'), 200, VALIDATED)

    with loopback(answer) as server:
        site = f'[connector]\nuse = "web"\nsitemaps = ["{server.address}/map.xml?token=%s"]'
        first = harvested(tmp_path, site % valid[0], valid[0])
        assert first["content"] == {"added": 2, "changed": 0, "unchanged": 0, "vanished": 0}
        second = harvested(tmp_path, site % valid[1], valid[1])
        assert second["new"] is False or second["content"] == {"added": 0, "changed": 0, "unchanged": 2, "vanished": 0}
        world = World(tmp_path)
        built = call(world, "build", "essai.toml", *FEW_WORKERS)
        assert built.returncode == 0, built.stderr
        said = [built, call(world, "trace", f"fr_essai_articles/{server.address[7:]}/1.html?lang=fr")]
        said += [call(world, "check", "./sources/fr_essai_articles", "--live"), call(world, "harvest", "essai.toml", "--dry-run")]
        valid.clear()
        said += [call(world, "harvest", "essai.toml"), call(world, "check", "./sources/fr_essai_articles", "--live", "--json")]
    assert [each.returncode for each in said] == [0, 0, 0, 0, 4, 4], [each.stderr for each in said]
    for secret in ("first-hush-1", "second-hush-2"):
        assert not [each.args[3:] for each in said if secret in each.stdout + each.stderr]
        assert not list(holders(tmp_path / "build", secret))


CATALOGUE = """
@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
<{base}/cat> a dcat:Catalog ; dcat:dataset <{base}/d> .
<{base}/d> a dcat:Dataset ; dct:title "Avis" ; dcat:distribution <{base}/d/1> , [ a dcat:Distribution ;
  dcat:downloadURL <{base}/2.html?sv=2022-11-02&se={secret}-end&sr=b&sp=r&sig={secret}> ; dct:format "html" ] .
<{base}/d/1> a dcat:Distribution ; dct:format "html" ;
  dcat:downloadURL <{base}/1.html?X-Amz-Date={secret}-day&X-Amz-Signature={secret}> .
"""


def test_signed_addresses_of_a_catalogue(tmp_path: Path) -> None:
    """Each listing signs its files anew: they stay the same files."""
    now = ["sign-hush-1"]

    def answer(asked: Asked) -> Given:
        if asked.path == "/cat":
            body = CATALOGUE.format(base=server.address, secret=now[0]).encode()
            return Given(body, 200, {**VALIDATED, "ETag": f'"{now[0][-1]}"', "Content-Type": "text/turtle"})
        return Given(page(int(asked.path[1])), 200, VALIDATED) if now[0] in asked.path else Given(b"", 403)

    with loopback(answer) as server:
        portal = f'[connector]\nuse = "dcat"\nurl = "{server.address}/cat"'
        first = harvested(tmp_path, portal, now[0])
        assert first["content"] == {"added": 2, "changed": 0, "unchanged": 0, "vanished": 0}
        now[0] = "sign-hush-2"
        second = harvested(tmp_path, portal, now[0])
    assert second["new"] is False or second["content"] == {"added": 0, "changed": 0, "unchanged": 2, "vanished": 0}
    assert not list(holders(tmp_path / "build", "sign-hush"))


def test_an_interface_that_is_asked_with_a_key_and_repeats_it(tmp_path: Path) -> None:
    keys = ["key-hush-1", "key-hush-2"]

    def answer(asked: Asked) -> Given:
        path, _, query = asked.path.partition("?")
        given = dict(pair.split("=") for pair in query.split("&") if pair)
        if (key := given.get("api_key")) not in keys:
            return Given(b'{"error": "no key"}', 403)
        at = int(given.get("page", 1))
        self = f"{server.address}{path}?page={at}&api_key={key}"
        entries = [{"id": f"{at}{n}", "texte": " ".join(SENTENCES[at + n : at + n + 4]), "self": self} for n in (1, 2)]
        onward = {"next": f"{server.address}{path}?page=2&api_key={key}"} if at == 1 else {}
        return Given(json.dumps({"results": entries, **onward}).encode(), 200, {**VALIDATED, "Content-Type": "application/json"})

    with loopback(answer) as server:
        api = f'[connector]\nuse = "api"\nurl = "{server.address}/v1/avis?api_key=%s"\n'
        api += 'records = "results"\nid = "id"\nnext = "next"'
        first = harvested(tmp_path, api % keys[0], keys[0])
        assert first["content"] == {"added": 4, "changed": 0, "unchanged": 0, "vanished": 0}
        second = harvested(tmp_path, api % keys[1], keys[1])
    assert second["new"] is False or second["content"] == {"added": 0, "changed": 0, "unchanged": 4, "vanished": 0}
