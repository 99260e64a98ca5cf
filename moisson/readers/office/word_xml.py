"""The main part of a DOCX out of its package: one file of XML, without the styles, lists and notes that it refers to."""

from collections.abc import Iterator

from lxml import etree

from moisson.readers.contract import Text
from moisson.readers.office.docx import MAIN, read_parts
from moisson.readers.office.docx_styles import tree
from moisson.readers.read_options import How


def read(content: bytes, how: How) -> Iterator[Text]:
    """One document."""
    yield read_parts({MAIN: etree.tostring(tree(content, "the file", huge=True))}.get, "word-xml")
