"""Tesseract's answers and its absence."""

import shutil

import pytest
from shared_data import shared

from moisson.extract import ocr
from moisson.extract.how import How
from moisson.extract.ocr import Unavailable, Word, confidence, languages, words
from moisson.extract.pdf import read
from moisson.extract.pdf_scan import lines

TABLE = (
    "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"
    "4\t1\t1\t1\t1\t0\t100\t200\t400\t40\t-1\t\n"
    "5\t1\t1\t1\t1\t1\t100\t200\t120\t40\t96.5\tLe\n"
    "5\t1\t1\t1\t1\t2\t240\t200\t260\t40\t91.5\tministre\n"
    "5\t1\t1\t1\t2\t1\t100\t260\t60\t40\t0\t \n"
)


def test_words_come_with_place_and_confidence() -> None:
    found = words(TABLE)
    assert found[0] == Word("Le", (1, 1, 1), 100, 200, 220, 240, 0.965)
    assert [word.text for word in found] == ["Le", "ministre"]
    assert confidence(found) == pytest.approx(0.94)
    assert confidence([]) == 0.0


def test_words_far_apart_on_a_line_are_parts_of_their_own() -> None:
    apart = [Word("Nom", (1, 1, 1), 0, 0, 90, 40, 0.9), Word("Date", (1, 1, 1), 900, 0, 990, 40, 0.9)]
    assert [s.text for s in lines(apart, 4.0)] == ["Nom", "Date"]
    assert [s.text for s in lines(words(TABLE), 4.0)] == ["Le ministre"]


def test_dots_to_write_on_are_not_words() -> None:
    dots = [Word("Nr.", (1, 1, 1), 0, 0, 90, 40, 0.9), Word("seeeesseennnnennnn", (1, 1, 1), 100, 0, 500, 40, 0.3)]
    assert [s.text for s in lines(dots, 4.0)] == ["Nr."]


def test_what_is_missing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "installed", lambda: frozenset({"fra"}))
    assert languages(["fra"], None) == "fra"
    assert languages([], "fr") == "fra"
    with pytest.raises(Unavailable, match="tesseract-ocr-deu"):
        languages(["fr", "de"], None)
    with pytest.raises(Unavailable, match="names a language"):
        languages([], None)


def test_without_tesseract_nothing_is_recognised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    ocr.installed.cache_clear()
    with pytest.raises(Unavailable, match="not installed"):
        languages(["deu"], None)
    ocr.installed.cache_clear()


@pytest.mark.shared
def test_a_scan_is_recognised_with_its_confidence() -> None:
    pytest.importorskip("pypdfium2")
    if shutil.which("tesseract") is None or "eng" not in ocr.installed():
        pytest.skip("needs Tesseract with English")
    content = shared("pdf-se-ferenda/data/test/files/pdfreader/scanned-ecma-99.pdf").read_bytes()
    (found,) = read(content, How(ocr_languages=["eng"]))
    assert "Technical Committee TC19 of ECMA began work on the standardization of flexible disk cartridges" in found.text
    assert found.confidence is not None
    assert 0.8 < found.confidence <= 1
