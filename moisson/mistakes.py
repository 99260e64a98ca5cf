"""A sentence for each thing that pydantic found wrong in a file: the field, the value, what is allowed."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from moisson.web.shown import shown

MOST = 5


def mistakes(error: ValidationError, model: type[BaseModel]) -> str:
    """What is wrong, so that all of it can be mended at once; of many mistakes the first, and how many more there are."""
    found = list(dict.fromkeys(_mistake(each, model) for each in error.errors()))
    more = [f"And {len(found) - MOST} more."] if len(found) > MOST else []
    return " ".join([*found[:MOST], *more])


def _mistake(found: Mapping[str, Any], model: type[BaseModel]) -> str:
    """One mistake; unknown fields are told which ones there are, and no value's secret is repeated."""
    field = ".".join(str(step) for step in found["loc"])
    if found["type"] == "extra_forbidden":
        return f"there is no `{field}`; its fields are: {', '.join(model.model_fields) or 'none'}."
    if found["type"] == "missing":
        return f"`{field}` is missing."
    message = found["msg"].removeprefix("Value error, ")
    if not field:  # what is said together is wrong, and not one value
        return f"{message}."
    return f"`{field}` = {shown(repr(found['input']))} is not accepted: {message[:1].lower()}{message[1:]}."
