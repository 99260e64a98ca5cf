"""Finders as the stage calls them, on one text."""

from collections.abc import Sequence

import pyarrow as pa

from moisson.contracts.schemas import STRING
from moisson.privacy.search import BETWEEN, Search
from moisson.privacy.spans import Context, Finder, NumberFinder


def search(numbers: Sequence[NumberFinder] = (), finders: Sequence[Finder] = ()) -> Search:
    return Search(finders, numbers)


NOTHING_KNOWN = Context()


def found(search: Search, text: str, context: Context = NOTHING_KNOWN) -> list[tuple[str, str, str]]:
    """The spans of a text without a title: as written, role, value; none twice."""
    columns = {
        "title": None,
        "text": text,
        "language": context.language,
        "kind": context.kind,
        "jurisdiction": context.jurisdiction,
    }
    batch = pa.record_batch({name: pa.array([value], STRING) for name, value in columns.items()})
    spans = [span for document in search.documents(batch) for span in sorted(set(document.spans))]
    shift = len(BETWEEN)
    return [(text[span.start - shift : span.end - shift], span.role, span.value) for span in spans]


def written(search: Search, text: str, language: str | None = None, jurisdiction: str | None = None) -> list[str]:
    """The spans of a text as they are written."""
    return [span for span, _, _ in found(search, text, Context(language, None, jurisdiction))]
