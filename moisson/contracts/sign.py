"""Ed25519 signatures in OpenSSH's format (PROTOCOL.sshsig), by keys in files and by those of hardware (PROTOCOL.u2f).

`ssh-keygen -Y verify` checks them, so nobody needs Moisson to. A signature carries its public key. Ed25519 is deterministic: the
same release and key give the same bytes; hardware adds a counter.
"""

import os
import struct
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256, sha512
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_ssh_private_key,
)

from moisson.contracts.disk import disk
from moisson.contracts.errors import UserError

NAMESPACE = "moisson"  # `-n moisson`, for releases: signatures made for other purposes do not count
VARIABLE = "MOISSON_KEY"
MAGIC, VERSION, HASH, KIND = b"SSHSIG", 1, b"sha512", b"ssh-ed25519"
HARDWARE = b"sk-ssh-ed25519@openssh.com"
TOUCHED = 1  # the flag by which a device says that a person was there
BEGIN, END = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"
LINE, RAW_BYTES, FLAG_AND_COUNTER_BYTES = 70, 32, 5


@dataclass(frozen=True)
class PublicKey:
    """An Ed25519 public key, 32 bytes; one of hardware has the application it was made for, which is mostly `ssh:`."""

    raw: bytes
    application: str | None = None

    def __str__(self) -> str:
        """As OpenSSH writes it: `ssh-ed25519 AAAA…`."""
        return f"{self._kind.decode()} {b64encode(self.blob()).decode()}"

    @property
    def fingerprint(self) -> str:
        """As `ssh-keygen -l` prints it."""
        return "SHA256:" + b64encode(sha256(self.blob()).digest()).decode().rstrip("=")

    @property
    def _kind(self) -> bytes:
        return KIND if self.application is None else HARDWARE

    def blob(self) -> bytes:
        """The key as signatures carry it."""
        application = b"" if self.application is None else _string(self.application.encode())
        return _string(self._kind) + _string(self.raw) + application

    @classmethod
    @lru_cache(maxsize=1024)  # a log has few keys and many signatures
    def of(cls, blob: bytes) -> "PublicKey":
        """Read a key that a signature carries; raises ValueError where it is none of these."""
        kind, raw, *rest = _strings(blob)
        if len(raw) != RAW_BYTES or (kind, len(rest)) not in ((KIND, 0), (HARDWARE, 1)):
            raise ValueError("no Ed25519 key")
        return cls(raw, rest[0].decode() if rest else None)

    def signed(self, message: bytes, signature: bytes) -> bool:
        """Whether a signature, as OpenSSH encodes it, is this key's; a device must say that it was touched."""
        kind, rest = _first(signature)
        value, rest = _first(rest)
        if self.application is not None:
            flags, message = rest[:1], sha256(self.application.encode()).digest() + rest + sha256(message).digest()
            if len(rest) != FLAG_AND_COUNTER_BYTES or not flags[0] & TOUCHED:
                return False
        elif rest:
            return False
        return kind == self._kind and self.signed_bare(message, value)

    def signed_bare(self, message: bytes, signature: bytes) -> bool:
        """Whether 64 bytes are this key's bare Ed25519 signature of a message."""
        try:
            _loaded(self.raw).verify(signature, message)
        except InvalidSignature:
            return False
        return True


@lru_cache(maxsize=1024)
def _loaded(raw: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(raw)


class Signs(Protocol):
    """Whatever signs: a key in a file, or one that hardware or an agent holds."""

    @property
    def public(self) -> PublicKey: ...

    def sign(self, message: bytes, namespace: str = ...) -> str: ...


@dataclass(frozen=True)
class Signer:
    """A private key. It is never printed, and written only into its own file."""

    _private: Ed25519PrivateKey

    def __repr__(self) -> str:
        return f"Signer({self.public.fingerprint})"

    @property
    def public(self) -> PublicKey:
        return PublicKey(self._private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))

    def sign(self, message: bytes, namespace: str = NAMESPACE) -> str:
        """The armoured signature of a message, good for this purpose alone."""
        signature = _string(KIND) + _string(self._private.sign(_to_sign(message, namespace)))
        fields = (self.public.blob(), namespace.encode(), b"", HASH, signature)
        return _armoured(MAGIC + struct.pack(">I", VERSION) + b"".join(map(_string, fields)))

    def sign_bare(self, message: bytes) -> bytes:
        """The 64 bytes of the bare signature, for formats that are not OpenSSH's."""
        return self._private.sign(message)


