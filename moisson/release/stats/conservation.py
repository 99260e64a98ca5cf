"""The third conservation, summed: words that files hold, words given, words left out by kind, by source and format."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from moisson.contracts.lost_words import FEWEST, usual_share
from moisson.release.stats.tally import list_items

Row = dict[str, Any]


def accounts(batch: pa.RecordBatch) -> Row:
    """By source and format: the documents whose words are counted, their words, and those that lose more than is usual."""
    counted = batch.filter(pc.is_valid(batch.column("words_held")))
    items, parents = list_items(counted.column("left_out"))
    silent = pc.equal(pc.struct_field(items, "kind"), "unknown").to_numpy(zero_copy_only=False)
    unknown = np.zeros(counted.num_rows, np.int64)
    np.add.at(unknown, parents.to_numpy()[silent], pc.struct_field(items, "words").to_numpy()[silent])
    named = pc.dictionary_encode(pc.fill_null(counted.column("format"), ""))
    usual = np.array([usual_share(name) for name in named.dictionary.to_pylist()] or [0.0])
    places = named.indices.to_numpy(zero_copy_only=False)
    much = (unknown >= FEWEST) & (unknown > usual[places] * counted.column("words_held").to_numpy())
    return {
        "source": counted.column("source"),
        "format": counted.column("format"),
        "documents": pa.array(np.ones(counted.num_rows, np.int64)),
        "words_held": counted.column("words_held"),
        "words_given": counted.column("words_given"),
        "marked": pa.array(much.astype(np.int64)),
    }


def left_out(batch: pa.RecordBatch) -> Row:
    """By source, format and kind: the words left out."""
    items, parents = list_items(batch.column("left_out"))
    return {
        "source": batch.column("source").take(parents),
        "format": batch.column("format").take(parents),
        "kind": pc.struct_field(items, "kind"),
        "words": pc.struct_field(items, "words"),
    }


def conservation(accounts: list[Row], left_out: list[Row]) -> Row:
    """The sums of all, and by source and format, each with its kinds; words_held = words_given + their sum."""
    rows = []
    for row in accounts:
        own = [each for each in left_out if (each["source"], each["format"]) == (row["source"], row["format"])]
        rows.append({**row, "left_out": _by_kind(own)})
    sums = {name: sum(row[name] for row in accounts) for name in ("documents", "words_held", "words_given", "marked")}
    return {**sums, "left_out": _by_kind(left_out), "by_format": rows}


def _by_kind(rows: list[Row]) -> list[Row]:
    """The kinds with most words first."""
    words: dict[str, int] = {}
    for row in rows:
        words[row["kind"]] = words.get(row["kind"], 0) + row["words"]
    return [{"kind": kind, "words": count} for kind, count in sorted(words.items(), key=lambda each: (-each[1], each[0]))]
