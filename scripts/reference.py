"""Write docs/reference from the code: commands, recipe, source, sources, stages, connectors, formats, and the two JSON Schemas.

`--check` writes nothing, names what is stale and ends with 1.
"""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import typer
from pydantic import BaseModel

from moisson.commands.app import app
from moisson.connectors.web.manners import Manners
from moisson.corpus.recipe import RecipeFile
from moisson.readers import formats
from moisson.readers.formats import Format
from moisson.readers.read_options import How, Rows
from moisson.reference.schemas import SCHEMAS
from moisson.reference.tables import Entry, connector_entries, entries, sentence, source_entries, stage_entries
from moisson.source.description import Body, Description, Expected, HighValue, Rights

# The tables of source.toml, by their names.
TABLES: dict[str, type[BaseModel]] = {
    "publisher": Body,
    "rights": Rights,
    "read": How,
    "read.rows": Rows,
    "expected": Expected,
    "hvd": HighValue,
    "connector.manners": Manners,
}
FOLDER = Path(__file__).parents[1] / "docs" / "reference"
MADE = "*Made from the code by `scripts/reference.py`; edit the code instead.*"


def pages() -> dict[str, str]:
    """Every file of docs/reference that is made, by its name."""
    made = {
        "commands.md": commands(),
        "recipe.md": recipe(),
        "source.md": source(),
        "sources.md": sources(),
        "stages.md": stages(),
        "connectors.md": connectors(),
        "formats.md": format_table(),
    }
    schemas = {f"{name}.schema.json": _json(schema()) for name, schema in SCHEMAS.items()}
    return {**{name: f"{text.rstrip()}\n" for name, text in made.items()}, **schemas}


def commands() -> str:
    """The commands with their arguments and options."""
    group = typer.main.get_command(app)
    parts = ["# Commands", MADE, str(group.help), "Every command also takes `--quiet`, `--log-file FILE` and `--help`."]
    return "\n\n".join([*parts, *_commands(group, "moisson")])


def _commands(group: Any, within: str) -> Iterable[str]:
    """Each command of a group, and of the groups in it."""
    for name, command in vars(group)["commands"].items():
        yield f"## `{within} {name}`"
        yield str(command.help)
        if "commands" in vars(command):
            yield from _commands(command, f"{within} {name}")
        else:
            rows = [_parameter(each) for each in command.params if each.name not in ("quiet", "log_file")]
            yield _table(("argument or option", "default", "meaning"), rows)


def _parameter(of: Any) -> tuple[str, str, str]:
    if of.param_type_name == "argument":
        return f"`{of.metavar or of.name.upper()}`", "" if of.required else "optional", of.help or ""
    name = "/".join((*of.opts, *of.secondary_opts))
    value = "" if of.is_flag else f" {of.metavar or of.name.upper()}"
    default = "" if of.is_flag or of.default is None else f"`{of.default}`"
    return f"`{name}{value}`", "all cores" if of.name == "workers" else default, of.help or ""


def recipe() -> str:
    """The fields of a recipe."""
    return "\n\n".join(
        [
            "# Fields of a recipe",
            MADE,
            "[recipe.schema.json](recipe.schema.json) says the same to an editor: see [start](../how-to/start.md#in-an-editor).",
            _fields(entries(RecipeFile)),
            "Each `[[sources]]` names a source in `use`: a [ready-made one](sources.md), or a folder by a path with a slash; its"
            " other fields stand in for those of the source's [connector](connectors.md). Each `[[stages]]` names a"
            " [stage](stages.md) in `use`; its other fields are the stage's parameters, and `checkpoint = true` keeps what is"
            " done up to there.",
        ]
    )


def source() -> str:
    """The fields of a `source.toml`, table by table."""
    parts = [
        "# Fields of source.toml",
        MADE,
        "[source.schema.json](source.schema.json) says the same to an editor: see [start](../how-to/start.md#in-an-editor).",
        _fields(entries(Description)),
    ]
    for title, model in TABLES.items():
        parts += [f"## `[{title}]`", sentence(model.__doc__ or ""), _fields(entries(model))]
    return "\n\n".join(parts)


