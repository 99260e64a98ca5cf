"""Reads pages of gazettes, parliaments and ministries: the act, without what the site puts around it."""

import re
from collections.abc import Iterator
from html import escape

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import Text
from moisson.readers.html.decode import decode
from moisson.readers.html.eur_lex import keep_act, may_hold_more
from moisson.readers.html.fields import fields
from moisson.readers.html.fragment import bare_words, clean, html_to_text, parse, plain
from moisson.readers.html.hidden import take_out_hidden
from moisson.readers.html.labelled_fields import read_labelled_fields
from moisson.readers.html.left_out import tell_left_out
from moisson.readers.html.main import Main, find_main
from moisson.readers.html.meta import read_meta
from moisson.readers.html.tags import HEADINGS
from moisson.readers.html.text import main_text
from moisson.readers.html.title import spaced
from moisson.readers.html.tree import Page
from moisson.readers.read_options import How

# A paragraph that only separated links.
SEPARATORS = re.compile(r"^[>»›|·•/\s]+\n\n", re.M)

FEW = 5  # words of a page that its script has yet to fill
LOADING = re.compile(
    r"(?:loading|(?:loading, )?please wait|chargement(?: en cours)?|(?:seite )?wird geladen|laden?|cargando|carregando|a carregar"
    r"|caricamento(?: in corso)?|ładowanie|načítá\w*|načítav\w*|betöltés|se încarcă|učitava\w*|nalaga\w*|laadi\w*|kraunama"
    r"|ielādē|laddar|indlæser|laster|ladataan|φόρτωση|зареждане|загрузка|завантаження)\W*",
    re.I,
)
NOSCRIPT = re.compile(r"<noscript\b[^>]{0,200}>", re.I)
SCRIPTED = re.compile(r"</noscript", re.I)
SCRIPT = re.compile(r"java ?script", re.I)
MANY = 20  # words that a page offers browsers without scripts

BLOCK = re.compile(r"display\s*:\s*block", re.I)
# A less-than sign that a browser shows, and `<body/>`, at which libxml2 would end the page and no browser does.
MENDED = re.compile(r"<(?:(?![a-zA-Z/!?])|(?:[hH][tT][mM][lL]|[hH][eE][aA][dD]|[bB][oO][dD][yY])\b[^<>]*/>)")

__all__ = ["html_to_text", "read"]


def read(content: bytes, how: How) -> Iterator[Text]:
    """One document per page. Raises DocumentError for a page that a script fills, and for one that is all furniture."""
    markup = _without_cdata(clean(decode(content)))
    page = parse(MENDED.sub(_mended, markup))
    if page is None:
        yield Text(plain(bare_words(markup)), "html")
        return
    _open_blocks(page)
    take_out_hidden(page, markup)
    main = find_main(page)
    text = _words(main)
    meta = read_meta(page, [spaced("".join(page.strings(i))) for i in main.site_headings if i != main.heading])
    if page.where("script") and len(text.split()) <= FEW:
        otherwise = plain(html_to_text("\n".join(SCRIPTED.split(part, 1)[0] for part in NOSCRIPT.split(markup)[1:])))
        if len(otherwise.split()) >= MANY and not SCRIPT.search(otherwise):
            text = otherwise
        elif not text or LOADING.fullmatch(text) or SCRIPT.search(otherwise):
            raise DocumentError("html-needs-javascript", "the page holds no words: a script fills it in a browser")
    if page.words[0] and not text:
        raise DocumentError("navigation", "the page holds no text of its own: menus, the head or the foot of a site")
    document = fields(text, meta, read_labelled_fields(page), markup)
    if may_hold_more(page, markup, text) and (act := keep_act(page)):
        main = find_main(act)
        document = document._replace(text=_words(main))
    tell_left_out(main)
    yield document


def _mended(found: re.Match[str]) -> str:
    return "&lt;" if found[0] == "<" else f"{found[0][:-2]}>"


def _words(main: Main) -> str:
    return plain(clean(SEPARATORS.sub("", main_text(main))))  # again, since character references may bring control characters


def _open_blocks(page: Page) -> None:
    """Turn each `span` that a style makes a block into a `div`, and part the lines of a heading."""
    tags, tails = page.tags, page.tails
    for i in page.having("class"):
        beside = page.after(i)
        side_by_side = tags[i] == "span" and tags[beside] == "span" and not tails[i] and tags[page.parents[i]] in HEADINGS
        if side_by_side and _is_line(page, i) and _is_line(page, beside):
            tails[i] = " "
    for i in page.having("style"):
        if tags[i] == "span" and BLOCK.search(page.attributes[i]["style"]):
            if tags[page.parents[i]] in HEADINGS:
                tails[i] = f" {tails[i] or ''}"  # a heading stands on one line
            else:
                tags[i] = "div"


def _is_line(page: Page, i: int) -> bool:
    """Whether it has a class and several words, as the kind, the date and the subject of an act have."""
    return "class" in page.attributes[i] and len((page.texts[i] or "").split()) > 1


def _without_cdata(markup: str) -> str:
    """Markup with XHTML's CDATA sections as text; a parser of HTML takes them for comments."""
    if "<![CDATA[" not in markup or not markup.lstrip().startswith("<?xml"):
        return markup
    first, *sections = markup.split("<![CDATA[")
    parts = [first]
    for section in sections:
        text, end, rest = section.partition("]]>")
        parts.append(escape(text, quote=False) + rest if end else section)
    return "".join(parts)
