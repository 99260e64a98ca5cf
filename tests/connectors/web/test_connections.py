"""Connections are used again, but never where what comes next could be taken for another answer."""

import socket
import time
from collections.abc import Iterator

import httpx2
import pytest
from raw_server import NOT_FOUND, Asked, Handler, RawServer, Says, reply

from moisson.connectors.web import connections
from moisson.connectors.web.client import Client, Manners
from moisson.connectors.web.connections import MOST_IDLE
from moisson.connectors.web.headers import linked
from moisson.connectors.web.request import Transport

MANNERS = Manners(allow_hosts=["127.0.0.1"], requests_per_second=0, retries=0, timeout_s=2.0)
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"


class Counted(RawServer):
    """Counts the connections that are made."""

    def __init__(self, handler: Handler) -> None:
        super().__init__(handler, self._count)
        self.connections = 0

    def _count(self, connection: socket.socket) -> socket.socket:
        self.connections += 1
        return connection


def test_one_connection_serves_answers_of_every_kind() -> None:
    def answer(asked: Asked) -> bytes:
        if "if-none-match" in asked.headers:
            return b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n'
        if asked.path == "/moved":
            return reply("this page moved", status="302 Found", Location="/page")
        if asked.path == "/chunked":
            return CHUNKED
        return reply("page", ETag='"1"') if asked.path == "/page" else reply("gone", status="404 Not Found")

    with Counted(answer) as server, Client(MANNERS) as client:
        for path in ("/page", "/chunked", "/moved", "/page"):
            client.get(server.url(path))
        with pytest.raises(Exception, match="404"):
            client.get(server.url("/missing"))
        wire = client.fetcher.wire
        assert wire.ask("GET", httpx2.URL(server.url("/page")), {"If-None-Match": '"1"'}, None, 100).status == 304
        assert wire.ask("HEAD", httpx2.URL(server.url("/page")), {}, None, 100).status == 200
    assert server.connections == 1


@pytest.mark.parametrize(
    ("coding", "asked_for"), [("utf-8", "d%C3%A9cret%20n%C2%B0%205.html"), ("latin-1", "d%E9cret%20n%B0%205.html")]
)
def test_an_address_with_accents_as_they_are_leads_where_the_server_means(coding: str, asked_for: str) -> None:
    name = "décret n° 5.html".encode(coding)
    answers = {
        "/old": b"HTTP/1.1 301 Moved\r\nLocation: /" + name + b"\r\nContent-Length: 0\r\n\r\n",
        "/list": b"HTTP/1.1 200 OK\r\nLink: </a>, </" + name + b'>; rel="next"\r\nContent-Length: 0\r\n\r\n',
        f"/{asked_for}": reply("found"),
    }
    with RawServer(lambda asked: answers.get(asked.path, NOT_FOUND)) as server, Client(MANNERS) as client:
        assert client.get(server.url("/old")).body == b"found"
        listed = client.get(server.url("/list"))
        assert [client.get(onward).body for onward in linked(listed.headers, "next", listed.url)] == [b"found"]


def test_bytes_that_come_late_are_not_taken_for_an_answer() -> None:
    def late() -> Iterator[bytes]:
        yield reply("first")
        time.sleep(0.1)
        yield reply("evil")

    def answer(asked: Asked) -> Says:
        return late() if asked.path == "/first" else reply("honest") if asked.path == "/second" else NOT_FOUND

    with Counted(answer) as server, Client(MANNERS) as client:
        assert client.get(server.url("/first")).body == b"first"
        time.sleep(0.3)
        assert client.get(server.url("/second")).body == b"honest"
    assert server.connections == 2


def test_a_connection_that_the_server_ended_is_left_and_no_failure() -> None:
    with RawServer(lambda asked: [reply(asked.path)]) as server, Client(MANNERS) as client:  # a list ends the connection
        for number in range(3):
            assert client.get(server.url(f"/n{number}")).body == f"/n{number}".encode()
            time.sleep(0.1)


def test_idle_connections_are_few_and_grow_old(monkeypatch: pytest.MonkeyPatch) -> None:
    hosts = [f"h{number}.example" for number in range(MOST_IDLE + 6)]
    manners = MANNERS.model_copy(update={"allow_hosts": hosts})
    with Counted(lambda _asked: reply("x")) as server:
        wire = Transport(manners, lambda _host, _port: ["127.0.0.1"])
        for host in hosts:
            wire.ask("GET", httpx2.URL(server.url("/", host)), {}, None, 10)
        assert len(wire.lines._idle) == MOST_IDLE
        wire.ask("GET", httpx2.URL(server.url("/", hosts[-1])), {}, None, 10)
        assert server.connections == len(hosts), "the newest are kept"
        monkeypatch.setattr(connections, "IDLE_S", 0.0)
        wire.ask("GET", httpx2.URL(server.url("/", hosts[-1])), {}, None, 10)
        assert server.connections == len(hosts) + 1, "one that is too old is not used"
        assert len(wire.lines._idle) == 1, "and the others go with it"
        wire.close()
        assert not wire.lines._idle


def test_a_large_question_is_sent_whole() -> None:
    with RawServer(lambda asked: reply(str(len(asked.body)))) as server, Client(MANNERS) as client:
        assert client.post(server.url("/x"), bytes(3 << 20), "text/plain").body == str(3 << 20).encode()
