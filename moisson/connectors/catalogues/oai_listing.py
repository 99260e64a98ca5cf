"""The records of an OAI-PMH repository, kept up to date in a connector's store.

One pass asks for what changed since the last one, page by page. What a page holds is remembered before the next is asked for, and
with it the token that leads on: whoever is cut short goes on there. Where the token has expired by then, the pass begins
anew from its first date, over records that are already known. A pass over everything sweeps out what it did not meet.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from moisson.connectors.catalogues.oai_answers import (
    BAD_TOKEN,
    NO_SETS,
    NOTHING,
    SECONDS,
    UNKNOWN_ID,
    WRONG_FORMAT,
    Identity,
    OaiError,
    Page,
    Record,
    identity,
    listed,
    page,
)
from moisson.connectors.store import Store
from moisson.connectors.xml_answer import NotXml
from moisson.errors import FetchError, SourceError
from moisson.web.client import Client
from moisson.web.failure import Failure

MOST_RESTARTS = 3
MOST_EMPTY = 20  # pages in a row without a record
DATE = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?")


@dataclass
class Repository:
    """Requests to one repository; a failure of the list is a FetchError."""

    client: Client
    url: str

    def ask(self, **arguments: str) -> bytes:
        """The answer to one request."""
        query = urlencode({name.rstrip("_"): value for name, value in arguments.items()})
        address = f"{self.url}{'&' if '?' in self.url else '?'}{query}"
        try:
            return self.client.get(address, accept="text/xml, application/xml", conditional=False).body
        except Failure as failure:
            raise FetchError(f"{failure} What was fetched is kept; run again.") from None

    def identity(self) -> Identity:
        try:
            return identity(self.ask(verb="Identify"))
        except (OaiError, NotXml) as error:
            raise FetchError(f"{self.url} does not answer as an OAI-PMH repository ({error}); correct `url`.") from None

    def page(self, **arguments: str) -> Page:
        """One page of a list; raises OaiError, FetchError."""
        try:
            return page(self.ask(**arguments))
        except NotXml as error:
            raise FetchError(f"OAI-PMH: {arguments['verb']} answers with {error}; what was fetched is kept, run again.") from None

    def values(self, verb: str, name: str) -> list[str]:
        """The formats or sets that there are, over all pages; empty where the repository does not say."""
        found: list[str] = []
        arguments = {"verb": verb}
        try:
            while len(found) < 10_000:
                answer = self.ask(**arguments)
                found += listed(answer, name)
                token = next((value for value in listed(answer, "resumptionToken") if value), "")
                if not token or token == arguments.get("resumptionToken"):
                    break
                arguments = {"verb": verb, "resumptionToken": token}
        except (OaiError, NotXml, FetchError):
            return found
        return found


@dataclass
class Listing:
    """The list of one set (or of all records, under the empty name) in one format."""

    repository: Repository
    store: Store
    scope: str  # what keys begin with: one memory for each repository and format
    prefix: str
    set: str
    overlap_days: int
    max_records: int

    def update(self, about: Identity, told: bool) -> None:
        """Bring the list up to date; raises FetchError, SourceError.

        `told` says that the repository tells what it deletes; else the identifiers are all listed, and compared.
        """
        full = self._state().get("since") is None
        self._passes(about)
        if not told and not full and not self._compare():
            self.store.remember(self._key, {**self._state(), "since": None})
            self._passes(about)

    @property
    def _key(self) -> str:
        return f"{self.scope}list:{self.set}"

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
                    raise self._refusal(error) from None
                self.store.remember(self._key, {**self._state(), "open": None})
        raise FetchError(
            f"OAI-PMH: the repository gives up its own resumption tokens before the list ends, {MOST_RESTARTS + 1} times;"
            " try smaller sets, or more requests per second."
        )

    def _pass(self, about: Identity) -> None:
        """One list from its first page, or from where it was cut short, to its end."""
        state = self._state()
        if state["open"] is None:
            state = {**state, "pass": state["pass"] + 1}
            arguments, started = self._arguments("ListRecords", state["since"]), ""
        else:
            arguments, started = {"verb": "ListRecords", "resumptionToken": state["open"]["token"]}, state["open"]["started"]
        for answer in self._pages(arguments):
            started = started or answer.response_date
            for record in answer.records:
                self._take(record, state["pass"], answer.response_date[:10])
            if answer.token:
                self.store.remember(self._key, {**state, "open": {"started": started, "token": answer.token}})
        if state["since"] is None:
            self._sweep(state["pass"])
        since = _since(started, about, self.overlap_days) or state["since"]
        self.store.remember(self._key, {"since": since, "pass": state["pass"], "open": None})

    def _pages(self, arguments: dict[str, str]) -> Iterator[Page]:
        """Pages until there is no token; raises FetchError where they do not end."""
        tokens: set[str] = set()
        records = empty = 0
        while True:
            try:
                answer = self.repository.page(**arguments)
            except OaiError as error:
                if error.code != NOTHING or "resumptionToken" in arguments:
                    raise
                answer = Page("", (), None)
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

    def _take(self, record: Record, number: int, seen_at: str) -> None:
        """Remember one record as it is now: its body first, then that it is known."""
        if not record.identifier:
            return None
        key = record_key(self.scope, record.identifier)
        if record.deleted:
            return self.store.forget(key)
        before = self.store.known(key) or {}
        sha256 = self.store.keep(record.metadata) if record.metadata is not None else None
        same = before.get("sha256") == sha256 and before.get("datestamp") == record.datestamp and bool(before)
        value = {
            "identifier": record.identifier,
            "datestamp": record.datestamp,
            "sets": sorted(record.sets),
            "sha256": sha256,
            "fault": list(record.fault) if record.fault else None,
            "lists": {**before.get("lists", {}), self.set: number},
            "seen_at": before["seen_at"] if same else seen_at,
        }
        if value != before:
            self.store.remember(key, value)
        return None

    def _sweep(self, number: int) -> None:
        """Forget of this list what the pass over everything did not meet."""
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
        """Compare with the list of all identifiers: forget what is gone, get what was missed; False where too much differs."""
        there = dict(self._identifiers())
        before = 0
        for key, known in self._members():
            before += 1
            if known["identifier"] in there and known["datestamp"] == there[known["identifier"]]:
                del there[known["identifier"]]
            elif known["identifier"] not in there:
                self._leave(key, known)
        if len(there) > 100 + before // 10:
            return False
        for identifier in there:
            try:
                answer = self.repository.page(verb="GetRecord", identifier=identifier, metadataPrefix=self.prefix)
            except OaiError as error:
                if error.code not in (UNKNOWN_ID, WRONG_FORMAT):
                    raise self._refusal(error) from None
                continue
            for record in answer.records:
                self._take(record, self._state()["pass"], answer.response_date[:10])
        return True

    def _identifiers(self) -> Iterator[tuple[str, str]]:
        for _ in range(MOST_RESTARTS + 1):
            try:
                pages = list(self._pages(self._arguments("ListIdentifiers")))
            except OaiError as error:
                if error.code != BAD_TOKEN:
                    raise self._refusal(error) from None
                continue
            live = (record for answer in pages for record in answer.records if record.identifier and not record.deleted)
            yield from ((record.identifier, record.datestamp) for record in live)
            return
        raise FetchError("OAI-PMH: the list of identifiers never comes to its end, for its resumption tokens expire; run again.")

    def _refusal(self, error: OaiError) -> Exception:
        """What to do about an error of the protocol, in one sentence."""
        if error.code == WRONG_FORMAT:
            known = ", ".join(sorted(set(self.repository.values("ListMetadataFormats", "metadataPrefix")))) or "not said"
            return SourceError(f"the repository has no format {self.prefix!r}; its formats are: {known}. Correct `format`.")
        if error.code == NO_SETS:
            return SourceError(f"the repository has no sets; leave out `sets` = {self.set!r}.")
        if self.set and error.code == "badArgument":
            known = ", ".join(self.repository.values("ListSets", "setSpec")[:50]) or "not said"
            return SourceError(f"the repository refuses the set {self.set!r} ({error}); its sets are: {known}.")
        return FetchError(f"OAI-PMH: the repository answers {error}; what was fetched is kept, run again.")


def record_key(scope: str, identifier: str) -> str:
    """The key that a record is remembered under."""
    return f"{scope}record:{identifier}"


def records(store: Store, scope: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every record that is known, in the order of the store."""
    start = record_key(scope, "")
    keys = store.keys()
    for key in keys:
        if key.startswith(start) and (known := store.known(key)) is not None:
            yield key, known


def token_of(known: Mapping[str, Any]) -> list[Any]:
    """What tells one state of a record from another."""
    return [known["identifier"], known["datestamp"], known["sha256"], known["fault"]]


def _since(started: str, about: Identity, overlap_days: int) -> str | None:
    """From when to ask the next time: the server's own clock as this pass began, and some days back, never before its first."""
    if not DATE.fullmatch(started):
        return None
    day = "T" not in started or about.granularity != SECONDS
    moment = datetime.fromisoformat(started[:10] if day else started.removesuffix("Z")) - timedelta(days=overlap_days)
    since = moment.date().isoformat() if day else f"{moment.isoformat()}Z"
    return max(since, about.earliest[: len(since)]) if DATE.fullmatch(about.earliest) else since
