"""The pages of catalogues in DCAT: every syntax, both kinds of paging, contexts, and what is none."""

from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from itertools import pairwise
from pathlib import Path

import orjson
import pytest
from dcat_portal import CKANEXT, SEMIC, UDATA, UNIBO, dcat, publish, real, served
from portal_harvest import harvest
from portal_server import Portal, portal
from rdflib import Dataset, Graph, URIRef

from moisson.connectors.memory.store import Store
from moisson.contracts.errors import FetchError

pytestmark = pytest.mark.shared


@pytest.fixture
def server() -> Iterator[Portal]:
    with portal() as held:
        yield held


@pytest.mark.parametrize("syntax", ["turtle", "trig", "json-ld", "nt", "pretty-xml"])
def test_every_syntax_says_the_same(server: Portal, tmp_path: Path, syntax: str) -> None:
    publish(server, real(f"{UDATA}/catalog.xml"))
    as_published = harvest(dcat(server), Store(tmp_path / "xml"))
    named = Dataset() if syntax == "trig" else None
    graph = Graph() if named is None else named.graph(URIRef("https://data.example.org/graph"))
    graph.parse(data=served(server, "/catalog"), format="xml", publicID=f"{server.base}/catalog")
    server.put("/catalog", (graph if named is None else named).serialize(format=syntax, encoding="utf-8"))
    assert harvest(dcat(server), Store(tmp_path / "other")) == as_published


def test_link_headers_are_followed(server: Portal, store: Store) -> None:
    publish(server, real(f"{CKANEXT}/dataset_gov_de.rdf"), "/catalog", link='</more?page=2>; title="a, b"; rel="last next"')
    publish(server, real(UNIBO), "/more?page=2", link='<http://portal/catalog>; rel="next"')  # a circle
    home = harvest(dcat(server, formats=["csv"]), store)
    assert {path.partition("/")[0] for path in home.files} == {"opendata-hro.de", "dati.unibo.it"}
    assert (server.counts["/catalog"], server.counts["/more?page=2"]) == (1, 1)


def test_a_catalogue_that_says_it_holds_more_than_it_lists_is_told(server: Portal, store: Store) -> None:
    body = real(f"{UDATA}/partial-collection-1.jsonld").replace(b'"http://www.w3.org/ns/hydra/core#next"', b'"urn:other"')
    publish(server, body)
    home = harvest(dcat(server), store)
    assert home.refused["catalogue"].detail == f"{server.base}/catalog counts 4 data sets, and lists 3."


def test_a_context_that_the_catalogue_names_is_fetched_politely_and_once(server: Portal, store: Store) -> None:
    body = real(f"{SEMIC}/3.0.0/html/examples/example-bee-population-dataset-series.jsonld")
    body = body.replace(
        b"https://semiceu.github.io/uri.semic.eu-generated/DCAT-AP/releases/3.0.0/html/examples", b"http://portal"
    )
    server.put("/catalog", body)
    server.put("/context.jsonld", real(f"{SEMIC}/3.0.0/html/examples/context.jsonld"))
    home = harvest(dcat(server), store)
    assert home.reasons == {f"data.gov.gr/id/dataset/BeePopulation{year}": "no-distribution" for year in (2022, 2023)}
    assert server.counts["/context.jsonld"] == 1
    del server.pages["/context.jsonld"]
    with pytest.raises(FetchError, match=r"context.jsonld cannot be fetched \(http-404\)"):
        harvest(dcat(server), Store(store.folder / "other"))


def test_contexts_that_lead_to_each_other_come_to_an_end(server: Portal, store: Store) -> None:
    server.put("/catalog", b'{"@context": "/context", "@type": "Catalog"}')
    server.put("/context", b'{"@context": "/context"}')
    with pytest.raises(FetchError, match="leads to more than 5 others"):
        harvest(dcat(server), store)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "is empty"),
        (b"<!DOCTYPE html><html><body>Connexion</body></html>", "is a web page, not a catalogue in RDF"),
        (
            b'<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Desc',
            "cannot be read as RDF",
        ),
        (b"@prefix dcat: <http://www.w3.org/ns/dcat#> . <a> a dcat:Catalog", "cannot be read as RDF"),
        (b'{"@context": {"a": ', "cannot be read as RDF"),
        (b'[{"@graph": ' + b"[" * 5_000 + b"]" * 5_000 + b"}]", "cannot be read as RDF"),
    ],
)
def test_what_is_no_catalogue_stops_the_harvest_with_a_sentence(server: Portal, store: Store, body: bytes, said: str) -> None:
    server.put("/catalog", body)
    with pytest.raises(FetchError, match=said):
        harvest(dcat(server), store)


def test_an_entity_of_the_outside_is_not_loaded_and_one_of_the_inside_is_read(server: Portal, store: Store) -> None:
    inside = real("cat-dcat-it/data/italia+ckanext-dcatapit/examples/dataset_it_esempio_6.rdf")
    server.put("/catalog", inside)
    assert len(harvest(dcat(server), store).refused) == 2  # two TIFFs, known by `&dct;format`
    outside = inside.replace(b'<!ENTITY schema "http://schema.org" >', b'<!ENTITY out SYSTEM "http://portal/secret">')
    outside = outside.replace(b"<dct:identifier>agid<", b"<dct:identifier>&out;<")
    server.put("/catalog", outside)
    server.put("/secret", "secret")
    with suppress(FetchError):
        harvest(dcat(server), Store(store.folder / "other"))
    assert server.counts["/secret"] == 0


def test_entities_in_entities_are_not_written_out(server: Portal, store: Store) -> None:
    """Each of six is twenty of the one before: 64 million times its first words."""
    defined = '<!ENTITY a "words">' + "".join(f'<!ENTITY {name} "{f"&{before};" * 20}">' for before, name in pairwise("abcdefg"))
    rdf = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:d="http://d.example/"'
    server.put("/catalog", f'<!DOCTYPE r [{defined}]><rdf:RDF {rdf}><rdf:Description d:t="&g;"/></rdf:RDF>'.encode())
    with pytest.raises(FetchError, match="its entity `g` is not plain words"):
        harvest(dcat(server), store)


def test_contexts_that_lead_to_ever_more_come_to_an_end(server: Portal, store: Store) -> None:
    server.put("/catalog", b'{"@context": "/c", "@type": "Catalog"}')
    for number in range(200):
        server.put(f"/c{number}", b"{}")
    server.put("/c", orjson.dumps({"@context": [f"/c{number}" for number in range(200)]}))
    with pytest.raises(FetchError, match="/c49 is one of too many"):
        harvest(dcat(server), store)
    assert sum(server.counts.values()) == 1 + 50


def test_a_harvest_killed_at_any_request_goes_on_to_the_same_files(server: Portal, tmp_path: Path) -> None:
    for number, name in ((1, "partial-collection-1.jsonld"), (2, "partial-collection-2.jsonld")):
        publish(server, real(f"{UDATA}/{name}"), f"/catalog.jsonld?page={number}")
    connector = dcat(server, "/catalog.jsonld?page=1")
    whole = harvest(connector, Store(tmp_path / "whole"))
    requests = len(server.asked)
    for number in range(1, requests + 1):
        store = Store(tmp_path / str(number))
        assert server.killed_at(number, partial(harvest, connector, store))
        assert harvest(connector, store) == whole
