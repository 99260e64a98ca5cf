"""Opt-outs are found wherever the standards let them stand, and kept with the words, the place and the day."""

import gzip
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest
from raw_server import NOT_FOUND, Asked, RawServer, Says, reply

from moisson.connectors.memory.store import Store
from moisson.connectors.web.client import Client, Manners
from moisson.connectors.web.optouts import HttpMessage, Rules, TdmFile, reservations
from moisson.connectors.web.preferences import dictionary, signals, usage
from moisson.connectors.web.robots import Robots

HOST = "https://example.org"
DAY = "2026-11-25"


def found(path: str = "/x", robots: str = "", tdmrep: str = "", body: str | bytes = b"", **headers: str) -> list[tuple[str, str]]:
    """Protocol and value of what is found for a page."""
    rules = Rules(Robots(robots, f"{HOST}/robots.txt"), TdmFile.parse(tdmrep, f"{HOST}/.well-known/tdmrep.json"))
    data = body.encode() if isinstance(body, str) else body
    page = HttpMessage(HOST + path, {name.replace("_", "-"): value for name, value in headers.items()}, data)
    return [(str(row["protocol"]), str(row["value"])) for row in reservations([(rules, HOST + path)], page, DAY)]


# draft-ietf-aipref-attach, "Example robots.txt file", and its table.
DRAFT = """\
User-Agent: *
Allow: /
Disallow: /never/
Content-Usage: train-ai=n
Content-Usage: /ai-ok/ train-ai=y

User-Agent: ExampleBot
Allow: /
Content-Usage: train-ai=y
"""


def test_the_example_of_the_attachment_draft() -> None:
    assert found("/test", DRAFT) == [("aipref", "train-ai=n")]
    assert found("/ai-ok/test", DRAFT) == []
    for_us = DRAFT.replace("ExampleBot", "Moisson")
    assert found("/test", for_us) == []


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("train-ai=y, search=n", "y"),
        ("train-ai=n", "n"),
        ('search=y,\ttrain-ai=n;because="we say so"', "n"),
        # draft-ietf-aipref-vocab, 7.1 and 7.2
        ('train-ai=y, train-ai, search=n, search="n"', None),
        ("train-ai;allow=n, train-ai=y", "y"),
        ('train-ai;has;parameters="?";', None),
        ("train-ai=n, train-ai=y", "y"),
        ("Train-AI=n", None),
        ("train-ai=N", None),
        ("train-ai=?0", None),
        ("train-ai=(n)", None),
        ("train-ai=n,", None),
        ("train-ai=n search=y", None),
        ("", None),
    ],
)
def test_preferences_are_structured_fields(said: str, answer: str | None) -> None:
    assert usage(said) == answer


def test_a_dictionary_holds_every_kind_of_value() -> None:
    said = 'a=1, b=-2.5;x;y=?1, c="q\\"uo", d=:aGk=:, e=(1 "two";p tok), f=@1659578233, g=%"f%c3%bc", h, *i=tok/en'
    read = dictionary(said)
    assert read is not None
    assert list(read) == ["a", "b", "c", "d", "e", "f", "g", "h", "*i"]
    assert [dictionary(broken) for broken in ("a=", "a,,b", "1a", 'a="é"', "a=b c", "a b", "=n")] == [None] * 7


def test_a_rule_for_everyone_says_nothing_of_ai_and_an_agent_for_search_does_not_count() -> None:
    assert found("/x", "User-agent: *\nDisallow: /\n") == []
    assert found("/x", "User-agent: GPTBot\nDisallow:\n") == []
    assert found("/x", "User-agent: GPTBot\nAllow: /x\nDisallow: /\n") == []
    search = "User-agent: OAI-SearchBot\nDisallow: /\n"
    assert found("/x", search) == []
    assert list(Robots(search, "w", ("training", "search")).reservations(f"{HOST}/x")) == [
        ("robots.txt", "disallows OAI-SearchBot", "w")
    ]


