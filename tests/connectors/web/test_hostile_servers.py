"""A hostile server loses its documents only, each with a reason; the others come, and nothing takes longer than it may."""

import gzip
import itertools
import time
import zlib
from collections.abc import Iterator

import pytest
from raw_server import NOT_FOUND, Asked, RawServer, Says, reply

from moisson.connectors.web.bodies import read_body
from moisson.connectors.web.client import Answer, Client, Failure, Manners

MANNERS = Manners(
    allow_hosts=["127.0.0.1"],
    requests_per_second=0,
    concurrency=16,
    timeout_s=0.6,
    total_timeout_s=1.2,
    max_bytes=1_000_000,
    retries=1,
)
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
CHUNK = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
BOMB = gzip.compress(gzip.compress(bytes(50_000_000)))  # 50 MB in 50 kB in less
ZEROS = gzip.compress(bytes(50_000_000))


def dripped(data: bytes, pause: float = 0.05) -> Iterator[bytes]:
    for at in range(len(data)):
        time.sleep(pause)
        yield data[at : at + 1]


def silent() -> Iterator[bytes]:
    time.sleep(3)
    yield b""


HOSTILE: dict[str, tuple[str, Says]] = {
    "/slow-head": ("too-slow", b""),
    "/slow-body": ("too-slow", b""),
    "/silent": ("timeout", b""),
    "/endless": ("too-large", b""),
    "/endless-head": ("protocol", b""),
    "/endless-continue": ("too-large or too-slow", b""),
    "/announces-all": ("too-large", b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000000000\r\n\r\nx"),
    "/announces-more": ("cut", [b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort"]),
    "/announces-less": ("length", b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello and more"),
    "/announces-two": ("protocol", [b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef"]),
    "/announces-less-than-none": ("protocol", [b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nabcde"]),
    "/bad-chunk": ("protocol", [CHUNKED + b"zz\r\nabc\r\n"]),
    "/cut-chunk": ("cut", [CHUNKED + b"10\r\nabc"]),
    "/bomb": ("too-large", reply(ZEROS, Content_Encoding="gzip")),
    "/bomb-in-a-bomb": ("encoding", reply(BOMB, Content_Encoding="gzip, gzip")),
    "/unasked-encoding": ("encoding", reply(b"\x8b\x03\x80hello\x03", Content_Encoding="br")),
    "/no-gzip": ("encoding", reply("plain", Content_Encoding="gzip")),
    "/cut-gzip": ("cut", reply(gzip.compress(b"words " * 1000)[:-20], Content_Encoding="gzip")),
    "/not-http": ("protocol", [b"SSH-2.0-OpenSSH_9.6\r\n\r\n"]),
    "/nothing": ("cut", None),
    "/loop": ("redirect-loop", reply(status="301 Moved", Location="/loop")),
    "/far/0": ("redirect-loop", b""),
    "/nowhere": ("redirect-invalid", reply(status="302 Found")),
    "/no-content": ("http-204", b"HTTP/1.1 204 No Content\r\n\r\n"),
    "/partial": ("http-206", reply("half", status="206 Partial Content", Content_Range="bytes 0-3/8")),
    "/unchanged": ("http-304", b"HTTP/1.1 304 Not Modified\r\n\r\n"),
    "/gone": ("http-410", reply(status="410 Gone")),
    "/broken": ("http-500", reply(status="500 Oops")),
}


def endless(asked: Asked) -> Says:
    """What cannot be written down as bytes."""
    if asked.path.startswith("/good/"):
        return reply(f"words {asked.path}")
    if asked.path.startswith("/far/"):
        return reply(status="302 Found", Location=f"/far/{int(asked.path[5:]) + 1}")
    made: dict[str, Iterator[bytes]] = {
        "/slow-head": dripped(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 10_000),
        "/slow-body": itertools.chain([b"HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n"], dripped(b"x" * 10_000)),
        "/silent": silent(),
        "/endless": itertools.chain([CHUNKED], itertools.repeat(CHUNK)),
        "/endless-head": itertools.chain(
            [b"HTTP/1.1 200 OK\r\n"], (b"X-%d: %s\r\n" % (i, b"x" * 500) for i in itertools.count())
        ),
        "/endless-continue": itertools.repeat(b"HTTP/1.1 100 Continue\r\n\r\n" * 100),
    }
    return made.get(asked.path) or HOSTILE.get(asked.path, ("", NOT_FOUND))[1]


@pytest.fixture(scope="module")
def fetched() -> Iterator[tuple[dict[str, Answer | Failure], float]]:
    """Everything that the hostile server has, good documents in between, and the seconds that it took."""
    paths = list(itertools.chain.from_iterable((path, f"/good{path}") for path in HOSTILE))
    with RawServer(endless) as server, Client(MANNERS) as client:
        begun = time.monotonic()
        answers = list(client.get_many([server.url(path) for path in paths]))
        yield dict(zip(paths, answers, strict=True)), time.monotonic() - begun


@pytest.mark.parametrize("path", HOSTILE)
def test_it_loses_its_document_with_a_reason(fetched: tuple[dict[str, Answer | Failure], float], path: str) -> None:
    lost = fetched[0][path]
    assert isinstance(lost, Failure), lost
    assert lost.reason in HOSTILE[path][0].split(" or "), lost
    assert lost.url.endswith("/loop" if path == "/loop" else path.partition("/0")[0]) or "/far/" in path
    assert lost.detail.endswith(".")


def test_and_no_other(fetched: tuple[dict[str, Answer | Failure], float]) -> None:
    answers, seconds = fetched
    for path in HOSTILE:
        good = answers[f"/good{path}"]
        assert isinstance(good, Answer), good
        assert good.body == f"words /good{path}".encode()
    assert seconds < 30


def test_an_answer_before_the_question_is_nobodys() -> None:
    """One answer holds the next: who asks second on that connection is not given what the first one brought along."""
    poison = b"0\r\n\r\n" + reply("poison")

    def handler(asked: Asked) -> Says:
        return CHUNKED + poison if asked.path == "/poisoner" else reply("good") if asked.path == "/victim" else NOT_FOUND

    with RawServer(handler) as server, Client(MANNERS) as client:
        assert client.get(server.url("/poisoner")).body == b""
        assert client.get(server.url("/victim")).body == b"good"


def test_a_host_that_only_fails_is_left_in_peace() -> None:
    def handler(asked: Asked) -> Says:
        return None if asked.path.startswith("/d/") else NOT_FOUND

    manners = MANNERS.model_copy(update={"retries": 0, "concurrency": 1})
    with RawServer(handler) as server, Client(manners) as client:
        found = list(client.get_many([server.url(f"/d/{n}") for n in range(40)]))
    reasons = [each.reason for each in found if isinstance(each, Failure)]
    assert reasons == ["cut"] * 25 + ["host-failing"] * 15
    assert len(set(server.paths)) == 25


def test_what_swells_too_much_is_a_bomb_however_much_may_come() -> None:
    with pytest.raises(Failure) as caught:
        read_body([ZEROS], "gzip", 1 << 40, "here")
    assert caught.value.reason == "encoding-bomb"


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "GZIP", "deflate", "raw", "identity", ""])
def test_honest_encodings_are_read_in_any_pieces(encoding: str) -> None:
    words = "Article 1er. L'État est laïque. ".encode() * 500
    raw = zlib.compressobj(wbits=-15)
    packed = {
        "deflate": zlib.compress(words),
        "raw": raw.compress(words) + raw.flush(),
        "identity": words,
        "": words,
    }.get(encoding, gzip.compress(words[:9]) + gzip.compress(words[9:]))
    for size in (1, 7, len(packed)):
        pieces = [packed[at : at + size] for at in range(0, len(packed), size)]
        assert read_body(pieces, "deflate" if encoding == "raw" else encoding, len(words), "here") == words


def test_the_limit_is_exact() -> None:
    assert read_body([b"12345"], "", 5, "here") == b"12345"
    with pytest.raises(Failure):
        read_body([b"123456"], "", 5, "here")


def test_a_hostile_robots_txt_closes_the_host_and_says_so() -> None:
    def handler(asked: Asked) -> Says:
        return itertools.chain([CHUNKED], itertools.repeat(CHUNK)) if asked.path == "/robots.txt" else reply("hello")

    with RawServer(handler) as server, Client(MANNERS) as client:
        found = list(client.get_many([server.url("/a"), server.url("/b")]))
    assert [each.reason for each in found if isinstance(each, Failure)] == ["robots-unreachable"] * 2
    assert server.paths == []
