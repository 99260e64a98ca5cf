"""How many tokens a second of CPU time the trainer takes, in fp32 and in bf16, by preset; nothing is written.

    python bench/train_speed.py TOKENS [--preset 1m 6m] [--steps 8]

CPU time, so that a loaded machine says the same; one thread. The ratio is that of bf16 to fp32 in the same run.
"""

import argparse
from pathlib import Path
from time import process_time

import torch

from moisson.contracts.token_files import TokenFiles
from moisson.models.monitor import hold_out
from moisson.models.presets import PRESETS
from moisson.models.settings import Precision
from moisson.models.train import Asked, batches_of, settled
from moisson.models.training.llama import Llama
from moisson.models.training.loop import CLIP, gradients, optimizer_of


def tokens_a_second(files: TokenFiles, preset: str, precision: Precision, steps: int) -> float:
    """Steps as a training takes them, after one that is not counted."""
    of = PRESETS[preset]
    see = (steps + 1) * of.sequences * of.shape.context
    asked = Asked(files.folder, files.folder, preset, precision=precision, see=see)
    settings = settled(asked, files, 1, "cpu")
    batches = batches_of(settings, files, hold_out(files, None))
    model, device = Llama(settings.of.shape, settings.vocabulary, settings.seed), torch.device("cpu")
    optimizer, began = optimizer_of(model, settings.rate), 0.0
    for step in range(steps + 1):
        if step == 1:
            began = process_time()
        gradients(model, batches.step(step), settings, device)
        torch.nn.utils.clip_grad_norm_(model.parameters(), CLIP)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
    return steps * settings.tokens_a_step / (process_time() - began)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tokens", type=Path)
    parser.add_argument("--preset", nargs="+", default=["1m"])
    parser.add_argument("--steps", type=int, default=8)
    asked = parser.parse_args()
    torch.set_num_threads(1)
    files = TokenFiles.open(asked.tokens)
    print(f"{'preset':8}{'fp32':>12}{'bf16':>12}{'ratio':>8}   tokens a second of CPU time")
    for preset in asked.preset:
        single, half = (tokens_a_second(files, preset, precision, asked.steps) for precision in ("fp32", "bf16"))
        print(f"{preset:8}{single:12,.0f}{half:12,.0f}{half / single:8.2f}")


if __name__ == "__main__":
    main()
