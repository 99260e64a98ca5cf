"""Opt-outs from text and data mining and from training: checked before anything is stored, and kept as evidence.

- `robots.txt`: rules that name agents who collect for training (`ai_agents.toml`);
- `tdmrep`: W3C's TDM Reservation Protocol: `/.well-known/tdmrep.json`, headers, `meta` elements or XMP in PDF, each overriding
  the one before;
- `aipref`: IETF's AI preferences: `Content-Usage` in headers and robots.txt; one `n` is enough;
- `content-signal`: Cloudflare's `Content-Signal` in robots.txt and headers;
- `noai`: `noai` and `noimageai` in `X-Robots-Tag` and in `meta` elements for robots.

A row of `schemas.RESERVATION` is a reservation; permissions give no row.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree, html

from moisson.connectors.web.preferences import signals, usage
from moisson.connectors.web.robots import Pattern, Robots
from moisson.contracts.addresses import shown
from moisson.contracts.identity import fingerprint
from moisson.readers.json_text import NotJson, parse_json

Row = Mapping[str, str | None]
TDMREP = "/.well-known/tdmrep.json"
HINTS = (b"noai", b"noimageai", b"tdm-reservation")
HEAD_BYTES = 1 << 20  # of a page, searched for `meta` elements
XMP = re.compile(rb"tdm:reservation(?:\s*>|\s*=\s*[\"'])\s*([01])\b")
XMP_POLICY = re.compile(rb"tdm:policy(?:\s*>|\s*=\s*[\"'])\s*([^<\"'\s]{1,2000})")
NO_PAGE = re.compile(
    rb"%PDF-|PK\x03\x04|\x1f\x8b|\s*[\[{]\s*[\"{\[]"
)  # PDF, archives, JSON: `meta` inside them does not speak for them
NO_AI = ("noai", "noimageai")


@dataclass(frozen=True)
class TdmStatement:
    """One statement of the TDM Reservation Protocol."""

    reserved: bool
    policy: str | None
    where: str

    @property
    def words(self) -> str:
        return f"tdm-reservation: {int(self.reserved)}" + (f", tdm-policy: {self.policy}" if self.policy else "")


@dataclass(frozen=True)
class TdmFile:
    """A host's tdmrep.json: rules in order; the first that matches an address counts."""

    rules: tuple[tuple[Pattern, TdmStatement], ...] = ()

    @classmethod
    def parse(cls, data: bytes | str, where: str) -> "TdmFile":
        """Read the file; invalid parts are ignored."""
        try:
            said = parse_json(data)
        except NotJson:
            return cls()
        rules = []
        for rule in said if isinstance(said, list) else [said]:
            if not isinstance(rule, dict) or not isinstance(path := rule.get("location"), str):
                continue
            if (mining := _mining(rule.get("tdm-reservation"), rule.get("tdm-policy"), where)) is not None:
                rules.append((Pattern(path if path.startswith(("/", "*")) else f"/{path}"), mining))
        return cls(tuple(rules))

    def about(self, url: str) -> TdmStatement | None:
        """The statement for an address."""
        return next((mining for pattern, mining in self.rules if pattern.matches(url)), None)


@dataclass(frozen=True)
class Rules:
    """A host's rules for all its addresses."""

    robots: Robots = field(default_factory=Robots)
    tdm: TdmFile = field(default_factory=TdmFile)

    @cached_property
    def digest(self) -> str:
        """Changes when what the host reserves may have changed."""
        return fingerprint([self.robots.reserving, [[pattern.path, mining.words] for pattern, mining in self.tdm.rules]])


