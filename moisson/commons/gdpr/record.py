"""The record of processing activities (GDPR Article 30), as far as releases and log can fill it in."""

from collections.abc import Iterator

from moisson.commons.gdpr.facts import digest_of
from moisson.commons.gdpr.paper import Paper, Statement, Table
from moisson.commons.gdpr.writer import Writer
from moisson.privacy.policy import Rule

CONTROLLER = ("name", "contact", "joint_controllers", "representative", "dpo")


class Record(Writer):
    """Writes the record, with a question wherever only the controller can say."""

    def written(self) -> Paper:
        sections = [
            self.section("30(1)(a)", "controller", map(self.asked, CONTROLLER)),
            self.section("30(1)(b)", "purposes", [self.asked("purposes"), self.described()]),
            self.section("30(1)(c)", "categories", [*self.categories(), self.asked("special_categories")]),
            self.section("30(1)(d)", "recipients", [*self.recipients(), self.asked("recipients")]),
            self.section("30(1)(e)", "transfers", [*self.available(), self.asked("transfers")]),
            self.section("30(1)(f)", "erasure", [*self.taken_back(), self.asked("retention")]),
            self.section("30(1)(g)", "security", [*self.measures(), self.asked("security")]),
        ]
        return self.paper("record", [self.words("lead.record"), self.lead("record_rests")], sections)

    def described(self) -> Statement:
        """What the recipes say of themselves: what the controller's purposes are held against, and not yet a purpose."""
        recipes = [(each.name, each.stats["recipe"]) for each in self.facts.releases]
        rows = [(name, said["title"] or "", " ".join((said["description"] or "").split())) for name, said in recipes]
        return self.say("release", "described", self.table(("release", "title", "about"), rows))

    def categories(self) -> Iterator[Statement]:
        """Texts by kind, what was looked for and masked, and what the rules let stand of whom."""
        facts, number = self.facts, self.words.number
        rows = [(self.kind(kind), number(count)) for kind, count in facts.counted("kinds", "kind").items()]
        yield self.say("release", "kinds", self.table(("kind", "documents"), rows, [1]))
        colon = self.of_site("site.colon")
        tongues = list(facts.counted("languages", "language").items())[:10]
        said = ", ".join(f"{self.words.language(code)}{colon} {number(count)}" for code, count in tongues)
        yield self.say("release", "languages", languages=said)
        if facts.unmasked:
            yield self.say("release", "unmasked", releases=", ".join(facts.unmasked))
        if facts.looked_for:
            kinds = self.words.listed(self.words.known("kinds_masked", kind) or kind for kind in facts.looked_for)
            yield self.say("release", "looked_for_rest" if facts.unmasked else "looked_for", kinds=kinds)
        if facts.masked:
            yield self.say("release", "masked", self.masked_table())
        elif len(facts.unmasked) < len(facts.releases):
            yield self.say("release", "nothing_masked")
        yield from self.persons()

    def masked_table(self) -> Table:
        """What was masked, by kind of data and of text, and jurisdiction."""
        unsaid, number = self.words("format.unsaid"), self.words.number
        rows = [
            (
                self.data(each.data),
                self.kind(each.document),
                each.jurisdiction or unsaid,
                number(each.documents),
                number(each.times),
            )
            for each in self.facts.masked
        ]
        return self.table(("data", "kind", "jurisdiction", "documents", "times"), rows, [3, 4])

    def persons(self) -> Iterator[Statement]:
        """Whose names stay and whose go, by the policy's rules for the texts that these releases hold."""
        if self.facts.policies:
            yield self.say("open", "own_policies", policies=", ".join(self.facts.policies))
        elif self.facts.rules:
            rules = [rule for rule in self.fitting() if "person" in rule.data or not rule.data]
            rows = [(self.who(rule), self.where(rule), self.becomes(rule), self.reason(rule.reason)) for rule in rules]
            yield self.say("release", "names", self.table(("role", "in", "names_are", "reason"), rows))

    def fitting(self) -> list[Rule]:
        """The rules that can fit texts of these kinds and jurisdictions."""
        kinds, places = self._held("kinds", "kind"), self._held("jurisdictions", "jurisdiction")
        return [
            rule
            for rule in self.facts.rules
            if (not rule.document or rule.document & kinds) and (not rule.jurisdiction or rule.jurisdiction & places)
        ]

    def who(self, rule: Rule) -> str:
        return self.roles(rule.role) or self.words("cells.any_person")

    def where(self, rule: Rule) -> str:
        fit = sorted(rule.document & self._held("kinds", "kind"))
        return ", ".join(self.kind(kind) for kind in fit) or self.words("cells.any_text")

    def becomes(self, rule: Rule) -> str:
        return self.words(f"cells.{rule.action}")

    def _held(self, table: str, key: str) -> set[str]:
        return {value or "none" for value in self.facts.counted(table, key, masking=True)}

    def recipients(self) -> Iterator[Statement]:
        state = self.facts.state
        members = [f"{member.name} ({self.of_site.known('colleges', member.college)})" for member in state.active()]
        yield self.say("log", "members", items=members, commons=state.name)
        reuses = [f"{each.body.organization}{self.of_site('site.colon')} {each.body.title}" for each in state.reuses]
        yield self.say("log", "reuses", items=reuses) if reuses else self.say("log", "no_reuses")

    def available(self) -> Iterator[Statement]:
        private = self.facts.private
        if public := [name for name in self.facts.names if name not in private]:
            yield self.say("release", "public", releases=", ".join(public))
        if private:
            yield self.say("release", "private", releases=", ".join(private))

    def taken_back(self) -> Iterator[Statement]:
        steps = (step.body for steps in self.facts.steps.values() for step in steps)
        yield self.say("release", "taken_back")
        yield self.say("log", "withdrawals", count=len({body.withdrawal for body in steps if body.withdrawal is not None}))

    def measures(self) -> Iterator[Statement]:
        """What the releases themselves show: stages that mask, signatures, digests."""
        stages = [each for release in self.facts.releases for each in release.stats["stages"] if each["name"].startswith("mask")]
        if stages:
            yield self.say("release", "pseudonyms", items=sorted(set(map(self._stage, stages))))
        rows = [
            (
                each.name,
                digest_of(each),
                "MANIFEST.sig" if (each.folder / "MANIFEST.sig").is_file() else self.words("cells.unsigned"),
            )
            for each in self.facts.releases
        ]
        yield self.say("release", "integrity", self.table(("release", "digest", "signature"), rows))

    def _stage(self, stage: dict[str, str]) -> str:
        doc = stage["doc"] if self.language == "en" else self.words.stage(stage["name"]) or stage["doc"]
        return self.words("says.stage", name=stage["name"], version=str(stage["version"]), doc=doc.replace("`", ""))
