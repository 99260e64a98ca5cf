"""Spreadsheets: visible sheets as headed tables, cells as a reader sees them; what is too large or damaged is refused."""

import io
import sys
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from shared_data import shared
from small_source import SOURCE_TOML

from moisson.contracts.errors import DocumentError
from moisson.harvest.guard import Guard
from moisson.readers.read_options import DEFAULT
from moisson.readers.rows import workbook as workbooks
from moisson.readers.rows.cells import as_text
from moisson.readers.rows.spreadsheet import read
from moisson.readers.sniff import sniff
from moisson.source.description import load_source

SHEET = """<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<sheetData>{rows}</sheetData>{after}</worksheet>"""
BOOK = """<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>{sheets}</sheets></workbook>"""
RELATED = """<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{related}
<Relationship Id="s" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>
</Relationships>"""
ROOT = """<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship
 Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/>
</Relationships>"""
STYLES = """<?xml version="1.0"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"""
EMPTY_CELLS = '<table:table-cell table:number-columns-repeated="16383"/>'
EMPTY_ROWS = f'<table:table-row table:number-rows-repeated="1048000">{EMPTY_CELLS}</table:table-row>'
TYPES = """<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="xml" ContentType="application/xml"/></Types>"""


def cell(value: Any) -> str:
    if isinstance(value, str):
        return f'<c t="inlineStr"><is><t>{value}</t></is></c>'
    if isinstance(value, date):
        return f'<c s="1"><v>{(value - date(1899, 12, 30)).days}</v></c>'
    kind = ' t="b"' if isinstance(value, bool) else ""
    return f"<c{kind}><v>{value:d}</v></c>" if kind else f"<c><v>{value}</v></c>" if value is not None else "<c/>"


def workbook(sheets: dict[str, list[list[Any]]], hidden: str = "", after: str = "") -> bytes:
    names = list(sheets)
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"{" state=" + chr(34) + "hidden" + chr(34) if name == hidden else ""}/>'
        for n, name in enumerate(names, 1)
    )
    related = "".join(f'<Relationship Id="r{n}" Type="{kind}" Target="worksheets/{n}.xml"/>' for n in range(1, len(names) + 1))
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", ROOT)
        archive.writestr("xl/workbook.xml", BOOK.format(sheets=listed))
        archive.writestr("xl/_rels/workbook.xml.rels", RELATED.format(related=related))
        archive.writestr("xl/styles.xml", STYLES)
        for n, rows in enumerate(sheets.values(), 1):
            body = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)
            archive.writestr(f"xl/worksheets/{n}.xml", SHEET.format(rows=body, after=after))
    return sink.getvalue()


def of_sheet(rows: str, workbook: str = "", **parts: str) -> bytes:
    """A workbook of one sheet, written by hand, with more or other parts (by their name without `.xml`)."""
    listed = '<sheet name="Sheet1" sheetId="1" r:id="r1"/>'
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    related = f'<Relationship Id="r1" Type="{kind}/worksheet" Target="worksheets/1.xml"/>'
    members = {"workbook": workbook or BOOK.format(sheets=listed), "_rels/workbook.xml.rels": RELATED.format(related=related)}
    members |= {"worksheets/1": SHEET.format(rows=rows, after=""), "styles": STYLES, **parts}
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", ROOT)
        for name, part in members.items():
            archive.writestr(f"xl/{name}" if "." in name else f"xl/{name}.xml", part)
    return sink.getvalue()


def words(content: bytes) -> str:
    (text,) = read(content, DEFAULT)
    return text.text


def test_each_visible_sheet_is_a_headed_table_with_cells_as_shown() -> None:
    book = workbook(
        {
            "Élus": [["Nom", "Depuis", "Voix"], ["Mme Côté", date(2020, 6, 28), 1204.0], ["M. Noël", None, 0.1 + 0.2]],
            "Notes": [["Sans objet"]],
            "Calculs": [["caché"]],
        },
        hidden="Calculs",
    )
    assert sniff(book).name == "xlsx"
    assert words(book) == (
        "## Élus\n\n| Nom | Depuis | Voix |\n| --- | --- | --- |\n| Mme Côté | 2020-06-28 | 1204 |\n| M. Noël |  | 0.3 |\n\n"
        "## Notes\n\nSans objet"
    )


