"""The figures of the report, each a function of `stats.json`: what it draws, and the same as a table."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from moisson.release.page import code, figure, legend, link, prose, row, rows, table, text
from moisson.release.svg import Part, bar
from moisson.release.wording import FORCES, UNSAID, about_stage, class_name, counted, number, percent, ratio, reason

Stats = Mapping[str, Any]
Row = Mapping[str, Any]

MOST_COLOURS = 7
REASON_COLOURS = ("c4", "c1", "c5", "c3", "c7", "c8")
FORCE_COLOURS = {"in-force": "c2", "future": "c3", "repealed": "c4", None: "quiet"}
MANY = len(REASON_COLOURS)
MOST_REASONS = 15
MOST_CONTAINERS = 12


def series(stats: Stats) -> dict[str, str]:
    """A colour for each source; beyond seven, the smaller ones share the quiet one."""
    by_size = sorted(stats["sources"], key=lambda source: (-source["documents"], source["name"]))
    return {source["name"]: f"c{place + 1}" if place < MOST_COLOURS else "quiet" for place, source in enumerate(by_size)}


def source_legend(stats: Stats, only: Collection[str] | None = None) -> str:
    """What the colours of the sources mean: of all, or of those that a figure shows."""
    colours = series(stats)
    shown = [source for source in stats["sources"] if only is None or source["name"] in only]
    named = [(colours[source["name"]], source["title"]) for source in shown if colours[source["name"]] != "quiet"]
    return legend([*named, ("quiet", "other sources")] if len(named) < len(shown) else named)


def by_source(stats: Stats) -> str:
    """Documents and words, side by side: a source of many short texts is not the larger one."""
    colours = series(stats)
    most = {name: max((source[name] for source in stats["sources"]), default=0) for name in ("documents", "words")}
    drawn = [
        figure(
            caption,
            rows(
                row(
                    text(source["title"]),
                    f"<strong>{number(source[name])}</strong> · {percent(source[f'share_of_{name}'])}",
                    [Part(source[name], colours[source["name"]], f"{number(source[name])} {name}")],
                    most[name],
                    f"{source['title']}: {number(source[name])} {name}",
                )
                for source in stats["sources"]
            ),
            _source_table(stats),
        )
        for name, caption in (("documents", "Documents by source"), ("words", "Words by source"))
    ]
    return f'<div class="pair">{"".join(drawn)}</div>'


def _source_table(stats: Stats) -> str:
    head = ("Source", "Publisher", "Found", "Released", "Words", "Share of words", "Median length")
    return table(
        head,
        [
            (
                f"{text(source['title'])}<br/>{code(source['name'])}",
                link(source["publisher"].get("name"), source["publisher"].get("url")),
                *(number(source[name]) for name in ("found", "documents", "words")),
                percent(source["share_of_words"]),
                number(source["lengths"]["p50"]),
            )
            for source in stats["sources"]
        ],
        right=range(2, 7),
    )


def containers(stats: Stats) -> str:
    """The codes, agreements and themes with most documents."""
    colours, largest = series(stats), stats["containers"]["largest"]
    if not largest:
        return ""
    shown = largest[:MOST_CONTAINERS]
    drawing = rows(
        row(
            text(entry["title"] or entry["id"]),
            f"<strong>{number(entry['documents'])}</strong>",
            [Part(entry["documents"], colours.get(entry["source"], "quiet"), f"{number(entry['documents'])} documents")],
            largest[0]["documents"],
            f"{entry['title'] or entry['id']}: {number(entry['documents'])} documents",
        )
        for entry in shown
    )
    cells = [
        (text(entry["title"] or "–"), code(entry["id"]), number(entry["documents"]), number(entry["words"])) for entry in largest
    ]
    held = counted(stats["containers"]["containers"], "code, agreement or theme", "codes, agreements and themes")
    caption = f"Documents are part of {held}" + (
        f"; the {len(shown)} largest" if len(shown) < stats["containers"]["containers"] else ""
    )
    return figure(
        caption,
        source_legend(stats, {entry["source"] for entry in shown}) + drawing,
        table(("Part of", "Id", "Documents", "Words"), cells, right=(2, 3)),
    )


def steps(stats: Stats) -> str:
    """From found to released, one bar for each step: what is left, and what the step took out."""
    funnel = stats["funnel"]
    whole = max(step["documents"] for step in funnel)
    items, cells = [], []
    for place, step in enumerate(funnel):
        gone = step["dropped"] if place else 0  # what the harvest did not take in was never found
        why = [f"{text(reason(step['stage'], entry['reason']))} {number(entry['documents'])}" for entry in step["reasons"]]
        left, taken = f"{number(step['documents'])} left", f"{number(gone)} taken out"
        value = f"<strong>{number(step['documents'])}</strong>" + (f" · {taken}" if gone else "")
        parts = [Part(step["documents"], "kept", left), Part(gone, "dropped", taken)]
        note = prose(about_stage(stats, step["step"]))
        if why:
            note += f"<br/>{'' if place else 'Not taken in at harvest: '}{', '.join(why)}"
        items.append(row(code(step["step"]), value, parts, whole, f"{step['step']}: {left}, {taken}", note))
        cells.append((code(step["step"]), number(step["dropped"]), number(step["documents"]), "<br/>".join(why) or "–"))
    drawing = legend([("kept", "left after the step"), ("dropped", "taken out by the step")]) + rows(items)
    return figure("Step by step", drawing, table(("Step", "Taken out", "Left", "Reasons"), cells, right=(1, 2)))


def fates(stats: Stats) -> str:
    """What became of each source's documents, each source at full width: kept, or why not."""
    colours = _reason_colours(stats)
    items, cells = [], []
    for source in stats["sources"]:
        kept, name = source["documents"], code(source["name"])
        whole = kept + source["dropped"]["documents"]
        lost = source["dropped"]["reasons"]
        ordered = sorted(lost, key=lambda entry: list(colours).index(_key(entry)) if _key(entry) in colours else MANY)
        parts = [Part(kept, "kept", f"kept: {number(kept)}"), *(_lost(entry, colours) for entry in ordered)]
        said = "; ".join(part.label for part in parts)
        value = f"<strong>{percent(ratio(kept, whole))}</strong> kept · {number(kept)} of {number(whole)}"
        items.append(row(text(source["title"]), value, parts, whole, f"{source['title']}: {said}"))
        cells.append((name, "kept", "–", number(kept)))
        cells += [(name, code(e["stage"]), text(reason(*_key(e))), number(e["documents"])) for e in lost]
    meaning = [("kept", "kept"), *((colour, _said(*key)) for key, colour in colours.items())]
    if any(_key(entry) not in colours for source in stats["sources"] for entry in source["dropped"]["reasons"]):
        meaning.append(("quiet", "other reasons"))
    numbers = table(("Source", "Stage", "Reason", "Documents"), cells, right=(3,))
    return figure("What became of the documents of each source", legend(meaning) + rows(items), numbers)


