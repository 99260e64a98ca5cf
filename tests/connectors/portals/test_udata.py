"""data.gouv.fr's API, versions 1 and 2, answered as it is documented: no recorded answers of it lie beside the checkout.

The fields and their forms are those of udata's API as data.gouv.fr serves it; titles and licences are of real data sets.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from portal_harvest import MANNERS, Folder, harvest
from portal_server import Portal, Query, Reply, portal

from moisson.connectors.memory.store import Store
from moisson.connectors.portals.udata import Udata
from moisson.contracts.errors import FetchError
from moisson.rights.resolve import licence_id

DILA = "534fffa5a3a7292c64a7809e"
LICENCES = [
    {
        "id": "fr-lo",
        "title": "Licence Ouverte / Open Licence",
        "url": "https://www.etalab.gouv.fr/wp-content/uploads/2014/05/Licence_Ouverte.pdf",
    },
    {
        "id": "lov2",
        "title": "Licence Ouverte / Open Licence version 2.0",
        "url": "https://www.etalab.gouv.fr/licence-ouverte-open-licence",
    },
    {
        "id": "odc-odbl",
        "title": "Open Data Commons Open Database License (ODbL)",
        "url": "http://opendatacommons.org/licenses/odbl/summary/",
    },
    {"id": "notspecified", "title": "License Not Specified", "url": None},
    {
        "id": "mobility-licence",
        "title": "Licence Mobilité",
        "url": "https://wiki.lafabriquedesmobilites.fr/wiki/Licence_Mobilit%C3%A9s",
    },
]
Entry = dict[str, Any]


@pytest.fixture
def server() -> Iterator[Portal]:
    with portal() as held:
        yield held


def udata(server: Portal, **more: object) -> Udata:
    return Udata.model_validate({"url": server.base, "manners": MANNERS, "organizations": ["premiere-ministre"], **more})


def data_set(id: str, title: str, *resources: Entry, **more: Any) -> Entry:
    """A data set as API 1 gives it."""
    default = {
        "id": id,
        "title": title,
        "acronym": None,
        "slug": title.lower().replace(" ", "-"),
        "description": title,
        "created_at": "2016-05-12T10:33:46.890000+00:00",
        "last_modified": "2023-09-11T09:02:14.306000+00:00",
        "last_update": "2023-10-16T09:20:53.934951+00:00",
        "deleted": None,
        "archived": None,
        "private": False,
        "tags": ["dila"],
        "badges": [{"kind": "spd"}],
        "community_resources": [],
        "frequency": "punctual",
        "extras": {},
        "harvest": None,
        "metrics": {"discussions": 16, "reuses": 4, "followers": 20, "views": 20414},
        "organization": {"id": DILA, "name": "Première ministre", "slug": "premiere-ministre", "logo": "https://static/logo.png"},
        "license": "fr-lo",
        "quality": {"score": 1},
    }
    return {**default, "resources": list(resources), **more}


def resource(server: Portal, id: str, words: str, **more: Any) -> Entry:
    """A resource that the portal itself holds, as API 1 gives it."""
    server.put(f"/resources/{id}.txt", words)
    default = {
        "id": id,
        "title": f"Fichier {id}",
        "description": None,
        "filetype": "file",
        "type": "main",
        "format": "txt",
        "mime": "text/plain",
        "url": f"{server.base}/resources/{id}.txt",
        "latest": f"{server.base}/fr/datasets/r/{id}",
        "checksum": {"type": "sha1", "value": f"{id}-1"},
        "filesize": len(words),
        "created_at": "2018-05-17T11:32:18.599000+00:00",
        "last_modified": "2024-12-19T13:45:52+00:00",
        "extras": {"check:available": True, "check:date": "2025-11-17T15:12:47.649000"},
        "harvest": None,
        "metrics": {"views": 51},
    }
    return {**default, **more}


def answer(value: object, status: int = 200) -> Reply:
    return Reply(json.dumps(value).encode(), status, {"Content-Type": "application/json"}, etag=False)


def serve(server: Portal, listed: list[Entry], others: list[Entry] | None = None, page_size: int = 2) -> None:
    """Answer API 1: what is listed, page by page; each data set by its id, and `others` (archived, deleted) by their ids only."""

    def datasets(query: Query) -> Reply:
        if query.get("organization") not in (None, DILA):
            return answer({"message": "Organization arg must be an identifier"}, 400)
        found = [one for one in others or [] if one["archived"]] if query.get("archived") == "true" else listed
        page, size = int(query.get("page", 1)), min(page_size, int(query["page_size"]))
        following = f"https://www.data.gouv.fr/api/1/datasets/?organization={DILA}&page={page + 1}&page_size={size}"
        more = page * size < len(found)
        return answer(
            {
                "data": found[(page - 1) * size : page * size],
                "next_page": following if more else None,
                "previous_page": None,
                "page": page,
                "page_size": size,
                "total": len(found),
            }
        )

    server.put("/api/1/datasets/", datasets)
    server.pages["/api/1/datasets/licenses/"] = answer(LICENCES)
    server.pages["/api/1/organizations/premiere-ministre/"] = answer({"id": DILA, "slug": "premiere-ministre"})
    for one in [*listed, *(others or [])]:
        server.pages[f"/api/1/datasets/{one['id']}/"] = answer({}, 410) if one["deleted"] else answer(one)


def three(server: Portal) -> list[Entry]:
    listed = [
        data_set("57343feb", "Référentiel de l'organisation administrative de l'Etat", resource(server, "r1", "Premier texte.")),
        data_set("53699d0e", "LEGI", resource(server, "r2", "Deuxième texte."), license="lov2"),
        data_set("5de8f397", "KALI", resource(server, "r3", "Troisième texte."), license="notspecified"),
    ]
    serve(server, listed)
    return listed


def test_licences_are_what_the_portal_calls_them(server: Portal, store: Store) -> None:
    listed = three(server)
    listed += [
        data_set("d4", "Réseau", resource(server, "r4", "Quatrième texte."), license="mobility-licence"),
        data_set("d5", "Carte", resource(server, "r5", "Cinquième texte."), license="odc-odbl"),
        data_set(
            "d6",
            "Moisson",
            resource(server, "r6", "Sixième."),
            license=None,
            extras={"dcat": {"rights": ["Licence Ouverte 2.0"]}},
        ),
        data_set(
            "d7",
            "Deux",
            resource(server, "r7", "Septième."),
            license="lov2",
            extras={"dcat": {"license": ["https://creativecommons.org/licenses/by/4.0/"]}},
        ),
    ]
    serve(server, listed)
    home = harvest(udata(server), store)
    assert {path.partition("/")[2]: home.rights(path).get("license") for path in home.files} == {
        "r1": "LicenseRef-Licence-Ouverte-1.0",  # `fr-lo`, by its address
        "r2": "etalab-2.0",
        "r3": None,
        "r4": licence_id(home.rights("d4/r4")["stated"]),
        "r5": "ODbL-1.0",
        "r6": "etalab-2.0",
        "r7": None,
    }
    assert home.rights("d4/r4")["stated"].startswith("mobility-licence | Licence Mobilité | https://wiki.")
    assert home.rights("d4/r4")["license"].startswith("LicenseRef-mobility-licence-Licence-Mobilit")
    assert home.rights("d7/r7")["stated"].endswith("https://creativecommons.org/licenses/by/4.0/")
    assert f"{server.base}/api/1 data set d7, license" in home.rights("d7/r7")["where"]


def test_data_sets_by_name_and_what_became_of_those_that_are_gone(server: Portal, store: Store) -> None:
    gone = data_set("d8", "Supprimé", deleted="2025-01-01T00:00:00+00:00")
    private = data_set("d7", "Brouillon", resource(server, "r7", "Texte."), private=True)
    serve(server, three(server), [gone, private])
    home = harvest(udata(server, organizations=[], datasets=["53699d0e", "d7", "d8", "inconnu"]), store)
    assert list(home.files) == ["53699d0e/r2"]
    assert home.reasons == {"d7": "not-public", "d8": "deleted", "inconnu": "fetch:http-404"}


def test_types_of_resources_and_those_that_others_added(server: Portal, store: Store) -> None:
    by_others = resource(server, "r9", "D'autres.")
    listed = [
        data_set(
            "d1",
            "A",
            resource(server, "r1", "Un."),
            resource(server, "r2", "Deux.", type="api"),
            resource(server, "r3", "Trois.", url="geo:1,2"),
            community_resources=[by_others],
        ),
        data_set("d2", "B"),
        data_set("d3", "C", resource(server, "r4", "Quatre."), access_type="restricted"),
    ]
    serve(server, listed)
    home = harvest(udata(server), store)
    assert list(home.files) == ["d1/r1"]
    assert home.reasons == {"d1/r2": "type-not-chosen", "d1/r3": "no-address", "d2": "no-distribution", "d3": "not-public"}
    more = harvest(udata(server, community=True, types=["main", "api"]), Store(store.folder / "other"))
    assert sorted(more.files) == ["d1/r1", "d1/r2", "d1/r9"]


def test_an_organisation_that_is_not_there_stops_the_harvest(server: Portal, store: Store) -> None:
    three(server)
    with pytest.raises(FetchError, match=r"knows no organisation 'personne'; `organizations` takes ids, or names as in"):
        harvest(udata(server, organizations=["personne"]), store)


SOURCE = """
    title = "Fonds"
    about = "Texts that an organisation publishes on data.gouv.fr."
    language = "fr"
    publisher = {{ name = "DILA" }}

    [connector]
    use = "udata"
    url = "{base}"
    organizations = ["premiere-ministre"]
    manners = {{ allow_hosts = ["127.0.0.1"], requests_per_second = 0.0 }}
