"""SPARQL endpoints: a query lists documents by address; made for Cellar, which holds EU acts.

Each page asks for the identifiers after the last one, in order. So no page needs an offset, which Virtuoso refuses beyond 10,000
sorted rows; servers that give fewer rows than asked (ResultSetMaxRows) cost pages, not rows; and insertions shift nothing. The
rows of one identifier are one document.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from itertools import groupby
from pathlib import Path
from typing import Literal
from urllib.parse import urlencode

import orjson
from pydantic import Field, field_validator

from moisson.connectors import Fetched, Offered
from moisson.connectors.catalogues.entry import stated_rights
from moisson.connectors.catalogues.linked import unsettled_mark, with_server_message
from moisson.connectors.fetching import (
    Target,
    closing_after,
    documents,
    offered_targets,
    state_beside_list,
    store_or_temporary,
    with_tokens,
)
from moisson.connectors.memory.store import Store
from moisson.connectors.web.client import Answer, Client
from moisson.connectors.web.failure import Failure
from moisson.connectors.web.remote import Remote
from moisson.contracts.errors import FetchError
from moisson.contracts.identity import digest, fingerprint
from moisson.readers.contract import About, Refused
from moisson.readers.facts.stated import iso_date
from moisson.readers.json_text import NotJson, parse_json

PROLOGUE = re.compile(r"(?:\s|#[^\n]*(?:\n|\Z)|(?i:PREFIX)\s+[\w.-]*:\s*<[^<>]*>|(?i:BASE)\s+<[^<>]*>)*")
SELECT = re.compile(r"SELECT\b", re.I)
OPAQUE = re.compile(r"<[^<>\s]*>|#[^\n]*|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'")  # tokens with arbitrary text
FROM = re.compile(r"(?<![?$:\w])FROM\b", re.I)
CAP = "x-sparql-maxrows"  # Virtuoso's limit of rows
PARTIAL = "x-sql-state"  # set by Virtuoso when time ran out and the answer is partial
RESULTS = "application/sparql-results+json"
Row = Mapping[str, str]


class Sparql(Remote):
    """The documents that a query lists.

    The query is a SELECT with ?id (the publisher's identifier) and ?document (an address), and optionally ?token (changes with
    the document), ?title, ?created, ?license, ?format, ?url.
    """

    url: str = Field(pattern=r"^https?://\S+$")  # the endpoint, which answers in SPARQL 1.1 JSON
    # a SELECT without ORDER BY, LIMIT, OFFSET and FROM; name graphs by `GRAPH <…> { … }`, or by `default-graph-uri=…` in `url`
    query: str
    method: Literal["post", "get"] = "post"  # `get` puts queries into the address; some endpoints only support that
    formats: list[str] = Field(default=[])  # accepted values of `?format`, preferred first; none: any
    page_size: int = Field(default=1_000, ge=2, le=10_000)  # rows per page
    max_rows: int = Field(default=50_000_000, ge=1)  # more rows stop the harvest

    @field_validator("query")
    @classmethod
    def _is_select(cls, query: str) -> str:
        start = _prologue(query)
        if not SELECT.match(query, start):
            raise ValueError("must be a SELECT, after its PREFIX lines")
        missing = [f"?{name}" for name in ("id", "document") if not re.search(rf"[?$]{name}\b", query)]
        if missing:
            raise ValueError(f"must have the variables ?id and ?document, and lacks {' and '.join(missing)}")
        if FROM.search(OPAQUE.sub(" ", query[start:]).partition("{")[0]):
            raise ValueError(
                "must not name its graphs with FROM, since it becomes a subquery: use GRAPH <…> { … },"
                " or put default-graph-uri=… into `url`"
            )
        if found := re.search(r"\}\s*(ORDER\s+BY|LIMIT|OFFSET)\b[^{}]*\Z", query, re.I):
            raise ValueError(f"must not end with {found[1]}: Moisson pages it")
        return query

    def fetch(self, base: Path, store: Store | None = None) -> Fetched:
        """List the documents; those with a new token are fetched as they are consumed."""
        with ExitStack() as stack:
            memory = stack.enter_context(store_or_temporary(store))
            client = stack.enter_context(Client(self.manners, memory))
            listed = list(self._documents(client))
            refused = [each for each in listed if isinstance(each, Refused)]
            targets = [each for each in listed if isinstance(each, Target)]
            found = [*refused, *with_tokens(client, memory, self._scope, targets)]
            beside = state_beside_list(client, memory, self._scope)
            told = [[each.path, each.url, each.token] if isinstance(each, Target) else [each.id, each.reason] for each in found]
            version = fingerprint([told, beside])
            origin = {"connector": "sparql", "query": digest(self.query.encode()), "documents": str(len(targets))}
            files = closing_after(stack.pop_all(), documents(client, memory, self._scope, found))
            return Fetched(version, origin, files, len(found))

    def offered(self, base: Path, store: Store | None = None) -> Iterator[Offered | Refused]:
        """The documents that the query lists."""
        with store_or_temporary(store) as memory, Client(self.manners, memory) as client:
            yield from offered_targets(memory, self._scope, self._documents(client))

    @property
    def _scope(self) -> str:
        return f"sparql:{fingerprint(self.url)[:16]}:"

    def _documents(self, client: Client) -> Iterator[Target | Refused]:
        for id, rows in groupby(self._rows(client), key=lambda row: row["id"]):
            yield self._document(id, list(rows))

    def _document(self, id: str, rows: list[Row]) -> Target | Refused:
        offered = [row for row in rows if row.get("document") and (not self.formats or row.get("format") in self.formats)]
        if not offered:
            formats = ", ".join(sorted({row.get("format", "not said") for row in rows}))
            return Refused(id, "sparql:format-not-chosen", f"its formats are {formats}; `formats` = {self.formats}")
        best = min(offered, key=lambda row: (self._rank(row), row["document"]))
        address = best["document"]
        statements = [("license", said) for said in dict.fromkeys(row["license"] for row in rows if row.get("license"))]
        names = sorted({name for row in rows for name in row})
        record = {name: sorted({row[name] for row in rows if name in row}) for name in names}
        about = About(
            url=best.get("url") or address,
            title=best.get("title"),
            created=iso_date(best.get("created", "")),
            record={"sparql": record},
            rights=stated_rights(statements, f"{id} in a SPARQL endpoint"),
        )
        tokens = sorted({row["token"] for row in rows if row.get("token") and row["document"] == address})
        return Target(id, address, " ".join(tokens) + unsettled_mark(tokens) or None, about)

    def _rank(self, row: Row) -> int:
        return self.formats.index(row["format"]) if self.formats else 0

    def _rows(self, client: Client) -> Iterator[Row]:
        """All rows by identifier, page after page until one is empty; raises FetchError."""
        after, count = "", 0
        while True:
            found, cap = self._page(client, after)
            if not found:
                return
            ids = list(dict.fromkeys(row["id"] for row in found))
            if [after, *ids] != sorted({after, *ids}):
                raise FetchError(f"{self.url} gives unordered rows after {after!r}; it cannot be paged by ?id.")
            if len(ids) == 1 and len(found) >= cap:
                raise FetchError(f"{self.url} has more rows for {ids[0]} than a page of {cap} holds; narrow the query.")
            whole = ids[:-1] or ids  # its rows may continue on the next page
            whole_ids = set(whole)
            taken = [row for row in found if row["id"] in whole_ids]
            yield from taken
            count += len(taken)
            if count > self.max_rows:
                raise FetchError(f"{self.url} gives more than {self.max_rows} rows; narrow the query, or raise `max_rows`.")
            after = whole[-1]

    def _page(self, client: Client, after: str) -> tuple[list[Row], int]:
        """A page, and how many rows it could have held."""
        form = urlencode({"query": paged(self.query, after, self.page_size)})
        try:
            if self.method == "post":
                answer = client.post(self.url, form.encode(), "application/x-www-form-urlencoded", accept=RESULTS)
            else:
                answer = client.get(f"{self.url}{'&' if '?' in self.url else '?'}{form}", accept=RESULTS, conditional=False)
        except Failure as failure:
            raise with_server_message(failure) from None
        said = answer.headers.get(CAP, "")
        return rows(answer, self.url), min(self.page_size, int(said)) if said.isdecimal() else self.page_size


def paged(query: str, after: str, size: int) -> str:
    """The query for the rows after an identifier."""
    start = _prologue(query)
    literal = orjson.dumps(after).decode()  # JSON escapes are valid in SPARQL
    filter = f"FILTER(STR(?id) > {literal})" if after else ""
    return f"{query[:start]}\nSELECT * WHERE {{ {{ {query[start:]}\n}} {filter} }} ORDER BY STR(?id) LIMIT {size}"


def rows(answer: Answer, url: str) -> list[Row]:
    """An answer's rows as strings; raises FetchError if invalid or partial."""
    if PARTIAL in answer.headers:
        raise FetchError(f"{url} ran out of time and gave a part of its answer; narrow the query, or lower `page_size`.")
    try:
        bindings = parse_json(answer.body)["results"]["bindings"]
        found: list[Row] = [{name: str(cell["value"]) for name, cell in row.items()} for row in bindings]
    except (NotJson, KeyError, TypeError, AttributeError):
        raise FetchError(f"{url} does not answer in {RESULTS}; is it a SPARQL endpoint?") from None
    if any(not row.get("id") for row in found):
        raise FetchError(f"{url} gives rows without ?id; bind it in the query.")
    return found


def _prologue(query: str) -> int:
    """The end of the PREFIX lines."""
    found = PROLOGUE.match(query)
    return found.end() if found else 0
