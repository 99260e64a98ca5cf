"""Dublin Core alone, as every OAI-PMH repository serves it: an entry describes a document and holds none of its words."""

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import urlsplit

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import File, Raw, Refused, Text
from moisson.readers.read_options import How

REASON = "only-described"
POINTS = re.compile(r"<(?:[\w.-]+:)?(?:identifier|source|relation)\b[^<>]*>\s*(https?://[^\s<>\"@]+)\s*</")
DOCUMENT = re.compile(r"\.(pdf|docx?|odt|rtf|epub|html?|xml|txt)\Z", re.IGNORECASE)


def split(file: File, _how: How) -> Iterator[Raw | Refused]:
    """Yields a refusal that says what to do."""
    yield Refused(file.path, REASON, remedy(file.data))


def read(content: bytes, _how: How) -> Iterator[Text]:
    """Raises DocumentError that says what to do."""
    raise DocumentError(REASON, remedy(content))


def remedy(content: bytes) -> str:
    """What to write in `source.toml` to harvest the document itself."""
    said = "the record describes a document and does not hold it"
    addresses = [urlsplit(unescape(each)) for each in POINTS.findall(content.decode("utf-8", "replace"))]
    for address in addresses:
        if (ending := DOCUMENT.search(address.path)) and not address.query:
            return f'{said}; write links = ["{address.netloc}/**/*{ending[0]}"] under [connector], and what it points to comes'
    if addresses:
        return f'{said}; write links = ["{addresses[0].netloc}/**"] under [connector], and the page that it points to comes'
    return f"{said}, nor an address of it; write a `format` of the repository that holds the words, such as tei, jats or mets"
