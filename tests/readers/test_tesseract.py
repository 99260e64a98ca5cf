"""Tesseract's answers and its absence."""

import shutil

import numpy as np
import pytest
from shared_data import shared

from moisson.readers.pdf.reader import read
from moisson.readers.pdf.scans import ocr
from moisson.readers.pdf.scans.ocr import Unavailable, Word, confidence, guessed, languages, usual, words
from moisson.readers.pdf.scans.scan import Scans, drawn, line_segments, paper
from moisson.readers.read_options import How

TABLE = (
    "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"
    "4\t1\t1\t1\t1\t0\t100\t200\t400\t40\t-1\t\n"
    "5\t1\t1\t1\t1\t1\t100\t200\t120\t40\t96.5\tLe\n"
    "5\t1\t1\t1\t1\t2\t240\t200\t260\t40\t91.5\tministre\n"
    "5\t1\t1\t1\t2\t1\t100\t260\t60\t40\t0\t \n"
)


def needs(*names: str) -> None:
    """Skip the test where Tesseract is not installed, or lacks data."""
    pytest.importorskip("pypdfium2")
    if shutil.which("tesseract") is None or not ocr.installed().issuperset(names):
        pytest.skip(f"needs Tesseract with data for {', '.join(names)}")


def test_words_come_with_place_and_confidence() -> None:
    found = words(TABLE)
    assert found[0] == Word("Le", (1, 1, 1), 100, 200, 220, 240, 0.965)
    assert [word.text for word in found] == ["Le", "ministre"]
    assert confidence(found) == pytest.approx(0.94)
    assert confidence([]) == 0.0


def test_words_far_apart_on_a_line_are_parts_of_their_own() -> None:
    apart = [Word("Nom", (1, 1, 1), 0, 0, 90, 40, 0.9), Word("Date", (1, 1, 1), 900, 0, 990, 40, 0.9)]
    assert [s.text for s in line_segments(apart, 4.0)] == ["Nom", "Date"]
    assert [s.text for s in line_segments(words(TABLE), 4.0)] == ["Le ministre"]


def test_dots_to_write_on_are_not_words() -> None:
    dots = [Word("Nr.", (1, 1, 1), 0, 0, 90, 40, 0.9), Word("seeeesseennnnennnn", (1, 1, 1), 100, 0, 500, 40, 0.3)]
    assert [s.text for s in line_segments(dots, 4.0)] == ["Nr."]


def test_the_first_who_names_a_language_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "installed", lambda: frozenset({"fra", "deu", "swe"}))
    assert languages(["fra", "de"], "sv") == "fra+deu"
    assert languages([], "sv", "fr") == "swe"
    assert languages([], None, "fr") == "fra"
    assert languages([], None, None) is None
    assert usual() == "fra+deu"


def test_what_is_missing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "installed", lambda: frozenset({"fra"}))
    with pytest.raises(Unavailable, match=r"no data for deu \(Debian: tesseract-ocr-deu\)"):
        languages(["fr", "de"], None)
    monkeypatch.setattr(ocr, "installed", lambda: frozenset({"lat"}))
    with pytest.raises(Unavailable, match="nothing names the document's language"):
        usual()


def test_words_tell_their_language_and_other_data_does_not_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "installed", lambda: frozenset({"eng", "deu"}))

    def read_as(text: str) -> str | None:
        return guessed([Word(word, (1, 1, 1), 0, 0, 1, 1, 0.9) for word in text.split()])

    german = "Der Bundestag hat das folgende Gesetz beschlossen und die Vorschriften gelten auch wenn eine andere Person "
    assert read_as(german * 3) == "deu"
    assert read_as("Nr. 12") is None
    polish = "Rada ministrów uchwala co następuje niniejsza ustawa określa zasady i tryb postępowania w sprawach obywateli "
    with pytest.raises(Unavailable, match="no data for pol"):
        read_as(polish * 3)


def test_without_tesseract_nothing_is_recognised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    ocr.installed.cache_clear()
    with pytest.raises(Unavailable, match="Tesseract is not installed"):
        languages(["deu"], None)
    ocr.installed.cache_clear()


def test_only_so_many_pages_are_recognised_and_none_where_it_is_switched_off() -> None:
    scans = Scans(How(), None, count=300)
    with pytest.raises(Unavailable, match="only 300 pages"):
        scans.start()
    with pytest.raises(Unavailable, match="switched off"):
        Scans(How(ocr=False), None).start()


def test_drawn_lines_are_found_in_an_image_and_letters_are_none() -> None:
    image = np.full((1200, 1000), 255, np.uint8)
    image[300:304, 100:900] = 0
    image[200:1000, 500:503] = 30
    image[600:640, 600:660] = 0  # the size of a letter
    rules = drawn(image, 300 / 72)
    assert np.allclose(rules.flat, [[72.4, 24, 215.8]], atol=1)
    assert np.allclose(rules.upright, [[120.2, 48, 239.8]], atol=1)


def test_print_looks_like_paper_and_a_picture_does_not() -> None:
    page = np.full((400, 400), 250, np.uint8)
    page[::10, ::4] = 10
    page[::10, 1::4] = 20
    assert paper(page)
    assert not paper(np.tile(np.arange(256, dtype=np.uint8), (256, 1)))
    assert not paper(np.full((50, 50), 255, np.uint8))


@pytest.mark.shared
def test_a_scan_is_recognised_with_its_confidence() -> None:
    content = shared("pdf-se-ferenda/data/test/files/pdfreader/scanned-ecma-99.pdf").read_bytes()
    needs("eng")
    (found,) = read(content, How(ocr_languages=["eng"]))
    assert "Technical Committee TC19 of ECMA began work on the standardization of flexible disk cartridges" in found.text
    assert found.confidence is not None
    assert 0.8 < found.confidence <= 1


@pytest.mark.shared
def test_a_scan_in_a_language_that_nothing_names_is_read_in_its_own() -> None:
    content = shared("pdf-se-ferenda/data/test/files/pdfreader/scanned.pdf").read_bytes()
    needs("eng", "swe")
    (found,) = read(content, How())
    assert "om vissa ändringar i bestämmelserna om" in " ".join(found.text.split())
    assert "Regeringen föreslår riksdagen att anta de förslag" in found.text
