"""udata portals such as data.gouv.fr: data sets of organisations, of a query, or by id, with their resources.

Archived data sets are left out by default. A data set that is no longer listed is requested once by id, so that the ledger can
say whether it was archived or deleted.
"""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar
from urllib.parse import quote, urlencode, urljoin, urlsplit

from pydantic import Field

from moisson.connectors.pages import on_this_host
from moisson.connectors.portals.formats import extension, format_name
from moisson.connectors.portals.offer import Offer, Short, joined_title, path_of, size_of, text
from moisson.connectors.portals.portal import Portal, PortalAddress
from moisson.connectors.portals.udata_reading import Entry, harvested, hidden, lasting, token
from moisson.connectors.rights import Statement, closed, ids_or_names, said
from moisson.connectors.web.client import Client
from moisson.connectors.web.failure import Failure
from moisson.contracts.errors import FetchError
from moisson.readers.contract import Refused
from moisson.readers.facts.stated import iso_date
from moisson.readers.json_text import NotJson, parse_json

UNTOLD = frozenset({"http-400", "http-401", "http-403", "http-404", "http-405", "http-410", "robots-disallowed"})
MOST_PAGES = 10_000


class Udata(Portal):
    """A portal by its address, such as https://www.data.gouv.fr, or its API's (…/api/1, …/api/2)."""

    LISTED_BY: ClassVar = frozenset({"url", "organizations", "datasets", "query", "tags", "badge", "archived"})

    url: PortalAddress  # the portal, or its API (…/api/1, …/api/2)
    organizations: list[str] = Field(default=[])  # by id or slug
    datasets: list[str] = Field(default=[])  # by id or slug
    query: str | None = None  # words to search for
    tags: list[str] = Field(default=[])  # only data sets with these tags
    badge: str | None = None  # `hvd`: high-value data sets
    archived: bool = False  # include archived data sets that the portal lists; udata 17 lists none: name them in `datasets`
    community: bool = False  # include resources that others added
    types: list[str] = Field(default=["main", "update", "documentation", "other"])  # of resources; others are `api` and `code`
    page_size: int = Field(default=100, ge=1, le=1_000)  # data sets per answer

    @property
    def _root(self) -> str:
        return self.url if "/api/" in f"{urlsplit(self.url).path}/" else f"{self.url}/api/1"

    @property
    def _first_api(self) -> str:
        """API 1; only it has licences and organisations."""
        return self._root.replace("/api/2", "/api/1")

    def _offers(self, client: Client) -> Iterator[Offer | Refused | Short]:
        licences = self._licences(client)
        for data_set in self._data_sets(client):
            if isinstance(data_set, Refused | Short):
                yield data_set
            else:
                yield from self._data_set(client, data_set, licences)

    def _data_sets(self, client: Client) -> Iterator[Entry | Refused | Short]:
        listed: dict[str, Entry] = {}
        short = False
        for name in self.datasets:
            found = self._one(client, name)
            if isinstance(found, Refused):
                yield found
            else:
                listed.setdefault(str(found["id"]), found)
        for asked in self._queries(client):
            total = 0
            met: set[str] = set()
            address = f"{self._root}/datasets/?{urlencode(asked, doseq=True)}"
            try:
                for data_sets, counted in self._pages(client, address):
                    total = counted or total
                    for data_set in data_sets:
                        met.add(str(data_set["id"]))
                        listed.setdefault(str(data_set["id"]), data_set)
            except Failure as failure:
                if "archived" not in asked or failure.reason != "http-401":
                    raise
                detail = "the portal lists archived data sets to its own users only; name them in `datasets`."
                yield Refused("catalogue", "archived-not-listed", detail)
            if len(met) < total:
                short = True
                yield Short(address, total, len(met))
        yield from listed.values()
        yield from self._vanished(client, set(listed), short)

    def _queries(self, client: Client) -> Iterator[dict[str, Any]]:
        """The listing queries; none if only single data sets are selected."""
        asked: dict[str, Any] = {"page_size": self.page_size, "sort": "created"}
        asked |= {"q": self.query} if self.query else {}
        asked |= {"tag": self.tags} if self.tags else {}
        asked |= {"badge": self.badge} if self.badge else {}
        narrowed = bool(self.query or self.tags or self.badge)
        if self.datasets and not self.organizations and not narrowed:
            return
        organizations = [{"organization": self._organization(client, name)} for name in self.organizations] or [{}]
        for organization in organizations:
            yield {**asked, **organization}
            if self.archived:
                yield {**asked, **organization, "archived": "true"}

    def _organization(self, client: Client, name: str) -> str:
        """An organisation's id, which listings require."""
        try:
            found = self._json(client, f"{self._first_api}/organizations/{quote(name, safe='')}/")
        except Failure as failure:
            if failure.reason not in ("http-404", "http-410"):
                raise
            found = None
        if not isinstance(found, dict) or not isinstance(found.get("id"), str):
            raise FetchError(
                f"{self._root} knows no organisation {name!r}; `organizations` takes ids, or names as in the addresses of their"
                " pages, such as `premiere-ministre` of …/organizations/premiere-ministre/."
            )
        return str(found["id"])

    def _pages(self, client: Client, address: str | None) -> Iterator[tuple[list[Entry], int]]:
        """A listing's entries page by page, with the portal's count; 0 if not given."""
        seen: set[str] = set()
        while address is not None and address not in seen:
            if len(seen) >= MOST_PAGES:
                raise FetchError(f"{self._root} has more than {MOST_PAGES} pages; narrow the selection.")
            seen.add(address)
            answer = self._json(client, address)
            if not isinstance(answer, dict) or not isinstance(answer.get("data"), list):
                raise FetchError(f"{address} does not answer as udata's API does: it has no `data`.")
            total = answer["total"] if isinstance(answer.get("total"), int) else 0
            entries = [one for one in answer["data"] if isinstance(one, dict) and one.get("id")]
            yield entries, total
            following = text(answer.get("next_page"))
            address = on_this_host(following, address) if following and entries else None

    def _one(self, client: Client, name: str) -> Entry | Refused:
        """A data set by id, or why there is none."""
        address = f"{self._root}/datasets/{quote(name, safe='')}/"
        try:
            found = self._json(client, address)
        except Failure as failure:
            if failure.reason == "http-410":
                return Refused(path_of(name), "deleted", f"the portal has deleted the data set {name}.")
            if failure.reason == "http-404":
                return Refused(path_of(name), "fetch:http-404", f"the portal has no data set {name}.")
            raise
        if not isinstance(found, dict) or not found.get("id"):
            raise FetchError(f"{address} does not answer as udata's API does.")
        return found

    def _vanished(self, client: Client, listed: set[str], short: bool) -> Iterator[Refused]:
        """Why formerly listed data sets are missing; each is requested once.

        If the listing is `short`, a data set that still exists does not count as unlisted.
        """
        store = client.cache.store
        if store is None:
            return
        before = store.known(f"udata listed {self._scope}") or {"data_sets": [], "gone": {}}
        gone = {id: why for id, why in before["gone"].items() if id not in listed}
        untold = set()
        for id in sorted(set(before["data_sets"]) - listed - set(gone)):
            found = self._one(client, id)
            why = [found.reason, found.detail] if isinstance(found, Refused) else hidden(found)
            if short and not why:
                untold.add(id)
            else:
                gone[id] = why or ["not-listed", f"the data set {id} is no longer listed in this selection."]
        store.remember(f"udata listed {self._scope}", {"data_sets": sorted(listed | untold), "gone": gone})
        yield from (Refused(path_of(id), *why) for id, why in sorted(gone.items()))

    def _data_set(self, client: Client, data_set: Entry, licences: Mapping[str, Entry]) -> Iterator[Offer | Refused]:
        id = str(data_set["id"])
        why = hidden(data_set)
        if why and not (self.archived and why[0] == "archived"):
            yield Refused(path_of(id), *why)
            return
        if kept := closed([str(data_set.get("access_type") or "")]):
            yield Refused(path_of(id), "not-public", f"the portal says of the data set {id}: {kept}.")
            return
        resources = self._resources(client, data_set, "resources")
        if self.community:
            resources += self._resources(client, data_set, "community_resources")
        if not resources:
            yield Refused(path_of(id), "no-distribution", f"the data set {id} has no resource to fetch.")
        stated = tuple(self._stated(data_set, licences))
        record = {"dataset": lasting(data_set)}
        for resource in resources:
            yield self._resource(resource, data_set, record, stated, client.today)

    def _resources(self, client: Client, data_set: Entry, name: str) -> list[Entry]:
        """A data set's resources: in place, or (API 2) in pages of their own."""
        given = data_set.get(name)
        if isinstance(given, dict) and isinstance(given.get("href"), str):
            if not given.get("total"):
                return []
            there = urlsplit(given["href"])
            pages = self._pages(client, urljoin(self._root, f"{there.path}?{there.query}"))
            return [one for entries, _ in pages for one in entries]
        return [one for one in given or [] if isinstance(one, dict) and one.get("id")]

    def _lists(self, offer: Offer) -> bool:
        return _kind((offer.record or {}).get("resource", {})) in self.types

    def _resource(
        self, resource: Entry, data_set: Entry, record: Entry, stated: tuple[Statement, ...], today: str
    ) -> Offer | Refused:
        id, own = str(data_set["id"]), str(resource["id"])
        path, address = path_of(id, own), text(resource.get("url")) or ""
        kind = _kind(resource)
        if kind not in self.types:
            return Refused(path, "type-not-chosen", f"the resource {own} has the type {kind}; `types` = {self.types}.")
        if not address.startswith(("http://", "https://")):
            return Refused(path, "no-address", f"the resource {own} has no http or https address.")
        where = f"{self._root} resource {own}"
        created = text(resource.get("created_at"))
        return Offer(
            key=f"{id}/{own}",
            path=path,
            url=address,
            dataset=id,
            format=format_name(text(resource.get("format")), text(resource.get("mime"))) or extension(address),
            token=token(resource, address, today),
            title=joined_title(text(data_set.get("title")), text(resource.get("title"))),
            created=iso_date(created) if created else None,
            size=size_of(resource.get("filesize")),
            record={**record, "resource": lasting(resource)},
            statements=(*harvested(resource, "distribution", where), *stated),
            seen_at=today,
        )

    def _licences(self, client: Client) -> dict[str, Entry]:
        """The portal's licences by id; empty if it does not list them."""
        try:
            found = self._json(client, f"{self._first_api}/datasets/licenses/")
        except Failure as failure:
            if failure.reason not in UNTOLD:
                raise  # licences must not change until the next harvest
            return {}
        return {str(one["id"]): one for one in found if isinstance(one, dict) and "id" in one} if isinstance(found, list) else {}

    def _stated(self, data_set: Entry, licences: Mapping[str, Entry]) -> Iterator[Statement]:
        where = f"{self._root} data set {data_set['id']}"
        given = data_set.get("license")
        id = text(given.get("id")) if isinstance(given, dict) else text(given)
        if id:
            called = licences.get(id, {})
            names = [name for field in ("title", "url") if (name := text(called.get(field)))]
            yield from said("data-set", ids_or_names([id], names), f"{where}, license")
            yield from said("data-set", names, f"{self._root}/datasets/licenses/ {id}")
        yield from harvested(data_set, "data-set", where)

    def _json(self, client: Client, address: str) -> Any:
        answer = client.get(address, accept="application/json")
        try:
            return parse_json(answer.body)
        except NotJson:
            raise FetchError(f"{address} does not answer with JSON; `url` must be the address of a udata portal.") from None


def _kind(resource: Entry) -> str:
    return str(resource.get("type") or "main")
