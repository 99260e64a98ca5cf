"""Dates without a time: while the day lasts a file may change once more, so its server is asked until the day is over."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from portal_harvest import MANNERS, harvest
from portal_server import Portal, portal

from moisson.connectors.memory.store import Store
from moisson.connectors.portals.dcat import Dcat
from moisson.connectors.portals.offer import has_reliable_sign

CATALOGUE = """@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
<http://portal/d> a dcat:Dataset ; dct:modified "{day}" ; dcat:distribution <http://portal/f> .
<http://portal/f> a dcat:Distribution ; {sum} dcat:downloadURL <http://portal/a.txt> .
"""


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


def test_a_file_that_changes_twice_on_one_day_is_brought_home_twice(server: Portal, store: Store) -> None:
    server.put("/catalog", CATALOGUE.format(day=day(-1), sum=""))
    server.put("/a.txt", "Au matin.")
    dcat = Dcat(url=f"{server.base}/catalog", manners=MANNERS)
    first = harvest(dcat, store)
    server.put("/a.txt", "Le soir.")
    later = harvest(dcat, store)
    assert [file.data for file in later.files.values()] == [b"Le soir."]
    assert later.version != first.version
