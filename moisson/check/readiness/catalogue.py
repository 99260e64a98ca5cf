"""Checks catalogue records among the files against DCAT-AP 3.0.1."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from moisson.check.readiness.asking import Asking
from moisson.check.readiness.findings import Finding, Place, Places, finding
from moisson.contracts.errors import DocumentError
from moisson.readers.contract import File

HEAD = 1 << 16  # bytes inspected for signs of records
MOST_BYTES = 32 << 20
KINDS = ("catalogue", "dataset", "distribution")


class Catalogue:
    """`look` takes each file as it lies there."""

    def __init__(self) -> None:
        self._asking = Asking()
        self._records: Counter[str] = Counter()
        self._forms: Counter[str] = Counter()
        self._lacks: dict[tuple[str, bool, str], Places] = defaultdict(lambda: Places(0))
        self._lacking: dict[tuple[str, bool], Places] = defaultdict(Places)
        self._broken, self._large, self._without_library, self._unlicensed = (Places() for _ in range(4))

    def look(self, file: File) -> None:
        """Reads the records of a file that may hold some."""
        if not may_hold_records(file):
            return
        if len(file.data) > MOST_BYTES:
            self._large.add(Place(file.path))
            return
        answer = self._asking.ask(file.data)
        if isinstance(answer, DocumentError):
            self._not_judged(answer.reason).add(Place(file.path))
            return
        for record in answer:
            kind = record["kind"]
            self._records[kind] += 1
            self._forms[record["form"]] += 1
            for mandatory, lacks in ((True, record["lacks_mandatory"]), (False, record["lacks_recommended"])):
                for name in lacks:
                    self._lacks[kind, mandatory, name].add(Place(file.path))
                if kind == "distribution" and "license" in lacks:
                    self._unlicensed.add(Place(file.path))
                if lacks:
                    self._lacking[kind, mandatory].add(Place(file.path, note=", ".join(PREFIXED[name] for name in lacks)))

    def _not_judged(self, reason: str) -> Places:
        if reason == "needs-extra":
            return self._without_library
        return self._large if reason in ("time-limit", "memory-limit") else self._broken

    def close(self) -> None:
        self._asking.close()

    def findings(self) -> Iterator[Finding]:
        for (kind, mandatory), places in self._lacking.items():
            lacks = sorted(
                ((each.count, name) for (of, must, name), each in self._lacks.items() if (of, must) == (kind, mandatory))
            )
            yield finding(
                f"dcat-{kind}-{'mandatory' if mandatory else 'recommended'}",
                "serious" if mandatory else "minor",
                "metadata",
                places,
                self._records[kind],
                properties=", ".join(f"{PREFIXED[name]} ({count})" for count, name in reversed(lacks)),
            )
        if self._unlicensed.count:
            yield finding("rights-record-none", "serious", "rights", self._unlicensed, self._records["distribution"])
        if self._broken.count:
            yield finding("dcat-broken", "serious", "metadata", self._broken)
        if self._large.count:
            yield finding("dcat-large", "minor", "metadata", self._large)
        if self._without_library.count:
            yield finding("dcat-unread", "serious", "metadata", self._without_library)
        if not self._records and not self._broken.count and not self._without_library.count and not self._large.count:
            yield Finding("dcat-none", "minor", "metadata")
        if self._records and not self._lacks:
            yield Finding("dcat-complete", "good", "metadata", self._records.total())

    def as_dict(self) -> dict[str, Any]:
        """Records by kind, and the number that lack each property."""
        return {
            "records": {kind: self._records[kind] for kind in KINDS},
            "forms": dict(sorted(self._forms.items())),
            "lacks": [
                {
                    "kind": kind,
                    "property": PREFIXED[name],
                    "mandatory": mandatory,
                    "records": places.count,
                    "of": self._records[kind],
                }
                for (kind, mandatory, name), places in sorted(
                    self._lacks.items(), key=lambda each: (KINDS.index(each[0][0]), not each[0][1], each[0][2])
                )
            ],
        }


PREFIXED = {
    name: f"{prefix}:{name}"
    for prefix, names in (
        (
            "dct",
            ("title", "description", "publisher", "spatial", "temporal", "format", "license", "issued", "modified", "language"),
        ),
        ("dcat", ("contactPoint", "distribution", "keyword", "theme", "accessURL", "themeTaxonomy")),
        ("foaf", ("homepage",)),
        ("dcatap", ("availability",)),
    )
    for name in names
}


def may_hold_records(file: File) -> bool:
    """Whether a file is RDF that speaks of DCAT, or JSON that speaks of resources."""
    head = file.data[:HEAD].removeprefix(b"\xef\xbb\xbf").lstrip()
    if head[:1] in (b"{", b"["):
        return b'"resources"' in file.data[:MOST_BYTES] or b"ns/dcat#" in head or b'"dcat:' in head
    return b"ns/dcat#" in head and (head[:1] == b"<" or file.path.lower().endswith((".ttl", ".nt", ".n3", ".trig")))
