"""A cluster of Ray on this machine, on loopback: a head and further nodes, of one core each."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ray.cluster_utils import Cluster as RayCluster

from moisson.compute.on_ray import ALONE, STORE_BYTES

PATHS = f"{Path(__file__).parent}{os.pathsep}{Path(__file__).parents[2]}"
NODE: dict[str, Any] = {"num_cpus": 1, "object_store_memory": STORE_BYTES}


@dataclass
class Cluster:
    """Nodes that can be lost."""

    made: RayCluster
    nodes: list[Any] = field(default_factory=list)

    @property
    def address(self) -> str:
        return str(self.made.address)

    def add_node(self) -> None:
        self.nodes.append(self.made.add_node(**NODE))

    def kill_node(self) -> None:
        """End a node that is not the head, at once."""
        self.made.remove_node(self.nodes.pop(), allow_graceful=False)


@contextmanager
def cluster_of(count: int) -> Iterator[Cluster]:
    """A cluster of so many nodes."""
    before = dict(os.environ)
    os.environ.update(ALONE | {"PYTHONPATH": PATHS})  # workers take it from the node that starts them
    cluster = Cluster(RayCluster(initialize_head=True, head_node_args=NODE | {"include_dashboard": False}))
    try:
        for _ in range(count - 1):
            cluster.add_node()
        yield cluster
    finally:
        cluster.made.shutdown()
        os.environ.clear()
        os.environ.update(before)
