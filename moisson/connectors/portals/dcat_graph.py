"""A catalogue page as a graph, in RDF/XML, Turtle, TriG, N-Triples or JSON-LD by its first bytes; and its next page.

Nothing else is loaded: JSON-LD contexts are fetched as politely as pages and inlined before parsing, and RDF/XML loads no
external entities.
"""

import logging
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urljoin
from xml.sax import SAXException

import orjson
from rdflib import Dataset, Graph, Namespace, URIRef
from rdflib.exceptions import Error as RdfError

from moisson.connectors.pages import is_page, on_this_host
from moisson.connectors.web.headers import linked
from moisson.contracts.errors import DocumentError, FetchError
from moisson.readers.contract import READER_FAULTS
from moisson.readers.json_text import parse_json
from moisson.readers.xml.xmlsource import xml_source

logging.getLogger("rdflib").addHandler(logging.NullHandler())  # it warns on the terminal of every address with a space
HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
VOCABULARIES = ("http://www.w3.org/ns/dcat#", str(HYDRA))
ACCEPT = "application/rdf+xml, text/turtle, application/trig, application/ld+json, application/n-triples;q=0.8, */*;q=0.1"
XML = re.compile(rb"<(?:\?xml|!DOCTYPE\s+(?!html)|!--|[\w.-]+:RDF\b|RDF\b)", re.IGNORECASE)
JSON = re.compile(rb"\{\s*[\"}]|\[\s*\{|\[\s*\]\s*\Z")  # Turtle may start with a bracket too
DEFINES = re.compile(rb"<!ENTITY\s+([^\s%&;<>\"']+)\s")
WRITTEN = re.compile(rb"&amp;([^\s%&;<>\"']+);")
DEEPEST_CONTEXT = 5
MOST_CONTEXTS, MOST_LOADED = 50, 10_000  # contexts per page, and references to them
Contexts = Callable[[str], Any]

# The context of Project Open Data 1.1, named by ArcGIS portals; its own site may be gone.
POD_ADDRESS = re.compile(r"https?://project-open-data\.cio\.gov/v1\.1/schema/catalog\.jsonld")
_DCT = ("conformsTo", "description", "format", "identifier", "issued", "language", "license", "modified", "publisher", "rights")
_DCAT = ("accessURL", "contactPoint", "dataset", "distribution", "downloadURL", "keyword", "landingPage", "mediaType", "theme")
POD: dict[str, Any] = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "org": "http://www.w3.org/ns/org#",
    "pod": "https://project-open-data.cio.gov/v1.1/schema#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    **{name: f"dct:{name}" for name in (*_DCT, "spatial", "temporal", "title")},
    **{name: f"dcat:{name}" for name in _DCAT},
    "accessLevel": "pod:accessLevel",
    "fn": "vcard:fn",
    "hasEmail": "vcard:hasEmail",
    "name": "foaf:name",
}


def parse(body: bytes, address: str, contexts: Contexts) -> Graph:
    """A page's graph, named graphs merged, addresses made absolute; raises FetchError.

    `contexts` gives the JSON at an address.
    """
    head = body.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not head:
        raise FetchError(f"{address} is empty; a catalogue in RDF was expected.")
    if is_page(head):
        raise FetchError(f"{address} is a web page, not a catalogue in RDF; `url` must name the catalogue itself.")
    try:
        if JSON.match(head):
            value = parse_json(head)
            if not _is_linked(value):
                raise FetchError(f"{address} is JSON, but no JSON-LD: {head[:100].decode('utf-8', 'replace')!r}.")
            return _in_one(orjson.dumps(_inlined(value, address, _counted(contexts), 0)), "json-ld", address)
        if XML.match(head):
            return Graph().parse(data=_without_entities(body), format="xml", publicID=address)
        return _in_one(body, "trig", address)
    except (*READER_FAULTS, DocumentError, RdfError, SAXException) as error:
        said = " ".join(str(error).split())[:200]
        raise FetchError(f"{address} cannot be read as RDF: {said or type(error).__name__}.") from None


