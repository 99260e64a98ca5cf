"""Changes that a site's lists tell only in part: dates without an hour, deletions, hosts that are not asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from loopback import MANNERS, Asked, Given, Loopback, loopback

from moisson.connectors import make_connector
from moisson.connectors.memory.store import Store
from moisson.connectors.sites.web import Web
from moisson.connectors.web.manners import Manners
from moisson.contracts.errors import FetchError, SourceError
from moisson.readers.contract import File, Refused
from moisson.source.description import load_source

TODAY = datetime.now(UTC).date()
BOTH = Manners(**{**MANNERS.model_dump(), "allow_hosts": ["127.0.0.1", "localhost"]})


@dataclass
class Far:
    """Answers by path, which may change, and what was asked."""

    pages: dict[str, str] = field(default_factory=dict)
    server: Loopback = field(init=False)

    def answer(self, asked: Asked) -> Given:
        if asked.path not in self.pages:
            return Given(status=404)
        etag = f'"{hash(self.pages[asked.path])}"'
        if asked.headers.get("if-none-match") == etag:
            return Given(status=304, headers={"ETag": etag})
        return Given(self.pages[asked.path].encode(), headers={"ETag": etag})

    def at(self, path: str, host: str = "127.0.0.1") -> str:
        return self.server.address.replace("127.0.0.1", host) + path

    def sitemap(self, kind: str = "urlset", **days: str) -> str:
        rows = "".join(f"<url><loc>{self.at('/' + name)}</loc><lastmod>{day}</lastmod></url>" for name, day in days.items())
        return f"<{kind}>{rows}</{kind}>"

    def asked(self) -> list[str]:
        paths = [asked.path for asked in self.server.asked]
        self.server.count()
        return paths


@contextmanager
def far_site(**pages: str) -> Iterator[Far]:
    far = Far({f"/{name}": page for name, page in pages.items()})
    with loopback(far.answer) as server:
        far.server = server
        yield far


def web(far: Far, **fields: Any) -> Web:
    return Web(**{"manners": BOTH, "sitemaps": [far.at("/map")], **fields})


def take(connector: Web, store: Store) -> dict[str, File | Refused]:
    """What came, by path without the host."""
    found = list(connector.fetch(Path(), store).files)
    return {(each.path.partition("/")[2] if isinstance(each, File) else each.id): each for each in found}


def bodies(found: dict[str, File | Refused]) -> dict[str, bytes]:
    return {path: each.data for path, each in found.items() if isinstance(each, File)}


def test_addresses_on_other_hosts_are_said_once_for_each_host(store: Store) -> None:
    with far_site(a="a") as far:
        lost = "".join(f"<url><loc>{far.at(f'/{n}', 'localhost')}</loc></url>" for n in range(3))
        many = "".join(f"<url><loc>https://h{n:02}.example/{n}?api_key=abc{n}</loc></url>" for n in range(25))
        far.pages["/map"] = f"<urlset><url><loc>{far.at('/a')}</loc></url>{lost}{many}</urlset>"
        found = take(web(far), store)
        assert bodies(found) == {"a": b"a"}
        rows = [each for each in found.values() if isinstance(each, Refused)]
        assert [row.reason for row in rows] == ["web:other-host"] * 21
        first, rest = found["localhost"], found["other hosts"]
        assert isinstance(first, Refused) and isinstance(rest, Refused)
        assert first.detail.startswith(f"the lists name 3 of its addresses, such as {far.at('/0', 'localhost')}; add it to")
        assert rest.detail.startswith("the lists name 6 addresses of 6 more hosts, such as h19.example")
        assert not any("abc" in row.detail for row in rows)
        assert "localhost" not in take(web(far, hosts=["127.0.0.1", "localhost"]), store)


def test_where_all_addresses_are_on_another_host_the_error_says_hosts(store: Store) -> None:
    with far_site() as far:
        far.pages["/map"] = f"<urlset><url><loc>{far.at('/a', 'localhost')}</loc></url></urlset>"
        with pytest.raises(FetchError, match=r"`\*\*` matches only addresses on other hosts; add .* to `hosts`: localhost"):
            take(web(far), store)
        with pytest.raises(FetchError, match=r"no listed address matches `\*\*/\*\.pdf`; correct `include`"):
            take(web(far, include=["**/*.pdf"]), store)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({}, "name at least one list, in `sitemaps`, `feeds` or `pages`"),
        ({"sitemaps": ["https://h.example/s"], "deletions": ["https://h.example/d"]}, "`deletions` says what of `feeds`"),
    ],
)
def test_a_description_without_a_list_is_refused(fields: dict[str, list[str]], why: str) -> None:
    with pytest.raises(SourceError, match=rf"source\.toml: connector web: .*{why}"):
        make_connector({"use": "web", **fields}, "source.toml")


class Courts(Far):
    """The Dutch courts' interface: an index of all ECLIs, of which some have a text; changes of a day are dated by it."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: dict[str, tuple[str, str]] = {}  # ECLI → its day, and whether it has a text, has none or is deleted

    def answer(self, asked: Asked) -> Given:
        path, _, query = asked.path.partition("?")
        said = dict(each.split("=", 1) for each in query.split("&"))
        if path == "/content":
            state = self.entries.get(said["id"], ("", "deleted"))[1]
            return Given(status=404) if state == "deleted" else Given(f"<open-rechtspraak>{said['id']} {state}".encode())
        since, start, most = said.get("modified", ""), int(said["from"]), int(said["max"])
        link = '<link rel="alternate" type="text/html" href="https://uitspraken.rechtspraak.nl/details?id={}"/>'
        sign = {"deleted": ' deleted="ecli"'}
        found = [
            f"<entry{sign.get(state, '')}><id>{id}</id><updated>{day}T10:00:00Z</updated>{link.format(id)}</entry>"
            for id, (day, state) in sorted(self.entries.items(), key=lambda entry: (entry[1][0], entry[0]), reverse=True)
            if f"{day}T10:00:00" >= since and (state == "text" or "return" not in said)
        ]
        return Given(f'<feed xmlns="http://www.w3.org/2005/Atom">{"".join(found[start : start + most])}</feed>'.encode())


