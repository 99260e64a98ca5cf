"""The main part of a DOCX out of its package: one file of XML, without the styles, lists and notes that it refers to."""

from collections.abc import Iterator

from lxml import etree

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import Text
from moisson.readers.office.docx import MAIN, read_parts
from moisson.readers.office.docx_styles import tree
from moisson.readers.read_options import How


class Parts(dict[str, bytes]):
    """The parts of a document by their names, as `zipped.Package` has them."""

    def find(self, name: str) -> bytes | None:
        """What stands in a part, or None where there is no such part."""
        return self.get(name)

    def read(self, name: str) -> bytes:
        """What stands in a part; raises DocumentError where there is no such part."""
        if name not in self:
            raise DocumentError("member-missing", f"the file has no part {name}")
        return self[name]


def read(content: bytes, how: How) -> Iterator[Text]:
    """One document."""
    document = tree(content, "the file", huge=True)
    for text in read_parts(Parts({MAIN: etree.tostring(document)})):
        yield text._replace(format="word-xml")
