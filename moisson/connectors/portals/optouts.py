"""Opt-outs of files that need not be asked for again: what their hosts say now, beside what their answers said then.

A portal's catalogue may not change while a host begins to reserve its files (robots.txt, tdmrep.json). Two requests for each
host, whatever the number of its files, tell.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from moisson.connectors.store import Store
from moisson.identity import fingerprint
from moisson.web.cache import RIGHTS
from moisson.web.client import Answer, Client, in_order
from moisson.web.failure import Failure
from moisson.web.links import linked
from moisson.web.optouts import Page, Rules, reservations
from moisson.web.safety import checked

AT_ONCE = 16  # hosts, each asked for its rules by itself


def read_rules(client: Client, addresses: Iterable[str]) -> None:
    """Read the rules of every host among these addresses, several at a time."""
    hosts: dict[str, str] = {}
    for address in addresses:
        try:
            url = checked(address)
        except Failure:
            continue
        hosts.setdefault(f"{url.scheme}://{url.netloc.decode()}", address)
    for _ in in_order(lambda address: client.courier.site(checked(address)), [hosts[host] for host in sorted(hosts)], AT_ONCE):
        pass


def by_hosts(client: Client, addresses: Iterable[str]) -> str | None:
    """A digest of what the hosts of these addresses reserve; None where one of them cannot be asked."""
    asked = _asked(client, addresses)
    if asked is None:
        return None
    rows = reservations(asked, Page(""), "")
    return fingerprint([[row["protocol"], row["value"], row["where"]] for row in rows])


def of_answer(client: Client, url: str, answer: Answer) -> dict[str, Any]:
    """What to remember of an answer: its opt-outs, what is needed to tell them again without it, the licences that it links."""
    return {
        "answered": answer.url,
        "headers": {name: answer.headers[name] for name in RIGHTS if name in answer.headers},
        "reservation": [dict(row) for row in answer.reservation],
        "hosts": by_hosts(client, (url, answer.url)),
        "licences": linked(answer.headers, "license", answer.url),
    }


def told_again(client: Client, store: Store, url: str, known: Mapping[str, Any]) -> dict[str, Any]:
    """The opt-outs of a file that was not asked for, where its hosts say something else now; rows that stay keep their day."""
    if "answered" not in known:
        return {}
    addresses = (url, known["answered"])
    asked, now = _asked(client, addresses), by_hosts(client, addresses)
    if asked is None or now == known["hosts"]:
        return {}
    page = Page(known["answered"], known["headers"], store.body(known["sha256"]) or b"")
    before = {(row["protocol"], row["value"], row["where"]): row for row in known["reservation"]}
    rows = [dict(row) for row in reservations(asked, page, client.today)]
    return {"reservation": [before.get((row["protocol"], row["value"], row["where"]), row) for row in rows], "hosts": now}


def _asked(client: Client, addresses: Iterable[str]) -> list[tuple[Rules, str]] | None:
    found = []
    for address in dict.fromkeys(addresses):
        try:
            site = client.courier.site(checked(address))
        except Failure:
            return None
        if site.refused:
            return None
        found.append((site.rules, address))
    return found
