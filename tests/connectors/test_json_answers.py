"""Answers in JSON with half an emoji, NaN or a long number in them, as each connector outside portals and `api` reads them."""

from loopback import MANNERS, Given, loopback

from moisson.connectors.catalogues.csw_protocol import features_page
from moisson.connectors.catalogues.sparql import rows
from moisson.connectors.objects.hub_api import Api
from moisson.connectors.web.client import Answer, Client
from moisson.connectors.web.optouts import TdmFile

SENT = '"\\ud83d", "more": [NaN, 20241126000000000000001]'


def test_ogc_api_records_keep_the_digits_of_their_identifiers() -> None:
    body = '{"features": [{"id": 20241126000000000000001, "properties": {"title": ' + SENT + '}}], "numberMatched": 1}'
    ((name, data, said),) = features_page(body.encode(), "http://x/items", "http://x/items").records
    assert name == "20241126000000000000001"
    assert said.fields["title"] == ["\ufffd"]
    assert b'"more":[null,"20241126000000000000001"]' in data


def test_a_sparql_endpoint_may_answer_half_an_emoji() -> None:
    body = '{"results": {"bindings": [{"id": {"value": "a"}, "title": {"value": ' + SENT + "}}]}}"
    assert rows(Answer("http://x/sparql", 200, {}, body.encode(), ()), "http://x/sparql") == [{"id": "a", "title": "\ufffd"}]


def test_a_reservation_is_heard_whatever_else_its_file_holds() -> None:
    file = TdmFile.parse(('[{"location": "/", "tdm-reservation": 1, "note": ' + SENT + "}]").encode(), "x")
    assert file.about("http://x/a") is not None


def test_a_hub_may_say_odd_things_beside_the_commit() -> None:
    commit = "0" * 40
    body = '{"sha": "' + commit + '", "description": ' + SENT + "}"
    with (
        loopback(lambda asked: Given(body.encode()) if "/api/" in asked.path else Given(b"", 404)) as far,
        Client(MANNERS) as client,
    ):
        assert Api(client, far.address, "body/name").commit("main") == commit
