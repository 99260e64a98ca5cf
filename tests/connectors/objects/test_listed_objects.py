"""Objects that lie here: what their hosts say since is heard, what failed is asked for again, and no two have one name."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from brought import Found, bodies, reasons
from hub_mirror import WANTED as COMMITTED
from hub_mirror import Hub, connector, filled_hub
from loopback import Given
from s3_server import BUCKET, WANTED, error, filled_store, s3, with_credentials
from s3_server import Store as Bucket
from taken import take

from moisson.connectors.memory.store import Store
from moisson.readers.contract import File, Refused

TDMREP = "/.well-known/tdmrep.json"
RESERVED = Given(b'[{"location": "/", "tdm-reservation": 1}]')


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Bucket]:
    with_credentials(monkeypatch, tmp_path)
    with filled_store() as served:
        yield served


@pytest.fixture
def far(tmp_path: Path) -> Iterator[Hub]:
    with filled_hub(tmp_path / "repository") as served:
        yield served


def protocols(found: Found) -> dict[str, list[str | None]]:
    """The opt-outs of each file."""
    files = (each for each in found.values() if isinstance(each, File) and each.about is not None)
    return {each.path: [row["protocol"] for row in each.about.reservation] for each in files if each.about is not None}


def test_an_opt_out_of_a_store_is_heard_though_nothing_in_the_bucket_changes(
    bucket: Bucket, store: Store, tmp_path: Path
) -> None:
    first, found = take(s3(bucket), store, tmp_path)
    assert protocols(found) == {path: [] for path in WANTED}
    bucket.served.rules[TDMREP] = RESERVED
    bucket.served.count()
    second, found = take(s3(bucket), store, tmp_path)
    assert second != first
    assert protocols(found) == {path: ["tdmrep"] for path in WANTED}
    assert bucket.paths() == ["list"], "no object is asked for again"
    assert take(s3(bucket), store, tmp_path) == (second, found)
    bucket.served.rules.clear()
    third, found = take(s3(bucket), store, tmp_path)
    assert third not in (first, second)
    assert protocols(found) == {path: [] for path in WANTED}


def test_an_opt_out_is_heard_after_a_first_harvest_that_was_cut(bucket: Bucket, store: Store, tmp_path: Path) -> None:
    fetched = s3(bucket).fetch(tmp_path, store)
    assert isinstance(next(fetched.files), File)
    del fetched
    bucket.served.rules[TDMREP] = RESERVED
    assert protocols(take(s3(bucket), store, tmp_path)[1]) == {path: ["tdmrep"] for path in WANTED}


def test_what_a_store_says_is_heard_of_an_object_that_is_kept_as_it_was(bucket: Bucket, store: Store, tmp_path: Path) -> None:
    take(s3(bucket), store, tmp_path)
    bucket.put("avis/3.txt", b"Avis revu.")
    bucket.spoiled[f"/{BUCKET}/avis/3.txt"] = error(500, "InternalError")
    bucket.served.rules[TDMREP] = RESERVED
    files = {each.path: each for each in s3(bucket).fetch(tmp_path, store).files if isinstance(each, File)}
    assert files["avis/3.txt"].data == b"", "what is reserved is not given"
    assert protocols({**files}) == {path: ["tdmrep"] for path in WANTED}


def test_opt_outs_of_a_hub_and_of_the_host_of_its_large_files_are_heard_while_the_commit_stays(
    far: Hub, store: Store, tmp_path: Path
) -> None:
    first, found = take(connector(far), store, tmp_path)
    assert first == far.sets["ville/avis"].head() and protocols(found) == {path: [] for path in COMMITTED}
    far.store.rules[TDMREP] = RESERVED
    far.count()
    second, found = take(connector(far), store, tmp_path)
    assert far.count() == 1, "the revision alone"
    assert second.startswith(f"{first}+")
    assert protocols(found) == {"avis/1.txt": [], "avis/2.txt": [], "data/train.jsonl": ["tdmrep"]}
    far.served.rules[TDMREP] = RESERVED
    third, found = take(connector(far), store, tmp_path)
    assert third.startswith(f"{first}+") and third != second
    assert protocols(found) == {path: ["tdmrep"] for path in COMMITTED}


def test_an_object_that_was_gone_does_not_come_back_when_its_server_is_away(bucket: Bucket, store: Store, tmp_path: Path) -> None:
    take(s3(bucket), store, tmp_path)
    bucket.put("avis/3.txt", b"Avis revu.")
    for spoiled, reason in ((error(404, "NoSuchKey"), "s3:no-such-key"), (error(500, "InternalError"), "s3:internal-error")):
        bucket.spoiled[f"/{BUCKET}/avis/3.txt"] = spoiled
        found = take(s3(bucket), store, tmp_path)[1]
        assert reasons(found) == {"avis/3.txt": reason}
        assert bodies(found).keys() == WANTED.keys() - {"avis/3.txt"}
    bucket.spoiled.clear()
    assert bodies(take(s3(bucket), store, tmp_path)[1])["avis/3.txt"] == b"Avis revu."


def test_of_two_keys_of_one_name_the_second_is_refused(bucket: Bucket, store: Store, tmp_path: Path) -> None:
    for key in ("a!b.txt", "a%21b.txt"):
        bucket.put(key, key.encode())
    chosen = s3(bucket, include=["a*"])
    found = list(chosen.fetch(tmp_path, store).files)
    assert [(each.path, each.data) for each in found if isinstance(each, File)] == [("a%21b.txt", b"a!b.txt")]
    (row,) = [each for each in found if isinstance(each, Refused)]
    assert (row.id, row.reason) == ("a%21b.txt", "s3:same-name")
    assert "a!b.txt" in row.detail
    assert [type(each).__name__ for each in chosen.offered(tmp_path, store)] == ["Offered", "Refused"]
