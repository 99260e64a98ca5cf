"""Tables and models that come with a stage are part of what it does: whoever changes one raises the stage's version.

Where a hash differs: raise `version` of the stages named, so that no shard made under the old table passes for one of the new,
and put the new hash here.
"""

from hashlib import sha256
from pathlib import Path

import pytest

import moisson
from moisson.contracts.stage import stages

PACKAGE = Path(moisson.__file__).parent


def digest(*patterns: str) -> str:
    paths = sorted({path for pattern in patterns for path in PACKAGE.glob(pattern)})
    assert paths
    return sha256(b"".join(sha256(path.read_bytes()).digest() for path in paths)).hexdigest()[:16]


TABLES = {
    "quality": (("corpus/stages/thresholds.toml",), {"drop_low_quality": 2}, "f892f3696e5b5439"),
    "function words": (("corpus/stages/function_words.toml",), {"measure_signals": 2, "drop_repetitive": 2}, "dd85af09ac365e04"),
    "notices": (("corpus/stages/notices.toml",), {"remove_boilerplate": 3}, "4616073c7a6ae1a5"),
    "noise": (("corpus/stages/data/*",), {"measure_noise": 2}, "9c2998a185bcb982"),
    "privacy": (("privacy/**/*.toml",), {"mask_personal_data": 4, "mask_identifiers": 4}, "9419a1da75e0a321"),
    "rights": (("rights/licences.toml", "rights/creative_commons.toml"), {"require_rights": 3}, "fd1ff0d1805382ca"),
}


@pytest.mark.parametrize("name", TABLES)
def test_a_changed_table_goes_with_a_new_version_of_its_stages(name: str) -> None:
    patterns, versions, known = TABLES[name]
    assert ({stage: stages()[stage].version for stage in versions}, digest(*patterns)) == (versions, known)
