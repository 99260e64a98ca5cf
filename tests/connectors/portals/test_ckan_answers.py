"""What a real CKAN 2.12 answered, recorded: its listing, its robots.txt, and how it says that something is wrong.

It ran on PostgreSQL with a program in Solr's place that sorted and paged; data sets and files were put in by its own API.
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
from moisson.connectors.portals.ckan import Ckan
from moisson.contracts.errors import FetchError

RECORDED: dict[str, dict[str, Any]] = json.loads((Path(__file__).parent / "ckan_2_12.json").read_text("utf-8"))
HOSTS = MANNERS.model_copy(update={"allow_hosts": ["127.0.0.1", "localhost"]})
SEARCH = "/api/3/action/package_search"
LIST = "/api/3/action/current_package_list_with_resources"
FILES = {
    "020d3633-2850-48b9-a2e7-05efad52609b/486edc21-227c-44e1-9874-c258d9a6430b": "Le texte du jeu 2, déposé au portail.",
    "020d3633-2850-48b9-a2e7-05efad52609b/2c21ce78-902a-4345-a0b4-c214e6aa23ac": "Le texte qui est ailleurs, deux.",
    "1facf5d3-ac65-4baf-967a-8c2fb1120ab5/d8be9577-376e-4d47-9491-5f8d42ebb38d": "Le texte du jeu 4, déposé au portail.",
    "7c239f0c-5ae3-4d94-bab4-d4ab277739d6/38927508-fba2-4c14-882d-368cee5ed336": "Le texte du jeu 9.",
    "f292bdd9-a6c6-4344-b05d-cad8d3b8f6e3/96ca86c3-e883-4187-bfb0-23e007f920a1": "Le texte du jeu 1, déposé au portail.",
}


def recorded(server: Portal, name: str) -> Reply:
    said = RECORDED[name]
    body = said["body"] if name == "robots.txt" else json.dumps(said["body"])
    return Reply(here(body, server).encode(), said["status"], {"Content-Type": said["type"]}, etag=False)


def here(words: str, server: Portal) -> str:
    """The words with addresses of this machine: the portal's host, and another name of it for what the portal does not hold."""
    return words.replace("http://portal", server.base).replace("http://elsewhere", server.base.replace("127.0.0.1", "localhost"))


@pytest.fixture
def server() -> Iterator[Portal]:
    """The portal as it was recorded, with its files."""
    with portal() as held:

        def search(query: Query) -> Reply:
            return recorded(held, "second page" if query["start"] == "3" else "first page")

        held.put(SEARCH, search)
        for page in ("first page", "second page"):
            for package in RECORDED[page]["body"]["result"]["results"]:
                for one in package["resources"]:
                    if one["url"]:
                        held.put(urlsplit(one["url"]).path, FILES[f"{package['id']}/{one['id']}"])
        yield held


def ckan(server: Portal, **more: object) -> Ckan:
    return Ckan.model_validate({"url": server.base, "manners": HOSTS, "rows": 3, **more})


def test_every_file_of_the_portal_comes_home_with_title_date_and_licence(server: Portal, store: Store) -> None:
    home = harvest(ckan(server), store)
    assert {path: file.data.decode() for path, file in home.files.items()} == FILES
    assert home.reasons == {"1facf5d3-ac65-4baf-967a-8c2fb1120ab5/c7deb6e3-ea07-416f-90c3-eb615e8d56b1": "no-address"}
    about = home.about("020d3633-2850-48b9-a2e7-05efad52609b/486edc21-227c-44e1-9874-c258d9a6430b")
    assert (about.title, about.created) == ("Jeu de données n° 2 – Texte 2", "2026-11-26")
    licences = {home.about(path).title: home.rights(path).get("license") for path in home.files}
    assert licences == {
        "Jeu de données n° 2 – Texte 2": "ODbL-1.0",
        "Jeu de données n° 2 – Ailleurs": "ODbL-1.0",
        "Jeu de données n° 4 – Texte 4": "LicenseRef-Other-Open",
        "Jeu 9 – Texte 9": "CC-BY-4.0",
        "Jeu de données n° 1 – Texte 1": None,  # `notspecified`
    }


def test_the_robots_txt_that_ckan_comes_with_is_obeyed_and_the_way_out_is_told(server: Portal, store: Store) -> None:
    server.pages["/robots.txt"] = recorded(server, "robots.txt")
    with pytest.raises(
        FetchError, match=r'robots-disallowed.* set `robots_exempt = \["127\.0\.0\.1"\]` in \[connector\.manners\]'
    ):
        harvest(ckan(server), store)
    assert not server.counts, "what is forbidden is not asked for"
    offered = ckan(server, manners=HOSTS.model_copy(update={"robots_exempt": ["127.0.0.1"]}))
    assert len(harvest(offered, store).files) == len(FILES)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("without a search server", r"http-500.* The portal says: Unable to connect to the search server\."),
        ("mistaken", r"http-409.* The portal says: rows: \['Invalid integer', 'Please enter an integer value'\]\."),
    ],
)
def test_a_listing_that_the_portal_refuses_stops_the_harvest_with_its_words(
    server: Portal, store: Store, name: str, words: str
) -> None:
    server.pages[SEARCH] = recorded(server, name)
    server.pages[LIST] = recorded(server, "without a search server, list")
    with pytest.raises(FetchError, match=words):
        harvest(ckan(server), store)
    assert LIST not in {path.partition("?")[0] for path in server.counts}, "an action that fails is not one that is missing"
