"""What a catalogue lists: releases and models, each with the address at which it is published.

A release whose recipe says where it is published lies there; any other below the site, at `releases/RECIPE/RELEASE/`, and a model
at `models/NAME/`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

from rdflib import Graph

from moisson.contracts.errors import StorageError, UserError
from moisson.contracts.model_file import ModelFile
from moisson.release.pack.linked import release_home
from moisson.release.private import private
from moisson.stewardship.opened import Released, open_release

DCAT_FILE, MODEL_FILE = "dcat.ttl", "mldcat-ap.ttl"


@dataclass(frozen=True)
class Place:
    """Whose catalogue it is, where the site lies (its address ends with a slash), whom to write to, and the day (ISO 8601)."""

    name: str
    address: str
    mail: str
    day: str

    def __post_init__(self) -> None:
        parts = urlsplit(self.address)
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
            raise UserError(
                f"--at {self.address}: name the address at which the site will lie, such as https://example.org/commons/."
            )
        if not self.address.endswith("/"):
            object.__setattr__(self, "address", f"{self.address}/")
        if "@" not in self.mail or set(self.mail) & set(" <>\"'"):
            raise UserError(f"--contact {self.mail}: name a mail address that somebody reads, such as desk@example.org.")

    @property
    def host(self) -> str:
        return urlsplit(self.address).hostname or ""


@dataclass(frozen=True)
class Listed:
    """A release or a model, its name within the site, its address, and what its own entry states."""

    name: str
    address: str
    entry: Graph


def releases(folders: Iterable[Path]) -> list[Released]:
    """Releases that may be shown, each once; raises NotFound for what is none, UserError for a private one."""
    found = list({each.folder.resolve(): each for each in map(open_release, folders)}.values())
    for each in found:
        if private(each.stats):
            raise UserError(f"{each.where} is a private release, which must not be published; leave it out.")
    return found


def models(folders: Iterable[Path]) -> list[ModelFile]:
    """Models that may be shown; raises NotFound for what is none, UserError for a private one. Weights are not read."""
    found = [ModelFile.open(folder, weights=False) for folder in folders]
    for each in found:
        if each.model.private:
            raise UserError(f"{each.folder} is a model of a private release, which must not be published; leave it out.")
    return found


def listed_release(released: Released, place: Place) -> Listed:
    """A release with its DCAT record as one reads it at the release's address."""
    name = f"releases/{quote(released.name)}"
    address = release_home(released.stats) or f"{place.address}{name}/"
    return Listed(name, address, _read(released.folder / DCAT_FILE, address))


def listed_model(model: ModelFile, place: Place) -> Listed:
    """A model with its MLDCAT-AP entry as one reads it at the model's address; raises UserError where it has none."""
    name = f"models/{quote(model.model.name, safe='')}"
    path = model.folder / MODEL_FILE
    if not path.is_file():
        raise UserError(f"{model.folder} has no {MODEL_FILE}: a catalogue lists models of `moisson train`; leave it out.")
    return Listed(name, f"{place.address}{name}/", _read(path, f"{place.address}{name}/"))


def _read(path: Path, address: str) -> Graph:
    try:
        return Graph(bind_namespaces="none").parse(path, format="turtle", publicID=address)
    except (OSError, SyntaxError) as error:
        raise StorageError(
            f"{path} cannot be read ({type(error).__name__}); get the folder again, `moisson verify` checks it."
        ) from None
