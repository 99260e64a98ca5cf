"""Documents that a Word document takes in whole (`altChunk`): HTML, as web sites that make DOCX write it, RTF, DOCX, text."""

from collections.abc import Callable, Iterator

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import Text
from moisson.readers.read_options import DEFAULT
from moisson.readers.sniff import sniff
from moisson.readers.text.mime import main_part, message_of, words_of

TAKEN = frozenset(("html", "rtf", "text"))
MIME = b"mime-version:"


def chunk_text(content: bytes, inner: Callable[[bytes], Iterator[Text]]) -> str:
    """Its words; nothing where it is of another kind or damaged, for the words around it are the document. `inner` reads DOCX."""
    try:
        if MIME in content[:1000].lower():
            part = main_part(message_of(content))
            content = b"" if part is None else words_of(part)
        found = sniff(content)
        if found.name == "docx":
            texts = inner(content)
        elif found.name in TAKEN:
            texts = found.reader().read(content, DEFAULT)
        else:
            return ""
        return "\n\n".join(text.text for text in texts)
    except DocumentError:
        return ""
