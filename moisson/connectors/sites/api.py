"""A publisher's own interface that lists records in pages, as JSON or XML, with a document for each.

A record is the document, or gives its address. `source.toml` maps the fields, so that the many interfaces without a standard need
no code. Gazettes are listed by day: days long past are not requested again.
"""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import quote

from pydantic import Field, model_validator

from moisson.connectors import Fetched, Offered
from moisson.connectors.catalogues.entry import stated_rights
from moisson.connectors.fetching import (
    BATCH,
    Outage,
    Target,
    closing_after,
    documents,
    offered_targets,
    state_beside_list,
    store_or_temporary,
    with_tokens,
)
from moisson.connectors.files.archive import members
from moisson.connectors.files.glob import Selection
from moisson.connectors.memory.store import Store
from moisson.connectors.pages import is_page, normal_url
from moisson.connectors.sites.api_answers import PLACE, Answers, Json, PageReader, Paging, Xml, checked_path, counted
from moisson.connectors.sites.api_listing import (
    RecordListing,
    RecordPaths,
    host_optouts,
    lost_lists,
    mark_lost,
    read_host_optouts,
    record_optouts,
    records,
)
from moisson.connectors.stored_optouts import kinds
from moisson.connectors.web.client import Answer, Client
from moisson.connectors.web.failure import Failure
from moisson.connectors.web.manners import Manners
from moisson.connectors.web.remote import Remote
from moisson.contracts.addresses import shown
from moisson.contracts.errors import FetchError
from moisson.contracts.identity import canonical_json, fingerprint
from moisson.readers.contract import About, File, Refused
from moisson.readers.facts.stated import iso_date

MAX_RECORD = 1 << 14  # bytes of a record kept beside its document
TIMED = re.compile(r"\{(day|since)(?::([^{}]*))?\}")
EVERYTHING = "list"  # name of the only list, without days
Paths = str | list[str]


class DocumentClient(Client):
    """A client that requests one kind of document, and refuses empty answers and web pages for it; lists are exempt."""

    def __init__(self, manners: Manners, store: Store, kind: str | None) -> None:
        super().__init__(manners, store)
        self.kind = kind
        self.listing = False

    @contextmanager
    def lists(self) -> Iterator[None]:
        """Request lists, not documents."""
        self.listing = True
        try:
            yield
        finally:
            self.listing = False

    def get(self, url: str, *, accept: str | None = None, conditional: bool = True) -> Answer:
        answer = super().get(url, accept=accept or self.kind, conditional=conditional)
        if self.listing:
            return answer
        if not answer.body.strip():
            raise Failure(answer.url, "not-the-file", "the server's answer is empty.")
        if self.kind and "html" not in self.kind and "*/*" not in self.kind and is_page(answer.body):
            raise Failure(answer.url, "not-the-file", f"a web page came instead of {self.kind}.")
        return answer


