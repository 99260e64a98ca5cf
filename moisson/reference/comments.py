"""JSON Schemas of models, with what the comment at each field says of it: behind it, or on the lines above it."""

import inspect
import re
from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel

FIELD = re.compile(r"^    (\w+): ")
BEHIND = re.compile(r"  # (.+)$")
ABOVE = re.compile(r"^    # (.+)$")


def described(model: type[BaseModel]) -> dict[str, Any]:
    """The JSON Schema of a model and of those within it; a field's description is its own, else its comment."""
    schema = model.model_json_schema(by_alias=True)
    _describe(schema, model)
    for inner in _within(model):
        if (of := schema.get("$defs", {}).get(inner.__name__)) is not None:
            _describe(of, inner)
    return schema


def _describe(schema: dict[str, Any], model: type[BaseModel]) -> None:
    said = comments(model)
    for name, field in model.model_fields.items():
        if (of := schema["properties"].get(field.alias or name)) is not None and name in said:
            of.setdefault("description", said[name])


def comments(model: type[BaseModel]) -> dict[str, str]:
    """The comments at the fields of a model and of those it derives from, in the files that define them."""
    found: dict[str, str] = {}
    for kind in reversed(model.__mro__):
        if issubclass(kind, BaseModel) and kind is not BaseModel:
            try:
                found |= _comments(inspect.getsource(kind))
            except (OSError, TypeError):  # made by a call, as the parameters of stages are
                continue
    return found


def _comments(source: str) -> dict[str, str]:
    found, above = {}, list[str]()
    for line in source.splitlines():
        if field := FIELD.match(line):
            behind = BEHIND.search(line)
            if said := " ".join([*above, behind[1]] if behind else above):
                found[field[1]] = said
        comment = ABOVE.match(line)
        above = [*above, comment[1]] if comment else []
    return found


def _within(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """The models that the fields of a model name, and those that theirs name."""
    for field in model.model_fields.values():
        for inner in _models(field.annotation):
            yield inner
            yield from _within(inner)


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)
