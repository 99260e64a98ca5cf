"""What is on a page and no part of its text: controls, notes shown beside their mark as well, the breaks of printed pages."""

import re
from typing import cast

from lxml import etree

from moisson.extract.html.title import spaced

SCRIPTED = etree.XPath("//*[(@onclick or @onmousedown) and not(*)]")
CALLS = etree.XPath("//a[starts-with(@href, '#') and string-length(@href) > 1 and *]")
NAMED = etree.XPath("//*[@id or @name]")
BREAKS = etree.XPath("//*[contains(concat(' ', @class, ' '), ' pagebreak ') or @role='doc-pagebreak']")
CONTROLS = frozenset(["a", "span", "b", "i", "em", "strong", "div", "p"])
LAST_NUMBER = re.compile(r"\d+(?=\D*$)")
BREAK = 60  # characters of what stands where a printed page ends
NOTE = 20  # characters from which words beside a note's mark are a note


def take_out_hidden(root: etree._Element) -> None:
    """Take out of a page what opens, closes or prints a part of it, and what a mark shows of its note that stands elsewhere."""
    for control in cast("list[etree._Element]", SCRIPTED(root)):
        words = control.text or ""
        prints = "print(" in (control.get("onclick") or "")
        if control.tag in CONTROLS and words and (prints or not any(map(str.isalnum, words))):
            _take_out(control)
    for mark in cast("list[etree._Element]", BREAKS(root)):
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
