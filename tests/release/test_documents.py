"""Each document of a release has a version: whoever changes what a document says of the same rows raises it."""

from hashlib import sha256
from pathlib import Path

import orjson
from small_release import FACTS, packed, tally

from moisson.contracts.identity import pretty_json
from moisson.release.documents import DOCUMENTS, documents

GOLDEN = Path(__file__).parent / "document_versions.json"


def test_a_document_that_changes_has_another_version() -> None:
    """Where this fails, raise the version in `moisson/release/documents.py`, and write what is printed into the golden file.

    Without it, `verify` would say of every earlier release of the same versions that its documents were changed.
    """
    made = documents(packed(tally().stats(FACTS)))
    now = {name: [DOCUMENTS[name].version, sha256(text.encode()).hexdigest()[:16]] for name, text in made.items()}
    before = orjson.loads(GOLDEN.read_bytes())
    forgotten = [name for name in now if name in before and now[name][0] == before[name][0] and now[name] != before[name]]
    assert not forgotten, f"raise the versions of {', '.join(forgotten)}, then write:\n{pretty_json(now).decode()}"
    assert now == before, f"write into {GOLDEN.name}:\n{pretty_json(now).decode()}"
