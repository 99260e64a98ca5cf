"""What a model was trained on, and what of it is gone, for a person to read."""

from collections.abc import Iterable, Mapping
from typing import Any

from moisson.commands.terminal import out
from moisson.contracts.model_file import ModelFile
from moisson.release.wording import counted, number

SHOWN = 12


def print_model(opened: ModelFile) -> None:
    """What was bound, and where that is written."""
    console, model = out(), opened.model
    console.print(model.name, style="bold", markup=False)
    size = f"{number(model.parameters)} parameters" if model.parameters else "the number of its parameters is not known"
    console.print(f"{model.trainer.kind}, {counted(model.steps, 'step')}, {number(model.tokens_seen or 0)} tokens; {size}.")
    for folder in model.tokens:
        mark = ", private" if folder.release.private else ""
        console.print(f"release {folder.release.name}{mark}, root {folder.release.root[:12]}…", markup=False)
        for dataset in folder.datasets:
            seen, times = (
                number(dataset.tokens_seen or 0),
                f"{dataset.epochs or 0:.2f} times {counted(dataset.documents, 'document')}",
            )
            console.print(f"  {dataset.name}: {seen} tokens, {times}", markup=False)
    for each in model.sources[:SHOWN]:
        facts = ", ".join(part or "not said" for part in (each.source, each.license, each.language))
        console.print(f"  {facts}: {number(each.tokens_seen)} tokens", markup=False)
    if len(model.sources) > SHOWN:
        console.print(f"  … and {len(model.sources) - SHOWN:,} more in model.json")
    for name, tokens in model.trainer.configuration.get("other_datasets", {}).items():
        console.print(f"trained on data that was not given, too: {name}, {number(tokens)} tokens", style="yellow", markup=False)
    if model.order == "known":
        console.print("Which step saw which document is known: seen.parquet says it.")
    else:
        console.print(f"Which step saw which document is not known. {model.why} Counts are what the weights let one expect.")
    console.print(f"Written to {opened.folder}: model.json, seen.parquet.", markup=False)


def print_seen(models: Iterable[Mapping[str, Any]]) -> None:
    """What models saw of a document."""
    console = out()
    for model in models:
        named = f"{model['model']} ({model['folder']})"
        known = model["order"] == "known"
        if not model["seen"]:
            said = (
                "did not see it" if known else "was trained on nothing that holds it, as far as the weights of its data mix say"
            )
            console.print(f"model {named} {said}", markup=False)
        for row in model["seen"]:
            share = row["tokens_seen"] / model["tokens_of_model"] if model["tokens_of_model"] else 0.0
            tokens = f"{number(row['tokens_seen'])} tokens ({share:.6%} of all)"
            if known:
                when = f"steps {number(row['first_step'])} to {number(row['last_step'])}, {row['times']:.2f} times"
                console.print(f"model {named} saw {row['id']}: {when}, {tokens}", markup=False)
            else:
                times = f"it is expected {row['times']:.2f} times, {tokens}; by which step is not known. {model['why']}"
                console.print(f"model {named} may have seen {row['id']}: {times}", markup=False)


def print_taken(taken: Iterable[Mapping[str, Any]]) -> None:
    """What a withdrawal means for models, as `Taken.as_dict` says it."""
    console = out()
    for model in taken:
        named, gone = f"{model['model']} ({model['folder']})", model["withdrawn"]
        if not gone:
            console.print(f"Model {named} saw nothing of it.", markup=False)
            continue
        share = f", {model['share']:.6%} of what it read" if model["share"] is not None else ""
        console.print(
            f"Model {named} saw {counted(len(gone), 'withdrawn document')}, {number(model['tokens'])} tokens{share}.",
            markup=False,
        )
        for each in gone:
            when = (
                "the steps are not known"
                if each["first_step"] is None
                else f"steps {each['first_step']:,} to {each['last_step']:,}"
            )
            console.print(f"  {each['name']}: {when}, {each['times']:.2f} times", markup=False)
        console.print(f"  {_retrain(model)} Its model.json says so under `withdrawn`.", markup=False)


def _retrain(model: Mapping[str, Any]) -> str:
    """From where to train again without what is withdrawn."""
    if model["first_step"] is None:
        return "To forget it, train again from the start without it: by which step it was seen is not known."
    last, before = f"step {model['first_step'] - 1:,}", model["retrain_from"]
    found = f"{before['checkpoint']} is the newest here" if before else "none is here, so from the start"
    return f"To forget it, train again without it from a checkpoint of {last} at the latest: {found}."
