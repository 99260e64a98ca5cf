"""What a model was trained on, for a person to read."""

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
