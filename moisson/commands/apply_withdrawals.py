"""The command `apply-withdrawals`."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from moisson.commands.options import AsJson, Key
from moisson.commands.withdraw import RETRAIN
from moisson.workspace.printing import say, say_json

AS = typer.Option(
    "--as", help="Of tokens: the indices of withdrawn documents, a mask of what may count, or the files without them, in place."
)
TO = typer.Option("--to", metavar="DIR", help="The folder for withdrawn.json, which has the indices, and for masks.")


def apply_withdrawals(
    feed: Annotated[Path, typer.Argument(metavar="FEED", help="The maker's withdrawals.jsonl.")],
    release: Annotated[
        Path,
        typer.Argument(metavar="RELEASE", help="The folder of your copy, or of tokens: cleaned in its place; or of a model."),
    ],
    tokens_as: Annotated[Literal["indices", "mask", "rewrite"] | None, AS] = None,
    to: Annotated[Path | None, TO] = None,
    feed_key: Annotated[
        str | None,
        typer.Option("--feed-key", metavar="KEY", help="The public key that signs the feed, where it is not the release's."),
    ] = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Clean a copy of a release of what its maker has withdrawn since, and document and sign it anew; or tokens made of it.

    Of a model it says what it saw of that, by which step, and enters it into its record.
    """
    from moisson.contracts.errors import UserError
    from moisson.contracts.model_file import MODEL
    from moisson.contracts.sign import public_key, signer
    from moisson.contracts.token_files import is_tokens
    from moisson.stewardship.feed import read_feed, today
    from moisson.stewardship.withdraw.apply import apply_withdrawals as apply

    if is_tokens(release):
        return _tokens(feed, release, tokens_as, to, feed_key, as_json)
    if tokens_as is not None or to is not None:
        raise UserError(f"--as and --to are for tokens, and {release} holds none; a release is cleaned in its place.")
    if (release / MODEL).is_file():
        return _model(feed, release, feed_key, as_json)
    gone = apply(feed, release, signer(key), public_key(feed_key) if feed_key else None)
    if as_json:
        return say_json({"release": str(release), "withdrawn": gone, "feed": read_feed(feed, None).as_dict()})
    say(read_feed(feed, None).said(today()))
    for id, name in sorted(gone.items()):
        say(f"Taken out: {id}, now {name}")
    say(f"{len(gone):,} documents taken out." if gone else f"{release} holds none of the withdrawn documents; it is as it was.")
    if gone and (release / ".git").exists():
        say(f"{release / '.git'} was left as it is: its history still holds them.")
    return say(RETRAIN) if gone else None


def _tokens(feed: Path, folder: Path, tokens_as: str | None, to: Path | None, feed_key: str | None, as_json: bool) -> None:
    from moisson.commands.messages.tokens import print_gone
    from moisson.contracts.errors import UserError
    from moisson.contracts.sign import public_key
    from moisson.models.tokens.take_back import find_withdrawn, rewrite, write_indices, write_masks

    if tokens_as is None or (to is None) != (tokens_as == "rewrite"):
        raise UserError("tokens want --as indices --to DIR, --as mask --to DIR, or --as rewrite, which is in place.")
    gone = find_withdrawn(feed, folder, public_key(feed_key) if feed_key else None)
    if to is None:
        rewrite(gone)
    else:
        (write_masks if tokens_as == "mask" else write_indices)(gone, to)
    if as_json:
        return say_json({"folder": str(folder), "as": tokens_as, **gone.as_dict()})
    print_gone(gone, to)
    return say(RETRAIN) if gone.documents else None


def _model(feed: Path, folder: Path, feed_key: str | None, as_json: bool) -> None:
    from moisson.commands.messages.model import print_taken
    from moisson.contracts.sign import public_key
    from moisson.models.take_back import apply_feed

    taken = apply_feed(feed, folder, public_key(feed_key) if feed_key else None).as_dict()
    if as_json:
        return say_json(taken)
    return print_taken([taken])