"""


def test_a_source_of_ten_lines_is_harvested_and_built(server: Portal, tmp_path: Path) -> None:
    words = "Article {}. Le contrat de travail à durée indéterminée est la forme normale et générale de la relation de travail."
    listed = [data_set(f"d{n}", f"Texte {n}", resource(server, f"r{n}", words.format(n)), license="lov2") for n in range(30)]
    listed[7]["license"] = "notspecified"
    serve(server, listed, page_size=20)
    folder = Folder(tmp_path)
    folder.describe(SOURCE.format(base=server.base))
    assert folder.harvest().about["counts"] == {"added": 30, "changed": 0, "unchanged": 0, "vanished": 0}
    release = folder.build()
    rows = pq.read_table(next((release / "data").rglob("*.parquet"))).to_pylist()
    assert len(rows) == 29
    assert {row["license"] for row in rows} == {"etalab-2.0"}
    listed[3]["deleted"] = "2026-01-06T00:00:00+00:00"
    serve(server, [one for one in listed if not one["deleted"]], [listed[3]], page_size=20)
    again = folder.harvest()
    assert again.about["counts"] == {"added": 0, "changed": 0, "unchanged": 29, "vanished": 1}
    assert ("fr_essai_portail/d3", "deleted") in {(row["id"], row["reason"]) for row in again.ledger().to_pylist()}
