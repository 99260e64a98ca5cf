"""Documents that a Word document takes in whole (`altChunk`): HTML, as web sites that make DOCX write it, RTF, DOCX, text."""

from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.message import Message

from moisson.errors import DocumentError
from moisson.extract.how import DEFAULT
from moisson.extract.sniff import sniff
from moisson.reader import Text

TAKEN = frozenset(("html", "rtf", "text"))
MIME = b"mime-version:"


def chunk_text(content: bytes, inner: Callable[[bytes], Iterator[Text]]) -> str:
    """Its words; nothing where it is of another kind or damaged, for the words around it are the document. `inner` reads DOCX."""
    if MIME in content[:1000].lower():
        content = _page(message_from_bytes(content))
    found = sniff(content)
    try:
        if found.name == "docx":
            texts = inner(content)
        elif found.name in TAKEN:
            texts = found.reader().read(content, DEFAULT)
        else:
            return ""
        return "\n\n".join(text.text for text in texts)
    except DocumentError:
        return ""


def _page(message: Message) -> bytes:
    """The first page of HTML in a web archive (MHT), or its first text."""
    parts = [part for part in message.walk() if part.get_content_maintype() == "text"]
    parts.sort(key=lambda part: part.get_content_subtype() != "html")
    body = parts[0].get_payload(decode=True) if parts else b""
    return body if isinstance(body, bytes) else b""