def _reason_colours(stats: Stats) -> dict[tuple[str, str], str]:
    """A colour for each of the most frequent reasons, over all sources."""
    totals: dict[tuple[str, str], int] = {}
    for source in stats["sources"]:
        for entry in source["dropped"]["reasons"]:
            totals[_key(entry)] = totals.get(_key(entry), 0) + entry["documents"]
    named = sorted(totals, key=lambda key: (-totals[key], key))
    return dict(zip(named, REASON_COLOURS, strict=False))


def _lost(entry: Row, colours: Mapping[tuple[str, str], str]) -> Part:
    return Part(entry["documents"], colours.get(_key(entry), "quiet"), f"{_said(*_key(entry))}: {number(entry['documents'])}")


def _key(entry: Row) -> tuple[str, str]:
    return entry["stage"], entry["reason"]


def _said(stage: str, why: str) -> str:
    return f"{stage}: {reason(stage, why)}"


def reasons(stats: Stats) -> str:
    """The ledger's most frequent reasons."""
    ordered = sorted(stats["ledger"], key=lambda entry: (-entry["documents"], entry["stage"], entry["reason"]))
    if not ordered:
        return ""
    shown = ordered[:MOST_REASONS]
    drawing = rows(
        row(
            f"{code(entry['stage'])} {text(reason(entry['stage'], entry['reason']))}",
            f"<strong>{number(entry['documents'])}</strong>",
            [Part(entry["documents"], "dropped", number(entry["documents"]))],
            ordered[0]["documents"],
            f"{_said(*_key(entry))}: {number(entry['documents'])}",
        )
        for entry in shown
    )
    cells = [
        (
            code(entry["stage"]),
            text(reason(entry["stage"], entry["reason"])),
            number(entry["documents"]),
            "<br/>".join(f"{code(name)} {number(count)}" for name, count in sorted(entry["sources"].items())),
        )
        for entry in ordered
    ]
    caption = "Reasons in the ledger" + (
        f": the {len(shown)} most frequent of {len(ordered)}" if len(shown) < len(ordered) else ""
    )
    return figure(caption, drawing, table(("Stage", "Reason", "Rows", "By source"), cells, right=(2,)))


