"""Web sites, by the lists that they publish: sitemaps, feeds, and pages of links.

A sitemap and a page say what there is now. A feed says what is new: what it named before stays, until it says that it is
deleted. What a list dates is asked for again when its date changes; of what it does not date, the server is asked whether it
changed, with the conditions of the answer before. A date that is no more than a day is believed when that day is over.
"""

from collections.abc import Iterator
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
from moisson.connectors.sites.empty import doubt_if_empty
from moisson.connectors.sites.lists import Item, List, NoList, feed, links, sitemap
from moisson.connectors.sites.other_hosts import OtherHosts
from moisson.connectors.web.client import Answer, Client
from moisson.connectors.web.hosts import stated_host
from moisson.connectors.web.remote import Remote
from moisson.contracts.addresses import bare, shown
from moisson.contracts.errors import FetchError
from moisson.contracts.identity import fingerprint
from moisson.readers.contract import About, Refused

OFFSET, SINCE = "{offset}", "{since}"
# Begins what is remembered, in the form of other connectors, and the same for all lists: one more of them must not make unknown
# what the others named.
SCOPE = f"web:{'0' * 16}:"
MOST_DEEP = 4  # a sitemap, in an index, in a robots.txt, in an index


class Web(Remote):
    """The documents that a site's lists name."""

    sitemaps: list[str] = Field(
        default=[]
    )  # sitemaps, their indexes, lists of addresses on lines, or a robots.txt that names them
    feeds: list[str] = Field(default=[])  # Atom or RSS; {offset} in an address counts the entries before a page
    deletions: list[str] = Field(default=[])  # feeds that only say what of `feeds` is deleted; {since} is the last walk's day
    pages: list[str] = Field(default=[])  # pages whose links are the documents
    follow: list[str] = Field(default=[])  # globs: which links of such pages lead to further ones; `rel=next` does anyway
    include: list[str] = Field(default=["**"])  # globs over addresses, with or without their scheme
    exclude: list[str] = Field(default=[])
    hosts: list[str] = Field(default=[])  # where documents may lie; none: the hosts of the lists, with and without `www.`
    address: str = "{link}"  # where the document of an entry lies: {link}, or {id} for the entry's own identifier
    max_lists: int = Field(default=20_000, ge=1)  # of lists and their pages

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
        """Read the lists, and ask of what they do not date whether it changed; the rest is fetched as it is asked for."""
        with ExitStack() as things:
            memory = things.enter_context(store_or_temporary(store))
            client = things.enter_context(Client(self.manners, memory))
            wishes, elsewhere = self._wishes(Lists(self, client, memory))
            found = [*elsewhere, *with_tokens(client, memory, SCOPE, wishes, _own)]
            beside = state_beside_list(client, memory, SCOPE)
            told = [[each.path, each.token] if isinstance(each, Target) else [each.id, each.reason] for each in found]
            version = fingerprint([told, beside])
            origin = {"connector": "web", "documents": str(len(found))}
            return Fetched(
                version, origin, closing_after(things.pop_all(), documents(client, memory, SCOPE, found, _own)), len(found)
            )

    def offered(self, base: Path, store: Store | None = None) -> Iterator[Offered | Refused]:
        """The documents that the lists name."""
        with store_or_temporary(store) as memory, Client(self.manners, memory) as client:
            wishes, elsewhere = self._wishes(Lists(self, client, memory))
            yield from offered_targets(memory, SCOPE, [*elsewhere, *wishes])

    @property
    def _hosts(self) -> set[str]:
        if self.hosts:
            return set(self.hosts)
        lists = (urlsplit(normal_url(url) or "").hostname or "" for url in (*self.sitemaps, *self.feeds, *self.pages))
        return {host for each in lists for host in (each, each.removeprefix("www."), f"www.{each}")}

    @property
    def _selection(self) -> Selection:
        return Selection(map(_address_glob, self.include), map(_address_glob, self.exclude))

    def _wishes(self, lists: "Lists") -> tuple[list[Target], list[Refused]]:
        """The documents that the lists name, each once, sorted by path, and what of them lies on other hosts.

        Raises FetchError where a glob names none.
        """
        selection, hosts = self._selection, self._hosts
        elsewhere = OtherHosts(self._selection)
        found: dict[str, Target] = {}
        alike: dict[str, Refused] = {}
        for item in lists.items():
            named = [url for url in (item.url, *item.others) if url]
            addresses = [url for url in named if urlsplit(url).hostname in hosts and selection(bare(url))]
            if addresses or (not item.url and item.id):
                wish = self._wish(item, addresses[0] if addresses else "")
                before = found.get(wish.path)
                if before is not None and before.url != wish.url and same_address(before.url, wish.url):
                    why = "the lists name another address that differs from this one in a secret alone; one of them is taken."
                    alike[wish.path] = Refused(wish.path, "web:secret-alone", why)
                if before is None or (wish.token or "") > (before.token or ""):
                    found[wish.path] = wish
            else:
                elsewhere.look([url for url in named if urlsplit(url).hostname not in hosts])
        if selection.unmatched and lists.named:
            raise FetchError(elsewhere.instead(selection.unmatched[0]))
        sure = (wish if proves_unchanged(wish.token, lists.today) else replace(wish, token=None) for wish in found.values())
        return sorted(sure, key=lambda wish: wish.path), [*alike.values(), *elsewhere.rows()]

    def _wish(self, item: Item, link: str) -> Target:
        url = self.address.replace("{link}", link).replace("{id}", quote(item.id, safe=":/"))
        path = item.id if "{id}" in self.address else bare(shown(url))
        record = {"list": {"id": item.id, "token": item.token, "title": item.title}}
        return Target(path, url, item.token, About(link or url, item.title, item.created, record, item.rights))


