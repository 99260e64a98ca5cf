"""A dump of which an archive can no longer be had: the harvest stops, and never goes on from an older state in silence."""

from pathlib import Path
from shutil import rmtree

import pytest
from dila_server import FULL, Fund, article, full, fund, path
from loopback import MANNERS

from moisson.connectors.memory.store import Store
from moisson.connectors.sites.dump import Dump
from moisson.contracts.errors import FetchError
from moisson.readers.contract import File

NEWER = FULL.replace("20250713", "20250801")


def dump(far: Fund) -> Dump:
    return Dump(url=far.url, full="Freemium_legi_global_{stamp}.tar.gz", delta="LEGI_{stamp}.tar.gz", manners=MANNERS)


def files(far: Fund, store: Store) -> dict[str, bytes]:
    return {each.path: each.data for each in dump(far).fetch(Path(), store).files if isinstance(each, File)}


def publish(far: Fund) -> list[str]:
    """A full archive and three deltas; gives the names of these."""
    far.archives[FULL] = full({path(n): article(n, "ancien") for n in range(1, 9)})
    return [far.add(f"202507{day}-210000", {path(day - 13): article(day - 13, "neuf")}) for day in (14, 15, 16)]


def test_a_delta_that_rotated_away_and_is_no_longer_here_stops_the_harvest(store: Store) -> None:
    with fund() as far:
        first, second, _ = publish(far)
        before = files(far, store)
        del far.archives[first]
        assert files(far, store) == before
        rmtree(store.folder / "downloads")
        for _ in range(2):
            with pytest.raises(FetchError, match=rf"and the store no longer have {first}: .*--accept-loss"):
                files(far, store)
        with pytest.raises(FetchError, match=first):
            list(dump(far).offered(Path(), store))
        knowing = Store(store.folder, accept_loss=True)
        assert files(far, knowing) == {**before, path(1): article(1, "ancien")}
        knowing.close()
        del far.archives[second]
        assert files(far, Store(store.folder)) == {**before, path(1): article(1, "ancien")}, (
            "what was accepted is not asked again"
        )


@pytest.mark.parametrize("begin", [0, 60, 300])
def test_a_damaged_delta_that_rotated_away_stops_every_harvest_after_it_too(begin: int, store: Store) -> None:
    with fund() as far:
        first = publish(far)[0]
        files(far, store)
        del far.archives[first]
        (place,) = (store.folder / known["path"] for key, known in store.items() if key.endswith(f"archive:{first}"))
        data = bytearray(place.read_bytes())
        data[begin : begin + 30] = bytes(30)
        place.write_bytes(data)
        for said in (f"{first} is damaged", f"no longer have {first}: ", f"no longer have {first}: "):
            with pytest.raises(FetchError, match=said):
                files(far, store)
        far.archives[NEWER] = full({path(1): article(1, "neuf")})
        assert files(far, store) == {path(1): article(1, "neuf")}


def test_where_the_store_was_deleted_the_last_snapshot_tells_that_deltas_are_missing(tmp_path: Path) -> None:
    with fund() as far:
        first, second, last = publish(far)
        origin = dump(far).fetch(Path(), Store(tmp_path / "0")).origin
        assert files(far, Store(tmp_path / "1", origin)).keys() == {path(n) for n in range(1, 9)}, "all are listed still"
        far.add("20250717-210000", {})
        del far.archives[first], far.archives[second]
        store = Store(tmp_path / "2", origin)
        for _ in range(2):
            with pytest.raises(FetchError, match=rf"2 of the 4 archives up to {last}: .*Wait for a full archive newer"):
                files(far, store)
        assert files(far, Store(tmp_path / "3", origin, accept_loss=True))[path(1)] == article(1, "ancien")
        assert files(far, Store(tmp_path / "4"))[path(1)] == article(1, "ancien"), "a first harvest has lost nothing"
        far.archives[NEWER] = full({path(1): article(1, "neuf")})
        assert files(far, store) == {path(1): article(1, "neuf")}


def test_one_that_was_taken_back_does_not_return_when_those_around_it_have_rotated_away(store: Store) -> None:
    with fund() as far:
        first, second, third = publish(far)
        files(far, store)
        del far.archives[second]
        without = {path(2): article(2, "ancien")}
        assert files(far, store).items() >= without.items()
        far.add("20250717-210000", {})
        del far.archives[first], far.archives[third]
        assert files(far, store).items() >= {**without, path(1): article(1, "neuf"), path(3): article(3, "neuf")}.items()
