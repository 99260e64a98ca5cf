"""Requests that a connector signs, answers that it asks for in one version, and what a server says where it refuses."""

from collections.abc import Mapping
from pathlib import Path

import httpx2
import pytest
from raw_server import NOT_FOUND, Asked, RawServer, Says, reply

from moisson.connectors.memory.store import Store
from moisson.connectors.web.client import Client, Failure, Manners

HERE = Manners(allow_hosts=["127.0.0.1"], requests_per_second=0, retries=2, timeout_s=2.0)


def test_each_attempt_is_signed_anew_and_a_redirect_to_another_host_is_not() -> None:
    signed: list[str] = []
    busy = [reply(status="503 Slow Down", Retry_After="0")]
    elsewhere = RawServer(lambda asked: reply("words") if asked.path == "/far" else NOT_FOUND)

    def home(asked: Asked) -> Says:
        if asked.path == "/again":
            return busy.pop() if busy else reply("words")
        return reply(status="307 There", Location=elsewhere.url("/far")) if asked.path == "/near" else NOT_FOUND

    with elsewhere, RawServer(home) as server:

        def sign(method: str, url: httpx2.URL) -> Mapping[str, str]:
            if url.port != server.port:
                return {}
            signed.append(f"{method} {url.path}")
            return {"Authorization": f"signature {len(signed)}"}

        with Client(HERE, sign=sign) as client:
            assert client.get(server.url("/again")).body == b"words"
            assert client.get(server.url("/near")).body == b"words"
    said = {asked.headers["authorization"] for asked in server.asked if asked.path == "/again"}
    assert len(said) == 2, "a signature grows old while one waits"
    assert [asked.path for asked in elsewhere.asked if "authorization" in asked.headers] == []
    assert "/far" in elsewhere.paths


ERROR = b"<Error><Code>AccessDenied</Code></Error>"


@pytest.mark.parametrize(
    ("answer", "body"),
    [
        (reply(ERROR, "403 Forbidden", Content_Type="application/xml"), ERROR),
        (reply(b'{"error": "gated"}', "403 Forbidden", Content_Type="application/json; charset=utf-8"), b'{"error": "gated"}'),
        (reply(b"<html>", "403 Forbidden", Content_Type="text/html"), b""),
        (reply(b"x" * 100_000, "403 Forbidden", Content_Type="text/xml"), b"x" * 16_384),
        (b"HTTP/1.1 403 No\r\nContent-Type: text/xml\r\nContent-Length: 99\r\n\r\n<Err", b"<Err"),
        (reply(b"no gzip", "403 Forbidden", Content_Type="text/xml", Content_Encoding="gzip"), b""),
    ],
)
@pytest.mark.parametrize("to_disk", [False, True])
def test_an_error_for_programs_comes_with_the_failure_and_changes_nothing_else(
    answer: bytes, body: bytes, to_disk: bool, tmp_path: Path
) -> None:
    def handler(asked: Asked) -> Says:
        return [answer] if asked.path == "/closed" else NOT_FOUND

    with RawServer(handler) as server, Client(HERE, Store(tmp_path)) as client, pytest.raises(Failure) as failed:
        (client.download if to_disk else client.get)(server.url("/closed"))
    assert (failed.value.reason, failed.value.body) == ("http-403", body)
    assert failed.value.headers["content-type"]
    assert "AccessDenied" not in repr(failed.value), "what a server says is shown where a connector chooses to"


class Versions:
    """A file on a server that heeds If-Match as it is told to, and cuts its first answer."""

    def __init__(self, heeds: bool, piece: int) -> None:
        self.heeds, self.piece, self.tag, self.data, self.cuts = heeds, piece, '"1"', b"a" * 200_000, 1

    def __call__(self, asked: Asked) -> Says:
        if asked.path != "/file":
            return NOT_FOUND
        if self.heeds and asked.headers.get("if-match") != self.tag:
            return reply(status="412 Precondition Failed")
        start, status, more = 0, "200 OK", ""
        if asked.headers.get("range"):  # whatever If-Range says
            start = int(asked.headers["range"].removeprefix("bytes=").rstrip("-"))
            status, more = "206 Partial", f"Content-Range: bytes {start}-{len(self.data) - 1}/{len(self.data)}\r\n"
        head = f"HTTP/1.1 {status}\r\nETag: {self.tag}\r\nContent-Length: {len(self.data) - start}\r\n{more}\r\n".encode()
        self.cuts -= 1
        return [head, self.data[start : start + self.piece]] if self.cuts >= 0 else head + self.data[start:]


@pytest.mark.parametrize("heeds", [True, False])
def test_a_file_asked_for_in_one_version_is_never_another_nor_two_in_one(heeds: bool, tmp_path: Path) -> None:
    file = Versions(heeds, 10_000)
    once = HERE.model_copy(update={"retries": 0})
    with RawServer(file) as server, Client(once, Store(tmp_path)) as client:
        with pytest.raises(Failure, match="cut"):
            client.download(server.url("/file"), conditional=False, etag='"1"')
        file.tag, file.data = '"2"', b"b" * 200_000
        with pytest.raises(Failure, match="http-412"):
            client.download(server.url("/file"), conditional=False, etag='"1"')
        got = client.download(server.url("/file"), conditional=False, etag='"2"')
        assert got.path.read_bytes() == b"b" * 200_000
