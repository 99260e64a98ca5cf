"""WARC files without the captures of an address: all other records stay, byte for byte."""

from pathlib import Path

import pytest
from made_warcs import packed, page, record, revisit, sha1

from moisson.connectors.files.bounds import Unreadable
from moisson.connectors.warc.rewrite import write_without

SITE = "https://council.example.org"
GONE = "council.example.org/b"
DAY, LATER = "2024-03-01T10:00:00Z", "2024-09-01T00:00:00Z"
RECORDS = [
    page(f"{SITE}/a", "a"),
    record(f"{SITE}/b", b"GET /b HTTP/1.1\r\n\r\n", "request"),
    page(f"{SITE}/b", "b"),
    page(f"{SITE}/b2", "two"),
    page("http://council.example.org/b", "b again", LATER),
    revisit(f"{SITE}/b", LATER, refers_to_target_uri=f"{SITE}/b", refers_to_date=DAY),
    page(f"{SITE}/c", "c"),
]


def cut(folder: Path, data: bytes, *names: str) -> bytes | None:
    """What is left of a file; None where there was nothing to take out."""
    (path := folder / "crawl").write_bytes(data)
    return (folder / "new").read_bytes() if write_without(path, folder / "new", lambda name: name in names) else None


@pytest.mark.parametrize("kind", ["warc", "gz", "zst"])
def test_every_record_of_the_address_goes_and_no_other(kind: str, tmp_path: Path) -> None:
    assert cut(tmp_path, packed(RECORDS, kind), GONE) == packed([RECORDS[0], RECORDS[3], RECORDS[6]], kind)
    assert cut(tmp_path, packed(RECORDS, kind), "council.example.org/d") is None


def test_where_all_captures_are_documents_one_moment_goes(tmp_path: Path) -> None:
    left = cut(tmp_path, packed(RECORDS[:5], "gz"), f"20240901000000/{GONE}")
    assert left == packed(RECORDS[:4], "gz")


@pytest.mark.parametrize(
    "stays",
    [
        revisit(f"{SITE}/copy", LATER, refers_to_target_uri=f"{SITE}/b", refers_to_date=DAY),
        revisit(f"{SITE}/copy", LATER, payload_digest=sha1(b"<p>b</p>")),
        page(f"{SITE}/z", "z")[:-20],
    ],
)
def test_a_file_that_lives_on_what_goes_or_is_damaged_is_not_cut(stays: bytes, tmp_path: Path) -> None:
    with pytest.raises(Unreadable):
        cut(tmp_path, packed([*RECORDS, stays], "warc"), GONE)


def test_nor_is_one_whose_records_are_packed_together(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="several records as one"):
        cut(tmp_path, packed([b"".join(RECORDS)], "gz"), GONE)
