"""Which items of a task stand in the releases that a model was trained on: by the same runs of words as `drop_contaminated`.

An item is found where half of its question's 13-grams stand in one document, or its question, if short, whole and beside the
answer; or a third of its passage's 13-grams. What is too short for either cannot be looked for.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from moisson.corpus.evaluation_sets import Entry, Hashes, write_hashed
from moisson.corpus.stages.contamination import BEGIN, FORMAT, Known, load
from moisson.kernels.overlap import find_overlap, words_of
from moisson.kernels.strings import strings
from moisson.models.evaluation.harness import Item
from moisson.stewardship.opened import Opened, row_groups

NGRAM, QUESTION, PASSAGE, WITHIN = 13, 0.5, 1 / 3, 30  # as `drop_contaminated` has them unless told otherwise


@dataclass(frozen=True)
class Contamination:
    """For each item of a task, whether its question or its passage was found, and whether it could be looked for."""

    question: NDArray[np.bool_]
    passage: NDArray[np.bool_]
    looked_for: NDArray[np.bool_]

    @property
    def found(self) -> NDArray[np.bool_]:
        return self.question | self.passage


def contamination(tasks: Mapping[str, Sequence[Item]], releases: Iterable[Opened]) -> dict[str, Contamination]:
    """Look for the items of each task in the texts of releases; every text is read once."""
    names = list(tasks)
    found = {name: Contamination(*(np.zeros(len(items), np.bool_) for _ in range(3))) for name, items in tasks.items()}
    with TemporaryDirectory() as folder:
        places = {name: _Places(tasks[name]) for name in names}
        paths = [places[name].write(Path(folder) / f"{number}.parquet", name) for number, name in enumerate(names)]
        known = load([str(path) for path in paths if path], NGRAM)
    hashed = [name for name, path in zip(names, paths, strict=True) if path]
    hit = np.zeros(len(known.items), np.bool_)
    limits = np.where(known.passage, PASSAGE, QUESTION) * known.sizes
    for release in releases:
        for group in row_groups(release.data, ["text"]):
            texts = strings(group["text"].combine_chunks())
            overlap = find_overlap(texts, NGRAM, known.runs, BEGIN, known.begins, WITHIN, known.short)
            hit[overlap.entries[overlap.shared >= limits[overlap.entries]]] = True
    for number, name in enumerate(hashed):
        places[name].mark(known, number, hit, found[name])
    return found


class _Places:
    """Which items of a task have the question or the passage of each number in its hashed file."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._hashes = Hashes(NGRAM)
        self._questions: list[int] = []
        passages: dict[bytes, list[int]] = {}
        for number, item in enumerate(items):
            self._hashes.add(Entry(item.question, (item.gold,), item.passage, str(number)))
            if len(words_of(item.question)):
                self._questions.append(number)
            if len(words := words_of(item.passage)):
                passages.setdefault(words.tobytes(), []).append(number)
        self._passages = list(passages.values())
        self._hashes.finish()

    def write(self, path: Path, name: str) -> Path | None:
        """Write the hashed file; None where nothing in it is long enough."""
        if not self._hashes.rows:
            return None
        write_hashed(path, self._hashes, {"format": FORMAT, "name": name, "ngram": NGRAM})
        return path

    def mark(self, known: Known, task: int, hit: NDArray[np.bool_], found: Contamination) -> None:
        """Put what was hit of a task's entries at its items."""
        for entry in np.flatnonzero(known.of == task):
            number = known.items[entry] - 1
            if known.passage[entry]:
                found.passage[self._passages[number]] |= hit[entry]
                found.looked_for[self._passages[number]] = True
            else:
                found.question[self._questions[number]] |= hit[entry]
                found.looked_for[self._questions[number]] = True
