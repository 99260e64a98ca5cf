"""A service's own message about a refused request: it often names the error in a query."""

import re
from html import unescape

from moisson.connectors.web.failure import Failure

MARKUP = re.compile(r"<[^<>]*>")
MOST_SAID = 300  # characters


def with_server_message(failure: Failure) -> Failure:
    """The failure with the start of the service's message, if it is machine-readable."""
    plain = unescape(MARKUP.sub(" ", failure.body.decode("utf-8", "replace")))
    said = " ".join("".join(each if each.isprintable() else " " for each in plain).split())
    if not said:
        return failure
    detail = f"{failure.detail} It says: {said[:MOST_SAID]}"
    return Failure(failure.url, failure.reason, detail, failure.headers, failure.body)
