"""Tables of PDF without full rules: rows told by white, columns that stand close, heads and cells that span."""

import pytest
from small_pdf import line, pdf, show

from moisson.readers.read_options import How

pytest.importorskip("pypdfium2")
from moisson.readers.pdf.finer import finer
from moisson.readers.pdf.heads import one_head
from moisson.readers.pdf.pieces import Line, Segment
from moisson.readers.pdf.reader import read

PLAIN = How(ocr=False)
HEAD = ("Maßnahme", "Stelle", "Stand")
ROWS = [
    (
        ["Aufbau eines Registers der", "erteilten Genehmigungen"],
        ["Umweltbundesamt"],
        ["Die Ausschreibung läuft;", "der Zuschlag folgt im", "Herbst."],
    ),
    (["Schulung der Prüfer"], ["Landesämter"], ["laufend"]),
    (["Bericht an die Kommission", "über die Überwachung"], ["Umweltbundesamt mit", "den Ländern"], ["übermittelt"]),
    (["Öffentliche Datenbank"], ["Statistisches Bundes-", "amt"], ["nicht begonnen"]),
]
PROSE = "Die folgende Übersicht nennt alle Vorhaben des laufenden Jahres und die Stellen, die sie ausführen."


def text(*pages: list[str]) -> str:
    return next(iter(read(pdf(*pages), PLAIN))).text


def block(x: float, y: float, lines: list[str], step: float = 12) -> list[str]:
    """Lines below each other."""
    return [show(x, y - step * k, words) for k, words in enumerate(lines)]


def wrapped(top: float, place: str, room: float = 8) -> tuple[list[str], list[float]]:
    """The rows above, their cells set at a `place` of each; and the heights between rows, from the head's."""
    out, limits, y = [], [], top
    for x, words in zip((20, 170, 300), HEAD, strict=True):
        out.append(show(x, y, words))
    y -= 12 + room
    for cells in ROWS:
        limits.append(y + 10 + room / 2)
        tall = max(map(len, cells))
        for x, lines in zip((20, 170, 300), cells, strict=True):
            free = tall - len(lines)
            out += block(x, y - 12 * {"top": 0.0, "middle": free / 2, "bottom": free}[place], lines)
        y -= 12 * tall + room
    return out, [*limits, y + 10 + room / 2]


WRAPPED = """| Maßnahme | Stelle | Stand |
| --- | --- | --- |
| Aufbau eines Registers der erteilten Genehmigungen | Umweltbundesamt | Die Ausschreibung läuft; der Zuschlag folgt im Herbst. |
| Schulung der Prüfer | Landesämter | laufend |
| Bericht an die Kommission über die Überwachung | Umweltbundesamt mit den Ländern | übermittelt |
| Öffentliche Datenbank | Statistisches Bundesamt | nicht begonnen |"""


@pytest.mark.parametrize("place", ["top", "middle", "bottom"])
def test_white_between_rows_tells_them_where_only_the_head_is_ruled(place: str) -> None:
    cells, limits = wrapped(600, place)
    rules = [line(20, y, 430, y) for y in (614, limits[0], limits[-1])]
    assert text([*block(20, 660, [PROSE]), *cells, *rules]).endswith(WRAPPED)


@pytest.mark.parametrize("place", ["top", "middle", "bottom"])
def test_white_between_rows_tells_them_where_nothing_is_ruled(place: str) -> None:
    cells, _ = wrapped(600, place)
    assert text([show(20, 660, PROSE), *cells, show(20, 400, PROSE)]) == f"{PROSE}\n\n{WRAPPED}\n\n{PROSE}"


def test_columns_of_text_whose_paragraphs_end_level_by_chance_are_no_table() -> None:
    columns = [
        [
            "Der Ausschuss tagte am Montag",
            "und beriet den Entwurf.",
            "",
            "Er vertagte sich danach auf",
            "die kommende Woche.",
            "",
            "Die Sitzung war öffentlich.",
        ],
        [
            "Die Stadt plant ein Bad am",
            "östlichen Ufer des Sees und",
            "sucht einen Betreiber.",
            "",
            "Die Kosten trägt das Land zu",
            "einem großen Teil.",
            "Der Bund hilft.",
        ],
        [
            "Im Herbst wird gewählt, und",
            "alle Listen stehen fest.",
            "",
            "Die Unterlagen kommen mit",
            "der Post ins Haus.",
            "",
            "Wer umzieht, melde sich an.",
        ],
    ]
    page = [
        piece for x, lines in zip((20, 180, 340), columns, strict=True) for piece in block(x, 600, lines) if "()" not in piece
    ]
    assert "|" not in text(page)


