"""What tables of noise are made from: counts that a package gives as fractions come back exactly, borders of words included."""

import json
import zipfile
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pyarrow as pa
import pytest

from scripts.packaged_text import GRAMS, archive_of, grams, plain, translated

WORDS = Counter({"שלום": 3, "של": 5, "ו": 2, "לום": 1, "שש": 4, "מלכים": 7})


def counted(size: int) -> Counter[str]:
    out: Counter[str] = Counter()
    for word, times in WORDS.items():
        for at in range(len(word) - size + 1):
            out[word[at : at + size]] += times
    return out


def wheel(folder: Path) -> None:
    """As lingua's: each run's share of what begins like it, in lowest terms, in brotli."""
    with zipfile.ZipFile(folder / "lingua_language_detector-1.4.2-py3-none-any.whl", "w") as archive:
        for size, name in ((1, "uni"), (2, "bi"), (3, "tri")):
            of, begins = counted(size), counted(size - 1) if size > 1 else Counter({"": counted(1).total()})
            shares: dict[str, list[str]] = {}
            for run, count in of.items():
                shares.setdefault(str(Fraction(count, begins[run[:-1]])), []).append(run)
            text = json.dumps({"language": "HEBREW", "ngrams": {share: " ".join(runs) for share, runs in shares.items()}})
            packed = pa.BufferOutputStream()
            with pa.CompressedOutputStream(packed, "brotli") as stream:
                stream.write(text.encode())
            archive.writestr(f"lingua/language-models/he/{name}grams.json.br", packed.getvalue().to_pybytes())


def test_counts_of_runs_come_back_from_fractions(tmp_path: Path) -> None:
    wheel(tmp_path)
    expected: Counter[tuple[int, str, int]] = Counter()
    for word, times in WORDS.items():
        row = f"  {word} "
        for run in map("".join, zip(row, row[1:], row[2:], strict=False)):
            expected[len(run) - len(run.lstrip()), run.strip(), len(run) - len(run.rstrip())] += times
    found = grams(tmp_path, "he", {})
    unit = Fraction(found[2, "ש", 0], expected[2, "ש", 0])  # shares say nothing of how much text there was
    assert found == {run: count * unit for run, count in expected.items()}


def test_letters_typed_one_for_the_other_are_counted_as_one(tmp_path: Path) -> None:
    wheel(tmp_path)
    found = grams(tmp_path, "he", str.maketrans("ם", "מ"))
    assert found[0, "ומ", 1] > 0
    assert not any("ם" in run for _, run, _ in found)


def test_a_package_that_is_not_there_says_how_it_is_fetched(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"lingua-language-detector==1\.4\.2 .*scripts\.packaged_text"):
        archive_of(tmp_path, GRAMS[0])


def test_a_message_is_read_without_places_markup_and_what_was_left_in_english() -> None:
    assert plain("Chaill <b>Scratch</b> {name} an&nbsp;ceangal %s") == "Chaill Scratch an ceangal"
    assert plain("{count, plural, one {# gin} other {# gins}}") == ""
    assert translated("Chaill Scratch an ceangal", "Scratch lost connection").split() == ["Chaill", "an", "ceangal"]
    assert translated("Settings", "Settings") == ""
