"""What a service says of a request that it refuses, in its own words: they often name what is wrong with a query."""

import re
from html import unescape

from moisson.connectors.web.failure import Failure

MARKUP = re.compile(r"<[^<>]*>")
MOST_SAID = 300  # characters


def with_server_message(failure: Failure) -> Failure:
    """The failure with the beginning of the service's own words, where it has any that are made for programs."""
    plain = unescape(MARKUP.sub(" ", failure.body.decode("utf-8", "replace")))
    said = " ".join("".join(each if each.isprintable() else " " for each in plain).split())
    if not said:
        return failure
    detail = f"{failure.detail} It says: {said[:MOST_SAID]}"
    return Failure(failure.url, failure.reason, detail, failure.headers, failure.body)
