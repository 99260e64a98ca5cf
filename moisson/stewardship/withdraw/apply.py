"""Applies a feed of withdrawals to a copy of a release.

The copy becomes a release derived from the original: without the withdrawn rows, recounted and redocumented, with a manifest
signed by whoever applied the feed. It is made in a hidden folder beside the copy and then replaces it; the next call cleans up
after a kill.
"""

import fcntl
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from shutil import copyfile, rmtree
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from moisson.contracts.commons.rests_on import FILE
from moisson.contracts.disk import disk, flush
from moisson.contracts.errors import StorageError, Unverified, UserError
from moisson.contracts.identity import content_digest, pretty_json
from moisson.contracts.merkle import Leaves
from moisson.contracts.schemas import LEDGER
from moisson.contracts.sign import PublicKey, Signer, public_key
from moisson.release.documents import document
from moisson.release.facts import RunFacts, facts_of
from moisson.release.inputs import pack_of
from moisson.release.manifest import MANIFEST, SIGNATURE, hidden, read_manifest, signer_of, write_manifest
from moisson.release.parquet import SIGNED, Partition, rows
from moisson.release.stats.stats import Tally
from moisson.stewardship.feed import read_feed
from moisson.stewardship.marks import Marks, marks_of
from moisson.stewardship.verify.files import of_files
from moisson.stewardship.withdraw.purge import cleaned
from moisson.workspace.merging import side_by_side
from moisson.workspace.storage import ROW_GROUP, read_json
from moisson.workspace.withdrawn_ids import REASON

APPLIED = re.compile(r"-w\d+$")


def apply_withdrawals(feed: Path, folder: Path, signer: Signer, key: PublicKey | None = None) -> dict[str, str]:
    """Clean a copy in place; returns the withdrawn rows by id with their public names. Without any, nothing changes.

    The feed must be signed by the release's maker or by `key`. Raises Unverified where it is not, where it is older than one
    applied before, or where the copy is damaged; UserError where files are links, whose targets would stay.
    """
    folder = folder.resolve()
    with disk(folder), _alone(folder.parent):
        _finish(folder)
        return _apply(feed, folder, signer, key)


def _apply(feed: Path, folder: Path, signer: Signer, key: PublicKey | None) -> dict[str, str]:
    manifest = read_manifest(folder)
    if (fault := next(of_files(folder, manifest), None)) is not None:
        raise Unverified(f"{folder} is not as it was released ({fault}); get it again, then apply the feed.")
    origin = manifest.get("derived_from", {})
    maker = signer_of(folder / MANIFEST, folder / SIGNATURE)
    if maker is None:
        raise Unverified(f"{folder / MANIFEST} is not signed; get the release again.")
    if link := next((name for name in manifest["files"] if _is_link(folder, name)), None):
        raise UserError(
            f"{folder / link} is a link, and what it leads to would stay; copy the release (`cp -rL`) and clean that."
        )
    marks = marks_of(read_feed(feed, key or (_maker(origin) or maker)).acts)
    if not marks.last:
        raise Unverified(f"{feed} holds no withdrawal; get the feed again.")
    if marks.last < (known := origin.get("withdrawals", 0)):
        raise Unverified(f"{feed} ends at withdrawal {marks.last}, and {known} have been applied here; get the whole feed again.")
    working = _working(folder)
    made = working / "made"
    made.mkdir(parents=True)
    changed = _make(folder, made, marks, working / "leaves", signer, maker)
    if changed:
        for path in made.rglob("*"):
            flush(path)
        folder.replace(working / "aside")
        made.replace(folder)
    _finish(folder)
    return dict(marks.ids) if changed else {}