def test_groups_are_read_as_robots_files_are_written() -> None:
    lines = [
        "# ours",
        "USER-AGENT : Kangaroo Bot # they",
        "",
        "Sitemap: /s.xml",
        "user-agent:GPTBot",
        "disallow : /a # b",
        "<html>",
    ]
    robots = "\r\n".join(lines)
    assert found("/a", robots) == [("robots.txt", "disallows GPTBot, Kangaroo Bot")]
    assert found("/b", robots) == []


@pytest.mark.parametrize(
    ("said", "policy", "value"),
    [
        ("1, 1", None, "tdm-reservation: 1"),
        ("0, 1", None, "tdm-reservation: 1"),
        ("1", "https://a.example/p, https://a.example/p", "tdm-reservation: 1, tdm-policy: https://a.example/p"),
        ("1", "https://a.example/p?x=1,2", "tdm-reservation: 1, tdm-policy: https://a.example/p?x=1,2"),
        ("0, 0", None, None),
    ],
)
def test_a_header_that_came_twice_reserves(said: str, policy: str | None, value: str | None) -> None:
    headers = {"tdm_reservation": said} | ({"tdm_policy": policy} if policy else {})
    assert found(**headers) == ([("tdmrep", value)] if value else [])
    assert found(content_signal="ai-train=yes, ai-train=no") == [("content-signal", "ai-train=yes, ai-train=no")]


def test_content_signals_count_for_everyone_and_before_any_group() -> None:
    assert found("/x", "User-agent: *\nContent-Signal: search=yes, ai-train=no\nAllow: /\n") == [
        ("content-signal", "search=yes, ai-train=no")
    ]
    assert found("/x", "Content-signal: ai-train=no\nUser-agent: Y\nDisallow: /\n") == [("content-signal", "ai-train=no")]
    assert found("/x", "User-agent: Y\nContent-signal: ai-train=no\n") == []
    assert [signals(said) for said in ("ai-train=yes", "AI-Train = No", "search=no", "ai-train=maybe")] == ["y", "n", None, None]


def test_of_two_statements_for_one_path_the_refusal_counts() -> None:
    assert found("/x", "User-agent: *\nContent-Usage: train-ai=y\nContent-Usage: train-ai=n\n") == [("aipref", "train-ai=n")]


# The TDM Reservation Protocol, "TDM File on the Origin Server", second example.
TDM_FILE = """[
  {"location": "/directory-a/", "tdm-reservation": 1},
  {"location": "/directory-b/html/", "tdm-reservation": 1, "tdm-policy": "https://provider.com/policies/policy.json"},
  {"location": "/directory-b/images/*.jpg", "tdm-reservation": 0}
]"""


def test_the_example_of_the_reservation_protocol() -> None:
    assert found("/directory-a/x.pdf", tdmrep=TDM_FILE) == [("tdmrep", "tdm-reservation: 1")]
    policy = "tdm-reservation: 1, tdm-policy: https://provider.com/policies/policy.json"
    assert found("/directory-b/html/y.html", tdmrep=TDM_FILE) == [("tdmrep", policy)]
    assert found("/directory-b/images/z.jpg", tdmrep=TDM_FILE) == []
    assert found("/elsewhere", tdmrep=TDM_FILE) == []


def test_the_first_rule_that_fits_counts_and_what_is_no_rule_does_not() -> None:
    both = '[{"location": "/a/b$", "tdm-reservation": 0}, {"location": "/a", "tdm-reservation": "1"}]'
    assert found("/a/b", tdmrep=both) == []
    assert found("/a/bc", tdmrep=both) == [("tdmrep", "tdm-reservation: 1")]
    for broken in (
        "",
        "<html>",
        "[]",
        "7",
        '[{"location": "/"}]',
        '[{"location": "/", "tdm-reservation": 2}]',
        '[{"tdm-reservation": 1}]',
    ):
        assert found("/x", tdmrep=broken) == []
    assert found("/x", tdmrep='{"location": "/", "tdm-reservation": true}') == []


