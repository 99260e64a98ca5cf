"""The release's report.html: its figures drawn, in one file that opens without a network and loads nothing."""

from collections.abc import Mapping
from typing import Any

import orjson

from moisson.release import histograms, plots
from moisson.release.pack import Pack
from moisson.release.page import code, link, page, prose, section, table, text
from moisson.release.wording import (
    BASES,
    LEVELS,
    UNSAID,
    counted,
    kinds_in_words,
    language,
    looked_for,
    number,
    percent,
    ratio,
    reason,
    size,
)

Stats = Mapping[str, Any]

LEVEL_COLOURS = {"document": "c2", "data-set": "c6", "portal": "c3", "statute": "c5", "asserted": "c1"}
MOST_DETAIL = 140

# An ear of wheat: a stalk and three pairs of grains.
EAR = (
    '<svg aria-hidden="true" width="26" height="26" viewBox="0 0 24 24">'
    '<path d="M12 22V8M12 8c-1.8-1.4-1.8-4.2 0-6 1.8 1.8 1.8 4.6 0 6z"/>'
    '<path d="M12 13c-3 .2-5-1.6-5-4.6 3-.2 5 1.6 5 4.6zM12 13c3 .2 5-1.6 5-4.6-3-.2-5 1.6-5 4.6z"/>'
    '<path d="M12 18.4c-3 .2-5-1.6-5-4.6 3-.2 5 1.6 5 4.6zM12 18.4c3 .2 5-1.6 5-4.6-3-.2-5 1.6-5 4.6z"/></svg>'
)


def report(pack: Pack) -> str:
    """report.html, in full."""
    stats = pack.stats
    chapters = [
        ("sources", "Sources", _sources(stats)),
        ("funnel", "Funnel", _funnel(stats)),
        ("reasons", "Reasons", _reasons(stats)),
        ("rights", "Rights", _rights(stats)),
        ("law", "Law", _law(stats)),
        ("dates", "Dates", _dates(stats)),
        ("lengths", "Lengths", _lengths(stats)),
        ("privacy", "Privacy", _privacy(stats)),
        ("duplicates", "Duplicates", _duplicates(stats)),
        ("examples", "Examples", _examples(stats)),
    ]
    shown = [(anchor, name, html) for anchor, name, html in chapters if html]
    links = "".join(f'<li><a href="#{anchor}">{name}</a></li>' for anchor, name, _ in shown)
    body = (
        f'{_header(stats)}<nav aria-label="Chapters"><div class="wrap"><ul>{links}</ul></div></nav>'
        f'<main class="wrap">{"".join(html for _, _, html in shown)}</main>{_footer(stats)}'
    )
    return page(f"{stats['recipe']['title']}: report of release {stats['release']}", body)


def _header(stats: Stats) -> str:
    recipe, totals, languages = stats["recipe"], stats["totals"], len(stats["languages"])
    facts = [("Release", code(stats["release"])), ("Recipe", f"{code(recipe['name'])}, version {text(recipe['version'])}")]
    if recipe["as_of"]:
        facts.append(("As of", f"<time>{text(recipe['as_of'])}</time>"))
    if recipe["contact"]:
        facts.append(("Contact", text(recipe["contact"])))
    figures = [
        (number(totals["documents"]), f"documents, of {number(totals['found'])} found"),
        (number(totals["words"]), "words"),
        (size(totals["bytes"]), "of text"),
        (number(totals["sources"]), "source" if totals["sources"] == 1 else "sources"),
        (number(languages), f"{'language' if languages == 1 else 'languages'}: {_most_spoken(stats)}"),
    ]
    if totals["tokens"] is not None:
        figures.insert(2, (number(totals["tokens"]), f"tokens ({text(stats['tokenizer'])})"))
    described = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in facts)
    counts = "".join(f"<li><strong>{value}</strong><span>{text(words)}</span></li>" for value, words in figures)
    return (
        f'<header><div class="wrap"><p class="brand">{EAR}Moisson · report of a release</p><h1>{text(recipe["title"])}</h1>'
        f'<p class="about">{text(recipe["description"])}</p><dl class="facts">{described}</dl>'
        f'<ul class="totals">{counts}</ul></div></header>'
    )


