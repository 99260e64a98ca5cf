"""Publishes a release in a bucket, laid out as a workspace's `releases/`: RECIPE/RELEASE/…, RECIPE/latest.json, the feed.

Notices of releases taken back and the feed go first. Of a release, the manifest goes last: a folder without it is none.
`latest.json` is read before and replaced after, so whoever published meanwhile is seen.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from hashlib import file_digest
from pathlib import Path
from typing import Any, Never

import orjson

from moisson.contracts.disk import disk
from moisson.contracts.errors import FetchError, StorageError, Unverified, UserError
from moisson.contracts.identity import pretty_json
from moisson.release.manifest import MANIFEST, SIGNATURE, SUPERSEDED, signer_of
from moisson.release.private import MAY_NOT, REMEDY
from moisson.stewardship.far_open import POINTER
from moisson.stewardship.feed import FEED, without_seal
from moisson.stewardship.opened import Released, open_release, release_folder
from moisson.stewardship.publish.bucket import Held, Writable
from moisson.workspace.progress import Progress
from moisson.workspace.storage import read_json

NOTICE = (f"{SUPERSEDED}.sig", SUPERSEDED)  # signature first, as in a workspace


@dataclass(frozen=True)
class Published:
    """What a call has done, by addresses; `uploaded` are the release's files that were not there yet."""

    release: str
    stands: bool  # False where it was taken back, so that only its notice goes
    uploaded: tuple[str, ...]
    latest: str | None  # the release that latest.json names now
    before: str | None  # the one that it named
    taken_back: tuple[str, ...]  # releases in the bucket whose notices are there, this one too

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def publish(path: Path, to: str, progress: Progress, s3: Mapping[str, str | bool] | None = None) -> Published:
    """Bring a release to the bucket `to`, with its recipe's notices and its workspace's feed; what has arrived is not sent again.

    Of a release that was taken back, only the notice goes. Raises NotFound, Unverified and UserError before anything is written,
    UserError where the bucket is unfit or holds something else, FetchError where the store fails or another publisher was faster.
    """
    folder = release_folder(path).resolve()  # `latest` is a link
    notice = read_json(folder / SUPERSEDED) if (folder / SUPERSEDED).is_file() else None
    name = f"{notice['recipe']}/{notice['release']}" if notice else _publishable(open_release(folder))
    store = Writable.of(f"s3://{to.removeprefix('s3://').strip('/')}", s3 or {})
    recipe, short = store.at(f"{store.where}/{name.partition('/')[0]}"), name.partition("/")[2]
    before = recipe.read(POINTER)
    there = tuple(_notices(store, folder.parent))
    _feed(store, folder.parents[1] / FEED)
    far, uploaded, points = store.at(f"{store.where}/{name}"), tuple[str, ...](), False
    if notice is None:
        uploaded = tuple(_upload(far, folder, progress))
        here = folder.parent / POINTER
        points = not here.is_file() or read_json(here)["release"] == short
        if points and not recipe.swap(POINTER, pretty_json({"release": short}), before):
            _overtaken(recipe, POINTER)
    named = _named(before)
    return Published(far.where, notice is None, uploaded, short if points else named, named, there)


def _publishable(release: Released) -> str:
    """The name of a release that may be published."""
    if "unlicensed" in release.manifest:
        raise UserError(f"{release.where} says: {MAY_NOT} {REMEDY}")
    if signer_of(release.folder / MANIFEST, release.folder / SIGNATURE) is None:
        raise Unverified(f"{release.where}: {SIGNATURE} does not sign {MANIFEST}; see `moisson verify {release.where}`.")
    return release.name


def _notices(store: Writable, releases: Path) -> Iterator[str]:
    """Put the notices of a recipe's releases beside those that are in the bucket; of a purged one nothing else stays."""
    for path in sorted(releases.glob(f"*/{SUPERSEDED}")):
        if path.parent.is_symlink():
            continue
        notice = read_json(path)
        far = store.at(f"{store.where}/{notice['recipe']}/{notice['release']}")
        if not (names := far.names()):
            continue
        for name in NOTICE:
            if not far.swap(name, path.with_name(name).read_bytes(), far.read(name)):
                _overtaken(far, name)
        if notice["purged"] and (gone := [name for name in names if name not in NOTICE]):
            far.remove(gone)
        yield far.where


def _feed(store: Writable, path: Path) -> None:
    """Bring the feed of withdrawals up to date, if this workspace knows all that is in it."""
    if not path.is_file():
        return
    data, before = path.read_bytes(), store.read(FEED)
    if before and not without_seal(data)[0].startswith(without_seal(before.data)[0]):
        why = f"holds withdrawals that {path} does not"
        raise UserError(f"{store.where}/{FEED} {why}; publish from the workspace that made it, or to another prefix.")
    if not store.swap(FEED, data, before):
        _overtaken(store, FEED)


def _upload(far: Writable, folder: Path, progress: Progress) -> Iterator[str]:
    """Upload a release's files, then its signature and its manifest; yields the names of those that were not there."""
    if gone := far.read(SUPERSEDED):
        said = orjson.loads(gone.data)
        raise UserError(f"{far.where} was taken back there on {said['date']} ({said['reason']}); publish a release without it.")
    manifest = (folder / MANIFEST).read_bytes()
    before = far.read(MANIFEST)
    if before and before.data != manifest:
        raise UserError(f"{far.where} is another release with the same name; publish to another prefix.")
    files = {} if before else orjson.loads(manifest)["files"]
    with progress.task("publish", unit="files", total=len(files)) as step:
        for done, (name, said) in enumerate(files.items(), 1):
            if not far.holds(name, said):
                _send(far, folder / name, name, said)
                yield name
            step.reach(done)
    for name in (SIGNATURE, MANIFEST):
        if not far.swap(name, (folder / name).read_bytes(), far.read(name)):
            _overtaken(far, name)


def _send(far: Writable, path: Path, name: str, said: Mapping[str, Any]) -> None:
    with disk(path), path.open("rb") as file:
        if file_digest(file, "sha256").hexdigest() != said["sha256"]:
            raise StorageError(f"{path} is not what {MANIFEST} says; see `moisson verify`, and build again.")
    far.upload(name, path)
    if not far.holds(name, said):
        raise FetchError(f"{far.where}/{name} came back from the store otherwise than it was sent; run again.")


def _named(pointer: Held | None) -> str | None:
    try:
        return str(orjson.loads(pointer.data)["release"]) if pointer else None
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return None


def _overtaken(far: Writable, name: str) -> Never:
    raise FetchError(f"{far.where}/{name} was changed by another publisher meanwhile; look at it, then run again.")
