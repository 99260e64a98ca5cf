"""The command `train`."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from moisson.commands.options import AsJson
from moisson.workspace.printing import say_json

FROM = typer.Argument(
    metavar="RELEASE|TOKENS", help="A folder that `moisson tokens` wrote; of a release, tokenizer and tokens are made first."
)
TO = typer.Option("--to", metavar="DIR", help="The model's folder. What is unfinished there goes on from its newest checkpoint.")
PRESET = typer.Option(
    "--preset",
    metavar="SIZE",
    help="Parameters: 1m, 6m, 11m, 22m, 60m, 125m or 350m; croissant-small, of CroissantLLM's proportions. Of 1b, 3b, 8b, 70b and"
    " croissant, NeMo's configuration is printed.",
)
TOKENIZER = typer.Option("--tokenizer", metavar="FILE", help="For a release: a tokenizer to take, where none is to be trained.")
SEE = typer.Option("--tokens", metavar="N", min=1, help="Tokens to see; the preset's number where none is said.")
BATCH = typer.Option("--batch", metavar="N", min=1, help="Windows of a step.")
MICRO = typer.Option("--micro-batch", metavar="N", min=1, help="Windows in memory at a time; gradients are accumulated.")
RATE = typer.Option("--rate", min=0.0, help="The peak learning rate.")
SCHEDULE = typer.Option("--schedule", help="How the rate falls: after a plateau (wsd), or as a half cosine.")
PRECISION = typer.Option(
    "--precision", help="Where nothing is said, bf16 on a GPU and fp32 on a CPU; newer CPUs are faster with bf16."
)
GOLDFISH = typer.Option(
    "--goldfish", metavar="K", min=0, help="Leave one target in K out of the loss, always the same in a passage."
)
SEED = typer.Option("--seed", min=0, help="Of the first weights and of the order of windows.")
PROCESSES = typer.Option("--processes", metavar="N", min=1, help="Processes that share each step; of GPUs, one each.")
DEVICE = typer.Option("--device", help="A GPU where there is one, if nothing is said.")
HELD_OUT = typer.Option(
    "--held-out",
    metavar="FILE|SHARE",
    help="Ids that no step may see, one a line; of a release, a share, in whole clusters, 0.01 where nothing is said.",
)
MIX = typer.Option(
    "--mix",
    metavar="FILE",
    help="How often to see datasets, in place of the tokens' own: any file that `moisson tokens --mix` takes.",
)
PRIVATE = typer.Option("--private", help="Train on a private release; the model bears the mark.")


def train(
    path: Annotated[Path, FROM],
    to: Annotated[Path | None, TO] = None,
    preset: Annotated[str, PRESET] = "1m",
    tokenizer: Annotated[Path | None, TOKENIZER] = None,
    see: Annotated[int | None, SEE] = None,
    batch: Annotated[int | None, BATCH] = None,
    micro_batch: Annotated[int | None, MICRO] = None,
    rate: Annotated[float | None, RATE] = None,
    schedule: Annotated[Literal["wsd", "cosine"], SCHEDULE] = "wsd",
    precision: Annotated[Literal["fp32", "bf16"] | None, PRECISION] = None,
    goldfish: Annotated[int, GOLDFISH] = 0,
    seed: Annotated[int, SEED] = 1,
    processes: Annotated[int, PROCESSES] = 1,
    device: Annotated[Literal["cpu", "cuda"] | None, DEVICE] = None,
    held_out: Annotated[str | None, HELD_OUT] = None,
    mix: Annotated[Path | None, MIX] = None,
    private: Annotated[bool, PRIVATE] = False,
    as_json: AsJson = False,
) -> None:
    """Train a small language model, and say which documents it saw by which step."""
    from moisson.commands.messages.training import print_training
    from moisson.commands.options import CORES, listed, options
    from moisson.contracts.errors import UserError
    from moisson.contracts.token_files import is_tokens
    from moisson.models.larger import RECIPES, nemo_configuration
    from moisson.models.mix_file import read_mix
    from moisson.models.train import Asked, share_of, train_release
    from moisson.models.train import train as train_model
    from moisson.workspace.printing import is_quiet, say

    if preset in RECIPES:
        say(nemo_configuration(path, preset, see))
        return
    if to is None:
        raise UserError("Name the folder that the model is to lie in: --to DIR.")
    share = share_of(held_out)
    asked = Asked(
        path,
        to,
        preset,
        see=see,
        sequences=batch,
        micro=micro_batch,
        rate=rate,
        schedule=schedule,
        precision=precision,
        goldfish=goldfish,
        seed=seed,
        processes=processes,
        device=device,
        private=private,
        mix=None if mix is None else read_mix(mix),
        held_out=None if held_out is None or share is not None else frozenset(listed([held_out])),
        shown=not as_json and not is_quiet(),
    )
    if is_tokens(path):
        if share is not None or tokenizer is not None:
            raise UserError("--tokenizer and a share for --held-out are for a release; of tokens, give a file of ids.")
        figures = train_model(asked)
    else:
        figures = train_release(asked, tokenizer, share, options(to, CORES, 1024, as_json))
    if figures and as_json:
        say_json(figures)
    elif figures:
        print_training(figures)
