"""Input for the data protection impact assessment (GDPR Article 35): figures and rules; the assessment is the controller's."""

from collections import Counter

from moisson.commons.desk.grounds import GDPR
from moisson.commons.desk.words import number
from moisson.commons.gdpr.controller import Answers, answered
from moisson.commons.gdpr.facts import Facts
from moisson.commons.gdpr.objections import all_handled
from moisson.commons.gdpr.paper import Paper, Section, Statement, Table
from moisson.commons.gdpr.record import (
    KIND_OF_DATA,
    LABELS,
    available,
    categories,
    counted_releases,
    described,
    measures,
    recipients,
    rules_table,
)
from moisson.release.wording import KINDS, percent, ratio

SENSITIVE = (
    "decision",
    "question",
    "notice",
)  # kinds of text that speak of cases of persons, which Articles 9 and 10 may concern


def assessment(facts: Facts, answers: Answers) -> Paper:
    """What releases and log contribute to the four parts of Article 35(7), and the questions that stay."""

    def asked(name: str) -> Statement:
        return answered(answers, name, "en")

    described_by = [size(facts), described(facts), *categories(facts), *recipients(facts), *available(facts)]
    sections = [
        Section(
            "Article 35(7)(a)",
            "Systematic description of the processing",
            [*described_by, asked("purposes"), asked("legitimate_interests")],
        ),
        Section(
            "Article 35(7)(b)",
            "Necessity and proportionality",
            [minimised(facts), *policy(facts), asked("legal_basis"), asked("necessity")],
        ),
        Section(
            "Article 35(7)(c)",
            "Risks to rights and freedoms",
            [*hints(facts), asked("special_categories"), asked("residual"), asked("risks")],
        ),
        Section("Article 35(7)(d)", "Measures", [*measures(facts), rights(facts), asked("security")]),
        Section("Article 35(2)", "Advice of the data protection officer", [asked("dpo_advice")]),
        Section("Article 35(9)", "Views of the persons concerned", [asked("views")]),
    ]
    lead = [
        "This is input, not an assessment: figures and rules are stated, risks are for the controller to weigh.",
        f"It rests on {counted_releases(facts)} and on the log of {facts.state.name} as of {facts.today.isoformat()}.",
    ]
    return Paper("assessment", "en", "Input for the data protection impact assessment", lead, sections, LABELS)


def size(facts: Facts) -> Statement:
    """Scale, as recital 91 speaks of it."""
    said = {name: number(facts.total(name), "en") for name in ("documents", "words", "found", "ledger")}
    text = (
        f"Scale: {said['documents']} documents with {said['words']} words, of {said['found']} that {len(facts.sources)} sources"
        f" offered; {said['ledger']} were left out, each with a reason in the ledger."
    )
    return Statement("release", text)


def minimised(facts: Facts) -> Statement:
    """What was left out or masked, as shares."""
    documents = sum(each.stats["totals"]["documents"] for each in facts.masking)
    masked = sum(each.stats["totals"]["masked"] for each in facts.masking)
    if not facts.masking:
        return Statement("release", "Minimisation: no release masks anything.")
    where = f"{number(masked, 'en')} of the {number(documents, 'en')} documents ({percent(ratio(masked, documents))})"
    return Statement("release", f"Minimisation: personal data were masked in {where} of the releases that mask.")


def policy(facts: Facts) -> list[Statement]:
    """The rules for data other than names, with the legal provision that each names; those for names stand in the description."""
    if not facts.rules:
        return []
    rules = [rule for rule in facts.rules if rule.data and "person" not in rule.data]
    text = "The rules for data other than names, with what each rests on:"
    table = rules_table(rules, facts)
    heads = ["Role", "In", "Data", "Reason"]
    by_reason = {rule.reason: ", ".join(KIND_OF_DATA.get(kind, kind) for kind in sorted(rule.data)) for rule in rules}
    rows = [(row[0], row[1], f"{by_reason[row[3]]}: {row[2]}", row[3]) for row in table.rows]
    return [Statement("release", text, table=Table(heads, rows))] if rows else []


def hints(facts: Facts) -> list[Statement]:
    """Figures that bear on risks, without weighing them."""
    kinds = facts.counted("kinds", "kind")
    rows = [
        (KINDS[str(kind)], number(count, "en"), percent(ratio(count, facts.total("documents"))))
        for kind, count in kinds.items()
        if kind in SENSITIVE
    ]
    found = []
    if rows:
        text = "Texts of kinds that often speak of persons in a case, an application or a complaint:"
        found.append(Statement("release", text, table=Table(["Kind of text", "Documents", "Share"], rows, [1, 2])))
    if unsaid := kinds.get(None, 0):
        found.append(Statement("release", f"Texts whose kind nobody says: {number(unsaid, 'en')}."))
    times: Counter[str] = Counter()
    for each in facts.masked:
        times[each.data] += each.times
    if times:
        said = ", ".join(f"{KIND_OF_DATA.get(data, data)} {number(count, 'en')}" for data, count in times.most_common())
        found.append(Statement("release", f"Places that were masked: {said}."))
    return found


def rights(facts: Facts) -> Statement:
    """How rights are exercised, in figures of the log."""
    rows = [row for row in all_handled(facts) if row.kind in GDPR]
    late = sum(row.late for row in rows)
    text = (
        f"Rights of persons: the desk has taken {number(len(rows), 'en')} requests about personal data;"
        f" {number(sum(row.answered is not None for row in rows), 'en')} are answered, {number(late, 'en')} were or are late."
        " `objections` has the figures."
    )
    return Statement("log", text)
