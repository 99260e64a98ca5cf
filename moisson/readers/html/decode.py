"""Decodes the bytes of a page. Believes a declared encoding only where the bytes do not contradict it."""

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE, lookup

from moisson.contracts.errors import DocumentError
from moisson.readers import decode as plain

HEAD = 8192  # bytes in which a page declares its encoding
DECLARED = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]+)", re.I
)
LANGUAGE = re.compile(rb"<html[^>]{0,500}?\blang\s*=\s*[\"']?([a-z]{2})", re.I)
# Encodings that a page may be in: of one byte, or of East Asia. Never codecs that encode no text (`hex`, `zip`).
TEXT = re.compile(r"iso8859-\d+|cp\d+|koi8-[rut]|mac-\w+|kz1048|gb\w+|big5\w*|euc_\w+|shift_?\w+|johab|tis-620|hz")
BY_LANGUAGE = {
    **dict.fromkeys(["cs", "hr", "hu", "pl", "ro", "sk", "sl", "sq"], "cp1250"),
    **dict.fromkeys(["be", "bg", "mk", "ru", "sr", "uk"], "cp1251"),
    **dict.fromkeys(["et", "lt", "lv"], "cp1257"),
    "el": "cp1253",
    "tr": "cp1254",
}
NOT_ASCII = re.compile("[^\x00-\x7f]")
BYTE = re.compile("[\udc80-\udcff]+")


def decode(data: bytes) -> str:
    """The text of a page; never raises.

    As UTF-16 or UTF-32; as UTF-8 where it is (a few damaged bytes allowed); else as declared, or as is usual in its language;
    a page that says neither, in the likeliest encoding.
    """
    if b"\x00" in data[:HEAD] and (wide := plain.wide(data)):
        return data.decode(wide, "replace").removeprefix("\ufeff")
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("utf-8-sig", "surrogateescape")
    wrong = sum(len(found[0]) for found in BYTE.finditer(text))
    right = len(NOT_ASCII.findall(text)) - wrong
    if right > 3 * wrong:
        return BYTE.sub(lambda found: found[0].encode("utf-8", "surrogateescape").decode("cp1252", "replace"), text)
    if known := _declared(data[:HEAD]):
        return data.decode(known, "replace")
    try:
        return plain.decode(data)
    except DocumentError:
        return data.decode("cp1252", "replace")


def _declared(head: bytes) -> str:
    """The encoding that a page declares, unless only UTF-8 fits it; else the usual one of its language, or nothing."""
    language = LANGUAGE.search(head)
    usual = BY_LANGUAGE.get(language[1].decode("ascii").lower(), "cp1252") if language else ""
    found = DECLARED.search(head)
    if found is None:
        return usual
    try:
        name = lookup((found[1] or found[2]).decode("ascii")).name
    except (LookupError, UnicodeDecodeError):
        return usual
    if name == "iso8859-1":
        return "cp1252"  # as in every browser
    return name if TEXT.fullmatch(name) else usual
