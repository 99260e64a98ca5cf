"""What the tests of runners share: clusters on this machine."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
import slurm_here

if TYPE_CHECKING:
    import ray_here


@pytest.fixture(scope="session")
def slurm_cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[slurm_here.Cluster]:
    """Slurm with two nodes."""
    if why := slurm_here.missing():
        pytest.skip(why)
    made = slurm_here.Cluster(tmp_path_factory.mktemp("slurm"))
    try:
        made.start()
        yield made
    finally:
        made.stop()


@pytest.fixture(scope="module")
def ray_cluster() -> Iterator["ray_here.Cluster"]:
    """Ray with three nodes."""
    from ray_here import cluster_of

    with cluster_of(3) as made:
        yield made
