"""Limits on unpacking archives, and the errors when one is reached."""

from dataclasses import dataclass, field

MIB = 1 << 20
GIB = 1 << 30


@dataclass(frozen=True, slots=True)
class Limits:
    """How much an archive may hold. The defaults admit the largest public dumps and stop every known bomb."""

    max_member_bytes: int = 512 * MIB  # one file, unpacked, in memory
    max_total_bytes: int = 64 * GIB  # all that is unpacked from one outermost archive
    max_members: int = 5_000_000  # entries, including those of nested archives
    max_ratio: int = 250  # unpacked to packed; text reaches 5 to 50, a bomb 1,000 and more
    ratio_free_bytes: int = 16 * MIB  # below this the ratio is ignored: small and very regular files exist
    max_depth: int = 3  # an archive in an archive in an archive


class Unreadable(Exception):
    """One archive cannot be read further; its siblings can."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


class Exhausted(Unreadable):
    """The outermost archive's allowance is used up; nothing more of it is read."""


@dataclass(slots=True)
class Allowance:
    """What has been unpacked so far, checked against the limits."""

    limits: Limits
    bytes: int = field(default=0, init=False)
    members: int = field(default=0, init=False)

    def unpacked(self, count: int) -> None:
        """Count decompressed bytes."""
        self.bytes += count
        if self.bytes > self.limits.max_total_bytes:
            raise Exhausted("archive:too-large", f"holds more than {self.limits.max_total_bytes} bytes unpacked")

    def entry(self) -> None:
        self.members += 1
        if self.members > self.limits.max_members:
            raise Exhausted("archive:too-many", f"holds more than {self.limits.max_members} entries")

    def ratio(self, unpacked: int, packed: int) -> None:
        """Check the compression ratio."""
        if unpacked > self.limits.ratio_free_bytes and unpacked > self.limits.max_ratio * max(packed, 1):
            raise Unreadable("archive:ratio", f"swells from {packed} to {unpacked} bytes, over {self.limits.max_ratio} times")
