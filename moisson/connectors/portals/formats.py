"""Formats by one short name, whatever a catalogue calls them, to choose files.

Catalogues name formats by media type, by an EU or IANA address, by extension, or in words. The name only selects; when a file is
read, its first bytes decide.
"""

import re
import tomllib
from collections.abc import Iterable
from importlib.resources import files
from urllib.parse import unquote, urlsplit

_TABLES = tomllib.loads(files("moisson.connectors.portals").joinpath("formats.toml").read_text("utf-8"))
MEDIA: dict[str, str] = _TABLES["media"]
SAME: dict[str, str] = _TABLES["same"]
READ: list[str] = _TABLES["read"]
SERVICES = frozenset(_TABLES["services"])
PACKED = frozenset({"zip", "zipped", "compressed"})
ADDRESS = re.compile(
    r"https?://(?:www\.)?(?:iana\.org/assignments/media-types|publications\.europa\.eu/resource/authority/file-type)/(.+)"
)
EXTENSION = re.compile(r"\.([a-z0-9]{1,8})$")
COMPRESSED = re.compile(r"\.tar\.(?:gz|bz2|xz|zst)$")


def format_name(*said: str | None) -> str | None:
    """The format named by the first usable text, as a short name such as `pdf`; None if none is."""
    for words in said:
        if words and (name := _named(words)):
            return name
    return None


def _named(words: str) -> str:
    plain = " ".join(words.split()).strip(" .").lower()
    if found := ADDRESS.fullmatch(plain):
        plain = found[1].rstrip("/")
    plain = plain.partition(";")[0].strip()
    if plain.startswith("www:download"):  # GeoNetwork: a file of any format
        return ""
    if plain in MEDIA:
        return MEDIA[plain]
    if plain in SAME:
        return SAME[plain]
    if "://" in plain:  # another list's address: its last part
        plain = re.split(r"[/#]", plain.rstrip("/"))[-1]
    if "/" in plain:
        kind, _, plain = plain.partition("/")
        if kind not in ("application", "text", "image", "audio", "video", "model"):
            return f"{kind}/{plain}"
        plain = plain.removeprefix("x-").removeprefix("vnd.")
    return SAME.get(plain) or _in_words(plain)


def _in_words(words: str) -> str:
    """A format in several words (`zipped csv`, `Microsoft Excel`); the words if they name none, two, or a service."""
    tokens = re.findall(r"[a-z0-9]+", words)
    if words in READ or len(tokens) < 2 or SERVICES.intersection(tokens):
        return words
    if "7" not in tokens and not PACKED.isdisjoint(tokens):
        return "zip"
    found = {name for token in tokens if (name := SAME.get(token, token)) in READ}
    return found.pop() if len(found) == 1 else words


def extension(address: str) -> str | None:
    """The format of an address by its extension; None if it has none."""
    last = unquote(urlsplit(address).path).rsplit("/", 1)[-1].lower()
    if COMPRESSED.search(last):
        return "tar"
    found = EXTENSION.search(last)
    name = _named(found[1]) if found else ""
    return name if name in READ else None


def preferred(offered: Iterable[str | None], wanted: list[str] | None) -> str | None:
    """The first of `wanted` (default: `READ`) that a data set offers."""
    names = {name for name in offered if name}
    return next((name for name in wanted or READ if name in names), None)
