"""Interfaces that answer what they should not: lists without end, totals that lie, ids missing or twice, no JSON at all."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson
import pytest
from loopback import MANNERS, Asked, Given, loopback
from paged_interface import interface
from pydantic import ValidationError
from taken import take

from moisson.connectors.memory.store import Store
from moisson.connectors.sites.api import Api
from moisson.connectors.web.manners import Manners
from moisson.contracts.errors import FetchError, SourceError
from moisson.readers.contract import File, Refused

KEY = "k3y-of-mine/+="
DEEP = b'{"items":' + b"[" * 5_000 + b"]" * 5_000 + b"}"


def api(address: str, **fields: Any) -> Api:
    asked: dict[str, Any] = {"url": f"{address}/list", "records": "items", "id": "id", "manners": MANNERS}
    return Api(**(asked | fields))


def page(*ids: Any, **more: Any) -> bytes:
    return orjson.dumps({"items": [{"id": id} for id in ids], **more})


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "it is empty, not JSON"),
        (b"<!DOCTYPE html><html><p>Wartung</p></html>", "a web page, not JSON"),
        (b'{"items": [', "not JSON"),
        (DEEP, "not JSON"),
        (DEEP.replace(b"[" * 4_700, b"").replace(b"]" * 4_700, b""), "nested too deep"),
        (b'{"error": "quota"}', r"there is nothing at records = 'items'; its keys are 'error'"),
        (b'["items"]', "there is nothing at records"),
        (b'{"items": "none for you"}', "not a list but 'none for you'"),
        (b'{"items": 7}', "not a list but '7'"),
        (b'{"items": []}', "lists nothing at all"),
        (b'{"items": null}', "lists nothing at all"),
        (b'{"items": {}}', "lists nothing at all"),
        (b'{"items": [{"name": "a"}, {"name": "b"}]}', "no record of .* has anything at id = 'id'"),
        (b'{"items": [[], "x"]}', "no record of .* has anything at id"),
    ],
)
def test_what_is_no_list_stops_the_harvest_and_says_why(body: bytes, message: str, store: Store, tmp_path: Path) -> None:
    with loopback(lambda _: Given(body)) as far, pytest.raises(FetchError, match=message):
        take(api(far.address), store, tmp_path)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "it is empty"),
        (b"<html><body>Error</body></html>", "a web page, not XML"),
        (b"<list><item>", "not well-formed XML"),
        (b'{"items": []}', "something else, which begins"),
        (b"<list>" + b"<a>" * 500 + b"</a>" * 500 + b"</list>", "not well-formed XML"),
        (b'<!DOCTYPE l [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><list/>', "lists nothing at all|not well-formed|DOCTYPE|entit"),
        (b"<list/>", "lists nothing at all"),
        (b"<list><item/></list>", "no record of .* has anything at id"),
    ],
)
def test_the_same_of_xml(body: bytes, message: str, store: Store, tmp_path: Path) -> None:
    with loopback(lambda _: Given(body)) as far, pytest.raises(FetchError, match=message):
        take(api(far.address, form="xml", records="item", id="@id"), store, tmp_path)


def test_an_error_in_another_element_is_no_empty_list(store: Store, tmp_path: Path) -> None:
    """After a first list, an answer without records may say that nothing changed, but then it calls itself what it did."""
    answers = [b"<list><item id='a'/></list>", b"<error>quota</error>", b"<list/>"]
    with loopback(lambda _: Given(answers.pop(0))) as far:
        connector = api(far.address, form="xml", records="item", id="@id", since="from={since}")
        take(connector, store, tmp_path)
        with pytest.raises(FetchError, match="answers with <error>, where it answered with <list> before"):
            take(connector, store, tmp_path)
        assert list(take(connector, store, tmp_path)[1]) == ["a"]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"offset": "offset"}, "gives again what was read, after 2 records: the list has no end"),
        ({"page": "page"}, "gives again what was read"),
        ({"next": "next"}, "leads back to a page that was read|gives again what was read"),
        ({"next": "token", "cursor": "token"}, "gives again what was read"),
    ],
)
def test_a_list_that_goes_in_circles_is_refused(fields: dict[str, Any], message: str, store: Store, tmp_path: Path) -> None:
    calls = iter(range(10_000))

    def answer(asked: Asked) -> Given:
        onward = "/list?b=1" if "a=1" in asked.path else "/list?a=1"
        return Given(page("x", "y", next=onward, token=f"t{next(calls)}"))

    with loopback(answer) as far, pytest.raises(FetchError, match=message):
        take(api(far.address, **fields), store, tmp_path)


@pytest.mark.parametrize("onward", ["http://[bad/", "ftp://a.example/2"])
def test_a_page_that_leads_to_no_address_stops_the_harvest(onward: str, store: Store, tmp_path: Path) -> None:
    with loopback(lambda _: Given(page("a", next=onward))) as far, pytest.raises(FetchError, match="not a web address"):
        take(api(far.address, next="next"), store, tmp_path)


@pytest.mark.parametrize("address", ["http://[bad/", "javascript:x", "http://127.0.0.1:99999/", "http://user:pw@127.0.0.1:1/x"])
def test_a_record_that_points_nowhere_costs_itself(address: str, store: Store, tmp_path: Path) -> None:
    body = orjson.dumps({"items": [{"id": "a", "file": address}, {"id": "b", "file": "/list"}]})
    with loopback(lambda _: Given(body)) as far:
        _, found = take(api(far.address, document="{file}"), store, tmp_path)
    refused = found["a"]
    assert isinstance(refused, Refused)
    assert refused.reason in ("api:without-document", "fetch:connect")
    assert "pw" not in refused.detail
    assert isinstance(found["b"], File)


def test_a_list_without_end_is_bounded(store: Store, tmp_path: Path) -> None:
    def answer(asked: Asked) -> Given:
        start = int(parse_qs(urlsplit(asked.path).query).get("offset", ["0"])[0])
        return Given(page(*range(start, start + 50)))

    with loopback(answer) as far, pytest.raises(FetchError, match="lists more than 1,000 records; narrow `url`"):
        take(api(far.address, offset="offset", max_records=1_000), store, tmp_path)


def test_a_record_without_an_id_is_refused_and_the_others_are_taken(store: Store, tmp_path: Path) -> None:
    body = orjson.dumps(
        {"items": [{"id": "a"}, {"id": None}, {"id": " \n "}, {"id": {"x": 1}}, {"id": 7}, {"id": "b\u0000\nc"}, None]}
    )
    with loopback(lambda _: Given(body)) as far:
        _, found = take(api(far.address), store, tmp_path)
    assert [id for id, each in found.items() if isinstance(each, File)] == ["7", "a", "b c"]
    assert [each.reason for each in found.values() if isinstance(each, Refused)] == ["api:without-id"] * 3


def test_an_id_that_comes_twice_is_one_document_the_newer_where_that_can_be_told(store: Store, tmp_path: Path) -> None:
    records = [
        {"id": "same", "rev": "1"},
        {"id": "same", "rev": "1"},
        {"id": "newer", "rev": "1"},
        {"id": "newer", "rev": "2"},
        {"id": "unclear", "rev": "1", "words": "first"},
        {"id": "unclear", "rev": "1", "words": "second"},
    ]
    with loopback(lambda _: Given(orjson.dumps({"items": records}))) as far:
        found = list(api(far.address, token="rev").fetch(tmp_path, store).files)
    assert [(each.id, each.reason) for each in found if isinstance(each, Refused)] == [("unclear", "api:id-twice")]
    bodies = {each.path: orjson.loads(each.data) for each in found if isinstance(each, File)}
    assert bodies == {"same": records[0], "newer": records[3], "unclear": records[4]}


def test_a_total_that_does_not_agree_is_said_and_nothing_is_taken_for_deleted(store: Store, tmp_path: Path) -> None:
    with interface() as far:
        far.publish("a", "b", "c", "d", "e")
        connector = far.connector(next="next", total="total")
        take(connector, store, tmp_path)
        del far.records["b"]
        far.says_total = 5
        far.far.count()
        _, found = take(connector, store, tmp_path)
        assert far.far.count() == 2, "listed once more before it is said"
        refused = found["list"]
        assert isinstance(refused, Refused)
        assert (refused.reason, "5 records are announced; 4 came" in refused.detail) == ("api:total-differs", True)
        assert "b" in found
        far.says_total = None
        assert set(take(connector, store, tmp_path)[1]) == {"a", "c", "d", "e"}


@pytest.mark.parametrize(
    ("body", "headers", "reason"),
    [
        (b"", {}, "fetch:not-the-file"),
        (b"  \n", {}, "fetch:not-the-file"),
        (b"<!doctype html><html><p>404</p></html>", {"Content-Type": "text/html"}, "fetch:not-the-file"),
    ],
)
def test_a_document_that_is_none_is_asked_for_again(
    body: bytes, headers: dict[str, str], reason: str, store: Store, tmp_path: Path
) -> None:
    with interface() as far:
        far.publish("a")
        far.broken["/documents/a"] = Given(body, headers=headers)
        connector = far.connector(accept="application/xml")
        refused = take(connector, store, tmp_path)[1]["a"]
        assert isinstance(refused, Refused)
        assert refused.reason == reason
        far.broken.clear()
        assert isinstance(take(connector, store, tmp_path)[1]["a"], File)


@pytest.mark.parametrize("place", ["query apikey", "query subscription-key", "header KeyId"])
def test_a_key_goes_where_the_interface_wants_it_and_is_seen_nowhere(
    place: str, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("ESSAI_KEY", KEY)
    caplog.set_level("DEBUG")
    kind, name = place.split()
    seen: list[str | None] = []

    def answer(asked: Asked) -> Given:
        query = parse_qs(urlsplit(asked.path).query)
        seen.append(query.get(name, [None])[-1] if kind == "query" else asked.headers.get(name.lower()))
        if asked.path.startswith("/moved"):
            return Given(status=302, headers={"Location": asked.path.replace("/moved", "/list")})
        if asked.path.startswith("/lost"):
            return Given(status=500)
        if "offset=2" in asked.path:
            return Given(page("c", self=asked.path), headers={"ETag": '"kept"', "X-Asked": asked.path})
        onward = asked.path.partition("?")[0] + f"?offset=2&{urlsplit(asked.path).query}"  # with the key, as some have it
        records = [{"id": "a", "self": asked.path, "file": "/lost/a"}, {"id": "b", "note": f"your key is {KEY}", "file": "/list"}]
        return Given(orjson.dumps({"items": records, "next": onward}))

    with loopback(answer) as far:
        host = far.address.partition("//")[2]
        manners = Manners(**{**MANNERS.model_dump(), "credentials": {host: "ESSAI_KEY"}, "credential_in": {host: place}})
        connector = api(far.address, url=f"{far.address}/moved", next="next", document="{file}", manners=manners)
        found = list(connector.fetch(tmp_path, store).files)
        told = list(connector.offered(tmp_path, store))
        with pytest.raises(FetchError) as error:
            take(api(far.address, url=f"{far.address}/lost", manners=manners), store, tmp_path)
        assert far.address
    assert set(seen) == {KEY}, "every request carries it"
    said = repr(found) + repr(told) + str(error.value) + caplog.text + repr(connector)
    stored = b"".join(path.read_bytes() for path in (tmp_path / "store").rglob("*") if path.is_file())
    for form in (KEY, "k3y-of-mine%2F%2B%3D"):
        assert form not in said
        assert form.encode() not in stored


def test_a_key_that_is_not_set_is_a_mistake_that_names_where_it_goes(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ESSAI_KEY", raising=False)
    with interface() as far:
        host = far.far.address.partition("//")[2]
        manners = {"credentials": {host: "ESSAI_KEY"}, "credential_in": {host: "query apikey"}}
        connector = far.connector(manners=Manners(**{**MANNERS.model_dump(), **manners}))
        with pytest.raises(SourceError, match=r"ESSAI_KEY .* is not set: set it to the value of the query `apikey`"):
            take(connector, store, tmp_path)
        monkeypatch.setenv("ESSAI_KEY", "two\nlines")
        with pytest.raises(SourceError, match="ESSAI_KEY is not one line of ASCII") as error:
            take(connector, store, tmp_path)
        assert "lines" not in str(error.value).replace("more than a line", "")
        assert far.far.asked == []


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"next": "n", "offset": "o"}, "one of `next`, `offset` and `page`"),
        ({"cursor": "c"}, "there is no `next`"),
        ({"url": "https://a.example/{day:%Y}"}, "a list by day needs {day}"),
        ({"from_day": "2020-01-01"}, "a list by day needs {day}"),
        ({"url": "https://a.example/{day}", "from_day": "1.1.2020"}, "`from_day` must be a day"),
        ({"url": "https://a.example/{day}", "from_day": "2020-02-31"}, "`from_day` must be a day"),
        ({"url": "https://a.example/{day}", "from_day": "2020-01-01", "since": "a={since}"}, "has no `since`"),
        ({"url": "https://a.example/{day}", "from_day": "2020-01-02", "until_day": "2020-01-01"}, "must not lie before"),
        ({"since": "from=x"}, "must hold {since}"),
        ({"document": "https://a.example/{id"}, "must hold paths in braces"),
        ({"form": "xml", "records": "//["}, "is not an XPath"),
        ({"form": "xml", "document": "https://a.example/{@}"}, "is not an XPath"),
        ({"form": "xml", "records": "//a:item"}, "is not an XPath|[Uu]ndefined"),
        ({"manners": {"credential_in": {"a.example": "cookie x"}}}, "credential_in"),
    ],
)
def test_a_description_that_cannot_be_asked_is_refused(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        api("https://a.example", **fields)
