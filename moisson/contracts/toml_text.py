"""Values as TOML writes them."""

import json
import re
from collections.abc import Mapping
from typing import Any


def says_nothing(value: Any) -> bool:
    """Whether a value is None, or empty and no number."""
    return value is None or (isinstance(value, (str, list, tuple, Mapping)) and not value)


def shown(value: Any) -> str:
    """A parameter's value as a recipe writes it, in TOML."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(shown, value)) + "]"
    if isinstance(value, Mapping):
        pairs = (f"{_key(name)} = {shown(one)}" for name, one in value.items() if not says_nothing(one))
        return "{" + ", ".join(pairs) + "}"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else str(value)


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else json.dumps(name, ensure_ascii=False)
