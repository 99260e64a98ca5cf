"""The commands `commons propose`, `vote`, `decide` and `retract`."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from moisson.commands.commons.acting import Acting, At, CommonsPath, Key, Number, Reasoned, acting
from moisson.workspace.printing import say

if TYPE_CHECKING:
    from moisson.commons.artefacts import Artefact

WHAT = typer.Argument(
    help="What is proposed; `all` stands for a recipe with its sources and policies, as far as they are not accepted yet."
)
OF = typer.Argument(
    metavar="OF",
    help="A recipe, a source (name or folder), a release, a file of rules, a member's record, a list of documents, or the id of"
    " a member to remove; of a policy, the recipe that has it; of a withdrawal, also the number of an accepted proposal.",
)
TITLE = typer.Option("--title", help="What it is, in a line; without it, kind and name.")
RELEASE = typer.Option(
    "--release",
    metavar="DIR",
    help="Of a withdrawal: the release that holds the documents, whose ids or a file with them OF then is. The log gets marks, by"
    " which only those who hold them know them.",
)
CHOICE = typer.Argument(help="`abstain` counts for the quorum only; `conflict` of interest takes you out of the count.")
What = Literal["all", "source", "recipe", "policy", "release", "rules", "member", "removal", "withdrawal"]


def propose(
    commons: CommonsPath,
    what: Annotated[What, WHAT],
    of: Annotated[str, OF],
    title: Annotated[str | None, TITLE] = None,
    reason: Reasoned = None,
    release: Annotated[Path | None, RELEASE] = None,
    key: Key = None,
    at: At = None,
) -> None:
    """Propose something for the colleges to decide: it is stored as it is now, and decided under its digest."""
    with acting(commons, key, at) as member:
        for each in list(_proposed(member, what, of, release)):
            about = None if what == "removal" else member.writer.add(each.data)
            body = {"kind": each.kind, "name": each.name, "title": title or f"{each.kind} {each.name}", "reason": reason}
            event = member.append("proposal", body, about)
            closes = member.state.proposals[event.number].closes
            say(
                f"Proposal {event.number}: {each.kind} {each.name}; the ballot ends on {closes:%Y-%m-%d}, or once all have voted."
            )


def _proposed(member: Acting, what: What, of: str, release: Path | None) -> Iterator["Artefact"]:
    from moisson.commons.artefacts import Artefact, artefacts, of_source
    from moisson.contracts.disk import disk
    from moisson.contracts.errors import UserError
    from moisson.corpus.recipe import load_recipe
    from moisson.source.description import load_source

    if what == "all" or what in ("recipe", "policy"):
        found = list(artefacts(load_recipe(Path(of))))
        wanted = [each for each in found if what in ("all", each.kind) and not member.state.accepted(each.kind, each.sha256)]
        if not wanted:
            raise UserError(f"all that {of} has of this kind is accepted already.")
        yield from wanted
    elif what == "source":
        yield of_source(load_source(of, Path()))
    elif what == "removal":
        yield Artefact("removal", of, b"")
    elif what == "withdrawal" and release is not None:
        from moisson.commands.options import listed
        from moisson.commons.withdrawals import marked

        ids = listed([of])
        yield Artefact("withdrawal", f"{len(ids)} {'document' if len(ids) == 1 else 'documents'}", marked(release, ids))
    elif what == "withdrawal" and of.isdigit():
        proposal = member.state.proposals.get(int(of))
        if proposal is None or proposal.sha256 is None:
            raise UserError(f"{of} is no proposal of something that can be taken back.")
        yield Artefact("withdrawal", proposal.name, member.writer.object(proposal.sha256))
    else:
        if what == "release" and Path(of).is_dir():
            from moisson.release.manifest import MANIFEST
            from moisson.stewardship.opened import open_release

            released = open_release(Path(of))
            with disk(path := released.folder / MANIFEST):
                yield Artefact("release", released.name, path.read_bytes())
            return
        path = Path(of)
        with disk(path):
            data = path.read_bytes()
        yield Artefact(what, _name(what, Path(of), data), data)


def _name(what: str, path: Path, data: bytes) -> str:
    import orjson

    from moisson.contracts.errors import UserError

    if what not in ("member", "release"):
        return path.stem
    try:
        said = orjson.loads(data)
        return str(said["id"] if what == "member" else said["release"])
    except (orjson.JSONDecodeError, KeyError, TypeError):
        raise UserError(f"{path} is no {'record of a member' if what == 'member' else 'release'}.") from None


def vote(
    commons: CommonsPath,
    number: Number,
    choice: Annotated[Literal["yes", "no", "abstain", "conflict"], CHOICE],
    reason: Reasoned = None,
    key: Key = None,
    at: At = None,
) -> None:
    """Vote on a proposal, once, and in the open: organisations vote here, not persons."""
    with acting(commons, key, at) as member:
        event = member.append("ballot", {"choice": choice, "reason": reason}, number)
    say(f"{event.by} votes {choice} on proposal {number}.")


def retract(commons: CommonsPath, number: Number, reason: Reasoned = None, key: Key = None, at: At = None) -> None:
    """Take back a proposal of your own that is not decided yet."""
    with acting(commons, key, at) as member:
        member.append("proposal-withdrawn", {"reason": reason}, number)
    say(f"Proposal {number} is withdrawn.")


def decide(
    commons: CommonsPath,
    number: Annotated[int | None, typer.Argument(metavar="[NUMBER]", help="The proposal; without it, all that are due.")] = None,
    key: Key = None,
    at: At = None,
) -> None:
    """Write down what the rules make of the ballots, for one proposal or for all whose ballots are over."""
    from moisson.contracts.commons.decide import derived
    from moisson.contracts.errors import UserError

    with acting(commons, key, at) as member:
        now = member.at or datetime.now(UTC)
        due = [each for each in member.state.proposals.values() if each.outcome is None and each.withdrawn is None]
        due = [each for each in due if each.due(now) is not None and number in (None, each.number)]
        if not due:
            wanted = "no proposal is" if number is None else f"proposal {number} is not"
            raise UserError(f"{wanted} due: `moisson commons status {commons}` says until when ballots are open.")
        for proposal in due:
            outcome = proposal.due(now)
            if outcome is not None:
                member.append("decision", derived(outcome), proposal.number)
                say(f"Proposal {proposal.number}, {proposal.kind} {proposal.name}: {outcome[1].outcome} ({outcome[0]}).")
