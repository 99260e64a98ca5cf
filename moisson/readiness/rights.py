"""Rights: which documents state a licence, which have a licence file or a README that names one in their folder or above it,
and which say nothing."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from moisson.reader import File
from moisson.readiness.batches import Batch
from moisson.readiness.extraction import part
from moisson.readiness.findings import Finding, Place, Places, Severity, finding
from moisson.readiness.stating import Stated, Verdict, of_statements, speaks_of_rights, stated_in_document, stated_in_file
from moisson.survey import Found

KEYS: dict[Verdict, tuple[str, Severity]] = {
    "closed": ("rights-closed", "blocks"),
    "software": ("rights-of-software", "serious"),
    "several": ("rights-several", "serious"),
    "unrecognised": ("rights-unrecognised", "serious"),
    "open": ("rights-open", "good"),
}


class _Spoken(NamedTuple):
    """A file beside the data, and what it states."""

    path: str
    stated: Stated
    of_rights: bool  # it is a licence file


class Rights:
    """`look` takes each file as it lies there, `add` the documents read from them."""

    def __init__(self) -> None:
        self._documents = 0
        self._stated: Counter[Stated] = Counter()
        self._places: dict[Verdict, Places] = defaultdict(Places)
        self._silent: Counter[str] = Counter()  # documents that state nothing, by folder
        self._files: dict[str, _Spoken] = {}  # by folder

    def look(self, file: File) -> None:
        """Notes the licence that a file beside the data states."""
        of_rights = speaks_of_rights(file)
        if of_rights is None:
            return
        stated = stated_in_file(file.data.decode("utf-8", "replace"), of_rights)
        folder = _folder(file.path)
        before = self._files.get(folder)
        if stated and (before is None or _rank(before) > _rank(_Spoken(file.path, stated, of_rights))):
            self._files[folder] = _Spoken(file.path, stated, of_rights)

    def add(self, batch: Batch) -> None:
        for found in batch.found:
            self._documents += 1
            stated = _own(found)
            if stated is None:
                self._silent[_folder(found.path)] += 1
                continue
            self._stated[stated] += 1
            self._places[stated.verdict].add(Place(found.path, part(found), note=stated.licence))

    def findings(self) -> Iterator[Finding]:
        uncovered = Places()
        for folder, documents in sorted(self._silent.items()):
            if self._speaks_for(folder) is None:
                uncovered.count += documents
                uncovered.listed.append(Place("./" if folder == "." else f"{folder}/", note=str(documents)))
        if uncovered.count:
            nothing: Severity = "blocks" if uncovered.count == self._documents else "serious"
            yield finding("rights-none", nothing, "rights", uncovered, self._documents)
        files: dict[Verdict, list[tuple[_Spoken, int]]] = defaultdict(list)
        for spoken, documents in self._by_file().items():
            files[spoken.stated.verdict].append((spoken, documents))
        for verdict, (key, severity) in KEYS.items():
            own = self._places[verdict]
            count = own.count + sum(documents for _, documents in files[verdict])
            if count:
                listed = [
                    Place(spoken.path, note=_said(spoken.stated.licence, documents)) for spoken, documents in files[verdict]
                ]
                licences = sorted({each.licence for each in self._stated if each.verdict == verdict and each.licence})
                licences += sorted(
                    {spoken.stated.licence for spoken, _ in files[verdict] if spoken.stated.licence} - set(licences)
                )
                values = {"licences": ", ".join(licences)}
                unlisted = own.count - len(own.listed)
                yield Finding(key, severity, "rights", count, self._documents, (*listed, *own.listed), unlisted, values)

    def _by_file(self) -> dict[_Spoken, int]:
        """How many documents that state nothing themselves each file speaks for."""
        found: Counter[_Spoken] = Counter()
        for folder, documents in self._silent.items():
            if spoken := self._speaks_for(folder):
                found[spoken] += documents
        return dict(sorted(found.items()))

    def _speaks_for(self, folder: str) -> _Spoken | None:
        """The nearest file, in the folder or above it, that is a licence file or names a licence; else the nearest that speaks
        of one at all."""
        path = PurePosixPath(folder)
        spoken = [self._files[str(above)] for above in (path, *path.parents) if str(above) in self._files]
        return min(spoken, key=lambda each: _rank(each) > 2, default=None)

    def as_dict(self) -> dict[str, Any]:
        by_file = self._by_file()
        return {
            "documents": self._documents,
            "state_rights": self._stated.total(),
            "covered_by_a_file": sum(by_file.values()),
            "stated": [
                {"licence": each.licence, "verdict": each.verdict, "documents": count}
                for each, count in sorted(self._stated.items(), key=str)
            ],
            "files": [
                {"path": spoken.path, "licence": spoken.stated.licence, "verdict": spoken.stated.verdict, "documents": count}
                for spoken, count in by_file.items()
            ],
        }


def _own(found: Found) -> Stated | None:
    """What a document states itself: in the fields of its catalogue or row, else in its own marks."""
    rights = (found.raw.rights if found.raw else None) or {}
    statements = [rights[name] for name in ("license", "stated") if rights.get(name)]
    if statements:
        return of_statements(statements[:1])
    return stated_in_document(found.raw.body) if found.raw else None


def _rank(spoken: _Spoken) -> int:
    """Which of several files counts: a licence file that names one, a README that does, a licence file that does not, others."""
    named = spoken.stated.verdict not in ("unrecognised", "several")
    return (not spoken.of_rights) + (0 if named else 2)


def _folder(path: str) -> str:
    """The folder of a file; an archive counts as one."""
    return str(PurePosixPath(path.replace("!", "/")).parent)


def _said(licence: str | None, documents: int) -> str:
    return f"{licence}: {documents}" if licence else str(documents)
