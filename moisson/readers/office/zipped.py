"""The members of a ZIP file that is one document (DOCX, ODT, EPUB), read within bounds.

What the directory of the file claims about sizes is not believed: a member is inflated up to a bound, and counted.
"""

import struct
import zipfile
import zlib
from io import BytesIO

from moisson.contracts.errors import DocumentError

MAX_BYTES = 256 << 20  # that one document may inflate to, all members together
MAX_MEMBERS = 20_000  # the largest book known has 3,000
PIECE = 1 << 20
ENCRYPTED = 0x1
UNUSUAL = 0x61  # flags: encrypted, a patch, encrypted strongly
UTF_8 = 0x800  # the name
HEADER = struct.Struct("<4s22x2H")  # before a member: a mark, and how long are its name and what else follows


class Package:
    """One file; raises DocumentError where it is damaged, encrypted or too large."""

    def __init__(self, content: bytes, most: int | None = None) -> None:
        try:
            self._archive = zipfile.ZipFile(BytesIO(content))
            self._content = content
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
        whole = self._whole(member)
        if whole is not None:
            self._left -= len(whole)
            return whole
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

    def _whole(self, member: zipfile.ZipInfo) -> bytes | None:
        """A member in one step, where it is of moderate size and just as the directory says; others are left to `zipfile`."""
        size, at = member.file_size, member.header_offset
        if member.compress_type != zipfile.ZIP_DEFLATED or member.flag_bits & UNUSUAL or size > min(PIECE, self._left):
            return None
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            mark, name_size, extra_size = HEADER.unpack_from(self._content, at)
            at += HEADER.size + name_size
            name = self._content[at - name_size : at].decode("utf-8" if member.flag_bits & UTF_8 else "cp437")
            at += extra_size
            found = inflater.decompress(self._content[at : at + member.compress_size], size + 1)
        except (ValueError, struct.error, zlib.error):
            return None
        as_said = mark == b"PK\3\4" and name == member.orig_filename and inflater.eof and len(found) == size
        return found if as_said and zlib.crc32(found) == member.CRC else None


def member_key(name: str) -> str:
    """A member's name as it is compared: some programs write `\\` or another case than the document's own references."""
    return name.replace("\\", "/").lstrip("/").removeprefix("./").lower()
