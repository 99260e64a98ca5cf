"""The command `apply-withdrawals`."""

from pathlib import Path
from typing import Annotated

import typer

from moisson.commands.options import AsJson, Key
from moisson.commands.withdraw import RETRAIN
from moisson.workspace.printing import say, say_json


def apply_withdrawals(
    feed: Annotated[Path, typer.Argument(metavar="FEED", help="The maker's withdrawals.jsonl.")],
    release: Annotated[Path, typer.Argument(metavar="RELEASE", help="The folder of your copy; it is cleaned in its place.")],
    feed_key: Annotated[
        str | None,
        typer.Option("--feed-key", metavar="KEY", help="The public key that signs the feed, where it is not the release's."),
    ] = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Clean a copy of a release of what its maker has withdrawn since, and document and sign it anew."""
    from moisson.contracts.sign import public_key, signer
    from moisson.stewardship.feed import read_feed, today
    from moisson.stewardship.withdraw.apply import apply_withdrawals as apply

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
