"""Whether a file of XML can go to the parser as it is."""

import re

OTHER_ENTITY = re.compile(rb"&(?!(?:lt|gt|amp|quot|apos|#\d+|#x[\da-fA-F]+);)")
FORBIDDEN = bytes({*range(32)} - {9, 10, 13})


def is_plain(data: bytes) -> bool:
    """Whether there is no DOCTYPE, no entity but XML's own, no control character, and none of those that are no characters."""
    found = b"<!DOCTYPE" in data or b"\xef\xbf" in data or OTHER_ENTITY.search(data) is not None
    return not found and len(data.translate(None, FORBIDDEN)) == len(data)
