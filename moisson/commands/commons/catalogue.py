"""The command `commons catalogue`."""

from moisson.commands.commons.publishing import At, CommonsPath, Contact, Day, Models, Releases, To
from moisson.workspace.printing import say


def catalogue(
    commons: CommonsPath,
    at: At,
    contact: Contact,
    to: To,
    release: Releases = None,
    model: Models = None,
    date: Day = None,
) -> None:
    """Write the catalogue for portals: DCAT-AP 3 and MLDCAT-AP in Turtle, RDF/XML and JSON-LD, and OAI-PMH as files."""
    from moisson.commands.commons.publishing import empty, needs_view, place
    from moisson.commons.catalogue.listed import models, releases
    from moisson.contracts.commons import Log, replay

    needs_view()
    from moisson.commons.catalogue.write import write_catalogue

    where = place(replay(Log.open(commons)).name, at, contact, date)
    listed = write_catalogue(releases(release or ()), models(model or ()), where, empty(to))
    say(f"{to}: {listed:,} things are listed in catalogue/ and oai/.")
