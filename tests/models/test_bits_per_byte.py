"""Bits per byte of held-out documents: the right number, by language and source, and none of a document that was seen."""

import json
from math import log, log2
from pathlib import Path
from shutil import copytree
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from small_source import World, entries
from tiny_model import END, teach, write_network, write_record, write_tokenizer, write_uniform

from moisson.commands.evaluate import evaluate as command
from moisson.contracts.errors import NotFound, StorageError, UserError
from moisson.models.evaluation.bits import bits_per_byte
from moisson.models.evaluation.evaluate import Asked, evaluate
from moisson.models.holdout import held_out
from moisson.models.language_model import open_model
from moisson.stewardship.opened import Released
from moisson.workspace.progress import Silent

pytestmark = pytest.mark.train

PLAIN = ({"use": "normalize_text"}, {"use": "require_rights"})
TEXTS = [entry.text if isinstance(entry.text, str) else "" for entry in entries(30)]


@pytest.fixture
def release(world: World) -> Released:
    world.publish(entries(30))
    return Released(world.build(recipe=world.recipe(PLAIN)).path)


def documents(texts: list[str], languages: list[str | None], sources: list[str]) -> pa.Table:
    return pa.table({"text": pa.array(texts, pa.large_string()), "language": languages, "source": sources})


def test_a_model_that_knows_nothing_pays_for_each_token_alike(tmp_path: Path) -> None:
    tokenizer = write_uniform(tmp_path, TEXTS, context=32)
    texts = ["Le contrat de travail.", "", " ".join(TEXTS[:8]), "Ένα κείμενο"]
    rows = documents(texts, ["fr", "fr", "fr", None], ["a", "a", "b", "b"])
    found = bits_per_byte(open_model(tmp_path), rows, 16, Silent())
    groups = {(group.by, group.value): group for group in found.groups}
    assert list(groups) == [("all", ""), ("language", "fr"), ("language", "und"), ("source", "a"), ("source", "b")]
    for key, some in ((("all", ""), texts), (("language", "fr"), texts[:3]), (("source", "b"), texts[2:])):
        tokens = sum(len(tokenizer(text)["input_ids"]) for text in some)
        size = sum(len(text.encode()) for text in some)
        assert (groups[key].documents, groups[key].tokens, groups[key].bytes) == (len(some), tokens, size)
        assert groups[key].bits_per_byte.value == pytest.approx(tokens * log2(len(tokenizer)) / size, rel=1e-5)
    assert found.given_back == found.documents == 4


def test_windows_score_each_token_once_and_as_a_whole_reading_does(tmp_path: Path) -> None:
    import torch

    tokenizer = write_tokenizer(tmp_path, TEXTS)
    write_network(tmp_path, len(tokenizer), context=96)
    model = open_model(tmp_path)
    ids = model.encode([" ".join(TEXTS)])[0]

    def directly(read: list[int], scored: int) -> float:
        """Of the last `scored` tokens."""
        with torch.inference_mode():
            logits = model.network(input_ids=torch.tensor([read[:-1]])).logits[0].double()
        lost = torch.nn.functional.cross_entropy(logits, torch.tensor(read[1:]), reduction="none")
        return float(lost[-scored:].sum())

    start = tokenizer.convert_tokens_to_ids(END)
    assert model.start == start
    short = ids[:90]
    assert model.nats([short], 48)[0] == pytest.approx(directly([start, *short], 90), rel=1e-5)
    # Longer than the context: 96 tokens from the first window, 48 from each next, whose other 48 are read only.
    long = ids[: 96 + 48 + 10]
    whole = [start, *long]
    expected = directly(whole[:97], 96) + directly(whole[48:145], 48) + directly(whole[96:155], 10)
    assert model.nats([long, [], short], 48)[0] == pytest.approx(expected, rel=1e-5)
    assert model.nats([long, [], short], 48)[1] == 0


