"""Which lines of public bodies' own PDFs become headings, beside those that a person marked (`pdf_heads.txt`).

    python bench/fidelity/pdf_heads.py --half open              one line a file of ../shared/data, one a source, one for all
    python bench/fidelity/pdf_heads.py --icdar FOLDER           with pages of ICDAR's files, which `icdar.py FOLDER` fetched
    --half open | sealed     of the files, by the first bit of their SHA-256; each scoring of the sealed half is to be written
                             into `pdf_sealed.md`, ten at most
    --without-tags           each page by what is drawn on it
    --tool pymupdf4llm       another reader, in an environment of its own
    --faults                 what was wrong and what was missed, line by line; never of the sealed half

Gazettes, laws, bills, forms and reports, as their publishers made them. Files: the PDFs of ../shared/data with at least 75 words
of their own, each once, but for those that have their DOCX beside them; all of ICDAR's.
Pages: two of each file, or one in twenty, the first by the SHA-256 of file and number, of those with 30 words. They were looked
at as pictures, and their headings written down, before anybody looked at what a reader makes of them.

A heading is what an editor would mark as one: a line, or a few, of its own, that names what follows.

- Due: titles of acts and forms; parts, chapters, sections, annexes; an article's number, with its rubric or alone, on lines of
  its own. A label and its title on lines of their own (` | ` between them) may be marked as one heading or as several.
- None: running heads; the entries of a summary or contents; captions of tables and figures (`Table 3`); heads of columns, labels
  of fields; words within a drawing; who signs; and an article's number or a catchword that runs into its text.
- Doubtful (`? `), neither due nor wrong: mastheads, `Summary` and the like; what stands in a form's ruled box or beside its
  fields; a title over a table that no text follows; formulas of enactment; notes on a text's state (`Texte coordonné`).

Letters and figures are compared, not spaces, hyphens and other signs, so that broken words do not count here; nor do marks of
notes, nor `l` for the Roman `I`, as text layers of old prints have it.
"""

import argparse
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

from pdf_sets import SHARED, sealed

GOLDEN = Path(__file__).with_suffix(".txt")
ICDAR = "icdar"  # where a path begins so, the file is one of ICDAR's
FILE, PAGE, DOUBTFUL, PIECE = "== ", "-- ", "? ", " | "
MARK = re.compile(r"\[\^?\d{1,3}\]")  # of a note, as Markdown writes it
NOTE = re.compile(r"\d{1,3}")  # as a page prints it
HEADING = re.compile(r"#+ (.*)")


@dataclass(slots=True)
class Page:
    """The headings of a page, each as its pieces."""

    due: list[list[str]] = field(default_factory=list)
    doubtful: list[list[str]] = field(default_factory=list)


@dataclass(slots=True)
class Score:
    """What a page's headings are worth: pieces due, those found, lines that are none, and those missed and wrong by name."""

    counts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


def letters(text: str) -> str:
    """The letters and figures of a text."""
    plain = unicodedata.normalize("NFKC", MARK.sub("", text)).casefold()
    return "".join([char for char in plain if char.isalnum()]).replace("l", "i")


def golden(text: str) -> dict[str, dict[int, Page]]:
    """The pages of each file; what stands before the first file says what the rest is."""
    found: dict[str, dict[int, Page]] = {}
    for line in text.splitlines():
        if line.startswith(FILE):
            pages = found.setdefault(line.removeprefix(FILE), {})
        elif line.startswith(PAGE):
            page = pages.setdefault(int(line.removeprefix(PAGE)), Page())
        elif line and found:
            pieces = line.removeprefix(DOUBTFUL).split(PIECE)
            (page.doubtful if line.startswith(DOUBTFUL) else page.due).append(pieces)
    return found


def _same(given: str, due: str) -> bool:
    """Whether two headings have the same letters, the mark of a note aside."""
    return given == due or any(given[: mark.start()] + given[mark.end() :] == due for mark in NOTE.finditer(given))


def take(given: str, left: list[list[str]]) -> int:
    """How many pieces of a heading a line gives, which are left no more; none if it gives no heading."""
    for pieces in left:
        for first in range(len(pieces)):
            for last in range(first + 1, len(pieces) + 1):
                if _same(given, letters("".join(pieces[first:last]))):
                    del pieces[first:last]
                    return last - first
    return 0


def score(page: Page, text: str) -> Score:
    """What a page's text in Markdown is worth."""
    found = Score()
    due, doubtful = [list(pieces) for pieces in page.due], [list(pieces) for pieces in page.doubtful]
    found.counts["due"] = sum(map(len, due))
    for line in text.splitlines():
        if (match := HEADING.match(line)) and (given := letters(match[1])):
            if taken := take(given, due):
                found.counts["right"] += taken
            elif take(given, doubtful):
                found.counts["doubtful"] += 1
            else:
                found.counts["wrong"] += 1
                found.faults.append(f"wrong  {match[1]}")
    found.faults += [f"missed {piece}" for pieces in due for piece in pieces]
    return found


def _line(counts: Counter[str]) -> str:
    due, right, wrong = counts["due"], counts["right"], counts["wrong"]
    precise, complete = (f"{right / of:.3f}" if of else "  –  " for of in (right + wrong, due))
    return f"precise {precise} complete {complete} | due {due} right {right} wrong {wrong} doubtful {counts['doubtful']}"


def _moisson(path: Path) -> list[str]:
    from moisson.readers.pdf import reader
    from moisson.readers.read_options import How

    return reader.pages(path.read_bytes(), How(ocr=False))


def _pymupdf4llm(path: Path) -> list[str]:
    pages = import_module("pymupdf4llm").to_markdown(str(path), page_chunks=True, show_progress=False)
    return [page["text"].replace("**", "").replace("_", "") for page in pages]


TOOLS = {"moisson": _moisson, "pymupdf4llm": _pymupdf4llm}


def main() -> None:
    """Print a line for each file, for each source, and for all."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--half", choices=("open", "sealed"))
    parser.add_argument("--icdar", type=Path, help="a folder that icdar.py filled")
    parser.add_argument("--tool", choices=TOOLS, default="moisson")
    parser.add_argument("--without-tags", action="store_true")
    parser.add_argument("--faults", action="store_true")
    options = parser.parse_args()
    if options.without_tags:
        from moisson.readers.pdf import reader

        reader.ASKED = 0
    sums: dict[str, Counter[str]] = {}
    for name, pages in golden(GOLDEN.read_text()).items():
        source = name.split("/")[0]
        if source == ICDAR and not options.icdar:
            continue
        path = options.icdar / Path(name).name if source == ICDAR else SHARED / name
        if options.half and sealed(path) != (options.half == "sealed"):
            continue
        texts = TOOLS[options.tool](path)
        scores = {number: score(page, texts[number - 1]) for number, page in pages.items()}
        one = sum((each.counts for each in scores.values()), Counter(files=1))
        for whole in (source, "all"):
            sums.setdefault(whole, Counter()).update(one)
        if options.half == "open":
            print(f"{path.stem[-44:]:44} {_line(one)}", flush=True)
            for number, each in scores.items() if options.faults else ():
                print(*(f"    {number}: {fault}" for fault in each.faults), sep="\n", end="\n" if each.faults else "")
    for whole in (*(each for each in sums if each != "all"), "all"):
        print(f"{whole:35} {sums[whole]['files']:>2} files {_line(sums[whole])}")


if __name__ == "__main__":
    main()
