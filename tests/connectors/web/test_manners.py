"""A host is asked as it wants to be asked: by its robots.txt, at its pace, again when it says so, and by one name."""

import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise

import pytest
from raw_server import NOT_FOUND, Asked, RawServer, Says, reply

from moisson.connectors.web.client import Answer, Client, Failure, Manners
from moisson.connectors.web.manners import retry_after

HERE = Manners(allow_hosts=["127.0.0.1"], requests_per_second=0, retries=2, timeout_s=2.0)


def manners(**fields: object) -> Manners:
    return Manners.model_validate({**HERE.model_dump(), **fields})


def robots(text: str | bytes, status: str = "200 OK") -> RawServer:
    return RawServer(lambda asked: reply(text, status) if asked.path == "/robots.txt" else _page(asked))


def _page(asked: Asked) -> bytes:
    return NOT_FOUND if asked.path.startswith("/.well-known/") else reply("page")


def reasons(server: RawServer, *paths: str, **fields: object) -> list[str | None]:
    with server, Client(manners(**fields)) as client:
        found = list(client.get_many([server.url(path) for path in paths]))
    return [each.reason if isinstance(each, Failure) else None for each in found]


def test_what_robots_txt_forbids_is_not_asked_for() -> None:
    server = robots("User-agent: *\nDisallow: /private\nAllow: /private/open\n")
    assert reasons(server, "/private/x", "/private/open/y", "/z") == ["robots-disallowed", None, None]
    assert sorted(server.paths) == ["/private/open/y", "/z"]


def test_a_group_for_us_counts_before_the_one_for_all() -> None:
    server = robots("User-agent: *\nDisallow: /\n\nUser-agent: Moisson\nAllow: /\n")
    assert reasons(server, "/x") == [None]


def test_an_agreement_overrules_robots_txt_where_the_source_says_so() -> None:
    assert reasons(robots("User-agent: *\nDisallow: /\n"), "/x", obey_robots=False) == [None]
    assert reasons(robots("User-agent: *\nDisallow: /\n"), "/x", robots_exempt=["127.0.0.1"]) == [None]
    assert reasons(robots("User-agent: *\nDisallow: /\n"), "/x", robots_exempt=["localhost"]) == ["robots-disallowed"], (
        "only there"
    )


@pytest.mark.parametrize(
    "status", ["500 Oops", "503 Busy", "429 Much", "202 Soon", "206 Part", "226 Other", "300 Which", "302 There"]
)
def test_a_robots_txt_that_cannot_be_had_forbids_all(status: str) -> None:
    server = robots("User-agent: *\nAllow: /\n", status)
    assert reasons(server, "/x", retries=0) == ["robots-unreachable"]
    assert server.paths == []


def test_rules_that_somebody_changed_on_the_way_are_rules_and_a_document_is_none() -> None:
    tdm = '[{"location": "/*", "tdm-reservation": 1}]'

    def answer(asked: Asked) -> Says:
        return reply(tdm if "tdmrep" in asked.path else "page", "200 OK" if asked.path == "/y" else "203 Changed on the way")

    with RawServer(answer) as server, Client(manners(obey_robots=False)) as client:
        lost, found = client.get_many([server.url("/x"), server.url("/y")])
    assert isinstance(lost, Failure)
    assert (lost.reason, lost.body) == ("http-203", b"")
    assert isinstance(found, Answer)
    assert [row["protocol"] for row in found.reservation] == ["tdmrep"]


@pytest.mark.parametrize(
    ("status", "expected"),
    [("404 No", None), ("403 No", None), ("500 Oops", "http-500"), ("503 Oops", "http-503"), ("429 Slow", "http-429")],
)
def test_reservations_that_cannot_be_had_today_keep_us_out_today(status: str, expected: str | None) -> None:
    server = RawServer(lambda asked: reply(status=status) if "tdmrep" in asked.path else _page(asked))
    assert reasons(server, "/x", retries=0, obey_robots=False) == [expected]
    assert server.paths == ([] if expected else ["/x"])


def test_a_host_without_any_rules_to_be_had_is_left_alone_whatever_the_source_says() -> None:
    server = RawServer(lambda asked: reply("page") if asked.path == "/x" else reply(status="503 Oops"))
    assert reasons(server, "/x", retries=0, obey_robots=False) == ["http-503"]
    silent = RawServer(lambda asked: reply("page") if asked.path in ("/x", "/robots.txt") else None)
    assert reasons(silent, "/x", retries=0) == ["cut"]


