"""Judgements to test with."""

from typing import Any

from moisson.corpus.judgements.record import Judgement, Mask, Sampled

RELEASE = "essai/2026-12-01"
TEN = Sampled(of="dropped", by="rule", size=10, seed=1, weight=3.0)
MAIL = Mask(field="text", kind="email", stage="mask_identifiers", start=3, end=12)


def said(id: str, verdict: str | None = "bad", who: str = "anne", **more: Any) -> Judgement:
    """A judgement on a document that `too-short` dropped, drawn in a sample of ten."""
    facts: dict[str, Any] = {"about": "document", "version": "1", "release": RELEASE, "source": "s", "fate": "dropped"}
    facts |= {"stage": "drop_short", "rule": "too-short", "sample": TEN, "at": "2026-12-01T13:00:00Z"} | more
    return Judgement.model_validate({**facts, "id": id, "verdict": verdict, "who": who})


def masks(id: str, right: int, wrong: int = 0, missed: int = 0, who: str = "anne", **more: Any) -> Judgement:
    """A judgement on the masks of a document kept: so many right, wrong and missed, one after the other."""
    places = [MAIL.model_copy(update={"start": 20 * at, "end": 20 * at + 9}) for at in range(right + wrong + missed)]
    of = {"right": places[:right], "wrong": places[right : right + wrong], "missed": places[right + wrong :]}
    facts = {"fate": "kept", "stage": None, "rule": None, "about": "masks", **{name: tuple(each) for name, each in of.items()}}
    return said(id, None, who, **facts, **more)
