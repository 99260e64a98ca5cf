"""Writes the file: record, notice, input for the assessment, objections; each in three languages, as JSON, Markdown and HTML."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from moisson.commons.desk.grounds import LANGUAGES
from moisson.commons.gdpr.assessment import Assessment
from moisson.commons.gdpr.controller import CONTROLLER, read_answers, write_blanks
from moisson.commons.gdpr.facts import digest_of, facts
from moisson.commons.gdpr.notice import Notice
from moisson.commons.gdpr.objections import Objections
from moisson.commons.gdpr.paper import Paper
from moisson.commons.gdpr.record import Record
from moisson.contracts.commons.state import State
from moisson.contracts.disk import beside, disk
from moisson.contracts.identity import pretty_json


@dataclass(frozen=True)
class Written:
    """What was written, and the questions that are open."""

    files: tuple[Path, ...]
    open: tuple[str, ...]


def write_file(releases: Sequence[Path], state: State, to: Path, today: date) -> Written:
    """Write the file into a folder, with what its controller.toml answers, and blanks there for what is open.

    Raises NotFound where a release is none, UserError for a wrong controller.toml, StorageError.
    """
    with disk(to):
        to.mkdir(parents=True, exist_ok=True)
    answers = read_answers(to / CONTROLLER)
    of = facts(releases, state, today)
    papers = [
        paper
        for language in LANGUAGES
        for paper in (
            Notice(of, answers, language).paper(),
            *(writer(of, answers, language).written() for writer in (Record, Assessment, Objections)),
        )
    ]
    open_fields = tuple(dict.fromkeys(name for paper in papers for name in paper.open if name))
    rests_on = {
        "releases": {each.name: digest_of(each) for each in of.releases},
        "commons": {"name": state.name, "origin": state.origin, "events": state.events},
    }
    files = [path for paper in papers for path in _write(paper, to, rests_on)]
    write_blanks(to / CONTROLLER, open_fields, answers)
    return Written(tuple(files), open_fields)


def _write(paper: Paper, to: Path, rests_on: dict[str, object]) -> list[Path]:
    stem = f"{paper.name}.{paper.language}"
    others = [(language, f"{paper.name}.{language}.html") for language in LANGUAGES]
    made = {
        f"{stem}.json": pretty_json({**paper.as_dict(), "rests_on": rests_on}),
        f"{stem}.md": paper.markdown().encode(),
        f"{stem}.html": paper.html(others).encode(),
    }
    for name, data in made.items():
        with beside(to / name) as temporary:
            temporary.write_bytes(data)
    return [to / name for name in made]
