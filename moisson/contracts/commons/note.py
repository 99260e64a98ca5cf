"""Checkpoints: signed notes over the tree (C2SP signed-note, tlog-checkpoint), cosigned by witnesses (tlog-cosignature, v1).

A witness cosigns a checkpoint only where the log still begins as when it last cosigned. Readers want cosignatures of two colleges
of the three: whoever rewrites the log, or shows two logs to two readers, needs the witnesses of two colleges.
"""

import re
import struct
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from moisson.contracts.commons.bodies import College
from moisson.contracts.errors import Unverified
from moisson.contracts.sign import PublicKey, Signer

LEAST_COLLEGES = 2
SIGNED, COSIGNED = 1, 4  # the kinds of signature: Ed25519 over the note, and a timestamped cosignature
LINE = re.compile(r"— (\S+) ([A-Za-z0-9+/=]+)")


@dataclass(frozen=True)
class Checkpoint:
    """A size and a root of one log, and the lines that sign them."""

    origin: str
    size: int
    root: bytes
    lines: tuple[tuple[str, bytes], ...] = ()  # name; key id and signature

    @property
    def text(self) -> str:
        """What is signed."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"

    def __str__(self) -> str:
        """The note as it is published."""
        return f"{self.text}\n" + "".join(f"— {name} {b64encode(data).decode()}\n" for name, data in self.lines)

    def signed(self, signer: Signer) -> "Checkpoint":
        """With a signature in the log's own name by whoever made it; witnesses of other makes ask for one."""
        line = (self.origin, _key_id(self.origin, SIGNED, signer.public) + signer.sign_bare(self.text.encode()))
        return self._with(line)

    def cosigned(self, name: str, signer: Signer, at: datetime) -> "Checkpoint":
        """With a witness's cosignature, in place of an older one of its own."""
        time = int(at.timestamp())
        signature = struct.pack(">Q", time) + signer.sign_bare(_to_cosign(self.text, time))
        return self._with((f"{self.origin}/{name}", _key_id(f"{self.origin}/{name}", COSIGNED, signer.public) + signature))

    def _with(self, line: tuple[str, bytes]) -> "Checkpoint":
        others = tuple(each for each in self.lines if (each[0], each[1][:4]) != (line[0], line[1][:4]))
        return Checkpoint(self.origin, self.size, self.root, (*others, line))

    def colleges(self, witnesses: Mapping[PublicKey, College]) -> dict[College, datetime]:
        """The colleges whose witnesses have cosigned, and when. Lines by others are passed over."""
        found: dict[College, datetime] = {}
        for name, data in self.lines:
            for key, college in witnesses.items():
                if data[:4] == _key_id(name, COSIGNED, key) and (time := _cosigned(self.text, data[4:], key)) is not None:
                    found[college] = max(time, found.get(college, time))
        return found

    def trusted(self, witnesses: Mapping[PublicKey, College]) -> dict[College, datetime]:
        """As `colleges`; raises Unverified where they are fewer than two."""
        found = self.colleges(witnesses)
        if len(found) < LEAST_COLLEGES:
            said = f"the college {next(iter(found))}" if found else "no college"
            raise Unverified(
                f"the checkpoint over {self.size} events is cosigned by the witnesses of {said}; readers want two of three."
            )
        return found


def origin_of(founded_sha256: str) -> str:
    """The name of a log: by its founding event, so that no other log has it."""
    return f"moisson-commons/{founded_sha256}"


def read_checkpoint(note: str) -> Checkpoint:
    """Read a note; raises Unverified where it is none. Signatures are checked by `Checkpoint.colleges`."""
    text, gap, signatures = note.partition("\n\n")
    try:
        origin, size, root = text.split("\n")
        lines = [LINE.fullmatch(line) for line in signatures.removesuffix("\n").split("\n")]
        read = [(found[1], b64decode(found[2], validate=True)) for found in lines if found is not None]
        checkpoint = Checkpoint(origin, int(size), b64decode(root, validate=True), tuple(read))
    except (ValueError, NotBase64):
        raise Unverified("the checkpoint is not a signed note of three lines and signatures.") from None
    if not gap or len(checkpoint.root) != sha256().digest_size or str(checkpoint) != note:
        raise Unverified("the checkpoint is not a signed note of three lines and signatures.")
    return checkpoint


def merged(one: Checkpoint, other: Checkpoint) -> Checkpoint:
    """One checkpoint with the signatures of both; raises Unverified where they are of different trees."""
    if one.text != other.text:
        raise Unverified(f"the checkpoints over {one.size} and {other.size} events are not of the same tree.")
    for line in other.lines:
        one = one._with(line)
    return one


def _key_id(name: str, kind: int, key: PublicKey) -> bytes:
    return sha256(name.encode() + b"\n" + bytes([kind]) + key.raw).digest()[:4]


def _to_cosign(text: str, time: int) -> bytes:
    return f"cosignature/v1\ntime {time}\n{text}".encode()


def _cosigned(text: str, signature: bytes, key: PublicKey) -> datetime | None:
    if len(signature) != 8 + 64:
        return None
    (time,) = struct.unpack(">Q", signature[:8])
    return datetime.fromtimestamp(time, UTC) if key.signed_bare(_to_cosign(text, time), signature[8:]) else None
