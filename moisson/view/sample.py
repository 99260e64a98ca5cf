"""A sample of documents for readers to judge: the same for whoever asks for it, by its name alone.

Documents are drawn by the digest of seed and id, so that a sample depends on nothing but the release. By rule or source, each
gets as many as the others, as far as it has them; a document then stands for those of its own rule or source.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal, NamedTuple, cast

from moisson.corpus.judgements.record import Sampled
from moisson.view.look import Look

Of = Literal["kept", "dropped", "masked"]
By = Literal["chance", "rule", "source"]
KINDS: Mapping[Of, tuple[By, ...]] = {
    "dropped": ("rule", "source", "chance"),
    "kept": ("source", "chance"),
    "masked": ("chance", "source"),
}
MOST = 2_000  # documents of a sample
NAME = re.compile(r"(kept|dropped|masked)-(chance|rule|source)-([1-9][0-9]{0,3})-([0-9]{1,9})")
STRATA: Mapping[By, str] = {"chance": "''", "rule": "coalesce(rule, '')", "source": "source"}


class Drawn(NamedTuple):
    """A document of a sample, with how many it stands for."""

    id: str
    rule: str | None
    weight: float


class Sample(NamedTuple):
    """What a sample is of, how it is drawn, and how large it is."""

    of: Of
    by: By
    size: int
    seed: int

    @property
    def name(self) -> str:
        """As an address has it: `dropped-rule-40-1`."""
        return f"{self.of}-{self.by}-{self.size}-{self.seed}"

    def sampled(self, weight: float) -> Sampled:
        """As a judgement has it."""
        return Sampled(of=self.of, by=self.by, size=self.size, seed=self.seed, weight=weight)


def sample_of(query: Mapping[str, str]) -> Sample | None:
    """The sample that an address names, as a name or by the fields of a form; None where it names none."""
    fields = query.get("sample") or "-".join((query.get("drawn", ""), query.get("size", ""), query.get("seed", "")))
    if not (found := NAME.fullmatch(fields)):
        return None
    of, by = cast(Of, found[1]), cast(By, found[2])
    return Sample(of, by, min(int(found[3]), MOST), int(found[4])) if by in KINDS[of] else None


@lru_cache(maxsize=16)
def draw(look: Look, sample: Sample) -> tuple[Drawn, ...]:
    """Its documents, in the order in which they are to be judged."""
    if not look.opened.data and sample.of != "dropped":
        return ()
    if sample.of == "masked" and "masked" not in look.columns:
        return ()
    rows = _population(look, sample.of)
    counts = {
        row["stratum"]: row["n"]
        for row in look.rows(f"SELECT {STRATA[sample.by]} AS stratum, count(*) AS n FROM ({rows}) GROUP BY ALL")
    }
    quotas = shared_out(counts, sample.size)
    most = max(quotas.values(), default=0)
    found = look.rows(
        f"SELECT id, rule, stratum FROM (SELECT id, rule, {STRATA[sample.by]} AS stratum, md5(concat(?::VARCHAR, ' ', id)) AS"
        f" drawn, row_number() OVER (PARTITION BY stratum ORDER BY drawn, id) AS place FROM ({rows})) WHERE place <= ?"
        " ORDER BY drawn, id",
        [str(sample.seed), most],
    )
    taken, chosen = dict.fromkeys(counts, 0), list[Drawn]()
    for row in found:
        stratum = row["stratum"]
        if taken[stratum] < quotas[stratum]:
            taken[stratum] += 1
            chosen.append(Drawn(row["id"], row["rule"], counts[stratum] / quotas[stratum]))
    return tuple(chosen)


def _population(look: Look, of: Of) -> str:
    """A row for each document that can be drawn; what was dropped under an id that was kept, too, cannot be told apart by it."""
    if of == "dropped":
        kept = "WHERE id NOT IN (SELECT id FROM documents)" if look.opened.data else ""
        return f"SELECT DISTINCT ON (id) id, source, reason AS rule FROM ledger {kept} ORDER BY id, stage, reason"
    where = "WHERE len(masked) > 0" if of == "masked" else ""
    return f"SELECT id, source, NULL::VARCHAR AS rule FROM documents {where}"


def shared_out(counts: Mapping[str, int], size: int) -> dict[str, int]:
    """How many are drawn of each: as many as of the others, the rest of those that have fewer shared among the larger."""
    quotas, left = dict[str, int](), size
    for at, (name, count) in enumerate(sorted(counts.items(), key=lambda each: (each[1], each[0]))):
        quotas[name] = min(count, left // (len(counts) - at))
        left -= quotas[name]
    return quotas
