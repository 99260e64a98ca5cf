"""JSON Schemas of models, with what the comment at each field says of it: behind it, or on the lines above it."""

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, get_args

from pydantic import BaseModel

FIELD = re.compile(r"^    (\w+): ")
BEHIND = re.compile(r"  # (.+)$")
ABOVE = re.compile(r"^    # (.+)$")


def described(model: type[BaseModel], function: Callable[..., Any] | None = None) -> dict[str, Any]:
    """The JSON Schema of a model and of those within it; a field's description is its own, else its comment.

    Of a model made of a function's parameters, the comments stand in the function.
    """
    schema = model.model_json_schema(by_alias=True)
    _describe(schema, model, _comments(inspect.getsource(function)) if function else comments(model))
    for inner in _within(model):
        if (of := schema.get("$defs", {}).get(inner.__name__)) is not None:
            _describe(of, inner, comments(inner))
    return schema


def _describe(schema: dict[str, Any], model: type[BaseModel], said: Mapping[str, str]) -> None:
    for name, field in model.model_fields.items():
        if (of := schema["properties"].get(field.alias or name)) is not None and name in said:
            of.setdefault("description", said[name])


def comments(model: type[BaseModel]) -> dict[str, str]:
    """The comments at the fields of a model and of those it derives from, in the files that define them."""
    found: dict[str, str] = {}
    for kind in reversed(model.__mro__):
        if issubclass(kind, BaseModel) and kind is not BaseModel:
            found |= _comments(inspect.getsource(kind))
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
