"""What an interface's list loses on the way: bodies that are damaged here, records that move up while pages are turned."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from paged_interface import interface
from taken import take

from moisson.connectors.memory.store import SMALL_BYTES, Store
from moisson.readers.contract import File, Refused


def kinds(found: dict[str, File | Refused]) -> dict[str, str]:
    return {id: "file" if isinstance(each, File) else each.reason for id, each in found.items()}


def spoil(store: Store) -> None:
    """Damage every large body."""
    store.close()
    for path in (store.folder / "bodies").glob("*/*"):
        path.write_bytes(b"spoiled")


def test_a_record_whose_body_is_damaged_is_listed_again_by_the_next_harvest(store: Store, tmp_path: Path) -> None:
    with interface() as far:
        far.publish("a", "b", "c")
        far.records["b"]["text"] = "long " * SMALL_BYTES
        asked = far.connector(document=None, since="from={since:%Y-%m-%d}", next="next", overlap_days=0)
        first, found = take(asked, store, tmp_path)
        assert set(kinds(found).values()) == {"file"}
        spoil(store)
        _, found = take(asked, store, tmp_path)
        assert kinds(found) == {"a": "file", "b": "api:record-lost", "c": "file"}
        again, found = take(asked, store, tmp_path)
        assert set(kinds(found).values()) == {"file"}
        assert again != first, "else the harvest would stop before it has read it"
        far.far.count()
        assert take(asked, store, tmp_path)[0] == again
        assert [each.path.partition("=")[0] for each in far.far.asked] == ["/list?from"], "everything is listed once more only"


def test_so_it_is_with_a_day_that_is_long_past(store: Store, tmp_path: Path) -> None:
    day = (datetime.now(UTC).date() - timedelta(days=100)).isoformat()
    with interface() as far:
        far.publish("a")
        far.records["a"]["text"] = "long " * SMALL_BYTES
        url = f"{far.far.address}/list?day={{day}}"
        asked = far.connector(url=url, document=None, from_day=day, until_day=day)
        assert kinds(take(asked, store, tmp_path)[1]) == {"a": "file"}
        spoil(store)
        assert kinds(take(asked, store, tmp_path)[1]) == {"a": "api:record-lost"}
        assert kinds(take(asked, store, tmp_path)[1]) == {"a": "file"}
        far.far.count()
        assert kinds(take(asked, store, tmp_path)[1]) == {"a": "file"}
        assert far.far.count() == 0
