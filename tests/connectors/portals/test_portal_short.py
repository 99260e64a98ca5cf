"""A listing that comes short takes nothing away: what it does not tell of stays as it was listed last, and that is said."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ckan_portal import made, resource, result
from portal_harvest import MANNERS, Folder, harvest
from portal_server import Portal, Query, Reply, portal

from moisson.connectors.memory.store import Store
from moisson.connectors.portals.ckan import Ckan
from moisson.connectors.portals.dcat import Dcat
from moisson.connectors.portals.udata import Udata

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
    assert short.refused["d1/r1"].detail.startswith("the listing could not tell of the data set d1;")
    assert short.version != first.version, "so that it is said in a snapshot"
    assert {path.partition("?")[0] for path in server.counts} == {"/api/3/action/package_search"}
    assert harvest(ckan(server), store) == short, "as long as it lasts"
    far.hidden = set()
    assert harvest(ckan(server), store) == first


def test_what_a_whole_listing_does_not_name_is_gone_also_after_a_short_one(server: Portal, store: Store) -> None:
    far = Counting(server, 5)
    harvest(ckan(server), store)
    far.hidden = {"d1", "d3"}
    harvest(ckan(server), store)
    far.hidden = set()
    far.delete("d1")
    home = harvest(ckan(server), store)
    assert sorted(home.files) == ["d0/r0", "d2/r2", "d3/r3", "d4/r4"]
    assert not home.refused


def test_a_portal_that_always_counts_more_than_it_lists_is_believed_when_it_lists_one_less(server: Portal, store: Store) -> None:
    far = Counting(server, 5)
    far.more = 2
    assert len(harvest(ckan(server), store).files) == 5
    far.delete("d1")
    home = harvest(ckan(server), store)
    assert sorted(home.files) == ["d0/r0", "d2/r2", "d3/r3", "d4/r4"]
    assert home.reasons == {"catalogue": "listing-short"}
    far.hidden = {"d2"}
    assert "d2/r2" in harvest(ckan(server), store).files, "more is missing than usual"


def test_a_data_set_of_which_the_short_listing_speaks_is_believed(server: Portal, store: Store) -> None:
    far = Counting(server, 5)
    far.packages[1]["resources"].append(resource(server, "r9", "Article 9."))
    harvest(ckan(server), store)
    far.hidden = {"d3"}
    far.packages[1]["resources"].pop()
    far.packages[2]["state"] = "deleted"
    home = harvest(ckan(server), store)
    assert sorted(home.files) == ["d0/r0", "d1/r1", "d3/r3", "d4/r4"]
    assert home.reasons == {"catalogue": "listing-short", "d2": "state:deleted", "d3/r3": SHORT}


def test_under_another_description_nothing_was_listed_before(server: Portal, store: Store) -> None:
    far = Counting(server, 3)
    harvest(ckan(server), store)
    far.hidden = {"d1"}
    assert sorted(harvest(ckan(server, query="contrat"), store).files) == ["d0/r0", "d2/r2"]


@pytest.mark.parametrize(
    "changed",
    [
        {"exclude": ["**/*.zip"]},
        {"include": ["d*/**"]},
        {"formats": ["txt", "pdf"]},
        {"one_format": True},
        {"rows": 2},
        {"language": "fr"},
        {"ask": "always"},
        {"manners": MANNERS.model_copy(update={"retries": 1})},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_what_does_not_choose_the_data_sets_may_change_and_nothing_is_lost(
    server: Portal, store: Store, changed: dict[str, Any]
) -> None:
    far = Counting(server, 5)
    first = harvest(ckan(server), store)
    far.hidden = {"d1", "d3"}
    short = harvest(ckan(server, **changed), store)
    assert short.files == first.files
    assert short.reasons == {"catalogue": "listing-short", "d1/r1": SHORT, "d3/r3": SHORT}


def test_what_is_kept_is_chosen_by_the_description_of_today(server: Portal, store: Store) -> None:
    far = Counting(server, 4)
    for id in ("r8", "r9"):
        far.packages[1]["resources"].append(resource(server, id, f"<p>{id}</p>", format="HTML"))
    harvest(ckan(server), store)
    far.hidden = {"d1", "d2"}
    home = harvest(ckan(server, exclude=["d2/**", "**/r8"], formats=["txt"]), store)
    assert sorted(home.files) == ["d0/r0", "d1/r1", "d3/r3"]
    assert home.reasons == {"catalogue": "listing-short", "d1/r1": SHORT, "d1/r9": "format-not-chosen"}


def test_several_files_of_one_data_set_are_kept_with_what_each_of_them_has(server: Portal, store: Store) -> None:
    far = Counting(server, 2)
    far.packages[1]["resources"].append(resource(server, "r9", "Article 9.", name="Autre", license="cc-by-4.0"))
    first = harvest(ckan(server), store)
    far.hidden = {"d1"}
    assert harvest(ckan(server), store).files == first.files


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


def test_udata_is_asked_for_each_and_only_what_it_says_is_gone_goes(server: Portal, store: Store) -> None:
    def data_set(number: int) -> dict[str, Any]:
        server.put(f"/r{number}.txt", f"Texte {number}.")
        file = {"id": f"r{number}", "url": f"{server.base}/r{number}.txt", "format": "txt", "checksum": {"value": str(number)}}
        return {"id": f"d{number}", "title": f"Jeu {number}", "license": "lov2", "resources": [file]}

    sets = [data_set(number) for number in range(4)]
    hidden: set[str] = set()

    def listing(query: Query) -> Reply:
        shown = [one for one in sets if one["id"] not in hidden]
        return Reply(json.dumps({"data": shown, "next_page": None, "total": len(sets)}).encode())

    server.put("/api/1/datasets/", listing)
    for one in sets:
        server.put(f"/api/1/datasets/{one['id']}/", json.dumps(one))
    sets[3]["resources"].append({**sets[3]["resources"][0], "id": "notes", "type": "documentation"})
    udata = Udata(url=server.base, manners=MANNERS)
    first = harvest(udata, store)
    hidden |= {"d3"}
    chosen = harvest(Udata(url=server.base, types=["main"], page_size=50, manners=MANNERS), store)
    assert sorted(chosen.files) == ["d0/r0", "d1/r1", "d2/r2", "d3/r3"], "of what is kept too, only what is asked for"
    sets[3]["resources"].pop()
    hidden.clear()
    assert len(harvest(udata, store).files) == 4
    hidden |= {"d1", "d2"}
    server.pages["/api/1/datasets/d2/"] = Reply(status=410)
    for _ in range(2):
        short = harvest(udata, store)
        assert sorted(short.files) == ["d0/r0", "d1/r1", "d3/r3"]
        assert short.files["d1/r1"] == first.files["d1/r1"]
        assert short.reasons == {"catalogue": "listing-short", "d1/r1": SHORT, "d2": "deleted"}
    sets = [one for one in sets if one["id"] not in ("d1", "d2")]
    whole = harvest(udata, store)
    assert sorted(whole.files) == ["d0/r0", "d3/r3"]
    assert whole.reasons == {"d1": "not-listed", "d2": "deleted"}


PREFIXES = "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix hydra: <http://www.w3.org/ns/hydra/core#> .\n"
ENTRY = (
    "<http://portal/{id}> a dcat:Dataset ; <http://purl.org/dc/terms/modified> '2024-01-01' ;"
    " dcat:distribution <http://portal/{id}/f> ."
    " <http://portal/{id}/f> a dcat:Distribution ; dcat:downloadURL <http://portal/{id}.txt> .\n"
)


def test_a_catalogue_in_rdf_that_comes_short_loses_nothing(server: Portal, store: Store) -> None:
    def publish(*ids: str) -> None:
        listed = ", ".join(f"<http://portal/{id}>" for id in ids)
        head = f"<http://portal/catalog> a dcat:Catalog, hydra:PagedCollection ; hydra:totalItems 3 ; dcat:dataset {listed} .\n"
        server.put("/catalog", PREFIXES + head + "".join(ENTRY.format(id=id) for id in ids))

    for id in ("a", "b", "c"):
        server.put(f"/{id}.txt", f"Texte {id}.")
    publish("a", "b", "c")
    dcat = Dcat(url=f"{server.base}/catalog", manners=MANNERS)
    first = harvest(dcat, store)
    assert len(first.files) == 3
    assert not first.refused
    publish("a", "c")
    short = harvest(dcat, store)
    assert short.files == first.files
    assert sorted(short.reasons.values()) == ["listing-short", SHORT]


def test_a_file_that_a_listed_and_a_missing_data_set_share_comes_once_with_what_both_state(server: Portal, store: Store) -> None:
    licences = {"a": "by/4.0/", "b": "by-nc/4.0/"}

    def publish(*ids: str) -> None:
        head = f"<http://portal/catalog> a dcat:Catalog, hydra:PagedCollection ; hydra:totalItems {len(licences)} .\n"
        sets = "".join(
            f"<http://portal/{id}> a dcat:Dataset ; dcat:distribution <http://portal/f> ;"
            f" <http://purl.org/dc/terms/license> <http://creativecommons.org/licenses/{licences[id]}> .\n"
            for id in ids
        )
        server.put("/catalog", f"{PREFIXES}{head}{sets}<http://portal/f> dcat:downloadURL <http://portal/f.txt> .")

    server.put("/f.txt", "Texte.")
    dcat = Dcat(url=f"{server.base}/catalog", manners=MANNERS)
    publish("a", "b")
    for shown in ("ab", "a", "b"):
        publish(*shown)
        (path,) = harvest(dcat, store).files
        assert "license" not in harvest(dcat, store).rights(path)


def test_a_data_set_whose_own_page_is_away_for_a_day_is_kept_and_one_whose_page_is_gone_is_not(
    server: Portal, store: Store
) -> None:
    server.put(
        "/catalog", PREFIXES + "<http://portal/catalog> a dcat:Catalog ; dcat:dataset <http://portal/a>, <http://portal/b> ."
    )
    for id in ("a", "b"):
        server.put(f"/{id}", PREFIXES + ENTRY.format(id=id))
        server.put(f"/{id}.txt", f"Texte {id}.")
    dcat = Dcat(url=f"{server.base}/catalog", manners=MANNERS, follow=True)
    here = server.base.removeprefix("http://")
    first = harvest(dcat, store)
    assert sorted(first.files) == [f"{here}/a/f", f"{here}/b/f"]
    server.pages["/a"] = Reply(status=503)
    server.pages["/b"] = Reply(status=404)
    later = harvest(dcat, store)
    assert list(later.files) == [f"{here}/a/f"]
    assert later.reasons == {f"{here}/a": "http-503", f"{here}/a/f": "not-renewed:http-503", f"{here}/b": "http-404"}
