"""Reads the rights that a document states in its format's own marks, anywhere in the document.

TEI `<licence>` and `<availability>`, JATS and Dublin Core elements; HTML `rel="license"`, `<meta>` names of Dublin Core, RDFa and
microdata; `license` of JSON-LD. Each statement keeps its words, with the mark as its place. Nothing is guessed from running text.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import orjson

from moisson.rights.licences import licence
from moisson.rights.normalised import is_address, plain
from moisson.rights.resolve import licence_id, resolve, resolve_all
from moisson.rights.strictness import allows_release, strictest

SPEAKS = re.compile(rb"licen[cs]e|rights|availability", re.I)  # no mark is without one of these
IN_TAG = re.compile(r"licen[cs]e|rights", re.I)
TAG = re.compile(r"<([A-Za-z][\w:.-]*)((?:\s|/)[^<>]{0,4000})?>")
ATTRIBUTE = re.compile(r"(?<![\w:.-])([\w:.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
ELEMENTS = {
    "licence",
    "license",
    "license_ref",
    "rights",
    ACCESS := "accessrights",
}  # words of access count where they name a licence
AVAILABILITY = ("availability", "tei:availability")  # of TEI: its words count where no licence stands in it
RELATIONS = re.compile(r"(?:.*[:/#])?licen[cs]e")  # rel, property, itemprop; with or without a prefix or an address
META = re.compile(
    r"(?:(?:dc|dcterms|dct|schema|og|article|eprints)[.:])?(?:rights\.)?(?:licen[cs]e|rights)(?:\.(?:licen[cs]e|uri))?"
)
TARGETS = ("target", "href", "resource", "xlink:href", "rdf:resource", "content", "src")
LD_JSON = re.compile(r"<script\b[^<>]{0,1000}ld\+json[^<>]{0,200}>", re.I)
OF_OTHER_THINGS = re.compile(r"(?:image|video|audio|media|3dmodel|photograph|map|software|soundrecording)", re.I)  # JSON-LD types
CITED = {
    "@context",
    "citation",
    "isBasedOn",
    "image",
    "video",
    "audio",
    "thumbnail",
    "logo",
    "associatedMedia",
    "relatedLink",
    "mentions",
}
LONGEST = 1_000
MOST = 20  # marks read per document
DEEPEST = 20  # of JSON-LD

Mark = tuple[str, str]  # the words, and the mark that they stand in


def stated_by(body: bytes) -> dict[str, str] | None:
    """A document's own statement, as fields of `schemas.RIGHTS`; None where no mark states anything.

    Where several licences are stated none holds, unless one forbids redistribution: then the strictest of those does.
    """
    heard = [mark for mark in marks(body) if resolve(mark[0]).outcome != "missing"]
    if not heard:
        return None
    found = resolve_all(words for words, _ in heard)
    row = {"level": "document", "stated": " | ".join(words for words, _ in heard)[:LONGEST]}
    row["where"] = " | ".join(dict.fromkeys(where for _, where in heard))
    closed = [name for name in found.found if not allows_release(licence(name))]
    if found.license or closed:
        return {"license": found.license or strictest(closed), **row}
    return row if found.found else {"license": licence_id(row["stated"]), **row}


def marks(body: bytes) -> tuple[Mark, ...]:
    """The statements of rights in a document's marks, in order, without repeats."""
    head = body[:4096]
    if not SPEAKS.search(body) and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ()
    text = body.decode("utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8", "replace")
    if text.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        found = _linked_data(text) if '"@context"' in text else iter(())
    else:
        found = _marked(_without_comments(text))
    said: dict[Mark, None] = {}
    for words, where in found:
        if words := " ".join(unescape(words).split())[:LONGEST]:
            said.setdefault((words, where))
        if len(said) == MOST:
            break
    return tuple(said)


def _without_comments(text: str) -> str:
    """Ignore comments."""
    pieces, done = [], 0
    while (begin := text.find("<!--", done)) >= 0 and (end := text.find("-->", begin)) >= 0:
        pieces.append(text[done:begin])
        done = end + 3
    return "".join([*pieces, text[done:]])


