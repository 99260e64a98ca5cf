"""Reads catalogue records (DCAT in any RDF, CKAN packages, udata data sets) and finds the DCAT-AP 3.0.1 properties they lack.

Mandatory and recommended properties are those of the classes Catalogue, Dataset and Distribution in SEMIC's DCAT-AP 3.0.1 of
2025-07-10. JSON records are judged by what their portal's DCAT export makes of each field (ckanext-dcat, udata).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import orjson
from lxml import etree

from moisson.contracts.errors import DocumentError

MANDATORY = {
    "catalogue": ("title", "description", "publisher"),
    "dataset": ("title", "description"),
    "distribution": ("accessURL",),
}
RECOMMENDED = {
    "catalogue": ("homepage", "issued", "language", "license", "modified", "spatial", "themeTaxonomy"),
    "dataset": ("contactPoint", "distribution", "keyword", "publisher", "spatial", "temporal", "theme"),
    "distribution": ("availability", "description", "format", "license"),
}
# Each property, and the fields that the portals' DCAT export takes it from; a dotted path leads into a mapping.
CKAN = {
    "title": ("title", "title_translated"),
    "description": ("notes", "notes_translated"),
    "contactPoint": ("contact", "contact_email", "contact_uri", "contact_name", "maintainer_email", "author_email"),
    "distribution": ("resources",),
    "keyword": ("tags", "tag_string"),
    "publisher": ("publisher", "publisher_name", "publisher_uri", "organization", "owner_org"),
    "spatial": ("spatial", "spatial_uri", "spatial_coverage"),
    "temporal": ("temporal_start", "temporal_end", "temporal_coverage"),
    "theme": ("theme", "groups"),
    "accessURL": ("access_url", "url"),
    "availability": ("availability",),
    "format": ("format", "mimetype"),
    "license": ("license", "license_id", "license_url"),
}
UDATA = {
    **CKAN,
    "description": ("description",),
    "contactPoint": ("contact_points", "contact_point"),
    "publisher": ("organization", "owner"),
    "spatial": ("spatial.zones", "spatial.geom", "spatial.granularity"),
    "temporal": ("temporal_coverage",),
    "theme": ("theme", "themes"),
    "accessURL": ("url", "latest"),
    "format": ("format", "mime"),
}
MOST_DEPTH = 5
ABSOLUTE = re.compile(rb"<(?:\w+://|urn:)[^<>\s]*>")  # how a line of N-Triples begins, and no element of XML
OF_DCAT = ("contactPoint", "distribution", "keyword", "theme", "accessURL", "themeTaxonomy")  # others are terms of Dublin Core
DCAT = "http://www.w3.org/ns/dcat#"
PREFIXES = {
    "dcat": DCAT,
    "dct": "http://purl.org/dc/terms/",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "dcatap": "http://data.europa.eu/r5r/",
}


class Record(NamedTuple):
    """One record: what it is, in which form it stands, and the properties that it lacks."""

    kind: str  # catalogue, dataset, distribution
    form: str  # dcat, ckan, udata
    lacks_mandatory: tuple[str, ...]
    lacks_recommended: tuple[str, ...]


def records(content: bytes) -> Iterator[Record]:
    """All records of a file; raises DocumentError where it cannot be read as what it is."""
    data = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    if data[:1] in (b"{", b"["):
        try:
            value = orjson.loads(data)
        except orjson.JSONDecodeError as error:
            raise DocumentError("json-malformed", str(error)) from None
        yield from _linked(orjson.dumps(_local(value)).decode(), "json-ld") if _has_context(value) else _portal(value, MOST_DEPTH)
    elif data.startswith(b"<") and not ABSOLUTE.match(data):
        for described in _described(data):
            yield from _linked(described, "xml")
    else:
        yield from _linked(data, "turtle")


def _described(data: bytes) -> Iterator[bytes]:
    """Each `rdf:RDF` of an XML file: it may be the file, or stand in the answer of a catalogue service."""
    try:
        tree = etree.fromstring(data, etree.XMLParser(no_network=True))
    except etree.XMLSyntaxError as error:
        raise DocumentError("xml-malformed", str(error)[:300]) from None
    for element in tree.iter("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}RDF"):
        yield bytes(etree.tostring(element, encoding="utf-8"))


def _has_context(value: Any) -> bool:
    first = value[0] if isinstance(value, list) and value else value
    return isinstance(first, dict) and bool({"@context", "@graph", "@id", "@type"} & first.keys())


def _local(value: Any) -> Any:
    """JSON-LD without contexts that lie elsewhere, since nothing is fetched; the usual prefixes take their place."""
    if isinstance(value, list):
        return [_local(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {key: _context(of) if key == "@context" else _local(of) for key, of in value.items() if key != "@import"}


def _context(value: Any) -> list[Any]:
    own = value if isinstance(value, list) else [value]
    return [PREFIXES, *(_local(part) for part in own if isinstance(part, dict))]


def _linked(data: bytes | str, form: str) -> Iterator[Record]:
    try:
        import rdflib
    except ImportError:
        raise DocumentError("needs-extra", "install rdflib") from None
    from rdflib.exceptions import ParserError

    graph = rdflib.Graph()
    try:
        graph.parse(data=data, format=form)
    except (ParserError, SyntaxError, ValueError, OSError) as error:
        raise DocumentError("rdf-malformed", f"{type(error).__name__}: {error}"[:300]) from None
    terms = {prefix: rdflib.Namespace(address) for prefix, address in PREFIXES.items()}
    for kind, name in (("catalogue", "Catalog"), ("dataset", "Dataset"), ("distribution", "Distribution")):
        for node in sorted(graph.subjects(rdflib.RDF.type, terms["dcat"][name], unique=True), key=str):
            there = {
                wanted
                for wanted in (*MANDATORY[kind], *RECOMMENDED[kind])
                if any((node, predicate, None) in graph for predicate in _predicates(wanted, terms))
            }
            yield _record(kind, "dcat", there)


def _predicates(wanted: str, terms: Mapping[str, Any]) -> Sequence[Any]:
    """The predicates that give a property of DCAT-AP."""
    if wanted == "format":
        return (terms["dct"]["format"], terms["dcat"].mediaType)
    prefix = {"availability": "dcatap", "homepage": "foaf"}.get(wanted, "dcat" if wanted in OF_DCAT else "dct")
    return (terms[prefix][wanted],)


def _portal(value: Any, depth: int) -> Iterator[Record]:
    """The packages and data sets anywhere in an answer of a portal."""
    if depth == 0:
        return
    if isinstance(value, list):
        for each in value:
            yield from _portal(each, depth - 1)
        return
    if not isinstance(value, dict):
        return
    if not _is_dataset(value):
        for each in value.values():
            yield from _portal(each, depth - 1) if isinstance(each, (dict, list)) else ()
        return
    form, fields = ("udata", UDATA) if {"frequency", "temporal_coverage", "metrics"} & value.keys() else ("ckan", CKAN)
    own = {
        **{str(extra.get("key")): extra.get("value") for extra in value.get("extras") or () if isinstance(extra, dict)},
        **value,
    }
    yield _record("dataset", form, _there("dataset", own, fields))
    for resource in value["resources"]:
        if isinstance(resource, dict):
            licensed = {name: own.get(name) for name in fields["license"]}  # a portal states it once, for all resources
            yield _record("distribution", form, _there("distribution", {**licensed, **resource}, fields))


def _is_dataset(value: Mapping[str, Any]) -> bool:
    """A package of CKAN or a data set of udata; a Frictionless data package has `resources` too, but of files."""
    return (
        isinstance(value.get("resources"), list)
        and isinstance(value.get("name") or value.get("title") or value.get("slug"), str)
        and bool({"notes", "license_id", "owner_org", "extras", "organization", "frequency", "private", "type"} & value.keys())
    )


def _there(kind: str, value: Mapping[str, Any], fields: Mapping[str, tuple[str, ...]]) -> set[str]:
    return {
        wanted for wanted in (*MANDATORY[kind], *RECOMMENDED[kind]) if any(_at(value, path) for path in fields.get(wanted, ()))
    }


def _at(value: Any, path: str) -> Any:
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _record(kind: str, form: str, there: set[str]) -> Record:
    lacks = (tuple(wanted for wanted in table[kind] if wanted not in there) for table in (MANDATORY, RECOMMENDED))
    return Record(kind, form, *lacks)
