"""The command `trust`."""

from typing import Annotated

import typer

from moisson.commands.options import AsJson
from moisson.workspace.printing import say, say_json

SIGNER = typer.Argument(metavar="FINGERPRINT", help="SHA256:…, as `moisson verify` prints it; or a public key, or its file.")
NAMES = typer.Option(
    "--for", metavar="NAME", help="Only for releases of this recipe, and no other signer for them; may be repeated."
)
FORGET = typer.Option("--forget", help="Remember this signer no longer.")


def trust(
    fingerprint: Annotated[str | None, SIGNER] = None,
    names: Annotated[list[str] | None, NAMES] = None,
    forget: Annotated[bool, FORGET] = False,
    as_json: AsJson = False,
) -> None:
    """Remember who signs the releases that you use, so that `verify` knows them; without FINGERPRINT, list whom you know."""
    from datetime import UTC, datetime

    from moisson.contracts.errors import UserError
    from moisson.stewardship.verify.fault import plain
    from moisson.stewardship.verify.trust import fingerprint_of, remember, trust_path, trusted
    from moisson.stewardship.verify.trust import forget as forget_signer

    if fingerprint is None and (names or forget):
        raise UserError("--for and --forget need the FINGERPRINT that they are about; `moisson trust` lists those remembered.")
    if fingerprint is not None:
        signer = fingerprint_of(fingerprint)
        if forget:
            forget_signer(signer)
            return say(f"Forgotten: {signer}")
        said = remember(signer, tuple(names or ()), datetime.now(UTC).date().isoformat())
        return say(f"Remembered: {signer}, for {plain(', '.join(said.names)) or 'all releases'}, in {trust_path()}")
    known = trusted()
    if as_json:
        signers = {key: {"since": one.since, "for": list(one.names)} for key, one in known.signers.items()}
        return say_json({"own": known.own, "signers": signers})
    for key, one in sorted(known.signers.items()):
        say(f"{key}  since {one.since}, for {plain(', '.join(one.names)) or 'all releases'}")
    if known.own:
        say(f"{known.own}  your own key")
    if not known.signers and not known.own:
        say("Nobody is remembered yet; `moisson verify RELEASE` says who signed it and how to remember them.")
    return None
