"""What a connector says would come is what comes: the same names, from the listing alone, and known as here afterwards."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from ckan_portal import made, resource, serve
from csw_service import service
from dila_server import FULL, article, full, fund, path
from loopback import MANNERS, Given, loopback
from oai_repository import Deposit, repository
from portal_server import portal
from sparql_endpoint import endpoint
from taken import take

from moisson.connectors import Connector, Offered
from moisson.connectors.catalogues.csw import Csw
from moisson.connectors.catalogues.oai import Oai
from moisson.connectors.files.folder import Folder
from moisson.connectors.memory.store import Store
from moisson.connectors.portals.ckan import Ckan
from moisson.connectors.sites.dump import Dump
from moisson.connectors.sites.web import Web
from moisson.readers.contract import File
from moisson.source.description import load_source

CC_BY = "https://creativecommons.org/licenses/by/4.0/"


@contextmanager
def folder(base: Path) -> Iterator[Connector]:
    (base / "files").mkdir()
    (base / "files" / "avis.txt").write_text("Avis du Conseil")
    yield Folder(path="files")


@contextmanager
def web(base: Path) -> Iterator[Connector]:
    with loopback(lambda _: Given(b'<a href="/a.html">a</a><a href="/b.html">b</a>')) as far:
        yield Web(pages=[f"{far.address}/list"], manners=MANNERS)


@contextmanager
def oai(base: Path) -> Iterator[Connector]:
    with repository() as far:
        for n in range(3):
            said = {"title": [f"Étude {n}"], "identifier": [f"https://archive.example/{n}"], "rights": [CC_BY]}
            far.deposits[f"oai:archive.example:{n}"] = Deposit(said, f"Texte {n}.")
        yield Oai(url=far.url, manners=MANNERS)


@contextmanager
def csw(base: Path) -> Iterator[Connector]:
    with service(base / "csw") as far:
        for n in range(3):
            far.write(str(n), f"Acte {n}")
        far.load()
        yield Csw(url=far.url, manners=MANNERS)


@contextmanager
def sparql(base: Path) -> Iterator[Connector]:
    with endpoint() as far:
        for celex in ("32016R0679", "32016L0680"):
            far.publish(celex, {"FRA": {"xhtml": f"<p>{celex}</p>"}})
        fields = {"url": f"{far.address}/sparql", "manners": MANNERS.model_dump()}
        yield load_source("eu_op_cellar", base, fields).connector


@contextmanager
def ckan(base: Path) -> Iterator[Connector]:
    with portal() as far:
        serve(far, [made("p1", resource(far, "r1", "Le contrat de travail", size=21), license_id="cc-by")])
        yield Ckan(url=far.base, manners=MANNERS)


@contextmanager
def dump(base: Path) -> Iterator[Connector]:
    with fund() as far:
        far.archives[FULL] = full({path(n): article(n, "ancien") for n in (1, 2)})
        yield Dump(url=far.url, full="Freemium_legi_global_{stamp}.tar.gz", manners=MANNERS)


Made = Callable[[Path], AbstractContextManager[Connector]]
KINDS: list[Made] = [folder, web, oai, csw, sparql, ckan]


def offered(connector: Connector, base: Path, store: Store) -> dict[str, Offered]:
    found = [each for each in connector.offered(base, store) if isinstance(each, Offered)]
    named = {each.path: each for each in found}
    assert len(named) == len(found)
    return named


@pytest.mark.parametrize("kind", KINDS, ids=[kind.__name__ for kind in KINDS])
def test_what_is_said_to_come_comes(kind: Made, store: Store, tmp_path: Path) -> None:
    with kind(tmp_path) as connector:
        before = offered(connector, tmp_path, store)
        _, found = take(connector, store, tmp_path)
        after = offered(connector, tmp_path, store)
    files: dict[str, Any] = {name: file for name, file in found.items() if isinstance(file, File)}
    assert files
    assert before.keys() == files.keys() == after.keys()
    for name, file in files.items():
        assert before[name].size in (None, len(file.data))
        said, has = before[name].rights or {}, (file.about.rights if file.about else None) or {}
        assert said.get("license") == has.get("license")


def test_of_a_dump_the_archives_are_said_to_come_with_their_sizes(store: Store, tmp_path: Path) -> None:
    with dump(tmp_path) as connector:
        (archive,) = offered(connector, tmp_path, store).values()
        assert (archive.path, archive.here) == (FULL, False)
        assert archive.size is None or archive.size > 0
        take(connector, store, tmp_path)
        (archive,) = offered(connector, tmp_path, store).values()
        assert archive.here
