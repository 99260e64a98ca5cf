"""What the tests of connectors start from."""

from pathlib import Path

import pytest

from moisson.connectors.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A connector's memory, empty."""
    return Store(tmp_path / "store")
