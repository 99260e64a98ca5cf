"""Catalogue services as they are: records skipped, given twice, counted wrongly; POST alone; restrictions of access; opt-outs."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson
import pytest
from csw_service import Service, service
from loopback import MANNERS, Asked, Given, Loopback, loopback
from taken import take

from moisson.connectors.catalogues.csw import Csw
from moisson.connectors.catalogues.entry import Entry, iso_entry, stated_rights
from moisson.connectors.memory.store import Store
from moisson.connectors.xml_answer import parse_xml
from moisson.contracts.errors import FetchError
from moisson.readers.contract import File, Refused

NAMES = 'xmlns:csw="http://www.opengis.net/cat/csw/2.0.2" xmlns:dc="http://purl.org/dc/elements/1.1/"'
ISO_NAMES = (
    'xmlns:gmd="http://www.isotc211.org/2005/gmd" xmlns:gco="http://www.isotc211.org/2005/gco" '
    'xmlns:gmi="http://www.isotc211.org/2005/gmi" xmlns:gmx="http://www.isotc211.org/2005/gmx" '
    'xmlns:xlink="http://www.w3.org/1999/xlink"'
)
LIMITS = "http://inspire.ec.europa.eu/metadata-codelist/LimitationsOnPublicAccess"
OPEN_LICENCE = '<gmx:Anchor xlink:href="https://www.etalab.gouv.fr/licence-ouverte-open-licence">Licence Ouverte 2.0</gmx:Anchor>'


def csw(url: str, **fields: Any) -> Csw:
    return Csw(**{"url": url, "manners": MANNERS, "page_size": 100, **fields})


def record(name: str, title: str = "Acte") -> str:
    return f"<csw:Record {NAMES}><dc:identifier>{name}</dc:identifier><dc:title>{title}</dc:title></csw:Record>"


def results(records: list[str], matched: int, following: int) -> Given:
    head = f'<csw:SearchResults numberOfRecordsMatched="{matched}" nextRecord="{following}">'
    body = f"<csw:GetRecordsResponse {NAMES}>{head}{''.join(records)}</csw:SearchResults></csw:GetRecordsResponse>"
    return Given(body.encode(), headers={"Content-Type": "application/xml"})


def paged(records: list[str | None], matched: int | None = None) -> Callable[[Asked], Given]:
    """A service that answers by position, and leaves out what it cannot convert (None)."""

    def answer(asked: Asked) -> Given:
        said = parse_qs(urlsplit(asked.path).query)
        start, most = int(said["startPosition"][0]), int(said["maxRecords"][0])
        page = records[start - 1 : start - 1 + most]
        following = start + most if start + most <= len(records) else 0
        return results([each for each in page if each], len(records) if matched is None else matched, following)

    return answer


def all_of(connector: Csw, store: Store, base: Path) -> tuple[list[str], list[tuple[str, str]]]:
    """The names of what came, and the reasons of what did not."""
    found = list(connector.fetch(base, store).files)
    names = [each.path for each in found if isinstance(each, File)]
    return names, [(each.id, each.reason) for each in found if isinstance(each, Refused)]


def test_a_record_given_twice_comes_once(store: Store, tmp_path: Path) -> None:
    with loopback(paged([record("a"), record("a"), record("b")])) as host:
        found = list(csw(host.address).fetch(tmp_path, store).files)
    assert [each.path for each in found if isinstance(each, File)] == ["a", "b"]
    (row,) = (each for each in found if isinstance(each, Refused))
    assert row.reason == "csw:listing-short"
    assert row.detail.startswith("2 of 3 records came, 1 of them twice")


def test_different_records_that_bear_one_identifier_all_come(store: Store, tmp_path: Path) -> None:
    records: list[str | None] = [record("a", "One"), record("a", "Two"), record("b")]
    with loopback(lambda asked: paged(records)(asked)) as host:
        names, rows = all_of(csw(host.address), store, tmp_path)
        assert len(names) == 3
        assert names[0] == "a"
        assert names[1].startswith("a~")
        assert rows == [("a", "csw:identifier-shared")]
        records.reverse()
        assert all_of(csw(host.address), store, tmp_path) == (names, rows), "whatever their order"
        records.remove(record("b"))
        assert all_of(csw(host.address), store, tmp_path)[0] == names[:2], "the list is whole: what is gone is gone"


def test_a_count_that_changes_on_every_page_is_said(store: Store, tmp_path: Path) -> None:
    records: list[str | None] = [record(f"id{n}") for n in range(6)]
    with loopback(lambda asked: paged(records, 5 if "startPosition=1&" in asked.path else 6)(asked)) as host:
        found = list(csw(host.address, page_size=2).fetch(tmp_path, store).files)
    assert sum(isinstance(each, File) for each in found) == 6
    (row,) = (each for each in found if isinstance(each, Refused))
    assert row.detail.startswith("the list changes while it is read. ")


@pytest.mark.parametrize("version", ["2.0.2", "3.0.0"])
def test_a_service_that_takes_no_addresses_is_asked_in_xml(version: str, store: Store, tmp_path: Path) -> None:
    with service(tmp_path / "csw", cap=4) as far:
        for n in range(11):
            far.write(str(n), f"Acte {n}")
        far.load()
        assert far.served is not None
        sound = far.served.answer
        far.served.answer = lambda asked: Given(status=405) if asked.method == "GET" else sound(_to_service(far, asked))
        found = take(csw(far.url, version=version, sort="dc:title:D"), store, tmp_path)[1]
        assert found.keys() == {f"urn:x:{n}" for n in range(11)}
        assert [asked.method for asked in far.served.asked] == ["GET", "POST", "POST", "POST"]
        if version == "2.0.2":  # pycsw 2.6 fails over every CQL in 3.0, also in an address
            some = take(csw(far.url, constraint="dc:title = 'Acte 3'"), Store(tmp_path / "some"), tmp_path)[1]
            assert some.keys() == {"urn:x:3"}


def _to_service(far: Service, asked: Asked) -> Asked:
    """pycsw's version is chosen by whoever runs it; the body says which is wanted."""
    version = "3.0.0" if b'version="3.0.0"' in asked.body else "2.0.2"
    return replace(asked, path=f"{asked.path}?version={version}")


