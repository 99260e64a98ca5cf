"""provider.toml: what only the provider can say of a model, in blanks with a hint each."""

import tomllib
from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from moisson.contracts.disk import beside, disk
from moisson.contracts.errors import UserError
from moisson.contracts.validation_text import meant

PROVIDER = "provider.toml"
_TABLES: dict[str, Any] = tomllib.loads(files("moisson.models.summary").joinpath("fields.toml").read_text("utf-8"))
SECTIONS: dict[str, str] = _TABLES["sections"]
FIELDS: dict[str, dict[str, str]] = _TABLES["fields"]
SELECTION: dict[str, str] = _TABLES["selection"]


def read_answers(path: Path) -> dict[str, str]:
    """The answers in a provider.toml; blanks are left out. Raises UserError for a field that there is not, or no text."""
    with disk(path):
        data = path.read_bytes()
    try:
        said = tomllib.loads(data.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(f"{path} is not TOML: {error}; correct it.") from None
    for name, answer in said.items():
        if name not in FIELDS:
            raise UserError(f"{path}: there is no field `{name}`; {meant(name, FIELDS)}")
        if not isinstance(answer, str):
            raise UserError(f'{path}: `{name}` is no text; write it as {name} = "…".')
    return {name: answer.strip() for name, answer in said.items() if answer.strip()}


def write_blanks(path: Path, blanks: Iterable[str], answers: Mapping[str, str]) -> None:
    """Write provider.toml with these blanks, and with what was answered before. Raises StorageError."""
    lines = ["# What only the provider can say. Fill in the blanks, then run `moisson summary` again."]
    for name in FIELDS:
        if name in answers:
            lines += ["", f"{name} = {_quoted(answers[name])}"]
        elif name in blanks:
            field = FIELDS[name]
            lines += ["", f"# {field['place']} {field['asks']}", f"# {field.get('hint', '')}".rstrip(), f'{name} = ""']
    with beside(path) as temporary:
        temporary.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _quoted(text: str) -> str:
    said = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{said}"'