def test_a_control_token_that_a_text_spells_out_stays_text(tmp_path: Path) -> None:
    write_uniform(tmp_path, TEXTS)
    model = open_model(tmp_path)
    ids = model.encode([f"Avant {END} après"])
    assert model.start not in ids[0]
    assert model.gives_back([f"Avant {END} après"], ids) == 1


def test_a_model_without_a_token_to_begin_with_pays_for_the_first_as_for_any(tmp_path: Path) -> None:
    from transformers import PreTrainedTokenizerFast

    write_uniform(tmp_path, TEXTS)
    PreTrainedTokenizerFast(tokenizer_file=str(tmp_path / "tokenizer.json")).save_pretrained(tmp_path)
    model = open_model(tmp_path)
    assert model.start is None
    assert model.nats([[5, 6, 7], []], 8).tolist() == pytest.approx([3 * log(model.vocabulary), 0])


def test_what_a_model_has_learnt_costs_less(tmp_path: Path) -> None:
    tokenizer = write_tokenizer(tmp_path, TEXTS)
    network = write_network(tmp_path, len(tokenizer))
    rows = documents(TEXTS[:6], ["fr"] * 6, ["a"] * 3 + ["b"] * 3)
    teach(network, [tokenizer(text)["input_ids"] for text in TEXTS[:3]], tokenizer.eos_token_id, 60)
    network.save_pretrained(tmp_path)
    groups = {group.value: group.bits_per_byte for group in bits_per_byte(open_model(tmp_path), rows, 64, Silent()).groups}
    assert groups["a"].high < 0.5 < 2 < groups["b"].low


def evaluated(model: Path, release: Released, **how: Any) -> dict[str, Any]:
    return evaluate(model, Asked([release.folder], **{"held_out": 0.2, **how})).as_dict()


def test_a_document_that_was_seen_is_not_scored_though_held_out(release: Released, tmp_path: Path) -> None:
    held = held_out(release, 0.2).to_pylist()
    assert len(held) >= 2
    write_uniform(tmp_path / "export", TEXTS)
    write_record(tmp_path, release, {held[0]: 1.0})
    found = evaluated(tmp_path, release)
    assert found["about"]["held_out"] == {"share": 0.2, "documents": len(held), "seen": 1}
    assert found["bits_per_byte"][0]["documents"] == len(held) - 1
    assert any("saw 1 of the held-out documents" in note for note in found["notes"])
    write_record(tmp_path, release, dict.fromkeys(held, 1.0))
    with pytest.raises(UserError, match=rf"saw all {len(held)} documents .* `moisson train --held-out 0.2`"):
        evaluated(tmp_path, release)


def test_results_are_written_as_json_a_page_and_a_plot(release: Released, tmp_path: Path) -> None:
    write_uniform(tmp_path / "model", TEXTS)
    found = evaluate(tmp_path / "model", Asked([release.folder], held_out=0.2))
    found.write(tmp_path / "out")
    first = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    assert set(first) == {"evaluation.json", "evaluation.md", "bits-per-byte.svg"}
    assert b"source fr_essai_articles: " in first["bits-per-byte.svg"]
    assert "no `model.json`" in first["evaluation.md"].decode()
    evaluate(tmp_path / "model", Asked([release.folder], held_out=0.2)).write(tmp_path / "out")
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == first


