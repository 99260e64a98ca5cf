"""How tables are read from PDF by the borders that they have, each table in seven styles of them.

    python bench/fidelity/pdf_tables.py FOLDER                  one line a style: tables of the HTML of ../shared/data, set
                                                                by LibreOffice into FOLDER, and kept there
    --tool pdfplumber           another reader, as in `pdf_pairs.py`
    --half open | sealed        of the HTML files, by the first bit of their SHA-256; open if not told. Each scoring of the sealed
                                half is to be written into `pdf_sealed.md`
    --texts FOLDER              where to write the texts

A table of HTML with its spans becomes one of a DOCX, in rows without white between them, so that nothing but the words and the
borders tells where a cell that wraps ends; two paragraphs of running text stand above it. The PDF has no tags. The truth is read
from the DOCX's XML. The measure is F1 of the relations between neighbouring cells (Göbel and others, ICDAR 2013).
"""

import argparse
import subprocess
import zipfile
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

from docx_truth import truth
from lxml import etree, html
from pdf_pairs import compared, found_in
from pdf_sets import SHARED, sealed
from pdf_tools import TOOLS

ROWS, COLUMNS = range(3, 61), range(2, 10)  # of the tables that are taken
LONGEST, WHOLE = 350, 5_000  # characters of a cell, and of a table, at the most
FILLED = 6  # cells with words, at the least; half of a table's are
NUMBER = 6  # characters; a shorter first cell numbers the second
EACH = 8  # tables of one file, at the most
PROSE = range(150, 600)  # characters of a paragraph that is set above a table
PATIENCE = 500  # seconds for LibreOffice to set all
WIDTH = 9_000  # twentieths of a point: a table's
MARGINS = 3  # characters: the white at a cell's sides
WIDEST = 40  # characters of a cell that count for its column's width
SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
STYLES = {  # the borders that are drawn, and their colour
    "full": (SIDES, "000000"),
    "inner": (SIDES[4:], "808080"),
    "white": (SIDES, "FFFFFF"),  # on shaded ground
    "flat": (("top", "bottom", "insideH"), "000000"),
    "head": (("top", "bottom"), "000000"),  # and one below the first row
    "zebra": ((), ""),  # every other row is shaded
    "none": ((), ""),
}
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
TYPES = f"""<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="{MAIN}"/></Types>"""
RELATIONS = """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r"
Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>
</Relationships>"""
PAGE = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1200" w:right="1400" w:bottom="1200" w:left="1400"/></w:sectPr>'
)


class Cell(NamedTuple):
    """The words of a cell, and how many columns and rows it spans."""

    text: str
    columns: int
    rows: int


Table = list[list[Cell]]


def tables(half: str) -> tuple[list[Table], list[str]]:
    """The tables of a half, each once, and paragraphs of running text."""
    found: dict[str, Table] = {}
    prose: list[str] = []
    for path in sorted(each for suffix in ("html", "htm") for each in SHARED.rglob(f"*.{suffix}")):
        if sealed(path) != (half == "sealed"):
            continue
        try:
            page = html.fromstring(path.read_bytes())
        except (etree.ParserError, ValueError):
            continue  # empty, or XML with a declaration of its own
        prose += [text for p in page.iter("p") if len(text := _words(p)) in PROSE]
        taken = [table for element in page.iter("table") if (table := _table(element))][:EACH]
        found |= {" ".join(cell.text for row in table for cell in row): table for table in taken}
    return list(found.values()), prose


def _words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def _table(element: html.HtmlElement) -> Table | None:
    """A table that is one of data and of usual size."""
    if element.xpath(".//table"):
        return None
    rows = [[_cell(cell) for cell in row.iterchildren("td", "th")] for row in element.iter("tr")]
    rows = [row for row in rows if row]
    texts = [cell.text for row in rows for cell in row]
    if len(rows) not in ROWS or _columns(rows) not in COLUMNS or max(map(len, texts)) > LONGEST or sum(map(len, texts)) > WHOLE:
        return None
    if _columns(rows) == 2 and sum(len(row[0].text) < NUMBER for row in rows) > 0.5 * len(rows):
        return None  # a numbered list in a table's dress
    return rows if sum(map(bool, texts)) >= max(FILLED, 0.5 * len(texts)) else None


def _cell(element: html.HtmlElement) -> Cell:
    spans = (element.get(name) or "1" for name in ("colspan", "rowspan"))
    return Cell(_words(element), *(max(1, int(span)) if span.isdecimal() else 1 for span in spans))


def _columns(rows: Table) -> int:
    return max(sum(cell.columns for cell in row) for row in rows)


def _widths(rows: Table) -> list[int]:
    """The widths of columns, by the words of cells that span none."""
    need = [4.0] * _columns(rows)
    for row in rows:
        column = 0
        for cell in row:
            if cell.columns == 1:
                longest = max(map(len, cell.text.split()), default=0)
                need[column] = max(need[column], min(len(cell.text), WIDEST), 1.2 * longest)
            column += cell.columns
    need = [each + MARGINS for each in need]
    return [int(WIDTH * each / sum(need)) for each in need]


