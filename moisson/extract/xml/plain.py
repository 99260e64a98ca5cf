"""Whether a file of XML can go to the parser as it is."""

import re

OTHER_ENTITY = re.compile(rb"&(?!(?:lt|gt|amp|quot|apos|#\d+|#x[\da-fA-F]+);)")
FORBIDDEN = bytes({*range(32)} - {9, 10, 13})


def is_plain(data: bytes) -> bool:
    """Whether it is UTF-8, without DOCTYPE, entities but XML's own, control characters, and those that are no characters."""
    found = b"<!DOCTYPE" in data or b"\xef\xbf" in data or OTHER_ENTITY.search(data) is not None
    if found or len(data.translate(None, FORBIDDEN)) != len(data):
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
