"""What readiness asks of a single file: the words of each page of a PDF, the catalogue records of anything else.

It is the `read.py` of a source of its own, so that it works where every reader does: in a guarded process, under its limits.
Answers travel as JSON in the place of a text.
"""

from collections.abc import Iterator

import orjson

from moisson.check.readiness.inside.records import records
from moisson.readers.contract import File, Raw, Refused, Text
from moisson.readers.read_options import DEFAULT


def split(file: File) -> Iterator[Raw | Refused]:
    """Nothing is split here."""
    yield Raw(id=file.path, content=file.data)


def read(content: bytes) -> Iterator[Text]:
    """A JSON list: the text of each page, or the catalogue records."""
    if content.startswith(b"%PDF-"):
        from moisson.readers.pdf.reader import pages

        yield Text(orjson.dumps(pages(content, DEFAULT)).decode(), "pages")
    else:
        yield Text(orjson.dumps([record._asdict() for record in records(content)]).decode(), "records")
