"""The commands `commons desk …`: intake, and what is there."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from moisson.commands.commons.desk_options import Commons, Key, Number, Table, at_work, day, open_desk, today
from moisson.commands.options import AsJson
from moisson.workspace.printing import remark, say, say_json

if TYPE_CHECKING:
    from moisson.commons.desk.intake import Taken

RECEIVED = typer.Option(
    "--received", metavar="DAY", help="The day it reached you, from which its deadline runs; else its mail says."
)


def set_(
    table: Table,
    body: Annotated[str | None, typer.Option(help="The body that answers, as its letters name it.")] = None,
    address: Annotated[str | None, typer.Option(help="Its postal address, in one line.")] = None,
    mail: Annotated[str | None, typer.Option(help="The mailbox of the desk.")] = None,
    dpo: Annotated[str | None, typer.Option(help="How to reach its data protection officer, where it has one.")] = None,
    authority: Annotated[str | None, typer.Option(help="The supervisory authority, with its address.")] = None,
    notice: Annotated[str | None, typer.Option(help="The address of its notice for persons (GDPR Article 14).")] = None,
    keep_proof_days: Annotated[str | None, typer.Option(help="Days after the answer until proof is deleted; else 90.")] = None,
    keep_days: Annotated[str | None, typer.Option(help="Days after it until all else is deleted; else 1096.")] = None,
    commons: Commons = None,
    as_json: AsJson = False,
) -> None:
    """Make the desk's table where there is none, and say who it answers for."""
    from moisson.commons.desk.settings import put, said

    asked = {"body": body, "address": address, "mail": mail, "dpo": dpo, "authority": authority, "notice": notice}
    with open_desk(table, commons, make=True) as connection:
        put(connection, {**asked, "keep_proof_days": keep_proof_days, "keep_days": keep_days})
        found = said(connection)
    if as_json:
        return say_json(found)
    for name, value in found.items():
        say(f"{name}: {value}")
    return None


def page(
    table: Table,
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="Where the pages are written.")],
    commons: Commons = None,
) -> None:
    """Write the pages by which anyone asks: a form that makes a mail, in English, French and German, without JavaScript."""
    from moisson.commons.desk.page import write_pages

    with open_desk(table, commons) as connection:
        for path in write_pages(connection, to):
            say(f"Written: {path}")