class Api(Remote):
    """The records of an interface, or the documents they link."""

    url: str = Field(pattern=r"^https?://\S+$")  # the list, with its parameters
    form: Literal["json", "xml"] = "json"  # what lists and records are written in
    # path to the records of a page; `""` if the answer is the list itself. A single record may come without a list; a bare
    # string is a record with the field `value`
    records: str
    id: Paths  # the document's name
    # changes with the document. Without it the document's server is asked each time; if documents never change, name the id
    token: Paths = Field(default=[])
    title: Paths = Field(default=[])  # path to its title
    created: Paths = Field(default=[])  # path to its date
    # paths to statements of rights; all that state something count, and if they contradict each other none holds
    rights: list[str] = Field(default=[])
    size: Paths = Field(default=[])  # path to its size in bytes
    # its address, as a template with paths in braces, or several of which the first that can be filled counts. `"{links.xml}"`
    # is a whole address; relative ones start at `url`. None: the record is the document, read by `[read.rows]`
    document: Paths = Field(default=[])
    page_url: str | None = None  # where people read it, as a template; none: the document's address
    # media types to request; a web page in place of XML is no document. A change requests everything anew; none: any
    accept: str | None = None
    # globs over documents; archives are opened, and the globs choose from their members
    include: list[str] = Field(default=["**"])
    exclude: list[str] = Field(default=[])  # globs of documents to leave out; they are not requested
    namespaces: dict[str, str] = Field(default={})  # prefix → address, for XPaths
    total: str | None = None  # path to the number of records the list announces
    # path to the address of the next page, or with `cursor` to its value; `link-header`: from the Link header
    next: str | None = None
    cursor: str | None = None  # the parameter that takes the cursor
    offset: str | None = None  # the parameter that counts records
    page: str | None = None  # the parameter that counts pages
    first_page: int = Field(default=1, ge=0)  # of `page`
    since: str | None = None  # parameters that request changes: `{since}` is ISO 8601, `{since:%Y%m%d}` as in strftime
    # how far `since` reaches back before the start of the last list, by the server's clock
    overlap_days: int = Field(default=1, ge=0, le=366)
    full_every_days: int = Field(default=30, ge=0)  # days until everything is listed again; `0`: every time
    deleted: str | None = None  # path to what says that a record is deleted
    deleted_values: list[str] = Field(default=[])  # which values say it; none: any but `false`, `no`, `0`
    # path → accepted values: `only = { type = ["law", "decree"] }`. A record that no longer has one is gone; a deleted one
    # needs none
    only: dict[str, list[str]] = Field(default={})
    without: list[str] = Field(default=[])  # fields of a record that change by themselves, such as hit counts and scores
    from_day: str | None = None  # the first day of a list by day, YYYY-MM-DD; `url` holds `{day}` or `{day:%Y%m%d}`
    until_day: str | None = None  # the last; none: today
    settled_after_days: int = Field(default=30, ge=0)  # age at which a day's list is no longer requested
    max_records: int = Field(default=2_000_000, ge=1)  # more records stop the harvest

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if sum(each is not None for each in (self.next, self.offset, self.page)) > 1:
            raise ValueError("a list is paged by one of `next`, `offset` and `page`")
        if self.cursor and not self.next:
            raise ValueError("`cursor` names the parameter that takes what `next` finds, and there is no `next`")
        if ("{day" in self.url) != (self.from_day is not None):
            raise ValueError("a list by day needs {day} in `url`, such as {day:%Y%m%d}, and `from_day`")
        if self.from_day and self.since:
            raise ValueError("a list by day has no `since`: days long past are not requested again")
        if self.since and "{since" not in self.since:
            raise ValueError("`since` must hold {since}, as in from={since:%Y%m%d}")
        for name, said in (("from_day", self.from_day), ("until_day", self.until_day)):
            if said is not None and not (re.fullmatch(r"\d{4}-\d\d-\d\d", said) and iso_date(said)):
                raise ValueError(f"`{name}` must be a day such as 2020-01-31")
        if self.from_day and self.until_day and self.until_day < self.from_day:
            raise ValueError("`until_day` must not lie before `from_day`")
        templates = [*_each(self.document), *([self.page_url] if self.page_url else [])]
        if unbalanced := [one for one in templates if set("{}") & set(PLACE.sub("", one))]:
            raise ValueError(f"{unbalanced[0]!r} must hold paths in braces, as in https://host/{{id}}.xml")
        if self.form == "xml":
            paths = [
                path for one in [self.records, self.id, self.token, self.title, self.created, self.size] for path in _each(one)
            ]
            paths += [*self.rights, *self.only, *(path for one in templates for path in PLACE.findall(one))]
            for path in [*paths, *(one for one in (self.total, self.next, self.deleted) if one)]:
                checked_path(path, self.namespaces)
        return self

    def fetch(self, base: Path, store: Store | None = None) -> Fetched:
        """Update the lists; documents with a new token are fetched as they are consumed."""
        with ExitStack() as stack:
            memory = stack.enter_context(store_or_temporary(store))
            client = stack.enter_context(DocumentClient(self.manners, memory, self.accept))
            said, found = self._listed(client, memory)
            hashed, count = sha256(canonical_json([_shape(self), [[row.id, row.reason] for row in said]])), len(said)
            if self.document and not self.token:
                targets = [self._found(memory, known) for known in found]
                sure: list[Target | File | Refused] = [each for each in targets if not isinstance(each, Target)]
                sure += with_tokens(client, memory, self._scope, [each for each in targets if isinstance(each, Target)])
                told = [[each.path, shown(each.url), each.token] for each in sure if isinstance(each, Target)]
                lost = [[each.id, each.reason] for each in sure if isinstance(each, Refused)]
                hashed.update(canonical_json([told, lost]))
                given: Iterator[Target | File | Refused] = iter(sure)
            else:
                given = (self._found(memory, known) for known in found)
            for known in found:
                rows = [] if self.document else kinds(record_optouts(memory, self._scope, known))
                if rows:
                    memory.is_reserved(known["sha256"])
                hashed.update(canonical_json([known["id"], known["sha256"], *([rows] if rows else [])]))
            hashed.update(canonical_json(state_beside_list(client, memory, self._scope)))
            if known_lost := memory.known(f"{self._scope}lost"):
                hashed.update(canonical_json(known_lost["times"]))
            origin = {"connector": "api", "records": str(len(found))}
            brought = self._opened(documents(client, memory, self._scope, (each for part in (said, given) for each in part)))
            return Fetched(hashed.hexdigest(), origin, closing_after(stack.pop_all(), brought), count + len(found))

    def offered(self, base: Path, store: Store | None = None) -> Iterator[Offered | Refused]:
        """The documents of the lists, with rights, and sizes if records give them."""
        with store_or_temporary(store) as memory, DocumentClient(self.manners, memory, self.accept) as client:
            said, found = self._listed(client, memory)
            yield from said
            for known in found:
                each = self._found(memory, known)
                for one in offered_targets(memory, self._scope, [each]):
                    if isinstance(one, Offered) and isinstance(each, Target):
                        record = self._answers.root(memory.body(known["sha256"]) or b"")
                        size = self._answers.value(record, self.size)
                        yield replace(one, size=counted(size))
                    else:
                        yield one

    @property
    def _scope(self) -> str:
        """One memory per list and way of reading it: other parameters give other records."""
        read = [self.url, self.form, self.records, self.id, self.deleted, self.deleted_values, self.only, self.without]
        return f"api:{fingerprint(read)[:16]}:"

    @property
    def _answers(self) -> Answers[Any]:
        return Json() if self.form == "json" else Xml(self.namespaces)

    def _listed(self, client: DocumentClient, memory: Store) -> tuple[list[Refused], list[dict[str, Any]]]:
        """Update the lists; returns ledger rows, and the records sorted by id."""
        with client.lists():
            read_host_optouts(
                client, memory, self._scope, timed(self.url, date.fromisoformat(self.from_day)) if self.from_day else self.url
            )
            said = self._by_day(client, memory) if self.from_day else self._update(client, memory)
        names = {EVERYTHING} if not self.from_day else {day.isoformat() for day in self._days()}
        found = [known for known in records(memory, self._scope) if known["list"] in names and known["sha256"]]
        chosen = Selection(self.include, self.exclude)
        found = [known for known in found if not chosen.excludes(known["id"])]  # excluded ids are not requested
        return said, sorted(found, key=lambda known: str(known["id"]))

    def _listing(self, client: Client, memory: Store, name: str) -> RecordListing:
        how = Paging(self.records, self.total, self.next, self.cursor, self.offset, self.page, self.first_page)
        read = RecordPaths(self.id, self.token, self.deleted, tuple(self.deleted_values), self.only, frozenset(self.without))
        pages = PageReader(client, self._answers, how)
        return RecordListing(
            pages, read, memory, self._scope, name, self.max_records, name != EVERYTHING, host_optouts(memory, self._scope)
        )

    def _update(self, client: Client, memory: Store) -> list[Refused]:
        listing = self._listing(client, memory, EVERYTHING)
        before, url = listing.state, self.url
        listed = before["full"] and self.since and EVERYTHING not in lost_lists(memory, self._scope)
        full = not listed or _day(before["full"]) + timedelta(days=self.full_every_days) <= datetime.now(UTC).date()
        if not full and self.since:
            moment = datetime.fromisoformat(before["since"]) - timedelta(days=self.overlap_days)
            url += f"{'&' if '?' in url else '?'}{timed(self.since, moment)}"
        listing.update(url, full)
        return list(listing.said())

    def _days(self) -> list[date]:
        first = date.fromisoformat(self.from_day or "")
        last = date.fromisoformat(self.until_day) if self.until_day else datetime.now(UTC).date()
        return [first + timedelta(days=n) for n in range((last - first).days + 1)]

    def _by_day(self, client: Client, memory: Store) -> list[Refused]:
        """The list of each day that may still change; a day without a list is no error."""
        said: list[Refused] = []
        outage, done = Outage(), datetime.now(UTC).date() - timedelta(days=self.settled_after_days)
        lists = {day: self._listing(client, memory, day.isoformat()) for day in self._days()}
        again = lost_lists(memory, self._scope)
        asked = iter([(day, one) for day, one in lists.items() if not one.state.get("settled") or day.isoformat() in again])
        while batch := list(islice(asked, BATCH)):
            addresses = [timed(self.url, day) for day, _ in batch]
            answers = client.get_many(addresses, accept=self._answers.accept, conditional=False)
            for (day, listing), address, answer in zip(batch, addresses, answers, strict=True):
                outage.count(answer)
                try:
                    if not isinstance(answer, Failure):
                        listing.update(address, first=answer)
                    elif answer.reason != "http-404" or listing.state["ids"]:
                        raise answer
                except FetchError as error:
                    said.append(Refused(day.isoformat(), "api:day-not-listed", f"{error} Its last list is kept."))
                else:
                    memory.remember(f"{self._scope}list:{day.isoformat()}", {**listing.state, "settled": day < done})
        return [*said, *(row for listing in lists.values() for row in listing.said())]

    def _found(self, memory: Store, known: dict[str, Any]) -> Target | File | Refused:
        """A record itself, the document it links, or a refusal."""
        id, rows = known["id"], record_optouts(memory, self._scope, known)
        if rows and not self.document:
            return File(id, b"", About(reservation=rows))
        data = memory.body(known["sha256"])
        if data is None:
            mark_lost(memory, self._scope, known["list"])
            return Refused(id, "api:record-lost", "its stored copy is damaged; the next harvest lists it again")
        answers, record = self._answers, self._answers.root(data)
        filled = [said for template in _each(self.document) if (said := answers.filled(record, template))]
        address = next((one for said in filled if (one := normal_url(said, self.url))), None)
        if self.document and address is None:
            held = f"; it says {shown(filled[0])[:200]!r}" if filled else ""
            return Refused(id, "api:without-document", f"no `document` can be filled with an address from this record{held}")
        link = (answers.filled(record, self.page_url) if self.page_url else None) or address
        shape = answers.shown(data) if len(data) <= MAX_RECORD else {"id": id, "bytes": len(data)}
        statements = [(path, said) for path in self.rights for said in answers.values(record, path)]
        about = About(
            url=shown(link) if link else None,
            title=answers.value(record, self.title) or None,
            created=iso_date(answers.value(record, self.created)),
            record={"api": shape},
            rights=stated_rights(statements, f"{id} in the interface's list"),
        )
        if address is None:
            return File(id, data, about)
        token = " ".join(answers.values(record, self.token)) or (known["sha256"] if self.token else None)
        token = f"{token} as {self.accept}" if token and self.accept else token
        return Target(id, address, token, about)

    def _opened(self, files: Iterator[File | Refused]) -> Iterator[File | Refused]:
        """The files, with archives opened."""
        for file in files:
            if isinstance(file, Refused):
                yield file
                continue
            for found in members(file.path, BytesIO(file.data), wanted=Selection(self.include, self.exclude)):
                yield replace(found, about=file.about) if isinstance(found, File) else found


def _each(paths: Paths) -> list[str]:
    return [paths] if isinstance(paths, str) else paths


def _day(moment: str) -> date:
    return datetime.fromisoformat(moment).date()


def _shape(api: Api) -> list[Any]:
    """The fields that turn records into documents; part of the version."""
    shape = [api.document, api.title, api.created, api.rights, api.page_url, api.include, api.exclude]
    return [*shape, api.accept] if api.accept else shape


def timed(template: str, moment: date) -> str:
    """A template with a day or time filled in: ISO 8601, or a strftime format."""
    return TIMED.sub(lambda place: quote(moment.strftime(place[2]) if place[2] else moment.isoformat(), safe=""), template)
