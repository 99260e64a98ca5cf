"""A commons with something of everything, hostile words among it, and the site that is made of it."""

from pathlib import Path

from listed_here import make_model, place, release_of
from small_commons import SmallCommons, found
from small_source import World

from moisson.commons.catalogue.listed import models, releases
from moisson.commons.site.shown import Shown
from moisson.commons.site.write import Site
from moisson.contracts.commons import Log, replay
from moisson.contracts.commons.log import write_object

HOSTILE = "</title><script>document.title='owned'</script> & \"x' <b> [a](javascript:alert(1))"
SIX = ("public-1", "public-2", "civil-1", "civil-2", "company-1", "company-2")  # the others may be on a panel
REUSE = {"url": "https://example.org/a?x=1&y=2", "type": "application", "topic": "work_and_training", "release": "essai"}
ASKED = {"ticket": "2026-1", "received": "2026-02-02", "due": "2026-03-02"}


def make_commons(folder: Path) -> SmallCommons:
    """Accepted, refused, suspended, contested, open; pledges, reuses, requests."""
    commons = found(folder)
    commons.accept("recipe", "essai", b"a recipe")
    suspended = commons.accept("source", "fr_essai_articles", b"a source")
    commons.append("suspension", {"reason": "Une plainte a été reçue."}, suspended.number, by="civil-1", days=1)
    commons.append("suspension", {"reason": HOSTILE}, suspended.number, by="company-1")
    refused = commons.propose("release", "essai/1", b"a release")
    commons.vote(refused, SIX, "no")
    commons.append("contest", {"reason": "The rule was misread."}, commons.decide(refused, days=15).number, by="company-3")
    open_ = commons.propose("source", HOSTILE, b"another source")
    commons.append("ballot", {"choice": "no", "reason": HOSTILE}, open_.number, by="civil-3")
    untitled = {
        "kind": "policy",
        "name": "essai/require_rights",
        "title": "policy essai/require_rights",
    }  # as `propose` writes it
    commons.append("proposal", untitled, write_object(folder, b"a policy"))
    pledge = commons.append(
        "pledge", {"what": "compute", "amount": 10_000, "unit": "core-hours", "purpose": "the next corpus"}, by="company-2"
    )
    commons.append("delivery", {"amount": 4_000}, pledge.number, by="company-2")
    commons.append("delivery", {"amount": 3_000}, pledge.number, by="public-2")
    commons.append("reuse", {**REUSE, "title": "Assistant", "organization": "Exemple SA", "models": ["essai-1m"]}, by="company-1")
    commons.append("reuse", {**REUSE, "title": HOSTILE, "organization": HOSTILE, "description": HOSTILE}, by="civil-1")
    commons.append("request", {**ASKED, "kind": "erasure", "step": "received"}, days=20)
    return commons


def make_site(folder: Path, world: World, *, samples: dict[str, str] | None = None) -> tuple[Shown, Path]:
    """The site of such a commons, with the world's release and a model of it."""
    release = release_of(world)
    make_commons(folder / "commons").accept("release", release.name, (release / "MANIFEST.json").read_bytes())
    log = Log.open(folder / "commons")
    opened, trained = releases([release]), models([make_model(folder / "model", release)])
    shown = Shown(
        log=log,
        state=replay(log),
        releases=opened,
        models=trained,
        place=place(name=HOSTILE),
        samples=samples or {},
    )
    Site(shown, folder / "site").write({})
    return shown, folder / "site"
