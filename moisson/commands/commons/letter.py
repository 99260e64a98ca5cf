"""The command `commons letter`."""

from pathlib import Path
from typing import Annotated

import typer

from moisson.commands.commons.publishing import At, Contact, Day, Known, Models, To
from moisson.workspace.printing import say

PUBLISHER = typer.Argument(metavar="PUBLISHER", help="Whom to write to: a publisher's name, or a part that only it has; `all`.")
RELEASE = typer.Argument(metavar="RELEASE…", help="The releases that hold its documents.")
COMMONS = typer.Option("--commons", metavar="DIR", help="The log of the commons, for the reuses that it declares.")


def letter(
    publisher: Annotated[str, PUBLISHER],
    release: Annotated[list[Path], RELEASE],
    at: At,
    contact: Contact,
    to: To,
    commons: Annotated[Path | None, COMMONS] = None,
    model: Models = None,
    already_in: Known = None,
    date: Day = None,
) -> None:
    """Tell a publisher what became of its data: a page and a letter, in English, French and German.

    What was harvested, released and left out and why, what would let more of it be used, who uses it, under which terms.
    """
    from moisson.commands.commons.publishing import empty, needs_view, place
    from moisson.commons.catalogue.listed import models, releases
    from moisson.commons.publishers.gathered import chosen
    from moisson.contracts.commons import Log, replay

    needs_view()
    from moisson.commons.publishers.already_in import known
    from moisson.commons.site.shown import Corpora
    from moisson.commons.site.write import Letters

    state = replay(Log.open(commons)) if commons else None
    opened = releases(release)
    name = state.name if state else opened[0].stats["recipe"]["title"]
    shown = Corpora(releases=opened, models=models(model or ()), place=place(name, at, contact, date), state=state)
    wanted = chosen(shown.publishers, publisher)
    letters = Letters(shown, empty(to))
    letters.look()
    for each in wanted:
        letters.publisher(each, known(opened, each, already_in or ()))
        say(f"{each.name}: {to / 'en' / f'letter-{each.slug}.md'}, and publisher-{each.slug}.html beside it, in three languages.")
