"""A mail as a mail program saves it (.eml): who wrote, what, and what came with it.

Whatever is sent is read or left out with a reason, never opened: attachments are bytes to show to a person, and no archive is
unpacked. A mail may be large, nested without end, in a charset that there is not, or HTML alone; it is taken all the same.
"""

import codecs
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date
from email.errors import HeaderParseError, MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import Path

from moisson.contracts.disk import disk
from moisson.contracts.errors import DocumentError, UserError
from moisson.contracts.identity import digest
from moisson.readers.decode import decode
from moisson.readers.html.fragment import html_to_text

MOST_BYTES = 40_000_000  # of a mail; servers refuse larger ones
MOST_TEXT = 200_000  # characters kept of what was written
MOST_KEPT = 5_000_000  # bytes of one attachment
MOST_PARTS = 60
DEEPEST = 12
LINE = 300  # characters of a name, an address, a subject
BOUNDARIES = 200
MOST_HEADER = 4_000  # characters
ADDRESS = re.compile(r"[^\s@<>(),;:\\\"\[\]\x00-\x20\x7f]+@[^\s@<>(),;:\\\"\[\]\x00-\x20\x7f]+")
SLOW = ("idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined")  # no charsets of mail, and quadratic or worse


@dataclass(frozen=True)
class Attachment:
    """What came with a mail; `content` is None where it was left out, and `why` says why."""

    name: str
    size: int
    content: bytes | None
    why: str | None = None


@dataclass(frozen=True)
class Mail:
    """A message to the desk."""

    name: str
    address: str
    subject: str
    text: str
    day: date | None  # of its arrival, as its headers say
    attachments: tuple[Attachment, ...]
    sha256: str
    language: str | None = None  # as its header says


def read_mail(path: Path) -> Mail:
    """The mail in a file. Raises UserError where it is no mail, names no address to answer to, or is too large."""
    with disk(path):
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise UserError(f"{path} has {size:,} bytes; a mail has {MOST_BYTES:,} at most: ask for it without attachments.")
        data = path.read_bytes()
    return parse_mail(data, str(path))


def parse_mail(data: bytes, where: str) -> Mail:
    """The mail in some bytes; `where` names it in errors."""
    try:
        # Each line is compared with every boundary that is open: where there are very many, all is one attachment.
        message = BytesParser(policy=compat32).parsebytes(data, headersonly=data.lower().count(b"boundary=") > BOUNDARIES)
    except (MessageError, ValueError, LookupError, RecursionError) as error:
        raise UserError(f"{where} is no mail that can be read ({type(error).__name__}); use `desk enter`.") from None
    name, address = _sender(message)
    if not address:
        raise UserError(f"{where} has no sender to answer to; save the mail with its headers, as .eml, or use `desk enter`.")
    text, attachments = _parts(message)
    return Mail(
        name,
        address,
        _line(_decoded(_header(message, "subject"))),
        text,
        _arrived(message),
        tuple(attachments),
        digest(data),
        _header(message, "content-language")[:2].lower() or None,
    )


def _header(message: Message, name: str) -> str:
    """A header as it stands, on one line, cut where it is longer than any that a person writes."""
    raw = next((str(value) for key, value in message.raw_items() if key.lower() == name), "")
    data = raw[:MOST_HEADER].encode("utf-8", "surrogateescape")
    try:
        return " ".join(data.decode("utf-8").split())
    except UnicodeDecodeError:
        return " ".join(data.decode("latin-1").split())


def _decoded(text: str) -> str:
    """Encoded words (RFC 2047) as text."""
    try:
        return str(make_header(decode_header(text)))
    except (HeaderParseError, LookupError, UnicodeError, ValueError):
        return text


def _sender(message: Message) -> tuple[str, str]:
    """The name and the address to answer to: of `Reply-To`, else of `From`; empty where neither has one."""
    for header in ("reply-to", "from"):
        name, address = parseaddr(_header(message, header))
        if ADDRESS.fullmatch(address) and len(address) <= LINE:
            return _line(_decoded(name)), address
    return "", ""


