"""Documents that a listing names by address: those that did not change come from the store, the others are asked for.

A document's address and change token are remembered after its body, so a harvest that is cut short asks again for what it did
not finish, and for nothing else. What could not be had is remembered too: it changes the version of the whole, so that the next
harvest asks once more where this one failed.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from moisson.connectors.store import Store
from moisson.errors import FetchError
from moisson.identity import digest, fingerprint
from moisson.reader import About, File, Refused
from moisson.web.client import Answer, Client
from moisson.web.failure import Failure

Own = Callable[[Answer], dict[str, str] | None]
AWAY = re.compile("connect|timeout|cut|address-unknown|robots-unreachable|http-(?:408|425|429|5..)")  # another day may be better
MOST_IN_A_ROW = 20
BATCH = 64  # documents asked for before the first of them is given


@dataclass(frozen=True, slots=True)
class Wish:
    """A document to be had at an address. While its `token` stays, it did not change."""

    path: str  # the name of the file that comes of it
    url: str
    token: str | None  # None: the list does not say
    about: About


@contextmanager
def remembering(store: Store | None) -> Iterator[Store]:
    """The store, or one that is forgotten afterwards."""
    if store is not None:
        yield store
        return
    with TemporaryDirectory(prefix="moisson-") as folder:
        yield Store(Path(folder))


def bare(url: str) -> str:
    """An address without its scheme: what globs over addresses are compared with, and what they may leave out themselves."""
    return url.partition("://")[2] or url


def held(things: ExitStack, files: Iterable[File | Refused]) -> Iterator[File | Refused]:
    """The files; what they need is closed when the last has been taken, or the reader stops."""
    with things:
        yield from files


def failures(store: Store, scope: str) -> str | None:
    """A token of what the harvest before could not have; None where it had all."""
    known = store.known(f"{scope}failures") or {}
    return known.get("token")


def documents(
    client: Client, store: Store, scope: str, wishes: Iterable[Wish | File | Refused], own: Own | None = None
) -> Iterator[File | Refused]:
    """A file or a refusal for each wish that has a token, in their order; what is no wish passes through.

    `own` finds what a document says of its own rights, which is nearer than what the list says.
    """
    failed: list[str] = []
    outage = Outage()
    left = iter(wishes)
    while batch := list(islice(left, BATCH)):
        missing = [wish for wish in batch if isinstance(wish, Wish) and _kept(store, scope, wish) is None]
        lost: dict[str, Failure] = {}
        for wish, answer in zip(missing, client.get_many([wish.url for wish in missing]), strict=True):
            outage.look(answer)
            if isinstance(answer, Failure):
                lost[wish.path] = answer
            else:
                _keep(store, scope, wish, answer, own)
        for each in batch:
            if not isinstance(each, Wish):
                yield each
            elif (failure := lost.get(each.path)) is not None:
                failed.append(f"{each.path} {each.token}")
                older = _older(store, scope, each, failure)
                yield refused(each, failure, kept=older is not None)
                if older is not None and (file := _kept(store, scope, older)) is not None:
                    yield file
            elif (file := _kept(store, scope, each)) is not None:
                yield file
    store.remember(f"{scope}failures", {"token": fingerprint(failed) if failed else None})


def settled(client: Client, store: Store, scope: str, wishes: Iterable[Wish], own: Own | None = None) -> Iterator[Wish | Refused]:
    """The wishes, each with a token: where the list gives none, the server is asked whether the document changed."""
    outage = Outage()
    left = iter(wishes)
    while batch := list(islice(left, BATCH)):
        open = [wish for wish in batch if wish.token is None]
        answers = dict(zip([wish.path for wish in open], client.get_many([wish.url for wish in open]), strict=True))
        for wish in batch:
            answer = answers.get(wish.path)
            if answer is None:
                yield wish
                continue
            outage.look(answer)
            if isinstance(answer, Failure):
                older = _older(store, scope, wish, answer)
                yield refused(wish, answer, kept=older is not None)
                if older is not None:
                    yield older
            else:
                known = replace(wish, token=f"body {digest(answer.body)}")
                _keep(store, scope, known, answer, own)
                yield known


@dataclass
class Outage:
    """Failures in a row: where a server is away, the harvest stops, and does not lose its documents one by one."""

    row: int = 0

    def look(self, answer: Answer | Failure) -> None:
        """Count one answer; raises FetchError at the last of many failures in a row."""
        away = isinstance(answer, Failure) and bool(AWAY.fullmatch(answer.reason))
        self.row = self.row + 1 if away else 0
        if self.row >= MOST_IN_A_ROW:
            raise FetchError(f"{answer}; so did the {self.row - 1} before it. What was fetched is kept; run again.")


def refused(wish: Wish, failure: Failure, kept: bool) -> Refused:
    """The ledger's row for a document that could not be had, or not be had anew."""
    if kept:
        return Refused(wish.path, f"not-renewed:{failure.reason}", f"{failure.url}: {failure.detail} What it held is kept.")
    return Refused(wish.path, f"fetch:{failure.reason}", f"{failure.url}: {failure.detail}")


def _older(store: Store, scope: str, wish: Wish, failure: Failure) -> Wish | None:
    """The document as it was, where today's failure says nothing of whether it is still there."""
    known = store.known(_key(scope, wish))
    if known is None or known["url"] != wish.url or not AWAY.fullmatch(failure.reason) or store.body(known["sha256"]) is None:
        return None
    return replace(wish, token=known["token"])


def _keep(store: Store, scope: str, wish: Wish, answer: Answer, own: Own | None = None) -> None:
    """Remember a document that has come: its body first, then that it is known."""
    value = {
        "url": wish.url,
        "token": wish.token,
        "sha256": store.keep(answer.body),
        "reservation": [dict(row) for row in answer.reservation],
        "rights": own(answer) if own else None,
    }
    key = _key(scope, wish)
    if store.known(key) != value:
        store.remember(key, value)


def _kept(store: Store, scope: str, wish: Wish) -> File | None:
    """The document as it was fetched for this very token."""
    known = store.known(_key(scope, wish))
    if known is None or known["url"] != wish.url or known["token"] != wish.token:
        return None
    data = store.body(known["sha256"])
    if data is None:
        return None
    about = replace(wish.about, reservation=tuple(known["reservation"]), rights=known["rights"] or wish.about.rights)
    return File(wish.path, data, about)


def _key(scope: str, wish: Wish) -> str:
    return f"{scope}document:{wish.path}"
