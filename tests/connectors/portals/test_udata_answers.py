"""What a real udata 17.18 answered, recorded: listings in both versions of its API, and what it says of what is gone.

It ran with mongomock in MongoDB's place; its data sets were made with its own models. Counters by month, scores and permissions
are left out of the answers.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from portal_harvest import MANNERS, harvest
from portal_server import Portal, Query, Reply, portal

from moisson.connectors.memory.store import Store
from moisson.connectors.portals.udata import Udata
from moisson.contracts.errors import FetchError

RECORDED: dict[str, dict[str, Any]] = json.loads((Path(__file__).parent / "udata_17_18.json").read_text("utf-8"))
HOSTS = MANNERS.model_copy(update={"allow_hosts": ["127.0.0.1", "localhost"]})
SETS = [one for page in ("first page", "second page") for one in RECORDED[page]["body"]["data"]]
FILES = {f"{one['id']}/{file['id']}": file for one in SETS for file in one["resources"]}


def recorded(server: Portal, name: str) -> Reply:
    """An answer with addresses of this machine: the portal's host, and another name of it for where the files lie."""
    said = RECORDED[name]
    words = json.dumps(said["body"]).replace("http://portal", server.base)
    words = words.replace("http://elsewhere", server.base.replace("127.0.0.1", "localhost"))
    return Reply(words.encode(), said["status"], {"Content-Type": said["type"]}, etag=False)


def serve(server: Portal, first: str = "first page") -> None:
    """The portal as it was recorded, with its files; what it does not know is answered with 404."""

    def listing(query: Query) -> Reply:
        if "archived" in query:
            return recorded(server, "archived, to everyone")
        return recorded(server, "second page" if query.get("page") == "2" else first)

    def listing_2(query: Query) -> Reply:
        return recorded(server, "second page, API 2" if query.get("page") == "2" else "first page, API 2")

    server.put("/api/1/datasets/", listing)
    server.put("/api/2/datasets/", listing_2)
    server.pages["/api/1/datasets/licenses/"] = recorded(server, "licenses")
    server.pages["/api/1/organizations/premiere-ministre/"] = recorded(server, "organization")
    server.pages["/api/2/organizations/premiere-ministre/"] = recorded(server, "organization, API 2")
    server.pages[f"/api/1/datasets/{SETS[2]['id']}/"] = recorded(server, "archived data set")
    server.pages[f"/api/1/datasets/{SETS[3]['id']}/"] = recorded(server, "deleted data set")
    for number, one in enumerate(SETS):
        server.pages[f"/api/2/datasets/{one['id']}/resources/"] = recorded(server, f"resources {number}, API 2")
        for file in one["resources"]:
            server.put(urlsplit(file["url"]).path, f"Le texte du {file['title']}.")


@pytest.fixture
def server() -> Iterator[Portal]:
    with portal() as held:
        serve(held)
        yield held


def udata(server: Portal, api: str = "", **more: object) -> Udata:
    said = {"url": server.base + api, "manners": HOSTS, "organizations": ["premiere-ministre"], "page_size": 4, **more}
    return Udata.model_validate(said)


@pytest.mark.parametrize("api", ["", "/api/1", "/api/2"])
def test_both_versions_of_the_api_bring_the_same_files(server: Portal, store: Store, api: str) -> None:
    home = harvest(udata(server, api), store)
    assert {path: file.data.decode() for path, file in home.files.items()} == {
        path: f"Le texte du {file['title']}." for path, file in FILES.items()
    }
    assert home.reasons == {SETS[5]["id"]: "no-distribution"}
    licences = {home.about(path).title: home.rights(path).get("license") for path in home.files}
    assert licences == {
        "Jeu 0 – Fichier 0": "LicenseRef-Licence-Ouverte-1.0",
        "Jeu 1 – Fichier 1": "etalab-2.0",
        "Jeu 1 – Fichier 101": "etalab-2.0",
        "Jeu 2 – Fichier 2": None,
        "Jeu 3 – Fichier 3": "LicenseRef-Licence-Ouverte-1.0",
        "Jeu 4 – Fichier 4": "etalab-2.0",
    }


def test_what_is_archived_is_shown_to_the_portals_own_users_only_and_that_is_said(server: Portal, store: Store) -> None:
    home = harvest(udata(server, archived=True), store)
    assert home.files.keys() == FILES.keys()
    assert home.reasons == {"catalogue": "archived-not-listed", SETS[5]["id"]: "no-distribution"}
    assert "name them in `datasets`" in home.refused["catalogue"].detail


def test_an_archived_data_set_that_is_named_comes_home(server: Portal, store: Store) -> None:
    home = harvest(udata(server, organizations=[], datasets=[SETS[2]["id"]], archived=True), store)
    assert [file.data.decode() for file in home.files.values()] == ["Le texte du Fichier 2."]
    assert not home.refused


def test_a_portal_whose_list_of_licences_is_away_today_is_not_harvested_without_it(server: Portal, store: Store) -> None:
    server.pages["/api/1/datasets/licenses/"] = Reply(b"", 503)
    with pytest.raises(FetchError, match="http-503"):
        harvest(udata(server), store)
    server.pages["/api/1/datasets/licenses/"] = Reply(b"", 404)
    home = harvest(udata(server), store)
    assert {home.rights(path).get("stated") for path in home.files} == {"fr-lo", "lov2", None}
