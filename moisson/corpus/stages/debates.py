"""Public debate, for those who study it: how much each group spoke, and which votes the record states."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import pyarrow as pa

from moisson.contracts.schemas import GROUPS, VOTES
from moisson.contracts.stage import Columns, Step, stage

COUNTS = ("ayes", "noes", "abstained")
NEAR, BETWEEN, BEFORE = 30, 60, 240  # signs: from a word to its number, from one number to the next word, of the sentence before
MOST = 1500  # votes of one side: no chamber of Europe has as many members
# What follows a share of an inquiry, which is no vote.
SHARE = r"[ \xa0]?(?:%|Prozent|per ?cent|pour cent|por (?:ciento|cento)|per cento|procent|postotak|odst|percent|процент)"
SENTENCE = re.compile(r"(?<=[^\W\d_]{3}[.!?\]]) |\n")  # where one begins: behind a word, not behind an ordinal number or initials


@stage(version=1, reads=("speakers",), writes=("groups",))
def count_groups() -> Step:
    """Count speakers, turns and words by parliamentary group, from `speakers`, which readers of debates write.

    Most words first; speakers of whom the record names no group are one with a null name. Null where no speakers are known.
    """

    def step(batch: pa.RecordBatch) -> Columns:
        return {"groups": pa.array([_groups(speakers) for speakers in batch.column("speakers").to_pylist()], GROUPS)}

    return step


def _groups(speakers: Sequence[Mapping[str, Any]] | None) -> list[dict[str, Any]] | None:
    if speakers is None:
        return None
    counted: dict[str | None, dict[str, Any]] = {}
    named: dict[str | None, set[Any]] = {}
    for each in speakers:
        of = counted.setdefault(each["group"], {"group": each["group"], "speakers": 0, "turns": None, "words": None})
        named.setdefault(each["group"], set()).add(each["id"] or each["name"])
        of["speakers"] = len(named[each["group"]])
        for count in ("turns", "words"):
            if each[count] is not None:
                of[count] = (of[count] or 0) + each[count]
    return sorted(counted.values(), key=lambda of: (-(of["words"] or 0), -of["speakers"], of["group"] or ""))


@stage(version=1, reads=("text", "language", "kind", "votes"), writes=("votes",))
def find_votes(
    kinds: Sequence[str] = ("debate",),  # the kinds of documents whose words are looked through
) -> Step:
    """Add to `votes` the results that the words of a debate state: `za je glasovalo 39, proti 46`.

    Those that the publisher's record states apart, as decisions of a procedure, are there already. The subject is the heading
    above, `stated` the sentence; whether a motion passed follows from rules of its own, and is not concluded. Looks through
    documents in Bulgarian, Catalan, Croatian, Czech, English, French, German, Italian, Polish, Portuguese, Slovak, Slovene and
    Spanish.
    """

    def step(batch: pa.RecordBatch) -> Columns:
        columns = (batch.column(name).to_pylist() for name in ("text", "language", "kind", "votes"))
        made = [
            [*(known or []), *stated(text, language)] if text and kind in kinds and language in _words() else known
            for text, language, kind, known in zip(*columns, strict=True)
        ]
        return {"votes": pa.array(made, VOTES)}

    return step


def stated(text: str, language: str) -> Iterator[dict[str, Any]]:
    """The results of votes that a text states, as rows of `votes`."""
    subject = None
    for paragraph in text.split("\n\n"):
        if paragraph.startswith("#"):
            subject = paragraph.lstrip("# ").partition("\n")[0] or None
            continue
        for found in _results(language).finditer(paragraph):
            counts = {name: _number(found, name) for name in COUNTS}
            if max(count or 0 for count in counts.values()) <= MOST:
                begin = max(
                    (at.end() for at in SENTENCE.finditer(paragraph, max(0, found.start() - BEFORE), found.start())), default=None
                )
                begin = max(0, found.start() - BEFORE) if begin is None else begin
                yield {"subject": subject, "outcome": None, **counts, "stated": " ".join(paragraph[begin : found.end()].split())}


def _number(found: re.Match[str], name: str) -> int | None:
    said = found[name] or found[f"{name}_before"]
    return None if said is None else int(said) if said.isdigit() else 0


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(files("moisson.corpus.stages").joinpath("votes.toml").read_text("utf-8"))


@cache
def _results(language: str) -> re.Pattern[str]:
    """How a language states for and against, and mostly abstentions: numbers behind the words, or before them."""
    words = _words()[language]
    number = rf"\d{{1,4}}(?!\d|{SHARE})|(?:{'|'.join(words['nobody'])})(?!\w)"

    def side(name: str, near: int = NEAR) -> str:
        cue = rf"(?<!\w)(?:{'|'.join(words[name])})(?!\w)"
        return (
            rf"(?:{cue}[^\d.;\n]{{0,{near}}}?(?<!\w)(?P<{name}>{number})"
            rf"|(?<![\w,.])(?P<{name}_before>{number})[^\d.,;:\n]{{0,{NEAR}}}?{cue})"
        )

    ayes, noes, abstained = side("ayes", words.get("room", NEAR)), side("noes"), side("abstained")
    between = rf"[^\d.]{{0,{BETWEEN}}}?"
    return re.compile(rf"{ayes}(?:{between}{noes}(?:{between}{abstained})?)", re.I)
