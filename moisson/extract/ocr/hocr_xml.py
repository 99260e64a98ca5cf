"""The elements of a file of hOCR that is well formed, by expat."""

from xml.parsers import expat

from moisson.errors import DocumentError
from moisson.extract.ocr.hocr_parts import Parts


def fill(found: Parts, source: bytes) -> None:
    """Tell of all in a file (UTF-8, without a DOCTYPE); raises DocumentError where it is not well formed."""
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = found.start, found.end, found.data
    try:
        parser.Parse(source, True)
    except expat.ExpatError as error:
        raise DocumentError("xml-malformed", str(error)) from None
