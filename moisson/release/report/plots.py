"""The figures of the report, each a function of `stats.json` and the words: a chart and its table."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from moisson.release.report.label_language import tongue
from moisson.release.report.markup import code, foreign, link, prose, text
from moisson.release.report.page import figure, legend, row, rows
from moisson.release.report.phrases import Words
from moisson.release.report.svg import Part, bar

Stats = Mapping[str, Any]
Row = Mapping[str, Any]

MOST_COLOURS = 7
FORCE_COLOURS = {"in-force": "c2", "future": "c3", "repealed": "c4", None: "quiet"}
LEVEL_COLOURS = {"document": "c2", "data-set": "c6", "portal": "c3", "statute": "c5", "asserted": "c1"}
MOST_CONTAINERS = 12
MOST_HOSTS = 12


def series(stats: Stats) -> dict[str, str]:
    """A colour for each source; beyond seven, the smaller ones share the quiet one."""
    by_size = sorted(stats["sources"], key=lambda source: (-source["documents"], source["name"]))
    return {source["name"]: f"c{place + 1}" if place < MOST_COLOURS else "quiet" for place, source in enumerate(by_size)}


def source_legend(stats: Stats, words: Words, only: Collection[str] | None = None) -> str:
    """What the colours of the sources mean: of all, or of those that a figure shows."""
    colours = series(stats)
    shown = [source for source in stats["sources"] if only is None or source["name"] in only]
    named = [(colours[source["name"]], title_of(source)) for source in shown if colours[source["name"]] != "quiet"]
    return legend([*named, ("quiet", text(words("count.other_sources")))] if len(named) < len(shown) else named)


def title_of(source: Row) -> str:
    """A source's title, which nobody translates."""
    return foreign(text(source["title"]), tongue(source["title"]))


def language_of(source: Row | None) -> str | None:
    """The language in which a source's publisher writes: as declared, else that of most of its documents."""
    if source is None:
        return None
    declared = source.get("language")
    return declared if declared and declared != "und" else next((part["language"] for part in source["languages"]), None)


def publisher(body: Row | None, source: Row) -> str:
    """A body with a link to it."""
    return foreign(link(body.get("name"), body.get("url")), language_of(source)) if body else "–"


def counted(words: Words, name: str, plain: str, colour: str, most: int, key: str, n: int, **values: Any) -> str:
    """A bar of one piece: `key` is the sentence about its number `n`, `plain` its name as text."""
    said = words(key, n=n, **values)
    title = words("page.named", name=plain, said=said)
    return row(name, words.html(key, n=n, **values), [Part(n, colour, said)], most, title)


def by_source(stats: Stats, words: Words) -> str:
    """Documents and words, side by side: a source of many short texts is not the larger one."""
    colours = series(stats)
    head = words.heads("source", "publisher", "found", "released", "words", "share_of_words", "median")
    cells = [
        (
            f"{title_of(source)}<br/>{code(source['name'])}",
            publisher(source["publisher"], source),
            *(words.number(source[name]) for name in ("found", "documents", "words")),
            words.percent(source["share_of_words"]),
            words.number(source["lengths"]["p50"]),
        )
        for source in stats["sources"]
    ]
    drawn = []
    for name in ("documents", "words"):
        most = max((source[name] for source in stats["sources"]), default=0)
        drawing = rows(
            counted(
                words,
                title_of(source),
                source["title"],
                colours[source["name"]],
                most,
                f"bar.{name}_share",
                source[name],
                share=words.percent(source[f"share_of_{name}"]),
            )
            for source in stats["sources"]
        )
        drawn.append(figure(words, words(f"sources.by_{name}"), drawing, head, cells, range(2, 7)))
    return f'<div class="pair">{"".join(drawn)}</div>'


def containers(stats: Stats, words: Words) -> str:
    """The codes, agreements and themes with most documents."""
    colours, largest = series(stats), stats["containers"]["largest"]
    if not largest:
        return ""
    sources = {source["name"]: source for source in stats["sources"]}
    shown, held = largest[:MOST_CONTAINERS], stats["containers"]["containers"]

    def title(entry: Row) -> str:
        return foreign(text(entry["title"] or entry["id"]), language_of(sources.get(entry["source"])))

    drawing = rows(
        counted(
            words,
            title(entry),
            entry["title"] or entry["id"],
            colours.get(entry["source"], "quiet"),
            largest[0]["documents"],
            "bar.documents",
            entry["documents"],
        )
        for entry in shown
    )
    cells = [
        (title(entry), code(entry["id"]), words.number(entry["documents"]), words.number(entry["words"])) for entry in largest
    ]
    caption = words("sources.containers_all" if len(shown) == held else "sources.containers", n=held, shown=len(shown))
    drawing = source_legend(stats, words, {entry["source"] for entry in shown}) + drawing
    return figure(words, caption, drawing, words.heads("part_of", "id", "documents", "words"), cells, (2, 3))


