"""Notes of a book, which stand at the end of their page, their chapter or the book, moved to the paragraphs that call them.

A note says by its mark-up that it is one, or holds a link back to the link that calls it.
"""

import posixpath
import re
from dataclasses import dataclass
from urllib.parse import unquote

from lxml import etree

from moisson.readers.office.paragraphs import names

NOTES = names("footnote endnote rearnote note doc-footnote doc-endnote")
BACK = names("backlink doc-backlink footnote-back referrer")
HOLDERS = names("footnotes endnotes rearnotes notes doc-endnotes doc-footnotes")
OUTER = names("table ul ol dl")
PARAGRAPHS = names("p h1 h2 h3 h4 h5 h6 blockquote pre li dd dt td th div section article body")
MARK = re.compile(r"\s*[\[(]?(?:\d{1,4}|[*†‡§]{1,3}|[a-z])[\])]?\s*[.:)]?\s*")
LONGEST = 5000  # characters of a note known by its links
REST = re.compile(r"\A\s*[.:)\]]?\s*")  # of a mark whose number was a link
TYPE = "{http://www.idpf.org/2007/ops}type"


@dataclass(slots=True)
class Chapter:
    """One page of the book: its name, and its body as a tree."""

    name: str
    body: etree._Element


def kinds(element: etree._Element) -> set[str]:
    """What an element says of itself: by EPUB's vocabulary, by ARIA, or by a class that programs write for want of these."""
    words = f"{element.get(TYPE) or ''} {element.get('role') or ''} {element.get('class') or ''}"
    return set(words.split())


def place_notes(chapters: list[Chapter]) -> None:
    """Move every note that is called to the place after the paragraph, list or table in which it is called first."""
    notes: dict[str, etree._Element] = {}
    named: dict[str, tuple[etree._Element, str]] = {}  # elements with a name, and their pages
    calls: list[tuple[etree._Element, str]] = []
    for chapter in chapters:
        for element in chapter.body.iter():
            if not isinstance(element.tag, str):
                continue
            found = kinds(element)
            for name in _names(element):
                named.setdefault(f"{chapter.name}#{name}", (element, chapter.name))
            if (id := element.get("id")) and found & NOTES:
                notes[f"{chapter.name}#{id}"] = element
            if element.tag == "a" and (href := element.get("href")) and not found & BACK:
                calls.append((element, led_to(chapter.name, href)))
    last: dict[etree._Element, etree._Element] = {}
    known = set(notes.values())
    for call, target in calls:
        if (
            target not in notes
            and target in named
            and not kinds(call) & BACK
            and MARK.fullmatch("".join(map(str, call.itertext())))
            and (note := _answering(call, target, named)) is not None
            and note not in known
        ):
            notes[target] = note
            known.add(note)
    for call, target in calls:
        if (note := notes.get(target)) is None or kinds(call) & BACK or _within(call, note):
            continue
        mark = " ".join("".join(map(str, call.itertext())).split()).strip("[]()") or "*"
        _replace(call, f" ({mark})")
        if note.getparent() is not None:
            _move(note, mark, call, last)
            del notes[target]
    for chapter in chapters:
        _clear(chapter.body)


def _names(element: etree._Element) -> list[str]:
    return [name for name in (element.get("id"), element.get("name") if element.tag == "a" else None) if name]


def _answering(call: etree._Element, target: str, named: dict[str, tuple[etree._Element, str]]) -> etree._Element | None:
    """The paragraph or item that a link leads to, if it begins there and leads back to the link."""
    place, page = named[target]
    while place.tag not in PARAGRAPHS and (above := place.getparent()) is not None:
        place = above
    if place.tag in ("p", "div") and (item := place.getparent()) is not None and item.tag in ("li", "dd", "aside"):
        place = item
    if place.tag not in ("p", "li", "dd", "aside", "div"):
        return None
    if len("".join(map(str, place.itertext()))) > LONGEST or next(place.iter("h1", "h2", "h3", "h4"), None) is not None:
        return None  # a chapter, which links to its place among the contents
    around = [call, *([above] if (above := call.getparent()) is not None and above.tag in ("sup", "span") else []), *call]
    mine = {id(element) for element in around}
    back = [
        link
        for link in place.iter("a")
        if (found := named.get(led_to(page, link.get("href") or ""))) is not None
        and id(found[0]) in mine
        and (_begins(link, place) or not MARK.fullmatch("".join(map(str, link.itertext()))))
    ]
    if not back or _within(call, place):
        return None
    for link in back:
        link.set("class", "backlink")
    return place


