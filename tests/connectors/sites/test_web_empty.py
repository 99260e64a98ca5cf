"""Lists that name nothing, and lists that are added to others: neither makes documents disappear by itself."""

from pathlib import Path
from typing import Any

import pytest
from loopback import MANNERS, Asked, Given, Loopback, loopback
from taken import take

from moisson.connectors.memory.store import Store
from moisson.connectors.sites.web import SCOPE, Web
from moisson.contracts.errors import FetchError
from moisson.readers.contract import File

NOTHING = {
    "sitemaps": "<urlset></urlset>",
    "pages": '<html><body><div id="root"></div><script src="app.js"></script></body></html>',
    "feeds": '<rss version="2.0"><channel><title>t</title></channel></rss>',
}


class Site:
    """Answers by path; any other path is a document."""

    def __init__(self) -> None:
        self.lists: dict[str, str] = {}
        self.server: Loopback

    def answer(self, asked: Asked) -> Given:
        return Given(self.lists.get(asked.path, f"words of {asked.path}").replace("BASE", self.server.address).encode())

    def web(self, **lists: list[str]) -> Web:
        fields: dict[str, Any] = {kind: [f"{self.server.address}{path}" for path in paths] for kind, paths in lists.items()}
        return Web(**fields, manners=MANNERS)

    def names(self, connector: Web, store: Store | None) -> list[str]:
        found = take(connector, store, Path())[1]
        assert all(isinstance(each, File) for each in found.values())
        return [path.partition("/")[2] for path in found]


def urlset(*names: str) -> str:
    return f"<urlset>{''.join(f'<url><loc>BASE/{name}</loc></url>' for name in names)}</urlset>"


def rss(*numbers: int, more: str = "") -> str:
    items = "".join(f"<item><guid isPermaLink='false'>id{n}</guid><link>BASE/d{n}</link></item>" for n in numbers)
    return f'<rss version="2.0"><channel><title>t</title>{items}{more}</channel></rss>'


@pytest.mark.parametrize("kind", ["sitemaps", "pages"])
def test_a_list_that_never_named_a_document_stops_the_harvest_each_time(kind: str, store: Store) -> None:
    site = Site()
    site.lists = {"/list": NOTHING[kind], "/other": urlset("a")}
    with loopback(site.answer) as site.server:
        for _ in range(2):
            with pytest.raises(FetchError, match="/list names no document; links that scripts add are not seen"):
                take(site.web(**{kind: ["/list"]}), store, Path())
        with pytest.raises(FetchError, match="/list names no document; links that scripts add are not seen"):
            list(site.web(**{kind: ["/list"]}).offered(Path(), store))
        both = {"sitemaps": ["/other"]}
        both.setdefault(kind, []).append("/list")
        with pytest.raises(FetchError, match="/list names no document"):
            take(site.web(**both), store, Path())


@pytest.mark.parametrize("kind", ["sitemaps", "pages"])
def test_a_list_that_comes_empty_is_believed_on_another_day(kind: str, store: Store) -> None:
    full = {"sitemaps": urlset("a"), "pages": '<a href="/a">A</a>'}[kind]
    site = Site()
    site.lists = {"/list": full, "/rest": urlset("b")}
    with loopback(site.answer) as site.server:
        lists = {"sitemaps": ["/rest"]}
        lists.setdefault(kind, []).append("/list")
        connector = site.web(**lists)
        assert site.names(connector, store) == ["a", "b"]
        site.lists["/list"] = NOTHING[kind]
        for _ in range(2):
            with pytest.raises(
                FetchError, match=r"/list names no document any more\. The documents of the last harvest are kept"
            ):
                take(connector, store, Path())
        site.lists["/list"] = full
        assert site.names(connector, store) == ["a", "b"]
        site.lists["/list"] = NOTHING[kind]
        with pytest.raises(FetchError, match="any more"):
            take(connector, store, Path())
        (key,) = [key for key in store.keys(f"{SCOPE}list:") if key.endswith("/list")]
        store.remember(key, {"empty_since": "2025-01-01"})
        assert site.names(connector, store) == ["b"]
        assert site.names(connector, store) == ["b"]


def test_a_page_that_only_leads_to_pages_that_another_led_to_is_not_empty(store: Store) -> None:
    site = Site()
    site.lists = {"/one": '<a href="/section/">S</a>', "/two": '<a href="/section/">S</a>', "/section/": '<a href="/a">A</a>'}
    with loopback(site.answer) as site.server:
        connector = site.web(pages=["/one", "/two"]).model_copy(update={"follow": ["**/section/"]})
        assert site.names(connector, store) == ["a"]
        site.lists["/section/"] = NOTHING["pages"]
        with pytest.raises(FetchError, match="/one names no document any more"):
            take(connector, store, Path())


def test_a_page_that_is_no_address_is_said(store: Store) -> None:
    with pytest.raises(FetchError, match="address-invalid"):
        take(Web(pages=["council.example.org/list"], manners=MANNERS), store, Path())


def test_what_is_deleted_while_a_feed_is_not_named_does_not_come_back_with_it(store: Store) -> None:
    site = Site()
    deleted = '<item deleted="guid"><guid isPermaLink="false">id1</guid></item>'
    site.lists = {"/feed": rss(1, 2), "/feed2": rss(9), "/gone": rss()}
    with loopback(site.answer) as site.server:
        assert site.names(site.web(feeds=["/feed", "/feed2"], deletions=["/gone"]), store) == ["d1", "d2", "d9"]
        site.lists |= {"/gone": rss(more=deleted), "/feed": rss(2)}
        assert site.names(site.web(feeds=["/feed2"], deletions=["/gone"]), store) == ["d9"]
        site.lists["/gone"] = rss()
        assert site.names(site.web(feeds=["/feed", "/feed2"], deletions=["/gone"]), store) == ["d2", "d9"]
