"""Mails and web archives (MIME, RFC 2045): the words of the mail, the page that was saved (MHT), what Word saved as one.

Left out on purpose: who wrote to whom, and attached files, which `missing` counts.
"""

from collections.abc import Iterator
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parsedate_to_datetime

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import Text
from moisson.readers.formats import HTML, TEXT
from moisson.readers.read_options import How

ARCHIVE = "multipart/related"  # a page with its pictures: its date is that of saving


def read(content: bytes, how: How) -> Iterator[Text]:
    """One document; none where no part holds words."""
    message = message_of(content)
    part = main_part(message)
    if part is None:
        return
    found = HTML if part.get_content_subtype() == "html" else TEXT
    attached = sum(map(_attached, message.walk()))
    for text in found.reader().read(words_of(part), how):
        yield text._replace(
            format="mime",
            title=text.title or _subject(message),
            created=text.created or (None if message.get_content_type() == ARCHIVE else _sent(message)),
            missing=f"attached files: {attached}" if attached else text.missing,
        )


def message_of(content: bytes) -> Message:
    """A message; raises DocumentError where its parts are nested too deep."""
    try:
        return message_from_bytes(content)
    except RecursionError:
        raise DocumentError("mime-malformed", "its parts are nested too deep") from None


def main_part(message: Message) -> Message | None:
    """The part with the words: the first page of HTML, and of alternatives the plain one; None where there is no text."""
    parts = [part for part in message.walk() if part.get_content_maintype() == "text" and not _attached(part)]
    plain_first = any(part.get_content_type() == "multipart/alternative" for part in message.walk())
    parts.sort(key=lambda part: (part.get_content_subtype() == "html") == plain_first)
    return parts[0] if parts else None


def words_of(part: Message) -> bytes:
    """The words of a part, in UTF-8 where it says rightly what they are in."""
    body = part.get_payload(decode=True)
    if not isinstance(body, bytes):
        return b""
    try:
        return body.decode(part.get_content_charset() or "utf-8").encode()
    except (UnicodeError, LookupError):
        return body


def _attached(part: Message) -> bool:
    return part.get_content_disposition() == "attachment"


def _subject(message: Message) -> str | None:
    try:
        return " ".join(str(make_header(decode_header(message["Subject"] or ""))).split()) or None
    except (UnicodeError, LookupError, MessageError, ValueError):
        return None


def _sent(message: Message) -> str | None:
    try:
        return parsedate_to_datetime(message["Date"] or "").date().isoformat()
    except (ValueError, TypeError, OverflowError):
        return None
