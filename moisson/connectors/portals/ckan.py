"""Portals with CKAN's action API: CKAN, DKAN, and facades before other catalogues.

Data sets come from `package_search`, sorted by id so that edits during the listing move no other; servers without it use
`current_package_list_with_resources`. Each resource with an address is a file.
"""

from collections.abc import Callable, Iterator
from itertools import product
from typing import Any, ClassVar
from urllib.parse import urlencode, urlsplit

from pydantic import Field

from moisson.connectors.portals.ckan_reading import access, extras, lasting, statements, titled, word
from moisson.connectors.portals.formats import extension, format_name
from moisson.connectors.portals.offer import Offer, Short, has_reliable_sign, joined_title, path_of, size_of, text, token_of
from moisson.connectors.portals.portal import Portal, PortalAddress
from moisson.connectors.rights import Statement, closed
from moisson.connectors.web.client import Client
from moisson.connectors.web.failure import Failure
from moisson.contracts.errors import FetchError
from moisson.readers.contract import Refused
from moisson.readers.facts.stated import iso_date
from moisson.readers.json_text import NotJson, parse_json

NO_ACTION = frozenset({"http-400", "http-404", "http-405", "http-410", "http-501"})
OTHER_THINGS = frozenset({"harvest", "showcase", "organization", "group", "application"})  # packages that are not data sets
SEARCH, CURRENT = "package_search", "current_package_list_with_resources"
DATASTORE_ONLY = "_datastore_only_resource"
LISTINGS = 2  # attempts at a listing that comes short of the portal's count
Package = dict[str, Any]
Listing = Callable[[Client, str], Iterator[Package | int]]


class NoAction(FetchError):
    """The server lacks this action."""


