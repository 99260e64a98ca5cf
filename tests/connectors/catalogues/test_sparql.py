"""SPARQL against Oxigraph: queries walked by identifier, under Virtuoso's limits, on acts modelled as Cellar has them."""

from pathlib import Path
from typing import Any

import pytest
from loopback import MANNERS, Given, loopback
from pydantic import ValidationError
from sparql_endpoint import Endpoint, endpoint
from taken import take

from moisson.connectors.catalogues.sparql import Sparql, paged
from moisson.connectors.memory.store import Store
from moisson.contracts.errors import FetchError
from moisson.readers.contract import File, Refused
from moisson.source.description import load_source

OFFICIAL = ["BUL", "CES", "DAN", "DEU", "ELL", "ENG", "EST", "FIN", "FRA", "GLE", "HRV", "HUN"]
OFFICIAL += ["ITA", "LAV", "LIT", "MLT", "NLD", "POL", "POR", "RON", "SLK", "SLV", "SPA", "SWE"]


def cellar(far: Endpoint, base: Path, **fields: Any) -> Sparql:
    """The ready-made source for EU acts, asking this endpoint."""
    connector = load_source(
        "eu_op_cellar", base, {"url": f"{far.address}/sparql", "manners": MANNERS.model_dump(), **fields}
    ).connector
    assert isinstance(connector, Sparql)
    return connector


def act(far: Endpoint, celex: str, **more: str) -> None:
    far.publish(
        celex, {name: {"xhtml": f"<p>{celex} {name}</p>", "fmx4": f"<ACT>{celex} {name}</ACT>"} for name in OFFICIAL}, **more
    )


def test_an_act_comes_in_every_language_in_the_preferred_format(store: Store, tmp_path: Path) -> None:
    with endpoint() as far:
        act(far, "32016R0679")
        far.publish("32016L0680", {"ENG": {"pdf": "%PDF-"}, "FRA": {"xhtml": "<p>fr</p>", "pdf": "%PDF-"}, "DEU": {"print": ""}})
        far.publish("52016PC0001", {"ENG": {"fmx4": "<ACT/>"}})
        _, found = take(cellar(far, tmp_path), store, tmp_path)
    assert {f"32016R0679/{name}" for name in OFFICIAL} | {f"32016L0680/{name}" for name in ("ENG", "FRA", "DEU")} == found.keys()
    file = found["32016R0679/FRA"]
    assert isinstance(file, File)
    assert file.data == b"<ACT>32016R0679 FRA</ACT>"
    assert file.about is not None
    assert (file.about.title, file.about.created) == ("Act 32016R0679 (FRA)", "2016-04-27")
    other = found["32016L0680/FRA"]
    assert isinstance(other, File)
    assert other.data == b"<p>fr</p>"
    refused = found["32016L0680/DEU"]
    assert isinstance(refused, Refused)
    assert refused.reason == "sparql:format-not-chosen"


@pytest.mark.long
def test_a_harvest_cut_at_any_request_ends_with_the_same_files(tmp_path: Path) -> None:
    with endpoint() as far:
        assert far.served is not None
        for n in range(12):
            far.publish(f"32016R{n:04}", {"ENG": {"fmx4": f"<ACT>{n}</ACT>"}})
        connector = cellar(far, tmp_path, page_size=5)
        whole = take(connector, Store(tmp_path / "whole"), tmp_path)
        requests = far.served.count()
        for cut in range(1, requests + 1):
            store = Store(tmp_path / str(cut))
            far.served.cut_at = cut
            try:
                lost = {each.reason for each in take(connector, store, tmp_path)[1].values() if isinstance(each, Refused)}
                assert lost == {"fetch:cut"}
            except FetchError:
                assert cut <= requests - 12, "a list that fails stops the harvest"
            far.served.cut_at = None
            assert take(connector, store, tmp_path)[1] == whole[1]
            far.served.count()


def test_a_partial_answer_and_one_that_is_none_stop_the_harvest(store: Store, tmp_path: Path) -> None:
    with endpoint(partial=True) as far:
        act(far, "32016R0679")
        with pytest.raises(FetchError, match="ran out of time and gave a part"):
            take(cellar(far, tmp_path), store, tmp_path)
    with endpoint(cap=2) as far:
        far.publish("32016R0679", {"ENG": {"fmx4": "", "xhtml": "", "pdf": ""}})
        with pytest.raises(FetchError, match="has more rows for 32016R0679/ENG than a page of 2 holds"):
            take(cellar(far, tmp_path), store, tmp_path)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("ASK { ?id ?p ?document }", "must be a SELECT"),
        ("SELECT ?id { ?id ?p ?o }", r"lacks \?document"),
        ("SELECT ?id ?document { ?id ?p ?document } ORDER BY ?id", "must not end with ORDER BY"),
        ("SELECT ?id ?document { ?id ?p ?document } LIMIT 10", "must not end with LIMIT"),
        ("SELECT ?id ?document FROM <urn:g> WHERE { ?id ?p ?document }", "must not name its graphs with FROM.*use GRAPH"),
        ("SELECT * # {\nfrom named ex:g { ?id ?p ?document }", "must not name its graphs with FROM"),
    ],
)
def test_a_query_that_cannot_be_paged_is_refused(query: str, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Sparql(url="https://endpoint.example/sparql", query=query)


def test_an_endpoint_that_refuses_a_query_is_heard(store: Store, tmp_path: Path) -> None:
    said = b'{"error": "Variable ?titre is \x1b[31mnot bound", "code": 37000}'
    with loopback(lambda _asked: Given(said, 400, {"Content-Type": "application/json"})) as host:
        connector = Sparql(url=f"{host.address}/sparql", query="SELECT ?id ?document { ?id ?p ?document }", manners=MANNERS)
        with pytest.raises(FetchError, match=r'answered 400\. It says: \{"error": "Variable \?titre is \[31mnot bound", "code"'):
            take(connector, store, tmp_path)


def test_an_identifier_can_break_out_of_no_query() -> None:
    assert r'FILTER(STR(?id) > "a\" } DROP ALL #\n")' in paged("SELECT ?id ?document {}", 'a" } DROP ALL #\n', 5)
