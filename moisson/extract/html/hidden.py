"""What is on a page and no part of its text: controls, notes shown beside their mark as well, the breaks of printed pages."""

import re
from typing import cast

from lxml import etree

from moisson.extract.html.fragment import BLOCKS, HEADINGS, LISTS
from moisson.extract.html.title import spaced

SCRIPTED = etree.XPath("//*[(@onclick or @onmousedown) and not(*)]")
OPENERS = etree.XPath("//a[starts-with(@href, 'javascript:') or @data-toggle='modal' or @data-bs-toggle='modal']")
JUMPS = etree.XPath("//a[starts-with(@href, '#')]")
CALLS = etree.XPath("//a[starts-with(@href, '#') and string-length(@href) > 1 and *]")
NAMED = etree.XPath("//*[@id or @name]")
BREAKS = etree.XPath("//*[contains(concat(' ', @class, ' '), ' pagebreak ') or @role='doc-pagebreak']")
CONTROLS = frozenset(["a", "span", "b", "i", "em", "strong", "div", "p"])
LAST_NUMBER = re.compile(r"\d+(?=\D*$)")
BREAK = 60  # characters of what stands where a printed page ends
LINES = BLOCKS | LISTS | {"a", "br"}
ENDS = re.compile(r"#(?:top|end|bottom|haut|bas|debut|fin|anfang|ende|inicio|inizio)", re.I)  # of a page
FEW = 5  # words of a control
NOTE = 20  # characters from which words beside a note's mark are a note


def take_out_hidden(root: etree._Element, markup: str) -> None:
    """Take out of a page what opens, closes or prints a part of it, and what a mark shows of its note that stands elsewhere."""
    for control in cast("list[etree._Element]", SCRIPTED(root) if "onclick" in markup or "onmousedown" in markup else ()):
        words = control.text or ""
        prints = "print(" in (control.get("onclick") or "")
        if control.tag in CONTROLS and words and (prints or not any(map(str.isalnum, words))):
            _take_out(control)
    for opener in cast("list[etree._Element]", OPENERS(root) if "javascript:" in markup or "toggle=" in markup else ()):
        if _is_control(opener):
            _take_out(opener)
    for cell in _jumps(cast("list[etree._Element]", JUMPS(root) if ENDS.search(markup) else ())):
        _take_out(cell)
    for mark in cast("list[etree._Element]", BREAKS(root) if "pagebreak" in markup else ()):
        if _ends_page(mark):
            _take_out(mark)
    calls = [(call, part) for call in cast("list[etree._Element]", CALLS(root)) for part in call if len(_words(part)) >= NOTE]
    if not calls:
        return
    places = {name: place for place in cast("list[etree._Element]", NAMED(root)) for name in (place.get("id"), place.get("name"))}
    for call, part in calls:
        note = places.get(call.get("href", "#")[1:])
        if note is not None and note is not call and note not in call.iterancestors() and _words(part) in _words(note):
            _take_out(part)


def _is_control(opener: etree._Element) -> bool:
    """Whether a link opens a window or loads another part: a few words on a line of their own, or beside others."""
    box, words, before, after = opener.getparent(), _words(opener), opener.getprevious(), opener.getnext()
    if box is None or box.tag in HEADINGS or len(words.split()) > FEW or any(map(str.isdigit, words)):
        return False
    text = (box.text if before is None else before.tail) or ""
    around = {part.tag for part in (before, after) if part is not None}
    return around <= LINES and not f"{text}{opener.tail or ''}".strip()


def _jumps(links: list[etree._Element]) -> list[etree._Element]:
    """The cells of a table that hold but links, of a table from which one leads to the top or the end of the page."""
    cells: list[etree._Element] = []
    for table in {next(link.iterancestors("table"), None) for link in links if ENDS.fullmatch(link.get("href") or "")}:
        for cell in table.iter("td", "th") if table is not None else ():
            words = "".join(_words(part) for part in cell.iter("a"))
            if words and len(words.split()) <= FEW and cell.find(".//table") is None and words == _words(cell):
                cells.append(cell)
    return cells


def _ends_page(mark: etree._Element) -> bool:
    """Whether it says but which page of the printed edition begins, even within a sentence: `Reports 148 p. 369` at #page369."""
    words, place = _words(mark), mark.getprevious()
    number = LAST_NUMBER.search(words)
    if number is None or len(words) > BREAK:
        return False
    named = "" if place is None or place.tag != "a" else place.get("name") or place.get("id") or ""
    return named.endswith(number[0]) or not any(map(str.isalpha, words))


def _words(element: etree._Element) -> str:
    return spaced("".join(map(str, element.itertext())))


def _take_out(element: etree._Element) -> None:
    """Remove an element, not what follows it."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if before is not None:
        before.tail = (before.tail or "") + (element.tail or "")
    else:
        parent.text = (parent.text or "") + (element.tail or "")
    parent.remove(element)
