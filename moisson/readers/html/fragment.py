"""Turns fragments of HTML into plain text with light Markdown: `#` headings, lists, tables as pipes; no emphasis, no links.

One parse by libxml2 and one iterative walk per fragment. What a browser would not show (scripts, controls, hidden elements) is
left out; what it would show is kept, even where the mark-up around it is broken. Every kind of space becomes a plain one.
"""

import re
from functools import lru_cache
from html import unescape

from lxml import etree

from moisson.readers.html.preformatted import preformatted
from moisson.readers.html.tags import BLOCKS, HEADINGS, LISTS, end_tag, names, start_tag
from moisson.readers.html.tree import Page, page_of
from moisson.readers.markdown import Writer
from moisson.readers.pipes import Cell, table
from moisson.readers.spaces import CONTROLS, has_controls, visible

HIDDEN = names(
    "annotation audio button canvas datalist embed iframe input map noscript object optgroup option script select style svg "
    "template textarea title video"
)
INLINE = names("a abbr b big br cite code em font i img label li q s small span strong sub sup time u var")
ROWS = names("thead tbody tfoot")
MAX_SPAN = 100  # publishers write colspan="999" for "the whole row"
MAX_DEPTH = 2000  # libxml2 gives up at 2,048

# By HTML's rules the `<n` of `i <n et j> m` is a tag. Here an unknown name must stand alone or have attributes.
KNOWN = "|".join(sorted(BLOCKS | HIDDEN | LISTS | INLINE))
TAG = rf"/?[a-z][^\s<>/]*\s*/?>|(?:{KNOWN})[\s/][^<>]*>|[a-z][^\s<>/=]*\s[^<>]*=[^<>]*>|/[a-z][^<>]*>|!--|!doctype|\?"
NO_TAG = re.compile(f"<(?!{TAG})", re.I)
ANY_TAG = re.compile(f"<(?:{TAG})", re.I)
# Characters that XML forbids; line feeds (11) and page feeds (12) part words.
NO_CHARACTER = re.compile(
    r"&#(?:x0*(?:[0-8ef]|([bc])|1[0-9a-f]|fff[ef])(?:;|(?![\da-f]))|0*(?:[0-8]|(1[12])|1[4-9]|2\d|3[01]|6553[45])(?:;|(?!\d)))",
    re.I,
)
LONG = 30_000  # characters; libxml2 compares each attribute of a tag with all earlier ones
LONG_TAG = re.compile(rf"<([A-Za-z][\w:-]{{0,50}})[^<>]{{{LONG},}}>")
MOST_ATTRIBUTES = 1_000
OPENED = re.compile(rf"<({KNOWN})(?:\s[^<>]*)?>", re.I)
CLOSED = re.compile(rf"</({KNOWN})\s*>", re.I)
LINE_BREAK = re.compile(r"<br\s*/?>", re.I)
INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)


def html_to_text(fragment: str) -> str:
    """The text of a fragment, such as publishers put inside JSON values. Never raises."""
    if "<" not in fragment and "&" not in fragment:
        return plain(" ".join(clean(fragment).split()))
    markup = clean(fragment)
    page = parse("<html><body>" + NO_TAG.sub("&lt;", markup))
    return plain(walk(page, 0, HIDDEN) if page is not None else bare_words(markup))


def holds_markup(words: str) -> bool:
    """Whether words are themselves HTML: they break a line, or open and close the same element. Words about a tag do neither."""
    opened, closed = set(OPENED.findall(words)), set(CLOSED.findall(words))
    return not opened.isdisjoint(closed) or LINE_BREAK.search(words) is not None