def take(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Mails as a mail program saves them (.eml).")],
    table: Table,
    commons: Commons,
    received: Annotated[str | None, RECEIVED] = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Take mails: each becomes a request with a number and a deadline, or joins the one that it answers."""
    from moisson.commons.desk.intake import take_mail
    from moisson.commons.desk.mail import read_mail

    arrived = day(received, "--received")
    mails = [read_mail(path) for path in files]
    with at_work(table, commons, key) as work:
        taken = [take_mail(work.connection, mail, today=today(), received=arrived, by=work.by) for mail in mails]
    _say_taken(taken, as_json)


def enter(
    table: Table,
    commons: Commons,
    kind: Annotated[str, typer.Option(help="What is asked for, such as erasure; `desk grounds` lists the kinds.")],
    mail: Annotated[str, typer.Option(help="The address to answer to.")],
    name: Annotated[str, typer.Option(help="Who asks.")] = "",
    language: Annotated[str, typer.Option(help="The language to answer in: en, fr or de.")] = "en",
    id: Annotated[list[str] | None, typer.Option("--id", help="A document's identifier; may be repeated.")] = None,
    address: Annotated[list[str] | None, typer.Option(help="A document's address; may be repeated.")] = None,
    passage: Annotated[list[str] | None, typer.Option(help="A passage of a document; may be repeated.")] = None,
    why: Annotated[str, typer.Option(help="What they say about it.")] = "",
    received: Annotated[str | None, RECEIVED] = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Enter a request that came by letter, by telephone or over the counter."""
    from moisson.commons.desk.intake import enter_form

    named = [(way, each) for way, said in (("id", id), ("address", address), ("passage", passage)) for each in said or ()]
    asked = {"kind": kind, "name": name, "mail": mail, "language": language}
    arrived = day(received, "--received")
    with at_work(table, commons, key) as work:
        done = enter_form(work.connection, **asked, named=named, why=why, today=today(), received=arrived, by=work.by)
    _say_taken([done], as_json)


def list_(
    table: Table,
    commons: Commons = None,
    state: Annotated[str | None, typer.Option(help="Only open, asked, decided or answered ones.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many, the newest first.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List requests, the newest first, without anything personal."""
    from moisson.commons.desk.tickets import counts, listed

    with open_desk(table, commons) as connection:
        rows, of = listed(connection, state, limit), counts(connection)
    if as_json:
        return say_json({"requests": rows, "counts": of})
    for row in rows:
        outcome = f", {row['outcome']}" if row["outcome"] else ""
        say(f"{row['number']}  {row['received']}  {row['kind']:<18}  {row['state']}{outcome}")
    return remark(", ".join(f"{count:,} {name}" for name, count in of.items()) + ".")


def due(
    table: Table,
    commons: Commons = None,
    within: Annotated[int | None, typer.Option(metavar="DAYS", help="Only what is due within so many days, or late.")] = None,
    as_json: AsJson = False,
) -> None:
    """List what is not answered, the most urgent first; what waits for its asker comes last."""
    from moisson.commons.desk.tickets import to_answer

    with open_desk(table, commons) as connection:
        rows = to_answer(connection, today(), within)
    if as_json:
        return say_json(rows)
    for row in rows:
        days = row["days_left"]
        left = "waits for its asker" if row["state"] == "asked" else f"{-days:,} days late" if days < 0 else f"{days:,} days left"
        say(f"{row['due']}  {left:<19}  {row['number']}  {row['kind']:<18}  {row['state']}")
    late = sum(row["days_left"] < 0 for row in rows)
    return remark(f"{len(rows):,} to answer" + (f", {late:,} late." if late else "."))


def show(number: Number, table: Table, commons: Commons = None, as_json: AsJson = False) -> None:
    """Show a request: what was written, what it names, what was done, what the log was told."""
    from moisson.commons.desk.tickets import shown

    with open_desk(table, commons) as connection:
        found = shown(connection, number)
    if as_json:
        return say_json(found)
    for name in ("number", "kind", "state", "received", "due", "extended", "decided", "decided_by", "outcome", "answered"):
        if found[name] is not None:
            say(f"{name}: {found[name]}")
    asker = found["asker"]
    say(f"asker: {asker['name']} <{asker['mail']}>, {asker['language']}" if asker else "asker: deleted after its time")
    for each in found["named"]:
        say(f"names the {each['way']}: {each['said']}")
    for message in found["messages"]:
        say(f"\n{message['arrived']}, by {message['way']}: {message['subject']}\n{message['text']}")
        for each in message["attachments"]:
            why = "" if each["kept"] else f", {each['why']}"
            say(f"  attachment {each['id']}: {each['name']}, {each['bytes']:,} bytes{why}")
    return None


def grounds(
    kind: Annotated[str | None, typer.Argument(metavar="[KIND]", help="A kind of request; without it, the kinds.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the kinds of requests, or the grounds on which one is decided."""
    from moisson.commons.desk.grounds import GROUNDS, KINDS, check_kind, of_kind

    if kind is None:
        return say_json(list(KINDS)) if as_json else say("\n".join(KINDS))
    found: list[dict[str, Any]] = [
        {"code": code, "grants": GROUNDS[code].grants, "article": GROUNDS[code].article("en"), "says": GROUNDS[code].texts["en"]}
        for code in of_kind(check_kind(kind))
    ]
    if as_json:
        return say_json(found)
    for each in found:
        say(f"{each['code']:<18} {'grants ' if each['grants'] else 'refuses'}  {each['says']}")
    return None


def _say_taken(taken: "list[Taken]", as_json: bool) -> None:
    if as_json:
        return say_json([each.as_dict() for each in taken])
    for each in taken:
        what = "taken before" if each.known else "new" if each.new else "joined"
        say(f"{each.number} ({each.kind}), due {each.due}: {what}")
        for left in each.left_out:
            say(f"  left out: {left}")
        if each.remark:
            say(f"  {each.remark}")
    return None
