"""Identifiers: recall on numbers made for every state, what is found in documents that were read by eye, and the stage's speed.

    python -m bench.stages.privacy                      # recall
    python -m bench.stages.privacy --hits PATH          # every hit in a folder of documents or a Parquet, to be read
    python -m bench.stages.privacy --speed PATH.parquet --kind law   # against counting words and the floor
    python -m bench.stages.privacy --json

Recall: 120 sentences for each row of `made_ids.toml`, in the state's languages and spellings; a sentence counts when exactly
its number is found. The words in the sentences are those that offices use; that the table of schemes has them too was seen, not
proven. Hits in the documents are printed with what stands around them, to be read; what is right there and what is wrong,
docs/stages/privacy.md says.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from bench.stages.made_ids import Made, sentences, table
from moisson.contracts.schemas import STRING
from moisson.contracts.stage import Step
from moisson.corpus.stages.privacy import ORDER, mask_identifiers, mask_personal_data
from moisson.harvest.preview import read_files
from moisson.kernels.strings import strings
from moisson.kernels.words import count_words
from moisson.privacy.accounts import Addresses, Cards, Ibans
from moisson.privacy.contacts import Mail
from moisson.privacy.national_ids import NationalIds
from moisson.privacy.phones import Phones
from moisson.privacy.placeholders import resolve
from moisson.privacy.search import Search

COLUMNS = ("title", "text", "language", "kind", "jurisdiction")
COUNT = 120


def batch(rows: list[dict[str, str | None]]) -> pa.RecordBatch:
    return pa.record_batch({name: pa.array([row.get(name) for row in rows], STRING) for name in COLUMNS})


def recall(made: Made, search: Search) -> dict[str, Any]:
    """How many of the sentences' numbers are found, and how many under their own scheme."""
    made_rows = list(sentences(made, COUNT))
    documents = search.documents(batch([{"text": text, **context._asdict()} for text, _, context in made_rows]))
    found = own = 0
    for document in documents:
        number = made_rows[document.row][1]
        roles = {span.role for span in document.spans if document.whole[span.start : span.end] == number}
        found += bool(roles)
        own += made.scheme in roles
    return {"scheme": made.scheme, "jurisdiction": made.jurisdiction, "sentences": COUNT, "found": found, "own": own}


def hits(path: Path) -> Counter[tuple[str, str, str]]:
    """Everything found in a folder of documents or a Parquet, by kind and role, with what stands around it."""
    search = Search([Mail()], [Ibans(), Cards(), NationalIds(), Phones(), Addresses()])
    counted: Counter[tuple[str, str, str]] = Counter()
    for rows in _parquet(path).to_batches(max_chunksize=5000) if path.suffix == ".parquet" else _surveyed(path):
        for looked in search.documents(rows):
            for span in resolve(looked.spans, ORDER):
                around = looked.whole[max(0, span.start - 40) : span.start], looked.whole[span.end : span.end + 20]
                words = " ".join(f"{around[0]}⟦{looked.whole[span.start : span.end]}⟧{around[1]}".split())
                counted[span.kind, span.role, words] += 1
    return counted


def _surveyed(folder: Path) -> Iterator[pa.RecordBatch]:
    for found in read_files(folder):
        if found.text is not None:
            text = found.text
            yield batch([{"title": text.title, "text": text.text, "language": text.language}])


def _parquet(path: Path) -> pa.Table:
    given = pq.read_table(path)
    columns = {name: given[name] if name in given.column_names else pa.nulls(given.num_rows, STRING) for name in COLUMNS}
    return pa.table({name: column.cast(STRING) for name, column in columns.items()}).combine_chunks()


def speed(path: Path, kind: str | None) -> list[dict[str, Any]]:
    """MB of text a second for both stages and for counting words, and CPU time against reading and writing the same Parquet."""
    rows = _parquet(path)
    if kind:
        rows = rows.set_column(COLUMNS.index("kind"), "kind", pa.array([kind] * rows.num_rows, STRING)).combine_chunks()
    megabytes = sum(chunk.nbytes for chunk in rows["text"].chunks) / 1e6
    steps: dict[str, Step] = {
        "count_words": lambda batch: {"words": pa.array(count_words(strings(batch.column("text"))))},
        "mask_identifiers": mask_identifiers(),
        "mask_personal_data": mask_personal_data(),
    }
    floor = _floor(rows)
    measured = []
    for name, step in steps.items():
        step(rows.slice(0, 2000).to_batches()[0])
        began = process_time()
        for part in rows.to_batches(max_chunksize=5000):
            step(part)
        spent = process_time() - began
        measured.append({"stage": name, "seconds": spent, "mb_s": megabytes / spent, "of_floor": spent / floor})
    return [{"stage": "floor", "seconds": floor, "mb_s": megabytes / floor, "of_floor": 1.0}, *measured]


def _floor(rows: pa.Table) -> float:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "floor.parquet"
        pq.write_table(rows, path, compression="zstd", compression_level=3)
        began = process_time()
        pq.write_table(pq.read_table(path), path, compression="zstd", compression_level=3)
        return process_time() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hits", type=Path)
    parser.add_argument("--speed", type=Path)
    parser.add_argument("--kind", help="of document, where the Parquet has no such column: law, decision …")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    search = Search([], [NationalIds()])
    result: dict[str, Any] = {"recall": [recall(made, search) for made in table()]}
    if options.speed:
        result["speed"] = speed(options.speed, options.kind)
    if options.hits:
        result["hits"] = [[*key, count] for key, count in sorted(hits(options.hits).items())]
    if options.json:
        print(json.dumps(result, ensure_ascii=False))
        return
    for row in result["recall"]:
        print(f"{row['scheme']:14} {row['jurisdiction']}  {row['found']:4} of {row['sentences']}, own scheme {row['own']}")
    print(f"{'all':17} {sum(row['found'] for row in result['recall'])} of {sum(row['sentences'] for row in result['recall'])}")
    for row in result.get("speed", ()):
        print(f"{row['stage']:20} {row['seconds']:7.2f} s {row['mb_s']:7.0f} MB/s {row['of_floor']:6.2f} x floor")
    for kind, role, words, count in result.get("hits", ()):
        print(f"{kind:12} {role:10} {count:4}  {words}")


if __name__ == "__main__":
    main()
