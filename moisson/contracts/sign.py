"""Ed25519 signatures in OpenSSH's format (PROTOCOL.sshsig).

`ssh-keygen -Y verify` checks them, so nobody needs Moisson to. A signature carries its public key. Ed25519 is deterministic: the
same release and key give the same bytes.
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

NAMESPACE = "moisson"  # `-n moisson`: signatures made for other purposes do not count
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
    """A private key. It is never printed, and written only into its own file."""

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
    """The key that signed a message; None where the signature does not match it or is not in the form of `Signer.sign`."""
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
    """Split data into its length-prefixed strings; raises ValueError where it is cut short."""
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
    if not said.startswith(KIND.decode()):
        with suppress(OSError):  # not a file either: refused below
            text = Path(said).read_text(encoding="utf-8", errors="replace")
    try:
        public = load_ssh_public_key(text.strip().encode())
    except (ValueError, UnsupportedAlgorithm):
        public = None
    if not isinstance(public, Ed25519PublicKey):
        raise UserError(f"{said!r} is neither an OpenSSH Ed25519 public key (`ssh-ed25519 AAAA…`) nor a file with one.")
    return PublicKey(public.public_bytes(Encoding.Raw, PublicFormat.Raw))
