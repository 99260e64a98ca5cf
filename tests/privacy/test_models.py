"""A real spaCy pipeline finds names that no context gives: a blank one with rules, since no trained one can be fetched here."""

import json
import subprocess
import sys
from pathlib import Path
from shutil import copytree

import pyarrow as pa
import pytest

from moisson.contracts.errors import RecipeError
from moisson.contracts.schemas import STRING
from moisson.contracts.stage import stages

MAKE = """
import sys
import spacy

pipeline = spacy.blank("fr")
pipeline.add_pipe("entity_ruler").add_patterns([{"label": "PER", "pattern": "Zoé Zwingli"}])
pipeline.to_disk(sys.argv[1])
"""
PACKAGE = """
from pathlib import Path
from spacy.util import load_model_from_init_py

def load(**overrides):
    return load_model_from_init_py(__file__, **overrides)
"""

STAGE = stages()["mask_personal_data"]


def batch(*texts: str | None) -> pa.RecordBatch:
    known = {"title": "Zoé Zwingli et autres", "language": "fr", "kind": "decision", "jurisdiction": "be"}
    columns = {"text": texts, **{name: [value] * len(texts) for name, value in known.items()}}
    return pa.record_batch({name: pa.array(values, STRING) for name, values in columns.items()})


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pipeline on disk, as spaCy writes it, made in another process: this one shall not have imported spaCy."""
    folder = tmp_path_factory.mktemp("spacy") / "pipeline"
    subprocess.run([sys.executable, "-c", MAKE, str(folder)], check=True)
    return folder


@pytest.fixture
def pipeline(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The pipeline as a folder, and beside it the same as an installed package, `fr_small` 3.8.0."""
    copytree(made, tmp_path / "pipeline")
    meta = json.loads((made / "meta.json").read_text("utf-8")) | {"name": "small", "version": "3.8.0"}
    copytree(made, tmp_path / "fr_small" / "fr_small-3.8.0")
    for folder in ("fr_small", "fr_small/fr_small-3.8.0"):
        (tmp_path / folder / "meta.json").write_text(json.dumps(meta), "utf-8")
    (tmp_path / "fr_small" / "__init__.py").write_text(PACKAGE, "utf-8")
    installed = tmp_path / "fr_small-3.8.0.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: fr_small\nVersion: 3.8.0\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "fr_small", raising=False)
    return tmp_path / "pipeline"


def test_names_that_a_model_finds_are_masked_in_long_texts_and_titles_too(pipeline: Path) -> None:
    step = STAGE.build(**STAGE.bind({"model": "spacy", "model_files": str(pipeline)}))
    found = step(batch("Ici Zoé Zwingli.", "rien", None, "mot " * 10_000 + "Zoé Zwingli"))
    assert found["title"].to_pylist() == ["[PERSON_1] et autres"] * 4
    assert [text and text[-16:] for text in found["text"].to_pylist()] == ["Ici [PERSON_1].", "rien", None, "t mot [PERSON_1]"]


def test_an_installed_pipeline_is_loaded_by_the_first_document_that_needs_it(pipeline: Path) -> None:
    step = STAGE.build(**STAGE.bind({"model": "spacy:fr_small@3.8.0"}))
    assert "fr_small" not in sys.modules
    assert step(batch("Ici Zoé Zwingli."))["text"].to_pylist() == ["Ici [PERSON_1]."]
    assert "fr_small" in sys.modules
    assert step(batch("Zoé Zwingli est là."))["text"].to_pylist() == ["[PERSON_1] est là."]


def test_the_identity_holds_a_models_name_and_version_or_its_content(pipeline: Path) -> None:
    assert STAGE.identity(STAGE.bind({"model": "spacy:fr_small@3.8.0"}))["parameters"]["model"] == "spacy:fr_small@3.8.0"
    bound = STAGE.bind({"model": "spacy", "model_files": str(pipeline)})
    before = STAGE.identity(bound)
    (pipeline / "meta.json").write_text('{"version": "2"}')
    assert STAGE.identity(bound) != before
    assert str(pipeline) not in str(before)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"model": "spacy:fr_small@3.7.0"}, ["fr_small 3.8.0 is installed", "write spacy:fr_small@3.8.0"]),
        ({"model": "spacy:fr_small"}, ["write spacy:fr_small@3.8.0"]),
        ({"model": "spacy:fr_absent@1.0"}, ["fr_absent is not installed"]),
        ({"model": "gliner", "model_files": "pipeline"}, ["needs gliner, which is not installed"]),
        ({"model": "spacy"}, ["model_files"]),
        ({"model": "flair:x@1"}, ["spacy:NAME@VERSION"]),
        ({"model_files": "pipeline"}, ["spacy or gliner"]),
    ],
)
def test_a_model_that_cannot_be_used_is_refused_in_one_sentence(pipeline: Path, given: dict[str, str], said: list[str]) -> None:
    with pytest.raises(RecipeError) as caught:
        STAGE.build(**STAGE.bind(given, pipeline.parent))
    assert all(words in str(caught.value) for words in said), str(caught.value)
