"""What a model writes: a few continuations of documents that were held out, drawn with a seed, shown as they come."""

from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer

from moisson.models.monitor import Held
from moisson.models.training.llama import Llama

SAMPLES, GIVEN, WRITTEN = 3, 24, 72  # documents, tokens of their beginning, tokens to write
TEMPERATURE = 0.8


@dataclass(frozen=True)
class Sample:
    """The beginning of a document that the model has not seen, and how it goes on."""

    given: str
    written: str


@torch.no_grad()
def samples(model: Llama, tokenizer: Path, held: Held, seed: int) -> list[Sample]:
    """Draw continuations of the first documents that are held out, each up to an end of text."""
    reader, end = Tokenizer.from_file(str(tokenizer)), int(held.tokens[0])
    device, generator = next(model.parameters()).device, torch.Generator().manual_seed(seed)
    begins = [place + 1 for place in range(len(held.tokens) - 1) if held.tokens[place] == end][:SAMPLES]
    found = []
    for begin in begins:
        given = held.tokens[begin : begin + GIVEN].tolist()
        given = given[: given.index(end)] if end in given else given
        ids = [end, *given]
        while len(ids) - 1 - len(given) < WRITTEN:
            logits = model(torch.tensor([ids[-model.shape.context :]], device=device))[0, -1].float().cpu()
            drawn = int(torch.multinomial(torch.softmax(logits / TEMPERATURE, -1), 1, generator=generator))
            if drawn == end:
                break
            ids.append(drawn)
        found.append(Sample(reader.decode(given), reader.decode(ids[1 + len(given) :])))
    return found