def test_decisions_that_the_dutch_courts_take_back_are_gone_and_the_rest_is_not_asked_for(store: Store, tmp_path: Path) -> None:
    far = Courts()
    far.entries = {f"ECLI:NL:HR:2014:{n}": ("2014-04-01", "text") for n in range(7)}
    far.entries |= {f"ECLI:NL:HR:1913:{n}": ("2013-01-01", "none") for n in range(50)}
    with loopback(far.answer) as server:
        described = load_source("nl_rechtspraak_uitspraken", tmp_path).description.connector
        there = {
            "feeds": [each.replace("https://data.rechtspraak.nl/uitspraken", server.address) for each in described["feeds"]],
            "deletions": [
                each.replace("https://data.rechtspraak.nl/uitspraken", server.address) for each in described["deletions"]
            ],
            "address": described["address"].replace("https://data.rechtspraak.nl/uitspraken", server.address),
            "manners": MANNERS.model_dump(),
        }
        there["feeds"] = [each.replace("max=1000", "max=3") for each in there["feeds"]]
        connector = load_source("nl_rechtspraak_uitspraken", tmp_path, there).connector

        def ids() -> set[str]:
            return {file.path for file in connector.fetch(tmp_path, store).files if isinstance(file, File)}

        assert ids() == {f"ECLI:NL:HR:2014:{n}" for n in range(7)}
        assert server.count() == 4 + 1 + 7
        today = TODAY.isoformat()
        far.entries["ECLI:NL:HR:2014:3"] = (today, "deleted")
        far.entries["ECLI:NL:HR:2026:1"] = (today, "text")
        far.entries["ECLI:NL:HR:2026:2"] = (today, "none")
        assert ids() == {f"ECLI:NL:HR:2014:{n}" for n in (0, 1, 2, 4, 5, 6)} | {"ECLI:NL:HR:2026:1"}
        asked = [each.path for each in server.asked]
        assert f"/zoeken?modified={TODAY - timedelta(1)}T00:00:00&max=1000&from=0" in asked
        assert [path for path in asked if path.startswith("/content")] == ["/content?id=ECLI:NL:HR:2026:1"]
        far.entries["ECLI:NL:HR:2014:3"] = (today, "text")
        assert "ECLI:NL:HR:2014:3" in ids(), "one that is published again comes back"
