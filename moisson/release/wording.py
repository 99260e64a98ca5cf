"""Wording shared by card and report: numbers, names, and the meaning of rights terms."""

import json
import tomllib
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import Any

from moisson.contracts.toml_text import as_toml, is_empty

UNSAID = "not said"

_TABLES: dict[str, dict[str, str]] = tomllib.loads(files("moisson.release").joinpath("wording.toml").read_text("utf-8"))
LEVELS = _TABLES["levels"]
BASES = _TABLES["bases"]
LANGUAGES = _TABLES["languages"]
KINDS = _TABLES["kinds"]
SCRIPTS = _TABLES["scripts"]
FORCES = _TABLES["forces"]
KINDS_MASKED = _TABLES["kinds_masked"]
EXTRACTED = "Read the words out of what was found."


def number(value: int | float | None) -> str:
    """A number with commas; a dash for None."""
    return "–" if value is None else f"{value:,}"


def percent(share: float) -> str:
    """A share as a percentage that never rounds to 0 or 100 unless it is exactly that."""
    if 0 < share < 0.001:
        return "under 0.1%"
    return "over 99.9%" if 0.9995 <= share < 1 else f"{100 * share:.1f}%"


def ratio(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def counted(count: int, one: str, several: str = "") -> str:
    """`1 document`, `2 documents`."""
    return f"{number(count)} {one if count == 1 else several or one + 's'}"


def size(count: int) -> str:
    """A number of bytes for people: decimal units, as disks are sold."""
    value = float(count)
    for unit in ("bytes", "kB", "MB", "GB"):
        if value < 1000:
            return f"{value:,.0f} {unit}" if unit == "bytes" or value >= 100 else f"{value:,.1f} {unit}"
        value /= 1000
    return f"{value:,.1f} TB"


def language(code: str | None) -> str:
    if code is None:
        return UNSAID
    return f"{LANGUAGES[code]} ({code})" if code in LANGUAGES else code


def reason(stage: str | None, reason: str) -> str:
    """A reason without the stage's name as a prefix."""
    return reason.removeprefix(f"{stage}:")


def class_name(low: int, high: int | None) -> str:
    """A class of lengths or sizes: `20–49`, `3`, `101 or more`."""
    if high is None:
        return f"{number(low)} or more"
    return number(low) if low == high else f"{number(low)}–{number(high)}"


def looked_for(stats: Mapping[str, Any]) -> list[str] | None:
    """The kinds of personal data that the recipe's stages look for, in the order of `KINDS_MASKED`; None where no stage masks."""
    masking = [stage for stage in stats["stages"] if stage["name"].startswith("mask")]
    kinds = {kind for stage in masking for kind in stage["parameters"].get("kinds", ())}
    return [kind for kind in KINDS_MASKED if kind in kinds] if masking else None


def kinds_in_words(kinds: Iterable[str]) -> str:
    """`mail addresses, telephone numbers and IP addresses`."""
    names = [KINDS_MASKED[kind] for kind in KINDS_MASKED if kind in kinds]
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def about_stage(stats: Mapping[str, Any], step: str) -> str:
    """What a step of the funnel does: the first line of its docstring, with its non-empty parameters."""
    for stage in stats["stages"]:
        if stage["name"] == step:
            given = [(name, value) for name, value in sorted(stage["parameters"].items()) if not is_empty(value)]
            values = ", ".join(f"`{name} = {as_toml(value)}`" for name, value in given)
            return f"{stage['doc']} {f'({values})' if values else ''}".strip()
    return {"found": "Documents that the sources offered.", "extracted": EXTRACTED, "released": "What this release holds."}[step]


def detail(text: str | None) -> str:
    """A ledger row's detail in words: duplicates name in JSON what stands for them. Ids stand in backticks."""
    try:
        said = json.loads(text or "null")
    except ValueError:
        return text or ""
    if not isinstance(said, dict) or not isinstance(id := said.get("kept") or said.get("known"), str):
        return text or ""
    alike = said.get("similarity")
    share = f"; {percent(alike)} of their word runs are the same" if isinstance(alike, float) and alike < 1 else ""
    where = f" of release `{said['release']}`" if said.get("release") else ""
    return f"stands for it: `{id}`{where}{share}"
