"""One at a time, the next question is sent before the last answer is taken, and never where that could do harm."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from raw_server import NOT_FOUND, Asked, RawServer, Says, reply

from moisson.web import lines
from moisson.web.ahead import Pace, in_order
from moisson.web.client import Answer, Client, Failure, Manners

MANNERS: dict[str, Any] = {"allow_hosts": ["127.0.0.1"], "requests_per_second": 0, "retries": 0, "timeout_s": 2.0}


class Alone(Pace):
    """One at a time, however fast that is."""

    def begin(self) -> None:
        self.alone = True

    def one(self) -> None:
        """Never in threads."""


@contextmanager
def asking(**said: Any) -> Iterator[Client]:
    with Client(Manners(**MANNERS | said)) as client:
        client.pace = Alone()
        yield client


def page(asked: Asked) -> Says:
    return reply(asked.path) if asked.path.startswith("/n") else NOT_FOUND


def addresses(server: RawServer, count: int) -> list[str]:
    return [server.url(f"/n{number}") for number in range(count)]


def bodies(found: Iterator[Answer | Failure]) -> list[str]:
    return [each.reason if isinstance(each, Failure) else each.body.decode() for each in found]


def arrived(server: RawServer, count: int) -> int:
    """How many were asked for, when so many were or half a second is over."""
    until = time.monotonic() + 0.5
    while len(server.paths) < count and time.monotonic() < until:
        time.sleep(0.01)
    return len(server.paths)


def test_the_server_has_the_next_question_while_the_answer_is_in_hand_and_no_further_one() -> None:
    with RawServer(page) as server, asking() as client:
        found = client.get_many(addresses(server, 5))
        for number in range(5):
            assert bodies(iter([next(found)])) == [f"/n{number}"]
            assert arrived(server, number + 3) == min(number + 2, 5)
        assert server.paths == [f"/n{number}" for number in range(5)] and server.most_under_way == 1


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        pytest.param("", {"requests_per_second": 1000}, id="a rate"),
        pytest.param("", {"concurrency": 1}, id="one at a time"),
        pytest.param("User-agent: *\nCrawl-delay: 0.01", {}, id="a delay"),
    ],
)
def test_manners_come_first(rules: str, said: dict[str, Any]) -> None:
    with (
        RawServer(lambda asked: reply(rules) if asked.path == "/robots.txt" else page(asked)) as server,
        asking(**said) as client,
    ):
        found = client.get_many(addresses(server, 3))
        next(found)
        assert arrived(server, 2) == 1
        assert bodies(found) == ["/n1", "/n2"]


def test_what_robots_forbid_is_never_sent() -> None:
    rules = "User-agent: *\nDisallow: /n1"
    with RawServer(lambda asked: reply(rules) if asked.path == "/robots.txt" else page(asked)) as server, asking() as client:
        assert bodies(client.get_many(addresses(server, 3))) == ["/n0", "robots-disallowed", "/n2"]
        assert server.paths == ["/n0", "/n2"]


def test_a_question_that_the_server_drops_is_asked_once_more() -> None:
    seen: list[str] = []

    def once(asked: Asked) -> Says:
        seen.append(asked.path)
        return None if asked.path == "/n1" and seen.count("/n1") == 1 else page(asked)

    with RawServer(once) as server, asking() as client:
        assert bodies(client.get_many(addresses(server, 4))) == ["/n0", "/n1", "/n2", "/n3"]
        assert server.paths.count("/n1") == 2


def test_an_answer_that_waited_long_is_not_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "EARLY_S", 0.05)
    with RawServer(page) as server, asking() as client:
        found = client.get_many(addresses(server, 2))
        next(found)
        time.sleep(0.1)
        assert bodies(found) == ["/n1"]
        assert arrived(server, 3) == 3


def test_another_question_between_has_its_own_answer() -> None:
    with RawServer(page) as server, asking() as client:
        found = client.get_many(addresses(server, 3))
        next(found)
        assert client.get(server.url("/n7")).body == b"/n7"
        with pytest.raises(Failure, match="404"):
            client.get(server.url("/missing"))
        assert bodies(found) == ["/n1", "/n2"]
        assert sorted(server.paths) == ["/missing", "/n0", "/n1", "/n2", "/n7"]


def test_who_stops_taking_leaves_no_connection_open() -> None:
    with RawServer(page) as server, asking() as client:
        found = client.get_many(addresses(server, 9))
        next(found)
        assert arrived(server, 2) == 2
        del found
        again = client.get_many(addresses(server, 9)[5:])
        next(again)
        assert len(client.courier.wire.lines._idle) <= 1
        early = client.courier.wire.lines._early
        assert early is not None and early[0][2] == b"/n6"
        client.courier.wire.close()
        assert early[2]._socket.fileno() == -1


def test_what_is_begun_is_not_lost_where_threads_take_over() -> None:
    begun, done = [], []
    pace = Pace()
    pace.alone = True

    def begin(item: int) -> int:
        begun.append(item)
        return item

    def work(item: int) -> tuple[int, bool]:
        done.append(item)
        return item, threading.current_thread() is threading.main_thread()

    def turning(count: int) -> Iterator[int]:
        for item in range(count):
            pace.alone = item < 3
            yield item

    found = list(in_order(work, turning(20), 2, pace=pace, begin=begin))
    assert [item for item, _ in found] == list(range(20))
    assert sorted(done) == list(range(20)) and begun == [0, 1, 2, 3]
    assert [here for _, here in found] == [True] * 3 + [False] * 17
