"""WARC files: the newest capture of each address, decoded, with the rights and opt-outs that were captured with it."""

import gzip
import io
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastwarc.stream_io import BrotliWriter, GzipWriter, ZstdWriter, zstd_train_dictionary_from_samples
from fastwarc.warc import WarcRecord, WarcRecordType
from loopback import MANNERS, Asked, Given, loopback
from made_warcs import DAY, http, packed, page, record, revisit, sha1
from taken import take

from moisson.connectors.memory.store import Store
from moisson.connectors.warc import index
from moisson.connectors.warc.records import Damage, Record, records
from moisson.connectors.warc.warc import Warc
from moisson.contracts.errors import FetchError, SourceError
from moisson.readers.contract import About, File, Refused

SITE = "https://council.example.org"


def warc(**fields: Any) -> Warc:
    return Warc(**{"manners": MANNERS, **({} if {"urls", "listing"} & fields.keys() else {"path": "."}), **fields})


def crawl(folder: Path, *records: bytes, name: str = "crawl.warc.gz") -> None:
    (folder / name).write_bytes(packed(records, name.rpartition(".")[2]))


def taken(folder: Path, store: Store, **fields: Any) -> dict[str, bytes]:
    found = take(warc(**fields), store, folder)[1]
    return {path: each.data for path, each in found.items() if isinstance(each, File)}


def refused(folder: Path, store: Store, **fields: Any) -> dict[str, str]:
    found = take(warc(**fields), store, folder)[1]
    return {path: each.reason for path, each in found.items() if isinstance(each, Refused)}


def about(folder: Path, store: Store, path: str, **fields: Any) -> About:
    file = take(warc(**fields), store, folder)[1][path]
    assert isinstance(file, File) and file.about
    return file.about


@pytest.mark.parametrize("kind", ["warc", "gz", "zst"])
def test_what_a_writer_of_warc_files_has_written_comes_back(kind: str, store: Store, tmp_path: Path) -> None:
    out = io.BytesIO()
    stream: Any = {"warc": out, "gz": GzipWriter(out), "zst": ZstdWriter(out)}[kind]
    for number in range(3):
        made = WarcRecord()
        made.init_headers(record_type=WarcRecordType.response)
        made.headers["WARC-Target-URI"] = f"{SITE}/{number}"
        made.headers["WARC-Date"] = DAY
        made.headers["Content-Type"] = "application/http; msgtype=response"
        made.set_bytes_content(http(f"<p>{number}</p>".encode()))
        made.write(stream, checksum_data=True)
    stream.flush()
    if stream is not out:
        stream.close()
    (tmp_path / f"crawl.{kind if kind == 'warc' else f'warc.{kind}'}").write_bytes(out.getvalue())
    assert taken(tmp_path, store) == {f"council.example.org/{n}": f"<p>{n}</p>".encode() for n in range(3)}


def test_a_file_that_brings_its_dictionary_is_read(store: Store, tmp_path: Path) -> None:
    pages = [page(f"{SITE}/{n}", f"words {n} " * 20) for n in range(200)]
    out = io.BytesIO()
    writer = ZstdWriter(out, dictionary=zstd_train_dictionary_from_samples(pages, 10_000))
    for each in pages[:3]:
        writer.write(each)
        writer.flush()
    writer.close()
    (tmp_path / "crawl.warc.zst").write_bytes(out.getvalue())
    assert list(taken(tmp_path, store)) == [f"council.example.org/{n}" for n in range(3)]


def brotli(data: bytes) -> bytes:
    out = io.BytesIO()
    writer = BrotliWriter(out)
    writer.write(data)
    writer.close()
    return out.getvalue()


@pytest.mark.parametrize(
    ("sent", "headers"),
    [
        (b"6\r\nAvis, \r\n3;x=y\r\nabc\r\n0\r\n\r\n", {"transfer_encoding": "chunked"}),
        (gzip.compress(b"Avis, abc", mtime=0), {"content_encoding": "gzip"}),
        (zlib.compress(b"Avis, abc"), {"content_encoding": "deflate"}),
        (brotli(b"Avis, abc"), {"content_encoding": "br"}),
        (packed([b"Avis, abc"], "zst"), {"content_encoding": "zstd"}),
        (b"Avis, abc", {"content_encoding": "gzip"}),
        (b"Avis, abc", {"transfer_encoding": "chunked"}),
    ],
)
def test_bodies_are_decoded_unless_the_crawler_has_done_so(
    sent: bytes, headers: dict[str, Any], store: Store, tmp_path: Path
) -> None:
    crawl(tmp_path, record(f"{SITE}/a", http(sent, **headers), more={"WARC-Payload-Digest": sha1(sent)}))
    assert taken(tmp_path, store) == {"council.example.org/a": b"Avis, abc"}


