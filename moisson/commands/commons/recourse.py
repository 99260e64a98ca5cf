"""The commands `commons suspend`, `contest` and `appeal`."""

from typing import Annotated, Literal

import typer

from moisson.commands.commons.acting import At, CommonsPath, Key, Number, Reason, acting
from moisson.workspace.printing import say


def suspend(commons: CommonsPath, number: Number, reason: Reason, key: Key = None, at: At = None) -> None:
    """Ask to suspend an accepted proposal: it is for thirty days once members of two colleges ask."""
    with acting(commons, key, at) as member:
        member.append("suspension", {"reason": reason}, number)
        asked = member.state.proposals[number].suspension
    until = asked.until if asked else None
    say(f"Proposal {number} is suspended until {until:%Y-%m-%d}." if until else "Asked; a member of another college must join.")


def contest(commons: CommonsPath, number: Number, reason: Reason, key: Key = None, at: At = None) -> None:
    """Contest a decision, or the outcome of a request: a panel of others, one of each college, says whether it stands."""
    with acting(commons, key, at) as member:
        event = member.append("contest", {"reason": reason}, number)
        panel = member.state.contests[event.number].panel
    say(f"Contest {event.number}: the panel is {', '.join(f'{id} ({college})' for college, id in sorted(panel.items()))}.")


def appeal(
    commons: CommonsPath,
    number: Number,
    outcome: Annotated[Literal["upheld", "overturned"], typer.Argument(help="Whether the first decision stands.")],
    reason: Reason,
    key: Key = None,
    at: At = None,
) -> None:
    """Give a panel member's word on a contest; two of one mind settle it."""
    with acting(commons, key, at) as member:
        member.append("appeal", {"outcome": outcome, "reason": reason}, number)
        settled = member.state.contests[number].outcome
    say(f"Contest {number}: {settled or 'another member of the panel has the next word'}.")
