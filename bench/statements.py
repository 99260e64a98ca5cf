"""What the real catalogues, headers and notices beside the checkout state about licences, record by record.

A record is whatever carries the statement: a data set or distribution in RDF, a JSON object, a TEI header, a file's front matter,
the line of a set's own description. Definitions of the vocabularies themselves (shapes, contexts, code lists) are none.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

FIELDS = re.compile(
    r"(?:.*[/#:])?(?:structured_data_)?(?:licen[cs]es?|licen[cs]e[_-]?(?:id|title|url|name)|rights|useLimitation|otherConstraints|useConstraints)"
)
SAID = ("@id", "@value", "value", "id", "name", "title", "path", "url", "uri", "about", "prefLabel", "label", "description")
VOCABULARY = re.compile(
    r"shacl|shape|context|range|/vocabular|deprecateduris|imports|controlled-vocab|mdr|licen[cs]es\.rdf", re.IGNORECASE
)
EMPTY = re.compile(r"\[\]$|_g_|_:")  # an empty list; a node without a name
DEFINED = re.compile(r"https?://(?:www\.)?(?:purl\.org/dc/terms/|schema\.org/)#?\w*")
TURTLE = re.compile(
    r"""\b(?:dct|dcterms|dc|schema|cc):(license|licence|rights)\s+(?:<([^>]*)>|"((?:[^"\\]|\\.)*)"|\[[^\]]*?(?:rdfs:label|dct:description|dct:title)\s+"((?:[^"\\]|\\.)*)"[^\]]*\])"""
)
FRONT = re.compile(r"^(?:licen[cs]e|rights|license_id|licence_id)\s*:\s*(\S.*)$", re.IGNORECASE | re.MULTILINE)
SOURCE = re.compile(r"^- Licence \(as stated\): (.+)$", re.MULTILINE)
BESIDE = {"publisher", "creator", "type", "versionInfo", "identifier"}  # of a licence, and not the licence
CONSTRAINTS = {"useLimitation", "otherConstraints"}
PARSER = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=False)


@dataclass(frozen=True)
class Record:
    """One record's statements, as written, in the order of the file."""

    set: str
    path: str
    stated: tuple[str, ...]


def records(data: Path) -> Iterator[Record]:
    """Every record below `data` that states something, sorted by path."""
    for path in sorted(data.glob("*/**/*")):
        if not path.is_file() or "_REPO" in path.parts:
            continue
        name = path.relative_to(data)
        for stated in _stated(path):
            said = tuple(dict.fromkeys(text for text in map(_one_line, stated) if _says_something(text)))
            if said:
                yield Record(name.parts[0], str(name), said)


def _says_something(text: str) -> bool:
    return bool(text) and not EMPTY.match(text) and not DEFINED.fullmatch(text)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _stated(path: Path) -> Iterator[list[str]]:
    kind = path.suffix.lower()
    if path.name == "SOURCE.md":
        yield SOURCE.findall(path.read_text("utf-8"))
    elif VOCABULARY.search(str(path)) and kind not in (".md",):
        return
    elif kind in (".json", ".jsonld"):
        yield from _json(path)
    elif kind in (".xml", ".rdf", ".tei"):
        yield from _xml(path)
    elif kind in (".ttl", ".nt", ".n3"):
        for found in TURTLE.finditer(path.read_text("utf-8", "replace")):
            yield [next(filter(None, found.groups()[1:]), "")]
    elif kind == ".md":
        text = path.read_text("utf-8", "replace")
        if text.startswith("---"):
            yield [value.strip("\"' ") for value in FRONT.findall(text.split("\n---", 1)[0])]


def _json(path: Path) -> Iterator[list[str]]:
    try:
        yield from _objects(json.loads(path.read_text("utf-8-sig", "replace")))
    except json.JSONDecodeError:
        return


def _objects(value: Any) -> Iterator[list[str]]:
    if isinstance(value, list):
        for item in value:
            yield from _objects(item)
    elif isinstance(value, dict):
        yield [text for key, held in value.items() if FIELDS.fullmatch(key) for text in _texts(held)]
        if FIELDS.fullmatch(str(value.get("key", ""))):
            yield _texts(value.get("value"))
        for key, held in value.items():
            if key != "@context" and not FIELDS.fullmatch(key):
                yield from _objects(held)


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    if isinstance(value, dict):
        return [text for key in SAID if key in value for text in _texts(value[key])]
    return []


def _xml(path: Path) -> Iterator[list[str]]:
    root = etree.fromstring(path.read_bytes(), PARSER)
    if root is None:
        return
    for parent in root.iter(etree.Element):
        if etree.QName(parent).localname in ("LicenseDocument", "RightsStatement"):
            continue
        held = [child for child in parent if isinstance(child.tag, str) and _names_licence(child)]
        yield [text for child in held for text in _said(child)]


def _names_licence(element: Any) -> bool:
    name = etree.QName(element)
    if name.localname in ("license", "licence", "rights"):
        return name.namespace not in ("http://www.w3.org/ns/shacl#", "http://dfg-viewer.de/")
    return name.localname in CONSTRAINTS or element.get("{http://www.scl.lu}name") == "license"


def _said(element: Any) -> Iterator[str]:
    yield from (
        value for key, value in element.attrib.items() if etree.QName(key).localname in ("resource", "about", "target", "href")
    )
    yield element.text or ""
    for child in element.iterchildren(etree.Element):
        if etree.QName(child).localname not in BESIDE:
            yield from _said(child)
