"""lm-evaluation-harness, in an environment of its own, runs local tasks offline on a model; its scores bear intervals."""

import json
import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest
import yaml
from shared_data import shared
from small_source import SENTENCES, Entry, World
from tiny_model import teach, write_network, write_tokenizer, write_uniform

from moisson.contracts.errors import UserError
from moisson.models.evaluation.evaluate import Asked, evaluate
from moisson.models.evaluation.harness import run_harness
from moisson.models.language_model import open_model
from moisson.stewardship.opened import Released

PLAIN = ({"use": "normalize_text"}, {"use": "require_rights"})
pytestmark = pytest.mark.train


@pytest.fixture(scope="session")
def harness(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The interpreter that MOISSON_HARNESS names, else one made here: this environment's packages, and lm-eval before them."""
    if named := os.environ.get("MOISSON_HARNESS"):
        return named
    folder = tmp_path_factory.mktemp("harness")
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    site = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], capture_output=True, text=True, check=True
    ).stdout.strip()
    (Path(site) / "shared.pth").write_text(sysconfig.get_path("purelib"))  # PyTorch, which is large
    made = subprocess.run(
        [python, "-m", "pip", "install", "-q", "lm-eval[hf]==0.4.13", "chardet<7"], capture_output=True, text=True
    )
    assert made.returncode == 0, made.stderr
    return str(python)


def test_an_interpreter_that_is_none_or_lacks_lm_eval_says_what_to_do(tmp_path: Path) -> None:
    write_uniform(tmp_path, list(SENTENCES))
    model = open_model(tmp_path)
    with pytest.raises(UserError, match=r"--harness /no/such: there is no such interpreter; docs/how-to/evaluate\.md"):
        run_harness("/no/such", model, [tmp_path], None)
    bare = tmp_path / "bare"
    venv.create(bare, with_pip=False)
    with pytest.raises(UserError, match=r"that interpreter has no lm-eval; docs/how-to/evaluate\.md"):
        run_harness(str(bare / "bin" / "python"), model, [tmp_path], None)
    with pytest.raises(UserError, match="that interpreter has no lm-eval"):
        run_harness(os.path.relpath(bare / "bin" / "python"), model, [tmp_path], None)


@pytest.mark.long
@pytest.mark.network
@pytest.mark.shared
def test_the_french_questions_are_asked_offline_and_looked_for_in_the_release(harness: str, world: World, tmp_path: Path) -> None:
    known = "Que faire si mon compte Facebook a été piraté ?"
    there = 'Non. Le "piratage" ou l\'intrusion dans des systèmes informatisés relèvent de la compétence exclusive des tribunaux'
    world.publish([Entry(f"A{n:02}", text) for n, text in enumerate([*SENTENCES, f"{known} {there}"])])
    release = Released(world.build(recipe=world.recipe(PLAIN)).path)
    write_uniform(tmp_path / "small", list(SENTENCES))
    write_uniform(tmp_path / "model", list(SENTENCES), context=512)
    asked = Asked([release.folder], held_out=0.2, questions=[shared("gold-fr-qa-dila")], harness=harness)
    with pytest.raises(UserError, match=r"a choice has \d+ tokens, and small reads 128 at a time"):
        evaluate(tmp_path / "small", asked)
    found = evaluate(tmp_path / "model", asked)
    scores = {(score.task, score.metric): score for score in found.scores}
    assert found.about["lm_eval"] == "0.4.13"
    assert {task for task, _ in scores} == {"gold_fr_qa_dila_answers", "gold_fr_qa_dila_passages"}
    answers = scores["gold_fr_qa_dila_answers", "acc"]
    assert (answers.items, answers.chance, answers.looked_for) == (69, 0.25, 69)
    assert answers.score.low < answers.score.value < answers.score.high
    assert answers.found == 1
    assert answers.unfound is not None
    found.write(tmp_path / "out")
    assert "1 of 69" in (tmp_path / "out" / "evaluation.md").read_text(encoding="utf-8")
    assert (tmp_path / "out" / "tasks.svg").is_file()


@pytest.mark.long
@pytest.mark.network
def test_a_task_of_ones_own_is_run_and_a_model_that_learnt_it_does_better_than_chance(harness: str, tmp_path: Path) -> None:
    pairs = [(" ".join(words[: len(words) // 2]), " ".join(words[len(words) // 2 :])) for words in map(str.split, SENTENCES[:8])]
    tasks = tmp_path / "tasks"
    tasks.mkdir()
    endings = [end for _, end in pairs]
    rows = [{"begin": begin, "ends": endings, "right": place} for place, (begin, _) in enumerate(pairs)]
    said = {
        "task": "endings",
        "dataset_path": "json",
        "dataset_kwargs": {"data_files": {"test": str(tasks / "endings.jsonl")}},
        "test_split": "test",
        "output_type": "multiple_choice",
        "doc_to_text": "{{begin}}",
        "doc_to_choice": "ends",
        "doc_to_target": "right",
        "metric_list": [{"metric": "acc"}],
    }
    (tasks / "endings.yaml").write_text(yaml.safe_dump(said), encoding="utf-8")
    (tasks / "endings.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    folder = tmp_path / "model"
    tokenizer = write_tokenizer(folder, list(SENTENCES))
    network = write_network(folder, len(tokenizer))
    teach(network, [tokenizer(text)["input_ids"] for text in SENTENCES[:8]], tokenizer.eos_token_id, 80)
    network.save_pretrained(folder)
    found = evaluate(folder, Asked(tasks=[tasks], harness=harness))
    [score] = found.scores
    assert (score.task, score.metric, score.items, score.chance) == ("endings", "acc", 8, 0.125)
    assert score.score.low > 0.5
    assert score.found is None
    assert any("No release was given" in note for note in found.notes)
    assert evaluate(folder, Asked(tasks=[tasks], harness=harness, items=3)).scores[0].items == 3
    (tasks / "endings.yaml").unlink()
    with pytest.raises(UserError, match=r"lm-evaluation-harness failed: no YAML file in .* defines a task"):
        evaluate(folder, Asked(tasks=[tasks], harness=harness))
    assert sys.executable != harness
