"""Dates without a time: while the day lasts a file may change once more, so its server is asked until the day is over."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from portal_server import Portal, portal

from moisson.connectors.portals.offer import has_reliable_sign


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
