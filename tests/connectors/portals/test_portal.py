"""What every connector of portals promises: little is asked twice, nothing is lost, nothing happens in silence."""

from collections.abc import Iterator

import pytest
from ckan_portal import ARTICLES, ckan, four, made, resource
from portal_harvest import harvest
from portal_server import Portal, portal

from moisson.connectors.memory.store import Store


@pytest.fixture
def server() -> Iterator[Portal]:
    with portal() as held:
        yield held


def test_a_second_harvest_asks_for_the_listing_and_for_nothing_else(server: Portal, store: Store) -> None:
    four(server)
    first = harvest(ckan(server), store)
    assert sorted(first.files) == ["d1/r1", "d1/r2", "d2/r3", "d2/r4"]
    assert not first.refused
    assert sum(server.counts.values()) == 1 + 4
    server.forget()
    assert harvest(ckan(server), store) == first
    assert sum(server.counts.values()) == 1


def test_a_licence_that_changes_while_its_file_stays_changes_the_rights_and_asks_for_no_file(
    server: Portal, store: Store
) -> None:
    packages = four(server)
    packages[0] |= {"license_id": "cc-by-4.0"}
    first = harvest(ckan(server), store)
    packages[0] |= {"license_id": "cc-by-nc-4.0"}
    server.forget()
    later = harvest(ckan(server), store)
    assert later.version != first.version
    assert sum(server.counts.values()) == 1
    assert [home.rights("d1/r1")["license"] for home in (first, later)] == ["CC-BY-4.0", "CC-BY-NC-4.0"]


def test_an_identifier_that_comes_back_is_another_file_and_takes_no_name_that_is_taken(server: Portal, store: Store) -> None:
    packages = four(server)
    harvest(ckan(server), store)
    packages[0] |= {"id": "d9"}
    harvest(ckan(server), store)
    packages.append(made("d1", resource(server, "r1", ARTICLES["r1"])))
    files = harvest(ckan(server), store).files
    (other,) = (path for path in files if path.startswith("d1/r1~"))
    assert len(files) == 5
    assert files["d1/r1"].data == files[other].data == ARTICLES["r1"].encode()


def test_a_host_that_begins_to_reserve_its_files_is_heard_though_nothing_else_changed(server: Portal, store: Store) -> None:
    four(server)
    first = harvest(ckan(server), store)
    assert first.about("d1/r1").reservation == ()
    server.put("/.well-known/tdmrep.json", '[{"location": "/files/r1.txt", "tdm-reservation": 1}]')
    server.forget()
    later = harvest(ckan(server), store)
    assert later.version != first.version
    assert sum(server.counts.values()) == 1, "no file is asked for"
    (row,) = later.about("d1/r1").reservation
    assert (row["protocol"], row["value"]) == ("tdmrep", "tdm-reservation: 1")
    assert later.about("d1/r2").reservation == ()
    del server.pages["/.well-known/tdmrep.json"]
    assert harvest(ckan(server), store) == first


def test_what_an_answer_itself_reserves_and_licenses_is_kept_with_the_file(server: Portal, store: Store) -> None:
    four(server)
    server.put("/files/r1.txt", ARTICLES["r1"], tdm_reservation="1")
    server.put("/files/r2.txt", ARTICLES["r2"], link='<https://creativecommons.org/licenses/by/4.0/>; rel="license"')
    for _ in range(2):
        home = harvest(ckan(server), store)
        assert [row["protocol"] for row in home.about("d1/r1").reservation] == ["tdmrep"]
        rights = home.rights("d1/r2")
        assert (rights["license"], rights["level"]) == ("CC-BY-4.0", "document")
        assert rights["where"] == f"{server.base}/files/r2.txt Link rel=license"


def test_the_page_of_terms_is_kept_as_evidence_and_its_licence_holds_where_nothing_else_is_said(
    server: Portal, store: Store
) -> None:
    packages = four(server)
    packages[1] |= {"license_id": "cc-zero"}
    page = '<html><body><a rel="license" href="https://www.etalab.gouv.fr/licence-ouverte-open-licence">Licence</a></body></html>'
    server.put("/terms", page)
    home = harvest(ckan(server, terms=f"{server.base}/terms"), store)
    rights = home.rights("d1/r1")
    assert (rights["level"], rights["license"]) == ("portal", "etalab-2.0")
    assert store.body(rights["copy"]) == page.encode()
    assert home.rights("d2/r3")["license"] == "CC0-1.0"


def test_terms_without_a_licence_link_are_the_copy_of_what_source_toml_says(server: Portal, store: Store) -> None:
    four(server)
    server.put("/terms", "<html><body>Sauf mention contraire, licence ouverte.</body></html>")
    rights = harvest(ckan(server, terms=f"{server.base}/terms"), store).rights("d1/r1")
    assert list(rights) == ["copy"]
    assert b"Sauf mention contraire" in (store.body(rights["copy"]) or b"")


def test_a_secret_in_an_address_reaches_neither_document_nor_ledger(server: Portal, store: Store) -> None:
    packages = four(server)
    for one in packages[0]["resources"]:
        one["url"] += "?token=geheim"
    del server.pages["/files/r2.txt"]
    home = harvest(ckan(server), store)
    assert home.files["d1/r1"].data == ARTICLES["r1"].encode()
    assert "geheim" not in f"{home.about('d1/r1').url} {home.refused['d1/r2']}"
