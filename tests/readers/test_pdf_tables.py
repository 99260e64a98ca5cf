"""Tables of PDF without full rules: rows told by white, columns that stand close, heads and cells that span."""

import pytest
from small_pdf import line, pdf, show

from moisson.readers.read_options import How

pytest.importorskip("pypdfium2")
from moisson.readers.pdf.lines.pieces import Segment, words_of
from moisson.readers.pdf.reader import read
from moisson.readers.pdf.tables.entries import parted

PLAIN = How(ocr=False)
PROSE = "Die folgende Übersicht nennt alle Vorhaben des laufenden Jahres und die Stellen, die sie ausführen."


def text(*pages: list[str]) -> str:
    return next(iter(read(pdf(*pages), PLAIN))).text


def block(x: float, y: float, lines: list[str], step: float = 12) -> list[str]:
    """Lines below each other."""
    return [show(x, y - step * k, words) for k, words in enumerate(lines)]


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


def test_lines_that_begin_with_the_same_words_are_not_parted_behind_them() -> None:
    lines = [f"Si l’entreprise compte {n} ouvriers ou plus : {k} membres" for k, n in enumerate((15, 26, 51, 76, 99), 1)]
    page = [f"5 Tw {piece}" for piece in block(20, 600, lines, 14)]  # loosely set
    assert "|" not in text(page)


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


def test_turned_words_of_a_head_stand_in_their_column() -> None:
    turned = [f"BT /F1 10 Tf 0 1 -1 0 70 {y} Tm ({word}) Tj ET" for y, word in ((602, "no."), (628, "x"))]
    rules = [line(50, y, 350, y) for y in (640, 600, 580, 560)] + [line(x, 640, x, 560) for x in (50, 150, 350)]
    rules += [line(150, 620, 350, 620), line(250, 620, 250, 560)]
    head = [show(160, 626, "Cost"), show(160, 606, "fees"), show(260, 606, "rent")]
    rows = [show(x, y, word) for y in (586, 566) for x, word in ((60, "north"), (160, "1"), (260, "5"))]
    found = text([*rules, *turned, *head, *rows])
    assert found == "| no. x | Cost |  |\n| --- | --- | --- |\n|  | fees | rent |\n| north | 1 | 5 |\n| north | 1 | 5 |"


def test_what_stands_above_the_blank_rows_of_a_form_is_a_table_row_by_row() -> None:
    page = [line(20, y, 420, y) for y in (600, 580, 560, 540, 520, 500, 480, 460)]
    page += [line(20, 460, 20, 600), line(120, 460, 120, 600), line(420, 460, 420, 600)]
    page += [line(x, y, x, y + 20) for x in (220, 320) for y in (560, 520, 500, 480, 460)]
    page += [show(140, 585, "Beträge in Tausend"), show(140, 545, "Zahlungen aus dem Ausland")]
    page += [show(30 + 100 * k, 565, str(k + 1)) for k in range(4)]
    page += [show(30 + 100 * k, 525, name) for k, name in enumerate(("Land", "Zinsen", "Renten", "Anteile"))]
    lines = ["|  | Beträge in Tausend |  |  |", "| 1 | 2 | 3 | 4 |", "|  | Zahlungen aus dem Ausland |  |  |"]
    found = text(page).splitlines()
    assert [found[0], *found[2:]] == [*lines, "| Land | Zinsen | Renten | Anteile |"]


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


def test_walls_of_a_head_go_on_where_the_rows_below_leave_them_white() -> None:
    page = [line(20, y, 420, y) for y in (600, 580, 560, 540, 520)] + [line(x, 520, x, 600) for x in (20, 420)]
    page += [line(x, y, x, y + 20) for x in (120, 220) for y in (580, 520)]
    rows = [("Country", "Domestic", "Total"), ("Austria", "86.2", "3,375"), ("Belgium", "0", "3,973"), ("Both", "43.1", "7,348")]
    page += [show(x, 585 - 20 * k, word) for k, row in enumerate(rows) for x, word in zip((25, 140, 300), row, strict=True)]
    assert "| --- | --- | --- |\n| Austria | 86.2 | 3,375 |\n| Belgium | 0 | 3,973 |\n| Both | 43.1 | 7,348 |" in text(page)


