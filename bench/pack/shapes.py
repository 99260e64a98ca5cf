"""What a release says in linked data, by rdflib and pyshacl with the official shapes."""

from collections.abc import Iterable
from hashlib import file_digest
from importlib import import_module
from pathlib import Path
from typing import Any

import orjson
from rdflib import Graph, Node, URIRef, Variable
from rdflib.compare import isomorphic
from rdflib.namespace import PROV, RDF

SPECS = Path(__file__).parents[3] / "shared" / "specs"
NOWHERE = "https://example.org/release/"  # where a release is taken to lie that does not say it
DATA, HVD = SPECS / "dcat-ap", SPECS / "dcat-ap-hvd"
SHAPES = (
    *("shapes.ttl", "dcat-ap-SHACL.ttl", "range.ttl", "ranges.ttl", "mdr-vocabularies.shape.ttl", "deprecateduris.ttl"),
    "shapes_recommended.ttl",
)
SH = "http://www.w3.org/ns/shacl#"
DCAT = "http://www.w3.org/ns/dcat#"
HVD_CATEGORY = URIRef("http://data.europa.eu/r5r/hvdCategory")
PUBLISHERS = """
SELECT DISTINCT ?name WHERE {
  <%s> prov:wasDerivedFrom+ ?source .
  ?source prov:wasAttributedTo ?publisher .
  <%s> prov:hadPrimarySource ?source .
  ?publisher foaf:name ?name .
}"""


class Broken(Exception):
    """A document does not hold."""


class Missing(Exception):
    """A validator, or what it validates, is not there."""


def library(name: str) -> Any:
    """A validator's library; raises Missing where it is not installed."""
    try:
        return import_module(name)
    except ImportError as error:
        raise Missing(f"{name} is not installed ({error})") from None


def base(folder: Path) -> str:
    """Where a release lies on the web."""
    stats = orjson.loads((folder / "stats.json").read_bytes())
    home = stats["recipe"].get("url")
    return f"{home.rstrip('/')}/{stats['release']}/" if home else NOWHERE


def read(folder: Path, name: str) -> Graph:
    path = folder / name
    if not path.is_file():
        raise Broken(f"there is no {name}")
    try:
        return Graph().parse(path, publicID=base(folder) + name)
    except (SyntaxError, ValueError) as error:
        raise Broken(f"{name}: {error}") from None


def dcat(folder: Path) -> str:
    """dcat.ttl and dcat.jsonld: the same statements, and no shape of DCAT-AP violated; counts what shapes only recommend."""
    graph = read(folder, "dcat.ttl")
    if not isomorphic(graph, read(folder, "dcat.jsonld")):
        raise Broken("dcat.ttl and dcat.jsonld do not say the same")
    _check_sums(folder, graph)
    warnings = 0
    for name in SHAPES:
        shapes = _shapes(DATA / name)
        warnings += _violations(graph, shapes, name)
    return f"{len(graph)} statements, {len(SHAPES)} files of shapes, {warnings} recommendations open"


def _shapes(path: Path) -> Graph:
    """Shapes of a file, without references to shapes that the file does not define: ranges.ttl as published has many."""
    if not path.is_file():
        raise Missing(f"there is no {path}")
    graph = Graph().parse(path)
    for shape, part in list(graph.subject_objects(URIRef(f"{SH}property"))):
        if (part, None, None) not in graph:
            graph.remove((shape, URIRef(f"{SH}property"), part))
    return graph


def _violations(graph: Graph, shapes: Graph, name: str, nodes: Iterable[Node] | None = None) -> int:
    """Raises Broken at the first violation; gives the number of weaker findings."""
    focus = [str(node) for node in nodes] if nodes is not None else None
    _, found, _ = library("pyshacl").validate(
        graph, shacl_graph=shapes, do_owl_imports=False, inference="none", focus_nodes=focus
    )
    weaker = 0
    for result in found.subjects(RDF.type, URIRef(f"{SH}ValidationResult")):
        if found.value(result, URIRef(f"{SH}resultSeverity")) != URIRef(f"{SH}Violation"):
            weaker += 1
        elif any(found.subjects(URIRef(f"{SH}result"), result)):
            where, path, message = (found.value(result, URIRef(SH + key)) for key in ("focusNode", "resultPath", "resultMessage"))
            raise Broken(f"{name}: {where} {path}: {message}")
    return weaker


def _check_sums(folder: Path, graph: Graph) -> None:
    """Each file that the catalogue names lies there with the size and the digest that it says."""
    home = base(folder)
    for part in graph.subjects(RDF.type, URIRef(f"{DCAT}Distribution")):
        address = str(graph.value(part, URIRef(f"{DCAT}downloadURL")) or "")
        if not address.startswith(home):
            continue
        path = folder / address.removeprefix(home)
        if not path.is_file():
            raise Broken(f"dcat.ttl names {address.removeprefix(home)}, which is not there")
        with path.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
        checksum = graph.value(part, URIRef("http://spdx.org/rdf/terms#checksum"))
        said = graph.value(checksum, URIRef("http://spdx.org/rdf/terms#checksumValue")) if checksum else None
        if str(said).lower() != digest or int(str(graph.value(part, URIRef(f"{DCAT}byteSize")))) != path.stat().st_size:
            raise Broken(f"{path.name} is not the file that dcat.ttl describes")


def high_value(folder: Path) -> str:
    """What is said of sources that are high-value data sets, by the shapes for those."""
    graph = read(folder, "dcat.ttl")
    sets = {thing for thing in graph.subjects(HVD_CATEGORY) if (thing, RDF.type, URIRef(f"{DCAT}Dataset")) in graph}
    if not sets:
        return "no source is a high-value data set"
    parts = {part for one in sets for part in graph.objects(one, URIRef(f"{DCAT}distribution"))}
    services = {service for part in parts for service in graph.objects(part, URIRef(f"{DCAT}accessService"))}
    for name in ("hvd-SHACL-base.ttl", "hvd-SHACL-ranges.ttl", "hvd-SHACL-full.ttl"):
        _violations(graph, _shapes(HVD / name), name, sorted(sets | parts | services, key=str))
    return f"{len(sets)} sources"


def provenance(folder: Path) -> str:
    """prov.jsonld: every activity and entity hangs together, and leads from the release to its publishers."""
    graph = read(folder, "prov.jsonld")
    things = {thing for kind in (PROV.Activity, PROV.Entity) for thing in graph.subjects(RDF.type, kind)}
    release = URIRef(f"{base(folder)}#dataset")
    if release not in things:
        raise Broken("prov.jsonld says nothing of the release")
    reached, waiting = {release}, [release]
    while waiting:
        thing = waiting.pop()
        for other in [*graph.objects(thing), *graph.subjects(None, thing)]:
            if isinstance(other, URIRef) and other not in reached and (other, None, None) in graph and other != PROV.Entity:
                reached.add(other)
                waiting.append(other)
    if alone := sorted(str(thing) for thing in things - reached):
        raise Broken(f"prov.jsonld: {alone[0]} is connected with nothing")
    publishers = sorted(str(binding[Variable("name")]) for binding in graph.query(PUBLISHERS % (release, release)).bindings)
    return f"{len(graph)} statements, {len(things)} things; derives from {'; '.join(publishers) or 'nothing'}"
