"""Acting in a commons: whose key signs, and for which member."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from moisson.commons.write import Writer
    from moisson.contracts.commons import Event, State
    from moisson.contracts.sign import Signs

CommonsPath = Annotated[Path, typer.Argument(metavar="COMMONS", help="The folder of the commons' log.")]
Number = Annotated[int, typer.Argument(metavar="NUMBER", help="The number of the event that it is about.")]
Key = Annotated[
    Path | None,
    typer.Option(
        "--key",
        metavar="FILE",
        help="The member's private key; a public key (….pub) stands for one of hardware or in an agent. Else $MOISSON_KEY.",
    ),
]
Reason = Annotated[str, typer.Option("--reason", help="Why, in one line: it is published for ever, so it must name nobody.")]
Reasoned = Annotated[str | None, typer.Option("--reason", help="Why, in one line: it is published for ever.")]
At = Annotated[
    str | None, typer.Option("--at", metavar="TIME", help="When it happened, 2026-12-01T12:00:00Z, not before the newest event.")
]


@dataclass(frozen=True)
class Acting:
    """A member at work."""

    writer: "Writer"
    signer: "Signs"
    member: str
    at: datetime | None

    @property
    def state(self) -> "State":
        return self.writer.state

    def append(self, kind: str, body: dict[str, Any], about: str | int | None = None) -> "Event":
        given = {name: value for name, value in body.items() if value is not None}
        return self.writer.append(kind, given, about, signer=self.signer, by=self.member, at=self.at)


@contextmanager
def acting(commons: Path, key: Path | None, at: str | None = None) -> Iterator[Acting]:
    """Hold a commons and act as the member whose key this is; raises UserError where it is no member's."""
    from moisson.commons.write import writing
    from moisson.contracts.errors import UserError
    from moisson.contracts.held_keys import signs_with

    signer = signs_with(key)
    with writing(commons) as writer:
        for member in writer.state.members.values():
            if signer.public in member.keys and member.left is None:
                yield Acting(writer, signer, member.id, time_of(at))
                return
    raise UserError(f"{signer.public.fingerprint} is no member's key in {commons}; name another with --key.")


def time_of(said: str | None) -> datetime | None:
    """A time as the log writes it."""
    from moisson.contracts.errors import UserError

    if said is None:
        return None
    try:
        return datetime.strptime(said, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise UserError(f"--at {said!r} is no time; write it as 2026-12-01T12:00:00Z.") from None


def day_of(said: str | None, option: str) -> str | None:
    """A day as the log writes it; raises UserError where it is none."""
    from moisson.contracts.errors import UserError

    try:
        return said if said is None else date.fromisoformat(said).isoformat()
    except ValueError:
        raise UserError(f"{option} {said!r} is no day; write it as 2028-12-01.") from None
