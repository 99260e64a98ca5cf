"""A listing that comes short takes nothing away: what it does not tell of stays as it was listed last, and that is said."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ckan_portal import made, resource, result
from portal_harvest import MANNERS, Folder, harvest
from portal_server import Portal, Query, Reply, portal

from moisson.connectors.memory.store import Store
from moisson.connectors.portals.ckan import Ckan

SHORT = "not-renewed:listing-short"


@pytest.fixture
def server() -> Iterator[Portal]:
    with portal() as held:
        yield held


class Counting:
    """A CKAN that counts `more` data sets than it holds, and hides some from its listings."""

    def __init__(self, server: Portal, number: int) -> None:
        self.packages = [
            made(f"d{n}", resource(server, f"r{n}", f"Article {n}. Le contrat est écrit."), license_id="lov2")
            for n in range(number)
        ]
        self.hidden: set[str] = set()
        self.more = 0
        server.put("/api/3/action/package_search", self.search)

    def search(self, query: Query) -> Reply:
        shown = [one for one in self.packages if one["id"] not in self.hidden]
        return result({"count": len(self.packages) + self.more, "results": shown[int(query["start"]) :]})

    def delete(self, id: str) -> None:
        self.packages = [one for one in self.packages if one["id"] != id]


def ckan(server: Portal, **more: Any) -> Ckan:
    return Ckan(url=server.base, **{"manners": MANNERS, **more})


def test_what_a_short_listing_does_not_tell_of_is_kept_without_a_request_and_said(server: Portal, store: Store) -> None:
    far = Counting(server, 5)
    first = harvest(ckan(server), store)
    far.hidden = {"d1", "d3"}
    server.forget()
    short = harvest(ckan(server), store)
    assert short.files == first.files, "with titles, records and rights"
    assert short.rights("d1/r1")["license"] == "etalab-2.0"
    assert short.reasons == {"catalogue": "listing-short", "d1/r1": SHORT, "d3/r3": SHORT}
    assert short.refused["d1/r1"].detail.startswith("the listing lacks the data set d1;")
    assert short.version != first.version, "so that it is said in a snapshot"
    assert {path.partition("?")[0] for path in server.counts} == {"/api/3/action/package_search"}
    assert harvest(ckan(server), store) == short, "as long as it lasts"
    far.hidden = set()
    assert harvest(ckan(server), store) == first


def test_a_kept_file_that_is_gone_from_its_address_is_not_kept(server: Portal, store: Store) -> None:
    far = Counting(server, 3)
    harvest(ckan(server, ask="always"), store)
    far.hidden = {"d1", "d2"}
    del server.pages["/files/r1.txt"]
    home = harvest(ckan(server, ask="always"), store)
    assert sorted(home.files) == ["d0/r0", "d2/r2"]
    assert home.reasons == {"catalogue": "listing-short", "d1/r1": "fetch:http-404", "d2/r2": SHORT}


def test_of_a_hundred_documents_none_vanishes_by_a_short_listing(server: Portal, tmp_path: Path) -> None:
    far = Counting(server, 100)
    folder = Folder(tmp_path)
    folder.describe(f"""
        title = "Ville"
        about = "Texts that a portal offers."
        language = "fr"
        publisher = {{ name = "Ville" }}
        [connector]
        use = "ckan"
        url = "{server.base}"
        manners = {{ allow_hosts = ["127.0.0.1"], requests_per_second = 0.0 }}
    """)
    folder.harvest()
    far.hidden = {"d3", "d7"}
    again = folder.harvest()
    assert again.about["counts"] == {"added": 0, "changed": 0, "unchanged": 100, "vanished": 0}
    ledger = {row["id"].removeprefix("fr_essai_portail/"): row["reason"] for row in again.ledger().to_pylist()}
    assert ledger == {"catalogue": "listing-short", "d3/r3": SHORT, "d7/r7": SHORT}
