"""How the command ends: its exit codes, after Ctrl-C, after a kill, and when its reader has gone."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from command import FEW_WORKERS, answer, call, environment, sentence
from small_source import NAME, READ, SENTENCES, SOURCE_TOML, Entry, World, digests, entries, make_world


def test_a_mistake_in_what_was_asked_is_2(built: World) -> None:
    assert "give the path of a recipe file" in sentence(call(built, "build", "absent.toml"), 2)
    assert "fr_dila_legi" in sentence(call(built, "check", "fr_dila_lego"), 2)
    assert "ids look like" in sentence(call(built, "trace", "fr_x/1"), 2)
    assert "--recipe can be: essai" in sentence(call(built, "show", "--recipe", "autre"), 2)
    assert "no document in build fits" in sentence(call(built, "show", "--source", "fr_x"), 2)
    assert "holds no run yet" in sentence(call(built, "show", "--out", "none"), 2)
    for usage in (["bild"], ["build"], ["build", "essai.toml", "--worker", "2"], ["show", "--limit", "0"]):
        assert call(built, *usage).returncode == 2


def test_a_safety_catch_is_3_and_accept_loss_passes_it(copy: World) -> None:
    copy.publish(entries(3))
    for command in (["build", "essai.toml", *FEW_WORKERS], ["harvest", "essai.toml"]):
        assert "run again with --accept-loss" in sentence(call(copy, *command, "--json"), 3)
    assert answer(call(copy, "build", "essai.toml", "--accept-loss", "--json", *FEW_WORKERS))["made"] is True


def test_the_machine_is_4(copy: World) -> None:
    with copy.options().workspace.locked():
        said = sentence(call(copy, "build", "essai.toml", *FEW_WORKERS), 4)
    assert "build is in use by another moisson" in said
    (copy.root / "file").touch()
    said = sentence(call(copy, "build", "essai.toml", "--out", "file", *FEW_WORKERS), 4)
    assert "file: " in said
    for path in (copy.root / "build" / "runs" / "essai").glob("*/*.parquet"):
        path.write_bytes(b"")
    assert "000000.parquet cannot be read" in sentence(call(copy, "show"), 4)


THIRD_PARTY = '''
import pyarrow as pa

from moisson.contracts.stage import Step, stage


@stage(version=1, reads=("text",), writes=("note",))
def essai_lose_rows() -> Step:
    """Lose a row of every batch."""
    return lambda batch: {"note": batch["text"].slice(1)}


@stage(version=1, reads=("text",), writes=("text",))
def essai_upper() -> Step:
    """Write capitals."""
    return lambda batch: {"text": pa.array([text.upper() for text in batch["text"].to_pylist()], pa.large_string())}
'''


@pytest.fixture
def third_party(tmp_path: Path) -> dict[str, str]:
    """A package with stages of its own, as an installer would leave it; gives the environment that finds it."""
    folder = tmp_path / "site"
    described = folder / "essai_stages-1.dist-info"
    described.mkdir(parents=True)
    (folder / "essai_stages.py").write_text(THIRD_PARTY, encoding="utf-8")
    (described / "METADATA").write_text("Metadata-Version: 2.1\nName: essai-stages\nVersion: 1\n")
    (described / "entry_points.txt").write_text("[moisson.corpus.stages]\nessai = essai_stages\n")
    return {"PYTHONPATH": os.pathsep.join([str(folder), *filter(None, [os.environ.get("PYTHONPATH")])])}


def test_rows_that_go_missing_are_5(copy: World, third_party: dict[str, str]) -> None:
    copy.recipe_file([], name="perte").write_text(_with_stage(copy, "essai_lose_rows"))
    said = sentence(call(copy, "build", "perte.toml", *FEW_WORKERS, **third_party), 5)
    assert "essai_lose_rows" in said
    assert not (copy.root / "build" / "releases" / "perte").exists()


def test_a_stage_of_an_installed_package_works_in_workers_too(copy: World, third_party: dict[str, str]) -> None:
    copytree(copy.folder, copy.folder.with_name("fr_essai_autres"))
    path = copy.root / "tiers.toml"
    path.write_text(_with_stage(copy, "essai_upper", "[[sources]]\nuse = './sources/fr_essai_autres'\n"))
    made = answer(call(copy, "build", "tiers.toml", "--json", "--workers", "2", **third_party))
    assert made["stats"]["totals"]["documents"] == 14
    assert "DANS CE CAS, LA RÉINTÉGRATION" in call(copy, "show", f"{NAME}/A01", "--recipe", "tiers").stdout


def _with_stage(world: World, name: str, more: str = "") -> str:
    head = f"name = '{'tiers' if more else 'perte'}'\nversion = '1'\ntitle = 'Essai'\nunlicensed = 'private'\n"
    return f"{head}[[sources]]\nuse = './sources/{NAME}'\n{more}[[stages]]\nuse = '{name}'\n"


WAITS = READ.replace(
    "(content: bytes) -> Iterator[Text]:\n",
    """(content: bytes) -> Iterator[Text]:
    if mark := os.environ.get("ESSAI_WAIT"):
        open(mark, "a").close()
        time.sleep(60)
