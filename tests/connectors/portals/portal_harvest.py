"""What the tests of portals share: manners for this machine, a harvest by a connector, and one by the command, with a build."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

from moisson.build import build
from moisson.connectors import Connector
from moisson.connectors.memory.store import Store
from moisson.connectors.web.manners import Manners
from moisson.corpus.recipe import load_recipe
from moisson.harvest.harvest import harvest as harvest_source
from moisson.harvest.snapshot import Snapshot
from moisson.readers.contract import About, File, Refused
from moisson.source.description import load_source
from moisson.workspace.options import Options
from moisson.workspace.storage import Workspace

MANNERS = Manners(allow_hosts=["127.0.0.1"], requests_per_second=0.0, retries=0)
NAME = "fr_essai_portail"
RECIPE = """
name = "essai"
version = "1"
title = "Essai"

[[sources]]
use = "./fr_essai_portail"

[[stages]]
use = "normalize_text"

[[stages]]
use = "require_rights"
"""


@dataclass(frozen=True)
class Home:
    """What one harvest brought: the version of the whole, the files by path, and what was refused, by id."""

    version: str
    files: Mapping[str, File]
    refused: Mapping[str, Refused]

    def about(self, path: str) -> About:
        found = self.files[path].about
        assert found is not None
        return found

    def rights(self, path: str) -> Mapping[str, str]:
        return self.about(path).rights or {}

    @property
    def reasons(self) -> dict[str, str]:
        return {id: row.reason for id, row in self.refused.items()}


def harvest(connector: Connector, store: Store) -> Home:
    """Everything that a connector gives, each path and each refused id once."""
    fetched = connector.fetch(Path(), store)
    items = list(fetched.files)
    files = [item for item in items if isinstance(item, File)]
    refused = [item for item in items if isinstance(item, Refused)]
    assert len({file.path for file in files}) == len(files)
    assert len({row.id for row in refused}) == len(refused)
    return Home(fetched.version, {file.path: file for file in files}, {row.id: row for row in refused})


@dataclass(frozen=True)
class Folder:
    """A folder with one source and a recipe over it."""

    root: Path

    def describe(self, toml: str) -> None:
        """Write the source's description and the recipe."""
        (self.root / NAME).mkdir(exist_ok=True)
        (self.root / NAME / "source.toml").write_text(dedent(toml), encoding="utf-8")
        (self.root / "recipe.toml").write_text(RECIPE, encoding="utf-8")

    @property
    def options(self) -> Options:
        return Options(Workspace(self.root / "build"), workers=1)

    def harvest(self, accept_loss: bool = False) -> Snapshot:
        return harvest_source(load_source(f"./{NAME}", self.root), self.options, accept_loss=accept_loss)

    def build(self) -> Path:
        """Build the recipe; gives the folder of the release."""
        return build(load_recipe(self.root / "recipe.toml"), self.options).path
