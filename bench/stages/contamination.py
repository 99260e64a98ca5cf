"""What of an evaluation set stands in a corpus: questions, and the passages that they are asked about.

    python -m bench.stages.contamination SET --data release.parquet --source fr_dila_service_public

Counts passages by the largest share of their 13-grams that stands in one document, so that the limit of `drop_contaminated` can
be judged; and names the documents in which a question stands, by id, for reading.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path

import numpy as np
import pyarrow.compute as pc

from bench.stages.texts import french
from moisson.corpus.evaluation_sets import hash_evaluation
from moisson.corpus.stages.contamination import BEGIN, drop_contaminated, load
from moisson.kernels.overlap import find_overlap
from moisson.kernels.strings import strings

NGRAM, NEAR = 13, 30
SHARES = (0.0, 0.05, 0.1, 0.2, 0.3, 1 / 3, 0.4, 0.5, 0.75, 0.9)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("set", type=Path, help="an evaluation set, as `moisson hash-evaluation` reads it")
    parser.add_argument("--data", type=Path, help="a Parquet of documents with `id` and `text`, such as a release's")
    parser.add_argument("--source", help="only the documents of this source")
    parser.add_argument("--json", action="store_true", dest="as_json")
    asked = parser.parse_args()
    texts = french(asked.data)
    if texts is None or not asked.set.exists():
        print("There is nothing to compare: name a Parquet with --data and an evaluation set.")
        return 0
    table = texts.table if asked.source is None else texts.table.filter(pc.equal(texts.table["source"], asked.source))
    (batch,) = table.combine_chunks().to_batches()
    with tempfile.TemporaryDirectory() as scratch:
        hashed = str(Path(scratch) / "set.parquet")
        header = hash_evaluation(asked.set, Path(hashed), "the set")
        known = load([hashed], NGRAM)
        dropped = drop_contaminated([hashed])(batch)["drop_detail"]
    found = find_overlap(strings(batch["text"]), NGRAM, known.runs, BEGIN, known.begins, NEAR, known.short)
    passage = known.passage[found.entries]
    best = np.zeros(len(known.sizes))
    np.maximum.at(best, found.entries[passage], (found.shared / known.sizes[found.entries])[passage])
    standing = {f"{share:.2f}": int(known.weights[(best >= share) & (best > 0)].sum()) for share in SHARES}
    questions = dict(zip(batch["id"].filter(dropped.is_valid()).to_pylist(), dropped.drop_null().to_pylist(), strict=True))
    if asked.as_json:
        print(json.dumps({"documents": batch.num_rows, "set": header, "passages": standing, "questions": questions}, indent=2))
        return 0
    print(f"{header['passages']:,} passages, {header['passages_left_out']:,} of them too short; {batch.num_rows:,} documents")
    for share, passages in standing.items():
        print(f"  {passages:6,} passages have a share of {share} or more in one document")
    for id, detail in questions.items():
        print(f"  {detail}: {id}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