def signed_by(message: bytes, signature: str, namespace: str = NAMESPACE) -> PublicKey | None:
    """The key that signed a message; None where the signature does not match it or is not in the form of `Signer.sign`."""
    lines = signature.split("\n")
    try:
        data = b64decode("".join(lines[1:-2]), validate=True)
        blob, purpose, reserved, hashed, signed = _strings(data[len(MAGIC) + 4 :])
        public = PublicKey.of(blob)
        good = public.signed(_to_sign(message, namespace), signed)
    except (ValueError, NotBase64, struct.error):
        return None
    fixed = (purpose, reserved, hashed) == (namespace.encode(), b"", HASH)
    whole = data[: len(MAGIC) + 4] == MAGIC + struct.pack(">I", VERSION) and signature == _armoured(data)
    return public if good and fixed and whole else None


def _to_sign(message: bytes, namespace: str) -> bytes:
    return MAGIC + b"".join(map(_string, (namespace.encode(), b"", HASH, sha512(message).digest())))


def _string(value: bytes) -> bytes:
    return struct.pack(">I", len(value)) + value


def _first(data: bytes) -> tuple[bytes, bytes]:
    """The first length-prefixed string of some data, and what follows it; raises ValueError where it is cut short."""
    (length,) = struct.unpack_from(">I", data)
    if len(data) < 4 + length:
        raise ValueError("cut short")
    return data[4 : 4 + length], data[4 + length :]


def _strings(data: bytes) -> list[bytes]:
    """Split data into its length-prefixed strings; raises ValueError where it is cut short."""
    found = []
    while data:
        one, data = _first(data)
        found.append(one)
    return found


def _armoured(data: bytes) -> str:
    text = b64encode(data).decode()
    return "\n".join([BEGIN, *(text[at : at + LINE] for at in range(0, len(text), LINE)), END, ""])


def default_key() -> Path:
    """The default path of the key: `$MOISSON_KEY`, else in the user's configuration."""
    named = os.environ.get(VARIABLE)
    return Path(named) if named else configuration() / "signing_key"


def configuration() -> Path:
    """The user's configuration folder."""
    home = os.environ.get("XDG_CONFIG_HOME")
    return (Path(home) if home else Path.home() / ".config") / "moisson"


def signer(path: Path | None = None) -> Signer:
    """The signer with the key in a file. A missing key is made, readable by its owner only.

    Raises UserError where the file is not an unencrypted Ed25519 key in OpenSSH's format, or others can read it.
    """
    path = path or default_key()
    with disk(path):
        if not path.exists():
            _make(path)
        if not path.is_file():
            raise UserError(f"{path} is not a file; name a key with --key or {VARIABLE}.")
        if path.stat().st_mode & 0o077:
            raise UserError(f"{path} can be read by other users; run `chmod 600 {path}`, or make a new key.")
        data = path.read_bytes()
    remedy = f"name another with --key or {VARIABLE}; `ssh-keygen -t ed25519 -N '' -f FILE` makes one"
    try:
        private = load_ssh_private_key(data, None)
    except (ValueError, TypeError, UnsupportedAlgorithm):  # TypeError: it has a passphrase
        raise UserError(f"{path} is not an OpenSSH private key without a passphrase; {remedy}.") from None
    if not isinstance(private, Ed25519PrivateKey):
        raise UserError(f"{path} is not an Ed25519 key; {remedy}.")
    return Signer(private)


def _make(path: Path) -> None:
    """Make a key. The file gets its permissions before its content, and its name once complete."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    private = Ed25519PrivateKey.generate()
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(private.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))
        file.flush()
        os.fsync(handle)
    try:
        os.link(temporary, path)  # fails where another process has just made a key
        path.with_name(f"{path.name}.pub").write_text(f"{Signer(private).public} moisson\n", encoding="ascii")
    except FileExistsError:
        pass
    finally:
        temporary.unlink()


def public_key(said: str) -> PublicKey:
    """A public key from its line, or from a file that holds it; raises UserError where it is not Ed25519."""
    text = said
    if not said.startswith((KIND.decode(), HARDWARE.decode())):
        with suppress(OSError):  # not a file either: refused below
            text = Path(said).read_text(encoding="utf-8", errors="replace")
    try:
        kind, blob = text.split(maxsplit=2)[:2]
        public = PublicKey.of(b64decode(blob, validate=True))
    except (ValueError, NotBase64, struct.error):
        public = None
    if public is None or not str(public).startswith(f"{kind} "):
        raise UserError(f"{said!r} is neither an OpenSSH Ed25519 public key (`ssh-ed25519 AAAA…`) nor a file with one.")
    return public
