"""WARC files that are damaged or lie: what is whole comes, the rest is said, and nothing stops the harvest."""

import gzip
import sqlite3
import zlib
from pathlib import Path
from random import Random

import pytest
from made_warcs import DAY, http, packed, page, record, sha1
from taken import take

from moisson.connectors.memory.store import Store
from moisson.connectors.warc.records import Damage, Record, records
from moisson.connectors.warc.warc import Warc
from moisson.readers.contract import File, Refused

SITE = "https://e.example.org"
A, B, C = (page(f"{SITE}/{name}", f"words of {name}") for name in "abc")
GOOD = {name: f"<p>words of {name}</p>".encode() for name in "abc"}
LIAR = http(b"<p>liar</p>" * 20)
PLAIN = record(f"{SITE}/p", http(b"<p>plain</p>"), digest=False)


def harvested(data: bytes, folder: Path, store: Store, name: str = "crawl.warc") -> tuple[dict[str, bytes], dict[str, str]]:
    (folder / name).write_bytes(data)
    found = take(Warc(path=name), store, folder)[1]
    files = {path.removeprefix("e.example.org/"): each.data for path, each in found.items() if isinstance(each, File)}
    reasons = {path.removeprefix("e.example.org/"): each.reason for path, each in found.items() if isinstance(each, Refused)}
    return files, reasons


