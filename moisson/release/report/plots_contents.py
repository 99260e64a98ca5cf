"""Figures on the documents' contents, and on what was removed from or found in them."""

from moisson.release.report.markup import code, text
from moisson.release.report.page import figure, rows
from moisson.release.report.phrases import Words
from moisson.release.report.plots import MOST_HOSTS, Row, Stats, counted, stacked, title_of

DESCRIBED = ("kind", "format", "jurisdiction", "script")
NAMED = {"kind": "kinds", "script": "scripts"}  # what has words for its values


def contents(stats: Stats, words: Words) -> str:
    """Documents by kind, format, jurisdiction and script, and words by host: of these, what the release knows."""
    drawn = [_described(stats, words, name) for name in DESCRIBED]
    figures = [html for html in drawn if html]
    pairs = [f'<div class="pair">{"".join(figures[place : place + 2])}</div>' for place in range(0, len(figures), 2)]
    return "".join(pairs) + _hosts(stats, words)


def _described(stats: Stats, words: Words, name: str) -> str:
    found = stats.get(f"{name}s", [])
    if not any(row[name] for row in found):
        return ""

    def called(row: Row) -> str:
        value = row[name]
        if value is None:
            return text(words("format.unsaid"))
        known = words.known(NAMED[name], value) if name in NAMED else None
        return f"{text(known)} {code(value)}" if known and known != value else code(value)

    entries = [(called(row), "c3", row) for row in found]
    return stacked(entries, stats, words, words(f"contents.by_{name}"), words(f"heads.{name}"))


def _hosts(stats: Stats, words: Words) -> str:
    hosts = stats.get("hosts")
    if not hosts or not hosts["largest"]:
        return ""
    largest, n = hosts["largest"], hosts["hosts"]
    shown = largest[:MOST_HOSTS]
    drawing = rows(
        counted(words, code(row["host"]), row["host"], "c6", largest[0]["words"], "bar.words", row["words"]) for row in shown
    )
    caption = words("contents.hosts_all" if len(shown) == n else "contents.hosts", n=n, shown=len(shown))
    cells = [(code(row["host"]), words.number(row["documents"]), words.number(row["words"])) for row in largest]
    return figure(words, caption, drawing, words.heads("host", "documents", "words"), cells, (1, 2))


def certainty(stats: Stats, words: Words) -> str:
    """Documents by how sure the stage that looked for their language was."""
    scores = stats.get("language_scores", [])
    if not any(row["from"] is not None for row in scores):
        return ""
    entries = [(text(_between(row, words)), "quiet" if row["from"] is None else "c3", row) for row in scores]
    return stacked(entries, stats, words, words("sources.by_certainty"), words("heads.certainty"))


def _between(row: Row, words: Words) -> str:
    if row["from"] is None:
        return words("sources.no_certainty")
    return words("sources.certainty", low=words.share(row["from"]), high=words.share(row["to"]))


def boilerplate(stats: Stats, words: Words) -> str:
    """Lines taken out because they repeat, by source."""
    found = [row for row in stats["boilerplate"]["by_source"] if row["lines"]]
    if not found:
        return ""
    sources, most = {source["name"]: source for source in stats["sources"]}, max(row["lines"] for row in found)
    drawing = rows(
        counted(
            words,
            title_of(sources[row["source"]]),
            sources[row["source"]]["title"],
            "c7",
            most,
            "bar.lines",
            row["lines"],
            documents=words("count.documents", n=row["documents"]),
        )
        for row in found
    )
    cells = [(code(row["source"]), words.number(row["lines"]), words.number(row["documents"])) for row in found]
    return figure(words, words("boilerplate.by_source"), drawing, words.heads("source", "lines", "documents"), cells, (1, 2))


def contamination(stats: Stats, words: Words) -> str:
    """Released documents that share passages with an evaluation set."""
    sets = stats["contamination"]["sets"]
    if not sets:
        return ""
    most = max(row["documents"] for row in sets)
    drawing = rows(counted(words, code(row["set"]), row["set"], "c8", most, "bar.documents", row["documents"]) for row in sets)
    cells = [(code(row["set"]), code(row["part"]), words.number(row["documents"]), words.number(row["items"])) for row in sets]
    head = words.heads("set", "part", "documents", "items")
    return figure(words, words("contamination.by_set"), drawing, head, cells, (2, 3))
