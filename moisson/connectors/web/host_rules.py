"""A host's rules, robots.txt and tdmrep.json, read once; and its rate limit."""

import re
import threading
from collections.abc import Callable

import httpx2

from moisson.connectors.web.failure import Failure
from moisson.connectors.web.manners import Gate, Manners
from moisson.connectors.web.optouts import TDMREP, Rules, TdmFile
from moisson.connectors.web.request import WHOLE, Reply
from moisson.connectors.web.robots import LONGEST, Robots
from moisson.contracts.addresses import shown

MOST_BYTES = 8 << 20  # of a robots.txt or tdmrep.json; only the first `LONGEST` of robots.txt count
MOST_FAILED = 25  # in a row
UNHEARD = re.compile("connect|timeout|cut|http-(?:429|5..)")  # does not tell whether it reserves anything
NO_HOST = ("connect", "tls", "address-unknown", "address-refused", "proxy-refused")
Read = Callable[["Site", httpx2.URL], Reply]


class Site:
    """One origin: scheme, host and port."""

    def __init__(self, manners: Manners) -> None:
        interval = 1.0 / manners.requests_per_second if manners.requests_per_second else 0.0
        self.gate = Gate(manners.concurrency, interval)
        self.manners = manners
        self.rules = Rules()
        self.refused: tuple[str, str] | None = None
        self.read = False
        self.failed = 0
        self.heads_in_vain = 0  # HEAD requests in a row that failed or omitted rights
        self.lock = threading.Lock()

    def learn(self, url: httpx2.URL, ask: Read) -> None:
        """Read the host's rules, once."""
        if self.read:
            return
        with self.lock:
            if not self.read:
                robots = self._robots(url.join("/robots.txt"), ask)
                # If all is refused anyway, reservations decide nothing.
                nobody = self.refused is not None and (self.refused[0] in NO_HOST or self.manners.obeys_robots(url.host))
                self.rules = Rules(robots, TdmFile() if nobody else self._tdm(url.join(TDMREP), ask))
                delay = self.rules.robots.delay_s if self.manners.obeys_robots(url.host) else 0.0
                if delay > self.manners.longest_wait_s and not self.refused:
                    self.refused = "robots-delay", f"robots.txt asks for {delay:g} s between requests."
                if delay:
                    self.gate = Gate(1, max(delay, self.gate.interval_s))
                self.read = True

    def admit(self, url: httpx2.URL) -> None:
        """Raise Failure if robots.txt forbids the address, tdmrep.json is unavailable, or the host failed too often."""
        if self.refused and (self.manners.obeys_robots(url.host) or not self.refused[0].startswith("robots")):
            raise Failure(shown(str(url)), *self.refused)
        if self.manners.obeys_robots(url.host) and not self.rules.robots.allows(str(url)):
            raise Failure(
                shown(str(url)), "robots-disallowed", f"{self.rules.robots.where} forbids it to {self.manners.identity}."
            )

    def answered(self) -> None:
        """The host answered."""
        self.failed = 0

    def fails(self, reason: str) -> None:
        """The host failed; too many failures in a row block it."""
        self.failed += 1
        if self.failed >= MOST_FAILED and not self.refused:
            self.refused = "host-failing", f"{self.failed} addresses of this host failed in a row, the last one by {reason}."

    def _robots(self, url: httpx2.URL, ask: Read) -> Robots:
        try:
            reply = ask(self, url)
        except Failure as failure:
            self.refused = (
                (failure.reason, failure.detail)
                if failure.reason in NO_HOST
                else ("robots-unreachable", f"its robots.txt cannot be had ({failure.reason}), which forbids all (RFC 9309).")
            )
            return Robots()
        if reply.status not in WHOLE:
            if reply.status == 429 or not 400 <= reply.status < 500:  # only these mean that there is none
                detail = f"its robots.txt cannot be had (http-{reply.status}), which forbids all (RFC 9309)."
                self.refused = "robots-unreachable", detail
            return Robots()
        return Robots(reply.body[:LONGEST].decode("utf-8-sig", "replace"), shown(str(url)), tuple(self.manners.agents_for))

    def _tdm(self, url: httpx2.URL, ask: Read) -> TdmFile:
        """What the host reserves; if unknown, nothing is taken today, as with robots.txt."""
        try:
            reply = ask(self, url)
            reason = f"http-{reply.status}"
        except Failure as failure:
            reply, reason = Reply(0, {}), failure.reason.replace("too-slow", "timeout")
        if UNHEARD.fullmatch(reason):
            detail = f"its {TDMREP} cannot be had ({reason}), and it may reserve all rights; run again later."
            if not self.refused or not self.manners.obeys_robots(url.host):
                self.refused = reason, detail
        return TdmFile.parse(reply.body, shown(str(url))) if reply.status in WHOLE else TdmFile()
