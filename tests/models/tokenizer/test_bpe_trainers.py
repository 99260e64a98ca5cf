"""What learns the merges: the same for any order of texts, whichever library does it."""

import random

import pytest
from small_source import SENTENCES

from moisson.contracts.errors import UserError
from moisson.models.tokenizer import trainers
from moisson.models.tokenizer.trainers import TRAINERS, Trainer, chosen_trainer, train


@pytest.mark.parametrize("trainer", TRAINERS)
def test_the_order_of_texts_does_not_matter(trainer: Trainer) -> None:
    texts = [*SENTENCES] * 3
    shuffled = random.Random(1).sample(texts, len(texts))
    learnt = train(iter(texts), 700, trainer)
    assert learnt.ranks == train(iter(shuffled), 700, trainer).ranks
    assert learnt.ranks[:256] == [bytes([byte]) for byte in range(256)]
    assert len(set(learnt.ranks)) == len(learnt.ranks) == 700
    assert learnt.trainer == trainer


def test_both_trainers_learn_the_same_but_for_ties() -> None:
    """Pairs that are equally frequent may come in another order; the frequent ones are the same."""
    one, other = (train(iter([*SENTENCES] * 3), 500, trainer).ranks for trainer in TRAINERS)
    assert len(set(one) & set(other)) > 0.9 * 500


def test_text_without_a_pair_gives_the_bytes() -> None:
    assert len(train(iter(["a", "b"]), 300, "rustbpe").ranks) == 256


def test_the_other_trainer_stands_in_where_one_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert chosen_trainer(None) == "rustbpe"
    monkeypatch.setattr(trainers, "find_spec", {"tokenizers": True}.get)
    assert chosen_trainer(None) == "tokenizers"
    with pytest.raises(UserError, match=r"no rustbpe is installed; install moisson\[tokens\]"):
        chosen_trainer("rustbpe")
    monkeypatch.setattr(trainers, "find_spec", {}.get)
    with pytest.raises(UserError, match="no rustbpe or tokenizers"):
        chosen_trainer(None)