class Ckan(Portal):
    """A portal by its address, such as https://data.example.org, or by its action API's."""

    LISTED_BY: ClassVar = frozenset({"url", "query", "filter", "organizations", "groups", "tags"})

    url: PortalAddress  # the portal (`/api/3/action` and `/api/action` are tried), or its action API
    query: str = ""  # words or Solr syntax (`q` of CKAN)
    filter: str = ""  # a filter query (`fq`), such as `res_format:PDF`
    organizations: list[str] = Field(default=[])  # only their data sets, by name
    groups: list[str] = Field(default=[])  # only their data sets, by name
    tags: list[str] = Field(default=[])  # only their data sets, by name
    language: str | None = None  # of titles, if several are given
    rows: int = Field(default=500, ge=1)  # data sets per answer; servers may give fewer

    def _offers(self, client: Client) -> Iterator[Offer | Refused | Short]:
        for package in self._packages(client):
            if isinstance(package, Short):
                yield package
            else:
                yield from self._package(package, client.today)

    def _packages(self, client: Client) -> Iterator[Package | Short]:
        """Every package once, by the first action the server has.

        Actions may list different things. One that worked in the last harvest is not given up for another.
        """
        roots = [self.url] if "/action" in urlsplit(self.url).path else [f"{self.url}/api/3/action", f"{self.url}/api/action"]
        actions: dict[str, Listing] = {SEARCH: self._search, CURRENT: self._current}
        store, key, said = client.cache.store, f"ckan action {self._scope}", list[str]()
        before = store.known(key) if store else None
        for root, action in product(roots, actions):
            answering = {"action": f"{root}/{action}"}
            try:
                yield from self._complete(actions[action], client, root)
            except NoAction as missing:
                if answering == before:
                    raise FetchError(
                        f"{missing} It worked at the last harvest: run again, nothing is lost. If it is gone for good, delete the"
                        " source's `store` folder."
                    ) from None
                said.append(str(missing))
            else:
                if store and answering != before:
                    store.remember(key, answering)
                return
        raise FetchError(f"{self.url} does not answer as CKAN's action API does: {said[0]}")

    def _complete(self, listing: Listing, client: Client, root: str) -> Iterator[Package | Short]:
        """A listing, repeated if it comes short of the portal's count: edits move data sets between pages."""
        found: dict[str, Package] = {}
        total = 0
        for _ in range(LISTINGS):
            try:
                for item in listing(client, root):
                    if isinstance(item, int):
                        total = item or total
                    else:
                        found.setdefault(_id(item), item)
            except NoAction as missing:
                if found or total:
                    raise FetchError(f"{missing} It worked a moment ago: run again, nothing is lost.") from None
                raise
            if len(found) >= total:
                break
        yield from found.values()
        if len(found) < total:
            yield Short(root, total, len(found))

    def _search(self, client: Client, root: str) -> Iterator[Package | int]:
        """Packages page by page, each page after the portal's count; 0 if it gives none."""
        start, seen = 0, set[str]()
        while True:
            asked = {"q": self.query, "fq": self._filter, "sort": "id asc", "rows": self.rows, "start": start}
            answer = _call(client, root, SEARCH, {key: value for key, value in asked.items() if value != ""})
            if not isinstance(answer, dict) or not isinstance(answer.get("results"), list):
                raise NoAction(f"{root}/{SEARCH} gives no results.")
            results = [one for one in answer["results"] if isinstance(one, dict)]
            total = answer["count"] if isinstance(answer.get("count"), int) else 0
            new = {_id(one) for one in results} - seen
            yield total
            yield from results
            seen |= new
            start += len(answer["results"])
            if not new or (start >= total and total):
                return

    def _current(self, client: Client, root: str) -> Iterator[Package | int]:
        """Packages page by page; this action gives no count."""
        if self.query or self._filter:
            raise NoAction(f"{root} has no {SEARCH}, and can be asked neither for a query nor for a filter.")
        start, seen = 0, set[str]()
        while True:
            answer = _call(client, root, CURRENT, {"limit": self.rows, "offset": start})
            if not isinstance(answer, list | dict):
                raise NoAction(f"{root}/{CURRENT} gives no list.")
            results = _flat(answer)
            new = {_id(one) for one in results} - seen
            yield from results
            seen |= new
            start += len(results)
            if not new:
                return

    @property
    def _filter(self) -> str:
        fields = {"organization": self.organizations, "groups": self.groups, "tags": self.tags}
        asked = [f"{field}:({' OR '.join(_quoted(name) for name in names)})" for field, names in fields.items() if names]
        return " AND ".join([*([f"({self.filter})"] if self.filter and asked else [self.filter] * bool(self.filter)), *asked])

    def _package(self, package: Package, today: str) -> Iterator[Offer | Refused]:
        if str(package.get("type") or "dataset").lower() in OTHER_THINGS:
            return
        id = _id(package)
        more = extras(package)
        state = str(package.get("state") or "active").lower()
        if state != "active":
            yield Refused(path_of(id), f"state:{path_of(state)}", f"the portal gives the data set {id} as {state}.")
            return
        if kept := closed([*access(package), *access(more)]):
            yield Refused(path_of(id), "not-public", f"the portal says of the data set {id}: {kept}.")
            return
        resources = [one for one in package.get("resources") or [] if isinstance(one, dict)]
        if not resources:
            yield Refused(path_of(id), "no-distribution", f"the data set {id} has no resource to fetch.")
        where = f"{self.url} data set {id}"
        stated = (*statements(package, "data-set", where), *statements(more, "data-set", f"{where}, extras"))
        record = {"package": lasting(package), "harvested": {key: more[key] for key in more if _of_a_harvest(key)}}
        for resource in resources:
            yield self._resource(resource, package, more, record, stated, today)

    def _resource(
        self,
        resource: dict[str, Any],
        package: Package,
        more: dict[str, Any],
        record: dict[str, Any],
        stated: tuple[Statement, ...],
        today: str,
    ) -> Offer | Refused:
        id = _id(package)
        address = text(resource.get("url")) or ""
        own = str(resource.get("id") or address)
        path, where = path_of(id, own), f"{self.url} resource {own}"
        if (state := str(resource.get("state") or "active").lower()) != "active":
            return Refused(path, f"state:{path_of(state)}", f"the portal gives the resource {own} as {state}.")
        if kept := closed(access(resource)):
            return Refused(path, "not-public", f"the portal says of the resource {own}: {kept}.")
        if address.endswith(DATASTORE_ONLY) or (not address and resource.get("datastore_active") is True):
            address = f"{self.url.partition('/api/')[0]}/datastore/dump/{own}"
        if not address.startswith(("http://", "https://")):
            what = f"the address {address[:200]!r}, which is not http or https" if address else "no address"
            return Refused(path, "no-address", f"the resource {own} has {what}.")
        issued = (resource.get("issued"), package.get("issued"), more.get("issued"), more.get("dcat_issued"))
        dates = (*issued, resource.get("created"))
        created = (iso_date(date) for date in dates if isinstance(date, str))
        return Offer(
            key=f"{id}/{own}",
            path=path,
            url=address,
            dataset=id,
            format=format_name(word(resource.get("format"), None), text(resource.get("mimetype"))) or extension(address),
            token=self._token(resource, package, address, today),
            title=joined_title(titled(package, self.language, "title", "name"), titled(resource, self.language, "name", "title")),
            created=next((date for date in created if date), None),
            size=size_of(resource.get("size")),
            record={**record, "resource": lasting(resource)},
            statements=(*statements(resource, "distribution", where), *stated),
            seen_at=today,
        )

    def _token(self, resource: dict[str, Any], package: Package, address: str, today: str) -> str | None:
        """The file's change token: its own hash or dates; for a file hosted here, the data set's."""
        signs = [resource.get(name) for name in ("hash", "last_modified", "size")]
        held_here = resource.get("url_type") in ("upload", "datastore") or urlsplit(address).netloc == urlsplit(self.url).netloc
        if not any(signs[:2]):
            signs = [resource.get("metadata_modified") or package.get("metadata_modified")] if held_here else []
        return token_of(*signs, address) if has_reliable_sign(signs[:2], today) else None


