"""Fields: titles, dates, languages, identifiers, state and validity found, against a table written by hand.

    python bench/fidelity/file_fields.py              a table by field and by family, then every miss
    python bench/fidelity/file_fields.py --json       the same for programs
    python bench/fidelity/file_fields.py akn tei      these families only

The table is `tests/readers/golden/fields.tsv`, whose head says what each field means; the files are read in ../shared/data.
Titles agree when their words do (equal, or F1 of at least 0.9, without case and punctuation); the rest is compared as it stands.
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from unicodedata import normalize

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import File, Raw, Text
from moisson.readers.files import FileReader
from moisson.readers.read_options import DEFAULT

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "tests" / "readers" / "golden" / "fields.tsv"
SHARED = ROOT.parent / "shared" / "data"
FIELDS = ("title", "date", "language", "identifiers", "legal_state", "valid_from", "valid_to")
WORD = re.compile(r"\w+")
ALIKE = 0.9


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    path: str
    family: str
    expected: dict[str, str]


@dataclass
class Count:
    """How often a field was given as it should be, otherwise, though it should not be, and not at all."""

    right: int = 0
    wrong: int = 0
    spurious: int = 0
    missing: int = 0

    @property
    def precision(self) -> float:
        return self.right / max(self.right + self.wrong + self.spurious, 1)

    @property
    def recall(self) -> float:
        return self.right / max(self.right + self.wrong + self.missing, 1)

    def add(self, other: "Count") -> None:
        self.right += other.right
        self.wrong += other.wrong
        self.spurious += other.spurious
        self.missing += other.missing


@dataclass(frozen=True, slots=True)
class Miss:
    """What a file says, and what was found instead."""

    path: str
    family: str
    field: str
    expected: str
    found: str


@dataclass
class Report:
    """Counts by field, and by family and field; every miss."""

    files: int = 0
    unread: list[Miss] = field(default_factory=list)
    by_field: dict[str, Count] = field(default_factory=dict)
    by_family: dict[tuple[str, str], Count] = field(default_factory=dict)
    misses: list[Miss] = field(default_factory=list)


def table(path: Path = TABLE) -> list[Row]:
    """The lines of the table."""
    lines = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#"))
    return [Row(where, family, dict(zip(FIELDS, said, strict=True))) for where, family, *said in lines]


def found_in(path: Path) -> dict[str, list[str]]:
    """The fields of the first document of a file, as the reader gives them; raises DocumentError where it reads none."""
    reader = FileReader(DEFAULT)
    file = File(path.name, path.read_bytes())
    for piece in reader.split(file):
        if isinstance(piece, Raw):
            for text in reader.read(piece.body):
                return _fields(piece, text)
        else:
            raise DocumentError(piece.reason, piece.detail)
    raise DocumentError("empty", "no document")


def _fields(raw: Raw, text: Text) -> dict[str, list[str]]:
    values = {
        "title": raw.title or text.title,
        "date": raw.created or text.created,
        "language": text.language,
        "legal_state": raw.legal_state or text.legal_state,
        "valid_from": raw.valid_from or text.valid_from,
        "valid_to": raw.valid_to or text.valid_to,
    }
    found = {name: [value] if value else [] for name, value in values.items()}
    found["identifiers"] = [f"{scheme}:{value}" for scheme, value in text.identifiers]
    return found


def compare(name: str, expected: str, found: list[str], content: str = "") -> Count | None:
    """One field of one file; None where it is not judged. `content` is the file, where further identifiers may stand."""
    if name == "identifiers":
        return _identifiers(expected, found, content)
    allowed = [value.strip() for value in expected.split(" || ")]
    if "*" in allowed:
        return None
    said = [value for value in allowed if value not in ("", "-")]
    if not found:
        return Count() if len(said) < len(allowed) else Count(missing=1)
    if not said:
        return Count(spurious=1)
    same = alike if name == "title" else _equal
    return Count(right=1) if any(same(value, found[0]) for value in said) else Count(wrong=1)


def _equal(one: str, other: str) -> bool:
    return _plain(one) == _plain(other)


def _plain(words: str) -> str:
    return " ".join(normalize("NFC", words).split())


def alike(one: str, other: str) -> bool:
    """Whether two titles are the same words, or nearly: F1 of at least 0.9."""
    ours, theirs = (WORD.findall(normalize("NFKC", words).casefold()) for words in (one, other))
    if ours == theirs:
        return True
    same = (Counter(ours) & Counter(theirs)).total()
    return same > 0 and 2 * same / (len(ours) + len(theirs)) >= ALIKE


def _identifiers(expected: str, found: list[str], content: str) -> Count:
    count = Count()
    needed: list[set[str]] = []
    known: set[str] = set()
    schemes: set[str] = set()
    for entry in filter(None, expected.split(" ; ")):
        scheme, _, values = entry.strip().lstrip("~").partition(":")
        forms = {_plain(value) for value in values.split(" | ")}
        known |= forms
        if forms == {"*"} or not values:
            schemes.add(scheme)
        elif not entry.strip().startswith("~"):
            needed.append(forms)
    given = {_plain(value.partition(":")[2]): value.partition(":")[0] for value in found}
    for forms in needed:
        count.right += not forms.isdisjoint(given)
        count.missing += forms.isdisjoint(given)
    for value, scheme in given.items():
        if value not in known and scheme not in schemes and not ("*" in schemes and value in content):
            count.spurious += 1
    return count


def measure(rows: Iterable[Row], shared: Path = SHARED) -> Report:
    """Read the files of these rows, and compare."""
    report = Report()
    for row in rows:
        report.files += 1
        path = shared / row.path
        try:
            found = found_in(path)
        except DocumentError as error:
            report.unread.append(Miss(row.path, row.family, "(file)", "", str(error)))
            found = {name: [] for name in FIELDS}
        content = _plain(unescape(path.read_text(encoding="utf-8", errors="replace")))
        for name in FIELDS:
            count = compare(name, row.expected[name], found[name], content)
            if count is None:
                continue
            report.by_field.setdefault(name, Count()).add(count)
            report.by_family.setdefault((row.family, name), Count()).add(count)
            if count.wrong or count.spurious or count.missing:
                report.misses.append(Miss(row.path, row.family, name, row.expected[name], "; ".join(found[name])))
    return report


def lines(report: Report) -> Iterator[str]:
    """The report as text: by field, by family, then every miss."""
    yield f"{report.files} files, {len(report.unread)} not read\n"
    yield f"{'field':14}{'precision':>10}{'recall':>8}{'right':>7}{'wrong':>7}{'extra':>7}{'missing':>9}"
    for name, count in report.by_field.items():
        yield _line(name, count)
    for family in dict.fromkeys(family for family, _ in report.by_family):
        yield f"\n{family}"
        yield from (_line(f"  {name}", count) for (other, name), count in report.by_family.items() if other == family)
    family = ""
    for miss in [*report.unread, *report.misses]:
        if miss.family != family:
            family = miss.family
            yield f"\n== {family}"
        yield f"{miss.field}: {miss.path}"
        yield f"    expected  {miss.expected or '(nothing)'}\n    found     {miss.found or '(nothing)'}"


def _line(name: str, count: Count) -> str:
    shares = f"{count.precision:>10.3f}{count.recall:>8.3f}"
    return f"{name:14}{shares}{count.right:>7}{count.wrong:>7}{count.spurious:>7}{count.missing:>9}"


def as_json(report: Report) -> str:
    """The counts for programs."""
    fields = {
        name: {"precision": count.precision, "recall": count.recall, **vars(count)} for name, count in report.by_field.items()
    }
    return json.dumps({"files": report.files, "unread": len(report.unread), "fields": fields}, indent=2)


def main(arguments: list[str]) -> None:
    families = [name for name in arguments if not name.startswith("--")]
    rows = [row for row in table() if not families or row.family in families]
    report = measure(rows)
    print(as_json(report) if "--json" in arguments else "\n".join(lines(report)))


if __name__ == "__main__":
    main(sys.argv[1:])
