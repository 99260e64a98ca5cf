"""How faithfully a PDF is read, beside the DOCX, the ODT or the page of HTML from which a program made it.

    python bench/fidelity/pdf_pairs.py                      one line a file: Word's own, of ../shared/data/pdf-docx-pairs
    python bench/fidelity/pdf_pairs.py --made FOLDER        DOCX and ODT of ../shared/data, set to PDF by LibreOffice
    python bench/fidelity/pdf_pairs.py --packages FOLDER    the same of packages' tests, which `packages.py FOLDER` fetched
    python bench/fidelity/pdf_pairs.py --fresh FOLDER       the same of other packages: `packages.py FOLDER --fresh`
    python bench/fidelity/pdf_pairs.py --printed FOLDER     pages of HTML of ../shared/data, printed by Chromium
    python bench/fidelity/pdf_pairs.py --manuals FOLDER     manuals of Debian's packages, which `manuals.py FOLDER` fetched
    python bench/fidelity/pdf_pairs.py --authors FOLDER     documents of many authors with their own PDF: `authors.py FOLDER`
    --tool pdfium               another reader: pdfium (its own text), pdfplumber, pymupdf4llm, camelot (tables alone)
    --without-tags              each page by what is drawn on it
    --half open | sealed        of the files, by the first bit of their SHA-256 (manuals and authors: of their work's name); each
                                scoring of the sealed half is to be written into `pdf_sealed.md`, ten at most
    --first 10 --kind plain     a sample for slow tools: the first ten of each set by their hashes, without tags

Each PDF is made twice, tagged and plain, and kept in FOLDER from one run to the next.

The truth is read from the source's own XML or tree (`docx_truth.py`, `odt_truth.py`, `html_truth.py`), not by our readers.
Measures, over all words of all files:

- kept: the source's words that the text has, as multisets; in order: the longest common subsequence over the source's words;
- more: words that the text has beyond these, of all it has: numbers of lists and pages, mostly, and heads that were left;
- tables: F1 of the relations between neighbouring cells, to the right and below (Göbel and others, ICDAR 2013), its mean over the
  files, and the share of the cells that are there whole; neither due nor wrong are relations of what only sets text out (one row
  or column, tables in it; tabs and blanks) and of titles in rows of one cell; a cell that spans rows may stand in each;
- headings: precision and recall beside paragraphs of a level in the outline (h1 to h6), numbers before them aside; what only the
  name of a style or a class calls a heading or a title (`TOC Heading`, `Title`, `D3/ Títol negreta`), a block that is bold or, in
  DOCX and ODT, larger (`looks.py`), what stands in a cell, and all of a document without any level, are neither due nor wrong:
  unjudged, so many;
- notes: the share of notes whose first words follow each other in the text;
- heads: on how many pages a running head or foot is left, as its words stand in the text more often than in the source's;
- broken: words of five letters or more that the text has in two pieces only, of a thousand.
"""

import argparse
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from docx_truth import Grid, Truth, tokens, unnumbered
from pdf_pages import common
from pdf_sets import KINDS, PAIRS, SHARED, documents, made, name, pages, printed, sealed, tagged, truth, works
from pdf_tools import TOOLS

FIRST = 6  # words of a note that have to follow each other
LABEL = 3  # words that a program may set before a heading: `Annex II`, `3.2`
Relation = tuple[str, tuple[str, ...], tuple[str, ...]]
DELIMITER = re.compile(r"\|[|\s:-]+")  # the second line of a table
MARK = re.compile(r"[\[(]\d{1,3}[\])]")  # of a note


def written(text: str, known: Set[tuple[str, ...]] = frozenset()) -> list[Grid]:
    """The tables of a text in Markdown; marks of notes count where a `known` cell has them, as in `Article 4(2)`."""
    found: list[Grid] = []
    row = 0
    lines = text.splitlines()
    for at, line in enumerate(lines):
        if not line.startswith("|"):
            row = 0
            continue
        if DELIMITER.fullmatch(line):
            continue
        if row == 0 and not (at + 1 < len(lines) and DELIMITER.fullmatch(lines[at + 1])):
            continue  # code: an alternative of a grammar, mostly
        if row == 0:
            found.append({})
        for column, cell in enumerate(re.split(r"(?<!\\)\|", line.strip()[1:].removesuffix("|"))):
            said = re.sub(r"<br\s*/?>|\*\*|_", " ", cell)
            if words := (whole if (whole := tuple(tokens(said))) in known else tuple(tokens(MARK.sub(" ", said)))):
                found[-1][row, column] = words
        row += 1
    return found


