"""Content-derived names: hashes, canonical JSON, and the Merkle root of a set of documents.

Nothing here is random or reads the clock: the same content has the same name on every machine.
"""

from collections.abc import Iterable
from functools import lru_cache
from hashlib import file_digest, sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from shutil import which
from subprocess import run
from typing import Any
from unicodedata import unidata_version
from xml.parsers import expat

import orjson


def canonical_json(value: Any) -> bytes:
    """UTF-8 JSON with sorted keys and no spaces: equal values give equal bytes.

    Readers keep floats out of content: publishers print the same number in several ways.
    """
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def pretty_json(value: Any) -> bytes:
    """Indented JSON with sorted keys."""
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS) + b"\n"


def digest(data: bytes) -> str:
    """SHA-256 as 64 lower-case hexadecimal digits."""
    return sha256(data).hexdigest()


def fingerprint(value: Any) -> str:
    """The digest of a JSON value, whatever the order of its keys."""
    return digest(canonical_json(value))


def merkle_root(pairs: Iterable[tuple[str, str]]) -> str:
    """The root of a Merkle tree over sorted `(id, version)` pairs, after RFC 6962, section 2.1.

    Leaves and nodes have different prefixes, so no node passes for a leaf. The empty tree is the hash of nothing.
    Order of input does not matter.
    """
    level = [sha256(b"\x00" + id.encode() + b"\x00" + of.encode()).digest() for id, of in sorted(pairs)]
    if not level:
        return sha256().hexdigest()
    while len(level) > 1:
        # A lone last node rises unhashed, which equals RFC 6962's split at the largest power of two below n.
        paired = [sha256(b"\x01" + a + b).digest() for a, b in zip(level[::2], level[1::2], strict=False)]
        level = paired + level[len(level) - len(level) % 2 :]
    return level[0].hex()


@lru_cache(maxsize=64)
def _digest_of(path: Path, size: int, modified: int) -> str:
    del size, modified  # part of the cache key: they change with the file
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def stamp(path: str | Path) -> tuple[int, int] | None:
    """What tells a file from another that stood in its place before, for what is kept of it in memory; None without a file."""
    try:
        state = Path(path).stat()
    except OSError:
        return None
    return state.st_size, state.st_mtime_ns


def content_digest(path: Path) -> str:
    """The digest of a file; of a release, its manifest's; of another folder, that of its files' names and digests."""
    if path.is_dir():
        if (manifest := path / "MANIFEST.json").is_file():
            return content_digest(manifest)
        files = sorted(file for file in path.rglob("*") if file.is_file())
        return fingerprint({file.relative_to(path).as_posix(): content_digest(file) for file in files})
    state = path.stat()
    return _digest_of(path, state.st_size, state.st_mtime_ns)


def code_sha256() -> str:
    """The digest of Moisson's own files, for the record; no name depends on it."""
    package = Path(__file__).parents[1]
    files = [path for path in sorted(package.rglob("*")) if path.is_file() and path.suffix != ".pyc"]
    return digest(b"".join(sha256(path.read_bytes()).digest() for path in files))


@lru_cache(maxsize=1)
def environment() -> dict[str, str]:
    """The versions of libraries that can change a document's text or a file's bytes: part of every fingerprint."""
    packages = ("pyarrow", "numpy", "lxml", "py3langid", "phonenumbers", "python-stdnum")
    return {"unicode": unidata_version, **{name: version(name) for name in packages}}


@lru_cache(maxsize=1)
def reading() -> dict[str, str | None]:
    """The versions of the format readers' libraries and programs; None where one is not installed."""
    packages = ("chardet", "pyyaml", "pypdfium2", "python-calamine")
    programs = {"expat": expat.EXPAT_VERSION, "tesseract": _tesseract()}
    return {**programs, **{name: _version(name) for name in packages}}


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _tesseract() -> str | None:
    """A digest of its version and languages; None where it is not installed."""
    if (program := which("tesseract")) is None:
        return None
    said = [run([program, option], capture_output=True, check=False).stdout for option in ("--version", "--list-langs")]
    return digest(b"".join(said))
