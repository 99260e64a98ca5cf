"""Buckets of moto's S3 server: what changed is asked for, what is taken is whole, and what is not given is said."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from brought import reasons
from loopback import Given
from s3_server import BUCKET, WANTED, Store, filled_store, s3, s3_store, with_credentials
from taken import take

from moisson.connectors import make_connector
from moisson.connectors.memory.store import Store as Memory
from moisson.connectors.objects.s3 import S3
from moisson.contracts.errors import FetchError, SourceError
from moisson.readers.contract import File, Refused


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with_credentials(monkeypatch, tmp_path)


@pytest.fixture
def far() -> Iterator[Store]:
    with s3_store() as served:
        yield served


@pytest.fixture
def filled() -> Iterator[Store]:
    with filled_store() as served:
        yield served


def rights(found: dict[str, File | Refused], path: str) -> dict[str, str]:
    file = found[path]
    assert isinstance(file, File) and file.about is not None
    return dict(file.about.rights or {})


def test_a_harvest_cut_at_any_request_ends_with_the_same_files(filled: Store, tmp_path: Path) -> None:
    whole = take(s3(filled, rows=3), Memory(tmp_path / "whole"), tmp_path)
    requests = filled.served.count()
    assert requests == 10
    for cut in range(1, requests + 1):
        store = Memory(tmp_path / str(cut))
        filled.served.count()
        filled.served.cut_at = cut
        if cut <= 3:
            with pytest.raises(FetchError, match=r"\(cut\)"):
                take(s3(filled, rows=3), store, tmp_path)
        else:
            lost = reasons(take(s3(filled, rows=3), store, tmp_path)[1])
            assert list(lost.values()) == ["fetch:cut"] * (requests - cut + 1)
        filled.served.cut_at = None
        filled.served.count()
        assert take(s3(filled, rows=3), store, tmp_path)[1] == whole[1]
        assert filled.served.count() == requests - max(cut - 4, 0), "what is here is not asked for again"
        assert take(s3(filled, rows=3), store, tmp_path) == whole


def test_a_server_that_does_not_heed_if_match_is_caught_by_the_version_that_it_gives(
    filled: Store, store: Memory, tmp_path: Path
) -> None:
    filled.spoiled[f"/{BUCKET}/avis/3.txt"] = Given(b"Avis n. 3.", 200, {"ETag": '"0123"'})
    filled.spoiled[f"/{BUCKET}/avis/4.txt"] = Given(b"Avis n. X.")
    found = take(s3(filled), store, tmp_path)[1]
    assert reasons(found) == {"avis/3.txt": "s3:changed", "avis/4.txt": "fetch:not-as-listed"}


def test_keys_that_lead_elsewhere_are_refused(far: Store, store: Memory, tmp_path: Path) -> None:
    listing = "<ListBucketResult><IsTruncated>false</IsTruncated>{}</ListBucketResult>"
    row = '<Contents><Key>{}</Key><Size>1</Size><ETag>"a"</ETag></Contents>'
    keys = ("../a", "a/../b", "/a", "a/./b", "a\\b", "a&#10;b")
    query = "?list-type=2&max-keys=1000&encoding-type=url"
    far.spoiled[f"/{BUCKET}{query}"] = Given(listing.format("".join(row.format(key) for key in keys)).encode())
    found = take(s3(far), store, tmp_path)[1]
    assert list(reasons(found).values()) == ["s3:unsafe-name"] * 6
    assert far.paths() == ["list"]


def test_prefix_include_and_exclude_choose_keys(filled: Store, store: Memory, tmp_path: Path) -> None:
    filled.put("notes/a.md", b"# A")
    assert take(s3(filled, prefix="notes/"), store, tmp_path)[1].keys() == {"notes/a.md"}
    chosen = s3(filled, include=["avis/[12].txt", "**/*.md"], exclude=["avis/2*"])
    assert take(chosen, store, tmp_path)[1].keys() == {"avis/1.txt", "notes/a.md"}
    with pytest.raises(FetchError, match=r"holds no object that `\*\*/\*.xml` names"):
        take(s3(filled, include=["**/*.xml"]), store, tmp_path)
    with pytest.raises(FetchError, match="holds nothing under 'lois/'"):
        take(s3(filled, prefix="lois/"), store, tmp_path)


def test_metadata_states_a_licence_and_a_new_one_counts_though_the_bytes_stay(
    filled: Store, store: Memory, tmp_path: Path
) -> None:
    filled.put("avis/1.txt", WANTED["avis/1.txt"], Metadata={"license": "CC-BY-4.0"})
    found = take(s3(filled), store, tmp_path)[1]
    assert rights(found, "avis/1.txt") == {
        "level": "document",
        "license": "CC-BY-4.0",
        "stated": "CC-BY-4.0",
        "where": f"s3://{BUCKET}/avis/1.txt x-amz-meta-license",
    }
    assert rights(found, "avis/2.txt") == {}
    time.sleep(1.1)  # dates of a listing are to the second
    filled.put("avis/1.txt", WANTED["avis/1.txt"], Metadata={"license": "etalab-2.0"})
    assert rights(take(s3(filled), store, tmp_path)[1], "avis/1.txt")["license"] == "etalab-2.0"


def test_the_bucket_stands_in_the_path_or_in_the_hosts_name(tmp_path: Path) -> None:
    def address(**fields: str) -> str:
        return S3.model_validate({"bucket": "avis", **fields})._address

    assert address(region="eu-west-3") == "https://avis.s3.eu-west-3.amazonaws.com"
    assert address(region="eu-west-3", style="path") == "https://s3.eu-west-3.amazonaws.com/avis"
    assert address(endpoint="https://s3.example.org") == "https://s3.example.org/avis"
    assert address(endpoint="https://s3.example.org:9000", style="virtual") == "https://avis.s3.example.org:9000"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "give `endpoint`, the address of the store, or `region`"),
        ({"bucket": "../x", "region": "eu-west-3"}, "bucket"),
        ({"region": "eu west"}, "region"),
        ({"endpoint": "s3.example.org"}, "endpoint"),
        ({"region": "eu-west-3", "rows": 5000}, "rows"),
    ],
)
def test_what_is_no_description_is_refused(fields: dict[str, object], words: str) -> None:
    with pytest.raises(SourceError, match=words):
        make_connector({"use": "s3", "bucket": BUCKET, **fields}, "source.toml")
