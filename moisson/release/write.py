"""Writes a release: Parquet by language, the ledger, and the documents that explain them.

Rows are sorted by id and cut into row groups of a fixed number of rows, so a release has the same bytes however it was made.
Everything is written into a temporary folder, which is renamed once complete. Only `costs.json` depends on the machine; it is not
in the manifest.
"""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from moisson.contracts.commons.rests_on import FILE
from moisson.contracts.disk import disk, flush
from moisson.contracts.identity import pretty_json
from moisson.contracts.schemas import LEDGER
from moisson.contracts.sign import Signer
from moisson.corpus.corpus import Corpus
from moisson.corpus.stages.signatures import signing_for
from moisson.release.blocks import Rows
from moisson.release.costs import costs_of
from moisson.release.documents import document
from moisson.release.facts import RecipeFacts, RunFacts, SourceFacts, StageFacts
from moisson.release.files import Written, write_tables
from moisson.release.inputs import pack_of
from moisson.release.ledger import refusals
from moisson.release.manifest import write_costs, write_manifest
from moisson.release.name import point_latest
from moisson.release.stats.stats import Tally
from moisson.source.description import Source
from moisson.workspace.options import Costs, Options


def write_release(made: Corpus, name: str, options: Options, costs: Costs, signer: Signer, rests: bytes | None = None) -> Path:
    """Write and sign the release of a corpus, with what it rests on where a commons governs it; returns its folder."""
    workspace = options.workspace
    final = workspace.releases(made.recipe.name) / name
    with disk(final), costs.of("write"):
        rows = made.rows
        written = _tables(made, rows)
        folder, stats = written.folder, written.tally.stats(_facts(made, name, written.tally))
        (folder / "stats.json").write_bytes(pretty_json(stats))
        (folder / "recipe.toml").write_bytes(made.recipe.toml)
        if rests is not None:
            (folder / FILE).write_bytes(rests)
        document(folder, pack_of(folder, stats, written.tables))
        write_manifest(folder, name, written.root, rows.num_rows, signer, tables=written.tables)
    with disk(final), workspace.scratch() as scratch:
        write_costs(folder / "costs.json", costs_of(made, costs, options, folder))
        for path in sorted(folder.rglob("*")):
            flush(path)
        final.parent.mkdir(parents=True, exist_ok=True)
        rows.folder.replace(scratch / "run")  # all of it, or a run that goes on would believe receipts for files that are gone
        (scratch / "run" / folder.relative_to(rows.folder)).replace(final)
        flush(final.parent)
        point_latest(workspace, made.recipe.name, name)
    return final


def _tables(made: Corpus, rows: Rows) -> Written:
    """Write documents, signatures and ledger."""
    recipe = made.recipe
    said = pa.Table.from_pylist([one.ledger for one in made.held], schema=LEDGER)
    said = pa.concat_tables([made.withdrawn.ledger(made.snapshots), said])
    ledgers = [snapshot.ledger_path for snapshot in made.snapshots.values()]
    passed_over = (id for snapshot in made.snapshots.values() for id in snapshot.withdrawn)
    signing = signing_for([(bound.stage.name, bound.parameters) for bound in (*recipe.map_stages, *recipe.corpus_stages)])
    return write_tables(rows, recipe.columns, signing, refusals(rows.folder, ledgers, passed_over, said))


def _facts(made: Corpus, name: str, tally: Tally) -> RunFacts:
    """The facts about the recipe, its sources and stages."""
    recipe, same_id = made.recipe, tally.ledger_rows("same-id")
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
        sources=[_source_facts(made, source, same_id.get(source.name, 0)) for source in recipe.sources],
        stages=list(_stage_facts(made)),
    )


def _source_facts(made: Corpus, source: Source, same_id: int) -> SourceFacts:
    about = made.snapshots[source.name]
    description = source.description
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
        same_id=same_id,
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
