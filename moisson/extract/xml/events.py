"""A walker is told of every start, end and stretch of words, by expat."""

from xml.parsers import expat

from moisson.errors import DocumentError
from moisson.extract.xml.walker import Walker


def walk(walker: Walker, source: bytes) -> None:
    """Walk a file (UTF-8, without a DOCTYPE); raises DocumentError where it is not well formed or too deep."""
    parts, meet, begin, end = walker._parts, walker._meet, walker._start, walker._end

    def start(tag: str, attributes: dict[str, str]) -> None:
        begin(parts.get(tag) or meet(tag, attributes), attributes)

    def finish(tag: str) -> None:
        end()

    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.buffer_size = 1 << 16
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, finish, walker._hear
    if type(walker).instruction is not Walker.instruction:
        parser.ProcessingInstructionHandler = walker.instruction
    try:
        parser.Parse(source, True)
    except expat.ExpatError as error:
        said = f"line {error.lineno}, column {error.offset}: {expat.ErrorString(error.code)}"
        raise DocumentError("xml-malformed", said) from None
    finally:  # the handlers know the walker, and the walker the parser: let go of one another
        parser.StartElementHandler = parser.EndElementHandler = parser.CharacterDataHandler = None
        parser.ProcessingInstructionHandler = None
