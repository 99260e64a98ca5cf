"""What made a release, and what it took: `costs.json`, the only file of a release that depends on the machine."""

import os
import resource
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from moisson.contracts.identity import code_sha256
from moisson.contracts.version import __version__
from moisson.corpus.corpus import Corpus
from moisson.corpus.shards import ledger_path, receipt_path
from moisson.workspace.options import Costs, Options
from moisson.workspace.usage import KILOBYTES, node

_PEAKS = {"main process": resource.RUSAGE_SELF, "largest worker": resource.RUSAGE_CHILDREN}


def costs_of(made: Corpus, costs: Costs, options: Options, release: Path) -> dict[str, Any]:
    """The content of `costs.json`, for a release whose files are in a folder. Seconds of map stages are summed over workers."""
    workspace = options.workspace
    shards = (workspace.root / path for shard in made.rows.plan.shards for path in shard.paths)
    mapped = (each for path in shards for each in (path, ledger_path(path), receipt_path(path)))
    harvests = (path for name in made.snapshots for path in workspace.harvest(name).rglob("*"))
    counts = {**costs.counts, "rows": sum(made.found.values()), "documents": made.rows.num_rows}
    return {
        "moisson": __version__,
        "code_sha256": code_sha256(),
        "seconds": {label: round(seconds, 3) for label, seconds in sorted(costs.seconds.items())},
        "used": {label: used.as_dict() for label, used in sorted(costs.spent.by_label.items())},
        "nodes": {name: used.as_dict() for name, used in sorted(costs.spent.by_node.items())},
        "driver_core_seconds": round(costs.driver_core_seconds, 3),
        "energy": {**costs.energy.as_dict(), "node": node()},
        "disk": {
            "harvest": _size(harvests),
            "shards": _size(mapped),
            "run": _size(path for path in made.rows.folder.rglob("*") if not path.is_relative_to(release)),
            "release": _size(release.rglob("*")),
        },
        "counts": dict(sorted(counts.items())),
        "workers": options.workers,
        "cpu_count": os.cpu_count(),
        "platform": f"{sys.platform} python {sys.version.split()[0]}",
        "peak_memory_bytes": {who: resource.getrusage(flag).ru_maxrss * KILOBYTES for who, flag in _PEAKS.items()},
    }


def _size(paths: Iterable[Path]) -> dict[str, int]:
    """How many bytes and files; folders are not counted."""
    sizes = [path.stat().st_size for path in paths if path.is_file() and not path.is_symlink()]
    return {"bytes": sum(sizes), "files": len(sizes)}