def _begins(link: etree._Element, place: etree._Element) -> bool:
    """Whether no words stand in a place before a link; a number after words is what calls a note."""
    for part in place.iter():
        if part is link:
            return True
        if (part.text or "").strip() or (part is not place and not len(part) and (part.tail or "").strip()):
            return False
    return False


def led_to(name: str, href: str) -> str:
    """The page and the name in it that a link from a page leads to, with `#` between."""
    path, _, id = href.partition("#")
    page = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(path))) if path else name
    return f"{page}#{id}"


def _within(element: etree._Element, other: etree._Element) -> bool:
    return any(above is other for above in element.iterancestors())


def _replace(call: etree._Element, words: str) -> None:
    """Leave the mark where it is, in brackets and off the line above."""
    for part in list(call):
        call.remove(part)
    above = call.getparent()
    last = call
    if above is not None and above.tag == "sup":
        above.tag = "span"
        last = call if call.tail or call.getnext() is not None else above
    call.text = words + (" " if (last.tail or "")[:1].isalnum() else "")


def _move(note: etree._Element, mark: str, call: etree._Element, last: dict[etree._Element, etree._Element]) -> None:
    for link in [part for part in note.iter("a") if kinds(part) & BACK]:
        drop(link)
    anchor = _anchor(call)
    parent = anchor.getparent()
    if parent is None:
        return
    drop(note)
    note.tag = "div"
    for name in list(note.attrib):
        del note.attrib[name]
    _begin(note, mark)
    after = last.get(anchor, anchor)
    note.tail, after.tail = after.tail, None
    parent.insert(parent.index(after) + 1, note)
    last[anchor] = note


def _anchor(call: etree._Element) -> etree._Element:
    """The paragraph in which a note is called, or the outermost list or table around it."""
    paragraph: etree._Element | None = None
    outer: etree._Element | None = None
    for above in call.iterancestors():
        if above.tag == "body":
            break
        if paragraph is None and above.tag in PARAGRAPHS:
            paragraph = above
        if above.tag in OUTER:
            outer = above
    found = outer if outer is not None else paragraph
    return call if found is None else found


def _begin(note: etree._Element, mark: str) -> None:
    """Begin a note with its mark, in place of the one that stands there and of the brackets around it."""
    while len(note) and not (note.text or "").strip() and note[0].tag in ("a", "sup", "span"):
        if "".join(map(str, note[0].itertext())).strip("[](),.: \n\xa0") not in ("", mark):
            break
        drop(note[0])
    place = note
    while not (place.text or "").strip() and len(place) and place[0].tag in PARAGRAPHS | {"a", "sup", "span"}:
        place = place[0]
    words = place.text or ""
    found = MARK.match(words)
    if found and mark in found[0]:
        words = words[found.end() :]
    words = REST.sub("", words)
    if place.tag in ("a", "sup", "span") and not words.strip():
        place.tail = REST.sub("", place.tail or "")
    place.text = f"({mark}) {words}"


def drop(element: etree._Element) -> None:
    """Take an element out and leave the words behind it."""
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + (element.tail or "")
    else:
        parent.text = (parent.text or "") + (element.tail or "")
    parent.remove(element)
    element.tail = None


def _clear(body: etree._Element) -> None:
    """Take out what held notes and holds none any more, with its heading."""
    for holder in [element for element in body.iter() if isinstance(element.tag, str) and kinds(element) & HOLDERS]:
        left = [
            part for part in holder.iter() if part is not holder and part.tag not in ("ol", "ul", "hr", "h1", "h2", "h3", "h4")
        ]
        if holder.getparent() is not None and not any((part.text or "").strip() for part in left):
            drop(holder)
