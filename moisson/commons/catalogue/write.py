"""Writes the catalogue: dumps in Turtle, RDF/XML and JSON-LD, and the files of OAI-PMH."""

from collections.abc import Sequence
from pathlib import Path

from moisson.commons.catalogue.graphs import data_sets, machine_learning
from moisson.commons.catalogue.listed import Place, listed_model, listed_release
from moisson.commons.catalogue.oai import answers
from moisson.commons.pages.render import write
from moisson.contracts.model_file import ModelFile
from moisson.release.pack.linked import json_ld, turtle
from moisson.stewardship.opened import Released


def write_catalogue(releases: Sequence[Released], models: Sequence[ModelFile], place: Place, to: Path) -> int:
    """Write `catalogue/` and `oai/` into a folder; gives how many things are listed.

    The same releases, models and day give the same bytes. Raises StorageError where an entry cannot be read.
    """
    corpora = data_sets([listed_release(each, place) for each in releases], place)
    trained = machine_learning([listed_model(each, place) for each in models], place)
    for name, graph in (("catalogue", corpora), ("models", trained)):
        write(to / "catalogue" / f"{name}.ttl", turtle(graph))
        write(to / "catalogue" / f"{name}.rdf", graph.serialize(format="xml"))
        write(to / "catalogue" / f"{name}.jsonld", json_ld(graph))
    files = answers((corpora, trained), place)
    for file, text in files.items():
        write(to / "oai" / file, text)
    return sum(name.startswith("record-") for name in files)
