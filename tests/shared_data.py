"""The real documents that lie beside the checkout, read in place: none of them is copied into the project."""

from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2] / "shared" / "data"


def shared(path: str) -> Path:
    """A file or folder among the real documents; the test is skipped, with a plain message, where they are absent."""
    found = SHARED / path
    if not found.exists():
        pytest.skip(f"needs the real documents in ../shared/data ({path.split('/')[0]}), which are not part of the project")
    return found