def test_the_header_takes_the_place_of_the_file_and_the_page_that_of_the_header() -> None:
    reserved = '[{"location": "/", "tdm-reservation": 1}]'
    assert found(tdmrep=reserved, tdm_reservation="0") == []
    assert found(tdm_reservation="1", tdm_policy="https://p.example/") == [
        ("tdmrep", "tdm-reservation: 1, tdm-policy: https://p.example/")
    ]
    assert found(tdm_reservation="1", body='<!DOCTYPE html><meta name="tdm-reservation" content="0">') == []
    page = '<html><head><META NAME="TDM-Reservation" CONTENT=" 1 "><meta name="tdm-policy" content="https://p.example/"></head>'
    assert found(tdm_reservation="0", body=page) == [("tdmrep", "tdm-reservation: 1, tdm-policy: https://p.example/")]
    assert found(tdm_reservation="yes", tdmrep=reserved) == [("tdmrep", "tdm-reservation: 1")], "no value changes nothing"


def test_a_pdf_says_it_in_its_xmp() -> None:
    xmp = b"%PDF-1.7\n<rdf:Description><tdm:reservation>1</tdm:reservation><tdm:policy>https://p.example/</tdm:policy>"
    assert found(body=xmp) == [("tdmrep", "tdm-reservation: 1, tdm-policy: https://p.example/")]
    assert found(body=b'%PDF-1.7\n<rdf:Description tdm:reservation="0"/>', tdm_reservation="1") == []


def test_headers_speak_of_ai() -> None:
    assert found(content_usage="search=y, train-ai=n") == [("aipref", "search=y, train-ai=n")]
    assert found(content_usage="train-ai=y") == []
    assert found(x_robots_tag="noindex, NoAI, noimageai") == [("noai", "noai"), ("noai", "noimageai")]
    assert found(x_robots_tag="unavailable_after: 2030, noarchive") == []


def test_a_reservation_behind_junk_counts_by_the_protocol_for_mining_too() -> None:
    assert found(body='Notice: x\n<!doctype html><meta name="tdm-reservation" content="1">') == [("tdmrep", "tdm-reservation: 1")]


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("genai=n", "n"),
        ("train-genai=n, search=y", "n"),
        ("train-ai=y, train-genai=n", "n"),
        ("ai=n", "n"),
        ("tdm=n, train-ai=y", "y"),
        ("bots=n", "n"),
        ("search=n", None),
        ("train-ai=n\ntrain-ai=y", "n"),
        ("train-ai=y\nsearch=n", "y"),
        ("!?\ngenai=n", "n"),
        ("train-ai=n, train-ai=y", "y"),
    ],
)
def test_the_names_of_all_drafts_count_and_of_several_lines_the_strictest(said: str, answer: str | None) -> None:
    assert usage(said) == answer


def test_every_agent_whose_operator_says_that_it_trains_reserves_by_name() -> None:
    table = tomllib.loads((files("moisson.connectors.web") / "ai_agents.toml").read_text(encoding="utf-8"))["training"]
    assert len(table["said_at"]) >= 12
    for agent, address in table["said_at"].items():
        assert address.startswith("https://")
        assert found(robots=f"User-agent: {agent}/1.0\nDisallow: /\n") == [("robots.txt", f"disallows {agent}")]


