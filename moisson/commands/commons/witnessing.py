"""The commands `commons checkpoint` and `commons witness`."""

from pathlib import Path
from typing import Annotated

import typer

from moisson.commands.commons.acting import CommonsPath, Key
from moisson.workspace.printing import say

MEMORY = typer.Option("--memory", metavar="FILE", help="Where this witness remembers what it cosigned last; else its own folder.")


def checkpoint(commons: CommonsPath, key: Key = None) -> None:
    """Make a checkpoint over all events, and events.jsonl for readers over the web; two witnesses of two colleges cosign it."""
    from moisson.commons.witness import make_checkpoint
    from moisson.contracts.sign import signer

    made = make_checkpoint(commons, signer(key))
    say(
        f"Checkpoint over {made.size:,} events, root {made.root.hex()}; witnesses cosign it: `moisson commons witness {commons}`."
    )


def witness(commons: CommonsPath, memory: Annotated[Path | None, MEMORY] = None, key: Key = None) -> None:
    """Cosign the checkpoint as a witness: only where the log holds, and begins as when this witness last cosigned."""
    from moisson.commons.witness import cosign
    from moisson.contracts.sign import signer

    made = cosign(commons, signer(key), memory)
    say(f"Cosigned: {made.size:,} events, root {made.root.hex()}.")
