"""The commands `withdraw` and `apply-withdrawals`. They import what they need when they run, as those of `moisson.cli`."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from moisson.printing import say, say_json

if TYPE_CHECKING:
    from moisson.withdraw.act import Outcome

IDS = typer.Argument(metavar="ID…", help="Ids of documents or harvested rows, or files with one id a line.")
REASON = typer.Option("--reason", help="Why, in words for the public: they are published, so they must name nobody.")
AUTHORITY = typer.Option(
    "--authority", help="At whose word: a data protection officer, a court, a publisher. It is published too."
)
DATE = typer.Option("--date", metavar="DAY", help="The day of the withdrawal, 2026-11-25; without it, today.")
SAME = typer.Option("--same-text", help="Take the same text under other ids too, now and when it is harvested again.")
DUPLICATES = typer.Option(
    "--with-duplicates",
    help="Take along what is nearly the same or was dropped as its duplicate: else one of those takes its place.",
)
PURGE = typer.Option("--purge", help="Remove the content from parts, runs and earlier releases, which become signed stubs.")
UNSEEN = typer.Option("--unseen", help="Also keep out ids that no harvest holds.")
KEY = typer.Option("--key", metavar="FILE", help="The private key to sign with; without it $MOISSON_KEY, else your own.")
JSON = typer.Option("--json", help="Print JSON for programs.")
RETRAIN = "A model trained on one of these releases must be trained again without it to forget what it learned."


def withdraw(
    ids: Annotated[list[str], IDS],
    reason: Annotated[str, REASON],
    authority: Annotated[str, AUTHORITY],
    date: Annotated[str | None, DATE] = None,
    same_text: Annotated[bool, SAME] = False,
    duplicates: Annotated[bool, DUPLICATES] = False,
    purge: Annotated[bool, PURGE] = False,
    unseen: Annotated[bool, UNSEEN] = False,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="The workspace.")] = Path("build"),
    key: Annotated[Path | None, KEY] = None,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Take documents back: out of the next release, out of harvests to come and, with --purge, out of what is there."""
    from moisson.release.sign import signer
    from moisson.storage import Workspace
    from moisson.withdraw.act import Request
    from moisson.withdraw.act import withdraw as take_back

    workspace = Workspace(out)
    request = Request(_listed(ids), reason, authority, _day(date), same_text, duplicates, purge, unseen)
    signs = signer(key)
    with workspace.locked():
        outcome = take_back(workspace, request, signs)
    if as_json:
        return say_json(outcome.as_dict())
    return _print(outcome)


def _listed(ids: list[str]) -> list[str]:
    """Ids as given, and those in files that are given."""
    from moisson.disk import disk
    from moisson.errors import UserError

    listed: list[str] = []
    for id in ids:
        path = Path(id)
        try:
            with disk(path):
                lines = path.read_text(encoding="utf-8-sig").splitlines() if _is_file(path) else [id]
        except UnicodeDecodeError as error:
            why = f"{error.reason} at byte {error.start}"
            raise UserError(f"{path} is not in UTF-8 ({why}); save it so, one id a line.") from None
        listed += [line.strip() for line in lines if line.strip()]
    return list(dict.fromkeys(listed))


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # an id may be longer than any file's name
        return False


def _day(date: str | None) -> str:
    from moisson.errors import UserError

    if date is None:
        return datetime.now(UTC).date().isoformat()
    try:
        return datetime.strptime(date, "%Y-%m-%d").date().isoformat()
    except ValueError:
        raise UserError(f"--date {date!r} is no day; write it as 2026-11-25.") from None