def test_lines_of_addresses_beside_each_other_are_no_cells_of_several_lines() -> None:
    names = [
        ("Amt Adorf", "Markt 1", "01234 Adorf"),
        ("Amt Bstadt", "Ring 22", "01235 Bstadt"),
        ("Amt Cheim", "Hof 3", "01236 Cheim"),
    ]
    page = [
        piece
        for row in range(3)
        for x, lines in zip((20, 180, 340), names, strict=True)
        for piece in block(x, 600 - 50 * row, [*lines])
    ]
    assert "| Amt Adorf Markt 1 01234 Adorf |" not in text(page)


def test_columns_of_numbers_that_stand_close_are_told_by_several_lines() -> None:
    rows = [
        ("Adorf", "12 345", "67 890", "11 111"),
        ("Bstadt an der Elbe", "22 345", "77 890", "21 111"),
        ("Cheim", "32 345", "87 890", "31 111"),
        ("Dburg", "42 345", "97 890", "41 111"),
        ("Ehausen", "52 345", "99 890", "51 111"),
    ]
    page = [
        show(x, 600 - 14 * k, words) for k, row in enumerate(rows) for x, words in zip((20, 200, 236.6, 273.2), row, strict=True)
    ]
    assert "| Bstadt an der Elbe | 22 345 | 77 890 | 21 111 |" in text(page)


def test_lines_that_begin_with_the_same_words_are_not_parted_behind_them() -> None:
    lines = [f"Si l’entreprise compte {n} ouvriers ou plus : {k} membres" for k, n in enumerate((15, 26, 51, 76, 99), 1)]
    page = [f"5 Tw {piece}" for piece in block(20, 600, lines, 14)]  # loosely set
    assert "|" not in text(page)


def test_words_over_several_columns_stand_before_those_of_the_first() -> None:
    rows = [
        ("Adorf", "545", "578", "601", "640"),
        ("Bstadt", "470", "492", "455", "488"),
        ("Cheim", "301", "322", "298", "319"),
        ("Dburg", "710", "745", "722", "751"),
    ]
    page = [line(20, y, 420, y) for y in (614, 576, 510)]
    page += [show(222, 600, "Einnahmen"), show(342, 600, "Ausgaben"), show(20, 592, "Gemeinde")]
    page += [show(x, 584, words) for x, words in zip((200, 260, 320, 380), ("2021", "2022") * 2, strict=True)]
    page += [
        show(x, 562 - 14 * k, words) for k, row in enumerate(rows) for x, words in zip((20, 203, 263, 323, 383), row, strict=True)
    ]
    found = text(page)
    assert found.startswith("| Gemeinde | Einnahmen 2021 | 2022 | Ausgaben 2021 | 2022 |\n")
    assert "| Dburg | 710 | 745 | 722 | 751 |" in found


def test_a_head_of_two_lines_over_single_columns_spans_none() -> None:
    page = [line(20, y, 420, y) for y in (614, 576, 520)]
    page += [
        show(200, 600, "Ansatz"),
        show(320, 600, "Ansatz"),
        show(20, 586, "Zweck"),
        show(205, 586, "2021"),
        show(325, 586, "2022"),
    ]
    for k, row in enumerate([("Bezüge", "12 345", "13 001"), ("Reisen", "890", "845"), ("Geräte", "1 204", "1 310")]):
        page += [show(x, 562 - 14 * k, words) for x, words in zip((20, 200, 320), row, strict=True)]
    assert text(page).startswith("| Zweck | Ansatz 2021 | Ansatz 2022 |\n")


def test_the_last_row_of_a_table_whose_every_other_row_is_shaded_belongs_to_it() -> None:
    rows = [
        ("Gemeinde", "Fälle", "Quote"),
        ("Adorf", "12", "3,1"),
        ("Bstadt", "14", "3,5"),
        ("Cheim", "16", "3,9"),
        ("Dburg", "18", "4,1"),
        ("Ehausen", "20", "4,4"),
    ]
    shades = [f"0.9 g 20 {600 - 16 * k - 4} 400 16 re f 0 g" for k in (0, 2, 4)]
    page = [show(x, 600 - 16 * k, words) for k, row in enumerate(rows) for x, words in zip((24, 200, 320), row, strict=True)]
    found = text([*shades, *page, show(20, 470, PROSE)])
    assert (
        found
        == "\n".join(["| Gemeinde | Fälle | Quote |", "| --- | --- | --- |", *(f"| {' | '.join(row)} |" for row in rows[1:])])
        + f"\n\n{PROSE}"
    )


