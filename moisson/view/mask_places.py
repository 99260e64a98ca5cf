"""Masks as places of a release's title and text, and places of what was not masked."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from moisson.contracts.errors import UserError
from moisson.corpus.judgements.record import Mask
from moisson.release.wording import KINDS_MASKED

PLACEHOLDER = re.compile(r"\[([A-Z][A-Z_]*)_\d+\]")
NEAR = 60  # characters shown before a place, and after it
LABEL = re.compile(r"#\d+$")  # of a stage that a recipe uses more than once
Field = Literal["title", "text"]


class Shown(NamedTuple):
    """A mask with what stands around it; `name` is its place as a form says it."""

    mask: Mask
    name: str
    before: str
    placeholder: str
    after: str


def places(title: str | None, text: str, stages: Sequence[Mapping[str, Any]]) -> list[Shown]:
    """Every mask of a document, in order."""
    found = []
    for field, said in _fields(title, text):
        for match in PLACEHOLDER.finditer(said):
            if (kind := match[1].lower()) not in KINDS_MASKED:
                continue
            mask = Mask(field=field, kind=kind, stage=_stage(kind, stages), start=match.start(), end=match.end())
            before, after = said[max(0, match.start() - NEAR) : match.start()], said[match.end() : match.end() + NEAR]
            found.append(Shown(mask, f"{field}:{match.start()}", " ".join(before.split()), match[0], " ".join(after.split())))
    return found


def missed_at(title: str | None, text: str, words: str, kind: str, stages: Sequence[Mapping[str, Any]]) -> list[Mask]:
    """Every place of some words, whatever the space between them; raises UserError where there is none."""
    pattern = re.compile(r"\s+".join(map(re.escape, words.split())))
    found = [
        Mask(field=field, kind=kind, stage=_stage(kind, stages), start=match.start(), end=match.end())
        for field, said in _fields(title, text)
        for match in pattern.finditer(said)
    ]
    if not found:
        raise UserError("what you wrote as missed does not stand in this document; go back, and copy its words from the text.")
    return found


def each_once(masks: Iterable[Mask]) -> list[Mask]:
    """Each place once, in order."""
    return sorted({(each.field, each.start): each for each in masks}.values(), key=lambda each: (each.field, each.start))


def _fields(title: str | None, text: str) -> tuple[tuple[Field, str], ...]:
    return ("title", title or ""), ("text", text)


def _stage(kind: str, stages: Sequence[Mapping[str, Any]]) -> str | None:
    """The masking stage that looks for a kind, or the first there is."""
    masking = [stage for stage in stages if stage["name"].startswith("mask_")]
    found = next((stage for stage in masking if kind in stage["parameters"].get("kinds", ())), masking[0] if masking else None)
    return LABEL.sub("", found["name"]) if found else None
