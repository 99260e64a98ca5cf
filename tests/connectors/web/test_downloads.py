"""Large files come to disk; a cut costs what was not yet here, and what changed is never joined to what was."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest
from raw_server import NOT_FOUND, Asked, RawServer, Says, reply

from moisson.connectors.memory.store import Store
from moisson.connectors.web.client import Client, Download, Failure, Manners

SIZE = 900_000
HERE = Manners(allow_hosts=["127.0.0.1"], requests_per_second=0, retries=3, timeout_s=2.0)


@dataclass
class Archive:
    """One file on a server that knows ranges, and cuts the connection after `cut` bytes of each answer."""

    store: Store
    data: bytes = field(default_factory=lambda: Random(1).randbytes(SIZE))
    tag: str = '"1"'
    cut: int | None = None
    knows_ranges: bool = True
    shifted: int = 0  # by how much a piece begins elsewhere than it was asked to
    range: str | None = None  # what it says in the place of which piece it sends
    changes_after: int | None = None  # answers
    server: RawServer = field(init=False)
    answers: int = 0

    def __post_init__(self) -> None:
        self.server = RawServer(self.answer)

    def answer(self, asked: Asked) -> Says:
        if asked.path == "/signed":
            return reply(status="302 Found", Location=f"/archive?token={self.answers + 1}")
        if asked.path.partition("?")[0] != "/archive":
            return NOT_FOUND
        self.answers += 1
        if self.changes_after is not None and self.answers > self.changes_after:
            self.changes_after, self.tag, self.data = None, '"2"', Random(2).randbytes(SIZE + 5)
        if asked.headers.get("if-none-match") == self.tag:
            return f"HTTP/1.1 304 Same\r\nETag: {self.tag}\r\n\r\n".encode()
        wanted = re.fullmatch(r"bytes=(\d+)-", asked.headers.get("range", ""))
        start, status, extra = 0, "200 OK", ""
        if wanted and self.knows_ranges and asked.headers.get("if-range") == self.tag:
            start, status = int(wanted[1]) + self.shifted, "206 Partial"
            extra = f"Content-Range: {self.range or f'bytes {start}-{len(self.data) - 1}/{len(self.data)}'}\r\n"
        rest = self.data[start:]
        head = f"HTTP/1.1 {status}\r\nContent-Length: {len(rest)}\r\nETag: {self.tag}\r\n{extra}\r\n".encode()
        return [head, rest[: self.cut]] if self.cut else head + rest

    def download(self, path: str = "/archive", **manners: object) -> Download:
        with Client(Manners.model_validate({**HERE.model_dump(), **manners}), self.store) as client:
            return client.download(self.server.url(path))


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    made = Archive(Store(tmp_path / "store"))
    with made.server:
        yield made


def test_a_file_comes_whole_and_stays_until_it_changes(archive: Archive) -> None:
    first, second = archive.download(), archive.download()
    assert (first.status, second.status) == (200, 304)
    assert first.path == second.path
    assert second.path.read_bytes() == archive.data
    archive.tag, archive.data = '"2"', b"another"
    third = archive.download()
    assert (third.status, third.path.read_bytes()) == (200, b"another")


def test_cuts_cost_only_what_was_not_yet_here(archive: Archive) -> None:
    archive.cut = 100_000
    assert archive.download().path.read_bytes() == archive.data
    assert len(archive.server.paths) == 9
    assert archive.server.bytes_sent < SIZE + 9 * 400


def test_files_whose_addresses_differ_in_a_secret_are_not_one(tmp_path: Path) -> None:
    """Each with the same date: what was begun of one must not end as the other."""

    def answer(asked: Asked) -> Says:
        if not asked.path.startswith("/dump"):
            return NOT_FOUND
        if "if-modified-since" in asked.headers:
            return reply(status="304 Same")
        return reply(asked.path, Last_Modified="Mon, 01 Jan 2024 00:00:00 GMT")

    with RawServer(answer) as server, Client(HERE, Store(tmp_path / "store")) as client:
        paths = ["/dump?token=1", "/dump?token=2"]
        came = [client.download(server.url(path)) for path in paths * 2]
        assert [each.path.read_text() for each in came] == paths * 2
        assert [each.status for each in came] == [200, 200, 304, 304]


def test_a_server_without_ranges_begins_anew_and_not_for_ever(archive: Archive) -> None:
    archive.cut, archive.knows_ranges = 100_000, False
    with pytest.raises(Failure) as caught:
        archive.download()
    assert caught.value.reason in ("unstable", "cut")
    assert len(archive.server.paths) < 10


@pytest.mark.long
def test_a_piece_that_is_not_the_one_asked_for_is_not_joined(archive: Archive) -> None:
    archive.cut, archive.shifted = 300_000, 7
    with pytest.raises(Failure) as caught:
        archive.download(retries=2)
    assert caught.value.reason in ("unstable", "cut")
    archive.cut = None
    assert archive.download().path.read_bytes() == archive.data


MANY = "9" * 5_000


@pytest.mark.parametrize(
    "range", ["bytes 0-9/10", f"bytes 0-9/{MANY}", f"bytes 0-{MANY}/10", f"bytes {MANY}-9/10", "bytes 0-9/*", ""]
)
@pytest.mark.parametrize("begun", [False, True])
def test_a_piece_where_the_whole_was_asked_for_is_not_the_file(range: str, begun: bool, tmp_path: Path) -> None:
    """Neither where nothing is here, nor where what is here cannot be gone on from."""
    left: list[Says] = [[b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nbegun"]] if begun else []

    def answer(asked: Asked) -> Says:
        if asked.path != "/archive":
            return NOT_FOUND
        return left.pop() if left else reply("ten bytes.", "206 Partial", Content_Range=range)

    with RawServer(answer) as server, Client(HERE, Store(tmp_path / "store")) as client:
        with pytest.raises(Failure) as caught:
            client.download(server.url("/archive"))
        assert (caught.value.reason, len(server.paths)) == ("http-206", 1 + begun)


@pytest.mark.parametrize("said", [f"bytes 60000-9/{MANY}", f"bytes {MANY}-9/9", f"bytes 60000-{MANY}/9"])
def test_a_piece_whose_numbers_are_none_is_not_joined(archive: Archive, said: str) -> None:
    archive.cut = 60_000
    with pytest.raises(Failure):
        archive.download(retries=0)
    archive.cut, archive.range = None, said
    with pytest.raises(Failure, match="another piece of the file") as caught:
        archive.download(retries=0)
    assert caught.value.reason == "cut"
    archive.range = None
    assert archive.download().path.read_bytes() == archive.data


def test_more_than_may_come_is_refused_before_it_comes(archive: Archive) -> None:
    with pytest.raises(Failure) as caught:
        archive.download(max_download_bytes=SIZE - 1)
    assert caught.value.reason == "too-large"
    assert archive.server.bytes_sent < SIZE * 2


def test_without_a_store_the_file_goes_with_the_client(archive: Archive) -> None:
    with Client(HERE) as client:
        path = client.download(archive.server.url("/archive")).path
        assert path.read_bytes() == archive.data
    assert not path.exists()
