"""One file or folder for each way of fetching. A connector knows nothing of sources' formats and nothing of stages.

A connector is a pydantic model: its fields are what `[connector]` in `source.toml` may say, and what a recipe may override.
Third parties register theirs by an entry point of the group `moisson.connectors` that names the class.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, ValidationError

from moisson.connectors.memory.store import Store
from moisson.contracts.errors import SourceError
from moisson.contracts.validation_text import meant, mistakes
from moisson.readers.contract import File, Refused


@dataclass(frozen=True)
class Fetched:
    """What a connector brought home: the publisher's version of the whole, where it came from, and its files, one at a time."""

    version: str
    origin: Mapping[str, str]  # what proves it, without host names: package, integrity …
    files: Iterator[File | Refused]
    total: int | None = None  # how many files and refusals there will be, where the listing has told


@dataclass(frozen=True, slots=True)
class Offered:
    """One file that a harvest would bring home, as the far side's own listing tells of it."""

    path: str
    url: str | None = None
    size: int | None = None  # bytes, where the listing says
    rights: Mapping[str, str] | None = None  # fields of `schemas.RIGHTS`, where the listing states some
    here: bool = False  # it lies in the store as it is listed, and would not be asked for
    asked: str | None = None  # the address that a harvest would ask, where it is another than `url`


class Connector(BaseModel, ABC):
    """The interface. Errors are FetchError where the far side fails, SourceError where the description is wrong."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    tree: ClassVar[bool] = (
        False  # whether files lie in folders as their publisher put them there: a licence file speaks for its own
    )

    @abstractmethod
    def pinned(self, base: Path) -> str | None:
        """The version this description stands for, where that is known without asking the far side; else None."""

    @abstractmethod
    def fetch(self, base: Path, store: Store | None = None) -> Fetched:
        """Bring the files home: all there are now, those that did not change from the `store` of earlier harvests.

        Relative paths in the description start at `base`, the source's folder. Files are fetched as they are asked for.
        """

    def offered(self, base: Path, store: Store | None = None) -> Iterator[Offered | Refused]:
        """What `fetch` would bring home, from the listing alone; raises SourceError where this kind cannot tell."""
        raise SourceError(f"connector {type(self).__name__.lower()} cannot list what would come without fetching it.")


BUILT_IN = {
    "api": "moisson.connectors.sites.api:Api",
    "ckan": "moisson.connectors.portals.ckan:Ckan",
    "csw": "moisson.connectors.catalogues.csw:Csw",
    "dcat": "moisson.connectors.portals.dcat:Dcat",
    "dump": "moisson.connectors.sites.dump:Dump",
    "folder": "moisson.connectors.files.folder:Folder",
    "git": "moisson.connectors.git.git:Git",
    "hub": "moisson.connectors.objects.hub:Hub",
    "npm": "moisson.connectors.npm:Npm",
    "oai": "moisson.connectors.catalogues.oai:Oai",
    "s3": "moisson.connectors.objects.s3:S3",
    "sparql": "moisson.connectors.catalogues.sparql:Sparql",
    "udata": "moisson.connectors.portals.udata:Udata",
    "warc": "moisson.connectors.warc.warc:Warc",
    "web": "moisson.connectors.sites.web:Web",
}
EXTRAS = {"fastwarc": "warc", "botocore": "s3"}  # what brings a package that is missing; the others come with `web`


def connector_class(name: str) -> type[Connector]:
    """The connector registered under a name; raises SourceError for an unknown name."""
    if name in BUILT_IN:
        module, _, attribute = BUILT_IN[name].partition(":")
        try:
            found: type[Connector] = getattr(import_module(module), attribute)
        except ModuleNotFoundError as error:
            if (error.name or "moisson").startswith("moisson"):
                raise
            extra = EXTRAS.get((error.name or "").partition(".")[0], "web")
            raise SourceError(f"connector `{name}` needs {error.name}; install it by `pip install 'moisson[{extra}]'`.") from None
        return found
    points = {point.name: point for point in entry_points(group="moisson.connectors")}
    if name not in points:
        raise SourceError(f"there is no connector `{name}`; {meant(name, sorted({*BUILT_IN, *points}))}")
    loaded: type[Connector] = points[name].load()
    return loaded


def make_connector(parameters: Mapping[str, Any], where: str) -> Connector:
    """Build a connector from its description (`use` and its fields); `where` names the file in messages."""
    fields = dict(parameters)
    name = fields.pop("use", None)
    if not isinstance(name, str):
        raise SourceError(f'{where}: [connector] must name its kind, as in `use = "npm"`.')
    kind = connector_class(name)
    try:
        return kind(**fields)
    except ValidationError as error:
        raise SourceError(f"{where}: connector {name}: {mistakes(error, kind)}") from None
