"""Opens a remote release by its address."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import orjson

from moisson.connectors.web.manners import Manners
from moisson.contracts.errors import FetchError, NotFound, UserError
from moisson.release.manifest import MANIFEST, SUPERSEDED, manifest_of
from moisson.stewardship.far import NAME, Far, FarRelease

POINTER = "latest.json"


def is_far(where: str | Path) -> bool:
    """Whether this is an address rather than a path."""
    return isinstance(where, str) and where.startswith(("https://", "http://", "s3://"))


def open_far(where: str, manners: Manners | None, s3: Mapping[str, str | bool] | None) -> "FarRelease":
    """The release at its address, its recipe's, or `latest` there; raises NotFound, UserError and FetchError."""
    far = _far(where.rstrip("/"), manners, s3)
    if (data := far.whole(MANIFEST)) is None:
        parent, _, last = far.where.rpartition("/")
        start = far.at(parent) if last == "latest" else far
        if (pointer := start.whole(POINTER)) is None:
            raise _none_at(far)
        far = start.at(f"{start.where}/{_pointed(pointer, start.where)}")
        if (data := far.whole(MANIFEST)) is None:
            raise _none_at(far)
    manifest = manifest_of(data, f"{far.where}/{MANIFEST}")
    if odd := next((name for name in manifest["files"] if not NAME.fullmatch(name)), None):
        raise FetchError(f"{far.where}/{MANIFEST} names the file {odd[:100]!r}, as no release does; get it from its maker again.")
    return FarRelease(far, manifest)


def _far(where: str, manners: Manners | None, s3: Mapping[str, str | bool] | None) -> Far:
    with extra(f"opening {where}"):
        if where.startswith("s3://"):
            from moisson.stewardship.far_bucket import Bucket

            return Bucket.of(where, s3 or {})
        from moisson.stewardship.far_web import Web

        return Web.of(where, manners or Manners())


@contextmanager
def extra(what: str) -> Iterator[None]:
    """Say which package an import lacks, and what to install."""
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "moisson").startswith("moisson"):
            raise
        raise UserError(f"{what} needs {error.name}; install it by `pip install 'moisson[remote]'`.") from None


def _pointed(pointer: bytes, where: str) -> str:
    try:
        name = orjson.loads(pointer)["release"]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        name = None
    if not isinstance(name, str) or not NAME.fullmatch(name) or "/" in name:
        raise FetchError(f"{where}/{POINTER} names no release; give the address of one.")
    return name


def _none_at(far: Far) -> NotFound:
    if notice := far.whole(SUPERSEDED):
        said = orjson.loads(notice)
        return NotFound(f"{far.where} is no release any more: it was taken back on {said.get('date')} ({said.get('reason')}).")
    return NotFound(f"{far.where} is no release: it has neither {MANIFEST} nor {POINTER}; give a release's folder.")
