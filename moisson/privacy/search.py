"""Finders over whole batches: kernels say where to look, and only documents with such a place become Python strings.

A document's title and text are searched as one, so that a name that the text explains is found in the title too.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from moisson.kernels.numbers import NUMBER, Numbers, scan_numbers
from moisson.kernels.patterns import Found, compile_patterns, find_patterns, fold
from moisson.kernels.strings import strings
from moisson.privacy.spans import Choosy, Context, Finder, Hit, NumberFinder, Reader, Run, Span
from moisson.schemas import STRING

BETWEEN = "\n\n"  # title and text
READ_BY = ("language", "kind")  # what decides which triggers are of use
_LEAST = 9  # digits of a number that may be personal without a word that says so
_SHORT = 7  # with a letter among them


class Document(NamedTuple):
    """One row with places worth a look: the title (of `title` code points), `BETWEEN` and the text, and the spans found there."""

    row: int
    title: int
    whole: str
    context: Context
    spans: list[Span]


class Search:
    """All finders at once, over one automaton of all their triggers."""

    def __init__(self, finders: Sequence[Finder], numbers: Sequence[NumberFinder], readers: Sequence[Reader] = ()) -> None:
        self._finders, self._numbers, self._readers = finders, numbers, readers
        users: dict[str, list[tuple[int, int]]] = {}
        spelled: dict[str, str] = {}
        triggers = [*(finder.triggers for finder in finders), *(finder.triggers for finder in numbers)]
        for k, own in enumerate(triggers):
            for trigger, literal in enumerate(own):
                users.setdefault(fold(literal), []).append((k, trigger))
                spelled.setdefault(fold(literal), literal)
        numbered = [all(k >= len(finders) for k, _ in users[folded]) for folded in spelled]
        self._automaton = compile_patterns(tuple(spelled.values()), numbered) if spelled else None
        self._users = tuple(tuple(users[folded]) for folded in spelled)
        self._all = (*finders, *numbers)
        self._of_use: dict[tuple[str | None, str | None], NDArray[np.bool_]] = {}

    def documents(self, batch: pa.RecordBatch) -> Iterator[Document]:
        """Every row of the batch with a place worth a look, in order; the batch has title, text, language, kind, jurisdiction."""
        if batch.num_rows == 0:
            return
        title, text = (batch.column(name).cast(STRING) for name in ("title", "text"))
        whole = pc.binary_join_element_wise(title, text, pa.scalar(BETWEEN, STRING), null_handling="replace")
        texts = strings(whole)
        found = find_patterns(texts, self._automaton) if self._automaton else Found(*[np.zeros(0, np.int64)] * 4)
        found = self._useful(batch, found)
        numbers = _worthwhile(scan_numbers(texts, _SHORT)) if self._numbers else Numbers(*[np.zeros(0, np.int64)] * 6)
        rows = np.arange(batch.num_rows) if self._readers else np.union1d(found.row, numbers.row)
        columns = [
            column.take(pa.array(rows)).to_pylist()
            for column in (whole, *(batch.column(name) for name in ("title", "language", "kind", "jurisdiction")))
        ]
        hits, runs = _by_row(found, rows), _by_row(numbers, rows)
        for row, own, stretches, both, name, *known in zip(rows.tolist(), hits, runs, *columns, strict=True):
            context = Context(*known)
            yield Document(row, len(name or ""), both, context, self._look(both, own, stretches, context))

    def _useful(self, batch: pa.RecordBatch, found: Found) -> Found:
        """The places whose trigger is of use to one of its finders in a document of this language and kind."""
        languages, kinds = (pc.dictionary_encode(batch.column(name).cast(STRING), null_encoding="encode") for name in READ_BY)
        codes = languages.indices.to_numpy() * len(kinds.dictionary) + kinds.indices.to_numpy()
        pairs = [(language, kind) for language in languages.dictionary.to_pylist() for kind in kinds.dictionary.to_pylist()]
        masks = np.stack([self._mask(*pair) for pair in pairs])
        keep = masks[codes[found.row], found.pattern]
        return Found(*(column[keep] for column in found))

    def _mask(self, language: str | None, kind: str | None) -> NDArray[np.bool_]:
        if (language, kind) not in self._of_use:
            serving = [finder.serves(Context(language, kind)) if isinstance(finder, Choosy) else None for finder in self._all]
            mask = [any((serves := serving[k]) is None or serves[trigger] for k, trigger in users) for users in self._users]
            self._of_use[language, kind] = np.array(mask, np.bool_)
        return self._of_use[language, kind]

    def _look(self, text: str, hits: list[Any], runs: list[Any], context: Context) -> list[Span]:
        places: list[list[Hit]] = [[] for _ in range(len(self._finders) + len(self._numbers))]
        for start, end, pattern in hits:
            for finder, trigger in self._users[pattern]:
                places[finder].append(Hit(start, end, trigger))
        spans: list[Span] = []
        for finder, own in zip(self._finders, places, strict=False):
            if own:
                spans += finder.find(text, own, context)
        stretches = [Run(*run) for run in runs]
        for number, own in zip(self._numbers, places[len(self._finders) :], strict=True):
            if own or stretches:
                spans += number.find(text, own, stretches, context)
        known = list(spans)  # with a role, which no reader knows
        for reader in self._readers:
            spans += (span for span in reader.find(text, context) if not any(_overlap(span, other) for other in known))
        return spans


def _overlap(one: Span, other: Span) -> bool:
    return one.kind == other.kind and one.start < other.end and other.start < one.end


def _worthwhile(numbers: Numbers) -> Numbers:
    keep = (numbers.shape != NUMBER) | (numbers.digits >= _LEAST) | (numbers.letters > 0)
    return Numbers(*(column[keep] for column in numbers))


def _by_row(places: Found | Numbers, rows: NDArray[np.int64]) -> Iterator[list[Any]]:
    """For each of `rows`, all columns but the first of the places in it."""
    firsts = np.searchsorted(places.row, rows, "left").tolist()
    lasts = np.searchsorted(places.row, rows, "right").tolist()
    table = np.stack(places[1:], axis=1)
    for first, last in zip(firsts, lasts, strict=True):
        yield table[first:last].tolist() if last > first else []
