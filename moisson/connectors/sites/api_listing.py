"""Walking an interface's lists, and the state of the walks.

Each page is stored with the address of the next before that is requested, so an interrupted walk resumes. A full walk deletes
what it did not meet; a walk over changes deletes only what is marked deleted; full walks repeat from time to time.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from moisson.connectors.fetching import AWAY
from moisson.connectors.memory.store import Store
from moisson.connectors.sites.api_answers import ListPage, PageReader
from moisson.connectors.stored_optouts import current_rows, kinds, lasting, together
from moisson.connectors.web.client import Answer, Client
from moisson.connectors.web.failure import Failure
from moisson.connectors.web.optouts import Row
from moisson.contracts.addresses import shown
from moisson.contracts.errors import FetchError
from moisson.contracts.identity import digest
from moisson.readers.contract import Refused

NO = ("", "false", "0", "no", "n")  # values of `deleted` that mean no
STALE = timedelta(days=1)  # age at which an interrupted walk restarts: cursors expire, and offsets shift
MOST_SAID = 1_000  # ledger rows per list
MOST_WALKS = 2  # walks over a list that moves or contradicts its total
NOTHING: dict[str, Any] = {"pass": 0, "since": None, "full": None, "open": None, "said": [], "ids": None, "kind": None}


@dataclass(frozen=True)
class RecordPaths:
    """Paths in a record: fields of the connector."""

    id: str | list[str]
    token: str | list[str]
    deleted: str | None
    deleted_values: tuple[str, ...]
    only: Mapping[str, list[str]]
    without: frozenset[str]


@dataclass
class Walk:
    """The state of a walk before the page at `address`."""

    number: int
    full: bool  # over everything, not just changes
    address: str
    began: str = ""
    count: int = 0  # records so far
    met: int = 0  # distinct records
    total: int | None = None  # announced by the first page
    moved: bool = False  # whether another page differs
    stood: bool = False  # whether a page had something at `records`
    said: list[list[str]] = field(default_factory=list)


@dataclass(frozen=True)
class RecordListing:
    """One list of an interface. A `small` one stores its ids, to be swept without scanning others."""

    pages: PageReader
    reading: RecordPaths
    store: Store
    scope: str
    name: str
    max_records: int
    small: bool = False
    general: tuple[Row, ...] = ()  # the host's opt-outs for all its answers

    @property
    def state(self) -> dict[str, Any]:
        """The list's state: number of the last walk, start of the last walk and full walk, ledger rows."""
        return {**NOTHING, **(self.store.known(self._list_key) or {})}

    def update(self, url: str, full: bool = True, first: Answer | None = None) -> None:
        """Walk to the end, or resume; raises FetchError.

        `first` is the answer to `url`, if already here.
        """
        for _ in range(MOST_WALKS):
            walk = self._walked(url, full, first)
            if walk.total in (None, walk.met) and not walk.moved:
                break
            self._keep(open=None)
            first = None
        fewer = walk.moved or (walk.total is not None and walk.count < walk.total)
        if walk.moved or walk.total not in (None, walk.met):
            kept = " Nothing is taken for deleted." if fewer and walk.full else ""
            moved = ", and the number changed meanwhile" if walk.moved else ""
            detail = f"{walk.total} records are announced{moved}; {walk.count} came, {walk.met} different ones.{kept}"
            walk.said.append([self.name, "api:total-differs", detail])
        if walk.full:
            clear_lost(self.store, self.scope, self.name)
        if walk.full and not fewer:
            self._sweep(self._unmet(self._twice(url, walk)))
        state = self.state
        said = {tuple(row): row for row in [*([] if walk.full else state["said"]), *walk.said]}
        ended = {"since": walk.began, "full": walk.began if walk.full else state["full"], "open": None}
        self._keep(**ended, said=[*said.values()][:MOST_SAID])

    def said(self) -> Iterator[Refused]:
        """Ledger rows about the list."""
        for id, reason, detail in self.state["said"]:
            yield Refused(id, reason, detail)

    @property
    def _list_key(self) -> str:
        return f"{self.scope}list:{self.name}"

    def _key(self, id: str) -> str:
        return f"{self.scope}record:{id}"

    def _keep(self, **more: Any) -> None:
        self.store.remember(self._list_key, {**self.state, **more})

    def _walked(self, url: str, full: bool, first: Answer | None) -> Walk:
        state = self.state
        left = state["open"]
        if left and left["full"] >= full and datetime.now(UTC) - datetime.fromisoformat(left["began"]) < STALE:
            try:
                return self._pages(Walk(**left), None, resumed=True)
            except FetchError as error:
                if isinstance(error, Failure) and AWAY.fullmatch(error.reason):
                    raise
                self._keep(open=None)  # probably an expired cursor
        walk = Walk(state["pass"] + 1, full, url)
        self._keep(**{"pass": walk.number})
        return self._pages(walk, first, resumed=False)

    def _pages(self, walk: Walk, first: Answer | None, resumed: bool) -> Walk:
        asked, others = {walk.address}, set[str]()
        kind = self.state["kind"]
        while True:
            page = self.pages.get(walk.address, walk.count, first)
            place, first = shown(walk.address), None
            if not page.records and kind not in (None, page.kind):
                raise FetchError(f"{place} answers with <{page.kind}>, where it answered with <{kind}> before.")
            if walk.stood and not page.stands:
                raise FetchError(f"{place} has nothing at `records`, where a page before had: an error, most likely. Run again.")
            walk.stood = walk.stood or page.stands
            if not walk.began:
                walk.began, walk.total = page.at, page.total
            walk.moved = walk.moved or page.total not in (None, walk.total)
            met = self._take(page, walk, resumed, others)
            walk.count, walk.met = walk.count + len(page.records), walk.met + met
            if walk.full and not walk.count and not self.small:
                raise FetchError(f"{place} lists nothing at all; correct `url` or `records`.")
            if walk.count > self.max_records:
                raise FetchError(f"{place} lists more than {self.max_records:,} records; narrow `url`, or raise `max_records`.")
            if page.records and kind != page.kind:
                kind = page.kind
                self._keep(kind=kind)
            if not page.records or page.onward is None or page.onward == walk.address:
                return walk
            if page.onward in asked or not met:
                why = "leads back to a page that was read" if page.onward in asked else "gives again what was read"
                raise FetchError(f"{place} {why}, after {walk.met:,} records: the list has no end.")
            asked.add(page.onward)
            walk.address, resumed = page.onward, False
            self._keep(open=vars(walk))

    def _take(self, page: ListPage, walk: Walk, resumed: bool, others: set[str]) -> int:
        """Store a page's records; returns how many the walk had not met.

        A resumed page's records are met again. `others` are digests of skipped records.
        """
        read, answers = self.reading, self.pages.answers
        met: set[str] = set()
        without, before_others = 0, len(others)
        for record in page.records:
            id = answers.value(record, read.id)
            before = self.store.known(self._key(id)) if id else None
            fits = all({*answers.values(record, path)} & {*values} for path, values in read.only.items())
            if not fits:
                earlier = before is not None and before["list"] == self.name and before["pass"] != walk.number
                if earlier and (not walk.full or self._deleted(record)):
                    self.store.forget(self._key(id))  # others that no longer fit go with a full walk
                others.add(digest(answers.whole(record, read.without)))
                continue
            data = answers.whole(record, read.without)
            if not id:
                without += 1
                walk.said.append([f"without-id-{digest(data)[:16]}", "api:without-id", "nothing stands at `id` in this record."])
            elif id in met or (before and not resumed and (before["list"], before["pass"]) == (self.name, walk.number)):
                self._again(record, id, data, before or {}, walk, page)
            else:
                met.add(id)
                self._remember(record, id, data, walk.number, before, page)
        del walk.said[MOST_SAID:]
        if without and without == len(page.records):
            raise FetchError(f"no record of {shown(walk.address)} has anything at id = {read.id!r}; correct `id`.")
        if self.small:
            self._keep(ids=sorted({*(self.state["ids"] or ()), *met}))
        return len(met) + without + len(others) - before_others

    def _remember(self, record: Any, id: str, data: bytes, number: int, before: Mapping[str, Any] | None, page: ListPage) -> None:
        sha256 = None if self._deleted(record) else self.store.keep(data)
        value: dict[str, Any] = {"id": id, "list": self.name, "pass": number, "sha256": sha256}
        hosts = kinds(self.general)
        if own := [row for row in page.reservation if [row["protocol"], row["value"]] not in hosts]:
            value["reservation"] = list(lasting(own, (before or {}).get("reservation", ())))
        if value != before:
            self.store.remember(self._key(id), value)

    def _deleted(self, record: Any) -> bool:
        if not self.reading.deleted:
            return False
        said = self.pages.answers.value(record, self.reading.deleted)
        return said in self.reading.deleted_values if self.reading.deleted_values else said.lower() not in NO

    def _again(self, record: Any, id: str, data: bytes, before: Mapping[str, Any], walk: Walk, page: ListPage) -> None:
        """A moving list shows a record twice: the newer state counts, by token."""
        sha256 = before.get("sha256")
        body = self.store.body(sha256) if sha256 else None
        if body is None or digest(data) == sha256:
            return
        answers = self.pages.answers
        token, older = answers.value(record, self.reading.token), answers.value(answers.root(body), self.reading.token)
        if token > older:
            self._remember(record, id, data, walk.number, before, page)
        elif token == older:
            walk.said.append([id, "api:id-twice", "another record of the list has this id; the first is kept."])

    def _twice(self, url: str, walk: Walk) -> set[int]:
        """The full walks that count: two, if the first may have missed records.

        A list counted by position moves up when a record goes during the walk; without a total nothing shows it.
        """
        asking, numbers = self.pages.asking, {walk.number}
        if walk.total is None and (asking.offset or asking.page) and self._unmet(numbers):
            self._keep(open=None)
            numbers.add(self._walked(url, True, None).number)
        return numbers

    def _unmet(self, numbers: set[int]) -> set[str]:
        """The records of this list that these walks did not meet."""
        named = (self.store.known(self._key(id)) for id in self.state["ids"] or [])
        held = filter(None, named) if self.small else records(self.store, self.scope)
        return {each["id"] for each in held if each["list"] == self.name and each["pass"] not in numbers}

    def _sweep(self, gone: set[str]) -> None:
        """Delete from this list what full walks did not meet."""
        for id in sorted(gone):
            self.store.forget(self._key(id))
        if self.small:
            self._keep(ids=[id for id in self.state["ids"] or [] if id not in gone])


