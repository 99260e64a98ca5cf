"""A document that a model was made to learn by heart is found out; what it never saw, and what it forgot, is not."""

import json
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_source import NAME, SENTENCES, Entry, World, make_world
from tiny_model import teach, write_network, write_record, write_tokenizer, write_uniform

from moisson.commands.memorised import memorised as command
from moisson.contracts.errors import UserError
from moisson.contracts.model_file import ModelFile
from moisson.contracts.sign import signer
from moisson.models.holdout import held_out
from moisson.models.memorisation.likeness import common
from moisson.models.memorisation.memorised import Memorised, Wanted, memorised
from moisson.models.memorisation.report import write_memorised
from moisson.stewardship.feed import feed_path
from moisson.stewardship.opened import Released
from moisson.stewardship.withdraw.act import Request, withdraw
from moisson.workspace.storage import read_table

PLAIN = ({"use": "normalize_text"}, {"use": "require_rights"})
# A byte is a token here, so that one sentence is long enough; backwards it is a text of its own.
TEXTS = {f"A{n:02}": " ".join([text, *reversed(text.split())]) for n, text in enumerate(SENTENCES)}
SHARE = 0.3


def plain(one: list[int], other: list[int]) -> int:
    """The textbook's table."""
    rows = [[0] * (len(other) + 1)]
    for a in one:
        row = [0]
        for at, b in enumerate(other):
            row.append(rows[-1][at] + 1 if a == b else max(row[-1], rows[-1][at + 1]))
        rows.append(row)
    return rows[-1][-1]


@given(st.lists(st.integers(0, 4), max_size=70), st.lists(st.integers(0, 4), max_size=70))
def test_the_longest_common_subsequence_is_the_textbooks(one: list[int], other: list[int]) -> None:
    assert common(one, other) == plain(one, other)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    world = make_world(tmp_path_factory.mktemp("memorised"))
    world.publish([Entry(id, text) for id, text in TEXTS.items()])
    return world


@pytest.fixture(scope="module")
def release(world: World) -> Released:
    return Released(world.build(recipe=world.recipe(PLAIN)).path)