def stacked(entries: Sequence[tuple[str, str, Row]], stats: Stats, caption: str, first: str) -> str:
    """Rows of (name as HTML, colour, figures), each as a share of all documents."""
    whole = stats["totals"]["documents"]
    drawing = rows(
        row(
            name,
            f"<strong>{number(entry['documents'])}</strong> · {percent(ratio(entry['documents'], whole))}",
            [Part(entry["documents"], colour, f"{number(entry['documents'])} documents")],
            whole,
            f"{number(entry['documents'])} of {number(whole)} documents",
        )
        for name, colour, entry in entries
    )
    cells = [
        (name, number(entry["documents"]), percent(ratio(entry["documents"], whole)), number(entry["words"]))
        for name, _, entry in entries
    ]
    return figure(caption, drawing, table((first, "Documents", "Share", "Words"), cells, right=(1, 2, 3)))


def law(stats: Stats) -> str:
    """The publisher's states, coloured by what they mean on the recipe's date."""
    forces = sorted(stats["force"], key=lambda part: list(FORCE_COLOURS).index(part["force"]))
    said = {part["force"]: f"{_force(part['force'])}: {number(part['documents'])}" for part in forces}
    parts = [Part(part["documents"], FORCE_COLOURS[part["force"]], said[part["force"]]) for part in forces]
    meaning = legend((part.colour, part.label) for part in parts)
    summary = bar(parts, stats["totals"]["documents"], "; ".join(said.values()))
    entries = [
        (
            f"{code(part['legal_state']) if part['legal_state'] else 'no state given'} · {_force(part['force'])}",
            FORCE_COLOURS.get(part["force"], "quiet"),
            part,
        )
        for part in stats["legal"]
    ]
    day = f" on {stats['recipe']['as_of']}" if stats["recipe"]["as_of"] else ""
    cells = [(_force(part["force"]), number(part["documents"]), number(part["words"])) for part in forces]
    first = figure(f"In force or not{day}", meaning + summary, table(("Force", "Documents", "Words"), cells, right=(1, 2)))
    return first + stacked(entries, stats, "State as published, and what it means", "State")


def _force(force: str | None) -> str:
    return FORCES.get(force or "", UNSAID)


def masks(stats: Stats) -> str:
    """What was masked, by kind."""
    kinds = stats["masks"]["kinds"]
    if not kinds:
        return ""
    most = max(part["occurrences"] for part in kinds)
    drawing = rows(
        row(
            code(part["kind"]),
            f"<strong>{number(part['occurrences'])}</strong> in {counted(part['documents'], 'document')}",
            [Part(part["occurrences"], "c5", f"{number(part['occurrences'])} times")],
            most,
            f"{part['kind']}: {number(part['occurrences'])} times in {counted(part['documents'], 'document')}",
        )
        for part in kinds
    )
    cells = [(code(part["kind"]), number(part["occurrences"]), number(part["documents"])) for part in kinds]
    return figure("Masked, by kind", drawing, table(("Kind", "Times", "Documents"), cells, right=(1, 2)))


def clusters(stats: Stats) -> str:
    """How large the groups of near-duplicates are."""
    sizes = stats["clusters"]["sizes"]
    if not sizes:
        return ""
    most = max(part["clusters"] for part in sizes)
    names = {part["from"]: class_name(part["from"], part["to"]) for part in sizes}
    drawing = rows(
        row(
            f"{names[part['from']]} documents",
            f"<strong>{number(part['clusters'])}</strong> {'group' if part['clusters'] == 1 else 'groups'}",
            [Part(part["clusters"], "c6", counted(part["clusters"], "group"))],
            most,
            f"{names[part['from']]} documents: {counted(part['clusters'], 'group')}",
        )
        for part in sizes
    )
    cells = [(names[part["from"]], number(part["clusters"])) for part in sizes]
    return figure("Groups of near-duplicates, by size", drawing, table(("Documents in the group", "Groups"), cells, right=(1,)))
