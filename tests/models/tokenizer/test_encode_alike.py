"""One tokenizer.json, and the same tokens by tokenizers, transformers and tiktoken, on all that text can be."""

import itertools
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from shared_data import shared
from small_source import SENTENCES
from tokenizers import Tokenizer

from moisson.contracts.errors import UserError
from moisson.models.tokenizer.files import RANKS, TOKENIZER, as_tiktoken, write_tokenizer
from moisson.models.tokenizer.trainers import TRAINERS, Trainer, train

OFFICIAL = (
    *("bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr"),
    *("hu", "it", "lt", "lv", "mt", "nl", "pl", "pt", "ro", "sk", "sl", "sv"),
)
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
HOSTILE = (
    "",
    " ",
    "👩‍👩‍👧‍👦🇫🇷 👍🏽 ☃️",
    "a\0b\0\0 \0",
    "une ligne\r\nl'autre\r\n\r\n  fin \r \n",
    "\u0301\u0301 e\u0301 \u0345a\u20dd",  # marks alone, and on letters
    "ﬁn ǆ ẞ ı İ ſ K",
    "\u200b\ufeff\u202eabc\u2066 \ue000\U000f0000\U0010ffff",
    "aujourd'hui l’article D’ABORD qu'à don't WE'RE l'a rock'n'roll '' ’",
    "1 12 123 1234 n° L. 1132-1 ½ Ⅷ ٣٤٥ 10 000,50 €",
    "............................ ____________ ---- ==== \t\t\t",
    "x" * 3000,
    " " * 3000 + "x",
    "\n" * 999,
    "<|endoftext|>"[:-1],
    "ไทย हिन्दी தமிழ் 中文字符 العربية עִבְרִית",
)


def learnt(texts: list[str], tokens: int, folder: Path, trainer: Trainer = "rustbpe") -> Path:
    write_tokenizer(folder, train(iter(texts), tokens, trainer).ranks)
    return folder / TOKENIZER


