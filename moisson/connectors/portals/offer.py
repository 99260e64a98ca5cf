"""An offer: one file of a data set, with everything the catalogue says of it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import unquote

from moisson.connectors.days import proves_unchanged
from moisson.connectors.rights import Statement
from moisson.contracts.identity import digest, fingerprint
from moisson.contracts.redacted import redacted, redacted_value

LONGEST_PATH = 300
SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*://(?:www\.)?", re.IGNORECASE)
UNSAFE = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\ud800-\udfff!\\]")


@dataclass(frozen=True, slots=True)
class Offer:
    """One file that a data set offers.

    `key` is the portal's identifier; `path` the suggested name. `token` changes with the file, as far as the catalogue tells;
    None if it does not, so the file's server must be asked.
    """

    key: str
    path: str
    url: str
    dataset: str  # the portal's identifier
    format: str | None = None
    token: str | None = None
    title: str | None = None
    created: str | None = None
    size: int | None = None  # bytes, by the catalogue
    record: Mapping[str, Any] | None = None
    statements: tuple[Statement, ...] = ()
    seen_at: str | None = None  # date of the listing

    def __post_init__(self) -> None:
        """Remove secrets from what is stored, so that it stays the same while signatures change. The address keeps them."""
        for name in ("key", "path", "dataset", "record"):
            object.__setattr__(self, name, redacted_value(getattr(self, name)))

    @property
    def entry(self) -> str:
        """A digest of the catalogue's entry, without its date."""
        said = [redacted(self.url), self.title, self.created, self.record, [one.row() for one in self.statements]]
        return fingerprint(said)


@dataclass(frozen=True, slots=True)
class Short:
    """A listing with fewer data sets than the portal counts."""

    where: str
    counted: int
    listed: int

    @property
    def missing(self) -> int:
        return self.counted - self.listed


def path_of(*names: str) -> str:
    """A stable path from identifiers and addresses, without scheme and unsafe characters."""
    names = tuple(map(redacted, names))
    segments = [
        UNSAFE.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "surrogatepass")), segment)
        for name in names
        for segment in re.split(r"/+", unquote(SCHEME.sub("", name.strip())))
        if segment not in ("", ".", "..")
    ]
    path = "/".join(segments) or "-"
    return path if len(path) <= LONGEST_PATH else f"{path[: LONGEST_PATH - 17]}~{digest(path.encode())[:16]}"


def token_of(*signs: object) -> str | None:
    """A change token from dates, checksum, size …; None if none is stated."""
    return fingerprint([str(sign) for sign in signs]) if any(sign not in (None, "", [], {}) for sign in signs) else None


def has_reliable_sign(signs: Iterable[object], today: str) -> bool:
    """Whether a sign is sure to change with the file: a checksum, a time, or a past day."""
    day = date.fromisoformat(today)
    given = [sign for sign in signs if sign not in (None, "", [], {})]
    return any(proves_unchanged(sign, day) if isinstance(sign, str) else True for sign in given)


def unique(offers: Iterable[Offer]) -> list[Offer]:
    """The offers sorted by key, each key once.

    If several data sets offer a file, all their statements of rights count together, and which entry gives the rest does not
    depend on order.
    """
    by_key: dict[str, list[Offer]] = {}
    for offer in offers:
        by_key.setdefault(offer.key, []).append(offer)
    return [_together(by_key[key]) for key in sorted(by_key)]


def _together(entries: list[Offer]) -> Offer:
    if len(entries) == 1:
        return entries[0]
    entries = sorted(entries, key=lambda one: (one.entry, one.token or ""))
    return replace(entries[0], statements=tuple(dict.fromkeys(said for one in entries for said in one.statements)))


def text(value: object) -> str | None:
    """A non-empty string on one line; None for anything else."""
    said = " ".join(value.split()) if isinstance(value, str) else ""
    return said or None


def size_of(value: object) -> int | None:
    """Bytes, from a number or its text."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        size = float(value)
    except ValueError:
        return None
    return int(size) if 0 < size < 1 << 60 else None


def joined_title(dataset: str | None, file: str | None) -> str | None:
    """The title of a file in a data set, from both titles."""
    if dataset and file and file != dataset:
        return file if dataset in file else f"{dataset} – {file}"
    return dataset or file
