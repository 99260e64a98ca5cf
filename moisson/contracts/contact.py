"""Where somebody can be written to: an address of mail or of the web, and nothing that would only look like one in a record."""

import re
from typing import Annotated

from pydantic import AfterValidator

# What may not stand in the address of a record (RFC 3987) may stand in none of these.
MAIL = re.compile(r"(?:mailto:)?[^\s<>\"{}|\\^`,;:@\x00-\x20\x7f]+@[^\s<>\"{}|\\^`,;:@/?#\x00-\x20\x7f]+")
WEB = re.compile(r"https?://[^\s<>\"{}|\\^`\x00-\x20\x7f]+")


def _reachable(said: str) -> str:
    if not MAIL.fullmatch(said) and not WEB.fullmatch(said):
        raise ValueError("it is no address; write one of mail (donnees@example.org) or of the web (https://example.org/contact)")
    return said


Contact = Annotated[str, AfterValidator(_reachable)]
