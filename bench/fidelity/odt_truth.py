"""What an ODT holds, read from its XML and not by our reader: words, headings, tables, notes, and what furnishes its pages."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import looks
from docx_truth import CALLED, TITLE, Grid, Truth, tokens, unnumbered
from lxml import etree

NAMESPACES = {
    name: f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" for name in ("office", "style", "table", "text", "drawing", "form")
} | {"svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"}
OFFICE, STYLE, TABLE, TEXT, DRAW, FORM, SVG = (
    f"{{{NAMESPACES[name]}}}" for name in ("office", "style", "table", "text", "drawing", "form", "svg")
)
# Neither printed nor of the story: what an author is asked to fill in, what was deleted, what people remarked, notes (told
# apart), and what only describes a picture.
ASIDE = {
    TEXT + "note", TEXT + "tracked-changes", TEXT + "hidden-text", TEXT + "hidden-paragraph", TEXT + "ruby-text",
    TEXT + "placeholder", OFFICE + "annotation", OFFICE + "forms", SVG + "title", SVG + "desc",
}  # fmt: skip
PARAGRAPHS = (TEXT + "p", TEXT + "h")
FURNITURE = [STYLE + kind + which for kind in ("header", "footer") for which in ("", "-left", "-first")]
WIDEST = 1000  # columns: a row may be filled up by a cell that is repeated to the end of the sheet


def truth(path: Path) -> Truth:
    """The words, headings, tables and notes of an ODT."""
    found = Truth()
    with zipfile.ZipFile(path) as archive:
        content = etree.fromstring(archive.read("content.xml"))
        styles = etree.fromstring(archive.read("styles.xml")) if "styles.xml" in archive.namelist() else None
    _fill(content)
    named = _styles(content) | (_styles(styles) if styles is not None else {})
    body = content.find(f"{OFFICE}body/{OFFICE}text")
    if body is None:
        return found
    by_hand = looks.standing_out(looks.of_odt(_paragraphs(body, named), content, styles))
    lines: list[str] = []
    for paragraph in _paragraphs(body, named):
        text = _text(paragraph)
        words = tokens(text)
        found.words += words
        found.code(text)
        in_cell = next(paragraph.iterancestors(TABLE + "table"), None) is not None
        contents = next(paragraph.iterancestors(TEXT + "index-body"), None) is not None
        lines += [""] if in_cell or contents else text.split("\n")
        if words and not in_cell and paragraph.tag == TEXT + "h":
            found.headings.append(unnumbered(tuple(words)))
        elif words and (
            paragraph.tag == TEXT + "h" if in_cell else paragraph in by_hand or CALLED.search(_names(paragraph, named))
        ):
            found.called.add(unnumbered(tuple(words)))
            if not in_cell and TITLE.search(_names(paragraph, named)):
                found.titles.add(unnumbered(tuple(words)))
    found.set_out(lines)
    for table in body.iter(TABLE + "table"):
        if not _aside(table, named):
            _table(table, named, found)
    for note in body.iter(TEXT + "note-body"):
        if words := [word for paragraph in note.iter(*PARAGRAPHS) for word in tokens(_text(paragraph))]:
            found.notes.append(words)
    if styles is not None:
        heads = {tuple(tokens(_text(p))) for head in styles.iter(*FURNITURE) for p in head.iter(*PARAGRAPHS)}
        found.furniture = {head for head in heads if len(head) > 2}
    return found


def _fill(content: etree._Element) -> None:
    """Say of each place of a form's field what it shows there: its value, or the label of the option that is chosen."""
    shown: dict[str, str] = {}
    for field in content.iter(etree.Element):
        if field.tag.startswith(FORM) and (own := field.get(FORM + "id")):
            options = [each for each in field.iterchildren(FORM + "option") if each.get(FORM + "current-selected") == "true"]
            value = field.get(FORM + "current-value", field.get(FORM + "value", ""))
            shown[own] = options[0].get(FORM + "label", "") if options else value
    for place in content.iter(DRAW + "control"):
        place.set("shown", shown.get(place.get(DRAW + "control", ""), ""))


def _styles(part: etree._Element) -> dict[str, etree._Element]:
    """The styles of paragraphs, characters and sections by their names."""
    return {style.get(STYLE + "name", ""): style for style in part.iter(STYLE + "style")}


def _names(paragraph: etree._Element, named: dict[str, etree._Element]) -> str:
    """The names, as shown to authors, of a paragraph's style and of those that it is based on."""
    names: list[str] = []
    name = paragraph.get(TEXT + "style-name")
    while name and len(names) < 20:
        style = named.get(name)
        names.append(style.get(STYLE + "display-name", name) if style is not None else name)
        name = style.get(STYLE + "parent-style-name") if style is not None else None
    return "\n".join(names)


def _hides(element: etree._Element, named: dict[str, etree._Element]) -> bool:
    """Whether it is a section that is not shown, or text whose style hides it."""
    if element.get(TEXT + "display", "true") == "none":
        return True
    style = named.get(element.get(TEXT + "style-name", ""))
    properties = style.find(STYLE + "text-properties") if style is not None else None
    return properties is not None and properties.get(TEXT + "display") == "none"


def _aside(element: etree._Element, named: dict[str, etree._Element]) -> bool:
    return any(above.tag in ASIDE or _hides(above, named) for above in (element, *element.iterancestors()))


def _paragraphs(part: etree._Element, named: dict[str, etree._Element]) -> Iterator[etree._Element]:
    return (paragraph for paragraph in part.iter(*PARAGRAPHS) if not _aside(paragraph, named))


def _text(element: etree._Element) -> str:
    """The words of a paragraph; those of text boxes in it are paragraphs of their own."""
    out = [element.text or ""]
    for child in element.iterchildren(etree.Element):
        if child.tag in (TEXT + "s", TEXT + "tab", TEXT + "line-break"):
            out.append({TEXT + "line-break": "\n", TEXT + "tab": "\t"}.get(child.tag, " "))
        elif child.tag not in ASIDE and child.tag not in PARAGRAPHS and not str(child.tag).startswith(TABLE):
            inner = _text(child)
            out.append(child.get("shown", "") if str(child.tag).startswith(DRAW) else inner)
        out.append(child.tail or "")
    return "".join(out)


def _table(table: etree._Element, named: dict[str, etree._Element], found: Truth) -> None:
    """Add a table's cells by row and column; one that spans several stands in the first."""
    grid: Grid = {}
    alone: set[int] = set()
    rows = [row for row in table.iter(TABLE + "table-row") if next(row.iterancestors(TABLE + "table")) is table]
    for r, row in enumerate(rows):
        column = 0
        if [cell.get(TABLE + "number-columns-repeated", "1") for cell in row.iterchildren(TABLE + "table-cell")] == ["1"]:
            alone.add(r)
        for cell in row.iterchildren(TABLE + "table-cell", TABLE + "covered-table-cell"):
            repeated = min(int(cell.get(TABLE + "number-columns-repeated", "1")), WIDEST)
            if words := tuple(word for paragraph in _paragraphs(cell, named) for word in tokens(_text(paragraph))):
                grid |= {(r, column + k): words for k in range(repeated)}
                if cell.get(TABLE + "number-rows-spanned", "1") != "1":
                    found.tall.add(words)
            column += repeated
    found.add(grid, alone, next(table.iterdescendants(TABLE + "table"), None) is not None)
