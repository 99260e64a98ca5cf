"""The command `verify`. It imports what it needs when it runs, as those of `moisson.cli`."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from moisson.verify.verdict import Verdict

RELEASE = typer.Argument(metavar="RELEASE", help="A release's folder, such as build/releases/fr-droits-travail/latest.")
KEY = typer.Option(
    "--key", metavar="KEY", help="The maker's public key (`ssh-ed25519 AAAA…`) or a file with it: it must have signed."
)
ABSENT = typer.Option("--absent", metavar="ID", help="Prove that no document of this id is in the release.")
PRESENT = typer.Option("--present", metavar="ID", help="Prove that this document is in the release.")
PROOF = typer.Option(
    "--proof", metavar="FILE", help="Check a proof against the release's signed manifest; its tables may be missing."
)


def verify(
    release: Annotated[Path, RELEASE],
    key: Annotated[str | None, KEY] = None,
    absent: Annotated[str | None, ABSENT] = None,
    present: Annotated[str | None, PRESENT] = None,
    proof: Annotated[Path | None, PROOF] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """Check a release, offline: files, signature, rows, rights, conservation, and every figure in its documents.

    Exit codes: 0 it holds, 6 it does not (each fault is named), 2 there is no release.
    """
    from moisson.errors import UserError
    from moisson.release.sign import public_key
    from moisson.verify.verdict import verify as check

    if sum(given is not None for given in (absent, present, proof)) > 1:
        raise UserError("--absent, --present and --proof ask three different questions; ask one at a time.")
    signer = public_key(key) if key else None
    if proof is not None:
        return _check_proof(release, proof, signer)
    if (id := present if absent is None else absent) is not None:
        return _prove(release, id, absent is None)
    verdict = check(release, signer)
    if as_json:
        typer.echo(json.dumps(verdict.as_dict(), ensure_ascii=False, indent=2))
    else:
        _print(verdict, signer is not None)
    raise typer.Exit(0 if verdict.holds else _code())


def _code() -> int:
    from moisson.errors import Unverified

    return Unverified.exit_code


def _print(verdict: "Verdict", asked: bool) -> None:
    from moisson.verify.fault import plain
    from moisson.verify.figures import same_code

    for fault in verdict.faults:
        typer.echo(f"✗ {fault}")
    name = plain(str(verdict.manifest.get("release", verdict.folder)))
    if verdict.superseded and verdict.holds:  # else anyone may have written it
        typer.echo(_superseded(verdict.superseded))
    if verdict.holds and not verdict.stub:
        documents = verdict.manifest["documents"]
        typer.echo(
            f"✓ {name} holds: {documents:,} documents, {len(verdict.manifest['files'])} files, every figure counted again."
        )
    elif not verdict.holds:
        typer.echo(f"{name} does not hold: {len(verdict.faults)} faults.")
    if verdict.manifest and not verdict.stub and (note := same_code(verdict.manifest)):
        typer.echo(f"  {plain(note)}.")
    if verdict.signer:
        typer.echo(
            f"  Signed by {verdict.signer.fingerprint}" + ("." if asked else "; compare it with the one its maker publishes.")
        )


def _superseded(notice: dict[str, Any]) -> str:
    from moisson.verify.fault import plain

    replaced = notice.get("replaced_by") or "a release that is still to be made"
    return plain(f"! Taken back on {notice['date']}: {notice['reason']}. Use {replaced} instead.")


def _prove(release: Path, id: str, present: bool) -> None:
    """Print the proof; ends with the code for a release that does not hold where the contrary is true."""
    from moisson.verify.proofs import prove_from

    proof = prove_from(release, id)
    typer.echo(json.dumps(proof.as_dict(), indent=2))
    if proof.present != present:
        from moisson.errors import Unverified

        raise Unverified(f"{id} is {'' if proof.present else 'not '}in {release}.")


def _check_proof(release: Path, path: Path, signer: Any) -> None:
    from moisson.verify.proofs import check_proof

    typer.echo(f"✓ {check_proof(release, path, signer)}")