def test_a_service_that_refuses_is_heard(store: Store, tmp_path: Path) -> None:
    said = b"<e:Report xmlns:e='urn:o'><e:ExceptionText>No such &quot;property&quot;</e:ExceptionText></e:Report>"
    with loopback(lambda _asked: Given(said, 400, {"Content-Type": "application/xml"})) as host:
        for fields in ({}, {"version": "records"}):
            with pytest.raises(FetchError, match=r'answered 400\. It says: No such "property"'):
                take(csw(host.address, **fields), store, tmp_path)


def iso(constraints: str = "", root: str = "gmd:MD_Metadata", title: str = "Ortho") -> str:
    name = "<gmd:fileIdentifier><gco:CharacterString>abc-1</gco:CharacterString></gmd:fileIdentifier>"
    words = f"<gmd:title><gco:CharacterString>{title}</gco:CharacterString></gmd:title>"
    data = f"<gmd:citation><gmd:CI_Citation>{words}</gmd:CI_Citation></gmd:citation>{constraints}"
    holder = f"<gmd:MD_DataIdentification>{data}</gmd:MD_DataIdentification>"
    return f"<{root} {ISO_NAMES}>{name}<gmd:identificationInfo>{holder}</gmd:identificationInfo></{root}>"


def legal(*inner: str) -> str:
    return (
        f"<gmd:resourceConstraints><gmd:MD_LegalConstraints>{''.join(inner)}</gmd:MD_LegalConstraints></gmd:resourceConstraints>"
    )


def code(name: str, value: str) -> str:
    return f'<gmd:{name}><gmd:MD_RestrictionCode codeList="x" codeListValue="{value}"/></gmd:{name}>'


def other(inner: str) -> str:
    return f"<gmd:otherConstraints>{inner}</gmd:otherConstraints>"


def said_of(constraints: str) -> Entry:
    return iso_entry(parse_xml(iso(constraints).encode()))


