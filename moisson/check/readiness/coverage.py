"""Counts documents without title, date or identifier."""

from collections.abc import Iterator
from typing import Any

from moisson.check.readiness.batches import Batch
from moisson.check.readiness.extraction import part
from moisson.check.readiness.findings import Finding, Place, Places, finding

FIELDS = ("title", "date", "identifier")  # of the language, `languages` speaks


class Coverage:
    """How many documents lack each field."""

    def __init__(self) -> None:
        self._documents = 0
        self._without = {name: Places() for name in FIELDS}

    def add(self, batch: Batch) -> None:
        for found, text in zip(batch.found, batch.texts, strict=True):
            self._documents += 1
            there = {"title": text.title, "date": text.created or text.valid_from, "identifier": text.identifiers}
            for name, value in there.items():
                if not value:
                    self._without[name].add(Place(found.path, part(found)))

    def findings(self) -> Iterator[Finding]:
        for name, places in self._without.items():
            if places.count:
                undated = name == "date" and places.count > self._documents / 2
                yield finding(f"without-{name}", "serious" if undated else "minor", "metadata", places, self._documents)
        if self._documents and not any(places.count for places in self._without.values()):
            yield Finding("fields-complete", "good", "metadata", self._documents, self._documents)

    def as_dict(self) -> dict[str, Any]:
        return {"documents": self._documents, "without": {name: places.count for name, places in self._without.items()}}
