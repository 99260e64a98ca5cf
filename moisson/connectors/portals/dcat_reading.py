"""DCAT's data sets and distributions, whatever profile, version or tool wrote them.

Properties match by local name in every vocabulary that catalogues use (`dct:license`, `dcat:license`, `schema:license` …). Values
may be literals, addresses, or nodes described in place.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rdflib import RDF, BNode, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from moisson.connectors.rights import Scope, Statement, closed, said
from moisson.rights.resolve import resolve

DCAT = Namespace("http://www.w3.org/ns/dcat#")
PREFIXES = {
    "http://purl.org/dc/terms/": "dct",
    "http://www.w3.org/ns/dcat#": "dcat",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://schema.org/": "schema",
    "https://schema.org/": "schema",
    "http://data.europa.eu/r5r/": "dcatap",
    "http://dcat-ap.de/def/dcatde/": "dcatde",
    "http://dati.gov.it/onto/dcatapit#": "dcatapit",
    "http://creativecommons.org/ns#": "cc",
    "http://spdx.org/rdf/terms#": "spdx",
    "http://www.w3.org/ns/adms#": "adms",
    "http://xmlns.com/foaf/0.1/": "foaf",
    "http://www.w3.org/2006/vcard/ns#": "vcard",
    "http://www.w3.org/2004/02/skos/core#": "skos",
    "http://www.w3.org/2002/07/owl#": "owl",
    "http://www.w3.org/2000/01/rdf-schema#": "rdfs",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://www.w3.org/ns/prov#": "prov",
    "http://www.w3.org/ns/odrl/2/": "odrl",
    "http://www.w3.org/ns/locn#": "locn",
    "https://project-open-data.cio.gov/v1.1/schema#": "pod",
}
HOMES = (
    *tuple(PREFIXES)[:10],
    "https://project-open-data.cio.gov/v1.1/schema#",
)  # vocabularies of data set and distribution properties
NAMES = (
    *("http://xmlns.com/foaf/0.1/name", "http://www.w3.org/2004/02/skos/core#prefLabel", "http://purl.org/dc/terms/title"),
    *("http://www.w3.org/2000/01/rdf-schema#label", "http://www.w3.org/2006/vcard/ns#fn", "http://purl.org/dc/terms/description"),
    *("http://www.w3.org/1999/02/22-rdf-syntax-ns#value", "http://purl.org/dc/terms/identifier"),
)
SAME_AS = ("http://www.w3.org/2004/02/skos/core#exactMatch", "http://www.w3.org/2002/07/owl#sameAs")
GENERATED = "/.well-known/genid/"  # addresses of nodes without a name
RIGHTS = ("license", "licence", "rights", "accessRights")
DEEPEST = 3


@dataclass(frozen=True)
class Thing:
    """A node of a page: a data set, distribution, catalogue or series."""

    graph: Graph
    node: Node

    @property
    def uri(self) -> str | None:
        """Its address; None for a node without a name."""
        return str(self.node) if isinstance(self.node, URIRef) and GENERATED not in self.node else None

    @property
    def described(self) -> bool:
        return (self.node, None, None) in self.graph

    def nodes(self, name: str) -> list[Node]:
        """A property's values in any vocabulary, in a stable order."""
        found = {value for home in HOMES for value in self.graph.objects(self.node, URIRef(home + name))}
        return sorted(found, key=_order)

    def things(self, name: str) -> list["Thing"]:
        return [Thing(self.graph, node) for node in self.nodes(name) if not isinstance(node, Literal)]

    def words(self, name: str) -> list[str]:
        """A property's values as text: literals, addresses, and names of nodes without one."""
        return [word for node in self.nodes(name) for word in _words(self.graph, node)]

    def first(self, *names: str) -> str | None:
        """The first value of the first property that has one."""
        return next((word for name in names for word in self.words(name)), None)

    def types(self) -> set[str]:
        """The local names of its types."""
        return {re.split(r"[#/]", str(kind))[-1] for kind in self.graph.objects(self.node, RDF.type)}

    def statements(self, place: Scope, catalogue: str, name: str) -> Iterator[Statement]:
        """Its statements of rights; `catalogue` and `name` say where."""
        for prop in RIGHTS:
            for home in HOMES:
                for node in sorted(self.graph.objects(self.node, URIRef(home + prop)), key=_order):
                    where = f"{catalogue} {PREFIXES[home]}:{prop} of {name}"
                    yield from said(place, _licence(self.graph, node), where, of_access=prop == "accessRights")

    def closed(self) -> str | None:
        """The access term that restricts it, if any."""
        said = [word for prop in ("accessRights", "accessLevel") for word in self.words(prop)]
        return closed(said)

    def record(self) -> dict[str, Any]:
        """All that the page says of it, nodes without a name in place, whatever the page and order."""
        said = _described(self.graph, self.node, DEEPEST)
        return {"@id": self.uri, **said} if self.uri else said


def _order(node: Node) -> tuple[int, str, str]:
    """Literals by language (none first), then addresses, then nodes without a name."""
    if isinstance(node, Literal):
        return (0, node.language or "", str(node))
    return (1, "", str(node)) if isinstance(node, URIRef) else (2, "", "")


def _words(graph: Graph, node: Node) -> list[str]:
    """A value as text; a node without a name gives its names."""
    if isinstance(node, BNode) or GENERATED in str(node):
        return _names(graph, node)
    plain = " ".join(str(node).split())
    return [plain] if plain else []


def _names(graph: Graph, node: Node) -> list[str]:
    found = (value for prop in NAMES for value in sorted(graph.objects(node, URIRef(prop)), key=_order))
    return list(dict.fromkeys(" ".join(str(value).split()) for value in found if not isinstance(value, BNode)))


def names(thing: Thing) -> list[str]:
    """A node's address and names."""
    return [*([thing.uri] if thing.uri else []), *_names(thing.graph, thing.node)]


def _licence(graph: Graph, node: Node) -> list[str]:
    """A licence as text. An unknown address is replaced by its equivalent or its name in the catalogue."""
    if isinstance(node, Literal):
        return [str(node)]
    named = _names(graph, node)
    if isinstance(node, BNode) or GENERATED in str(node):
        return named
    if resolve(str(node)).outcome == "known":
        return [str(node)]
    if same := sorted(str(other) for prop in SAME_AS for other in graph.objects(node, URIRef(prop))):
        return [f"{other} ({node})" if resolve(f"{other} ({node})").license else other for other in same]
    return [f"{name} ({node})" for name in named] or [str(node)]


def _described(graph: Graph, node: Node, depth: int) -> dict[str, Any]:
    out: dict[str, list[Any]] = {}
    for prop, value in graph.predicate_objects(node):
        out.setdefault(_short(str(prop)), []).append(_value(graph, value, depth))
    return {name: sorted(values, key=repr) for name, values in sorted(out.items())}


def _value(graph: Graph, value: Node, depth: int) -> Any:
    if isinstance(value, Literal):
        return {"@value": str(value), "@language": value.language} if value.language else str(value)
    if isinstance(value, BNode):
        return _described(graph, value, depth - 1) if depth else {}
    return {"@id": str(value)}


def _short(prop: str) -> str:
    home = next((home for home in PREFIXES if prop.startswith(home)), None)
    return f"{PREFIXES[home]}:{prop.removeprefix(home)}" if home else prop
