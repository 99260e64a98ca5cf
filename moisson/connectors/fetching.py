"""Documents listed by address: unchanged ones come from the store, the others are requested.

A document's address and change token are stored after its body, so an interrupted harvest requests only what it did not finish.
Failures are stored too: they change the version of the whole, so the next harvest retries them. The old copy stays unless the
failure means the document is gone (`GONE`).
"""

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar
from urllib.parse import urlsplit

from moisson.connectors import Offered
from moisson.connectors.memory.store import Store
from moisson.connectors.names import Names
from moisson.connectors.pages import is_page
from moisson.connectors.stored_optouts import HostOptouts, current_rows, kinds
from moisson.connectors.web.cache import rights_headers
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
AWAY = re.compile(  # the host's trouble, not the document's
    "connect|tls|timeout|cut|protocol|too-slow|unstable|address-unknown|host-failing|robots-unreachable|http-(?:408|420|425|429|5..)"
)
SAME_TOMORROW = re.compile("http-4(?!08|12|20|25|29)..|not-as-listed")  # most likely permanent, for a document we never had
NO_PAGE = re.compile(
    r"\.(?:pdf|docx|odt|rtf|xlsx|ods|csv|tsv|json|zip|gz|epub|parquet)(?=[?#]|\Z)", re.I
)  # extensions that no web page has
MOST_IN_A_ROW = 20
BATCH = 64  # requests sent together
MOST_AHEAD, MOST_AHEAD_BYTES = 1_000, 8 << 20  # items and stored bytes that queue while the next request is sought


@dataclass(frozen=True, slots=True)
class Target:
    """A document to fetch. It is unchanged while its `token` stays the same."""

    path: str  # the file's name
    url: str
    token: str | None  # None: unknown
    about: About


def same_address(one: str | None, other: str) -> bool:
    """Whether two addresses are equal apart from secrets: signatures change daily."""
    return one is not None and redacted(one) == redacted(other)


def without_secrets(answer: Answer, url: str) -> Answer:
    """The answer without the secrets of its address."""
    body = body_without(answer.body, [value for _, value in secrets(url)])
    return answer if body is answer.body else replace(answer, body=body)


@contextmanager
def store_or_temporary(store: Store | None) -> Iterator[Store]:
    """The store, or a temporary one."""
    with ExitStack() as stack:
        if store is None:
            store = Store(Path(stack.enter_context(TemporaryDirectory(prefix="moisson-"))))
        stack.callback(store.close)
        yield store


def closing_after(stack: ExitStack, files: Iterable[File | Refused]) -> Iterator[File | Refused]:
    """The files. Closes `stack` after the last file, when the consumer stops, or if it never starts."""
    made = _holding(stack, files)
    next(made)
    return made


def _holding(stack: ExitStack, files: Iterable[File | Refused]) -> Iterator[Any]:
    with stack:
        yield None  # advanced at once: a generator that never starts would close nothing
        yield from files


def failures_token(store: Store, scope: str) -> str | None:
    """A token of what the last harvest could not fetch; None if it fetched everything."""
    known = store.known(f"{scope}failures") or {}
    return known.get("token")


def state_beside_list(client: Client, store: Store, scope: str) -> list[str | None]:
    """Version parts that no list shows: past failures, and what hosts reserve now."""
    return [failures_token(store, scope), HostOptouts(client, store, scope).token]


