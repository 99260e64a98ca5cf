"""Web sites by their lists: sitemaps, feeds and pages of links.

Sitemaps and pages list what exists now. Feeds list news: their old entries stay until marked deleted. Documents are requested
again when their listed date changes, or conditionally if they have none. A bare day is trusted once it is over.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import asdict, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote, urlsplit

from pydantic import Field, field_validator, model_validator

from moisson.connectors import Fetched, Offered
from moisson.connectors.days import proves_unchanged
from moisson.connectors.fetching import (
    Target,
    closing_after,
    documents,
    offered_targets,
    same_address,
    state_beside_list,
    store_or_temporary,
    with_tokens,
)
from moisson.connectors.files.glob import Selection, pattern
from moisson.connectors.memory.store import Store
from moisson.connectors.pages import normal_glob, normal_url, page_rights
from moisson.connectors.sites.lists import Item, List, NoList, doubt_if_empty, feed, links, sitemap
from moisson.connectors.sites.other_hosts import OtherHosts
from moisson.connectors.web.client import Answer, Client
from moisson.connectors.web.hosts import stated_host
from moisson.connectors.web.remote import Remote
from moisson.contracts.addresses import bare, shown
from moisson.contracts.errors import FetchError
from moisson.contracts.identity import fingerprint
from moisson.readers.contract import About, Refused

OFFSET, SINCE = "{offset}", "{since}"
# Key prefix in the other connectors' form. It is the same for all lists: adding one must not forget what the others named.
SCOPE = f"web:{'0' * 16}:"
MOST_DEEP = 4  # a sitemap in an index in a robots.txt in an index


class Web(Remote):
    """The documents that a site's lists name."""

    # sitemaps, their indexes (also gzip), plain lists of addresses, or a robots.txt that names sitemaps
    sitemaps: list[str] = Field(
        default=[]
    )  # sitemaps, their indexes, lists of addresses on lines, or a robots.txt that names them
    # Atom, RSS 2.0 or RSS 1.0. `{offset}` counts the entries before a page, if a feed does not link its pages
    feeds: list[str] = Field(default=[])
    # feeds that only say which entries of `feeds` are deleted; `{since}` is the day before the last harvest
    deletions: list[str] = Field(default=[])
    pages: list[str] = Field(default=[])  # pages that link the documents; `rel=next` is followed
    follow: list[str] = Field(default=[])  # globs of links on such pages that lead to more of them
    # globs over addresses, with or without scheme. One that matches nothing, or nothing on `hosts`, stops the harvest
    include: list[str] = Field(default=["**"])
    exclude: list[str] = Field(default=[])  # globs of what to leave out
    hosts: list[str] = Field(default=[])  # where documents may be; none: the hosts of the lists, with and without `www.`
    address: str = "{link}"  # address of a document: `{link}`, or `{id}` for the identifier in the feed
    max_lists: int = Field(default=20_000, ge=1)  # more lists and pages of lists stop the harvest

    @field_validator("address")
    @classmethod
    def _has_place(cls, address: str) -> str:
        if address.count("{link}") + address.count("{id}") != 1 or "{" in address.replace("{link}", "").replace("{id}", ""):
            raise ValueError(f"{address!r} must hold {{link}} or {{id}} once")
        return address

    @field_validator("hosts")
    @classmethod
    def _names_hosts(cls, hosts: list[str]) -> list[str]:
        return [stated_host(each) for each in hosts]

    @model_validator(mode="after")
    def _has_lists(self) -> Self:
        if not (self.sitemaps or self.feeds or self.pages):
            raise ValueError("name at least one list, in `sitemaps`, `feeds` or `pages`")
        if self.deletions and not self.feeds:
            raise ValueError("`deletions` says what of `feeds` is deleted, and there are none")
        return self

    def fetch(self, base: Path, store: Store | None = None) -> Fetched:
        """Read the lists, and ask whether undated documents changed; the rest is fetched as it is consumed."""
        with ExitStack() as stack:
            memory = stack.enter_context(store_or_temporary(store))
            client = stack.enter_context(Client(self.manners, memory))
            targets, elsewhere = self._targets(Lists(self, client, memory))
            found = [*elsewhere, *with_tokens(client, memory, SCOPE, targets, _own)]
            beside = state_beside_list(client, memory, SCOPE)
            told = [[each.path, each.token] if isinstance(each, Target) else [each.id, each.reason] for each in found]
            version = fingerprint([told, beside])
            origin = {"connector": "web", "documents": str(len(found))}
            files = closing_after(stack.pop_all(), documents(client, memory, SCOPE, found, _own))
            return Fetched(version, origin, files, len(found))

    def offered(self, base: Path, store: Store | None = None) -> Iterator[Offered | Refused]:
        """The documents that the lists name."""
        with store_or_temporary(store) as memory, Client(self.manners, memory) as client:
            targets, elsewhere = self._targets(Lists(self, client, memory))
            yield from offered_targets(memory, SCOPE, [*elsewhere, *targets])

    @property
    def _hosts(self) -> set[str]:
        if self.hosts:
            return set(self.hosts)
        lists = (urlsplit(normal_url(url) or "").hostname or "" for url in (*self.sitemaps, *self.feeds, *self.pages))
        return {host for each in lists for host in (each, each.removeprefix("www."), f"www.{each}")}

    @property
    def _selection(self) -> Selection:
        return Selection(map(_address_glob, self.include), map(_address_glob, self.exclude))

    def _targets(self, lists: "Lists") -> tuple[list[Target], list[Refused]]:
        """The listed documents, each once, sorted by path; and refusals for those on other hosts.

        Raises FetchError if a glob matches none.
        """
        selection, hosts = self._selection, self._hosts
        elsewhere = OtherHosts(self._selection)
        found: dict[str, Target] = {}
        alike: dict[str, Refused] = {}
        for item in lists.items():
            named = [url for url in (item.url, *item.others) if url]
            addresses = [url for url in named if urlsplit(url).hostname in hosts and selection(bare(url))]
            if addresses or (not item.url and item.id):
                target = self._target(item, addresses[0] if addresses else "")
                before = found.get(target.path)
                if before is not None and before.url != target.url and same_address(before.url, target.url):
                    why = "the lists name another address that differs from this one in a secret alone; one of them is taken."
                    alike[target.path] = Refused(target.path, "web:secret-alone", why)
                if before is None or (target.token or "") > (before.token or ""):
                    found[target.path] = target
            else:
                elsewhere.count([url for url in named if urlsplit(url).hostname not in hosts])
        if selection.unmatched and lists.named:
            raise FetchError(elsewhere.instead(selection.unmatched[0]))
        sure = (each if proves_unchanged(each.token, lists.today) else replace(each, token=None) for each in found.values())
        return sorted(sure, key=lambda target: target.path), [*alike.values(), *elsewhere.rows()]

    def _target(self, item: Item, link: str) -> Target:
        url = self.address.replace("{link}", link).replace("{id}", quote(item.id, safe=":/"))
        path = item.id if "{id}" in self.address else bare(shown(url))
        record = {"list": {"id": item.id, "token": item.token, "title": item.title}}
        return Target(path, url, item.token, About(link or url, item.title, item.created, record, item.rights))


