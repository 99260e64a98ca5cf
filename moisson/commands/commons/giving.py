"""The commands `commons pledge`, `deliver` and `reuse`."""

from typing import Annotated, Literal

import typer

from moisson.commands.commons.acting import At, CommonsPath, Key, Number, acting, day_of
from moisson.workspace.printing import say

WHAT = typer.Argument(help="What is pledged.")
AMOUNT = typer.Argument(min=1, help="How much of it.")
UNIT = typer.Argument(metavar="UNIT", help="Of what: core-hours, EUR, documents.")
PURPOSE = typer.Option("--for", help="What it is for.")
UNTIL = typer.Option("--until", metavar="DAY", help="By when.")
EVIDENCE = typer.Option("--evidence", help="What shows it: an address, a receipt.")


def pledge(
    commons: CommonsPath,
    what: Annotated[Literal["compute", "money", "data"], WHAT],
    amount: Annotated[int, AMOUNT],
    unit: Annotated[str, UNIT],
    purpose: Annotated[str, PURPOSE],
    until: Annotated[str | None, UNTIL] = None,
    key: Key = None,
    at: At = None,
) -> None:
    """Pledge compute, money or data."""
    with acting(commons, key, at) as member:
        body = {"what": what, "amount": amount, "unit": unit, "purpose": purpose, "until": day_of(until, "--until")}
        event = member.append("pledge", body)
    say(f"Pledge {event.number}: {amount:,} {unit} by {event.by}, for {purpose}.")


def deliver(
    commons: CommonsPath,
    number: Number,
    amount: Annotated[int, AMOUNT],
    evidence: Annotated[str | None, EVIDENCE] = None,
    key: Key = None,
    at: At = None,
) -> None:
    """Say what came of a pledge. What another member than the pledger says counts as confirmed."""
    with acting(commons, key, at) as member:
        member.append("delivery", {"amount": amount, "evidence": evidence}, number)
        pledged = member.state.pledges[number]
    said = f"{pledged.delivered:,} of {pledged.body.amount:,} {pledged.body.unit} are confirmed."
    say(f"Pledge {number}: {said}")


TITLE = typer.Option("--title", help="What was made.")
URL = typer.Option("--url", help="Where it is.")
TYPE = typer.Option("--type", help="What it is: application, api, idea, news_article, paper, post, visualization, hardware.")
TOPIC = typer.Option(
    "--topic", help="What it is about, of udata's list: work_and_training, law_and_justice, education_and_research …"
)
DATASET = typer.Option("--dataset", help="The address of a data set that it uses, in its publisher's catalogue; may be repeated.")
BY = typer.Option("--organisation", help="Who made it.")
RELEASE = typer.Option("--release", help="The release that it was made from, as RECIPE/RELEASE.")
MODEL = typer.Option("--model", help="A model that was trained; may be repeated.")


def reuse(
    commons: CommonsPath,
    title: Annotated[str, TITLE],
    url: Annotated[str, URL],
    organisation: Annotated[str, BY],
    type: Annotated[str, TYPE] = "application",
    release: Annotated[str | None, RELEASE] = None,
    model: Annotated[list[str] | None, MODEL] = None,
    topic: Annotated[str, TOPIC] = "others",
    dataset: Annotated[list[str] | None, DATASET] = None,
    key: Key = None,
    at: At = None,
) -> None:
    """Declare what was made from a release, in the terms of udata's reuses."""
    with acting(commons, key, at) as member:
        said = {"title": title, "url": url, "type": type, "topic": topic, "organization": organisation}
        body = {**said, "release": release, "models": model, "datasets": dataset}
        event = member.append("reuse", body)
    say(f"Reuse {event.number}: {title}, by {organisation}.")
