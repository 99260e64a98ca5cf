"""Keys of hardware and of agents: signed with by OpenSSH's own program, accepted here as it accepts them."""

import os
import re
import socket
import struct
import subprocess
import threading
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256, sha512
from pathlib import Path
from shutil import which

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from moisson.contracts.errors import UserError
from moisson.contracts.held_keys import signs_with
from moisson.contracts.sign import PublicKey, public_key, signed_by

pytestmark = pytest.mark.skipif(which("ssh-keygen") is None, reason="ssh-keygen is not installed here")
MESSAGE = b'{"kind":"ballot"}'
NAMESPACE = "moisson-commons"


def string(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


@dataclass
class Device:
    """A security key in software: what PROTOCOL.u2f has one sign, with its flags and counter."""

    private: Ed25519PrivateKey = field(default_factory=lambda: Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
    application: bytes = b"ssh:"
    flags: int = 1
    counter: int = 7

    @property
    def blob(self) -> bytes:
        raw = self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return string(b"sk-ssh-ed25519@openssh.com") + string(raw) + string(self.application)

    @property
    def line(self) -> str:
        return f"sk-ssh-ed25519@openssh.com {b64encode(self.blob).decode()}"

    def signature(self, data: bytes) -> bytes:
        end = bytes([self.flags]) + struct.pack(">I", self.counter)
        value = self.private.sign(sha256(self.application).digest() + end + sha256(data).digest())
        return string(b"sk-ssh-ed25519@openssh.com") + string(value) + end

    def armoured(self, message: bytes, namespace: str = NAMESPACE) -> str:
        """PROTOCOL.sshsig around it."""
        fields = string(namespace.encode()) + string(b"") + string(b"sha512")
        signed = self.signature(b"SSHSIG" + fields + string(sha512(message).digest()))
        text = b64encode(b"SSHSIG" + struct.pack(">I", 1) + string(self.blob) + fields + string(signed)).decode()
        lines = [text[at : at + 70] for at in range(0, len(text), 70)]
        return "\n".join(["-----BEGIN SSH SIGNATURE-----", *lines, "-----END SSH SIGNATURE-----", ""])


@dataclass
class Agent:
    """An agent that holds the device: it lists its key and signs what it is asked to (draft-ietf-sshm-ssh-agent)."""

    device: Device
    listening: socket.socket

    def serve(self) -> None:
        while True:
            try:
                talk, _ = self.listening.accept()
            except OSError:
                return
            with talk:
                while head := talk.recv(4):
                    asked = talk.recv(struct.unpack(">I", head)[0], socket.MSG_WAITALL)
                    talk.sendall(string(self.answer(asked)))

    def answer(self, asked: bytes) -> bytes:
        if asked[0] == 11:
            return b"\x0c" + struct.pack(">I", 1) + string(self.device.blob) + string(b"a device")
        if asked[0] == 13:
            (size,) = struct.unpack_from(">I", asked, 1)
            (length,) = struct.unpack_from(">I", asked, 5 + size)
            return b"\x0e" + string(self.device.signature(asked[9 + size : 9 + size + length]))
        return b"\x05"


@pytest.fixture
def agent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Device]:
    device = Device()
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "agent"))
        listening.listen()
        threading.Thread(target=Agent(device, listening).serve, daemon=True).start()
        monkeypatch.setenv("SSH_AUTH_SOCK", str(tmp_path / "agent"))
        yield device
        listening.shutdown(socket.SHUT_RDWR)


def openssh_accepts(folder: Path, line: str, signature: str, message: bytes = MESSAGE) -> bool:
    (folder / "allowed").write_text(f"civil-1 {line}\n")
    (folder / "sig").write_text(signature)
    options = ("-f", f"{folder}/allowed", "-I", "civil-1", "-n", NAMESPACE, "-s", f"{folder}/sig")
    command = ["ssh-keygen", "-Y", "verify", *options]
    return subprocess.run(command, input=message, capture_output=True, check=False).returncode == 0


