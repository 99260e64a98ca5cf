"""How many tokens texts cost in each language: tokens a word, and bytes a token, on documents that were kept from training."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from moisson.kernels.strings import strings
from moisson.kernels.words import count_words
from moisson.models.tokenizer.files import TOKENIZER
from moisson.models.tokenizer.sample import END, HELD_OUT, Share, share_of, texts
from moisson.stewardship.opened import Opened

if TYPE_CHECKING:
    from tokenizers import Tokenizer

MOST_BYTES = 500_000  # of each language
BATCH = 64  # texts that are encoded at a time


@dataclass(frozen=True)
class Fertility:
    """What the texts of one language cost."""

    language: str
    documents: int
    bytes: int
    words: int  # runs of letters and digits: `l'article` has two
    unseen: bool  # whether the tokenizer that was trained has seen none of them
    tokens: Mapping[str, int]  # by tokenizer

    def tokens_a_word(self, name: str) -> float:
        return self.tokens[name] / self.words

    def bytes_a_token(self, name: str) -> float:
        return self.bytes / self.tokens[name]

    def account(self) -> dict[str, Any]:
        """For JSON."""
        said = {
            name: {
                "tokens": self.tokens[name],
                "tokens_a_word": round(self.tokens_a_word(name), 4),
                "bytes_a_token": round(self.bytes_a_token(name), 4),
            }
            for name in self.tokens
        }
        own = {"language": self.language, "documents": self.documents, "bytes": self.bytes, "words": self.words}
        return own | {"unseen": self.unseen, "tokenizers": said}


def fertility(release: Opened, trained: Sequence[Share], tokenizers: Mapping[str, "Tokenizer"]) -> Iterator[Fertility]:
    """Measure tokenizers by language on the documents held out, up to 500 kB of each language.

    A language that has none of these is measured on what was trained on, and says so. One without a word is left out.
    """
    for share in trained:
        tables = release.languages[share.language]
        held = share_of(share.language, 1, tables, MOST_BYTES, HELD_OUT, END - 1)
        unseen = held.documents > 0
        if not unseen:
            held = share_of(share.language, 1, tables, MOST_BYTES)
        found = _measured(share.language, texts(release, held, HELD_OUT if unseen else 0), unseen, tokenizers)
        if found.words:
            yield found


def _measured(language: str, texts: Iterable[str], unseen: bool, tokenizers: Mapping[str, "Tokenizer"]) -> Fertility:
    documents = size = words = 0
    tokens = dict.fromkeys(tokenizers, 0)
    for batch in _batches(texts):
        documents += len(batch)
        size += sum(len(text.encode()) for text in batch)
        words += int(count_words(strings(pa.array(batch, pa.large_string()))).sum())
        for name, model in tokenizers.items():
            tokens[name] += sum(len(each) for each in model.encode_batch_fast(batch, add_special_tokens=False))
    return Fertility(language, documents, size, words, unseen, tokens)


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    for text in texts:
        batch.append(text)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def names_of(own: str, paths: Sequence[Path]) -> list[str]:
    """Our own name, and one for each other: its folder's where the file is called tokenizer.json, else its own; no two alike."""
    found = [own]
    for path in paths:
        base = path.resolve().parent.name if path.name == TOKENIZER else path.stem
        name, number = base, 2
        while name in found:
            name, number = f"{base} ({number})", number + 1
        found.append(name)
    return found
