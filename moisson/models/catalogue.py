"""The model as an entry of a catalogue: MLDCAT-AP 3.1.0, SEMIC's application profile for machine learning, in Turtle.

Things are named from the folder that holds the file, as in a release's DCAT: whoever harvests it from an address reads addresses.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, RDF, SKOS, XSD, Namespace

from moisson.contracts.model_file import Model
from moisson.release.pack.authorities import AUTHORITY, language
from moisson.release.pack.linked import DCAT, SPDX, english
from moisson.rights.licences import licence

IT6 = Namespace("http://data.europa.eu/it6/")
PREFIXES: Mapping[str, Any] = {"dcat": DCAT, "dct": DCTERMS, "it6": IT6, "skos": SKOS, "spdx": SPDX, "xsd": XSD}
THIS, TOKENS = URIRef("./#model"), URIRef("./#tokens")
ALGORITHM = URIRef("http://spdx.org/rdf/terms#checksumAlgorithm_sha256")
FORMATS = {"parquet": "PARQUET"}  # of the EU's table of file types; safetensors is not in it
LIMITS = (
    "A small model, made to measure a corpus and to be looked into: not fit to answer, or for anything that someone relies on."
)

Fact = tuple[URIRef, Literal | URIRef]


def catalogue(model: Model, created: str) -> str:
    """Write the entry; `created` is the day on which training ended, as ISO 8601 has it."""
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    weights = next(iter(model.weights.values()))
    files = dict(model.weights)
    if model.seen and model.seen_sha256:
        files[model.seen] = model.seen_sha256
    languages = sorted({row.language for row in model.sources if row.language})
    _say(
        graph,
        THIS,
        IT6.MachineLearningModel,
        (DCTERMS.identifier, Literal(f"sha256:{weights}")),
        (DCTERMS.title, Literal(model.name)),
        (DCTERMS.created, Literal(created, datatype=XSD.date)),
        (DCAT.version, Literal(weights[:12])),
        (IT6.totalNumberOfParameters, Literal(model.parameters, datatype=XSD.nonNegativeInteger)),
        (IT6.modelArchitecture, english(f"a decoder in the shape of Llama, of {model.parameters:,} parameters")),
        (
            IT6.trainingProcess,
            english(f"{model.steps:,} steps of {model.tokens_a_step:,} tokens from {model.tokens[0].release.name}"),
        ),
        (IT6.limitations, english(LIMITS)),
        *((DCTERMS.language, _say(graph, URIRef(language(each)), DCTERMS.LinguisticSystem)) for each in languages),
        *((IT6.trainedOn, each) for each in _datasets(graph, model)),
        *((IT6.hasFile, _file(graph, path, sha256)) for path, sha256 in files.items()),
    )
    return graph.serialize(format="turtle")


def _datasets(graph: Graph, model: Model) -> list[URIRef]:
    """What the model was trained on: each source under each licence in each language, as a part of its release."""
    release = model.tokens[0].release
    collected = (IT6.collectionDate, english(f"as the DCAT record of the release {release.name} states it"))
    _say(
        graph,
        TOKENS,
        DCAT.Dataset,
        (DCTERMS.title, Literal(release.name)),
        (DCTERMS.identifier, Literal(f"merkle:{release.root}")),
        (DCTERMS.description, english(f"The tokens of the release with the Merkle root {release.root}.")),
        (IT6.dataProvenance, english("Each document that was seen is in seen.parquet, with its first and last step.")),
        collected,
    )
    found = []
    for number, row in enumerate(model.sources):
        known = licence(row.license)
        terms = URIRef(known.authority_uri) if known and known.authority_uri else None
        spoken = URIRef(language(row.language)) if row.language else None
        under = f" under {row.license}" if row.license else ""
        place = URIRef(f"./#source-{number}")
        _say(
            graph,
            place,
            DCAT.Dataset,
            (DCTERMS.title, Literal(row.source or "no source stated")),
            (DCTERMS.description, english(f"{row.tokens_seen:,} tokens seen{under}.")),
            (DCTERMS.isPartOf, TOKENS),
            collected,
            *([(DCTERMS.license, _say(graph, terms, DCTERMS.LicenseDocument))] if terms else []),
            *([(DCTERMS.language, _say(graph, spoken, DCTERMS.LinguisticSystem))] if spoken else []),
        )
        found.append(place)
    return found


def _file(graph: Graph, path: str, sha256: str) -> URIRef:
    kind = path.rpartition(".")[2]
    about = URIRef(f"{AUTHORITY}file-type/{FORMATS[kind]}") if kind in FORMATS else URIRef(f"./#{kind}")
    place, name = URIRef(f"./{quote(path)}"), quote(path.replace("/", "-"))
    checksum = _say(
        graph,
        URIRef(f"./#checksum-{name}"),
        SPDX.Checksum,
        (SPDX.algorithm, _say(graph, ALGORITHM, SPDX.ChecksumAlgorithm)),
        (SPDX.checksumValue, Literal(sha256, datatype=XSD.hexBinary)),
    )
    return _say(
        graph,
        URIRef(f"./#file-{name}"),
        IT6.File,
        (DCTERMS.identifier, Literal(f"sha256:{sha256}")),
        (DCTERMS.title, Literal(path)),
        (DCTERMS.format, _say(graph, about, SKOS.Concept, (SKOS.prefLabel, Literal(kind)))),
        (IT6.url, _say(graph, place, DCAT.Resource)),
        (SPDX.checksum, checksum),
    )


def _say(graph: Graph, thing: URIRef, kind: URIRef, *facts: Fact) -> URIRef:
    graph.add((thing, RDF.type, kind))
    for predicate, value in facts:
        graph.add((thing, predicate, value))
    return thing
