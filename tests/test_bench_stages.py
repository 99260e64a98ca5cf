"""The bench of the stages runs on any Parquet of texts, and its JSON has what is promised of it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from small_source import SENTENCES

REPOSITORY = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bench") / "texts.parquet"
    rows = [{"id": f"essai/{k:04}", "text": "\n\n".join([*SENTENCES[k % 7 :], f"Article {k}."])} for k in range(300)]
    pq.write_table(pa.Table.from_pylist(rows), path)
    return path


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", *arguments]
    return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=300, env={**os.environ})


@pytest.mark.long
def test_the_short_form_gives_ratios_and_every_stage(texts: Path) -> None:
    done = bench("bench.stages", "--short", "--warm", "--json", "--data", str(texts))
    assert done.stdout, done.stderr
    said = json.loads(done.stdout)
    assert said["floor_ratio"] > 0
    assert "datatrove_ratio" in said
    stages = {cost["name"]: cost for cost in said["texts"]["texts.parquet"]["stages"]}
    assert {"normalize_text", "identify_language", "drop_contaminated", "drop_near_duplicates"} <= stages.keys()
    assert all(cost["rows"] == 300 for name, cost in stages.items() if name in ("normalize_text", "identify_language"))
    assert said["language"]["same"] == said["language"]["documents"]


def test_passages_and_questions_that_stand_in_the_texts_are_counted(texts: Path, tmp_path: Path) -> None:
    asked = {"question": " ".join(SENTENCES[3:6]), "context": " ".join(SENTENCES[:4])}
    held = tmp_path / "set.jsonl"
    held.write_text(json.dumps(asked) + "\n" + json.dumps({"context": "Rien de tout cela ne se trouve dans les textes. " * 3}))
    done = bench("bench.stages.contamination", str(held), "--data", str(texts), "--json")
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert (said["documents"], said["set"]["passages"]) == (300, 2)
    assert said["passages"]["0.50"] == 1
    assert said["questions"]["essai/0000"] == "question 1 of the set"
