"""The notice for persons whose data were not obtained from them (GDPR Article 14), in English, French and German."""

import tomllib
from collections import Counter
from functools import cache
from importlib.resources import files
from typing import Any

import orjson

from moisson.commons.desk.grounds import GDPR
from moisson.commons.desk.words import day, number
from moisson.commons.gdpr.controller import Answers, answered
from moisson.commons.gdpr.facts import Facts
from moisson.commons.gdpr.objections import all_handled
from moisson.commons.gdpr.paper import By, Paper, Section, Statement, Table, article_in
from moisson.commons.pages.words import words_for

CONTRIBUTION = "ai-act-contribution.json"


@cache
def words_of(language: str) -> dict[str, Any]:
    """The notice's words in a language."""
    return tomllib.loads(files("moisson.commons.gdpr").joinpath(f"notice_{language}.toml").read_text("utf-8"))


class Notice:
    """A notice in the making."""

    def __init__(self, facts: Facts, answers: Answers, language: str) -> None:
        self.facts, self.answers, self.language = facts, answers, language
        self.words = words_of(language)
        self.dates = words_for(language, "moisson.commons.site").date

    def paper(self) -> Paper:
        facts = self.facts
        said = {
            "releases": ", ".join(facts.names),
            "documents": self.counted("documents", facts.total("documents")),
            "sources": self.counted("sources", len(facts.sources)),
            "day": day(facts.today.isoformat(), self.language),
        }
        lead = [self.words["lead"], self.words["whole"].format(**said)]
        if facts.private:
            lead.append(self.words["private"].format(releases=", ".join(facts.private)))
        paper = Paper("notice", self.language, self.words["title"], lead, self._sections(), self.words["labels"])
        if paper.open:
            lead.insert(0, self.words["draft"].format(n=self._n(len(paper.open))))
        return paper

    def _sections(self) -> list[Section]:
        return [
            self._section("14(1)(a)", "controller", [self._asked("name"), self._asked("contact"), self._asked("representative")]),
            self._section("14(1)(b)", "dpo", [self._asked("dpo")]),
            self._section("14(1)(c)", "purposes", [self._asked("purposes"), self._asked("legal_basis")]),
            self._section("14(1)(d)", "categories", self._categories()),
            self._section("14(1)(e)", "recipients", [*self._recipients(), self._asked("recipients")]),
            self._section("14(1)(f)", "transfers", [self._asked("transfers")]),
            self._section("14(2)(a)", "retention", [self._say("release", "retention"), self._asked("retention")]),
            self._section("14(2)(b)", "interests", [self._asked("legitimate_interests")]),
            self._section("14(2)(c)", "rights", self._rights()),
            self._section("14(2)(e)", "complaint", [self._say("law", "complaint"), self._asked("authority")]),
            self._section("14(2)(f)", "sources", [*self._sources(), self._asked("publication")]),
            self._section("14(2)(g)", "automated", [self._asked("automated_decisions")]),
        ]

    def _section(self, article: str, title: str, statements: list[Statement]) -> Section:
        return Section(article_in(article, self.language), self.words["titles"][title], statements)

    def _asked(self, name: str) -> Statement:
        return answered(self.answers, name, self.language)

    def _say(self, by: By, name: str, /, table: Table | None = None, **values: str) -> Statement:
        return Statement(by, self.words["says"][name].format(**values), table=table)

    def counted(self, name: str, count: int) -> str:
        """A count with its noun; French counts nothing as one."""
        forms = self.words["counts"][name]
        one = count == 1 or (count == 0 and self.language == "fr")
        return str(forms["one" if one else "other"]).format(n=number(count, self.language))

    def _n(self, count: int) -> str:
        return number(count, self.language)

    def _kind(self, kind: str | None) -> str:
        return str(self.words["kinds"][kind or "none"])

    def _data(self, kinds: list[str]) -> str:
        names = [str(self.words["data"][kind]) for kind in self.words["data"] if kind in kinds]
        return str(self.words["and"]).join(filter(None, [", ".join(names[:-1]), *names[-1:]]))

    def _categories(self) -> list[Statement]:
        facts, heads = self.facts, self.words["heads"]
        kinds = [(self._kind(kind), self._n(count)) for kind, count in facts.counted("kinds", "kind").items()]
        found = [self._say("release", "categories", Table([heads["kind"], heads["documents"]], kinds, [1]))]
        if facts.unmasked:
            found.append(self._say("release", "unmasked", releases=", ".join(facts.unmasked)))
        if facts.looked_for:
            name = "partly" if facts.partly else "looked_for_rest" if facts.unmasked else "looked_for"
            found.append(self._say("release", name, kinds=self._data(list(facts.looked_for))))
        if len(facts.unmasked) < len(facts.releases):
            found += self._masked()
            found.append(self._say("release", "limits"))
        return [*found, self._asked("special_categories")]

    def _masked(self) -> list[Statement]:
        heads, documents, times = self.words["heads"], Counter[str](), Counter[str]()
        for each in self.facts.masked:
            documents[each.data] += each.documents
            times[each.data] += each.times
        rows = [(self._data([data]), self._n(documents[data]), self._n(count)) for data, count in times.most_common()]
        table = Table([heads["data"], heads["documents"], heads["times"]], rows, [1, 2])
        said = [self._say("release", "masked", table)] if rows else [self._say("release", "not_masked")]
        return [*said, self._say("release", "rules")]

    def _recipients(self) -> list[Statement]:
        facts, state = self.facts, self.facts.state
        members = ", ".join(member.name for member in state.active())
        found = [self._say("log", "members", commons=state.name, members=members)]
        if not facts.private:
            found.insert(0, self._say("release", "public"))
        if state.reuses:
            return [*found, self._say("log", "reuses", count=self._n(len(state.reuses)))]
        return [*found, self._say("log", "no_reuses")]

    def _rights(self) -> list[Statement]:
        found = [self._say("law", "rights"), self._say("law", "object"), self._say("law", "consent")]
        requests = [each for each in all_handled(self.facts) if each.kind in GDPR]
        answers = sum(each.answered is not None for each in requests)
        received = self.counted("requests", len(requests))
        return [*found, self._say("log", "requests", received=received, answered=self._n(answers))]

    def _sources(self) -> list[Statement]:
        heads, facts = self.words["heads"], self.facts
        rows = [
            (
                each["title"],
                (each.get("publisher") or {}).get("name") or self._kind(None),
                self.dates(each.get("acquired")),
                self._n(each["documents"]),
            )
            for each in facts.sources
        ]
        table = Table([heads["source"], heads["publisher"], heads["collected"], heads["documents"]], rows, [3])
        found = [self._say("release", "sources", table)]
        return [*found, self._asked("public_sources")] if came_as_files(facts) else found


def came_as_files(facts: Facts) -> list[str]:
    """The sources of which a release does not know whether they are public."""
    found: list[str] = []
    for release in facts.releases:
        path = release.folder / CONTRIBUTION
        fields = orjson.loads(path.read_bytes())["fields"] if path.is_file() else []
        said = next((each.get("value") for each in fields if each["field"] == "datasets_as_files"), None)
        found += [each["identifier"] for each in said or ()]
    return sorted(set(found))
