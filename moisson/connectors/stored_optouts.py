"""Opt-outs of stored files: what their hosts say now, beside what their answers said then.

A list may not change while a host begins to reserve its files in robots.txt or tdmrep.json. Two requests per host tell, however
many files it has.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

from moisson.connectors.memory.store import Store
from moisson.connectors.web.cache import rights_headers
from moisson.connectors.web.client import Answer, Client, Download
from moisson.connectors.web.failure import Failure
from moisson.connectors.web.optouts import TDMREP, HttpMessage, Row, Rules, reservations
from moisson.connectors.web.safety import checked
from moisson.connectors.web.threads import in_order
from moisson.contracts.identity import fingerprint

AT_ONCE = 16  # hosts asked for their rules at once


def read_rules(client: Client, addresses: Iterable[str]) -> None:
    """Read the rules of every host among these addresses, several at a time."""
    hosts: dict[str, str] = {}
    for address in addresses:
        hosts.setdefault(_origin(address), address)

    def read(address: str) -> None:
        with suppress(Failure):  # not an address
            client.fetcher.site(checked(address))

    for _ in in_order(read, [hosts[host] for host in sorted(hosts)], AT_ONCE):
        pass


def hosts_digest(client: Client, addresses: Iterable[str]) -> str | None:
    """A digest of what the hosts of these addresses reserve; None if one cannot be asked."""
    addresses = dict.fromkeys(addresses)
    asked = _asked(client, (f"{_origin(address)}/" for address in addresses))
    if asked is not None and not any(rules.tdm.rules or any(rules.robots.reserving) for rules, _ in asked):
        return fingerprint([])  # as for most hosts, at any address
    asked = _asked(client, addresses)
    if asked is None:
        return None
    rows = reservations(asked, HttpMessage(""), "")
    return fingerprint([[row["protocol"], row["value"], row["where"]] for row in rows])


def renewable(client: Client, url: str, got: Answer | Download) -> dict[str, Any]:
    """What to store of an answer: its opt-outs, and what is needed to renew them without it."""
    return {
        "answered": got.url,
        "headers": rights_headers(got.headers),
        "reservation": [dict(row) for row in got.reservation],
        "hosts": hosts_digest(client, (url, got.url)),
    }


def renewed(client: Client, store: Store, url: str, known: Mapping[str, Any]) -> dict[str, Any]:
    """New opt-outs of a file that was not requested, if its hosts changed theirs; else empty."""
    if "answered" not in known:
        return {}
    now = hosts_digest(client, (url, known["answered"]))
    if now == known["hosts"] or (rows := current_rows(client, store, url, known)) is None:
        return {}
    return {"reservation": rows, "hosts": now}


def renew(client: Client, store: Store, key: str, url: str, known: dict[str, Any]) -> None:
    """Renew the opt-outs of a stored file, in `known` and in the store."""
    if more := renewed(client, store, url, known):
        known |= more
        store.remember(key, known)


def current_rows(client: Client, store: Store, url: str, known: Mapping[str, Any]) -> list[dict[str, str | None]] | None:
    """A file's opt-outs by its hosts' rules now and its own answer then; None if a host cannot be asked.

    Rows that persist keep their date.
    """
    if (asked := _asked(client, (url, known["answered"]))) is None:
        return None
    page = HttpMessage(known["answered"], known["headers"], store.body(known["sha256"]) or b"")
    before = {(row["protocol"], row["value"], row["where"]): row for row in known["reservation"]}
    rows = [dict(row) for row in reservations(asked, page, client.today)]
    # What a redirect said is known only from that day.
    files = tuple(f"{_origin(address)}{name}" for address in (url, known["answered"]) for name in ("/robots.txt", TDMREP))
    rows += [row for row in known["reservation"] if row["where"] not in (known["answered"], *files)]
    return [before.get((row["protocol"], row["value"], row["where"]), row) for row in rows]


class HostOptouts:
    """What the hosts of listed documents reserve, compared with the last harvest.

    A list may stay the same while a host opts out of training. `token` changes with what hosts say, and belongs in the version.
    """

    def __init__(self, client: Client, store: Store, scope: str) -> None:
        self.client, self.store, self.key = client, store, f"{scope}hosts"
        known = store.known(self.key) or {"token": None, "heard": {}}
        self.heard: dict[str, list[str]] = known["heard"]  # origin → (an address there, digest of its rules)
        read_rules(client, (address for address, _ in self.heard.values()))  # in parallel: some hosts may be silent for minutes
        now = {origin: self._now(address) for origin, (address, _) in self.heard.items()}
        self.changed = {origin: digest for origin, digest in now.items() if digest not in (None, self.heard[origin][1])}
        self.token: str | None = fingerprint([known["token"], self.changed]) if self.changed else known["token"]
        self._met: dict[str, str] = {}

    def note(self, *addresses: str) -> bool:
        """Note a document's addresses; returns whether one of their hosts changed its rules."""
        origins = {_origin(address): address for address in addresses}
        self._met |= origins
        return not self.changed.keys().isdisjoint(origins)

    def remember(self) -> None:
        """Store what all hosts met say now."""
        heard = {}
        for origin, address in self._met.items():
            before = self.heard.get(origin, [address, None])[1]
            if digest := self.changed.get(origin) or before or self._now(address):
                heard[origin] = [address, digest]
        self.store.remember(self.key, {"token": self.token, "heard": heard})

    def _now(self, address: str) -> str | None:
        asked = _asked(self.client, [address])
        return asked[0][0].digest if asked else None


def together(*groups: Iterable[Row]) -> tuple[dict[str, str | None], ...]:
    """Each opt-out once, its first row kept, so that a lasting one keeps its first date."""
    found: dict[tuple[str | None, str | None], dict[str, str | None]] = {}
    for row in (row for group in groups for row in group):
        found.setdefault((row["protocol"], row["value"]), dict(row))
    return tuple(found.values())


def lasting(now: Iterable[Row], before: Iterable[Row]) -> tuple[dict[str, str | None], ...]:
    """The current opt-outs; those already known keep their old row."""
    first = {(row["protocol"], row["value"]): row for row in before}
    return together(first.get((row["protocol"], row["value"]), row) for row in now)


def kinds(rows: Iterable[Row]) -> list[list[str | None]]:
    """The part of opt-outs that goes into a version: what is reserved, not where or when."""
    return sorted([row["protocol"], row["value"]] for row in rows)


def _origin(address: str) -> str:
    """Scheme, host and port as written: equal addresses share a host, and a host may have several."""
    return "/".join(address.split("/", 3)[:3])


def _asked(client: Client, addresses: Iterable[str]) -> list[tuple[Rules, str]] | None:
    found = []
    for address in dict.fromkeys(addresses):
        try:
            site = client.fetcher.site(checked(address))
        except Failure:
            return None
        if site.refused:
            return None
        found.append((site.rules, address))
    return found
