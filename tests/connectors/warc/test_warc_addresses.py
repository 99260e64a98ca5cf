"""Which addresses of captures and of WARC files are one, and what their servers reserve later."""

import re
from pathlib import Path

import orjson
import pytest
from loopback import MANNERS, Asked, Given, loopback
from made_warcs import DAY, http, packed, page, record, revisit, sha1
from taken import take

from moisson.connectors import Offered
from moisson.connectors.memory.store import Store
from moisson.connectors.warc.warc import Warc
from moisson.readers.contract import File

SITE = "https://council.example.org"
LATER = "2024-09-01T00:00:00Z"


def test_addresses_that_differ_in_a_secret_alone_are_documents_of_their_own(store: Store, tmp_path: Path) -> None:
    captured = [
        page(f"{SITE}/doc?token=s3cr3t1", "one"),
        page(f"{SITE}/doc?token=s3cr3t2", "two"),
        page("http://council.example.org/doc?token=s3cr3t1", "one before", "2023-01-01T00:00:00Z"),
        page(f"{SITE}/doc", "none"),
        revisit(f"{SITE}/again", LATER, refers_to_target_uri=f"{SITE}/doc?token=s3cr3t2", refers_to_date=DAY),
        record(f"{SITE}/doc?token=s3cr3t1&print=1", http(b"printed")),
    ]
    (tmp_path / "crawl.warc.gz").write_bytes(packed(captured, "gz"))
    _, found = take(Warc(path=".", exclude=["**/*&print=1"]), store, tmp_path)
    files = {path: each for path, each in found.items() if isinstance(each, File)}
    assert sorted(each.data for each in files.values()) == [b"<p>none</p>", b"<p>one</p>", b"<p>two</p>", b"<p>two</p>"]
    assert {path for path in files if "=" not in path} == {"council.example.org/doc", "council.example.org/again"}
    assert all(re.fullmatch(r"council\.example\.org/doc\?token=… [0-9a-f]{64}", path) for path in files if "=" in path)
    assert "s3cr3t" not in str(found)
    assert len(take(Warc(path=".", include=["council.example.org/doc?token=*"]), store, tmp_path)[1]) == 3
    everything = take(Warc(path=".", captures="all"), store, tmp_path)[1]
    assert len(everything) == len(captured), "with all captures, too, none is lost"


def test_files_of_a_server_whose_addresses_differ_in_a_secret_alone_are_told_apart(store: Store, tmp_path: Path) -> None:
    def answer(asked: Asked) -> Given:
        return Given(page(f"{SITE}/{asked.path[-1]}", asked.path[-1]), headers={"ETag": f'"{asked.path[-1]}"'})

    with loopback(answer) as served:
        asked = Warc(urls=[f"{served.address}/x.warc?token={n}" for n in (1, 2)], manners=MANNERS)
        first = take(asked, store, tmp_path)
        assert first[1].keys() == {"council.example.org/1", "council.example.org/2"}
        assert take(asked, store, tmp_path) == first


def test_files_whose_addresses_differ_in_the_scheme_alone_are_told_apart(store: Store, tmp_path: Path) -> None:
    urls = ["http://e.example.org/a.warc", "https://e.example.org/a.warc", "https://e.example.org/b.warc"]
    offered = [each for each in Warc(urls=urls).offered(tmp_path, store) if isinstance(each, Offered)]
    assert [each.path for each in offered] == ["e.example.org/b.warc", *urls[:2]]


@pytest.mark.parametrize("listed", [True, False])
def test_a_server_that_begins_to_reserve_its_files_is_heard(listed: bool, store: Store, tmp_path: Path) -> None:
    body = packed([record(f"{SITE}/a", http(b"<p>a</p>"), more={"WARC-Payload-Digest": sha1(b"<p>a</p>")})], "gz")

    def answer(asked: Asked) -> Given:
        if asked.path.endswith("/"):
            return Given(b'<a href="a.warc.gz">a.warc.gz</a> 2024-01-01 10:00 1K')
        known = asked.headers.get("if-none-match") == '"1"'
        return Given(b"" if known else body, status=304 if known else 200, headers={"ETag": '"1"'})

    with loopback(answer) as served:
        place = f"{served.address}/crawl/"
        asked = Warc(listing=place, manners=MANNERS) if listed else Warc(urls=[f"{place}a.warc.gz"], manners=MANNERS)

        def reserved() -> tuple[str, list[str]]:
            version, found = take(asked, store, tmp_path)
            (file,) = found.values()
            assert isinstance(file, File) and file.about
            return version, [str(row["where"]) for row in file.about.reservation]

        before = reserved()
        assert before[1] == [] and reserved() == before
        served.rules["/.well-known/tdmrep.json"] = Given(orjson.dumps([{"location": "/*", "tdm-reservation": 1}]))
        served.count()
        after = reserved()
        assert after[1] == [f"{served.address}/.well-known/tdmrep.json"] and after[0] != before[0]
        assert served.count() == 1, "the file itself is not asked for anew where a listing shows it unchanged"
        assert reserved() == after
        served.rules.clear()
        assert reserved() == before
