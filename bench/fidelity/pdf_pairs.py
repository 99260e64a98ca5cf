"""How faithfully a PDF is read, beside the DOCX from which a word processor made it.

    python bench/fidelity/pdf_pairs.py                  one line a file: the pairs of ../shared/data/pdf-docx-pairs
    python bench/fidelity/pdf_pairs.py --made FOLDER    DOCX of ../shared/data, set to PDF by LibreOffice into FOLDER, tagged and
                                                        untagged; kept there from one run to the next
    python bench/fidelity/pdf_pairs.py --tool pdfium    another reader: pdfium (its own text), pdfplumber, pymupdf4llm
    --half open | sealed                                of the files, by the first bit of the DOCX's SHA-256; each scoring of the
                                                        sealed half is to be written into `pdf_sealed.md`, ten at most

The truth is read from the DOCX's XML by this script, not by our reader of DOCX. Measures, over all words of all files:

- kept: the DOCX's words that the text has, as multisets; in order: the longest common subsequence over the DOCX's words;
- more: words that the text has beyond these, of all it has: numbers of lists and pages, mostly, and heads that were left;
- tables: F1 of the relations between neighbouring cells, to the right and below (Göbel and others, ICDAR 2013), and the share of
  the cells that are there whole;
- headings: precision and recall beside paragraphs with a heading's style, numbers before them aside;
- notes: the share of notes whose first words follow each other in the text;
- heads: on how many pages a running head or foot is left, as its words stand in the text more often than in the DOCX's;
- broken: words of five letters or more that the text has in two pieces only, of a thousand.
"""

import argparse
import hashlib
import re
import subprocess
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from itertools import pairwise
from pathlib import Path

