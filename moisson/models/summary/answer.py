"""An answer to a field of the summary, and who gives it."""

from dataclasses import dataclass, field
from typing import Any, Literal

By = Literal["model", "release", "provider"]


@dataclass(frozen=True)
class Answer:
    """Markdown for people and a value for programs; `known` is what the data contribute where the provider has to answer."""

    by: By
    text: str = ""
    value: Any = None
    known: list[str] = field(default_factory=list)


def blank(*known: str) -> Answer:
    """A field that only the provider can answer."""
    return Answer("provider", known=[each for each in known if each])


NOT_APPLICABLE = "Not applicable"


def not_applicable(why: str) -> Answer:
    """A field that another answer makes empty, said so that its emptiness is no silence."""
    return Answer("model", f"{NOT_APPLICABLE}: {why}", NOT_APPLICABLE)
