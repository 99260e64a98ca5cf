"""Ligatures whose letters a file does not say, or of which it says the last one only."""

import numpy as np
import pytest
from small_pdf import pdf, show

from moisson.readers.pdf.chars import Way
from moisson.readers.pdf.ligatures import CODES, LIGATURES, ligatures, nameless
from moisson.readers.pdf.reader import read
from moisson.readers.read_options import How

pytest.importorskip("pypdfium2")
HELVETICA = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
WIDTHS = {"T": 0.6, "h": 0.5, "f": 0.3, "i": 0.25, "l": 0.25, "m": 0.8, "t": 0.3}


def file(mapping: str, *lines: str) -> bytes:
    """A page of Helvetica whose codes 26 and 27 are the ligatures `fi` and `fl`; `mapping` says what the file says they mean."""
    cmap = f"/CIDInit /ProcSet findresource begin begincmap {mapping} endcmap end"
    names = "<< /Type /Encoding /BaseEncoding /WinAnsiEncoding /Differences [26 /fi /fl] >>"
    font = f"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding {names} /ToUnicode 99 0 R >>"
    extra = f"99 0 obj\n<< /Length {len(cmap)} >>\nstream\n{cmap}\nendstream\nendobj\nxref\n"
    made = pdf([show(40, 640 - 14 * k, text) for k, text in enumerate(lines)])
    return made.replace(HELVETICA.encode(), font.encode()).replace(b"xref\n", extra.encode(), 1)


def way(text: str, letters: dict[str, int], known: bool = True) -> Way:
    """Characters of one font; a sign of `letters` is a ligature of the code that stands there, as wide as in `wide`."""
    x, starts, ends = 0.0, [], []
    for sign in text:
        starts.append(x)
        x += 10 * (WIDTHS.get(sign, 0.5) if sign not in letters else sum(WIDTHS[one] for one in LIGATURES[letters[sign]]))
        ends.append(x)
    codes = {"1": ord("h"), "2": ord("i"), "3": 0x1F, "4": 0x1E}
    code = np.array([codes.get(sign, ord(sign)) for sign in text], np.uint32)
    zeros = np.zeros(len(text))
    unknown = np.array([sign in letters and not known for sign in text])
    return Way(0, code, np.array(starts), np.array(ends), zeros, zeros + 10, zeros.astype(int), zeros > 0, unknown, np.zeros(1))


def texts(found: Way) -> str:
    return "".join(LIGATURES.get(code, chr(code)) for code in found.code.tolist())


def test_an_i_as_wide_as_a_ligature_is_one() -> None:
    lost = "1 beginbfrange <1a> <1a> <0069> <1b> <1b> <006c> endbfrange"
    said = "a speci\x1ac de\x1anition of limits: it is a list in which all items line up"
    found = next(iter(read(file(lost, said, "to re\x1bect all lists"), How(ocr=False)))).text
    assert "a specific definition of limits: it is a list" in found
    assert "to reflect all lists" in found


def test_a_ligature_whose_letters_the_file_says_has_them_once() -> None:
    said = "2 beginbfchar <1a> <00660069> <1b> <0066006C> endbfchar"
    found = next(iter(read(file(said, "de\x1anition of limits in lists, to re\x1bect all lists"), How(ocr=False)))).text
    assert "definition of limits in lists, to reflect all lists" in found


def test_a_letter_at_the_place_of_the_next_one_is_part_of_a_ligature_that_is_known() -> None:
    found = way("of 2t off if f", {"2": int(CODES["fi"])})
    found.code[3] = ord("f")
    found.code[4], found.x0[4] = ord("i"), found.x0[3]
    ligatures(found, np.array([3]), np.array([ord("f")], np.uint32))
    assert texts(found) == "of fi off if f"


def test_letters_that_are_set_apart_are_no_ligatures() -> None:
    apart = show(40, 600, "Limits").replace("BT", "BT 3 Tc")
    plain = "it is a list in which all items line up"
    found = next(iter(read(pdf([show(40, 640, plain), apart]), How(ocr=False)))).text
    assert "fi" not in found
    assert "fl" not in found


def test_th_is_read_where_a_word_begins() -> None:
    found = way("1e mate and the me1e", {"1": int(CODES["Th"])})
    places = np.flatnonzero(np.array(list("1e mate and the me1e")) == "1")
    ligatures(found, places, np.full(len(places), ord("h"), np.uint32))
    assert texts(found) == "The mate and the mehe"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("con3rm and de3ned in it, a speci3c fit", "confirm and defined in it, a specific fit"),
        ("re4ect and in4ation fill it", "reflect"),
    ],
)
def test_a_code_that_the_file_does_not_explain_is_the_ligature_that_is_as_wide(text: str, expected: str) -> None:
    found = way(text, {"3": int(CODES["fi"]), "4": int(CODES["fl"])}, known=False)
    assert nameless(found) == sum(text.count(sign) for sign in "34")
    assert texts(found).startswith(expected)
