"""What a page of HTML holds, read from its tree and not by our reader: the words that a browser prints, headings, tables."""

import re
from pathlib import Path

from docx_truth import CALLED, Grid, Truth, tokens, unnumbered
from lxml import etree, html

# What is not drawn, or not without files that are not here: a copy of the page is printed that lacks them.
ABSENT = {
    "script", "link", "base", "img", "picture", "svg", "object", "embed", "iframe", "video", "audio", "canvas", "noscript",
    "template", "input", "select", "textarea", "button",
}  # fmt: skip
BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "legend", "li",
    "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
HIDDEN = re.compile(r"display\s*:\s*none", re.I)
HIDES = re.compile(r"([^{}]*)\{[^{}]*display\s*:\s*none[^{}]*\}", re.I)  # a rule of a style sheet
SIMPLE = re.compile(r"\s*(?:\w+)?([.#])((?:[\w-]|\\.)+)\s*")  # a selector of one class or one id, `.print\:hidden`
MARK = re.compile(r"\W*(?:\w{1,4}\W*)?")  # of an item of a list that is set as a table: `(a)`, `–`, `3.`


def printable(data: bytes) -> bytes:
    """A page as a browser can print it alone: without scripts, pictures, forms and what its own styles hide."""
    try:
        encoding: str | None = "utf-8" if data.decode() else None
    except UnicodeDecodeError:
        encoding = None  # as it says itself
    root = html.document_fromstring(data, parser=html.HTMLParser(encoding=encoding))
    etree.strip_tags(root, etree.Comment, etree.ProcessingInstruction)
    hidden = _hidden(root)
    for element in [each for each in root.iterdescendants() if each.tag in ABSENT or _unseen(each, hidden)]:
        if isinstance(element, html.HtmlElement):
            element.drop_tree()
    return b"\xef\xbb\xbf" + etree.tostring(root, encoding="utf-8", method="html", doctype="<!DOCTYPE html>")


def _hidden(root: html.HtmlElement) -> set[tuple[str, str]]:
    """The classes and ids that the page's own style sheets hide, as `.` or `#` and the name."""
    rules = [rule for style in root.iter("style") for rule in HIDES.findall(style.text or "")]
    found = [SIMPLE.fullmatch(selector) for rule in rules for selector in rule.split(",")]
    return {(match[1], match[2].replace("\\", "")) for match in found if match}


def _unseen(element: etree._Element, hidden: set[tuple[str, str]]) -> bool:
    """Whether a browser draws nothing of an element, or it sends the browser elsewhere."""
    names = {("#", element.get("id", "")), *((".", name) for name in element.get("class", "").split())}
    above = element.getparent()
    folded = above is not None and above.tag == "details" and "open" not in above.attrib and element.tag != "summary"
    sent = element.tag == "meta" and "http-equiv" in element.attrib
    return folded or sent or "hidden" in element.attrib or bool(names & hidden or HIDDEN.search(element.get("style", "")))


def truth(path: Path) -> Truth:
    """The words, headings and tables of a page that `printable` gave, and the heads that Chromium prints."""
    found = Truth()
    root = html.document_fromstring(path.read_bytes(), parser=html.HTMLParser(encoding="utf-8"))
    body = root.find("body")
    if body is None:
        return found
    found.words = tokens(text := _text(body))
    found.hashed = {unnumbered(tuple(tokens(line))) for line in text.splitlines() if re.match(r"\s*#+ ", line)}
    found.partial = root.get("class") == "manual"
    for heading in body.iter(*HEADINGS):
        if (words := tuple(tokens(_text(heading)))) and next(heading.iterancestors("td", "th"), None) is not None:
            found.called.add(unnumbered(words))  # in a cell it is neither due nor wrong, as in DOCX and ODT
        elif words:
            found.headings.append(unnumbered(words))
    for block in body.iter("p", "div", "td", "th", "li", "dt", "caption", "legend", "summary"):
        if (words := tuple(tokens(_text(block)))) and (not found.headings or _stands_out(block)):
            found.called.add(unnumbered(words))  # a page without h1 to h6 says nothing of its headings
    for table in body.iter("table"):
        _table(table, found)
    heads = tuple(tokens(root.findtext("head/title") or "")), tuple(tokens(path.absolute().as_uri()))
    found.furniture = {line for line in heads if len(line) > 2}
    return found


def _text(element: html.HtmlElement) -> str:
    """The words of an element; a block parts them from those beside it."""
    out: list[str] = []
    for event, each in etree.iterwalk(element, events=("start", "end")):
        if each.tag in BLOCKS:
            out.append("\n")
        if event == "start" and each.tag != "style":
            out.append(each.text or "")
        elif event == "end" and each is not element:
            out.append(each.tail or "")
    return "".join(out).replace("\xad", "")


def _stands_out(block: html.HtmlElement) -> bool:
    """Whether a block's class calls it a heading, or all of it is bold."""
    if CALLED.search(block.get("class", "")):
        return True
    bold = sum(len(_text(each).split()) for each in block.iter("b", "strong"))
    return 0 < len(_text(block).split()) <= bold


def _table(table: html.HtmlElement, found: Truth) -> None:
    """Add a table's cells by row and column, one that spans several in the first; a list may be set as a table, too."""
    rows = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
    sets_out = table.get("role") in ("presentation", "none") or next(table.iterdescendants("table"), None) is not None
    grid: Grid = {}
    alone: set[int] = set()
    taken: set[tuple[int, int]] = set()
    marks = True
    for r, row in enumerate(rows):
        column = 0
        cells = list(row.iterchildren("td", "th"))
        if len(cells) == 1 and (r, 0) not in taken:
            alone.add(r)
        for cell in cells:
            while (r, column) in taken:
                column += 1
            text = _text(cell)
            down, across = _span(cell, "rowspan"), _span(cell, "colspan")
            taken |= {(r + y, column + x) for y in range(down) for x in range(across)}
            if words := tuple(tokens(text)):
                grid[r, column] = words
                if down > 1:
                    found.tall.add(words)
            marks = marks and (column > 0 or MARK.fullmatch(text.strip()) is not None)
            column += across
    found.add(grid, alone, sets_out or (marks and len({column for _, column in grid}) == 2))


def _span(cell: html.HtmlElement, name: str) -> int:
    said = cell.get(name, "1").strip()
    return min(int(said), 100) or 1 if said.isdigit() else 1
