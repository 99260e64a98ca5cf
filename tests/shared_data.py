"""The real documents that lie beside the checkout, read in place: none of them is copied into the project."""

from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2] / "shared" / "data"
ABSENT = "needs the real documents in ../shared/data, which are not part of the project"

is_marked = False  # whether the test that runs bears the marker `shared`; set by conftest.py


def shared(path: str) -> Path:
    """A file or folder among the real documents; the test is skipped, with a plain message, where just this one is absent."""
    if not is_marked:
        raise LookupError(f"a test that reads ../shared/data/{path} is marked `shared`")
    found = SHARED / path
    if not found.exists():
        pytest.skip(f"{ABSENT}: {path.split('/')[0]}")
    return found
