"""What a summary rests on: the model's record, and the contributions of all releases that it was trained on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from moisson.contracts.disk import disk
from moisson.contracts.errors import NotFound, Unverified
from moisson.contracts.identity import content_digest
from moisson.contracts.model_file import Model
from moisson.release.manifest import MANIFEST
from moisson.release.pack.ai_act_merge import merge
from moisson.release.wording import number
from moisson.stewardship.opened import release_folder
from moisson.workspace.storage import Workspace, read_json

CONTRIBUTION = "ai-act-contribution.json"


@dataclass(frozen=True)
class Basis:
    """A model and what its releases contribute."""

    model: Model
    merged: dict[str, Any]

    @property
    def others(self) -> dict[str, int]:
        """Tokens of data sets that are of none of these releases."""
        found: dict[str, int] = self.model.trainer.configuration.get("other_datasets", {})
        return found

    @property
    def unknown(self) -> list[str]:
        """Of each of these, that the releases do not speak of it."""
        return [f"{name} is of none of the releases: {number(tokens)} tokens" for name, tokens in self.others.items()]

    def value(self, field: str) -> Any:
        """What the releases answer; None where they leave it to the provider."""
        return self._said(field).get("value")

    def known(self, field: str) -> list[str]:
        """What the releases contribute to a field that is the provider's."""
        return list(self._said(field).get("known", ()))

    def _said(self, field: str) -> dict[str, Any]:
        return next((each for each in self.merged["fields"] if each["field"] == field), {})

    @property
    def datasets(self) -> list[dict[str, Any]]:
        """The sources of all releases, those that are public and those that came as files, with their tokens; most first."""
        tokens: dict[str | None, int] = {}
        for each in self.model.sources:
            tokens[each.source] = tokens.get(each.source, 0) + each.tokens_seen
        said = [*(self.value("public_datasets") or []), *(self.value("datasets_as_files") or [])]
        files = [each["identifier"] for each in self.value("datasets_as_files") or []]
        rows = [
            {**each, "tokens_seen": tokens.get(each["identifier"], 0), "as_files": each["identifier"] in files} for each in said
        ]
        return sorted(rows, key=lambda row: (-row["tokens_seen"], row["identifier"], row["release"]))


def basis_of(model: Model, releases: Sequence[Path], workspace: Workspace) -> Basis:
    """The contributions of a model's releases, merged; each is compared with the manifest that its tokens name.

    Raises NotFound where a release is not here, Unverified where its contribution is not what its manifest says.
    """
    candidates = [*map(release_folder, releases), *_in(workspace)]
    found: dict[str, dict[str, Any]] = {}
    for each in model.tokens:
        wanted = each.release.manifest_sha256
        folder = next((path for path in candidates if _is(path, wanted)), None)
        if folder is None:
            raise NotFound(f"release {each.release.name} is not here; give its folder with --release.")
        found[wanted] = _contribution(folder)
    return Basis(model, merge(list(found.values())))


def _in(workspace: Workspace) -> Iterable[Path]:
    return (path.parent for path in sorted(workspace.root.glob(f"releases/*/*/{MANIFEST}")))


def _is(folder: Path, manifest_sha256: str) -> bool:
    with disk(folder):
        return (folder / MANIFEST).is_file() and content_digest(folder / MANIFEST) == manifest_sha256


def _contribution(folder: Path) -> dict[str, Any]:
    said = read_json(folder / MANIFEST)["files"].get(CONTRIBUTION, {}).get("sha256")
    path = folder / CONTRIBUTION
    with disk(path):
        if not path.is_file() or content_digest(path) != said:
            raise Unverified(f"{path} is not what the release's manifest says; get the release again.")
        found: dict[str, Any] = orjson.loads(path.read_bytes())
    return found