def test_rules_that_leave_out_the_first_column_part_rows_beside_a_cell_that_spans_them() -> None:
    page = [line(20, y, 420, y) for y in (614, 594, 540, 500)] + [line(120, y, 420, y) for y in (570, 520)]
    page += [show(x, 600, words) for x, words in zip((24, 124, 340), ("Ziel", "Indikator", "Wert"), strict=True)]
    page += [*block(24, 573, ["Klima und", "Energie"]), show(24, 518, "Verkehr")]
    page += [*block(124, 584, ["Anteil erneuerbarer Energien am", "gesamten Verbrauch"], 11), show(340, 578, "30")]
    for y, words, number in (
        (552, "Ausstoß von Treibhausgasen", "438"),
        (527, "Zugelassene Fahrzeuge", "15"),
        (507, "Anteil der Bahn", "25"),
    ):
        page += [show(124, y, words), show(340, y, number)]
    assert (
        text(page)
        == """| Ziel | Indikator | Wert |
| --- | --- | --- |
| Klima und Energie | Anteil erneuerbarer Energien am gesamten Verbrauch | 30 |
|  | Ausstoß von Treibhausgasen | 438 |
| Verkehr | Zugelassene Fahrzeuge | 15 |
|  | Anteil der Bahn | 25 |"""
    )


def test_a_cell_of_the_first_column_that_spans_rows_without_rules_is_one() -> None:
    page = [line(20, y, 420, y) for y in (614, 594, 480)]
    page += [show(x, 600, words) for x, words in zip((24, 124, 340), ("Ziel", "Indikator", "Wert"), strict=True)]
    page += [*block(24, 580, ["Schutz des Klimas", "und der Umwelt"], 12), show(24, 520, "Verkehr")]
    for y, words, number in (
        (580, ["Anteil erneuerbarer Energien an", "dem gesamten Verbrauch"], "30"),
        (550, ["Ausstoß von Gasen"], "438"),
        (532, ["Verbrauch von Flächen"], "30"),
        (514, ["Fahrzeuge mit elektrischem Antrieb", "je Tausend"], "15"),
        (486, ["Bahn"], "25"),
    ):
        page += [*block(124, y, words), show(340, y, number)]
    assert "| Schutz des Klimas und der Umwelt | Anteil erneuerbarer Energien an dem gesamten Verbrauch | 30 |" in text(page)


def test_all_that_stands_above_the_blank_rows_of_a_form_is_its_head() -> None:
    page = [line(20, y, 420, y) for y in (600, 580, 560, 540, 520, 500, 480, 460)]
    page += [line(20, 460, 20, 600), line(120, 460, 120, 600), line(420, 460, 420, 600)]
    page += [line(x, y, x, y + 20) for x in (220, 320) for y in (560, 520, 500, 480, 460)]
    page += [show(140, 585, "Beträge in Tausend"), show(140, 545, "Zahlungen aus dem Ausland")]
    page += [show(30 + 100 * k, 565, str(k + 1)) for k in range(4)]
    page += [show(30 + 100 * k, 525, name) for k, name in enumerate(("Land", "Zinsen", "Renten", "Anteile"))]
    assert text(page).startswith("| 1 Land | Beträge in Tausend 2 Zahlungen aus dem Ausland Zinsen | 3 Renten | 4 Anteile |")


def test_a_sign_that_is_left_out_between_numbers_leaves_no_empty_word() -> None:
    """Where a sign without a meaning goes, two spaces stay: each word of a column goes to its own, and none is empty."""
    rows: list[Line] = []
    for y in range(100, 160, 12):
        rows.append([([Segment("7", 10, 16, y, 9), Segment("8", 60, 66, y, 9)], 1)])
    rows.append([([Segment("11  12", 10, 66, 160, 9)], 1)])
    words = [[s.text for s in cell] for cell, _ in finer(rows)[-1]]
    assert words == [["11"], ["12"]]


