"""What catalogues, citation managers and licence checkers read agrees with the project. `scripts/check` validates each file."""

import json
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
