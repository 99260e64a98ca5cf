"""EUR-Lex's pages, which the Publications Office writes from Formex: the act, without what Formex has in its metadata.

That is the running head of the Official Journal and its imprint, and in consolidated texts the marks of what changed an act.
`►B` is the basic act, `M1` the first that modifies it, `C1` a corrigendum, `A1` an accession. `▼M1` stands alone before what it
is about, `►M1 … ◄` around it in a line. Before the first `▼` come the act's number, a disclaimer, and the list of the acts.
"""

import re
from collections.abc import Iterator

from lxml import etree

SIGNS = ("►", "▼", "hd-")  # one of these stands in each such page or its words
MARK = re.compile(r"\s*[►▼]\s?[ABCMR]\d{0,3}\s*")
BEGINS = re.compile(r"[►▼]\s?[ABCMR]\d{0,3}\s?")
ENDS = re.compile(r"\s?◄")
RUNNING = re.compile(r"(?:oj-)?hd-(?:date|lg|ti|oj|coll|uniq)")
IMPRINT = re.compile(r"\s*(?:ELI:\s*http\S+|ISSN \d{4}-\d{3}[\dX] \([^()]{1,60}\))\s*")
BASIC = re.compile(r"\s*[►▼]\s?B\s*")  # what every such text has
STARTS = re.compile(r"\s*▼\s?[ABCMR]\d{0,3}\s*")


def keep_act(root: etree._Element) -> bool:
    """Take out of a page what is not the act; says whether there was anything."""
    headed = _take_out_running_head(root)
    marks = [element for element in root.iter(etree.Element) if not len(element) and MARK.fullmatch(element.text or "")]
    if not any(BASIC.fullmatch(mark.text or "") for mark in marks):
        return headed
    start = next((mark for mark in marks if STARTS.fullmatch(mark.text or "")), None)
    if start is not None and start is not marks[0]:  # the acts are listed before it
        _take_out_before(start)
    for mark in marks:
        _take_out(mark)
    for element in root.iter(etree.Element):
        element.text, element.tail = _without_marks(element.text), _without_marks(element.tail)
    return True


def _take_out_running_head(root: etree._Element) -> bool:
    """The lines at the top of the journal's page, and those of its imprint at the end."""
    head = [line for line in root.iter("p") if RUNNING.fullmatch(line.get("class") or "")]
    imprint = [line for line in root.iter("p") if IMPRINT.fullmatch(line.text or "")] if head else []
    for line in (*head, *imprint):
        line.text = None
        for child in list(line):
            line.remove(child)
    return bool(head)


def _take_out_before(start: etree._Element) -> None:
    """Everything before an element, up to the page's body."""
    for place in (start, *_within_body(start)):
        for before in list(place.itersiblings(preceding=True)):
            parent = before.getparent()
            if parent is not None:
                parent.remove(before)
        if (parent := place.getparent()) is not None:
            parent.text = None


def _within_body(element: etree._Element) -> Iterator[etree._Element]:
    for above in element.iterancestors():
        if above.tag in ("body", "html"):
            return
        yield above


def _take_out(mark: etree._Element) -> None:
    """A mark, and what holds nothing else, such as the paragraph in which it stands alone."""
    while (parent := mark.getparent()) is not None and parent.tag in ("a", "p", "span") and _is_alone(mark, parent):
        mark = parent
    if parent is None:
        return
    before, rest = mark.getprevious(), (mark.tail or "")
    if before is not None:
        before.tail = (before.tail or "") + rest
    else:
        parent.text = (parent.text or "") + rest
    parent.remove(mark)


def _is_alone(mark: etree._Element, parent: etree._Element) -> bool:
    return len(parent) == 1 and not (parent.text or "").strip() and not (mark.tail or "").strip()


def _without_marks(words: str | None) -> str | None:
    if not words or ("►" not in words and "▼" not in words and "◄" not in words):
        return words
    return ENDS.sub("", BEGINS.sub("", words))
