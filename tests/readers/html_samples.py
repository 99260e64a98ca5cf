"""Pages of an act, made of a sentence that is long enough to count as running text."""

from moisson.readers.contract import Text
from moisson.readers.html.page import read
from moisson.readers.read_options import DEFAULT

SENTENCE = "The Minister may make rules providing for the temporary release of prisoners, subject to conditions."
ACT = f"<p>{SENTENCE}</p>" * 8
WORDS = "\n\n".join([SENTENCE] * 8)


def page(body: str, head: str = "", attributes: str = "") -> Text:
    """What is read of a page."""
    return next(read(f"<!DOCTYPE html><html {attributes}><head>{head}</head><body>{body}</body></html>".encode(), DEFAULT))