@pytest.mark.parametrize(
    ("value", "seen"),
    [
        (1.0, "1"),
        (1234567.5, "1234567.5"),
        (float("nan"), ""),
        (True, "true"),
        (datetime(2020, 1, 2), "2020-01-02"),
        (datetime(2020, 1, 2, 3, 4), "2020-01-02 03:04"),
        (date(2020, 1, 2), "2020-01-02"),
        (time(8, 30), "08:30"),
        (timedelta(hours=26, minutes=5), "26:05"),
        ("  mots ", "  mots "),
    ],
)
def test_cells_are_shown_as_a_reader_sees_them(value: object, seen: str) -> None:
    assert as_text(value) == seen


def test_zeros_are_cells_and_numbers_count_as_no_words() -> None:
    rows: list[list[Any]] = [["Élue", "Voix", "Part"], ["Mme Côté", 0.0, None], [None, 0.0, 0.0], ["M. Noël", None, 0.0]]
    head = "| Élue | Voix | Part |\n| --- | --- | --- |\n"
    assert words(workbook({"Feuil1": rows})) == f"{head}| Mme Côté | 0 |  |\n|  | 0 | 0 |\n| M. Noël |  | 0 |"
    with pytest.raises(DocumentError) as refused:
        words(workbook({"Feuil1": [*rows, *([date(2020, 1, day), day, 0.0] for day in range(1, 20))]}))
    assert refused.value.reason == "table-of-numbers"
    assert "23 rows, and words in few of 63 cells" in str(refused.value)


def test_a_sheet_like_the_one_before_stands_once_and_ones_are_not_taken_for_true() -> None:
    rows: list[list[Any]] = [["Commune", "Accord"], ["Aubervilliers", True], ["Saint-Denis", True]]
    ones = [[1.0 if cell is True else cell for cell in row] for row in rows]
    text = words(workbook({"Nord": rows, "Sud": rows, "Est": ones}))
    head = "| Commune | Accord |\n| --- | --- |\n"
    assert text == (
        f"## Nord\n\n{head}| Aubervilliers | true |\n| Saint-Denis | true |\n\n"
        f"## Est\n\n{head}| Aubervilliers | 1 |\n| Saint-Denis | 1 |"
    )


def renamed(content: bytes, name: Callable[[str], str], changed: dict[str, str] | None = None) -> bytes:
    """The same file with members of other names, and other words in some."""
    sink = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(sink, "w") as after:
        for member in before.namelist():
            after.writestr(name(member), (changed or {}).get(member) or before.read(member))
    return sink.getvalue()


def test_the_parts_of_a_workbook_may_stand_under_other_names() -> None:
    content = workbook({"Avis": [["Le conseil a voté."], ["Le maire a conclu."]]})
    main = '<Override PartName="/workbook.xml" ContentType="application/x.spreadsheetml.sheet.main+xml"/>'
    moved = {"[Content_Types].xml": TYPES.replace("<Default", f"{main}<Default"), "_rels/.rels": ROOT.replace("xl/", "")}
    for other in (
        renamed(content, lambda name: name.replace("/", "\\").upper()),
        renamed(content, lambda name: name.removeprefix("xl/"), moved),
    ):
        assert sniff(other).name == "xlsx"
        assert words(other) == words(content)


def test_words_of_a_merged_cell_stand_once() -> None:
    book = workbook({"F": [["Titre", None], ["un mot", "deux mots"]]}, after='<mergeCells><mergeCell ref="A1:B1"/></mergeCells>')
    assert words(book).count("Titre") == 1


