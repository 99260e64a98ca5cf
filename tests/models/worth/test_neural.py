"""The second opinion: trained by our trainer, it sees rubbish as the n-grams do, and nothing where nothing differs."""

from dataclasses import replace
from pathlib import Path

import pytest
from small_source import entries
from texts_of_law import Rows, articles_of_law, noisy, written

from moisson.contracts.errors import UserError
from moisson.models.worth.compare import Asked, compare

pytestmark = pytest.mark.train


@pytest.fixture(scope="module")
def articles() -> Rows:
    return articles_of_law()


@pytest.fixture(scope="module")
def one_and_other(articles: Rows, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The same corpus twice."""
    folder = tmp_path_factory.mktemp("corpora")
    return written(folder / "a.jsonl", articles[:400]), written(folder / "b.jsonl", articles[:400])


FEW = Asked(most_bytes=60_000, order=5, seeds=1, share=0.1, neural=True)


@pytest.mark.shared
def test_the_same_corpus_is_worth_the_same(one_and_other: tuple[Path, Path]) -> None:
    found = compare(*one_and_other, FEW)
    n_grams, neural = found.sets
    assert (n_grams["learner"], neural["learner"]) == ("n-grams", "neural")
    assert n_grams["passages"] == neural["passages"]
    assert neural["a_saves_per_cent"] == {"mean": 0, "interval": [0, 0], "by_seed": [0]}
    assert 1 < neural["bits_per_byte"]["a"]["mean"] < 8
    about = found.account["learners"][1]
    assert about["tokens"]["a"] == about["tokens"]["b"]
    assert 10_000 < about["tokens"]["a"][0] < 60_000


@pytest.mark.long
@pytest.mark.shared
def test_rubbish_costs_by_either_learner(articles: Rows, tmp_path: Path) -> None:
    clean, dirty = written(tmp_path / "clean.jsonl", articles), written(tmp_path / "dirty.jsonl", noisy(articles, 0.5))
    found = compare(clean, dirty, Asked(most_bytes=80_000, order=5, seeds=1, share=0.05, neural=True, epochs=2))
    assert [one["a_saves_per_cent"]["interval"][0] > 1 for one in found.sets] == [True, True]


@pytest.mark.long
@pytest.mark.shared
def test_any_number_of_processes_gives_the_same(one_and_other: tuple[Path, Path]) -> None:
    assert compare(*one_and_other, replace(FEW, workers=2)) == compare(*one_and_other, FEW)


def test_epochs_are_for_the_neural_model(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", [{"id": entry.id, "text": entry.text} for entry in entries(3)])
    with pytest.raises(UserError, match="--epochs 4 is how often the neural model sees a text"):
        compare(path, path, Asked(epochs=4))
