"""The commands `commons desk …`: what is done with a request, from its search to its answer and its appeal."""

from pathlib import Path
from typing import Annotated, Any

import typer

from moisson.commands.commons.desk_keeping import write_private
from moisson.commands.commons.desk_options import Commons, Key, Number, Table, at_work, open_desk, today
from moisson.commands.options import WORKSPACE, AsJson, Out
from moisson.workspace.printing import say, say_json

TO = typer.Option("--to", metavar="FILE", help="Where the letter goes: a draft for a mail program if it ends in .eml, else text.")
Letter = Annotated[Path, TO]
IDS = typer.Option("--id", help="A document that the decision is about; may be repeated.")
OF = typer.Option("--of", metavar="PROPOSAL", help="The proposal to suspend; else those that hold what was found.")
PURGE = typer.Option("--purge", help="Remove the content from parts, runs and earlier releases, too.")


def sort(
    number: Number,
    kind: Annotated[str, typer.Argument(metavar="KIND", help="What it asks for, such as erasure.")],
    table: Table,
    commons: Commons,
    key: Key = None,
) -> None:
    """Say what kind of request it is, where a mail did not come from the form."""
    from moisson.commons.desk.work import sort as sort_it

    with at_work(table, commons, key) as work:
        sort_it(work.connection, number, kind, work.by)
    say(f"{number} is a request for {kind}.")


def search(number: Number, table: Table, commons: Commons = None, out: Out = WORKSPACE, as_json: AsJson = False) -> None:
    """Search what a request names, by id, address and passage, in releases, harvests, tokens and models; the answer quotes it."""
    from moisson.commons.desk.search import search_for
    from moisson.workspace.storage import Workspace

    with open_desk(table, commons) as connection:
        found = search_for(connection, Workspace(out), number, today())
    if as_json:
        return say_json(found)
    for each in found["documents"]:
        held = ", ".join(each["releases"]) or "no release"
        models = "".join(f"; seen by {model['model']}" for model in each["models"])
        say(f"{each['id']} (by {', '.join(each['by'])}): {each['title'] or 'no title'}; in {held}{models}")
    for id in found["near"]:
        say(f"nearly the same: {id}")
    for each in found["unfound"]:
        say(f"not found: {each['way']} {each['said'][:200]}: {each['why']}")
    return None


def ask(
    number: Number,
    table: Table,
    commons: Commons,
    about: Annotated[str, typer.Option(help="identity (proof of who asks), document (which one), or rights (in a text).")],
    to: Letter,
    key: Key = None,
) -> None:
    """Ask the asker for what is needed, by a letter in their language; their time does not count."""
    from moisson.commons.desk.letters import write
    from moisson.commons.desk.work import ask as ask_it

    with at_work(table, commons, key) as work:
        ask_it(work.connection, number, about, today(), work.by)
        _write(work.connection, number, write(work.connection, number, "ask", today(), about=about), to, commons)


def continue_(number: Number, table: Table, commons: Commons, key: Key = None) -> None:
    """Go on with a request although its asker has not answered."""
    from moisson.commons.desk.work import go_on_without

    with at_work(table, commons, key) as work:
        go_on_without(work.connection, number, today(), work.by)
    say(f"{number} goes on.")


def extend(
    number: Number,
    table: Table,
    commons: Commons,
    because: Annotated[str, typer.Option(help="complexity (of the request), or number (of requests).")],
    to: Letter,
    key: Key = None,
) -> None:
    """Extend the period by two further months, once, and tell the asker why before the first month is over (Article 12(3))."""
    from moisson.commons.desk.letters import write
    from moisson.commons.desk.work import check_because
    from moisson.commons.desk.work import extend as extend_it

    check_because(because)
    with at_work(table, commons, key) as work:
        first = extend_it(work.connection, number, today(), work.by)
        text = write(work.connection, number, "extension", today(), because=because, first_due=first)
        _write(work.connection, number, text, to, commons)


def suspend(
    number: Number,
    table: Table,
    commons: Commons,
    to: Annotated[Path, typer.Option("--to", metavar="FILE", help="Where the prepared events go.")],
    of: Annotated[int | None, OF] = None,
    key: Key = None,
) -> None:
    """Prepare an emergency suspension of what holds the document, for members of two colleges to sign."""
    from moisson.commons.desk.suspend import prepare, written
    from moisson.contracts.disk import beside

    with at_work(table, commons, key) as work:
        prepared = prepare(work, number, of)
        with beside(to) as temporary:
            temporary.write_bytes(written(prepared))
    for each in prepared:
        what = each["suspends"]
        say(f"Proposal {each['about']}, the {what['kind']} {what['name']}: {each['days']} days once two colleges sign.")
        say(f"  moisson commons suspend COMMONS {each['about']} --reason '{each['body']['reason']}'")


def choose(
    number: Number,
    ids: Annotated[list[str], typer.Argument(metavar="ID…", help="Documents that the request is about.")],
    table: Table,
    commons: Commons = None,
) -> None:
    """Say which documents a request is about, beside those that its decision names."""
    from moisson.commons.desk.tickets import chosen_for
    from moisson.commons.desk.work import choose as choose_them

    with open_desk(table, commons) as connection:
        choose_them(connection, number, ids)
        for id in chosen_for(connection, number):
            say(id)