def test_a_redirect_into_a_forbidden_path_is_not_followed() -> None:
    def handler(asked: Asked) -> Says:
        if asked.path == "/robots.txt":
            return reply("User-agent: *\nDisallow: /no\n")
        return reply(status="302 Found", Location="/no/x") if asked.path == "/x" else _page(asked)

    server = RawServer(handler)
    assert reasons(server, "/x") == ["robots-disallowed"]
    assert server.paths == ["/x"]


def test_a_crawl_delay_is_kept_and_one_at_a_time() -> None:
    server = robots("User-agent: *\nCrawl-delay: 0.2\n")
    assert reasons(server, "/1", "/2", "/3", concurrency=4) == [None] * 3
    times = [each.at for each in server.asked if each.path in ("/1", "/2", "/3")]
    assert all(later - sooner >= 0.19 for sooner, later in pairwise(times))
    assert server.most_under_way == 1


def test_a_crawl_delay_beyond_patience_refuses_the_host() -> None:
    server = robots("User-agent: *\nCrawl-delay: 86400\n")
    assert reasons(server, "/1", "/2") == ["robots-delay"] * 2
    assert server.paths == []


def test_no_more_a_second_and_no_more_at_once_than_the_manners_say() -> None:
    def slow(asked: Asked) -> Says:
        time.sleep(0.05)
        return _page(asked)

    server = RawServer(slow)
    reasons(server, *(f"/{n}" for n in range(8)), requests_per_second=20.0, concurrency=2)
    times = [each.at for each in server.asked]
    assert times[-1] - times[0] >= (len(times) - 1) / 20.0 - 0.02
    assert server.most_under_way <= 2


def test_one_identity_with_a_contact() -> None:
    server = RawServer(_page)
    reasons(server, "/x", contact="mailto:moisson@example.org")
    assert {each.headers["user-agent"] for each in server.asked} == {"Moisson/0.1.0 (+mailto:moisson@example.org)"}


def first_answers(*answers: bytes) -> RawServer:
    """A server that gives these answers for a page, then the page."""
    left = list(answers)
    return RawServer(lambda asked: left.pop(0) if asked.path == "/x" and left else _page(asked))


def test_retry_after_is_kept_by_everyone_who_asks_that_host() -> None:
    server = first_answers(reply(status="429 Too Many", Retry_After="1"))
    with server, Client(manners(concurrency=4)) as client:
        found = list(client.get_many([server.url("/x"), *(server.url(f"/{n}") for n in range(6))]))
    assert all(isinstance(each, Answer) for each in found)
    refused = next(each.at for each in server.asked if each.path == "/x")
    again = [each.at for each in server.asked if each.path == "/x"][1]
    assert again - refused >= 0.98
    assert [each for each in server.asked if refused + 0.2 < each.at < refused + 0.95] == []


def test_who_is_to_wait_too_long_is_told_to_come_again() -> None:
    server = first_answers(reply(status="429 Much", Retry_After="7200"))
    with server, Client(manners()) as client, pytest.raises(Failure, match=r"asks to wait 7200 s; run again later") as caught:
        client.get(server.url("/x"))
    assert caught.value.reason == "http-429"
    assert server.paths == ["/x"]


def test_retry_after_is_read_as_a_number_and_as_a_date() -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    assert retry_after({"retry-after": "120"}) == 120.0
    assert 55 < (retry_after({"retry-after": later}) or 0) <= 60
    assert retry_after({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}) == 0.0
    assert [retry_after({"retry-after": said}) for said in ("", "soon", "-5", "1e9", "٣")] == [None] * 5


def test_a_query_is_sent_again_and_follows_as_the_rfc_says() -> None:
    left = [reply(status="503 Busy"), reply(status="307 There", Location="/y"), reply(status="303 See", Location="/z")]
    with RawServer(lambda asked: left.pop(0) if asked.path in ("/x", "/y") and left else _page(asked)) as server:
        with Client(manners()) as client:
            client.post(server.url("/x"), b"SELECT", "application/sparql-query", accept="text/csv")
        asked = [each for each in server.asked if each.path in ("/x", "/y", "/z")]
    assert [(each.method, each.path, each.body) for each in asked] == [
        ("POST", "/x", b"SELECT"),
        ("POST", "/x", b"SELECT"),
        ("POST", "/y", b"SELECT"),
        ("GET", "/z", b""),
    ]
    assert {each.headers["accept"] for each in asked} == {"text/csv"}
    assert "content-type" not in asked[-1].headers