def _without_entities(body: bytes) -> bytes:
    """RDF/XML with its own entities expanded; raises DocumentError if one cannot be: it may be an address."""
    source = xml_source(body)
    for name in set(DEFINES.findall(body)) & set(WRITTEN.findall(source)):
        said = name.decode("utf-8", "replace")[:60]
        raise DocumentError("entities", f"its entity `{said}` is not plain words of up to 1,000 characters")
    return source


def _is_linked(value: Any) -> bool:
    """Whether JSON is empty or has a JSON-LD keyword; otherwise every key would be ignored."""
    things = value if isinstance(value, list) else [value]
    return not any(things) or any(key.startswith("@") for thing in things if isinstance(thing, dict) for key in thing)


def _counted(contexts: Contexts) -> Contexts:
    """The contexts, limited per page; raises FetchError beyond."""
    loaded: dict[str, Any] = {}
    times = 0

    def load(named: str) -> Any:
        nonlocal times
        times += 1
        if times > MOST_LOADED or (named not in loaded and len(loaded) >= MOST_CONTEXTS):
            raise FetchError(f"the JSON-LD context {named[:200]} is one of too many that one page leads to.")
        if named not in loaded:
            loaded[named] = contexts(named)
        return loaded[named]

    return load


def _in_one(data: bytes, syntax: str, address: str) -> Graph:
    """All statements of a document in one graph."""
    graph, named = Graph(), Dataset()
    named.parse(data=data, format=syntax, publicID=address)
    for subject, predicate, value, _ in named.quads():
        graph.add((subject, predicate, value))
    return graph


def _inlined(value: Any, address: str, contexts: Contexts, depth: int) -> Any:
    """JSON-LD with every referenced context inlined."""
    if isinstance(value, list):
        return [_inlined(item, address, contexts, depth) for item in value]
    if not isinstance(value, dict):
        return value
    out = {}
    for key, held in value.items():
        if key == "@context":
            out[key] = _context(held, address, contexts, depth)
        else:
            out[key] = _inlined(held, address, contexts, depth)
    if isinstance(imported := out.pop("@import", None), str):
        out = {**_context(imported, address, contexts, depth), **out}
    return out


def _context(value: Any, address: str, contexts: Contexts, depth: int) -> Any:
    if isinstance(value, list):
        return [_context(item, address, contexts, depth) for item in value]
    if not isinstance(value, str):
        return _inlined(value, address, contexts, depth)
    if depth >= DEEPEST_CONTEXT:
        raise FetchError(f"the JSON-LD context {value[:200]} leads to more than {DEEPEST_CONTEXT} others, one in another.")
    if POD_ADDRESS.fullmatch(value):
        return POD
    named = urljoin(address, value)
    loaded = contexts(named)
    held = loaded.get("@context", {}) if isinstance(loaded, dict) else {}
    return _context(held, named, contexts, depth + 1)


def next_page(graph: Graph, headers: Mapping[str, str], address: str) -> str | None:
    """The next page, by the `Link` header (RFC 8288) or Hydra; None on the last."""
    if links := linked(headers, "next", address):
        return links[0]
    targets = _nexts(graph, URIRef(address)) or _nexts(graph, None)
    return on_this_host(urljoin(address, targets[0]), address) if targets else None


def _nexts(graph: Graph, view: URIRef | None) -> list[str]:
    return sorted(str(target) for name in ("next", "nextPage") for target in graph.objects(view, HYDRA[name]))


def of_catalogue(graph: Graph) -> bool:
    """Whether a page uses DCAT or Hydra, or is empty, as after the last data set."""
    return not graph or any(str(term).startswith(VOCABULARIES) for triple in graph for term in triple)


def total(graph: Graph) -> int | None:
    """The catalogue's own count of entries (Hydra's totalItems)."""
    counts = [int(str(count)) for count in graph.objects(None, HYDRA.totalItems) if re.fullmatch(r"\d{1,12}", str(count))]
    return max(counts, default=None)
