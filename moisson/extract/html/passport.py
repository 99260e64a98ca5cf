"""Labels and values on a page: in lists of terms, in rows of two cells, and where a label stands before its value in a line.

What stands in a form is a search, not a fact. A page that gives a label several times with different values lists other acts, and
says nothing of its own.
"""

from collections.abc import Iterator

from lxml import etree

from moisson.extract.facts.passport import KEYS, Passport, label_of, labelled
from moisson.extract.html.fragment import HEADINGS, names

TERMS = names("dt th td")
HOLDERS = names("dt th td div span p li strong b")
FONTS = names("font span b strong i em u")
NOWHERE = names("form script style head nav select option button template")
VALUE = 600  # characters
HIGH = 60  # ancestors
BESIDE = 4  # elements after a label in its line


def read_passport(root: etree._Element) -> Passport:
    """The dates, the state and the number that a page gives under labels."""
    found = Passport()
    for element in root.iter(etree.Element):
        if element.text and not element.text.isspace():
            _lines(found, element, element.text, None)
        if element.tail and ":" in element.tail and (parent := element.getparent()) is not None:
            _lines(found, parent, element.tail, element)
    return found


def _lines(found: Passport, holder: etree._Element, words: str, before: etree._Element | None) -> None:
    """Take in the labels of a stretch of text in `holder`, which begins the holder or follows the element `before`."""
    lines = words.split("\n") if "\n" in words and (holder.tag == "pre" or ":" in words) else [words]
    last = next((i for i in range(len(lines) - 1, -1, -1) if not lines[i].isspace() and lines[i]), -1)
    for i, line in enumerate(lines):
        parted = labelled(line)
        if parted is None or _is_apart(holder):
            continue
        label, rest, colon = parted
        if rest.strip():
            found.take(label, rest[:VALUE])
        elif i == last:
            for value in _values(holder, before, colon):
                if found.take(label, value):
                    break


def _values(holder: etree._Element, before: etree._Element | None, colon: bool) -> Iterator[str]:
    """What may be the value of a label that ends a stretch of text: what follows in its line, else the element beside it."""
    inside = next(iter(holder), None) if before is None else before.getnext()
    if inside is not None:
        if inside.tag != "br" and (colon or holder.tag not in TERMS):
            yield _text(inside)
            yield f"{_text(inside)} {inside.tail or ''}"
        return
    tail = holder.tail or ""
    beside = [*_following(holder)]
    if holder.tag not in TERMS and (tail.strip() or (colon and beside)):
        yield " ".join([tail, *(f"{_text(other)} {other.tail or ''}" for other in beside)])[:VALUE].lstrip(" :\xa0\n")
    parent = holder.getparent()
    if beside:
        if holder.tag in HEADINGS:
            yield _first_words(beside[0])
        elif holder.tag != "th" or beside[0].tag != "th":  # else a row of headings
            yield _text(beside[0])
    elif (
        parent is not None
        and not tail.strip()
        and parent.tag in HOLDERS
        and len(_text(parent)) <= KEYS + 2
        and (after := parent.getnext()) is not None
    ):
        yield _text(after)  # `<td><b>Adopted</b></td><td>3 May 2012</td>`
    elif parent is not None and parent.tag in FONTS and holder.getprevious() is None and not tail.strip():
        yield (parent.tail or "")[:VALUE]  # `<font><b>Adopted:</b></font> 3 May 2012`


def _following(element: etree._Element) -> Iterator[etree._Element]:
    """The elements after a label, up to the next one or the end of the line."""
    beside = element.getnext()
    for _ in range(BESIDE):
        if beside is None or beside.tag in ("dt", "br", "hr") or _is_label(_text(beside)):
            return
        yield beside
        beside = beside.getnext()


def _first_words(element: etree._Element) -> str:
    """What a heading is about: of a box with several paragraphs, the first that has more than one word."""
    paragraphs = map(_text, element.iterdescendants("p", "li", "dd"))
    return next((words for words in paragraphs if " " in words), "") or _text(element)


def _text(element: etree._Element) -> str:
    """The words of an element; of a long one, the first."""
    words, length = [], 0
    for piece in element.itertext():
        words.append(str(piece))
        length += len(words[-1])
        if length > VALUE:
            break
    return " ".join("".join(words).split())


def _is_apart(element: etree._Element) -> bool:
    """Whether an element is a control, or stands in a form or in the site's navigation."""
    return any(
        (above.tag in NOWHERE and not _is_frame(above)) or depth > HIGH
        for depth, above in enumerate((element, *element.iterancestors()))
    )


def _is_frame(element: etree._Element) -> bool:
    """Whether it is the form that Microsoft's Web Forms put around a whole page."""
    return element.tag == "form" and any(field.get("name") == "__VIEWSTATE" for field in element.iter("input"))


def _is_label(words: str) -> bool:
    return words.endswith(":") and bool(label_of(words))
