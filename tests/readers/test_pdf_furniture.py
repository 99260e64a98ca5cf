"""What a PDF's pages repeat: heads and feet go, and lines of the text that stand on several pages by chance stay."""

import pytest
from small_pdf import pdf, show

from moisson.readers.contract import Text
from moisson.readers.pdf.reader import read
from moisson.readers.read_options import How
from moisson.readers.set_aside import collected

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
    return document(*tops, foot=foot, notes=notes).text


def document(*tops: str, foot: tuple[str, ...] = (), notes: dict[int, str] | None = None) -> Text:
    pages = []
    for number, top in enumerate(tops):
        page = [show(240, 670, str(number + 41)), show(40, 640, top)]
        page += [
            show(40, 628 - 12 * k, f"und so geht der Satz {'abcdefg'[number]} auf Zeile {'wxyz'[k]} fort, bis er endet")
            for k in range(4)
        ]
        page += [show(40, 40 - 11 * k, text) for k, text in enumerate(foot)]
        page += [show(40, 63, "1", 5), show(46, 60, notes[number], 8)] if notes and number in notes else []
        pages.append(page)
    return next(iter(read(pdf(*pages), How(ocr=False))))


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
    with collected() as told:
        done = document(*FIRST, foot=foot).text
    assert {kind: len(" ".join(words).split()) for kind, words in told.aside.items()} == {
        "foot": 13 * len(FIRST),
        "head": len(FIRST),  # the page's number
    }
    assert "Modell" not in done
    assert "Ministerium für die Verwaltung" not in done
    assert FIRST[3] in done


def test_a_note_that_stands_on_some_pages_stays_on_each() -> None:
    note = "Geändert durch das Gesetz vom 21. Dezember 2006 über die Polizei."
    other = {2: "Aufgehoben durch das Gesetz vom 7. November 1996.", 3: "Siehe dazu Artikel 12 der Verfassung."}
    assert sheets(*FIRST, notes={0: note, 1: note, **other, 4: "Eingefügt 1998."}).count(f"(1) {note}") == 2


def test_a_head_on_left_pages_only_goes_where_right_pages_have_others() -> None:
    done = sheets(*(FIRST[number] if number % 2 == 0 else "Amtsblatt des Landes" for number in range(5)), FIRST[5], FIRST[1])
    assert done.count("Amtsblatt des Landes") == 2
    done = sheets(*("Amtsblatt des Landes" if number % 2 else FIRST[number // 2] for number in range(7)))
    assert "Amtsblatt" not in done
    assert all(first in done for first in FIRST[:4])


def test_numbers_of_all_lines_go_and_those_of_entries_stay() -> None:
    lines = [
        "Der Ausschuss hat in seiner Sitzung den Entwurf",
        "beraten und dem Landtag empfohlen, ihn in der",
        "Fassung anzunehmen, die sich daraus ergibt.",
        "Die Regierung berichtet jährlich über den Stand",
        "der Umsetzung und legt dar, welche Mittel dafür",
        "verwendet wurden und was im kommenden Jahr",
        "vorgesehen ist; für die Gemeinden entstehen",
        "keine weiteren Kosten, soweit sie nicht selbst",
        "Träger der Einrichtung sind oder ihr später",
        "beigetreten sind, ohne davon zurückzutreten.",
        "Das Gesetz tritt am Tag nach der Verkündung",
        "in Kraft und drei Jahre danach wieder außer.",
    ]
    tops = [640 - 13 * k - 9 * (k > 2) - 9 * (k > 9) for k in range(12)]
    page = [show(40, y, str(k), 8) for k, y in enumerate(tops, 1)] + [show(70, y, s) for y, s in zip(tops, lines, strict=True)]
    done = next(iter(read(pdf(page), How(ocr=False)))).text
    assert done.split("\n\n") == [" ".join(lines[:3]), " ".join(lines[3:10]), " ".join(lines[10:])]
    names = [
        f"das Amt für {'Wasser und Boden, Wald, Weide, Feld und Flur'[: 6 + 7 * (k % 6)].strip()} in Bern" for k in range(12)
    ]
    page = [show(40, y, str(k), 8) for k, y in enumerate(tops, 1)] + [show(70, y, s) for y, s in zip(tops, names, strict=True)]
    done = next(iter(read(pdf(page), How(ocr=False)))).text
    assert [int(word) for word in done.replace("|", " ").split() if word.isdecimal()] == [*range(1, 13)]


def test_a_page_whose_own_number_ends_its_foot_has_a_foot_though_no_other_page_tells() -> None:
    body = [show(40, 628 - 12 * k, f"{line} und so fort") for k, line in enumerate(FIRST)]
    with collected() as told:
        found = next(iter(read(pdf([*body, show(40, 20, "file:///srv/amt/seite.html"), show(440, 20, "1/1")]), How(ocr=False))))
    assert "seite.html" not in found.text
    assert found.text.endswith("Minister des Innern und so fort")
    assert dict(told.aside) == {"foot": ["file:///srv/amt/seite.html", "1/1"]}


def test_a_line_that_stands_on_the_pages_as_well_is_no_running_head() -> None:
    pages = [[show(40, 700 - 14 * k, "Votes: none against") for k in range(1 + 11 * (n % 2 + 1))] for n in range(6)]
    found = next(iter(read(pdf(*pages), How(ocr=False)))).text
    assert found.count("Votes: none against") == sum(map(len, pages))
