"""The report of `moisson check PATH` on the terminal: formats, the answer, the findings, and values that were asked for."""

from pathlib import Path
from typing import Any, NamedTuple

from rich.table import Column, Table
from rich.text import Text

from moisson.check.readiness.findings import Finding, Place
from moisson.check.readiness.reading import Readiness
from moisson.check.readiness.wording import Words
from moisson.workspace.drawn import Console

STYLES = {"blocks": "bold red", "serious": "yellow", "minor": "cyan", "good": "green"}


class Revealed(NamedTuple):
    """A value that somebody at a terminal asked to see."""

    kind: str
    place: Place
    value: str


def print_readiness(found: Readiness, words: Words, revealed: list[Revealed] | None, html: Path | None) -> None:
    """All of a report; `revealed` where values were asked for, `html` where the page was written."""
    console = Console(highlight=False)
    console.print(formats_table(found.survey, words))
    console.print(found.answer(words.lang)["says"], style="bold", markup=False)
    console.print(findings_table(found.findings, words))
    if revealed is not None:
        _show(revealed, words, console)
    console.print(words.label("written", path=str(html)) if html else words.label("see-html"), markup=False)


def findings_table(found: list[Finding], words: Words) -> Table:
    """The findings, worst first."""
    table = Table(
        Column("", no_wrap=True),
        Column(words.label("what"), ratio=1),
        Column(words.label("do"), ratio=1),
        show_lines=True,
        expand=True,
    )
    for each in found:
        said = Text(words.label(each.severity, "severity"), style=STYLES[each.severity])
        said.append(f"\n{words.label(each.topic, 'topic')}", style="dim")
        table.add_row(said, Text(words.what(each)), Text(words.do(each).replace("`", "")))
    return table


def formats_table(survey: dict[str, Any], words: Words) -> Table:
    """What was read and what was not, by format."""
    counts = (Column(words.label(name), justify="right") for name in ("documents", "read", "words"))
    table = Table(words.label("format"), *counts, words.label("left-out"), words.label("reasons"))
    for name, of in survey["formats"].items():
        reasons = "; ".join(f"{reason} {words.number(each['documents'])}" for reason, each in sorted(of["reasons"].items()))
        table.add_row(
            name, *(words.number(of[key]) for key in ("documents", "documents_read", "words")), _left_out(of, words), reasons
        )
    table.add_section()
    table.add_row(words.label("total"), *(words.number(survey[key]) for key in ("documents", "documents_read", "words")), "", "")
    return table


def _left_out(of: dict[str, Any], words: Words) -> str:
    """The share of a format's words that no text has, by kind, the most first; a dash where they cannot be counted."""
    account = of.get("conservation")
    if account is None:
        return "–"
    kinds = sorted(account["left_out"].items(), key=lambda each: (-each[1], each[0]))
    return ", ".join(f"{kind} {words.share(number, account['words_held'])}" for kind, number in kinds) or words.share(0, 1)


def _show(seen: list[Revealed], words: Words, console: Console) -> None:
    """One line for each value: its kind, where it stands, and the value last."""
    console.print(words.label("revealed"), style="bold", markup=False)
    for kind, place, value in seen:
        where = [f"{place.path}#{place.part}" if place.part else place.path]
        for name in ("page", "line", "offset"):
            if (number := getattr(place, name)) is not None:
                where.append(f"{words.label(name).lower()} {words.number(number)}")
        said = " ".join(value.split())
        console.print(f"{words.name('kind', kind)} · {', '.join(where)} · {said}", markup=False, soft_wrap=True)
