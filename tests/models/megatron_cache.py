"""Makes an index cache with Megatron's own classes, and says which tokens they give, for the tests of `bind`.

It needs megatron-core and torch, in an environment apart:

    cd FOLDER_OF_TOKENS && python megatron_cache.py CACHE SAMPLES WEIGHT NAME WEIGHT NAME … >CASE.json

`megatron_one.json` and `megatron_blend.json` were made so by megatron-core 0.16.1, from the folder of tokens that tests write.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy
import torch
from megatron.core.datasets.blended_megatron_dataset_builder import BlendedMegatronDatasetBuilder
from megatron.core.datasets.gpt_dataset import GPTDataset, GPTDatasetConfig

LENGTH, SEED = 16, 1234


class Tokenizer:
    """What GPTDataset asks of a tokenizer."""

    vocab_size, eod, pad, unique_identifiers = 256, 0, -1, "moisson-32k"


def main(cache: str, samples: str, *mix: str) -> None:
    torch.distributed.init_process_group("gloo", rank=0, world_size=1, store=torch.distributed.HashStore())
    paths = [f"{name}_text_document" for name in mix[1::2]]
    weights: Sequence[float] | None = list(map(float, mix[::2])) if len(paths) > 1 else None
    config = GPTDatasetConfig(
        random_seed=SEED,
        sequence_length=LENGTH,
        blend=(paths, weights),
        split="1,0,0",
        path_to_cache=cache,
        tokenizer=Tokenizer(),
        reset_position_ids=False,
        reset_attention_mask=False,
        eod_mask_loss=False,
    )
    train, _, _ = BlendedMegatronDatasetBuilder(GPTDataset, [int(samples), 0, 0], lambda: True, config).build()
    files: dict[str, Any] = {path.name: path.read_text() for path in sorted(Path(cache).glob("*.txt"))}
    for path in sorted(Path(cache).glob("*.npy")):
        files[path.name] = {"dtype": (array := numpy.load(path)).dtype.name, "values": array.tolist()}
    given = [train[number]["tokens"].tolist() for number in range(int(samples))]
    sys.stdout.write(json.dumps({"given": given, "files": files}, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
