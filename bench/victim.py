"""The build that `bench/kill.py` kills: real texts in a folder, a small recipe, and a program that builds it in many small parts.

    python bench/victim.py RECIPE WORKSPACE      # what `moisson build` does; exit codes are the same

Each shard's work is noted beside the workspace when it begins and when it is done, so that one can see what was done twice.
"""

import os
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any
from unittest import mock

from moisson.build import build
from moisson.compute.rounds import Place
from moisson.contracts.errors import DocumentError, MoissonError
from moisson.corpus.map_phase import Task, work
from moisson.corpus.recipe import load_recipe
from moisson.readers.contract import File, Raw
from moisson.source.description import load_source
from moisson.workspace.options import Options
from moisson.workspace.storage import Workspace

WORKERS = 2
PART_BYTES = 32 * 2**10
DOCUMENTS = 600
CHECKPOINTS = 3  # of the recipe: extraction, language, the last map stage

SOURCE = """\
title = "Texts for the kill test"
about = "A folder of texts."
language = "fr"
publisher = { name = "The kill test" }
connector = { use = "folder", path = "texts" }
rights = { basis = "statute", level = "asserted", reason = "§ 5 UrhG, for a test" }
"""
RECIPE = """\
name = "kill"
version = "1"
title = "A small build to be killed"
sources = [{ use = "./xx_kill_test" }]
stages = [
  { use = "normalize_text" },
  { use = "identify_language", keep = ["fr"], checkpoint = true },
  { use = "drop_short", min_words = 12 },
  { use = "drop_repetitive" },
  { use = "mask_identifiers", kinds = ["email", "phone"] },
  { use = "require_rights" },
  { use = "drop_exact_duplicates", headings = false },
  { use = "drop_near_duplicates", headings = false, threshold = 0.85 },
]
"""


def prepare(folder: Path, texts: Path | None) -> Path:
    """Write the source and the recipe; gives the recipe's path."""
    source = folder / "xx_kill_test"
    (source / "texts").mkdir(parents=True)
    (source / "source.toml").write_text(SOURCE)
    recipe = folder / "kill.toml"
    recipe.write_text(RECIPE)
    found = (path.read_text() for path in sorted(texts.rglob("*.*"))) if texts else answers()
    for number, text in enumerate(islice(found, DOCUMENTS)):
        (source / "texts" / f"{number:04}.md").write_text(text)
    return recipe


def answers() -> Iterator[str]:
    """The texts of the Labour Ministry's questions and answers, from npm."""
    source = load_source("fr_travail_contributions", Path(), {"version": "1.16.0"})
    files = (file for file in source.connector.fetch(source.folder).files if isinstance(file, File))
    for raw in (raw for file in files for raw in source.reader.split(file) if isinstance(raw, Raw)):
        try:
            yield from (text.text for text in source.reader.read(raw.body))
        except DocumentError:
            continue


def noted_work(place: Place, task: Task) -> dict[str, Any]:
    """The work of one shard, with a note of its beginning and its end."""
    note(place.workspace.root, f"start {task.part}")
    receipt = work(place, task)
    note(place.workspace.root, f"end {task.part}")
    return receipt


def note(workspace: Path, line: str) -> None:
    handle = os.open(workspace.with_suffix(".notes"), os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(handle, f"{line}\n".encode())
    os.close(handle)


def notes(workspace: Path) -> list[tuple[str, str]]:
    """What was noted, oldest first: `run`, `start` and `end`, the last two with the part's name."""
    path = workspace.with_suffix(".notes")
    lines = path.read_text().splitlines() if path.exists() else []
    return [(what, part) for what, _, part in (line.partition(" ") for line in lines)]


def main(recipe: Path, out: Path) -> int:
    note(out, "run")
    try:
        with mock.patch("moisson.corpus.plan.work", noted_work):
            build(load_recipe(recipe), Options(Workspace(out), workers=WORKERS, part_bytes=PART_BYTES))
    except MoissonError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    return 0


if __name__ == "__main__":
    from victim import main as under_its_name  # workers do not import the program: they find `noted_work` by its module

    sys.exit(under_its_name(*map(Path, sys.argv[1:])))
