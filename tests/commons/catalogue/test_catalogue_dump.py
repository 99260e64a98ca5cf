"""The dumps: valid by the official shapes, the same in three forms and at each writing, harvested by ours and by CKAN."""

import json
import os
import subprocess
import venv
from pathlib import Path

import pytest
from listed_here import HOSTILE, make_model, place, release_of, written
from portal_harvest import MANNERS, harvest
from portal_server import portal
from rdflib import Graph
from rdflib.compare import isomorphic
from shapes import DATA, SHAPES, SPECS, Missing, _shapes, _violations
from small_source import World

from moisson.commons.catalogue.listed import Place, models, releases
from moisson.connectors.memory.store import Store
from moisson.connectors.portals.dcat import Dcat
from moisson.contracts.errors import NotFound, UserError

FORMS = {"ttl": "turtle", "rdf": "xml", "jsonld": "json-ld"}
CKAN = ("ckan[requirements]==2.12.0", "ckanext-dcat==2.4.4")
PARSE = """
import json, sys
from ckanext.dcat.processors import RDFParser
parser = RDFParser(profiles=["euro_dcat_ap_3"])
parser.parse(open(sys.argv[1], encoding="utf-8").read(), sys.argv[2])
print(json.dumps(list(parser.datasets())))
"""


@pytest.fixture(scope="module")
def folder(built: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("catalogue")
    release = release_of(built)
    assert written(release, make_model(folder / "model", release), place(), folder / "site") == 3
    return folder / "site"


@pytest.fixture(scope="session")
def ckan(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The interpreter that MOISSON_CKAN names, else one made here: CKAN and ckanext-dcat share no environment with us."""
    if named := os.environ.get("MOISSON_CKAN"):
        return named
    folder = tmp_path_factory.mktemp("ckan")
    venv.create(folder, with_pip=True)
    python = str(folder / "bin" / "python")
    made = subprocess.run([python, "-m", "pip", "install", "-q", *CKAN], capture_output=True, text=True)
    if made.returncode:
        pytest.skip(f"CKAN cannot be installed here: {made.stderr.strip().splitlines()[-1]}")
    return python


@pytest.mark.shared
def test_the_corpora_hold_to_every_shape_of_dcat_ap(folder: Path) -> None:
    graph = Graph().parse(folder / "catalogue" / "catalogue.ttl")
    for name in SHAPES:
        _violations(graph, _shapes(DATA / name), name)
    graph.update("DELETE { ?catalogue dct:title ?title } WHERE { ?catalogue a dcat:Catalog; dct:title ?title }")
    with pytest.raises(Exception, match="title"):
        for name in SHAPES:
            _violations(graph, _shapes(DATA / name), name)


@pytest.mark.shared
def test_the_models_hold_to_the_shapes_of_mldcat_ap(folder: Path) -> None:
    path = SPECS / "mldcat-ap" / "mldcat-ap-SHACL.ttl"
    if not path.is_file():
        raise Missing(str(path))
    graph = Graph().parse(folder / "catalogue" / "models.ttl")
    _violations(graph, _shapes(path), path.name)
    assert (
        len(list(graph.query("SELECT ?model { ?catalogue a dcat:Catalog; dcat:resource ?model . ?model it6:hasFile ?file }")))
        == 1
    )
    graph.update("DELETE { ?catalogue dct:description ?said } WHERE { ?catalogue a dcat:Catalog; dct:description ?said }")
    with pytest.raises(Exception, match="description"):
        _violations(graph, _shapes(path), path.name)


def test_three_forms_say_the_same_and_two_writings_are_the_same_bytes(folder: Path, built: World, tmp_path: Path) -> None:
    for name in ("catalogue", "models"):
        turtle, *others = (Graph().parse(folder / "catalogue" / f"{name}.{end}", format=form) for end, form in FORMS.items())
        assert len(turtle) > 50
        assert all(isomorphic(turtle, other) for other in others)
    release = release_of(built)
    written(release, make_model(tmp_path / "model", release), place(), tmp_path / "site")
    for path in (each for each in folder.rglob("*") if each.is_file()):
        assert path.read_bytes() == (tmp_path / "site" / path.relative_to(folder)).read_bytes(), path


def test_our_own_connector_harvests_the_documents_of_a_release(built: World, store: Store, tmp_path: Path) -> None:
    release = release_of(built)
    with portal() as server:
        at = place(f"{server.base}/")
        written(release, make_model(tmp_path / "model", release), at, tmp_path / "site")
        name = f"essai/{release.name}"
        for path in (each for each in release.rglob("*.parquet")):
            server.put(f"/releases/{name}/{path.relative_to(release).as_posix()}", path.read_bytes())
        for end in FORMS:
            server.put(f"/catalogue.{end}", (tmp_path / "site" / "catalogue" / f"catalogue.{end}").read_bytes())
        for end in FORMS:
            connector = Dcat.model_validate({"url": f"{server.base}/catalogue.{end}", "manners": MANNERS})
            home = harvest(connector, Store(tmp_path / end))
            assert {file.data for file in home.files.values()} == {path.read_bytes() for path in release.glob("data/*/*.parquet")}
            assert set(home.reasons.values()) == {"no-distribution"}  # of sources a catalogue knows the record alone


@pytest.mark.long
@pytest.mark.network
@pytest.mark.parametrize("end", FORMS)
def test_ckan_reads_the_same_data_sets(ckan: str, folder: Path, built: World, end: str) -> None:
    path = folder / "catalogue" / f"catalogue.{end}"
    done = subprocess.run([ckan, "-c", PARSE, str(path), FORMS[end]], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = {each["title"]: each for each in json.loads(done.stdout.splitlines()[-1])}
    release = release_of(built)
    files = {path.relative_to(release).as_posix() for path in release.glob("data/*/*.parquet")}
    (whole,) = (each for each in found.values() if each["resources"])
    assert {each["url"].partition(f"/{release.name}/")[2] for each in whole["resources"]} == files
    assert all(each["hash"] and each["size"] for each in whole["resources"])
    extras = {each["key"]: each["value"] for each in whole["extras"]}
    assert extras["identifier"] == f"essai/{release.name}"
    assert len(found) == 2  # with its source


def test_what_must_not_be_shown_is_refused_and_so_is_an_address_that_is_none(built: World, tmp_path: Path) -> None:
    release = release_of(built)
    private = make_model(tmp_path / "private", release, private=True)
    with pytest.raises(UserError, match="is a model of a private release, which must not be published; leave it out"):
        models([private])
    with pytest.raises(NotFound):
        releases([tmp_path])
    with pytest.raises(UserError, match="--at commons: name the address"):
        Place("Essai", "commons", "desk@example.org", "2026-12-01")
    with pytest.raises(UserError, match="--contact nobody: name a mail address"):
        Place("Essai", "https://example.org", "nobody", "2026-12-01")


def test_a_hostile_name_stays_a_name(built: World, tmp_path: Path) -> None:
    release = release_of(built)
    written(release, make_model(tmp_path / "model", release, name=HOSTILE), place(name=HOSTILE), tmp_path / "site")
    for form in ("ttl", "jsonld"):
        graph = Graph().parse(tmp_path / "site" / "catalogue" / f"models.{form}", format=FORMS[form])
        assert HOSTILE in {str(each) for each in graph.objects(None, None)}, form
