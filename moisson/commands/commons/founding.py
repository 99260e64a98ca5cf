"""The commands `commons init` and `commons join`."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from moisson.commands.commons.acting import At, CommonsPath, Key, day_of, time_of
from moisson.workspace.printing import say

NAME = typer.Option("--name", help="The name of the commons.")
MEMBER = typer.Option("--member", metavar="FILE", help="A founding member's record, as `commons join --to` writes it; repeat it.")
RULES = typer.Option("--rules", metavar="FILE", help="The first rules; else those that Moisson comes with.")


def init(
    commons: CommonsPath,
    name: Annotated[str, NAME],
    member: Annotated[list[Path], MEMBER],
    rules: Annotated[Path | None, RULES] = None,
    key: Key = None,
    at: At = None,
) -> None:
    """Found a commons: its first members, at least one of each college, and its first rules. A founding member's key signs."""
    import orjson

    from moisson.commons.write import founding_rules, writing
    from moisson.contracts.disk import disk
    from moisson.contracts.errors import UserError
    from moisson.contracts.held_keys import signs_with

    records = []
    for path in member:
        with disk(path):
            data = path.read_bytes()
        try:
            records.append(orjson.loads(data))
        except orjson.JSONDecodeError:
            raise UserError(f"{path} is no member's record; `moisson commons join --to FILE` writes one.") from None
    signer = signs_with(key)
    own = next((each["id"] for each in records if str(signer.public) in str(each)), None)
    if own is None:
        raise UserError(
            f"{signer.public.fingerprint} is in none of the records; a founding member's key signs: name it with --key."
        )
    if (commons / "events").exists():
        raise UserError(f"{commons} is a commons already; name another folder.")
    with disk(rules or commons):
        said = rules.read_bytes() if rules else founding_rules()
    with writing(commons) as writer:
        body = {"name": name, "members": records, "rules": writer.add(said)}
        event = writer.append("founded", body, signer=signer, by=own, at=time_of(at))
    say(f"Founded: {name}, {len(records)} members, in {commons}. It is known by {event.sha256}.")


ID = typer.Argument(metavar="ID", help="The member's short name: letters, digits, `-`.")
ORGANISATION = typer.Option("--organisation", help="The organisation's name.")
COLLEGE = typer.Option("--college", help="Whom it stands for.")
MANDATE = typer.Option("--mandate", help="Who decided that it takes part, and when.")
UNTIL = typer.Option("--until", metavar="DAY", help="The day on which the mandate ends.")
KEY_UNTIL = typer.Option("--key-until", metavar="DAY", help="The day from which the key no longer signs.")
WITNESS = typer.Option("--witness", metavar="FILE", help="A key of its own, not of hardware, with which it cosigns checkpoints.")
TO = typer.Option("--to", metavar="FILE", help="Write the record for others to propose (or to found with), and stop there.")


def join(
    commons: CommonsPath,
    id: Annotated[str, ID],
    to: Annotated[Path | None, TO] = None,
    organisation: Annotated[str | None, ORGANISATION] = None,
    college: Annotated[Literal["public", "civil", "company"] | None, COLLEGE] = None,
    mandate: Annotated[str | None, MANDATE] = None,
    until: Annotated[str | None, UNTIL] = None,
    key_until: Annotated[str | None, KEY_UNTIL] = None,
    witness: Annotated[Path | None, WITNESS] = None,
    key: Key = None,
    at: At = None,
) -> None:
    """Become a member: with --to, write the record that a member proposes; once it is accepted, without, take the seat."""
    from moisson.commons.write import writing
    from moisson.contracts.disk import beside
    from moisson.contracts.errors import UserError
    from moisson.contracts.held_keys import signs_with
    from moisson.contracts.identity import pretty_json
    from moisson.contracts.sign import signer as signer_of

    signer = signs_with(key)
    if to is None:
        with writing(commons) as writer:
            decision = writer.state.awaiting.get(id)
            if decision is None:
                raise UserError(f"no decision in {commons} accepts {id} as a member that has still to take its seat.")
            event = writer.append("member", {}, decision[0], signer=signer, by=id, at=time_of(at))
        return say(f"{id} has its seat, by event {event.number}.")
    if organisation is None or college is None or mandate is None or key_until is None:
        raise UserError("a record wants --organisation, --college, --mandate and --key-until.")
    record = {
        "id": id,
        "name": organisation,
        "college": college,
        "mandate": mandate,
        "until": day_of(until, "--until"),
        "keys": [{"key": str(signer.public), "until": day_of(key_until, "--key-until")}],
        "witness": str(signer_of(witness).public) if witness else None,
    }
    with beside(to) as temporary:
        temporary.write_bytes(pretty_json(record))
    return say(f"{to}: hand it to a member, who proposes it: `moisson commons propose {commons} member {to}`.")
