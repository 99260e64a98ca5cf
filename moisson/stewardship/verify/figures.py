"""Checks figures and documents against the rows: recounts the figures and rewrites the documents from them."""

from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import orjson

from moisson.contracts.errors import ConservationError
from moisson.release.documents import documents
from moisson.release.facts import facts_of
from moisson.release.inputs import pack_of
from moisson.release.manifest import versions
from moisson.stewardship.verify.fault import Fault
from moisson.stewardship.verify.rows import Pass

STATS = "stats.json"
MOST_FIGURES = 20


def of_figures(folder: Path, rows: Pass) -> Generator[Fault, None, dict[str, Any] | None]:
    """Yield where stats.json differs from the rows; returns the counted figures, where they could be counted."""
    if not rows.whole or not (folder / STATS).is_file():
        return None
    try:
        said = orjson.loads((folder / STATS).read_bytes())
        counted = rows.tally.stats(facts_of(said))
    except ConservationError as error:
        yield Fault("conservation", STATS, f"contradicts the rows: {error}")
        return None
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError, ValueError) as error:
        yield Fault("figures", STATS, f"is not what a release says of itself: {type(error).__name__}: {error}")
        return None
    if said.get("release") != rows.manifest.get("release"):
        yield Fault("figures", STATS, f"is of release {said.get('release')}; the manifest is of {rows.manifest.get('release')}")
    differing = list(_differing(said, counted, ""))
    for path, one, other in differing[:MOST_FIGURES]:
        yield Fault("figures", STATS, f"says {path} = {_short(one)}; the rows give {_short(other)}")
    if len(differing) > MOST_FIGURES:
        yield Fault("figures", STATS, f"differs in {len(differing) - MOST_FIGURES} more places")
    return counted


def _differing(said: Any, counted: Any, path: str) -> Iterator[tuple[str, Any, Any]]:
    """The places in two JSON values that differ, deepest first."""
    if isinstance(said, dict) and isinstance(counted, dict):
        for key in sorted(said.keys() | counted.keys()):
            yield from _differing(said.get(key), counted.get(key), f"{path}.{key}" if path else key)
    elif isinstance(said, list) and isinstance(counted, list) and len(said) == len(counted):
        for place, (one, other) in enumerate(zip(said, counted, strict=True)):
            yield from _differing(one, other, f"{path}[{place}]")
    elif said != counted:
        yield path, said, counted


def _short(value: Any) -> str:
    text = orjson.dumps(value).decode()
    return text if len(text) <= 60 else f"{text[:57]}…"


def of_documents(folder: Path, manifest: dict[str, Any], stats: dict[str, Any]) -> Iterator[Fault]:
    """Yield documents that differ from what the rows give, each with its first differing line.

    They are rewritten only where every version in the manifest is installed here: see `other_versions`.
    """
    if other_versions(manifest):
        return
    for name, text in documents(pack_of(folder, stats)).items():
        path = folder / name
        if not path.is_file():
            continue  # named among the files
        found = path.read_bytes().decode(errors="replace")
        if found != text:
            yield Fault("documents", name, _first_difference(found, text))


def other_versions(manifest: dict[str, Any]) -> list[str]:
    """The versions in a manifest that differ from those installed here, and so may write other documents."""
    here = versions()
    return [
        f"{path}: {'none' if said is None else said} there, {'none' if own is None else own} here"
        for path, said, own in _differing({name: manifest.get(name) for name in here}, here, "")
    ]


def _first_difference(found: str, made: str) -> str:
    for number, (one, other) in enumerate(zip(found.split("\n"), made.split("\n"), strict=False), 1):
        if one != other:
            at = next((place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
            begin = max(at - 20, 0)
            return f"line {number} says « {one[begin : begin + 60]} »; the rows give « {other[begin : begin + 60]} »"
    return "is longer or shorter than what the rows give"
