"""The record of processing activities (GDPR Article 30), as far as releases and log can fill it in."""

from moisson.commons.desk.words import number
from moisson.commons.gdpr.controller import Answers, answered
from moisson.commons.gdpr.facts import Facts, digest_of
from moisson.commons.gdpr.paper import Paper, Section, Statement, Table
from moisson.privacy.policy import Rule
from moisson.release.wording import KINDS, KINDS_MASKED, UNSAID, kinds_in_words, language

LABELS = {
    "open": "Open:",
    "release": "From the releases.",
    "log": "From the commons’ log.",
    "law": "",
    "controller": "Said by the controller.",
}
KIND_OF_DATA = {**KINDS_MASKED, "person": "names of persons"}


def record(facts: Facts, answers: Answers) -> Paper:
    """The record, with a question wherever only the controller can say."""

    def asked(name: str) -> Statement:
        return answered(answers, name, "en")

    sections = [
        Section(
            "Article 30(1)(a)",
            "Controller",
            [asked(name) for name in ("name", "contact", "joint_controllers", "representative", "dpo")],
        ),
        Section("Article 30(1)(b)", "Purposes", [asked("purposes"), described(facts)]),
        Section(
            "Article 30(1)(c)",
            "Categories of persons concerned and of personal data",
            [*categories(facts), asked("special_categories")],
        ),
        Section("Article 30(1)(d)", "Categories of recipients", [*recipients(facts), asked("recipients")]),
        Section("Article 30(1)(e)", "Transfers to third countries", [*available(facts), asked("transfers")]),
        Section("Article 30(1)(f)", "Time limits for erasure", [*taken_back(facts), asked("retention")]),
        Section("Article 30(1)(g)", "Technical and organisational security measures", [*measures(facts), asked("security")]),
    ]
    lead = [
        "Processing activity: texts of public bodies are collected, prepared as training data for language models, and released.",
        f"It rests on {counted_releases(facts)} and on the log of {facts.state.name} as of {facts.today.isoformat()}. What"
        " neither says is left open as a question.",
    ]
    return Paper("record", "en", "Record of processing activities", lead, sections, LABELS)


def counted_releases(facts: Facts) -> str:
    return f"{len(facts.releases)} release{'' if len(facts.releases) == 1 else 's'} ({', '.join(facts.names)})"


def described(facts: Facts) -> Statement:
    """What the recipes say of themselves: what the controller's purposes are held against, and not yet a purpose."""
    rows = [
        (each.name, each.stats["recipe"]["title"] or "", " ".join((each.stats["recipe"]["description"] or "").split()))
        for each in facts.releases
    ]
    return Statement("release", "What the recipes say of themselves:", table=Table(["Release", "Title", "About"], rows))


def categories(facts: Facts) -> list[Statement]:
    """Texts by kind, what was looked for and masked, and what the rules let stand of whom."""
    rows = [(KINDS.get(kind or "", UNSAID), number(count, "en")) for kind, count in facts.counted("kinds", "kind").items()]
    tongues = ", ".join(
        f"{language(code)}: {number(count, 'en')}" for code, count in list(facts.counted("languages", "language").items())[:10]
    )
    found = [
        Statement("release", "Texts by kind:", table=Table(["Kind of text", "Documents"], rows, [1])),
        Statement("release", f"Documents by language, the most frequent: {tongues}."),
    ]
    if facts.unmasked:
        names = ", ".join(facts.unmasked)
        found.append(Statement("release", f"No stage masks personal data in {names}: what was published stands in it, whole."))
    if facts.looked_for:
        where = "in every other release" if facts.unmasked else "in every release"
        found.append(Statement("release", f"Looked for {where}: {kinds_in_words(facts.looked_for)}."))
    if facts.masked:
        found.append(Statement("release", "What was found and masked:", table=masked_table(facts)))
    elif len(facts.unmasked) < len(facts.releases):
        found.append(Statement("release", "Nothing was found that the rules mask."))
    return [*found, *persons(facts)]