def records(store: Store, scope: str) -> Iterator[dict[str, Any]]:
    """Every known record of an interface; deleted ones have no `sha256`."""
    return (known for _, known in store.items(f"{scope}record:"))


def lost_lists(store: Store, scope: str) -> set[str]:
    """Lists whose records were damaged, or removed with a withdrawal."""
    taken = store.taken_out()
    known = records(store, scope) if taken else iter(())
    found = (store.known(f"{scope}lost") or {}).get("lists", ())
    return {*found, *(each["list"] for each in known if each["sha256"] in taken and store.body(each["sha256"]) is None)}


def mark_lost(store: Store, scope: str, name: str) -> None:
    """Note a damaged record: the next harvest relists it and has another version."""
    before = store.known(f"{scope}lost") or {"lists": [], "times": 0}
    store.remember(f"{scope}lost", {"lists": sorted({*before["lists"], name}), "times": before["times"] + 1})


def clear_lost(store: Store, scope: str, name: str) -> None:
    """The list came whole."""
    known = store.known(f"{scope}lost")
    if known and name in known["lists"]:
        store.remember(f"{scope}lost", {**known, "lists": [each for each in known["lists"] if each != name]})


def read_host_optouts(client: Client, store: Store, scope: str, address: str) -> None:
    """Store what the list's host reserves now: it also covers records not requested again."""
    known = {"answered": address, "headers": {}, "sha256": digest(b""), "reservation": host_optouts(store, scope)}
    if (rows := current_rows(client, store, address, known)) is not None:
        store.remember(f"{scope}reserved", {"rows": rows})


def host_optouts(store: Store, scope: str) -> tuple[dict[str, str | None], ...]:
    """The list host's opt-outs for all its answers."""
    return tuple((store.known(f"{scope}reserved") or {}).get("rows", ()))


def record_optouts(store: Store, scope: str, known: Mapping[str, Any]) -> tuple[dict[str, str | None], ...]:
    """The opt-outs of a record that is the document: its page's and the host's."""
    return together(known.get("reservation", ()), host_optouts(store, scope))