def decide(
    number: Number,
    outcome: Annotated[
        str, typer.Argument(metavar="OUTCOME", help="granted, partly, refused or moot (taken back by its asker).")
    ],
    table: Table,
    commons: Commons,
    ground: Annotated[list[str] | None, typer.Option(help="A ground, from `desk grounds KIND`; may be repeated.")] = None,
    id: Annotated[list[str] | None, IDS] = None,
    key: Key = None,
) -> None:
    """Decide a request, on grounds of a closed list; the log hears of outcome and grounds."""
    from moisson.commons.desk.work import decide as decide_it

    with at_work(table, commons, key) as work:
        decide_it(work, number, outcome, ground or (), id or (), today())
    say(f"{number} is {outcome}.")


def carry_out(
    number: Number,
    table: Table,
    commons: Commons,
    yes: Annotated[bool, typer.Option("--yes", help="Do it; without it, only say what would go.")] = False,
    same_text: Annotated[bool, typer.Option("--same-text", help="Take the same text under other ids, too.")] = False,
    duplicates: Annotated[bool, typer.Option("--with-duplicates", help="Take what is nearly the same, too.")] = False,
    purge: Annotated[bool, PURGE] = False,
    tokens: Annotated[list[Path] | None, typer.Option(metavar="DIR", help="Tokens elsewhere; may be repeated.")] = None,
    model: Annotated[list[Path] | None, typer.Option(metavar="DIR", help="A model elsewhere; may be repeated.")] = None,
    out: Out = WORKSPACE,
    key: Key = None,
    release_key: Annotated[Path | None, typer.Option(metavar="FILE", help="The releases' key; else $MOISSON_KEY.")] = None,
    as_json: AsJson = False,
) -> None:
    """Carry a decision out by `withdraw`: what would go from releases, tokens and models, and with --yes the act itself."""
    from moisson.commons.desk.carry_out import How, would_go
    from moisson.commons.desk.carry_out import carry_out as do
    from moisson.contracts.sign import signer
    from moisson.workspace.storage import Workspace

    how, workspace = How(same_text, duplicates, purge, tokens or (), model or ()), Workspace(out)
    with at_work(table, commons, key) as work:
        found = (
            do(work, workspace, number, how, today(), signer(release_key))
            if yes
            else would_go(work, workspace, number, how, today())
        )
    return say_json(found) if as_json else _say_taken(found, yes)


def _say_taken(found: dict[str, Any], done: bool) -> None:
    from moisson.release.wording import counted

    if done:
        for each in found["names"]:
            say(f"Withdrawn: {each['id']}, in public {each['name']} (withdrawal {found['withdrawal']})")
    else:
        for id in found["would_withdraw"]:
            say(f"Would be withdrawn: {id}")
        for id in found["already_withdrawn"]:
            say(f"Withdrawn before: {id}")
        for name in ("same_text_would_stay", "near_duplicates_would_stay"):
            for id in found[name]:
                say(f"Would stay ({name.partition('_would')[0].replace('_', ' ')}): {id}")
    for release in found["releases"]:
        held = counted(len(release["documents"]), "document")
        say(f"Release {release['release']}: {held}, {len(release['ledger'])} in its ledger")
    for folder in found["tokens"]:
        say(f"Tokens: {folder}")
    for each in found["models"]:
        step = "in an order that is not known" if each["first_step"] is None else f"from step {each['first_step']:,} on"
        say(f"Model {each['model']} saw it, {step}; it must be trained again without it")
    if not done:
        say("Nothing has been written; --yes does it.")


def letter(
    number: Number,
    kind: Annotated[str, typer.Argument(metavar="KIND", help="receipt, answer or appeal.")],
    table: Table,
    to: Letter,
    commons: Commons = None,
) -> None:
    """Write a letter in the asker's language, from what the table holds; where a fact is missing there is none."""
    from moisson.commons.desk.letters import write
    from moisson.contracts.errors import UserError

    if kind not in ("receipt", "answer", "appeal"):
        raise UserError(
            f"there is no letter {kind!r}; there are receipt, answer and appeal (`ask` and `extend` write their own)."
        )
    with open_desk(table, commons) as connection:
        _write(connection, number, write(connection, number, kind, today()), to, commons)


def answered(number: Number, table: Table, commons: Commons, key: Key = None) -> None:
    """Say that the answer has been sent: the request is closed, and its time to be deleted runs."""
    from moisson.commons.desk.letters import answered as close

    with at_work(table, commons, key) as work:
        close(work.connection, number, today(), work.by)
    say(f"{number} is answered.")


def appeal(number: Number, table: Table, commons: Commons, key: Key = None) -> None:
    """Open a request again because its asker does not agree: the log names a panel, and a month runs anew."""
    from moisson.commons.desk.work import appeal as appeal_it

    with at_work(table, commons, key) as work:
        appeal_it(work, number, today())
    say(f"{number} is under appeal.")


def _write(connection: Any, number: str, text: str, to: Path, commons: Path | None) -> None:
    from moisson.commons.desk.letters import as_mail

    data = as_mail(connection, number, text) if to.suffix == ".eml" else text.encode()
    write_private(to, data, commons)
