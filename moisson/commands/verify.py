"""The command `verify`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from moisson.commands.options import AsJson
from moisson.workspace.printing import say, say_json

if TYPE_CHECKING:
    from moisson.stewardship.verify.verdict import Verdict

RELEASE = typer.Argument(
    metavar="RELEASE",
    help="A release's folder, such as build/releases/fr-droits-travail/latest, its address (https://… or s3://…), or tokens.",
)
OF = typer.Argument(metavar="[RELEASE]", help="The release that tokens were made from, where the first folder holds tokens.")
ALL = typer.Option("--all", help="Of tokens: tokenise every document again, not some 200.")
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
WITNESS = typer.Option(
    "--witness",
    metavar="COLLEGE=KEY",
    help="A witness of the commons that governs the release, `civil=ssh-ed25519 AAAA…`; repeat it: two colleges must agree.",
)
FEED = typer.Option("--feed", metavar="FILE", help="The maker's withdrawals.jsonl: what of the release was taken back since.")


def verify(
    release: Annotated[str, RELEASE],
    of: Annotated[Path | None, OF] = None,
    key: Annotated[str | None, KEY] = None,
    absent: Annotated[str | None, ABSENT] = None,
    present: Annotated[str | None, PRESENT] = None,
    proof: Annotated[Path | None, PROOF] = None,
    feed: Annotated[Path | None, FEED] = None,
    witness: Annotated[list[str] | None, WITNESS] = None,
    every: Annotated[bool, ALL] = False,
    as_json: AsJson = False,
) -> None:
    """Check a release, offline where it lies here: files, signature, rows, rights, conservation, every figure in its documents.

    `moisson verify TOKENS RELEASE` proves tokens and their release from each other. Exit codes: 0 it holds, 6 it does not (each
    fault is named), 2 there is no release.
    """
    from moisson import open_release
    from moisson.contracts.commons.rests_on import witnesses_of
    from moisson.contracts.errors import UserError
    from moisson.contracts.sign import public_key
    from moisson.contracts.token_files import is_tokens
    from moisson.stewardship.far_open import is_far
    from moisson.stewardship.verify.trust import trusted
    from moisson.stewardship.verify.verdict import verify as check

    if of is not None or every or is_tokens(Path(release)):
        if of is None or not is_tokens(Path(release)) or any(each is not None for each in (key, absent, present, proof, feed)):
            raise UserError(
                "tokens are checked against their release: `moisson verify TOKENS RELEASE [--all]`, and nothing else."
            )
        return _tokens(Path(release), of, every, as_json)
    if absent is not None and present is not None:
        raise UserError("--absent and --present ask contrary questions; ask one at a time.")
    signer, id = public_key(key) if key else None, present if absent is None else absent
    if is_far(release) and (proof is not None or id is not None):
        raise UserError(f"proofs are made and checked with a release's folder; bring {release} here first.")
    if proof is not None:
        return _check_proof(Path(release), proof, signer, id, absent is None)
    if id is not None:
        return _prove(Path(release), id, absent is None)
    if is_far(release):
        if witness:
            raise UserError(f"--witness is for a release's folder; bring {release} here first.")
        with open_release(release) as far:
            verdict = far.verify(key=key, feed=feed, progress=not as_json and sys.stderr.isatty())
    else:
        verdict = check(Path(release), signer, trusted(), feed, witnesses_of(witness) if witness else None)
    if as_json:
        say_json(verdict.as_dict())
    else:
        _print(verdict, feed)
    raise typer.Exit(0 if verdict.holds else _code())


def _tokens(tokens: Path, release: Path, every: bool, as_json: bool) -> None:
    from moisson.commands.messages.tokens import print_checked
    from moisson.models.tokens.check import check_tokens

    checked = check_tokens(tokens, release, every=every)
    if as_json:
        say_json(checked.as_dict())
    else:
        print_checked(checked)
    raise typer.Exit(0 if checked.holds else _code())


def _code() -> int:
    from moisson.contracts.errors import Unverified

    return Unverified.exit_code


def _print(verdict: "Verdict", feed: Path | None) -> None:
    from moisson.stewardship.feed import today
    from moisson.stewardship.verify.fault import plain
    from moisson.stewardship.verify.verdict import ASKED

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
    from moisson.stewardship.verify.fault import plain

    replaced = notice.get("replaced_by") or "a release that is still to be made"
    return plain(f"! Taken back on {notice['date']}: {notice['reason']}. Use {replaced} instead.")


def _prove(release: Path, id: str, present: bool) -> None:
    """Print the proof; ends with the code for a release that does not hold where the contrary is true."""
    from moisson.stewardship.verify.proofs import prove_from

    proof = prove_from(release, id)
    say_json(proof.as_dict())
    if proof.present != present:
        from moisson.contracts.errors import Unverified

        raise Unverified(f"{id} is {'' if proof.present else 'not '}in {release}.")


def _check_proof(release: Path, path: Path, signer: Any, id: str | None, present: bool) -> None:
    from moisson.release.manifest import MANIFEST, SIGNATURE, signer_of
    from moisson.stewardship.verify.fault import plain
    from moisson.stewardship.verify.proofs import check_proof
    from moisson.stewardship.verify.trust import trusted
    from moisson.stewardship.verify.verdict import recipe_name

    say(plain(f"✓ {check_proof(release, path, signer, id, present=present)}"))
    maker = signer_of(release / MANIFEST, release / SIGNATURE)
    if signer is None and maker is not None and not trusted().knows(maker, recipe_name(release)):
        say(f"  Not checked: who {maker.fingerprint} is; compare it with what the release's maker publishes.")
