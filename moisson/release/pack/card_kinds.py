"""The card's chapters on the documents: kinds, jurisdictions, formats, languages, boilerplate, evaluation sets."""

from collections.abc import Mapping, Sequence
from typing import Any

from moisson.release.pack.markdown import code, table
from moisson.release.wording import KINDS, SCRIPTS, UNSAID, counted, language, number, percent, ratio

Stats = Mapping[str, Any]


def kinds(stats: Stats) -> str:
    """Documents by kind, by jurisdiction and by the format that they were read from."""
    tables = [
        _shares(stats, "Kind", [(KINDS.get(row["kind"], row["kind"]) or UNSAID, row) for row in stats["kinds"]]),
        _shares(stats, "Jurisdiction", [(_code(row["jurisdiction"]), row) for row in stats["jurisdictions"]]),
        _shares(stats, "Read from", [(_code(row["format"]), row) for row in stats["formats"]]),
    ]
    text = """## What kind of text

Kind and jurisdiction are as the source says of all it publishes, or as the document shows (columns `kind`, `jurisdiction`)."""
    unread = stats["totals"]["unread"]
    said = f"Of {counted(unread, 'document')} a part could not be read; `missing` says which." if unread else ""
    return "\n\n".join(part for part in (text, *tables, said) if part)


def _code(name: str | None) -> str:
    return code(name) if name else UNSAID


def _shares(stats: Stats, head: str, rows: Sequence[tuple[str, Mapping[str, Any]]]) -> str:
    """A table of shares; nothing where there is nothing to tell apart."""
    words = stats["totals"]["words"]
    cells = [(name, number(row["documents"]), number(row["words"]), percent(ratio(row["words"], words))) for name, row in rows]
    return table((head, "Documents", "Words", "Share of words"), cells, right=(1, 2, 3)) if cells else ""


def languages(stats: Stats) -> str:
    """Languages and scripts; how sure, where a stage looked for them."""
    text = "## Languages\n\n" + _shares(stats, "Language", [(language(row["language"]), row) for row in stats["languages"]])
    scripts = [(_script(row["script"]), row) for row in stats["scripts"]]
    if any(row["script"] for row in stats["scripts"]):
        text += "\n\n" + _shares(stats, "Script of most letters", scripts)
    scored = [row for row in stats["language_scores"] if row["from"] is not None]
    if not scored:
        return f"{text}\n\nLanguages are as the sources declare them: no stage of this recipe looked for them in the texts."
    rows = [(_score(row), row) for row in stats["language_scores"]]
    otherwise = stats["totals"]["otherwise"]
    agree = "Wherever a language is declared, it is the one found."
    differ = f"For {counted(otherwise, 'document')} the language found is not the one declared (`language_declared`)."
    return f"""{text}

`language_score` is the probability that the detector gives to the language it found. {differ if otherwise else agree}

{_shares(stats, "Probability", rows)}"""


def _script(name: str | None) -> str:
    return f"{SCRIPTS[name]} ({name})" if name in SCRIPTS else name or UNSAID


def _score(row: Mapping[str, Any]) -> str:
    return "not found" if row["from"] is None else f"{row['from']:g} to {row['to']:g}"


def conservation(stats: Stats) -> str:
    """What share of the files' words the texts give, and what the others are."""
    found = stats["conservation"]
    if not found["documents"]:
        return ""
    held = found["words_held"]
    rows = [
        (
            _code(row["format"]),
            code(row["source"]),
            number(row["words_held"]),
            percent(ratio(row["words_given"], row["words_held"])),
            _kinds_of(row),
            number(row["marked"]),
        )
        for row in found["by_format"]
    ]
    uncounted = stats["totals"]["documents"] - found["documents"]
    others = (
        f" For {counted(uncounted, 'document')} it is not counted, or the first document of their file has it."
        if uncounted
        else ""
    )
    head = ("Read from", "Source", "Words of the files", "In the texts", "Left out", "Documents that lose much")
    return f"""## Words of the files

The files of these documents hold {counted(held, "word")}; {percent(ratio(found["words_given"], held))} stand in the texts.
The others were left out, by kind ({_kinds_of(found)}); `unknown` is what no reader told of. `words_held`, `words_given` and
`left_out` say it for each document; one loses much where `unknown` is above what is usual for its format.{others}

{table(head, rows, right=(2, 3, 5))}"""


def _kinds_of(row: Mapping[str, Any]) -> str:
    """The shares of what was left out."""
    return (
        ", ".join(f"{each['kind']} {percent(ratio(each['words'], row['words_held']))}" for each in row["left_out"]) or "nothing"
    )


def boilerplate(stats: Stats) -> str:
    """What was taken out because it repeats across a source."""
    found = stats["boilerplate"]
    if not found["looked_for"]:
        return ""
    if not found["documents"]:
        return "## Removed boilerplate\n\nNotices that repeat across the documents of a source were looked for; none was found."
    lead = f"""## Removed boilerplate

Notices that repeat across the documents of a source were taken out of {counted(found["documents"], "document")}:
{counted(found["lines"], "line")}. The column `removed` keeps each with its place, so that the text can be put together again."""
    rows = [(code(row["source"]), number(row["documents"]), number(row["lines"])) for row in found["by_source"]]
    return f"{lead}\n\n{table(('Source', 'Documents', 'Lines'), rows, right=(1, 2))}" if rows else lead


def contamination(stats: Stats) -> str:
    """Evaluation sets, and what of them was found."""
    found = stats["contamination"]
    if not found["looked_for"]:
        return """## Evaluation sets

No stage of this recipe looked for the questions of evaluation sets: a model trained on these texts may have seen them."""
    gone = sum(row["documents"] for row in stats["ledger"] if row["reason"].startswith("contaminated:"))
    text = f"""## Evaluation sets

Documents that hold a question of an evaluation set are left out: {number(gone)}. Where only the passage that a question is asked
about stands in the text, the document stays, and `contamination` names the set."""
    rows = [(code(row["set"]), row["part"] or "–", number(row["documents"]), number(row["items"])) for row in found["sets"]]
    if not rows:
        return f"{text} No passage was found. Only the sets that the recipe names were looked for."
    return f"{text}\n\n{table(('Set', 'Part', 'Documents', 'Items'), rows, right=(2, 3))}"
