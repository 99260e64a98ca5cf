"""The command `commons site`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from moisson.commands.commons.publishing import At, CommonsPath, Contact, Day, Known, Models, Releases, To
from moisson.workspace.printing import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from moisson.stewardship.opened import Released

ASK = typer.Option("--ask", metavar="DIR", help="The desk's pages with its form: `ask.en.html`, `ask.fr.html`, `ask.de.html`.")
SAMPLE = typer.Option("--sample", min=0, help="How many documents of each release are shown in the viewer's pages; 0 for none.")
STYLE = typer.Option("--style", metavar="FILE", help="A style sheet in place of our own.")


def site(
    commons: CommonsPath,
    at: At,
    contact: Contact,
    to: To,
    release: Releases = None,
    model: Models = None,
    already_in: Known = None,
    ask: Annotated[Path | None, ASK] = None,
    sample: Annotated[int, SAMPLE] = 50,
    style: Annotated[Path | None, STYLE] = None,
    date: Day = None,
) -> None:
    """Write the site of a commons: members, decisions and how they were counted, pledges, requests, publishers, the catalogue.

    Static pages in English, French and German, from the log alone and from the releases and models given.
    """
    from moisson.commands.commons.publishing import empty, needs_view, place
    from moisson.commons.catalogue.listed import models, releases
    from moisson.contracts.commons import Log, replay

    needs_view()
    from moisson.commons.publishers.already_in import known
    from moisson.commons.site.shown import Shown
    from moisson.commons.site.write import Site, take_form

    log = Log.open(commons)
    state, opened, trained = replay(log), releases(release or ()), models(model or ())
    where = place(state.name, at, contact, date)
    empty(to)
    asks = ask is not None and take_form(ask, to)
    samples = _samples(opened, to, sample, style)
    shown = Shown(log=log, state=state, releases=opened, models=trained, place=where, samples=samples, asks=asks)
    already = {each.name: known(opened, each, already_in or ()) for each in shown.publishers} if already_in else {}
    pages = Site(shown, to, style).write(already)
    say(f"{to}: {pages:,} pages, the catalogue and reuses.json; open {to / 'index.html'}.")


def _samples(opened: "Sequence[Released]", to: Path, sample: int, style: Path | None) -> dict[str, str]:
    """Write the viewer's pages of each release into the site; their folders, by the release's name."""
    from moisson.commands.terminal import progress
    from moisson.view.export import export

    found = {each.name: f"look/{each.name}" for each in opened if sample}
    for each in opened if sample else ():
        export(each.folder, to / found[each.name], sample=sample, style=style, progress=progress(quiet=False))
    return found