def test_resources_are_documents_and_other_answers_and_records_are_passed_over(store: Store, tmp_path: Path) -> None:
    crawl(
        tmp_path,
        record("", b"software: x\r\n", "warcinfo"),
        record(f"{SITE}/a", b"GET / HTTP/1.1\r\n\r\n", "request"),
        record("dns:council.example.org", b"20240301100000\nx", more={"Content-Type": "text/dns"}),
        record(f"{SITE}/moved", http(b"x", 301, location="/a")),
        record(f"{SITE}/lost", http(b"x", 404)),
        record("urn:x:report", b"<p>resource</p>", "resource"),
        record(f"{SITE}/b", b"<p>b</p>", "resource"),
    )
    assert taken(tmp_path, store) == {"council.example.org/b": b"<p>b</p>", "urn:x:report": b"<p>resource</p>"}
    assert refused(tmp_path, store) == {}


def test_of_several_captures_the_newest_counts_wherever_it_stands(store: Store, tmp_path: Path) -> None:
    crawl(tmp_path, page(f"{SITE}/a", "new", "2024-06-01T00:00:00Z"), page(f"{SITE}/a", "old", "2023-01-01T00:00:00Z"))
    crawl(tmp_path, page("http://council.example.org/a", "older", "2022-01-01T00:00:00Z"), name="b.warc")
    assert taken(tmp_path, store) == {"council.example.org/a": b"<p>new</p>"}
    said = about(tmp_path, store, "council.example.org/a").record
    assert said and (said["captures"], said["older"]) == (3, ["2023-01-01T00:00:00Z", "2022-01-01T00:00:00Z"])
    assert taken(tmp_path, store, captures="all") == {
        "20240601000000/council.example.org/a": b"<p>new</p>",
        "20230101000000/council.example.org/a": b"<p>old</p>",
        "20220101000000/council.example.org/a": b"<p>older</p>",
    }


def test_an_address_that_was_gone_when_last_asked_is_refused(store: Store, tmp_path: Path) -> None:
    crawl(
        tmp_path, page(f"{SITE}/a", "a"), record(f"{SITE}/a", http(b"", 410), day="2024-04-01T00:00:00Z"), page(f"{SITE}/b", "b")
    )
    assert taken(tmp_path, store) == {"council.example.org/b": b"<p>b</p>"}
    assert refused(tmp_path, store) == {"council.example.org/a": "warc:gone"}


LATER = "2024-09-01T00:00:00Z"


@pytest.mark.parametrize(
    "later",
    [
        revisit(f"{SITE}/a", LATER, refers_to_target_uri=f"{SITE}/a", refers_to_date=DAY),
        revisit(f"{SITE}/a", LATER, payload_digest=sha1(b"<p>a</p>")),
        revisit(f"{SITE}/a", LATER, "server-not-modified", 304),
    ],
)
def test_a_revisit_is_the_earlier_capture_with_its_own_date(later: bytes, store: Store, tmp_path: Path) -> None:
    crawl(tmp_path, page(f"{SITE}/a", "a"), name="1.warc.gz")
    crawl(tmp_path, later, name="0.warc.gz")
    assert taken(tmp_path, store) == {"council.example.org/a": b"<p>a</p>"}
    said = about(tmp_path, store, "council.example.org/a")
    assert said.created == LATER and said.record and said.record["body_of"] == DAY


def test_a_revisit_as_wget_writes_it_is_understood(store: Store, tmp_path: Path) -> None:
    body = b"<p>a</p>"
    first = record(f"<{SITE}/a>", http(body), more={"WARC-Payload-Digest": sha1(body)})
    name = first.partition(b"WARC-Record-ID: ")[2].partition(b"\r\n")[0].decode()
    said = {"WARC-Refers-To": name, "WARC-Truncated": "length", "WARC-Payload-Digest": sha1(body)}
    profile = {"WARC-Profile": "http://netpreserve.org/warc/1.0/revisit/identical-payload-digest"}
    head = http(body)[: -len(body)]
    crawl(tmp_path, first, record(f"<{SITE}/a>", head, "revisit", LATER, digest=sha1(b""), more=said | profile))
    assert taken(tmp_path, store) == {"council.example.org/a": body}
    assert refused(tmp_path, store) == {}
    assert about(tmp_path, store, "council.example.org/a").created == LATER