CASES: dict[str, tuple[bytes, str, dict[str, str]]] = {
    "garbage between": (A + b"garbage\n" * 9 + B + C, "abc", {"crawl.warc": "warc:damaged"}),
    "garbage after what no digest proves": (PLAIN + b"garbage\n" + B, "b", {"crawl.warc": "warc:damaged", "p": "warc:length"}),
    "too long a length": (
        A + record(f"{SITE}/l", LIAR, lie=40) + B + C,
        "abc",
        {"crawl.warc": "warc:damaged", "l": "warc:digest"},
    ),
    "too long a length, unproven": (
        A + record(f"{SITE}/l", LIAR, lie=40, digest=False) + B + C,
        "abc",
        {"crawl.warc": "warc:damaged", "l": "warc:length"},
    ),
    "a length beyond the end": (
        A + record(f"{SITE}/l", LIAR, lie=99_999) + B + C,
        "abc",
        {"crawl.warc": "warc:damaged", "l": "warc:cut"},
    ),
    "too short a length": (
        A + record(f"{SITE}/l", LIAR, lie=-100, digest=False) + B + C,
        "abc",
        {"crawl.warc": "warc:damaged", "l": "warc:length"},
    ),
    "a length that is none": (
        A + b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: x\r\n\r\n" + C,
        "ac",
        {"crawl.warc": "warc:damaged"},
    ),
    "a length that no machine holds": (
        A + b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: 99999999999999999999\r\n\r\n" + C,
        "ac",
        {"crawl.warc": "warc:damaged"},
    ),
    "an endless head": (
        A + b"WARC/1.1\r\nWARC-Type: response\r\nX: " + b"y" * 3_000_000 + b"\r\nContent-Length: 0\r\n\r\n" + C,
        "ac",
        {"crawl.warc": "warc:damaged"},
    ),
    "an end too early": ((A + B + C)[:-40], "ab", {"crawl.warc": "warc:damaged", "c": "warc:cut"}),
    "another digest": (A + B.replace(b"words", b"WORDS") + C, "ac", {"b": "warc:digest"}),
    "another digest of the payload": (
        A + record(f"{SITE}/b", http(b"x"), more={"WARC-Payload-Digest": sha1(b"y")}),
        "a",
        {"b": "warc:digest"},
    ),
    "cut by the crawler": (A + record(f"{SITE}/b", http(b"x"), more={"WARC-Truncated": "length"}), "a", {"b": "warc:truncated"}),
    "in segments": (A + record(f"{SITE}/b", http(b"x"), more={"WARC-Segment-Number": "1"}), "a", {"b": "warc:segmented"}),
    "no head": (A + record(f"{SITE}/b", b"<p>no head</p>"), "a", {"b": "warc:http"}),
    "chunks that end too early": (
        A + record(f"{SITE}/b", http(b"ff\r\nabc", transfer_encoding="chunked")),
        "a",
        {"b": "warc:cut"},
    ),
    "a damaged compression": (
        A + record(f"{SITE}/b", http(gzip.compress(b"x" * 99, mtime=0)[:-9], content_encoding="gzip")),
        "a",
        {"b": "warc:cut"},
    ),
    "an unknown compression": (A + record(f"{SITE}/b", http(b"x", content_encoding="rot13")), "a", {"b": "warc:encoding"}),
    "a bomb": (
        A + record(f"{SITE}/b", http(zlib.compress(bytes(60_000_000)), content_encoding="deflate")),
        "a",
        {"b": "warc:encoding-bomb"},
    ),
    "an address with what none has": (A + record(f"{SITE}/b\x00c", http(b"x")), "a", {"b\\x00c": "warc:address"}),
    "malformed addresses": (
        A
        + record("http://[::1/x", http(b"x"))
        + record("http:///x", http(b"x"))
        + record("https://h:99999/x", b"x", "resource")
        + record("ftp://[y/x", b"x", "resource")
        + record("http://[::1/robots.txt", http(b"x"))
        + B,
        "ab",
        dict.fromkeys(("[::1/x", "/x", "h:99999/x", "[y/x", "[::1/robots.txt"), "warc:address"),
    ),
    "no WARC file": (b"hello world\n" * 99, "", {"crawl.warc": "warc:damaged"}),
    "nothing": (b"", "", {}),
    "no address": (A + record("", http(b"x")), "a", {}),
    "a broken newest capture": (
        A + page(f"{SITE}/a", "newer", "2024-09-09T00:00:00Z").replace(b"newer", b"wrong") + B,
        "ab",
        {"a": "warc:digest"},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_whole_comes_and_the_rest_is_refused_with_its_reason(name: str, store: Store, tmp_path: Path) -> None:
    data, good, reasons = CASES[name]
    if name == "a broken newest capture":  # both under one address: the older one stands
        (tmp_path / "crawl.warc").write_bytes(data)
        found = list(Warc(path="crawl.warc").fetch(tmp_path, store).files)
        assert [each.reason for each in found if isinstance(each, Refused)] == ["warc:digest"]
        assert [each.data for each in found if isinstance(each, File)] == [GOOD["a"], GOOD["b"]]
        return
    files, refused = harvested(data, tmp_path, store)
    assert {**files, **({"p": b""} if "p" in files else {})} == {each: GOOD[each] for each in good}
    assert refused == reasons


@pytest.mark.parametrize("kind", ["gz", "zst"])
def test_after_damage_in_a_packed_file_the_next_record_is_found(kind: str, store: Store, tmp_path: Path) -> None:
    parts = [packed([each], kind) for each in (A, B, C)]
    flipped = bytearray(parts[1])
    flipped[len(flipped) // 2] ^= 0xFF
    for middle in (b"garbage" * 9, bytes(flipped), parts[1][:-20]):
        files, refused = harvested(parts[0] + middle + parts[2], tmp_path, store, f"crawl.warc.{kind}")
        assert files.items() >= {"a": GOOD["a"], "c": GOOD["c"]}.items()
        assert "warc:damaged" in refused.values()


@pytest.mark.long
def test_a_record_that_swells_is_left_and_the_next_is_read(store: Store, tmp_path: Path) -> None:
    head = f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: {SITE}/bomb\r\nContent-Length: 3000000000\r\n\r\n".encode()
    bomb = zlib.compressobj(9, wbits=31)
    data = bomb.compress(head) + b"".join(bomb.compress(bytes(1 << 24)) for _ in range(10)) + bomb.flush()
    files, refused = harvested(packed([A], "gz") + data + packed([B], "gz"), tmp_path, store, "crawl.warc.gz")
    assert (files, refused) == (
        {"a": GOOD["a"], "b": GOOD["b"]},
        {"crawl.warc.gz": "warc:damaged", "bomb": "warc:cut"},
    )


def test_damage_everywhere_ends_the_file_and_not_the_harvest(tmp_path: Path) -> None:
    (tmp_path / "x.warc").write_bytes(b"\nWARC/1.0\r\nContent-Length: x\r\n\r\n" * 5_000)
    found = list(records(tmp_path / "x.warc"))
    assert len(found) == 1_001 and all(isinstance(each, Damage) for each in found)


def mutated(data: bytes, chance: Random) -> bytes:
    """Some bytes changed, cut out, cut off or put in."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 3, 12))):
        at = chance.randrange(len(changed))
        changed[at] ^= 1 << chance.randrange(8)
        what = chance.randrange(4)
        if what == 0:
            del changed[at + 1 :]
        elif what == 1:
            del changed[at : at + chance.randrange(1, 300)]
            changed += b"x"
        elif what == 2:
            changed[at:at] = chance.randbytes(chance.randrange(1, 200))
    return bytes(changed)


@pytest.mark.parametrize("kind", ["warc", "gz", "zst"])
def test_any_damage_is_survived_and_no_word_comes_that_was_not_captured(kind: str, tmp_path: Path) -> None:
    pages = {f"e.example.org/{n}": f"<p>{'x' * (n * 150)}{n}</p>".encode() for n in range(8)}
    data = packed((record(f"https://{path}", http(body)) for path, body in pages.items()), kind)
    for seed in range(120):
        folder = tmp_path / str(seed)
        folder.mkdir()
        (folder / "crawl.warc").write_bytes(mutated(data, Random(seed)))
        found = list(Warc(path="crawl.warc").fetch(folder, None).files)
        for each in found:
            assert isinstance(each, Refused) or each.path not in pages or each.data == pages[each.path]


def test_the_same_file_gives_the_same_records_each_time(tmp_path: Path) -> None:
    data = packed([A, B, C] * 30, "gz")
    for seed in range(30):
        (tmp_path / "x").write_bytes(mutated(data, Random(seed)))
        read = [[(each.number if isinstance(each, Record) else each) for each in records(tmp_path / "x")] for _ in range(2)]
        partly = []
        for each in records(tmp_path / "x"):
            if isinstance(each, Record) and each.number % 2:
                next(each.chunks, None)
            partly.append(each.number if isinstance(each, Record) else each)
        assert read[0] == read[1] == partly


def test_an_index_of_another_time_is_made_anew(store: Store, tmp_path: Path) -> None:
    (tmp_path / "crawl.warc").write_bytes(A)
    first = take(Warc(path="."), store, tmp_path)
    (place,) = store.folder.glob("warc-*.sqlite")
    with sqlite3.connect(place) as database:
        database.executescript("DROP TABLE captures; PRAGMA user_version = 99")
    database.close()
    assert take(Warc(path="."), store, tmp_path) == first
    assert DAY in str(first)