def sources() -> str:
    """The ready-made sources."""
    rows = [
        (
            *(f"`{each.name}`", each.title, each.publisher, each.country, each.language, each.licence, f"`{each.connector}`"),
            each.last_seen_alive,
        )
        for each in source_entries()
    ]
    return "\n\n".join(
        [
            "# Ready-made sources",
            MADE,
            "`moisson sources NAME` shows one, `moisson check NAME --live` asks its publisher.",
            _table(
                (
                    "source",
                    "title",
                    "publisher",
                    "country",
                    "language",
                    "licence or basis",
                    "connector",
                    "endpoint last seen alive",
                ),
                rows,
            ),
        ]
    )


def stages() -> str:
    """The stages with their parameters."""
    found = stage_entries()
    rows = [(f"[`{each.name}`](#{each.name})", str(each.version), each.scope, each.sentence) for each in found]
    parts = [
        "# Stages",
        MADE,
        "A `document` stage sees a batch of documents at a time, a `corpus` stage all live rows. [The stages](../stages.md) says"
        " in which order to use them.",
        _table(("stage", "version", "scope", "what it does"), rows),
    ]
    for each in found:
        parts += [f"## {each.name}", each.about, _fields(each.parameters)]
    return "\n\n".join(part for part in parts if part)


def connectors() -> str:
    """The connectors with their fields."""
    parts = ["# Connectors", MADE, "[Connectors](../connectors.md) explains what they do and what is refused."]
    for each in connector_entries():
        fields = [field for field in each.fields if field.name != "manners"]
        parts += [f"## `{each.name}`", each.sentence, _fields(fields)]
        if len(fields) < len(each.fields):
            parts.append("Also [`manners`](source.md#connectormanners).")
    return "\n\n".join(parts)


def format_table() -> str:
    """The formats that are read, and those that are known and not read."""
    known: dict[str, list[Format]] = {}
    for each in _formats(vars(formats)):
        known.setdefault(each.name, []).append(each)
    read, refused = [], []
    for name, found in sorted(known.items()):
        media = ", ".join(f"`{each}`" for each in sorted({each.media_type for each in found}))
        modules = sorted({each.module for each in found if each.module})
        if modules:
            said = " ".join(dict.fromkeys(sentence(_head(module)) for module in modules))
            read.append((f"`{name}`", media, said))
        else:
            refused.append((f"`{name}`", media, f"`{found[0].reason}`", found[0].note))
    return "\n\n".join(
        [
            "# Formats",
            MADE,
            "A file is known by its content. [The formats](../formats.md) says what is read of each family.",
            "## Read",
            _table(("format", "media type", "reader"), read),
            "## Known and not read",
            _table(("format", "media type", "reason", "what it is, or what to do"), refused),
        ]
    )


def _formats(names: Mapping[str, Any]) -> set[Format]:
    """All formats in the tables of a module."""
    found: set[Format] = set()
    for value in names.values():
        items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else [value]
        for item in items:
            found |= {each for each in (item if isinstance(item, tuple) else (item,)) if isinstance(each, Format)}
    return found


def _head(module: str) -> str:
    return Format("", "", module).reader().__doc__ or ""


def _fields(fields: Iterable[Entry]) -> str:
    rows = [
        (
            f"`{each.name}`",
            each.type,
            "**must be given**" if each.required else f"`{each.default}`" if each.default else "",
            each.about,
        )
        for each in fields
    ]
    return _table(("field", "type", "default", "meaning"), rows) if rows else ""


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(_cell(each) for each in line)} |" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def main() -> None:
    """Write the pages, or say which are stale."""
    made = pages()
    if sys.argv[1:] == ["--check"]:
        there = {name: (FOLDER / name).read_text("utf-8") if (FOLDER / name).is_file() else "" for name in made}
        stale = [name for name, text in made.items() if there[name] != text]
        sys.stdout.writelines(f"docs/reference/{name} is stale: run scripts/reference.py\n" for name in stale)
        sys.exit(bool(stale))
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in made.items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
