"""What portals state about rights: several entries of one file, words about access, and the page of terms."""

from collections.abc import Iterator
from typing import Any

import pytest
from ckan_portal import made, resource, serve
from portal_harvest import MANNERS, harvest
from portal_server import Portal, Reply, portal

from moisson.connectors.memory.store import Store
from moisson.connectors.portals.ckan import Ckan
from moisson.connectors.portals.dcat import Dcat

PREFIXES = "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .\n"
BY, BY_NC = "https://creativecommons.org/licenses/by/4.0/", "https://creativecommons.org/licenses/by-nc/4.0/"


@pytest.fixture
def server() -> Iterator[Portal]:
    with portal() as held:
        yield held


def ckan(server: Portal, **more: Any) -> Ckan:
    return Ckan(url=server.base, **{"manners": MANNERS, **more})


def dcat(server: Portal, body: str) -> Dcat:
    server.put("/catalog", PREFIXES + body)
    server.put("/a.txt", "Article premier.")
    return Dcat(url=f"{server.base}/catalog", manners=MANNERS)


@pytest.mark.parametrize("order", [("d1", "d2"), ("d2", "d1")])
def test_a_file_of_two_data_sets_with_different_licences_has_none_and_both_are_kept(
    server: Portal, store: Store, order: tuple[str, str]
) -> None:
    first, second = order
    home = harvest(
        dcat(
            server,
            f"<http://portal/{first}> a dcat:Dataset ; dct:license <{BY}> ; dcat:distribution <http://portal/f> ."
            f"<http://portal/{second}> a dcat:Dataset ; dct:license <{BY_NC}> ; dcat:distribution <http://portal/f> ."
            "<http://portal/f> a dcat:Distribution ; dcat:downloadURL <http://portal/a.txt> .",
        ),
        store,
    )
    (path,) = home.files
    rights = home.rights(path)
    assert "license" not in rights
    assert sorted(rights["stated"].split(" | ")) == [BY_NC, BY]
    assert {row["stated"] for row in (home.about(path).record or {})["rights"]} == {BY, BY_NC}


def test_a_file_of_two_data_sets_of_which_one_states_a_licence_has_it(server: Portal, store: Store) -> None:
    body = (
        f"<http://portal/d1> a dcat:Dataset ; dct:license <{BY}> ; dcat:distribution <http://portal/f> ."
        "<http://portal/d2> a dcat:Dataset ; dcat:distribution <http://portal/f> ."
        "<http://portal/f> a dcat:Distribution ; dcat:downloadURL <http://portal/a.txt> ."
    )
    home = harvest(dcat(server, body), store)
    assert [home.rights(path)["license"] for path in home.files] == ["CC-BY-4.0"]


TERMS = '<html><!-- <a rel="license" href="/autre"> --><body><a rel="Nofollow LICENSE" href="{href}">Licence</a></body></html>'


@pytest.mark.parametrize("href", [BY, "/lo"])
def test_the_licence_that_terms_link_is_heard_however_the_link_is_written(server: Portal, store: Store, href: str) -> None:
    serve(server, [made("d1", resource(server, "r1", "Text"))])
    server.put("/terms", TERMS.format(href=href))
    rights = harvest(ckan(server, terms=f"{server.base}/terms"), store).rights("d1/r1")
    assert rights["stated"] == (href if href == BY else f"{server.base}/lo")


def test_a_link_of_terms_that_leads_nowhere_is_no_licence_and_no_fault(server: Portal, store: Store) -> None:
    serve(server, [made("d1", resource(server, "r1", "Text"))])
    server.put("/terms", TERMS.format(href="http://[::1"))
    home = harvest(ckan(server, terms=f"{server.base}/terms"), store)
    assert "license" not in home.rights("d1/r1")
    assert not home.refused


def test_terms_that_cannot_be_had_for_a_day_hold_as_they_were_and_that_is_said(server: Portal, store: Store) -> None:
    serve(server, [made("d1", resource(server, "r1", "Text"))])
    server.put("/terms", TERMS.format(href=BY))
    asked = ckan(server, terms=f"{server.base}/terms")
    first = harvest(asked, store)
    assert first.rights("d1/r1")["license"] == "CC-BY-4.0"
    page = server.pages["/terms"]
    server.pages["/terms"] = Reply(status=503)
    away = harvest(asked, store)
    assert away.files == first.files
    assert away.reasons == {"terms": "not-renewed:http-503"}
    assert away.version != first.version, "so that it is said in a snapshot"
    server.pages["/terms"] = page
    assert harvest(asked, store) == first
    del server.pages["/terms"]
    gone = harvest(asked, store)
    assert (gone.reasons, gone.rights("d1/r1")) == ({"terms": "terms:http-404"}, {})
    server.pages["/terms"] = Reply(status=503)
    assert harvest(asked, store).rights("d1/r1") == {}, "what was gone is not what was known last"
