"""Linked data without blank nodes: every thing has an address, so that a graph is written in one way only.

A release does not know where it will lie. Where its recipe does not say, its things are named from the folder that holds the
document (`./#dataset`): whoever harvests it from an address reads addresses there.
"""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from urllib.parse import quote

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, FOAF, OWL, PROV, RDF, RDFS, SKOS, XSD, Namespace
from rdflib.term import Node

DCAT = Namespace("http://www.w3.org/ns/dcat#")  # version 3; rdflib's own is of version 2
DCATAP = Namespace("http://data.europa.eu/r5r/")
ELI = Namespace("http://data.europa.eu/eli/ontology#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
PREFIXES = {
    "dcat": DCAT,
    "dcatap": DCATAP,
    "dct": DCTERMS,
    "eli": ELI,
    "foaf": FOAF,
    "owl": OWL,
    "prov": PROV,
    "rdfs": RDFS,
    "skos": SKOS,
    "spdx": SPDX,
    "vcard": VCARD,
    "xsd": XSD,
}


DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?(?![0-9])")


class Things(Graph):
    """The statements of one document about a release, and the addresses of its things."""

    def __init__(self, stats: Mapping[str, Any]) -> None:
        super().__init__(bind_namespaces="none")
        for prefix, namespace in PREFIXES.items():
            self.bind(prefix, namespace)
        home = release_home(stats)
        self.folder = home or "./"
        self.parent = f"{stats['recipe']['url'].rstrip('/')}/" if home else "../"

    def file(self, path: str) -> URIRef:
        """A file of the release."""
        return URIRef(self.folder + quote(path))

    def thing(self, name: str) -> URIRef:
        """What has no file of its own."""
        return URIRef(f"{self.folder}#{quote(name)}")

    def say(self, subject: URIRef, kinds: Iterable[URIRef], *facts: tuple[URIRef, Node | None]) -> URIRef:
        """State what a thing is and what is known of it; what is None is not stated."""
        for kind in kinds:
            self.add((subject, RDF.type, kind))
        for predicate, value in facts:
            if value is not None:
                self.add((subject, predicate, value))
        return subject


def release_home(stats: Mapping[str, Any]) -> str | None:
    """The address of a release, with a slash at its end; None where its recipe does not say where it is published."""
    home = stats["recipe"].get("url")
    return f"{home.rstrip('/')}/{stats['release']}/" if home else None


def english(text: str) -> Literal:
    """Words of ours."""
    return Literal(" ".join(text.split()), lang="en")


def words(text: str) -> Literal:
    """Words of a recipe or a source, in whatever language they are."""
    return Literal(" ".join(text.split()))


def dated(text: str | None) -> Literal | None:
    """A date as exactly as it is known: a day, a month or a year; None where the text begins with none of them."""
    found = DATE.match(text or "")
    if found is None:
        return None
    year, month, day = found.groups()
    if day and _exists(int(year), int(month), int(day)):
        return Literal(found[0], datatype=XSD.date)
    if month and 1 <= int(month) <= 12:
        return Literal(f"{year}-{month}", datatype=XSD.gYearMonth)
    return Literal(year, datatype=XSD.gYear)


def _exists(year: int, month: int, day: int) -> bool:
    try:
        return bool(date(year, month, day))
    except ValueError:
        return False


def release_date(stats: Mapping[str, Any]) -> Literal | None:
    """The date of a release: the month of its newest harvest, since it is made from that and no clock is read.

    Where no month was recorded, the date of its content.
    """
    acquired = [source["acquired"] for source in stats["sources"] if source.get("acquired")]
    return dated(max(acquired, default=None) or stats["recipe"]["as_of"])


def turtle(graph: Graph) -> str:
    return graph.serialize(format="turtle")


def json_ld(graph: Graph) -> str:
    """Flat JSON-LD: a node for each thing, in the order of their addresses, with values in order."""
    context = {prefix: str(namespace) for prefix, namespace in PREFIXES.items() if _used(graph, str(namespace))}
    nodes = [_node(graph, subject) for subject in sorted(set(graph.subjects()), key=str)]
    return json.dumps({"@context": context, "@graph": nodes}, ensure_ascii=False, indent=2) + "\n"


def _used(graph: Graph, namespace: str) -> bool:
    terms = (str(term) for triple in graph for part in triple for term in (part, getattr(part, "datatype", None)) if term)
    return any(term.startswith(namespace) for term in terms)


def _node(graph: Graph, subject: Node) -> dict[str, Any]:
    node: dict[str, Any] = {"@id": str(subject)}
    if kinds := sorted(_short(kind) for kind in graph.objects(subject, RDF.type)):
        node["@type"] = kinds
    for predicate in sorted(set(graph.predicates(subject)) - {RDF.type}, key=str):
        values = [_value(value) for value in sorted(graph.objects(subject, predicate), key=lambda value: value.n3())]
        node[_short(predicate)] = values[0] if len(values) == 1 else values
    return node


def _short(term: Node) -> str:
    """A term by its prefix, where it has one."""
    for prefix, namespace in PREFIXES.items():
        if str(term).startswith(str(namespace)):
            return f"{prefix}:{str(term)[len(str(namespace)) :]}"
    return str(term)


def _value(value: Node) -> Any:
    if isinstance(value, URIRef):
        return {"@id": str(value)}
    if not isinstance(value, Literal) or not (value.language or value.datatype):
        return str(value)
    how = {"@language": value.language} if value.language else {"@type": _short(URIRef(value.datatype or ""))}
    return {"@value": str(value), **how}
