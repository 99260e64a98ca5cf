"""Requests handled, from the log alone: how many, of what kind, with what outcome, in time or late, and on appeal."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from moisson.commons.desk.grounds import GDPR, GROUNDS, KINDS, OUTCOMES
from moisson.commons.desk.words import number
from moisson.commons.gdpr.facts import Facts
from moisson.commons.gdpr.paper import Paper, Section, Statement, Table
from moisson.commons.gdpr.record import LABELS
from moisson.contracts.commons.state import Requested


@dataclass(frozen=True)
class Handled:
    """A request as the log tells it."""

    ticket: str
    kind: str
    received: date
    due: date
    outcome: str | None
    grounds: tuple[str, ...]
    answered: date | None
    extended: bool
    appealed: bool
    overturned: bool
    late: bool


def handled(ticket: str, steps: Sequence[Requested], today: date) -> Handled:
    """What the steps of a request amount to, as of a day. An answer counts by the day on which the log was told of it."""
    last = steps[-1].body
    outcomes = [step.body.outcome for step in steps if step.body.step == "decided"]
    decided = next((step.body for step in reversed(steps) if step.body.step == "decided"), None)
    answers = [step for step in steps if step.body.step == "answered"]
    answered = answers[-1].at.date() if answers and steps[-1].body.step in ("answered", "carried-out") else None
    late = any(step.at.date() > step.body.due for step in answers) or (answered is None and today > last.due)
    return Handled(
        ticket,
        last.kind,
        last.received,
        last.due,
        decided.outcome if decided else None,
        decided.grounds if decided else (),
        answered,
        any(step.body.step == "extended" for step in steps),
        any(step.body.step == "appealed" for step in steps),
        len(outcomes) > 1 and outcomes[0] != outcomes[-1],
        late,
    )


def all_handled(facts: Facts) -> list[Handled]:
    """All requests of the log, by ticket."""
    return [handled(ticket, steps, facts.today) for ticket, steps in sorted(facts.steps.items())]


def objections(facts: Facts) -> Paper:
    """The requests of the log in figures; nothing in it names anyone, since nothing in the log does."""
    rows = all_handled(facts)
    personal = [row for row in rows if row.kind in GDPR]
    rest = [row for row in rows if row.kind not in GDPR]
    sections = [
        Section("Articles 15 to 22", "Requests about personal data", _tables(personal)),
        Section("Article 12(3)", "Time limits", [_times(personal, facts.today)]),
        Section("", "Grounds of decisions", [_grounds(rows)]),
        Section("", "Other requests: copyright, errors, mails that are not sorted", _tables(rest)),
        Section("", "Appeals", [_appeals(rows)]),
        Section("", "Carried out", [_carried_out(facts)]),
    ]
    lead = [
        f"Requests that the desk of {facts.state.name} has taken, from its log as of {facts.today.isoformat()}.",
        "Whoever replays the log comes to the same figures. It names nobody who asked.",
    ]
    return Paper("objections", "en", "Requests and objections handled", lead, sections, LABELS)


def _tables(rows: Sequence[Handled]) -> list[Statement]:
    if not rows:
        return [Statement("log", "None.")]
    found = []
    years = sorted({row.received.year for row in rows})
    heads = ["Kind", "Received", *OUTCOMES, "Not decided", "Answered"]
    for year in years:
        of = [row for row in rows if row.received.year == year]
        lines = [
            (kind, *(number(count, "en") for count in _counts([row for row in of if row.kind == kind])))
            for kind in KINDS
            if any(row.kind == kind for row in of)
        ]
        lines.append(("all", *(number(count, "en") for count in _counts(of))))
        found.append(Statement("log", f"Received in {year}:", table=Table(heads, lines, list(range(1, len(heads))))))
    return found


def _counts(rows: Sequence[Handled]) -> list[int]:
    outcomes = [sum(row.outcome == outcome for row in rows) for outcome in OUTCOMES]
    return [len(rows), *outcomes, sum(row.outcome is None for row in rows), sum(row.answered is not None for row in rows)]


def _times(rows: Sequence[Handled], today: date) -> Statement:
    lines = [
        ("answered in time", sum(row.answered is not None and not row.late for row in rows)),
        ("answered late", sum(row.answered is not None and row.late for row in rows)),
        ("not answered, still in time", sum(row.answered is None and not row.late for row in rows)),
        ("not answered, late", sum(row.answered is None and row.late for row in rows)),
        ("extended by two months", sum(row.extended for row in rows)),
    ]
    return Statement(
        "log",
        f"As of {today.isoformat()}; an answer counts by the day on which the log was told of it:",
        table=Table(["", "Requests"], [(said, number(count, "en")) for said, count in lines], [1]),
    )


def _grounds(rows: Sequence[Handled]) -> Statement:
    counts = Counter(code for row in rows for code in row.grounds)
    lines = [
        (
            GROUNDS[code].article("en") or code,
            "grants" if GROUNDS[code].grants else "refuses",
            GROUNDS[code].texts["en"],
            number(count, "en"),
        )
        for code, count in counts.most_common()
    ]
    if not lines:
        return Statement("log", "Nothing has been decided yet.")
    said = "Decisions may rest on several grounds; that of the last round counts:"
    return Statement("log", said, table=Table(["Ground", "Effect", "Said to the asker", "Decisions"], lines, [3]))


def _appeals(rows: Sequence[Handled]) -> Statement:
    appealed = [row for row in rows if row.appealed]
    other = sum(row.overturned for row in appealed)
    return Statement(
        "log", f"Appeals: {number(len(appealed), 'en')}; the panel came to another outcome in {number(other, 'en')}."
    )


def _carried_out(facts: Facts) -> Statement:
    done = [step.body for steps in facts.steps.values() for step in steps if step.body.step == "carried-out"]
    acts = {body.withdrawal for body in done}
    documents = sum(body.documents or 0 for body in done)
    said = (
        f"{number(len(acts), 'en')} withdrawals in the public feed, {number(documents, 'en')} documents taken out for requests."
    )
    return Statement("log", said)
