"""Columns of a page: what tells them where little white parts them, what stands beside them, and where their blocks end."""

import pytest
from small_pdf import LEFT, justified, pdf, show

from moisson.readers.read_options import How

pytest.importorskip("pypdfium2")
from moisson.readers.pdf.reader import read


def words(*page: str) -> str:
    return next(iter(read(pdf([*page]), How(ocr=False)))).text


def test_a_column_of_prose_beside_a_table_is_none_of_its_columns() -> None:
    page = justified(40, 600, LEFT, 210)
    for k, name in enumerate(("Luft", "Wasser", "Boden", "Lärm", "Abfall", "Wald")):
        page += [show(270, 596 - 15 * k, name), show(370, 596 - 15 * k, str(370 + k)), show(410, 596 - 15 * k, str(80 + k))]
    found = words(*page)
    assert found.split("\n\n| Luft | 370 | 80 |\n")[0] == " ".join(LEFT)
    assert found.endswith("| Wald | 375 | 85 |")


def test_a_short_last_line_ends_its_paragraph_on_a_page_of_few_lines() -> None:
    page = [show(40, 640, "Der Bericht", 14), show(40, 618, "Was das Amt im letzten Jahr getan hat und was nicht")]
    page += [show(40, 596, "Das Amt hat im letzten Jahr alle Aufgaben erledigt, die ihm das Gesetz gibt, und nur")]
    page += [show(40, 584, "eine davon nicht ganz, wie es selbst schreibt."), show(40, 570, "März 2024")]
    assert words(*page).endswith("wie es selbst schreibt.\n\nMärz 2024")


def test_bold_entries_of_contents_and_of_lists_are_items() -> None:
    page = [show(40, 640, "Inhalt", 14, "F2")]
    for k, name in enumerate(("1 Einleitung", "2 Aufgaben des Amtes", "3 Ausblick")):
        page += [show(40, 600 - 30 * k, name, font="F2"), show(420, 600 - 30 * k, str(k + 3), font="F2")]
    page += [
        show(40, 500, "\\225 Wer zahlt", font="F2").replace("\\\\", "\\"),
        show(40, 470, "Der Bund zahlt, was das Gesetz ihm aufgibt."),
    ]
    assert words(*page).split("\n", 2)[2] == (
        "- 1 Einleitung 3\n- 2 Aufgaben des Amtes 4\n- 3 Ausblick 5\n- Wer zahlt\n\nDer Bund zahlt, was das Gesetz ihm aufgibt."
    )


def test_fonts_of_tex_are_bold_by_their_own_names() -> None:
    page = [show(40, 600, "Aufgaben des Amtes", font="F2"), show(40, 580, "Der Bund zahlt, was das Gesetz ihm aufgibt.")]
    content = pdf([*page]).replace(b"Helvetica-Bold", b"AAAAAA+CMBX10_")
    assert next(iter(read(content, How(ocr=False)))).text.startswith("# Aufgaben des Amtes\n")
