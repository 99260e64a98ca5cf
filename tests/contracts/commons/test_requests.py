"""The log takes what a request may say in public, and no word beside it."""

from pathlib import Path
from typing import Any

import pytest
from small_commons import found

from moisson.contracts.errors import UserError

RECEIVED = {"ticket": "2026-000001", "kind": "unsorted", "step": "received", "received": "2026-01-05", "due": "2026-02-05"}


@pytest.mark.parametrize(
    "more",
    [
        {"kind": "Marie Dupont"},
        {"step": "about Marie Dupont"},
        {"outcome": "granted to Marie Dupont"},
        {"grounds": ["Marie Dupont is ill"]},
        {"ticket": "Marie Dupont"},
        {"received": "Marie Dupont"},
        {"documents": "Marie Dupont"},
        {"name": "Marie Dupont"},
    ],
)
def test_no_field_of_a_request_takes_words(tmp_path: Path, more: dict[str, Any]) -> None:
    commons = found(tmp_path / "commons")
    with pytest.raises(UserError):
        commons.append("request", {**RECEIVED, **more})
    assert len(commons.log().events) == 1


def test_a_person_may_sort_a_request_and_its_kind_stays_then(tmp_path: Path) -> None:
    commons = found(tmp_path / "commons")
    commons.append("request", RECEIVED)
    with pytest.raises(UserError, match="another kind"):
        commons.append("request", {**RECEIVED, "kind": "erasure", "step": "asked"})
    commons.append("request", {**RECEIVED, "kind": "erasure", "step": "sorted"})
    commons.append("request", {**RECEIVED, "kind": "erasure", "step": "decided", "outcome": "granted", "grounds": ["17(1)(d)"]})
    assert [step.body.kind for step in commons.state().requests["2026-000001"]] == ["unsorted", "erasure", "erasure"]
