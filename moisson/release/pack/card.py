"""The release's README.md: a data card that the Hugging Face Hub reads, and that people read first.

Its readers are the engineer who loads it, the data officer whose data it is, and the steward responsible for it.
"""

from collections.abc import Mapping
from typing import Any

from moisson.release.inputs import Pack
from moisson.release.pack import card_keep, card_kinds, card_privacy, card_rights, card_text, card_use
from moisson.release.pack.card_front import front_matter, languages_of
from moisson.release.pack.markdown import code, escaped, link, prose, table
from moisson.release.private import NOTICE, SENTENCE, private
from moisson.release.wording import about_stage, counted, detail, number, percent, reason, size

LARGEST_CONTAINERS = 10
# Why a harvest did not take it in; else it could not be read.
HARVEST = {"same-id": "listed twice", "withdrawn": "withdrawn", "withdrawn-lookalike": "like a withdrawn text"}


def card(pack: Pack) -> str:
    """README.md, in full: YAML for the Hub, then Markdown."""
    stats = pack.stats
    sections = [
        _what(stats),
        card_use.load(stats, languages_of(pack)),
        _contents(stats),
        card_kinds.kinds(stats),
        _funnel(stats),
        card_rights.rights(stats),
        card_rights.attribution(stats),
        card_kinds.conservation(stats),
        card_kinds.languages(stats),
        _dates_lengths(stats),
        card_text.law(stats),
        card_privacy.privacy(stats),
        card_text.duplicates(stats),
        card_kinds.boilerplate(stats),
        card_kinds.contamination(stats),
        card_use.columns(pack.schema),
        card_use.limits(stats),
        card_text.examples(stats),
        card_keep.trace(stats),
        card_keep.withdraw(stats),
        card_keep.verify(stats),
        card_keep.took(),
        card_keep.cite(stats),
    ]
    return front_matter(pack) + "\n" + "\n\n".join(section for section in sections if section) + "\n"


def _what(stats: Mapping[str, Any]) -> str:
    totals, recipe = stats["totals"], stats["recipe"]
    tokens = f", {number(totals['tokens'])} tokens ({escaped(stats['tokenizer'])})" if totals["tokens"] is not None else ""
    dated = f" The law and all dates are as of **{escaped(recipe['as_of'])}**." if recipe["as_of"] else ""
    warning = f"\n> **{SENTENCE}** See [{NOTICE}]({NOTICE}).\n" if private(stats) else ""
    return f"""# {escaped(recipe["title"])}
{warning}
{escaped(recipe["description"])}

**{counted(totals["documents"], "document")}, {counted(totals["words"], "word")}{tokens}**,
from {counted(totals["sources"], "source")}; {size(totals["bytes"])} of text.
Release {code(stats["release"])} of the recipe {code(recipe["name"])}, version {escaped(recipe["version"])}.{dated}

Each row is one document with its publisher, its date, the right by which it may be used and the evidence for it. What was left
out stands in `ledger/`, one row each, with the reason. The figures are in `stats.json`; `report.html` draws them, and opens
without a network. `MANIFEST.json` gives the SHA-256 of every file, and is signed."""


def _contents(stats: Mapping[str, Any]) -> str:
    rows = [
        (
            f"{escaped(source['title'])}<br>{code(source['name'])}",
            link(source["publisher"].get("name"), source["publisher"].get("url")),
            number(source["documents"]),
            number(source["words"]),
            percent(source["share_of_words"]),
            number(source["lengths"]["p50"]),
            span(source["dates"]),
            card_rights.licences(source),
        )
        for source in stats["sources"]
    ]
    head = ("Source", "Publisher", "Documents", "Words", "Share of words", "Median length", "Dated", "Licence or basis")
    abouts = "\n".join(f"- {code(source['name'])}: {escaped(source['about'])}{_carried(source)}" for source in stats["sources"])
    text = f"## What is in it\n\n{table(head, rows, right=(2, 3, 4, 5))}\n\nLength is in words.\n\n{abouts}"
    containers = stats["containers"]
    if not containers["containers"]:
        return text
    largest = [
        (escaped(row["title"]), code(row["id"]), number(row["documents"]), number(row["words"]))
        for row in containers["largest"][:LARGEST_CONTAINERS]
    ]
    held = counted(containers["containers"], "code, agreement or theme", "codes, agreements or themes")
    parts = table(("Part of", "Id", "Documents", "Words"), largest, right=(2, 3))
    return f"{text}\n\nDocuments are part of {held} (column `part_of`). The largest:\n\n{parts}"