class Lists:
    """The walk over a site's lists. A list that cannot be had is a FetchError: without it, its documents would seem gone."""

    def __init__(self, site: Web, client: Client, memory: Store) -> None:
        self.site, self.client, self.memory = site, client, memory
        self.read = 0  # lists
        self.named = 0  # items
        self.today = date.fromisoformat(client.today)

    def items(self) -> Iterator[Item]:
        """Every item of every list; raises FetchError where a sitemap or page that is to name documents names none."""
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

    def _get(self, url: str) -> bytes:
        self.read += 1
        if self.read > self.site.max_lists:
            raise FetchError(f"the site has more than {self.site.max_lists} lists; narrow `follow`, or raise `max_lists`.")
        return self.client.get(url).body

    def _sitemap(self, place: Item, depth: int) -> Iterator[Item]:
        """The items of a sitemap, and of those that an index names; one whose date in the index stays is not asked for."""
        key = f"{SCOPE}sitemap:{place.url}"
        known = self.memory.known(key)
        if known is not None and place.token is not None and known["token"] == place.token:
            yield from (Item(url, token) for url, token in known["items"])
            return
        try:
            found = sitemap(self._get(place.url), place.url)
        except NoList as error:
            raise FetchError(f"{place.url} is no sitemap: {error}.") from None
        if found.lists and depth >= MOST_DEEP:
            raise FetchError(f"{place.url} is an index of sitemaps, {depth} deep; name in `sitemaps` those that are meant.")
        for inner in found.lists:
            yield from self._sitemap(inner, depth + 1)
        if not found.lists and place.token is not None and proves_unchanged(place.token, self.today):
            self.memory.remember(key, {"token": place.token, "items": [[item.url, item.token] for item in found.items]})
        yield from found.items

    def _feed(self, url: str) -> None:
        """Remember what a feed says, page by page, up to where it says nothing new; after a cut, up to its end."""
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
        """Forget of the feeds what another says is deleted since the last time; the first time, nothing was there to be."""
        key = f"{SCOPE}deletions:{url}"
        since = (self.memory.known(key) or {}).get("day", self.client.today)
        # Those that source.toml names no more as well: it may name them again.
        walked = [walk.removeprefix(f"{SCOPE}feed:") for walk in self.memory.keys(f"{SCOPE}feed:")]
        for page in self._feed_pages(url.replace(SINCE, since)):
            for id in page.deleted:
                for each in walked:
                    self.memory.forget(self._entry(each, Item("", id=id)))
        day = self.today - timedelta(1)  # the feed's hours may be of another zone
        self.memory.remember(key, {"day": day.isoformat()})

    def _feed_pages(self, url: str) -> Iterator[List]:
        """The pages of a feed: the next is the one that a page names, else the one after so many entries, up to an empty one."""
        onward: str | None = url.replace(OFFSET, "0")
        entries = 0
        seen: set[str] = set()
        while onward and onward not in seen:
            seen.add(onward)
            page = self._feed_page(onward)
            yield page
            entries += len(page.items) + len(page.deleted)
            counted = url.replace(OFFSET, str(entries)) if OFFSET in url and (page.items or page.deleted) else None
            onward = page.onward or counted

    def _feed_page(self, url: str) -> List:
        try:
            return feed(self._get(url), url)
        except NoList as error:
            raise FetchError(f"{url} is no feed: {error}.") from None

    def _entry(self, url: str, item: Item) -> str:
        return f"{SCOPE}entry:{url} {item.id or item.url}"

    def _entry_keys(self, url: str) -> list[str]:
        return list(self.memory.keys(f"{SCOPE}entry:{url} "))

    def _forget_others(self, url: str, here: set[str]) -> None:
        """A feed that calls itself complete (RFC 5005, section 2) takes back what it does not name."""
        for key in self._entry_keys(url):
            if key not in here:
                self.memory.forget(key)

    def _entries(self, url: str) -> Iterator[Item]:
        for key in self._entry_keys(url):
            if known := self.memory.known(key):
                yield Item(**{**known, "others": tuple(known["others"])})

    def _pages(self) -> Iterator[Item]:
        """The links of pages, and of the pages that they lead on to; a page that is a list is no document."""
        globs = [pattern(_address_glob(glob)) for glob in self.site.follow]
        hosts = self.site._hosts
        starts = [normal_url(url) or url for url in self.site.pages]
        seen = dict(zip(starts, starts, strict=True))  # with the one of `pages` that led there first
        for start in dict.fromkeys(starts):
            waiting, before, shared = [start], self.named, 0
            for url in waiting:
                found = self._links(url)
                lists = [item.url for item in found.items if any(glob.fullmatch(bare(item.url)) for glob in globs)]
                for address in [*([found.onward] if found.onward else []), *lists]:
                    if address not in seen and urlsplit(address).hostname in hosts:
                        seen[address] = start
                        waiting.append(address)
                    shared += seen.get(address, start) != start
                yield from (item for item in found.items if item.url not in lists and item.url != found.onward)
            self._look(start, self.named - before + shared)

    def _links(self, url: str) -> List:
        try:
            return links(self._get(url), url)
        except NoList as error:
            raise FetchError(f"{url} is no page of links: {error}.") from None


def _address_glob(glob: str) -> str:
    return normal_glob(bare(glob))


def _own(answer: Answer) -> dict[str, str] | None:
    return page_rights(answer.body, answer.headers, answer.url)


def _plain(item: Item) -> dict[str, Any]:
    return {**asdict(replace(item, others=())), "others": list(item.others)}
