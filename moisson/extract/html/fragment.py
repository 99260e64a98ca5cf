"""Fragments of HTML to plain text with light Markdown: `#` headings, lists, tables as pipes; no emphasis, no links.

One parse by libxml2 and one iterative walk per fragment. What a browser would not show (scripts, controls, hidden elements) is
left out; what it would show is kept, even where the mark-up around it is broken. Every kind of space becomes a plain one.
"""

import re
from html import unescape

from lxml import etree

from moisson.extract.markdown import BREAK, Cell, Writer, table
from moisson.extract.spaces import CONTROLS, has_controls, shown


def names(words: str) -> frozenset[str]:
    return frozenset(words.split())


HIDDEN = names(
    "annotation audio button canvas datalist embed iframe input map noscript object optgroup option script select style svg "
    "template textarea title video"
)
BLOCKS = names(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hr legend main nav p pre section summary table tbody td tfoot th thead tr"
)
HEADINGS = {f"h{level}": "#" * level for level in range(1, 7)}
LISTS = names("ul ol menu dir")
INLINE = names("a abbr b big br cite code em font i img label li q s small span strong sub sup time u var")
ROWS = names("thead tbody tfoot")
MAX_SPAN = 100  # publishers write colspan="999" for "the whole row"
MAX_DEPTH = 2000  # libxml2 gives up at 2,048

# HTML's own rules take the `<n` of `i <n et j> m` for a tag; here an unknown name needs to stand alone or to have attributes.
KNOWN = "|".join(sorted(BLOCKS | HIDDEN | LISTS | INLINE))
TAG = rf"/?[a-z][^\s<>/]*\s*/?>|(?:{KNOWN})[\s/][^<>]*>|[a-z][^\s<>/=]*\s[^<>]*=[^<>]*>|/[a-z][^<>]*>|!--|!doctype|\?"
NO_TAG = re.compile(f"<(?!{TAG})", re.I)
ANY_TAG = re.compile(f"<(?:{TAG})", re.I)
FEEDS = re.compile(r"[\x0b\x0c]|&#(?:x0*[bc]|0*1[12])(?:;|(?![\da-f]))", re.I)  # of lines and pages
NO_CHARACTER = re.compile(r"&#(?:x0*(?:[0-8ef]|1[0-9a-f]|fff[ef])|0*(?:[0-8]|1[4-9]|2\d|3[01]|6553[45]))(?:;|(?![\da-f]))", re.I)
INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)


def html_to_text(fragment: str) -> str:
    """A fragment, as publishers put it inside JSON values, as text; never raises."""
    if "<" not in fragment and "&" not in fragment:
        return plain(" ".join(clean(fragment).split()))
    markup = clean(fragment)
    root = parse("<html><body>" + NO_TAG.sub("&lt;", markup))
    return plain(walk(root, HIDDEN) if root is not None else bare_words(markup))