def _carried(source: Mapping[str, Any]) -> str:
    """The distributor, if not the publisher, and the package the data came in."""
    body, origin = source["republisher"], source["origin"]
    by = f" Republished by {link(body.get('name'), body.get('url'))}." if body else ""
    what = " ".join(code(origin[name]) for name in ("package", "version") if origin.get(name))
    proof = f" ({code(origin['integrity'])})" if origin.get("integrity") else ""
    return f"{by} Harvested from {what}{proof}." if what else by


def span(dates: Mapping[str, Any]) -> str:
    """The years that dates cover."""
    if dates["min"] is None:
        return "no dates"
    first, last = dates["min"][:4], dates["max"][:4]
    return first if first == last else f"{first}–{last}"


def _funnel(stats: Mapping[str, Any]) -> str:
    found, extracted = stats["funnel"][:2]
    rows = [
        (
            code(step["step"]),
            prose(about_stage(stats, step["step"])),
            number(step["dropped"]),
            number(step["documents"]),
            _reasons(step),
        )
        for step in stats["funnel"]
    ]
    notes = [
        "Every document that is not here left a row in the ledger, with the stage and the reason; the numbers always add up."
    ]
    if gained := extracted["documents"] - (found["documents"] - extracted["dropped"]):
        notes.append(f"One document found may be read as several: reading gave {number(gained)} more.")
    if found["dropped"]:
        why = " or ".join(sorted({HARVEST.get(row["reason"], "unreadable") for row in found["reasons"]}))
        notes.append(f"What the harvest did not take in ({number(found['dropped'])}: {why}) was never counted as found.")
    steps = table(("Step", "What it does", "Taken out", "Left", "Reasons"), rows, right=(2, 3))
    return f"## From found to released\n\n{' '.join(notes)}\n\n{steps}{_left_out(stats)}"


def _left_out(stats: Mapping[str, Any]) -> str:
    """One document for each reason, which its hash chose."""
    rows = [
        (code(reason(row["stage"], row["reason"])), code(example["id"]), prose(detail(example["detail"])) or "–")
        for row in stats["ledger"]
        for example in row["examples"][:1]
    ]
    return f"\n\nFor example, one for each reason:\n\n{table(('Reason', 'Document', 'Detail'), rows)}" if rows else ""


def _reasons(step: Mapping[str, Any]) -> str:
    lines = [f"{code(reason(step['stage'], row['reason']))}: {number(row['documents'])}" for row in step["reasons"]]
    return "<br>".join(lines) or "–"


def _dates_lengths(stats: Mapping[str, Any]) -> str:
    dates, lengths = stats["dates"], stats["lengths"]
    text = "## Dates, lengths"
    if dates["min"] is not None:
        text += (
            f"\n\nDocuments are dated (`created`) from **{escaped(dates['min'])}** to **{escaped(dates['max'])}**;"
            f" {counted(dates['unknown'], 'document has', 'documents have')} no date."
        )
    else:
        text += "\n\nNo document has a date."
    if not lengths["classes"]:
        return text
    names = ("min", "p1", "p5", "p25", "p50", "p75", "p95", "p99", "max")
    head = ("Words in a document", "Shortest", "1%", "5%", "25%", "Median", "75%", "95%", "99%", "Longest")
    sources = [(code(source["name"]), source["lengths"]) for source in stats["sources"] if source["lengths"]["classes"]]
    rows2 = [(name, *(number(of[key]) for key in names)) for name, of in [("**all**", lengths), *sources]]
    return f"{text}\n\n{table(head, rows2, right=range(1, len(head)))}"
