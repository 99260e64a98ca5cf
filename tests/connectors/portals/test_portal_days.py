"""Dates without a time: while the day lasts a file may change once more, so its server is asked until the day is over."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from ckan_portal import made, resource, serve
from portal_harvest import MANNERS, harvest
from portal_server import Portal, portal

from moisson.connectors.memory.store import Store
from moisson.connectors.portals.ckan import Ckan
from moisson.connectors.portals.dcat import Dcat
from moisson.connectors.portals.offer import Offer, has_reliable_sign, token_of, unique
from moisson.connectors.portals.udata_reading import token
from moisson.connectors.rights import Statement

CATALOGUE = """@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
<http://portal/d> a dcat:Dataset ; dct:modified "{day}" ; dcat:distribution <http://portal/f> .
<http://portal/f> a dcat:Distribution ; {sum} dcat:downloadURL <http://portal/a.txt> .
"""
SUM = "<http://spdx.org/rdf/terms#checksum> [ <http://spdx.org/rdf/terms#checksumValue> '6a5b' ] ;"


@pytest.fixture
def server() -> Iterator[Portal]:
    with portal() as held:
        yield held


def day(back: int) -> str:
    """A day before this one; -1, tomorrow, is not over either when a test begins before midnight."""
    return (datetime.now(UTC) - timedelta(days=back)).date().isoformat()


@pytest.mark.parametrize(
    ("sign", "today", "over"),
    [
        ("2026-03-01", "2026-03-03", True),
        ("2026-03-01", "2026-03-02", False),  # west of Greenwich it still lasts
        ("2026-03-01", "2026-03-01", False),
        ("2026-03-02", "2026-03-01", False),  # a portal's clock may be ahead
        ("2026-03-01Z", "2026-03-01", False),
        ("2026-03-01+02:00", "2026-03-01", False),
        ("2026-03-01T00:00:00", "2026-03-01", False),  # a day that a program made a time of
        ("2026-03-01 00:00:00.000000", "2026-03-01", False),
        ("2026-03-01T00:00:00+01:00", "2026-03-03", True),
        ("2026-03-01T08:30:00", "2026-03-01", True),
        ("2026-03", "2026-03-31", False),
        ("2026-03", "2026-04-02", True),
        ("2026", "2026-12-31", False),
        ("2026", "2027-01-02", True),
        ("9f86d081884c7d65", "2026-03-01", True),
        ("", "2026-03-01", False),
        (None, "2026-03-01", False),
    ],
)
def test_a_day_is_a_sign_of_change_when_it_is_over(sign: str | None, today: str, over: bool) -> None:
    assert has_reliable_sign([sign], today) is over


def test_one_sign_that_changes_with_the_file_is_enough() -> None:
    assert has_reliable_sign(["2026-03-01", "9f86d081"], "2026-03-01")
    assert not has_reliable_sign([], "2026-03-01")


def test_a_file_that_changes_twice_on_one_day_is_brought_home_twice(server: Portal, store: Store) -> None:
    server.put("/catalog", CATALOGUE.format(day=day(-1), sum=""))
    server.put("/a.txt", "Au matin.")
    dcat = Dcat(url=f"{server.base}/catalog", manners=MANNERS)
    first = harvest(dcat, store)
    server.put("/a.txt", "Le soir.")
    later = harvest(dcat, store)
    assert [file.data for file in later.files.values()] == [b"Le soir."]
    assert later.version != first.version


@pytest.mark.parametrize(("back", "sum"), [(2, ""), (-1, SUM)])
def test_a_day_that_is_over_or_a_checksum_spares_the_request(server: Portal, store: Store, back: int, sum: str) -> None:
    server.put("/catalog", CATALOGUE.format(day=day(back), sum=sum))
    server.put("/a.txt", "Au matin.")
    dcat = Dcat(url=f"{server.base}/catalog", manners=MANNERS)
    harvest(dcat, store)
    server.forget()
    harvest(dcat, store)
    assert server.counts["/a.txt"] == 0


@pytest.mark.parametrize(
    ("more", "asked"),
    [
        ({"last_modified": day(-1)}, 1),
        ({"last_modified": f"{day(-1)}T00:00:00"}, 1),
        ({"last_modified": day(-1), "hash": "6a5b"}, 0),
        ({"last_modified": day(2)}, 0),
        ({"last_modified": f"{day(-1)}T08:30:00.123"}, 0),
    ],
)
def test_ckan_is_believed_of_days_that_are_over(server: Portal, store: Store, more: dict[str, Any], asked: int) -> None:
    serve(server, [made("d1", resource(server, "r1", "Text", **more))])
    ckan = Ckan(url=server.base, manners=MANNERS)
    harvest(ckan, store)
    server.forget()
    harvest(ckan, store)
    assert server.counts["/files/r1.txt"] == asked


def test_udata_is_believed_of_days_that_are_over_and_of_checksums() -> None:
    def certain(today: str, **fields: Any) -> bool:
        return token({"filetype": "remote", **fields}, "https://data.example.org/a.txt", today) is not None

    harvested = {"harvest": {"modified_at": "2026-03-01"}}
    assert certain("2026-03-03", **harvested)
    assert not certain("2026-03-01", **harvested)
    assert certain("2026-03-01", **harvested, checksum={"value": "6a5b"})
    assert certain("2026-03-01", filetype="file", last_modified="2026-03-01T08:30:00.123000+00:00")
    assert not certain("2026-03-01", filetype="file", filesize=20)


def test_entries_of_one_file_come_to_the_same_whatever_their_order() -> None:
    def offer(data_set: str, licence: str) -> Offer:
        said = Statement("data-set", licence, data_set)
        return Offer("f", "f", "https://data.example.org/f", data_set, token=token_of(data_set), statements=(said,))

    entries = [offer("d1", "cc-by-4.0"), offer("d2", "cc-by-nc-4.0"), offer("d3", "cc-zero")]
    (one,) = unique(entries)
    assert (one,) == tuple(unique(entries[::-1])) == tuple(unique([*entries, entries[0]]))
    assert {said.stated for said in one.statements} == {"cc-by-4.0", "cc-by-nc-4.0", "cc-zero"}
