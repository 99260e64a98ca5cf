"""Files to start from: a recipe, or a source's folder, commented from what the code says of each field, and valid as they are."""

import json
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from moisson.connectors import connector_class
from moisson.contracts.disk import disk
from moisson.contracts.errors import UserError
from moisson.contracts.validation_text import meant
from moisson.corpus.recipe import FOLDER_NAME
from moisson.readers.contract import File
from moisson.reference.schemas import SCHEMAS
from moisson.reference.tables import Entry, connector_entries, entries, stage_entries
from moisson.source.description import built_in_sources, load_source

SCHEMA_FOLDER = ".moisson"  # beside what is started; editors find the schema there, whatever they are told of Moisson
USUAL = ("normalize_text", "identify_language", "drop_short", "mask_personal_data", "require_rights", "drop_exact_duplicates")
FIRST = "fr_travail_contributions"  # of the ready-made sources one that is small and needs no more than npm
WIDTH = 120

READ_PY = '''"""The format of this source: one document for each line that holds an object with `id`, `title` and `text`."""

import json
from collections.abc import Iterator

from {errors} import DocumentError
from {contract} import File, Raw, Text


def split(file: File) -> Iterator[Raw]:
    """At harvest: one Raw for each document in the file."""
    for number, line in enumerate(file.data.splitlines(), 1):
        try:
            entry = json.loads(line)
        except json.JSONDecodeError as error:
            raise DocumentError("json-malformed", f"{{file.path}}, line {{number}}: {{error}}") from None
        # The content bears identity: the words and their headings. What may change around them (url, legal_state,
        # valid_from …) goes into Raw's other fields.
        yield Raw(entry["id"], {{"title": entry["title"], "text": entry["text"]}}, title=entry["title"])


def read(content: bytes) -> Iterator[Text]:
    """When a recipe runs: the words of one Raw, as text with light Markdown."""
    entry = json.loads(content)
    yield Text(f"# {{entry['title']}}\\n\\n{{entry['text']}}", "jsonl")
'''


def start_recipe(path: Path, sources: Sequence[str] = ()) -> list[Path]:
    """Write a recipe over these sources; gives the files written.

    Raises UserError where something stands there or the name is none, SourceError for a source that is not there.
    """
    name = _named(path.stem)
    chosen = list(sources) or [FIRST]
    for source in chosen:
        if "/" not in source and source not in (known := built_in_sources()):
            raise UserError(f"there is no ready-made source `{source}`; {meant(source, known)}")
        load_source(source, path.parent)
    return _written(path.parent, "recipe", {path: recipe_text(name, chosen)})


def start_source(folder: Path, connector: str = "folder", *, own_reader: bool = False) -> list[Path]:
    """Write a source's folder, with a `read.py` where it is to have one; gives the files written. Raises as `start_recipe`."""
    name = _named(folder.name)
    connector_class(connector)
    files = {folder / "source.toml": source_text(name, connector)}
    if own_reader:
        files[folder / "read.py"] = READ_PY.format(contract=File.__module__, errors=UserError.__module__)
    return _written(folder, "source", files)


def _named(name: str) -> str:
    if not FOLDER_NAME.fullmatch(name):
        raise UserError(f"{name!r} names no recipe and no source: use letters, digits, `.`, `_` and `-`.")
    return name


def _written(folder: Path, kind: str, files: dict[Path, str]) -> list[Path]:
    """Write the files, none over another, and the schema that their first line names."""
    if there := [path for path in files if path.exists() or path.is_symlink()]:
        raise UserError(f"{there[0]} is there already, and is not written over; name another.")
    schema = folder / SCHEMA_FOLDER / f"{kind}.schema.json"
    with disk(folder):
        schema.parent.mkdir(parents=True, exist_ok=True)
        schema.write_text(json.dumps(SCHEMAS[kind](), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        for path, text in files.items():
            with path.open("x", encoding="utf-8") as file:
                file.write(text)
    return [*files, schema]


def recipe_text(name: str, sources: Sequence[str]) -> str:
    """A recipe with the usual stages, each with its sentence and its parameters' defaults."""
    parts = [
        f"#:schema ./{SCHEMA_FOLDER}/recipe.schema.json",
        "# A recipe: which sources, which stages in which order. `moisson check` says what it will do, `moisson build` does it;",
        "# `moisson sources` and `moisson stages` list what there is.",
        f'name = "{name}"',
        'version = "1" # raise it when you mean another corpus by this name',
        f'title = "{name}"',
        'about = ""',
        'vanished = "drop" # what the publisher took away: keep, flag or drop',
        "# as_of = 2026-01-31 # in force, repealed or future as of this day; else as of the newest document",
        '# publisher = { name = "Your organisation", url = "https://www.example.org" } # of its releases',
        '# url = "https://data.example.org/corpus" # where its releases are published',
    ]
    for source in sources:
        parts += ["", "[[sources]]", f'use = "{source}"']
    known = {entry.name: entry for entry in stage_entries()}
    for stage in USUAL:
        parts += ["", *_comment(known[stage].sentence), "[[stages]]", f'use = "{stage}"', *_optional(known[stage].parameters)]
    return "\n".join(parts) + "\n"


def source_text(name: str, connector: str) -> str:
    """A source's description with the fields that its connector must have, and all others as comments."""
    examples: dict[str, Any] = tomllib.loads(Path(__file__).with_name("examples.toml").read_text(encoding="utf-8"))
    example = examples.get(connector, {})
    (entry,) = (each for each in connector_entries() if each.name == connector)
    fields = tuple(entries(connector_class(connector)))
    parts = [
        f"#:schema ./{SCHEMA_FOLDER}/source.schema.json",
        "# A source: who publishes what, and by what right it may be used. `moisson check FOLDER` checks it.",
        f'title = "{name}"',
        'about = "What it is, for the data card."',
        'language = "und" # ISO 639-1 as the publisher declares it; und where there are several',
        '# kind = "law" # or debate, decision, guidance, notice, question, literature: where all documents are one',
        '# jurisdiction = "fr" # else the first two letters of the folder\'s name',
        '# record = "https://…" # the data set\'s own page in a catalogue',
        "",
        "[publisher]",
        'name = "Who publishes it"',
        '# url = "https://…"',
        "",
        *_comment(entry.sentence),
        "[connector]",
        f'use = "{connector}"',
        *(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in example.items()),
        *_optional(field for field in fields if field.name not in example),
        "",
        "# By what right its documents may be used, and who says so. Without it, only what says so itself gets into a release.",
        "# [rights]",
        '# license = "CC-BY-4.0" # an id of SPDX, or LicenseRef-… of your own',
        '# basis = "licence" # or statute, text-and-data-mining, agreement',
        '# level = "portal" # who says it: document, data-set, portal, statute, or asserted (then with a reason)',
        '# stated = "The exact words"',
        '# where = "https://…"',
        "# seen_at = 2026-01-31 # the day somebody read it there",
        "",
        "# [expected]",
        "# documents = [900, 1200] # a harvest outside these counts stops",
    ]
    return "\n".join(parts) + "\n"


def _optional(fields: Iterable[Entry]) -> list[str]:
    """Fields that may be left out, as comments with their defaults."""
    lines = []
    for each in fields:
        value = each.default if each.default is not None and len(each.default) < WIDTH // 2 else "…"
        about = f"{each.type}: {each.about}" if each.about else each.type
        line = f"# {each.name} = {value} # {about}"
        lines.append(line if len(line) <= WIDTH else f"{line[: WIDTH - 1].rstrip()}…")
    return lines


def _comment(text: str) -> list[str]:
    return [f"# {text}"]
