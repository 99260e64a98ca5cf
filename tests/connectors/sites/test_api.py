"""Interfaces that list records page by page: every way of paging, what changed, what is gone, cuts at any request."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from paged_interface import interface
from taken import take

from moisson.connectors import Offered
from moisson.connectors.memory.store import Store
from moisson.contracts.errors import FetchError
from moisson.harvest.harvest import harvest
from moisson.readers.contract import File
from moisson.source.description import load_source
from moisson.workspace.options import Options
from moisson.workspace.storage import Workspace

TODAY = datetime.now(UTC).date()
YESTERDAY = TODAY - timedelta(days=1)
PAGED: list[dict[str, Any]] = [
    {"offset": "offset"},
    {"offset": "offset", "total": "total"},
    {"page": "page", "total": "total"},
    {"page": "page"},
    {"next": "next"},
    {"next": "cursor", "cursor": "cursor", "total": "total"},
    {"next": "link-header"},
]


def names(*numbers: int) -> list[str]:
    return [f"n{number:02}" for number in numbers]


@pytest.mark.parametrize("paged", PAGED, ids=str)
@pytest.mark.parametrize("repeats", [False, True])
@pytest.mark.parametrize("count", [1, 4, 10])
def test_every_page_is_read_to_the_last(paged: dict[str, Any], repeats: bool, count: int, store: Store, tmp_path: Path) -> None:
    with interface(repeats=repeats) as far:
        far.publish(*names(*range(count)))
        _, found = take(far.connector(**paged), store, tmp_path)
    assert list(found) == names(*range(count))
    file = found["n00"]
    assert isinstance(file, File)
    assert file.data == b"<p>n00 as of 2026-01-01</p>"
    assert file.about is not None
    assert (file.about.title, file.about.created) == ("Title of n00", "2025-12-31")
    assert file.about.url == f"{far.far.address}/documents/n00"


def test_what_changed_since_is_asked_for_and_everything_is_listed_now_and_then(store: Store, tmp_path: Path) -> None:
    with interface() as far:
        far.publish(*names(*range(40)), changed="2026-01-01")
        asked = far.connector(next="next", total="total", since="from={since:%Y-%m-%d}")
        take(asked, store, tmp_path)
        assert far.far.count() == 10 + 40
        far.publish("n03", "n40", changed=TODAY.isoformat())
        del far.records["n07"]
        _, found = take(asked, store, tmp_path)
        listed = [one.path for one in far.far.asked if one.path.startswith("/list")]
        assert listed == [f"/list?from={YESTERDAY}"], "a day before the server's clock, when the first list began"
        assert far.far.count() == 1 + 2
        assert "n07" in found, "what is gone is not told by what changed"
        _, found = take(
            far.connector(next="next", total="total", since="from={since:%Y-%m-%d}", full_every_days=0), store, tmp_path
        )
        assert far.far.count() == 10
    assert set(found) == set(names(*range(7), *range(8, 41)))


def test_a_record_that_is_said_to_be_deleted_goes(store: Store, tmp_path: Path) -> None:
    with interface() as far:
        far.publish(*names(*range(6)), state="live")
        fields: dict[str, Any] = {"next": "next", "since": "from={since}", "deleted": "state", "deleted_values": ["withdrawn"]}
        take(far.connector(**fields), store, tmp_path)
        far.publish("n02", changed="2099-01-01", state="withdrawn")
        _, found = take(far.connector(**fields), store, tmp_path)
        assert set(found) == set(names(0, 1, 3, 4, 5))
        far.publish("n02", changed="2099-02-01", state="live")
        assert "n02" in take(far.connector(**fields), store, tmp_path)[1]


def test_an_update_cut_at_any_request_misses_nothing(tmp_path: Path) -> None:
    with interface(size=2) as far:
        for cut in range(1, 12):
            far.records.clear()
            far.publish(*names(*range(6)))
            store = Store(tmp_path / str(cut))
            connector = far.connector(next="next", since="from={since:%Y-%m-%d}")
            take(connector, store, tmp_path)
            far.publish(*names(0, 1, 2, 6, 7), changed=TODAY.isoformat())
            far.far.count()
            far.far.cut_at = cut
            try:
                list(connector.fetch(tmp_path, store).files)
            except FetchError:
                assert cut <= 3
            far.far.cut_at = None
            far.far.count()
            _, found = take(connector, store, tmp_path)
            assert set(found) == set(names(*range(8)))
            assert {each.data for each in found.values() if isinstance(each, File)} == {
                f"<p>{id} as of {record['changed']}</p>".encode() for id, record in far.records.items()
            }


def test_rights_are_those_that_the_record_states(store: Store, tmp_path: Path) -> None:
    with interface() as far:
        far.publish("a", licence={"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"})
        far.publish("b", licence={"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by-nc/4.0/"})
        far.publish("c")
        _, found = take(far.connector(rights=["licence.name", "licence.url"]), store, tmp_path)
    rights = {id: each.about.rights or {} for id, each in found.items() if isinstance(each, File) and each.about}
    assert rights["a"]["license"] == "CC-BY-4.0"
    assert rights["a"]["level"] == "document"
    assert "license" not in rights["b"], "what contradicts itself names no licence"
    assert rights["c"] == {}


def test_what_would_come_is_told_without_fetching_it(store: Store, tmp_path: Path) -> None:
    with interface() as far:
        far.publish(*names(0, 1, 2), bytes=1234)
        connector = far.connector(size="bytes")
        told = list(connector.offered(tmp_path, store))
        assert far.far.count() == 1
        assert told[0] == Offered("n00", f"{far.far.address}/documents/n00", 1234)
        take(connector, store, tmp_path)
        far.publish("n01", changed="2026-03-03")
        assert [each.here for each in connector.offered(tmp_path, store) if isinstance(each, Offered)] == [True, False, True]
        itself = list(far.connector(document=None).offered(tmp_path, store))
        assert [each.here for each in itself if isinstance(each, Offered)] == [True, True, True]


SOURCE = """
title = "Essai"
about = "Essai."
language = "de"
[publisher]
name = "Essai"
[connector]
use = "api"
url = "{address}/list?limit=4"
records = "items"
id = "id"
token = "changed"
without = ["hit"]
next = "next"
[connector.manners]
allow_hosts = ["127.0.0.1"]
requests_per_second = 0.0
retries = 0
[read.rows]
id = "id"
text = "text"
title = "title"
created = "day"
"""


def test_a_record_that_is_the_document_is_read_by_the_mapping_and_vanishes_with_it(tmp_path: Path) -> None:
    folder = tmp_path / "de_essai_protokolle"
    folder.mkdir()
    with interface() as far:
        for n in range(30):
            far.publish(f"n{n:02}", text=f"Der Präsident eröffnet die {n}. Sitzung.\n\nDas Haus ist beschlussfähig.", hit=n)
        (folder / "source.toml").write_text(SOURCE.replace("{address}", far.far.address))
        options = Options(workspace=Workspace(tmp_path / "work"))
        first = harvest(load_source(str(folder), tmp_path), options)
        for record in far.records.values():
            record["hit"] = 1000 - record["hit"]
        assert harvest(load_source(str(folder), tmp_path), options).taken == first.taken, "a number that moves is no change"
        far.records["n01"]["text"] = "Der Präsident unterbricht die Sitzung."
        del far.records["n02"]
        second = harvest(load_source(str(folder), tmp_path), options)
    assert first.about["live"] == 30
    rows = {row["id"]: row for row in second.rows().to_pylist()}
    assert (rows["de_essai_protokolle/n01"]["state"], rows["de_essai_protokolle/n02"]["state"]) == ("changed", "vanished")
    assert rows["de_essai_protokolle/n03"]["state"] == "unchanged"
    assert rows["de_essai_protokolle/n00"]["created"] == "2025-12-31"
