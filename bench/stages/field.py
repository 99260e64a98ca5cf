"""What the limits that others made for the web reject of good public documents, rule by rule, beside Moisson's own.

    python -m bench.stages.field                          # laws, debates, decisions and guidance beside the checkout
    python -m bench.stages.field --data release.parquet   # a release: `text`, `source`, and `kind` where it has it
    python -m bench.stages.field --broken                 # broken texts made from them: what should be rejected
    python -m bench.stages.field --show few-ended-lines   # and some of what this rule rejects, with what was measured

The tables of `recipes/field/` and Moisson's (`drop_short`, `drop_low_quality`) are applied to every document. One that breaks
three rules counts for each of the three; what at least one rejects is counted once. Columns are kinds of document, or a release's
sources. Languages and near duplicates are left aside: nothing is rejected here for being in another language, or twice.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from bench.stages.broken_texts import KINDS
from bench.stages.texts import SHARED
from moisson.contracts.schemas import STRING
from moisson.contracts.stage import Step
from moisson.corpus.stages.language import identify_language
from moisson.corpus.stages.noise import measure_noise
from moisson.corpus.stages.normalize import normalize_text
from moisson.corpus.stages.quality import drop_low_quality, drop_short
from moisson.corpus.stages.signals import measure_signals
from moisson.corpus.stages.thresholds import load_rules
from moisson.harvest.preview import read_files
from moisson.kernels.strings import strings
from moisson.kernels.words import measure_words

FIELD = Path(__file__).parents[2] / "recipes" / "field"
# What is published as such, and read by people: no catalogues, no notices, no scans, no forms.
GOOD = {
    "law": (
        *("eu-formex-lex", "law-cz-legalize", "law-de-gesetze", "law-ee-legalize", "law-fi-legalize", "law-fr-legalize"),
        "law-no-legalize",
    ),
    "debate": ("de-bundestag-txt", "parl-ct-docx", "parlamint-a", "parlamint-sk"),
    "decision": ("fr-judilibre", "nl-rechtspraak"),
    "guidance": ("fr-cnil-guide", "fr-etalab-guides"),
}
FORMATS = {"law": ("formex", "markdown"), "debate": ("docx", "protocol", "tei"), "decision": ("judilibre", "rechtspraak")}
BATCH = 2000
LEAST_CHARACTERS, MADE_FROM = 3000, 60
SHOWN, SHOWN_CHARACTERS = 5, 160

Drops = dict[str, NDArray[np.bool_]]


def good() -> pa.Table:
    """The documents beside the checkout that have more than a title: some sets hold laws of which only that is left."""
    rows = [
        {"id": found.id, "text": found.text.text, "language": found.text.language, "kind": kind, "group": kind}
        for kind, names in GOOD.items()
        for name in names
        for found in read_files(SHARED / name / "data")
        if found.text is not None and found.text.text and (kind not in FORMATS or found.text.format in FORMATS[kind])
    ]
    if not rows:
        return _typed(pa.table({"id": pa.array([], STRING)}))
    found = _typed(pa.Table.from_pylist(rows))
    _, body = measure_words(strings(found["text"].combine_chunks()))
    return found.filter(pa.array(body > 0))


def broken(documents: pa.Table) -> pa.Table:
    """Broken texts by family, made from some of the longer documents; nobody says what kind of document they are."""
    long = documents.filter(pc.greater_equal(pc.utf8_length(documents["text"]), LEAST_CHARACTERS))
    some = long.take(pa.array(range(0, long.num_rows, max(long.num_rows // MADE_FROM, 1)))).to_pylist()
    chance = Random(0)
    rows = [
        {"id": f"{name}/{row['id']}", "text": make(row["text"], chance), "language": row["language"], "group": family}
        for family, makers in KINDS.items()
        for name, make in makers.items()
        for row in some
    ]
    return _typed(pa.Table.from_pylist(rows))


def release(path: Path) -> pa.Table:
    """The documents of a Parquet file, by source where it says that."""
    table = pq.read_table(path)
    names = set(table.column_names)
    group = next((table[name] for name in ("source", "set", "kind") if name in names), pa.array(["all"] * table.num_rows))
    ids = table["id"] if "id" in names else pa.array(range(table.num_rows))
    kept = {name: table[name] for name in ("text", "language", "kind", "confidence") if name in names}
    return _typed(pa.table({"id": ids, "group": group, **kept}))


def _typed(table: pa.Table) -> pa.Table:
    types = {"id": STRING, "group": STRING, "text": STRING, "language": STRING, "kind": STRING, "confidence": pa.float64()}
    nothing = table.num_rows
    columns = {name: table[name].cast(of) if name in table.column_names else pa.nulls(nothing, of) for name, of in types.items()}
    return pa.table(columns).combine_chunks()


def rules() -> dict[str, dict[str, Step]]:
    """Each recipe's rules by name, as stages of one rule."""
    tables = {
        "lucie": ("lucie-quality.toml",),
        "fineweb2": ("fineweb2-languages.toml", "fineweb2-quality.toml"),
        "moisson": (None,),
    }
    made: dict[str, dict[str, Step]] = {}
    for recipe, paths in tables.items():
        made[recipe] = {"too-short": drop_short()} if recipe == "moisson" else {}
        for path in paths:
            where = str(FIELD / path) if path else None
            names = [rule.name for rule in load_rules(where)]
            made[recipe] |= {name: drop_low_quality(where, [other for other in names if other != name]) for name in names}
    return made


