"""A sentence for each thing that pydantic found wrong in a file: the field, the value, what is allowed."""

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from moisson.contracts.addresses import shown

MOST = 5


def meant(name: str, known: Iterable[str]) -> str:
    """What somebody may have meant by an unknown name: the known one that is like it, or all of them."""
    names = list(known)
    close = get_close_matches(name, names, n=1)
    return f"did you mean `{close[0]}`?" if close else f"known are: {', '.join(names) or 'none'}."


def mistakes(error: ValidationError, model: type[BaseModel]) -> str:
    """What is wrong, so that all of it can be mended at once; of many mistakes the first, and how many more there are."""
    found = list(dict.fromkeys(_mistake(each, model) for each in error.errors()))
    more = [f"And {len(found) - MOST} more."] if len(found) > MOST else []
    return " ".join([*found[:MOST], *more])


def _mistake(found: Mapping[str, Any], model: type[BaseModel]) -> str:
    """One mistake; unknown fields are told which ones there are, and no value's secret is repeated."""
    field = ".".join(str(step) for step in found["loc"])
    fields, meant = _looked_up(found["loc"], model)
    if found["type"] == "extra_forbidden":
        close = get_close_matches(str(found["loc"][-1]), fields, n=1)
        hint = f" (did you mean `{close[0]}`?)" if close else ""
        return f"there is no `{field}`{hint}; its fields are: {', '.join(fields) or 'none'}."
    if found["type"] == "missing":
        return f"`{field}` is missing{meant and f': {meant}'}."
    message = found["msg"].removeprefix("Value error, ")
    if not field:  # what is said together is wrong, and not one value
        return f"{message}."
    return f"`{field}` = {shown(repr(found['input']))} is not accepted: {meant or message[:1].lower() + message[1:]}."


def _looked_up(path: tuple[int | str, ...], model: type[BaseModel]) -> tuple[list[str], str]:
    """The names of the fields that stand where the path's last one does, and what that one's description says it is."""
    fields: dict[str, FieldInfo] = {}
    info: FieldInfo | None = None
    inner: type[BaseModel] | None = model
    for step in path:
        if inner is not None:
            fields = {field.alias or name: field for name, field in inner.model_fields.items()}
        if isinstance(step, str):  # else a number in a list, whose members are of the model found before
            info = fields.get(step)
            inner = next(_models(info.annotation), None) if info else None
    return list(fields), (info and info.description) or ""


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models in an annotation, as in `Rights | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)
