"""Croissant's vocabulary for responsible AI, filled in from the release's figures.

https://docs.mlcommons.org/croissant/docs/croissant-rai-spec.html, version 1.0. What nobody has measured is said to be so.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from moisson.release.pack.card_privacy import not_masked
from moisson.release.wording import LEVELS, about_stage, counted, kinds_in_words, language, looked_for, number, percent, ratio

MANY_YEARS = 10


def responsible(stats: Mapping[str, Any]) -> dict[str, Any]:
    """The properties of `rai:`, without empty ones."""
    return {
        "rai:dataCollection": _collection(stats),
        "rai:dataCollectionType": ["Secondary Data analysis", "Document analysis"],
        "rai:dataCollectionMissingData": _missing(stats),
        "rai:dataCollectionRawData": "; ".join(_origin(source) for source in stats["sources"]) + ".",
        "rai:dataCollectionTimeframe": _timeframe(stats),
        "rai:dataPreprocessingProtocol": [f"{stage['name']}: {about_stage(stats, stage['name'])}" for stage in stats["stages"]],
        "rai:dataManipulationProtocol": _manipulation(stats),
        "rai:dataBiases": list(_biases(stats)),
        "rai:dataLimitations": list(_limitations(stats)),
        "rai:dataUseCases": [
            "Training and continued pre-training of language models on texts of public bodies.",
            "Retrieval of sources, each under the publisher's own identifier, address and date.",
            "No quality or fitness for training was measured on a trained model for this release.",
        ],
        "rai:personalSensitiveInformation": _personal(stats),
        "rai:dataReleaseMaintenancePlan": _maintenance(stats),
    }


def _origin(source: Mapping[str, Any]) -> str:
    name, version = source["origin"].get("package"), source["origin"].get("version")
    by = f", by way of {source['republisher']['name']}" if source["republisher"] else ""
    named = f" ({' '.join(filter(None, (name, version)))})" if name or version else ""
    return f"{source['title']}, published by {source['publisher']['name']}{by}{named}"


def _collection(stats: Mapping[str, Any]) -> str:
    totals = stats["totals"]
    ways = ", ".join(sorted({source["origin"]["connector"] for source in stats["sources"] if "connector" in source["origin"]}))
    return (
        f"Texts that public bodies publish, from {counted(totals['sources'], 'source')}{f' ({ways})' if ways else ''}."
        f" {counted(totals['found'], 'entry', 'entries')} found, {counted(totals['documents'], 'document')} released;"
        f" {counted(totals['ledger'], 'entry', 'entries')} of the ledger say what was left out, and why."
    )


def _missing(stats: Mapping[str, Any]) -> str:
    text = f"{counted(stats['dates']['unknown'], 'document has', 'documents have')} no date."
    unread = sum(
        row["documents"] for row in stats["ledger"] if row["reason"].startswith(("extract:", "split:")) or row["stage"] == "split"
    )
    return f"{text} {counted(unread, 'entry was', 'entries were')} found and not read as a document." if unread else text


def _timeframe(stats: Mapping[str, Any]) -> list[str]:
    """The first and the last month in which a source was harvested."""
    months = sorted(source["acquired"] for source in stats["sources"] if source.get("acquired"))
    return [months[0], months[-1]] if months else []


def _manipulation(stats: Mapping[str, Any]) -> str:
    masks, clusters = stats["masks"], stats["clusters"]
    parts = ["The words were read out of the publishers' formats and written in one form; nothing was translated or rewritten."]
    if masks["occurrences"]:
        times = f"{counted(masks['occurrences'], 'passage')} in {counted(masks['documents'], 'document')}"
        parts.append(f"{times} were replaced by placeholders; the column `masked` counts them.")
    if clusters["looked_for"]:
        kept, stood_for = number(clusters["kept"]), number(clusters["stood_for"])
        parts.append(f"Of documents that say nearly the same, one is kept: {kept} stand for {stood_for} (`cluster_size`).")
    return " ".join(parts)


def _biases(stats: Mapping[str, Any]) -> Iterator[str]:
    """The largest shares of words: an imbalance that nobody corrected."""
    words = stats["totals"]["words"]
    if not words:
        return
    languages = sorted(stats["languages"], key=lambda row: -row["words"])
    shares = _shares([(language(row["language"]), row["words"]) for row in languages], words)
    yield f"Languages, by words: {shares}."
    sources = sorted(stats["sources"], key=lambda row: -row["words"])
    yield f"Sources, by words: {_shares([(row['title'], row['words']) for row in sources], words)}."
    publishers: dict[str, int] = {}
    for row in sources:
        publishers[row["publisher"]["name"]] = publishers.get(row["publisher"]["name"], 0) + row["words"]
    ranked = sorted(publishers.items(), key=lambda row: -row[1])
    yield f"Publishers, by words: {_shares(ranked, words)}."
    if decades := _decades(stats):
        yield f"Dates: {decades}."


def _shares(rows: Sequence[tuple[str, int]], whole: int, most: int = 8) -> str:
    most = len(rows) if len(rows) == most + 1 else most
    named = [f"{name} {percent(ratio(count, whole))}" for name, count in rows[:most] if count]
    rest = sum(count for _, count in rows[most:])
    return ", ".join([*named, *([f"{len(rows) - most} others {percent(ratio(rest, whole))}"] if rest else [])])


def _decades(stats: Mapping[str, Any]) -> str:
    years = [(int(row["year"]), row["documents"]) for row in stats["dates"]["years"]]
    if not years:
        return ""
    dated = sum(count for _, count in years)
    middle, reached = years[0][0], 0
    for year, count in years:
        middle, reached = year, reached + count
        if 2 * reached >= dated:
            break
    recent = sum(count for year, count in years if year > years[-1][0] - MANY_YEARS)
    return (
        f"{counted(dated, 'document')} dated from {years[0][0]} to {years[-1][0]}, half of them {middle} or earlier;"
        f" {percent(ratio(recent, dated))} are of the last {MANY_YEARS} of these years"
    )


def _limitations(stats: Mapping[str, Any]) -> Iterator[str]:
    totals = stats["totals"]
    yield "Dates are the publishers'; a consolidated article is dated by its version, not by the text that first introduced it."
    yield "Tables become rows with pipes: merged cells and nested tables are lost, and so is what stands only in a picture."
    for row in stats["rights"]["by_level"]:
        if row["level"] == "asserted":
            share = f"{number(row['documents'])} documents ({percent(ratio(row['documents'], totals['documents']))})"
            yield f"For {share} the level of the rights is `asserted`: {LEVELS['asserted']}."
    if totals["unseen_rights"]:
        unseen = counted(totals["unseen_rights"], "document")
        yield f"For {unseen} nobody has fetched the page that states the right (`rights.seen_at`)."
    if totals["reserved"]:
        yield f"{counted(totals['reserved'], 'document carries', 'documents carry')} an opt-out from text and data mining."
    if not stats["clusters"]["looked_for"]:
        yield "Nobody looked for near-duplicates: the same words may stand here more than once."
    if as_of := stats["recipe"]["as_of"]:
        yield f"Law is as it stood on {as_of}; what was in force then may have changed since."


def _personal(stats: Mapping[str, Any]) -> list[str]:
    kinds = looked_for(stats)
    public = "The texts are published by public bodies, and may name persons: parties, officials, authors, signatories."
    if kinds is None:
        return [public, "No stage of the recipe masks personal data: the texts are as published."]
    masks = stats["masks"]
    times = f"{counted(masks['occurrences'], 'time')} in {counted(masks['documents'], 'document')}"
    found = ", ".join(f"{row['kind']} {number(row['occurrences'])}" for row in masks["kinds"])
    masked = f"Looked for {kinds_in_words(kinds)}; masked {times}{f' ({found})' if found else ''}."
    return [public, masked, not_masked(kinds).replace("*", "") + " Masking misses some of what it looks for."]


def _maintenance(stats: Mapping[str, Any]) -> str:
    recipe = stats["recipe"]
    contact = recipe["contact"] or "whoever gave you this release (its recipe names no contact)"
    return (
        "A release never changes: its name holds a hash of all that it was made from. New harvests make a new release under"
        f" another name. To have a document withdrawn or its masking corrected, write to {contact}, with its id."
    )
