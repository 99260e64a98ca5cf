"""Dates in the form of mail: servers and feeds write what they like, and nobody is stopped by it."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from raw_server import NOT_FOUND, Asked, RawServer, reply
from taken import take

from moisson.connectors.memory.store import Store
from moisson.connectors.pages import date_of
from moisson.connectors.sites.api import Api
from moisson.connectors.web.headers import mail_date
from moisson.connectors.web.manners import Manners, retry_after
from moisson.readers.contract import File

GOOD = "Wed, 21 Oct 2015 07:28:00 GMT"
FAR = "Wed, 21 Oct 99999999999999 07:28:00 GMT"
BAD = [FAR, "Wed, 21 Oct 2015 07:28:00 +99999999999999", "21 Oct 2015 07:28:3000000000 GMT", "9" * 5_000 + " Oct", "", " ", "("]


@pytest.mark.parametrize(
    "said", [GOOD, "Wed, 21 Oct 2015 07:28:00 -0000", "21 Oct 15 09:28 +0200", "Wednesday, 21-Oct-15 07:28:00 GMT"]
)
def test_a_date_is_read_with_its_zone_and_in_utc_without(said: str) -> None:
    assert mail_date(said) == datetime(2015, 10, 21, 7, 28, tzinfo=UTC)


@pytest.mark.parametrize("said", BAD)
def test_what_is_no_date_is_none(said: str) -> None:
    assert mail_date(said) is None
    assert date_of(said) is None
    assert retry_after({"retry-after": said}) is None
    assert retry_after({"retry-after": GOOD, "date": said}) == 0.0


@given(st.lists(st.sampled_from([*re.findall(r"[\w:]+|\W", GOOD), *BAD, "-", ".", "Jan", "1", "9999", "+2400", "٣"]), max_size=9))
def test_no_words_stop_anybody(words: list[str]) -> None:
    said = "".join(words)
    date_of(said)
    waits = retry_after({"retry-after": said, "date": GOOD})
    assert waits is None or waits >= 0.0


def test_an_interface_that_tells_no_time_is_asked_by_our_clock(store: Store, tmp_path: Path) -> None:
    def answer(asked: Asked) -> bytes:
        return reply('{"items": [{"id": "a"}]}', Date=FAR) if asked.path == "/list" else NOT_FOUND

    with RawServer(answer) as server:
        manners = Manners(allow_hosts=["127.0.0.1"], requests_per_second=0, retries=0)
        _, files = take(Api(url=server.url("/list"), records="items", id="id", manners=manners), store, tmp_path)
    assert [each.path for each in files.values() if isinstance(each, File)] == ["a"]
