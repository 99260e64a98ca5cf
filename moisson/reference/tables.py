"""Stages, sources and connectors, each with its fields, as their code and descriptions say them."""

import inspect
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from moisson.connectors import BUILT_IN, connector_class
from moisson.contracts.errors import NotFound, SourceError
from moisson.contracts.stage import Stage, stages
from moisson.contracts.toml_text import as_toml
from moisson.contracts.validation_text import meant
from moisson.reference.comments import described
from moisson.source.description import Source, built_in_sources, load_source


@dataclass(frozen=True)
class Entry:
    """A field or a parameter: its type in words; its default as TOML writes it, None where it must be given or has none."""

    name: str
    type: str
    required: bool
    default: str | None
    about: str = ""


@dataclass(frozen=True)
class StageEntry:
    """A stage as a recipe uses it; `scope` is `document` (one batch at a time) or `corpus` (all live rows)."""

    name: str
    version: int
    scope: str
    sentence: str
    about: str
    parameters: tuple[Entry, ...]


@dataclass(frozen=True)
class SourceEntry:
    """A ready-made source, as its `source.toml` describes it."""

    name: str
    title: str
    country: str
    publisher: str
    language: str
    kind: str
    licence: str
    connector: str
    about: str
    record: str
    last_seen_alive: str


@dataclass(frozen=True)
class ConnectorEntry:
    """A way of fetching, with what `[connector]` may say of it."""

    name: str
    sentence: str
    fields: tuple[Entry, ...]


def stage_entries() -> list[StageEntry]:
    """All stages that are installed, by name."""
    return [_stage(stage) for stage in stages().values()]


def stage_entry(name: str) -> StageEntry:
    """One stage; raises NotFound with what may have been meant."""
    if name not in (known := stages()):
        raise NotFound(f"there is no stage `{name}`; {meant(name, known)}")
    return _stage(known[name])


def _stage(stage: Stage) -> StageEntry:
    about = inspect.getdoc(stage.build) or ""
    return StageEntry(
        stage.name, stage.version, stage.scope, sentence(about), about, tuple(entries(stage.parameters, stage.build))
    )


def source_entries() -> list[SourceEntry]:
    """All sources that come with Moisson, by name."""
    return [_source(load_source(name, Path())) for name in built_in_sources()]


def source_entry(name: str) -> SourceEntry:
    """One source, built in or in a folder; raises NotFound with what may have been meant, SourceError where it is wrong."""
    if "/" not in name and name not in (known := built_in_sources()):
        raise NotFound(f"there is no ready-made source `{name}`; {meant(name, known)}")
    return _source(load_source(name, Path()))


def _source(source: Source) -> SourceEntry:
    of, rights = source.description, source.description.rights
    stated = (rights.license or rights.basis) if rights else "as each document states"
    return SourceEntry(
        source.name,
        of.title,
        source.jurisdiction or "",
        of.publisher.name,
        of.language,
        of.kind or "",
        stated,
        str(of.connector.get("use", "")),
        " ".join(of.about.split()),
        of.record or "",
        of.last_seen_alive or "not said",
    )


def connector_entries() -> list[ConnectorEntry]:
    """All connectors whose libraries are installed, by name."""
    found = []
    for name in sorted({*BUILT_IN, *(point.name for point in entry_points(group="moisson.connectors"))}):
        try:
            kind = connector_class(name)
        except SourceError:  # its library is not installed
            continue
        found.append(ConnectorEntry(name, sentence(inspect.getdoc(kind) or ""), tuple(entries(kind))))
    return found


def entries(model: type[BaseModel], function: Callable[..., Any] | None = None) -> Iterator[Entry]:
    """The fields of a model, or the parameters of the function that it was made of."""
    schema = described(model, function)
    for name, of in schema.get("properties", {}).items():
        required = name in schema.get("required", ())
        default = None if required or of.get("default") is None or type_of(of, {}) == "table" else as_toml(of["default"])
        yield Entry(name, type_of(of, schema.get("$defs", {})), required, default, of.get("description", ""))


def type_of(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> str:
    """The type of a JSON Schema in a few words: `list of strings`, `"keep" or "drop"`."""
    if "$ref" in schema:
        target = definitions.get(schema["$ref"].rpartition("/")[2], {"type": "object"})
        return "table" if target.get("type") == "object" else type_of(target, definitions)
    if choices := schema.get("enum") or ([schema["const"]] if "const" in schema else None):
        return " or ".join(json.dumps(choice, ensure_ascii=False) for choice in choices)
    if "anyOf" in schema:
        said = [type_of(each, definitions) for each in schema["anyOf"] if each.get("type") != "null"]
        return " or ".join(dict.fromkeys(said))
    kind = schema.get("type", "anything")
    if kind == "array":
        items: dict[str, Any] = schema.get("items") or next(iter(schema.get("prefixItems", ())), {})
        inner = type_of(items, definitions)
        return f"list of {inner}" if '"' in inner or " " in inner else f"list of {inner}s"
    if kind == "object":
        return "table"
    return {"integer": "whole number", "boolean": "true or false"}.get(kind, str(kind))


def sentence(docstring: str) -> str:
    """The first sentence of a docstring: its first paragraph up to a full stop."""
    first = " ".join(docstring.partition("\n\n")[0].split())
    end = first.find(". ")
    return first if end < 0 else first[: end + 1]


def as_dict(entry: StageEntry | SourceEntry | ConnectorEntry) -> dict[str, Any]:
    """For programs."""
    return asdict(entry)
