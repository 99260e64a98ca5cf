"""The meaning of each column of a release (`columns.toml`); a test compares the list with `schemas.RELEASE`."""

import tomllib
from importlib.resources import files

import pyarrow as pa

COLUMNS: dict[str, str] = tomllib.loads(files("moisson.release").joinpath("columns.toml").read_text("utf-8"))


NAMES = {
    "large_string": "string",
    "bool": "boolean",
    "float": "number",
    "double": "number",
    "null": "empty",
    **dict.fromkeys(("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"), "integer"),
}
# What readers and stages write that a recipe may publish.
MORE = {
    "speakers": "Who speaks, asks, answers or moves: the publisher's key, name, group and role; turns and words, if recorded.",
    "groups": "How many speakers, turns and words each parliamentary group has; null for those of whom the record names none.",
    "votes": "Votes and decisions: subject, the publisher's word for the outcome, ayes, noes, abstentions, the words stated.",
}
OWN = "A column of this recipe's own; the stage that writes it says what it means."


def type_name(type: pa.DataType) -> str:
    """A column's type in few words: `string`, `list of {kind, count}` …"""
    if pa.types.is_large_list(type) or pa.types.is_list(type):
        return f"list of {type_name(type.value_type)}"
    if pa.types.is_struct(type):
        return "{" + ", ".join(type.field(i).name for i in range(type.num_fields)) + "}"
    return NAMES.get(str(type), str(type))
