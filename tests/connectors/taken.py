"""What a connector brings home, for tests: each thing once."""

from pathlib import Path

from moisson.connectors import Connector
from moisson.connectors.memory.store import Store
from moisson.readers.contract import File, Refused


def take(connector: Connector, store: Store | None, base: Path) -> tuple[str, dict[str, File | Refused]]:
    """The version, and what came, by path."""
    fetched = connector.fetch(base, store)
    found = list(fetched.files)
    named = {each.path if isinstance(each, File) else each.id: each for each in found}
    assert len(named) == len(found), "something came twice"
    return fetched.version, named
