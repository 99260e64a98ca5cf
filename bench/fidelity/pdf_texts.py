"""The texts of all PDFs of some folders, by their tags and without them, to see what a change of the reader changes.

    python bench/fidelity/pdf_texts.py OUT [FOLDER...]    OUT/HASH.tags.md and OUT/HASH.plain.md, each PDF once
    --before OLD                                          which texts are not those in OLD, and how many

Without a FOLDER, the PDFs of ../shared/data. Scans are not recognised. Of a document that is refused, the reason is the text.
"""

import argparse
import hashlib
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import chain
from pathlib import Path

from pdf_sets import SHARED

from moisson.contracts.errors import DocumentError
from moisson.readers.pdf import reader
from moisson.readers.read_options import How

ASKED = reader.ASKED  # places of structure trees: with none, tags are not asked for


def write(out: Path, path: Path) -> list[tuple[Path, Path]]:
    """Write both texts of a PDF; gives the path of each, and the PDF's."""
    content = path.read_bytes()
    found = []
    for kind, asked in (("tags", ASKED), ("plain", 0)):
        reader.ASKED = asked
        try:
            text = next(iter(reader.read(content, How(ocr=False)))).text
        except DocumentError as error:
            text = f"refused: {error}\n"
        there = out / f"{hashlib.sha256(content).hexdigest()[:12]}.{kind}.md"
        there.write_text(text)
        found.append((there, path))
    return found


def pdfs(folders: list[Path]) -> Iterator[Path]:
    """The PDFs in some folders, each content once."""
    seen = set()
    for path in sorted(path for folder in folders for path in folder.rglob("*.pdf") if path.is_file()):
        content = path.read_bytes()
        if content and (key := hashlib.sha256(content).digest()) not in seen:
            seen.add(key)
            yield path


def main() -> None:
    """Write the texts, and print which are others than before."""
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("folders", type=Path, nargs="*")
    parser.add_argument("--before", type=Path)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    count = others = 0
    with ProcessPoolExecutor() as pool:
        for there, path in chain.from_iterable(pool.map(partial(write, options.out), pdfs(options.folders or [SHARED]))):
            count += 1
            old = options.before and options.before / there.name
            if old and (not old.exists() or old.read_bytes() != there.read_bytes()):
                others += 1
                print(f"{there.name}  {path}", flush=True)
    print(f"{count} texts" + (f", {others} of them others than before" if options.before else ""))


if __name__ == "__main__":
    main()
