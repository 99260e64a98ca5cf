"""Contact: a mail or web address that is valid in the records a release publishes."""

import re
from typing import Annotated

from pydantic import AfterValidator

# Characters that RFC 3987 bars from the address of a record are barred here.
MAIL = re.compile(r"(?:mailto:)?[^\s<>\"{}|\\^`,;:@\x00-\x20\x7f]+@[^\s<>\"{}|\\^`,;:@/?#\x00-\x20\x7f]+")
WEB = re.compile(r"https?://[^\s<>\"{}|\\^`\x00-\x20\x7f]+")


def _reachable(said: str) -> str:
    if not MAIL.fullmatch(said) and not WEB.fullmatch(said):
        raise ValueError("it is not an address; give a mail (donnees@example.org) or web address (https://example.org/contact)")
    return said


Contact = Annotated[str, AfterValidator(_reachable)]