@pytest.fixture(scope="module")
def trained(release: Released, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that saw four documents a hundred times and the others once, but for those held out."""
    folder = tmp_path_factory.mktemp("model")
    held = set(held_out(release, SHARE).to_pylist())
    ids = [f"{NAME}/{id}" for id in TEXTS if f"{NAME}/{id}" not in held]
    learn(folder, release, learnt=ids[:4], once=ids[4:])
    return folder


def learn(folder: Path, release: Released, learnt: list[str], once: list[str]) -> None:
    tokenizer = write_tokenizer(folder / "export", list(TEXTS.values()), vocabulary=257)
    network = write_network(folder / "export", len(tokenizer), hidden=96)
    for ids, steps in ((once, 1), (learnt, 100)):
        teach(network, [tokenizer(TEXTS[name(id)])["input_ids"][:120] for id in ids], tokenizer.eos_token_id, steps)
    network.save_pretrained(folder / "export")
    write_record(folder, release, {**dict.fromkeys(learnt, 100.0), **dict.fromkeys(once, 1.0)})


def name(id: str) -> str:
    return id.removeprefix(f"{NAME}/")


def measured(model: Path, release: Released, **how: Any) -> Memorised:
    return memorised(model, Wanted([release.folder], held_out=SHARE, **how))


@pytest.mark.train
def test_documents_learnt_by_heart_are_found_and_controls_are_not(trained: Path, release: Released) -> None:
    found = measured(trained, release)
    groups = {group.name: group for group in found.groups}
    assert list(groups) == ["controls", "seen once", "seen 8 times or more"]
    held = held_out(release, SHARE).to_pylist()
    assert {said.id for said in groups["controls"].said} == set(held)
    assert groups["controls"].exact.value == groups["seen once"].exact.value == 0
    learnt = groups["seen 8 times or more"]
    assert (len(learnt.said), learnt.exact.value) == (4, 1.0)
    assert learnt.memorised
    assert learnt.more_exact is not None
    assert learnt.more_exact.low > 0.3
    assert not groups["seen once"].memorised
    assert [said.id for said in learnt.worst] == sorted(said.id for said in learnt.said)
    assert any("seen 8 times or more are memorised" in note for note in found.notes)


@pytest.mark.train
def test_what_was_withdrawn_and_trained_without_is_no_worse_than_controls(
    trained: Path, world: World, release: Released, tmp_path: Path
) -> None:
    world = World(copytree(world.root, tmp_path / "world", symlinks=True))
    release = Released(world.root / release.folder.relative_to(release.folder.parents[3]))
    saw = [row["id"] for batch in ModelFile.open(trained).seen() for row in batch.to_pylist() if row["times"] > 1]
    options = world.options()
    with options.workspace.locked():
        withdraw(options.workspace, Request(saw, "a request under the law", "the publisher", "2026-11-25"), signer())
    after = Released(world.build(recipe=world.recipe(PLAIN)).path)
    feed = feed_path(options.workspace)

    # The old model has them by heart, and was trained on them.
    how: dict[str, Any] = {"withdrawn": feed, "before": [release.folder]}
    old = measured(trained, after, **how)
    assert old.groups[-1].name == "withdrawn"
    assert old.groups[-1].memorised
    assert {said.id for said in old.groups[-1].worst} == set(saw)
    assert any("trained on 4 of the withdrawn documents" in note for note in old.notes)

    ids = [id for id in after_ids(after) if id not in held_out(after, SHARE).to_pylist()]
    learn(tmp_path / "new", after, learnt=ids[:4], once=ids[4:])
    new = measured(tmp_path / "new", after, **how)
    assert new.groups[-1].name == "withdrawn"
    assert {said.id for said in new.groups[-1].said} == set(saw)
    assert not new.groups[-1].memorised
    assert any("no worse than controls" in note for note in new.notes)
    assert any(group.memorised for group in new.groups)  # it has others by heart: it is able to

    with pytest.raises(UserError, match=r"none of the documents that .* withdraws is in .* --before"):
        measured(tmp_path / "new", after, withdrawn=feed)


def after_ids(release: Released) -> list[str]:
    return sorted(id for path in release.data for id in read_table(path)["id"].to_pylist())


@pytest.mark.train
def test_results_are_written_and_the_worst_are_named(trained: Path, release: Released, tmp_path: Path) -> None:
    found = measured(trained, release)
    write_memorised(found, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"memorised.json", "memorised.md", "memorised.svg"}
    told = json.loads((tmp_path / "memorised.json").read_bytes())
    assert [group["memorised"] for group in told["groups"]] == [False, False, True]
    assert [one["likeness"] for one in told["groups"][2]["worst"]] == [1.0] * 4
    assert found.groups[2].worst[0].id in (tmp_path / "memorised.md").read_text(encoding="utf-8")


@pytest.mark.train
def test_the_command_names_what_is_memorised(
    trained: Path, release: Released, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command(trained, [release.folder], SHARE, to=tmp_path)
    said = capsys.readouterr().out
    assert "seen 8 times or more" in said
    assert f"1.00  {NAME}/" in said
    assert f"Written to {tmp_path}." in said
    command(trained, [release.folder], SHARE, to=tmp_path, as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert [group["documents"] for group in told["groups"]] == ["controls", "seen once", "seen 8 times or more"]


@pytest.mark.train
def test_what_cannot_be_measured_says_why(release: Released, tmp_path: Path) -> None:
    write_uniform(tmp_path / "export", list(TEXTS.values()), context=64)
    with pytest.raises(UserError, match="reads 64 tokens at a time, and a comparison takes 100"):
        measured(tmp_path, release)
    write_uniform(tmp_path / "export", list(TEXTS.values()))
    with pytest.raises(UserError, match=r"nothing says which documents .* saw: it has no model\.json"):
        measured(tmp_path, release)
    write_record(tmp_path, release, {})
    with pytest.raises(UserError, match="no held-out document has the 100 tokens"):  # the tokenizer's are long ones here
        measured(tmp_path, release)