""",
).replace("from collections.abc", "import os\nimport time\nfrom collections.abc", 1)


def start_and_wait(world: World, arguments: Sequence[str]) -> "subprocess.Popen[str]":
    """A build that has begun to read a document, and will take a while."""
    mark = world.root / "reading"
    command = [sys.executable, "-m", "moisson", "build", "essai.toml", *arguments]
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    child = subprocess.Popen(command, cwd=world.root, env=environment(ESSAI_WAIT=str(mark)), start_new_session=True, **pipes)
    deadline = time.monotonic() + 60
    while not mark.exists():
        assert child.poll() is None, child.communicate()[1]
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return child


@pytest.fixture
def slow(tmp_path: Path) -> World:
    """Two sources, so that there is work for two; they wait when they are told to."""
    world = make_world(tmp_path)
    world.describe(read=WAITS)
    world.publish(entries(3))
    copytree(world.folder, world.folder.with_name("fr_essai_autres"))
    path = world.recipe_file()
    one = f'[[sources]]\nuse = "./sources/{NAME}"\n'
    path.write_text(path.read_text().replace(one, one + one.replace(NAME, "fr_essai_autres")))
    return world


@pytest.mark.parametrize("workers", ["1", "2"])
def test_an_interrupted_build_says_that_nothing_is_lost(slow: World, workers: str) -> None:
    child = start_and_wait(slow, ["--workers", workers])
    time.sleep(0.5)
    os.killpg(child.pid, signal.SIGINT)
    out, err = child.communicate(timeout=30)
    assert child.returncode == 130
    assert (out, err) == ("", "moisson: stopped; what is finished is kept: run the same command again to go on.\n")


@pytest.mark.parametrize("pause", [0.0, 0.2, 0.6])
def test_ctrl_c_while_workers_start_is_the_same_sentence(slow: World, pause: float) -> None:
    """A worker has its first seconds to itself, and no words of its own."""
    command = [sys.executable, "-m", "moisson", "build", "essai.toml", "--workers", "2"]
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    child = subprocess.Popen(command, cwd=slow.root, env=environment(), start_new_session=True, **pipes)
    deadline = time.monotonic() + 60
    while not any("spawn_main" in line for line in commands_of(child.pid)):
        assert child.poll() is None and time.monotonic() < deadline
        time.sleep(0.005)
    time.sleep(pause)  # so long Python takes to begin, and to import what a worker needs
    os.killpg(child.pid, signal.SIGINT)
    out, err = child.communicate(timeout=60)
    assert child.returncode == 130
    assert (out, err) == ("", "moisson: stopped; what is finished is kept: run the same command again to go on.\n")


def commands_of(parent: int) -> list[str]:
    """The command lines of a process's children."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if int((place / "stat").read_text().rpartition(")")[2].split()[1]) == parent:
                found.append((place / "cmdline").read_bytes().decode(errors="replace"))
    return found


@pytest.mark.parametrize("kib", [150_000, 600_000, 1_000_000])
def test_a_shell_that_allows_too_little_memory_is_one_sentence(copy: World, kib: int) -> None:
    command = [sys.executable, "-m", "moisson", "build", "essai.toml", "--out", "other", "--workers", "2"]
    done = subprocess.run(
        ["bash", "-c", f'ulimit -v {kib}; exec "$@"', "bash", *command],
        cwd=copy.root,
        capture_output=True,
        text=True,
        timeout=120,
        env=environment(),
    )
    assert "`ulimit -v`" in sentence(done, 4)
    assert "1,536" in done.stderr


@pytest.mark.parametrize("said", ["nous écrire", "a|b@example.org", "ftp://example.org/", 'x"@example.org', "a@b\x07c"])
def test_a_contact_that_is_no_address_is_one_sentence(copy: World, said: str) -> None:
    copy.recipe_file(head=f"contact = {json.dumps(said)}", name="ecrire")
    assert "`contact` = " in sentence(call(copy, "build", "ecrire.toml", *FEW_WORKERS), 2)
    copy.describe(toml=f"contact = {json.dumps(said)}\n{SOURCE_TOML}")
    assert "`contact` = " in sentence(call(copy, "harvest", f"./sources/{NAME}"), 2)


def test_a_killed_build_is_taken_up_again_and_ends_in_the_same_bytes(slow: World) -> None:
    child = start_and_wait(slow, FEW_WORKERS)
    child.kill()
    child.communicate(timeout=30)
    assert not (slow.root / "build" / "releases").exists()
    again = answer(call(slow, "build", "essai.toml", "--json", *FEW_WORKERS))
    fresh = answer(call(slow, "build", "essai.toml", "--json", "--out", "fresh", *FEW_WORKERS))
    assert digests(slow.root / again["release"]) == digests(slow.root / fresh["release"])


def test_a_reader_that_goes_away_is_no_failure(copy: World) -> None:
    copy.publish([Entry("long", " ".join(SENTENCES) * 100)])
    assert call(copy, "build", "essai.toml", "--accept-loss", *FEW_WORKERS).returncode == 0
    command = [sys.executable, "-m", "moisson", "show", "--json"]
    child = subprocess.Popen(command, cwd=copy.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment())
    assert child.stdout is not None
    assert child.stderr is not None
    child.stdout.read(1)
    child.stdout.close()
    assert child.stderr.read() == b""
    child.stderr.close()
    assert child.wait(60) == 0
