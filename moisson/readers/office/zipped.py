"""The members of a ZIP file that is one document (DOCX, ODT, EPUB), read within bounds.

Sizes in the directory may lie: members are inflated up to a bound, and counted.
"""

import re
import zipfile
import zlib
from html import unescape
from io import BytesIO

from moisson.contracts.errors import DocumentError
from moisson.readers.xml.xmlsource import xml_text

MAX_BYTES = 256 << 20  # that one document may inflate to, all members together
MAX_MEMBERS = 20_000  # the largest book known has 3,000
PIECE = 1 << 20
ENCRYPTED = 0x1
UNSHOWN = re.compile(r"<(w:instrText|title|script|style)(?=[\s>])[^<>]*>[^<]*</\1>")
TAG = re.compile("<[^<>]*>")


class Package:
    """One file; raises DocumentError where it is damaged, encrypted or too large."""

    def __init__(self, content: bytes, most: int | None = None) -> None:
        try:
            self._archive = zipfile.ZipFile(BytesIO(content))
        except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, OSError) as error:
            raise DocumentError("zip-damaged", f"the directory of the ZIP file cannot be read: {error}") from None
        members = self._archive.infolist()
        if len(members) > MAX_MEMBERS:
            raise DocumentError("zip-too-many-members", f"more than {MAX_MEMBERS:,} members")
        self._members = {member_key(member.filename): member for member in reversed(members)}
        self._most = self._left = MAX_BYTES if most is None else most

    def __contains__(self, name: str) -> bool:
        return member_key(name) in self._members

    def names(self) -> list[str]:
        """The names of all members, in the order of their directory."""
        return [member.filename for member in self._archive.infolist()]

    def find(self, name: str) -> bytes | None:
        """What stands in a member, or None where there is no such member. Case does not count in names."""
        return self.read(name) if name in self else None

    def read(self, name: str) -> bytes:
        """What stands in a member."""
        member = self._members.get(member_key(name))
        if member is None:
            raise DocumentError("member-missing", f"the file has no member {name}")
        if member.flag_bits & ENCRYPTED:
            raise DocumentError("encrypted", f"{name} is under a password")
        pieces: list[bytes] = []
        try:
            with self._archive.open(member) as stream:
                while piece := stream.read(PIECE):
                    self._left -= len(piece)
                    if self._left < 0:
                        raise DocumentError("zip-bomb", f"the members inflate to more than {self._most:,} bytes")
                    pieces.append(piece)
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, ValueError, EOFError, OSError) as error:
            raise DocumentError("zip-damaged", f"{name}: {error}") from None
        return b"".join(pieces)


def character_data(markup: bytes) -> str:
    """The words of a member that is XML, however it is built; without instructions of fields and what a page does not show."""
    return unescape(TAG.sub("\x1f", UNSHOWN.sub("", xml_text(markup))))


def member_key(name: str) -> str:
    """A member's name as it is compared: some programs write `\\` or another case than the document's own references."""
    return name.replace("\\", "/").lstrip("/").removeprefix("./").lower()
