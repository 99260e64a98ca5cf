"""Tokens are counted as the tokenizer itself counts them."""

import json
from pathlib import Path

import pyarrow as pa
import pytest
from shared_data import shared
from tokenizers import Tokenizer
from tokenizers.models import BPE
from tokenizers.pre_tokenizers import ByteLevel
from tokenizers.processors import TemplateProcessing
from tokenizers.trainers import BpeTrainer

from moisson.contracts.errors import RecipeError
from moisson.contracts.stage import stages

LAW = (
    "Le contrat de travail est soumis aux règles du droit commun. Il peut être établi selon les formes que les parties décident."
)


def trained(folder: Path, texts: list[str]) -> Path:
    """A byte-level BPE that cuts at 8 tokens and adds one at each end, as files from a hub often do."""
    made = Tokenizer(BPE())
    made.pre_tokenizer = ByteLevel(add_prefix_space=False)
    made.train_from_iterator(
        texts, BpeTrainer(vocab_size=400, special_tokens=["<s>", "</s>"], initial_alphabet=ByteLevel.alphabet())
    )
    made.post_processor = TemplateProcessing(single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 1)])
    made.enable_truncation(8)
    made.enable_padding(length=30)
    made.save(str(folder / "tokenizer.json"))
    return folder / "tokenizer.json"


def count(path: Path, texts: list[str | None]) -> list[int]:
    stage = stages()["count_tokens"]
    step = stage.build(**stage.bind({"tokenizer": path.name}, path.parent))
    counted: list[int] = step(pa.record_batch({"text": pa.array(texts, pa.large_string())}))["token_count"].to_pylist()
    return counted


def plain(path: Path, text: str) -> int:
    """The tokens of one text, from the tokenizer's merges alone."""
    bare = Tokenizer.from_file(str(path))
    bare.no_truncation()
    bare.no_padding()
    return len(bare.encode(text, add_special_tokens=False).ids)


def test_a_text_counts_whole_and_without_marks_at_its_ends(tmp_path: Path) -> None:
    path = trained(tmp_path, [LAW] * 3)
    assert Tokenizer.from_file(str(path)).encode(LAW).ids.__len__() == 30  # cut and padded: what must not be counted
    assert count(path, [LAW, LAW + LAW]) == [plain(path, LAW), plain(path, LAW + LAW)]
    assert count(path, [LAW])[0] > 8


def test_nulls_and_empty_texts_have_no_tokens(tmp_path: Path) -> None:
    path = trained(tmp_path, [LAW])
    assert count(path, [None, "", "a", None]) == [0, 0, 1, 0]
    assert count(path, []) == []


@pytest.mark.parametrize("content", ["{}", "[]", "no JSON", json.dumps({"model": 1})])
def test_what_is_no_tokenizer_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "tokenizer.json").write_text(content)
    with pytest.raises(RecipeError, match="is not a tokenizer"):
        count(tmp_path / "tokenizer.json", [])


@pytest.mark.shared
def test_law_in_several_languages_counts_as_the_tokenizer_does(tmp_path: Path) -> None:
    texts = [
        file.read_text(encoding="utf-8")[:20_000]
        for name in ("law-de-gesetze", "law-fi-legalize", "law-fr-legalize", "law-cz-legalize")
        for file in sorted(shared(name).rglob("*.md"))[:3]
    ]
    path = trained(tmp_path, texts)
    assert count(path, list(texts)) == [plain(path, text) for text in texts]
