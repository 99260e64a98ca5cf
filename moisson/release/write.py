"""Writes a release: Parquet by language, the ledger, and the documents that explain them.

Rows are sorted by id and cut into row groups of a fixed number of rows, so a release has the same bytes however it was made.
Everything is written into a temporary folder, which is renamed once complete. Only `costs.json` depends on the machine; it is not
in the manifest.
"""

import os
import re
import resource
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from moisson.contracts.disk import disk, flush
from moisson.contracts.identity import code_sha256, pretty_json
from moisson.contracts.merkle import Leaves
from moisson.contracts.schemas import LEDGER, RELEASE
from moisson.contracts.sign import Signer
from moisson.contracts.version import __version__
from moisson.corpus.corpus import Corpus
from moisson.corpus.map_phase import empty_batch
from moisson.kernels.strings import strings
from moisson.kernels.words import count_words
from moisson.release.documents import document
from moisson.release.facts import RecipeFacts, RunFacts, SourceFacts, StageFacts
from moisson.release.inputs import pack_of
from moisson.release.manifest import write_costs, write_manifest
from moisson.release.name import point_latest
from moisson.release.parquet import Partition
from moisson.release.signatures import signed
from moisson.release.stats.stats import Tally
from moisson.source.description import Source
from moisson.workspace.options import Costs, Options
from moisson.workspace.storage import ROW_GROUP

LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")  # BCP 47


def write_release(made: Corpus, name: str, options: Options, costs: Costs, signer: Signer) -> Path:
    """Write and sign the release of a corpus; returns its folder."""
    workspace = options.workspace
    final = workspace.releases(made.recipe.name) / name
    with workspace.scratch() as scratch, disk(final):
        tally = Tally()
        with costs.of("write"):
            with workspace.scratch() as working, Leaves(working) as leaves:
                _write_documents(made, scratch, tally, leaves)
                root = leaves.root()
            _write_ledger(made, scratch, tally)
            stats = tally.stats(_facts(made, name))
            (scratch / "stats.json").write_bytes(pretty_json(stats))
            (scratch / "recipe.toml").write_bytes(made.recipe.toml)
            document(scratch, pack_of(scratch, stats))
            write_manifest(scratch, name, root, leaves.count, signer)
        write_costs(scratch / "costs.json", _costs(costs, options))
        for path in sorted(scratch.rglob("*")):
            flush(path)
        final.parent.mkdir(parents=True, exist_ok=True)
        scratch.replace(final)
        flush(final.parent)
        point_latest(workspace, made.recipe.name, name)
    return final


def _write_documents(made: Corpus, folder: Path, tally: Tally, leaves: Leaves) -> None:
    """Write the documents by language; count each and add its leaf."""
    partitions: dict[str, Partition] = {}
    sizes = _cluster_sizes(made)
    schema = _schema(made)
    for batch in signed(_release_batches(made, sizes, schema), folder, made.recipe):
        tally.add(batch)
        leaves.add(zip(batch["id"].to_pylist(), batch["version"].to_pylist(), strict=True))
        folders = [_language_folder(language) for language in batch["language"].to_pylist()]
        for name in sorted(set(folders)):
            if name not in partitions:
                partitions[name] = Partition(folder / "data" / name, schema)
            partitions[name].add(batch.filter(pa.array([other == name for other in folders])))
    for partition in partitions.values() or [Partition(folder / "data" / "und", schema)]:
        partition.close()


def _schema(made: Corpus) -> pa.Schema:
    """RELEASE with the further columns that the recipe publishes."""
    more = [name for name in made.recipe.columns if name not in RELEASE.names]
    empty = not made.frame.shards.paths
    return pa.schema([*RELEASE, *((name, pa.null() if empty else made.frame.column(name).type) for name in more)])


def _language_folder(language: str | None) -> str:
    """The folder of a language: its tag if valid, so that no document's value leads out of the release."""
    return language if language and LANGUAGE_TAG.fullmatch(language) else "und"


