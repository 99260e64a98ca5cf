"""Counts documents that state a licence, have one in a licence file or README in or above their folder, or have none.

It follows the rule of a build (`moisson.rights.settle`): the stricter statement holds.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from moisson.check.readiness.batches import Batch
from moisson.check.readiness.extraction import part
from moisson.check.readiness.findings import Finding, Place, Places, Severity, finding
from moisson.connectors.licence_files import LicenceFile, LicenceFiles, Stated, Verdict, folder_of, verdict_of
from moisson.harvest.preview import Outcome
from moisson.readers.contract import File
from moisson.rights.settle import settle

KEYS: dict[Verdict, tuple[str, Severity]] = {
    "closed": ("rights-closed", "blocks"),
    "software": ("rights-of-software", "serious"),
    "several": ("rights-several", "serious"),
    "unrecognised": ("rights-unrecognised", "serious"),
    "open": ("rights-open", "good"),
}


class Rights:
    """`look` takes each file as it lies there, `add` the documents read from them."""

    def __init__(self) -> None:
        self._documents = 0
        self._own: dict[str, Counter[Stated | None]] = defaultdict(Counter)  # by folder; None: states nothing
        self._places: dict[tuple[str, Stated], Places] = defaultdict(Places)
        self._beside = LicenceFiles()

    def look(self, file: File) -> None:
        """Notes the licence that a file beside the data states."""
        self._beside.add(file)

    def add(self, batch: Batch) -> None:
        for found in batch.found:
            self._documents += 1
            folder, stated = folder_of(found.path), _own(found)
            self._own[folder][stated] += 1
            if stated is not None:
                self._places[folder, stated].add(Place(found.path, part(found), note=stated.licence))

    def findings(self) -> Iterator[Finding]:
        uncovered = Places()
        for folder, stated in sorted(self._own.items()):
            if stated[None] and self._beside.nearest(folder) is None:
                uncovered.count += stated[None]
                uncovered.listed.append(Place("./" if folder == "." else f"{folder}/", note=str(stated[None])))
        if uncovered.count:
            nothing: Severity = "blocks" if uncovered.count == self._documents else "serious"
            yield finding("rights-none", nothing, "rights", uncovered, self._documents)
        files: dict[Verdict, list[tuple[LicenceFile, int]]] = defaultdict(list)
        for spoken, documents in self._by_file().items():
            files[spoken.stated.verdict].append((spoken, documents))
        own = self._by_themselves()
        for verdict, (key, severity) in KEYS.items():
            places = Places()
            themselves = [each for each in own if each[1].verdict == verdict]
            for each in themselves:
                places.count += self._places[each].count
                places.listed += self._places[each].listed[: places.most - len(places.listed)]
            count = places.count + sum(documents for _, documents in files[verdict])
            if count:
                listed = [
                    Place(spoken.path, note=_said(spoken.stated.licence, documents)) for spoken, documents in files[verdict]
                ]
                licences = sorted({stated.licence for _, stated in themselves if stated.licence})
                licences += sorted(
                    {spoken.stated.licence for spoken, _ in files[verdict] if spoken.stated.licence} - set(licences)
                )
                values = {"licences": ", ".join(licences)}
                unlisted = places.count - len(places.listed)
                yield Finding(key, severity, "rights", count, self._documents, (*listed, *places.listed), unlisted, values)

    def _by_themselves(self) -> list[tuple[str, Stated]]:
        """Folders, and what documents in them state themselves where nothing beside them is stricter."""
        pairs = (
            (folder, stated) for folder, found in sorted(self._own.items()) for stated in sorted(filter(None, found), key=str)
        )
        return [(folder, stated) for folder, stated in pairs if self._over(folder, stated) is None]

    def _by_file(self) -> dict[LicenceFile, int]:
        """How many documents each file speaks for: those that state nothing themselves, or something less strict."""
        found: Counter[LicenceFile] = Counter()
        for folder, own in self._own.items():
            for stated, documents in own.items():
                if spoken := self._over(folder, stated):
                    found[spoken] += documents
        return dict(sorted(found.items()))

    def _over(self, folder: str, stated: Stated | None) -> LicenceFile | None:
        """The file beside documents that decides in place of what they state."""
        spoken = self._beside.nearest(folder)
        if spoken is None or stated is None:
            return spoken
        return spoken if stated.verdict == "open" and spoken.stated.verdict == "closed" else None

    def as_dict(self) -> dict[str, Any]:
        by_file = self._by_file()
        stated: Counter[Stated] = Counter()
        for folder, each in self._by_themselves():
            stated[each] += self._own[folder][each]
        return {
            "documents": self._documents,
            "state_rights": sum(each.total() - each[None] for each in self._own.values()),
            "covered_by_a_file": sum(by_file.values()),
            "stated": [
                {"licence": each.licence, "verdict": each.verdict, "documents": count}
                for each, count in sorted(stated.items(), key=str)
            ],
            "files": [
                {"path": spoken.path, "licence": spoken.stated.licence, "verdict": spoken.stated.verdict, "documents": count}
                for spoken, count in by_file.items()
            ],
        }


def _own(found: Outcome) -> Stated | None:
    """What a document states itself: in its own marks, and in the fields of its catalogue or row."""
    return verdict_of(settle(None, [found.raw.marked_rights, found.raw.rights]).rights) if found.raw else None


def _said(name: str | None, documents: int) -> str:
    return f"{name}: {documents}" if name else str(documents)
