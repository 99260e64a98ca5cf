"""What the tests of runners share: clusters on this machine."""

from collections.abc import Iterator

import pytest
import slurm_here


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[slurm_here.Cluster]:
    """Slurm with two nodes."""
    if why := slurm_here.missing():
        pytest.skip(why)
    made = slurm_here.Cluster(tmp_path_factory.mktemp("slurm"))
    try:
        made.start()
        yield made
    finally:
        made.stop()
