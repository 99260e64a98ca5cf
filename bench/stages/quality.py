"""What `drop_low_quality` drops: of good documents, which must be at most one in a thousand; and of broken ones made from them.

    python -m bench.stages.quality release.parquet …            # Parquet with `text`, and `language`, `kind`, `confidence`, `id`
    python -m bench.stages.quality ../shared/data               # laws, debates, decisions and guides (`SETS`) beside the checkout
    python -m bench.stages.quality release.parquet --kind law   # as if all were of one kind
    python -m bench.stages.quality release.parquet --show       # and the good documents that go, with the detail

From every n-th good document of 3,000 characters or more, one broken text of each kind is made (`broken_texts.py`). Ends with 1
where more than one in a thousand good documents go, or less than 95 in a hundred of a family of broken ones.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bench.stages.broken_texts import KINDS
from moisson.contracts.schemas import STRING
from moisson.corpus.stages.language import identify_language
from moisson.corpus.stages.noise import measure_noise
from moisson.corpus.stages.normalize import normalize_text
from moisson.corpus.stages.quality import drop_low_quality
from moisson.corpus.stages.signals import measure_signals
from moisson.harvest.preview import read_files

GOOD_MOST, BROKEN_LEAST = 0.001, 0.95
LEAST_CHARACTERS, MADE_FROM = 3000, 200
BATCH = 2000
# Good text. Not in it: notices, recognised text, annexes in PDF, templates of web pages, tables of data.
SETS = [
    "de-bundestag-dip21",
    "de-bundestag-txt",
    "eu-akn-tulit",
    "eu-formex-lex",
    "fr-cnil-guide",
    "fr-etalab-guides",
    "fr-parlement-zam",
    "law-cz-legalize",
    "law-de-gesetze",
    "law-ee-legalize",
    "law-fi-legalize",
    "law-fr-legalize",
    "law-no-legalize",
    "lu-legilux",
    "neardup-fr-law-versions",
    "nl-rechtspraak",
    "parl-ct-docx",
    "parlamint-a",
    "parlamint-sk",
    "pii-echr-fr",
    "raw-gazettes-a",
]


def decided(documents: pa.Table) -> pa.Table:
    """`drop_reason` and `drop_detail` of each document, through the stages that a recipe would run."""
    made = []
    for batch in documents.combine_chunks().to_batches(max_chunksize=BATCH):
        columns = dict(zip(batch.schema.names, batch.columns, strict=True))
        for step in (normalize_text(), identify_language(), measure_noise(), measure_signals(), drop_low_quality()):
            columns |= step(pa.record_batch(columns))
        made.append(pa.record_batch({name: columns[name] for name in ("drop_reason", "drop_detail")}))
    return pa.Table.from_batches(made)


def documents(texts: Sequence[str], languages: Sequence[str | None], kind: str | None) -> pa.Table:
    size = len(texts)
    return pa.table(
        {
            "text": pa.array(texts, STRING),
            "language": pa.array(languages, STRING),
            "kind": pa.array([kind] * size, STRING),
            "confidence": pa.nulls(size, pa.float64()),
        }
    )


def good(path: Path, kind: str | None) -> tuple[pa.Table, pa.Array]:
    """The documents of a file, or of the sets of a folder, and their ids."""
    table = _read(path) if path.is_dir() else pq.read_table(path)
    size = table.num_rows
    types = {"text": STRING, "language": STRING, "kind": STRING, "confidence": pa.float64()}
    columns = {
        name: table[name].cast(type) if name in table.schema.names else pa.nulls(size, type) for name, type in types.items()
    }
    if kind is not None:
        columns["kind"] = pa.array([kind] * size, STRING)
    ids = table["id"] if "id" in table.schema.names else pa.array(range(size))
    return pa.table(columns), ids.cast(STRING)


def _read(folder: Path) -> pa.Table:
    """The sets' own documents, in the kind and language that they state."""
    texts = [
        {"id": f"{name}/{found.id}", "text": found.text.text, "language": found.text.language, "kind": found.text.kind}
        for name in SETS
        for found in read_files(folder / name / "data")
        if found.text is not None
    ]
    return pa.Table.from_pylist(texts, pa.schema([(name, STRING) for name in ("id", "text", "language", "kind")]))


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("files", type=Path, nargs="+", help="Parquet of good documents, or the folder of the sets")
    parser.add_argument("--kind", help="take all documents to be of this kind")
    parser.add_argument("--show", action="store_true", help="name the good documents that go")
    parser.add_argument("--json", action="store_true", dest="as_json")
    asked = parser.parse_args()
    said: dict[str, object] = {}
    missed = False
    pool: list[tuple[str, str | None]] = []
    for path in asked.files:
        table, ids = good(path, asked.kind)
        found = decided(table)
        reasons = Counter(pc.drop_null(found["drop_reason"]).to_pylist())
        share = reasons.total() / max(table.num_rows, 1)
        missed |= share > GOOD_MOST
        said[path.name] = {"documents": table.num_rows, "dropped": reasons.total(), "share": share, "reasons": dict(reasons)}
        if asked.show:
            gone = pc.is_valid(found["drop_reason"])
            for id, *words in zip(ids.filter(gone).to_pylist(), *found.filter(gone).to_pydict().values(), strict=True):
                print(id, *words, sep="\t", file=sys.stderr)
        long = table.filter(pc.greater_equal(pc.utf8_length(table["text"]), LEAST_CHARACTERS))
        some = long.take(pa.array(range(0, long.num_rows, max(long.num_rows // MADE_FROM, 1))))
        kept = decided(some)["drop_reason"].is_null()
        pool += [(row["text"], row["language"]) for row in some.filter(kept).select(["text", "language"]).to_pylist()]
    chance = Random(0)
    for family, makers in KINDS.items():
        caught = {}
        for name, make in makers.items():
            broken = documents([make(text, chance) for text, _ in pool], [language for _, language in pool], asked.kind)
            caught[name] = round(1 - decided(broken)["drop_reason"].null_count / max(len(pool), 1), 4)
        said[family] = {"made of each": len(pool), "caught": caught, "mean": round(sum(caught.values()) / len(caught), 4)}
        missed |= sum(caught.values()) / len(caught) < BROKEN_LEAST
    print(json.dumps(said, indent=None if asked.as_json else 2, ensure_ascii=False))
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