def test_a_table_that_reaches_over_columns_of_text_is_not_cut_with_them() -> None:
    years = [
        ("Measure", *(str(1997 + k) for k in range(6))),
        *((f"Rate {n}", *(f"0.{n}{k}" for k in range(6))) for n in range(1, 5)),
    ]
    page = [show(20 + 75 * c, 700 - 14 * r, cell) for r, row in enumerate(years) for c, cell in enumerate(row)]
    prose = ["one", "of the", "many lines", "of text", "that fill", "it"]
    page += block(20, 600, [" ".join(prose[k % 4 :] + prose[: k % 4]) for k in range(12)])
    page += block(290, 605, [" ".join(prose[k % 3 :] + prose[: k % 3]) for k in range(12)])
    assert "| Rate 4 | 0.40 | 0.41 | 0.42 | 0.43 | 0.44 | 0.45 |" in text(page)


def test_figures_beside_each_other_between_two_walls_are_columns_and_their_lines_rows() -> None:
    page = [line(20, y, 420, y) for y in (600, 570, 480)] + [line(120, 480, 120, 600)]
    page += [show(25, 585, "Age"), show(140, 585, "Share"), show(300, 585, "Number")]
    for k in range(6):
        page += [
            show(25, 555 - 12 * k, f"{k} years"),
            show(140, 555 - 12 * k, f"0.0{k}"),
            show(300, 555 - 12 * k, f"3,{k}43,692"),
        ]
    assert "| Age | Share | Number |\n| --- | --- | --- |\n| 0 years | 0.00 | 3,043,692 |\n" in text(page)
    assert "| 5 years | 0.05 | 3,543,692 |" in text(page)


def test_figures_that_stand_half_a_letter_apart_are_in_columns_of_their_own() -> None:
    page = [line(20, y, 230, y) for y in (620, 600, 520)] + [show(25, 605, "Age"), show(100, 605, "Men"), show(150, 605, "Women")]
    for k in range(6):
        page += [show(x, 585 - 12 * k, word) for x, word in ((25, f"{k}0 years"), (100, f"1,087,94{k}"), (150, f"1,022,49{k}"))]
    assert "| 00 years | 1,087,940 | 1,022,490 |" in text(page)


def test_words_that_span_columns_below_a_rule_of_the_head_tell_no_columns() -> None:
    page = [line(20, y, 430, y) for y in (640, 600, 500)] + [line(120, 620, 430, 620)]
    page += [show(150, 625, "Deaths among women and men"), show(25, 605, "Age"), show(130, 605, "No. of all cases and rates")]
    page += [show(340, 605, "Rate")]
    for k in range(7):
        page += [
            show(x, 585 - 12 * k, word) for x, word in ((25, f"{k}0 years"), (130, f"20{k}"), (220, f"1{k}.5"), (340, f"(9.{k})"))
        ]
    assert "| 00 years | 200 | 10.5 | (9.0) |" in text(page)


def test_rows_between_three_rules_of_one_length_are_a_table_however_few() -> None:
    """Many a specification gives each property a table of a head and one row, with rules above, between and below."""
    page = [show(20, 660, PROSE), *(line(20, y, 430, y) for y in (614, 598, 582)), show(20, 560, PROSE)]
    page += [show(60, 603, "Property"), show(300, 603, "Data type"), show(25, 587, "fullName"), show(260, 587, "String")]
    assert "| Property | Data type |\n| --- | --- |\n| fullName | String |" in text(page)


def test_lines_that_wrap_in_a_table_without_rules_are_one_cell() -> None:
    rows = [
        (["Measures"], ["Number of", "participants"], ["Cost in", "euros"]),
        (["Advice and help with", "the registration of", "workers"], ["2 397"], ["200 741"]),
        (["Outplacement"], ["1 000"], ["3 000"]),
        (["Vocational guidance and", "further training"], ["100"], ["450 000"]),
    ]
    page, y = [show(20, 640, PROSE)], 620
    for row in rows:
        page += [piece for x, lines in zip((20, 200, 320), row, strict=True) for piece in block(x, y, lines)]
        y -= 12 * max(map(len, row))
    assert text(page).endswith(
        "| Measures | Number of participants | Cost in euros |\n"
        "| --- | --- | --- |\n"
        "| Advice and help with the registration of workers | 2 397 | 200 741 |\n"
        "| Outplacement | 1 000 | 3 000 |\n"
        "| Vocational guidance and further training | 100 | 450 000 |"
    )


