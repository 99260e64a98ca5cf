"""The command `withdraw`."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from moisson.commands.options import WORKSPACE, AsJson, Ids, Key, Out, listed
from moisson.workspace.printing import say, say_json

if TYPE_CHECKING:
    from moisson.stewardship.withdraw.act import Outcome

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
TOKENS = typer.Option("--tokens", metavar="DIR", help="Say what of these tokens it concerns, too; may be repeated.")
UNSEEN = typer.Option("--unseen", help="Also keep out ids that no harvest holds.")
MADE = typer.Option("--with-synthetic", help="Take along synthetic text that names it as its seed: else that stays.")
MODEL = typer.Option("--model", metavar="DIR", help="Enter it into this model's record, too; may be repeated.")
RETRAIN = "A model trained on one of these releases must be trained again without it to forget what it learned."


def withdraw(
    ids: Ids,
    reason: Annotated[str, REASON],
    authority: Annotated[str, AUTHORITY],
    date: Annotated[str | None, DATE] = None,
    same_text: Annotated[bool, SAME] = False,
    duplicates: Annotated[bool, DUPLICATES] = False,
    purge: Annotated[bool, PURGE] = False,
    unseen: Annotated[bool, UNSEEN] = False,
    tokens: Annotated[list[Path] | None, TOKENS] = None,
    synthetic: Annotated[bool, MADE] = False,
    model: Annotated[list[Path] | None, MODEL] = None,
    out: Out = WORKSPACE,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Take documents back: out of the next release, out of harvests to come and, with --purge, out of what is there."""
    from moisson.commands.messages.model import print_taken
    from moisson.commands.messages.tokens import print_concerned
    from moisson.contracts.sign import signer
    from moisson.models.seen import models_of
    from moisson.models.take_back import take_back_from
    from moisson.models.tokens.look_up import folders_in
    from moisson.models.tokens.take_back import withdrawn_here
    from moisson.stewardship.opened import releases_of
    from moisson.stewardship.trace.seeds import made_from_it
    from moisson.stewardship.withdraw.act import Request
    from moisson.stewardship.withdraw.act import withdraw as take_back
    from moisson.workspace.storage import Workspace

    workspace = Workspace(out)
    named = listed(ids)
    made = made_from_it(releases_of(workspace), named)
    if synthetic:
        named += dict.fromkeys(row["id"] for row in made)
    request = Request(named, reason, authority, _day(date), same_text, duplicates, purge, unseen)
    signs = signer(key)
    with workspace.locked():
        outcome = take_back(workspace, request, signs)
        gone, unread = withdrawn_here(workspace, [*folders_in(out), *(tokens or ())])
        entered, failed = take_back_from([*models_of(workspace), *(model or [])], workspace)
    taken = [each.as_dict() for each in entered]
    if as_json:
        concerned = [{"folder": str(of.tokens.folder), **of.as_dict()} for of in gone]
        found = {"made_from_it": made, "tokens": concerned, "tokens_unread": unread, "models": taken, "models_unread": failed}
        return say_json({**outcome.as_dict(), **found})
    _print(outcome)
    for row in [] if synthetic else made:
        say(f"Synthetic text was made from it and stays: {row['id']}, in {row['release']}; --with-synthetic takes it too")
    print_concerned(gone, unread)
    for why in failed.values():
        say(f"A model could not be read, and what it saw is not known: {why}")
    return print_taken(taken)


def _day(date: str | None) -> str:
    from moisson.contracts.errors import UserError

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
    from moisson.stewardship.withdraw.near import MOST_ALIKE

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
