"""PDF: words in reading order, paragraphs, tables and notes, without what only furnishes a page."""

import re

import pytest
from shared_data import shared
from small_pdf import line, pdf, show

from moisson.contracts.errors import DocumentError
from moisson.readers.pdf.reader import pages, read
from moisson.readers.read_options import How

pytest.importorskip("pypdfium2")
PLAIN = How(ocr=False)
OUTLINE = "0 0 m " + " ".join(f"{k} {k * k % 7} l" for k in range(12)) + " f"  # a letter drawn, not written
LEFT = [
    "Das Schweizervolk und die Kan-",
    "tone bilden die Eidgenossenschaft",
    "und wahren die Rechte des Volkes",
    "sowie die Sicherheit.",
]
RIGHT = ["Der Bund sorgt im Rahmen sei-", "ner Kompetenzen dafür, dass die", "gemeinsame Wohlfahrt gefördert", "wird und bleibt."]


def text(content: bytes, how: How = PLAIN) -> str:
    return next(iter(read(content, how))).text


def column(x: float, top: float, lines: list[str], step: float = 12) -> list[str]:
    return [show(x, top - step * k, words) for k, words in enumerate(lines)]


def test_two_columns_are_read_one_after_the_other_and_words_joined() -> None:
    page = [show(40, 640, "Ein Titel über beiden Spalten des ganzen Blattes, der sie kreuzt und lang genug ist, um es zu tun.")]
    page += column(40, 600, LEFT) + column(260, 600, RIGHT)
    left, right = text(pdf(page)).split("\n\n")[1:]
    assert left.startswith("Das Schweizervolk und die Kantone bilden")
    assert right.startswith("Der Bund sorgt im Rahmen seiner Kompetenzen")


def test_one_glyph_at_a_time_makes_words_and_so_does_text_without_spaces() -> None:
    glyphs, x = [], 40.0
    for letter in "Der Bund":
        if letter != " ":
            glyphs.append(show(x, 600, letter))
        x += {"D": 7.22, "B": 6.67, "r": 3.33, " ": 2.78}.get(letter, 5.56)
    assert text(pdf(glyphs)) == "Der Bund"
    assert text(pdf([show(40, 600, "Der"), show(58.9, 600, "Bund"), show(81.6, 600, "esrat")])) == "Der Bundesrat"


def test_running_heads_and_page_numbers_go_and_a_paragraph_runs_over() -> None:
    def sheet(number: int, words: list[str]) -> list[str]:
        return [
            show(40, 670, "Amtsblatt des Kantons"),
            show(440, 670, str(number)),
            *column(40, 600, words),
            show(240, 30, f"- {number} -"),
        ]

    full = "Der Bundesrat bestimmt die Behörden und regelt das Verfahren, soweit es ohne"
    done = text(
        pdf(sheet(7, [full, full]), sheet(8, ["besondere Umstände möglich ist.", "Er wacht."]), sheet(9, ["Ende der Sache."]))
    )
    assert "Amtsblatt" not in done
    assert not re.search(r"\b[789]\b", done)
    assert "soweit es ohne besondere Umstände möglich ist." in done


def test_a_ruled_table_is_pipes_with_its_header_joined() -> None:
    grid = [line(40, y, 400, y) for y in (600, 580, 560, 540)] + [line(x, 600, x, 540) for x in (40, 160, 280, 400)]
    words = [["Gemeinde", "Datum", "Satz"], ["Clervaux", "20.12.1983", "350%"], ["Roeser", "18.10.1983", "340%"]]
    cells = [show(45 + 120 * c, 586 - 20 * r, cell) for r, row in enumerate(words) for c, cell in enumerate(row)]
    assert text(pdf([show(40, 640, "Die Sätze sind die folgenden, wie beschlossen:"), *grid, *cells])).split("\n\n")[1] == (
        "| Gemeinde | Datum | Satz |\n| --- | --- | --- |\n| Clervaux | 20.12.1983 | 350% |\n| Roeser | 18.10.1983 | 340% |"
    )


def test_aligned_numbers_are_a_table_and_numbered_paragraphs_are_not() -> None:
    rows = [["Clervaux", "350", "12"], ["Consthum", "400", "8"], ["Roeser", "340", "31"], ["Mertert", "600", "7"]]
    cells = [show(40 + 150 * c, 600 - 14 * r, cell) for r, row in enumerate(rows) for c, cell in enumerate(row)]
    assert "| Consthum | 400 | 8 |" in text(pdf(cells))
    numbered = [show(40, 600 - 14 * k, f"({k})") for k in range(1, 5)]
    numbered += [show(90, 600 - 14 * k, "Der Bund achtet auf die Umwelt.") for k in range(1, 5)]
    done = text(pdf(numbered))
    assert "|" not in done
    assert "(2) Der Bund achtet auf die Umwelt." in done