def _print(outcome: "Outcome") -> None:
    for one in outcome.withdrawn:
        say(f"Withdrawn: {one.id}" + (f" (the same text as {one.same_text_as})" if one.same_text_as else ""))
        say(f"  For whoever asked: salt {one.salt}; in public ledgers it is {one.name}")
    for id in outcome.already:
        say(f"Withdrawn before: {id}")
    for row in outcome.same_text:
        say(f"The same text stays under another id: {row.id} (as {row.same_text_as}); --same-text takes it too")
    _print_near(outcome)
    for holder in outcome.holders:
        held = f"held {', '.join(holder.held)}" if holder.held else f"named {', '.join(holder.named)} in its ledger"
        say(f"Release {holder.name} {held}; it is now {'a stub' if outcome.purged else 'marked as taken back'}.")
    if not outcome.holders:
        say("No release in this workspace holds it.")
    if any(holder.held for holder in outcome.holders):
        say(RETRAIN)
    if outcome.purged:
        say(f"Purged: {outcome.rewritten} files were rewritten. Copies outside the workspace, as in npm's cache, were not.")
    say("Publish releases/withdrawals.jsonl; build again for a release without it.")


def _print_near(outcome: "Outcome") -> None:
    """What stays that is nearly the same, what will take its place first, and what cannot be known again."""
    from moisson.withdraw.near import MOST_ALIKE

    rows = sorted(outcome.near, key=lambda row: (not row.instead, -(row.similarity or 0), row.id))
    for row in rows[:MOST_ALIKE]:
        similar = "" if row.similarity is None else f", similarity {row.similarity:.2f}"
        what = "Will take its place in the next release" if row.instead else "Nearly the same stays"
        say(f"{what}: {row.id} (as {row.like}{similar})")
    if len(rows) > MOST_ALIKE:
        say(f"… and {len(rows) - MOST_ALIKE:,} more; --json lists all.")
    if rows:
        say("The same command with --with-duplicates takes them too; look first: `moisson show ID`.")
    for id in outcome.unread:
        say(f"A changed copy of {id} will not be recognised: its text is too short, like too many others, or was never built.")


def allow(
    ids: Annotated[list[str], IDS],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="The workspace.")] = Path("build"),
    key: Annotated[Path | None, KEY] = None,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Let documents in that wait because their text is like a withdrawn one; `moisson withdraw` keeps them out instead."""
    from moisson.release.sign import signer
    from moisson.storage import Workspace
    from moisson.withdraw.waiting import let_in

    workspace = Workspace(out)
    signs = signer(key)
    with workspace.locked():
        allowed = let_in(workspace, _listed(ids), signs)
    if as_json:
        return say_json({"allowed": allowed})
    for id in allowed:
        say(f"Let in: {id}")
    return say("Build again for a release with it.")


def apply_withdrawals(
    feed: Annotated[Path, typer.Argument(metavar="FEED", help="The maker's withdrawals.jsonl.")],
    release: Annotated[Path, typer.Argument(metavar="RELEASE", help="The folder of your copy; it is cleaned in its place.")],
    feed_key: Annotated[
        str | None,
        typer.Option("--feed-key", metavar="KEY", help="The public key that signs the feed, where it is not the release's."),
    ] = None,
    key: Annotated[Path | None, KEY] = None,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Clean a copy of a release of what its maker has withdrawn since, and document and sign it anew."""
    from moisson.release.sign import public_key, signer
    from moisson.withdraw.apply import apply_withdrawals as apply
    from moisson.withdraw.feed import read_feed, today

    gone = apply(feed, release, signer(key), public_key(feed_key) if feed_key else None)
    if as_json:
        return say_json({"release": str(release), "withdrawn": gone, "feed": read_feed(feed, None).as_dict()})
    say(read_feed(feed, None).said(today()))
    for id, name in sorted(gone.items()):
        say(f"Taken out: {id}, now {name}")
    say(f"{len(gone):,} documents taken out." if gone else f"{release} holds none of the withdrawn documents; it is as it was.")
    if gone and (release / ".git").exists():
        say(f"{release / '.git'} was left as it is: its history still holds them.")
    return say(RETRAIN) if gone else None