def test_headers_of_every_hop_and_every_line_of_a_header_reserve() -> None:
    """A redirect that reserves leads to an answer that does not; another answer says it in the second of two lines."""

    def handler(asked: Asked) -> Says:
        if asked.path == "/moved":
            return reply(status="302 Found", Location="/page", Content_Usage="genai=n", tdm_reservation="1")
        if asked.path == "/twice":
            return reply(b"x", **{"Content-Usage": "search=y\r\nContent-Usage: train-ai=n\r\nContent-Usage: train-ai=y"})
        return reply(b"x") if asked.path == "/page" else NOT_FOUND

    with RawServer(handler) as server, Client(Manners(allow_hosts=["127.0.0.1"], requests_per_second=0)) as client:
        moved, page, twice = (client.get(server.url(path)).reservation for path in ("/moved", "/page", "/twice"))
    assert [(row["protocol"], row["value"], row["where"]) for row in moved] == [
        ("aipref", "genai=n", server.url("/moved")),
        ("tdmrep", "tdm-reservation: 1", server.url("/moved")),
    ]
    assert page == ()
    assert [(row["protocol"], row["value"]) for row in twice] == [("aipref", "search=y, train-ai=n, train-ai=y")]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('<meta name="robots" content="noai, noimageai">', ["noai", "noimageai"]),
        ("<html><head><META CONTENT='NOAI' NAME=Robots></head><body>x", ["noai"]),
        ('<!-- <meta name="robots" content="noai"> --><p>noai</p>', []),
        ('<meta name="description" content="noai">', []),
        ("<p>&lt;meta name=robots content=noai&gt;", []),
        ("noai", []),
        ('{"robots": "noai"}', []),
        ('<meta name="robots" content="noai">'.encode("utf-16"), ["noai"]),
        (b'\xef\xbb\xbf \n<meta name="robots" content="noai"/>', ["noai"]),
        ('Warning: include(top.php) in page.php on line 3\n<!doctype html><meta name="robots" content="noai">', ["noai"]),
        (b"\xef\xbb\xbf\xef\xbb\xbf\x00;<!DOCTYPE html><html><head><meta name=robots content=noai>", ["noai"]),
        ('{"page": "<meta name=robots content=noai>"}', []),
        (b'PK\x03\x04 <meta name="robots" content="noai">', []),
    ],
)
def test_pages_speak_of_ai_in_their_meta_elements(body: str | bytes, expected: list[str]) -> None:
    assert found(body=body) == [("noai", value) for value in expected]


def test_the_client_keeps_what_it_found_with_words_place_and_day(tmp_path: Path) -> None:
    page = b'<html><meta name="robots" content="noai"><p>Texte</p>'

    def handler(asked: Asked) -> Says:
        if asked.path == "/robots.txt":
            return reply("User-agent: GPTBot\nDisallow: /page\n")
        if asked.path == "/.well-known/tdmrep.json":
            return reply(status="301 Moved", Location="/tdm.json")
        if asked.path == "/tdm.json":
            return reply('[{"location": "/old", "tdm-reservation": 1}]')
        if asked.path == "/old":
            return reply(status="301 Moved", Location="/page")
        if asked.path != "/page":
            return NOT_FOUND
        if "if-none-match" in asked.headers:
            return b"HTTP/1.1 304 Same\r\n\r\n"
        packed = "gzip" in asked.headers["accept-encoding"]
        return reply(gzip.compress(page), Content_Encoding="gzip", ETag='"1"') if packed else reply(page, ETag='"2"')

    manners = Manners(allow_hosts=["127.0.0.1"], requests_per_second=0)
    with RawServer(handler) as server, Client(manners, Store(tmp_path)) as client:
        first, second = client.get(server.url("/old")), client.get(server.url("/old"))
        downloaded = client.download(server.url("/page"))
        assert client.get(server.url("/page"), conditional=False).status == 200
    assert (first.status, second.status) == (200, 200), "what is reserved is not kept"
    assert first.reservation == second.reservation
    assert [(row["protocol"], row["value"], row["where"]) for row in first.reservation] == [
        ("robots.txt", "disallows GPTBot", server.url("/robots.txt")),
        ("noai", "noai", server.url("/page")),
        ("tdmrep", "tdm-reservation: 1", server.url("/.well-known/tdmrep.json")),
    ]
    assert {row["seen_at"] for row in first.reservation} == {client.today}
    assert [row["value"] for row in downloaded.reservation] == ["disallows GPTBot", "noai"]
