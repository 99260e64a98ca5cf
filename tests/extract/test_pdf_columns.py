"""Columns of a page: what tells them where little white parts them, and what stands beside them."""

import pytest
from small_pdf import pdf, show

from moisson.extract.how import How

pytest.importorskip("pypdfium2")
from moisson.extract.pdf.reader import read

LEFT = [
    "Der Bund sorgt im Rahmen seiner Befugnisse",
    "dafür, dass die Wohlfahrt wächst, und wacht",
    "darüber, dass die Länder ihre Aufgaben so",
    "wahrnehmen, wie es ihnen die Verfassung auf",
    "gibt, soweit sie es können und niemand sonst",
    "dazu berufen ist, an ihrer Stelle zu handeln,",
    "und das Gesetz sagt ihnen, wann sie es dürfen",
]
RIGHT = [
    "Die Gemeinden erheben von allen, die dort",
    "wohnen, eine Abgabe, deren Höhe sich nach",
    "dem Einkommen bemisst und die der Kanton",
    "jedes Jahr neu festsetzt; wer umzieht, zahlt",
    "sie dort, wo er am ersten Tag des Jahres",
    "gemeldet war, und erhält auf Antrag zurück,",
    "was er zu viel bezahlt hat, sobald feststeht,",
]


def words(*page: str) -> str:
    return next(iter(read(pdf([*page]), How(ocr=False)))).text


def justified(x: float, top: float, lines: list[str], width: float, step: float = 12) -> list[str]:
    """Lines whose words are set apart so that they end at one place."""
    import pypdfium2

    out = []
    for k, text in enumerate(lines):
        page = pypdfium2.PdfDocument(pdf([show(0, 600, text)]))[0].get_textpage()
        space = (width - page.get_charbox(len(text) - 1, loose=True)[2]) / text.count(" ")
        out.append(show(x, top - step * k, text).replace("BT", f"BT {space} Tw"))
    return out


def test_close_columns_are_parted_though_few_of_their_lines_are_level() -> None:
    page = [*justified(40, 600, LEFT * 2, 210), *justified(256, 606, RIGHT * 2, 210, 12.9)]
    assert words(*page) == " ".join(LEFT * 2 + RIGHT * 2)


def test_a_column_of_prose_beside_a_table_is_none_of_its_columns() -> None:
    page = justified(40, 600, LEFT, 210)
    for k, name in enumerate(("Luft", "Wasser", "Boden", "Lärm", "Abfall", "Wald")):
        page += [show(270, 596 - 15 * k, name), show(370, 596 - 15 * k, str(370 + k)), show(410, 596 - 15 * k, str(80 + k))]
    found = words(*page)
    assert found.split("\n\n| Luft | 370 | 80 |\n")[0] == " ".join(LEFT)
    assert found.endswith("| Wald | 375 | 85 |")
