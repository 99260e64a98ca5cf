"""What repair by dictionaries is worth: made errors at known rates in real text, and recognised pages whose true text is at hand.

    python -m bench.stages.repair ../shared/data /usr/share/hunspell

Of the words that differ from the truth, how many are right afterwards; of the words that were right, how many no longer are; and
characters wrong in all, before and since. Errors are made letter by letter with a fixed seed (`scripts/made_errors.py`), by
rules that are not those of the repair.
"""

import argparse
import random
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
from rapidfuzz.distance import Levenshtein

from moisson.contracts.schemas import STRING
from moisson.corpus.stages.repair import repair_text
from moisson.harvest.preview import read_files
from scripts.made_errors import damaged, letters_of

SETS = {"fr": ("fr-etalab-guides", "fr-cnil-guide"), "de": ("de-gesetze", "law-de-gesetze", "de-bundestag-txt")}
RATES = (0.02, 0.05, 0.1)
SIZE, MOST = 1_500, 200  # characters of a document; documents of a language
PAGE = "ocr-page-ocrd/data/data/kant_aufklaerung_1784-complex/data"
RECOGNISED, TRUE = "OCR-D-OCR-OCRO-fraktur-SEG-LINE-tesseract-ocropy-DEWARP", "OCR-D-GT-PAGE"


def documents(data: Path, language: str) -> Iterator[str]:
    """Real text in pieces of about `SIZE` characters."""
    for name in SETS[language]:
        for document in read_files(data / name / "data", 1) if (data / name).is_dir() else ():
            text = document.text.text if document.text else ""
            yield from (text[begin : begin + SIZE] for begin in range(0, len(text), 5 * SIZE))


def repaired(texts: list[str], language: str, dictionaries: Path) -> list[str]:
    """What the stage makes of texts that are no law."""
    columns = {"text": texts, "language": [language] * len(texts), "kind": ["notice"] * len(texts)}
    batch = pa.record_batch({name: pa.array(values, STRING) for name, values in columns.items()})
    found: list[str] = repair_text(dictionaries=str(dictionaries))(batch)["text"].to_pylist()
    return found


def words(true: str, was: str, now: str) -> tuple[int, int, int, int]:
    """Words that were wrong, and of them right now; that were right, and of them wrong now."""
    split = [text.split() for text in (true, was, now)]
    if len({*map(len, split)}) != 1:  # an error made of a space: counted by characters alone
        return 0, 0, 0, 0
    rows = [*zip(*split, strict=True)]
    wrong, right = [row for row in rows if row[0] != row[1]], [row for row in rows if row[0] == row[1]]
    return len(wrong), sum(row[0] == row[2] for row in wrong), len(right), sum(row[0] != row[2] for row in right)


def modern(text: str) -> str:
    """A page's words as a dictionary spells their letters."""
    for old, new in (("ſ", "s"), ("a\u0364", "ä"), ("o\u0364", "ö"), ("u\u0364", "ü"), ("# ", "")):
        text = text.replace(old, new)
    return " ".join(text.split())


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("dictionaries", type=Path)
    asked = parser.parse_args()
    print("| | made errors | documents repaired | wrong words mended | right words broken | characters wrong, before | since |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for language in SETS:
        true = [*documents(asked.data, language)][:MOST]
        for rate in RATES:
            chance = random.Random(1)
            was = [damaged(text, rate, letters_of(true), chance) for text in true]
            now = repaired(was, language, asked.dictionaries)
            counts = [sum(column) for column in zip(*map(words, true, was, now), strict=True)]
            before, since = (sum(map(Levenshtein.distance, true, some)) / sum(map(len, true)) for some in (was, now))
            changed = sum(old != new for old, new in zip(was, now, strict=True))
            print(
                f"| {language} | {rate:.0%} | {changed} of {len(true)} | {counts[1] / max(counts[0], 1):.1%} | "
                f"{counts[3] / max(counts[2], 1):.2%} | {before:.2%} | {since:.2%} |",
                flush=True,
            )
    page, truth = (
        "\n".join(found.text.text for found in read_files(asked.data / PAGE / name, 1) if found.text)
        for name in (RECOGNISED, TRUE)
    )
    mended = repaired([page], "de", asked.dictionaries)
    before, since = (Levenshtein.normalized_distance(modern(text), modern(truth)) for text in (page, *mended))
    print(f"\nA page of 1784, recognised by ocropus: {before:.2%} of characters wrong, {since:.2%} since.")


if __name__ == "__main__":
    main()