def _most_spoken(stats: Stats) -> str:
    names = [language(row["language"]) for row in stats["languages"][:3]]
    return ", ".join(names) + (" …" if len(stats["languages"]) > len(names) else "") or "none"


def _sources(stats: Stats) -> str:
    cells = [
        (
            f"{text(source['title'])}<br/>{code(source['name'])}",
            text(" ".join(source["about"].split())),
            link(source["publisher"].get("name"), source["publisher"].get("url")),
            link(source["republisher"].get("name"), source["republisher"].get("url")) if source["republisher"] else "–",
            " ".join(code(source["origin"][name]) for name in ("package", "version") if source["origin"].get(name)) or "–",
        )
        for source in stats["sources"]
    ]
    about = table(("Source", "What it is", "Publisher", "Republished by", "Harvested from"), cells)
    lead = "Who publishes the documents, and how much of the release is theirs."
    listed = f"<figure><figcaption>The sources</figcaption>{about}</figure>"
    body = plots.by_source(stats) + listed + plots.containers(stats) + _languages(stats)
    return section("sources", "Sources", lead, body)


def _languages(stats: Stats) -> str:
    if len(stats["languages"]) < 2:
        return ""
    entries = [(text(language(row["language"])), "c3", row) for row in stats["languages"]]
    return plots.stacked(entries, stats, "Documents by language", "Language")


def _funnel(stats: Stats) -> str:
    lead = (
        "Every document found is either released or stands in the ledger, with the stage that took it out and the reason. The"
        " numbers were checked to add up, source by source. One document found may be read as several."
    )
    return section("funnel", "From found to released", lead, plots.steps(stats) + plots.fates(stats))


def _reasons(stats: Stats) -> str:
    if not stats["ledger"]:
        return ""
    cells = [
        (code(entry["stage"]), text(reason(entry["stage"], entry["reason"])), code(example["id"]), _detail(example["detail"]))
        for entry in stats["ledger"]
        for example in entry["examples"]
    ]
    examples = table(("Stage", "Reason", "Document", "Detail"), cells)
    lead = f"The ledger has {counted(stats['totals']['ledger'], 'row')}. Examples are picked by the hash of their ids."
    shown = f"<figure><figcaption>Examples of what was left out</figcaption>{examples}</figure>"
    return section("reasons", "Why documents were left out", lead, plots.reasons(stats) + shown)


def _detail(detail: str | None) -> str:
    """A ledger row's detail: JSON as `name: value`, anything else as it is, both shortened."""
    if not detail:
        return "–"
    try:
        value = orjson.loads(detail)
    except orjson.JSONDecodeError:
        value = detail
    said = "; ".join(f"{name}: {part}" for name, part in value.items()) if isinstance(value, dict) else detail
    return text(said if len(said) <= MOST_DETAIL else said[:MOST_DETAIL] + "…")


def _rights(stats: Stats) -> str:
    totals, rights = stats["totals"], stats["rights"]
    levels = [
        (f"{code(row['level'] or UNSAID)} {prose(LEVELS.get(row['level'], ''))}", LEVEL_COLOURS.get(row["level"], "quiet"), row)
        for row in rights["by_level"]
    ]
    licences = [(code(row["license"]) if row["license"] else "none: see the basis", "c1", row) for row in rights["by_license"]]
    cells = [
        (
            code(row["source"]),
            code(row["license"]) if row["license"] else "–",
            text(BASES.get(row["basis"], row["basis"] or UNSAID)),
            code(row["level"] or UNSAID),
            "yes" if row["seen"] else "no",
            number(row["documents"]),
        )
        for row in rights["by_source"]
    ]
    evidence = table(("Source", "Licence", "Basis", "Who says so", "Evidence fetched", "Documents"), cells, right=(5,))
    unseen = totals["unseen_rights"]
    lead = "By what right the documents may be used, and who says so. " + (
        f"For <strong>{number(unseen)}</strong> of {counted(totals['documents'], 'document')}"
        f" ({percent(ratio(unseen, totals['documents']))}) nobody fetched the evidence: the right"
        " rests on what the description of the source says."
        if unseen
        else "The evidence was fetched for every document."
    )
    if totals["reserved"]:
        carry = counted(totals["reserved"], "document carries", "documents carry")
        lead += f" <strong>{carry} an opt-out</strong> from text and data mining."
    body = (
        f'<div class="pair">{plots.stacked(levels, stats, "Documents by who says so", "Level")}'
        f"{plots.stacked(licences, stats, 'Documents by licence', 'Licence')}</div>"
        f"<figure><figcaption>Rights by source</figcaption>{evidence}</figure>"
    )
    return section("rights", "Rights", lead, body)


