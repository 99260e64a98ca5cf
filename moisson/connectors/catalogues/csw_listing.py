"""The list of a catalogue service: walked until it is stable, and remembered in case it comes short.

Services skip records they cannot convert, repeat records while their order moves, and may always miscount. A list that is not
whole is walked again; if it never is, missing records do not count as deleted, and the ledger says so.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace

from moisson.connectors.catalogues.csw_protocol import RecordPage
from moisson.connectors.catalogues.linked import unsettled_mark
from moisson.connectors.memory.store import Store
from moisson.connectors.stored_optouts import lasting
from moisson.connectors.web.optouts import Row
from moisson.readers.contract import Refused

MOST_ATTEMPTS = 3
Pages = Iterable[tuple[RecordPage, tuple[Row, ...]]]  # with their opt-outs


@dataclass(frozen=True, slots=True)
class ListedRecord:
    """A listed record: its digest, its opt-outs, and a suffix for its token while its dates are unsettled."""

    sha256: str
    reservation: tuple[dict[str, str | None], ...] = ()
    unsettled: str = ""


@dataclass(slots=True)
class Walk:
    """One walk over the list: records by identifier and digest, and why it may be incomplete."""

    met: dict[str, dict[str, ListedRecord]] = field(default_factory=dict)
    short: str = ""

    def records(self) -> dict[str, ListedRecord]:
        """Records by unique name: several with one identifier get their digest, except the first."""
        named = ((name, i, told) for name, some in self.met.items() for i, (_, told) in enumerate(sorted(some.items())))
        return {f"{name}~{told.sha256[:8]}" if i else name: told for name, i, told in named}

    def shared(self) -> dict[str, int]:
        """Identifiers of several different records, and how many."""
        return {name: len(some) for name, some in self.met.items() if len(some) > 1}


def listed(pages: Callable[[], Pages], memory: Store, scope: str, name: str) -> tuple[dict[str, ListedRecord], list[Refused]]:
    """Every record, sorted, and ledger rows about the list called `name`; raises FetchError.

    `pages` starts a walk; `scope` prefixes keys in the store.
    """
    walk = _walk(pages(), memory)
    for _ in range(MOST_ATTEMPTS - 1):
        if not walk.short and not walk.shared():
            break
        before, walk = walk, _walk(pages(), memory)
        if walk.records() == before.records():
            break
        if walk.short:
            walk.met = before.met | walk.met
    here = walk.records()
    doubts = [
        Refused(one, "csw:identifier-shared", f"{number} different records have it; all names but one end in a digest.")
        for one, number in sorted(walk.shared().items())
    ]
    if walk.short:
        kept = {one: told for one, told in _known(memory, scope) if one not in here}
        detail = f"{walk.short}. What it lacks is not taken as deleted: {len(kept):,} records are kept. See `sort`."
        doubts.append(Refused(name, "csw:listing-short", detail))
        here |= kept
    return dict(sorted(_remembered(here, memory, scope))), doubts


def _walk(pages: Pages, memory: Store) -> Walk:
    walk, total, moved, came = Walk(), None, False, 0
    for page, reservation in pages:
        moved = moved or (total is not None and page.matched != total)
        total = page.matched if total is None else total
        came += len(page.records)
        for name, data, said in page.records:
            sha256 = memory.keep(data)
            told = ListedRecord(sha256, lasting(reservation, ()), unsettled_mark(said.fields.get("modified", ())))
            walk.met.setdefault(name, {})[sha256] = told
    different = sum(len(some) for some in walk.met.values())
    if total is not None and different < total:
        walk.short = f"{different:,} of {total:,} records came" + (f", {came - different:,} of them twice" * (came > different))
    elif moved:
        walk.short = "the list changes while it is read"
    return walk


def _known(memory: Store, scope: str) -> Iterator[tuple[str, ListedRecord]]:
    for key, said in memory.items(start := _key(scope, "")):
        yield key.removeprefix(start), ListedRecord(said["sha256"], tuple(said["reservation"]), said["unsettled"])


def _remembered(here: dict[str, ListedRecord], memory: Store, scope: str) -> Iterator[tuple[str, ListedRecord]]:
    """Store exactly these records; a lasting opt-out keeps its first date."""
    for name, _ in _known(memory, scope):
        if name not in here:
            memory.forget(_key(scope, name))
    for name, told in here.items():
        known = memory.known(_key(scope, name)) or {}
        told = replace(told, reservation=lasting(told.reservation, known.get("reservation", ())))
        value = {**asdict(told), "reservation": list(told.reservation)}
        if value != known:
            memory.remember(_key(scope, name), value)
        yield name, told


def _key(scope: str, name: str) -> str:
    return f"{scope}record:{name}"