@pytest.fixture(scope="module", params=TRAINERS)
def small(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tokenizer of thirty sentences and of what is hostile."""
    return learnt([*SENTENCES, *HOSTILE], 900, tmp_path_factory.mktemp("small"), request.param)


def alike(path: Path, texts: list[str]) -> int:
    """Compare the two libraries on each text; gives the number of tokens."""
    here, there = Tokenizer.from_file(str(path)), as_tiktoken(path)
    count = 0
    for text in texts:
        own, other = here.encode(text, add_special_tokens=False).ids, there.encode_ordinary(text)
        assert own == other, text
        assert here.decode(own, skip_special_tokens=False) == there.decode(other) == text
        count += len(own)
    return count


def test_hostile_text_is_encoded_alike_and_comes_back(small: Path) -> None:
    assert alike(small, list(HOSTILE))


def test_each_character_of_europes_scripts_is_cut_alike(small: Path) -> None:
    cut_alike(small, 0x2800)


@pytest.mark.long
def test_each_character_of_unicode_is_cut_alike(tmp_path: Path) -> None:
    cut_alike(learnt([*SENTENCES, *HOSTILE], 900, tmp_path), sys.maxunicode + 1)


def cut_alike(path: Path, end: int) -> None:
    characters = (chr(code) for code in range(end) if not 0xD800 <= code < 0xE000)
    assert alike(path, [" ".join(f"a{c}b1{c}!{c}{c}'x" for c in block) for block in _blocks(characters, 512)])


def _blocks(items: Iterator[str], size: int) -> Iterator[list[str]]:
    while block := list(itertools.islice(items, size)):
        yield block


def test_merges_that_compete_are_chosen_alike(tmp_path: Path) -> None:
    """Two letters give every way in which tokens overlap, and several pairs that make one token."""
    drawn = random.Random(24)
    for number in range(12):
        alphabet = "ab" if number % 3 else "abc"
        texts = ["".join(drawn.choices(alphabet, k=drawn.randint(1, 40))) for _ in range(40)]
        folder = tmp_path / str(number)
        folder.mkdir()
        path = learnt(texts, 256 + drawn.randint(5, 60), folder, TRAINERS[number % 2])
        strings = ["".join(letters) for length in range(1, 10) for letters in itertools.product("ab", repeat=length)]
        assert alike(path, strings + ["".join(drawn.choices(alphabet, k=700)) for _ in range(20)])


def labels(language: str) -> list[str]:
    """What the vocabularies of the EU's Publications Office say in a language."""
    folder = shared("cat-dcat-it/data/italia+ckanext-dcatapit/vocabularies")
    elements = (element for path in sorted(folder.glob("*.rdf")) for element in etree.parse(str(path)).iter())
    return [element.text for element in elements if element.get(LANG) == language and element.text]


def sentences(language: str) -> list[str]:
    folder = shared("gold-langid-lingua/data/language-testdata")
    return [
        line for path in sorted(folder.glob(f"*/{language}.txt")) for line in path.read_text(encoding="utf-8").splitlines()[:300]
    ]


@pytest.fixture(scope="module")
def european(tmp_path_factory: pytest.TempPathFactory) -> Path:
    texts = [text for language in OFFICIAL for text in labels(language) + sentences(language)[::2]]
    return learnt(texts, 4096, tmp_path_factory.mktemp("european"))


@pytest.mark.shared
@pytest.mark.parametrize("language", OFFICIAL)
def test_each_official_language_is_encoded_alike(european: Path, language: str) -> None:
    texts = labels(language) + sentences(language)
    assert len(texts) > 10
    assert alike(european, texts) < sum(len(text.encode()) for text in texts)


@pytest.mark.shared
@pytest.mark.train
def test_transformers_encodes_alike(european: Path) -> None:
    from transformers import AutoTokenizer

    there: Any = AutoTokenizer.from_pretrained(str(european.parent))
    here = as_tiktoken(european)
    assert there.eos_token == "<|endoftext|>"
    assert there.eos_token_id == here.eot_token == len(there) - 1
    for text in [*HOSTILE, *(text for language in OFFICIAL for text in labels(language) + sentences(language))]:
        ids = here.encode_ordinary(text)
        assert there(text)["input_ids"] == ids
        assert there.decode(ids) == text


def test_the_file_of_ranks_is_what_tiktoken_reads(small: Path) -> None:
    from tiktoken.load import load_tiktoken_bpe

    ranks = load_tiktoken_bpe(str(small.parent / RANKS))
    assert ranks == as_tiktoken(small)._mergeable_ranks


def test_the_end_of_text_is_one_token(small: Path) -> None:
    there = as_tiktoken(small)
    ids = there.encode("a<|endoftext|>b", allowed_special="all")
    assert Tokenizer.from_file(str(small)).encode("a<|endoftext|>b").ids == ids
    assert ids[1] == there.eot_token


def test_words_keep_the_apostrophe_of_an_elision(small: Path) -> None:
    here = Tokenizer.from_file(str(small)).pre_tokenizer

    def pieces(text: str) -> list[str]:
        return [text[begin:end] for _, (begin, end) in here.pre_tokenize_str(text)]

    assert pieces("l'article d’une") == ["l'", "article", " d’", "une"]
    assert pieces("don't we’re qu'à") == ["don", "'t", " we", "’re", " qu'", "à"]
    assert pieces("en 2024") == ["en", " ", "20", "24"]
    assert pieces("e\u0301te\u0301.") == ["e\u0301te\u0301", "."]


def test_what_tiktoken_would_merge_otherwise_is_refused(small: Path, tmp_path: Path) -> None:
    other = tmp_path / TOKENIZER
    other.write_bytes(small.read_bytes().replace(b'"ignore_merges": true', b'"ignore_merges": false'))
    with pytest.raises(UserError, match="merges otherwise than tiktoken"):
        as_tiktoken(other)
    other.write_text("{}", encoding="utf-8")
    with pytest.raises(UserError, match="is no tokenizer"):
        as_tiktoken(other)
