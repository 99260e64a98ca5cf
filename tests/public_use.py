"""Public names as a user writes them, for the type checker: what each gives is asserted, and nothing here is run."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, assert_type

import moisson


def read_a_folder(folder: Path) -> list[str]:
    texts = []
    for each in moisson.read(folder, workers=2, progress=True):
        if isinstance(each, moisson.Refusal):
            assert_type(each.reason, str)
        else:
            assert_type(each, moisson.Document)
            assert_type(each.rights, dict[str, str | None] | None)
            texts.append(each.text)
    return texts


def make_a_release(recipe: str) -> moisson.Release:
    changes = moisson.harvest(recipe, "build", accept_loss=True)
    assert_type(changes, list[moisson.Change])
    assert_type(changes[0].content, dict[str, int])
    try:
        release = moisson.build(recipe, Path("build"), sources=["fr_dila_legi"], key="key", progress=True)
    except moisson.errors.SafetyCatch as catch:
        assert_type(catch.exit_code, int)
        raise
    assert_type(release.made, bool)
    return release


def ask_a_release() -> bool:
    manners = moisson.Manners(allow_hosts=["data.ministry.internal"], contact="data@example.org")
    with moisson.open_release("https://data.ministry.internal/releases/x", manners=manners) as release:
        rows = release.documents(["id", "text"], language="fr")
        assert_type(rows, moisson.Rows)
        for row in rows:
            assert_type(row, dict[str, Any])
        assert_type(len(release.ledger()), int)
        assert_type(release.figures, dict[str, Any])
        assert_type(release.trace("x/1"), dict[str, Any])
        verdict = release.verify(feed="withdrawals.jsonl")
        assert_type(verdict, moisson.Verdict)
        return verdict.holds


def check_a_folder(options: Mapping[str, str | bool]) -> str:
    found = moisson.check("papers")
    assert_type(found, moisson.Readiness)
    assert_type(moisson.open_release("s3://bucket/x", s3=options), moisson.Release)
    return str(found.answer("de")["says"])