def relations(grids: list[Grid]) -> Counter[Relation]:
    """Each cell with the next that has words to the right, and below, of all tables."""
    found: Counter[Relation] = Counter()
    for grid in grids:
        for axis, where in ((1, "right"), (0, "below")):
            last: dict[int, tuple[str, ...]] = {}
            for place in sorted(grid, key=lambda at: (at[1 - axis], at[axis])):
                words = grid[place]
                before = last.get(place[1 - axis])
                if before is not None and before != words:  # a cell that spans rows may stand in each of them
                    found[where, before, words] += 1
                last[place[1 - axis]] = words
    return found


def _once(grid: Grid, tall: set[tuple[str, ...]]) -> Grid:
    """A table without what its next row says again of a cell, where some cell with these words spans rows."""
    return {(r, c): words for (r, c), words in grid.items() if words not in tall or grid.get((r - 1, c)) != words}


def found_in(text: str, due: Truth) -> list[Grid]:
    """The tables of a text, beside what is due."""
    return written(text, {words for grid in due.tables + due.loose for words in grid.values()})


def compared(due: Truth, tables: list[Grid]) -> tuple[Counter[Relation], Counter[Relation]]:
    """The relations that are due, and those found, without what is neither due nor wrong."""
    expected, given = (relations([_once(grid, due.tall) for grid in grids]) for grids in (due.tables, tables))
    return expected, given - ((given - expected) & relations(due.loose))


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
            f"tables {self.f1():.3f} mean {self.share('f1', 'tabled') / 1000:.3f} "
            f"whole {self.share('cells right', 'cells due'):.3f} | "
            f"headings p {self.share('headings right', 'headings found'):.3f} "
            f"r {self.share('headings right', 'headings due'):.3f} "
            f"unjudged {c['unjudged']} | "
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
    body = f" {' '.join(due.words)} "
    text = _inside(text, due) if due.partial else text
    tables = found_in(text, due)
    expected, given = compared(due, tables)
    c["relations due"], c["relations found"], c["relations right"] = expected.total(), given.total(), (expected & given).total()
    cells = Counter(words for grid in due.tables for words in grid.values())
    there = Counter(words for grid in tables for words in grid.values())
    c["cells due"], c["cells right"] = cells.total(), (cells & there).total()
    heads = [head for line in text.splitlines() if re.match(r"#+ ", line) and (head := tuple(tokens(line)))]
    right, called, left = 0, 0, list(due.headings)
    for head in heads:
        told = next((each for each in left if names(head, each)), None)
        if told:
            left.remove(told)
            right += 1
        else:
            code = any(unnumbered(head)[: len(line)] == line for line in due.hashed if line)
            own = due.partial and f" {' '.join(head)} " not in body
            called += code or own or not due.headings or any(names(head, each) for each in due.called)
    c["headings due"], c["headings found"], c["headings right"] = len(due.headings), len(heads) - called, right
    c["unjudged"] = called
    if c["relations due"] or c["relations found"]:
        c["tabled"], c["f1"] = 1, round(1000 * found.f1())
    line = " ".join(words)
    c["notes due"], c["notes right"] = len(due.notes), sum(" ".join(note[:FIRST]) in line for note in due.notes)
    for furniture in due.furniture:
        c["heads"] += max(0, line.count(" ".join(furniture)) - body.count(" ".join(furniture)))
    c["heads"] = min(c["heads"], c["pages"])
    pairs = {a + b for a, b in pairwise(words)}
    c["broken"] = sum(count for word, count in Counter(due.words).items() if len(word) > 4 and word not in have and word in pairs)
    return found


