"""Kinds of requests, outcomes, and the closed list of grounds on which the desk decides, in three languages."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Literal, get_args

from moisson.contracts.commons.requests import REQUEST_GROUNDS, REQUEST_KINDS, REQUEST_OUTCOMES
from moisson.contracts.errors import UserError
from moisson.contracts.validation_text import meant

Language = Literal["en", "fr", "de"]
LANGUAGES: tuple[str, ...] = get_args(Language)
KINDS, OUTCOMES = REQUEST_KINDS, REQUEST_OUTCOMES
GDPR = frozenset(KINDS[:7])

_ARTICLE = re.compile(r"(?:(2019/790)-)?(\d+)(?:\((\d)\))?(?:\(([a-f])\))?(?=-|$)")


@dataclass(frozen=True)
class Ground:
    """Why a request is granted or refused."""

    code: str
    kinds: tuple[str, ...]
    grants: bool
    texts: dict[str, str]

    def article(self, language: str) -> str:
        """The article as lawyers of a language write it; empty where the ground is no article."""
        found = _ARTICLE.match(self.code)
        if found is None:
            return ""
        directive, article, paragraph, point = found.groups()
        match language:
            case "fr":
                said = "".join((f", paragraphe {paragraph}" if paragraph else "", f", point {point})" if point else ""))
                act = "de la directive (UE) 2019/790" if directive else "du RGPD"
                return f"article {article}{said}{',' if said else ''} {act}"
            case "de":
                said = "".join((f" Absatz {paragraph}" if paragraph else "", f" Buchstabe {point}" if point else ""))
                return f"Artikel {article}{said} {'der Richtlinie (EU) 2019/790' if directive else 'DSGVO'}"
        said = "".join((f"({paragraph})" if paragraph else "", f"({point})" if point else ""))
        return f"Article {article}{said} {'of Directive (EU) 2019/790' if directive else 'GDPR'}"


def _grounds() -> dict[str, Ground]:
    table: dict[str, dict[str, Any]] = tomllib.loads(files("moisson.commons.desk").joinpath("grounds.toml").read_text("utf-8"))
    return {
        code: Ground(code, tuple(of["kinds"]), of["grants"], {each: of[each] for each in LANGUAGES})
        for code in REQUEST_GROUNDS
        for of in (table[code],)
    }


GROUNDS = _grounds()


def check_kind(kind: str) -> str:
    """The kind; raises UserError where there is none such."""
    if kind not in KINDS:
        raise UserError(f"there is no kind of request {kind!r}; {meant(kind, KINDS)}")
    return kind


def check_decision(kind: str, outcome: str, codes: Sequence[str]) -> None:
    """Raise UserError where an outcome does not follow from its grounds, or a ground is not for this kind of request."""
    if outcome not in OUTCOMES:
        raise UserError(f"there is no outcome {outcome!r}; {meant(outcome, OUTCOMES)}")
    for code in codes:
        if code not in GROUNDS:
            raise UserError(f"there is no ground {code!r}; for {kind} there are {', '.join(of_kind(kind)) or 'none'}.")
        if kind not in GROUNDS[code].kinds:
            raise UserError(f"{code} is no ground for a request for {kind}; there are {', '.join(of_kind(kind)) or 'none'}.")
    gives = {GROUNDS[code].grants for code in codes}
    wanted = {"granted": {True}, "refused": {False}, "partly": {True, False}, "moot": set[bool]()}[outcome]
    if gives != wanted:
        needs = {
            "granted": "grounds that grant it, and no other",
            "refused": "grounds that refuse it, and no other",
            "partly": "a ground that grants it and one that refuses it",
            "moot": "no ground: whoever asked wants it no more",
        }
        raise UserError(f"{outcome} wants {needs[outcome]}; `moisson commons desk grounds {kind}` lists them.")


def of_kind(kind: str) -> list[str]:
    """The codes of the grounds for a kind of request."""
    return [code for code, ground in GROUNDS.items() if kind in ground.kinds]