def _law(stats: Stats) -> str:
    if not any(row["legal_state"] for row in stats["legal"]):
        return ""
    lead = "The publisher's own word for the state of a text, and what it means with the dates of validity on the recipe's date."
    return section("law", "Law: in force or not", lead, plots.law(stats))


def _dates(stats: Stats) -> str:
    dates = stats["dates"]
    if dates["min"] is None:
        return ""
    lead = (
        f"Documents are dated from {text(dates['min'])} to {text(dates['max'])} by their publishers;"
        f" {counted(dates['unknown'], 'document has', 'documents have')} no date."
    )
    return section("dates", "Dates", lead, histograms.years(stats))


def _lengths(stats: Stats) -> str:
    lengths = stats["lengths"]
    if not lengths["classes"]:
        return ""
    half, most, longest = (number(lengths[key]) for key in ("p50", "p95", "max"))
    lead = f"Half of the documents have at most {half} words, nineteen in twenty at most {most}; the longest has {longest}."
    return section("lengths", "Lengths", lead, histograms.lengths(stats))


def _privacy(stats: Stats) -> str:
    kinds = looked_for(stats)
    if kinds is None:
        return section("privacy", "Privacy", "No stage of this recipe masks personal data: the texts are as published.", "")
    masks = stats["masks"]
    lead = (
        f"Looked for: {kinds_in_words(kinds)}. Masked: {counted(masks['occurrences'], 'time')} in"
        f" {counted(masks['documents'], 'document')}."
    )
    return section("privacy", "Privacy", lead, plots.masks(stats))


def _duplicates(stats: Stats) -> str:
    clusters = stats["clusters"]
    if not clusters["looked_for"]:
        return section("duplicates", "Duplicates", "No stage of this recipe looked for near-duplicates.", "")
    groups = counted(clusters["clusters"], "group of two or more stands", "groups of two or more stand")
    kept = f"{counted(clusters['stood_for'], 'document')}, of which {number(clusters['kept'])} were kept."
    lead = f"Documents that say the same, or nearly, were grouped: {groups} for {kept}"
    return section("duplicates", "Duplicates", lead, plots.clusters(stats))


def _examples(stats: Stats) -> str:
    if not stats["examples"]:
        return ""
    cards = "".join(
        f"<article><h3>{link(example['title'] or example['id'], example['url'])}</h3>"
        f'<p class="note">{code(example["id"])} · {counted(example["word_count"], "word")}'
        f"{' · ' + text(example['created']) if example['created'] else ''}</p>"
        f"<blockquote{_lang(example['language'])}>{text(example['excerpt'])}</blockquote></article>"
        for example in stats["examples"]
    )
    lead = "How some of the documents begin, picked by the hash of their ids: nobody chose them."
    return section("examples", "Examples", lead, f'<div class="examples">{cards}</div>')


def _lang(code: str | None) -> str:
    return f' lang="{text(code)}"' if code else ""


def _footer(stats: Stats) -> str:
    return (
        f'<footer><div class="wrap"><p>Release {code(stats["release"])}, made with Moisson. Every figure here comes from'
        f" {code('stats.json')} beside this file; how to load, trace and cite the documents stands in {code('README.md')}.</p>"
        "<p>This page loads nothing and sends nothing.</p></div></footer>"
    )
