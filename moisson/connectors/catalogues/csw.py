"""Catalogue services: CSW 2.0.2 and 3.0 (OGC 07-006r1, 12-176r7) with Dublin Core or ISO 19139, and OGC API Records.

The protocol reports no deletions, and changes unreliably: each harvest lists all records, and checks that none was missed or
repeated while the list moved. Linked documents are requested when their record changes.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, Literal

import orjson
from pydantic import Field

from moisson.connectors import Fetched, Offered
from moisson.connectors.catalogues.csw_listing import ListedRecord, listed
from moisson.connectors.catalogues.csw_protocol import Position, Query, RecordPage, csw_page, feature, features_page, xml_record
from moisson.connectors.catalogues.entry import as_record, stated_rights
from moisson.connectors.catalogues.linked import Linked, with_server_message
from moisson.connectors.fetching import Target, closing_after, documents, offered_targets, state_beside_list, store_or_temporary
from moisson.connectors.memory.store import Store
from moisson.connectors.stored_optouts import kinds
from moisson.connectors.web.client import Answer, Client
from moisson.connectors.web.failure import Failure
from moisson.connectors.web.optouts import Row
from moisson.connectors.xml_answer import parse_xml
from moisson.contracts.addresses import shown
from moisson.contracts.errors import FetchError
from moisson.contracts.identity import fingerprint
from moisson.readers.contract import About, File, Refused

MOST_EMPTY = 20  # empty pages in a row
MOST_EMPTY_UNCOUNTED = 2  # the same without a total: the list probably ends


class Csw(Linked):
    """The records of a catalogue service."""

    url: str = Field(pattern=r"^https?://\S+$")  # the service, or a collection's `items` in OGC API Records
    # `records` is OGC API Records, whose links may be relative to `url`
    version: Literal["2.0.2", "3.0.0", "records"] = "2.0.2"
    form: Literal["dc", "gmd"] = "dc"  # `dc` is Dublin Core, `gmd` ISO 19139 (and 19139-2 if the service has it)
    constraint: str | None = None  # CQL text; for OGC API Records, more query parameters
    sort: str | None = None  # such as `dc:identifier:A`, if the service's order moves
    page_size: int = Field(default=100, ge=1, le=1_000)  # records per page
    max_records: int = Field(default=2_000_000, ge=1)  # more records stop the harvest

    def fetch(self, base: Path, store: Store | None = None) -> Fetched:
        """List all records; linked documents are fetched as they are consumed."""
        with ExitStack() as stack:
            memory = stack.enter_context(store_or_temporary(store))
            client = stack.enter_context(Client(self.manners, memory))
            here, doubts = listed(partial(self._pages, client), memory, self._scope, shown(self.url))
            beside = state_beside_list(client, memory, self._scope)
            told = [[name, each.sha256, *self._more(each)] for name, each in here.items()]
            for each in here.values():
                if each.reservation and not self.links:
                    memory.is_reserved(each.sha256)
            said = [[each.id, each.reason, each.detail] for each in doubts]
            version = fingerprint([told, self.links, self.address, beside, *said])
            origin = {"connector": "csw", "form": self.form, "records": str(len(told))}
            files = chain(doubts, (self._document(memory, name, each) for name, each in here.items()))
            here_already = (each for each in files if not isinstance(each, Target))
            brought: Iterator[File | Refused] = documents(client, memory, self._scope, files) if self.links else here_already
            return Fetched(version, origin, closing_after(stack.pop_all(), brought), len(told))

    def offered(self, base: Path, store: Store | None = None) -> Iterator[Offered | Refused]:
        """The records, or the documents they link."""
        with store_or_temporary(store) as memory:
            with Client(self.manners, memory) as client:
                here, doubts = listed(partial(self._pages, client), memory, self._scope, shown(self.url))
            found = (self._document(memory, name, each) for name, each in here.items())
            yield from offered_targets(memory, self._scope, chain(doubts, found))

    @property
    def _scope(self) -> str:
        return f"csw:{fingerprint([self.url, self.form, self.constraint])[:16]}:"

    def _more(self, told: ListedRecord) -> list[Any]:
        """A record's part of the version besides its digest."""
        return [told.unsettled] * bool(told.unsettled) if self.links else kinds(told.reservation)

    def _pages(self, client: Client) -> Iterator[tuple[RecordPage, tuple[Row, ...]]]:
        """Page after page with its opt-outs; raises FetchError if they do not end."""
        query = Query(self.url, self.version, self.form, self.constraint, self.sort, self.page_size)
        where: Position | None = self._items if self.version == "records" else 1
        count = empty = 0
        while where is not None:
            if isinstance(where, str):
                answer = self._get(client, where)
                page = features_page(answer.body, where, self.url)
            else:
                answer = query.ask(client, where)
                page = csw_page(answer.body, where, self.url, self.page_size)
            count += len(page.records)
            empty = 0 if page.records else empty + 1
            if max(count, page.matched or 0) > self.max_records:
                raise FetchError(f"{self.url} lists more than {self.max_records:,} records; narrow `constraint`.")
            yield page, answer.reservation
            if empty >= (MOST_EMPTY_UNCOUNTED if page.matched is None else MOST_EMPTY if count < page.matched else 1):
                return
            where = page.following

    @property
    def _items(self) -> str:
        more = f"&{self.constraint}" if self.constraint else ""
        return f"{self.url}{'&' if '?' in self.url else '?'}f=json&limit={self.page_size}{more}"

    def _get(self, client: Client, url: str) -> Answer:
        try:
            return client.get(url, conditional=False)
        except Failure as failure:
            raise with_server_message(failure) from None

    def _document(self, memory: Store, name: str, told: ListedRecord) -> Target | File | Refused:
        if told.reservation and not self.links:
            return File(name, b"", About(reservation=told.reservation))
        data = memory.body(told.sha256)
        if data is None:
            detail = "the stored record is damaged; the next complete list restores it"
            return Refused(name, "csw:record-lost", detail)
        said = feature(orjson.loads(data), self.url)[2] if self.version == "records" else xml_record(parse_xml(data))[2]
        about = About(
            url=said.url,
            title=said.title,
            created=said.created,
            record=as_record(said, csw={"identifier": name, "form": self.form}),
            rights=stated_rights(said.statements, f"{name} in a catalogue service"),
            reservation=told.reservation,
        )
        return self.document(name, data, said, about, f"{told.sha256}{told.unsettled}", "csw")
