"""A release's sources as catalogues see them: data sets of their own, with their publishers."""

from collections.abc import Iterable, Mapping
from typing import Any

from rdflib import Literal, URIRef
from rdflib.namespace import DCTERMS, PROV, SKOS

from moisson.release.pack import authorities
from moisson.release.pack.dcat_hvd import high_value
from moisson.release.pack.dcat_parts import agent, concept, contact, licence_document, period
from moisson.release.pack.linked import DCAT, Things, english, words
from moisson.release.pack.terms import term


def source(things: Things, said: Mapping[str, Any]) -> URIRef:
    """A source, under the address of the record that its publisher's catalogue has of it, where that is known."""
    place = authorities.country(said.get("jurisdiction"))
    countries = (SKOS.inScheme, URIRef(f"{authorities.AUTHORITY}country"))
    location = things.say(URIRef(place), (DCTERMS.Location,), countries) if place else None
    found = things.say(
        source_address(things, said),
        (DCAT.Dataset, PROV.Entity),
        (DCTERMS.title, words(said["title"])),
        (DCTERMS.description, words(said["about"].strip() or said["title"])),
        (DCTERMS.identifier, Literal(said["name"])),
        (DCTERMS.publisher, published_by(things, said["publisher"])),
        (DCTERMS.spatial, location),
        (DCTERMS.temporal, period(things, f"source/{said['name']}/temporal", said["dates"])),
        (DCAT.contactPoint, contact(things, f"source/{said['name']}/contact", said["contact"])),
        (DCAT.keyword, english(said["kind"]) if said.get("kind") else None),
        (DCTERMS.license, licence_document(things, term(said["rights"])) if said["rights"] else None),
        *((DCAT.theme, _theme(things, code)) for code in themes(said)),
    )
    if said.get("hvd"):
        high_value(things, found, said)
    return found


def source_address(things: Things, said: Mapping[str, Any]) -> URIRef:
    """The address of a source: that of its own record; else one in the release."""
    return URIRef(said["record"]) if said.get("record") else things.thing(f"source/{said['name']}")


def published_by(things: Things, body: Mapping[str, Any]) -> URIRef:
    """A publisher or republisher of sources, by its name."""
    return agent(things, f"publisher/{body['name']}", body)


def themes(said: Mapping[str, Any]) -> Iterable[str]:
    """The themes that the source's description names; else the one that texts of its kind fall under."""
    usual = authorities.THEME_OF_KIND.get(said.get("kind") or "")
    return said.get("themes") or ([usual] if usual else [])


def _theme(things: Things, code: str) -> URIRef:
    return concept(things, authorities.theme(code), "data-theme", authorities.THEMES[code], SKOS.Concept)
