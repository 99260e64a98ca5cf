"""What a DOCX holds, read from its XML and not by our reader: words, headings, tables, notes, and what furnishes its pages."""

import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import looks
import pdf_pages
from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NUMBER = re.compile(r"(?:\d+|[ivxlc]+|[a-z])", re.I)
# In a style's name, Word's own (English in every file) or its author's: a heading or a title, of whatever level.
CALLED = re.compile(r"heading|title|titre|titel|t[ií]tol|t[ií]tulo|titolo|überschrift", re.I)
TITLE = re.compile(r"(?<!toc )(?<!sub)(?:title|titre|titel\b|t[ií]tulo|t[ií]tol|titolo)", re.I)  # in the name of a title's style
HIDDEN = {W + "del", W + "moveFrom", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
SIGNS = {W + "tab": "\t", W + "br": "\n", W + "noBreakHyphen": "-"}

Grid = dict[tuple[int, int], tuple[str, ...]]


def tokens(text: str) -> list[str]:
    """Words, in small letters, for a style may set them in capitals; soft hyphens and marks of raised signs part none."""
    return pdf_pages.tokens(unicodedata.normalize("NFKC", text.replace("\xad", "").replace("^", "")).casefold())


@dataclass(slots=True)
class Truth:
    """What a document holds."""

    words: list[str] = field(default_factory=list)  # of its story, without notes
    headings: list[tuple[str, ...]] = field(default_factory=list)
    called: set[tuple[str, ...]] = field(
        default_factory=set
    )  # headings by a style's name, by hand or in a cell: neither due nor wrong
    titles: set[tuple[str, ...]] = field(default_factory=set)  # of these, such as the name of their style calls titles
    hashed: set[tuple[str, ...]] = field(default_factory=set)  # lines of code that begin as a heading in Markdown does
    tables: list[Grid] = field(default_factory=list)
    loose: list[Grid] = field(default_factory=list)  # tables that only set text out, or with their titles: neither due nor wrong
    tall: set[tuple[str, ...]] = field(default_factory=set)  # cells that span rows: a text may say them in each
    notes: list[list[str]] = field(default_factory=list)
    furniture: set[tuple[str, ...]] = field(default_factory=set)
    partial: bool = False  # the file has words of its own: a page of titles, contents, indexes

    def code(self, text: str) -> None:
        """Note the lines of a paragraph from one on that begins as a heading in Markdown does."""
        if found := re.search(r"^\s*#", text, re.M):
            self.hashed |= {unnumbered(tuple(tokens(line))) for line in text[found.start() :].splitlines()}

    def set_out(self, lines: Iterable[str]) -> None:
        """What tabs or blanks set in columns, in lines that follow each other: the eye may see a table, the file has none."""
        grid: Grid = {}
        for row, line in enumerate([*lines, ""]):
            cells = [tuple(tokens(cell)) for cell in re.split(r"\t+| {2,}", line)]
            if len(cells) > 1:
                grid |= {(row, column): words for column, words in enumerate(cells) if words}
            elif grid:
                self.loose.append(grid)
                grid = {}

    def add(self, grid: Grid, alone: set[int], sets_out: bool) -> None:
        """A table: with one row or column, or others in it, it sets text out; rows of one cell above or below it are titles."""
        rows = sorted({row for row, _ in grid} - alone)
        body = {at: words for at, words in grid.items() if rows and rows[0] <= at[0] <= rows[-1]}
        if sets_out or len(rows) < 2 or len({column for _, column in body}) < 2:
            body = {}
        self.tables += [body] if body else []
        self.loose += [grid] if body != grid else []


def truth(path: Path) -> Truth:
    """The words, headings, tables and notes of a DOCX."""
    found = Truth()
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        parts = {
            name: etree.fromstring(archive.read(name)) for name in names if name.startswith("word/") and name.endswith(".xml")
        }
    levels, called = (_levels(styles), _names(styles)) if (styles := parts.get("word/styles.xml")) is not None else (set(), {})
    body = parts["word/document.xml"]
    by_hand = looks.standing_out(looks.of_docx(_paragraphs(body), parts))
    lines: list[str] = []
    for paragraph in _paragraphs(body):
        text = _text(paragraph)
        words = tokens(text)
        found.words += words
        found.code(text)
        in_cell = next(paragraph.iterancestors(W + "tbl"), None) is not None
        contents = called.get(_style(paragraph), "").startswith("toc ")
        lines += [""] if in_cell or contents else text.split("\n")
        if words and not in_cell and _is_heading(paragraph, levels):
            found.headings.append(unnumbered(tuple(words)))
        elif words and (_is_heading(paragraph, levels) if in_cell else paragraph in by_hand or _called(paragraph, called)):
            found.called.add(unnumbered(tuple(words)))
            if not in_cell and TITLE.search(called.get(_style(paragraph), "")):
                found.titles.add(unnumbered(tuple(words)))
    found.set_out(lines)
    for table in body.iter(W + "tbl"):
        if not _hidden(table):
            _table(table, found)
    for name, part in parts.items():
        if name in ("word/footnotes.xml", "word/endnotes.xml"):
            found.notes += [words for note in part if (words := tokens(" ".join(map(_text, _paragraphs(note)))))]
        if re.match(r"word/(?:header|footer)\d*\.xml", name):
            heads = {tuple(tokens(_text(p))) for p in _paragraphs(part)}
            found.furniture |= {head for head in heads if len(head) > 2}
    return found


def _called(paragraph: etree._Element, names: dict[str, str]) -> bool:
    """Whether the name of a paragraph's style says that it is a heading."""
    return CALLED.search(names.get(_style(paragraph), "")) is not None


def _levels(styles: etree._Element) -> set[str]:
    """The ids of the styles that give an outline's level, by themselves or by those that they are based on."""
    named = {style.get(W + "styleId", ""): style for style in styles.iter(W + "style")}
    found = set()
    for name in named:
        base: str | None = name
        for _ in range(20):
            style = named.get(base or "")
            if style is None:
                break
            level = style.find(f"{W}pPr/{W}outlineLvl")
            if level is not None:
                if int(level.get(W + "val", "9")) < 9:
                    found.add(name)
                break
            base = based.get(W + "val") if (based := style.find(W + "basedOn")) is not None else None
    return found


def _is_heading(paragraph: etree._Element, levels: set[str]) -> bool:
    own = paragraph.find(f"{W}pPr/{W}outlineLvl")
    if own is not None:
        return int(own.get(W + "val", "9")) < 9
    return _style(paragraph) in levels


def _style(paragraph: etree._Element) -> str:
    """The id of a paragraph's style; empty where it has none of its own."""
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    return style.get(W + "val", "") if style is not None else ""


def _names(styles: etree._Element) -> dict[str, str]:
    """The name of each style by its id."""
    named = ((style.get(W + "styleId", ""), style.find(W + "name")) for style in styles.iter(W + "style"))
    return {key: name.get(W + "val", "") for key, name in named if name is not None}


def _hidden(element: etree._Element) -> bool:
    return any(above.tag in HIDDEN for above in element.iterancestors())


def _paragraphs(part: etree._Element) -> Iterator[etree._Element]:
    return (p for p in part.iter(W + "p") if not _hidden(p))


def _text(paragraph: etree._Element) -> str:
    """The words of a paragraph that are shown; those of text boxes in it are paragraphs of their own."""
    out: list[str] = []
    for element in paragraph.iter(W + "t", *SIGNS):
        if next(element.iterancestors(W + "p")) is not paragraph or _hidden(element):
            continue
        run = next(element.iterancestors(W + "r"), None)
        if run is not None and run.find(f"{W}rPr/{W}vanish") is not None:
            continue
        out.append((element.text or "") if element.tag == W + "t" else SIGNS[element.tag])
    return "".join(out)


def _table(table: etree._Element, found: Truth) -> None:
    """Add a table's cells by row and column; one that spans several stands in the first."""
    grid: Grid = {}
    alone: set[int] = set()
    above: dict[int, tuple[str, ...]] = {}  # words by column, of the cell that goes on in the next row
    for r, row in enumerate(table.findall(W + "tr")):
        column = 0
        before = row.find(f"{W}trPr/{W}gridBefore")
        column += int(before.get(W + "val", "0")) if before is not None else 0
        cells = [
            tc
            for cell in row.iterchildren(W + "tc", W + "sdt")
            for tc in ([cell] if cell.tag == W + "tc" else cell.iter(W + "tc"))
        ]
        if len(cells) == 1:
            alone.add(r)
        for each in cells:
            merged, span = each.find(f"{W}tcPr/{W}vMerge"), each.find(f"{W}tcPr/{W}gridSpan")
            words = tuple(word for p in _paragraphs(each) for word in tokens(_text(p)))
            if merged is None or merged.get(W + "val") == "restart":
                above[column] = words
                if words:
                    grid[r, column] = words
            elif column in above:
                found.tall.add(above[column])
            column += int(span.get(W + "val", "1")) if span is not None else 1
    found.add(grid, alone, next(table.iterdescendants(W + "tbl"), None) is not None)


def unnumbered(words: tuple[str, ...]) -> tuple[str, ...]:
    while len(words) > 1 and NUMBER.fullmatch(words[0]):
        words = words[1:]
    return words
