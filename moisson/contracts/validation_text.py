"""Sentences for pydantic's validation errors: the field, the value, what is allowed."""

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from moisson.contracts.addresses import shown

MOST = 5


def meant(name: str, known: Iterable[str]) -> str:
    """A hint for an unknown name: the closest known one, else all of them."""
    names = list(known)
    close = get_close_matches(name, names, n=1)
    return f"did you mean `{close[0]}`?" if close else f"known are: {', '.join(names) or 'none'}."


def mistakes(error: ValidationError, model: type[BaseModel]) -> str:
    """All mistakes in one message; beyond `MOST`, their number."""
    found = list(dict.fromkeys(_mistake(each, model) for each in error.errors()))
    more = [f"And {len(found) - MOST} more."] if len(found) > MOST else []
    return " ".join([*found[:MOST], *more])


def _mistake(found: Mapping[str, Any], model: type[BaseModel]) -> str:
    """One mistake. An unknown field gets the list of known ones; secrets in values are redacted."""
    field = ".".join(str(step) for step in found["loc"])
    fields, meant = _looked_up(found["loc"], model)
    if found["type"] == "extra_forbidden":
        close = get_close_matches(str(found["loc"][-1]), fields, n=1)
        hint = f" (did you mean `{close[0]}`?)" if close else ""
        return f"there is no `{field}`{hint}; its fields are: {', '.join(fields) or 'none'}."
    if found["type"] == "missing":
        return f"`{field}` is missing{meant and f': {meant}'}."
    message = found["msg"].removeprefix("Value error, ")
    if not field:  # a rule over several fields
        return f"{message}."
    return f"`{field}` = {shown(repr(found['input']))} is not accepted: {meant or message[:1].lower() + message[1:]}."


def _looked_up(path: tuple[int | str, ...], model: type[BaseModel]) -> tuple[list[str], str]:
    """The fields beside the path's last one, and the description of that one."""
    fields: dict[str, FieldInfo] = {}
    info: FieldInfo | None = None
    inner: type[BaseModel] | None = model
    for step in path:
        if inner is not None:
            fields = {field.alias or name: field for name, field in inner.model_fields.items()}
        if isinstance(step, str):  # else an index into a list of the model found before
            info = fields.get(step)
            inner = next(_models(info.annotation), None) if info else None
    return list(fields), (info and info.description) or ""


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models in an annotation, as in `Rights | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)
