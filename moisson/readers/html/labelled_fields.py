"""Labelled values on a page: in definition lists, in rows of two cells, and in lines where a label stands before its value.

What stands in a form is a search, not a fact. A page that gives a label several times with different values lists other acts, and
says nothing of its own.
"""

from collections.abc import Iterator

from moisson.readers.facts.labelled_fields import KEYS, LabelledFields, label_of, labelled
from moisson.readers.html.tags import HEADINGS, names
from moisson.readers.html.tree import Page

TERMS = names("dt th td")
HOLDERS = names("dt th td div span p li strong b")
FONTS = names("font span b strong i em u")
NOWHERE = names("form script style head nav select option button template")
VALUE = 600  # characters
HIGH = 60  # ancestors
BESIDE = 4  # elements after a label in its line


def read_labelled_fields(page: Page) -> LabelledFields:
    """The dates, the legal state and the numbers that a page gives under labels."""
    found = LabelledFields()
    tags, texts, tails = page.tags, page.texts, page.tails
    for i in range(len(tags)):
        if (text := texts[i]) and tags[i] not in NOWHERE and not text.isspace():
            _lines(found, page, i, text, 0)
        if (tail := tails[i]) and ":" in tail:
            _lines(found, page, page.parents[i], tail, i)
    return found


def _lines(found: LabelledFields, page: Page, holder: int, words: str, before: int) -> None:
    """Take the labels from a stretch of text that begins `holder` or follows the element `before` in it."""
    lines = words.split("\n") if "\n" in words and (page.tags[holder] == "pre" or ":" in words) else [words]
    for i, line in enumerate(lines):
        parted = labelled(line)
        if parted is None or _is_apart(page, holder):
            continue
        label, rest, colon = parted
        if rest.strip():
            found.take(label, rest[:VALUE])
        elif not "".join(lines[i + 1 :]).strip():
            for value in _values(page, holder, before, colon):
                if found.take(label, value):
                    break


def _values(page: Page, holder: int, before: int, colon: bool) -> Iterator[str]:
    """Candidates for the value of a label: what follows in its line, else the element beside it."""
    tag = page.tags[holder]
    inside = page.after(before) if before else (holder + 1 if holder + 1 < page.ends[holder] else 0)
    if inside:
        if page.tags[inside] != "br" and (colon or tag not in TERMS):
            yield _text(page, inside)
            yield f"{_text(page, inside)} {page.tails[inside] or ''}"
        return
    tail = page.tails[holder] or ""
    beside = _following(page, holder)
    if tag not in TERMS and (tail.strip() or (colon and beside)):
        words = [tail, *(f"{_text(page, other)} {page.tails[other] or ''}" for other in beside)]
        yield " ".join(words)[:VALUE].lstrip(" :\xa0\n")
    up = page.parents[holder]
    if beside:
        if tag in HEADINGS:
            yield _first_words(page, beside[0])
        elif tag != "th" or page.tags[beside[0]] != "th":  # else a row of headings
            yield _text(page, beside[0])
    elif (
        holder
        and not tail.strip()
        and page.tags[up] in HOLDERS
        and len(_text(page, up)) <= KEYS + 2
        and (after := page.after(up))
    ):
        yield _text(page, after)  # `<td><b>Adopted</b></td><td>3 May 2012</td>`
    elif holder and page.tags[up] in FONTS and not page.befores[holder] and not tail.strip():
        yield (page.tails[up] or "")[:VALUE]  # `<font><b>Adopted:</b></font> 3 May 2012`


def _following(page: Page, i: int) -> list[int]:
    """The elements after a label, up to the next one or the end of the line."""
    found: list[int] = []
    beside = page.after(i)
    while beside and len(found) < BESIDE:
        if page.tags[beside] in ("dt", "br", "hr") or _is_label(_text(page, beside)):
            break
        found.append(beside)
        beside = page.after(beside)
    return found


def _first_words(page: Page, i: int) -> str:
    """The words below a heading: in a box with several paragraphs, the first with more than one word."""
    paragraphs = (_text(page, j) for j in range(i + 1, page.ends[i]) if page.tags[j] in ("p", "li", "dd"))
    return next((words for words in paragraphs if " " in words), "") or _text(page, i)


def _text(page: Page, i: int) -> str:
    """The words of an element, cut where it is long."""
    words, length = [], 0
    for piece in page.strings(i, VALUE + 1):
        words.append(piece)
        length += len(piece)
        if length > VALUE:
            break
    return " ".join("".join(words).split())


def _is_apart(page: Page, i: int) -> bool:
    """Whether an element is a control, or stands in a form or in the site's navigation."""
    depth = 0
    while (page.tags[i] not in NOWHERE or _is_frame(page, i)) and depth <= HIGH:
        if not i:
            return False
        i, depth = page.parents[i], depth + 1
    return True


def _is_frame(page: Page, i: int) -> bool:
    """Whether it is the form that ASP.NET Web Forms puts around a whole page."""
    if page.tags[i] != "form":
        return False
    inside = range(i + 1, page.ends[i])
    return any(page.tags[j] == "input" and page.attributes[j].get("name") == "__VIEWSTATE" for j in inside)


def _is_label(words: str) -> bool:
    return words.endswith(":") and bool(label_of(words))
