"""The chapters of the report: lead and body as HTML, or None where there is nothing to report."""

from collections.abc import Callable, Mapping
from typing import Any

import orjson

from moisson.release.report import histograms, plots, plots_contents, plots_funnel
from moisson.release.report.label_language import tongue
from moisson.release.report.markup import code, foreign, link, text
from moisson.release.report.page import listing
from moisson.release.report.phrases import Words
from moisson.release.report.plots import Stats, language_of, publisher, title_of
from moisson.release.wording import looked_for

MOST_DETAIL = 140

Chapter = tuple[str, str]  # lead, body


def _sources(stats: Stats, words: Words) -> Chapter:
    cells = [
        (
            f"{title_of(source)}<br/>{code(source['name'])}",
            foreign(text(" ".join(source["about"].split())), tongue(source["about"])),
            publisher(source["publisher"], source),
            publisher(source["republisher"], source),
            " ".join(code(source["origin"][name]) for name in ("package", "version") if source["origin"].get(name)) or "–",
        )
        for source in stats["sources"]
    ]
    listed = listing(words("sources.list"), words.heads("source", "about", "publisher", "republisher", "origin"), cells)
    drawn = plots.by_source(stats, words) + listed + plots.containers(stats, words)
    return words.html("sources.lead"), drawn + plots.languages(stats, words) + plots_contents.certainty(stats, words)


def _funnel(stats: Stats, words: Words) -> Chapter:
    return words.html("funnel.lead"), plots_funnel.steps(stats, words) + plots_funnel.fates(stats, words)


def _reasons(stats: Stats, words: Words) -> Chapter | None:
    if not stats["ledger"]:
        return None
    cells = [
        (
            code(entry["stage"]),
            plots_funnel.why((entry["stage"], entry["reason"]), words),
            code(example["id"]),
            _detail(example["detail"], words),
        )
        for entry in stats["ledger"]
        for example in entry["examples"]
    ]
    examples = listing(words("reasons_chapter.examples"), words.heads("stage", "reason", "document", "detail"), cells)
    return words.html("reasons_chapter.lead", n=stats["totals"]["ledger"]), plots_funnel.reasons(stats, words) + examples


def _detail(detail: str | None, words: Words) -> str:
    """A ledger row's detail: of a JSON object the names and values, else what the stage wrote, in English; shortened."""
    if not detail:
        return "–"
    try:
        value = orjson.loads(detail)
    except orjson.JSONDecodeError:
        value = detail
    if not isinstance(value, dict):
        return foreign(text(_short(detail)), "en")
    return "; ".join(f"{code(name)} {_value(part, words)}" for name, part in value.items())


def _value(value: Any, words: Words) -> str:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return text(words.number(value))
    return code(_short(value if isinstance(value, str) else orjson.dumps(value).decode()))


def _short(said: str) -> str:
    return said if len(said) <= MOST_DETAIL else said[:MOST_DETAIL] + "…"


def _rights(stats: Stats, words: Words) -> Chapter:
    totals = stats["totals"]
    cells = [
        (
            code(row["source"]),
            code(row["license"]) if row["license"] else "–",
            text(words.known("bases", row["basis"]) or row["basis"] or words("format.unsaid")),
            code(row["level"]) if row["level"] else text(words("format.unsaid")),
            text(words("rights.yes" if row["seen"] else "rights.no")),
            words.number(row["documents"]),
        )
        for row in stats["rights"]["by_source"]
    ]
    head = words.heads("source", "licence", "basis", "says_so", "seen", "documents")
    share = words.part(totals["unseen_rights"], totals["documents"])
    said = [words.html("rights.lead")]
    if totals["unseen_rights"]:
        said.append(words.html("rights.unseen", n=totals["documents"], unseen=totals["unseen_rights"], share=share))
    else:
        said.append(words.html("rights.seen"))
    if totals["reserved"]:
        said.append(words.html("rights.reserved", n=totals["reserved"]))
    return " ".join(said), plots.rights(stats, words) + listing(words("rights.by_source"), head, cells, right=(5,))


def _contents(stats: Stats, words: Words) -> Chapter | None:
    drawn = plots_contents.contents(stats, words)
    return (words.html("contents.lead"), drawn) if drawn else None


