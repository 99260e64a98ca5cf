"""A task of the map phase on another machine: it finds what it names, or says what differs."""

from pathlib import Path

import pyarrow as pa
import pytest
from pydantic import TypeAdapter
from small_source import NAME, READ, World, entries
from test_map_phase import STAGES, Job, job, place_of

from moisson.contracts.errors import SourceError
from moisson.contracts.stage import DataFile, Step, stage
from moisson.corpus.map_phase import Task
from moisson.workspace.storage import Workspace, read_table


def test_a_task_holds_no_path_of_this_machine(world: World, own_stages: None) -> None:
    """A worker on another machine has the workspace and the recipe's folder elsewhere."""

    @stage(version=1, reads=("text",), writes=("note",))
    def note_from(words: DataFile) -> Step:
        """Write what a file says."""
        said = Path(words).read_text()
        return lambda batch: {"note": pa.array([said] * batch.num_rows, pa.large_string())}

    (world.root / "words.txt").write_text("dit ailleurs")
    world.publish(entries(3))
    here = job(world, world.recipe([*STAGES, {"use": "note_from", "words": "words.txt"}]))
    sent = TypeAdapter(Task).dump_json(here.task)
    assert str(world.root).encode() not in sent
    here.work()
    elsewhere = world.root.rename(world.root.with_name("elsewhere"))
    there = Job(place_of(Workspace(elsewhere / "build")), TypeAdapter(Task).validate_json(sent))
    assert there.finished()
    for shard in there.shards():
        shard.unlink()
    there.work()
    assert set(read_table(there.shards()[-1])["note"].to_pylist()) == {"dit ailleurs"}


def test_a_machine_whose_source_or_stages_differ_makes_no_shard_under_the_others_fingerprint(
    world: World, own_stages: None
) -> None:
    @stage(version=1, reads=("text",), writes=("note",))
    def note_from(words: DataFile) -> Step:
        """Write what a file says."""
        said = Path(words).read_text()
        return lambda batch: {"note": pa.array([said] * batch.num_rows, pa.large_string())}

    (world.root / "words.txt").write_text("un mot")
    world.publish(entries(3))
    here = job(world, world.recipe([*STAGES, {"use": "note_from", "words": "words.txt"}]))
    world.describe(read=READ + "# another\n")
    with pytest.raises(SourceError, match=f"source {NAME}, or what it reads, is not as where this build was planned"):
        here.work()
    assert not any(shard.exists() for shard in here.shards())
    world.describe()
    (world.root / "words.txt").write_text("un autre mot")
    with pytest.raises(SourceError, match="a stage up to note_from, or what it reads"):
        here.work()
    assert not any(shard.exists() for shard in here.shards())
    (world.root / "words.txt").write_text("un mot")
    here.work()
    assert here.finished()
