"""What all documents of the file are written with: facts, answers, and the words of a language."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from tomllib import loads

from moisson.commons.gdpr.controller import Answers, answered
from moisson.commons.gdpr.facts import Facts
from moisson.commons.gdpr.paper import By, Paper, Section, Statement, Table, article_in
from moisson.commons.pages.words import words_for

LABELS = ("open", "release", "log", "controller")


@cache
def _reasons() -> Mapping[str, Mapping[str, str]]:
    """The reasons of the built-in rules in other languages than English, by their English text."""
    return loads(files("moisson.commons.gdpr").joinpath("rules.toml").read_text("utf-8"))


class Writer:
    """Writes a document of the file in a language; numbers, days and names are written its way."""

    def __init__(self, facts: Facts, answers: Answers, language: str) -> None:
        self.facts, self.answers, self.language = facts, answers, language
        self.words = words_for(language, "moisson.commons.gdpr")
        self.of_site = words_for(language, "moisson.commons.site")  # which names requests, outcomes and colleges

    def paper(self, name: str, lead: Sequence[str], sections: Sequence[Section]) -> Paper:
        labels = {label: self.words(f"labels.{label}") for label in LABELS}
        return Paper(name, self.language, self.words(f"papers.{name}"), lead, sections, labels)

    def lead(self, name: str) -> str:
        """A sentence with what the document rests on."""
        names = ", ".join(self.facts.names)
        said = {"commons": self.facts.state.name, "day": self.words.date(self.facts.today.isoformat())}
        return self.words(f"lead.{name}", n=len(self.facts.releases), names=names, **said)

    def section(self, article: str, title: str, statements: Iterable[Statement]) -> Section:
        return Section(article_in(article, self.language) if article else "", self.words(f"titles.{title}"), list(statements))

    def say(self, by: By, name: str, /, table: Table | None = None, items: Sequence[str] = (), **values: object) -> Statement:
        return Statement(by, self.words(f"says.{name}", **values), items, table)

    def asked(self, name: str) -> Statement:
        return answered(self.answers, name, self.language)

    def table(self, heads: Sequence[str], rows: Iterable[Sequence[str]], numbers: Sequence[int] = ()) -> Table:
        return Table(self.words.heads(*heads), list(rows), numbers)

    def kind(self, kind: str | None) -> str:
        return self.words.known("kinds", kind) or self.words("format.unsaid")

    def data(self, kind: str) -> str:
        return self.words.known("data", kind) or self.words.known("kinds_masked", kind) or kind

    def roles(self, roles: Iterable[str]) -> str:
        return ", ".join(self.words.known("roles", role) or role for role in sorted(roles))

    def reason(self, reason: str) -> str:
        """Why a rule of the policy is as it is."""
        return reason if self.language == "en" else _reasons()[reason][self.language]