def _release_batches(made: Corpus, sizes: Mapping[str, int], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    """The frame's rows with the release's columns only."""
    if not made.frame.shards.paths:
        yield empty_batch(schema)
        return
    computed = {"license", "text_sha256", "word_count"}
    names = [name for name in schema.names if name not in computed and made.frame.has(name)]
    for batch in made.frame.batches(names):
        columns: dict[str, pa.Array] = dict(zip(batch.schema.names, batch.columns, strict=True))
        columns["license"] = pc.struct_field(batch["rights"], "license")
        columns["text_sha256"] = pa.array([sha256(text.as_buffer()).hexdigest() for text in batch["text"]], pa.large_string())
        columns["word_count"] = pa.array(count_words(strings(batch["text"])))
        columns.setdefault("cluster_id", batch["id"])
        seen = pa.array([sizes.get(id, 1) for id in columns["cluster_id"].to_pylist()], pa.int64())
        columns["cluster_size"] = pc.max_element_wise(columns.get("cluster_size", seen), seen)
        filled = [columns.get(field.name, pa.nulls(batch.num_rows, field.type)) for field in schema]
        yield pa.RecordBatch.from_arrays(filled, schema=schema)


def _cluster_sizes(made: Corpus) -> dict[str, int]:
    """How many documents each cluster has, from those that stay and the ledger's chain of duplicates, where more than one.

    A stage counts what it sees, before others drop some of it; the ledger also knows what earlier stages took. The greater is so.
    """
    ledger = made.ledger
    duplicates = ledger.filter(pc.starts_with(ledger["reason"], "duplicate:"))
    pairs = zip(duplicates["id"].to_pylist(), map(orjson.loads, duplicates["detail"].to_pylist()), strict=True)
    kept = {id: detail["kept"] for id, detail in pairs if "kept" in detail}  # else its twin stands in another release
    sizes: Counter[str] = Counter()
    for id in kept:
        while id in kept:
            id = kept[id]
        sizes[id] += 1
    ids = made.frame.column("id")
    table = pa.table(
        {
            "cluster": made.frame.column("cluster_id") if made.frame.has("cluster_id") else ids,
            "documents": pa.array([1 + sizes[id] for chunk in ids.chunks for id in chunk.to_pylist()], pa.int64()),
        }
    )
    found = table.group_by("cluster").aggregate([("documents", "sum")])
    found = found.filter(pc.greater(found["documents_sum"], 1))
    return dict(zip(found["cluster"].to_pylist(), found["documents_sum"].to_pylist(), strict=True))


def _write_ledger(made: Corpus, folder: Path, tally: Tally) -> None:
    harvests = [snapshot.ledger().cast(LEDGER) for snapshot in made.snapshots.values()]
    withdrawn = made.withdrawn.ledger(made.snapshots)
    held = pa.Table.from_pylist([one.ledger for one in made.held], schema=LEDGER)
    ledger = pa.concat_tables([*harvests, withdrawn, held, made.ledger.select(LEDGER.names).cast(LEDGER)])
    ledger = ledger.sort_by([(name, "ascending") for name in LEDGER.names]).combine_chunks()
    partition = Partition(folder / "ledger", LEDGER)
    for batch in ledger.to_batches(max_chunksize=ROW_GROUP):
        partition.add(batch)
    partition.close()
    tally.ledger(ledger)


def _facts(made: Corpus, name: str) -> RunFacts:
    """The facts about the recipe, its sources and stages."""
    recipe = made.recipe
    return RunFacts(
        release=name,
        recipe=RecipeFacts(
            name=recipe.name,
            version=recipe.version,
            title=recipe.title,
            description=recipe.about,
            as_of=made.as_of or "",
            vanished=recipe.vanished,
            contact=recipe.contact,
            url=recipe.url,
            publisher=recipe.publisher.model_dump() if recipe.publisher else None,
            unlicensed=recipe.unlicensed,
        ),
        sources=[_source_facts(made, source) for source in recipe.sources],
        stages=list(_stage_facts(made)),
    )


def _source_facts(made: Corpus, source: Source) -> SourceFacts:
    about = made.snapshots[source.name]
    description = source.description
    same_id = pc.sum(pc.equal(about.ledger()["reason"], "same-id")).as_py()
    return SourceFacts(
        name=source.name,
        title=description.title,
        about=description.about,
        publisher=description.publisher.model_dump(),
        found=made.found[source.name],
        republisher=description.republisher.model_dump() if description.republisher else None,
        contact=description.contact,
        rights=description.rights.row() if description.rights else None,
        origin=about.about["origin"],
        same_id=int(same_id or 0),
        language=description.language,
        kind=description.kind,
        jurisdiction=source.jurisdiction,
        acquired=about.month,
        record=description.record,
        themes=description.themes,
        hvd=description.hvd.model_dump() if description.hvd else None,
    )


def _stage_facts(made: Corpus) -> Iterator[StageFacts]:
    counts = {label: (rows_in, dropped) for label, rows_in, dropped in made.funnel}
    rows_in, dropped = counts["extract"]
    yield StageFacts("extract", 1, {}, "map", "Read the publisher's words out of its format.", rows_in, dropped)
    for phase, stages in (("map", made.recipe.map_stages), ("corpus", made.recipe.corpus_stages)):
        for bound in stages:
            parameters, about = bound.identity["parameters"], bound.stage.about
            yield StageFacts(bound.label, bound.stage.version, parameters, phase, about, *counts[bound.label])


def _costs(costs: Costs, options: Options) -> dict[str, Any]:
    """What made this release and its cost on this machine. Seconds of map stages are summed over workers."""
    peaks = {who: resource.getrusage(flag).ru_maxrss for who, flag in _PEAKS.items()}
    scale = 1 if sys.platform == "darwin" else 1024
    return {
        "moisson": __version__,
        "code_sha256": code_sha256(),
        "seconds": {label: round(seconds, 3) for label, seconds in sorted(costs.seconds.items())},
        "counts": dict(sorted(costs.counts.items())),
        "workers": options.workers,
        "cpu_count": os.cpu_count(),
        "platform": f"{sys.platform} python {sys.version.split()[0]}",
        "peak_memory_bytes": {who: peak * scale for who, peak in peaks.items()},
    }


_PEAKS = {"main process": resource.RUSAGE_SELF, "largest worker": resource.RUSAGE_CHILDREN}
