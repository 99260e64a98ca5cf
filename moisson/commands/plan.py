"""The command `plan`."""

from pathlib import Path
from typing import Annotated

import typer

from moisson.commands.options import WORKSPACE, AsJson, Out
from moisson.workspace.printing import say_json

RECIPE = typer.Argument(metavar="RECIPE", help="A recipe of which a sample has been built in the workspace.")


def sites(incomplete: str) -> list[str]:
    """Ready-made sites for a shell to complete."""
    from moisson.compute.machine import known_sites

    return [name for name in known_sites() if name.startswith(incomplete)]


SiteName = Annotated[
    str, typer.Option("--site", metavar="SITE", help="A ready-made site, or a site file in TOML.", autocompletion=sites)
]
PartitionName = Annotated[str | None, typer.Option("--partition", help="Which of the site's nodes; else the first that fit.")]
Sample = Annotated[
    list[Path] | None,
    typer.Option("--sample", metavar="RELEASE", help="The sample's release; two of different sizes say what does not grow."),
]


def plan(
    recipe: Annotated[Path | None, RECIPE] = None,
    documents: Annotated[
        str | None, typer.Option(metavar="N", help="How many documents the sources will offer: 1e9, 3m.")
    ] = None,
    site: SiteName = "own",
    partition: PartitionName = None,
    sample: Sample = None,
    model: Annotated[str | None, typer.Option(metavar="N", help="Instead: train a model of N parameters, as 1.3b.")] = None,
    tokens: Annotated[str | None, typer.Option(metavar="N", help="On so many tokens, as 100e9.")] = None,
    share: Annotated[
        str | None,
        typer.Option("--utilisation", metavar="LOW-HIGH", help="Of the accelerators' peak, as 0.3-0.4; else as published."),
    ] = None,
    context: Annotated[int, typer.Option(min=1, help="Tokens that the model sees at once.")] = 4096,
    out: Out = WORKSPACE,
    as_json: AsJson = False,
) -> None:
    """Forecast what a corpus takes on a site, from a sample that has been built; or what the training of a model takes.

    Node-hours, energy, CO2, money, disk, files and jobs, with the fields that applications to GENCI or EuroHPC ask for. What a
    site does not publish is named, and what needs it is left open.
    """
    from moisson.compute.application import of_corpus, of_training
    from moisson.compute.forecast import forecast
    from moisson.compute.machine import machine
    from moisson.compute.training import number, training, utilisation
    from moisson.contracts.errors import UserError

    where = machine(site)
    name, nodes = where.partition(partition or (where.training_partition() if model else None))
    if model or tokens:
        if recipe or documents or not (model and tokens):
            raise UserError("a training is asked for with --model and --tokens, and without a recipe or --documents.")
        asked = number(model, "--model"), number(tokens, "--tokens")
        made = training(*asked, where, name, nodes, context=context, share=utilisation(share) if share else None)
        forms = of_training(made, where, name, nodes)
        told = made.as_dict()
    else:
        if not recipe or not documents:
            raise UserError("name a recipe, and with --documents how many its sources will offer; or --model and --tokens.")
        count = round(number(documents, "--documents"))
        grown = forecast([costs_of_release(path) for path in sample or [_latest(recipe, out)]], count, where, name, nodes)
        forms = of_corpus(grown, where, name, nodes)
        told = grown.as_dict()
    sources = {key: origin.model_dump(mode="json", exclude_none=True) for key, origin in where.sources.items()}
    told = {"site": where.title, "partition": name, **told, "applications": forms, "sources": sources}
    if as_json:
        return say_json(told)
    from moisson.commands.messages.plan import print_plan

    print_plan(told)
    return None


def _latest(recipe: Path, out: Path) -> Path:
    from moisson.contracts.errors import NotFound
    from moisson.corpus.recipe import load_recipe
    from moisson.workspace.storage import Workspace

    folder = Workspace(out).releases(load_recipe(recipe, ()).name) / "latest"
    if not folder.exists():
        raise NotFound(
            f"no sample of {recipe} has been built in {out}: run `moisson build {recipe} --out {out}` on a part of it."
        )
    return folder


def costs_of_release(release: Path) -> dict[str, object]:
    """What the build of a release took; raises NotFound, or UserError where that was edited."""
    from moisson.contracts.errors import NotFound, UserError
    from moisson.release.manifest import COSTS, costs_hold
    from moisson.workspace.storage import read_json

    path = release / COSTS
    if not path.is_file():
        raise NotFound(f"{release} has no {COSTS}, which says what its build took; name a release that was built here.")
    if not costs_hold(path):
        raise UserError(f"{path} is not as it was written: its digest does not fit; build the sample again.")
    costs: dict[str, object] = read_json(path)
    return costs
