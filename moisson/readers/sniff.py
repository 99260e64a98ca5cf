"""A file's format, by its content: portals serve HTML as `.txt` and PDF as `.html`."""

import re
import zipfile
import zlib
from io import BytesIO

from moisson.contracts.errors import DocumentError
from moisson.readers.decode import beginning
from moisson.readers.formats import (
    BINARY,
    EMPTY,
    HTML,
    JSON,
    JSON_LINES,
    MARKDOWN,
    OBJECTS,
    OLE,
    OLE_OTHER,
    PAGES,
    ROOTS,
    SIGNATURES,
    TABLE,
    TEXT,
    TOKENS,
    TRIPLES,
    WORDS,
    XML_OTHER,
    ZIP,
    ZIPPED,
    Format,
)
from moisson.readers.office.ole import Streams
from moisson.readers.office.zipped import member_key
from moisson.readers.rows.conll import is_conll
from moisson.readers.rows.dialect import delimiter_of, is_markdown

HEAD = 65536  # bytes looked at to tell what a text file is
NEAR = 4096  # of these, where the first element of most XML stands
DECLARED = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml\b")
SIGNED = re.compile(b"|".join(map(re.escape, SIGNATURES)))
FILLED = re.compile(rb"[^ \t\r\n\x00\xef\xbb\xbf]")


PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:(?><!--.*?-->)\s*)*<(?:!doctype\s+html|html|head|body|article|main|div|p|h1)\b", re.I | re.S
)
MARKUP = re.compile(r"<(?:div|span|h[1-6]|ul|ol|br|a|img|header|nav)\b", re.I)  # of pages, and of no other XML with an `article`
PROLOGUE = re.compile(r"(?:\s+|<\?.*?\?>|<!--.*?-->|<!doctype[^\[>]*(?:\[.*?\]\s*)?>)*", re.I | re.S)
ROOT = re.compile(r"<[a-z_][\w.:-]*(?:\s[^<>]*)?/?>", re.I)
JSON_START = re.compile(r'\s*(?:\{\s*(?:"|\})|\[\s*(?:["{\[\]\d]|-\d|true|false|null))')
FRAGMENT = re.compile(  # what Markdown and bits of pages begin with
    r"<(?:p|div|h[1-6]|center|img|a|br|hr|span|b|i|em|strong|table|ul|ol|dl|details|section|article|main|font|sup|blockquote)\b",
    re.I,
)
TURTLE = re.compile(r"(?:\s|#[^\n]*\n)*(?:@prefix\s|@base\s|(?i:prefix)\s+[\w-]*:\s*<|<\w+:[^\s<>]*>\s+<\w+:[^\s<>]*>\s)")
FRONT_MATTER = re.compile(
    r"\s*(?:---|\+\+\+|;;;)[ \t]*(?:json|toml|yaml)?[ \t]*\n(?:[ \t]*(?:#.*)?\n)*(?:\{|[\"'\w][^\n:=]{0,80}[:=])"
)
BARE_FRONT = re.compile(
    r'\s*\{\s*\n(?>"(?>[^"\\\n]|\\.)*+"|[^{}"])*+\}[ \t]*\r?\n\s*[^\s{}\[\],"]'
)  # an object, and words after it
CONTENT_TYPES = "[content_types].xml"  # of Office Open XML
MAIN_PARTS = {
    b"wordprocessingml.document.main+xml": "word/document.xml",
    b"wordprocessingml.template.main+xml": "word/document.xml",
    b"spreadsheetml.sheet.main+xml": "xl/workbook.xml",
    b"spreadsheetml.template.main+xml": "xl/workbook.xml",
    b"presentationml.presentation.main+xml": "ppt/presentation.xml",
}
COMPILED = {  # one that can stand at the beginning alone is not sought elsewhere
    pattern: re.compile(pattern).match if pattern.startswith("^") and "|" not in pattern else re.compile(pattern).search
    for pattern, _ in [*ROOTS, *PAGES, *OBJECTS, *WORDS]
}


def sniff(data: bytes) -> Format:
    """The format of a file; never raises."""
    if signed := SIGNED.match(data):
        return SIGNATURES[signed[0]]
    if not FILLED.search(data):
        return EMPTY
    if data.startswith(b"PK\x03\x04"):
        return _zipped(data)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _compound(data)
    head = data[:HEAD]
    if b"%PDF-" in head[:1024]:  # readers of PDF allow for what stands before
        return SIGNATURES[b"%PDF-"]
    if known := _vocabulary(head):
        return known
    if (start := beginning(head)) is None:
        return BINARY
    return _text(start, len(data) <= HEAD)


