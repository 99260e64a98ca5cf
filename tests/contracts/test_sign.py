"""Signatures: OpenSSH's own program accepts them, nothing but the signed bytes does, and keys are for their owner alone."""

import subprocess
from base64 import b64decode
from pathlib import Path
from shutil import which

import pytest

from moisson.contracts.errors import UserError
from moisson.contracts.sign import default_key, public_key, signed_by, signer

MESSAGE = b'{"release": "1-3708dde70359"}\n'
KEYGEN = which("ssh-keygen")
needs_openssh = pytest.mark.skipif(KEYGEN is None, reason="ssh-keygen is not installed here")


def keygen(*given: str | Path, data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([str(KEYGEN), *map(str, given)], input=data, capture_output=True, check=False)


def test_a_signature_names_its_key_for_the_signed_bytes_alone(tmp_path: Path) -> None:
    signs = signer(tmp_path / "key")
    signature = signs.sign(MESSAGE)
    assert signed_by(MESSAGE, signature) == signs.public
    assert signed_by(MESSAGE + b" ", signature) is None
    assert signed_by(MESSAGE, "") is None
    assert signature == signer(tmp_path / "key").sign(MESSAGE)
    assert signature != signer(tmp_path / "other").sign(MESSAGE)


def test_no_byte_of_a_signature_can_change(tmp_path: Path) -> None:
    signature = signer(tmp_path / "key").sign(MESSAGE).encode()
    for at in range(len(signature)):
        for flip in (1, 2, 0x20, 0x80):
            changed = signature[:at] + bytes([signature[at] ^ flip]) + signature[at + 1 :]
            assert signed_by(MESSAGE, changed.decode("latin-1")) is None, at


@needs_openssh
def test_openssh_accepts_the_signature_and_refuses_another_message(tmp_path: Path) -> None:
    signs = signer(tmp_path / "key")
    (tmp_path / "sig").write_text(signs.sign(MESSAGE))
    (tmp_path / "allowed").write_text(f"moisson {signs.public}\n")
    check = ("-Y", "verify", "-f", tmp_path / "allowed", "-I", "moisson", "-n", "moisson", "-s", tmp_path / "sig")
    said = keygen(*check, data=MESSAGE)
    assert said.returncode == 0, said.stderr
    assert signs.public.fingerprint.encode() in said.stdout
    assert keygen(*check, data=MESSAGE + b"x").returncode != 0


@needs_openssh
def test_a_key_and_a_signature_made_by_openssh_are_good_here(tmp_path: Path) -> None:
    assert keygen("-t", "ed25519", "-N", "", "-q", "-f", tmp_path / "key").returncode == 0
    (tmp_path / "message").write_bytes(MESSAGE)
    assert keygen("-Y", "sign", "-f", tmp_path / "key", "-n", "moisson", tmp_path / "message").returncode == 0
    made = (tmp_path / "message.sig").read_text()
    assert made == signer(tmp_path / "key").sign(MESSAGE)
    assert signed_by(MESSAGE, made) == public_key(str(tmp_path / "key.pub"))


def test_a_signature_made_for_something_else_is_none(tmp_path: Path) -> None:
    signs = signer(tmp_path / "key")
    other = signs.sign(MESSAGE, "git")
    assert signed_by(MESSAGE, other, "git") == signs.public
    assert signed_by(MESSAGE, other) is None


def test_a_new_key_is_for_its_owner_alone(tmp_path: Path) -> None:
    signs = signer(tmp_path / "keys" / "key")
    assert (tmp_path / "keys" / "key").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "keys").stat().st_mode & 0o077 == 0
    assert sorted(path.name for path in (tmp_path / "keys").iterdir()) == ["key", "key.pub"]
    private = b64decode("".join((tmp_path / "keys" / "key").read_text().split("\n")[1:-2]))
    assert signs.public.raw in private
    shown = f"{signs!r} {signs}"
    assert signs.public.fingerprint in shown
    assert not any(line in shown for line in (tmp_path / "keys" / "key").read_text().split("\n")[1:-2])


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    signer(tmp_path / "key")
    (tmp_path / "key").chmod(0o644)
    with pytest.raises(UserError, match="can be read by other users"):
        signer(tmp_path / "key")


@needs_openssh
@pytest.mark.parametrize(
    ("kind", "secret", "says"), [("ed25519", "open sesame", "passphrase"), ("ecdsa", "", "not an Ed25519 key")]
)
def test_a_key_that_cannot_be_used_is_refused_with_a_remedy(tmp_path: Path, kind: str, secret: str, says: str) -> None:
    assert keygen("-t", kind, "-N", secret, "-q", "-f", tmp_path / "key").returncode == 0
    with pytest.raises(UserError, match=f"{says}.*MOISSON_KEY") as refused:
        signer(tmp_path / "key")
    assert secret not in str(refused.value) or not secret


def test_what_is_no_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("hello")
    (tmp_path / "key").chmod(0o600)
    with pytest.raises(UserError, match="not an OpenSSH private key"):
        signer(tmp_path / "key")
    for said in (str(tmp_path / "key"), str(tmp_path / "nowhere"), f"ssh-rsa {'A' * 400}"):
        with pytest.raises(UserError, match="neither an OpenSSH Ed25519 public key"):
            public_key(said)
    with pytest.raises(UserError, match="is not a file; name a key"):
        signer(tmp_path)


def test_the_key_lies_where_the_environment_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOISSON_KEY", str(tmp_path / "mine"))
    assert default_key() == tmp_path / "mine"
    monkeypatch.delenv("MOISSON_KEY")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert default_key() == tmp_path / "moisson" / "signing_key"
