"""The histograms of the report: documents by year and by length, stacked by source."""

from moisson.release.page import code, figure, table
from moisson.release.plots import Stats, series, source_legend
from moisson.release.svg import Column, Part, columns, compact, every
from moisson.release.wording import class_name, counted, number

MOST_YEARS = 120  # above, years are joined into decades


def years(stats: Stats) -> str:
    """Documents by the year that their publishers date them."""
    found = stats["dates"]["years"]
    if not found:
        return ""
    first, last = found[0]["year"], found[-1]["year"]
    width = 1 if last - first < MOST_YEARS else 10
    counts: dict[int, dict[str, int]] = {year: {} for year in range(first - first % width, last + 1, width)}
    for source in stats["sources"]:
        for entry in source["dates"]["years"]:
            of = counts[entry["year"] - entry["year"] % width]
            of[source["name"]] = of.get(source["name"], 0) + entry["documents"]
    step = width * every([year // width for year in counts])
    data = [
        Column(str(year) if year % step == 0 else "", f"{year}" if width == 1 else f"{year}s", _parts(stats, of))
        for year, of in counts.items()
    ]
    caption = f"Documents by {'year' if width == 1 else 'decade'} of their date"
    undated = counted(stats["dates"]["unknown"], "document")
    said = f"From {stats['dates']['min']} to {stats['dates']['max']}; {undated} without a date."
    cells = [(str(part["year"]), number(part["documents"]), number(part["words"])) for part in found]
    numbers = table(("Year", "Documents", "Words"), cells, right=(1, 2))
    return figure(caption, source_legend(stats) + columns(data, caption, said), numbers)


def lengths(stats: Stats) -> str:
    """Documents by their length in words, with the percentiles."""
    classes = stats["lengths"]["classes"]
    if not classes:
        return ""
    counts: dict[int, dict[str, int]] = {part["from"]: {} for part in classes}
    for source in stats["sources"]:
        for part in source["lengths"]["classes"]:
            counts[part["from"]][source["name"]] = part["documents"]
    names = {part["from"]: class_name(part["from"], part["to"]) for part in classes}
    data = [Column(compact(low), f"{names[low]} words", _parts(stats, of)) for low, of in counts.items()]
    caption = "Documents by length in words; under each column stands the shortest length in it"
    said = f"Median {number(stats['lengths']['p50'])} words, longest {number(stats['lengths']['max'])}."
    cells = [(names[part["from"]], number(part["documents"])) for part in classes]
    numbers = _percentiles(stats) + table(("Words", "Documents"), cells, right=(1,))
    return figure(caption, source_legend(stats) + columns(data, caption, said), numbers)


def _parts(stats: Stats, counts: dict[str, int]) -> list[Part]:
    """A column's pieces, one for each source that has any, in the recipe's order."""
    colours = series(stats)
    return [
        Part(counts[source["name"]], colours[source["name"]], f"{source['title']}: {number(counts[source['name']])}")
        for source in stats["sources"]
        if counts.get(source["name"])
    ]


def _percentiles(stats: Stats) -> str:
    keys = ("min", "p5", "p25", "p50", "p75", "p95", "p99", "max")
    head = ("Words in a document", "Shortest", "5%", "25%", "Median", "75%", "95%", "99%", "Longest")
    listed = [("all", stats["lengths"]), *((code(source["name"]), source["lengths"]) for source in stats["sources"])]
    return table(head, [(name, *(number(of[key]) for key in keys)) for name, of in listed], right=range(1, len(head)))
