"""Keys that hardware or an agent holds: `ssh-keygen -Y sign` signs with them, and asks whoever sits there for touch or PIN."""

import subprocess
from dataclasses import dataclass
from pathlib import Path
from shutil import which

from moisson.contracts.errors import UserError
from moisson.contracts.sign import NAMESPACE, PublicKey, Signs, default_key, public_key, signed_by, signer


@dataclass(frozen=True)
class Held:
    """Signs by OpenSSH's own program with the key that a file names."""

    path: Path
    public: PublicKey

    def sign(self, message: bytes, namespace: str = NAMESPACE) -> str:
        """The armoured signature; raises UserError where the device or the agent gives none."""
        if (program := which("ssh-keygen")) is None:
            raise UserError(f"{self.path} names a key of hardware or of an agent, and OpenSSH's ssh-keygen is not installed.")
        command = [program, "-Y", "sign", "-q", "-n", namespace, "-f", str(self.path)]
        done = subprocess.run(command, input=message, stdout=subprocess.PIPE, check=False)  # it asks for touch on the terminal
        signature = done.stdout.decode("ascii", "replace")
        if signed_by(message, signature, namespace) != self.public:
            raise UserError(f"ssh-keygen made no signature with {self.path}; is the device plugged in, or the agent running?")
        return signature


def signs_with(path: Path | None = None) -> Signs:
    """Whoever signs with the key in a file: the file itself, or the device or agent that a public key (`….pub`) stands for.

    Raises UserError as `signer` does, which makes a key where the file is missing.
    """
    path = path or default_key()
    beside = path if path.suffix == ".pub" else path.with_name(f"{path.name}.pub")
    if beside.is_file():
        public = public_key(str(beside))
        if path.suffix == ".pub" or public.application is not None:
            return Held(path, public)
    return signer(path)