def test_opt_outs_are_those_that_were_captured_each_with_its_day(store: Store, tmp_path: Path) -> None:
    robots = b"User-agent: GPTBot\nDisallow: /closed/\n"
    tdm = b'[{"location": "/mining/*", "tdm-reservation": 1}]'
    crawl(
        tmp_path,
        record(f"{SITE}/robots.txt", http(robots, content_type="text/plain"), day="2024-02-01T00:00:00Z"),
        record(f"{SITE}/.well-known/tdmrep.json", http(tdm, content_type="application/json"), day="2024-02-02T00:00:00Z"),
        page(f"{SITE}/open", "a"),
        page(f"{SITE}/closed/a", "a"),
        page(f"{SITE}/mining/a", "a"),
        page(f"{SITE}/header", "a", x_robots_tag="noai"),
        page("https://other.example.org/closed/a", "a"),
        page(f"{SITE}/again", "a"),
        revisit(f"{SITE}/again", LATER, header="noai", payload_digest=sha1(b"<p>a</p>")),
    )
    found = take(warc(), store, tmp_path)[1]
    rows = {
        path: [(row["protocol"], row["where"], row["seen_at"]) for row in each.about.reservation]
        for path, each in found.items()
        if isinstance(each, File) and each.about
    }
    assert rows == {
        "council.example.org/open": [],
        "council.example.org/closed/a": [("robots.txt", f"{SITE}/robots.txt", "2024-02-01")],
        "council.example.org/mining/a": [("tdmrep", f"{SITE}/.well-known/tdmrep.json", "2024-02-02")],
        "council.example.org/header": [("noai", f"{SITE}/header", "2024-03-01")],
        "other.example.org/closed/a": [],
        "council.example.org/again": [("noai", f"{SITE}/again", "2024-09-01")],
    }


def test_a_newer_robots_file_takes_the_place_of_an_older_one_and_so_does_its_absence(store: Store, tmp_path: Path) -> None:
    closed = record(f"{SITE}/robots.txt", http(b"User-agent: GPTBot\nDisallow: /\n"), day="2023-01-01T00:00:00Z")
    crawl(tmp_path, closed, page(f"{SITE}/a", "a"))
    assert about(tmp_path, store, "council.example.org/a").reservation
    crawl(tmp_path, closed, page(f"{SITE}/a", "a"), record(f"{SITE}/robots.txt", http(b"", 404), day="2024-01-01T00:00:00Z"))
    assert not about(tmp_path, store, "council.example.org/a").reservation


def test_globs_choose_addresses_and_media_types(store: Store, tmp_path: Path) -> None:
    crawl(
        tmp_path, page(f"{SITE}/avis/1", "1"), page(f"{SITE}/avis/2", "2", content_type="application/pdf"), page(f"{SITE}/x", "x")
    )
    assert list(taken(tmp_path, store, include=[f"{SITE}/avis/**"], exclude=["**/2"])) == ["council.example.org/avis/1"]
    assert list(taken(tmp_path, store, media_types=["application/*"])) == ["council.example.org/avis/2"]
    with pytest.raises(FetchError, match="no captured address matches `nowhere/"):
        taken(tmp_path, store, include=["nowhere/**"])


