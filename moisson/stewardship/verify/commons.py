"""Checks what a release says of the commons whose decisions it rests on, offline."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from moisson.contracts.commons.bodies import College
from moisson.contracts.commons.rests_on import FILE, Rests, read_rests, witnesses_of
from moisson.contracts.errors import MoissonError
from moisson.contracts.identity import digest
from moisson.contracts.sign import PublicKey
from moisson.stewardship.verify.fault import Fault

RECIPE = "recipe.toml"
Witnesses = Mapping[PublicKey, College]


def of_commons(folder: Path, stats: Mapping[str, Any], witnesses: Witnesses | None) -> Iterator[Fault]:
    """Yield what is wrong with the decisions that a release rests on; nothing where its recipe names no commons."""
    said, recipe = _recipe(folder)
    if said.get("commons") is None:
        if (folder / FILE).is_file():
            yield Fault("commons", FILE, "lies in a release whose recipe names no commons")
        return
    if not (folder / FILE).is_file():
        yield Fault("commons", FILE, "is missing, and the recipe is built by a commons' decisions")
        return
    try:
        rests = _rests(folder, said, witnesses)
    except MoissonError as error:
        yield Fault("commons", FILE, f"does not hold: {error}")
        return
    accepted = {(part.kind, part.sha256) for part in rests.accepted}
    if ("recipe", digest(recipe)) not in accepted:
        yield Fault("commons", FILE, f"accepts another recipe than {RECIPE}")
    names = {part.name for part in rests.accepted if part.kind == "source"}
    for source in stats["sources"]:
        if source["name"] not in names:
            yield Fault("commons", FILE, f"does not accept the source {source['name']}")


def whom_to_believe(folder: Path, witnesses: Witnesses | None) -> str | None:
    """What is left to the reader: who the witnesses are, where neither the reader nor the recipe names them."""
    said, _ = _recipe(folder)
    if said.get("commons") is None or said.get("witnesses") or witnesses is not None:
        return None
    return (
        "whether those who cosigned are the witnesses of that commons: the release itself names them; give those you trust, as"
        " --witness COLLEGE=KEY"
    )


def _rests(folder: Path, said: Mapping[str, Any], witnesses: Witnesses | None) -> Rests:
    pinned = witnesses_of(map(str, said["witnesses"])) if said.get("witnesses") else None
    return read_rests((folder / FILE).read_bytes(), pinned if witnesses is None else witnesses)


def _recipe(folder: Path) -> tuple[dict[str, Any], bytes]:
    try:
        data = (folder / RECIPE).read_bytes()
        return tomllib.loads(data.decode()), data
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError):
        return {}, b""  # a missing or changed file is a fault of its own
