"""The properties that a page states of its document: `meta`, RDFa, microdata and JSON-LD, by name.

A name keeps its vocabulary as a short prefix in small letters: `eli:title`, `dcterms:issued`, `ld:headline` for schema.org.
"""

import re
from collections.abc import Iterator
from typing import Any

import orjson

from moisson.readers.html.title import in_one_line, spaced
from moisson.readers.html.tree import Page

SCHEMA_TYPES = re.compile(r"Legislation|Article|BlogPosting|Report|WebPage|CreativeWork|GovernmentService|Document")
PREFIXES = (
    ("http://data.europa.eu/eli/ontology#", "eli:"),
    ("http://purl.org/dc/terms/", "dcterms:"),
    ("http://purl.org/dc/elements/1.1/", "dc:"),
    ("https://schema.org/", "ld:"),
    ("http://schema.org/", "ld:"),
    ("schema:", "ld:"),
    ("dct:", "dcterms:"),
    ("dcterms.", "dcterms:"),
    ("dct.", "dcterms:"),
    ("dc.", "dc:"),
    ("eli.", "eli:"),
)
MANY = 20  # values of one property; further ones are ignored
JSON_LD = 1 << 20  # bytes
LONG_VALUE = 80  # words of an element that is itself the value


def properties(page: Page) -> dict[str, list[str]]:
    """The values of each property, in the order of the page."""
    found: dict[str, list[str]] = {}
    for i in sorted({*page.where("meta"), *page.where("script"), *page.having("property"), *page.having("itemprop")}):
        tag, attributes = page.tags[i], page.attributes[i]
        itemprop, name = attributes.get("itemprop"), attributes.get("property")
        if not name and tag == "meta":
            name = attributes.get("name") or attributes.get("http-equiv")
        if name or itemprop:
            value = attributes.get("content")
            if value is None:
                value = attributes.get("resource") or attributes.get("href") or attributes.get("datetime")
            if value is None:
                value = page.texts[i] or ""
                if name and value.strip() and page.words[i] <= LONG_VALUE:
                    value = in_one_line(page, i)
            if value := spaced(value):
                for one in (name or "").split():
                    _add(found, _short(one), value)
                if itemprop and _is_of_work(page, i):
                    _add(found, "ld:" + itemprop.lower(), value)
        if tag == "script" and attributes.get("type") == "application/ld+json":
            for key, value in _json_ld(page.texts[i] or ""):
                _add(found, "ld:" + key.lower(), value)
    return found


def _is_of_work(page: Page, i: int) -> bool:
    """Whether microdata describes the page or a work, not an author, a picture or a comment on it."""
    up = page.parents[i]
    while up and "itemscope" not in page.attributes[up]:
        up = page.parents[up]
    around = page.attributes[up]
    if "itemscope" not in around:
        return True
    kind, role = around.get("itemtype"), around.get("itemprop", "")
    return (kind is None or SCHEMA_TYPES.search(kind) is not None) and (not role or role.lower().startswith("main"))


def _add(found: dict[str, list[str]], name: str, value: str) -> None:
    values = found.setdefault(name, [])
    if len(values) < MANY:
        values.append(value)


def _short(name: str) -> str:
    low = name.lower()
    return next((short + low[len(prefix) :] for prefix, short in PREFIXES if low.startswith(prefix)), low)


def _json_ld(text: str) -> Iterator[tuple[str, str]]:
    """Names and plain values of the works that a block of JSON-LD describes."""
    if len(text) > JSON_LD:
        return
    try:
        data = orjson.loads(text.strip().removeprefix("<![CDATA[").removesuffix("]]>"))
    except orjson.JSONDecodeError:
        return
    waiting: list[Any] = [data]
    while waiting:
        item = waiting.pop()
        if isinstance(item, list):
            waiting.extend(reversed(item))
        elif isinstance(item, dict):
            waiting.extend([item["@graph"]] if "@graph" in item else [])
            if not SCHEMA_TYPES.search(str(item.get("@type", ""))):
                continue
            for key, value in item.items():
                if isinstance(value, dict):
                    value = value.get("@id") or value.get("@value") or value.get("name")
                if isinstance(value, str) and (plain := spaced(value)):
                    yield key, plain