def _paragraph(text: str, size: int = 20, bold: bool = False, after: int = 80) -> str:
    """A paragraph in a size of half points, with white below it of twentieths of a point."""
    look = f'<w:rPr>{"<w:b/>" * bold}<w:sz w:val="{size}"/></w:rPr><w:t xml:space="preserve">{escape(text)}</w:t>'
    return f'<w:p><w:pPr><w:spacing w:after="{after}"/></w:pPr><w:r>{look}</w:r></w:p>'


def _set(rows: Table, style: str) -> str:
    """A table in a style, in the XML of a DOCX."""
    drawn, colour = STYLES[style]
    widths = _widths(rows)
    borders = "".join(_border(side, colour if side in drawn else None) for side in SIDES)
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    out = [f'<w:tbl><w:tblPr><w:tblW w:w="{WIDTH}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders>']
    out.append(f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>')
    covered: dict[int, tuple[int, int]] = {}  # by column: how many further rows a cell covers, and how many columns
    for number, row in enumerate(rows):
        out.append("<w:tr><w:trPr><w:cantSplit/></w:trPr>")
        cells, column = iter(row), 0
        while column < len(widths):
            left, span = covered.get(column, (0, 1))
            if left:
                covered[column] = (left - 1, span)
                look, content = "<w:vMerge/>", "<w:p/>"
            else:
                cell = next(cells, Cell("", 1, 1))
                free = [k for k in range(column, len(widths)) if covered.get(k, (0, 1))[0]]
                span = min(cell.columns, (free[0] if free else len(widths)) - column)
                covered[column] = (min(cell.rows, len(rows) - number) - 1, span)
                look = '<w:vMerge w:val="restart"/>' * (cell.rows > 1) + _look(style, number)
                content = _paragraph(cell.text, 18, not number, 0)
            width = f'<w:tcW w:w="{sum(widths[column : column + span])}" w:type="dxa"/><w:gridSpan w:val="{span}"/>'
            out.append(f"<w:tc><w:tcPr>{width}{look}</w:tcPr>{content}</w:tc>")
            column += span
        out.append("</w:tr>")
    return "".join([*out, "</w:tbl>"])


def _border(side: str, colour: str | None) -> str:
    return f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{colour}"/>' if colour else f'<w:{side} w:val="nil"/>'


def _look(style: str, row: int) -> str:
    """The border and the ground of a cell that are not its table's."""
    below = f"<w:tcBorders>{_border('bottom', '000000')}</w:tcBorders>" if style == "head" and not row else ""
    shaded = style == "white" or (style == "zebra" and row % 2 == 0)
    return below + f'<w:shd w:val="clear" w:color="auto" w:fill="{"E8ECF2" if row else "C0C8D8"}"/>' * shaded


def made(folder: Path, half: str) -> Iterator[tuple[str, Path, Path]]:
    """Each style with its DOCX and its PDF."""
    paths = {style: folder / f"{half}-{style}.docx" for style in STYLES}
    if not all(path.with_suffix(".pdf").exists() for path in paths.values()):
        folder.mkdir(parents=True, exist_ok=True)
        found, prose = tables(half)
        for style, path in paths.items():
            text = cycle(prose)
            body = "".join(_paragraph(next(text)) + _paragraph(next(text)) + _set(rows, style) + "<w:p/>" for rows in found)
            with zipfile.ZipFile(path, "w") as file:
                file.writestr("[Content_Types].xml", TYPES)
                file.writestr("_rels/.rels", RELATIONS)
                file.writestr("word/document.xml", f"<w:document {W}><w:body>{body}{PAGE}</w:body></w:document>")
        home = f"-env:UserInstallation=file://{folder.absolute()}/home"
        how = 'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"false"}}'
        command = ["soffice", home, "--headless", "--convert-to", how, "--outdir", str(folder), *map(str, paths.values())]
        subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)
    yield from ((style, path, path.with_suffix(".pdf")) for style, path in paths.items())


def main() -> None:
    """Print a line for each style."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--tool", choices=TOOLS, default="moisson")
    parser.add_argument("--half", choices=("open", "sealed"), default="open")
    parser.add_argument("--texts", type=Path)
    options = parser.parse_args()
    for style, source, path in made(options.folder, options.half):
        text = TOOLS[options.tool](path)
        due = truth(source)
        expected, given = compared(due, found_in(text, due))
        right, found = (expected & given).total(), given.total()
        f1 = 2 * right / (found + expected.total())
        share = f"precise {right / found if found else 0:.3f} complete {right / expected.total():.3f}"
        print(f"{style:6} {len(due.tables)} tables, {expected.total()} relations: F1 {f1:.3f} {share}", flush=True)
        if options.texts:
            options.texts.mkdir(parents=True, exist_ok=True)
            (options.texts / f"{path.stem}.md").write_text(text)


if __name__ == "__main__":
    main()
