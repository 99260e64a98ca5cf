"""Pairs of a text in two forms: how far the words agree, and in order.

    python bench/fidelity/text_pairs.py [DATA]      one line for each pair, and for each set without any

A pair is a TEI file and a plain text of the same name in one set; a TEI file and the DOCX file of the same day; or the TEI files
of a day and the rows of that day in a table that has the columns `date` and `speech`. Agreement is taken both ways: `there`, how
many words of the other form the TEI text has in order; `back`, how many of the TEI text's words the other form has (names of
speakers and editors' headings are not in every form). Or it is an act in Formex and the same version of it as a page, where all
words must agree, wherever notes stand.
"""

import csv
import io
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from words import in_order, tokens

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import Text
from moisson.readers.decode import decode
from moisson.readers.files import FileReader
from moisson.readers.read_options import DEFAULT
from moisson.readers.sniff import sniff

SHARED = Path(__file__).parents[3] / "shared" / "data"
SETS = ("tei-roman18", "parlamint-sk", "parl-ct-docx")
ACTS = "eu-formex-lex"
DAY = re.compile(r"(?<!\d)(\d\d)(\d\d)((?:19|20)\d\d)(?!\d)")
csv.field_size_limit(1 << 30)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two forms of one text."""

    name: str
    tei: str
    other: str

    @property
    def there(self) -> float:
        """The share of the other form's words that the TEI text has in the same order."""
        return in_order(tokens(self.other), tokens(self.tei))

    @property
    def back(self) -> float:
        """The share of the TEI text's words that the other form has in the same order."""
        return in_order(tokens(self.tei), tokens(self.other))


def act_pairs(folder: Path) -> Iterator[tuple[str, int, float]]:
    """Versions of acts in Formex and as pages: a name, how many words Formex has, and the share of all words that both have."""
    for page in sorted(folder.glob("**/versions/*/*.html")):
        parts = [path for path in sorted((page.parent / f"{page.stem}.fmx4").glob("*.xml")) if not path.stem.endswith(".doc")]
        if parts:
            formex, shown = (_bag("\n".join(map(_words, paths))) for paths in (parts, [page]))
            name = f"{page.parts[-4]} {page.parts[-2][:10]} {page.stem}"
            yield name, formex.total(), (formex & shown).total() / max(formex.total(), shown.total())


def _words(path: Path) -> str:
    return "\n".join(text.text for text in FileReader(DEFAULT).read(path.read_bytes()))


def _bag(text: str) -> Counter[str]:
    return Counter(tokens(text.casefold()))


def pairs(folder: Path) -> Iterator[Pair]:
    """All pairs of one set."""
    texts = {path: text for path in sorted(folder.rglob("*.xml")) if (text := _tei(path))}
    by_day: defaultdict[str, list[str]] = defaultdict(list)
    for text in texts.values():
        if text.created:
            by_day[text.created].append(text.text)
    yield from _same_name(folder, texts)
    for path in sorted(folder.rglob("*.docx")):
        if (found := DAY.search(path.stem)) and (spoken := by_day.get(f"{found[3]}-{found[2]}-{found[1]}")):
            yield Pair(path.stem, "\n".join(spoken), "\n".join(text.text for text in FileReader(DEFAULT).read(path.read_bytes())))
    for path in sorted(folder.rglob("*.tsv")):
        for day, speeches in _speeches(path).items():
            if spoken := by_day.get(day):
                yield Pair(f"{path.stem} {day}", "\n".join(spoken), "\n".join(speeches))


def _tei(path: Path) -> Text | None:
    content = path.read_bytes()
    if sniff(content).name != "tei":
        return None
    try:
        return next(FileReader(DEFAULT).read(content), None)
    except DocumentError:
        return None


def _same_name(folder: Path, texts: dict[Path, Text]) -> Iterator[Pair]:
    """Of several plain texts with the name (modernised, as printed) the one that agrees most."""
    plain: defaultdict[str, list[Path]] = defaultdict(list)
    for path in sorted(folder.rglob("*.txt")):
        plain[path.stem].append(path)
    for path, text in texts.items():
        found = [Pair(path.stem, text.text, decode(other.read_bytes())) for other in plain.get(path.stem, [])]
        if found:
            yield max(found, key=lambda pair: pair.there)


def _speeches(path: Path) -> dict[str, list[str]]:
    rows = csv.DictReader(io.StringIO(decode(path.read_bytes())), delimiter="\t", quoting=csv.QUOTE_MINIMAL)
    days: defaultdict[str, list[str]] = defaultdict(list)
    for row in rows:
        date, speech = row.get("date") or "", row.get("speech") or ""
        if re.fullmatch(r"\d{8}", date) and speech:
            days[f"{date[:4]}-{date[4:6]}-{date[6:]}"].append(speech)
    return days


def table(data: Path) -> list[str]:
    """The table, line by line."""
    lines = [f"{'set':16} {'pair':40} {'words':>9} {'there':>7} {'back':>7}"]
    for name in SETS:
        found = list(pairs(data / name)) if (data / name).exists() else []
        for pair in found:
            lines.append(f"{name:16} {pair.name[:40]:40} {len(tokens(pair.other)):9,} {pair.there:7.4f} {pair.back:7.4f}")
        if not found:
            lines.append(f"{name:16} no pair in it")
    for act, words, same in act_pairs(data / ACTS):
        lines.append(f"{ACTS:16} {act[:40]:40} {words:9,} {same:7.4f}")
    return lines


if __name__ == "__main__":
    print("\n".join(table(Path(sys.argv[1]) if len(sys.argv) > 1 else SHARED)))