def documents(
    client: Client, store: Store, scope: str, targets: Iterable[Target | File | Refused], own: OwnRights | None = None
) -> Iterator[File | Refused]:
    """A file or a refusal for each target with a token; other items pass through.

    The order is kept, except for the few documents whose name is settled only at the end: see `names`. `own` finds the rights a
    document states itself, which rank before the list's.
    """
    outage, names, unnamed, failures = Outage(), Names(store, scope), list[Target](), FailureLog(store, scope)
    hosts = HostOptouts(client, store, scope)
    for each, file, answer in _answered(client, targets, lambda target: _kept(names, target, hosts)):
        if not isinstance(each, Target):
            names.listed(each.path if isinstance(each, File) else each.id)
            yield each
            continue
        names.listed(each.path)
        if isinstance(answer, Failure):
            outage.count(answer)
            older = _older(names, each, answer)
            failures.add(f"{each.path} {each.token}", answer, kept=older is not None)
            yield refused(replace(each, path=names.now(each.path) or each.path), answer, kept=older is not None)
            if older is None:
                continue
            each, file = older, _kept(names, older, hosts)
        elif answer is not None:
            outage.count(answer)
            hosts.note(each.url, answer.url)
            file = _keep(names, each, answer, own)
        if file is not None:
            name = names.now(each.path)
            if name is None:
                unnamed.append(each)
            else:
                yield from _named(names, each, file, name)
    for target, name in zip(unnamed, names.at_the_end([target.path for target in unnamed]), strict=True):
        if (file := _kept(names, target, hosts)) is not None:
            yield from _named(names, target, file, name)
    hosts.remember()
    failures.remember()


def offered_targets(store: Store, scope: str, found: Iterable[Target | File | Refused]) -> Iterator[Offered | Refused]:
    """What `documents` would give, without any request."""
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
    client: Client, store: Store, scope: str, targets: Iterable[Target], own: OwnRights | None = None
) -> Iterator[Target | Refused]:
    """The targets, each with a token. Where the list gives none, the server is asked whether the document changed."""
    outage, names = Outage(), Names(store, scope)
    for target, _, answer in _answered(client, targets, lambda target: target.token is not None):
        if answer is None:
            yield target
            continue
        outage.count(answer)
        if isinstance(answer, Failure):
            older = _older(names, target, answer)
            yield refused(replace(target, path=names.now(target.path) or target.path), answer, kept=older is not None)
            if older is not None:
                yield older
        else:
            known = replace(target, token=f"body {digest(answer.body)}{_header_token(answer, own)}")
            _keep(names, known, answer, own)
            yield known


def in_batches(items: Iterable[Item]) -> Iterator[Item]:
    """The items, made a batch at a time: making each one between two requests takes twice as long."""
    left = iter(items)
    while batch := list(islice(left, BATCH)):
        yield from batch


def _answered(
    client: Client, items: Iterable[Item], here: Callable[[Target], Here]
) -> Iterator[tuple[Item, Here | None, Answer | Failure | None]]:
    """Each item with its stored file, or else its answer. Requests overlap in one stream."""
    ahead: deque[tuple[Item, Here | None, bool]] = deque()  # (item, stored file, requested?)
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
    """The answer, or a Failure if it is empty or a web page in place of a file. Secrets of its address are removed."""
    if isinstance(item, Target) and isinstance(answer, Answer):
        answer = without_secrets(answer, item.url)
    if isinstance(item, Target) and isinstance(answer, Answer) and (not answer.body or answer.body.isspace()):
        return Failure(answer.url, "empty", "the server's answer is empty.")
    # Search the whole address first: most have no such extension anywhere.
    if not (isinstance(item, Target) and NO_PAGE.search(item.url) and isinstance(answer, Answer) and is_page(answer.body)):
        return answer
    ending = NO_PAGE.search(urlsplit(item.url).path)
    return Failure(answer.url, "not-the-file", f"a web page came, but the address ends in {ending[0]}.") if ending else answer


def _addresses(
    left: Iterator[Item], here: Callable[[Target], Here], ahead: deque[tuple[Item, Here | None, bool]]
) -> Iterator[str]:
    """The addresses to request, until too much stored data queues before the next one."""
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
    """Counts failures in a row, so that a harvest stops when a server is down instead of losing documents one by one."""

    row: int = 0

    def count(self, answer: Answer | Failure) -> None:
        """Count one answer; raises FetchError after `MOST_IN_A_ROW` failures."""
        # A lasting state must not stop every harvest: a 403, a page, or a certificate that was never valid.
        away = isinstance(answer, Failure) and answer.reason != "tls" and bool(AWAY.fullmatch(answer.reason))
        self.row = self.row + 1 if away else 0
        if self.row >= MOST_IN_A_ROW:
            raise FetchError(f"{answer}; so did the {self.row - 1} before it. Fetched documents are kept; run again.")