def test_rows_without_rules_between_their_columns_are_parted_as_the_head_is() -> None:
    page = [line(20, y, 420, y) for y in (600, 580, 560, 540, 520, 500, 480)] + [line(x, 480, x, 600) for x in (20, 420)]
    page += [line(x, y, x, y + 20) for x in (120, 220, 320) for y in (580, 480)]  # in the head and the last row only
    page += [show(25 + 100 * k, 585, name) for k, name in enumerate(("Land", "Eigene", "Fremde", "Gesamt"))]
    for k, name in enumerate(("Aland", "Beland", "Celand", "Deland", "Alle")):
        page += [show(25, 565 - 20 * k, name), *(show(150 + 100 * n, 565 - 20 * k, f"{k}{n}") for n in range(3))]
    assert "| Celand | 20 | 21 | 22 |" in text(page)


def test_a_column_without_rules_has_the_rows_of_those_beside_it() -> None:
    heights = [600 - 20 * k for k in range(8)]
    page = [line(20, 600, 420, 600), line(20, 580, 420, 580), line(20, 460, 420, 460)]
    page += [line(120, y, 420, y) for y in heights] + [line(x, 460, x, 600) for x in (120, 220, 320, 420)]
    page += [show(25 + 100 * k, 585, name) for k, name in enumerate(("Art", "Eigene", "Fremde", "Gesamt"))]
    for k, name in enumerate(("Lohn", "Reisen", "Miete", "Papier", "Strom", "Wasser")):
        page += [show(25, 565 - 20 * k, name), *(show(150 + 100 * n, 565 - 20 * k, f"{k}{n}") for n in range(3))]
    assert "| Miete | 20 | 21 | 22 |" in text(page)


def test_lists_of_names_and_numbers_beside_each_other_between_rules_are_rows() -> None:
    page = [line(20, y, 420, y) for y in (600, 580, 500)] + [line(x, 500, x, 600) for x in (20, 220, 420)]
    for x, first in ((25, 1), (225, 6)):
        page += [show(x, 585, "Alter"), show(x + 120, 585, "Anzahl")]
        for k in range(5):
            page += [show(x, 567 - 14 * k, f"{first + k} Jahre"), show(x + 120, 567 - 14 * k, f"{first + k}23")]
    found = text(page)
    assert "| Alter | Anzahl | Alter | Anzahl |" in found
    assert "| 3 Jahre | 323 | 8 Jahre | 823 |" in found


def test_a_head_of_two_rows_is_told_above_rows_of_fewer_columns() -> None:
    def row(y: float, *names: str) -> Line:
        return [([Segment(name, 20 + 50 * k, 40 + 50 * k, y, 9)] if name else [], 1) for k, name in enumerate(names)]

    upper = row(100, "", "", "", "", "")
    upper[1] = ([Segment("Eigene", 75, 135, 100, 9)], 1)
    upper[3] = ([Segment("Fremde", 175, 235, 100, 9)], 1)
    table = [upper, row(112, "Land", "a", "b", "c", "d"), row(124, "Aland", "1", "2", "3", "4"), row(136, "Ende", "1")]
    head = one_head(table[:2], table)
    assert head is not None
    assert [[s.text for s in cell] for cell, _ in head] == [["Land"], ["a", "Eigene"], ["b"], ["c", "Fremde"], ["d"]]


def test_shading_that_is_painted_in_pieces_parts_no_cells_and_white_rules_on_it_do() -> None:
    """Word paints a shaded cell, then the ground of each paragraph in it, in the same colour."""
    page = ["0.8 g", *(f"{x} {y} {width} 40 re f" for y in (520, 562) for x, width in ((20, 100), (120, 300)))]
    page += [f"{x} {y} {width} 28 re f" for y in (526, 568) for x, width in ((26, 88), (126, 288))]
    page += ["1 g", "20 560 400 2 re f", "119 520 2 82 re f", "0 g"]
    page += [show(28, 584, "Rechte"), show(128, 584, "Europäische"), show(128, 572, "Union")]
    page += [show(28, 542, "Lizenz"), show(128, 542, "offen")]
    assert text(page) == "| Rechte | Europäische Union |\n| --- | --- |\n| Lizenz | offen |"


def test_a_cell_that_spans_rows_makes_a_table_of_a_name_and_what_is_said_of_it() -> None:
    page = [line(20, y, 420, y) for y in (600, 480)] + [line(120, 540, 420, 540)] + [line(x, 480, x, 600) for x in (20, 120, 420)]
    page += [
        show(25, 585, "Anerkennung"),
        show(125, 585, "Ja, durch ein Amt"),
        show(125, 525, "Nein, weil noch kein Antrag vorliegt"),
    ]
    assert text(page).startswith("| Anerkennung | Ja, durch ein Amt |\n| --- | --- |\n|  | Nein")