def test_a_sheet_of_numbers_is_left_out_beside_words_and_refused_alone() -> None:
    numbers: list[list[Any]] = [["année", "valeur"], *([year, year * 2] for year in range(1990, 2020))]
    assert words(workbook({"Données": numbers, "Texte": [["Des mots"]]})) == "## Texte\n\nDes mots"
    with pytest.raises(DocumentError) as refused:
        words(workbook({"Données": numbers}))
    assert refused.value.reason == "table-of-numbers"


def test_a_bomb_is_refused_before_it_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MAX_UNPACKED", 10_000)
    with pytest.raises(DocumentError) as refused:
        words(workbook({"F": [["mot " * 5000]]}))
    assert refused.value.reason == "too-large-unpacked"


@pytest.mark.parametrize(
    "rows",
    [
        '<row><c r="A1" t="str"><v>mot</v></c></row><row><c r="XFD1048576" t="str"><v>loin</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c><c s="1" t="str" r="XFD1"><v>loin</v></c></row><row r="1000000"><c><v>1</v></c></row>',
        f"<row>{'<c><v>1</v></c>' * 5000}</row>{'<row><c><v>1</v></c></row>' * 5000}",
    ],
)
def test_a_workbook_whose_cells_spread_too_far_is_refused_before_room_is_made(rows: str) -> None:
    with pytest.raises(DocumentError, match=r"table-too-large: a sheet spans [\d,]+ by [\d,]+ cells"):
        words(of_sheet(rows))


def test_cells_that_have_only_a_style_spread_nothing() -> None:
    far = '<c r="XFD1048576" s="1"/><c r="XFD1048575" s="1"></c>'
    assert words(of_sheet(f'<row><c r="A1" t="str"><v>mot</v></c>{far}</row>')) == "mot"
    assert words(open_document(f"{string_cells('<text:p>mot</text:p>')}{EMPTY_ROWS}")) == "## Avis\n\nmot"


def test_a_stray_cell_of_open_document_is_refused_where_the_cells_between_are_too_many() -> None:
    first = string_cells("<text:p>mot</text:p>")
    assert words(open_document(f"{first}{EMPTY_ROWS}{string_cells('<text:p/>', '<text:p>loin</text:p>')}")) == (
        "## Avis\n\n| mot |  |\n| --- | --- |\n|  | loin |"
    )
    far = string_cells("<text:p>loin</text:p>").replace("<table:table-cell", f"{EMPTY_CELLS}<table:table-cell", 1)
    with pytest.raises(DocumentError, match="table-too-large: a sheet spans 1,048,002 by 16,3"):
        words(open_document(f"{first}{EMPTY_ROWS}{far}"))


@pytest.mark.parametrize(("rows", "columns"), [(100_001, 1), (999_999_999, 1), (101, 10_000), (9_999, 101)])
def test_what_is_repeated_without_measure_is_refused(rows: int, columns: int) -> None:
    row = (
        f'<table:table-row table:number-rows-repeated="{rows}"><table:table-cell office:value-type="string"'
        f' table:number-columns-repeated="{columns}"><text:p>mot</text:p></table:table-cell></table:table-row>'
    )
    with pytest.raises(DocumentError) as refused:
        words(open_document(row))
    assert refused.value.reason == "table-too-large"


def test_a_long_string_that_many_cells_repeat_is_refused_before_it_is_copied() -> None:
    cells = "<c t='s'><v>0</v></c>" * 50
    strings = f"<sst><si><t>{'mot ' * 250_000}</t></si></sst>"
    with pytest.raises(DocumentError, match=r"table-too-large: the cells of a sheet repeat 2,500,0\d\d,\d\d\d bytes of words"):
        words(of_sheet(f"<row>{cells}</row>" * 50, sharedStrings=strings))
    row = string_cells(f"<text:p>{'mot ' * 250_000}</text:p>").replace("string", 'string" table:number-columns-repeated="500')
    with pytest.raises(DocumentError, match="table-too-large: the cells of a sheet repeat 500,"):
        words(open_document(row))


