"""What DCAT-AP for high-value data sets 3.0.0 adds to a source that is one, under Implementing Regulation (EU) 2023/138.

A release is made from a high-value data set and is none itself, so all this is said of the source.
"""

from collections.abc import Mapping
from typing import Any

from rdflib import URIRef
from rdflib.namespace import DCTERMS, FOAF, RDFS, SKOS

from moisson.release.pack import authorities
from moisson.release.pack.linked import DCAT, DCATAP, ELI, Things, english, words


def high_value(things: Things, found: URIRef, said: Mapping[str, Any]) -> None:
    """State the categories of a source, where its data are offered and by which interface, as its description says them."""
    hvd = said["hvd"]
    regulation = things.say(URIRef(authorities.HVD_REGULATION), (ELI.LegalResource,))
    mandate = (DCATAP.applicableLegislation, regulation)
    licence = (DCTERMS.license, things.value(found, DCTERMS.license))
    categories = [(DCATAP.hvdCategory, _category(things, name)) for name in hvd["categories"]]
    documentation = things.say(URIRef(hvd["documentation"]), (FOAF.Document, RDFS.Resource))
    service = things.say(
        URIRef(hvd["api"]),
        (DCAT.DataService, DCAT.Resource, RDFS.Resource),
        (DCTERMS.title, words(f"{said['title']}: interface")),
        (DCAT.endpointURL, URIRef(hvd["api"])),
        (DCAT.endpointDescription, documentation),
        (FOAF.page, documentation),
        (DCAT.contactPoint, things.value(found, DCAT.contactPoint)),
        (DCAT.servesDataset, found),
        mandate,
        licence,
        *categories,
    )
    distribution = things.say(
        things.thing(f"source/{said['name']}/distribution"),
        (DCAT.Distribution,),
        (DCAT.accessURL, URIRef(hvd["api"])),
        (DCAT.accessService, service),
        mandate,
        licence,
    )
    things.say(found, (), mandate, (DCAT.distribution, distribution), *categories)


def _category(things: Things, name: str) -> URIRef:
    scheme = (SKOS.inScheme, URIRef(authorities.HVD_SCHEME))
    return things.say(
        URIRef(authorities.hvd_category(name)), (SKOS.Concept,), scheme, (SKOS.prefLabel, english(name.replace("-", " ")))
    )
