"""The catalogue in linked data: releases and their sources in DCAT-AP 3, models in MLDCAT-AP 3.1, without blank nodes.

Every release and model brings its own entry; what is added is the catalogue that lists them. Two profiles, two documents: each
asks of a data set what the other does not know.
"""

from collections.abc import Iterable, Sequence

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, FOAF, RDF, SKOS, XSD, Namespace
from rdflib.term import Node

from moisson.commons.catalogue.listed import Listed, Place
from moisson.release.pack import authorities
from moisson.release.pack.linked import DCAT, PREFIXES, english

IT6 = Namespace("http://data.europa.eu/it6/")
THEMES = URIRef(f"{authorities.AUTHORITY}data-theme")
OF_CATALOGUE = (DCAT.record, DCAT.dataset)


def data_sets(listed: Sequence[Listed], place: Place) -> Graph:
    """Releases and what they were made from, in DCAT-AP 3."""
    graph, catalogue = _catalogue(place, "catalogue", "Corpora", "Releases of corpora of public texts, and the sources of each.")
    for each in listed:
        entry = Graph(bind_namespaces="none")
        entry += each.entry
        for own in list(entry.subjects(RDF.type, DCAT.Catalog)):
            for predicate in OF_CATALOGUE:
                for found in entry.objects(own, predicate):
                    graph.add((catalogue, predicate, found))
            entry.remove((own, None, None))
        graph += entry
        for source in entry.objects(None, DCTERMS.source):
            graph.add((catalogue, DCAT.dataset, source))
    graph.add((catalogue, DCAT.themeTaxonomy, THEMES))
    graph.add((THEMES, RDF.type, SKOS.ConceptScheme))
    graph.add((THEMES, DCTERMS.title, english("Data theme")))
    return _sorted(graph)


def machine_learning(listed: Sequence[Listed], place: Place) -> Graph:
    """Models and what they were trained on, in MLDCAT-AP 3.1."""
    graph, catalogue = _catalogue(place, "models", "Models", "Models that were trained on the corpora, and what each has seen.")
    for each in listed:
        graph += each.entry
        for model in each.entry.subjects(RDF.type, IT6.MachineLearningModel):
            graph.add((catalogue, DCAT.resource, model))
    return _sorted(graph)


def _catalogue(place: Place, name: str, what: str, about: str) -> tuple[Graph, URIRef]:
    graph = Graph(bind_namespaces="none")
    catalogue, body = URIRef(f"{place.address}catalogue/{name}#catalog"), URIRef(f"{place.address}#publisher")
    home, english_language = URIRef(place.address), URIRef(authorities.language("en"))
    facts: tuple[tuple[URIRef, URIRef, Node], ...] = (
        (catalogue, RDF.type, DCAT.Catalog),
        (catalogue, DCTERMS.title, english(f"{what} of {place.name}")),
        (catalogue, DCTERMS.description, english(about)),
        (catalogue, DCTERMS.publisher, body),
        (catalogue, DCTERMS.modified, Literal(place.day, datatype=XSD.date)),
        (catalogue, DCTERMS.language, english_language),
        (catalogue, FOAF.homepage, home),
        (body, RDF.type, FOAF.Agent),
        (body, FOAF.name, Literal(place.name)),
        (home, RDF.type, FOAF.Document),
        (english_language, RDF.type, DCTERMS.LinguisticSystem),
    )
    for fact in facts:
        graph.add(fact)
    return graph, catalogue


def _sorted(graph: Graph) -> Graph:
    """The same statements, in one order whatever the order in which they came: a dump is the same bytes each time."""
    found = Graph(bind_namespaces="none")
    for prefix, namespace in {**PREFIXES, "it6": IT6}.items():
        found.bind(prefix, namespace)
    for fact in sorted(graph, key=_key):
        found.add(fact)
    return found


def _key(fact: Iterable[Node]) -> list[str]:
    return [node.n3() for node in fact]