def names(head: tuple[str, ...], due: tuple[str, ...]) -> bool:
    """Whether a line is a heading, numbers or a label before it aside."""
    return head[-len(due) :] == due and (len(head) <= len(due) + LABEL or unnumbered(head) == due)


def _inside(text: str, due: Truth) -> str:
    """The text from the first heading that is due to what follows the last: a page of titles, contents, an index lie outside."""
    lines = text.splitlines()
    heads = [at for at, line in enumerate(lines) if re.match(r"#+ ", line)]
    told = [at for at in heads if any(names(tuple(tokens(lines[at])), each) for each in due.headings)]
    return "\n".join(lines[told[0] : next((at for at in heads if at > told[-1]), len(lines))]) if told else ""


def pairs(options: argparse.Namespace) -> Iterator[tuple[str, Path, Path]]:
    """The name of a set, a document in it, and its PDF."""
    if not (options.made or options.packages or options.fresh or options.printed or options.manuals or options.authors):
        yield from (("Word", pdf.with_suffix(".docx"), pdf) for pdf in sorted(PAIRS.rglob("*.pdf")))
    fetched = ((folder, folder / "pdf") for folder in (options.packages, options.fresh) if folder)
    for folder, kept in ((SHARED, options.made), *fetched):
        for suffix in (".docx", ".odt") if kept else ():
            for document, pdf in made(kept, chosen(documents(folder, suffix), options)):
                yield f"{suffix[1:]} {pdf.parent.name}", document, pdf
    if options.printed:
        for document, pdf in printed(options.printed, chosen(pages(options.printed), options)):
            yield f"html {pdf.parent.name}", document, pdf
    if options.manuals:
        yield from (("manual plain", page, page.with_suffix(".pdf")) for page in chosen(works(options.manuals), options, True))
    for document in chosen(works(options.authors), options, True) if options.authors else ():
        yield f"author {KINDS[not tagged(pdf := document.with_suffix('.pdf'))]}", document, pdf


def chosen(sources: list[Path], options: argparse.Namespace, by_work: bool = False) -> list[Path]:
    """The files of a half, the first of them by their hashes where only so many are asked for."""
    half = [path for path in sources if not options.half or sealed(path, by_work) == (options.half == "sealed")]
    print(f"{len(half)} of {len(sources)} files", file=sys.stderr)
    return sorted(half, key=name)[: options.first] if options.first else half


def main() -> None:
    """Print a line for each file, and one for all of a set."""
    parser = argparse.ArgumentParser()
    for folder in ("--made", "--packages", "--fresh", "--printed", "--manuals", "--authors"):
        parser.add_argument(folder, type=Path)
    parser.add_argument("--tool", choices=TOOLS, default="moisson")
    parser.add_argument("--half", choices=("open", "sealed"))
    parser.add_argument("--kind", choices=KINDS)
    parser.add_argument("--first", type=int, help="so many files of each set, for slow tools")
    parser.add_argument("--without-tags", action="store_true")
    parser.add_argument("--texts", type=Path, help="a folder to write the texts to")
    options = parser.parse_args()
    if options.without_tags:
        from moisson.readers.pdf import reader

        reader.ASKED = 0
    sums: dict[str, Score] = {}
    for kind, source, path in pairs(options):
        if options.kind and not kind.endswith(options.kind):
            continue
        from pypdfium2 import PdfDocument

        begun = time.process_time()
        text = TOOLS[options.tool](path)
        took = time.process_time() - begun
        with PdfDocument(path) as document:
            found = score(truth(source), text, len(document))
        found.counts["ms"], found.counts["files"] = round(1000 * took), 1
        sums.setdefault(kind, Score()).counts.update(found.counts)
        if options.half != "sealed":
            print(f"{kind:12} {source.name[:36]:36} {found.line()}", flush=True)
        if options.texts:
            options.texts.mkdir(parents=True, exist_ok=True)
            (options.texts / f"{path.stem}.{kind.replace(' ', '.')}.md").write_text(text)
    for kind, found in sums.items():
        print(f"{kind:12} {found.counts['files']:>4} {'files':31} {found.line()}")


if __name__ == "__main__":
    main()
