"""Catalogues in DCAT and its profiles: DCAT-AP, national versions, HVD, DatasetSeries.

The catalogue is read page by page (Hydra, `Link` headers). Each distribution with an address is a file.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from pydantic import Field, field_validator
from rdflib import RDF, Graph, URIRef
from rdflib.term import Node

from moisson.connectors.portals import dcat_graph
from moisson.connectors.portals.dcat_reading import DCAT, Thing, names
from moisson.connectors.portals.formats import extension, format_name
from moisson.connectors.portals.offer import Offer, Short, has_reliable_sign, joined_title, path_of, size_of, text, token_of
from moisson.connectors.portals.portal import Portal
from moisson.connectors.rights import Statement
from moisson.connectors.web.client import Answer, Client
from moisson.connectors.web.failure import Failure
from moisson.contracts.errors import FetchError
from moisson.contracts.identity import fingerprint
from moisson.readers.contract import Refused
from moisson.readers.facts.stated import iso_date
from moisson.readers.json_text import NotJson, parse_json

HVD_LAW = "/eli/reg_impl/2023/138/"  # Implementing Regulation (EU) 2023/138
DATASETS = ("Dataset", "DatasetSeries")


@dataclass(frozen=True, slots=True)
class Context:
    """Facts shared by a data set's files: its key, its record, its statements of rights."""

    key: str
    record: dict[str, Any]
    statements: tuple[Statement, ...]


