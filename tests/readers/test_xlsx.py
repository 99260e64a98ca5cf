"""XLSX: what stands in cells, and where sheets, strings and styles stand."""

import pytest
from test_spreadsheet import BOOK, RELATED, of_sheet, words

from moisson.contracts.errors import DocumentError

KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STYLES = """<styleSheet><numFmts count="2"><numFmt numFmtId="164" formatCode="[$-40C]d\\ mmm\\ yyyy;@"/><numFmt numFmtId="165"
 formatCode="[h]:mm:ss"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/>
<xf numFmtId="165"/><xf numFmtId="20"/></cellXfs></styleSheet>"""


def cell(inside: str, **parts: str) -> str:
    """The words of a cell."""
    return words(of_sheet(f"<row>{inside}</row>", **parts))


@pytest.mark.parametrize(
    ("inside", "seen"),
    [
        ('<c t="str"><f>A2&amp;B2</f><v>Mairie &amp; école</v></c>', "Mairie & école"),
        (
            '<c t="inlineStr"><is><r><t xml:space="preserve">Mairie </t></r><r><rPr><b/></rPr><t>de Cluny</t></r></is></c>',
            "Mairie de Cluny",
        ),
        ('<c t="inlineStr"><v>1</v><is><t>mot</t></is></c>', "mot"),
        ('<c t="inlineStr"><is><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh><phoneticPr fontId="1"/></is></c>', "東京"),
        ('<c t="str"><v>_x0041_ligné_x000D_\nici_x0007_ _x005F_x0041_</v></c>', "Aligné\nici _x0041_"),
        ('<c t="b"><v>1</v></c>', "true"),
        ('<c t="b"><v>0</v></c>', "false"),
        ('<c t="e"><v>#N/A</v></c>', ""),
        ('<c t="d"><v>2020-02-03T04:05:00</v></c>', "2020-02-03 04:05"),
        ("<c><v>0.30000000000000004</v></c>", "0.3"),
        ("<c><v>1.2E3</v></c>", "1200"),
        ("<c><v>12345678901234567890</v></c>", "1.23456789012346e+19"),
        ('<c s="1"><v>43831</v></c>', "2020-01-01"),
        ('<c s="1"><v>43831.5</v></c>', "2020-01-01 12:00"),
        ('<c s="1"><v>0.354166666666667</v></c>', "08:30"),
        ('<c s="2"><v>1.25</v></c>', "30:00"),
        ('<c s="3"><v>0.5</v></c>', "12:00"),
    ],
)
def test_a_cell_is_what_its_type_and_its_style_make_of_it(inside: str, seen: str) -> None:
    assert cell(inside, styles=STYLES) == seen


def test_strings_are_shared_and_their_runs_joined() -> None:
    strings = (
        '<x:sst xmlns:x="x"><x:si><x:t> seul </x:t></x:si><x:si/><x:si><x:r><x:t>le</x:t></x:r><x:r><x:t>maire</x:t></x:r>'
        "<x:rPh><x:t>x</x:t></x:rPh></x:si></x:sst>"
    )
    row = '<c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="s"><v>2</v></c>'
    assert cell(row, sharedStrings=strings) == "| seul | lemaire |\n| --- | --- |"
    with pytest.raises(DocumentError, match="spreadsheet-damaged: Cell string index not found"):
        cell('<c t="s"><v>3</v></c>', sharedStrings=strings)


def test_days_may_be_counted_from_1904() -> None:
    sheets = (
        '<workbookPr date1904="1"/><sheets><sheet name="Sheet1" r:id="r1"/></sheets><extLst><x:workbookPr xmlns:x="x"/></extLst>'
    )
    book = BOOK.format(sheets="").replace("<sheets></sheets>", sheets)
    row = '<row><c s="1"><v>0.5</v></c><c s="1"><v>1</v></c></row>'
    assert words(of_sheet(row, workbook=book, styles=STYLES)) == "| 12:00 | 1904-01-02 |\n| --- | --- |"


def test_sheets_stand_where_the_workbook_says_and_charts_and_hidden_ones_are_left_out() -> None:
    sheet = '<row><c t="str"><v>{}</v></c></row>'
    listed = "".join(
        f'<sheet name="{name}" r:id="{name}"{state}/>'
        for name, state in (("deux", ""), ("un", ""), ("tu", ' state="veryHidden"'), ("graphe", ""))
    )
    related = (
        f'<Relationship Id="un" Type="{KIND}/worksheet" Target="/xl/worksheets/one.xml"/>'
        '<Relationship Id="deux" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/worksheet" Target="two.xml"/>'
        f'<Relationship Id="tu" Type="{KIND}/worksheet" Target="two.xml"/>'
        f'<Relationship Id="graphe" Type="{KIND}/chartsheet" Target="chartsheets/1.xml"/>'
    )
    parts = {"worksheets/one": of("un", sheet), "two": of("deux", sheet), "chartsheets/1": of("graphe", sheet)}
    book = of_sheet(
        "", workbook=BOOK.format(sheets=listed), **{"_rels/workbook.xml.rels": RELATED.format(related=related)}, **parts
    )
    assert words(book) == "## deux\n\ndeux\n\n## un\n\nun"


def of(name: str, sheet: str) -> str:
    return f"<x:worksheet xmlns:x='x'><x:sheetData>{sheet.format(name)}</x:sheetData></x:worksheet>"


def test_a_sheet_that_breaks_off_is_damaged() -> None:
    for sheet in ("<worksheet><sheetData><row><c><v>1", "<worksheet><sheetData><row><c r='", "<worksheet><sheetData><row>"):
        with pytest.raises(DocumentError, match=r"damaged: xl/worksheets/1\.xml: (unclosed token|no element found): line 1"):
            words(of_sheet("", **{"worksheets/1": sheet}))
