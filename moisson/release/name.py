"""The name of a release, from its recipe, its live rows, and the versions of everything that makes it.

Names follow from the snapshots' digests, so a build with nothing to do reads no data. One name has one manifest, whatever the
version of Moisson, which `costs.json` records.
"""

from collections.abc import Mapping
from contextlib import suppress

from moisson.contracts.identity import digest, environment, fingerprint
from moisson.contracts.schemas import SCHEMA_VERSION
from moisson.corpus.recipe import Recipe
from moisson.harvest.snapshot import Snapshot
from moisson.release.versions import VERSIONS
from moisson.workspace.storage import Workspace, read_json
from moisson.workspace.withdrawn_ids import Suppression


def release_name(recipe: Recipe, snaps: Mapping[str, Snapshot], withdrawn: Suppression) -> str:
    """The recipe's version and 12 digits of the hash of everything the release depends on."""
    stages = (*recipe.map_stages, *recipe.corpus_stages)
    identity = {
        "schema_version": SCHEMA_VERSION,
        "documents": VERSIONS,
        "environment": environment(),
        "recipe": digest(recipe.toml),
        "stages": [[bound.identity, bound.stage.about] for bound in stages],  # a release repeats the stages' docstrings
        "withdrawn": withdrawn.names(source.name for source in recipe.sources),
        **({"allowed": allowed} if (allowed := withdrawn.allowed_from(source.name for source in recipe.sources)) else {}),
        "sources": {
            source.name: [
                source.definition,
                source.readers(snaps[source.name].formats(recipe.vanished)),
                source.libraries(),
                dict(snaps[source.name].about["origin"]),
                snaps[source.name].month,
                snaps[source.name].about["live_sha256"],
                snaps[source.name].about["ledger_sha256"],
                None if recipe.vanished == "drop" else snaps[source.name].about["vanished_sha256"],
            ]
            for source in recipe.sources
        },
    }
    return f"{recipe.version}-{fingerprint(identity)[:12]}"


def point_latest(workspace: Workspace, recipe: str, name: str) -> None:
    """Name the newest release in a file and, where the disk allows it, by a link."""
    folder = workspace.releases(recipe)
    link = folder / "latest"
    if (folder / "latest.json").exists() and read_json(folder / "latest.json") == {"release": name} and link.exists():
        return
    workspace.write_json(folder / "latest.json", {"release": name})
    with suppress(OSError):
        temporary = workspace.temporary / "latest"
        temporary.symlink_to(name)
        temporary.replace(link)
