"""The tree of a page's file, or its elements one after the other."""

from collections.abc import Iterator
from io import BytesIO
from xml.etree import ElementTree as ET

from moisson.contracts.errors import DocumentError
from moisson.readers.xml.xmlsource import xml_source


def parse(content: bytes) -> ET.Element:
    """The tree; tags are names without their namespaces. Raises DocumentError where the file is not well formed."""
    try:
        root = ET.fromstring(xml_source(content))
    except ET.ParseError as error:
        raise DocumentError("xml-malformed", str(error)) from None
    names: dict[str, str] = {}
    for element in root.iter():
        tag = element.tag
        element.tag = names.get(tag) or names.setdefault(tag, tag.rpartition("}")[2])
    return root


def ended(content: bytes) -> Iterator[ET.Element]:
    """Each element as it ends, named and refused as in `parse`, for files of many pages: who has read one clears it."""
    names: dict[str, str] = {}
    try:
        for _, element in ET.iterparse(BytesIO(xml_source(content))):
            tag = element.tag
            element.tag = names.get(tag) or names.setdefault(tag, tag.rpartition("}")[2])
            yield element
    except ET.ParseError as error:
        raise DocumentError("xml-malformed", str(error)) from None
