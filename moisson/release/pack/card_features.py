"""The types of columns as `datasets` writes them into a data card, so that its check of a loaded release passes.

After `datasets.Features.from_arrow_schema(schema)._to_yaml_list()`, without the library; a test holds the two together.
"""

import json
from collections.abc import Mapping
from typing import Any

import pyarrow as pa

# Where its name for a type is not Arrow's.
NAMES = {"halffloat": "float16", "float": "float32", "double": "float64", "date32[day]": "date32", "date64[ms]": "date64"}


def features(schema: pa.Schema) -> list[dict[str, Any]]:
    """One entry for each column: its name and its type."""
    return [{"name": field.name, **_feature(field.type)} for field in schema]


def _feature(type: pa.DataType) -> dict[str, Any]:
    if pa.types.is_struct(type):
        return {"struct": [{"name": field.name, **_feature(field.type)} for field in type]}
    if pa.types.is_large_list(type):
        return {"large_list": _items(type.value_type)}
    if pa.types.is_fixed_size_list(type):
        return {"list": _items(type.value_type), "length": type.list_size}
    if pa.types.is_list(type):
        return {"list": _items(type.value_type)}
    return {"dtype": NAMES.get(str(type), str(type))}


def _items(type: pa.DataType) -> Any:
    """What a list is of: the name of a plain type, the fields of a struct, or another list."""
    inner = _feature(type)
    return next(iter(inner.values())) if list(inner) in (["dtype"], ["struct"]) else inner


def yaml(value: Any, indent: int = 0) -> str:
    """Mappings, lists, numbers and text as YAML; text as JSON strings, which YAML reads as they are: no `no` becomes false."""
    lead = "  " * indent
    if isinstance(value, Mapping):
        return "".join(f"{lead}{key}:{_below(one, indent)}" for key, one in value.items())
    if isinstance(value, list):
        return "".join(f"{lead}- {yaml(one, indent + 1).lstrip()}" for one in value)
    return scalar(value) + "\n"


def _below(value: Any, indent: int) -> str:
    if isinstance(value, Mapping):
        return "\n" + yaml(value, indent + 1)
    return "\n" + yaml(value, indent) if isinstance(value, list) else f" {yaml(value)}"


def scalar(value: str | int | bool) -> str:
    """A value on one line."""
    return json.dumps(" ".join(value.split()), ensure_ascii=False) if isinstance(value, str) else str(value).lower()
