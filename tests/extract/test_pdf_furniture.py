"""What a PDF's pages repeat: heads and feet go, and lines of the text that stand on several pages by chance stay."""

import pytest
from small_pdf import pdf, show

from moisson.extract.how import How
from moisson.extract.pdf.reader import read

pytest.importorskip("pypdfium2")
FIRST = [
    "Die Behörden wachen darüber, dass die Rechte der Einzelnen gewahrt",
    "Der Staat erhebt Gebühren nur, soweit ein Gesetz das ausdrücklich",
    "Wer ein Amt bekleidet, legt vor dem Präsidenten des Gerichts den",
    "Das Ministerium führt ein Verzeichnis aller Stellen, denen nach",
    "Niemand darf wegen einer Meinung, die er in der Versammlung",
    "Die Aufsicht über die Gemeinden führt der Minister des Innern",
]


def sheets(*tops: str, foot: tuple[str, ...] = (), notes: dict[int, str] | None = None) -> str:
    """The text of pages that begin with these lines, all at one height."""
    pages = []
    for number, top in enumerate(tops):
        page = [show(240, 670, str(number + 41)), show(40, 640, top)]
        page += [
            show(40, 628 - 12 * k, f"und so geht der Satz {'abcdef'[number]} auf Zeile {'wxyz'[k]} fort, bis er endet")
            for k in range(4)
        ]
        page += [show(40, 40 - 11 * k, text) for k, text in enumerate(foot)]
        page += [show(40, 63, "1", 5), show(46, 60, notes[number], 8)] if notes and number in notes else []
        pages.append(page)
    return next(iter(read(pdf(*pages), How(ocr=False)))).text


def test_a_first_line_that_a_few_pages_share_is_text() -> None:
    shared = "(Gesetz vom 24. Juni 1987)"
    done = sheets(shared, FIRST[0], shared, FIRST[1], FIRST[2], FIRST[3])
    assert done.count(shared) == 2
    assert "41" not in done


def test_a_head_that_most_pages_have_goes() -> None:
    head = "Amtsblatt des Großherzogtums"
    assert head not in sheets(head, head, head, head, FIRST[0], head)


def test_a_foot_of_two_lines_goes_whole() -> None:
    foot = ("Modell eines Berichts der Prüfung", "Ministerium für die Verwaltung im Netz, November 2019")
    done = sheets(*FIRST, foot=foot)
    assert "Modell" not in done
    assert "Ministerium für die Verwaltung" not in done
    assert FIRST[3] in done


def test_a_note_that_stands_on_some_pages_stays_on_each() -> None:
    note = "Geändert durch das Gesetz vom 21. Dezember 2006 über die Polizei."
    other = {2: "Aufgehoben durch das Gesetz vom 7. November 1996.", 3: "Siehe dazu Artikel 12 der Verfassung."}
    assert sheets(*FIRST, notes={0: note, 1: note, **other, 4: "Eingefügt 1998."}).count(f"(1) {note}") == 2
