"""A causal language model that `transformers` opens from a folder, offline: what it makes of each token, and how it goes on.

Takes our trainer's folders (`export/` in them, held to `model.json`) and anybody's. Nothing is fetched, and no code that lies in
a folder is run.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from moisson.contracts.errors import NotFound, UserError
from moisson.contracts.model_file import MODEL, ModelFile, sha256_of

LONGEST = 2048  # tokens of a window, where the model could take more
NUMBERS = 1 << 25  # logits at a time: 128 MiB of float32
TOKENS = 1 << 13  # at a time

Ids = Sequence[int]


class Window(NamedTuple):
    """Tokens `begin` to `end` of a document's sequence, of which those from `scored` on are predicted, each from those before."""

    document: int
    begin: int
    scored: int
    end: int


@dataclass(frozen=True)
class LanguageModel:
    """An open model. `start` is the token that stands before a document: beginning of text, else end of text, else none."""

    name: str
    folder: Path  # that transformers opened
    network: Any
    tokenizer: Any
    context: int  # tokens that it reads at a time
    vocabulary: int  # rows of its embeddings
    start: int | None
    file: ModelFile | None  # of our trainer, or bound

    def encode(self, texts: Sequence[str]) -> list[list[int]]:
        """The tokens of texts, without any that a tokenizer would add; a control token that a text spells out stays text."""
        if not texts:
            return []
        how = {"add_special_tokens": False, "split_special_tokens": True, "verbose": False}
        ids: list[list[int]] = self.tokenizer(list(texts), **how)["input_ids"]
        return ids

    def gives_back(self, texts: Sequence[str], ids: Sequence[Ids]) -> int:
        """How many texts their tokens give back unchanged, but for a space at the beginning."""
        told = self.tokenizer.batch_decode([list(each) for each in ids], clean_up_tokenization_spaces=False)
        return sum(one.removeprefix(" ") == text.removeprefix(" ") for one, text in zip(told, texts, strict=True))

    def nats(self, documents: Sequence[Ids], stride: int) -> NDArray[np.float64]:
        """The negative log-likelihood of each document, in nats: of every token, given what of it stands before.

        Windows of the model's context advance by `stride` tokens; each token is scored once, after at least `context - stride`
        others where there are so many. Without a token to start with, the first is one of the vocabulary, all alike.
        """
        first = [] if self.start is None else [self.start]
        sequences = [np.array([*first, *ids], np.int64) for ids in documents]
        told = np.zeros(len(documents))
        if self.start is None:
            told += np.log(self.vocabulary) * np.array([bool(len(ids)) for ids in documents])
        windows = [each for number, ids in enumerate(sequences) for each in _windows(number, len(ids), self.context, stride)]
        windows.sort(key=lambda window: window.begin - window.end)
        done = 0
        while done < len(windows):
            longest = windows[done].end - windows[done].begin
            batch = windows[done : done + max(1, min(TOKENS, NUMBERS // self.vocabulary) // longest)]
            np.add.at(told, [window.document for window in batch], self._batch(sequences, batch, longest))
            done += len(batch)
        return told

    def _batch(self, sequences: Sequence[NDArray[np.int64]], windows: Sequence[Window], longest: int) -> NDArray[np.float64]:
        import torch

        # Padded at the end, where a causal model does not look.
        read, wanted = np.zeros((len(windows), longest - 1), np.int64), np.full((len(windows), longest - 1), -100)
        for row, (document, begin, scored, end) in enumerate(windows):
            ids = sequences[document]
            read[row, : end - begin - 1] = ids[begin : end - 1]
            wanted[row, scored - begin - 1 : end - begin - 1] = ids[scored:end]
        device = self.network.device
        with torch.inference_mode():
            logits = self.network(input_ids=torch.from_numpy(read).to(device), use_cache=False).logits
            lost = torch.nn.functional.cross_entropy(
                logits.float().transpose(1, 2), torch.from_numpy(wanted).to(device), ignore_index=-100, reduction="none"
            )
            found: NDArray[np.float64] = lost.double().sum(dim=1).cpu().numpy()
        return found

    def goes_on(self, prefixes: NDArray[np.int64], count: int) -> NDArray[np.int64]:
        """The `count` likeliest tokens, one after the other, after each of some prefixes of the same length; none is an end."""
        import torch

        ids = torch.from_numpy(prefixes).to(self.network.device)
        if self.start is not None:
            ids = torch.cat([torch.full_like(ids[:, :1], self.start), ids], dim=1)
        how = {"do_sample": False, "num_beams": 1, "max_new_tokens": count, "min_new_tokens": count, "pad_token_id": 0}
        with torch.inference_mode():
            told = self.network.generate(input_ids=ids, attention_mask=torch.ones_like(ids), **how)
        found: NDArray[np.int64] = told[:, -count:].cpu().numpy()
        return found


def _windows(document: int, length: int, context: int, stride: int) -> Iterator[Window]:
    """The windows of a sequence: its first token is read, never scored. A window reads `context` tokens and scores the next."""
    begin, scored = 0, 1
    while scored < length:
        end = min(begin + context + 1, length)
        yield Window(document, begin, scored, end)
        begin, scored = begin + stride, end


def open_model(path: Path, longest: int = LONGEST) -> LanguageModel:
    """Open a model's folder on the GPU where there is one, else on the processor.

    Raises UserError where PyTorch is missing, transformers cannot open the folder, weights lack, or its tokenizer is another
    model's; NotFound where no model is there; StorageError where a file is not what `model.json` says.
    """
    folder = _folder(path)
    file = ModelFile.open(path) if (path / MODEL).is_file() else None
    if missing := [name for name in ("torch", "transformers") if find_spec(name) is None]:
        raise UserError(f'a model needs {" and ".join(missing)}: install them with `pip install "moisson[train]"`.')
    import torch
    from transformers import AutoTokenizer
    from transformers.utils import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()
    network = _network(folder)
    network.to("cuda" if torch.cuda.is_available() else "cpu").eval()
    try:
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise UserError(f"{folder} has no tokenizer that transformers opens ({_line(error)}); put the model's there.") from None
    vocabulary = network.get_input_embeddings().weight.shape[0]
    _is_its_own(folder, tokenizer, vocabulary, file)
    start = next((id for id in (tokenizer.bos_token_id, tokenizer.eos_token_id) if id is not None), None)
    told = getattr(network.config, "max_position_embeddings", None) or LONGEST
    name = file.model.name if file else path.resolve().name
    return LanguageModel(name, folder, network, tokenizer, min(told, longest), vocabulary, start, file)


def _folder(path: Path) -> Path:
    for folder in (path / "export", path):
        if (folder / "config.json").is_file():
            return folder
    raise NotFound(
        f"{path} holds no model: there is neither export/config.json nor config.json; give a folder of `moisson train`, or one"
        " that transformers opens."
    )


def _network(folder: Path) -> Any:
    import torch
    from safetensors import SafetensorError
    from transformers import AutoModelForCausalLM, GenerationConfig

    dtype = "auto" if torch.cuda.is_available() else torch.float32
    try:
        network, loaded = AutoModelForCausalLM.from_pretrained(
            folder, local_files_only=True, trust_remote_code=False, dtype=dtype, output_loading_info=True
        )
    except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
        raise UserError(f"transformers cannot open {folder}: {_line(error)}") from None
    if lacking := sorted(loaded["missing_keys"]):  # transformers would draw them at random
        raise UserError(f"{folder} lacks weights of its model ({lacking[0]} and {len(lacking) - 1} more); get it again.")
    # Without the folder's own penalties and ends, so that the likeliest token is what the model says.
    network.generation_config = GenerationConfig(eos_token_id=network.config.eos_token_id)
    return network


def _is_its_own(folder: Path, tokenizer: Any, vocabulary: int, file: ModelFile | None) -> None:
    if len(tokenizer) > vocabulary:
        raise UserError(
            f"{folder}: the tokenizer has {len(tokenizer):,} ids and the model {vocabulary:,}, so it is not the model's;"
            " put there the one that it was trained with."
        )
    path = folder / "tokenizer.json"
    if file and folder != file.folder and path.is_file() and sha256_of(path) != file.model.tokenizer.sha256:
        raise UserError(f"{path} is not the tokenizer that {MODEL} names; get the model's folder again.")


def _line(error: Exception) -> str:
    """The first line of what a library says."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
