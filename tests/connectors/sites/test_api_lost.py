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
