"""Documents that a listing names by address: those that did not change come from the store, the others are asked for.

A document's address and change token are remembered after its body, so a harvest that is cut short asks again for what it did
not finish, and for nothing else. What could not be had is remembered too: it changes the version of the whole, so that the next
harvest asks once more where this one failed. What was here of it is kept, unless the failure says that it is gone (`GONE`).
"""

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar
from urllib.parse import urlsplit

from moisson.connectors import Offered
from moisson.connectors.memory.store import Store
from moisson.connectors.names import Names
from moisson.connectors.optouts import HostOptouts, current_rows, kinds
from moisson.connectors.pages import is_page
from moisson.connectors.web.cache import RIGHTS
from moisson.connectors.web.client import Answer, Client
from moisson.connectors.web.credentials import body_without
from moisson.connectors.web.failure import GONE, Failure
from moisson.contracts.addresses import shown
from moisson.contracts.errors import FetchError
from moisson.contracts.identity import digest, fingerprint
from moisson.contracts.redacted import redacted, secrets
from moisson.readers.contract import About, File, Refused

OwnRights = Callable[[Answer], dict[str, str] | None]
Item = TypeVar("Item")
Here = TypeVar("Here")
AWAY = re.compile(  # the trouble is the host's, not the document's
    "connect|tls|timeout|cut|protocol|too-slow|unstable|address-unknown|host-failing|robots-unreachable|http-(?:408|420|425|429|5..)"
)
SAME_TOMORROW = re.compile("http-4(?!08|12|20|25|29)..|not-as-listed")  # most likely, of what never was here
NO_PAGE = re.compile(r"\.(?:pdf|docx|odt|rtf|xlsx|ods|csv|tsv|json|zip|gz|epub|parquet)(?=[?#]|\Z)", re.I)  # as no page is called
MOST_IN_A_ROW = 20
BATCH = 64  # requests of a list that are asked for together
MOST_AHEAD, MOST_AHEAD_BYTES = 1_000, 8 << 20  # items, and what is here of them, that wait while the next to ask for is sought


@dataclass(frozen=True, slots=True)
class Target:
    """A document to be had at an address. While its `token` stays, it did not change."""

    path: str  # the name of the file that comes of it
    url: str
    token: str | None  # None: the list does not say
    about: About


def same_address(one: str | None, other: str) -> bool:
    """Whether two addresses are one, whatever secret they hold: a signature is another each day."""
    return one is not None and redacted(one) == redacted(other)


def without_secrets(answer: Answer, url: str) -> Answer:
    """An answer without the secret of its address."""
    body = body_without(answer.body, [value for _, value in secrets(url)])
    return answer if body is answer.body else replace(answer, body=body)


@contextmanager
def store_or_temporary(store: Store | None) -> Iterator[Store]:
    """The store, or one that is forgotten afterwards."""
    with ExitStack() as things:
        if store is None:
            store = Store(Path(things.enter_context(TemporaryDirectory(prefix="moisson-"))))
        things.callback(store.close)
        yield store


def closing_after(things: ExitStack, files: Iterable[File | Refused]) -> Iterator[File | Refused]:
    """The files; what they need is closed when the last has been taken, the reader stops, or nobody begins to take."""
    made = _holding(things, files)
    next(made)
    return made


def _holding(things: ExitStack, files: Iterable[File | Refused]) -> Iterator[Any]:
    with things:
        yield None  # gone past at once: a generator that nobody began would close nothing
        yield from files


def failures_token(store: Store, scope: str) -> str | None:
    """A token of what the harvest before could not have; None where it had all."""
    known = store.known(f"{scope}failures") or {}
    return known.get("token")


def state_beside_list(client: Client, store: Store, scope: str) -> list[str | None]:
    """What belongs into the version of the whole and stands in no list: what could not be had, what hosts reserve now."""
    return [failures_token(store, scope), HostOptouts(client, store, scope).token]


