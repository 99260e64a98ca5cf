"""CKAN's action API and its dialects, over real packages."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from ckan_portal import EXAMPLES, dkan_answer, made, package, resource, result, serve
from portal_harvest import MANNERS, harvest
from portal_server import Portal, Query, Reply, portal
from shared_data import shared

from moisson.connectors.memory.store import Store
from moisson.connectors.portals.ckan import Ckan
from moisson.contracts.errors import FetchError

shared_data = pytest.mark.shared
SEARCH = "/api/3/action/package_search"
CURRENT = "/api/3/action/current_package_list_with_resources"


@pytest.fixture
def server() -> Iterator[Portal]:
    with portal() as held:
        yield held


def ckan(server: Portal, **more: object) -> Ckan:
    return Ckan.model_validate({"url": server.base, "manners": MANNERS, **more})


def real(server: Portal, *names: str) -> None:
    """Serve real packages; their files stand on this server."""
    packages = [package(name) for name in names]
    for number, one in enumerate(packages):
        one.setdefault("id", f"package-{number}")
        here(server, one)
    serve(server, packages)


def here(server: Portal, one: dict[str, object]) -> None:
    resources = one["resources"]
    assert isinstance(resources, list)
    for entry in resources:
        path = urlsplit(entry["url"]).path
        server.put(path, f"The file at {path}")
        entry["url"] = server.base + path


@shared_data
def test_a_package_comes_with_its_title_date_and_record(server: Portal, store: Store) -> None:
    real(server, "ckan_dataset.json")
    home = harvest(ckan(server), store)
    path = "2988a6aa-2802-4f32-b846-d4520c79c4b7/b1e0b666-b7f4-44c1-9b16-56c78e86b66a"
    about = home.about(path)
    assert (about.title, about.created) == ("Zimbabwe Regional Geochemical Survey.", "2012-05-10")
    assert about.url == f"{server.base}/gbase/geochemcd/home.html"
    record = about.record or {}
    assert record["harvested"] == {"guid": "9df8df51-63db-37a8-e044-0003ba9b0d98"}
    assert record["resource"]["description"] == "Resource locator"
    assert "resources" not in record["package"]


@shared_data
def test_formats_and_licences_may_be_addresses_of_the_eus_tables(server: Portal, store: Store) -> None:
    real(server, "ckan_full_dataset_dcat_ap_vocabularies.json")
    home = harvest(ckan(server, formats=["csv"]), store)
    (path,) = home.files
    assert home.rights(path)["license"] == "CC-BY-NC-4.0"


@shared_data
def test_titles_by_language(server: Portal, tmp_path: Path) -> None:
    real(server, "ckan_dataset_multilingual.json")
    for language, title in (
        ("es", "Conjunto de datos de prueba DCAT – Recurso 1"),
        (None, "Conjunt de dades de prova DCAT – Recurs 1"),
    ):
        home = harvest(ckan(server, language=language), Store(tmp_path / str(language)))
        (path,) = home.files
        assert home.about(path).title == title


@shared_data
def test_what_is_not_public_is_left_where_it_is(server: Portal, store: Store) -> None:
    (health,) = json.loads(shared(f"{EXAMPLES}/health_dcat_ap.json").read_text("utf-8"))
    serve(server, [health])
    home = harvest(ckan(server), store)
    assert not home.files
    assert home.reasons == {health["id"]: "not-public"}


@shared_data
def test_dkan_lists_its_packages_in_a_list_in_the_list(server: Portal, store: Store) -> None:
    found = dkan_answer()["result"]
    here(server, found[0])
    pages: dict[str, list[object]] = {"0": [found], "1": [[]]}

    def current(query: Query) -> Reply:
        return result(pages[query["offset"]])

    server.put(CURRENT, current)
    home = harvest(ckan(server, formats=["xlsx"]), store)
    path = "04be6288-696d-4331-850d-a144871a7e3a/33f30271-cd5c-49ae-b44b-595caae16126"
    viewer = "04be6288-696d-4331-850d-a144871a7e3a/ab5948b1-95be-4806-ad8d-efaa9ffe43dc"
    assert sorted(home.files) == [path, viewer], "of the second the portal says no format: its bytes will tell"
    about = home.about(path)
    assert about.title == "Antennes régionales de la Région Hauts-de-France (au 01/10/2019) – coordonnees_antennes.xlsx"
    assert about.created is None, "DKAN's `mar, 10/12/2019 - 09:23` is no date that means one day everywhere"
    assert home.rights(path)["license"] == "LicenseRef-Licence-Ouverte"
    assert home.rights(path)["stated"] == "http://www.etalab.gouv.fr/pages/Licence_ouverte_Open_licence-5899923.html"


def test_only_data_sets_are_listed_and_what_is_drafted_or_deleted_is_told(server: Portal, store: Store) -> None:
    gone = resource(server, "r2", "Text", state="deleted")
    packages = [
        made("d1", resource(server, "r1", "Text"), gone, state="Active", type="Dataset"),  # as DKAN writes them
        made("d2", resource(server, "r3", "Text"), state="draft"),
        made("d3", resource(server, "r4", "Text"), type="harvest"),
        made("d4"),
        made("d5", {"id": "r5", "url": "see the website"}),
    ]
    serve(server, packages)
    home = harvest(ckan(server), store)
    assert list(home.files) == ["d1/r1"]
    assert home.reasons == {"d1/r2": "state:deleted", "d2": "state:draft", "d4": "no-distribution", "d5/r5": "no-address"}


def test_a_table_that_is_only_in_the_datastore_is_fetched_from_there(server: Portal, store: Store) -> None:
    only = {
        "id": "r1",
        "url": "_datastore_only_resource",
        "url_type": "datastore",
        "format": "CSV",
        "last_modified": "2026-01-01",
    }
    serve(server, [made("d1", only)])
    server.put("/datastore/dump/r1", "a,b\n1,2\n")
    assert harvest(ckan(server), store).files["d1/r1"].data == b"a,b\n1,2\n"


def test_the_three_fields_of_a_licence_are_one_licence(server: Portal, store: Store) -> None:
    licence = {"license_id": "dl-nv-7", "license_title": "Datenlizenz Deutschland – Namensnennung – Version 2.0"}
    address = {"license_url": "https://www.govdata.de/dl-de/by-2-0"}
    serve(
        server,
        [
            made("d1", resource(server, "r1", "Text"), **licence, **address),
            made("d2", resource(server, "r2", "Text"), license_id="notspecified", license_title="License not specified"),
            made(
                "d3",
                resource(server, "r3", "Text"),
                license_id="cc-by",
                license_title="Creative Commons Attribution-NonCommercial",
            ),
            made("d4", resource(server, "r4", "Text"), extras={"licence": "[&quot;Open Government Licence v3.0&quot;]"}),
        ],
    )
    home = harvest(ckan(server), store)
    assert home.rights("d1/r1")["license"] == "DL-DE-BY-2.0", "an id that only the portal knows is no other licence"
    assert home.rights("d2/r2") == {}
    assert "license" not in home.rights("d3/r3"), "an id and a title that contradict each other"
    assert home.rights("d4/r4")["license"] == "OGL-UK-3.0"


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply(b"<html>Portal</html>"), "does not answer as CKAN's action API does"),
        (
            Reply(json.dumps({"success": False, "error": {"message": "Search Query is invalid"}}).encode()),
            "Search Query is invalid",
        ),
        (Reply(b'{"success": true, "result": []}'), "does not answer as CKAN's action API does"),
        (Reply(status=403), "http-403"),
    ],
)
def test_what_is_no_ckan_stops_the_harvest_with_a_sentence(server: Portal, store: Store, reply: Reply, said: str) -> None:
    server.pages[SEARCH] = reply
    with pytest.raises(FetchError, match=said):
        harvest(ckan(server), store)
