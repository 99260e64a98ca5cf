"""The answer at the top of a report: ready, ready after a few things, or not yet."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from moisson.check.readiness.findings import Finding

FEW = 3  # things to do after which files are called ready
Verdict = Literal["ready", "ready-after", "not-yet", "nothing"]


class Answer(NamedTuple):
    """A verdict, and what to do first, worst first; `more` things are as grave and not named."""

    verdict: Verdict
    first: tuple[Finding, ...] = ()
    more: int = 0


def answer(findings: Sequence[Finding], documents: int) -> Answer:
    """From findings, worst first: not yet where one blocks, or where more than three are serious."""
    if not documents:
        return Answer("nothing")
    grave = [each for each in findings if each.severity in ("blocks", "serious")]
    if not grave:
        return Answer("ready")
    blocked = grave[0].severity == "blocks"
    verdict: Verdict = "not-yet" if blocked or len(grave) > FEW else "ready-after"
    return Answer(verdict, tuple(grave[:FEW]), max(len(grave) - FEW, 0))
