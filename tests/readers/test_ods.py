"""OpenDocument spreadsheets: what stands in cells, what is left out."""

import io
import zipfile

import pytest
from test_spreadsheet import open_document, string_cells, words

from moisson.contracts.errors import DocumentError
from moisson.readers.sniff import sniff

SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text", "style")
)


def flat(body: str, styles: str = "") -> bytes:
    """A flat file."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document {SPACES} office:mimetype='
        f'"application/vnd.oasis.opendocument.spreadsheet"><office:automatic-styles>{styles}</office:automatic-styles>'
        f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document>"
    ).encode()


def cell(attributes: str, inside: str = "<text:p>vu</text:p>") -> str:
    """The words of a cell."""
    row = f"<table:table-row><table:table-cell {attributes}>{inside}</table:table-cell></table:table-row>"
    return words(open_document(row)).removeprefix("## Avis").strip()


@pytest.mark.parametrize(
    ("attributes", "seen"),
    [
        ('office:value-type="float" office:value="1204"', "1204"),
        ('office:value-type="currency" office:currency="EUR" office:value="12.50"', "12.5"),
        ('office:value-type="date" office:date-value="2020-01-02"', "2020-01-02"),
        ('office:value-type="date" office:date-value="2020-01-02T00:00:00"', "2020-01-02"),
        ('office:value-type="date" office:date-value="2020-01-02T03:04:05.600000000"', "2020-01-02 03:04:05"),
        ('office:value-type="time" office:time-value="PT08H30M00S"', "08:30"),
        ('office:value-type="time" office:time-value="PT27H17M54S"', "PT27H17M54S"),
        ('office:value-type="boolean" office:boolean-value="true"', "true"),
        ('office:value-type="string" office:string-value="dit"', "dit"),
        ('office:value-type="string"', "vu"),
        ("", "vu"),
    ],
)
def test_a_cell_is_its_value_or_else_its_words(attributes: str, seen: str) -> None:
    assert cell(attributes) == seen


@pytest.mark.parametrize(
    ("inside", "seen"),
    [
        ("<text:p>un</text:p><text:p/><text:p>trois</text:p>", "un\n\ntrois"),
        ('<text:p>a<text:s text:c="2"/>b<text:tab/>c<text:line-break/>d</text:p>', "a  b c\nd"),
        ("<text:p>un\n<text:span>deux</text:span>\t<text:a>trois</text:a></text:p>", "un deux trois"),
        ("<office:annotation><text:p>note</text:p></office:annotation><text:p>mot</text:p>", "mot"),
        (
            "<text:p><text:ruby><text:ruby-base>東京</text:ruby-base><text:ruby-text>とうきょう</text:ruby-text></text:ruby></text:p>",
            "東京",
        ),
        ("<draw:frame><draw:text-box><text:p>encadré</text:p></draw:text-box></draw:frame><text:p>mot</text:p>", "encadré\nmot"),
        ("<draw:object><table:table><text:p>graphe</text:p></table:table></draw:object><text:p>mot</text:p>", "mot"),
        ("<text:p>L&apos;&#233;t&#xe9; &lt;1&gt; &inconnu; A&B</text:p>", "L'été <1> &inconnu; A&B"),
    ],
)
def test_paragraphs_of_a_cell_are_its_lines(inside: str, seen: str) -> None:
    assert cell('office:value-type="string"', inside) == seen


def test_rows_and_columns_may_be_repeated_covered_and_grouped() -> None:
    repeated = (
        '<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="2"'
        ' office:value-type="string"><text:p>deux</text:p></table:table-cell>'
        '<table:covered-table-cell table:number-columns-repeated="3"/>'
        '<table:table-cell office:value-type="string"><text:p>six</text:p></table:table-cell></table:table-row>'
    )
    group = f"<table:table-row-group>{string_cells('<text:p>un</text:p>')}</table:table-row-group>"
    rows = f"<table:table-header-rows>{repeated}</table:table-header-rows>{group}"
    assert words(flat(f'<table:table table:name="Feuille1">{rows}</table:table>')) == (
        "| deux | deux | six |\n| --- | --- | --- |\n| deux | deux | six |\n| un |  |  |"
    )


def test_a_flat_file_is_read_and_its_hidden_sheets_changes_and_charts_are_left_out() -> None:
    style = '<style:style style:name="{}" style:family="table"><style:table-properties table:display="{}"/></style:style>'
    table = f'<table:table table:name="{{0}}" table:style-name="{{1}}"><table:shapes>{string_cells("<text:p>forme</text:p>")}'
    table = f"{table}</table:shapes>{string_cells('<text:p>{0}</text:p>')}</table:table>"
    gone = f'<table:table table:name="x">{string_cells("<text:p>ôté</text:p>")}</table:table>'
    changes = f"<table:tracked-changes>{gone}</table:tracked-changes>"
    file = flat(
        changes + table.format("vue", "a") + table.format("tue", "b"), style.format("a", "true") + style.format("b", "false")
    )
    assert sniff(file).name == "fods"
    assert words(file) == "## vue\n\nvue"


def test_a_file_under_a_password_is_refused() -> None:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest:manifest><manifest:encryption-data/></manifest:manifest>")
        archive.writestr("content.xml", b"\x9c\x00")
    with pytest.raises(DocumentError) as refused:
        words(sink.getvalue())
    assert refused.value.reason == "office-encrypted"


def test_a_flat_file_that_breaks_off_is_damaged() -> None:
    whole = flat(f'<table:table table:name="a">{string_cells("<text:p>un</text:p>")}</table:table>')
    for left in range(len(whole) // 3, len(whole) - 1, 7):
        with pytest.raises(DocumentError, match="spreadsheet-damaged"):
            words(whole[:left])