def test_a_signature_of_hardware_is_accepted_as_openssh_accepts_it(tmp_path: Path) -> None:
    device = Device()
    signature = device.armoured(MESSAGE)
    assert openssh_accepts(tmp_path, device.line, signature)
    assert signed_by(MESSAGE, signature, NAMESPACE) == public_key(device.line)
    assert str(public_key(device.line)) == device.line
    assert not openssh_accepts(tmp_path, device.line, signature, b"another")
    assert signed_by(b"another", signature, NAMESPACE) is None
    assert signed_by(MESSAGE, signature) is None  # made for the commons, not for a release


def test_a_device_that_nobody_touched_signs_nothing() -> None:
    assert signed_by(MESSAGE, Device(flags=0).armoured(MESSAGE), NAMESPACE) is None
    assert signed_by(MESSAGE, Device(flags=5).armoured(MESSAGE), NAMESPACE) is not None  # touched, and a PIN given


def test_a_device_s_key_is_never_taken_for_the_plain_key_of_the_same_bytes() -> None:
    device = Device()
    plain = PublicKey(public_key(device.line).raw)
    assert plain != public_key(device.line)
    assert plain.fingerprint != public_key(device.line).fingerprint
    assert signed_by(MESSAGE, device.armoured(MESSAGE), NAMESPACE) != plain


def test_no_bit_of_a_device_s_signature_can_change() -> None:
    data = Device().armoured(MESSAGE)
    for at in range(0, len(data), 3):
        changed = data[:at] + chr(ord(data[at]) ^ 1) + data[at + 1 :]
        assert signed_by(MESSAGE, changed, NAMESPACE) is None, at


def test_a_person_signs_with_hardware_by_ssh_keygen(tmp_path: Path, agent: Device) -> None:
    (tmp_path / "key.pub").write_text(f"{agent.line} a device\n")
    signs = signs_with(tmp_path / "key.pub")
    signature = signs.sign(MESSAGE, NAMESPACE)
    assert signs.public == public_key(agent.line) == signed_by(MESSAGE, signature, NAMESPACE)
    assert openssh_accepts(tmp_path, agent.line, signature)


def test_where_the_device_is_away_a_sentence_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSH_AUTH_SOCK", str(tmp_path / "no-agent"))
    (tmp_path / "key.pub").write_text(f"{Device().line} a device\n")
    with pytest.raises(UserError, match="is the device plugged in, or the agent running"):
        signs_with(tmp_path / "key.pub").sign(MESSAGE, NAMESPACE)


@pytest.mark.skipif(which("ssh-agent") is None, reason="ssh-agent is not installed here")
def test_a_key_with_a_passphrase_signs_through_openssh_s_agent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = subprocess.run(["ssh-agent", "-s", "-a", tmp_path / "real"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"SSH_AGENT_PID=(\d+)", said)
    assert found is not None
    monkeypatch.setenv("SSH_AUTH_SOCK", str(tmp_path / "real"))
    monkeypatch.setenv("SSH_AGENT_PID", found[1])
    try:
        key = tmp_path / "key"
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "open sesame", "-f", key], check=True)
        (tmp_path / "ask").write_text("#!/bin/sh\necho open sesame\n")
        (tmp_path / "ask").chmod(0o700)
        asks = {**os.environ, "SSH_ASKPASS": str(tmp_path / "ask"), "SSH_ASKPASS_REQUIRE": "force"}
        subprocess.run(["ssh-add", "-q", key], env=asks, check=True)
        with pytest.raises(UserError, match="passphrase"):
            signs_with(key)
        signs = signs_with(tmp_path / "key.pub")
        assert signed_by(MESSAGE, signs.sign(MESSAGE, NAMESPACE), NAMESPACE) == signs.public
    finally:
        subprocess.run(["ssh-agent", "-k"], capture_output=True, check=False)


def test_a_plain_key_file_signs_by_itself(tmp_path: Path) -> None:
    signs = signs_with(tmp_path / "key")
    assert openssh_accepts(tmp_path, str(signs.public), signs.sign(MESSAGE, NAMESPACE))
    assert b64decode(str(signs.public).split()[1])[-32:] == signs.public.raw