@dataclass
class HttpMessage:
    """The parts of an answer that can hold opt-outs."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


def reservations(
    asked: Sequence[tuple[Rules, str]], page: HttpMessage, seen_at: str, before: Sequence[HttpMessage] = ()
) -> tuple[Row, ...]:
    """The opt-outs that apply to an answer.

    `asked` pairs hosts' rules with the address asked there, one pair per redirect; `before` are the redirects, whose headers
    count too; `seen_at` is a date.
    """
    rows = [_row(*found, seen_at) for rules, url in asked for found in rules.robots.reservations(url)]
    rows += [_row(*found, seen_at) for each in (*before, page) for found in _in_headers(each)]
    metas = _metas(page.body)
    rows += [
        _row("noai", name, page.url, seen_at)
        for name in NO_AI
        if any(name in _tokens(said) for kind, said in metas if kind == "robots")
    ]
    by_site = [mining for rules, url in asked if (mining := rules.tdm.about(url))]
    site = next((mining for mining in by_site if mining.reserved), None)
    mining = _in_body(page, metas) or _in_header(page) or site
    for one in (mining, *map(_in_header, before)):
        if one is not None and one.reserved:
            rows.append(_row("tdmrep", one.words, one.where, seen_at))
    return tuple({(row["protocol"], row["value"], row["where"]): row for row in rows}.values())


def _row(protocol: str, value: str, where: str, seen_at: str) -> dict[str, str | None]:
    return {"protocol": protocol, "value": value[:500], "where": shown(where), "seen_at": seen_at}


def _mining(value: object, policy: object, where: str) -> TdmStatement | None:
    said = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return TdmStatement(said == "1", policy.strip() if isinstance(policy, str) else None, where) if said in ("0", "1") else None


def _in_headers(page: HttpMessage) -> Iterator[tuple[str, str, str]]:
    if (said := page.headers.get("content-usage")) and usage(said) == "n":
        yield "aipref", ", ".join(said.splitlines()), page.url
    if (said := page.headers.get("content-signal")) and signals(said) == "n":
        yield "content-signal", said, page.url
    if said := page.headers.get("x-robots-tag"):
        for name in NO_AI:
            if name in _tokens(said):
                yield "noai", name, page.url


def _in_header(page: HttpMessage) -> TdmStatement | None:
    """Repeated headers arrive joined by commas: one reservation among them counts."""
    said = [each.strip() for each in page.headers.get("tdm-reservation", "").split(",")]
    policy = page.headers.get("tdm-policy")
    if policy is not None and len({*policy.split(", ")}) == 1:
        policy = policy.partition(", ")[0]
    return _mining("1" if "1" in said else said[0], policy, page.url)


def _in_body(page: HttpMessage, metas: list[tuple[str, str]]) -> TdmStatement | None:
    said = dict(reversed(metas))  # the first of two with one name counts
    if (mining := _mining(said.get("tdm-reservation"), said.get("tdm-policy"), page.url)) is not None:
        return mining
    if page.body.startswith(b"%PDF") and (found := XMP.search(page.body)):
        policy = XMP_POLICY.search(page.body)
        return _mining(found[1].decode(), policy[1].decode("latin-1") if policy else None, page.url)
    return None


def _tokens(said: str) -> list[str]:
    """The rules of an `X-Robots-Tag` or robots `meta`; one that names a robot (`googlebot: noai`) counts like any."""
    return [token for token in re.split(r"[,:;\s]+", said.lower()) if token]


def _metas(body: bytes) -> list[tuple[str, str]]:
    """The page's `meta` elements about mining and AI, by name; none if the body is no page."""
    head = body[:HEAD_BYTES]
    if head[:3] in (b"\xff\xfe<", b"\xfe\xff\0") or head[:2] == b"<\0":
        head = head.decode("utf-16" if head[:1] != b"<" else "utf-16-le", "replace").encode()
    small = head.lower()
    # Browsers ignore what precedes the page too: a warning, a stray word, a second BOM.
    if b"<meta" not in small or not any(hint in small for hint in HINTS) or NO_PAGE.match(head):
        return []
    try:
        tree = html.document_fromstring(head)
    except (etree.LxmlError, ValueError):
        return []
    found = (((meta.get("name") or "").strip().lower(), meta.get("content") or "") for meta in tree.iter("meta"))
    return [(name, said) for name, said in found if name == "robots" or name.startswith("tdm-")]
