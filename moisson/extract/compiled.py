"""In a checkout, whether the modules that were compiled there (`hatch_build.py`) are still those of the sources beside them.

Python prefers a compiled module whatever its source says now. What older code has read would stand under the newer one's name,
for fingerprints are made of sources. A wheel has both from one build, and no note of it.
"""

import json
import sys
import sysconfig
from hashlib import sha256
from pathlib import Path

from moisson.errors import EnvironmentFault

ROOT = Path(__file__).parents[2]


def changed() -> list[str]:
    """The sources that have changed since they were compiled; nothing where nothing is."""
    noted = ROOT / "build" / "compiled" / f"{sys.implementation.cache_tag}.json"
    known = json.loads(noted.read_text()) if noted.is_file() else {}
    compiled = [path for path in map(ROOT.joinpath, known) if path.with_suffix(sysconfig.get_config_var("EXT_SUFFIX")).is_file()]
    return [path.name for path in compiled if sha256(path.read_bytes()).hexdigest() != known[str(path.relative_to(ROOT))]]


def refuse_older() -> None:
    """Raise EnvironmentFault where a source has changed since."""
    if names := changed():
        raise EnvironmentFault(
            f"{', '.join(names)} in {ROOT} changed after Moisson was compiled there: "
            "run `pip install --no-deps --editable .` there again (scripts/test and scripts/demo do)."
        )
