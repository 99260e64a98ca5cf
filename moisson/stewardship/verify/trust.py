"""Trusted signers by fingerprint, each for all releases or for those of some recipes.

The file is the user's: `trusted_signers.json` beside the signing key, or `$MOISSON_TRUST`. Only `moisson trust` adds to it.
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
    """When a signer was first trusted, and for which recipes; without names, for all."""

    since: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Trusted:
    """The signers a user trusts, by fingerprint, and the user's own key, if any."""

    signers: Mapping[str, Remembered] = field(default_factory=dict)
    own: str | None = None

    def knows(self, signer: PublicKey, name: str) -> str | None:
        """How this signer is known for releases of this name: `remembered`, `own`, or not at all."""
        said = self.signers.get(signer.fingerprint)
        if said is not None and (not said.names or name in said.names):
            return REMEMBERED
        return OWN if signer.fingerprint == self.own else None

    def instead(self, signer: PublicKey, name: str) -> list[str]:
        """The signers trusted for this name, where this signer is not."""
        others = sorted(fingerprint for fingerprint, said in self.signers.items() if name in said.names)
        known = self.signers.get(signer.fingerprint)
        return [] if known is not None and (not known.names or name in known.names) else others


def trust_path() -> Path:
    """The file of trusted signers: `$MOISSON_TRUST`, else in the user's configuration."""
    named = os.environ.get(VARIABLE)
    return Path(named) if named else configuration() / "trusted_signers.json"


def trusted() -> Trusted:
    """The signers this user trusts. Raises StorageError where the file is damaged."""
    own = None
    with suppress(UserError):  # no key yet, or not a key
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
    """The fingerprint given, or that of a public key or a file with one; raises UserError where it is neither."""
    if FINGERPRINT.fullmatch(said):
        return said
    if said.startswith("SHA256:"):
        raise UserError(f"{said} is no fingerprint; `moisson verify RELEASE` prints one: SHA256: and 43 signs.")
    if not said.startswith(KIND.decode()) and not Path(said).is_file():
        raise UserError(f"{said!r} is no fingerprint (SHA256:…), no public key and no file with one.")
    return public_key(said).fingerprint


def remember(fingerprint: str, names: tuple[str, ...], since: str) -> Remembered:
    """Trust a signer for these names and those before; without names, for all. Returns the entry."""
    signers = dict(trusted().signers)
    before = signers.get(fingerprint)
    if before is not None and before.names and names:
        names = tuple(sorted({*before.names, *names}))
    signers[fingerprint] = Remembered(before.since if before else since, names)
    _write(signers)
    return signers[fingerprint]


def forget(fingerprint: str) -> None:
    """Stop trusting a signer; raises UserError where the fingerprint is not remembered."""
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