def _arrived(message: Message) -> date | None:
    """The day on which the last server took it, which stands first; else the day that its writer's program gives."""
    for said in (_header(message, "received").rpartition(";")[2], _header(message, "date")):
        with suppress(ValueError, TypeError, IndexError, OverflowError):
            found = parsedate_to_datetime(said)
            return (found.astimezone(UTC) if found.tzinfo else found).date()
    return None


def _parts(message: Message) -> tuple[str, list[Attachment]]:
    """What is written, from its HTML where nothing is plain, and what is attached."""
    plain, html = list[str](), list[str]()
    attachments = list[Attachment]()
    for number, (part, depth) in enumerate(_walk(message)):
        name = _line(_file_name(part)) or f"{part.get_content_type()} {number + 1}"
        if number >= MOST_PARTS or depth > DEEPEST:
            attachments.append(Attachment(name, 0, None, "too many parts"))
            break
        written = part.get_content_type() in ("text/plain", "text/html") and part.get_content_disposition() != "attachment"
        data = _payload(part)
        if written and len(data) <= MOST_BYTES:
            (plain if part.get_content_type() == "text/plain" else html).append(_text(part, data))
        elif data:
            kept = len(data) <= MOST_KEPT
            attachments.append(Attachment(name, len(data), data if kept else None, None if kept else "too large"))
    said = once("\n\n".join(plain)).strip() or "\n\n".join(html_to_text(each[: 4 * MOST_TEXT]) for each in html).strip()
    if len(said) > MOST_TEXT:
        whole = said.encode()
        attachments.append(Attachment("text.txt", len(whole), whole if len(whole) <= MOST_KEPT else None, "the text goes on"))
    return said[:MOST_TEXT], attachments


def _walk(message: Message, depth: int = 0) -> Iterator[tuple[Message, int]]:
    """The leaves of a mail, in order, with their depth; a forwarded mail is one leaf as bytes."""
    held = [(message, depth)]
    while held:
        part, depth = held.pop()
        inner = part.get_payload() if part.is_multipart() else None
        if isinstance(inner, list) and depth <= DEEPEST and part.get_content_maintype() == "multipart":
            held += [(each, depth + 1) for each in reversed(inner) if isinstance(each, Message)]
        else:
            yield part, depth


def _payload(part: Message) -> bytes:
    if part.is_multipart():
        with suppress(MessageError, ValueError, LookupError, RecursionError, UnicodeError):
            return b"".join(each.as_bytes() for each in part.get_payload() if isinstance(each, Message))
        return b""
    try:
        data = part.get_payload(decode=True)
    except (MessageError, ValueError, LookupError, AssertionError):
        data = str(part.get_payload()).encode("utf-8", "replace")
    return data if isinstance(data, bytes) else b""


def _text(part: Message, data: bytes) -> str:
    """Words in the charset that the part names, else in the one that gives words."""
    try:
        named = part.get_content_charset()
        if named and named not in ("us-ascii", "unknown-8bit") and codecs.lookup(named).name.replace("-", "_") not in SLOW:
            return data.decode(named).replace("\r\n", "\n").replace("\0", "")
    except (LookupError, UnicodeError, ValueError, TypeError):
        pass  # a charset that there is not, or not this one
    try:
        return decode(data).replace("\r\n", "\n").replace("\0", "")
    except DocumentError:
        return data.decode("latin-1").replace("\r\n", "\n").replace("\0", "")


def once(text: str) -> str:
    """Text that was encoded once, line by line: Chromium encodes the UTF-8 of a form for `mailto:` a second time (`Ã©` for `é`).

    A line of words that happens to be UTF-8 when it is read as Latin-1 is not met otherwise.
    """
    return "\n".join(line if line.isascii() else _once(line) for line in text.split("\n"))


def _once(line: str) -> str:
    for page in ("latin-1", "cp1252"):
        with suppress(UnicodeError):
            return line.encode(page).decode("utf-8")
    return line


def _file_name(part: Message) -> str:
    try:
        return part.get_filename() or ""
    except (MessageError, ValueError, LookupError, TypeError):
        return ""


def _line(text: str) -> str:
    """Text on one line, of printable characters, of a bearable length; lone surrogates are replaced."""
    bare = text.encode("utf-8", "replace").decode("utf-8")
    return "".join(each if each.isprintable() else " " for each in bare)[:LINE].strip()
