"""`stats.json`: the figures of a release, from which card and report are written.

A `Tally` counts the release and its ledger in one streaming pass, or in many whose parts are merged, then gets the facts that
neither holds: recipe, sources, stages. Every figure is an integer or a share rounded to four digits; nothing reads the clock.
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc

from moisson.contracts.disk import damaged, disk
from moisson.contracts.errors import ConservationError
from moisson.contracts.identity import canonical_json
from moisson.contracts.schemas import STRING
from moisson.release.facts import RecipeFacts, RunFacts, SourceFacts, StageFacts
from moisson.release.stats import conservation, contents, figures
from moisson.release.stats.extent import bits
from moisson.release.stats.tally import Margin, Sample, filled, list_items

__all__ = ["RecipeFacts", "RunFacts", "SourceFacts", "StageFacts", "Tally", "excerpt"]

EXAMPLES_PER_SOURCE = 2
EXAMPLES_PER_REASON = 3
EXCERPT_CHARACTERS = 600


class Tally:
    """Counts a release as it is written. Call `add` and `ledger` in any order with any batches, then `stats`."""

    def __init__(self) -> None:
        self._documents = Margin(*figures.DOCUMENT_KEYS)
        self._lengths = Margin("source", "word_count")
        self._dates = Margin("source", "created")
        self._described = Margin(*contents.DESCRIBED)
        self._accounts = Margin("source", "format")
        self._left_out = Margin("source", "format", "kind")
        self._hosts = Margin("source", "host")
        self._removed = Margin("source")
        self._contaminated = Margin("set", "part")
        self._bits = Margin("part", "language")
        self._protocols = Margin("protocol")
        self._masks = Margin("source", "kind")
        self._clusters = Margin("cluster_id", "cluster_size")
        self._containers = Margin("source", "id", "title")
        self._ledger = Margin("source", "stage", "reason")
        self._examples = Sample(EXAMPLES_PER_SOURCE)
        self._dropped = Sample(EXAMPLES_PER_REASON)

    def add(self, batch: pa.RecordBatch) -> None:
        """Count documents: a batch of `schemas.RELEASE`, with `word_count` filled in every row."""
        if batch.column("word_count").null_count:
            raise ConservationError("a release has rows without `word_count`; its writer must count words first.")
        one = pa.array(np.ones(batch.num_rows, dtype=np.int64))
        source, words, text = batch.column("source"), batch.column("word_count"), batch.column("text")
        masked, tokens = batch.column("masked"), batch.column("token_count")
        rights = batch.column("rights")
        keys = {
            **{name: batch.column(name) for name in ("source", "language", "license", "legal_state", "force")},
            **{name: pc.struct_field(rights, name) for name in ("basis", "level")},
            "seen": pc.is_valid(pc.struct_field(rights, "seen_at")),
            "vanished": pc.fill_null(batch.column("vanished"), False),
            "reserved": filled(batch.column("reservation")),
            "contradicted": _contradicted(batch.column("other_rights")),
            "masked": filled(masked),
            "tokenized": pc.is_valid(tokens),
        }
        sums = {
            "documents": one,
            "words": words,
            "characters": pc.cast(pc.utf8_length(text), pa.int64()),
            "bytes": pc.cast(pc.binary_length(text), pa.int64()),
            "tokens": pc.fill_null(tokens, 0),
        }
        self._documents.add({**keys, **sums})
        self._lengths.add({"source": source, "word_count": words, "documents": one})
        self._dates.add({"source": source, "created": batch.column("created"), "documents": one, "words": words})
        self._described.add({**contents.described(batch), "documents": one, "words": words})
        self._accounts.add(conservation.accounts(batch))
        self._left_out.add(conservation.left_out(batch))
        self._hosts.add({"source": source, "host": contents.host(batch.column("url")), "documents": one, "words": words})
        self._add_bits("data", batch.column("language"), batch)
        self._add_lists(batch, source, words)
        self._add_clusters(batch, one)
        self._examples.add(source, batch.column("id"), partial(_example, batch))

    def _add_lists(self, batch: pa.RecordBatch, source: pa.Array, words: pa.Array) -> None:
        for margin, column, keys, count, called in (
            (self._masks, "masked", ["kind"], "count", "occurrences"),
            (self._contaminated, "contamination", ["set", "part"], "items", "items"),
        ):
            items, parents = list_items(batch.column(column))
            counts = pc.cast(pc.struct_field(items, count), pa.int64())
            listed = pa.table({"row": parents, **{key: pc.struct_field(items, key) for key in keys}, called: counts})
            each = listed.group_by(["row", *keys], use_threads=False).aggregate([(called, "sum")]).combine_chunks()
            of = {"source": pa.chunked_array([source]).take(each["row"]), **{key: each[key] for key in keys}}
            one = pa.array(np.ones(each.num_rows, dtype=np.int64))
            margin.add({**{key: of[key] for key in margin.keys}, "documents": one, called: each[f"{called}_sum"]})
        items, parents = list_items(batch.column("reservation"))
        listed = pa.table({"row": parents, "protocol": pc.struct_field(items, "protocol")})
        each = listed.group_by(["row", "protocol"], use_threads=False).aggregate([]).combine_chunks()
        self._protocols.add({"protocol": each["protocol"], "documents": pa.array(np.ones(each.num_rows, dtype=np.int64))})
        removed = batch.column("removed").filter(filled(batch.column("removed")))
        counted = {"documents": pa.array(np.ones(len(removed), dtype=np.int64)), "lines": pc.list_value_length(removed)}
        self._removed.add({"source": source.filter(filled(batch.column("removed"))), **counted})
        items, parents = list_items(batch.column("part_of"))
        self._containers.add(
            {
                "source": source.take(parents),
                **{name: pc.struct_field(items, name) for name in ("id", "title")},
                "documents": pa.array(np.ones(len(parents), dtype=np.int64)),
                "words": words.take(parents),
            }
        )

    def _add_bits(self, part: str, language: pa.Array, batch: pa.RecordBatch) -> None:
        of = pa.array([part] * batch.num_rows, STRING)
        self._bits.add({"part": of, "language": language, "bits": pa.array(bits(batch))})

    def _add_clusters(self, batch: pa.RecordBatch, one: pa.Array) -> None:
        several = pc.fill_null(pc.greater(batch.column("cluster_size"), 1), False)
        columns = {name: batch.column(name) for name in ("cluster_id", "cluster_size")}
        self._clusters.add({name: column.filter(several) for name, column in {**columns, "documents": one}.items()})

    def ledger(self, rows: pa.RecordBatch | pa.Table) -> None:
        """Count ledger rows: a batch or table of `schemas.LEDGER`; the source is the first segment of the id."""
        for batch in rows.to_batches() if isinstance(rows, pa.Table) else [rows]:
            ids, stage, reason, detail = (batch.column(name) for name in ("id", "stage", "reason", "detail"))
            source = pc.replace_substring_regex(ids, pattern="(?s)/.*$", replacement="")
            one = pa.array(np.ones(batch.num_rows, dtype=np.int64))
            self._ledger.add({"source": source, "stage": stage, "reason": reason, "documents": one})
            self._add_bits("ledger", pa.nulls(batch.num_rows, STRING), batch)
            group = pc.binary_join_element_wise(stage, reason, pa.scalar(figures.JOINT, STRING))
            self._dropped.add(group, ids, partial(_entry, ids, detail))

    def save(self, path: Path) -> None:
        """Write what was counted into a file, for another tally to `merge`."""
        with disk(path), pa.OSFile(str(path), "wb") as sink:
            for counted in self._all():
                counted.save(sink)

    def merge(self, path: Path) -> None:
        """Add what another tally counted; the order of such files does not matter. Raises StorageError."""
        try:
            with pa.OSFile(str(path)) as source:
                for counted in self._all():
                    counted.merge(source)
        except (pa.ArrowException, OSError) as error:
            raise damaged(path, error) from None

    def _all(self) -> Iterator[Margin | Sample]:
        yield from (self._documents, self._lengths, self._dates, self._described, self._hosts, self._removed)
        yield from (self._accounts, self._left_out)
        yield from (self._contaminated, self._bits, self._protocols, self._masks, self._clusters, self._containers)
        yield from (self._ledger, self._examples, self._dropped)

    def ledger_rows(self, reason: str) -> dict[str, int]:
        """By source, the ledger rows with a reason."""
        return {row["source"]: row["documents"] for row in self._ledger.each() if row["reason"] == reason}

    def stats(self, facts: RunFacts) -> dict[str, Any]:
        """All figures, as JSON values with sorted keys; raises ConservationError where they contradict the facts."""
        counted = figures.Counted(
            documents=self._documents.rows(),
            lengths=self._lengths,
            dates=self._dates,
            described=self._described.rows(),
            accounts=self._accounts.rows(),
            left_out=self._left_out.rows(),
            hosts=self._hosts,
            removed=self._removed.rows(),
            contaminated=self._contaminated.rows(),
            bits=self._bits.rows(),
            protocols=self._protocols.rows(),
            masks=self._masks.rows(),
            clusters=self._clusters,
            containers=self._containers,
            ledger=self._ledger.rows(),
            examples={group: self._examples.rows(group) for group in self._examples.groups()},
            dropped={group: self._dropped.rows(group) for group in self._dropped.groups()},
        )
        stats: dict[str, Any] = orjson.loads(canonical_json(figures.describe(counted, facts)))
        return stats


def _entry(ids: pa.Array, detail: pa.Array, row: int) -> dict[str, Any]:
    """One ledger row as an example of its reason."""
    return {"id": ids[row].as_py(), "detail": detail[row].as_py()}


def _example(batch: pa.RecordBatch, row: int) -> dict[str, Any]:
    """One document for the card: its name and its beginning, cut between words."""
    text = batch.column("text")[row].as_py() or ""
    names = ("id", "source", "title", "language", "license", "url", "created", "word_count")
    return {**{name: batch.column(name)[row].as_py() for name in names}, "excerpt": excerpt(text, EXCERPT_CHARACTERS)}


def _contradicted(others: pa.Array) -> pa.Array:
    """Whether another statement of rights contradicts the one that holds."""
    items, parents = list_items(others)
    rows = parents.filter(pc.equal(pc.struct_field(items, "relation"), "contradicts")).to_numpy()
    mask = np.zeros(len(others), dtype=bool)
    mask[rows] = True
    return pa.array(mask)


def excerpt(text: str, characters: int) -> str:
    """The text's beginning, of at most about `characters`, cut between two words and marked with an ellipsis."""
    text = text.strip()
    if len(text) <= characters:
        return text
    head = text[: characters + 1]
    cut = max(head.rfind(" "), head.rfind("\n"))
    return (head[:cut] if cut > 0 else head[:characters]).rstrip() + " …"
