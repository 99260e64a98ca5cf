"""XML answers, parsed without loading, expanding or nesting anything without end."""

from lxml import etree, html

from moisson.contracts.errors import DocumentError
from moisson.readers.decode import decode
from moisson.readers.xml.xmlsource import xml_source

HIDDEN = str.maketrans("", "", "\ufeff\u200b")
PARSER = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_pis=True)


class NotXml(Exception):
    """The answer is not well-formed XML; says where."""


def parse_xml(data: bytes) -> etree._Element:
    """The root of an answer; raises NotXml. No DTD, no entities, no network; libxml2's limits on depth and length hold."""
    try:
        root = etree.fromstring(xml_source(data), PARSER)
    except etree.XMLSyntaxError as error:
        raise NotXml(f"not well-formed XML: {error.msg}") from None
    except DocumentError as error:
        raise NotXml(error.detail) from None
    if root is None:
        raise NotXml("no XML at all")
    return root


def parse_page(data: bytes) -> html.HtmlElement:
    """The root of an HTML page from any bytes; raises NotXml if it is empty."""
    try:
        text = decode(data)
    except DocumentError:
        text = data.decode("utf-8", "replace")
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, huge_tree=False)
    try:
        return html.fromstring(text.encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise NotXml(f"no page: {error}") from None


def local_name(element: etree._Element) -> str:
    """An element's name without namespace; empty for comments."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def namespace(element: etree._Element) -> str:
    """An element's namespace; empty if it has none."""
    tag = element.tag
    return tag[1:].rpartition("}")[0] if isinstance(tag, str) else ""


def text_of(element: etree._Element | None) -> str:
    """All text in an element, on one line."""
    if element is None:
        return ""
    text = "".join(map(str, element.itertext())) if len(element) else element.text or ""
    return " ".join((text if text.isascii() else text.translate(HIDDEN)).split())


def canonical_xml(element: etree._Element) -> bytes:
    """An element as its own document, in exclusive canonical XML: its surroundings never change a byte."""
    used = {each.prefix for each in element.iter(etree.Element) if each.prefix}
    canonical: bytes = etree.tostring(
        element, method="c14n", exclusive=True, with_comments=True, inclusive_ns_prefixes=sorted(used)
    )
    return canonical