def parse(markup: str) -> etree._Element | None:
    """The tree of clean markup, or None where libxml2 makes none or loses what is nested too deep.

    It holds no character that XML forbids: libxml2 lets them in, and a text with one can't be put back.
    """
    if "&#" in markup or "\x0b" in markup or "\x0c" in markup:
        markup = NO_CHARACTER.sub("", FEEDS.sub(" ", markup))
    markup = markup.replace("\ufffe", "").replace("\uffff", "")
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = etree.fromstring(markup.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None
    if markup.count("<") > MAX_DEPTH and any("depth" in entry.message for entry in parser.error_log):
        return None
    return root


def clean(text: str) -> str:
    """Without control characters; those from 128 to 159 stand for what Windows-1252 means by them, as in every browser."""
    if not has_controls(text):
        return text
    return CONTROLS.sub(lambda c: c[0].encode("latin-1").decode("cp1252", "ignore") if c[0] > "\x7f" else "", text)


def plain(text: str) -> str:
    """Without soft hyphens and what else is zero wide and tells a browser where to break lines, nor white space at the ends."""
    return shown(text).strip()


def bare_words(markup: str) -> str:
    """The words of mark-up that cannot be parsed."""
    return " ".join(unescape(re.sub(r"<[^<>]*>", " ", ANY_TAG.sub(" ", markup))).split())


def walk(root: etree._Element, hidden: frozenset[str], *, flat: bool = False, tables: bool = True) -> str:
    """The text below `root`. Flat: on one line, as in a table's cell. Without tables, their cells are paragraphs."""
    out = Writer(flat)
    walker = etree.iterwalk(root, events=("start", "end"))
    skipped: etree._Element | None = None
    for event, element in walker:
        tag = element.tag
        if event == "start":
            if element is not root and unseen(element, hidden):
                skipped = element
            elif tag == "table" and tables and any(len(row) > 1 for row in rows(element)):
                skipped = element
                for block in table_blocks(element, hidden):
                    out.block(block)
            else:
                _start(out, tag, element)
                if element.text:
                    out.write(element.text)
            if skipped is not None:
                walker.skip_subtree()
        else:
            if element is skipped:
                skipped = None
            else:
                _end(out, tag)
            if element.tail and element is not root:
                out.write(element.tail)
    return out.text()


def _start(out: Writer, tag: str, element: etree._Element) -> None:
    if tag == "br":
        out.write(BREAK)
    elif tag == "sup":
        out.open_superscript()
    elif tag == "li":
        out.open_item()
    elif tag in LISTS:
        out.open_list(integer(element.get("start"), 1) if tag == "ol" else None)
    elif tag in BLOCKS:
        out.paragraph()
        out.heading = HEADINGS.get(tag, out.heading)


def _end(out: Writer, tag: str) -> None:
    if tag == "sup":
        out.close_superscript()
    elif tag == "li":
        out.close_item()
    elif tag in LISTS:
        out.close_list()
    elif tag in BLOCKS:
        out.paragraph()
        if tag in HEADINGS:
            out.heading = ""


def unseen(element: etree._Element, hidden: frozenset[str]) -> bool:
    """Whether a browser shows nothing of it, or a control. A button inside a heading bears the heading's words: it stays."""
    if element.tag in hidden:
        parent = element.getparent()
        return element.tag != "button" or parent is None or parent.tag not in HEADINGS
    if not element.attrib:
        return False
    get = element.get
    return "hidden" in element.attrib or get("aria-hidden") == "true" or INVISIBLE.search(get("style") or "") is not None


def table_blocks(element: etree._Element, hidden: frozenset[str]) -> list[str]:
    """A table as blocks. What stands in it outside any cell comes first; tables inside a cell lose their shape."""
    cells = [
        [Cell(walk(cell, hidden, flat=len(row) > 1, tables=False), span(cell, "colspan"), span(cell, "rowspan")) for cell in row]
        for row in rows(element)
    ]
    return [*(text for part in astray(element) if (text := walk(part, hidden, tables=False))), *table(cells)]


def rows(element: etree._Element) -> list[etree._Element]:
    return [row for part in element for row in (part if part.tag in ROWS else [part]) if row.tag == "tr"]


def astray(element: etree._Element) -> list[etree._Element]:
    """What stands in a table outside any cell: a caption, a paragraph or words that lost their way."""
    sections = [element, *(part for part in element if part.tag in ROWS)]
    astray = [part for section in sections for part in section if part.tag != "tr" and part.tag not in ROWS]
    for parent in [*sections, *rows(element)]:
        for words in (parent.text, *(child.tail for child in parent)):
            if words and words.strip():
                paragraph = etree.Element("p")
                paragraph.text = words
                astray.append(paragraph)
    return astray


def span(cell: etree._Element, name: str) -> int:
    return min(max(integer(cell.get(name), 1), 1), MAX_SPAN)


def integer(value: str | None, default: int) -> int:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 10 else default
