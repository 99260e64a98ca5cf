"""Each document of a release has a version, and so have its rows and figures: whoever changes what one says raises it."""

from hashlib import sha256
from pathlib import Path

import orjson
from small_release import FACTS, packed, tally
from small_source import World, mixed

from moisson.contracts.identity import pretty_json
from moisson.release.documents import documents
from moisson.release.versions import VERSIONS
from moisson.workspace.storage import read_table

GOLDEN = Path(__file__).parent / "document_versions.json"


def test_what_changes_in_a_release_has_another_version(world: World) -> None:
    """Where this fails, raise the version in `moisson/release/versions.py`, and write what is printed into the golden file.

    Without it, `verify` would say of every earlier release of the same versions that its documents were changed.
    """
    stats = tally().stats(FACTS)
    world.publish(mixed())
    path = world.build(recipe=world.recipe([])).path
    rows = [row | {"extractor": None} for each in sorted(path.glob("*/**/*.parquet")) for row in read_table(each).to_pylist()]
    made = {"rows": pretty_json(rows).decode(), "stats.json": pretty_json(stats).decode(), **documents(packed(stats))}
    now = {name: [VERSIONS[name], sha256(text.encode()).hexdigest()[:16]] for name, text in made.items()}
    before = orjson.loads(GOLDEN.read_bytes())
    forgotten = [name for name in now if name in before and now[name][0] == before[name][0] and now[name] != before[name]]
    assert not forgotten, f"raise the versions of {', '.join(forgotten)}, then write:\n{pretty_json(now).decode()}"
    assert now == before, f"write into {GOLDEN.name}:\n{pretty_json(now).decode()}"
