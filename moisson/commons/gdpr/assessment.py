"""Input for the data protection impact assessment (GDPR Article 35): figures and rules; the assessment is the controller's."""

from collections import Counter
from collections.abc import Iterator

from moisson.commons.desk.grounds import GDPR
from moisson.commons.gdpr.objections import all_handled
from moisson.commons.gdpr.paper import Paper, Statement
from moisson.commons.gdpr.record import Record

SENSITIVE = ("decision", "question", "notice")  # texts of cases of persons, which Articles 9 and 10 may concern


class Assessment(Record):
    """Writes what releases and log contribute to the four parts of Article 35(7), and the questions that stay."""

    def written(self) -> Paper:
        asked = self.asked
        description = [self.size(), self.described(), *self.categories(), *self.recipients(), *self.available()]
        necessity = [self.minimised(), *self.policy(), asked("legal_basis"), asked("necessity")]
        sections = [
            self.section("35(7)(a)", "description", [*description, asked("purposes"), asked("legitimate_interests")]),
            self.section("35(7)(b)", "necessity", necessity),
            self.section("35(7)(c)", "risks", [*self.hints(), asked("special_categories"), asked("residual"), asked("risks")]),
            self.section("35(7)(d)", "measures", [*self.measures(), self.rights(), asked("security")]),
            self.section("35(2)", "advice", [asked("dpo_advice")]),
            self.section("35(9)", "views", [asked("views")]),
        ]
        return self.paper("assessment", [self.words("lead.assessment"), self.lead("assessment_rests")], sections)

    def size(self) -> Statement:
        """Scale, as recital 91 speaks of it."""
        totals = {name: self.facts.total(name) for name in ("documents", "words", "found", "ledger")}
        return Statement("release", self.words("says.scale", sources=len(self.facts.sources), **totals))

    def minimised(self) -> Statement:
        """What was left out or masked, as shares."""
        if not self.facts.masking:
            return self.say("release", "not_minimised")
        documents, masked = (sum(each.stats["totals"][name] for each in self.facts.masking) for name in ("documents", "masked"))
        return self.say("release", "minimised", masked=masked, documents=documents, share=self.words.part(masked, documents))

    def policy(self) -> Iterator[Statement]:
        """The rules for data other than names, with what each rests on; those for names stand in the description."""
        rules = [rule for rule in self.fitting() if rule.data and "person" not in rule.data] if self.facts.rules else []
        colon = self.of_site("site.colon")
        rows = [
            (
                self.who(rule),
                self.where(rule),
                f"{', '.join(map(self.data, sorted(rule.data)))}{colon} {self.becomes(rule)}",
                self.reason(rule.reason),
            )
            for rule in rules
        ]
        if rows:
            yield self.say("release", "rules", self.table(("role", "in", "data_are", "reason"), rows))

    def hints(self) -> Iterator[Statement]:
        """Figures that bear on risks, without weighing them."""
        kinds, whole = self.facts.counted("kinds", "kind"), self.facts.total("documents")
        rows = [
            (self.kind(kind), self.words.number(count), self.words.part(count, whole))
            for kind, count in kinds.items()
            if kind in SENSITIVE
        ]
        if rows:
            yield self.say("release", "cases", self.table(("kind", "documents", "share"), rows, [1, 2]))
        if unsaid := kinds.get(None, 0):
            yield self.say("release", "unsaid_kinds", count=unsaid)
        times: Counter[str] = Counter()
        for each in self.facts.masked:
            times[each.data] += each.times
        if times:
            places = ", ".join(f"{self.data(data)} {self.words.number(count)}" for data, count in times.most_common())
            yield self.say("release", "places", places=places)

    def rights(self) -> Statement:
        """How rights are exercised, in figures of the log."""
        rows = [row for row in all_handled(self.facts) if row.kind in GDPR]
        answered = sum(row.answered is not None for row in rows)
        return self.say("log", "rights", received=len(rows), answered=answered, late=sum(row.late for row in rows))
