"""What a recipe brings to other machines: they do its tasks where the recipe, its sources, files and stages are not."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pytest
from small_source import NAME, World, digests, mixed

import moisson.corpus.corpus
from moisson.compute.announced import announce, failures, forget
from moisson.compute.brought import bring_data, folder_of
from moisson.compute.rounds import Receipt, Round
from moisson.contracts.errors import EnvironmentFault, MoissonError, SourceError, UserError
from moisson.contracts.stage import Step, stage
from moisson.corpus.home import home
from moisson.corpus.recipe import Recipe
from moisson.workspace.options import Where
from moisson.workspace.storage import Workspace

REPOSITORY = Path(__file__).parents[2]
OWN = """
from pathlib import Path

import pyarrow as pa

from moisson.contracts.stage import DataFile, Each, Step, corpus_stage, stage
from essai_paket.words import SAID


def joined(texts, ends):
    return pa.array([f"{text} {end}" for text, end in zip(texts, ends)], pa.large_string())


@stage(version=1, reads=("text",), writes=("text",))
def essai_sign(words: DataFile) -> Step:
    '''Write a signature of one's own below.'''
    end = f"{SAID} {Path(words).read_text()}"
    return lambda batch: {"text": joined(batch["text"].to_pylist(), [end] * batch.num_rows)}


@stage(version=1, reads=("text", "created"), writes=("text",))
def essai_date(words: DataFile) -> Step:
    '''Write the date below, which only the corpus phase knows.'''
    said = Path(words, "of").read_text()
    return lambda batch: {"text": joined(batch["text"].to_pylist(), [day or said for day in batch["created"].to_pylist()])}


def _number(shared, first, batch):
    return {"text": joined(batch["text"].to_pylist(), range(first, first + batch.num_rows))}


@corpus_stage(version=1, reads=("text",), writes=("text",))
def essai_number():
    '''Write the row's number below.'''
    return lambda corpus: Each(_number, ("text",))
