"""Describes the differences of two releases' recipes: sources, stages with parameters and drops, versions of the code."""

import tomllib
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from typing import Any

import orjson

from moisson.contracts.errors import StorageError
from moisson.stewardship.opened import Released

OF_A_SOURCE = ("rights", "publisher", "contact")
OF_THE_RECIPE = ("name", "version", "title", "as_of", "vanished", "unlicensed")
OF_THE_CODE = ("schema_version",)


def recipe_changes(before: Released, after: Released) -> dict[str, list[str]]:
    """Sentences on the differences in recipes, sources, stages and environments; none where they are equal."""
    return {
        "recipe": list(_fields(before.stats["recipe"], after.stats["recipe"], OF_THE_RECIPE)),
        "sources": list(_sources(before, after)),
        "stages": list(_stages(_ran(before), _ran(after))),
        "environment": list(_environment(before.manifest, after.manifest)),
    }


def _fields(old: Mapping[str, Any], new: Mapping[str, Any], names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        if old.get(name) != new.get(name):
            yield f"{name} {as_text(old.get(name))} -> {as_text(new.get(name))}"


def _all_fields(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    yield from _fields(old, new, tuple(sorted({*old, *new})))


def as_text(value: Any) -> str:
    """A value as a recipe writes it; a hash by its first digits."""
    if value is None:
        return "none"
    text = value if isinstance(value, str) else orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
    return f"{text[:12]}…" if len(text) == 64 and text.isalnum() else text


def _sources(before: Released, after: Released) -> Iterator[str]:
    entries_before, entries_after = _recipe_entries(before), _recipe_entries(after)
    old, new = ({each["name"]: each for each in side.stats["sources"]} for side in (before, after))
    for name in sorted({*old, *new}):
        if name not in new:
            yield f"{name}: left out ({old[name]['documents']:,} documents before)"
        elif name not in old:
            yield f"{name}: new, {new[name]['documents']:,} documents"
        else:
            changes = [
                *_all_fields(entries_before[name], entries_after[name]),
                *_all_fields(_origin(old[name]), _origin(new[name])),
                *_fields(old[name], new[name], OF_A_SOURCE),
                *_counts(old[name], new[name], "found", "harvested"),
            ]
            if changes:
                yield f"{name}: {'; '.join(changes)}"


def _origin(source: Mapping[str, Any]) -> dict[str, Any]:
    """Where a source was fetched from, without its version."""
    return {key: value for key, value in (source.get("origin") or {}).items() if key != "version"}


def _recipe_entries(side: Released) -> dict[str, dict[str, Any]]:
    """Each source's entry in recipe.toml, and the fetched version."""
    path = side.folder / "recipe.toml"
    try:
        recipe = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise StorageError(f"{path} cannot be read as a recipe: {error}.") from None
    told = {each["use"].rstrip("/").rpartition("/")[2]: each for each in recipe.get("sources", ())}
    found = {}
    for each in side.stats["sources"]:
        said = {key: value for key, value in told.get(each["name"], {}).items() if key != "use"}
        found[each["name"]] = {"version": (each.get("origin") or {}).get("version"), **said}
    return found


def _ran(side: Released) -> dict[str, dict[str, Any]]:
    """The stages in order, each with the number of documents it dropped."""
    dropped = {step["stage"]: step["dropped"] for step in side.stats["funnel"]}
    return {each["name"]: {**each, "dropped": dropped.get(each["name"], 0)} for each in side.stats["stages"]}


def _stages(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    same = [name for name in old if name in new]
    kept = {same[block.a + at] for block in _blocks(same, [name for name in new if name in old]) for at in range(block.size)}
    for name, stage in old.items():
        if name not in new:
            yield f"{name}: taken out (it dropped {stage['dropped']:,})"
    names = list(new)
    for at, (name, stage) in enumerate(new.items()):
        if name not in old:
            place = f"after {names[at - 1]}" if at else "first"
            yield f"{name}: put in {place}, with {_parameters(stage)}; dropped {stage['dropped']:,}"
            continue
        changes = [
            *([] if name in kept else [f"moved after {names[at - 1]}" if at else "moved to the beginning"]),
            *_fields(old[name], stage, ("version",)),
            *_all_fields(old[name]["parameters"], stage["parameters"]),
            *_counts(old[name], stage, "dropped", "dropped"),
        ]
        if changes:
            yield f"{name}: {'; '.join(changes)}"


def _blocks(old: list[str], new: list[str]) -> Any:
    return SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()


def _parameters(stage: Mapping[str, Any]) -> str:
    said = [f"{name} {as_text(value)}" for name, value in sorted(stage["parameters"].items()) if value not in (None, [], "")]
    return ", ".join(said) or "no parameters"


def _counts(old: Mapping[str, Any], new: Mapping[str, Any], name: str, verb: str) -> Iterator[str]:
    if old[name] != new[name]:
        yield f"{old[name]:,} -> {new[name]:,} {verb}"


def _environment(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    yield from _fields(old, new, OF_THE_CODE)
    yield from _all_fields(old.get("environment") or {}, new.get("environment") or {})
