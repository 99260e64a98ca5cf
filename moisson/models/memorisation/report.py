"""What was memorised: as JSON, a page of Markdown and a plot."""

from pathlib import Path

from moisson.contracts.disk import beside, disk
from moisson.contracts.identity import pretty_json
from moisson.contracts.intervals import Interval
from moisson.contracts.version import __version__
from moisson.models.interval_plot import interval_plot
from moisson.models.memorisation.memorised import CONTINUED, PREFIX, Memorised
from moisson.release.pack.markdown import code, escaped, prose, table

FORMAT = "moisson-memorised-1"
JSON, PAGE, PLOT = "memorised.json", "memorised.md", "memorised.svg"
HEAD = ("documents", "", "count", "exact", "near", "near, more than controls")


def write_memorised(found: Memorised, folder: Path) -> None:
    """Write all files; raises StorageError."""
    with disk(folder):
        folder.mkdir(parents=True, exist_ok=True)
    plot = interval_plot([(group.name, group.near) for group in found.groups], "Near continuations, share with 95% intervals")
    told = {"format": FORMAT, "moisson": __version__, **found.as_dict()}
    for name, data in ((PLOT, plot.encode()), (PAGE, _page(found).encode()), (JSON, pretty_json(told))):
        with beside(folder / name) as temporary:
            temporary.write_bytes(data)


def memorised_rows(found: Memorised) -> list[list[str]]:
    """The table, without its head."""
    return [
        [
            group.name,
            "memorised" if group.memorised else "",
            f"{len(group.said):,}",
            _share(group.exact),
            _share(group.near),
            _share(group.more_near) if group.more_near else "",
        ]
        for group in found.groups
    ]


def _share(each: Interval) -> str:
    return f"{each.value:.3f} ({each.low:.3f} to {each.high:.3f})"


def _page(found: Memorised) -> str:
    parts = [f"# What {escaped(found.model)} has memorised"]
    if found.private:
        parts.append("It stands on a private release: do not pass this page on.")
    parts += [
        f"The model read the first {PREFIX} tokens of each document and went on with its likeliest {CONTINUED}.",
        f"![Near continuations by how often documents were seen]({PLOT})",
        table(HEAD, [[escaped(cell) for cell in row] for row in memorised_rows(found)], range(2, 6)),
    ]
    if found.notes:
        parts.append("\n".join(f"- {prose(note)}" for note in found.notes))
    for group in found.groups:
        if group.worst:
            parts += [
                f"## Likest, {group.name}",
                table(("document", "likeness"), [(code(s.id), f"{s.likeness:.2f}") for s in group.worst], (1,)),
            ]
    return "\n\n".join(parts) + "\n"
