"""The last listing of a portal, for the day when one comes short of the portal's count.

Data sets missing from a short listing stay as last listed. One counts as gone once a listing is whole, or lacks no more than the
last did: some portals always count what they do not show.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from moisson.connectors.fetching import AWAY
from moisson.connectors.memory.store import Store
from moisson.connectors.portals.offer import Offer, Short, path_of
from moisson.connectors.rights import Statement
from moisson.connectors.web.failure import GONE
from moisson.readers.contract import Refused

SAME = "listed "  # prefix of keys; the description's digest and the data set follow
SHORT = "listing-short"
FAILED = re.compile("http-|redirect-|encoding|length|tls")


@dataclass(frozen=True, slots=True)
class PortalListing:
    """A listing: the files to fetch, and refusals.

    `kept` maps keys of offers known only from the last listing to the reason.
    """

    offers: list[Offer]
    refused: list[Refused]
    kept: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LastListing:
    """The memory of the last listing; `scope` is a digest of the fields that choose its data sets."""

    store: Store
    scope: str

    def missed(self, data_sets: set[str], refused: Iterable[Refused], short: list[Short]) -> dict[str, list[Offer]]:
        """Offers of last listed data sets that this listing does not cover, by reason.

        `data_sets` are listed now; a row in `refused` also covers a data set or file.
        """
        said = {row.id: row.reason for row in refused}
        missing = sum(one.missing for one in short)
        before = self.store.known("listing") or {}
        usual = before["missing"] if before.get("scope") == self.scope else 0
        found: dict[str, list[Offer]] = {}
        for data_set in self._data_sets():
            reason = said.get(path_of(data_set), SHORT if missing > usual else "")
            if data_set not in data_sets and (reason == SHORT or _of_today(reason)):
                found.setdefault(reason, []).extend(offer for offer in self._offers(data_set) if offer.path not in said)
        kept = {offer.dataset for offer in found.get(SHORT, ())}
        self.store.remember("listing", {"scope": self.scope, "missing": max(0, missing - len(kept))})
        return found

    def remember(self, offers: Iterable[Offer]) -> None:
        """Store these offers only. Several may name one file, one per data set."""
        listed = set()
        for data_set, group in groupby(sorted(offers, key=lambda offer: offer.dataset), key=lambda offer: offer.dataset):
            key = f"{SAME}{self.scope} {data_set}"
            listed.add(key)
            row = _row(list(group))
            if self.store.known(key) != row:
                self.store.remember(key, row)
        for key in self.store.keys(SAME):
            if key not in listed:
                self.store.forget(key)

    def _data_sets(self) -> Iterator[str]:
        start = f"{SAME}{self.scope} "
        return (key.removeprefix(start) for key in self.store.keys(start))

    def _offers(self, data_set: str) -> Iterator[Offer]:
        row = self.store.known(f"{SAME}{self.scope} {data_set}") or {"record": {}, "offers": []}
        for fields in row["offers"]:
            own = {name: value for name, value in fields.items() if name not in ("record", "statements")}
            statements = tuple(Statement(**one) for one in fields["statements"])
            yield Offer(**own, dataset=data_set, record={**row["record"], **fields["record"]}, statements=statements)


def _of_today(reason: str) -> bool:
    """Whether a data set's own page failed or was invalid, without saying that it is gone."""
    return reason not in GONE and bool(reason == "not-described" or AWAY.fullmatch(reason) or FAILED.match(reason))


def _row(offers: list[Offer]) -> dict[str, Any]:
    """One data set's offers as JSON; shared parts of their records are stored once."""
    records = [dict(offer.record or {}) for offer in offers]
    shared = {name: value for name, value in records[0].items() if all(one.get(name) == value for one in records)}
    rows = [
        {
            **{name: getattr(offer, name) for name in ("key", "path", "url", "format", "token", "title", "created", "size")},
            "record": {name: value for name, value in record.items() if name not in shared},
            "statements": [{**one.row(), "of_access": one.of_access} for one in offer.statements],
        }
        for offer, record in zip(offers, records, strict=True)
    ]
    return {"record": shared, "offers": rows}
