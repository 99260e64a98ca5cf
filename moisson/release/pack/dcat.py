"""`dcat.ttl` and `dcat.jsonld`: the release for data portals, in DCAT-AP 3.0.1.

One catalogue with one data set; a distribution for each Parquet file of documents; and what the release was made from, each
source under the address of its own record where that is known. Both documents say the same.
"""

from collections.abc import Mapping
from typing import Any

from rdflib import Literal, URIRef
from rdflib.namespace import DCTERMS, FOAF, PROV, RDFS, SKOS, XSD

from moisson.release.inputs import Pack
from moisson.release.pack import authorities
from moisson.release.pack.dcat_parts import agent, checksum, concept, contact, language_of, licence_document, page, period
from moisson.release.pack.dcat_sources import source
from moisson.release.pack.linked import DCAT, Things, english, json_ld, release_date, turtle, words
from moisson.release.pack.terms import Term, terms
from moisson.release.parquet import Table
from moisson.release.private import SENTENCE, private
from moisson.release.wording import counted, language, number

PROFILE = URIRef("https://semiceu.github.io/DCAT-AP/releases/3.0.1/")
PARQUET = URIRef("https://www.iana.org/assignments/media-types/application/vnd.apache.parquet")


def dcat_turtle(pack: Pack) -> str:
    """The catalogue in Turtle; without a licence where no right is stated."""
    return turtle(catalogue(pack))


def dcat_jsonld(pack: Pack) -> str:
    """The catalogue in JSON-LD."""
    return json_ld(catalogue(pack))


def catalogue(pack: Pack) -> Things:
    """The statements of both."""
    stats = pack.stats
    things = Things(stats)
    recipe, date = stats["recipe"], release_date(stats)
    publisher = _publisher(things, stats)
    dataset = _dataset(things, pack, publisher)
    english_language = concept(things, authorities.language("en"), "language", "English", DCTERMS.LinguisticSystem)
    record = things.say(
        things.thing("record"),
        (DCAT.CatalogRecord,),
        (FOAF.primaryTopic, dataset),
        (DCTERMS.modified, date),
        (DCTERMS.conformsTo, things.say(PROFILE, (DCTERMS.Standard,), (DCTERMS.title, english("DCAT-AP 3.0.1")))),
        (DCTERMS.language, english_language),
    )
    scheme = things.say(
        URIRef(f"{authorities.AUTHORITY}data-theme"), (SKOS.ConceptScheme,), (DCTERMS.title, english("Data theme"))
    )
    things.say(
        things.thing("catalog"),
        (DCAT.Catalog,),
        (DCTERMS.title, words(f"{recipe['title']}, release {stats['release']}")),
        (DCTERMS.description, words(f"Release {stats['release']} of {recipe['title']}, described for data portals.")),
        (DCTERMS.publisher, publisher),
        (DCTERMS.modified, date),
        (DCTERMS.language, english_language),
        (DCAT.themeTaxonomy, scheme),
        (DCAT.dataset, dataset),
        (DCAT.record, record),
        (FOAF.homepage, page(things, recipe["url"]) if recipe.get("url") else None),
        *((DCTERMS.spatial, place) for place in things.objects(dataset, DCTERMS.spatial)),
    )
    return things


def _publisher(things: Things, stats: Mapping[str, Any]) -> URIRef:
    """The publisher of the release, by its recipe; else its contact."""
    recipe = stats["recipe"]
    said = recipe.get("publisher") or {}
    name = (
        said.get("name") or recipe["contact"] or f"whoever publishes this release of {recipe['name']} (its recipe names nobody)"
    )
    return agent(things, "publisher", {**said, "name": name})