def documents(
    client: Client, store: Store, scope: str, wishes: Iterable[Target | File | Refused], own: OwnRights | None = None
) -> Iterator[File | Refused]:
    """A file or a refusal for each wish that has a token; what is no wish passes through.

    They come in their order, but for the few whose names are sure only when the last has come: see `names`. `own` finds what a
    document says of its own rights, which is nearer than what the list says.
    """
    failed: list[str] = []
    passing = False  # whether some are to be asked for again though no list changes
    outage, names, unnamed = Outage(), Names(store, scope), list[Target]()
    hosts = HostOptouts(client, store, scope)
    for each, file, answer in _answered(client, wishes, lambda wish: _kept(names, wish, hosts)):
        if not isinstance(each, Target):
            names.listed(each.path if isinstance(each, File) else each.id)
            yield each
            continue
        names.listed(each.path)
        if isinstance(answer, Failure):
            outage.look(answer)
            failed.append(f"{each.path} {each.token}")
            older = _older(names, each, answer)
            passing = passing or ask_again(answer, kept=older is not None)
            yield refused(replace(each, path=names.now(each.path) or each.path), answer, kept=older is not None)
            if older is None:
                continue
            each, file = older, _kept(names, older, hosts)
        elif answer is not None:
            outage.look(answer)
            hosts.meet(each.url, answer.url)
            file = _keep(names, each, answer, own)
        if file is not None:
            name = names.now(each.path)
            if name is None:
                unnamed.append(each)
            else:
                yield from _named(names, each, file, name)
    for wish, name in zip(unnamed, names.at_the_end([wish.path for wish in unnamed]), strict=True):
        if (file := _kept(names, wish, hosts)) is not None:
            yield from _named(names, wish, file, name)
    hosts.remember()
    before = (
        failures_token(store, scope) if passing else None
    )  # so the token is another each time, and the next harvest asks again
    store.remember(f"{scope}failures", {"token": fingerprint([before, *failed]) if failed else None})


def offered_targets(store: Store, scope: str, found: Iterable[Target | File | Refused]) -> Iterator[Offered | Refused]:
    """What `documents` would give for these, without asking for any."""
    for each in found:
        if isinstance(each, Target):
            known = store.known(f"{scope}document:{each.path}") or {}
            here = each.token is not None and same_address(known.get("url"), each.url) and known.get("token") == each.token
            here = here and "gone" not in known
            yield Offered(each.path, shown(each.url), None, each.about.rights, here)
        elif isinstance(each, File):
            about = each.about or About()
            yield Offered(each.path, about.url, len(each.data), about.rights, here=True)
        else:
            yield each


def with_tokens(
    client: Client, store: Store, scope: str, wishes: Iterable[Target], own: OwnRights | None = None
) -> Iterator[Target | Refused]:
    """The wishes, each with a token: where the list gives none, the server is asked whether the document changed."""
    outage, names = Outage(), Names(store, scope)
    for wish, _, answer in _answered(client, wishes, lambda wish: wish.token is not None):
        if answer is None:
            yield wish
            continue
        outage.look(answer)
        if isinstance(answer, Failure):
            older = _older(names, wish, answer)
            yield refused(replace(wish, path=names.now(wish.path) or wish.path), answer, kept=older is not None)
            if older is not None:
                yield older
        else:
            known = replace(wish, token=f"body {digest(answer.body)}{_said_beside(answer, own)}")
            _keep(names, known, answer, own)
            yield known


def in_batches(items: Iterable[Item]) -> Iterator[Item]:
    """The items, some made in a row: to make each between two requests takes more than twice the time."""
    left = iter(items)
    while batch := list(islice(left, BATCH)):
        yield from batch


def _answered(
    client: Client, items: Iterable[Item], here: Callable[[Target], Here]
) -> Iterator[tuple[Item, Here | None, Answer | Failure | None]]:
    """Each item, what is here of it where it is a wish, and else its answer; several are asked for at a time, in one stream."""
    ahead: deque[tuple[Item, Here | None, bool]] = deque()  # with whether it is asked for
    left = iter(items)
    while True:
        for answer in client.get_many(_addresses(left, here, ahead)):
            while not ahead[0][2]:
                yield (*ahead.popleft()[:2], None)
            item, found, _ = ahead.popleft()
            yield item, found, _the_file(item, answer)
        if not ahead:
            return
        while ahead:
            yield (*ahead.popleft()[:2], None)


def _the_file(item: Item, answer: Answer | Failure) -> Answer | Failure:
    """The answer, where it is what its address says: not nothing, nor a page that speaks of maintenance in the place of a PDF.

    It does not repeat the secret of its address, as pages do in links to themselves.
    """
    if isinstance(item, Target) and isinstance(answer, Answer):
        answer = without_secrets(answer, item.url)
    if isinstance(item, Target) and isinstance(answer, Answer) and (not answer.body or answer.body.isspace()):
        return Failure(answer.url, "empty", "the server answered with nothing.")
    # The whole address is looked at first, for most have no such ending anywhere.
    if not (isinstance(item, Target) and NO_PAGE.search(item.url) and isinstance(answer, Answer) and is_page(answer.body)):
        return answer
    ending = NO_PAGE.search(urlsplit(item.url).path)
    return Failure(answer.url, "not-the-file", f"a web page came, where the address ends in {ending[0]}.") if ending else answer


