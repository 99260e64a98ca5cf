"""Signers that are remembered here: by their key's fingerprint, each for all releases or for those of some recipes.

The file is the user's own, `trusted_signers.json` beside the signing key, or what `$MOISSON_TRUST` names. Nothing is remembered
but what `moisson trust` was told.
"""

import os
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import orjson

from moisson.contracts.disk import disk
from moisson.contracts.errors import StorageError, UserError
from moisson.contracts.identity import pretty_json
from moisson.contracts.sign import KIND, PublicKey, configuration, default_key, public_key

VARIABLE = "MOISSON_TRUST"
FINGERPRINT = re.compile(r"SHA256:[A-Za-z0-9+/]{43}")
REMEMBERED, OWN = "remembered", "own"


@dataclass(frozen=True)
class Remembered:
    """Since when a signer is known, and for the releases of which recipes; for all where none is named."""

    since: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Trusted:
    """Whom the user knows: signers by fingerprint, and the user's own key, where there is one."""

    signers: Mapping[str, Remembered] = field(default_factory=dict)
    own: str | None = None

    def knows(self, signer: PublicKey, name: str) -> str | None:
        """How this signer is known for releases of this name: `remembered`, `own`, or not at all."""
        said = self.signers.get(signer.fingerprint)
        if said is not None and (not said.names or name in said.names):
            return REMEMBERED
        return OWN if signer.fingerprint == self.own else None

    def instead(self, signer: PublicKey, name: str) -> list[str]:
        """Whose releases of this name should be, where others are remembered for it and this one is not."""
        others = sorted(fingerprint for fingerprint, said in self.signers.items() if name in said.names)
        known = self.signers.get(signer.fingerprint)
        return [] if known is not None and (not known.names or name in known.names) else others


def trust_path() -> Path:
    """Where signers are remembered: `$MOISSON_TRUST`, else in the user's configuration."""
    named = os.environ.get(VARIABLE)
    return Path(named) if named else configuration() / "trusted_signers.json"


def trusted() -> Trusted:
    """Whom this user knows. Raises StorageError where the file is damaged: what was remembered must not be passed over."""
    own = None
    with suppress(UserError):  # there is no key yet, or what is there is none
        own = public_key(str(default_key()) + ".pub").fingerprint
    path = trust_path()
    with disk(path):
        data = path.read_bytes() if path.exists() else b"{}"
    try:
        said = {key: Remembered(str(one["since"]), tuple(map(str, one["for"]))) for key, one in orjson.loads(data).items()}
    except (orjson.JSONDecodeError, AttributeError, KeyError, TypeError) as error:
        raise StorageError(f"{path} is damaged ({error!r}); mend it or take it away: it says whose releases you know.") from None
    return Trusted(said, own)


def fingerprint_of(said: str) -> str:
    """A fingerprint as it is given, or that of a public key or of a file with one; raises UserError where it is none."""
    if FINGERPRINT.fullmatch(said):
        return said
    if said.startswith("SHA256:"):
        raise UserError(f"{said} is no fingerprint; `moisson verify RELEASE` prints one: SHA256: and 43 signs.")
    if not said.startswith(KIND.decode()) and not Path(said).is_file():
        raise UserError(f"{said!r} is no fingerprint (SHA256:…), no public key and no file with one.")
    return public_key(said).fingerprint


def remember(fingerprint: str, names: tuple[str, ...], since: str) -> Remembered:
    """Remember a signer, for these names beside those known before; without names for all. Gives what is remembered now."""
    signers = dict(trusted().signers)
    before = signers.get(fingerprint)
    if before is not None and before.names and names:
        names = tuple(sorted({*before.names, *names}))
    signers[fingerprint] = Remembered(before.since if before else since, names)
    _write(signers)
    return signers[fingerprint]


def forget(fingerprint: str) -> None:
    """Remember a signer no longer; raises UserError where none is remembered so."""
    signers = dict(trusted().signers)
    if signers.pop(fingerprint, None) is None:
        raise UserError(f"{fingerprint} is not remembered; `moisson trust` lists who is.")
    _write(signers)


def _write(signers: Mapping[str, Remembered]) -> None:
    path = trust_path()
    said = {key: {"since": one.since, "for": list(one.names)} for key, one in signers.items()}
    with disk(path):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        temporary = path.with_name(f"{path.name}.{os.getpid()}")
        temporary.write_bytes(pretty_json(said))
        temporary.replace(path)
