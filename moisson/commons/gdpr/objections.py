"""Requests handled, from the log alone: how many, of what kind, with what outcome, in time or late, and on appeal."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from moisson.commons.desk.grounds import GDPR, GROUNDS, KINDS, OUTCOMES
from moisson.commons.gdpr.facts import Facts
from moisson.commons.gdpr.paper import Paper, Section, Statement, Table
from moisson.commons.gdpr.writer import Writer
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


class Objections(Writer):
    """Writes the requests of the log in figures; nothing in it names anyone, since nothing in the log does."""

    def written(self) -> Paper:
        rows = all_handled(self.facts)
        personal = [row for row in rows if row.kind in GDPR]
        sections = [
            Section(self.words("titles.articles"), self.words("titles.personal"), list(self._tables(personal))),
            self.section("12(3)", "times", [self._times(personal)]),
            self.section("", "grounds", [self._grounds(rows)]),
            self.section("", "other", self._tables([row for row in rows if row.kind not in GDPR])),
            self.section("", "appeals", [self._appeals(rows)]),
            self.section("", "carried_out", [self._carried_out()]),
        ]
        return self.paper("objections", [self.lead("objections"), self.words("lead.objections_replay")], sections)

    def _tables(self, rows: Sequence[Handled]) -> Iterator[Statement]:
        if not rows:
            yield self.say("log", "none")
        heads = [self.words("heads.asked"), self.words("heads.received")]
        heads += [self.of_site.known("outcomes", outcome) or outcome for outcome in OUTCOMES]
        heads += self.words.heads("undecided", "answered")
        for year in sorted({row.received.year for row in rows}):
            of = [row for row in rows if row.received.year == year]
            lines = [
                (self.of_site.known("request_kinds", kind) or kind, *self._counts([row for row in of if row.kind == kind]))
                for kind in KINDS
                if any(row.kind == kind for row in of)
            ]
            lines.append((self.words("cells.all"), *self._counts(of)))
            yield self.say("log", "received_in", Table(heads, lines, list(range(1, len(heads)))), year=str(year))

    def _counts(self, rows: Sequence[Handled]) -> list[str]:
        outcomes = [sum(row.outcome == outcome for row in rows) for outcome in OUTCOMES]
        rest = [sum(row.outcome is None for row in rows), sum(row.answered is not None for row in rows)]
        return [self.words.number(count) for count in (len(rows), *outcomes, *rest)]

    def _times(self, rows: Sequence[Handled]) -> Statement:
        counts = {
            "in_time": sum(row.answered is not None and not row.late for row in rows),
            "late": sum(row.answered is not None and row.late for row in rows),
            "open_in_time": sum(row.answered is None and not row.late for row in rows),
            "open_late": sum(row.answered is None and row.late for row in rows),
            "extended": sum(row.extended for row in rows),
        }
        lines = [(self.words(f"cells.{name}"), self.words.number(count)) for name, count in counts.items()]
        day = self.words.date(self.facts.today.isoformat())
        return self.say("log", "as_of", self.table(("when", "requests"), lines, [1]), day=day)

    def _grounds(self, rows: Sequence[Handled]) -> Statement:
        counts = Counter(code for row in rows for code in row.grounds)
        lines = [
            (
                GROUNDS[code].article(self.language) or code,
                self.words("cells.grants" if GROUNDS[code].grants else "cells.refuses"),
                GROUNDS[code].texts[self.language],
                self.words.number(count),
            )
            for code, count in counts.most_common()
        ]
        if not lines:
            return self.say("log", "undecided")
        return self.say("log", "grounds", self.table(("ground", "effect", "said", "decisions"), lines, [3]))

    def _appeals(self, rows: Sequence[Handled]) -> Statement:
        appealed = [row for row in rows if row.appealed]
        return self.say("log", "appeals", count=len(appealed), other=sum(row.overturned for row in appealed))

    def _carried_out(self) -> Statement:
        done = [step.body for steps in self.facts.steps.values() for step in steps if step.body.step == "carried-out"]
        acts = len({body.withdrawal for body in done})
        return self.say("log", "carried_out", acts=acts, documents=sum(body.documents or 0 for body in done))
