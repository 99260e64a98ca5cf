"""From a release to a model by one command; what is too large for Moisson is another trainer's, with these tokens."""

import ast
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from small_source import BREAK, SENTENCES, Entry, make_world
from tokens_here import tokens_here

from moisson.contracts.errors import UserError
from moisson.contracts.model_file import ModelFile
from moisson.contracts.token_files import TokenFiles
from moisson.models.holdout import held_out
from moisson.stewardship.opened import open_release
from moisson.workspace.options import Options
from moisson.workspace.storage import Workspace


@pytest.mark.train
@pytest.mark.long
def test_a_release_becomes_a_model_and_the_same_again_does_nothing_new(tmp_path: Path) -> None:
    from moisson.models.train import Asked, train_release

    world = make_world(tmp_path)
    texts = [BREAK.join(SENTENCES[(place * step) % len(SENTENCES)] for step in range(1, 5)) for place in range(40)]
    world.publish([Entry(f"article-{place}", text) for place, text in enumerate(texts)])
    release = world.build().path
    to = tmp_path / "models" / "essai"
    asked = Asked(release, to, "1m", see=2_048, sequences=2, device="cpu")
    first = train_release(asked, None, 0.2, Options(Workspace(to)))
    opened = ModelFile.open(to)
    of, manifest = opened.model.tokens[0], json.loads((release / "MANIFEST.json").read_bytes())
    assert (of.release.root, of.held_out) == (manifest["documents_merkle_root"], 0.2)
    files = TokenFiles.open(to / "tokens")
    assert (files.manifest_sha256, files.manifest.tokenizer.vocabulary) == (of.manifest_sha256, opened.model.tokenizer.vocabulary)
    seen = {row["id"] for batch in opened.seen() for row in batch.to_pylist()}
    assert 0 < len(seen) < files.manifest.documents
    assert not seen & set(held_out(open_release(release), 0.2).to_pylist())
    for name in ("export/README.md", "export/training.svg", "mldcat-ap.ttl", "log.jsonl"):
        assert (to / name).stat().st_size
    assert train_release(asked, None, 0.2, Options(Workspace(to))) == first
    with pytest.raises(UserError, match="ids are for tokens that are made"):
        train_release(replace(asked, held_out=frozenset(["x"])), None, None, Options(Workspace(to)))


def test_for_a_larger_model_nemos_configuration_is_printed_for_these_tokens(tmp_path: Path) -> None:
    files = tokens_here(tmp_path / "tokens", vocabulary=300)
    command = [sys.executable, "-m", "moisson", "train", str(files.folder), "--preset", "8b"]
    small = subprocess.run(command, capture_output=True, text=True)
    assert small.returncode == 0
    tree = ast.parse(small.stdout)
    calls = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    assert {"llm.llama31_8b.pretrain_recipe", "run.Config", "run.run"} <= calls
    paths = next(
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "paths"
    )
    assert paths[::2] == [str(each.about.weight) for each in files.datasets]
    assert all(Path(f"{prefix}{suffix}").is_file() for prefix in paths[1::2] for suffix in (".bin", ".idx"))
    assert (
        f"recipe.trainer.max_steps = {sum(int(each.about.tokens * each.about.repeats) for each in files.datasets) // (256 * 512)}"
        in small.stdout
    )
    assert not (tmp_path / "model").exists()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--preset", "1m"], "Name the folder that the model is to lie in"),
        (["--to", "model", "--held-out", "0.1"], "are for a release"),
        (["--to", "model", "--held-out", "nothing"], "neither a share, such as 0.01, nor a file"),
        (["--preset", "70b"], "has not the 131,072 tokens of one step"),
    ],
)
def test_a_mistake_in_the_command_is_one_sentence(tmp_path: Path, more: list[str], said: str) -> None:
    files = tokens_here(tmp_path / "tokens", vocabulary=300, most=20)
    command = [sys.executable, "-m", "moisson", "train", str(files.folder), *more]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert not (tmp_path / "model").exists()
