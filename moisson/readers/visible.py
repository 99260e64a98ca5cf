"""All words that a file shows, by a route that no reader takes: its character data without the mark-up.

What a reader gives is compared with it, so that words which a reader loses, in a parser or by a rule, are seen to be lost.
Formats that only a library opens (PDF, spreadsheets) and archives (DOCX, ODT, EPUB) tell by `set_aside.shows` while they are
read. Where neither is known, nothing is said.
"""

import re
from collections.abc import Callable
from html import unescape
from html.entities import html5
from unicodedata import is_normalized, normalize

from moisson.contracts.errors import DocumentError
from moisson.kernels.json_strings import strings_of
from moisson.kernels.markup import is_composed, named, without_markup
from moisson.readers.contract import File
from moisson.readers.decode import decode
from moisson.readers.html.decode import decode as decode_page
from moisson.readers.law.eisb import CHARACTERS
from moisson.readers.mojibake import MISREAD
from moisson.readers.xml.xmlsource import xml_source

UNSEEN = ("script", "style", "noscript", "iframe", "object", "svg", "title", "template")  # of a page: a browser shows nothing
REFERENCE = re.compile(rb"&([A-Za-z][A-Za-z0-9]*);")
SIGN = re.compile(rb'<([A-Za-z]+)(?:\s+ch="([0-9A-Fa-f]{1,6})")?\s*/>')  # of Irish acts: a letter with an accent, a quote
NAME = rb"(#\d{1,7};|#[xX][0-9A-Fa-f]{1,6};|[A-Za-z][A-Za-z0-9]{1,30};)"
ESCAPED, IN_CDATA = re.compile(rb"&amp;" + NAME), re.compile(rb"&(?:amp;)?" + NAME)
CONTENT = re.compile(rb'\bCONTENT="([^"]*)"')  # of ALTO, which writes words as attributes
# Addresses of Markdown, which are no words.
ADDRESS = re.compile(r"\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s+\"[^\"\n]*\")?\)|<https?://[^<>\s]*>")
HEAD = 200  # bytes in which a file of XML declares its encoding
FRONT = re.compile(r"\A\ufeff?---\s*\n.*?\n(?:---|\.\.\.)\s*\n", re.S)

# Formats whose files hold what cannot be told from their words this way: annotation beside each word, each word several times,
# other documents' words. Of DOC and RTF nothing but a reader tells words from instructions.
UNCOUNTED = frozenset(("page", "mets", "conll", "doc", "rtf", "parquet", "dip", "amendement", "riksdag", "esbirka", "mediawiki"))


def shown_by(content: bytes, format: str | None) -> bytes | None:
    """The words that a file of a format, or a document that `split` made of it, shows, in UTF-8 and NFC; None where unknown.

    Without a format, JSON and XML are known by their first sign.
    """
    route = None if format in UNCOUNTED else ROUTES.get(format or "") or _by_first_sign(content)
    try:
        return None if route is None else composed(route(content))
    except DocumentError:  # of an encoding, which a reader has met in its own way
        return None


def composed(text: str | bytes) -> bytes:
    """Text as it is compared: in NFC and UTF-8."""
    if isinstance(text, bytes):
        if is_composed(text):
            return text
        text = text.decode("utf-8", "replace")
    if not is_normalized("NFC", text):
        text = normalize("NFC", text)
    return text.encode("utf-8", "replace")


def _by_first_sign(content: bytes) -> Callable[[bytes], str | bytes] | None:
    first = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    return {b"<": xml, b"{": values, b"[": values}.get(first)


def page(content: bytes) -> bytes:
    """What a page of HTML shows, and what its scripts and styles may hide."""
    return markup(decode_page(content))


def markup(text: str | bytes) -> bytes:
    """The character data of HTML."""
    data = text.encode("utf-8", "replace") if isinstance(text, str) else text
    if b"&" in data:
        data = REFERENCE.sub(_character, data)
    return without_markup(data, named(*UNSEEN))


def _meant(found: re.Match[bytes]) -> bytes:
    known = unescape(f"&{found[1].decode()}")
    return b"&" + found[1] if known in "<>&\"'" or known.startswith("&") else known.encode()


def _character(found: re.Match[bytes]) -> bytes:
    if found[1] in (b"lt", b"gt", b"amp", b"quot", b"apos"):
        return found[0]
    known = html5.get(f"{found[1].decode()};")
    return found[0] if known is None else known.encode()


def xml(content: bytes) -> bytes:
    """The character data of XML; a reference that is escaped once more, or stands in a CDATA section, is the letter it means."""
    plain = b"<!DOCTYPE" not in content and b"encoding=" not in content[:HEAD] and MISREAD.search(content) is None
    source = content if plain else xml_source(content)
    references = IN_CDATA if b"<![CDATA[" in source else ESCAPED
    return without_markup(references.sub(_meant, source), named())


def statute_book(content: bytes) -> bytes:
    """The character data of Irish acts, whose letters with accents are empty elements."""
    return xml(SIGN.sub(_sign, content))


def _sign(found: re.Match[bytes]) -> bytes:
    code = int(found[2], 16) if found[2] else ord(CHARACTERS.get(found[1].decode(), " "))
    return b"&#%d;" % code


def alto(content: bytes) -> bytes:
    """The words of ALTO."""
    return without_markup(b"\n".join(CONTENT.findall(xml_source(content))), named())


def values(content: bytes) -> bytes:
    """The strings of a JSON file, whatever mark-up they hold, without the names of its fields."""
    found = strings_of(content)
    if found is None:
        raise DocumentError("json-malformed", "a scan of its bytes finds no JSON")
    return markup(found) if b"<" in found or b"&" in found else found


def cells(content: bytes) -> str | bytes:
    """The words of a table, whose cells may hold HTML."""
    found = decode(content)
    return markup(found) if "<" in found else found


def row(content: bytes) -> str | bytes:
    """The text of a row, as `split` made it a document."""
    found = File("row", content).json()["moisson-row"]
    return markup(found["text"]) if found.get("markup") == "html" else str(found["text"])


def marked(content: bytes) -> bytes:
    """The words of Markdown, and of the HTML in it."""
    return markup(ADDRESS.sub("]", FRONT.sub("", decode(content), count=1)))


ROUTES: dict[str, Callable[[bytes], str | bytes]] = {
    "html": page,
    "hocr": page,
    "alto": alto,
    "eisb": statute_book,
    "markdown": marked,
    "csv": cells,
    "row": row,
    **dict.fromkeys(("text", "protocol"), decode),
}
