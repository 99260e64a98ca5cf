"""HTML: pages of gazettes, parliaments and ministries, and of other sites. The act, without what the site puts around it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html import escape

from lxml import etree

from moisson.errors import DocumentError
from moisson.extract.how import How
from moisson.extract.html.decode import decode
from moisson.extract.html.eur_lex import SIGNS, keep_act
from moisson.extract.html.fields import fields
from moisson.extract.html.fragment import HEADINGS, bare_words, clean, html_to_text, parse, plain
from moisson.extract.html.hidden import take_out_hidden
from moisson.extract.html.main import Main, find_main
from moisson.extract.html.meta import read_meta
from moisson.extract.html.passport import read_passport
from moisson.extract.html.text import main_text
from moisson.extract.html.title import spaced
from moisson.reader import Text

# A paragraph that only stood between links.
SEPARATORS = re.compile(r"^[>»›|·•/\s]+\n\n", re.M)

BLOCK = re.compile(r"display\s*:\s*block", re.I)
NO_TAG = re.compile("<(?![a-zA-Z/!?])")  # a less-than sign that a browser shows
CLOSED = re.compile(r"<(html|head|body)\b([^<>]*)/>", re.I)  # as no browser closes them; libxml2 would end the page there

__all__ = ["html_to_text", "read"]


def read(content: bytes, how: How) -> Iterator[Text]:
    """One document per page; raises DocumentError for a page without words that a script would fill in a browser."""
    markup = CLOSED.sub(r"<\1\2>", _without_cdata(clean(decode(content))))
    root = parse(NO_TAG.sub("&lt;", markup))
    if root is None:
        yield Text(plain(bare_words(markup)), "html")
        return
    _open_blocks(root)
    take_out_hidden(root, markup)
    main = find_main(root)
    text = _words(main)
    meta = read_meta(root, [spaced("".join(map(str, heading.itertext()))) for heading in main.site_headings])
    if not text and next(root.iter("script"), None) is not None:
        raise DocumentError("html-needs-javascript", "the page holds no words: a script fills it in a browser")
    document = fields(text, meta, read_passport(root), markup, main.signatures)
    if any(sign in markup or sign in text for sign in SIGNS) and keep_act(root):
        document = replace(document, text=_words(find_main(root)))
    yield document


def _words(main: Main) -> str:
    return plain(clean(SEPARATORS.sub("", main_text(main))))  # cleaned again, of what character references brought


def _open_blocks(root: etree._Element) -> None:
    """Make the blocks that a page lays out with `span` blocks to the reader too, and part the lines of a heading."""
    for span in root.iter("span"):
        if not span.tail and (beside := span.getnext()) is not None and beside.tag == "span":
            parent = span.getparent()
            if parent is not None and parent.tag in HEADINGS and _is_line(span) and _is_line(beside):
                span.tail = " "
        if (style := span.get("style")) and BLOCK.search(style):
            parent = span.getparent()
            if parent is not None and parent.tag in HEADINGS:
                span.tail = f" {span.tail or ''}"  # a heading stands on one line
            else:
                span.tag = "div"


def _is_line(span: etree._Element) -> bool:
    """Whether it has a class of its own and several words: the kind of an act, its date, its subject."""
    return "class" in span.attrib and len((span.text or "").split()) > 1


def _without_cdata(markup: str) -> str:
    """Sections of XHTML's CDATA as the text that they are; a parser of HTML would take them for comments."""
    if "<![CDATA[" not in markup or not markup.lstrip().startswith("<?xml"):
        return markup
    first, *sections = markup.split("<![CDATA[")
    parts = [first]
    for section in sections:
        text, end, rest = section.partition("]]>")
        parts.append(escape(text, quote=False) + rest if end else section)
    return "".join(parts)