class Lists:
    """Walks a site's lists. A failed list raises FetchError: its documents would seem gone."""

    def __init__(self, site: Web, client: Client, memory: Store) -> None:
        self.site, self.client, self.memory = site, client, memory
        self.read = 0  # lists
        self.named = 0  # items
        self.today = date.fromisoformat(client.today)

    def items(self) -> Iterator[Item]:
        """Every item of every list; raises FetchError if a sitemap or page names none."""
        for item in self._items():
            self.named += 1
            yield item

    def _items(self) -> Iterator[Item]:
        for url in self.site.sitemaps:
            before = self.named
            yield from self._sitemap(Item(normal_url(url) or url), 1)
            self._look(url, self.named - before)
        for url in self.site.feeds:
            self._feed(url)
        for url in self.site.deletions:
            self._deletions(url)
        for url in self.site.feeds:
            yield from self._entries(url)
        yield from self._pages()

    def _look(self, url: str, named: int) -> None:
        doubt_if_empty(self.memory, f"{SCOPE}list:{url}", url, named, self.client.today)

    def _list(self, url: str, parse: Callable[[bytes, str], List], kind: str) -> List:
        """The list at an address; raises FetchError if it is no such list, or one too many."""
        self.read += 1
        if self.read > self.site.max_lists:
            raise FetchError(f"the site has more than {self.site.max_lists} lists; narrow `follow`, or raise `max_lists`.")
        try:
            return parse(self.client.get(url).body, url)
        except NoList as error:
            raise FetchError(f"{url} is no {kind}: {error}.") from None

    def _sitemap(self, place: Item, depth: int) -> Iterator[Item]:
        """A sitemap's items, through indexes; one with an unchanged date in its index is not requested."""
        key = f"{SCOPE}sitemap:{place.url}"
        known = self.memory.known(key)
        if known is not None and place.token is not None and known["token"] == place.token:
            yield from (Item(url, token) for url, token in known["items"])
            return
        found = self._list(place.url, sitemap, "sitemap")
        if found.lists and depth >= MOST_DEEP:
            raise FetchError(f"{place.url} nests sitemap indexes {depth} deep; list the intended ones in `sitemaps`.")
        for inner in found.lists:
            yield from self._sitemap(inner, depth + 1)
        if not found.lists and place.token is not None and proves_unchanged(place.token, self.today):
            self.memory.remember(key, {"token": place.token, "items": [[item.url, item.token] for item in found.items]})
        yield from found.items

    def _feed(self, url: str) -> None:
        """Store a feed's entries page by page until one is all known; after an interruption, to the end."""
        walk = f"{SCOPE}feed:{url}"
        walked = (self.memory.known(walk) or {}).get("walked", False)
        here: set[str] = set()
        for page in self._feed_pages(url):
            fresh = [item for item in page.items if self.memory.known(self._entry(url, item)) != _plain(item)]
            gone = [key for id in page.deleted if self.memory.known(key := self._entry(url, Item("", id=id)))]
            if fresh or gone:
                self.memory.remember(walk, {"walked": False})
            for item in fresh:
                self.memory.remember(self._entry(url, item), _plain(item))
            for key in gone:
                self.memory.forget(key)
            here.update(self._entry(url, item) for item in page.items)
            if page.complete and not page.onward:
                self._forget_others(url, here)
            if walked and page.items and not fresh and not gone and not page.complete:
                break
        self.memory.remember(walk, {"walked": True})

    def _deletions(self, url: str) -> None:
        """Delete entries that a feed of deletions names; the first time there are none."""
        key = f"{SCOPE}deletions:{url}"
        since = (self.memory.known(key) or {}).get("day", self.client.today)
        # Also in feeds that source.toml no longer names: it may name them again.
        walked = [walk.removeprefix(f"{SCOPE}feed:") for walk in self.memory.keys(f"{SCOPE}feed:")]
        for page in self._feed_pages(url.replace(SINCE, since)):
            for id in page.deleted:
                for each in walked:
                    self.memory.forget(self._entry(each, Item("", id=id)))
        day = self.today - timedelta(1)  # the feed may use another time zone
        self.memory.remember(key, {"day": day.isoformat()})

    def _feed_pages(self, url: str) -> Iterator[List]:
        """A feed's pages: the linked next page, else the offset after these entries, until one is empty."""
        onward: str | None = url.replace(OFFSET, "0")
        entries = 0
        seen: set[str] = set()
        while onward and onward not in seen:
            seen.add(onward)
            page = self._list(onward, feed, "feed")
            yield page
            entries += len(page.items) + len(page.deleted)
            counted = url.replace(OFFSET, str(entries)) if OFFSET in url and (page.items or page.deleted) else None
            onward = page.onward or counted

    def _entry(self, url: str, item: Item) -> str:
        return f"{SCOPE}entry:{url} {item.id or item.url}"

    def _entry_keys(self, url: str) -> list[str]:
        return list(self.memory.keys(f"{SCOPE}entry:{url} "))

    def _forget_others(self, url: str, here: set[str]) -> None:
        """A complete feed (RFC 5005, section 2) deletes what it omits."""
        for key in self._entry_keys(url):
            if key not in here:
                self.memory.forget(key)

    def _entries(self, url: str) -> Iterator[Item]:
        for key in self._entry_keys(url):
            if known := self.memory.known(key):
                yield Item(**{**known, "others": tuple(known["others"])})

    def _pages(self) -> Iterator[Item]:
        """The links of pages and of further pages; list pages are no documents."""
        globs = [pattern(_address_glob(glob)) for glob in self.site.follow]
        hosts = self.site._hosts
        starts = [normal_url(url) or url for url in self.site.pages]
        seen = dict(zip(starts, starts, strict=True))  # → the start page that led there first
        for start in dict.fromkeys(starts):
            waiting, before, shared = [start], self.named, 0
            for url in waiting:
                found = self._list(url, links, "page of links")
                lists = [item.url for item in found.items if any(glob.fullmatch(bare(item.url)) for glob in globs)]
                for address in [*([found.onward] if found.onward else []), *lists]:
                    if address not in seen and urlsplit(address).hostname in hosts:
                        seen[address] = start
                        waiting.append(address)
                    shared += seen.get(address, start) != start
                yield from (item for item in found.items if item.url not in lists and item.url != found.onward)
            self._look(start, self.named - before + shared)


def _address_glob(glob: str) -> str:
    return normal_glob(bare(glob))


def _own(answer: Answer) -> dict[str, str] | None:
    return page_rights(answer.body, answer.headers, answer.url)


def _plain(item: Item) -> dict[str, Any]:
    return {**asdict(replace(item, others=())), "others": list(item.others)}
