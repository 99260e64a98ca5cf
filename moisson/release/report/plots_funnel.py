"""Figures on what was dropped: by step, source and reason."""

from collections.abc import Mapping
from typing import Any

from moisson.contracts.toml_text import as_toml
from moisson.release.report.markup import code, foreign, prose, text
from moisson.release.report.page import figure, legend, row, rows
from moisson.release.report.phrases import Words
from moisson.release.report.plots import Row, Stats, counted, title_of
from moisson.release.report.svg import Part
from moisson.release.wording import reason

REASON_COLOURS = ("c4", "c1", "c5", "c3", "c7", "c8")
MANY = len(REASON_COLOURS)
MOST_REASONS = 15
SAY_NOTHING: tuple[Any, ...] = (None, "", [], {})  # of a parameter's values

Key = tuple[str, str]  # stage, reason


def steps(stats: Stats, words: Words) -> str:
    """From found to released, one bar for each step: what is left, and what the step took out."""
    funnel = stats["funnel"]
    whole = max(step["documents"] for step in funnel)
    items, cells = [], []
    for place, step in enumerate(funnel):
        gone = step["dropped"] if place else 0  # what the harvest did not take in was never found
        why = [f"{code(reason(step['stage'], entry['reason']))} {words.number(entry['documents'])}" for entry in step["reasons"]]
        left, taken = words("funnel.left", n=step["documents"]), words("funnel.taken", n=gone)
        value = words.html("bar.left_taken" if gone else "bar.left", left=step["documents"], n=gone)
        parts = [Part(step["documents"], "kept", left), Part(gone, "dropped", taken)]
        note = about_step(stats, step["step"], words)
        if why:
            listed = ", ".join(why)
            note += f"<br/>{listed if place else words.html('funnel.not_taken_in', reasons=listed)}"
        known = words.known("step_names", step["step"])
        name, title = (
            text(known) if known else code(step["step"]),
            words("page.named", name=known or step["step"], said=f"{left}, {taken}"),
        )
        items.append(row(name, value, parts, whole, title, note))
        numbers = (words.number(step["dropped"]), words.number(step["documents"]))
        cells.append((name, *numbers, "<br/>".join(why) or "–"))
    meaning = legend([("kept", text(words("funnel.legend_left"))), ("dropped", text(words("funnel.legend_taken")))])
    head = words.heads("step", "taken_out", "left", "reasons")
    return figure(words, words("funnel.by_step"), meaning + rows(items), head, cells, (1, 2))


def about_step(stats: Stats, step: str, words: Words) -> str:
    """What a step does, with the parameters' values, as HTML: in the edition's words, else in its author's."""
    stage = next((stage for stage in stats["stages"] if stage["name"] == step), None)
    if stage is None:
        return words.html(f"steps.{step}")
    known = words.stage(step)
    said = prose(stage["doc"]) if known is None else prose(known)
    if known is None and words.edition != "en":
        said = foreign(said, "en")
    given = [(name, value) for name, value in sorted(stage["parameters"].items()) if value not in SAY_NOTHING]
    values = ", ".join(code(f"{name} = {as_toml(value)}") for name, value in given)
    return f"{said} ({values})" if values else said


def fates(stats: Stats, words: Words) -> str:
    """What became of each source's documents, each source at full width: kept, or why not."""
    colours = _reason_colours(stats)
    items, cells = [], []
    for source in stats["sources"]:
        kept, name = source["documents"], code(source["name"])
        whole = kept + source["dropped"]["documents"]
        lost = source["dropped"]["reasons"]
        ordered = sorted(lost, key=lambda entry: list(colours).index(_key(entry)) if _key(entry) in colours else MANY)
        parts = [Part(kept, "kept", words("funnel.kept", n=kept)), *(_lost(entry, colours, words) for entry in ordered)]
        said = "; ".join(part.label for part in parts)
        value = words.html("bar.kept", share=words.part(kept, whole), kept=kept, n=whole)
        items.append(row(title_of(source), value, parts, whole, words("page.named", name=source["title"], said=said)))
        cells.append((name, text(words("funnel.legend_kept")), "–", words.number(kept)))
        cells += [(name, code(e["stage"]), why(_key(e), words), words.number(e["documents"])) for e in lost]
    meaning = [("kept", text(words("funnel.legend_kept"))), *((colour, _both(key)) for key, colour in colours.items())]
    if any(_key(entry) not in colours for source in stats["sources"] for entry in source["dropped"]["reasons"]):
        meaning.append(("quiet", text(words("funnel.legend_others"))))
    head = words.heads("source", "stage", "reason", "documents")
    return figure(words, words("funnel.by_source"), legend(meaning) + rows(items), head, cells, (3,))


def _reason_colours(stats: Stats) -> dict[Key, str]:
    """A colour for each of the most frequent reasons, over all sources."""
    totals: dict[Key, int] = {}
    for source in stats["sources"]:
        for entry in source["dropped"]["reasons"]:
            totals[_key(entry)] = totals.get(_key(entry), 0) + entry["documents"]
    named = sorted(totals, key=lambda key: (-totals[key], key))
    return dict(zip(named, REASON_COLOURS, strict=False))


def _lost(entry: Row, colours: Mapping[Key, str], words: Words) -> Part:
    said = words("page.named", name=_plain(_key(entry)), said=words.number(entry["documents"]))
    return Part(entry["documents"], colours.get(_key(entry), "quiet"), said)


def _key(entry: Row) -> Key:
    return entry["stage"], entry["reason"]


def _plain(key: Key) -> str:
    return f"{key[0]} {reason(*key)}"


def _both(key: Key) -> str:
    return f"{code(key[0])} {code(reason(*key))}"


def why(key: Key, words: Words) -> str:
    """A reason as the ledger has it, and what it means where the edition knows it."""
    known = words.reason(key[1])
    return f"{code(reason(*key))}<br/>{text(known)}" if known else code(reason(*key))


def reasons(stats: Stats, words: Words) -> str:
    """The ledger's most frequent reasons."""
    ordered = sorted(stats["ledger"], key=lambda entry: (-entry["documents"], entry["stage"], entry["reason"]))
    if not ordered:
        return ""
    most, listed = ordered[0]["documents"], ordered[:MOST_REASONS]

    def name(entry: Row) -> str:
        known = words.reason(entry["reason"])
        return f"{_both(_key(entry))} {text(known)}" if known else _both(_key(entry))

    drawing = rows(
        counted(words, name(entry), _plain(_key(entry)), "dropped", most, "bar.documents", entry["documents"]) for entry in listed
    )
    cells = [
        (
            code(entry["stage"]),
            why(_key(entry), words),
            words.number(entry["documents"]),
            "<br/>".join(f"{code(source)} {words.number(count)}" for source, count in sorted(entry["sources"].items())),
        )
        for entry in ordered
    ]
    key = "reasons_chapter.most_frequent" if len(listed) < len(ordered) else "reasons_chapter.all"
    caption = words(key, shown=len(listed), whole=len(ordered))
    return figure(words, caption, drawing, words.heads("stage", "reason", "rows", "by_source"), cells, (2,))
