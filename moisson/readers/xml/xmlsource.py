"""An XML file as UTF-8 that a parser reads without loading anything: no DTD, no entities."""

import codecs
import re
from html.entities import html5

from moisson.contracts.errors import DocumentError
from moisson.readers.decode import decode
from moisson.readers.mojibake import MISREAD, mend

DECLARED = re.compile(rb"\A\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]+)[\"']", re.I)
DECLARATION = re.compile(r"\A\s*<\?xml\b.*?\?>", re.I | re.S)
DOCTYPE = re.compile(
    r"<!DOCTYPE\b(?:[^\[>\"']|\"[^\"]*\"|'[^']*')*+(?:\[(?:[^\]\"'<]|\"[^\"]*\"|'[^']*'|<!--.*?-->|<[^>]*>)*+\]\s*)?>", re.S
)
ENTITY = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|&(?!(?:lt|gt|amp|quot|apos|#\d+|#x[\da-fA-F]+);)([\w.:-]*)(;?)", re.S
)
HEX = re.compile(r"x[\da-f]{1,8}")
DEFINED = re.compile(r"<!ENTITY\s+([\w.:-]+)\s+(?:\"([^\"<&%]{0,1000})\"|'([^'<&%]{0,1000})')\s*>")
MOST_GROWTH = 10  # times the file, and a MiB
ENTITY_ALONE = re.compile(
    r"&(?!(?:lt|gt|amp|quot|apos|#\d+|#x[\da-fA-F]+);)([\w.:-]*)(;?)"
)  # where there is no CDATA, no comment
PROLOGUE = re.compile(  # with a DOCTYPE that defines nothing
    rb"(?:\xef\xbb\xbf)*+\s*+(?:<\?xml\b.*?\?>\s*+)?(?:<!DOCTYPE\b(?:[^\[<>\"']|\"[^\"]*\"|'[^']*')*+>\s*+)?(?=<)", re.I | re.S
)
OTHER_ENTITY = re.compile(rb"&(?!(?:lt|gt|amp|quot|apos|#\d+|#x[\da-fA-F]+);)")
FORBIDDEN = bytes({*range(32)} - {9, 10, 13})
NO_CHARACTER = re.compile("[\ufffe\uffff]")
UTF_16 = (b"\xff\xfe", b"\xfe\xff", b"<\x00?\x00", b"\x00<\x00?")


def xml_text(data: bytes) -> str:
    """The file as text: by its byte-order mark, as UTF-8 where it is UTF-8, as it declares, else as `decode` finds."""
    if data.startswith(UTF_16):
        name = "utf-16" if data[:2] in UTF_16 else "utf-16-le" if data[:1] == b"<" else "utf-16-be"
        return data.decode(name, "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        declared = DECLARED.match(data)
    if declared:
        try:
            codec = codecs.lookup(declared[1].decode("ascii"))
            if codec.name != "utf-8":
                return data.decode(codec.name)
        except (LookupError, UnicodeDecodeError):
            pass  # a false declaration
    return decode(data)


def _is_plain(data: bytes) -> bool:
    """Whether it is UTF-8, without DOCTYPE, entities but XML's own, control characters, and those that are no characters."""
    found = b"<!DOCTYPE" in data or b"\xef\xbf" in data or OTHER_ENTITY.search(data) is not None
    if found or len(data.translate(None, FORBIDDEN)) != len(data):
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def xml_source(data: bytes) -> bytes:
    """The file as UTF-8 without declaration and DOCTYPE.

    Entities of HTML become characters, those that the file defines as plain words these words; others stay as written, so that
    nothing is loaded or expanded twice. Mojibake is repaired. Raises DocumentError where the file would swell without measure.
    """
    misread = MISREAD.search(data) is not None
    return (None if misread else _as_it_is(data)) or _mended(data, misread)


def _as_it_is(data: bytes) -> bytes | None:
    """The file from its root on, where it is UTF-8 and holds nothing to be mended: most do."""
    if (start := PROLOGUE.match(data)) is None:
        return None
    source = data[start.end() :]
    return source if _is_plain(source) else None


def _mended(data: bytes, misread: bool) -> bytes:
    text = xml_text(data).lstrip("\ufeff")
    if misread:
        text = mend(text)
    if declaration := DECLARATION.match(text):
        text = text[declaration.end() :]
    defined: dict[str, str] = {}
    start = text.find("<!DOCTYPE")
    if start >= 0 and (found := DOCTYPE.match(text, start)):
        defined = {name: one or other for name, one, other in DEFINED.findall(found[0])}
        text = text[:start] + text[found.end() :]
    if "&" in text and ENTITY_ALONE.search(text):
        pattern = ENTITY if "<!" in text else ENTITY_ALONE
        left = MOST_GROWTH * len(text) + (1 << 20)

        def written(found: re.Match[str]) -> str:
            nonlocal left
            words = _entity(found, defined)
            left -= len(words) - len(found[0])
            if left < 0:
                raise DocumentError("entities", f"its entities make more than {MOST_GROWTH} times as much of it.")
            return words

        text = pattern.sub(written, text)
    text = text.lstrip()
    if "\ufffe" in text or "\uffff" in text:
        text = NO_CHARACTER.sub("", text)
    return text.encode("utf-8", "replace").translate(None, FORBIDDEN)


def character(name: str) -> str:
    """What an entity of this name stands for in words; where that is nothing known, it stands as it is written."""
    if name.startswith("#"):
        digits = name[1:].lower()
        number = (
            int(digits[1:] or "0", 16) if HEX.fullmatch(digits) else int(digits) if digits.isascii() and digits.isdigit() else -1
        )
        if number < 0 or number > 0x10FFFF or 0xD800 <= number < 0xE000:
            return f"&{name};"
        return chr(number) if number > 31 or number in (9, 10, 13) else ""
    return html5.get(f"{name};", f"&{name};")


def _entity(found: re.Match[str], defined: dict[str, str]) -> str:
    name, end = found[1], found[2]
    if name is None:
        return found[0]
    if end and name in defined:
        return defined[name].replace("&", "&amp;").replace("<", "&lt;")
    if end and (characters := html5.get(f"{name};")):
        return characters.replace("&", "&amp;").replace("<", "&lt;")
    return f"&amp;{name}{end}"
