"""CKAN's action API as CKAN 2.10 answers it, over packages that a test gives it: real ones, read from ../shared/data."""

import json
from typing import Any

from portal_harvest import MANNERS
from portal_server import Portal, Query, Reply
from shared_data import shared

from moisson.connectors.portals.ckan import Ckan

EXAMPLES = "cat-ckanext-dcat/data/examples/ckan"
DKAN = "cat-udata/data/opendatateam+udata-ckan/tests/data/dkan-french-w-license.json"
Package = dict[str, Any]
ARTICLES = {  # of the Code du travail
    "r1": "Le contrat de travail à durée indéterminée est la forme normale et générale de la relation de travail.",
    "r2": "Toute clause attributive de juridiction incluse dans un contrat de travail est nulle et de nul effet.",
    "r3": "Un registre unique du personnel est tenu dans tout établissement où sont employés des salariés.",
    "r4": "La période d'essai peut être renouvelée une fois si un accord de branche étendu le prévoit.",
}


def package(name: str) -> Package:
    """A real package of ckanext-dcat's examples; the resources' addresses stand as they were."""
    found: Package = json.loads(shared(f"{EXAMPLES}/{name}").read_text("utf-8"))
    return found


def dkan_answer() -> dict[str, Any]:
    """The real answer of DKAN at opendata.hautsdefrance.fr to `package_show`: the package in a list."""
    found: dict[str, Any] = json.loads(shared(DKAN).read_text("utf-8"))
    return found


def result(value: object, status: int = 200) -> Reply:
    return Reply(json.dumps({"success": status == 200, "result": value}).encode(), status, {"Content-Type": "application/json"})


def serve(portal: Portal, packages: list[Package], most_rows: int = 1_000) -> None:
    """Answer `package_search`, sorted by id, at most `most_rows` packages at a time, whatever is asked."""

    def search(query: Query) -> Reply:
        assert query.get("sort") == "id asc"
        found = sorted(packages, key=lambda one: str(one.get("id") or one["name"]))
        start, rows = int(query.get("start", 0)), min(int(query.get("rows", 10)), most_rows)
        return result({"count": len(found), "results": found[start : start + rows], "facets": {}, "sort": query["sort"]})

    portal.put("/api/3/action/package_search", search)


def made(id: str, *resources: dict[str, Any], **more: Any) -> Package:
    """A package with what CKAN always gives."""
    default = {"id": id, "name": id, "title": f"Data set {id}", "type": "dataset", "state": "active", "extras": []}
    return {**default, "metadata_modified": "2026-03-01T08:00:00", "resources": list(resources), **more}


def resource(portal: Portal, id: str, text: str, **more: Any) -> dict[str, Any]:
    """A resource that the portal serves, with the dates of one that was uploaded to it."""
    portal.put(f"/files/{id}.txt", text)
    default = {"id": id, "name": f"File {id}", "url": f"{portal.base}/files/{id}.txt", "format": "TXT", "state": "active"}
    return {**default, "url_type": "upload", "last_modified": "2026-03-01T08:00:00", "hash": "", "size": None, **more}


def ckan(server: Portal, **more: Any) -> Ckan:
    """The connector of what is served there, two data sets in an answer."""
    return Ckan(url=server.base, **{"manners": MANNERS, "rows": 2, **more})


def four(server: Portal, **more: Any) -> list[dict[str, Any]]:
    """Two data sets with two files each, on the portal."""
    files = [resource(server, id, text, **more) for id, text in ARTICLES.items()]
    packages = [made("d1", *files[:2]), made("d2", *files[2:])]
    serve(server, packages)
    return packages