class Dcat(Portal):
    """A catalogue in RDF at one address."""

    LISTED_BY: ClassVar = frozenset({"url", "hvd", "series", "publishers", "themes", "follow"})

    url: str  # the catalogue's first page
    hvd: bool = False  # only high-value data sets (`hvdCategory`, or Regulation 2023/138 as applicable legislation)
    series: list[str] = Field(default=[])  # only in these series, by address or title
    publishers: list[str] = Field(default=[])  # only of these publishers, by address, name, or last part of the address
    themes: list[str] = Field(default=[])  # only of these themes, by address, last part (`JUST`) or label
    follow: bool = False  # request data sets that the catalogue lists but does not describe
    max_pages: int = Field(default=10_000, ge=1)  # more pages stop the harvest

    @field_validator("url")
    @classmethod
    def _is_address(cls, url: str) -> str:
        if not url.startswith(("http://", "https://")):
            raise ValueError(f"{url!r} is not the address of a catalogue, such as https://data.example.org/catalog.ttl")
        return url

    def _offers(self, client: Client) -> Iterator[Offer | Refused | Short]:
        listed: set[Node] = set()
        described: set[Node] = set()
        total = 0
        for graph in self._pages(client):
            listed |= set(graph.objects(None, DCAT.dataset))
            here = _data_sets(graph)
            described |= here
            total = max(total, dcat_graph.total(graph) or 0)
            for node in sorted(here, key=str):
                yield from self._data_set(Thing(graph, node), client.today)
        missing = sorted(str(node) for node in listed - described if isinstance(node, URIRef))
        if self.follow:
            for address in missing:
                yield from self._followed(client, address)
        else:
            yield from _not_described(missing)
        if total > len(described | listed):
            yield Short(self.url, total, len(described | listed))

    def _pages(self, client: Client) -> Iterator[Graph]:
        """The catalogue's pages, each once, until one brings nothing new."""
        address: str | None = self.url
        seen: set[str] = set()
        known: set[str] = set()
        while address is not None and address not in seen:
            seen.add(address)
            if len(seen) > self.max_pages:
                raise FetchError(f"{self.url} has more than {self.max_pages} pages; raise `max_pages` if it is meant to.")
            answer = client.get(address, accept=dcat_graph.ACCEPT)
            graph = dcat_graph.parse(answer.body, answer.url, lambda url: _context(client, url))
            if len(seen) > 1 and not (_data_sets(graph) or dcat_graph.of_catalogue(graph)):
                raise FetchError(
                    f"{address} is a page of {self.url} without a catalogue: probably an error of the portal. Run again;"
                    " nothing is lost."
                )
            yield graph
            here = {fingerprint(Thing(graph, node).record()) for node in _data_sets(graph)}
            if here <= known and len(seen) > 1:
                return
            known |= here
            address = dcat_graph.next_page(graph, answer.headers, address)

    def _data_set(self, data_set: Thing, today: str) -> Iterator[Offer | Refused]:
        if not self._wanted(data_set):
            return
        key = _key(data_set)
        if closed := data_set.closed():
            yield Refused(path_of(key), "not-public", f"the catalogue says of {key}: {closed}.")
            return
        offered = data_set.things("distribution")
        if not offered and "DatasetSeries" not in data_set.types():
            yield Refused(path_of(key), "no-distribution", f"{key} has no distribution to fetch.")
        if offered:
            context = self._context(data_set, key)
            for distribution in offered:
                yield from self._distribution(distribution, data_set, context, today)

    def _context(self, data_set: Thing, key: str) -> "Context":
        """What a data set, its series and its catalogue say of all files of the data set."""
        catalogue, series = _catalogue(data_set), data_set.things("inSeries")
        statements = [*data_set.statements("data-set", self.url, key)]
        statements += [said for one in series for said in one.statements("series", self.url, _key(one))]
        if catalogue:
            statements += catalogue.statements("catalogue", self.url, catalogue.uri or "the catalogue")
        record = {
            "catalogue": {"@id": catalogue.uri, "title": catalogue.words("title")} if catalogue else None,
            "dataset": data_set.record(),
            "publisher": _called(data_set, "publisher"),
            "series": [names(one) for one in series],
        }
        return Context(key, record, tuple(statements))

    def _distribution(self, file: Thing, data_set: Thing, context: "Context", today: str) -> Iterator[Offer | Refused]:
        """The files of a distribution: one, unless it names several download addresses."""
        if refused := _no_file(file, context.key):
            yield refused
            return
        downloads = list(dict.fromkeys(file.words("downloadURL")))
        addresses: list[str | None] = [*downloads] or [file.first("accessURL")]
        for address in addresses:
            own = file.uri if len(addresses) == 1 else None  # of several files none has the distribution's name alone
            name = own or f"{file.uri or context.key} {address or ''}".strip()
            path = path_of(own) if own else path_of(file.uri or context.key, address or "")
            if address is None or not address.startswith(("http://", "https://")):
                what = f"the address {address[:200]!r}, which is not http or https" if address else "no address"
                yield Refused(path, "no-address", f"the distribution {name} has {what}.")
                continue
            yield self._file_at(address, name, path, file, data_set, context, today)

    def _file_at(self, address: str, name: str, path: str, file: Thing, data_set: Thing, context: "Context", today: str) -> Offer:
        kind = format_name(*_formats(file, "format"), *_formats(file, "mediaType"))
        modified = file.first("modified") or data_set.first("modified")
        sums = [one.record() for one in file.things("checksum")]
        created = next(filter(None, (iso_date(word) for one in (file, data_set) for word in one.words("issued"))), None)
        return Offer(
            key=name,
            path=path,
            url=address,
            dataset=context.key,
            format=kind or extension(address),
            token=token_of(modified, sums, address) if has_reliable_sign((modified, *sums), today) else None,
            title=joined_title(text(data_set.first("title")), text(file.first("title"))),
            created=created,
            size=size_of(file.first("byteSize")),
            record={**context.record, "distribution": file.record()},
            statements=(*file.statements("distribution", self.url, name), *context.statements),
            seen_at=today,
        )

    def _wanted(self, data_set: Thing) -> bool:
        if self.hvd and not _high_value(data_set):
            return False
        asked = ((self.series, "inSeries"), (self.publishers, "publisher"), (self.themes, "theme"))
        return all(not wanted or _matches(data_set, prop, wanted) for wanted, prop in asked)

    def _followed(self, client: Client, address: str) -> Iterator[Offer | Refused]:
        """A data set described at its own address."""
        try:
            answer: Answer = client.get(address, accept=dcat_graph.ACCEPT)
            graph = dcat_graph.parse(answer.body, answer.url, lambda url: _context(client, url))
        except Failure as failure:
            yield Refused(path_of(address), failure.reason, str(failure))
            return
        except FetchError as error:
            yield Refused(path_of(address), "not-described", str(error))
            return
        found = _data_sets(graph)
        for node in sorted(found & {URIRef(address)} or found, key=str):
            yield from self._data_set(Thing(graph, node), client.today)
        if not found:
            yield Refused(path_of(address), "not-described", f"{address} describes no data set.")


