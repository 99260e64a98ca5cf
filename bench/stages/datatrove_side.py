"""datatrove's own steps over a Parquet of documents, each timed; runs by itself, under any Python that has datatrove.

    python bench/stages/datatrove_side.py DOCUMENTS.parquet LANGUAGE STOP-WORDS DECISIONS.parquet

It needs `pip install "datatrove[processing]" pyarrow spacy`: without spaCy it has no words of French or German.

Blocks are called as its executor calls them, without the executor: no pickling, no logs, no files between the filters. Every step
sees every document, so that no step is spared by the one before. Prints JSON: seconds of CPU by step, and versions. Writes for
each document, and each filter, the reason for which it would go.
"""

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from time import process_time
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq


@dataclass
class Clock:
    """Seconds of CPU by step."""

    seconds: dict[str, float] = field(default_factory=dict)

    def of(self, step: str, work: Callable[[], Any]) -> Any:
        begun = process_time()
        made = work()
        self.seconds[step] = self.seconds.get(step, 0.0) + process_time() - begun
        return made


def filters(language: str, stop_words: list[str]) -> dict[str, Any]:
    """The four families of rules, with their own thresholds; stop words of the language, not the English ones of the default."""
    from datatrove.pipeline.filters import C4QualityFilter, FineWebQualityFilter, GopherQualityFilter, GopherRepetitionFilter

    return {
        "gopher quality": GopherQualityFilter(language=language, stop_words=stop_words),
        "gopher repetition": GopherRepetitionFilter(language=language),
        "fineweb quality": FineWebQualityFilter(language=language),
        "c4 quality": C4QualityFilter(language=language),
    }


def read(path: Path) -> list[Any]:
    from datatrove.pipeline.readers import ParquetReader

    return list(ParquetReader(str(path.parent), glob_pattern=path.name, read_metadata=False).run())


def judge(documents: list[Any], rules: dict[str, Any], clock: Clock) -> dict[str, list[str | None]]:
    """The reason of each filter for each document; null where it stays."""
    reasons: dict[str, list[str | None]] = {name: [] for name in rules}
    for document in documents:
        for name, rule in rules.items():
            copy = replace(document)  # C4's filter rewrites the text
            said = clock.of(name, partial(rule.filter, copy))
            reasons[name].append(None if said is True else said[1] if isinstance(said, tuple) else "dropped")
    return reasons


def mask(documents: list[Any], clock: Clock) -> list[bool]:
    """Whether mail or network addresses were replaced in each document."""
    from datatrove.pipeline.formatters import PIIFormatter

    formatter = PIIFormatter()
    step = "mail and network addresses"
    return [bool(clock.of(step, partial(formatter.format, each.text)) != each.text) for each in documents]


def exact(documents: list[Any], folder: Path, clock: Clock) -> set[str]:
    """Exact duplicates by the text's hash: the ids that stay."""
    from datatrove.data import Document
    from datatrove.pipeline.dedup import ExactDedupConfig, ExactDedupFilter, ExactDedupSignature, ExactFindDedups

    def content(document: Document) -> str:
        return str(document.text)

    config = ExactDedupConfig(content_getter=content)
    signatures, found = str(folder / "signatures"), str(folder / "found")

    def work() -> set[str]:
        ExactDedupSignature(signatures, config).run(documents, 0, 1)
        ExactFindDedups(signatures, found, config).run(None, 0, 1)
        return {document.id for document in ExactDedupFilter(found, config).run(documents, 0, 1)}

    kept: set[str] = clock.of("exact duplicates", work)
    return kept


def near(documents: list[Any], language: str, folder: Path, clock: Clock) -> set[str]:
    """MinHash of word 5-grams in 14 buckets of 8, and clusters: the ids that stay."""
    from datatrove.pipeline.dedup import MinhashDedupBuckets, MinhashDedupCluster, MinhashDedupFilter, MinhashDedupSignature
    from datatrove.pipeline.dedup.minhash import MinhashConfig

    config = MinhashConfig()
    signatures, buckets, removed = (str(folder / name) for name in ("signatures", "buckets", "removed"))
    clock.of("signatures", lambda: MinhashDedupSignature(signatures, config, language=language).run(iter(documents), 0, 1))

    def group() -> set[str]:
        for rank in range(config.num_buckets):
            MinhashDedupBuckets(signatures, buckets, config=config).run(None, rank, config.num_buckets)
        MinhashDedupCluster(buckets, removed, config=config).run(None, 0, 1)
        return {document.id for document in MinhashDedupFilter(removed).run(iter(documents), 0, 1)}

    kept: set[str] = clock.of("near duplicates", group)
    return kept


def warm(path: Path, language: str, stop_words: list[str]) -> None:
    """Do everything once for two documents, so that nothing is timed which is loaded once; and let datatrove be silent."""
    documents = read(path)[:2]
    from loguru import logger

    logger.remove()
    judge(documents, filters(language, stop_words), Clock())
    mask(documents, Clock())
    with tempfile.TemporaryDirectory() as folder:
        exact(documents, Path(folder) / "exact", Clock())
        near(documents, language, Path(folder) / "near", Clock())


def versions() -> Iterator[tuple[str, str]]:
    for name in ("datatrove", "spacy"):
        try:
            yield name, version(name)
        except PackageNotFoundError:
            yield name, "absent"


def main(path: Path, language: str, stop_words: list[str], out: Path) -> None:
    from datatrove.utils.word_tokenizers import load_word_tokenizer

    os.environ["TQDM_DISABLE"] = "1"
    clock = Clock()
    tokenizer = load_word_tokenizer(language)
    warm(path, language, stop_words)
    begun = process_time()
    documents = clock.of("read", lambda: read(path))
    reasons = judge(documents, filters(language, stop_words), clock)
    masked = mask(documents, clock)
    with tempfile.TemporaryDirectory() as folder:
        after_exact = exact(documents, Path(folder) / "exact", clock)
        after_near = near(documents, language, Path(folder) / "near", clock)
    whole = process_time() - begun
    columns: dict[str, list[Any]] = {"id": [document.id for document in documents], **reasons, "masked": masked}
    columns["exact"] = [document.id not in after_exact for document in documents]
    columns["near"] = [document.id not in after_near for document in documents]
    pq.write_table(pa.table(columns), out)
    said = {"seconds": clock.seconds, "whole": whole, "versions": dict(versions()), "tokenizer": type(tokenizer).__name__}
    print(json.dumps({**said, "documents": len(documents)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3].split(), Path(sys.argv[4]))
