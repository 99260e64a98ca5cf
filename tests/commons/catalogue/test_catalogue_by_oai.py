"""The files of OAI-PMH behind a real nginx with the lines written for it: harvested by our connector, and asked verb by verb."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode
from urllib.request import urlopen

import pytest
from listed_here import HOSTILE, make_model, place, release_of, written
from loopback import MANNERS, Loopback
from lxml import etree
from nginx_server import nginx
from small_source import World
from taken import take

from moisson.commons.catalogue.oai import DC, OAI
from moisson.connectors.catalogues.oai import Oai
from moisson.connectors.memory.store import Store
from moisson.readers.contract import File

LATER = "2026-12-05"


@dataclass
class Site:
    """A site that is served, and how to write it again."""

    server: Loopback
    folder: Path
    release: Path
    model: Path

    @property
    def base(self) -> str:
        return f"{self.server.address}/oai"

    def write(self, day: str = "2026-12-01") -> None:
        written(self.release, self.model, place(f"{self.server.address}/", HOSTILE, day), self.folder)


@pytest.fixture
def site(built: World, tmp_path: Path) -> Iterator[Site]:
    release, folder = release_of(built), tmp_path / "site"
    model = make_model(tmp_path / "model", release, name=HOSTILE)
    written(release, model, place("http://127.0.0.1/"), folder)
    maps = (folder / "oai" / "nginx.conf").read_text(encoding="utf-8")
    block = next(line.lstrip("# ") for line in maps.splitlines() if "location =" in line)
    with nginx(tmp_path / "nginx", folder, maps, block) as server:
        found = Site(server, folder, release, model)
        found.write()
        yield found


def test_our_own_connector_harvests_every_record_and_harvests_again(site: Site, store: Store, tmp_path: Path) -> None:
    connector = Oai.model_validate({"url": site.base, "manners": MANNERS})
    version, found = take(connector, store, tmp_path)
    assert len(found) == 3
    files = {name: each for name, each in found.items() if isinstance(each, File)}
    assert files.keys() == found.keys()
    titles = {name: each.about.title for name, each in files.items() if each.about}
    assert titles[f"oai:127.0.0.1:releases/essai/{site.release.name}/dataset"] == "Essai"
    again, same = take(connector, store, tmp_path)
    assert (again, same.keys()) == (version, found.keys())
    site.write(LATER)
    assert take(connector, store, tmp_path)[1].keys() == found.keys()


def test_every_verb_is_answered_and_every_record_by_itself_however_its_name_is_written(site: Site) -> None:
    said = _read(f"{site.base}?verb=Identify")
    clean = HOSTILE.replace("\x0b", "\ufffd")
    assert _texts(said, OAI, "repositoryName", "adminEmail", "baseURL") == [clean, "desk@example.org", site.base]
    assert _texts(_read(f"{site.base}?verb=ListMetadataFormats"), OAI, "metadataPrefix") == ["oai_dc"]
    records = _read(f"{site.base}?verb=ListRecords&metadataPrefix=oai_dc")
    names = _texts(records, OAI, "identifier")
    assert len(names) == 3
    assert clean in _texts(records, DC, "title")
    assert _texts(_read(f"{site.base}?metadataPrefix=oai_dc&verb=ListIdentifiers"), OAI, "identifier") == names
    for name in names:
        for safe in ("", ":/"):
            one = _read(f"{site.base}?verb=GetRecord&metadataPrefix=oai_dc&identifier={quote(name, safe=safe)}")
            assert _texts(one, OAI, "identifier") == [name]


def test_what_the_protocol_does_not_know_is_answered_with_its_error(site: Site) -> None:
    asked: tuple[tuple[dict[str, str], bytes], ...] = (
        ({}, b"badVerb"),
        ({"verb": "Steal"}, b"badVerb"),
        ({"verb": "ListRecords"}, b"cannotDisseminateFormat"),
        ({"verb": "ListSets"}, b"noSetHierarchy"),
        ({"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": "oai:none"}, b"idDoesNotExist"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "set": "law"}, b"noSetHierarchy"),
    )
    for query, code in asked:
        assert b'code="' + code + b'"' in _asked(f"{site.base}?{urlencode(query)}")


def _asked(address: str) -> bytes:
    with urlopen(address, timeout=10) as answer:
        body: bytes = answer.read()
        return body


def _read(address: str) -> etree._Element:
    return etree.fromstring(_asked(address))


def _texts(element: etree._Element, namespace: str, *names: str) -> list[str]:
    return [each.text or "" for name in names for each in element.iter(f"{{{namespace}}}{name}")]
