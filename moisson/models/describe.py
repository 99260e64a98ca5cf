"""What a training came to, from its files: `model.json`, `seen.parquet`, the plot, the card, the catalogue's entry."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
from numpy.typing import NDArray

from moisson.contracts.disk import beside, disk
from moisson.contracts.model_file import SEEN_SCHEMA, Model, sha256_of, write_model
from moisson.contracts.token_files import TokenFiles
from moisson.contracts.version import __version__
from moisson.models.card import PLOT, card
from moisson.models.catalogue import catalogue
from moisson.models.curve import curve
from moisson.models.monitor import held_text, unigram_nats
from moisson.models.settings import Settings
from moisson.models.training.batches import Batches, Sight
from moisson.release.private import MAY_NOT, NOTICE, WHY
from moisson.workspace.storage import read_json

EXPORT, SAMPLES, LOG, WEIGHTS = "export", "samples.json", "log.jsonl", "export/model.safetensors"
CARD, CATALOGUE = "README.md", "mldcat-ap.ttl"
AT_ONCE = 1 << 14  # documents


def described(
    folder: Path,
    settings: Settings,
    files: TokenFiles,
    batches: Batches,
    held: Sequence[NDArray[np.bool_]],
    share: float,
    ended: date,
) -> dict[str, Any]:
    """Write what a training came to; gives its figures. `share` of the release was held out by cluster, where one was."""
    sights = [batches.sight(number) for number in range(len(files.datasets))]
    model = write_model(folder, _model(folder, settings, files, batches, sights, share), _seen(files, sights)).model
    measured = held_text(files, held)
    with disk(folder / LOG):
        log = [orjson.loads(line) for line in (folder / LOG).read_bytes().splitlines()]
    baseline = measured.bits_per_byte(unigram_nats(files, held, measured.tokens))
    figures = {
        "model": str(folder),
        "preset": settings.preset,
        "parameters": model.parameters,
        "tokens_seen": model.tokens_seen,
        "steps": settings.steps,
        "documents_seen": sum(int((sight.tokens > 0).sum()) for sight in sights),
        "loss": log[-1]["loss"],
        "held_out": {
            "documents": measured.documents,
            "bytes": measured.text_bytes,
            "bits_per_byte": log[-1]["held_out_bits_per_byte"],
            "unigram_bits_per_byte": baseline,
        },
        "tokens_a_second": sorted(line["tokens_a_second"] for line in log)[len(log) // 2],
        "memory_mib": max(line["memory_mib"] for line in log),
        "samples": read_json(folder / SAMPLES),
    }
    written = {
        folder / EXPORT / PLOT: curve(log, baseline),
        folder / EXPORT / CARD: card(model, figures),
        folder / CATALOGUE: catalogue(model, ended.isoformat()),
    }
    if model.private:
        written[folder / EXPORT / NOTICE] = (
            f"# {MAY_NOT}\n\n{WHY}\n\nThe model `{model.name}` was trained on it, and bears its mark.\n"
        )
    for path, text in written.items():
        with beside(path) as temporary:
            temporary.write_text(text, encoding="utf-8")
    return figures


def _model(folder: Path, settings: Settings, files: TokenFiles, batches: Batches, sights: Sequence[Sight], share: float) -> Model:
    manifest, shape = files.manifest, settings.of.shape
    seen = settings.steps * settings.tokens_a_step
    of_source: Counter[tuple[str | None, str | None, str | None]] = Counter()
    for dataset, sight in zip(files.datasets, sights, strict=True):
        at = 0
        for batch in dataset.ids(["source", "license", "language"]):
            tokens = sight.tokens[at : at + batch.num_rows]
            for row, count in zip(batch.to_pylist(), tokens.tolist(), strict=True):
                of_source[(row["source"], row["license"], row["language"])] += count
            at += batch.num_rows
    datasets = [
        {
            "name": dataset.about.name,
            "weight": float(part),
            "documents": dataset.about.documents,
            "tokens_seen": int(sight.tokens.sum()),
            "epochs": int(sight.tokens.sum()) / dataset.about.tokens if dataset.about.tokens else 0.0,
        }
        for dataset, sight, part in zip(files.datasets, sights, batches.shares, strict=True)
    ]
    fields: dict[str, Any] = {
        "name": folder.resolve().name,
        "trainer": {"kind": "moisson", "configuration": settings.record()},
        "architecture": orjson.loads((folder / EXPORT / "config.json").read_bytes()),
        "parameters": shape.parameters(settings.vocabulary),
        "tokenizer": {name: getattr(manifest.tokenizer, name) for name in ("name", "sha256", "vocabulary")},
        "tokens": [
            {
                "name": manifest.name,
                "manifest_sha256": files.manifest_sha256,
                "release": manifest.release.model_dump(),
                "held_out": share or manifest.held_out,
                "datasets": datasets,
            }
        ],
        "sources": [
            {"source": source, "license": license, "language": language, "tokens_seen": count}
            for (source, license, language), count in sorted(of_source.items(), key=lambda each: (-each[1], str(each[0])))
            if count
        ],
        "steps": settings.steps,
        "tokens_a_step": settings.tokens_a_step,
        "tokens_seen": seen,
        "flops": seen * shape.flops(settings.vocabulary),
        "order": "known",
        "private": manifest.release.private,
        "seed": settings.seed,
        "weights": {WEIGHTS: sha256_of(folder / WEIGHTS)},
        "moisson": __version__,
    }
    return Model.model_validate(fields)


def _seen(files: TokenFiles, sights: Sequence[Sight]) -> Iterator[pa.RecordBatch]:
    """The rows of `seen.parquet`: of each dataset in turn, the documents of which a token was seen."""
    for dataset, sight in zip(files.datasets, sights, strict=True):
        at = 0
        for batch in dataset.ids(["id", "version", "tokens"]):
            part = slice(at, at + batch.num_rows)
            at += batch.num_rows
            columns = [
                batch["id"],
                batch["version"],
                sight.first[part].astype(np.int32),
                sight.last[part].astype(np.int32),
                sight.tokens[part] / np.maximum(1, batch["tokens"].to_numpy()),
                pa.array([dataset.about.name] * batch.num_rows, SEEN_SCHEMA.field("dataset").type),
                sight.tokens[part],
            ]
            rows = pa.RecordBatch.from_arrays([pa.array(each) for each in columns], schema=SEEN_SCHEMA)
            yield rows.filter(pa.array(sight.tokens[part] > 0))
