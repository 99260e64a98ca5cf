"""How faithfully the reader of PDF renders pages that were transcribed by hand (`tests/readers/golden/pdf`).

For each page: the words of both as multisets (precision and recall), the longest common subsequence of their words over the
longer of the two (are they there, once, and in reading order?), and the share of the cells of tables that stand, with the same
words, in a row that has the same words beside them. What the golden file lists as left out is taken from the output before
counting.

    python bench/fidelity/pdf_pages.py [DATA]  one table of all pages, of ../shared/data; with --ocr, those that need Tesseract as
                                           well. Of the held pages, which nobody tunes the reader on, only the means are shown
"""

import re
import sys
import tomllib
import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from moisson.contracts.errors import DocumentError
from moisson.readers.pdf.scans.ocr import NAMES
from moisson.readers.read_options import How

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "readers" / "golden" / "pdf"
SHARED = ROOT.parent / "shared" / "data"
WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*")


@dataclass(frozen=True, slots=True)
class Golden:
    """A page as a person typed it."""

    name: str
    file: str
    page: int
    language: str
    text_layer: str
    ocr: bool
    held: bool
    left_out: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Score:
    """What the reader made of one page; `cells` is None where the page has no table."""

    precision: float
    recall: float
    order: float
    cells: float | None


def goldens(folder: Path = GOLDEN) -> list[Golden]:
    """The transcribed pages."""
    found = []
    for path in sorted(folder.glob("*.md")):
        content = path.read_text()
        if not content.startswith("+++\n"):
            continue
        head, text = content[4:].split("\n+++\n", 1)
        fields = tomllib.loads(head)
        layer, held = fields.get("text_layer", "sound"), fields.get("held", False)
        found.append(
            Golden(
                path.stem, fields["file"], fields["page"], fields["language"], layer, fields.get("ocr", False), held,
                tuple(fields.get("left_out", ())), text.strip(),
            )
        )  # fmt: skip
    return found


def tokens(text: str) -> list[str]:
    """Runs of letters and digits; everything else only separates."""
    return WORD.findall(unicodedata.normalize("NFKC", text))


def common(a: list[str], b: list[str]) -> int:
    """The length of the longest common subsequence (bit-parallel, after Crochemore and others, 2001)."""
    places: dict[str, int] = {}
    for i, word in enumerate(a):
        places[word] = places.get(word, 0) | 1 << i
    every = (1 << len(a)) - 1
    row = every
    for word in b:
        match = row & places.get(word, 0)
        row = (row + match | row - match) & every
    return len(a) - row.bit_count()


def without(found: list[str], golden: list[str], left_out: tuple[str, ...]) -> list[str]:
    """The reader's words less the furniture that the page's transcription leaves out."""
    for words in map(tokens, left_out):
        if not words:
            continue
        starts = [i for i in range(len(found) - len(words) + 1) if found[i : i + len(words)] == words]
        due = sum(golden[i : i + len(words)] == words for i in range(len(golden) - len(words) + 1))
        for start in reversed(starts[: max(0, len(starts) - due)]):
            found = found[:start] + found[start + len(words) :]
    return found


def score(text: str, golden: Golden) -> Score:
    """What a reader's text of a page is worth."""
    due = tokens(golden.text)
    found = without(tokens(text), due, golden.left_out)
    shared = sum((Counter(due) & Counter(found)).values())
    order = common(due, found) / max(len(due), len(found), 1)
    return Score(shared / max(len(found), 1), shared / max(len(due), 1), order, cells(text, golden.text))


def rows(text: str) -> list[list[tuple[str, ...]]]:
    """The rows of all tables, as the words of their cells that have some."""
    lines = [line for line in text.splitlines() if line.startswith("|") and not re.fullmatch(r"[|\s:-]+", line)]
    split = [re.split(r"(?<!\\)\|", line.strip().strip("|")) for line in lines]
    return [[words for cell in line if (words := tuple(tokens(cell)))] for line in split]


def cells(text: str, golden: str) -> float | None:
    """The share of a page's cells that are found in one row with the cell before or after them."""
    due, found = rows(golden), rows(text)
    total = sum(map(len, due))
    if not total:
        return None
    used: set[tuple[int, int]] = set()
    hits = 0
    for row in due:
        for i, cell in enumerate(row):
            beside = {*row[max(0, i - 1) : i], *row[i + 1 : i + 2]}
            for r, other in enumerate(found):
                places = [k for k, words in enumerate(other) if words == cell and (r, k) not in used]
                if places and (not beside or beside & set(other)):
                    used.add((r, places[0]))
                    hits += 1
                    break
    return hits / total


def measure(data: Path, page: Golden, how: How) -> Score | DocumentError:
    """Read the page as it stands in its document."""
    from moisson.readers.pdf.reader import pages

    try:
        return score(pages((data / page.file).read_bytes(), how)[page.page - 1], page)
    except DocumentError as error:
        return error


def main() -> None:
    """Print the table."""
    data = next((Path(said) for said in sys.argv[1:] if not said.startswith("--")), SHARED)
    scores: dict[str, list[Score]] = {"tuned": [], "held": []}
    for page in goldens():
        recognise = "--ocr" in sys.argv and page.ocr
        found = measure(data, page, How(ocr=recognise, ocr_languages=[NAMES[page.language]]))
        if isinstance(found, Score) and not page.ocr and page.text_layer != "partial":
            scores["held" if page.held else "tuned"].append(found)
        if page.held:
            continue
        if isinstance(found, DocumentError):
            print(f"{page.name:36} {page.text_layer:9} {found.reason}")
        else:
            table = "" if found.cells is None else f"cells {found.cells:.3f}"
            print(
                f"{page.name:36} {page.text_layer:9} p {found.precision:.3f} r {found.recall:.3f} order {found.order:.3f} {table}"
            )
    for name, those in (*scores.items(), ("all", scores["tuned"] + scores["held"])):
        cells = [score.cells for score in those if score.cells is not None]
        means = [sum(getattr(score, what) for score in those) / len(those) for what in ("precision", "recall", "order")]
        print(
            f"{name}: {len(those)} pages with a text layer, p {means[0]:.4f} r {means[1]:.4f} order {means[2]:.4f}, "
            f"cells {sum(cells) / len(cells):.4f} on {len(cells)} pages"
        )


if __name__ == "__main__":
    main()
