"""Letters of a PDF that are printed as two characters, off their line, or at codes that the file does not explain."""

from typing import Any

import numpy as np
import pytest
from small_pdf import codes, pdf, show

from moisson.contracts.errors import DocumentError
from moisson.readers.pdf.characters.accents import LOOKS, accented
from moisson.readers.pdf.characters.chars import Characters, Way
from moisson.readers.pdf.characters.codes import GLYPHS
from moisson.readers.pdf.characters.mend import mend
from moisson.readers.pdf.reader import read
from moisson.readers.read_options import How

pytest.importorskip("pypdfium2")
PLAIN = How(ocr=False)
# In T1: fi, fl, ff, ß, umlauts and an acute c stand at codes of their own.
GERMAN = [
    b"Die H\xf6he der Stra\xffe und das Gel\xe4nde, das an sie grenzt, bleiben wie sie sind; die",
    b"\xa2 Ver\x1dichtung trifft jeden, der von dem A\x1bront einen \x1cnanziellen Nutzen hat und",
    b"der Gemeinde nichts davon sagt, obwohl es ihm ohne weiteres m\xf6glich gewesen ist",
]
# In OT1: fi, fl and ff at others, accents before their letters, a dash at the brace.
ENGLISH = [
    b"The of\x0ccer who \x0crst signs the certi\x0ccate in the years 1995{1999 is the one that",
    b"shall re\x0dect on the e\x0bect of it, and none of the others is to sign it instead of him",
    b"unless the minister has said so in writing before the end of the month in question",
]

WINDOWS = [
    b"The officer who signs the \x93certificate\x94 in the years 1995\x961999 is the one that shall",
    b"answer for the effect of it, and none of the others is to sign it in the caf\xe9 instead",
    b"unless the minister has said so in writing before the end of the month in question",
]


def words(*page: str, lang: str = "") -> str:
    return next(iter(read(pdf([*page], lang=lang), PLAIN))).text


def moved(parts: str, x: float = 40, y: float = 600) -> str:
    """Strings of one line and moves to the left between them, in thousandths of the size."""
    return f"BT /F1 10 Tf {x} {y} Td [{parts}] TJ ET"


def test_an_accent_over_a_letter_makes_one_letter_of_both() -> None:
    assert words(moved("(Die Geb) -111 (¨) 444 (uhr ist f) -111 (¨) 444 (allig.)")) == "Die Gebühr ist fällig."


def test_an_accent_that_the_file_prints_later_still_finds_its_letter() -> None:
    assert words(moved("(Les decrets) 2612 (´)"), show(40, 588, "sont publiés.")) == "Les décrets sont publiés."


def test_an_accent_raised_over_a_capital_letter_is_found_where_pdfium_gives_it_with_another_line() -> None:
    above = "BT /F1 10 Tf 41.2 602.2 Td (`) Tj ET"
    assert (
        words(show(40, 600, "A Noël, où naît l'État."), show(40, 588, "il est dit ceci."), above)
        == "À Noël, où naît l'État. il est dit ceci."
    )


def test_a_combining_accent_is_part_of_its_letter() -> None:
    text = "Sie ko\u0308nnen"
    x0 = np.array([10.0 * k for k in range(len(text))])
    x1 = x0 + 9
    x0[6:], x1[6:] = x0[6:] - 10, x1[6:] - 10
    x0[6], x1[6] = x0[5] + 2, x0[5] + 7  # within its letter
    way = _way(text, x0, x1)
    assert "".join(map(chr, accented(way).code)) == "Sie können"


def test_accents_with_a_place_of_their_own_stay() -> None:
    text = "Le droit d´un autre vaut, et `ls ~/textes` aussi."
    assert words(show(40, 600, text)) == text


def test_a_letter_printed_over_that_without_its_accent_stands_once() -> None:
    page = moved("(un commer) (ç) 500 (cant et son gar) (c) 500 (çon)")
    assert words(page) == "un commerçant et son garçon"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (GERMAN, ["Höhe der Straße und das Gelände", "ć Verflichtung", "Affront", "finanziellen Nutzen", "möglich gewesen"]),
        (ENGLISH, ["officer who first", "certificate in the years 1995–1999", "reflect on the effect"]),
        (WINDOWS, ["signs the “certificate” in the years 1995–1999", "in the café instead"]),
    ],
    ids=["T1", "OT1", "Windows"],
)
def test_drawn_fonts_without_a_mapping_are_read_in_the_encoding_that_they_keep(lines: list[bytes], expected: list[str]) -> None:
    page = [codes(20, 600 - 12 * k, text) for k, text in enumerate(lines)]
    found = words(*page)
    assert [part for part in expected if part not in found] == []


def test_drawn_fonts_of_another_alphabet_are_not_taken_for_latin() -> None:
    russian = "Глава первая. Общие положения о порядке вступления в силу и о том, кому они сообщаются, если иное не сказано."
    with pytest.raises(DocumentError, match="no text that can be read"):
        words(*[codes(20, 600 - 12 * k, russian.encode("cp1251")) for k in range(3)])


