"""What `moisson check PATH` does: read everything, then say it on the terminal, as JSON, and as a page."""

import sys
from pathlib import Path
from typing import Any, NamedTuple

from rich.table import Column, Table
from rich.text import Text

from moisson.errors import StorageError, UserError
from moisson.printing import say_json
from moisson.readiness.answer import answer
from moisson.readiness.findings import Finding, Place
from moisson.readiness.page import page
from moisson.readiness.reading import Readiness, read
from moisson.readiness.words import LANGS, Lang, Words, language_of
from moisson.terminal import Console

STYLES = {"blocks": "bold red", "serious": "yellow", "minor": "cyan", "good": "green"}
MOST_REVEALED = 500


class Revealed(NamedTuple):
    """A value that somebody at a terminal asked to see."""

    kind: str
    place: Place
    value: str


def check(path: Path, workers: int, html: Path | None, lang: str | None, reveal: bool, as_json: bool) -> None:
    """Check a path, print what was found, and write the page where one is asked for.

    Raises UserError for an unknown language, for a page in a folder that is not there, and for `reveal` where standard output is
    no terminal or JSON is asked for.
    """
    words = Words(_known(lang) if lang else language_of())
    if reveal and (as_json or not sys.stdout.isatty()):
        raise UserError("--reveal shows personal data, on a terminal only: leave it out, or do not redirect the output.")
    if html and not html.absolute().parent.is_dir():
        raise UserError(f"--html {html}: the folder {html.parent} does not exist; make it, or name another file.")
    seen: list[Revealed] = []

    def show(kind: str, place: Place, value: str) -> None:
        if len(seen) < MOST_REVEALED:
            seen.append(Revealed(kind, place, value))

    found = read(path, workers, show if reveal else None)
    if html:
        _write(html, page(found, words))
    if as_json:
        say_json(as_dict(found, words))
        return
    console = Console(highlight=False)
    console.print(formats_table(found.survey, words))
    console.print(_answer(found, words)["says"], style="bold", markup=False)
    console.print(findings_table(found.findings, words))
    if reveal:
        _show(seen, words, console)
    console.print(words.label("written", path=str(html)) if html else words.label("see-html"), markup=False)


def _known(lang: str) -> Lang:
    for known in LANGS:
        if lang == known:
            return known
    raise UserError(f"--lang {lang} is not spoken here; it is one of {', '.join(LANGS)}.")


def _write(path: Path, html: str) -> None:
    try:
        path.write_text(html, encoding="utf-8")
    except OSError as error:
        raise StorageError(f"{path} cannot be written: {error.strerror}; choose another place with --html.") from None


def as_dict(found: Readiness, words: Words) -> dict[str, Any]:
    """The counts of a survey, and `readiness`: findings in one language, worst first, and the figures behind them."""
    return {
        **found.survey,
        "readiness": {
            "lang": words.lang,
            **_answer(found, words),
            "findings": [_finding(each, words) for each in found.findings],
            **found.measures,
        },
    }


def _answer(found: Readiness, words: Words) -> dict[str, Any]:
    said = answer(found.findings, found.survey["documents"])
    sentence = words.label(said.verdict, "answer", count=len(said.first))
    return {"answer": said.verdict, "says": sentence, "first": [each.key for each in said.first]}


def _finding(found: Finding, words: Words) -> dict[str, Any]:
    return {
        "severity": found.severity,
        "topic": found.topic,
        "key": found.key,
        "count": found.count,
        "of": found.whole,
        "what": words.what(found),
        "do": words.do(found),
        "where": [place.as_dict() for place in found.places],
        "not_listed": found.unlisted,
    }


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
    table = Table(words.label("format"), *counts, words.label("reasons"))
    for name, of in survey["formats"].items():
        reasons = "; ".join(f"{reason} {words.number(each['documents'])}" for reason, each in sorted(of["reasons"].items()))
        table.add_row(name, *(words.number(of[key]) for key in ("documents", "documents_read", "words")), reasons)
    table.add_section()
    table.add_row(words.label("total"), *(words.number(survey[key]) for key in ("documents", "documents_read", "words")), "")
    return table


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
