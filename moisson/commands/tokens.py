"""The command `tokens`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from moisson.commands.options import CORES, WORKSPACE, Address, AsJson, On, Out, ReleasePath, SiteFile, Workers, options
from moisson.workspace.printing import say, say_json

if TYPE_CHECKING:
    from moisson.models.tokens.make import Made

TOKENIZER = typer.Option(
    "--tokenizer", metavar="FILE", help="A tokenizer.json, as Hugging Face's libraries write it, or the folder that has one."
)
TOKENIZER_NAME = typer.Option(
    "--tokenizer-name",
    metavar="NAME",
    help="What trainers load it by, for tokenizer_name.txt; else the name of its file or folder.",
)
END = typer.Option(
    "--end-of-text",
    metavar="TOKEN",
    help="The token that ends each document, or its id; else the `eos_token` of tokenizer_config.json.",
)
TO = typer.Option(
    "--to", metavar="DIR", help="The folder to write, which may hold the tokens of an older release; else one in the workspace."
)
SINCE = typer.Option("--since", metavar="DIR", help="Tokens of an older release, from which those of unchanged texts are copied.")
BY = typer.Option(
    "--by", metavar="NAMES", help="What the documents of one dataset share: source, language, license, with commas."
)
REPEAT = typer.Option(
    "--repeat", metavar="NAME=VALUE:TIMES", help="How often to see datasets, as language=br:4; may be repeated, and multiplies."
)
MIX = typer.Option(
    "--mix",
    metavar="FILE",
    help="How often to see datasets, as another team has it: Luciole's datamix.json or repeats.csv, Lucie's weights by language"
    " and source, or Megatron's weights and prefixes.",
)
SEQ_LENGTH = typer.Option("--seq-length", min=1, help="Tokens of one sample, for the weights in datamix.json.")
BATCH_SIZE = typer.Option("--batch-size", min=1, help="Samples of one step: `total_tokens` in datamix.json are whole steps.")
DATA_PATH = typer.Option("--data-path", help="Where trainers will find the folder, for datamix.json.")
HELD_OUT = typer.Option(
    "--held-out", metavar="SHARE", help="Leave out this share of the documents, in whole clusters, for `moisson evaluate`."
)
FOR = typer.Option("--for", help="Lay the tokens out for this trainer, too.")
PRIVATE = typer.Option("--private", help="Take a release that must not be published; the tokens then bear that mark.")


def tokens(
    release: ReleasePath,
    tokenizer: Annotated[Path, TOKENIZER],
    to: Annotated[Path | None, TO] = None,
    since: Annotated[Path | None, SINCE] = None,
    by: Annotated[str, BY] = "source",
    repeat: Annotated[list[str] | None, REPEAT] = None,
    mix: Annotated[Path | None, MIX] = None,
    laid_out_for: Annotated[Literal["olmo"] | None, FOR] = None,
    tokenizer_name: Annotated[str | None, TOKENIZER_NAME] = None,
    end_of_text: Annotated[str | None, END] = None,
    seq_length: Annotated[int, SEQ_LENGTH] = 4096,
    batch_size: Annotated[int, BATCH_SIZE] = 1,
    data_path: Annotated[str, DATA_PATH] = ".",
    held_out: Annotated[float, HELD_OUT] = 0.0,
    private: Annotated[bool, PRIVATE] = False,
    out: Out = WORKSPACE,
    workers: Workers = CORES,
    on: On = "local",
    site: SiteFile = None,
    address: Address = None,
    as_json: AsJson = False,
) -> None:
    """Write a release as tokens for Megatron, NeMo and nanotron, in which every range keeps its document's id and version."""
    from moisson.contracts.token_files import Mix
    from moisson.models.mix_file import read_mix
    from moisson.models.tokens.make import Asked, make_tokens
    from moisson.models.tokens.mixture import Repeat
    from moisson.workspace.options import BATCH_ROWS

    asked = Asked(
        tokenizer,
        tokenizer_name,
        end_of_text,
        tuple(name.strip() for name in by.split(",")),
        [Repeat.parse(each) for each in repeat or ()],
        None if mix is None else read_mix(mix),
        Mix(seq_length=seq_length, batch_size=batch_size, data_path=data_path),
        held_out,
        olmo=laid_out_for == "olmo",
        private=private,
    )
    made = make_tokens(release, asked, options(out, workers, BATCH_ROWS, as_json, None, on, site, address), to, since)
    if as_json:
        say_json({"folder": str(made.folder), "copied": made.copied, **made.manifest.model_dump(mode="json")})
    else:
        _print(made)


def _print(made: "Made") -> None:
    from moisson.contracts.token_files import SUFFIX

    manifest = made.manifest
    say(
        f"{manifest.documents:,} documents of {manifest.release.name} are {manifest.tokens:,} tokens of"
        f" {manifest.tokenizer.name}, in {made.folder}."
    )
    for each in manifest.datasets:
        weight = f"weight {each.weight:,}" if each.weight else "less than one sample: not in datamix.json"
        say(f"  {each.name}{SUFFIX}: {each.documents:,} documents, {each.tokens:,} tokens × {each.repeats:g}, {weight}")
    if made.mixed and made.mixed.left_out:
        say(f"! The mix names none of these, which are not seen: {', '.join(made.mixed.left_out)}.")
    if made.mixed and made.mixed.elsewhere:
        say(f"  {len(made.mixed.elsewhere):,} names of the mix are of no dataset here.")
    if made.copied:
        say(f"  {made.copied:,} documents' tokens were copied from before, {manifest.documents - made.copied:,} are new.")
    if manifest.held_out:
        say(f"  Held out: {manifest.held_out:g} of the documents, which `moisson evaluate` finds again.")
    if manifest.release.private:
        say("! They bear the mark of their release: it must not be published, and so neither must a model made of it.")