def _marked(text: str) -> Iterator[Mark]:
    for found in TAG.finditer(text):
        name = found[1].rpartition(":")[2].lower()
        speaks = name in ELEMENTS or found[1] in AVAILABILITY or bool(found[2] and IN_TAG.search(found[2]))
        if not speaks and not (name == "script" and LD_JSON.match(found[0])):
            continue
        attributes = {key.lower(): unescape(a or b or c) for key, a, b, c in ATTRIBUTE.findall(found[2] or "")}
        if name == "script":
            yield from _linked_data(text[found.end() : _end(text, found.end(), "</script")])
        elif name == "meta":
            named = attributes.get("name", attributes.get("property", "")).lower()
            if META.fullmatch(named) and attributes.get("content"):
                yield attributes["content"], f"<meta {named}>"
        elif name in ELEMENTS:
            of_element = _element(text, found, attributes)
            yield from (mark for mark in of_element if name != ACCESS or resolve(mark[0]).found)
        elif found[1] in AVAILABILITY:
            inner = text[found.end() : _end(text, found.end(), f"</{found[1]}")]
            if not re.search(r"<(?:\w+:)?licen[cs]e\b", inner, re.I):
                yield from _inner(inner, f"<{found[1]}>")
        else:
            yield from _related(found[1], attributes)


def _element(text: str, found: re.Match[str], attributes: dict[str, str]) -> Iterator[Mark]:
    """An element made for rights: the address that it points to, and its words."""
    where = f"<{found[1]}>"
    target = next((attributes[name] for name in TARGETS if attributes.get(name)), None)
    if target:
        yield target, where
    if not (found[2] or "").endswith("/"):
        inner = text[found.end() : _end(text, found.end(), f"</{found[1]}")]
        for words, _ in _inner(inner, where):
            if not target or resolve(words).outcome != "unknown" or not is_address(plain(target)):
                yield words, where


def _inner(inner: str, where: str) -> Iterator[Mark]:
    """The words within an element, with the addresses that it links to."""
    words = re.sub(r"<[^<>]*>", " ", inner)
    linked = [a or b or c for name, a, b, c in ATTRIBUTE.findall(inner) if name.lower() in TARGETS]
    if words.strip():
        yield words, where
    for address in linked:
        if resolve(address).outcome == "known":
            yield address, where


def _related(tag: str, attributes: dict[str, str]) -> Iterator[Mark]:
    """A link or element that marks its target as the licence: `rel`, RDFa, microdata."""
    for kind in ("rel", "property", "itemprop"):
        if any(RELATIONS.fullmatch(token.lower()) for token in attributes.get(kind, "").split()):
            target = next((attributes[name] for name in ("href", "resource", "content", "src") if attributes.get(name)), None)
            if target:
                yield target, f"<{tag} {kind}=license>"
                return


def _end(text: str, begin: int, closing: str) -> int:
    """The end of an element, at most the longest statement away."""
    found = text[begin : begin + 20 * LONGEST].lower().find(closing.lower())
    return begin + (20 * LONGEST if found < 0 else found)


def _linked_data(text: str) -> Iterator[Mark]:
    """`license` of the things that JSON-LD describes, but not of pictures, programs and what is cited."""
    try:
        yield from _licensed(orjson.loads(text), 0)
    except orjson.JSONDecodeError:
        return


def _licensed(value: Any, depth: int) -> Iterator[Mark]:
    if depth > DEEPEST:
        return
    if isinstance(value, list):
        for one in value:
            yield from _licensed(one, depth + 1)
    elif isinstance(value, dict):
        types = value.get("@type", "")
        if OF_OTHER_THINGS.search(" ".join(map(str, types)) if isinstance(types, list) else str(types)):
            return
        for name, one in value.items():
            if RELATIONS.fullmatch(str(name).lower()):
                yield from ((words, "JSON-LD license") for words in _named(one))
            elif name not in CITED and isinstance(one, list | dict):
                yield from _licensed(one, depth + 1)


def _named(value: Any) -> Iterator[str]:
    """A licence in JSON-LD: its address or name, or a thing that has one."""
    for one in value if isinstance(value, list) else [value]:
        named = (
            next((one[key] for key in ("@id", "url", "name", "@value") if one.get(key)), None) if isinstance(one, dict) else one
        )
        if isinstance(named, str):
            yield named