def test_contents_are_no_table_where_the_last_entries_stand_on_one_page() -> None:
    entries = [("1. Geltungsbereich", 3), ("2. Begriffe", 5), ("3. Zuständigkeit", 9), ("4. Verfahren", 9), ("5. Kosten", 9)]
    page = [show(40, 600 - 14 * k, name + " ." * 30) for k, (name, _) in enumerate(entries)]
    page += [show(300, 600 - 14 * k, str(number)) for k, (_, number) in enumerate(entries)]
    done = text(pdf(page))
    assert "|" not in done
    assert all(f"{name} {number}" in done for name, number in entries)


def test_notes_stand_behind_the_paragraph_that_runs_over() -> None:
    body = "Die Verfassung wurde angenommen und gilt seit dem Tage ihrer Annahme ohne"
    first = [
        *column(40, 600, [body, body]),
        show(400, 591, "1", 6),
        show(40, 60, "1", 5),
        show(46, 56, "Angenommen am 18. April.", 7),
    ]
    second = [*column(40, 600, ["Ausnahme für alle, die darunter fallen.", "Sie wird nachgeführt."])]
    done = text(pdf(first, second)).split("\n\n")
    assert done[0].endswith(
        "gilt seit dem Tage ihrer Annahme ohne(1) Ausnahme für alle, die darunter fallen. Sie wird nachgeführt."
    )
    assert done[1] == "(1) Angenommen am 18. April."


def test_a_turned_page_reads_like_an_upright_one() -> None:
    turned = [
        f"BT /F1 10 Tf 0 1 -1 0 {100 + 12 * k} 40 Tm ({words}) Tj ET" for k, words in enumerate(("Erste Zeile", "zweite Zeile"))
    ]
    assert text(pdf(turned, rotate=90)).split() == ["Erste", "Zeile", "zweite", "Zeile"]


def test_large_type_is_a_heading_and_the_title() -> None:
    found = next(iter(read(pdf([show(40, 650, "Gesetz über die Gemeinden", 20), *column(40, 600, LEFT)], lang="de-CH"), PLAIN)))
    assert found.text.startswith("# Gesetz über die Gemeinden\n\n")
    assert (found.title, found.language, found.format) == ("Gesetz über die Gemeinden", "de", "pdf")


def test_a_files_name_is_no_title() -> None:
    assert next(iter(read(pdf(column(40, 600, LEFT), info="/Title (Microsoft Word - entwurf.doc)"), PLAIN))).title is None


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"%PDF-1.4\nnothing", "pdf-malformed"),
        (pdf([])[:300], "pdf-malformed"),
        (pdf([OUTLINE] * 20), "pdf-no-text"),
    ],
)
def test_what_cannot_be_read_says_why(content: bytes, reason: str) -> None:
    with pytest.raises(DocumentError) as caught:
        list(read(content, PLAIN))
    assert caught.value.reason == reason


def test_pages_that_point_at_each_other_end() -> None:
    cyclic = pdf([show(40, 600, "Text")]).replace(b"/Kids [5 0 R]", b"/Kids [2 0 R]")
    with pytest.raises(DocumentError):
        list(read(cyclic, PLAIN))


def test_any_damage_ends_in_text_or_a_reason() -> None:
    whole = pdf(column(40, 600, LEFT), column(40, 600, RIGHT))
    for cut in range(0, len(whole), 97):
        for content in (whole[:cut], whole[:cut] + whole[cut + 31 :], whole[:cut] + b"\xff\x00<<" + whole[cut:]):
            try:
                list(read(content, PLAIN))
            except DocumentError as error:
                assert error.reason.startswith("pdf-")


@pytest.mark.shared
def test_files_under_an_empty_password_open() -> None:
    folder = shared("lu-legilux/data")
    path = next(p for p in sorted(folder.rglob("*.pdf")) if p.is_file() and b"/Encrypt" in p.read_bytes())
    assert len(text(path.read_bytes())) > 1000


@pytest.mark.shared
def test_a_page_reads_as_it_stands_in_the_whole_document() -> None:
    path = shared("raw-gazettes-a/data/klomoli+legalize-pipeline/tests/fixtures/ch/sample-constitution-2020.pdf")
    thirteenth = pages(path.read_bytes(), PLAIN)[12]
    assert thirteenth.startswith("# Art. 49 Vorrang und Einhaltung des Bundesrechts") or "Art. 49 Vorrang" in thirteenth
    assert "Bundesverfassung der Schweizerischen" not in thirteenth