def test_each_file_is_indexed_once_and_a_file_that_goes_takes_its_captures_along(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def reading(path: Path) -> Iterator[Record | Damage]:
        read.append(path.name)
        return records(path)

    monkeypatch.setattr(index, "records", reading)
    crawl(tmp_path, page(f"{SITE}/a", "a"), name="1.warc.gz")
    crawl(tmp_path, page(f"{SITE}/b", "b"), name="2.warc.gz")
    first = take(warc(), store, tmp_path)
    assert (take(warc(), store, tmp_path), read) == (first, ["1.warc.gz", "2.warc.gz"])
    assert warc().pinned(tmp_path) == first[0]
    crawl(tmp_path, page(f"{SITE}/b", "b2"), name="2.warc.gz")
    crawl(tmp_path, page(f"{SITE}/c", "c"), name="3.warc.gz")
    (tmp_path / "1.warc.gz").unlink()
    read.clear()
    assert taken(tmp_path, store) == {"council.example.org/b": b"<p>b2</p>", "council.example.org/c": b"<p>c</p>"}
    assert read == ["2.warc.gz", "3.warc.gz"]
    assert warc().pinned(tmp_path) != first[0]


def test_an_index_that_was_cut_short_or_damaged_is_made_anew(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(6):
        crawl(tmp_path, *(page(f"{SITE}/{number}/{n}", str(n)) for n in range(5)), name=f"{number}.warc.gz")
    whole = take(warc(), Store(tmp_path / "whole"), tmp_path)
    for cut in range(30):
        left = [cut]

        def cutting(path: Path, left: list[int] = left) -> Iterator[Record | Damage]:
            for each in records(path):
                if not left[0]:
                    raise KeyboardInterrupt
                left[0] -= 1
                yield each

        monkeypatch.setattr(index, "records", cutting)
        memory = Store(tmp_path / f"cut-{cut}")
        with pytest.raises(KeyboardInterrupt):
            take(warc(), memory, tmp_path)
        monkeypatch.setattr(index, "records", records)
        assert take(warc(), memory, tmp_path) == whole
    (place,) = memory.folder.glob("warc-*.sqlite")
    place.write_bytes(b"no database" * 1000)
    with pytest.raises(FetchError, match="run again"):
        take(warc(), memory, tmp_path)
    assert take(warc(), memory, tmp_path) == whole


def test_files_of_a_server_are_fetched_once_and_again_where_a_cut_fell(store: Store, tmp_path: Path) -> None:
    there = {f"{n}.warc.gz": packed([page(f"{SITE}/{n}", str(n))], "gz") for n in range(3)}
    rows = '<a href="{0}">{0}</a> 2024-01-0{1} 10:00 {2}K\n'

    def answer(asked: Asked) -> Given:
        name = asked.path.rpartition("/")[2]
        if not name:
            return Given("".join(rows.format(each, 1 + i, len(data)) for i, (each, data) in enumerate(there.items())).encode())
        tag = f'"{hash(there[name])}"'
        if asked.headers.get("if-none-match") == tag:
            return Given(status=304, headers={"ETag": tag})
        return Given(there[name], headers={"ETag": tag}) if name in there else Given(status=404)

    with loopback(answer) as served:
        for fields, requests in (
            ({"listing": f"{served.address}/crawl/"}, (4, 1, 3)),
            ({"urls": [f"{served.address}/crawl/{name}" for name in there]}, (3, 3, 3)),
        ):
            memory = Store(tmp_path / str(len(fields)) / str(requests[0]))
            expected = {f"council.example.org/{n}": f"<p>{n}</p>".encode() for n in range(3)}
            assert taken(tmp_path, memory, **fields) == expected
            assert served.count() == requests[0]
            version, _ = take(warc(**fields), memory, tmp_path)
            assert (served.count(), version) == (requests[1], take(warc(**fields), memory, tmp_path)[0])
            offered = list(warc(**fields).offered(tmp_path, memory))
            assert [each.here for each in offered if not isinstance(each, Refused)] == [True] * 3
            for cut in range(1, requests[0] + 1):
                served.count()
                other = Store(tmp_path / f"{requests[0]}-{cut}")
                served.cut_at = cut
                with pytest.raises(FetchError):
                    taken(tmp_path, other, **fields)
                served.cut_at = None
                assert take(warc(**fields), other, tmp_path)[0] == version
            served.count()
        del there["0.warc.gz"]
        assert len(taken(tmp_path, memory, listing=f"{served.address}/crawl/")) == 2


def test_what_would_come_is_listed(store: Store, tmp_path: Path) -> None:
    crawl(tmp_path, page(f"{SITE}/a", "a"), page(f"{SITE}/a", "bb", LATER), revisit(f"{SITE}/c", LATER, payload_digest="sha1:x"))
    found = list(warc().offered(tmp_path, store))
    assert [(each.path, each.url, each.size, each.here) for each in found if not isinstance(each, Refused)] == [
        ("council.example.org/a", f"{SITE}/a", len("<p>bb</p>"), True)
    ]
    assert [each.reason for each in found if isinstance(each, Refused)] == ["warc:revisit"]


def test_mistakes_in_the_description_are_told(store: Store, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="name one of"):
        Warc()
    with pytest.raises(ValueError, match="name one of"):
        Warc(path=".", listing="https://example.org/")
    with pytest.raises(FetchError, match="no WARC file"):
        taken(tmp_path, store)
    with pytest.raises(SourceError, match="does not exist"):
        taken(tmp_path, store, path="nowhere.warc")
    with (
        loopback(lambda _asked: Given(b"<a href='x.zip'>x.zip</a>")) as served,
        pytest.raises(FetchError, match="lists no file named"),
    ):
        taken(tmp_path, store, listing=f"{served.address}/")
