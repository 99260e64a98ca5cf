"""What each licence allows and requires, from `licences.toml` and `creative_commons.toml`, loaded on first use.

Licences have their SPDX id, else a LicenseRef. A LicenseRef that is not in the table is made from the publisher's words, and
`licence` returns None for it.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

AUTHORITY = "http://publications.europa.eu/resource/authority/licence/"
Of = Literal["data", "software", "nothing"]

# LicenseRef-CC-BY-SA-3.0-IT: kind, version, and whose law it was ported to.
CREATIVE = re.compile(r"(?:LicenseRef-)?CC-(BY(?:-NC)?(?:-SA|-ND)?)-(\d\.\d)(?:-([A-Z]+))?", re.IGNORECASE)


@dataclass(frozen=True)
class Licence:
    """A licence, what it allows anyone for any purpose (`training`, `redistribution`, `commercial`), and what it requires.

    `authority_uri` is its address in the EU's table of licences, `hub_name` its identifier on the Hugging Face Hub; None where it
    has none. `of` says what it is written for: data, software, or nothing (words that say that no licence is named). `one_of` are
    the versions that it may be, where the version is not stated; `vague` are words for any licence of a sort. `source` says, for
    each statement, where it can be read.
    """

    id: str
    name: str
    url: str | None
    authority_uri: str | None
    allows: frozenset[str]
    attribution: bool
    share_alike: bool
    hub_name: str | None
    no_derivatives: bool = False
    of: Of = "data"
    one_of: frozenset[str] = frozenset()
    vague: bool = False
    source: Mapping[str, str] = field(default_factory=dict, hash=False, compare=False)

    @property
    def settled(self) -> bool:
        """Whether it says which terms hold; not so for words that name none, a sort of licence, or the public domain as such."""
        return self.of == "software" or (self.of == "data" and not self.vague and (bool(self.allows) or not self.one_of))


def licence(license_id: str | None) -> Licence | None:
    """The licence of this id, compared without case; None where the table has none."""
    return _licence(license_id.lower()) if license_id else None


@lru_cache(maxsize=1)
def table() -> Mapping[str, Mapping[str, Any]]:
    """The entries of `licences.toml`, by id as written there."""
    return _toml("licences.toml")


@lru_cache(maxsize=1)
def creative_commons() -> Mapping[str, Any]:
    """The content of `creative_commons.toml`."""
    return _toml("creative_commons.toml")


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads(files("moisson.rights").joinpath(name).read_text("utf-8"))


@lru_cache(maxsize=1)
def _by_id() -> Mapping[str, Licence]:
    return {name.lower(): _entry(name, entry) for name, entry in table().items()}


@lru_cache(maxsize=512)
def _licence(name: str) -> Licence | None:
    if found := _by_id().get(name):
        return found
    if creative := CREATIVE.fullmatch(name):
        return creative_licence(creative[1].upper(), creative[2], (creative[3] or "").lower() or None)
    return None


def _entry(name: str, entry: Mapping[str, Any]) -> Licence:
    """An entry of the table; `like` takes what a Creative Commons kind allows."""
    said = {**creative_commons()["kinds"][entry["like"]], **entry} if "like" in entry else entry
    return Licence(
        id=name,
        name=entry["name"],
        url=entry.get("url"),
        authority_uri=AUTHORITY + entry["authority"] if "authority" in entry else None,
        allows=frozenset(said.get("allows", ())),
        attribution=said.get("attribution", False),
        share_alike=said.get("share_alike", False),
        hub_name=entry.get("hub"),
        no_derivatives=said.get("no_derivatives", False),
        of=entry.get("of", "data"),
        one_of=frozenset(entry.get("one_of", ())),
        vague=entry.get("vague", False),
        source=said.get("source", {}),
    )


def creative_licence(kind: str, version: str, port: str | None = None) -> Licence | None:
    """A Creative Commons licence of a kind (`BY-NC-SA`), version and port; None where none was published."""
    table = creative_commons()
    said = table["kinds"].get(kind)
    called = table["versions"].get(version)
    if (
        said is None
        or called is None
        or (port and (port not in table["ports"] or version == "4.0"))
        or (version == "2.1" and not port)
    ):
        return None
    name = f"CC-{kind}-{version}" + (f"-{port.upper()}" if port else "")
    code = (
        f"CC_{kind.replace('-', '')}_{version.replace('.', '_')}"
        if not port and version in table["authority"]["versions"]
        else None
    )
    path = "by-nd-nc" if (kind, version) == ("BY-NC-ND", "1.0") else kind.lower()
    return Licence(
        id=f"LicenseRef-{name}" if port and name not in table["spdx"]["ported"] else name,
        name=f"Creative Commons {said['name']} {version} {port.upper() if port else called}",
        url=f"https://creativecommons.org/licenses/{path}/{version}/" + (f"{port}/" if port else ""),
        authority_uri=AUTHORITY + code if code else None,
        allows=frozenset(said["allows"]),
        attribution=True,
        share_alike=said.get("share_alike", False),
        hub_name=name.lower() if name.lower() in table["hub"]["names"] else None,
        no_derivatives=said.get("no_derivatives", False),
        source=said["source"],
    )
