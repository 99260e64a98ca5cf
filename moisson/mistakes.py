"""One sentence for what pydantic found wrong in a file: the field, the value, what is allowed."""

from pydantic import BaseModel, ValidationError

from moisson.web.shown import shown


def first_mistake(error: ValidationError, model: type[BaseModel]) -> str:
    """The first mistake of several; unknown fields are told which ones there are, and no value's secret is repeated."""
    first = error.errors()[0]
    field = ".".join(str(step) for step in first["loc"])
    if first["type"] == "extra_forbidden":
        return f"there is no `{field}`; its fields are: {', '.join(model.model_fields) or 'none'}."
    if first["type"] == "missing":
        return f"`{field}` is missing."
    message = first["msg"].removeprefix("Value error, ")
    if not field:  # what is said together is wrong, and not one value
        return f"{message}."
    return f"`{field}` = {shown(repr(first['input']))} is not accepted: {message[:1].lower()}{message[1:]}."