def test_the_command_prints_a_table_and_where_the_files_lie(
    release: Released, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_uniform(tmp_path / "model", TEXTS)
    command(tmp_path / "model", [release.folder], 0.2)
    said = capsys.readouterr().out
    assert "bits per byte" in said
    assert "fr_essai_articles" in said
    assert "- Nothing says what the model was trained on" in said
    assert f"Written to {tmp_path / 'model' / 'evaluation'}." in said
    command(tmp_path / "model", [release.folder], 0.2, to=tmp_path / "out", as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert told == json.loads((tmp_path / "out" / "evaluation.json").read_bytes())
    assert told["bits_per_byte"][0]["low"] < told["bits_per_byte"][0]["bits_per_byte"] < told["bits_per_byte"][0]["high"]


def test_a_folder_that_is_no_model_or_lacks_a_part_says_what_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="holds no model"):
        open_model(tmp_path)
    whole = tmp_path / "whole"
    write_uniform(whole, TEXTS)
    for lacking, says in (
        ("model.safetensors", "transformers cannot open"),
        ("tokenizer.json", "no tokenizer that transformers"),
    ):
        copytree(whole, tmp_path / lacking)
        (tmp_path / lacking / lacking).unlink()
        with pytest.raises(UserError, match=says):
            open_model(tmp_path / lacking)
    cut = copytree(whole, tmp_path / "cut") / "model.safetensors"
    cut.write_bytes(cut.read_bytes()[:1000])
    with pytest.raises(UserError, match="transformers cannot open"):
        open_model(cut.parent)


def test_weights_that_are_not_there_are_not_drawn_at_random(tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    write_uniform(tmp_path, TEXTS)
    weights = load_file(tmp_path / "model.safetensors")
    del weights["model.norm.weight"]
    save_file(weights, tmp_path / "model.safetensors", {"format": "pt"})
    with pytest.raises(UserError, match=r"lacks weights of its model \(model.norm.weight"):
        open_model(tmp_path)


def test_another_models_tokenizer_is_refused(release: Released, tmp_path: Path) -> None:
    tokenizer = write_tokenizer(tmp_path / "one", TEXTS)
    write_network(tmp_path / "one", len(tokenizer) - 100)
    with pytest.raises(UserError, match=r"has 512 ids and the model 412, so it is not the model's"):
        open_model(tmp_path / "one")
    ours = tmp_path / "ours"
    write_uniform(ours / "export", TEXTS)
    write_record(ours, release, {})
    open_model(ours)
    write_tokenizer(ours / "export", TEXTS[:4])
    with pytest.raises(UserError, match=r"tokenizer\.json is not the tokenizer that model\.json names"):
        open_model(ours)


def test_changed_weights_of_ours_are_refused(release: Released, tmp_path: Path) -> None:
    write_uniform(tmp_path / "export", TEXTS)
    write_record(tmp_path, release, {})
    write_network(tmp_path / "export", 512)
    with pytest.raises(StorageError, match="has the hash"):
        open_model(tmp_path)


def test_what_cannot_be_asked_is_refused_before_any_model_is_opened(release: Released, world: World, tmp_path: Path) -> None:
    for asked, says in (
        (Asked(), "nothing to evaluate on"),
        (Asked(questions=[tmp_path]), "name its interpreter with --harness"),
        (Asked([tmp_path]), "is no release"),
    ):
        with pytest.raises(UserError, match=says):
            evaluate(tmp_path / "none", asked)
    own = Released(world.build(recipe=world.recipe(PLAIN[:1], name="private")).path)
    with pytest.raises(UserError, match=r"may hold texts without a right; add --private"):
        evaluate(tmp_path / "none", Asked([own.folder]))
    write_uniform(tmp_path / "model", TEXTS)
    assert evaluate(tmp_path / "model", Asked([own.folder], held_out=0.2, private=True)).private
    with pytest.raises(UserError, match="--stride 200 leaves out tokens"):
        evaluate(tmp_path / "model", Asked([release.folder], held_out=0.2, stride=200))


def test_without_pytorch_it_says_which_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_uniform(tmp_path, TEXTS)
    monkeypatch.setattr("moisson.models.language_model.find_spec", lambda _: None)
    with pytest.raises(UserError, match=r'needs torch and transformers: install them with `pip install "moisson\[train\]"`'):
        open_model(tmp_path)


def test_scores_do_not_depend_on_what_else_is_scored(tmp_path: Path) -> None:
    tokenizer = write_tokenizer(tmp_path, TEXTS)
    write_network(tmp_path, len(tokenizer))
    model = open_model(tmp_path)
    ids = model.encode(TEXTS[:9])
    alone = np.concatenate([model.nats([each], 64) for each in ids])
    assert model.nats(ids, 64).tolist() == pytest.approx(alone.tolist(), rel=1e-5)
