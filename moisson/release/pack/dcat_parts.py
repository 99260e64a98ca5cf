"""Parts shared by a release and its sources: bodies, pages, periods, licences, entries of authority tables."""

from collections.abc import Mapping
from typing import Any

from rdflib import Literal, URIRef
from rdflib.namespace import DCTERMS, FOAF, OWL, PROV, RDFS, SKOS, XSD

from moisson.release.pack import authorities
from moisson.release.pack.linked import DCAT, SPDX, VCARD, Things, dated, english
from moisson.release.pack.terms import Term, address
from moisson.release.parquet import Table
from moisson.release.wording import language

SHA256 = URIRef("https://spdx.org/rdf/terms#checksumAlgorithm_sha256")  # DCAT-AP's shapes want https; SPDX itself says http


def agent(things: Things, name: str, body: Mapping[str, Any]) -> URIRef:
    """A public body, or whoever publishes."""
    home = address(body.get("url"))
    facts = ((FOAF.name, Literal(body["name"])), (FOAF.homepage, page(things, home) if home else None))
    return things.say(things.thing(name), (FOAF.Agent, FOAF.Organization, PROV.Agent), *facts)


def licence_document(things: Things, term: Term) -> URIRef | None:
    """A licence at its address in the EU's table, else where it can be read; None where no address is known."""
    place = term.uri or term.url
    if place is None:
        return None
    return things.say(
        URIRef(place),
        (DCTERMS.LicenseDocument,),
        (DCTERMS.title, english(term.name)),
        (DCTERMS.identifier, Literal(term.license) if term.license else None),
        (SKOS.inScheme, URIRef(f"{authorities.AUTHORITY}licence") if term.uri else None),
        (RDFS.seeAlso, URIRef(term.url) if term.uri and term.url else None),
    )


def concept(things: Things, address: str, scheme: str, label: str, kind: URIRef) -> URIRef:
    """An entry of a table of authority."""
    in_scheme = (SKOS.inScheme, URIRef(authorities.AUTHORITY + scheme))
    return things.say(URIRef(address), (kind,), in_scheme, (SKOS.prefLabel, english(label)))


def language_of(things: Things, code: str) -> URIRef:
    label = language(code).partition(" (")[0]
    return concept(things, authorities.language(code), "language", label, DCTERMS.LinguisticSystem)


def period(things: Things, name: str, dates: Mapping[str, Any]) -> URIRef | None:
    """From the first date of a document to the newest that is not after the recipe's date."""
    start, end = dated(dates["min"]), dated(dates["newest"])
    if start is None and end is None:
        return None
    return things.say(things.thing(name), (DCTERMS.PeriodOfTime,), (DCAT.startDate, start), (DCAT.endDate, end))


def contact(things: Things, name: str, said: str | None) -> URIRef | None:
    """Where to write about it, by mail or on the web."""
    if not said:
        return None
    web = address(said)
    place = web or (f"mailto:{said.removeprefix('mailto:')}" if "@" in said and not set(said) & set(" <>") else None)
    return things.say(
        things.thing(name),
        (VCARD.Kind,),
        (VCARD.fn, english(said)),
        (VCARD.hasURL if web else VCARD.hasEmail, URIRef(place) if place else None),
    )


def page(things: Things, address: str) -> URIRef:
    return things.say(URIRef(address), (FOAF.Document,))


def checksum(things: Things, table: Table) -> tuple[URIRef, URIRef]:
    """What SHA-256 says of a file, ready to be said of it."""
    algorithm = things.say(SHA256, (SPDX.ChecksumAlgorithm,), (OWL.sameAs, SPDX.checksumAlgorithm_sha256))
    value = (SPDX.checksumValue, Literal(table.sha256, datatype=XSD.hexBinary))
    found = things.say(things.thing(f"sha256/{table.path}"), (SPDX.Checksum,), (SPDX.algorithm, algorithm), value)
    return SPDX.checksum, found
