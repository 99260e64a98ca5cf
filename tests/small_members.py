"""The members of a commons as they type commands: each with keys of its own, at one folder."""

import json
from pathlib import Path
from typing import Any

import pytest

from moisson.commands.app import app

COLLEGES = ("public", "civil", "company")
DAY = "2026-01-{:02}T09:00:00Z"


class Members:
    """Organisations of each college, each with its keys, at one folder."""

    def __init__(self, root: Path, said: pytest.CaptureFixture[str]) -> None:
        self.root, self.said = root, said
        self.folder = root / "commons"

    def run(self, *arguments: object, by: str = "") -> str:
        """What a command prints."""
        key = ("--key", self.root / by) if by else ()
        app(["commons", *map(str, (*arguments, *key))], standalone_mode=False)
        return self.said.readouterr().out

    def record(self, college: str, number: int = 1) -> Path:
        """The record of an organisation. The first of a college signs with `public`, say, and has a witness; then `public-2`."""
        key = college if number == 1 else f"{college}-{number}"
        path = self.root / f"{key}.json"
        told = ("--organisation", f"The {college} body", "--college", college, "--mandate", "its board, 2025-12-01")
        witness = ("--witness", self.root / f"{college}-witness") if number == 1 else ()
        self.run("join", self.folder, f"{college}-{number}", "--to", path, *told, "--key-until", "2090-01-01", *witness, by=key)
        return path

    def found(self, of_each: int = 1) -> None:
        """Found a commons with so many members of each college."""
        records = [each for college in COLLEGES for k in range(of_each) for each in ("--member", self.record(college, k + 1))]
        said = self.run("init", self.folder, "--name", "Commons of three", *records, "--at", DAY.format(5), by="public")
        assert f"Founded: Commons of three, {3 * of_each} members" in said

    def vote(self, number: int, day: int) -> None:
        for college in COLLEGES:
            self.run("vote", self.folder, number, "yes", "--at", DAY.format(day), by=college)

    def read(self, *arguments: object) -> Any:
        return json.loads(self.run(*arguments, "--json"))