def _addresses(
    left: Iterator[Item], here: Callable[[Target], Here], ahead: deque[tuple[Item, Here | None, bool]]
) -> Iterator[str]:
    """The addresses to be asked for, up to where too much that is here waits before the next."""
    size = 0
    for item in left:
        found = here(item) if isinstance(item, Target) else None
        asked = isinstance(item, Target) and not found
        ahead.append((item, found, asked))
        if isinstance(item, Target) and asked:
            yield item.url
        size += sum(len(each.data) for each in (item, found) if isinstance(each, File))
        if not asked and (len(ahead) >= MOST_AHEAD or size >= MOST_AHEAD_BYTES):
            return


@dataclass
class Outage:
    """Failures in a row: where a server is away, the harvest stops, and does not lose its documents one by one."""

    row: int = 0

    def look(self, answer: Answer | Failure) -> None:
        """Count one answer; raises FetchError at the last of many failures in a row."""
        # What may be so for good must not stop every harvest: an answer such as 403 or a page, or a certificate that never held.
        away = isinstance(answer, Failure) and answer.reason != "tls" and bool(AWAY.fullmatch(answer.reason))
        self.row = self.row + 1 if away else 0
        if self.row >= MOST_IN_A_ROW:
            raise FetchError(f"{answer}; so did the {self.row - 1} before it. What was fetched is kept; run again.")


def refused(wish: Target, failure: Failure, kept: bool) -> Refused:
    """The ledger's row for a document that could not be had, or not be had anew."""
    if kept:
        return Refused(wish.path, f"not-renewed:{failure.reason}", f"{failure.url}: {failure.detail} What it held is kept.")
    return Refused(wish.path, f"fetch:{failure.reason}", f"{failure.url}: {failure.detail}")


def ask_again(failure: Failure, kept: bool) -> bool:
    """Whether the next harvest is to ask for a document again though no list changes; `kept`: whether what it held is given."""
    return kept or not (failure.reason in GONE or SAME_TOMORROW.fullmatch(failure.reason))


def _older(names: Names, wish: Target, failure: Failure) -> Target | None:
    """The document as it was, at whatever address, unless it is gone: today's failure says so, or one did since it came."""
    known = names.known(wish.path)
    if known is None:
        return None
    if failure.reason in GONE:
        names.renew(wish.path, {**known, "gone": failure.reason})  # else it would come back on a day when its server is away
        return None
    if "gone" in known or names.store.body(known["sha256"]) is None:
        return None
    return replace(wish, url=known["url"], token=known["token"])


def _said_beside(answer: Answer, own: OwnRights | None) -> str:
    """What a token must hold besides the body: opt-outs and rights that headers state; nothing where they state none."""
    rights = {name: said for name, said in ((own(answer) if own else None) or {}).items() if name != "seen_at"}
    reserved = kinds(answer.reservation)
    return f" {fingerprint([reserved, rights])[:16]}" if reserved or rights else ""


def _keep(names: Names, wish: Target, answer: Answer, own: OwnRights | None = None) -> File:
    """Remember a document that has come."""
    reservation, rights = [dict(row) for row in answer.reservation], own(answer) if own else None
    headers = {name: answer.headers[name] for name in RIGHTS if name in answer.headers}
    value = {"url": wish.url, "token": wish.token, "reservation": reservation, "rights": rights}
    value |= {"answered": answer.url, "headers": headers}
    body = b"" if reservation else answer.body  # what is reserved is not stored
    names.keep(wish.path, value, body)
    return _file(wish, body, value)


def _kept(names: Names, wish: Target, hosts: HostOptouts) -> File | None:
    """The document as it was fetched for this very token, with what its hosts reserve now."""
    known = names.known(wish.path)
    if known is None or not same_address(known["url"], wish.url) or known["token"] != wish.token or "gone" in known:
        return None
    if hosts.meet(wish.url, known["answered"]):
        rows = current_rows(hosts.client, names.store, wish.url, known)
        if rows is not None and rows != known["reservation"]:
            known["reservation"] = rows
            names.renew(wish.path, known)
    if known["reservation"]:
        names.store.is_reserved(known["sha256"])
        return _file(wish, b"", known)
    data = names.store.body(known["sha256"])  # nothing, of what was reserved and is so no longer
    return _file(wish, data, known) if data else None


def _file(wish: Target, data: bytes, known: Mapping[str, Any]) -> File:
    about, reservation, rights = wish.about, tuple(known["reservation"]), known["rights"]
    if rights or reservation != about.reservation:
        about = replace(about, reservation=reservation, rights=rights or about.rights)
    return File(wish.path, data, about)


def _named(names: Names, wish: Target, file: File, name: str) -> Iterator[File | Refused]:
    """A file under its name, and what is to be said of that."""
    yield from names.renamed(wish.path, name)
    yield file if name == file.path else replace(file, path=name)
