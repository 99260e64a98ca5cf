"""Batches of documents for the measures, as Arrow columns, with the identified language."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa

from moisson.contracts.schemas import STRING
from moisson.corpus.stages.language import identify_language
from moisson.harvest.preview import Outcome
from moisson.readers.contract import Text
from moisson.readers.kinds import kind_of

MOST_ROWS = 256
MOST_CHARACTERS = 1 << 21


@dataclass(frozen=True, slots=True)
class Batch:
    """Documents that were read. `columns`: title, text, language (as declared), kind, jurisdiction; `identified`: what
    `identify_language` writes."""

    found: Sequence[Outcome]
    texts: Sequence[Text]
    columns: pa.RecordBatch
    identified: dict[str, pa.Array]


def batches(found: Iterable[Outcome]) -> Iterator[Batch]:
    """The documents that could be read, in order."""
    identify = identify_language()
    waiting: list[Outcome] = []
    size = 0

    def batch() -> Batch:
        texts = [each.text for each in waiting if each.text is not None]
        given: dict[str, list[str | None]] = {
            "title": [text.title for text in texts],
            "text": [text.text for text in texts],
            "language": [text.language for text in texts],
            "kind": [text.kind or kind_of(text.format) for text in texts],
            "jurisdiction": [None] * len(texts),
        }
        columns = pa.RecordBatch.from_pydict({name: pa.array(values, STRING) for name, values in given.items()})
        return Batch(tuple(waiting), texts, columns, identify(columns))

    for each in found:
        if each.text is None:
            continue
        waiting.append(each)
        size += len(each.text.text)
        if len(waiting) == MOST_ROWS or size >= MOST_CHARACTERS:
            yield batch()
            waiting, size = [], 0
    if waiting:
        yield batch()
