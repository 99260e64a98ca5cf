"""Repairs text that someone read in the wrong code page and saved, where there is no doubt."""

import codecs
import re
from functools import cache

from moisson.readers.decode import AROUND, FALLBACKS, NO_ASCII
from moisson.readers.spaces import has_controls

MISREAD = re.compile(rb"\xc3(?:[\x82-\x85\x8e-\x91]\xc2|\xa2\xe2\x82)")  # UTF-8 made of what was UTF-8 before: `Ã©`, `â€™`
QUOTES = re.compile("[\x80-\x84\x86-\x9f]")  # U+0085 alone may be the end of a line
WINDOWS_SIGNS = re.compile("[\x80-\x9f]")
# UTF-8 that was read as Windows-1252 and saved: a lead byte's letter and, after it, signs that never follow it in words.
TRAIL = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ" + "".join(map(chr, range(0x80, 0xC0)))
TWICE = re.compile(f"[ÂÃÄÅÎÏÐÑâá][{TRAIL}](?:(?<=[ÂÃÄÅÎÏÐÑ][{TRAIL}])|[{TRAIL}])")


def mend(text: str) -> str:
    """Text with `Ã©` back to `é` where three or more places leave no doubt, and C1 controls back to quotes of Windows-1252."""
    if text.isascii():
        return text
    text = next(filter(None, (_whole(text, page) for page in FALLBACKS)), None) or _in_places(text)
    if has_controls(text) and QUOTES.search(text):
        text = WINDOWS_SIGNS.sub(lambda sign: sign[0].encode("latin-1").decode("cp1252", "ignore"), text)
    return text


def _whole(text: str, page: str) -> str | None:
    """What a text was before it was read in this code page and not in UTF-8, where all of it can be read so."""
    table = _table(page)
    first = NO_ASCII.search(text)
    start = first.start() if first else 0
    try:
        codecs.getincrementaldecoder("utf-8")().decode(text[start : start + AROUND].translate(table).encode("latin-1"))
        before = text.translate(table).encode("latin-1").decode("utf-8")
    except UnicodeError:
        return None
    return before if len(NO_ASCII.findall(before)) >= 3 else None


@cache
def _table(page: str) -> dict[int, int]:
    """For each character of a code page its byte; control characters stand for bytes that it has no character for."""
    characters = bytes(range(256)).decode(page, "replace")
    known = {byte if character == "\ufffd" else ord(character): byte for byte, character in enumerate(characters)}
    return known if page == "cp1252" else dict.fromkeys(range(256), 256) | known  # its files are read as ISO 8859-1, too


def _in_places(text: str) -> str:
    quotes = "€" in text and "â€" in text  # one sign is found sooner than two
    if not quotes and "Ã" not in text and "Å" not in text and "Ð" not in text and "Î" not in text:
        return text
    found = TWICE.findall(text)
    if len(found) < 3 or all(pair[0] == "Â" for pair in found):
        return text
    mended = TWICE.sub(lambda pair: _once(pair[0]), text)
    return mended if len(TWICE.findall(mended)) < len(found) / 2 else text


def _once(pair: str) -> str:
    try:
        return b"".join(bytes([ord(c)]) if ord(c) < 256 else c.encode("cp1252") for c in pair).decode("utf-8")
    except UnicodeError:
        return pair