def test_a_stray_cell_that_no_pattern_sees_ends_the_guarded_process_alone(tmp_path: Path) -> None:
    stray = of_sheet('<row><c r="A1"><v>1</v></c></row><row><c r = "XFD1048576"><v>1</v></c></row>')
    (tmp_path / "source.toml").write_text(SOURCE_TOML, encoding="utf-8")
    with Guard() as guard:
        far, near = guard.read(load_source(str(tmp_path), tmp_path), [stray, workbook({"F": [["mot"]]})])
    assert isinstance(far, DocumentError)
    assert far.reason == "reader-crashed"
    assert isinstance(near, list)


def open_document(rows: str) -> bytes:
    names = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text"))
    content = f'<table:table table:name="Avis">{rows}</table:table>'
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", '<manifest:manifest xmlns:manifest="x"/>')
        archive.writestr(
            "content.xml",
            f"<office:document-content {names}><office:body><office:spreadsheet>{content}</office:spreadsheet></office:body>"
            "</office:document-content>",
        )
    return sink.getvalue()


def string_cells(*inner: str, between: str = "") -> str:
    cells = (f'<table:table-cell office:value-type="string">{words}</table:table-cell>' for words in inner)
    return f"<table:table-row>{between}{between.join(cells)}{between}</table:table-row>"


def test_breaks_and_tabs_in_a_cell_of_open_document_part_its_words() -> None:
    broken = "<text:p>Mairie<text:line-break/>de Cluny<text:tab/>(71)<text:line-break></text:line-break>France</text:p>"
    rows = string_cells("<text:p>Lieu</text:p>", "<text:p>Avis</text:p>") + string_cells(broken, "<text:p>favorable</text:p>")
    assert words(open_document(rows)) == "## Avis\n\n| Lieu | Avis |\n| --- | --- |\n| Mairie de Cluny (71) France | favorable |"


def test_open_document_whose_tags_stand_on_lines_of_their_own_reads_as_on_one_line() -> None:
    head = ("<text:p>Lieu</text:p>", "<text:p>Avis</text:p>")
    row = ("<text:p>Le <text:span>maire</text:span> <text:span>de Cluny</text:span></text:p>", "<text:p>favorable</text:p>")
    between = "\n    <!-- a row -->\n  "
    spaced = between.join((string_cells(*head, between=between), string_cells(*row, between="\n")))
    assert words(open_document(f"\n {spaced}\n")) == words(open_document(string_cells(*head) + string_cells(*row)))
    assert "| Le maire de Cluny | favorable |" in words(open_document(spaced))


def test_spreadsheets_need_an_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    with pytest.raises(DocumentError, match=r"needs-extra: install moisson\[tables\]"):
        words(workbook({"Feuil1": [["Des mots"]]}))


@pytest.mark.parametrize("keep", [100, 600, -30])
def test_a_damaged_file_is_refused(keep: int) -> None:
    with pytest.raises(DocumentError) as refused:
        words(workbook({"F": [["des mots"]]})[:keep])
    assert refused.value.reason == "spreadsheet-damaged"


@pytest.mark.shared
def test_an_audit_grid_in_ods_is_read() -> None:
    text = words(shared("fr-rgaa/data/v4.0/Documents/rgaa4.0.modele-de-grille-d-audit.ods").read_bytes())
    assert text.startswith("## ")
    assert "Chaque image porteuse d’information a-t-elle une alternative textuelle" in text.replace("'", "’")


@pytest.mark.shared
def test_a_list_of_parties_in_xlsx_is_read() -> None:
    path = "parl-ct-docx/data/marilinapisani+ParlaMint/Metadata/ParlaMint-parties.tsv.xlsx"
    text = words(shared(path).read_bytes())
    assert text.startswith("| Country | Role | ID | From | To | Init | Name |\n")
    assert "| ES-CA | politicalParty | party.CUP |  |  | CUP | Candidatura d'Unitat Popular |" in text
