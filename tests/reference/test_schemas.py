"""JSON Schemas of recipe.toml and source.toml: what Moisson reads is valid, and what it refuses is not."""

import subprocess
import sys
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from small_source import SOURCE_TOML

from moisson.reference.schemas import recipe_schema, source_schema
from moisson.reference.starters import recipe_text, source_text

REPOSITORY = Path(__file__).parents[2]
RECIPES = [path for path in sorted(REPOSITORY.glob("recipes/**/*.toml")) if "[[sources]]" in path.read_text("utf-8")]
SOURCES = sorted(REPOSITORY.glob("moisson/sources/*/source.toml"))
RECIPE = 'name = "a"\nversion = "1"\ntitle = "A"\n'
LEGI = '[[sources]]\nuse = "fr_dila_legi"\n'
STAGE = LEGI + "[[stages]]\nuse = "

WRONG_RECIPES = {
    "no-title": 'name = "a"\nversion = "1"\n' + LEGI,
    "no-sources": RECIPE,
    "unknown-field": RECIPE + 'titel = "A"\n' + LEGI,
    "unknown-choice": RECIPE + 'vanished = "hide"\n' + LEGI,
    "unknown-source": RECIPE + '[[sources]]\nuse = "fr_dila_lego"\n',
    "a-field-of-another-connector": RECIPE + LEGI + 'sitemaps = ["https://a.example/"]\n',
    "unknown-stage": RECIPE + STAGE + '"drop_shrt"\n',
    "unknown-parameter": RECIPE + STAGE + '"drop_short"\nmin_word = 3\n',
    "a-parameter-of-another-type": RECIPE + STAGE + '"drop_short"\nmin_words = "3"\n',
    "a-parameter-that-is-missing": RECIPE + STAGE + '"count_tokens"\n',
}
WRONG_SOURCES = {
    "unknown-field": SOURCE_TOML + '[licence]\nname = "MIT"\n',
    "no-publisher": SOURCE_TOML.replace("publisher =", "# publisher ="),
    "unknown-basis": SOURCE_TOML.replace('basis = "licence"', 'basis = "license"'),
    "unknown-state": SOURCE_TOML.replace('"repealed"', '"abroge"'),
    "no-code-of-a-language": SOURCE_TOML.replace('"fr"', '"French"'),
    "unknown-connector": SOURCE_TOML.replace('"folder"', '"ftp"'),
    "no-connector-named": SOURCE_TOML.replace('use = "folder"', ""),
    "a-connector-without-what-it-must-have": SOURCE_TOML.replace('path = "data"', ""),
    "unknown-connector-field": SOURCE_TOML.replace("path =", "depth = 3\npath ="),
    "counts-that-are-none": SOURCE_TOML + '[expected]\ndocuments = ["many", "more"]\n',
}


def as_json(value: Any) -> Any:
    """TOML's values as an editor hands them to a schema: days are strings."""
    if isinstance(value, dict):
        return {name: as_json(each) for name, each in value.items()}
    if isinstance(value, list):
        return [as_json(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


def is_valid(schema: dict[str, Any], toml: str) -> bool:
    return bool(jsonschema.Draft7Validator(schema).is_valid(as_json(tomllib.loads(toml))))


@pytest.fixture(scope="module")
def recipes() -> dict[str, Any]:
    jsonschema.Draft7Validator.check_schema(schema := recipe_schema())
    return schema


@pytest.fixture(scope="module")
def sources() -> dict[str, Any]:
    jsonschema.Draft7Validator.check_schema(schema := source_schema())
    return schema


def test_every_recipe_and_source_here_is_valid(recipes: dict[str, Any], sources: dict[str, Any]) -> None:
    assert (len(RECIPES), len(SOURCES)) >= (5, 20)
    assert [path for path in RECIPES if not is_valid(recipes, path.read_text("utf-8"))] == []
    assert [path for path in SOURCES if not is_valid(sources, path.read_text("utf-8"))] == []
    assert is_valid(recipes, recipe_text("a", ["fr_dila_legi", "./sources/a"]))
    assert is_valid(sources, source_text("a", "web"))


def test_wrong_ones_are_not(recipes: dict[str, Any], sources: dict[str, Any]) -> None:
    assert is_valid(recipes, RECIPE + LEGI)
    assert is_valid(sources, SOURCE_TOML)
    assert [name for name, toml in WRONG_RECIPES.items() if is_valid(recipes, toml)] == []
    assert [name for name, toml in WRONG_SOURCES.items() if is_valid(sources, toml)] == []


def test_the_reference_and_the_schemas_in_docs_are_what_the_code_says() -> None:
    command = [sys.executable, "scripts/reference.py", "--check"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