def test_a_page_of_lone_accents_has_their_letters_sought_so_often_and_no_more() -> None:
    """Each looks at the whole page: a page made of them would take a time that grows with its square."""
    for lone, found in ((5, True), (int(LOOKS**0.5) + 1, False)):
        places = [20.0 * k for k in range(lone + 1)]
        x0 = np.array([*places, -50.0, places[-1]])  # the last letter stands under the last accent
        way = accented(_way("¨" * (lone + 1) + "xo", x0, x0 + 5))
        assert ("".join(map(chr, way.code.tolist()))[-1] == "ö") == found
        assert len(way.code) == lone + (2 if found else 3)


def _way(text: str, x0: Any, x1: Any) -> Way:
    """Characters of one line and one font."""
    code, nought = np.array([*map(ord, text)], np.uint32), np.zeros(len(text))
    return Way(0, code, x0, x1, nought, nought + 10, nought.astype(int), nought > 0, nought > 0, np.zeros(1), [b""], nought)


def _glyphs(*fonts: str) -> Characters:
    """A page whose fonts say nothing of their characters but the numbers of their glyphs, as in the fonts of Windows."""
    numbers = {chr(code): number for number, code in enumerate(GLYPHS.tolist())}
    return _page(*([numbers[letter] for letter in font] for font in fonts))


def _page(*fonts: list[int]) -> Characters:
    """A page of fonts without a mapping, by the codes of their characters."""
    code = np.array([code for font in fonts for code in font], np.uint32)
    font = np.repeat(np.arange(len(fonts)), [len(text) for text in fonts])
    nought = np.zeros(len(code))
    bold, named = np.zeros(len(fonts), np.int64), [b""] * len(fonts)
    way = Way(0, code, nought, nought, nought, nought, font, nought > 1, nought < 1, bold, named, nought)
    return Characters(500, 700, 0, 0, 0, 1.0, len(code), [way])


def test_numbers_of_glyphs_are_read_as_in_the_fonts_of_windows() -> None:
    assert [chr(GLYPHS[number]) for number in (3, 36, 108, 137, 177, 182)] == [" ", "A", "ä", "ß", "–", "’"]
    text = "die Höhe der Straße und das Gelände – so der Bürger – bleiben, wie sie sind"
    page = _glyphs(text)
    mend(page, set())
    assert "".join(map(chr, page.ways[0].code)) == text


def test_a_few_letters_beside_a_drawn_font_are_no_numbers_of_glyphs() -> None:
    text = "the officer who signs it is the one that shall answer for it, and none of the others"
    page = _page([*map(ord, text)], [*map(ord, "H[,t]HtHHHHnnnHHH")])
    mend(page, set())
    assert "".join(map(chr, page.ways[0].code)) == text + "H[,t]HtHHHHnnnHHH"


def test_code_in_a_drawn_font_keeps_its_letters_though_most_of_it_are_signs() -> None:
    listing = "gap> C:=Code(2,GF(5));;[[Z(5)^0,Z(5)^1],[Z(5)^2,Z(5)^3]] points [[0,1],[2,3]] the sole one"
    page = _page([*map(ord, listing)])
    mend(page, set())
    assert "".join(map(chr, page.ways[0].code)) == listing


def test_rare_letters_are_doubted_only_in_a_font_that_made_no_sense_before() -> None:
    names = [show(40, 600 - 12 * k, "ffgkyw ffphbk ffbnfm ffgmng ffkpyx ffcgkm ffmbzq ffpkyj") for k in range(5)]
    prose = [show(40, 600 - 12 * k, "the officer who signs it is the one that shall answer for it") for k in range(5)]
    assert "ffgkyw ffphbk" in next(iter(read(pdf(prose, names), PLAIN))).text
    with pytest.raises(DocumentError, match="no text that can be read"):
        words(*names)


def test_figures_drawn_small_and_above_the_line_are_marks_of_notes() -> None:
    page = [show(40, 600, "Der Bund zahlt, was das Gesetz ihm aufgibt"), codes(241, 600, b"1"), show(247, 600, ".")]
    glyph = b"500 0 0 0 400 600 d1 0 0 400 600 re f"
    content = pdf([*page]).replace(glyph, b"500 0 0 350 400 600 d1 0 350 4 4 re f")
    assert next(iter(read(content, PLAIN))).text == "Der Bund zahlt, was das Gesetz ihm aufgibt(1)."
    assert next(iter(read(pdf([*page]), PLAIN))).text == "Der Bund zahlt, was das Gesetz ihm aufgibt 1."


def test_words_that_glyph_spacing_breaks_are_joined_by_the_documents_own() -> None:
    whole, broken = (
        "The Requirement names a Catalogue; it is one on line and on paper.",
        "A Requiremen t, a C atalogue, online, to plan a b road",
    )
    found = words(show(20, 600, whole), show(20, 560, broken))
    assert "A Requirement, a Catalogue, online, to plan a b road" in found
    assert "one on line and on paper." in found
