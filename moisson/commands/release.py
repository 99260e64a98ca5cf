"""The command `release`."""

from moisson.commands.options import (
    CORES,
    WORKSPACE,
    Address,
    AsJson,
    BatchRows,
    Key,
    On,
    Out,
    RecipePath,
    SiteFile,
    Sources,
    Workers,
    options,
)


def release(
    recipe: RecipePath,
    out: Out = WORKSPACE,
    source: Sources = None,
    workers: Workers = CORES,
    batch_rows: BatchRows = 1024,
    on: On = "local",
    site: SiteFile = None,
    address: Address = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Write the release of what has been harvested, without asking the network for anything."""
    from moisson.build import release as release_recipe
    from moisson.commands.messages.release import report
    from moisson.corpus.plan import harvested
    from moisson.corpus.recipe import load_recipe
    from moisson.workspace.energy import counted
    from moisson.workspace.options import Costs

    asked = options(out, workers, batch_rows, as_json, key, on, site, address)
    loaded = load_recipe(recipe, source or ())
    with asked.workspace.locked(), counted(asked.counters) as energy:
        built = release_recipe(loaded, harvested(loaded, asked.workspace), asked, Costs(energy=energy))
    report(built, as_json)
