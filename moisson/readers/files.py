"""Reads sources without a `read.py`: each file by its format, which `sniff` tells from the content."""

from collections.abc import Iterator
from dataclasses import dataclass

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import File, Raw, Refused, Text
from moisson.readers.formats import EMPTY
from moisson.readers.ocr.works import gather
from moisson.readers.read_options import How
from moisson.readers.sniff import sniff
from moisson.readers.tei.speakers import introduce


@dataclass(frozen=True, slots=True)
class FileReader:
    """Reads files as `[read]` of a source says."""

    how: How

    def gather(self, files: Iterator[File | Refused]) -> Iterator[File | Refused]:
        """The files of a harvest, with pages joined to works and speakers' names put into sittings."""
        return gather(introduce(files))

    def split(self, file: File) -> Iterator[Raw | Refused]:
        """One document per file, named by its path; where a format holds many, as its module splits it."""
        found = sniff(file.data)
        if found.module and (split := getattr(found.reader(), "split", None)):
            for piece in split(file, self.how):
                yield piece if isinstance(piece, Refused) else piece._replace(content=piece.body, format=sniff(piece.body).name)
        else:
            yield Raw(id=file.path, content=file.data, media_type=found.media_type, format=found.name)

    def read(self, content: bytes) -> Iterator[Text]:
        """The documents of one file; raises DocumentError for what is empty, unknown or cannot be read."""
        found = sniff(content)
        if found is EMPTY:
            raise DocumentError("empty", found.note)
        if found.module is None:
            raise DocumentError(found.reason, f"{found.media_type}: {found.note}")
        words = False
        for text in found.reader().read(content, self.how):
            if text.text:
                words = True
                yield text
        if not words:
            raise DocumentError("empty", f"the {found.name} file holds no text")