def _dataset(things: Things, pack: Pack, publisher: URIRef) -> URIRef:
    stats = pack.stats
    recipe, totals = stats["recipe"], stats["totals"]
    sources = [source(things, one) for one in stats["sources"] if one["documents"]]
    size = f"{counted(totals['documents'], 'document')}, {number(totals['words'])} words."
    themes = sorted({str(theme) for one in sources for theme in things.objects(one, DCAT.theme)})
    places = sorted({str(place) for one in sources for place in things.objects(one, DCTERMS.spatial)})
    keywords = ["public sector information", "text corpus", *sorted({one["kind"] for one in stats["sources"] if one.get("kind")})]
    return things.say(
        things.thing("dataset"),
        (DCAT.Dataset, DCAT.Resource, PROV.Entity),
        (DCTERMS.title, words(recipe["title"])),
        (DCTERMS.description, words(f"{recipe['description']} {size}")),
        (DCTERMS.identifier, Literal(f"{recipe['name']}/{stats['release']}")),
        (DCAT.version, Literal(stats["release"])),
        (DCAT.isVersionOf, URIRef(f"{things.parent}#{recipe['name']}")),
        (DCTERMS.publisher, publisher),
        (DCTERMS.modified, release_date(stats)),
        (
            DCTERMS.accrualPeriodicity,
            concept(things, f"{authorities.AUTHORITY}frequency/NEVER", "frequency", "never", DCTERMS.Frequency),
        ),
        (DCTERMS.temporal, period(things, "temporal", stats["dates"])),
        (DCTERMS.provenance, _provenance(things, stats)),
        (DCAT.contactPoint, contact(things, "contact", recipe["contact"])),
        (DCTERMS.accessRights, _access(things, stats)),
        (DCAT.landingPage, page(things, recipe["url"]) if recipe.get("url") else None),
        *((FOAF.page, page(things, things.file(name))) for name in ("README.md", "report.html")),
        *((DCAT.keyword, english(word)) for word in keywords),
        *((DCAT.theme, URIRef(theme)) for theme in themes),
        *((DCTERMS.spatial, URIRef(place)) for place in places),
        *((DCTERMS.language, language_of(things, row["language"])) for row in stats["languages"] if row["language"]),
        *((DCTERMS.creator, creator) for one in sources for creator in things.objects(one, DCTERMS.publisher)),
        *((predicate, one) for one in sources for predicate in (DCTERMS.source, PROV.wasDerivedFrom)),
        *((DCAT.distribution, one) for one in _distributions(things, pack)),
    )


def _distributions(things: Things, pack: Pack) -> list[URIRef]:
    found = terms(pack.stats)
    licence = None if private(pack.stats) else _licence(things, found)
    rights = _rights(things, found, pack.stats)
    return [_distribution(things, table, licence, rights) for table in pack.part("data")]


def _distribution(things: Things, table: Table, licence: URIRef | None, rights: URIRef) -> URIRef:
    file = things.say(things.file(table.path), (RDFS.Resource,))
    return things.say(
        things.thing(table.path),
        (DCAT.Distribution,),
        (DCTERMS.title, Literal(table.path)),
        (DCTERMS.description, english(f"{counted(table.rows, 'document')} in {language(table.language)}, as Parquet.")),
        (DCAT.accessURL, file),
        (DCAT.downloadURL, file),
        (DCAT.byteSize, Literal(str(table.bytes), datatype=XSD.nonNegativeInteger)),
        checksum(things, table),
        (
            DCTERMS.format,
            concept(things, f"{authorities.AUTHORITY}file-type/PARQUET", "file-type", "Parquet", DCTERMS.MediaTypeOrExtent),
        ),
        (DCAT.mediaType, things.say(PARQUET, (DCTERMS.MediaType,))),
        (DCTERMS.language, language_of(things, table.language)),
        (DCTERMS.license, licence),
        (DCTERMS.rights, rights),
    )


def _licence(things: Things, found: list[Term]) -> URIRef | None:
    """The licence of all documents; where they are under several, a document that names each, as a portal wants one."""
    each = [licence_document(things, term) for term in found]
    if len(found) == 1 and each[0] is not None:
        return each[0]
    if not any(each):
        return None
    return things.say(
        things.thing("licences"),
        (DCTERMS.LicenseDocument,),
        (DCTERMS.title, english("Stated for each document, in the columns `license` and `rights`")),
        (DCTERMS.description, english(_in_words(found))),
        *((DCTERMS.hasPart, one) for one in each),
    )


def _in_words(found: list[Term]) -> str:
    return "; ".join(f"{term.name} ({counted(term.documents, 'document')})" for term in found) + "."


def _access(things: Things, stats: Mapping[str, Any]) -> URIRef | None:
    """No access to a private release; for others the publisher decides."""
    if not private(stats):
        return None
    address = f"{authorities.AUTHORITY}access-right/NON_PUBLIC"
    return concept(things, address, "access-right", "non-public", DCTERMS.RightsStatement)


def _rights(things: Things, found: list[Term], stats: Mapping[str, Any]) -> URIRef:
    words = f"{SENTENCE} " * private(stats) + "Each document carries its right and the evidence for it, in the column `rights`"
    return things.say(
        things.thing("rights"),
        (DCTERMS.RightsStatement,),
        (RDFS.label, english(f"{words}: {_in_words(found)}" if found else f"{words}.")),
    )


def _provenance(things: Things, stats: Mapping[str, Any]) -> URIRef:
    totals = stats["totals"]
    stages = ", ".join(f"{stage['name']} {stage['version']}" for stage in stats["stages"]) or "none"
    text = (
        f"{counted(totals['found'], 'entry', 'entries')} of {counted(totals['sources'], 'source')} went through these stages:"
        f" {stages}. {counted(totals['documents'], 'document')} remained; what was left out stands in `ledger`, with the reason."
    )
    return things.say(
        things.thing("provenance"),
        (DCTERMS.ProvenanceStatement,),
        (RDFS.label, english(text)),
        (RDFS.seeAlso, things.file("prov.jsonld")),
    )
