"""Count a release's documents by licence and language, once with Arrow and once with DuckDB: only these columns are read.

python examples/count_by_licence.py [RELEASE]      a folder, https://… or s3://…; without it, a small release is built
"""

import sys
from pathlib import Path

import duckdb

import moisson

HERE = Path(__file__).parent
release = moisson.open_release(sys.argv[1]) if len(sys.argv) > 1 else moisson.build(HERE / "own-docs.toml")

rows = release.documents(["license", "language", "word_count"])
by_arrow = rows.table().group_by(["license", "language"]).aggregate([("word_count", "count"), ("word_count", "sum")])
print(by_arrow.sort_by([("word_count_sum", "descending")]).to_pylist())

by_duckdb = duckdb.from_arrow(rows).aggregate("license, language, count(*) as documents, sum(word_count) as words")
print(by_duckdb.order("words desc"))