def parse(markup: str) -> Page | None:
    """The page of clean markup. None where libxml2 makes none, or loses what is nested too deep.

    It holds no character that XML forbids: libxml2 lets them in, and a text with one can't be put back.
    """
    markup = markup.replace("\x0b", " ").replace("\x0c", " ").replace("\ufffe", "").replace("\uffff", "")
    if "&#" in markup:
        markup = NO_CHARACTER.sub(_fed, markup)
    if len(markup) > LONG:
        markup = LONG_TAG.sub(_bare, markup)
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, collect_ids=False)
    try:
        root = etree.fromstring(markup.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None
    if root is None or (any("depth" in entry.message for entry in parser.error_log) and markup.count("<") > MAX_DEPTH):
        return None
    if "<!" in markup:
        root.getroottree().docinfo.clear()  # lxml would write declared XHTML differently
    return page_of(root)


def _fed(reference: re.Match[str]) -> str:
    return " " if reference[1] or reference[2] else ""


def _bare(tag: re.Match[str]) -> str:
    return f"<{tag[1]}>" if tag[0].count("=") > MOST_ATTRIBUTES else tag[0]


def clean(text: str) -> str:
    """Text without control characters. Those from 128 to 159 become what they are in Windows-1252, as in every browser."""
    if not has_controls(text):
        return text
    return CONTROLS.sub(_meant, text)


def _meant(control: re.Match[str]) -> str:
    return control[0].encode("latin-1").decode("cp1252", "ignore") if control[0] > "\x7f" else ""


def plain(text: str) -> str:
    """Text without soft hyphens, other characters of no width, and white space at the ends."""
    return visible(text).strip()


def bare_words(markup: str) -> str:
    """The words of mark-up that cannot be parsed."""
    return " ".join(unescape(re.sub(r"<[^<>]*>", " ", ANY_TAG.sub(" ", markup))).split())


def walk(page: Page, top: int, hidden: frozenset[str], flat: bool = False, tables: bool = True) -> str:
    """The text of an element. Flat: on one line, as in a table's cell. Without tables, their cells are paragraphs."""
    out = Writer(flat)
    tags, ends, tails = page.tags, page.ends, page.tails
    opened: list[int] = []
    i, stop = top, ends[top]
    while True:
        while opened and i >= ends[opened[-1]]:
            closed = opened.pop()
            end_tag(out, tags[closed])
            if closed != top and (tail := tails[closed]):
                out.write(tail)
        if i >= stop:
            break
        tag = tags[i]
        if i != top and unseen(page, i, hidden):
            pass
        elif tag == "table" and tables and _has_columns(page, i):
            for block in table_blocks(page, i, hidden):
                out.block(block)
        elif tag == "pre" and not flat and not out.indents:
            for block in preformatted("".join(page.strings(i))):
                out.block(block)
        else:
            start_tag(out, tag, integer(page.attributes[i].get("start"), 1) if tag == "ol" else 1)
            if text := page.texts[i]:
                out.write(text)
            opened.append(i)
            i += 1
            continue
        if i != top and (tail := tails[i]):
            out.write(tail)
        i = ends[i]
    return out.text()


def unseen(page: Page, i: int, hidden: frozenset[str]) -> bool:
    """Whether a browser shows nothing of it, or a control. A button inside a heading bears the heading's words and stays."""
    tag = page.tags[i]
    if tag in hidden:
        return tag != "button" or i == 0 or page.tags[page.parents[i]] not in HEADINGS
    attributes = page.attributes[i]
    if not attributes:
        return False
    if "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return True
    style = attributes.get("style")
    return style is not None and invisible(style)


@lru_cache(maxsize=1 << 12)
def invisible(style: str) -> bool:
    """Whether a style shows nothing."""
    return INVISIBLE.search(style) is not None


def table_blocks(page: Page, i: int, hidden: frozenset[str]) -> list[str]:
    """A table as blocks. Words outside any cell come first; tables inside a cell lose their shape."""
    cells = []
    for row in rows(page, i):
        parts = page.children(row)
        cells.append(
            [
                Cell(
                    walk(page, cell, hidden, len(parts) > 1, False),
                    span(page.attributes[cell], "colspan"),
                    span(page.attributes[cell], "rowspan"),
                )
                for cell in parts
            ]
        )
    return [text for text in astray(page, i, hidden) if text] + table(cells)


def rows(page: Page, i: int) -> list[int]:
    """The rows of a table."""
    found = []
    for part in page.children(i):
        found.extend(page.children(part) if page.tags[part] in ROWS else [part])
    return [row for row in found if page.tags[row] == "tr"]


def _has_columns(page: Page, i: int) -> bool:
    """Whether any row has several cells."""
    for row in rows(page, i):
        first = row + 1
        if first < page.ends[row] and page.ends[first] < page.ends[row]:
            return True
    return False


def astray(page: Page, i: int, hidden: frozenset[str]) -> list[str]:
    """What a table holds outside any cell: a caption, a paragraph or stray words."""
    sections = [i] + [part for part in page.children(i) if page.tags[part] in ROWS]
    found = []
    for section in sections:
        for part in page.children(section):
            if page.tags[part] != "tr" and page.tags[part] not in ROWS:
                found.append(walk(page, part, hidden, False, False))
    for parent in sections + rows(page, i):
        for words in [page.texts[parent]] + [page.tails[child] for child in page.children(parent)]:
            if words and words.strip():
                paragraph = Writer(False)
                paragraph.write(words)
                found.append(paragraph.text())
    return found


def span(attributes: dict[str, str], name: str) -> int:
    """How many columns or rows a cell spans."""
    return min(max(integer(attributes.get(name), 1), 1), MAX_SPAN)


def integer(value: str | None, default: int) -> int:
    """The number that a value gives, or the default."""
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 10 else default