LICENSED = legal(code("useConstraints", "otherRestrictions"), other(OPEN_LICENCE))


@pytest.mark.parametrize(
    "constraints",
    [
        legal(
            code("accessConstraints", "otherRestrictions"),
            other(f'<gmx:Anchor xlink:href="{LIMITS}/INSPIRE_Directive_Article13_1e">article 13(1)(e)</gmx:Anchor>'),
        ),
        legal(code("accessConstraints", "restricted")),
        legal(code("classification", "confidential")),
        legal("<gmd:classification><gmd:MD_ClassificationCode codeListValue='topSecret'/></gmd:classification>"),
    ],
    ids=["article 13", "restricted", "confidential", "top secret"],
)
def test_data_that_are_not_for_everyone_are_closed_whatever_licence_is_named(constraints: str) -> None:
    said = said_of(constraints + LICENSED)
    assert said.closed is not None
    rights = stated_rights(said.statements, "x")
    assert rights is not None
    assert "license" not in rights
    assert "Licence Ouverte 2.0" in rights["stated"]


def test_a_record_that_is_the_document_carries_what_the_service_reserves_now(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: dict[str, Given] = {}
    sound = Loopback.take
    monkeypatch.setattr(Loopback, "take", lambda self, asked: said.get(asked.path) or sound(self, asked))
    head = {"Content-Type": "application/xml", "TDM-Reservation": "1"}

    def reserved() -> tuple[str, set[str]]:
        version, found = take(csw(host.address), store, tmp_path)
        file = found["a"]
        assert isinstance(file, File)
        assert file.about is not None
        return version, {str(row["protocol"]) for row in file.about.reservation}

    with loopback(lambda _asked: given) as host:
        given = results([record("a")], 1, 0)
        free = reserved()
        assert free[1] == set()
        said["/robots.txt"] = Given(b"User-agent: GPTBot\nDisallow: /\n")
        given = replace(given, headers=head)
        version, protocols = reserved()
        assert protocols == {"robots.txt", "tdmrep"}
        assert version != free[0]
        assert reserved()[0] == version
        said.clear()
        given = results([record("a")], 1, 0)
        assert reserved() == free


@pytest.mark.parametrize("counted", [True, False])
def test_an_empty_page_in_the_middle_does_not_end_a_list_of_features(counted: bool, store: Store, tmp_path: Path) -> None:
    def answer(asked: Asked) -> Given:
        page = int(parse_qs(urlsplit(asked.path).query).get("page", ["0"])[0])
        found = [] if page in (1, 3) else [{"type": "Feature", "id": f"{page}-{n}", "properties": {}} for n in range(5)]
        onward = [{"rel": "next", "href": f"/items?page={page + 1}"}] if page < 4 else []
        said = {"type": "FeatureCollection", "features": found, "links": onward, **({"numberMatched": 15} if counted else {})}
        return Given(orjson.dumps(said), headers={"Content-Type": "application/geo+json"})

    with loopback(answer) as host:
        names, rows = all_of(csw(f"{host.address}/items", version="records"), store, tmp_path)
    assert (len(names), rows) == (15, [])


@pytest.mark.parametrize("more", ['nextRecord="{next}"', ""])
def test_nor_does_one_of_a_service_that_does_not_count(more: str, store: Store, tmp_path: Path) -> None:
    def answer(asked: Asked) -> Given:
        said = parse_qs(urlsplit(asked.path).query)
        start = int(said["startPosition"][0])
        found = [] if start in (101, 401) else [record(f"id{n}") for n in range(start, min(start + 100, 451))]
        following = more.format(next=start + 100 if start < 401 else 0)
        head = f"<csw:SearchResults {following}>"
        body = f"<csw:GetRecordsResponse {NAMES}>{head}{''.join(found)}</csw:SearchResults></csw:GetRecordsResponse>"
        return Given(body.encode(), headers={"Content-Type": "application/xml"})

    with loopback(answer) as host:
        names, rows = all_of(csw(host.address), store, tmp_path)
        assert (len(names), rows) == (300, [])
        assert host.count() <= 4 + 2
