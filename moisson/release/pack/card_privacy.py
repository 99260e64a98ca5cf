"""The card's chapter on personal data: what was sought, what was masked, how much is missed."""

from collections.abc import Mapping, Sequence
from typing import Any

from moisson.release.pack.markdown import code, escaped, table
from moisson.release.stats.measured import measured, names_in
from moisson.release.wording import KINDS_MASKED, LANGUAGES, counted, kinds_in_words, looked_for, number


def privacy(stats: Mapping[str, Any]) -> str:
    """What was masked and what was not."""
    masks = stats["masks"]
    stages = [stage["name"] for stage in stats["stages"] if stage["name"].startswith("mask")]
    kinds = looked_for(stats)
    if kinds is None:
        return "## Privacy\n\nNo stage of this recipe masks personal data: the texts are as published."
    rows = [(code(row["kind"]), number(row["documents"]), number(row["occurrences"])) for row in masks["kinds"]]
    found = table(("Masked", "Documents", "Times"), rows, right=(1, 2)) if rows else "Nothing that it looks for was found."
    times = f"{counted(masks['occurrences'], 'time')} in {counted(masks['documents'], 'document')}"
    return f"""## Privacy

{", ".join(code(name) for name in stages)} looked for {kinds_in_words(kinds)}, and replaced what the policy does not let stand:
{times}. The column `masked` says what was masked in each document, and how often.

{found}

{not_masked(kinds)}{_names(stats) if "person" in kinds else ""}
Masking reads patterns and context: it misses some of what it looks for, and takes some harmless text for it.
This is pseudonymisation, not anonymisation: places, professions and events may still lead to a person.

{_measured(kinds)}"""


def _names(stats: Mapping[str, Any]) -> str:
    """Where names are looked for at all: in some languages, and by the kind of document."""
    others = sum(row["documents"] for row in stats["languages"] if row["language"] and row["language"] not in names_in())
    here = counted(others, "document here is in another language", "documents here are in other languages")
    listed = ", ".join(LANGUAGES[code] for code in names_in())
    return f"""
**Names** are looked for in {listed} only: {here}. In acts only those given with a birth count, in debates and questions only
petitioners', in literature none; what becomes of a name depends on its bearer's part (`docs/stages/privacy-persons.md`)."""


def _measured(kinds: Sequence[str]) -> str:
    """How much is found, on texts where someone has counted."""
    rows = [
        (
            one.what,
            f"{escaped(one.set)} ({escaped(one.sight)})",
            number(one.of),
            f"{one.recall:.3f}",
            "not measured" if one.precision is None else f"{one.precision:.3f}",
            code(one.command) if one.command else f"by hand, see {code(one.page)}",
            one.date,
        )
        for one in measured(kinds)
    ]
    if not rows:
        return "How much of what it looks for it finds was not measured."
    head = ("Looked for", "Texts", "Places", "Recall", "Precision", "Measured by", "On")
    return f"""What was measured, on other texts than these: **recall** is the share of places that were found, **precision** the
share of what was found that was right. Texts like those of a row may do as well; others may not.

{table(head, rows, right=(2, 3, 4))}"""


def not_masked(kinds: Sequence[str]) -> str:
    """What was not looked for, and what is never found."""
    others = kinds_in_words(KINDS_MASKED.keys() - set(kinds))
    named = "names that no context gives to a private person" if "person" in kinds else ""
    return f"**Not masked:** {'; '.join(filter(None, (others, named)))}; functions, and whatever follows no pattern."
