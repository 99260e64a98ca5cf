"""What catalogues, citation managers and licence checkers read agrees with the project. `scripts/check` validates each file."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

import moisson

REPOSITORY = Path(__file__).parents[1]
SCHEMA = json.loads((REPOSITORY / "scripts/publiccode.schema.json").read_text())


def read(name: str) -> Any:
    return yaml.safe_load((REPOSITORY / name).read_text(encoding="utf-8"))


def test_all_files_name_one_version_and_one_licence() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]
    public, citation = read("publiccode.yml"), read("CITATION.cff")
    assert {project["version"], public["softwareVersion"], citation["version"]} == {moisson.__version__}
    assert {project["license"], public["legal"]["license"], citation["license"]} == {"Apache-2.0"}
    assert (REPOSITORY / "LICENSE").read_bytes() == (REPOSITORY / "LICENSES/Apache-2.0.txt").read_bytes()


@pytest.mark.parametrize("key", SCHEMA["required"])
def test_the_schema_of_publiccode_misses_each_mandatory_key(key: str) -> None:
    public = read("publiccode.yml")
    jsonschema.validate(public, SCHEMA)
    del public[key]
    with pytest.raises(jsonschema.ValidationError, match=f"'{key}' is a required property"):
        jsonschema.validate(public, SCHEMA)


def test_the_schema_of_publiccode_refuses_what_the_standard_does_not_know() -> None:
    for path, wrong in {"categories": ["corpora"], "developmentStatus": "alpha", "maintenance": {"type": "community"}}.items():
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(read("publiccode.yml") | {path: wrong}, SCHEMA)


def test_image_and_cluster_definition_run_the_bundles_install_and_no_registry() -> None:
    """CI has no container engine; `tests/test_packages.py` runs the same command in an empty environment."""
    for name in ("Dockerfile", "moisson.def"):
        text = (REPOSITORY / name).read_text()
        assert "PYTHON=/opt/moisson/bin/python /bundle/install" in text
        assert "pip install" not in text
    assert "USER 10001" in (REPOSITORY / "Dockerfile").read_text()


def test_every_path_of_the_repository_that_a_page_names_is_there() -> None:
    """Links are the site's own check; this is of paths within code. Decisions tell of their day, and may name what has gone."""
    pages = [page for page in (REPOSITORY / "docs").rglob("*.md") if page.parent.name != "decisions"]
    pages += [REPOSITORY / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")]
    named = re.compile(r"(?<![\w./-])(?:moisson|tests|bench|scripts|docs)/[\w./-]*\w")
    gone = {
        f"{page.name}: {path}"
        for page in pages
        for path in named.findall(page.read_text(encoding="utf-8"))
        if not (REPOSITORY / path).exists()
    }
    assert gone == set()
