"""A page in the middle of a portal's listing that is none stops the harvest, and nothing vanishes; odd JSON stops nothing."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from ckan_portal import ARTICLES, ckan, made, resource, result
from portal_harvest import MANNERS, harvest
from portal_server import Portal, Query, Reply, portal

from moisson.connectors.memory.store import Store
from moisson.connectors.portals.dcat import Dcat
from moisson.connectors.portals.portal import Portal as Connector
from moisson.connectors.portals.udata import Udata
from moisson.contracts.errors import FetchError

MAINTENANCE = Reply(b"<!doctype html><html><body>Wartung</body></html>", 200, {"Content-Type": "text/html"}, etag=False)
FAILED = Reply(b'{"success": false, "error": {"message": "Solr is away"}}', etag=False)
MESSAGE = Reply(b'{"message": "Service indisponible"}', etag=False)
SEARCH = "/api/3/action/package_search"
LIST = "/api/3/action/current_package_list_with_resources"
IDS = ("a", "b", "c", "d")
HEAD = "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix hydra: <http://www.w3.org/ns/hydra/core#> .\n"


@pytest.fixture
def server() -> Iterator[Portal]:
    with portal() as held:
        yield held


@dataclass
class Far:
    """A portal of four data sets in pages of two, and what it answers in place of some of its pages."""

    connector: Connector
    instead: dict[int, Reply]  # by the number of the page, from 0


def searched(server: Portal) -> Far:
    """CKAN by `package_search`, with an older action that shows strangers one data set less."""
    packages = [made(id, resource(server, f"r{id}", text)) for id, text in zip(IDS, ARTICLES.values(), strict=True)]
    far = Far(ckan(server), {})

    def search(query: Query) -> Reply:
        start = int(query["start"])
        return far.instead.get(start // 2) or result({"count": len(packages), "results": packages[start : start + 2]})

    def current(query: Query) -> Reply:
        start = int(query["offset"])
        return result(packages[:3][start : start + 2])

    server.put(SEARCH, search)
    server.put(LIST, current)
    return far


def current(server: Portal) -> Far:
    """CKAN that has the older action alone."""
    packages = [made(id, resource(server, f"r{id}", text)) for id, text in zip(IDS, ARTICLES.values(), strict=True)]
    far = Far(ckan(server), {})

    def listing(query: Query) -> Reply:
        start = int(query["offset"])
        return far.instead.get(start // 2) or result(packages[start : start + 2])

    server.put(LIST, listing)
    return far


def udata(server: Portal) -> Far:
    far = Far(Udata(url=server.base, page_size=2, manners=MANNERS), {})
    sets = []
    for id in IDS:
        server.put(f"/{id}.txt", f"Texte {id}.")
        file = {"id": f"r{id}", "url": f"{server.base}/{id}.txt", "format": "txt", "checksum": {"value": id}}
        sets.append({"id": id, "title": f"Jeu {id}", "resources": [file]})
        server.put(f"/api/1/datasets/{id}/", json.dumps(sets[-1]))

    def listing(query: Query) -> Reply:
        page = int(query.get("page", 1)) - 1
        onward = f"{server.base}/api/1/datasets/?page={page + 2}" if page < 1 else None
        body = {"data": sets[2 * page :][:2], "next_page": onward, "total": len(sets)}
        return far.instead.get(page) or Reply(json.dumps(body).encode())

    server.put("/api/1/datasets/", listing)
    return far


def dcat(server: Portal) -> Far:
    """A catalogue that does not count, so that its pages alone tell what there is."""
    far = Far(Dcat(url=f"{server.base}/catalog", manners=MANNERS), {})
    for id in IDS:
        server.put(f"/{id}.txt", f"Texte {id}.")

    def listing(query: Query) -> Reply:
        page = int(query.get("page", 0))
        lines = [HEAD + (f"<> hydra:next <{server.base}/catalog?page={page + 1}> ." if page < 2 else "")]
        lines += [f"<http://x/{id}> a dcat:Dataset ; dcat:distribution <http://x/{id}/f> ." for id in IDS[2 * page :][:2]]
        lines += [f"<http://x/{id}/f> dcat:downloadURL <{server.base}/{id}.txt> ." for id in IDS[2 * page :][:2]]
        return far.instead.get(page) or Reply("\n".join(lines).encode())

    server.put("/catalog", listing)
    return far


PORTALS: dict[str, Callable[[Portal], Far]] = {"search": searched, "current": current, "udata": udata, "dcat": dcat}
OUT_OF_ORDER = {
    "web page": MAINTENANCE,
    "message": MESSAGE,
    "failure": FAILED,
    "not here": Reply(b"", 404),
    "words": Reply(b'{"success": true, "result": "later"}', etag=False),
}


@pytest.mark.parametrize("answer", OUT_OF_ORDER.values(), ids=list(OUT_OF_ORDER))
@pytest.mark.parametrize("kind", PORTALS)
def test_a_page_in_the_middle_that_is_none_stops_the_harvest_and_the_next_finds_all(
    server: Portal, store: Store, kind: str, answer: Reply
) -> None:
    far = PORTALS[kind](server)
    first = harvest(far.connector, store)
    assert len(first.files) == len(IDS)
    far.instead = {1: answer}
    for kept in (store, Store(store.folder.parent / "new")):
        with pytest.raises(FetchError):
            harvest(far.connector, kept)
    far.instead = {}
    assert harvest(far.connector, store) == first


def test_words_of_another_vocabulary_in_the_middle_of_a_catalogue_are_no_page_of_it(server: Portal, store: Store) -> None:
    far = dcat(server)
    far.instead = {1: Reply(b'<?xml version="1.0"?><e:error xmlns:e="http://errors.example/" e:code="busy"/>')}
    with pytest.raises(FetchError, match=r"catalog\?page=1 is a page of .* without a catalogue"):
        harvest(far.connector, store)
    far.instead = {2: Reply(HEAD.encode())}
    assert len(harvest(far.connector, store).files) == len(IDS), "a page that says nothing is the end"


def test_json_that_is_no_json_ld_is_no_catalogue(server: Portal, store: Store) -> None:
    far = dcat(server)
    far.instead = {0: MESSAGE}
    with pytest.raises(FetchError, match=r"catalog is JSON, but no JSON-LD: .*Service indisponible"):
        harvest(far.connector, store)


@pytest.mark.parametrize("answer", [MAINTENANCE, FAILED, Reply(b"", 404)], ids=["web page", "failure", "not here"])
def test_an_action_of_ckan_that_answered_last_is_not_given_up_for_one_that_lists_less(
    server: Portal, store: Store, answer: Reply
) -> None:
    far = searched(server)
    first = harvest(far.connector, store)
    far.instead = {0: answer}
    for _ in range(2):
        with pytest.raises(FetchError, match=r"It worked at the last harvest: run again, .* delete the source's `store` folder"):
            harvest(far.connector, store)
    assert len(harvest(far.connector, Store(store.folder.parent / "new")).files) == 3, "whom the portal meets anew it tells less"
    far.instead = {}
    assert harvest(far.connector, store) == first


@pytest.mark.parametrize("kind", ["search", "udata"])
@pytest.mark.parametrize("page", [0, 1])
def test_a_page_without_entries_or_count_makes_no_whole_listing(server: Portal, store: Store, kind: str, page: int) -> None:
    far = PORTALS[kind](server)
    first = harvest(far.connector, store)
    empty: dict[str, Any] = {"success": True, "result": {"count": 4, "results": []}, "data": [], "total": 4, "next_page": None}
    uncounted = {"success": True, "result": {"results": []}, "data": [], "next_page": None}
    far.instead = {page: Reply(json.dumps(uncounted if page else empty).encode(), etag=False)}
    short = harvest(far.connector, store)
    assert short.files == first.files
    assert short.reasons["catalogue"] == "listing-short"


def test_half_an_emoji_and_a_number_that_is_none_cost_nothing(server: Portal, store: Store) -> None:
    file = resource(server, "r1", "Article 1.", size=float("nan"), position=20241126000000000000001)
    packages = [made("a", file, title="Verkehr \ud83d"), made("b", resource(server, "r2", "Article 2."))]
    server.put(SEARCH, lambda query: result({"count": 2, "results": packages[int(query["start"]) :]}))
    home = harvest(ckan(server), store)
    assert sorted(home.files) == ["a/r1", "b/r2"]
    about = home.about("a/r1")
    assert about.title == "Verkehr \ufffd – File r1"
    assert (about.record or {})["resource"]["position"] == "20241126000000000000001"
    assert harvest(ckan(server), store) == home
