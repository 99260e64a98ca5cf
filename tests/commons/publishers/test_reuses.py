"""A reuse that the command declares is, in the end, what udata's API gives."""

from functools import partial
from pathlib import Path

import pytest
from small_commons import MEMBERS, RULES, SmallCommons, record

from moisson.commands.commons.giving import reuse
from moisson.commons.publishers.reuses import udata
from moisson.contracts.commons import replay
from moisson.contracts.commons.log import write_object
from moisson.contracts.errors import UserError
from moisson.contracts.sign import signer

DATASET = "https://www.data.gouv.fr/datasets/legi-codes-lois-et-reglements-consolides"


def test_a_reuse_is_declared_in_udatas_terms_and_no_others(tmp_path: Path) -> None:
    folder, key = tmp_path / "commons", tmp_path / "key"
    first = record(MEMBERS[0], keys=[{"key": str(signer(key).public), "until": "2030-01-01"}])
    commons = SmallCommons(folder, signers={MEMBERS[0]: signer(key)})
    members = [first, *(record(member) for member in MEMBERS[1:])]
    commons.append("founded", {"name": "Reuses", "members": members, "rules": write_object(folder, RULES)}, by=MEMBERS[0])
    declare = partial(reuse, folder, title="Assistant", url="https://example.org/a", organisation="Exemple SA", key=key)
    declare(topic="law_and_justice", dataset=[DATASET])
    (found,) = udata(replay(commons.log()).reuses)["data"]
    assert {name: found[name] for name in ("title", "type", "topic", "url", "description")} == {
        "title": "Assistant",
        "type": "application",
        "topic": "law_and_justice",
        "url": "https://example.org/a",
        "description": "Assistant",
    }
    assert found["organization"]["name"] == "Exemple SA"
    assert [each["uri"] for each in found["datasets"]] == [DATASET]
    with pytest.raises(UserError, match="topic"):
        declare(topic="everything")
