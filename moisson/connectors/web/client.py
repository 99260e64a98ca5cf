"""The client of every connector: polite, safe, with a cache, watching for opt-outs."""

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx2

from moisson.connectors.memory.store import Store
from moisson.connectors.web.cache import Cache, Remembered, lasting
from moisson.connectors.web.downloads import Downloads
from moisson.connectors.web.failure import Failure
from moisson.connectors.web.manners import Manners
from moisson.connectors.web.optouts import HttpMessage, Row, reservations
from moisson.connectors.web.request import Reply
from moisson.connectors.web.retries import Fetcher, Hops, Request, Sign
from moisson.connectors.web.safety import Resolve, checked, resolve_by_system, shown
from moisson.connectors.web.threads import in_order
from moisson.contracts.addresses import known_as
from moisson.workspace.progress import answers

__all__ = ["Answer", "Client", "Download", "Failure", "Manners"]
HEADS_IN_VAIN = 3  # in a row, for one host; then HEAD is given up


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole, bounded answer."""

    url: str  # after redirects, as `shown` renders it
    status: int  # 200, or 304 if the body is the stored one
    headers: Mapping[str, str]  # lower-case names; current after a 304
    body: bytes  # decompressed
    reservation: tuple[Row, ...]  # opt-outs for this address, rows of `schemas.RESERVATION`


@dataclass(frozen=True, slots=True)
class Download:
    """A file on disk, byte for byte; it stays in the store until a newer one replaces it."""

    url: str
    status: int  # 200, or 304 if the file was here
    headers: Mapping[str, str]
    path: Path
    reservation: tuple[Row, ...]


class Client:
    """A context manager, safe for threads. Tests pass `resolve` in place of the system's resolver.

    `sign` returns the headers that sign one request, at every hop; it returns none for hosts that it does not serve.
    """

    def __init__(
        self, manners: Manners, store: Store | None = None, *, resolve: Resolve = resolve_by_system, sign: Sign | None = None
    ) -> None:
        self.manners = manners
        self.cache = Cache(store)
        self.fetcher = Fetcher(manners, resolve, sign)
        self.answers = answers()
        self.today = datetime.now(UTC).date().isoformat()
        self._closing = ExitStack()
        self._closing.callback(self.fetcher.wire.close)
        self._closing.callback(self.cache.close)
        self._shelf: Downloads | None = Downloads(store) if store else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._closing.close()

    def get(self, url: str, *, accept: str | None = None, conditional: bool = True) -> Answer:
        """Fetch an address. With `conditional`, an unchanged body comes from the store. Raises Failure."""
        start, kind = checked(url), accept or "*/*"
        before = self.cache.recall(str(start), kind) if conditional else None
        reply, hops, headers = self._current(start, _asking(kind, before), before)
        last = str(hops[-1].url)
        body = before.body if before is not None and reply.status == 304 else reply.body
        reserved = self._reserved(hops, headers, body)
        if reserved:
            self.cache.leave(str(start), kind)
        elif before is None or reply.status != 304 or lasting(headers) != before.headers:
            self.cache.remember(str(start), kind, last, headers, body)
        return Answer(shown(last), reply.status, headers, body, reserved)

    def post(self, url: str, data: bytes, content_type: str, *, accept: str | None = None) -> Answer:
        """Send a query. It is repeated after failures, so it must change nothing. Raises Failure."""
        headers = {"Content-Type": content_type, "Accept": accept or "*/*"}
        reply, hops = self._follow(checked(url), Request("POST", headers, data))
        head = dict(reply.headers)
        return Answer(shown(str(hops[-1].url)), reply.status, head, reply.body, self._reserved(hops, head, reply.body))

    def get_many(
        self, urls: Iterable[str], *, accept: str | None = None, conditional: bool = True, at_once: int | None = None
    ) -> Iterator[Answer | Failure]:
        """Fetch many, `at_once` at a time (default: `manners.concurrency`), in order; few are held in memory."""

        def fetch(url: str) -> Answer | Failure:
            try:
                return self.get(url, accept=accept, conditional=conditional)
            except Failure as failure:
                return failure

        return in_order(fetch, urls, at_once or self.manners.concurrency, lambda came: len(came.body))

    def download(self, url: str, *, accept: str | None = None, conditional: bool = True, etag: str | None = None) -> Download:
        """Fetch a large file to disk, resuming a partial one, even from an earlier run. Raises Failure.

        With `etag`, only that version is fetched: Failure `http-412` if the server has another. Without a store the file goes
        with the client. Opt-outs come from the host's files, the headers and the file's beginning.
        """
        start = checked(url)
        if self._shelf is None:
            folder = self._closing.enter_context(tempfile.TemporaryDirectory(prefix="moisson-web-"))
            self._shelf = Downloads(Store(Path(folder)))
        place = self._shelf.place(known_as(str(start)))
        before = place.before if conditional else None
        asking = _asking(accept or "*/*", before)
        headers = dict(asking.headers)
        if etag is not None:
            place.part.keep_only(etag)
            headers["If-Match"] = etag
        request = Request("GET", headers, None, asking.known_at, asking.conditions, place.part)
        reply, hops, headers = self._current(start, request, before)
        last = str(hops[-1].url)
        if reply.status == 304:
            place.keep(last, headers)
        else:
            if etag is not None and headers.get("etag", etag) != etag:
                place.part.drop()
                detail = f"the server gave the version {headers['etag'][:100]} and was asked for {etag[:100]}."
                raise Failure(shown(last), "http-412", detail, headers)
            place.finish(last, headers)
        reserved = self._reserved(hops, headers, place.head())
        if reserved:
            place.store.is_reserved_file(place.path)
        return Download(shown(last), 304 if reply.status == 304 else 200, headers, place.path, reserved)

    def piece(self, url: str, start: int, stop: int, size: int) -> bytes:
        """Bytes `start` to `stop` of a file of `size` bytes, as they lie on the server. Raises Failure.

        Failure `no-ranges` where the server sends the whole file instead, `not-as-listed` where the file has another size.
        """
        request = Request("GET", {"Accept": "*/*", "Range": f"bytes={start}-{stop - 1}"}, piece=stop - start)
        reply, hops = self._follow(checked(url), request)
        name = shown(str(hops[-1].url))
        if reply.status != 206:
            raise Failure(name, "no-ranges", "the server gives no parts of files; download it whole.")
        if reply.headers.get("content-range") != f"bytes {start}-{stop - 1}/{size}" or len(reply.body) != stop - start:
            said = reply.headers.get("content-range", "no range")[:60]
            raise Failure(name, "not-as-listed", f"the server gave {said!r} of what should have {size} bytes.")
        return reply.body

    def _follow(self, start: httpx2.URL, request: Request) -> tuple[Reply, Hops]:
        found = self.fetcher.follow(start, request)
        self.answers.one()
        return found

    def _current(self, start: httpx2.URL, request: Request, before: Remembered | None) -> tuple[Reply, Hops, dict[str, str]]:
        """The answer and its current headers; asks for the whole if a 304 leaves rights open."""
        reply, hops = self._follow(start, request)
        if reply.status == 304 and before is not None:
            headers = self._renewed(hops, reply, before, request.headers["Accept"])
            if headers is not None:
                return reply, hops, headers
            reply, hops = self.fetcher.follow(start, replace(request, known_at=None, conditions={}))
        return reply, hops, dict(reply.headers)

    def _renewed(self, hops: Hops, reply: Reply, before: Remembered, accept: str) -> dict[str, str] | None:
        """The headers after a 304, by HEAD if it omits stated rights; None if HEAD is silent too."""
        if not before.silent(reply.headers):
            return before.renewed(reply.headers, whole=False)
        site, url, _ = hops[-1]
        if site.heads_in_vain < HEADS_IN_VAIN:
            with suppress(Failure):  # some servers refuse HEAD or hang up; GET tells then
                head = self.fetcher.ask_with_retries(site, Request("HEAD", {"Accept": accept}), url)
                if head.status == 200 and not before.silent(head.headers):
                    site.heads_in_vain = 0
                    return before.renewed(head.headers, whole=True)
            site.heads_in_vain += 1
        return None

    def _reserved(self, hops: Hops, headers: Mapping[str, str], body: bytes) -> tuple[Row, ...]:
        asked = [(hop.site.rules, str(hop.url)) for hop in hops]
        before = [HttpMessage(shown(str(hop.url)), hop.headers) for hop in hops[:-1]]
        return reservations(asked, HttpMessage(shown(str(hops[-1].url)), headers, body), self.today, before)


def _asking(accept: str, before: Remembered | None) -> Request:
    headers = {"Accept": accept}
    known = (before.url, before.conditions) if before and before.conditions else (None, {})
    return Request("GET", headers, None, *known)
