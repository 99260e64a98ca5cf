"""The reader of sources without a `read.py`: one document per file of HTML, Markdown or plain text, known by its content.

What a file is called does not count: portals serve HTML as `.txt` and PDF as `.html`.
"""

import re
from collections.abc import Iterator

from moisson.errors import DocumentError
from moisson.extract.html import page_to_text
from moisson.reader import File, Raw, Text

SIGNATURES = {
    b"%PDF-": "application/pdf",
    b"PK\x03\x04": "application/zip, which is also what Office files are",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "application/x-ole-storage, an old Office file",
    b"{\\rtf": "application/rtf",
    b"\x1f\x8b": "application/gzip",
    b"BZh": "application/x-bzip2",
    b"\xfd7zXZ\x00": "application/x-xz",
    b"(\xb5/\xfd": "application/zstd",
    b"7z\xbc\xaf'\x1c": "application/x-7z-compressed",
    b"Rar!\x1a\x07": "application/vnd.rar",
    b"\x89PNG\r\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
    b"II*\x00": "image/tiff",
    b"MM\x00*": "image/tiff",
    b"RIFF": "image/webp or another RIFF file",
    b"PAR1": "application/vnd.apache.parquet",
    b"SQLite format 3\x00": "application/vnd.sqlite3",
}
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|article|main|div|p|h1)\b", re.I | re.S
)
XML = re.compile(r"\s*<(?:\?xml|!doctype|[a-z][\w:.-]*[\s>])", re.I)
JSON = re.compile(r'\s*(?:\{\s*(?:"|\})|\[\s*(?:["{\[\]\d]|-\d|true|false|null))')
MARKDOWN = re.compile(r"^(?:#{1,6} \S|```|~~~)|\]\((?:https?:/|\.{0,2}/|#)", re.M)
FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.M | re.S)
FIELD = re.compile(r"^(title|date):[ \t]+(.+?)[ \t]*$", re.M)
DAY = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?(?![\d-])")
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
HEAD = 4096  # bytes looked at to tell what a file is


def split(file: File) -> Iterator[Raw]:
    """One document per file, named by its path."""
    yield Raw(id=file.path, content=file.data, media_type=media_type(file.data))


def read(content: bytes) -> Iterator[Text]:
    """The file's text; raises DocumentError for what is empty, or neither HTML nor text."""
    kind = media_type(content)
    if not content.strip():
        raise DocumentError("empty", "the file holds no text")
    if kind == "text/html":
        title, text = page_to_text(content)
        found = Text(text, "html", title)
    elif kind == "text/markdown":
        found = _markdown(_lines(decode(content)))
    elif kind == "text/plain":
        found = Text(_lines(decode(content)), "text")
    else:
        raise DocumentError("format-unsupported", f"{kind}; a source of such files needs a read.py")
    if not found.text:
        raise DocumentError("empty", f"the {found.format} file holds no text")
    yield found


def media_type(data: bytes) -> str:
    """What a file is, by its first bytes."""
    for signature, name in SIGNATURES.items():
        if data.startswith(signature):
            return name
    head = data[:HEAD]
    if not head.startswith(UTF_16):
        if b"\x00" in head:
            return "application/octet-stream"
        start = head.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
    else:
        start = head.decode("utf-16", "replace")
    if PAGE.match(start):
        return "text/html"
    if JSON.match(start):
        return "application/json"
    if XML.match(start):
        return "text/html" if re.search(r"<html\b", start, re.I) else "application/xml"
    lines = start.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    return "text/markdown" if lines.startswith("---\n") or MARKDOWN.search(lines) else "text/plain"


def decode(data: bytes) -> str:
    """Text as UTF-8 or, with a byte-order mark, UTF-16; else as Windows-1252 where that gives plausible words."""
    try:
        return data.decode("utf-16") if data.startswith(UTF_16) else data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        reason = f"neither UTF-8 (byte {error.start}) nor plausible Windows-1252"
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        raise DocumentError("encoding-unknown", reason) from None
    foreign = [character for character in text if character > "\x7f"]
    usual = sum(character.isalpha() or character in "«»’‘“”„–—…€°§·\xa0" for character in foreign)
    if CONTROL.search(text) or usual < 0.9 * len(foreign) or len(foreign) > 0.3 * len(text):
        raise DocumentError("encoding-unknown", reason)
    return text


def _lines(text: str) -> str:
    """With Unix line ends, without trailing spaces, control characters and blank edges."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").replace("\f", "\n\n")
    return "\n".join(line.rstrip() for line in CONTROL.sub("", text).lstrip("\ufeff").split("\n")).strip("\n")


def _markdown(text: str) -> Text:
    """Markdown without its front matter, whose title and date are used where they are plain values."""
    fields: dict[str, str] = {}
    if front := FRONT_MATTER.match(text):
        for name, value in FIELD.findall(front[1]):
            plain = value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value
            if plain and plain[0] not in "|>{[&*!%@`":
                fields.setdefault(name, plain)
        text = text[front.end() :].strip("\n")
    day = DAY.match(fields.get("date", ""))
    return Text(text, "markdown", fields.get("title") or _first_heading(text), created=day[0] if day else None)


def _first_heading(text: str) -> str | None:
    fenced = False
    for line in text.split("\n"):
        if line.startswith(("```", "~~~")):
            fenced = not fenced
        elif line.startswith("# ") and not fenced:
            return line[2:].strip().rstrip("#").rstrip() or None
    return None