"""
STAGES: list[dict[str, Any]] = [
    {"use": "normalize_text"},
    {"use": "essai_sign", "words": "words.txt"},
    {"use": "essai_date", "words": "dates"},
    {"use": "essai_number"},
]


class Elsewhere:
    """Each round is done by a process of another folder, which sees nothing of the recipe but the workspace."""

    def __init__(self, world: World, tamper: Callable[[Path], object]) -> None:
        self._world, self._tamper = world, tamper

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None: ...

    def run(self, round: Round[Any], reach: Callable[[int], None] | None = None) -> Iterator[Receipt]:
        del reach
        place = round.place
        announce(place, round.name, round.left())
        self._tamper(folder_of(place.workspace))
        command = [sys.executable, "-m", "moisson.compute.work", str(place.run), round.name, "0/1"]
        environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "MOISSON_CORES": "2"}
        with hidden(self._world):
            subprocess.run(command, cwd="/", env=environment, stderr=subprocess.DEVNULL, check=False)
        for error in failures(place.run, round.name):
            raise error
        for written in round.written().values():
            yield written.receipt
        forget(place.run, round.name)


@contextmanager
def hidden(world: World) -> Iterator[None]:
    """The recipe and all that it names are not there."""
    to = world.root / "hidden"
    to.mkdir(exist_ok=True)
    names = [path.name for path in world.root.iterdir() if path.name in ("sources", "site", "essai.toml", "words.txt", "dates")]
    for name in names:
        (world.root / name).rename(to / name)
    yield
    for name in names:
        (to / name).rename(world.root / name)


@pytest.fixture
def brings(world: World, monkeypatch: pytest.MonkeyPatch, own_stages: None) -> Iterator[Recipe]:
    """A recipe with a source, stages and files of its own."""
    package = world.root / "site" / "essai_paket"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "words.py").write_text("SAID = 'Dit par'\n")
    (package / "stages.py").write_text(OWN)
    (world.root / "words.txt").write_text("Ève")
    (world.root / "dates").mkdir()
    (world.root / "dates" / "of").write_text("sans date")
    monkeypatch.syspath_prepend(package.parent)
    __import__("essai_paket.stages")
    world.publish(*(mixed()[n::3] for n in range(3)))
    yield world.recipe(STAGES)
    for name in [name for name in sys.modules if name.partition(".")[0] == "essai_paket"]:
        del sys.modules[name]


def build_elsewhere(
    world: World, recipe: Recipe, monkeypatch: pytest.MonkeyPatch, tamper: Callable[[Path], object] = Path.exists
) -> Path:
    monkeypatch.setattr(moisson.corpus.corpus, "runner", lambda _: Elsewhere(world, tamper))
    built = world.build("far", recipe, where=Where("folder"), part_bytes=300)
    return built.path


@pytest.mark.long
def test_other_machines_need_nothing_of_the_recipes_folder(world: World, brings: Recipe, monkeypatch: pytest.MonkeyPatch) -> None:
    here = world.build("near", brings, part_bytes=300).path
    far = build_elsewhere(world, brings, monkeypatch)
    assert digests(far) == digests(here)
    assert not folder_of(Workspace(world.root / "far")).exists()


def change(path: str) -> Callable[[Path], None]:
    def tamper(brought: Path) -> None:
        (found,) = brought.glob(f"*/{path}")
        said = found.read_bytes()
        found.unlink()  # it may be one with the recipe's own
        found.write_bytes(said + b"\n# more\n")

    return tamper


@pytest.mark.parametrize(
    ("path", "kind", "why"),
    [
        (f"{NAME}/read.py", SourceError, f"source {NAME}, or what it reads, is not as where this build was planned"),
        ("words.txt", SourceError, "a stage up to essai_sign, or what it reads, is not as where"),
        ("essai_paket/words.py", EnvironmentFault, "essai_paket is not what the build brought there; run the build again"),
    ],
)
def test_a_copy_that_was_changed_is_refused_in_one_sentence_and_made_anew_by_the_next_build(
    world: World, brings: Recipe, monkeypatch: pytest.MonkeyPatch, path: str, kind: type[MoissonError], why: str
) -> None:
    with pytest.raises(kind, match=why) as caught:
        build_elsewhere(world, brings, monkeypatch, change(path))
    assert "\n" not in str(caught.value)
    workspace = Workspace(world.root / "far")
    assert list(workspace.root.glob("shards/*/*.json")) == []
    with workspace.locked():
        home(brings, world.options("far", where=Where("folder")))
    assert b"more" not in b"".join(found.read_bytes() for found in folder_of(workspace).glob(f"*/{path}"))


@pytest.mark.long
def test_a_file_of_a_stage_over_the_corpus_is_checked_too(world: World, brings: Recipe, monkeypatch: pytest.MonkeyPatch) -> None:
    def tamper(brought: Path) -> None:
        if (world.root / "far" / "rounds" / "essai").is_dir():
            change("dates/of")(brought)

    with pytest.raises(SourceError, match="stage essai_date, or what it reads, is not as where this build was planned"):
        build_elsewhere(world, brings, monkeypatch, tamper)


def test_what_is_brought_holds_no_secret_and_nothing_of_a_sources_data(world: World, brings: Recipe) -> None:
    path = world.folder / "source.toml"
    path.write_text(path.read_text().replace('path = "data"', 'path = "data"\ninclude = ["https://me:hush@example.org/"]'))
    workspace = Workspace(world.root / "far")
    with workspace.locked():
        home(world.recipe(STAGES), world.options("far", where=Where("ray")))
    (folder,) = folder_of(workspace).glob(f"*/{NAME}")
    assert sorted(found.name for found in folder.iterdir()) == ["read.py", "source.toml"]
    assert "hush" not in (folder / "source.toml").read_text()


def test_files_of_one_content_and_several_names_are_all_there(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "far")
    for name in ("one", "other"):
        (tmp_path / name).write_text("the same")
    with workspace.locked():
        lie = [bring_data(workspace, tmp_path / name) for name in ("one", "other", "one")]
    assert lie[0] == lie[2] != lie[1]
    assert [(folder_of(workspace) / path).read_text() for path in lie] == ["the same"] * 3


def test_a_stage_that_a_script_defines_cannot_be_brought(world: World, own_stages: None) -> None:
    def essai_here() -> Step:
        """Do nothing."""
        return lambda _: {}

    essai_here.__module__ = "__main__"
    stage(version=1, reads=(), writes=())(essai_here)
    recipe = world.recipe([{"use": "essai_here"}])
    with pytest.raises(UserError, match="a stage that a script defines cannot be run on other machines; put it into a module"):
        home(recipe, world.options("far", where=Where("slurm")))
