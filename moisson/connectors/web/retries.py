"""Fetching an address: the host's rules, its rate limit, retries, then redirects, each checked like the first."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import NamedTuple

import httpx2

from moisson.connectors.web.credentials import failure_without_secrets, reply_without_secrets, with_secret
from moisson.connectors.web.downloads import Part
from moisson.connectors.web.failure import Failure
from moisson.connectors.web.host_rules import MOST_BYTES, Site
from moisson.connectors.web.manners import AGAIN, TRANSIENT, Manners, backoff, retry_after
from moisson.connectors.web.request import Reply, Transport
from moisson.connectors.web.safety import Resolve, checked, shown
from moisson.connectors.web.threads import sleep
from moisson.contracts.addresses import known_as

REDIRECTS = frozenset({301, 302, 303, 307, 308})
OVERLOADED = frozenset({429, 503})  # statuses that concern the whole host
PROGRESS_BYTES = 64 * 1024  # progress that resets the retries
Sign = Callable[[str, httpx2.URL], Mapping[str, str]]  # headers that sign a request, by method and address


class Hop(NamedTuple):
    """One address on the way: its host, and the redirect's head; empty for the last."""

    site: Site
    url: httpx2.URL
    headers: Mapping[str, str] = MappingProxyType({})


Hops = list[Hop]


@dataclass(frozen=True)
class Request:
    """A request. `conditions` apply only at the address `known_at`; with `part`, the answer goes to disk.

    With `piece`, only those bytes of a file are requested.
    """

    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes | None = None
    known_at: str | None = None
    conditions: Mapping[str, str] = field(default_factory=dict)
    part: Part | None = None
    piece: int | None = None


class Fetcher:
    """Fetches for one client; knows the hosts it has asked."""

    def __init__(self, manners: Manners, resolve: Resolve, sign: Sign | None = None) -> None:
        self.manners = manners
        self.sign = sign
        self.wire = Transport(manners, resolve)
        self._sites: dict[tuple[str, str, int | None], Site] = {}
        self._lock = threading.Lock()

    def site(self, url: httpx2.URL) -> Site:
        """An address's host, its rules read."""
        origin = (url.scheme, url.host, url.port)
        with self._lock:
            if (site := self._sites.get(origin)) is None:
                site = self._sites[origin] = Site(self.manners)
        site.learn(url, self._rules)
        return site

    def follow(self, url: httpx2.URL, request: Request) -> tuple[Reply, Hops]:
        """Request, follow redirects, and return the last reply with all hops. Raises Failure."""
        hops: Hops = []
        while True:
            site, name = self.site(url), shown(str(url))
            site.admit(url)
            if len(hops) > self.manners.max_redirects or any(url == seen.url for seen in hops):
                detail = f"it redirects {len(hops)} times, the last time to {name}."
                raise Failure(shown(str(hops[0].url)), "redirect-loop", detail)
            hops.append(Hop(site, url))
            asked = _at(url, request)
            try:
                reply = self.ask_with_retries(site, asked, url)
            except Failure as failure:
                if failure.reason in TRANSIENT or failure.reason == "too-slow":
                    site.fails(failure.reason)
                raise
            site.answered()
            whole = (200, 206) if request.part or request.piece else (200,)
            if reply.status in whole or (reply.status == 304 and asked is not request):
                return reply, hops
            if reply.status not in REDIRECTS:
                said = reply.body if reply.status >= 400 else b""
                raise Failure(name, f"http-{reply.status}", f"the server answered {reply.status}.", reply.headers, said)
            if request.content is not None and reply.status not in (307, 308):
                headers = {key: value for key, value in request.headers.items() if key != "Content-Type"}
                request = replace(request, method="GET", content=None, headers=headers)
            hops[-1] = Hop(site, url, reply.headers)
            url = _target(url, reply)

    def ask_with_retries(self, site: Site, request: Request, url: httpx2.URL, most: int | None = None) -> Reply:
        """Ask one host until it answers or the retries run out. Raises Failure."""
        part, attempt, came = request.part, 0, 0
        while True:
            last = attempt >= self.manners.retries
            try:
                with site.gate:
                    reply = self._send(request, url, self.manners.max_bytes if most is None else most)
            except Failure as failure:
                if failure.reason not in TRANSIENT:
                    raise
                if part is not None and part.received - came > PROGRESS_BYTES:
                    attempt, came = 0, part.received
                elif last or request.method == "HEAD":  # a HEAD only spares a GET, and some servers hang up on it
                    raise
                _wait(site, backoff(attempt), failure.reason == "connect")
            else:
                if reply.status == 416 and part is not None and part.size:
                    part.drop()
                elif reply.status not in AGAIN or last:
                    return reply
                asked = retry_after(reply.headers)
                if asked is not None and asked > self.manners.longest_wait_s:
                    detail = f"the server answered {reply.status} and asks to wait {asked:.0f} s; run again later."
                    raise Failure(shown(str(url)), f"http-{reply.status}", detail)
                _wait(site, backoff(attempt) if asked is None else asked, asked is not None or reply.status in OVERLOADED)
            attempt += 1

    def _send(self, request: Request, url: httpx2.URL, most: int) -> Reply:
        asked, headers = self._addressed(request, url)
        try:
            if request.part is not None:
                reply = self.wire.save(asked, headers, request.part)
            elif request.piece is not None:
                reply = self.wire.piece(asked, headers, request.piece)
            else:
                reply = self.wire.ask(request.method, asked, headers, request.content, most)
        except Failure as failure:
            raise failure_without_secrets(self.manners, url, shown(str(url)), failure) from None
        return reply_without_secrets(self.manners, url, reply)

    def _addressed(self, request: Request, url: httpx2.URL) -> tuple[httpx2.URL, Mapping[str, str]]:
        asked, own = with_secret(self.manners, url)
        # Signed last: signatures expire while we wait, and each hop needs its own or none.
        signature = self.sign(request.method, asked) if self.sign else {}
        return asked, {"Accept": "*/*", **request.headers, **own, **signature}

    def _rules(self, site: Site, url: httpx2.URL) -> Reply:
        """A robots.txt or tdmrep.json, through up to five redirects; no rules apply yet."""
        for _ in range(6):
            reply = self.ask_with_retries(site, Request(), url, MOST_BYTES)
            if reply.status not in REDIRECTS or "location" not in reply.headers:
                return reply
            url = _target(url, reply)
        return Reply(404, {})


def _at(url: httpx2.URL, request: Request) -> Request:
    """The request for this address, with its conditions if they apply."""
    if request.known_at is None or request.known_at != known_as(str(url)):
        return request
    return replace(request, headers={**request.headers, **request.conditions})


def _wait(site: Site, seconds: float, whole_host: bool) -> None:
    """Wait before the next attempt; if the host is the trouble, everyone waits."""
    if whole_host:
        site.gate.pause(seconds)
    else:
        sleep(seconds)


def _target(url: httpx2.URL, reply: Reply) -> httpx2.URL:
    """A redirect's target; raises Failure if there is none, or it is not http(s)."""
    try:
        target = url.join(reply.headers["location"])
    except (KeyError, httpx2.InvalidURL, ValueError):
        detail = f"the server answered {reply.status} without an address to go on to."
        raise Failure(shown(str(url)), "redirect-invalid", detail, reply.headers) from None
    return checked(str(target))
