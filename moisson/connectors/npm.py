"""Packages of the npm registry, in which several public bodies publish data.

The user's own npm client fetches the package. Its tarball is checked against the registry's digest once more, and its files are
read one by one.
"""

import re
from base64 import b64encode
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import ExitStack, closing
from hashlib import file_digest
from pathlib import Path
from typing import Any

import orjson
from pydantic import Field, field_validator

from moisson.connectors import Connector, Fetched, Offered, npm_client
from moisson.connectors.files.archive import members
from moisson.connectors.files.glob import Selection
from moisson.connectors.memory.store import Store
from moisson.connectors.npm_client import NpmFailure, Workplace
from moisson.contracts.errors import FetchError
from moisson.readers.contract import File, Refused

PACKAGE = re.compile(r"(@[a-z0-9][a-z0-9._~-]*/)?[a-z0-9_][a-z0-9._~-]*", re.IGNORECASE | re.ASCII)
EXACT = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?", re.ASCII)
TAG = re.compile(r"(?!v?\d|x$|x\.)[A-Za-z][A-Za-z0-9._-]*", re.ASCII | re.IGNORECASE)
VIEW_TIMEOUT_S = 300
NEAREST = 5


class Npm(Connector):
    """A package of the npm registry that the user's npm is configured for."""

    package: str  # `name` or `@scope/name`
    version: str = "latest"  # an exact version or a tag; ranges are refused, because they hide what was fetched
    include: list[str] = Field(default=["**"])  # globs over paths inside the outermost folder of the package
    exclude: list[str] = Field(default=[])  # globs of what to leave out
    timeout_s: int = 1_800  # for the download

    @field_validator("package")
    @classmethod
    def _is_package(cls, name: str) -> str:
        if not PACKAGE.fullmatch(name) or len(name) > 214:
            raise ValueError(f"{name!r} is not the name of an npm package, such as @scope/name")
        return name

    @field_validator("version")
    @classmethod
    def _is_version(cls, version: str) -> str:
        if not EXACT.fullmatch(version) and not TAG.fullmatch(version):
            raise ValueError(f"{version!r} is neither an exact version, such as 1.16.0, nor a tag, such as latest")
        return version

    def pinned(self, _base: Path) -> str | None:
        """The version, if it is an exact one."""
        return self.version if EXACT.fullmatch(self.version) else None

    def fetch(self, base: Path, store: Store | None = None) -> Fetched:
        """Fetch the tarball and check it; its files are read as they are consumed."""
        place = Workplace()
        with ExitStack() as failing:
            failing.callback(place.close)
            version, integrity, cached = self._resolve(place.path)
            tarball = self._download(place.path, version, cached)
            self._verify(tarball, version, integrity)
            failing.pop_all()
        origin = {"connector": "npm", "package": self.package, "version": version, "integrity": integrity}
        return Fetched(version, origin, self._files(place, tarball, version))

    def offered(self, base: Path, store: Store | None = None) -> Iterator[Offered | Refused]:
        """The package as a whole: the registry does not list its files."""
        with closing(Workplace()) as place:
            version, _, _ = self._resolve(place.path)
            spec = f"{self.package}@{version}"
            said = self._view(spec, ["dist.unpackedSize"], place.path, "--prefer-offline")
            yield Offered(spec, size=said if isinstance(said, int) else None)

    @property
    def _spec(self) -> str:
        return f"{self.package}@{self.version}"

    def _resolve(self, folder: Path) -> tuple[str, str, bool]:
        """The exact version, the registry's digest, and whether the user's cache knew them."""
        fields = ["version", "dist.integrity", "dist.shasum"]
        if EXACT.fullmatch(self.version):
            # The cache will do, since a version never changes; but a version may be newer than the cache.
            known = self._view(self._spec, fields, folder, "--offline")
            answer = known or self._view(self._spec, fields, folder, "--prefer-online")
        else:
            # An empty cache: with the registry down, npm silently answers from the user's cache, however old.
            known, answer = None, self._view(self._spec, fields, folder, f"--cache={folder / 'cache'}")
        if isinstance(answer, list):
            answer = answer[-1] if answer else None
        if not answer:
            raise self._unknown(folder)
        version, integrity = answer.get("version"), _strongest(answer)
        if not isinstance(version, str) or not EXACT.fullmatch(version) or integrity is None:
            raise FetchError(f"the npm registry of your configuration states no digest for {self._spec}; it cannot be checked.")
        return version, integrity, bool(known)

    def _view(self, spec: str, fields: list[str], folder: Path, cache: str) -> Any:
        """What the registry says of a package; None if unknown. A registry that is silent is not waited for."""
        ask, timeout_s = ["view", spec, *fields, cache], min(self.timeout_s, VIEW_TIMEOUT_S)
        try:
            try:
                output = npm_client.run([*ask, *npm_client.AT_ONCE], folder, timeout_s)
            except NpmFailure as failure:
                if not failure.answered:
                    raise
                output = npm_client.run(ask, folder, timeout_s)
            return orjson.loads(output) if output.strip() else None
        except NpmFailure as failure:
            if failure.code in npm_client.NOT_CACHED:
                return None
            raise npm_client.explained(failure, spec) from None
        except orjson.JSONDecodeError:
            raise FetchError(f"npm's answer about {spec} is not JSON; is `npm` on your path the npm client?") from None

    def _unknown(self, folder: Path) -> FetchError:
        """Why there is no such version: the package is unknown, or these are its versions."""
        known = self._view(self.package, ["versions", "dist-tags"], folder, f"--cache={folder / 'cache'}")
        if not isinstance(known, dict):
            return npm_client.explained(NpmFailure("E404", ""), self.package)
        if not EXACT.fullmatch(self.version):
            tags = ", ".join(sorted(known.get("dist-tags") or {})) or "none"
            return FetchError(f"{self.package} has no tag {self.version}; its tags are: {tags}.")
        versions = known.get("versions") or []
        nearest = ", ".join(_nearest([versions] if isinstance(versions, str) else versions, self.version))
        return FetchError(f"{self.package} has no version {self.version}; the nearest are: {nearest or 'none'}.")

    def _download(self, folder: Path, version: str, cached: bool) -> Path:
        """The tarball of an exact version, from the user's cache if possible."""
        spec = f"{self.package}@{version}"
        pack = ["pack", spec, f"--pack-destination={folder}"]
        try:
            try:
                npm_client.run([*pack, "--offline" if cached else "--prefer-offline"], folder, self.timeout_s)
            except NpmFailure as failure:
                if failure.code not in npm_client.NOT_CACHED:
                    raise
                if cached:  # ask first, past the cache: a dead registry is not waited for as a download is
                    self._view(spec, ["version"], folder, f"--cache={folder / 'cache'}")
                npm_client.run([*pack, "--prefer-online"], folder, self.timeout_s)
        except NpmFailure as failure:
            raise npm_client.explained(failure, spec) from None
        tarballs = list(folder.glob("*.tgz"))
        if len(tarballs) != 1:
            raise FetchError(f"`npm pack {spec}` gave {len(tarballs)} tarballs instead of one; is `npm` the npm client?")
        return tarballs[0]

    def _verify(self, tarball: Path, version: str, integrity: str) -> None:
        algorithm, _, stated = integrity.partition("-")
        with tarball.open("rb") as stream:
            found = b64encode(file_digest(stream, algorithm).digest()).decode()
        if found != stated:
            raise npm_client.explained(NpmFailure("EINTEGRITY", ""), f"{self.package}@{version}")

    def _files(self, place: Workplace, tarball: Path, version: str) -> Iterator[File | Refused]:
        """The package's files in order; the folder goes after the last one, or when the consumer stops."""
        selection = Selection(self.include, self.exclude)
        spec = f"{self.package}@{version}"
        try:
            for found in members(spec, tarball, wanted=lambda path: selection(_inner(path))):
                if isinstance(found, File):
                    yield File(_inner(found.path), found.data)
                else:
                    yield Refused(_inner(found.id), found.reason, found.detail)
        finally:
            place.close()
        for glob in selection.unmatched:
            raise FetchError(f"{spec} holds no file that `{glob}` names; correct `include`.")


