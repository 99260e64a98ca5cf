"""The command `run`."""

from moisson.commands.options import (
    CORES,
    WORKSPACE,
    Address,
    AsJson,
    BatchRows,
    On,
    Out,
    RecipePath,
    SiteFile,
    Sources,
    Workers,
    options,
)
from moisson.workspace.printing import say, say_json


def run(
    recipe: RecipePath,
    out: Out = WORKSPACE,
    source: Sources = None,
    workers: Workers = CORES,
    batch_rows: BatchRows = 1024,
    on: On = "local",
    site: SiteFile = None,
    address: Address = None,
    as_json: AsJson = False,
) -> None:
    """Run the stages of RECIPE over what has been harvested, and say what stays and what goes; writes no release."""
    from moisson.commands.messages.release import waiting
    from moisson.corpus.corpus import corpus
    from moisson.corpus.plan import harvested
    from moisson.corpus.recipe import load_recipe
    from moisson.workspace.options import Costs

    asked = options(out, workers, batch_rows, as_json, on=on, site=site, address=address)
    loaded = load_recipe(recipe, source or ())
    with asked.workspace.locked(), corpus(loaded, harvested(loaded, asked.workspace), asked, Costs()) as made:
        rows = [{"stage": label, "rows": rows, "dropped": dropped} for label, rows, dropped in made.funnel]
        kept, held = made.rows.num_rows, [one.id for one in made.held]
    if as_json:
        return say_json({"funnel": rows, "kept": kept, "held": held})
    for row in rows:
        say(f"{row['stage']:28} {row['rows']:>10,} in {row['dropped']:>10,} dropped")
    say(f"{'kept':28} {kept:>10,}")
    return say(waiting(held)) if held else None
