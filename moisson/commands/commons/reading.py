"""The commands `commons log`, `commons verify` and `commons status`."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from moisson.commands.commons.acting import CommonsPath
from moisson.commands.options import AsJson
from moisson.workspace.printing import say, say_json

LIMIT = typer.Option("--limit", min=1, help="Only the newest so many.")
REMEMBERED = typer.Option("--remembered", metavar="FILE", help="A checkpoint that you kept: the log must have grown from it.")
WITNESS = typer.Option(
    "--witness",
    metavar="COLLEGE=KEY",
    help="A witness that you trust, in place of those that the log names: `civil=ssh-ed25519 AAAA…`; may be repeated.",
)


def log(commons: CommonsPath, limit: Annotated[int | None, LIMIT] = None, as_json: AsJson = False) -> None:
    """List the events, oldest first."""
    from moisson.contracts.commons import Log
    from moisson.contracts.commons.event import written

    events = Log.open(commons).events
    shown = events if limit is None else events[-limit:]
    if as_json:
        said = [{"number": each.number, "kind": each.kind, "at": written(each.at), "by": each.by} for each in shown]
        bodies = [{"about": each.about, "sha256": each.sha256, "body": each.body.model_dump(mode="json")} for each in shown]
        return say_json([{**one, **other} for one, other in zip(said, bodies, strict=True)])
    for each in shown:
        about = "" if each.about is None else f" about {each.about if isinstance(each.about, int) else each.about[:12]}"
        body = ", ".join(f"{name} {value}" for name, value in each.body.model_dump(mode="json").items() if isinstance(value, str))
        say(f"{each.number:6}  {written(each.at)}  {each.by}: {each.kind}{about}{body and f', {body}'}")
    return None


def verify(
    commons: CommonsPath,
    remembered: Annotated[Path | None, REMEMBERED] = None,
    witness: Annotated[list[str] | None, WITNESS] = None,
    as_json: AsJson = False,
) -> None:
    """Replay everything: signatures, keys, rules, ballots, decisions, the tree, its checkpoint and the witnesses' cosignatures.

    Exit codes: 0 it holds, 6 it does not, and one sentence says what.
    """
    from moisson.contracts.commons import Log
    from moisson.contracts.commons.check import check
    from moisson.contracts.commons.note import read_checkpoint
    from moisson.contracts.commons.rests_on import witnesses_of
    from moisson.contracts.disk import disk

    kept = None
    if remembered is not None:
        with disk(remembered):
            kept = read_checkpoint(remembered.read_text(encoding="utf-8"))
    found = Log.open(commons)
    checked = check(found, at=datetime.now(UTC), remembered=kept, witnesses=witnesses_of(witness) if witness else None)
    state, size = checked.state, checked.checkpoint.size if checked.checkpoint else 0
    if as_json:
        cosigned = {college: at.isoformat() for college, at in sorted(checked.cosigned.items())}
        said = {"name": state.name, "origin": state.origin, "events": state.events, "checkpoint": size, "cosigned": cosigned}
        return say_json({**said, "holds": True, "root": found.root().hex()})
    say(f"✓ {state.name} holds: {state.events:,} events, {len(state.decisions):,} decisions derived again.")
    if checked.checkpoint is None:
        return say("  Not checked: that nothing was rewritten; it has no checkpoint, which `moisson commons checkpoint` makes.")
    colleges = ", ".join(sorted(checked.cosigned))
    whose = "your own list" if witness else "those that the log names"
    say(f"  Its checkpoint over {size:,} events is cosigned by witnesses of {colleges}, by {whose}.")
    if kept is None:
        say("  Not checked: that it grew from what you saw before; keep its checkpoint, and give it with --remembered.")
    return None


def status(commons: CommonsPath, as_json: AsJson = False) -> None:
    """Say what is open, until when, and what waits for whom."""
    from moisson.contracts.commons import Log, replay

    now = datetime.now(UTC)
    state = replay(Log.open(commons), at=now)
    waiting = [each for each in state.proposals.values() if each.status in ("open", "second-round")]
    if as_json:
        said = [
            {
                "number": each.number,
                "kind": each.kind,
                "name": each.name,
                "status": each.status,
                "closes": each.closes.isoformat(),
                "due": each.due(now) is not None,
                "to_vote": sorted(each.electors.keys() - each.ballots.keys()),
            }
            for each in waiting
        ]
        return say_json({"name": state.name, "members": sorted(each.id for each in state.active()), "proposals": said})
    say(f"{state.name}: {len(state.active())} members, {state.events:,} events.")
    for each in waiting:
        missing = ", ".join(sorted(each.electors.keys() - each.ballots.keys()))
        end = "due: `commons decide`" if each.due(now) else f"{each.status} until {each.closes:%Y-%m-%d}; not voted: {missing}"
        say(f"{each.number:6}  {each.kind} {each.name}: {end}")
    for asked in state.suspensions:
        if asked.runs(now) and asked.until:
            say(f"{asked.proposal:6}  suspended until {asked.until:%Y-%m-%d}: {asked.reason}")
    for contest in state.contests.values():
        if contest.outcome is None:
            missing = ", ".join(sorted(set(contest.panel.values()) - contest.words.keys()))
            say(f"{contest.number:6}  contest of event {contest.about}; the panel has still to say: {missing}")
    return None
