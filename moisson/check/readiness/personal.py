"""Counts and locates personal data by kind; the values stay where they are.

It uses the finders and the policy that mask personal data in a build. Nothing here keeps a value: counts and places leave this
module, and a value only through `reveal`, which the command passes when a person at a terminal asks for it.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from moisson.check.readiness.around import around, heading_above
from moisson.check.readiness.asking import Asking
from moisson.check.readiness.batches import Batch
from moisson.check.readiness.extraction import part
from moisson.check.readiness.findings import Finding, Place, Places, Severity, finding
from moisson.check.readiness.pages import Pages
from moisson.contracts.errors import DocumentError
from moisson.corpus.stages.privacy import ORDER
from moisson.harvest.preview import Outcome
from moisson.privacy.accounts import Addresses, Cards, Ibans
from moisson.privacy.addresses import Homes
from moisson.privacy.births import Births
from moisson.privacy.contacts import Mail
from moisson.privacy.national_ids import NationalIds
from moisson.privacy.persons import Persons
from moisson.privacy.persons.words import languages
from moisson.privacy.phones import Phones
from moisson.privacy.placeholders import resolve
from moisson.privacy.policy import load_policy
from moisson.privacy.search import BETWEEN, Document, Search
from moisson.privacy.spans import Span

MOST_PLACES = 1000  # of each kind …
MOST_OF_FILE = 50  # … and of these in one file, so that no file hides the others
MOST_FILES = 10_000  # whose own counts are kept, of each kind
GRAVE = ("national_id", "iban", "card")  # harmful in a stranger's hands
Reveal = Callable[[str, Place, str], None]


def finders() -> Search:
    """All finders of a build that need no model."""
    return Search((Mail(), Births(), Homes(), Persons()), (Ibans(), Cards(), NationalIds(), Phones(), Addresses()))


class PersonalData:
    """Mentions by kind: those the policy masks, and the number it keeps."""

    def __init__(self, reveal: Reveal | None = None) -> None:
        self._search, self._policy, self._reveal = finders(), load_policy(), reveal
        self._asking = Asking()
        self._documents = 0
        self._places: dict[str, Places] = defaultdict(lambda: Places(MOST_PLACES))
        self._files: dict[str, Counter[str]] = defaultdict(Counter)
        self._named_in, self._nameless, self._without_names = frozenset(languages()), Counter[str](), Places()
        self._public = Places(MOST_PLACES)
        self._public_kinds: Counter[str] = Counter()

    def add(self, batch: Batch) -> None:
        self._documents += len(batch.found)
        for found, language in zip(batch.found, batch.identified["language"].to_pylist(), strict=True):
            if language is not None and language not in self._named_in:
                self._nameless[language] += 1
                self._without_names.add(Place(found.path, part(found), note=language))
        for document in self._search.documents(_identified(batch)):
            spans = resolve(document.spans, ORDER)
            if spans:
                self._take(batch.found[document.row], document, spans)

    def close(self) -> None:
        self._asking.close()

    def _take(self, found: Outcome, document: Document, spans: Sequence[Span]) -> None:
        masked = [self._policy.masks(span.kind, span.role, document.context) for span in spans]
        pages = self._pages(found) if any(masked) else None
        for span, goes, place in zip(spans, masked, _places(found, document, spans, pages), strict=True):
            if not goes:
                self._public.add(place)
                self._public_kinds[span.kind] += 1
                continue
            files = self._files[span.kind]
            self._places[span.kind].add(place, listed=files[found.path] < MOST_OF_FILE)
            if found.path in files or len(files) < MOST_FILES:
                files[found.path] += 1
            if self._reveal:
                self._reveal(span.kind, place, document.whole[span.start : span.end])

    def _pages(self, found: Outcome) -> list[str] | None:
        """The text of each page, where the format has pages."""
        if found.format != "pdf" or found.raw is None:
            return None
        answer = self._asking.ask(found.raw.body)
        return None if isinstance(answer, DocumentError) else answer

    def findings(self) -> Iterator[Finding]:
        for kind, places in self._places.items():
            severity: Severity = "blocks" if kind in GRAVE else "serious"
            yield finding(f"personal-{kind}", severity, "personal-data", places, files=len(self._files[kind]))
        if self._public.count:
            yield finding("personal-public", "minor", "personal-data", self._public)
        if self._without_names.count:
            yield finding(
                "personal-names-unsearched",
                "serious",
                "personal-data",
                self._without_names,
                self._documents,
                languages=" ".join(sorted(self._nameless)),
            )
        if self._documents and not self._places:
            yield Finding("personal-none", "good", "personal-data", self._documents, self._documents)

    def as_dict(self) -> dict[str, Any]:
        """For each kind: mentions and files; what may stand by kind. No value is in it, and none can be."""
        return {
            "kinds": {
                kind: {"mentions": self._places[kind].count, "files": dict(self._files[kind].most_common())}
                for kind in sorted(self._places)
            },
            "may_stand": dict(sorted(self._public_kinds.items())),
        }


def _identified(batch: Batch) -> Any:
    """The columns that finders read, with the language that was identified."""
    names = ("title", "text", "language", "kind", "jurisdiction")
    columns = [batch.identified[name] if name == "language" else batch.columns.column(name) for name in names]
    return type(batch.columns).from_arrays(columns, names=names)


def _places(found: Outcome, document: Document, spans: Sequence[Span], pages: list[str] | None) -> Iterator[Place]:
    """The places of spans, which are in order."""
    start = document.title + len(BETWEEN)
    text = document.whole[start:]
    paged = Pages(text, pages) if pages else None
    line, counted = 1, 0
    for at, span in enumerate(spans):
        near = around(document.whole, spans, at)
        if span.start < start:
            yield Place(found.path, part(found), offset=span.start, field="title", around=near)
            continue
        offset = span.start - start
        line += text.count("\n", counted, offset)
        counted = offset
        page = paged.page_of(offset, span.end - start) if paged else None
        heading = heading_above(document.whole, spans, at, start - 1)
        yield Place(found.path, part(found), page, line, offset, heading=heading, around=near)