def _law(stats: Stats, words: Words) -> Chapter | None:
    if not any(row["legal_state"] for row in stats["legal"]):
        return None
    return words.html("law.lead"), plots.law(stats, words)


def _dates(stats: Stats, words: Words) -> Chapter | None:
    dates = stats["dates"]
    if dates["min"] is None:
        return None
    ends = {"first": text(words.date(dates["min"])), "last": text(words.date(dates["max"]))}
    return words.html("dates.lead", n=dates["unknown"], **ends), histograms.years(stats, words)


def _lengths(stats: Stats, words: Words) -> Chapter | None:
    lengths = stats["lengths"]
    if not lengths["classes"]:
        return None
    half, most, longest = (words("count.words", n=lengths[key]) for key in ("p50", "p95", "max"))
    return words.html("lengths.lead", half=half, most=most, longest=longest), histograms.lengths(stats, words)


def _privacy(stats: Stats, words: Words) -> Chapter:
    kinds = looked_for(stats)
    if kinds is None:
        return words.html("privacy.not_masked"), ""
    masks = stats["masks"]
    named = words.listed(text(words.known("kinds_masked", kind) or kind) for kind in kinds)
    times, documents = words("count.times", n=masks["occurrences"]), words("count.documents", n=masks["documents"])
    return words.html("privacy.lead", kinds=named, times=times, documents=documents), plots.masks(stats, words)


def _boilerplate(stats: Stats, words: Words) -> Chapter | None:
    found = stats.get("boilerplate")
    if found is None:
        return None
    if not found["looked_for"]:
        return words.html("boilerplate.not_looked_for"), ""
    lines, documents = words("count.lines", n=found["lines"]), words("count.documents", n=found["documents"])
    return words.html("boilerplate.lead", lines=lines, documents=documents), plots_contents.boilerplate(stats, words)


def _contamination(stats: Stats, words: Words) -> Chapter | None:
    found = stats.get("contamination")
    if found is None:
        return None
    if not found["looked_for"]:
        return words.html("contamination.not_looked_for"), ""
    said = words.html("contamination.lead")
    lead = said if found["sets"] else f"{said} {words.html('contamination.none')}"
    return lead, plots_contents.contamination(stats, words)


def _duplicates(stats: Stats, words: Words) -> Chapter:
    clusters = stats["clusters"]
    if not clusters["looked_for"]:
        return words.html("duplicates.not_looked_for"), ""
    documents, kept = words("count.documents", n=clusters["stood_for"]), words("duplicates.kept", n=clusters["kept"])
    return words.html("duplicates.lead", n=clusters["clusters"], documents=documents, kept=kept), plots.clusters(stats, words)


def _examples(stats: Stats, words: Words) -> Chapter | None:
    if not stats["examples"]:
        return None
    sources = {source["name"]: source for source in stats["sources"]}
    cards = "".join(_example(example, sources.get(example["source"]), words) for example in stats["examples"])
    return words.html("examples.lead"), f'<div class="examples">{cards}</div>'


def _example(example: Mapping[str, Any], source: Mapping[str, Any] | None, words: Words) -> str:
    spoken = example["language"] or language_of(source)
    title = foreign(link(example["title"] or example["id"], example["url"]), spoken)
    facts = [code(example["id"]), text(words("count.words", n=example["word_count"]))]
    if example["created"]:
        facts.append(text(words.date(example["created"])))
    excerpt = f'<blockquote lang="{text(spoken or "")}">{text(example["excerpt"])}</blockquote>'
    return f'<div class="example"><h3>{title}</h3><p class="note">{" · ".join(facts)}</p>{excerpt}</div>'


CHAPTERS: dict[str, Callable[[Stats, Words], Chapter | None]] = {
    "sources": _sources,
    "funnel": _funnel,
    "reasons": _reasons,
    "rights": _rights,
    "contents": _contents,
    "law": _law,
    "dates": _dates,
    "lengths": _lengths,
    "privacy": _privacy,
    "boilerplate": _boilerplate,
    "contamination": _contamination,
    "duplicates": _duplicates,
    "examples": _examples,
}
