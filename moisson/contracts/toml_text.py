"""Values in TOML syntax."""

import json
import re
from collections.abc import Mapping
from typing import Any


def is_empty(value: Any) -> bool:
    """Whether a value is None or an empty string, list or table."""
    return value is None or (isinstance(value, (str, list, tuple, Mapping)) and not value)


def as_toml(value: Any) -> str:
    """A value as a recipe writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(as_toml, value)) + "]"
    if isinstance(value, Mapping):
        pairs = (f"{_key(name)} = {as_toml(one)}" for name, one in value.items() if not is_empty(one))
        return "{" + ", ".join(pairs) + "}"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else str(value)


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else json.dumps(name, ensure_ascii=False)
