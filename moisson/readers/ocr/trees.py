"""The tree of a page's file."""

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
