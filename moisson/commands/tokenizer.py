"""The command `tokenizer`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from moisson.commands.options import AsJson, ReleasePath
from moisson.workspace.printing import say, say_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from moisson.models.tokenizer.fertility import Fertility

Trainer = Literal["rustbpe", "tokenizers"]
TO = typer.Option("--to", metavar="DIR", help="The folder to write; it must not be there yet, or be empty.")
VOCABULARY = typer.Option("--vocabulary", metavar="N", min=257, help="Tokens in all, `<|endoftext|>` among them.")
MEGABYTES = typer.Option("--megabytes", metavar="MB", min=1, help="The most text to train on, all languages together.")
WEIGHT = typer.Option("--weight", metavar="LANGUAGE=N", help="How many times the bytes of another; 1 where unsaid, 0 for none.")
TRAINER = typer.Option("--trainer", help="Which library learns the merges; rustbpe where it is installed and none is named.")
BESIDE = typer.Option("--beside", metavar="FILE", help="Another tokenizer.json, or its folder, to measure beside it.")
PRIVATE = typer.Option("--private", help="Train on a private release; the tokenizer bears the mark.")


def tokenizer(
    release: ReleasePath,
    to: Annotated[Path, TO],
    vocabulary: Annotated[int, VOCABULARY] = 32_768,
    megabytes: Annotated[int, MEGABYTES] = 100,
    weight: Annotated[list[str] | None, WEIGHT] = None,
    trainer: Annotated[Trainer | None, TRAINER] = None,
    beside: Annotated[list[Path] | None, BESIDE] = None,
    private: Annotated[bool, PRIVATE] = False,
    as_json: AsJson = False,
) -> None:
    """Train a byte-level BPE tokenizer on a release, as much of each language, and measure what each language costs."""
    from moisson.models.tokenizer.make import Wanted, make_tokenizer

    wanted = Wanted(vocabulary, megabytes * 1_000_000, _weights(weight or []), trainer, beside or ())
    account, measured = make_tokenizer(release, to, wanted, private=private)
    if as_json:
        say_json(account | {"fertility": [each.account() for each in measured]})
    else:
        _print(account, measured, to)


def _weights(said: list[str]) -> dict[str, float]:
    """Weights by language; raises UserError where one is no `LANGUAGE=N`."""
    from math import isfinite

    from moisson.contracts.errors import UserError

    found: dict[str, float] = {}
    for one in said:
        language, _, value = one.partition("=")
        try:
            found[language] = float(value)
        except ValueError:
            found[language] = -1
        if not language or not isfinite(found[language]) or found[language] < 0:
            raise UserError(f"--weight {one} is no weight; write LANGUAGE=N, such as --weight fr=2.")
    return found


def _print(account: dict[str, Any], measured: "Sequence[Fertility]", to: Path) -> None:
    by = f"{account['trainer']['name']} {account['trainer']['version']}"
    say(f"{account['vocabulary']:,} tokens of {account['release']['name']} are in {to}, learnt by {by}.")
    if account["vocabulary"] < account["vocabulary_asked"]:
        say(f"! {account['vocabulary_asked']:,} were asked for: the texts have no more pairs to merge.")
    languages = account["languages"]
    say(f"{account['bytes']:,} bytes were read, of {len(languages)} languages; {account['most_bytes']:,} at most.")
    if less := [f"{one['language']} {one['bytes']:,}" for one in languages if one["whole"]]:
        say(f"  All they have, less than their share, gave: {', '.join(less)} (bytes).")
    if account["private"]:
        say("! It comes from a private release: do not publish it, nor what is made with it.")
    width = max((len(name) for each in measured for name in each.tokens), default=0)
    for each in measured:
        for name in each.tokens:
            seen = "" if each.unseen else "  (on texts trained on: none was held out)"
            figures = f"{each.tokens_a_word(name):5.2f} tokens a word, {each.bytes_a_token(name):5.2f} bytes a token"
            say(f"  {each.language:4} {name:{width}}  {figures}{seen}")
    say(f"Drawn in {to / 'fertility.svg'}.")