def _vocabulary(head: bytes) -> Format | None:
    """The vocabulary of XML that says it is XML, where its first element stands near; most files are known by it at once."""
    if not DECLARED.match(head) or b"\x00" in head:
        return None
    start = head[:NEAR].decode("utf-8", "replace")
    begin = PROLOGUE.match(start.removeprefix("\ufeff"))
    root = ROOT.match(start.removeprefix("\ufeff"), begin.end() if begin else 0)
    return _first(ROOTS, root[0]) if root else None


def _compound(data: bytes) -> Format:
    """By the streams of the file itself, for a letter may hold a sheet and a sheet a letter; where it is damaged, by any."""
    try:
        names = Streams(data).outermost
    except DocumentError:
        names = frozenset[str]()
    outermost = (found for stream, found in OLE.items() if stream.lower() in names)
    return next(outermost, None) or next((found for stream, found in OLE.items() if _has_stream(data, stream)), OLE_OTHER)


def _has_stream(data: bytes, name: str) -> bool:
    """Whether an OLE file has a stream of this name: the names of its directory stand at every 128th byte."""
    wanted = f"{name}\0".encode("utf-16-le")
    at = data.find(wanted)
    while at >= 0 and at % 128:
        at = data.find(wanted, at + 1)
    return at >= 0


def _zipped(data: bytes) -> Format:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = {member_key(name): name for name in reversed(archive.namelist())}
            if "mimetype" in names and archive.getinfo(names["mimetype"]).file_size < 200:
                kind = archive.read(names["mimetype"]).decode("ascii", "replace").strip()
                kind = kind.removesuffix("-template").removesuffix(".template")
                if kind in ZIPPED:
                    return ZIPPED[kind]
            if known := next((found for member, found in ZIPPED.items() if member in names), None):
                return known
            if CONTENT_TYPES in names:  # the main part may stand elsewhere
                with archive.open(names[CONTENT_TYPES]) as stream:
                    types = stream.read(HEAD)
                return next((ZIPPED[member] for kind, member in MAIN_PARTS.items() if kind in types), ZIP)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, ValueError, OSError, EOFError):
        pass
    return ZIP


def _text(start: str, whole: bool) -> Format:
    begin = PROLOGUE.match(start)
    rest = start[begin.end() if begin else 0 :]
    if known := _first(WORDS, start):
        return known
    root = ROOT.match(rest)
    known = _first(ROOTS, root[0]) if root else None
    if known is None and root and re.match(r"<article\b", root[0]) and "<?xml" in start[: -len(rest)] and not MARKUP.search(rest):
        return XML_OTHER
    if known is None and (PAGE.match(start) or re.match(r"<html\b", rest, re.I)):
        fragment = FRAGMENT.match(rest) and is_markdown(unix_lines(start))
        return MARKDOWN if fragment else _first(PAGES, start) or HTML
    if root and not ("<?xml" not in start[: -len(rest)] and _stray(root[0], rest, whole)):
        if known is None and FRAGMENT.match(rest):
            return MARKDOWN if is_markdown(unix_lines(start)) else HTML
        return known or XML_OTHER
    if JSON_START.match(start):
        if BARE_FRONT.match(start):
            return MARKDOWN
        return _first(OBJECTS, start) or (JSON_LINES if re.match(r"\s*\{.*\}\s*\n\s*\{", start) else JSON)
    lines = unix_lines(start)
    if FRONT_MATTER.match(lines) or (root and root[0].endswith("/>")):
        return MARKDOWN
    if TURTLE.match(lines):
        return TRIPLES
    if is_conll(lines, whole):
        return TOKENS
    if delimiter_of(lines, whole):
        return TABLE
    return MARKDOWN if is_markdown(lines) else TEXT


def unix_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _stray(root: str, text: str, whole: bool) -> bool:
    """Whether a tag begins a text that is no XML: it is empty, or never closed, and words follow."""
    if root.endswith("/>"):
        return re.fullmatch(r"(?>\s|<!--.*?-->|<\?.*?\?>)*", text[len(root) :], re.S) is None
    name = re.split(r"[\s>]", root[1:], maxsplit=1)[0]
    return whole and f"</{name}" not in text


def _first(table: list[tuple[str, Format]], words: str) -> Format | None:
    return next((found for pattern, found in table if COMPILED[pattern](words)), None)
