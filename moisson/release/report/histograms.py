"""The histograms of the report: documents by year and by length, stacked by source."""

from collections.abc import Mapping

from moisson.release.report.markup import code, text
from moisson.release.report.page import figure, table
from moisson.release.report.phrases import Words
from moisson.release.report.plots import Stats, series, source_legend, title_of
from moisson.release.report.svg import Column, Part, columns, every

MOST_YEARS = 120  # above, years are joined into decades
PERCENTILES = ("min", "p5", "p25", "p50", "p75", "p95", "p99", "max")

Counts = Mapping[int, Mapping[str, int]]  # by year or length, then by source


def years(stats: Stats, words: Words) -> str:
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
    names = {year: str(year) if width == 1 else words("dates.decade", year=str(year)) for year in counts}
    data = [Column(str(year) if year % step == 0 else "", names[year], _parts(stats, of, words)) for year, of in counts.items()]
    caption = words("dates.by_year" if width == 1 else "dates.by_decade")
    dates, undated = stats["dates"], words("count.documents", n=stats["dates"]["unknown"])
    said = words("dates.drawn", first=words.date(dates["min"]), last=words.date(dates["max"]), undated=undated)
    drawing = source_legend(stats, words) + columns(data, caption, said, words.compact)
    sums = dict.fromkeys(counts, 0)
    for entry in found:
        sums[entry["year"] - entry["year"] % width] += entry["words"]
    head, cells = _by_series(stats, counts, names, words)
    cells = [[*line, words.number(sums[year])] for line, year in zip(cells, (y for y in counts if counts[y]), strict=True)]
    heads = [words("heads.year" if width == 1 else "heads.decade"), *head, words("heads.words")]
    return figure(words, caption, drawing, heads, cells, range(1, len(heads)))


def lengths(stats: Stats, words: Words) -> str:
    """Documents by their length in words, with the percentiles."""
    classes = stats["lengths"]["classes"]
    if not classes:
        return ""
    counts: dict[int, dict[str, int]] = {part["from"]: {} for part in classes}
    for source in stats["sources"]:
        for part in source["lengths"]["classes"]:
            counts[part["from"]][source["name"]] = part["documents"]
    names = {part["from"]: words.range(part["from"], part["to"]) for part in classes}
    data = [
        Column(words.compact(low), words("lengths.column", range=names[low]), _parts(stats, of, words))
        for low, of in counts.items()
    ]
    caption, whole = words("lengths.by_length"), stats["lengths"]
    said = words("lengths.drawn", half=words("count.words", n=whole["p50"]), longest=words("count.words", n=whole["max"]))
    drawing = source_legend(stats, words) + columns(data, caption, said, words.compact)
    head, cells = _by_series(stats, counts, names, words)
    heads = [words("heads.words"), *head]
    return figure(words, caption, drawing, heads, cells, range(1, len(heads)), more=_percentiles(stats, words))


def _parts(stats: Stats, counts: Mapping[str, int], words: Words) -> list[Part]:
    """A column's pieces, one for each source that has any, in the recipe's order."""
    colours = series(stats)
    return [
        Part(counts[source["name"]], colours[source["name"]], f"{source['title']}: {words.number(counts[source['name']])}")
        for source in stats["sources"]
        if counts.get(source["name"])
    ]


def _by_series(stats: Stats, counts: Counts, names: Mapping[int, str], words: Words) -> tuple[list[str], list[list[str]]]:
    """What the colours show, in figures: heads and lines of all documents and, where there are several, of each source."""
    colours = series(stats)
    own = [source["name"] for source in stats["sources"] if colours[source["name"]] != "quiet"]
    others = [name for name in colours if name not in own]
    groups = [[name] for name in own] + [others] * bool(others) if len(colours) > 1 else []
    head = [words("heads.documents"), *(group[0] if group != others else words("count.other_sources") for group in groups)]
    lines = [
        [names[place], *(words.number(n) for n in (sum(of.values()), *(sum(of.get(x, 0) for x in group) for group in groups)))]
        for place, of in counts.items()
        if of
    ]
    return head, lines


def _percentiles(stats: Stats, words: Words) -> str:
    head = words.heads("source", "shortest", "p5", "p25", "median", "p75", "p95", "p99", "longest")
    listed = [
        (text(words("lengths.all")), stats["lengths"]),
        *((f"{title_of(source)}<br/>{code(source['name'])}", source["lengths"]) for source in stats["sources"]),
    ]
    cells = [(name, *(words.number(of[key]) for key in PERCENTILES)) for name, of in listed]
    return table(words("lengths.percentiles"), head, cells, range(1, len(head)))
