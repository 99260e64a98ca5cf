"""Connectors, one file or folder for each way of fetching. They know neither source formats nor stages.

A connector is a pydantic model. Its fields are what `[connector]` in `source.toml` may set and a recipe may override. Third
parties register theirs under the entry point group `moisson.connectors`, which names the class.
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
    """The result of a fetch: the publisher's version of the whole, its origin, and the files, one at a time."""

    version: str
    origin: Mapping[str, str]  # evidence without host names: package, integrity …
    files: Iterator[File | Refused]
    total: int | None = None  # files and refusals to come, if the listing says


@dataclass(frozen=True, slots=True)
class Offered:
    """One file that a harvest would fetch, as the publisher's listing describes it."""

    path: str
    url: str | None = None
    size: int | None = None  # bytes, if listed
    rights: Mapping[str, str] | None = None  # fields of `schemas.RIGHTS`, if listed
    here: bool = False  # already in the store as listed; would not be requested
    asked: str | None = None  # the address a harvest requests, if not `url`


class Connector(BaseModel, ABC):
    """The interface. Raises FetchError when the server fails, SourceError when the description is wrong."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    tree: ClassVar[bool] = False  # files keep the publisher's folders: a licence file covers its own folder

    @abstractmethod
    def pinned(self, base: Path) -> str | None:
        """The version this description names, if known without a request; else None."""

    @abstractmethod
    def fetch(self, base: Path, store: Store | None = None) -> Fetched:
        """Fetch all current files; unchanged ones come from the `store` of earlier harvests.

        Relative paths start at `base`, the source's folder. Files are fetched as they are consumed.
        """

    def offered(self, base: Path, store: Store | None = None) -> Iterator[Offered | Refused]:
        """What `fetch` would give, from the listing alone. Raises SourceError if this connector cannot tell."""
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
EXTRAS = {"fastwarc": "warc", "botocore": "s3"}  # the extra that brings a missing package; `web` brings the others


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
    """Build a connector from `use` and its fields. `where` names the file in messages."""
    fields = dict(parameters)
    name = fields.pop("use", None)
    if not isinstance(name, str):
        raise SourceError(f'{where}: [connector] must name its kind, as in `use = "npm"`.')
    kind = connector_class(name)
    try:
        return kind(**fields)
    except ValidationError as error:
        raise SourceError(f"{where}: connector {name}: {mistakes(error, kind)}") from None