import pdf_pages
from lxml import etree
from pdf_pages import common

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "data"
PAIRS = SHARED / "pdf-docx-pairs" / "data"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NUMBER = re.compile(r"(?:\d+|[ivxlc]+|[a-z])", re.I)
HIDDEN = {W + "del", W + "moveFrom", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
FIRST = 6  # words of a note that have to follow each other
LABEL = 3  # words that a program may set before a heading: `Annex II`, `3.2`
MARK = re.compile(r"[\[(]\d{1,3}[\])]")  # of a note

Grid = dict[tuple[int, int], tuple[str, ...]]


def tokens(text: str) -> list[str]:
    """Words, in small letters: a style may set them in capitals."""
    return pdf_pages.tokens(text.casefold())


@dataclass(slots=True)
class Truth:
    """What a DOCX holds."""

    words: list[str] = field(default_factory=list)  # of its story, without notes
    headings: list[tuple[str, ...]] = field(default_factory=list)
    hashed: set[tuple[str, ...]] = field(default_factory=set)  # lines of code that begin as a heading in Markdown does
    tables: list[Grid] = field(default_factory=list)
    notes: list[list[str]] = field(default_factory=list)
    furniture: set[tuple[str, ...]] = field(default_factory=set)


def truth(path: Path) -> Truth:
    """The words, headings, tables and notes of a DOCX."""
    found = Truth()
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        parts = {
            name: etree.fromstring(archive.read(name)) for name in names if name.startswith("word/") and name.endswith(".xml")
        }
    levels = _levels(parts["word/styles.xml"]) if "word/styles.xml" in parts else set()
    body = parts["word/document.xml"]
    for paragraph in _paragraphs(body):
        text = _text(paragraph)
        words = tokens(text)
        found.words += words
        if text.lstrip().startswith("#"):
            found.hashed |= {_unnumbered(tuple(tokens(line))) for line in text.splitlines()}
        if words and _is_heading(paragraph, levels):
            found.headings.append(_unnumbered(tuple(words)))
    for table in body.iter(W + "tbl"):
        if not _hidden(table):
            found.tables.append(_grid(table))
    for name, part in parts.items():
        if name in ("word/footnotes.xml", "word/endnotes.xml"):
            found.notes += [words for note in part if (words := tokens(" ".join(map(_text, _paragraphs(note)))))]
        if re.match(r"word/(?:header|footer)\d*\.xml", name):
            lines = {tuple(tokens(_text(p))) for p in _paragraphs(part)}
            found.furniture |= {line for line in lines if len(line) > 2}
    return found


def _levels(styles: etree._Element) -> set[str]:
    """The ids of the styles that give an outline's level, by themselves or by those that they are based on."""
    named = {style.get(W + "styleId", ""): style for style in styles.iter(W + "style")}
    found = set()
    for name in named:
        base: str | None = name
        for _ in range(20):
            style = named.get(base or "")
            if style is None:
                break
            level = style.find(f"{W}pPr/{W}outlineLvl")
            if level is not None:
                if int(level.get(W + "val", "9")) < 9:
                    found.add(name)
                break
            base = based.get(W + "val") if (based := style.find(W + "basedOn")) is not None else None
    return found


def _is_heading(paragraph: etree._Element, levels: set[str]) -> bool:
    own = paragraph.find(f"{W}pPr/{W}outlineLvl")
    if own is not None:
        return int(own.get(W + "val", "9")) < 9
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    return style is not None and style.get(W + "val") in levels


def _hidden(element: etree._Element) -> bool:
    return any(above.tag in HIDDEN for above in element.iterancestors())


def _paragraphs(part: etree._Element) -> Iterator[etree._Element]:
    return (p for p in part.iter(W + "p") if not _hidden(p))


def _text(paragraph: etree._Element) -> str:
    """The words of a paragraph that are shown; those of text boxes in it are paragraphs of their own."""
    out: list[str] = []
    for element in paragraph.iter(W + "t", W + "tab", W + "br", W + "noBreakHyphen"):
        if next(element.iterancestors(W + "p")) is not paragraph or _hidden(element):
            continue
        run = next(element.iterancestors(W + "r"), None)
        if run is not None and run.find(f"{W}rPr/{W}vanish") is not None:
            continue
        out.append((element.text or "") if element.tag == W + "t" else "-" if element.tag == W + "noBreakHyphen" else " ")
    return "".join(out)


def _grid(table: etree._Element) -> Grid:
    """The cells of a table by row and column; one that spans several stands in the first."""
    grid: Grid = {}
    for r, row in enumerate(table.findall(W + "tr")):
        column = 0
        before = row.find(f"{W}trPr/{W}gridBefore")
        column += int(before.get(W + "val", "0")) if before is not None else 0
        for cell in row.iterchildren(W + "tc", W + "sdt"):
            for each in [cell] if cell.tag == W + "tc" else cell.iter(W + "tc"):
                merged, span = each.find(f"{W}tcPr/{W}vMerge"), each.find(f"{W}tcPr/{W}gridSpan")
                words = tuple(word for p in _paragraphs(each) for word in tokens(_text(p)))
                if words and (merged is None or merged.get(W + "val") == "restart"):
                    grid[r, column] = words
                column += int(span.get(W + "val", "1")) if span is not None else 1
    return grid


def written(text: str) -> list[Grid]:
    """The tables of a text in Markdown."""
    found: list[Grid] = []
    row = 0
    for line in text.splitlines():
        if not line.startswith("|"):
            row = 0
            continue
        if re.fullmatch(r"[|\s:-]+", line):
            continue
        if row == 0:
            found.append({})
        for column, cell in enumerate(re.split(r"(?<!\\)\|", line.strip()[1:].removesuffix("|"))):
            if words := tuple(tokens(MARK.sub(" ", re.sub(r"<br\s*/?>|\*\*|_", " ", cell)))):
                found[-1][row, column] = words
        row += 1
    return found


def relations(grids: list[Grid]) -> Counter[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Each cell with the next that has words to the right, and below, of all tables."""
    found: Counter[tuple[str, tuple[str, ...], tuple[str, ...]]] = Counter()
    for grid in grids:
        for axis, name in ((1, "right"), (0, "below")):
            last: dict[int, tuple[str, ...]] = {}
            for place in sorted(grid, key=lambda at: (at[1 - axis], at[axis])):
                words = grid[place]
                before = last.get(place[1 - axis])
                if before is not None and before != words:  # a cell that spans rows may stand in each of them
                    found[name, before, words] += 1
                last[place[1 - axis]] = words
    return found


def _unnumbered(words: tuple[str, ...]) -> tuple[str, ...]:
    while len(words) > 1 and NUMBER.fullmatch(words[0]):
        words = words[1:]
    return words


@dataclass(slots=True)
class Score:
    """Counts, so that those of several files can be added up."""

    counts: Counter[str] = field(default_factory=Counter)

    def share(self, some: str, whole: str) -> float:
        return self.counts[some] / self.counts[whole] if self.counts[whole] else float("nan")

    def f1(self) -> float:
        both = self.counts["relations due"] + self.counts["relations found"]
        return 2 * self.counts["relations right"] / both if both else float("nan")

    def line(self) -> str:
        """All measures."""
        c = self.counts
        return (
            f"kept {self.share('kept', 'due'):.3f} in order {self.share('ordered', 'due'):.3f} "
            f"more {self.share('more', 'found'):.3f} | "
            f"tables {self.f1():.3f} whole {self.share('cells right', 'cells due'):.3f} | "
            f"headings p {self.share('headings right', 'headings found'):.3f} "
            f"r {self.share('headings right', 'headings due'):.3f} | "
            f"notes {self.share('notes right', 'notes due'):.3f} heads {c['heads']}/{c['pages']} "
            f"broken {1000 * self.share('broken', 'due'):.2f} | {c['ms'] / 1000:.1f} s"
        )


def score(due: Truth, text: str, pages: int) -> Score:
    """What a text is worth."""
    found = Score()
    c = found.counts
    words = tokens(text)
    c["pages"], c["due"], c["found"] = pages, len(due.words), len(words)
    have = Counter(words)
    shared = (Counter(due.words) & have).total()
    c["kept"] = shared
    c["more"] = len(words) - (Counter(due.words + [word for note in due.notes for word in note]) & have).total()
    c["ordered"] = common(due.words, words)
    expected, given = relations(due.tables), relations(written(text))
    c["relations due"], c["relations found"], c["relations right"] = expected.total(), given.total(), (expected & given).total()
    cells = Counter(words for grid in due.tables for words in grid.values())
    there = Counter(words for grid in written(text) for words in grid.values())
    c["cells due"], c["cells right"] = cells.total(), (cells & there).total()
    heads = [tuple(tokens(line)) for line in text.splitlines() if re.match(r"#+ ", line)]
    heads = [head for head in heads if head and _unnumbered(head) not in due.hashed]
    right, left = 0, list(due.headings)
    for head in heads:
        told = next((each for each in left if head[-len(each) :] == each and len(head) <= len(each) + LABEL), None)
        if told:
            left.remove(told)
            right += 1
    c["headings due"], c["headings found"], c["headings right"] = len(due.headings), len(heads), right
    line = " ".join(words)
    c["notes due"], c["notes right"] = len(due.notes), sum(" ".join(note[:FIRST]) in line for note in due.notes)
    body = " ".join(due.words)
    for furniture in due.furniture:
        c["heads"] += max(0, line.count(" ".join(furniture)) - body.count(" ".join(furniture)))
    pairs = {a + b for a, b in pairwise(words)}
    c["broken"] = sum(count for word, count in Counter(due.words).items() if len(word) > 4 and word not in have and word in pairs)
    return found


def _moisson(path: Path) -> str:
    from moisson.readers.pdf.reader import read
    from moisson.readers.read_options import How

    return next(iter(read(path.read_bytes(), How(ocr=False)))).text


def _pdfium(path: Path) -> str:
    import pypdfium2

    return "\n".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(path))


def _pdfplumber(path: Path) -> str:
    pdfplumber = import_module("pdfplumber")
    out = []
    with pdfplumber.open(path) as document:
        for page in document.pages:
            tables = page.find_tables()

            def outside(item: dict[str, float], boxes: tuple[tuple[float, ...], ...] = tuple(t.bbox for t in tables)) -> bool:
                x, y = (item["x0"] + item["x1"]) / 2, (item["top"] + item["bottom"]) / 2
                return not any(x0 <= x <= x1 and top <= y <= bottom for x0, top, x1, bottom in boxes)

            out.append(page.filter(outside).extract_text() or "")
            for table in tables:
                rows = [[" ".join((cell or "").split()).replace("|", "\\|") for cell in row] for row in table.extract()]
                out += ["", *["| " + " | ".join(row) + " |" for row in rows], ""]
    return "\n".join(out)


def _pymupdf4llm(path: Path) -> str:
    return str(import_module("pymupdf4llm").to_markdown(str(path), show_progress=False))


TOOLS: dict[str, Callable[[Path], str]] = {
    "moisson": _moisson, "pdfium": _pdfium, "pdfplumber": _pdfplumber, "pymupdf4llm": _pymupdf4llm,
}  # fmt: skip


def sealed(path: Path) -> bool:
    """Whether a file is in the half that is judged by and not looked at."""
    return hashlib.sha256(path.read_bytes()).digest()[0] >= 0x80


def made(folder: Path) -> Iterator[tuple[Path, Path]]:
    """The DOCX of ../shared/data, each set to PDF by LibreOffice with tags and without."""
    for path in sorted(SHARED.rglob("*.docx")):
        if not zipfile.is_zipfile(path):
            continue
        name = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
        for kind, tags in (("tagged", "true"), ("plain", "false")):
            there = folder / kind / f"{name}.pdf"
            if not there.exists():
                there.parent.mkdir(parents=True, exist_ok=True)
                source = folder / f"{name}.docx"
                source.write_bytes(path.read_bytes())
                how = f'pdf:writer_pdf_Export:{{"UseTaggedPDF":{{"type":"boolean","value":"{tags}"}}}}'
                home = f"-env:UserInstallation=file://{folder.absolute()}/home"
                command = ["soffice", home, "--headless", "--convert-to", how, "--outdir", str(there.parent), str(source)]
                subprocess.run(command, check=True, capture_output=True, timeout=300)
            if there.exists():
                yield path, there


def main() -> None:
    """Print a line for each file, and one for all."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--made", type=Path)
    parser.add_argument("--tool", choices=TOOLS, default="moisson")
    parser.add_argument("--half", choices=("open", "sealed"))
    parser.add_argument("--kind", choices=("tagged", "plain"))
    parser.add_argument("--texts", type=Path, help="a folder to write the texts to")
    options = parser.parse_args()
    pairs = made(options.made) if options.made else ((pdf.with_suffix(".docx"), pdf) for pdf in sorted(PAIRS.rglob("*.pdf")))
    sums: dict[str, Score] = {}
    for source, path in pairs:
        kind = path.parent.name if options.made else "Word"
        if (options.half and sealed(source) != (options.half == "sealed")) or (options.kind and kind != options.kind):
            continue
        from pypdfium2 import PdfDocument

        begun = time.process_time()
        text = TOOLS[options.tool](path)
        took = time.process_time() - begun
        found = score(truth(source), text, len(PdfDocument(path)))
        found.counts["ms"] = round(1000 * took)
        sums.setdefault(kind, Score()).counts.update(found.counts)
        if options.half != "sealed":
            print(f"{kind:7} {source.name[:40]:40} {found.line()}", flush=True)
        if options.texts:
            options.texts.mkdir(parents=True, exist_ok=True)
            (options.texts / f"{path.stem}.{kind}.md").write_text(text)
    for kind, found in sums.items():
        print(f"{kind:7} {'all':40} {found.line()}")


if __name__ == "__main__":
    main()