@contextmanager
def _alone(parent: Path) -> Iterator[None]:
    """Lock a folder of releases; raises StorageError where another process works in it."""
    handle = os.open(parent, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise StorageError(f"{parent} is in use by another moisson; wait until it ends.") from None
    else:
        yield
    finally:
        os.close(handle)


def _working(folder: Path) -> Path:
    return folder.parent / f".{folder.name}.applying"


def _finish(folder: Path) -> None:
    """Leave one folder: the new one if it is in place, else the old one; tools' files stay with it."""
    working = _working(folder)
    aside = working / "aside"
    if aside.exists():
        if not folder.exists():
            aside.replace(folder)
        else:
            for path in (path for path in aside.iterdir() if hidden(path.name)):
                path.replace(folder / path.name)
    if working.exists():
        rmtree(working)
        flush(folder.parent)


def _is_link(folder: Path, name: str) -> bool:
    return any((folder / part).is_symlink() for part in (name, *map(str, Path(name).parents)))


def _maker(origin: Mapping[str, Any]) -> PublicKey | None:
    return public_key(origin["signed_by"]) if origin.get("signed_by") else None


def _make(folder: Path, made: Path, marks: Marks, working: Path, signer: Signer, maker: PublicKey) -> bool:
    """Write what is left of a release; returns whether anything had to go."""
    tally = Tally()
    with Leaves(working) as leaves:
        for path in sorted(path for path in (folder / "data").iterdir() if path.is_dir()):
            _documents(folder, made, path.name, marks, tally, leaves)
        _ledger(folder, made, marks, tally)
        if not marks.ids:
            return False
        _signatures(folder, made, marks)
        manifest = read_manifest(folder)
        name = f"{APPLIED.sub('', manifest['release'])}-w{marks.last}"
        stats = tally.stats(_facts(facts_of(read_json(folder / "stats.json")), name, marks))
        (made / "stats.json").write_bytes(pretty_json(stats))
        copyfile(folder / "recipe.toml", made / "recipe.toml")
        if (folder / FILE).is_file():
            copyfile(folder / FILE, made / FILE)
        document(made, pack_of(made, stats))
        origin = {"release": manifest["release"], "manifest_sha256": content_digest(folder / MANIFEST), "signed_by": str(maker)}
        origin |= {"withdrawals": marks.last}
        write_manifest(
            made, name, leaves.root(), leaves.count, signer, manifest.get("derived_from", origin) | {"withdrawals": marks.last}
        )
    return True


def _facts(facts: RunFacts, name: str, marks: Marks) -> RunFacts:
    """The facts of the run, as if the withdrawn rows had never been found."""
    gone = [id.partition("/")[0] for id in marks.ids]
    sources = [replace(source, found=source.found - gone.count(source.name)) for source in facts.sources]
    return replace(facts, release=name, sources=sources)


def _documents(folder: Path, made: Path, language: str, marks: Marks, tally: Tally, leaves: Leaves) -> None:
    partition: Partition | None = None
    for batch in rows(folder, f"data/{language}"):
        kept = batch.filter(pc.invert(marks.mask(batch)))
        tally.add(kept)
        leaves.add(zip(kept["id"].to_pylist(), kept["version"].to_pylist(), strict=True))
        partition = partition or Partition(made / "data" / language, batch.schema)
        partition.add(kept)
    if partition:
        partition.close()


def _ledger(folder: Path, made: Path, marks: Marks, tally: Tally) -> None:
    for batch in rows(folder, "ledger", ["id", "version"]):
        marks.mask(batch)  # fills `marks.ids`: other rows' details may name a withdrawn one
    said = [
        {"id": name, "version": None, "stage": "harvest", "reason": REASON, "detail": act["detail"]}
        for name, act in sorted(marks.acts.items())
    ]
    names = tuple(LEDGER.names)
    partition = Partition(made / "ledger", LEDGER)
    more = iter([pa.Table.from_pylist(said, schema=LEDGER)])
    for both in side_by_side((names, [_cleaned(folder, "ledger", marks)]), (names, [more])):
        ledger = pa.concat_tables(both).sort_by([(name, "ascending") for name in names]).combine_chunks()
        for batch in ledger.to_batches(max_chunksize=ROW_GROUP):
            partition.add(batch)
        tally.ledger(ledger)
    partition.close()


def _cleaned(folder: Path, part: str, marks: Marks) -> Iterator[pa.Table]:
    for batch in rows(folder, part):
        table = pa.Table.from_batches([batch])
        kept = cleaned(table, marks.ids, marks.mask(batch))
        yield table if kept is None else kept


def _signatures(folder: Path, made: Path, marks: Marks) -> None:
    paths = sorted((folder / "signatures").glob("*.parquet"))
    if not paths:
        return
    partition = Partition(made / "signatures", pq.read_schema(paths[0]), dictionary=SIGNED)
    for table in _cleaned(folder, "signatures", marks):
        for batch in table.to_batches():
            partition.add(batch)
    partition.close()
