"""Finders over whole batches: kernels say where to look, and only documents with such a place become Python strings.

A document's title and text are searched as one, so that a name that the text explains is found in the title too.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from moisson.contracts.schemas import STRING
from moisson.kernels.numbers import NUMBER, Numbers, scan_numbers
from moisson.kernels.patterns import Automaton, Found, compile_patterns, find_patterns, fold
from moisson.kernels.strings import Strings, strings
from moisson.privacy.spans import Choosy, Context, Finder, Hit, NumberFinder, Reader, Run, Span

BETWEEN = "\n\n"  # title and text
READ_BY = ("language", "kind")  # what decides which triggers are of use
Users = tuple[tuple[tuple[int, int], ...], ...]  # by pattern: the finders that make use of it, and their own number for it
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
                folded = fold(literal)
                users.setdefault(folded, []).append((k, trigger))
                spelled.setdefault(folded, literal)
        self._spelled = tuple(spelled.values())
        self._users = tuple(tuple(users[folded]) for folded in spelled)
        self._automata: dict[bytes, Automaton] = {}
        self._all = (*finders, *numbers)
        self._served: dict[tuple[str | None, str | None], Users] = {}

    def documents(self, batch: pa.RecordBatch) -> Iterator[Document]:
        """Every row of the batch with a place worth a look, in order; the batch has title, text, language, kind, jurisdiction."""
        if batch.num_rows == 0:
            return
        title, text = (batch.column(name).cast(STRING) for name in ("title", "text"))
        whole = pc.binary_join_element_wise(title, text, pa.scalar(BETWEEN, STRING), null_handling="replace")
        texts = strings(whole)
        found = self._found(batch, texts)
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

    def _found(self, batch: pa.RecordBatch, texts: Strings) -> Found:
        """The places of the triggers that are of use to one of their finders in a document of this language and kind."""
        languages, kinds = (pc.dictionary_encode(batch.column(name).cast(STRING), null_encoding="encode") for name in READ_BY)
        codes = languages.indices.to_numpy() * len(kinds.dictionary) + kinds.indices.to_numpy()
        of_kind = kinds.dictionary.to_pylist()
        chosen = np.flatnonzero(np.any([self._of_use(None, kind) for kind in of_kind], axis=0))
        if not len(chosen):
            return Found(*[np.zeros(0, np.int64)] * 4)
        found = find_patterns(texts, self._automaton(chosen))
        masks = np.stack([self._of_use(language, kind) for language in languages.dictionary.to_pylist() for kind in of_kind])
        found = found._replace(pattern=chosen[found.pattern])
        keep = masks[codes[found.row], found.pattern]
        return Found(*(column[keep] for column in found))

    def _automaton(self, chosen: NDArray[np.int64]) -> Automaton:
        """The automaton of these triggers; the fewer they are, the more of it stays near the processor."""
        key = chosen.tobytes()
        if key not in self._automata:
            numbers = [all(k >= len(self._finders) for k, _ in self._users[pattern]) for pattern in chosen]
            self._automata[key] = compile_patterns([self._spelled[pattern] for pattern in chosen], numbers)
        return self._automata[key]

    def _of_use(self, language: str | None, kind: str | None) -> NDArray[np.bool_]:
        return np.array([bool(users) for users in self._serving(language, kind)], np.bool_)

    def _serving(self, language: str | None, kind: str | None) -> Users:
        """Who makes use of each pattern in documents of this language and kind."""
        if (language, kind) not in self._served:
            context = Context(language, kind)
            serving = [finder.serves(context) if isinstance(finder, Choosy) else None for finder in self._all]
            self._served[language, kind] = tuple(
                tuple((k, trigger) for k, trigger in users if (serves := serving[k]) is None or serves[trigger])
                for users in self._users
            )
        return self._served[language, kind]

    def _look(self, text: str, hits: list[Any], runs: list[Any], context: Context) -> list[Span]:
        places: list[list[Hit]] = [[] for _ in range(len(self._finders) + len(self._numbers))]
        users = self._serving(context.language, context.kind)
        for start, end, pattern in hits:
            for finder, trigger in users[pattern]:
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
    table = np.stack(places[1:], axis=1).tolist()
    for first, last in zip(firsts, lasts, strict=True):
        yield table[first:last]
