"""JSON Schemas of `recipe.toml` and `source.toml`, for editors that complete and check TOML (taplo, Even Better TOML).

They are made of the models by which the files are read: those of recipe and source, of every connector and of every stage that
is installed. What no schema can say (a column that is read before it is written) is left to `moisson check`.
"""

from collections.abc import Callable
from typing import Any

from pydantic import BaseModel

from moisson.connectors import connector_class
from moisson.contracts.stage import stages
from moisson.corpus.recipe import RecipeFile
from moisson.reference.comments import described
from moisson.reference.tables import connector_entries, sentence, stage_entries
from moisson.source.description import Description, built_in_sources, load_source

DRAFT = "http://json-schema.org/draft-07/schema#"  # what taplo reads
MAPPING = ("properties", "definitions")  # keys whose values are names, not keywords


def recipe_schema() -> dict[str, Any]:
    """The schema of a recipe."""
    schema = _whole(RecipeFile, "A recipe of Moisson")
    definitions = schema["definitions"]
    connectors = _connectors(definitions)
    named: dict[str, list[str]] = {}
    for entry in source_connectors().items():
        named.setdefault(entry[1], []).append(entry[0])
    definitions["source"] = {
        "description": "A source: a ready-made one by its name, or a folder by its path; beside it, fields of its connector.",
        "oneOf": [
            *(_used(connectors[connector], {"enum": names}, required=False) for connector, names in sorted(named.items())),
            {
                "type": "object",
                "properties": {"use": {"type": "string", "pattern": "/", "description": "A source's folder, from this file."}},
                "required": ["use"],
            },
        ],
    }
    about = {entry.name: entry.sentence for entry in stage_entries()}
    checkpoint = {"type": "boolean", "description": "Keep what is done up to here, so that a changed later stage starts from it."}
    definitions["stage"] = {
        "description": "A stage by its name; beside it, its parameters.",
        "oneOf": [
            _used(_part(stage.parameters, definitions, stage.build), {"enum": [name]}, about[name], checkpoint=checkpoint)
            for name, stage in stages().items()
        ],
    }
    properties = schema["properties"]
    properties["sources"] |= {"items": {"$ref": "#/definitions/source"}, "minItems": 1}
    properties["stages"] |= {"items": {"$ref": "#/definitions/stage"}}
    definitions.pop("_Entry", None)
    return schema


def source_schema() -> dict[str, Any]:
    """The schema of a `source.toml`."""
    schema = _whole(Description, "A source of Moisson")
    connectors = _connectors(schema["definitions"])
    about = {entry.name: entry.sentence for entry in connector_entries()}
    schema["properties"]["connector"] = {
        "description": "How its files are fetched.",
        "oneOf": [_used(of, {"enum": [name]}, about[name]) for name, of in connectors.items()],
    }
    return schema


def source_connectors() -> dict[str, str]:
    """The connector of each ready-made source."""
    from pathlib import Path

    return {name: str(load_source(name, Path()).description.connector["use"]) for name in built_in_sources()}


SCHEMAS = {"recipe": recipe_schema, "source": source_schema}


def _whole(model: type[BaseModel], title: str) -> dict[str, Any]:
    definitions: dict[str, Any] = {}
    part = _part(model, definitions)
    about = {"$schema": DRAFT, "title": title, "description": "Made from Moisson's code; `moisson check` checks more."}
    return {**part, **about, "definitions": definitions}


def _connectors(definitions: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {entry.name: _part(connector_class(entry.name), definitions) for entry in connector_entries()}


def _part(model: type[BaseModel], definitions: dict[str, Any], function: Callable[..., Any] | None = None) -> dict[str, Any]:
    """The schema of a model as TOML writes it; the models within it are put among the definitions."""
    schema = described(model, function)
    for name, of in schema.pop("$defs", {}).items():
        definitions[name] = _plain(of)
    plain: dict[str, Any] = _plain(schema)
    return plain


def _used(
    part: dict[str, Any], use: dict[str, Any], about: str | None = None, *, required: bool = True, **more: Any
) -> dict[str, Any]:
    """A table that begins with `use`."""
    use = {"type": "string", **use, **({"description": about} if about else {})}
    needed = part.get("required", []) if required else []
    return {
        "type": "object",
        **({"description": about} if about else {}),
        "properties": {"use": use, **part.get("properties", {}), **more},
        "required": ["use", *needed],
        "additionalProperties": False,
    }


def _plain(schema: Any, names: bool = False) -> Any:
    """The schema in draft 7, without titles made of names and without null, which TOML has not."""
    if isinstance(schema, list):
        return [_plain(each) for each in schema]
    if not isinstance(schema, dict):
        return schema.replace("#/$defs/", "#/definitions/") if isinstance(schema, str) else schema
    if names:
        return {key: _plain(value) for key, value in schema.items()}
    plain = {
        key: value if key in ("enum", "default", "const") else _plain(value, names=key in MAPPING)
        for key, value in schema.items()
        if key != "title" and not (key == "default" and value in (None, {}, []))
    }
    if "prefixItems" in plain:
        plain["items"] = plain.pop("prefixItems")
    if isinstance(plain.get("description"), str):
        plain["description"] = sentence(plain["description"])
    choices = [each for each in plain.get("anyOf", ()) if each != {"type": "null"}]
    if len(choices) == 1:
        del plain["anyOf"]
        plain = {**choices[0], **plain} if "$ref" not in choices[0] else {**plain, "allOf": choices}
    elif choices:
        plain["anyOf"] = choices
    if "$ref" in plain and len(plain) > 1:  # beside a reference, draft 7 reads nothing
        plain["allOf"] = [{"$ref": plain.pop("$ref")}]
    return plain
