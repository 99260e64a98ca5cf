"""The vocabulary of RTF 1.9: tokens, destinations, code pages, characters and languages by number."""

import re

from moisson.readers.office.paragraphs import names

TOKEN = re.compile(
    r"\\(?P<word>[a-zA-Z]{1,40})(?P<number>-?\d{1,10})?[ ]?|\\'(?P<hex>[0-9a-fA-F]{2})|\\(?P<sign>[^a-zA-Z])|(?P<brace>[{}])"
    r"|[\r\n\x00]+|(?P<text>[^\\{}\r\n\x00]+)|\\",
    re.S,
)

# Groups that begin with one of these hold no words of the document.
OUT = names(
    "colortbl filetbl rsidtbl generator pict objdata objclass objname objalias objsect nonshppict "
    "header headerl headerr headerf footer footerl footerr footerf ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn xe tc tcn "
    "template themedata colorschememapping datastore latentstyles bkmkstart bkmkend atnid atnauthor atntime atnicn annotation "
    "atnref atnparent atrfstart atrfend atndate revtbl pn pnseclvl pgptbl pgp xmlnstbl userprops docvar sp comment "
    "panose fontemb fontfile falt background ffdeftext ffhelptext ffstattext ffname fldtype pgdsctbl nonesttables "
    "private passwordhash shprslt mmathPict listname liststylename levelnumbers"
)
# Groups that a reader who knows less may skip, and that do hold words.
STARRED_IN = names("shpinst shptxt do dptxbxtext ud moMathPara moMath nesttableprops footnote listtext pntext")

SIGNS = {"~": " ", "_": "-", "-": "", ":": "", "|": "", "\\": "\\", "{": "{", "}": "}"}
CHARACTERS = {
    **dict(zip(("emdash", "endash", "lquote", "rquote", "ldblquote", "rdblquote", "bullet"), "—–‘’“”•", strict=True)),
    **dict.fromkeys(("tab", "emspace", "enspace", "qmspace", "page", "column", "softline", "nestcell"), " "),
}

CODE_PAGES = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850", "ansi": "cp1252"}
CHARSETS = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 134: "cp936", 136: "cp950", 161: "cp1253", 162: "cp1254",
    163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250", 254: "cp437",
    255: "cp850",
}  # fmt: skip
# Fonts of Windows that hold one script say so in their names, also where a program does not know their character set.
SUFFIXES = {"ce": "cp1250", "cyr": "cp1251", "greek": "cp1253", "tur": "cp1254", "baltic": "cp1257"}
SYMBOL_CHARSET = 2

# Microsoft's numbers of languages, without the country (the lowest ten bits).
LANGUAGES = {
    0x01: "ar", 0x02: "bg", 0x03: "ca", 0x05: "cs", 0x06: "da", 0x07: "de", 0x08: "el", 0x09: "en", 0x0A: "es", 0x0B: "fi",
    0x0C: "fr", 0x0D: "he", 0x0E: "hu", 0x0F: "is", 0x10: "it", 0x13: "nl", 0x14: "nb", 0x15: "pl", 0x16: "pt", 0x18: "ro",
    0x19: "ru", 0x1A: "hr", 0x1B: "sk", 0x1C: "sq", 0x1D: "sv", 0x1F: "tr", 0x22: "uk", 0x23: "be", 0x24: "sl", 0x25: "et",
    0x26: "lv", 0x27: "lt", 0x2D: "eu", 0x2F: "mk", 0x37: "ka", 0x38: "fo", 0x3A: "mt", 0x3C: "ga", 0x52: "cy", 0x56: "gl",
    0x62: "fy", 0x6E: "lb",
}  # fmt: skip
FULL = {0x0814: "nn", 0x0C1A: "sr", 0x081A: "sr", 0x141A: "bs", 0x1C1A: "sr", 0x181A: "sr", 0x241A: "sr", 0x281A: "sr"}
NO_LANGUAGE = (0x0400, 0x0000, 0x00FF)
FACTORY = 0x0409  # English of the United States: the setting of an installation, not of a document


def language(number: int) -> str | None:
    """The language with this number as ISO 639-1."""
    return None if number in NO_LANGUAGE else FULL.get(number) or LANGUAGES.get(number & 0x3FF)
