"""Finds exact and near duplicates as a build does.

Each text leaves a digest and MinHash bands, about 130 bytes. Texts are needed again to confirm near duplicates: they wait in an
unnamed temporary file, which nobody else can open and which is gone when the command ends.
"""

import os
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from moisson.check.readiness.batches import Batch
from moisson.check.readiness.extraction import part
from moisson.check.readiness.findings import Finding, Place, Places, Severity, finding
from moisson.contracts.schemas import STRING
from moisson.corpus.stages.candidates import Band, Rows, band_of, batches, by_component, confirm_all, link, stars_of
from moisson.corpus.stages.signatures import LEAST_WORDS, Signing, band_columns, band_names
from moisson.kernels.strings import strings
from moisson.kernels.words import count_words, digest_words

SIGNING = Signing()
THRESHOLD = 0.85
MOST_BYTES = 4 << 30  # of text that waits to be compared word for word
MANY = 0.1  # of the documents repeat others


@dataclass
class _Texts:
    """Texts in a nameless file, by row."""

    file: Any = field(default_factory=tempfile.TemporaryFile)
    ends: list[int] = field(default_factory=lambda: [0])

    def add(self, texts: pa.Array) -> None:
        found = strings(texts)
        self.file.write(found.data[found.offsets[0] : found.offsets[-1]].tobytes())
        self.file.flush()
        self.ends.extend((found.offsets[1:] - found.offsets[0] + self.ends[-1]).tolist())

    def take(self, rows: Rows) -> pa.Array:
        """The texts of rows."""
        return pa.array([self._read(int(row)) for row in rows], STRING)

    def _read(self, row: int) -> str:
        begin, end = self.ends[row], self.ends[row + 1]
        return os.pread(self.file.fileno(), end - begin, begin).decode()  # from several threads: the file's position is nobody's


class Duplicates:
    """Digests and bands of all texts of at least five words; `close` forgets the texts."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._places: list[Place] = []
        self._short = 0
        self._digests: list[NDArray[np.uint64]] = []
        self._bands: list[dict[str, pa.Array]] = []
        self._texts = _Texts()
        self._compared = 0  # rows whose texts are kept
        self._groups: tuple[list[list[int]], list[tuple[int, int, float]]] | None = None

    def add(self, batch: Batch) -> None:
        texts = batch.columns.column("text")
        long = count_words(strings(texts)) >= LEAST_WORDS
        self._short += int((~long).sum())
        texts = texts.filter(pa.array(long))
        self._places += [Place(found.path, part(found)) for found, counts in zip(batch.found, long, strict=True) if counts]
        self._digests.append(digest_words(strings(texts), True, LEAST_WORDS))
        if self._compared == sum(map(len, self._digests[:-1])) and self._texts.ends[-1] + texts.nbytes <= self._most_bytes:
            self._texts.add(texts)
            self._bands.append(band_columns(texts, SIGNING))
            self._compared += len(texts)

    def close(self) -> None:
        self._texts.file.close()

    def findings(self) -> Iterator[Finding]:
        same, near = self._found()
        whole = len(self._places)
        repeats = sum(len(group) - 1 for group in same)
        if same:
            places = Places()
            for number, group in enumerate(same, 1):
                for row in group:
                    places.add(self._places[row]._replace(note=f"#{number}"))
            often: Severity = "serious" if repeats > MANY * whole else "minor"
            yield finding("duplicates-exact", often, "duplicates", places, whole, count=repeats, groups=len(same))
        if near:
            places = Places()
            for row, kept, similarity in near:
                places.add(self._places[row]._replace(note=f"{similarity:.0%} ≈ {_name(self._places[kept])}"))
            many: Severity = "serious" if len(near) > MANY * whole else "minor"
            yield finding("duplicates-near", many, "duplicates", places, whole, limit=round(100 * THRESHOLD))
        if whole and not same and not near:
            yield Finding("duplicates-none", "good", "duplicates", whole, whole)
        if self._compared < whole:
            yield Finding("duplicates-not-compared", "minor", "duplicates", whole - self._compared, whole)

    def as_dict(self) -> dict[str, Any]:
        same, near = self._found()
        return {
            "documents": len(self._places),
            "too_short": self._short,
            "exact": {"groups": len(same), "repeats": sum(len(group) - 1 for group in same)},
            "near": {"repeats": len(near), "threshold": THRESHOLD, "documents_compared": self._compared},
        }

    def _found(self) -> tuple[list[list[int]], list[tuple[int, int, float]]]:
        """Groups of rows with the same words, the largest first; and rows nearly the same as another one, with how nearly."""
        if self._groups is None:
            same = self._same()
            repeated = {row for group in same for row in group[1:]}
            self._groups = same, [each for each in self._near() if each[0] not in repeated]
        return self._groups

    def _same(self) -> list[list[int]]:
        digests = np.concatenate([np.zeros((0, 2), np.uint64), *self._digests])
        rows = link(len(digests), [stars_of(Band("digest", digests[:, 0]))]).rows
        groups: dict[tuple[int, int], list[int]] = defaultdict(list)
        for row in rows.tolist():
            groups[int(digests[row, 0]), int(digests[row, 1])].append(row)
        return sorted((group for group in groups.values() if len(group) > 1), key=lambda group: (-len(group), group))

    def _near(self) -> list[tuple[int, int, float]]:
        names = band_names(SIGNING.bands)
        bands = (band_of(name, pa.chunked_array([part[name] for part in self._bands], pa.uint64())) for name in names)
        rows, component = link(self._compared, map(stars_of, bands))
        ends = np.array(self._texts.ends, np.int64)
        order, starts = by_component(component)
        found: list[tuple[int, int, float]] = []
        for begin, end in batches(starts, (ends[rows + 1] - ends[rows])[order]):
            places = np.sort(order[starts[begin] : starts[end]])
            mine = rows[places]
            texts = self._texts.take(mine)
            kept, shared, union = confirm_all(
                texts, component[places].astype(np.int64), np.arange(len(mine)), THRESHOLD, SIGNING.ngram, SIGNING.headings
            )
            gone = np.flatnonzero(kept != np.arange(len(mine)))
            found += zip(mine[gone].tolist(), mine[kept[gone]].tolist(), (shared[gone] / union[gone]).tolist(), strict=True)
        return sorted(found)


def _name(place: Place) -> str:
    return f"{place.path}#{place.part}" if place.part else place.path