def measured(documents: pa.Table) -> Iterator[pa.RecordBatch]:
    """The documents with all columns that a rule looks at."""
    steps = (normalize_text(), identify_language(), measure_noise(), measure_signals())
    for batch in documents.to_batches(max_chunksize=BATCH):
        columns = dict(zip(batch.schema.names, batch.columns, strict=True))
        for step in steps:
            columns |= step(pa.record_batch(columns))
        yield pa.record_batch({name: column for name, column in columns.items() if name not in ("drop_reason", "drop_detail")})


def judged(documents: pa.Table, show: str | None) -> tuple[dict[str, Drops], pa.Table]:
    """For each recipe and rule, which documents it rejects; and the documents' groups and words."""
    tables = rules()
    parts: dict[str, dict[str, list[NDArray[np.bool_]]]] = {recipe: {name: [] for name in of} for recipe, of in tables.items()}
    about = []
    for batch in measured(documents):
        about.append(batch.select(["group", "word_count"]))
        for recipe, of in tables.items():
            for name, step in of.items():
                made = step(batch)
                gone = np.asarray(made["drop_reason"].is_valid().to_numpy(zero_copy_only=False), np.bool_)
                parts[recipe][name].append(gone)
                if name == show:
                    _show(batch, made["drop_detail"], np.flatnonzero(gone), recipe)
    whole = {recipe: {name: np.concatenate(found) for name, found in of.items()} for recipe, of in parts.items()}
    return whole, pa.Table.from_batches(about)


def _show(batch: pa.RecordBatch, detail: pa.Array, rows: NDArray[np.int64], recipe: str) -> None:
    for row in rows[:SHOWN].tolist():
        text = str(batch["text"][row].as_py())[:SHOWN_CHARACTERS].replace("\n", " / ")
        print(recipe, batch["id"][row], detail[row], text, sep="\t", file=sys.stderr)


def shares(drops: Mapping[str, Drops], about: pa.Table) -> dict[str, Any]:
    """For each group: how many documents, and the share of them that each recipe and each of its rules rejects."""
    groups, words = about["group"].to_numpy(), about["word_count"].to_numpy()
    said: dict[str, Any] = {}
    for group in sorted(set(groups)):
        of = groups == group
        said[str(group)] = {"documents": int(of.sum()), "words": int(words[of].sum())}
        for recipe, found in drops.items():
            any_rule = np.logical_or.reduce(list(found.values()))
            said[str(group)][recipe] = {
                "any": float(any_rule[of].mean()),
                "words": float(words[of & any_rule].sum() / max(words[of].sum(), 1)),
                **{name: float(gone[of].mean()) for name, gone in found.items() if gone[of].any()},
            }
    return said


def table(said: Mapping[str, Any], recipe: str) -> list[str]:
    """The shares as a table: a line for each rule, most first, a column for each group."""
    names = {name for of in said.values() for name in of[recipe]} - {"any", "words"}
    ordered = sorted(names, key=lambda name: -max(of[recipe].get(name, 0) for of in said.values()))
    lines = [f"| {recipe} | " + " | ".join(f"{group} ({of['documents']:,})" for group, of in said.items()) + " |"]
    lines.append("|---|" + "---|" * len(said))
    for name in ("any", "words", *ordered):
        label = {"any": "**documents rejected**", "words": "their part of the words"}.get(name, name)
        lines.append(f"| {label} | " + " | ".join(_percent(of[recipe].get(name, 0.0)) for of in said.values()) + " |")
    return lines


def _percent(share: float) -> str:
    return f"{100 * share:.1f}%" if share >= 0.0005 else f"{100 * share:.3f}%" if share else ""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, help="a Parquet of documents with `text`; else those beside the checkout")
    parser.add_argument("--broken", action="store_true", help="broken texts that are made from the documents, in their place")
    parser.add_argument("--show", metavar="RULE", help="print some of what this rule rejects")
    parser.add_argument("--json", action="store_true", dest="as_json")
    asked = parser.parse_args(arguments)
    documents = release(asked.data) if asked.data else good()
    if not documents.num_rows:
        print(f"There is no document: name a Parquet with --data, or put documents in {SHARED}.")
        return 0
    documents = documents.filter(pc.is_valid(documents["text"]))
    said = shares(*judged(broken(documents) if asked.broken else documents, asked.show))
    if asked.as_json:
        print(json.dumps(said, indent=2))
    else:
        print("\n".join("\n".join((*table(said, recipe), "")) for recipe in rules()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
