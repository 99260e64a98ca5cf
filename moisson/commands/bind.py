"""The command `bind`."""

from pathlib import Path
from typing import Annotated

import typer

from moisson.commands.options import AsJson
from moisson.workspace.printing import say_json

CHECKPOINT = typer.Argument(
    metavar="CHECKPOINT", help="The folder of a checkpoint: Megatron's, NeMo's, nanotron's, transformers'."
)
TOKENS = typer.Option("--tokens", metavar="DIR", help="A folder of tokens that it was trained on; may be repeated.")
CONFIG = typer.Option(
    "--config", metavar="FILE", help="The trainer's configuration as YAML or JSON, where it lies elsewhere; may be repeated."
)
MIX = typer.Option(
    "--mix",
    metavar="FILE",
    help="The data mix, as datamix.json or Megatron's weights and prefixes, in place of the configuration's.",
)
CACHE = typer.Option(
    "--cache", metavar="DIR", help="Megatron's index cache; else the folder that the configuration names, if here."
)
TOKENIZER = typer.Option("--tokenizer", metavar="FILE", help="The checkpoint's tokenizer.json, where its folder has none.")
STEPS = typer.Option("--steps", min=1, help="Steps until this checkpoint, where its files do not say.")
BATCH = typer.Option("--batch-size", min=1, help="Sequences a step, where its configuration does not say.")
LENGTH = typer.Option("--sequence-length", min=2, help="Tokens a sequence, where its configuration does not say.")
SEED = typer.Option("--seed", help="The seed of the data's order, where its configuration does not say.")
TO = typer.Option("--to", metavar="DIR", help="Write there, not into the checkpoint's folder.")
NAME = typer.Option("--name", help="The model's name; else that of the checkpoint's folder.")


def bind(
    checkpoint: Annotated[Path, CHECKPOINT],
    tokens: Annotated[list[Path], TOKENS],
    config: Annotated[list[Path] | None, CONFIG] = None,
    mix: Annotated[Path | None, MIX] = None,
    cache: Annotated[Path | None, CACHE] = None,
    tokenizer: Annotated[Path | None, TOKENIZER] = None,
    steps: Annotated[int | None, STEPS] = None,
    batch_size: Annotated[int | None, BATCH] = None,
    sequence_length: Annotated[int | None, LENGTH] = None,
    seed: Annotated[int | None, SEED] = None,
    to: Annotated[Path | None, TO] = None,
    name: Annotated[str | None, NAME] = None,
    as_json: AsJson = False,
) -> None:
    """Bind a model that anybody trained to the releases behind its tokens: which documents it saw, by which step, how much.

    Writes `model.json` and `seen.parquet`; `trace` and `withdraw` read them. Opens no pickled file and loads no weights.
    """
    from moisson.contracts.token_files import TokenFiles
    from moisson.models.binding.bind import bind as bind_run
    from moisson.models.trainers.checkpoint import read_checkpoint, read_datamix, settings_files

    run = read_checkpoint(checkpoint, settings_files(config or []))
    run = run.with_said(
        steps=steps,
        batch=batch_size,
        length=sequence_length,
        seed=seed,
        shares=read_datamix(mix) if mix else None,
    )
    cache = cache or (Path(run.cache) if run.cache and Path(run.cache).is_dir() else None)
    opened = bind_run(checkpoint, run, list(map(TokenFiles.open, tokens)), into=to, cache=cache, tokenizer=tokenizer, name=name)
    if as_json:
        return say_json(opened.model.model_dump(mode="json"))
    from moisson.commands.messages.model import print_model

    return print_model(opened)
