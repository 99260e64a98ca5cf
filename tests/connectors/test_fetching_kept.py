"""Documents that are listed and cannot be had today: what they held is kept, unless the failure says that they are gone."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from threading import Barrier

import pytest
from loopback import MANNERS, Asked, Given, Loopback, loopback

from moisson.connectors.fetching import Target, documents, failures_token, offered_targets, state_beside_list, with_tokens
from moisson.connectors.memory.store import Store
from moisson.connectors.web.client import Client
from moisson.contracts.errors import FetchError
from moisson.readers.contract import About, File, Refused

SCOPE = "test:"
WORDS = b"Le contrat de travail est une convention."
ROBOTS = "/robots.txt"
PASSING = {
    "http-202": Given(b"<html>checking your browser", 202),
    "http-204": Given(status=204),
    "http-400": Given(status=400),
    "http-401": Given(status=401),
    "http-403": Given(b"<html>Access denied", 403),
    "http-420": Given(status=420),
    "http-503": Given(status=503),
    "redirect-loop": Given(status=302, headers={"Location": "/a"}),
    "redirect-invalid": Given(status=302),
    "encoding": Given(b"\x1f\x8b123", headers={"Content-Encoding": "gzip"}),
    "empty": Given(b" \r\n"),
}
GONE = {
    "http-404": Given(status=404),
    "http-410": Given(status=410),
    "http-451": Given(status=451),
    "too-large": Given(b"x" * 2_000),
}


@dataclass
class Far:
    """A server whose addresses all answer the same, unless a path has an answer of its own."""

    server: Loopback = field(init=False)
    given: Given = field(default_factory=lambda: Given(WORDS))
    own: dict[str, Given] = field(default_factory=dict)

    def answer(self, asked: Asked) -> Given:
        return self.own.get(asked.path, self.given)

    def wish(self, token: str | None = "1", name: str = "a") -> Target:
        return Target(name, f"{self.server.address}/{name}", token, About())


@pytest.fixture
def far() -> Iterator[Far]:
    made = Far()
    with loopback(made.answer) as server:
        made.server = server
        yield made


def take(store: Store, *wishes: Target) -> list[tuple[str, str | bytes]]:
    """What comes of the wishes: path and bytes of a file, id and reason of a refusal."""
    with Client(MANNERS.model_copy(update={"max_bytes": 1_000}), store) as client:
        found = list(documents(client, store, SCOPE, list(with_tokens(client, store, SCOPE, wishes))))
    return [(each.path, each.data) if isinstance(each, File) else (each.id, each.reason) for each in found]


@pytest.mark.parametrize("reason", PASSING)
@pytest.mark.parametrize("dated", [True, False])
def test_what_fails_today_keeps_what_it_held_and_comes_when_it_can(far: Far, store: Store, reason: str, dated: bool) -> None:
    first, second = ("1", "2") if dated else (None, None)
    assert take(store, far.wish(first)) == [("a", WORDS)]
    far.given = PASSING[reason]
    for _ in range(2):
        assert take(store, far.wish(second)) == [("a", f"not-renewed:{reason}"), ("a", WORDS)]
    assert take(Store(store.folder / "new"), far.wish(second)) == [("a", f"fetch:{reason}")]
    far.given = Given(b"Le contrat est revu.")
    assert take(store, far.wish(second)) == [("a", b"Le contrat est revu.")]


@pytest.mark.parametrize("reason", GONE)
@pytest.mark.parametrize("dated", [True, False])
def test_what_is_gone_is_not_kept_and_no_later_failure_brings_it_back(far: Far, store: Store, reason: str, dated: bool) -> None:
    tokens = iter("123") if dated else iter([None] * 3)
    take(store, far.wish(next(tokens)))
    far.given = GONE[reason]
    assert take(store, far.wish(second := next(tokens))) == [("a", f"fetch:{reason}")]
    far.given = Given(status=503)
    assert take(store, far.wish(second)) == [("a", "fetch:http-503")]
    if dated:
        assert [each.here for each in offered_targets(store, SCOPE, [far.wish("1")]) if not isinstance(each, Refused)] == [False]
        assert take(store, far.wish("1")) == [("a", "fetch:http-503")], "though the list dates it as it did then"
    far.given = Given(WORDS)
    assert take(store, far.wish(next(tokens))) == [("a", WORDS)]
    far.given = Given(status=503)
    assert take(store, far.wish("4" if dated else None))[-1] == ("a", WORDS), "it came again, and is held again"


def test_what_robots_txt_forbids_now_is_not_kept(far: Far, store: Store) -> None:
    take(store, far.wish())
    far.server.rules[ROBOTS] = Given(b"User-agent: *\nDisallow: /a\n")
    assert take(store, far.wish("2")) == [("a", "fetch:robots-disallowed")]


def versions(store: Store, wish: Target, harvests: int) -> list[str | None]:
    """What each of so many harvests adds to the version of the whole, after the first."""
    found = []
    for _ in range(harvests):
        take(store, wish)
        found.append(failures_token(store, SCOPE))
    return found[1:]


def test_what_is_kept_is_asked_for_at_each_harvest_and_what_was_always_closed_is_not(far: Far, store: Store) -> None:
    far.given = Given(status=403)
    assert len({*versions(store, far.wish(), 4)}) == 1, "a version that comes again is not harvested again"
    far.given = Given(WORDS)
    take(store, far.wish())
    far.given = Given(status=403)
    assert len({*versions(store, far.wish("2"), 4)}) == 3


@pytest.mark.parametrize("reason", ["http-202", "encoding", "empty"])
def test_what_never_came_for_a_passing_reason_is_asked_for_at_each_harvest(far: Far, store: Store, reason: str) -> None:
    far.given = PASSING[reason]
    assert len({*versions(store, far.wish(), 4)}) == 3


@pytest.mark.parametrize("reason", ["http-503", "http-420"])
def test_a_server_that_is_away_stops_the_harvest_after_twenty(far: Far, store: Store, reason: str) -> None:
    wishes = [far.wish(name=f"{number:02}") for number in range(40)]
    far.given = PASSING[reason]
    far.own["/05"] = Given(WORDS)
    with Client(MANNERS, store) as client:
        found = documents(client, store, SCOPE, wishes)
        assert [next(found) for _ in range(25)]
        with pytest.raises(FetchError, match="so did the 19 before it"):
            list(found)


def test_the_hosts_of_a_list_are_asked_for_their_rules_at_once(store: Store) -> None:
    all_of_them = Barrier(6)

    def answer(asked: Asked) -> Given:
        if asked.path == "/rules":
            all_of_them.wait(3)
            return Given(status=404)
        return Given(WORDS)

    with ExitStack() as things:
        hosts = [things.enter_context(loopback(answer)) for _ in range(6)]
        take(store, *(Target(host.address, f"{host.address}/a", "1", About()) for host in hosts))
        for host in hosts:
            host.rules[ROBOTS] = Given(status=302, headers={"Location": "/rules"})
        with Client(MANNERS, store) as client:
            state_beside_list(client, store, SCOPE)
    assert not all_of_them.broken, "one waited for an answer while another was not yet asked"
