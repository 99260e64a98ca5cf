"""The commands `verify` and `trust`. They import what they need when they run, as those of `moisson.cli`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from moisson.printing import say, say_json

if TYPE_CHECKING:
    from moisson.verify.verdict import Verdict

RELEASE = typer.Argument(metavar="RELEASE", help="A release's folder, such as build/releases/fr-droits-travail/latest.")
KEY = typer.Option(
    "--key", metavar="KEY", help="The maker's public key (`ssh-ed25519 AAAA…`) or a file with it: it must have signed."
)
ABSENT = typer.Option("--absent", metavar="ID", help="Prove that no document of this id is in the release.")
PRESENT = typer.Option("--present", metavar="ID", help="Prove that this document is in the release.")
PROOF = typer.Option(
    "--proof",
    metavar="FILE",
    help="Check a proof about the id that --present or --absent gives; the signed manifest is enough, its tables may be missing.",
)
FEED = typer.Option("--feed", metavar="FILE", help="The maker's withdrawals.jsonl: what of the release was taken back since.")
SIGNER = typer.Argument(metavar="[FINGERPRINT]", help="SHA256:…, as `moisson verify` prints it; or a public key, or its file.")
NAMES = typer.Option(
    "--for", metavar="NAME", help="Only for releases of this recipe, and no other signer for them; may be repeated."
)
FORGET = typer.Option("--forget", help="Remember this signer no longer.")


def verify(
    release: Annotated[Path, RELEASE],
    key: Annotated[str | None, KEY] = None,
    absent: Annotated[str | None, ABSENT] = None,
    present: Annotated[str | None, PRESENT] = None,
    proof: Annotated[Path | None, PROOF] = None,
    feed: Annotated[Path | None, FEED] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """Check a release, offline: files, signature, rows, rights, conservation, and every figure in its documents.

    Exit codes: 0 it holds, 6 it does not (each fault is named), 2 there is no release.
    """
    from moisson.errors import UserError
    from moisson.release.sign import public_key
    from moisson.verify.trust import trusted
    from moisson.verify.verdict import verify as check

    if absent is not None and present is not None:
        raise UserError("--absent and --present ask contrary questions; ask one at a time.")
    signer, id = public_key(key) if key else None, present if absent is None else absent
    if proof is not None:
        return _check_proof(release, proof, signer, id, absent is None)
    if id is not None:
        return _prove(release, id, absent is None)
    verdict = check(release, signer, trusted(), feed)
    if as_json:
        say_json(verdict.as_dict())
    else:
        _print(verdict, feed)
    raise typer.Exit(0 if verdict.holds else _code())


def trust(
    fingerprint: Annotated[str | None, SIGNER] = None,
    names: Annotated[list[str] | None, NAMES] = None,
    forget: Annotated[bool, FORGET] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """Remember who signs the releases that you use, so that `verify` knows them; without FINGERPRINT, list whom you know."""
    from datetime import UTC, datetime

    from moisson.errors import UserError
    from moisson.verify.fault import plain
    from moisson.verify.trust import fingerprint_of, remember, trust_path, trusted
    from moisson.verify.trust import forget as forget_signer

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


def _code() -> int:
    from moisson.errors import Unverified

    return Unverified.exit_code


def _print(verdict: "Verdict", feed: Path | None) -> None:
    from moisson.verify.fault import plain
    from moisson.verify.verdict import ASKED
    from moisson.withdraw.feed import today

    for fault in verdict.faults:
        say(f"✗ {fault}")
    name = plain(str(verdict.manifest.get("release", verdict.folder)))
    if verdict.superseded and verdict.holds:  # else anyone may have written it
        say(_superseded(verdict.superseded))
    if verdict.holds and not verdict.stub:
        documents = verdict.manifest["documents"]
        say(f"✓ {name} holds: {documents:,} documents, {len(verdict.manifest['files'])} files, every figure counted again.")
        if verdict.manifest.get("unlicensed"):
            say("! It says of itself that it must not be published: texts without a right may be in it.")
    elif not verdict.holds:
        say(f"{name} does not hold: {len(verdict.faults)} faults.")
    if verdict.signer and verdict.known:
        how = {ASKED: "the key asked for", "own": "your own key"}.get(verdict.known, "remembered here")
        say(f"  Signed by {verdict.signer.fingerprint}, {how}.")
    if verdict.feed:
        say(f"  {verdict.feed.said(today())}")
    if verdict.withdrawn:
        some = ", ".join(verdict.withdrawn[:3]) + (" …" if len(verdict.withdrawn) > 3 else "")
        remedy = f"`moisson apply-withdrawals {feed} RELEASE` takes them out"
        say(f"! {len(verdict.withdrawn):,} documents were withdrawn since, {some}; {remedy}.")
    if verdict.not_checked:
        say("  Not checked:")
    for skipped in verdict.not_checked:
        say(plain(f"  - {skipped.what}: {skipped.why}"))


def _superseded(notice: dict[str, Any]) -> str:
    from moisson.verify.fault import plain

    replaced = notice.get("replaced_by") or "a release that is still to be made"
    return plain(f"! Taken back on {notice['date']}: {notice['reason']}. Use {replaced} instead.")


def _prove(release: Path, id: str, present: bool) -> None:
    """Print the proof; ends with the code for a release that does not hold where the contrary is true."""
    from moisson.verify.proofs import prove_from

    proof = prove_from(release, id)
    say_json(proof.as_dict())
    if proof.present != present:
        from moisson.errors import Unverified

        raise Unverified(f"{id} is {'' if proof.present else 'not '}in {release}.")


def _check_proof(release: Path, path: Path, signer: Any, id: str | None, present: bool) -> None:
    from moisson.release.manifest import MANIFEST, SIGNATURE, signer_of
    from moisson.verify.fault import plain
    from moisson.verify.proofs import check_proof
    from moisson.verify.trust import trusted
    from moisson.verify.verdict import recipe_name

    say(plain(f"✓ {check_proof(release, path, signer, id, present=present)}"))
    maker = signer_of(release / MANIFEST, release / SIGNATURE)
    if signer is None and maker is not None and not trusted().knows(maker, recipe_name(release)):
        say(f"  Not checked: who {maker.fingerprint} is; compare it with what the release's maker publishes.")
