"""Measures extraction: what could not be read and why, what was read in part, and what came out damaged."""

from collections import defaultdict
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import pyarrow as pa

from moisson.check.readiness.batches import Batch
from moisson.check.readiness.findings import Finding, Place, Places, Severity, finding
from moisson.check.readiness.wording import table
from moisson.contracts.lost_words import loses_much
from moisson.contracts.schemas import STRING
from moisson.corpus.stages.noise import CROWD, measure_noise
from moisson.harvest.preview import Outcome

IMAGES = ("png", "jpeg", "jp2", "gif", "tiff")
SURE = 0.8  # mean confidence of recognised words below which a text wants a better scan
DAMAGED = 0.001  # of the characters are replacement characters
FAMILIES: dict[str, tuple[Severity, list[str]]] = {
    family: (said["severity"], said["reasons"]) for family, said in table("extraction").items()
}
_FAMILY = {reason: family for family, (_, reasons) in FAMILIES.items() for reason in reasons}


def family(found: Outcome) -> str:
    """The kind of obstacle that kept a file from being read."""
    if found.format in IMAGES:
        return "image"
    if found.format == "parquet-encrypted":
        return "encrypted"
    return _FAMILY.get(found.reason.rpartition(":")[2], "other")


class Extraction:
    """Counts over everything met; `meet` takes each document or reason, `add` the texts."""

    def __init__(self) -> None:
        self._met = self._read = 0
        self._unread: dict[str, Places] = defaultdict(Places)
        self._partly, self._unsure, self._replaced, self._noisy, self._lossy = (Places() for _ in range(5))
        self._recognised = 0
        self._noise = measure_noise()

    def meet(self, found: Outcome) -> None:
        """One document, read or not."""
        self._met += 1
        if found.text is None:
            self._unread[family(found)].add(Place(found.path, part(found), note=found.reason))
        else:
            self._read += 1

    def add(self, batch: Batch) -> None:
        """Texts: whether they are whole, and how clean."""
        noise = self._noise(_identified(batch))["noise"].to_pylist()
        for found, text, dirt in zip(batch.found, batch.texts, noise, strict=True):
            if text.missing:
                self._partly.add(Place(found.path, part(found), note=text.missing))
            unknown = sum(number for kind, number in text.left_out or () if kind == "unknown")
            if loses_much(text.format, text.words_held, unknown):
                self._lossy.add(Place(found.path, part(found), note=f"{unknown / (text.words_held or 1):.0%}"))
            if text.confidence is not None:
                self._recognised += 1
                if text.confidence < SURE:
                    self._unsure.add(Place(found.path, part(found), note=f"{text.confidence:.2f}"))
            lost = text.text.count("\ufffd")
            if lost > DAMAGED * len(text.text):
                self._replaced.add(Place(found.path, part(found), note=str(lost)))
            if dirt is not None and dirt > CROWD:
                self._noisy.add(Place(found.path, part(found), note=f"{dirt:.2f}"))

    def findings(self) -> Iterator[Finding]:
        for name, places in self._unread.items():
            yield finding(f"unread-{name}", FAMILIES[name][0], "formats", places, self._met)
        unsearched = sum(places.count for name, places in self._unread.items() if name != "empty")
        if unsearched:
            yield Finding("personal-unsearched", "serious", "personal-data", unsearched, self._met)
        if self._partly.count:
            yield finding("partly-read", "serious", "formats", self._partly, self._read)
        if self._lossy.count:
            yield finding("words-lost", "minor", "text-quality", self._lossy, self._read)
        if self._recognised:
            yield Finding("recognised", "minor", "text-quality", self._recognised, self._read)
        if self._unsure.count:
            yield finding("recognition-unsure", "serious", "text-quality", self._unsure, self._recognised, limit=SURE)
        if self._replaced.count:
            yield finding("characters-lost", "serious", "text-quality", self._replaced, self._read)
        if self._noisy.count:
            yield finding("text-noisy", "minor", "text-quality", self._noisy, self._read, limit=CROWD)
        lost = sum(places.count for name, places in self._unread.items() if FAMILIES[name][0] in ("blocks", "serious"))
        if self._read and not lost and not self._partly.count and not self._lossy.count:
            yield Finding("all-read", "good", "formats", self._read, self._met)

    def as_dict(self) -> dict[str, Any]:
        return {
            "documents": self._met,
            "documents_read": self._read,
            "not_read": {name: places.count for name, places in sorted(self._unread.items())},
            "read_in_part": self._partly.count,
            "recognised": self._recognised,
            "recognised_unsure": self._unsure.count,
            "with_lost_characters": self._replaced.count,
            "noisy": self._noisy.count,
            "losing_words": self._lossy.count,
        }


def part(found: Outcome) -> str | None:
    """The document within its file, where it does not go by the file's own path; a key that is a mail address by its hash."""
    if found.id == found.path:
        return None
    own = found.id.removeprefix(f"{found.path}#")
    return sha256(own.encode()).hexdigest()[:12] if "@" in own else own


def _identified(batch: Batch) -> pa.RecordBatch:
    """Text and the language that it is in."""
    language = batch.identified["language"].cast(STRING)
    return pa.RecordBatch.from_arrays([batch.columns.column("text"), language], names=["text", "language"])
