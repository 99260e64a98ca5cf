"""`prov.jsonld`: where a release comes from, in W3C's PROV-O.

What a publisher offers was harvested, went through the stages one after the other, and was written: each step is an activity that
used what the step before it made. `prov:wasDerivedFrom` leads from the release back to every source and its publisher.
"""

from collections.abc import Mapping
from typing import Any

from rdflib import Literal, URIRef
from rdflib.namespace import DCTERMS, FOAF, PROV, RDFS, XSD

from moisson.contracts.identity import canonical_json
from moisson.release.inputs import Pack
from moisson.release.pack.dcat_parts import checksum
from moisson.release.pack.dcat_sources import published_by, source_address
from moisson.release.pack.linked import DCAT, Things, dated, english, json_ld, words
from moisson.release.parquet import Table
from moisson.release.wording import counted


def prov(pack: Pack) -> str:
    """The whole document, as JSON-LD."""
    return json_ld(provenance(pack))


def provenance(pack: Pack) -> Things:
    """Its statements."""
    stats = pack.stats
    things = Things(stats)
    software = things.say(
        things.thing("moisson"),
        (PROV.SoftwareAgent, PROV.Agent),
        (FOAF.name, Literal("Moisson")),
    )
    made = [_harvest(things, source, software) for source in stats["sources"]]
    before: URIRef | None = None
    for number, stage in enumerate(stats["stages"], 1):
        before, made = _stage(things, stats, stage, number, made, before, software)
    _release(things, pack, made, before, software)
    return things


def _harvest(things: Things, source: Mapping[str, Any], software: URIRef) -> URIRef:
    """From the publisher to the workspace; returns the harvested entities."""
    name, origin = source["name"], source["origin"]
    publisher = published_by(things, source["publisher"])
    described = things.say(
        source_address(things, source),
        (PROV.Entity,),
        (DCTERMS.title, words(source["title"])),
        (DCTERMS.identifier, Literal(name)),
        (PROV.wasAttributedTo, publisher),
    )
    offered = things.say(
        things.thing(f"offered/{name}"),
        (PROV.Entity,),
        (DCTERMS.title, words(f"What was offered of {source['title']}")),
        (PROV.wasAttributedTo, published_by(things, source["republisher"]) if source["republisher"] else publisher),
        (PROV.hadPrimarySource, described),
        (PROV.wasDerivedFrom, described),
        (DCAT.version, Literal(origin["version"]) if origin.get("version") else None),
        (PROV.value, _json(origin) if origin else None),
    )
    harvest = things.say(
        things.thing(f"harvest/{name}"),
        (PROV.Activity,),
        (RDFS.label, words(f"Harvest of {source['title']}")),
        (DCTERMS.date, dated(source.get("acquired"))),
        (PROV.used, offered),
        (PROV.wasAssociatedWith, software),
    )
    return things.say(
        things.thing(f"harvested/{name}"),
        (PROV.Entity,),
        (RDFS.label, words(f"{counted(source['found'], 'entry', 'entries')} of {source['title']}")),
        (PROV.wasGeneratedBy, harvest),
        (PROV.wasDerivedFrom, offered),
    )


def _stage(
    things: Things,
    stats: Mapping[str, Any],
    stage: Mapping[str, Any],
    number: int,
    made: list[URIRef],
    before: URIRef | None,
    software: URIRef,
) -> tuple[URIRef, list[URIRef]]:
    """One stage, with the version and the parameters that it ran with; gives the stage and what it left."""
    address = f"stage/{number}/{stage['name']}"
    plan = things.say(
        things.thing(f"{address}/plan"),
        (PROV.Plan, PROV.Entity),
        (RDFS.label, english(stage["doc"] or stage["name"])),
        (DCAT.version, Literal(str(stage["version"]))),
        (PROV.value, _json(stage["parameters"])),
    )
    association = things.say(
        things.thing(f"{address}/association"), (PROV.Association,), (PROV.agent, software), (PROV.hadPlan, plan)
    )
    activity = things.say(
        things.thing(address),
        (PROV.Activity,),
        (RDFS.label, Literal(stage["name"])),
        (PROV.wasAssociatedWith, software),
        (PROV.qualifiedAssociation, association),
        (PROV.wasInformedBy, before),
        *((PROV.used, one) for one in [*made, plan]),
    )
    left = next((step["documents"] for step in stats["funnel"] if step["stage"] == stage["name"]), None)
    result = things.say(
        things.thing(f"{address}/left"),
        (PROV.Entity,),
        (RDFS.label, english(f"What {stage['name']} left" + (f": {counted(left, 'document')}" if left is not None else ""))),
        (PROV.wasGeneratedBy, activity),
        *((PROV.wasDerivedFrom, one) for one in made),
    )
    return activity, [result]


def _release(things: Things, pack: Pack, made: list[URIRef], before: URIRef | None, software: URIRef) -> None:
    """The release and its files; those whose documents it holds are its primary sources."""
    stats = pack.stats
    writing = things.say(
        things.thing("write"),
        (PROV.Activity,),
        (RDFS.label, english("Write the release")),
        (PROV.wasAssociatedWith, software),
        (PROV.wasInformedBy, before),
        *((PROV.used, one) for one in made),
    )
    sources = [source_address(things, source) for source in stats["sources"] if source["documents"]]
    things.say(
        things.thing("dataset"),
        (PROV.Entity, PROV.Collection),
        (DCTERMS.title, words(stats["recipe"]["title"])),
        (DCTERMS.identifier, Literal(f"{stats['recipe']['name']}/{stats['release']}")),
        (DCAT.version, Literal(stats["release"])),
        (PROV.wasGeneratedBy, writing),
        *((PROV.wasDerivedFrom, one) for one in made),
        *((PROV.hadPrimarySource, one) for one in sources),
        *((PROV.hadMember, _file(things, table, writing, made)) for table in pack.tables),
    )


def _file(things: Things, table: Table, writing: URIRef, made: list[URIRef]) -> URIRef:
    return things.say(
        things.file(table.path),
        (PROV.Entity,),
        (DCTERMS.title, Literal(table.path)),
        (DCAT.byteSize, Literal(str(table.bytes), datatype=XSD.nonNegativeInteger)),
        (RDFS.label, english(counted(table.rows, "row"))),
        checksum(things, table),
        (PROV.wasGeneratedBy, writing),
        *((PROV.wasDerivedFrom, one) for one in made),
    )


def _json(value: Mapping[str, Any]) -> Literal:
    return Literal(canonical_json(value).decode())