def masked_table(facts: Facts) -> Table:
    """What was masked, by kind of data and of text, and jurisdiction."""
    rows = [
        (
            KIND_OF_DATA.get(each.data, each.data),
            KINDS.get(each.document or "", UNSAID),
            each.jurisdiction or UNSAID,
            number(each.documents, "en"),
            number(each.times, "en"),
        )
        for each in facts.masked
    ]
    return Table(["Data", "Kind of text", "Jurisdiction", "Documents", "Times"], rows, [3, 4])


def persons(facts: Facts) -> list[Statement]:
    """Whose names stay and whose go, by the policy's rules for the texts that these releases hold."""
    if facts.policies:
        names = ", ".join(facts.policies)
        return [
            Statement(
                "open",
                f"The recipes name policies of their own ({names}), which a release does not hold: whose names stay by them?",
            )
        ]
    if not facts.rules:
        return []
    return [
        Statement(
            "release",
            "Whose names stay in these texts, by the rules of the installed version in their order; the first that fits decides:",
            table=rules_table([rule for rule in facts.rules if "person" in rule.data or not rule.data], facts),
        )
    ]


def rules_table(rules: list[Rule], facts: Facts) -> Table:
    """The rules that can fit texts of these kinds and jurisdictions."""
    kinds = {kind or "none" for kind in facts.counted("kinds", "kind", masking=True)}
    places = {place or "none" for place in facts.counted("jurisdictions", "jurisdiction", masking=True)}
    fitting = [
        rule
        for rule in rules
        if (not rule.document or rule.document & kinds) and (not rule.jurisdiction or rule.jurisdiction & places)
    ]
    rows = [
        (
            ", ".join(sorted(rule.role)) or "any person",
            ", ".join(KINDS.get(kind, UNSAID) for kind in sorted(rule.document & kinds)) or "any text",
            "masked" if rule.action == "mask" else "stay",
            rule.reason,
        )
        for rule in fitting
    ]
    return Table(["Role", "In", "Names are", "Reason"], rows)


def recipients(facts: Facts) -> list[Statement]:
    state = facts.state
    members = [f"{member.name} ({member.college})" for member in state.active()]
    found = [Statement("log", f"Members of {state.name}, who decide on sources, recipes and releases:", members)]
    if state.reuses:
        found.append(
            Statement(
                "log", "Reuses that were declared:", [f"{each.body.organization}: {each.body.title}" for each in state.reuses]
            )
        )
    else:
        found.append(Statement("log", "No reuse has been declared."))
    return found


def available(facts: Facts) -> list[Statement]:
    public = [name for name in facts.names if name not in facts.private]
    found = []
    if public:
        said = f"Releases that are made to be published, and so can be fetched from any country: {', '.join(public)}."
        found.append(Statement("release", said))
    if facts.private:
        found.append(Statement("release", f"Releases that are not to be passed on: {', '.join(facts.private)}."))
    return found


def taken_back(facts: Facts) -> list[Statement]:
    acts = {step.body.withdrawal for steps in facts.steps.values() for step in steps if step.body.withdrawal is not None}
    return [
        Statement(
            "release", "A text that is withdrawn leaves the next release; earlier ones are marked as taken back, or become stubs."
        ),
        Statement("log", f"Withdrawals that requests to the desk have led to: {number(len(acts), 'en')}."),
    ]


def measures(facts: Facts) -> list[Statement]:
    """What the releases themselves show: stages that mask, signatures, digests."""
    masking = {
        f"{each['name']} version {each['version']}: {each['doc']}"
        for release in facts.releases
        for each in release.stats["stages"]
        if each["name"].startswith("mask")
    }
    found = [Statement("release", "Pseudonymisation:", sorted(masking))] if masking else []
    rows = [
        (each.name, digest_of(each), "MANIFEST.sig" if (each.folder / "MANIFEST.sig").is_file() else "none")
        for each in facts.releases
    ]
    said = "Integrity: a release’s manifest has the SHA-256 of each of its files, and is signed by its maker."
    return [*found, Statement("release", said, table=Table(["Release", "SHA-256 of its manifest", "Signature"], rows))]
