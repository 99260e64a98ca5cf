"""Signatures that anyone can check without Moisson: Ed25519, in the form of OpenSSH (PROTOCOL.sshsig).

`ssh-keygen -Y verify` checks them, keys are those that people already have and publish, and a signature carries its public key.
Ed25519 signs the same bytes to the same signature, so releases differ by their key only.
"""

import os
import struct
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256, sha512
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_ssh_private_key,
    load_ssh_public_key,
)

from moisson.contracts.disk import disk
from moisson.contracts.errors import UserError

NAMESPACE = "moisson"  # `-n moisson`: a signature made for anything else is none for us
VARIABLE = "MOISSON_KEY"
MAGIC, VERSION, HASH, KIND = b"SSHSIG", 1, b"sha512", b"ssh-ed25519"
BEGIN, END = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"
LINE = 70


@dataclass(frozen=True)
class PublicKey:
    """An Ed25519 public key, 32 bytes."""

    raw: bytes

    def __str__(self) -> str:
        """As OpenSSH writes it: `ssh-ed25519 AAAA…`."""
        return f"{KIND.decode()} {b64encode(self._blob()).decode()}"

    @property
    def fingerprint(self) -> str:
        """As `ssh-keygen -l` prints it."""
        return "SHA256:" + b64encode(sha256(self._blob()).digest()).decode().rstrip("=")

    def _blob(self) -> bytes:
        return _string(KIND) + _string(self.raw)


@dataclass(frozen=True)
class Signer:
    """A private key at work. It is never printed and never written but into its own file."""

    _private: Ed25519PrivateKey

    def __repr__(self) -> str:
        return f"Signer({self.public.fingerprint})"

    @property
    def public(self) -> PublicKey:
        return PublicKey(self._private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))

    def sign(self, message: bytes) -> str:
        """The armoured signature of a message."""
        signature = _string(KIND) + _string(self._private.sign(_to_sign(message)))
        key = _string(KIND) + _string(self.public.raw)
        fields = (key, NAMESPACE.encode(), b"", HASH, signature)
        return _armoured(MAGIC + struct.pack(">I", VERSION) + b"".join(map(_string, fields)))


def signed_by(message: bytes, signature: str) -> PublicKey | None:
    """The key that signed a message; None where the signature is not of it, or is not written as `Signer.sign` writes it."""
    lines = signature.split("\n")
    try:
        data = b64decode("".join(lines[1:-2]), validate=True)
        key, namespace, reserved, hashed, signed = _strings(data[len(MAGIC) + 4 :])
        kind, raw = _strings(key)
        kind_again, value = _strings(signed)
        public = PublicKey(raw)
        Ed25519PublicKey.from_public_bytes(raw).verify(value, _to_sign(message))
    except (ValueError, NotBase64, struct.error, InvalidSignature):
        return None
    fixed = (kind, kind_again, namespace, reserved, hashed) == (KIND, KIND, NAMESPACE.encode(), b"", HASH)
    whole = data[: len(MAGIC) + 4] == MAGIC + struct.pack(">I", VERSION) and signature == _armoured(data)
    return public if fixed and whole else None


def _to_sign(message: bytes) -> bytes:
    return MAGIC + b"".join(map(_string, (NAMESPACE.encode(), b"", HASH, sha512(message).digest())))


def _string(value: bytes) -> bytes:
    return struct.pack(">I", len(value)) + value


def _strings(data: bytes) -> list[bytes]:
    """The strings that data is made of; raises ValueError where it is not."""
    found = []
    while data:
        (length,) = struct.unpack_from(">I", data)
        if len(data) < 4 + length:
            raise ValueError("cut short")
        found.append(data[4 : 4 + length])
        data = data[4 + length :]
    return found


def _armoured(data: bytes) -> str:
    text = b64encode(data).decode()
    return "\n".join([BEGIN, *(text[at : at + LINE] for at in range(0, len(text), LINE)), END, ""])


def default_key() -> Path:
    """Where the key lies unless one is named: `$MOISSON_KEY`, else in the user's configuration."""
    named = os.environ.get(VARIABLE)
    return Path(named) if named else configuration() / "signing_key"


def configuration() -> Path:
    """The user's own configuration of Moisson."""
    home = os.environ.get("XDG_CONFIG_HOME")
    return (Path(home) if home else Path.home() / ".config") / "moisson"


def signer(path: Path | None = None) -> Signer:
    """The signer with the key in a file; where nothing is there yet, a key is made, for its owner's eyes only.

    Raises UserError where the file is no unencrypted Ed25519 key of OpenSSH's form, or others can read it.
    """
    path = path or default_key()
    with disk(path):
        if not path.exists():
            _make(path)
        if not path.is_file():
            raise UserError(f"{path} is no file with a key; name another with --key or {VARIABLE}.")
        if path.stat().st_mode & 0o077:
            raise UserError(f"{path} can be read by others than its owner; run `chmod 600 {path}`, or make a new key.")
        data = path.read_bytes()
    remedy = f"name another with --key or {VARIABLE}; `ssh-keygen -t ed25519 -N '' -f FILE` makes one"
    try:
        private = load_ssh_private_key(data, None)
    except (ValueError, TypeError, UnsupportedAlgorithm):  # TypeError: it has a passphrase
        raise UserError(f"{path} is no private key in OpenSSH's form without a passphrase; {remedy}.") from None
    if not isinstance(private, Ed25519PrivateKey):
        raise UserError(f"{path} is not an Ed25519 key; {remedy}.")
    return Signer(private)


def _make(path: Path) -> None:
    """Make a key. The file has its permissions before it has content, and its name when it is whole."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    private = Ed25519PrivateKey.generate()
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(private.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))
        file.flush()
        os.fsync(handle)
    try:
        os.link(temporary, path)  # never over a key that another process has just made
        path.with_name(f"{path.name}.pub").write_text(f"{Signer(private).public} moisson\n", encoding="ascii")
    except FileExistsError:
        pass
    finally:
        temporary.unlink()


def public_key(said: str) -> PublicKey:
    """A public key from its line or from a file with it; raises UserError where it is no Ed25519 key."""
    text = said
    if not said.startswith(KIND.decode()):
        with suppress(OSError):  # then it is no file either
            text = Path(said).read_text(encoding="utf-8", errors="replace")
    try:
        public = load_ssh_public_key(text.strip().encode())
    except (ValueError, UnsupportedAlgorithm):
        public = None
    if not isinstance(public, Ed25519PublicKey):
        raise UserError(f"{said!r} is no public Ed25519 key of OpenSSH's form (`ssh-ed25519 AAAA…`), nor a file with one.")
    return PublicKey(public.public_bytes(Encoding.Raw, PublicFormat.Raw))