def _inner(path: str) -> str:
    """The path in the package, without the tarball and npm's outer folder."""
    tarball, bang, inside = path.partition("!")
    return inside.partition("/")[2] or inside if bang else tarball


def _strongest(answer: dict[str, Any]) -> str | None:
    """The strongest digest stated, as `algorithm-base64`."""
    stated = str(answer.get("dist.integrity") or "").split()
    if re.fullmatch(r"[0-9a-f]{40}", shasum := str(answer.get("dist.shasum") or "")):
        stated.append("sha1-" + b64encode(bytes.fromhex(shasum)).decode())
    for algorithm in ("sha512-", "sha384-", "sha256-", "sha1-"):
        for digest in stated:
            if digest.startswith(algorithm):
                return digest.partition("?")[0]
    return None


def _nearest(versions: list[str], wanted: str) -> list[str]:
    ordered = sorted((version for version in versions if EXACT.fullmatch(version)), key=_precedence)
    at = bisect_left(ordered, _precedence(wanted), key=_precedence)
    first = max(0, min(at - NEAREST // 2, len(ordered) - NEAREST))
    return ordered[first : first + NEAREST]


def _precedence(version: str) -> tuple[list[int], bool, list[tuple[bool, int, str]]]:
    """The order of versions (Semantic Versioning 2.0.0, clause 11)."""
    core, _, pre = version.partition("+")[0].partition("-")
    parts = [(not part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in pre.split(".")] if pre else []
    return [int(number) for number in core.split(".")], not pre, parts
