"""Reads configurations in YAML or JSON without making any object that they name."""

import json
from pathlib import Path
from typing import Any

import yaml

from moisson.contracts.disk import disk
from moisson.contracts.errors import UserError

SETTINGS = (".json", ".yaml", ".yml")
MOST_BYTES = 64 << 20


def _named(loader: Any, suffix: str, node: yaml.Node) -> Any:
    """What a trainer wrote as a Python object (a dtype, a function): its name, or what it would be made from. It is not made."""
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node, deep=True)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return suffix


LOADER: Any = type("Settings", (yaml.SafeLoader,), {})
LOADER.add_multi_constructor("tag:yaml.org,2002:python/", _named)
LOADER.add_multi_constructor("!", _named)


def read_settings(path: Path) -> dict[str, Any]:
    """The mapping in a YAML or JSON file. Raises UserError where it holds none, StorageError where the disk refuses."""
    with disk(path):
        if path.stat().st_size > MOST_BYTES:
            raise UserError(f"{path} is larger than {MOST_BYTES >> 20} MB: it is no configuration; name another with --config.")
        data = path.read_bytes()
    try:
        found = json.loads(data) if path.suffix == ".json" else yaml.load(data, LOADER)
    except (ValueError, yaml.YAMLError, RecursionError) as error:
        why = " ".join(str(error).split())
        raise UserError(f"{path} is not {'JSON' if path.suffix == '.json' else 'YAML'} ({why}); export it again.") from None
    if not isinstance(found, dict):
        raise UserError(f"{path} holds no settings by name; export the trainer's configuration as a mapping.")
    return found


def inside(settings: Any, *names: str) -> Any:
    """A nested setting, by the names that lead to it; None where one is missing."""
    for name in names:
        settings = settings.get(name) if isinstance(settings, dict) else None
    return settings


def whole(settings: Any, *names: str) -> int | None:
    """A nested setting as a whole number; None where it is missing. Raises UserError for another value."""
    said = inside(settings, *names)
    if said is None or (isinstance(said, str) and not said.strip()):
        return None
    try:
        number = float(said)
    except (TypeError, ValueError):
        raise UserError(f"the configuration's `{'.'.join(names)}` is {said!r}, not a whole number; correct it.") from None
    if number != int(number):
        raise UserError(f"the configuration's `{'.'.join(names)}` is {said!r}, not a whole number; correct it.")
    return int(number)