def test_names_in_a_column_of_a_table_without_rules_stay_rows() -> None:
    """None begins with a small letter: a long one does not go on in the next."""
    rows = [
        ("Norge og Sverige", "Oslo", "5", "1"),
        ("Danmark", "Aarhus", "6", "2"),
        ("Finland", "Helsinki", "7", "3"),
        ("Island", "Reykjavik", "8", "4"),
    ]
    page = [show(x, 600 - 12 * k, words) for k, row in enumerate(rows) for x, words in zip((20, 150, 250, 300), row, strict=True)]
    assert text(page).replace("| --- | --- | --- | --- |\n", "") == "\n".join(f"| {' | '.join(row)} |" for row in rows)


def test_the_last_entries_of_the_contents_are_no_table_though_all_are_on_one_page() -> None:
    rows = [("5.10.", "Class: Organisation"), ("5.11.", "Class: Person"), ("5.12.", "Class: Document reference")]
    page = [
        piece
        for k, (number, words) in enumerate(rows)
        for piece in (show(20, 600 - 12 * k, number), show(60, 600 - 12 * k, words))
    ]
    assert "|" not in text([*page, *(show(430, 600 - 12 * k, "21") for k in range(3))])


def test_numbers_of_rows_are_a_column_of_a_table_and_those_of_a_list_belong_to_its_items() -> None:
    towns = [("Albanien", "Tirana", "11"), ("Belgien", "Brüssel", "2"), ("Bulgarien", "Sofia", "9"), ("Estland", "Tallinn", "7")]
    places = (40, 100, 240, 400)
    page = [
        show(x, 600 - 20 * k, words) for k, row in enumerate(towns) for x, words in zip(places, (f"{k + 1}", *row), strict=True)
    ]
    assert "| 2 | Belgien | Brüssel | 2 |" in text(page)
    items = [
        show(x, 600 - 20 * k, words)
        for k, row in enumerate(towns)
        for x, words in ((40, f"{k + 1}."), (60, f"{row[0]} mit {row[1]}"))
    ]
    assert "|" not in text(items)


def grid(top: float, rows: list[tuple[str, str]], step: float = 30) -> list[str]:
    """Two ruled columns."""
    edges = [line(40, top - step * k, 440, top - step * k) for k in range(len(rows) + 1)]
    edges += [line(x, top, x, top - step * len(rows)) for x in (40, 180, 440)]
    return edges + [
        show(x, top - step * k - 18, words)
        for k, row in enumerate(rows)
        for x, words in zip((45, 185), row, strict=True)
        if words
    ]


@pytest.mark.parametrize("again", [True, False])
def test_a_row_that_a_page_cuts_is_one_with_its_rest_below_the_head_or_not(again: bool) -> None:
    head = [("Property", "What it says")]
    first = [("name", "The name of an office"), ("place", "Where the office is, as the")]
    second = [("", "register of places has it"), ("mail", "Where letters go"), ("phone", "Who is called")]
    found = text(
        [show(40, 660, PROSE), *grid(120, [*head, *first])],
        [*grid(660, [*(head if again else []), *second]), show(40, 400, PROSE)],
    )
    assert "| place | Where the office is, as the register of places has it |\n| mail | Where letters go |" in found
    assert found.count("Property") == 1


@pytest.mark.parametrize(("wide", "read"), [(62, "| Bezeichnung | x |"), (90, "| Bezeichnun g | x |")])
def test_a_word_goes_on_where_the_wall_left_no_room_for_its_last_letter(wide: int, read: str) -> None:
    rules = [line(50, y, 300, y) for y in (640, 600, 580)] + [line(x, 640, x, 580) for x in (50, 50 + wide, 300)]
    words = [show(53, 626, "Bezeichnun"), show(53, 612, "g"), show(180, 626, "x"), show(53, 586, "Amt"), show(180, 586, "y")]
    assert read in text([*rules, *words])