def stacked(entries: Sequence[tuple[str, str, Row]], stats: Stats, words: Words, caption: str, first: str) -> str:
    """Rows of (name as HTML, colour, figures), each as a share of all documents; `first` is the head of the names."""
    whole = stats["totals"]["documents"]
    drawing = rows(
        row(
            name,
            words.html("bar.documents_share", n=entry["documents"], share=words.part(entry["documents"], whole)),
            [Part(entry["documents"], colour, words("count.documents", n=entry["documents"]))],
            whole,
            words("page.of_documents", part=entry["documents"], n=whole),
        )
        for name, colour, entry in entries
    )
    cells = [
        (name, words.number(entry["documents"]), words.part(entry["documents"], whole), words.number(entry["words"]))
        for name, _, entry in entries
    ]
    return figure(words, caption, drawing, [first, *words.heads("documents", "share", "words")], cells, (1, 2, 3))


def languages(stats: Stats, words: Words) -> str:
    """Documents by language, where there is more than one."""
    if len(stats["languages"]) < 2:
        return ""
    entries = [(text(words.language(row["language"])), "c3", row) for row in stats["languages"]]
    return stacked(entries, stats, words, words("sources.by_language"), words("heads.language"))


def rights(stats: Stats, words: Words) -> str:
    """Documents by who says that they may be used, and by licence."""
    levels = [(level(row["level"], words), LEVEL_COLOURS.get(row["level"], "quiet"), row) for row in stats["rights"]["by_level"]]
    licences = [
        (code(row["license"]) if row["license"] else text(words("rights.no_licence")), "c1", row)
        for row in stats["rights"]["by_license"]
    ]
    by_level = stacked(levels, stats, words, words("rights.by_level"), words("heads.level"))
    by_licence = stacked(licences, stats, words, words("rights.by_licence"), words("heads.licence"))
    return f'<div class="pair">{by_level}{by_licence}</div>'


def level(name: str | None, words: Words) -> str:
    """The level of a statement of rights, and its meaning."""
    if name is None:
        return text(words("format.unsaid"))
    return f"{code(name)} {prose(words.known('levels', name) or '')}"


def law(stats: Stats, words: Words) -> str:
    """The publisher's states, coloured by what they mean on the recipe's date."""
    forces = sorted(stats["force"], key=lambda part: list(FORCE_COLOURS).index(part["force"]))
    named = [words("page.named", name=force(part["force"], words), said=words.number(part["documents"])) for part in forces]
    parts = [Part(part["documents"], FORCE_COLOURS[part["force"]], said) for part, said in zip(forces, named, strict=True)]
    meaning = legend((part.colour, text(part.label)) for part in parts)
    summary = bar(parts, stats["totals"]["documents"], "; ".join(named))
    entries = [
        (
            f"{_state(part['legal_state'], words)} · {text(force(part['force'], words))}",
            FORCE_COLOURS.get(part["force"], "quiet"),
            part,
        )
        for part in stats["legal"]
    ]
    day = stats["recipe"]["as_of"]
    caption = words("law.by_force_on", day=words.date(day)) if day else words("law.by_force")
    cells = [(text(force(part["force"], words)), words.number(part["documents"]), words.number(part["words"])) for part in forces]
    first = figure(words, caption, meaning + summary, words.heads("force", "documents", "words"), cells, (1, 2))
    return first + stacked(entries, stats, words, words("law.by_state"), words("heads.state"))


def _state(name: str | None, words: Words) -> str:
    return code(name) if name else text(words("law.no_state"))


def force(name: str | None, words: Words) -> str:
    """What a legal state means."""
    return words.known("forces", name) or words("format.unsaid")


def masks(stats: Stats, words: Words) -> str:
    """What was masked, by kind."""
    kinds = stats["masks"]["kinds"]
    if not kinds:
        return ""
    most = max(part["occurrences"] for part in kinds)
    names = {part["kind"]: words.known("kinds_masked", part["kind"]) for part in kinds}
    shown = {kind: f"{text(name)} {code(kind)}" if name else code(kind) for kind, name in names.items()}
    drawing = rows(
        counted(
            words,
            shown[part["kind"]],
            names[part["kind"]] or part["kind"],
            "c5",
            most,
            "bar.times",
            part["occurrences"],
            documents=words("count.documents", n=part["documents"]),
        )
        for part in kinds
    )
    cells = [(shown[part["kind"]], words.number(part["occurrences"]), words.number(part["documents"])) for part in kinds]
    return figure(words, words("privacy.by_kind"), drawing, words.heads("kind", "times", "documents"), cells, (1, 2))


def clusters(stats: Stats, words: Words) -> str:
    """How large the groups of near-duplicates are."""
    sizes = stats["clusters"]["sizes"]
    if not sizes:
        return ""
    most = max(part["clusters"] for part in sizes)
    named = [(words("duplicates.size", range=words.range(part["from"], part["to"])), part["clusters"]) for part in sizes]
    drawing = rows(counted(words, text(name), name, "c6", most, "bar.groups", n) for name, n in named)
    cells = [(text(words.range(part["from"], part["to"])), words.number(part["clusters"])) for part in sizes]
    return figure(words, words("duplicates.by_size"), drawing, words.heads("in_group", "groups"), cells, (1,))
