"""What a step sees is a function of tokens, seed and step; what a document was seen is counted to the token."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from tokens_here import tokens_here

from moisson.contracts.errors import StorageError, UserError
from moisson.contracts.token_files import TokenFiles
from moisson.models.monitor import held_text, hold_out, unigram_nats
from moisson.models.training.batches import IGNORED, Batches, goldfish


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> TokenFiles:
    return tokens_here(tmp_path_factory.mktemp("tokens") / "docs", most=200)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> TokenFiles:
    """Datasets that are shorter than a window."""
    return tokens_here(tmp_path_factory.mktemp("tokens") / "tiny", vocabulary=300, most=1)


def nothing(files: TokenFiles) -> list[np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    return [np.zeros(dataset.about.documents, np.bool_) for dataset in files.datasets]


def counted(files: TokenFiles, batches: Batches, steps: int) -> Iterator[tuple[str, int, int, int]]:
    """Of each document, the tokens seen and its first and last step, by walking through all that was asked for."""
    reads: dict[tuple[int, int], list[int]] = {}
    for step in range(steps):
        for at in range(step * batches.sequences, (step + 1) * batches.sequences):
            number, window = int(batches._dataset[at]), int(batches._window[at])
            total = files.datasets[number].about.tokens
            for place in range(window * batches.context, (window + 1) * batches.context):
                reads.setdefault((number, place % total), []).append(step + 1)
    for number, dataset in enumerate(files.datasets):
        for index, (start, length) in enumerate(zip(dataset.starts, dataset.lengths, strict=True)):
            steps_of = [step for place in range(start, start + length) for step in reads.get((number, place), ())]
            if steps_of:
                yield f"{number}/{index}", len(steps_of), min(steps_of), max(steps_of)


@pytest.mark.parametrize(("which", "steps"), [("files", 9), ("files", 160), ("tiny", 7)])
def test_what_documents_were_seen_is_exact_to_the_token_and_the_step(
    which: str, steps: int, request: pytest.FixtureRequest
) -> None:
    files: TokenFiles = request.getfixturevalue(which)
    batches = Batches(files, 64, 8, steps, 3, nothing(files))
    found = [
        (f"{number}/{index}", int(sight.tokens[index]), int(sight.first[index]), int(sight.last[index]))
        for number in range(len(files.datasets))
        for sight in [batches.sight(number)]
        for index in np.flatnonzero(sight.tokens)
    ]
    assert found == list(counted(files, batches, steps))
    assert sum(each[1] for each in found) == steps * 8 * 64


def test_a_step_is_the_same_however_many_are_asked_for_and_another_seed_gives_another(files: TokenFiles) -> None:
    short, long = (Batches(files, 64, 4, steps, 1, nothing(files)) for steps in (5, 500))
    other = Batches(files, 64, 4, 5, 2, nothing(files))
    assert all((short.step(step) == long.step(step)).all() for step in range(5))
    assert any((short.step(step) != other.step(step)).any() for step in range(5))


def test_an_epoch_reads_every_token_once_and_datasets_come_by_their_repeats(files: TokenFiles) -> None:
    small, twice = files.datasets
    total = small.about.tokens + 2 * twice.about.tokens
    batches = Batches(files, 64, 1, total // 64, 1, nothing(files))
    assert batches.shares == pytest.approx([small.about.tokens / total, 2 * twice.about.tokens / total])
    epochs = [batches.sight(number).tokens.sum() / files.datasets[number].about.tokens for number in (0, 1)]
    assert epochs == pytest.approx([1, 2], rel=0.01)
    every = Batches(files, 64, 1, 8 * -(-total // 64), 1, nothing(files)).sight(0)
    assert every.tokens.min() >= 7 * small.lengths.min()


def test_no_batch_touches_what_is_held_out(files: TokenFiles) -> None:
    held = hold_out(files, frozenset(["decisions/0007", "how_to/0003"]))
    assert [np.flatnonzero(of).tolist() for of in held] == [[7], [3]]
    batches = Batches(files, 64, 8, 300, 1, held)
    for number, index in ((0, 7), (1, 3)):
        sight = batches.sight(number)
        assert sight.tokens[index] == 0
        assert (sight.tokens > 0).sum() >= files.datasets[number].about.documents - 3
    text = held_text(files, held)
    assert (text.documents, text.tokens[0]) == (2, 0)
    lengths = [files.datasets[0].lengths[7], files.datasets[1].lengths[3]]
    assert len(text.tokens) == 1 + sum(lengths)
    assert 0 < text.bits_per_byte(unigram_nats(files, held, text.tokens)) < 8


def test_what_is_held_out_is_chosen_by_ids_alone_and_is_little(files: TokenFiles) -> None:
    held = hold_out(files, None)
    assert [of.tolist() for of in held] == [of.tolist() for of in hold_out(files, None)]
    assert 1 <= sum(of.sum() for of in held) <= files.manifest.documents // 200 + 1


def test_unknown_ids_and_nothing_left_to_train_on_are_said(tiny: TokenFiles) -> None:
    with pytest.raises(UserError, match="None of the documents to hold out"):
        hold_out(tiny, frozenset(["nobody"]))
    with pytest.raises(UserError, match="nothing to train on"):
        Batches(tiny, 64, 1, 1, 1, hold_out(tiny, frozenset(["decisions/0000", "how_to/0000"])))


def test_an_id_beyond_the_vocabulary_is_said(files: TokenFiles, tmp_path: Path) -> None:
    manifest = files.manifest.model_copy(update={"tokenizer": files.manifest.tokenizer.model_copy(update={"vocabulary": 300})})
    batches = Batches(TokenFiles(files.folder, manifest), 64, 8, 1, 1, nothing(files))
    with pytest.raises(StorageError, match="their vocabulary has 300"):
        batches.step(0)


def test_goldfish_drops_the_same_tokens_of_a_passage_wherever_it_stands() -> None:
    passage = np.random.default_rng(1).integers(0, 1000, 400)
    windows = np.stack([np.concatenate([np.full(shift, 7), passage])[:300] for shift in (0, 13)])
    dropped = goldfish(windows, 10, 5) == IGNORED
    first, second = dropped[0][4:], dropped[1][4 + 13 :]
    assert (first[: len(second)] == second).all()
    assert dropped[0].mean() == pytest.approx(0.1, abs=0.05)
    assert not dropped[:, :4].any()