def _context(client: Client, address: str) -> Any:
    """A JSON-LD context; raises FetchError."""
    answer = client.get(address, accept="application/ld+json, application/json;q=0.9")
    try:
        return parse_json(answer.body)
    except NotJson:
        raise FetchError(f"the JSON-LD context {address} is not JSON.") from None


def _data_sets(graph: Graph) -> set[Node]:
    """The data sets a page describes, by type or because a catalogue lists them."""
    typed = {node for node, kind in graph.subject_objects(RDF.type) if re.split(r"[#/]", str(kind))[-1] in DATASETS}
    return typed | {node for node in graph.objects(None, DCAT.dataset) if (node, None, None) in graph}


def _key(data_set: Thing) -> str:
    """A data set's key: its address, its identifier, or a digest."""
    said = data_set.uri or data_set.first("identifier")
    return said or f"untitled-{fingerprint(data_set.record())[:16]}"


def _catalogue(data_set: Thing) -> Thing | None:
    """The catalogue that lists a data set, else the only one on the page."""
    graph = data_set.graph
    listing = sorted(graph.subjects(DCAT.dataset, data_set.node), key=str)
    kinds = {node for node, kind in graph.subject_objects(RDF.type) if str(kind).endswith(("#Catalog", "#Catalogue"))}
    found = listing or (sorted(kinds, key=str) if len(kinds) == 1 else [])
    return Thing(graph, found[0]) if found else None


def _high_value(data_set: Thing) -> bool:
    laws = [law for one in (data_set, *data_set.things("distribution")) for law in one.words("applicableLegislation")]
    return bool(data_set.nodes("hvdCategory")) or any(HVD_LAW in f"{law}/" for law in laws)


def _matches(data_set: Thing, prop: str, wanted: list[str]) -> bool:
    called = {word.casefold() for word in data_set.words(prop)}
    called |= {name.casefold() for name in _called(data_set, prop)}
    called |= {name.rstrip("/").rsplit("/", 1)[-1].rsplit("#", 1)[-1] for name in called if "://" in name}
    return any(one.casefold() in called for one in wanted)


def _called(thing: Thing, prop: str) -> list[str]:
    return [name for one in thing.things(prop) for name in names(one)]


def _formats(file: Thing, prop: str) -> list[str]:
    """The words for a format: literals, then names of nodes, then addresses."""
    words = file.words(prop)
    described = [name for one in file.things(prop) for name in names(one) if name != one.uri]
    return [*(word for word in words if "://" not in word), *described, *(word for word in words if "://" in word)]


def _no_file(file: Thing, data_set: str) -> Refused | None:
    """Why a distribution has no public file; None if it may have one."""
    name = file.uri or f"{data_set} {file.first('downloadURL', 'accessURL') or ''}".strip()
    if closed := file.closed():
        return Refused(path_of(name), "not-public", f"the catalogue says of {name}: {closed}.")
    if not file.described:
        return Refused(path_of(name), "not-described", f"the catalogue names the distribution {name} and does not describe it.")
    if file.nodes("accessService") and not file.nodes("downloadURL"):
        return Refused(path_of(name), "no-file", f"the distribution {name} is a service, and names no file of its own.")
    return None


def _not_described(missing: list[str]) -> Iterator[Refused]:
    for address in missing:
        detail = f"the catalogue lists {address} without describing it; `follow = true` requests it."
        yield Refused(path_of(address), "not-described", detail)
