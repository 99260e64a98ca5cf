"""How faithfully formats become text, in one table: words, order, cells, fields, and speed beside the libraries' own calls.

    python bench/fidelity                 everything: some minutes
    python bench/fidelity --short         fewer files of XML, no speed; CI runs xml and pairs of it, tests measure the rest
    python bench/fidelity xml pdf         some parts only; each part prints what lies behind its line
    python bench/fidelity --json          for programs

The files are those of ../shared/data, read in place; without them the table says so. A measure below its floor ends with 1. A
floor is the target where the target is reached, and else what is reached: the table shows both.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import file_fields as fields
import html_pages as html
import pdf_pages as pdf
import speed
import text_pairs as pairs
import xml_words as xml

from moisson.contracts.errors import DocumentError
from moisson.readers.read_options import How

SHARED = Path(__file__).parents[3] / "shared" / "data"


@dataclass(frozen=True, slots=True)
class Line:
    """One measure; `unit` says of what there are `count`."""

    part: str
    measure: str
    count: int
    unit: str
    value: float
    target: float | None = None
    floor: float | None = None

    @property
    def fails(self) -> bool:
        return self.floor is not None and self.value < self.floor

    def __str__(self) -> str:
        target = "" if self.target is None else f"≥ {self.target:g}"
        verdict = "" if self.target is None else "met" if self.value >= self.target else "NOT MET"
        if self.fails:
            verdict = "BELOW ITS FLOOR"
        return f"{self.part:7} {self.measure:44} {self.count:7,} {self.unit:9} {self.value:8.4f}  {target:8} {verdict}"


def xml_lines(data: Path, short: bool) -> Iterator[Line]:
    """Of each family the words kept and in order; of all together the sum."""
    families = [family for family in xml.measure(data, every=8 if short else 1) if family.files]
    for family in families:
        name, words = family.format.name, max(family.words, 1)
        yield Line("xml", f"{name}: words kept", family.files, "files", family.kept / words)
        yield Line("xml", f"{name}: words in order", family.files, "files", family.in_order / words)
    total = sum(family.words for family in families)
    yield Line("xml", "all: words kept", total, "words", sum(family.kept for family in families) / total, 0.99, 0.985)
    yield Line("xml", "all: words in order", total, "words", sum(family.in_order for family in families) / total, 0.98, 0.97)


def pair_lines(data: Path, short: bool) -> Iterator[Line]:
    """Agreement of texts that exist in two forms."""
    for name in pairs.SETS:
        for pair in pairs.pairs(data / name) if (data / name).exists() else ():
            yield Line("pairs", pair.name[:44], len(pair.other.split()), "words", pair.there, 0.98, 0.98)
    acts = [same for _, _, same in pairs.act_pairs(data / pairs.ACTS)]
    if acts:  # the others: pages that show tables as pictures, or nothing of an act that was repealed
        yield Line(
            "pairs", "Formex and its page: same words", len(acts), "acts", sum(same == 1 for same in acts) / len(acts), None, 0.7
        )


def pdf_lines(data: Path, short: bool) -> Iterator[Line]:
    """Pages that a person transcribed, with a text layer: words in order, cells of tables."""
    scores = {}
    for page in pdf.goldens():
        if not page.ocr and (data / page.file).exists():
            score = pdf.measure(data, page, How(ocr=False))
            scores[page] = pdf.Score(0, 0, 0, None) if isinstance(score, DocumentError) else score
    whole = [page for page in scores if page.text_layer != "partial"]
    groups = {
        "pages with a text layer": whole,
        "of these, without forms": [page for page in whole if "form" not in page.name],
        "of these, nobody tuned on": [page for page in whole if page.held],
        "pages whose layer lacks words": [page for page in scores if page.text_layer == "partial"],
    }
    for name, chosen in groups.items():
        some = [scores[page] for page in chosen]
        if some:
            order = sum(score.order for score in some) / len(some)
            yield Line("pdf", f"{name}: words in order", len(some), "pages", order, *PDF_TARGETS[name])
    cells = [cells for page in whole if (cells := scores[page].cells) is not None]
    if cells:
        yield Line("pdf", "cells of tables", len(cells), "tables", sum(cells) / len(cells), 0.95, 0.95)


PDF_TARGETS: dict[str, tuple[float | None, float | None]] = {  # target, floor
    "pages with a text layer": (0.98, 0.98),
    "of these, without forms": (0.98, 0.98),
    "of these, nobody tuned on": (0.98, 0.96),
    "pages whose layer lacks words": (None, None),
}


def html_lines(data: Path, short: bool) -> Iterator[Line]:
    """Pages of gazettes and ministries that a person typed: F1 of words, ours and of the libraries that are installed."""
    pages = list(html.golden_pages())
    if pages:
        for tool, (scores, _) in html.compare(pages).items():
            own = tool == "moisson"
            yield Line(
                "html",
                f"{tool}: F1 of words",
                len(pages),
                "pages",
                html.mean(scores).f1,
                0.95 if own else None,
                0.95 if own else None,
            )


def field_lines(data: Path, short: bool) -> Iterator[Line]:
    """Titles, dates, languages, identifiers, states: against a table by hand."""
    report = fields.measure(fields.table(), data)
    for name, count in report.by_field.items():
        files = count.right + count.wrong + count.missing
        yield Line("fields", f"{name}: precision", files, "values", count.precision, 0.98, 0.95)
        yield Line("fields", f"{name}: recall", files, "values", count.recall)


def speed_lines(data: Path, short: bool) -> Iterator[Line]:
    """CPU time beside the library's own call, and megabytes or pages a second."""
    if short:
        return
    for each in speed.measure(data):
        yield Line("speed", f"{each.format}: × {each.library}", each.files, "files", each.ratio)
        if not each.alike:
            continue
        yield Line("speed", f"{each.format}: MB/s", each.files, "files", each.size / 1e6 / each.ours)
        if each.pages:
            yield Line("speed", f"{each.format}: pages/s", each.pages, "pages", each.pages / each.ours)


PARTS: dict[str, Callable[[Path, bool], Iterator[Line]]] = {
    "xml": xml_lines,
    "pairs": pair_lines,
    "pdf": pdf_lines,
    "html": html_lines,
    "fields": field_lines,
    "speed": speed_lines,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="which parts; all by default")
    parser.add_argument("--short", action="store_true", help="fewer files of XML, no speed")
    parser.add_argument("--json", action="store_true", dest="as_json")
    parser.add_argument("--data", type=Path, default=SHARED)
    asked = parser.parse_args()
    if not asked.data.is_dir():
        print(f"{asked.data} is absent: nothing is measured.")
        return 0
    found = [line for part in asked.parts or PARTS for line in _said(PARTS[part](asked.data, asked.short), asked.as_json)]
    if asked.as_json:
        print(json.dumps([asdict(line) for line in found], indent=2))
    elif "xml" in asked.parts:
        xml.print_table(xml.measure(asked.data), verbose=True)
    return int(any(line.fails for line in found))


def _said(lines: Iterator[Line], quiet: bool) -> Iterator[Line]:
    for line in lines:
        if not quiet:
            print(line, flush=True)
        yield line


if __name__ == "__main__":
    sys.exit(main())
