"""The command `map`."""

from typing import Annotated

import typer

from moisson.commands.options import CORES, WORKSPACE, AsJson, BatchRows, Out, RecipePath, Sources, Workers, options
from moisson.workspace.printing import say, say_json


def map(
    recipe: RecipePath,
    out: Out = WORKSPACE,
    slice: Annotated[str, typer.Option(metavar="I/N", help="Which of N slices to do, from 0/N to N-1/N.")] = "0/1",
    source: Sources = None,
    workers: Workers = CORES,
    batch_rows: BatchRows = 1024,
    as_json: AsJson = False,
) -> None:
    """Read documents and run the stages before the corpus, a slice of them: as many machines at once as see the workspace.

    A slice may be repeated, and does what is left of it. Once all are done, `moisson build` goes on from there.
    """
    from moisson.compute.local import Local
    from moisson.compute.rounds import Slice
    from moisson.contracts.errors import NotFound
    from moisson.corpus.plan import harvested, map_slice
    from moisson.corpus.recipe import load_recipe

    share = Slice.parse(slice)
    if not out.is_dir():
        raise NotFound(f"there is no workspace at {out}; name the folder that all machines see with --out.")
    asked = options(out, workers, batch_rows, as_json)
    loaded = load_recipe(recipe, source or ())
    with Local(workers) as runner:
        done = map_slice(loaded, harvested(loaded, asked.workspace), asked, share, runner)
    if as_json:
        return say_json({"slice": str(share), "done": done.tasks, "left": done.left, "all": done.all})
    left = f"{done.left:,} are left to other slices" if done.left else "none is left: `moisson build` goes on"
    return say(f"slice {share}: all its {done.tasks:,} tasks are done; of {done.all:,} in all, {left}.")