def test_a_short_word_that_stands_within_lines_is_no_end_of_the_word_above_it() -> None:
    rules = [line(50, y, 300, y) for y in (640, 600, 580)] + [line(x, 640, x, 580) for x in (50, 112, 300)]
    words = [show(53, 626, "Bezeichnun"), show(53, 612, "des"), show(180, 626, "x"), show(53, 586, "Amt"), show(180, 586, "y")]
    assert "| Bezeichnun des | x |" in text([show(40, 700, PROSE), *rules, *words])


def test_rows_of_a_table_are_cells_that_the_file_draws_one_by_one() -> None:
    rows = [
        [["Class"], ["Type"], ["Use"]],
        [["Birth", "Death"], ["dateTime"], ["Person"]],
        [["legalName"], ["Text"], ["Company"]],
        [["Place", "Country"], ["Location"], ["Person"]],
        [["alternativeName"], ["Text"], ["Person"]],
        [["jurisdiction"], ["Code"], ["Company"]],
    ]
    drawn, y = [], 600
    for row in rows:
        for x, lines in zip((40, 200, 330), row, strict=True):
            drawn += block(x, y, lines)
        y -= 12 * max(map(len, row))
    found = [[cell.strip() for cell in line.strip("|").split("|")] for line in text(drawn).splitlines()]
    assert found[2:] == [[" ".join(lines) for lines in row] for row in rows[1:]]


def test_lines_of_a_cell_stay_in_it_where_the_file_draws_each_cell_before_the_next() -> None:
    page = [line(20, y, 420, y) for y in (600, 570, 480)] + [line(x, 480, x, 600) for x in (20, 160, 290, 420)]
    head = [show(40, 585, "Year"), show(180, 585, "2006"), show(310, 585, "2007")]
    columns = [["Income", "Tax", "Levies"], ["17,542", "388", "20"], ["18,106", "402", "31"]]
    cells = [block(x, 555, lines) for x, lines in zip((40, 180, 310), columns, strict=True)]
    assert "| Income Tax Levies | 17,542 388 20 | 18,106 402 31 |" in text([*page, *head, *(s for cell in cells for s in cell)])
    by_line = [s for level in zip(*cells, strict=True) for s in level]
    assert "| Tax | 388 | 402 |" in text([*page, *head, *by_line])
    by_column = [s for top, cell in zip(head, cells, strict=True) for s in (top, *cell)]
    assert "| Tax | 388 | 402 |" in text([*page, *by_column])


def test_entries_of_a_scan_are_rows_though_nothing_says_in_which_order_they_are_drawn() -> None:
    numbers = [Segment(number, 50, 65, 100 + 12 * k, 9) for k, number in enumerate(("120", "130", "140"))]
    names = [Segment(name, 90, 150, 100 + 12 * k, 9) for k, name in enumerate(("Vorsorge", "Reserven", "Anteile"))]
    rows = [[words_of(cell) for cell, _ in row] for row in parted([[(numbers, 1), (names, 1)]])]
    assert rows == [["120", "Vorsorge"], ["130", "Reserven"], ["140", "Anteile"]]


def test_a_table_within_a_cell_of_another_is_a_table_of_its_own() -> None:
    def ruled(xs: list[float], ys: list[float]) -> list[str]:
        return [line(xs[0], y, xs[-1], y) for y in ys] + [line(x, ys[0], x, ys[-1]) for x in xs]

    page = [*ruled([40, 200, 460], [640, 600, 460]), *ruled([220, 300, 440], [580, 550, 520, 490])]
    page += [show(50, 615, "Name of the body"), show(210, 615, "What it collects"), show(50, 540, "Office of fisheries")]
    for r, (what, much) in enumerate([("Fee", "Euro"), ("Licence", "120"), ("Renewal", "60")]):
        page += [show(230, 562 - 30 * r, what), show(310, 562 - 30 * r, much)]
    found = text(page)
    assert "| Fee | Euro |\n| --- | --- |\n| Licence | 120 |\n| Renewal | 60 |" in found
    assert all(words in found for words in ("Name of the body", "What it collects", "Office of fisheries"))