def _id(package: Package) -> str:
    return str(package.get("id") or package.get("name"))


def _call(client: Client, root: str, action: str, asked: dict[str, Any]) -> Any:
    """An action's result; raises NoAction if missing, FetchError if it fails."""
    url = f"{root}/{action}?{urlencode(asked)}"
    try:
        answer = client.get(url, accept="application/json")
    except Failure as failure:
        if failure.reason in NO_ACTION:
            raise NoAction(f"{failure}{_explained(failure)}") from None
        raise FetchError(f"{failure}{_explained(failure)}") from None
    try:
        said = parse_json(answer.body)
    except NotJson:
        raise NoAction(f"{root}/{action} does not answer with JSON.") from None
    if not isinstance(said, dict) or said.get("success") is not True:
        raise NoAction(f"{root}/{action} answers without success: {_words(said) or 'no reason given'}.")
    return said.get("result")


def _explained(failure: Failure) -> str:
    """What the portal says of a failure, or what to do."""
    if failure.reason == "robots-disallowed":
        return (
            " By default CKAN forbids its interface to all robots; if the portal offers it to programs,"
            f' set `robots_exempt = ["{urlsplit(failure.url).hostname}"]` in [connector.manners].'
        )
    try:
        words = _words(parse_json(failure.body))
    except NotJson:
        words = ""
    return f" The portal says: {words}." if words else ""


def _words(said: Any) -> str:
    error = said.get("error") if isinstance(said, dict) else None
    if not isinstance(error, dict):
        return str(error or "")[:200]
    if message := error.get("message"):
        return str(message)[:200]
    fields = [f"{name}: {words}" for name, words in error.items() if name != "__type"]
    return ("; ".join(fields) or str(error.get("__type") or ""))[:200]


def _flat(answer: Any) -> list[Package]:
    """The packages in an answer; DKAN nests lists."""
    if isinstance(answer, dict):
        return [answer] if "resources" in answer else _flat(answer.get("results"))
    return [one for item in answer if isinstance(item, list | dict) for one in _flat(item)] if isinstance(answer, list) else []


def _quoted(name: str) -> str:
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _of_a_harvest(key: str) -> bool:
    """Whether an extra records where the portal harvested a data set."""
    return key.startswith("harvest_") or key in ("guid", "uri", "dcat_uri", "identifier", "source_catalog_homepage")
