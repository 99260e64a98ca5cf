"""Gives readiness the words of each page of a PDF, or the catalogue records of another file.

It is the `read.py` of a source, so it runs in a guarded process under the limits of every reader. Answers travel as JSON in place
of a text.
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