def refused(target: Target, failure: Failure, kept: bool) -> Refused:
    """The ledger row for a document that was not fetched, or not renewed."""
    if kept:
        return Refused(target.path, f"not-renewed:{failure.reason}", f"{failure.url}: {failure.detail} The old copy is kept.")
    return Refused(target.path, f"fetch:{failure.reason}", f"{failure.url}: {failure.detail}")


@dataclass
class FailureLog:
    """The failures of one harvest, stored as a token that belongs in the next one's version."""

    store: Store
    scope: str
    failed: list[str] = field(default_factory=list)
    retry: bool = False  # some need a retry although no list changes

    def add(self, what: str, failure: Failure, *, kept: bool) -> None:
        """Note a failure; `kept`: the old copy was given."""
        self.failed.append(what)
        self.retry = self.retry or kept or not (failure.reason in GONE or SAME_TOMORROW.fullmatch(failure.reason))

    def remember(self) -> None:
        """Store the token, a new one each time if the next harvest is to retry."""
        before = failures_token(self.store, self.scope) if self.retry else None
        token = fingerprint([before, *self.failed]) if self.failed else None
        self.store.remember(f"{self.scope}failures", {"token": token})


def _older(names: Names, target: Target, failure: Failure) -> Target | None:
    """The stored document, at any address, unless this or an earlier failure says it is gone."""
    known = names.known(target.path)
    if known is None:
        return None
    if failure.reason in GONE:
        names.renew(target.path, {**known, "gone": failure.reason})  # else it would return on a day when its server is down
        return None
    if "gone" in known or names.store.body(known["sha256"]) is None:
        return None
    return replace(target, url=known["url"], token=known["token"])


def _header_token(answer: Answer, own: OwnRights | None) -> str:
    """The opt-outs and rights that headers state, for the token; empty if none."""
    rights = {name: said for name, said in ((own(answer) if own else None) or {}).items() if name != "seen_at"}
    reserved = kinds(answer.reservation)
    return f" {fingerprint([reserved, rights])[:16]}" if reserved or rights else ""


def _keep(names: Names, target: Target, answer: Answer, own: OwnRights | None = None) -> File:
    """Store a fetched document."""
    reservation, rights = [dict(row) for row in answer.reservation], own(answer) if own else None
    value = {"url": target.url, "token": target.token, "reservation": reservation, "rights": rights}
    value |= {"answered": answer.url, "headers": rights_headers(answer.headers)}
    body = b"" if reservation else answer.body  # reserved bodies are not stored
    names.keep(target.path, value, body)
    return _file(target, body, value)


def _kept(names: Names, target: Target, hosts: HostOptouts) -> File | None:
    """The stored document for this very token, with what its hosts reserve now."""
    known = names.known(target.path)
    if known is None or not same_address(known["url"], target.url) or known["token"] != target.token or "gone" in known:
        return None
    if hosts.note(target.url, known["answered"]):
        rows = current_rows(hosts.client, names.store, target.url, known)
        if rows is not None and rows != known["reservation"]:
            known["reservation"] = rows
            names.renew(target.path, known)
    if known["reservation"]:
        names.store.is_reserved(known["sha256"])
        return _file(target, b"", known)
    data = names.store.body(known["sha256"])  # None if it was reserved before and is not now
    return _file(target, data, known) if data else None


def _file(target: Target, data: bytes, known: Mapping[str, Any]) -> File:
    about, reservation, rights = target.about, tuple(known["reservation"]), known["rights"]
    if rights or reservation != about.reservation:
        about = replace(about, reservation=reservation, rights=rights or about.rights)
    return File(target.path, data, about)


def _named(names: Names, target: Target, file: File, name: str) -> Iterator[File | Refused]:
    """A file under its name, after any row about the renaming."""
    yield from names.renamed(target.path, name)
    yield file if name == file.path else replace(file, path=name)
