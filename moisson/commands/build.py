"""The command `build`."""

from moisson.commands.options import (
    CORES,
    WORKSPACE,
    AcceptLoss,
    Address,
    AsJson,
    BatchRows,
    Key,
    On,
    Out,
    Proxy,
    RecipePath,
    SiteFile,
    Sources,
    Workers,
    options,
)


def build(
    recipe: RecipePath,
    out: Out = WORKSPACE,
    source: Sources = None,
    workers: Workers = CORES,
    batch_rows: BatchRows = 1024,
    on: On = "local",
    site: SiteFile = None,
    address: Address = None,
    accept_loss: AcceptLoss = False,
    key: Key = None,
    proxy: Proxy = None,
    as_json: AsJson = False,
) -> None:
    """Harvest, run and release: all that RECIPE asks for and is not done yet."""
    from moisson.build import build as build_recipe
    from moisson.commands.messages.release import report
    from moisson.corpus.recipe import load_recipe

    del proxy  # heard before
    asked = options(out, workers, batch_rows, as_json, key, on, site, address)
    report(build_recipe(load_recipe(recipe, source or ()), asked, accept_loss=accept_loss), as_json)
