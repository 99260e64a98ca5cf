"""The records of an OAI-PMH repository, kept up to date in the store.

A pass lists changes since the last one. Each page is stored with its resumption token before the next is requested, so an
interrupted pass resumes; if the token has expired, it restarts from its first date. A full pass deletes what it did not meet.

A list with fewer records than stated is trusted for what it holds, not for what it lacks: nothing counts as deleted, and the next
harvest lists from the same date, until the list is whole, or short by the same number twice: then the number is wrong, as the
protocol allows.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from moisson.connectors.catalogues.oai_protocol import (
    BAD_TOKEN,
    MALFORMED,
    NOTHING,
    UNKNOWN_ID,
    WRONG_FORMAT,
    Identity,
    ListPage,
    OaiError,
    Record,
    Repository,
    ask_from,
)
from moisson.connectors.memory.store import Store
from moisson.connectors.stored_optouts import kinds, lasting
from moisson.contracts.errors import FetchError
from moisson.readers.contract import Refused

MOST_RESTARTS = 3
MOST_EMPTY = 20  # empty pages in a row
MOST_AGAIN = 100  # malformed or lost records that each update requests again
LOST = ("oai:record-lost", "the stored record is damaged; the next harvest requests it again")


@dataclass
class SetListing:
    """The list of one set (all records under the empty name) in one format."""

    repository: Repository
    store: Store
    scope: str  # key prefix: one memory per repository and format
    prefix: str
    set: str
    overlap_days: int
    max_records: int
    reservation: tuple[Mapping[str, str | None], ...] = ()  # the repository's opt-outs for all its answers
    told: bool = False  # whether it reports deletions

    def update(self, about: Identity, told: bool) -> None:
        """Update the list; raises FetchError, SourceError.

        `told`: the repository reports deletions; otherwise all identifiers are listed and compared.
        """
        full = self._state().get("since") is None
        self.reservation, self.told = about.reservation, told
        self._passes(about)
        self._ask_again()
        if not told and not full and not self._compare():
            self.store.remember(self._key, {**self._state(), "since": None})
            self._passes(about)

    def doubts(self, name: str) -> Iterator[Refused]:
        """Ledger rows on a list that comes short, called `name`."""
        state = self._state()
        unlisted = None if self.told else state.get("unlisted")
        for verb, short in (("ListRecords", state.get("short")), ("ListIdentifiers", unlisted)):
            if short:
                detail = f"{verb} gives {short[0]:,} of {short[1]:,} records. Missing ones do not count as deleted."
                yield Refused(name, "oai:listing-short", detail)
        if self.set and state.get("empty"):
            yield Refused(name, "oai:set-empty", f"the repository lists no record of the set {self.set!r}; see `sets`.")

    @property
    def _key(self) -> str:
        return f"{self.scope}list:{self.set}"

    @property
    def _spoiled(self) -> str:
        return f"{self._key} spoiled "  # a setSpec has no space

    def _state(self) -> dict[str, Any]:
        return self.store.known(self._key) or {"since": None, "pass": 0, "open": None}

    def _arguments(self, verb: str, since: str | None = None) -> dict[str, str]:
        chosen = {"set": self.set} if self.set else {}
        return {"verb": verb, "metadataPrefix": self.prefix, **chosen, **({"from": since} if since else {})}

    def _passes(self, about: Identity) -> None:
        for _ in range(MOST_RESTARTS + 1):
            try:
                return self._pass(about)
            except OaiError as error:
                if error.code != BAD_TOKEN:
                    raise self.repository.refusal(error, self.prefix, self.set) from None
                self.store.remember(self._key, {**self._state(), "open": None})
        raise FetchError(
            f"OAI-PMH: the repository invalidates its own resumption tokens before the list ends, {MOST_RESTARTS + 1} times;"
            " try smaller sets, or more requests per second."
        )

    def _pass(self, about: Identity) -> None:
        """One list, from its first page or where it stopped, to its end."""
        state = self._state()
        full = state["since"] is None
        pages = self._resumed(state)
        if pages is None:
            state = {**state, "pass": state["pass"] + 1, "open": None}
            pages = self._pages(self._arguments("ListRecords", state["since"]))
        opened = {"started": "", "count": 0, "stated": 0, **(state["open"] or {})}
        for answer in pages:
            opened["started"] = opened["started"] or answer.response_date
            opened["count"] += len(answer.records)
            opened["stated"] = answer.size or opened["stated"]
            for record in answer.records:
                self._take(record, state["pass"], answer)
            if answer.token:
                self.store.remember(self._key, {**state, "open": {**opened, "token": answer.token}})
        count, started = opened["count"], opened["started"]
        if full and not count:
            self.repository.must_have(self.set)
        short = _short(count, opened["stated"])
        if full and not short:
            self._sweep(state["pass"])
        since = None if short and short != state.get("short") else ask_from(started, about, self.overlap_days)
        value = {**state, "since": since or state["since"], "open": None, "short": short}
        self.store.remember(self._key, {**value, "empty": not count and (full or state.get("empty", False))})

    def _resumed(self, state: Mapping[str, Any]) -> Iterator[ListPage] | None:
        """The pages from where the list stopped; None if its token has expired."""
        if state["open"] is None:
            return None
        pages = self._pages({"verb": "ListRecords", "resumptionToken": state["open"]["token"]})
        try:
            return chain([next(pages)], pages)
        except (OaiError, FetchError):
            return None

    def _pages(self, arguments: dict[str, str]) -> Iterator[ListPage]:
        """Pages until there is no token; raises FetchError if they do not end."""
        tokens: set[str] = set()
        records = empty = 0
        while True:
            try:
                answer = self.repository.page(**arguments)
            except OaiError as error:
                if error.code != NOTHING or "resumptionToken" in arguments:
                    raise
                answer = ListPage("", (), None)
            yield answer
            records += len(answer.records)
            empty = 0 if answer.records else empty + 1
            if not answer.token:
                return
            if answer.token in tokens or empty > MOST_EMPTY or records > self.max_records:
                why = "repeats a resumption token" if answer.token in tokens else "gives pages without end"
                raise FetchError(f"OAI-PMH: the repository {why}, after {records:,} records; see `max_records`.")
            tokens.add(answer.token)
            arguments = {"verb": arguments["verb"], "resumptionToken": answer.token}

    def _take(self, record: Record, number: int, answer: ListPage) -> None:
        """Store a record: body first."""
        if not record.identifier:
            return None
        key = record_key(self.scope, record.identifier)
        if record.deleted:
            return self.store.forget(key)
        before = self.store.known(key) or {}
        lists = {**before.get("lists", {}), self.set: number}
        if record.fault and record.fault[0] == MALFORMED:
            self.store.remember(f"{self._spoiled}{record.identifier}", {})
            if before.get("sha256"):  # it was well-formed before
                return self.store.remember(key, {**before, "fault": list(record.fault), "lists": lists})
        sha256 = self.store.keep(record.metadata) if record.metadata is not None else None
        same = before.get("sha256") == sha256 and before.get("datestamp") == record.datestamp and bool(before)
        general = kinds(self.reservation)
        own = [row for row in answer.reservation if [row["protocol"], row["value"]] not in general]
        value = {
            "identifier": record.identifier,
            "datestamp": record.datestamp,
            "sets": sorted(record.sets),
            "sha256": sha256,
            "fault": list(record.fault) if record.fault else None,
            "lists": lists,
            "seen_at": before["seen_at"] if same else answer.response_date[:10],
            "reservation": list(lasting(own, before.get("reservation", ()))),
            **({"lost": before["lost"]} if "lost" in before else {}),
        }
        if value != before:
            self.store.remember(key, value)
        return None

    def _get(self, identifier: str) -> None:
        """Fetch one record; raises OaiError, FetchError."""
        answer = self.repository.page(verb="GetRecord", identifier=identifier, metadataPrefix=self.prefix)
        for record in answer.records:
            self._take(record, self._state()["pass"], answer)

    def _ask_again(self) -> None:
        """Request malformed and lost records again: their dates do not change."""
        for key in list(islice(self.store.keys(self._spoiled), MOST_AGAIN)):
            identifier = key.removeprefix(self._spoiled)
            try:
                if self._is_spoiled(identifier):
                    self._get(identifier)
            except OaiError:
                continue
            except FetchError:
                return
            if not self._is_spoiled(identifier):
                self.store.forget(key)

    def _is_spoiled(self, identifier: str) -> bool:
        known = self.store.known(record_key(self.scope, identifier)) or {}
        return bool(known.get("fault")) and known["fault"][0] in (MALFORMED, LOST[0])

    def _sweep(self, number: int) -> None:
        """Remove from this list what the full pass did not meet."""
        for key, known in self._members():
            if known["lists"][self.set] != number:
                self._leave(key, known)

    def _members(self) -> Iterator[tuple[str, dict[str, Any]]]:
        return ((key, known) for key, known in records(self.store, self.scope) if self.set in known["lists"])

    def _leave(self, key: str, known: dict[str, Any]) -> None:
        rest = {name: number for name, number in known["lists"].items() if name != self.set}
        if rest:
            self.store.remember(key, {**known, "lists": rest})
        else:
            self.store.forget(key)

    def _compare(self) -> bool:
        """Compare with all identifiers: remove what is gone, fetch what was missed; False if too much differs."""
        pages = self._identifiers()
        listed = [record for answer in pages for record in answer.records]
        if not listed:
            self.repository.must_have(self.set)
        short = _short(len(listed), next((answer.size for answer in reversed(pages) if answer.size), 0))
        self.store.remember(self._key, {**self._state(), "unlisted": short})
        there = {record.identifier: record.datestamp for record in listed if record.identifier and not record.deleted}
        before = 0
        for key, known in self._members():
            before += 1
            if known["identifier"] in there and known["datestamp"] == there[known["identifier"]]:
                del there[known["identifier"]]
            elif known["identifier"] not in there and not short:
                self._leave(key, known)
        if len(there) > 100 + before // 10:
            return False
        for identifier in there:
            try:
                self._get(identifier)
            except OaiError as error:
                if error.code not in (UNKNOWN_ID, WRONG_FORMAT):
                    raise self.repository.refusal(error, self.prefix, self.set) from None
        return True

    def _identifiers(self) -> list[ListPage]:
        for _ in range(MOST_RESTARTS + 1):
            try:
                return list(self._pages(self._arguments("ListIdentifiers")))
            except OaiError as error:
                if error.code != BAD_TOKEN:
                    raise self.repository.refusal(error, self.prefix, self.set) from None
        raise FetchError("OAI-PMH: the list of identifiers never ends: its resumption tokens expire; run again.")


def record_key(scope: str, identifier: str) -> str:
    """A record's key in the store."""
    return f"{scope}record:{identifier}"


def records(store: Store, scope: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every known record, in the store's order."""
    return store.items(record_key(scope, ""))


def mark_lost(store: Store, scope: str, known: Mapping[str, Any]) -> None:
    """Request a record again whose body is lost; it will differ from the last harvest's."""
    store.remember(record_key(scope, known["identifier"]), {**known, "fault": list(LOST), "lost": known.get("lost", 0) + 1})
    for name in known["lists"]:
        store.remember(f"{scope}list:{name} spoiled {known['identifier']}", {})


def token_of(known: Mapping[str, Any]) -> list[Any]:
    """Identifies a record's state."""
    more = [said for said in (kinds(known.get("reservation", ())), known.get("lost")) if said]
    return [known["identifier"], known["datestamp"], known["sha256"], known["fault"], *more]


def _short(count: int, stated: int) -> list[int] | None:
    """(received, stated) if records are missing."""
    return [count, stated] if count < stated else None
