"""The histograms of the report: documents by year and by length, stacked by source."""

from moisson.release.page import figure, table
from moisson.release.plots import Stats, series, source_legend
from moisson.release.svg import Column, Part, columns, every
from moisson.release.wording import class_name, counted, number

MOST_YEARS = 120  # above, years are joined into decades


def years(stats: Stats) -> str:
    """Documents by the year that their publishers date them, stacked by source."""
    found = stats["dates"]["years"]
    if not found:
        return ""
    first, last = found[0]["year"], found[-1]["year"]
    width = 1 if last - first < MOST_YEARS else 10
    colours = series(stats)
    counts: dict[int, dict[str, int]] = {year: {} for year in range(first - first % width, last + 1, width)}
    for source in stats["sources"]:
        for entry in source["dates"]["years"]:
            of = counts[entry["year"] - entry["year"] % width]
            of[source["name"]] = of.get(source["name"], 0) + entry["documents"]
    step = every(list(counts)) if width == 1 else every([year // 10 for year in counts]) * 10
    titles = {source["name"]: source["title"] for source in stats["sources"]}
    data = [
        Column(
            str(year) if year % step == 0 else "",
            f"{year}" if width == 1 else f"{year}s",
            [Part(of.get(name, 0), colours[name], f"{title}: {number(of.get(name, 0))}") for name, title in titles.items()],
        )
        for year, of in counts.items()
    ]
    unit = "year" if width == 1 else "decade"
    undated = counted(stats["dates"]["unknown"], "document")
    said = f"From {stats['dates']['min']} to {stats['dates']['max']}; {undated} without a date."
    cells = [(class_name(part["from"], part["to"]), number(part["documents"])) for part in classes]
    caption = "Documents by length in words; under each column stands the shortest length in it"
    said = f"Median {number(stats['lengths']['p50'])} words, longest {number(stats['lengths']['max'])}."
    numbers = table(("Words", "Documents"), cells, right=(1,)) + percentiles
    return figure(caption, source_legend(stats) + columns(data, caption, said), numbers)
