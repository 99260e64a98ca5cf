"""The command as people and programs meet it: what it prints where, its exit codes, and that it is documented."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
import typer

from moisson.cli import app
from small_source import BREAK, NAME, READ, SENTENCES, UNREADABLE, Entry, World, digests, entries, make_world

COMMANDS = sorted(str(command.name or command.callback.__name__) for command in app.registered_commands if command.callback)
REPOSITORY = Path(__file__).parents[1]
FEW_WORKERS = ("--workers", "1")


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONUNBUFFERED": "", "COLUMNS": "100", **more}


def moisson(world: World, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the command in the world's folder."""
    command = [sys.executable, "-m", "moisson", *arguments]
    return subprocess.run(command, cwd=world.root, capture_output=True, text=True, timeout=120, env=environment(**more))


def answer(done: subprocess.CompletedProcess[str]) -> Any:
    """What a program reads: JSON on standard output, and nothing else anywhere."""
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return json.loads(done.stdout)


def sentence(done: subprocess.CompletedProcess[str], code: int) -> str:
    """What a person reads after a failure: one line on standard error."""
    assert done.returncode == code, done.stderr
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith("moisson: ")
    return line


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A world that the command has built, to be looked at and not changed."""
    world = make_world(tmp_path_factory.mktemp("built"))
    odd = [Entry("odd[/b]", SENTENCES[12]), Entry("bad", UNREADABLE), Entry("twin", SENTENCES[1], {"created": "2019"})]
    world.publish([*entries(3), *odd, Entry("two", BREAK.join([SENTENCES[7], "Néant."]))])
    done = moisson(world, "build", "essai.toml", "--json", *FEW_WORKERS)
    assert done.returncode == 0, done.stderr
    return world


@pytest.fixture
def copy(built: World, tmp_path: Path) -> World:
    """The built world, to be changed."""
    copytree(built.root, tmp_path / "copy", symlinks=True)
    return World(tmp_path / "copy")


# What it prints


def test_build_gives_a_release_and_says_when_there_was_nothing_to_do(copy: World) -> None:
    again = answer(moisson(copy, "build", "essai.toml", "--json", *FEW_WORKERS))
    assert (again["made"], again["stats"]["totals"]["documents"]) == (False, 5)
    assert (copy.root / again["release"] / "MANIFEST.json").exists()
    new = answer(moisson(copy, "build", "essai.toml", "--json", "--out", "other", *FEW_WORKERS))
    assert new["made"] is True
    assert new["release"].startswith("other/releases/essai/1-")


def test_build_for_people_shows_the_funnel_and_where_the_release_is(copy: World) -> None:
    done = moisson(copy, "build", "essai.toml", *FEW_WORKERS)
    assert (done.returncode, done.stderr) == (0, "")
    for step in ("found", "extracted", "drop_short", "drop_exact_duplicates", "released"):
        assert step in done.stdout
    assert "Nothing to do. The release is build/releases/essai/1-" in done.stdout
    assert "report.html" in done.stdout


def test_harvest_says_what_changed(copy: World) -> None:
    first = moisson(copy, "harvest", f"./sources/{NAME}", "--out", "other")
    assert (first.returncode, first.stderr) == (0, "")
    assert "first harvest" in first.stdout
    copy.publish([Entry("A00", SENTENCES[20]), *entries(3)[1:]])
    (change,) = answer(moisson(copy, "harvest", "essai.toml", "--out", "other", "--accept-loss", "--json"))
    assert change["content"] == {"added": 0, "changed": 1, "unchanged": 2, "vanished": 4}
    assert change["text"] == change["content"]
    nothing = moisson(copy, "harvest", "essai.toml", "--out", "other")
    assert "nothing to do" in nothing.stdout


def test_run_says_what_stays_and_what_goes_and_writes_no_release(copy: World) -> None:
    assert answer(moisson(copy, "harvest", "essai.toml", "--out", "other", "--json"))
    ran = answer(moisson(copy, "run", "essai.toml", "--out", "other", "--json", *FEW_WORKERS))
    assert ran["kept"] == 5
    assert ran["funnel"][0] == {"stage": "extract", "rows": 7, "dropped": 1}
    people = moisson(copy, "run", "essai.toml", "--out", "other", *FEW_WORKERS)
    assert (people.returncode, people.stderr) == (0, "")
    assert re.search(r"drop_exact_duplicates +6 in +1 dropped\nkept +5\n", people.stdout)
    assert not (copy.root / "other" / "releases").exists()
    released = answer(moisson(copy, "release", "essai.toml", "--out", "other", "--json", *FEW_WORKERS))
    assert released["made"] is True


def test_release_needs_a_harvest_and_says_how_to_get_one(built: World, tmp_path: Path) -> None:
    for command in ("release", "run"):
        said = sentence(moisson(built, command, "essai.toml", "--out", str(tmp_path / "none"), *FEW_WORKERS), 2)
        assert "run `moisson harvest essai.toml` first" in said


def test_check_says_what_a_recipe_will_do_and_what_a_source_is(built: World) -> None:
    recipe = answer(moisson(built, "check", "essai.toml", "--json"))
    assert recipe["map"] == ["extract", "normalize_text", "drop_short", "mask_identifiers"]
    assert recipe["corpus"] == ["require_rights", "drop_exact_duplicates"]
    source = answer(moisson(built, "check", f"./sources/{NAME}", "--json"))
    assert (source["source"], source["publisher"]) == (NAME, "DILA")
    for target in ("essai.toml", f"./sources/{NAME}", "fr_dila_legi"):
        done = moisson(built, "check", target)
        assert (done.returncode, done.stderr) == (0, "")
        assert len(done.stdout.splitlines()) > 4


def shown(world: World, *options: str) -> list[str]:
    found = answer(moisson(world, "show", "--json", *options))
    return [row["id"].removeprefix(f"{NAME}/") for row in found]


def test_show_finds_documents_by_what_became_of_them(built: World) -> None:
    assert shown(built, "--limit", "2") == ["A00", "A01"]
    assert shown(built, "--dropped") == ["bad", "twin", "two#2"]
    assert shown(built, "--reason", "duplicate") == ["twin"]
    assert shown(built, "--sample", "--limit", "2", "--kept") == ["A00", "A02"]
    people = moisson(built, "show", "--reason", "too-short")
    assert (people.returncode, people.stderr) == (0, "")
    assert "dropped by drop_short: too-short" in people.stdout
    assert "\nNéant.\n" in people.stdout
    assert "1 of 1 that fit." in people.stdout


def test_ids_with_brackets_are_shown(built: World) -> None:
    for command in ("show", "trace"):
        done = moisson(built, command, f"{NAME}/odd[/b]")
        assert (done.returncode, done.stderr) == (0, "")
        assert "odd[/b]" in done.stdout


def test_trace_follows_a_document(built: World) -> None:
    found = answer(moisson(built, "trace", f"{NAME}/A01", "--json"))
    assert [row["state"] for row in found["harvests"]] == ["added"]
    assert [row["id"] for row in found["stands_for"]["essai"]] == [f"{NAME}/twin"]
    people = moisson(built, "trace", f"{NAME}/twin")
    assert (people.returncode, people.stderr) == (0, "")
    assert "dropped by drop_exact_duplicates: duplicate:exact" in people.stdout
    assert "etalab-2.0" in people.stdout


def test_output_is_the_same_in_a_plain_locale(built: World) -> None:
    plain = moisson(built, "show", f"{NAME}/A01", LC_ALL="C", LANG="C", PYTHONUTF8="0", PYTHONIOENCODING="utf-8")
    assert "la réintégration est de droit" in plain.stdout


def test_progress_is_for_terminals_and_goes_to_standard_error(copy: World) -> None:
    mine, theirs = pty.openpty()
    command = [sys.executable, "-m", "moisson", "build", "essai.toml", "--out", "other", *FEW_WORKERS]
    child = subprocess.Popen(
        command, cwd=copy.root, stdout=subprocess.PIPE, stderr=theirs, text=True, env=environment(TERM="xterm")
    )
    os.close(theirs)
    seen = b""
    while True:
        try:
            if not (read := os.read(mine, 65536)):
                break
        except OSError:  # what Linux says when the other end has closed
            break
        seen += read
    os.close(mine)
    out = child.communicate(timeout=60)[0]
    assert child.returncode == 0
    assert f"harvest {NAME}".encode() in seen
    assert b"map" in seen
    assert "harvest" not in out
    assert "\x1b" not in out


def test_a_reader_that_goes_away_is_no_failure(copy: World) -> None:
    copy.publish([Entry("long", " ".join(SENTENCES) * 100)])
    assert moisson(copy, "build", "essai.toml", "--accept-loss", *FEW_WORKERS).returncode == 0
    command = [sys.executable, "-m", "moisson", "show", "--json"]
    child = subprocess.Popen(command, cwd=copy.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment())
    assert child.stdout is not None
    assert child.stderr is not None
    child.stdout.read(1)
    child.stdout.close()
    assert child.stderr.read() == b""
    child.stderr.close()
    assert child.wait(60) == 0


# Exit codes


def test_a_mistake_in_what_was_asked_is_2(built: World) -> None:
    assert "give the path of a recipe file" in sentence(moisson(built, "build", "absent.toml"), 2)
    assert "fr_dila_legi" in sentence(moisson(built, "check", "fr_dila_lego"), 2)
    assert "ids look like" in sentence(moisson(built, "trace", "fr_x/1"), 2)
    assert "--recipe can be: essai" in sentence(moisson(built, "show", "--recipe", "autre"), 2)
    assert "no document of essai fits" in sentence(moisson(built, "show", "--source", "fr_x"), 2)
    assert "holds no run yet" in sentence(moisson(built, "show", "--out", "none"), 2)
    for usage in (["bild"], ["build"], ["build", "essai.toml", "--worker", "2"], ["show", "--limit", "0"]):
        assert moisson(built, *usage).returncode == 2


def test_a_version_for_a_whole_recipe_is_refused(built: World) -> None:
    assert "--version" in sentence(moisson(built, "harvest", "essai.toml", "--version", "1.0.0"), 2)


def test_a_safety_catch_is_3_and_accept_loss_passes_it(copy: World) -> None:
    copy.publish(entries(3))
    for command in (["build", "essai.toml", *FEW_WORKERS], ["harvest", "essai.toml"]):
        assert "run again with --accept-loss" in sentence(moisson(copy, *command, "--json"), 3)
    assert answer(moisson(copy, "build", "essai.toml", "--accept-loss", "--json", *FEW_WORKERS))["made"] is True


def test_the_machine_is_4(copy: World) -> None:
    with copy.options().workspace.locked():
        said = sentence(moisson(copy, "build", "essai.toml", *FEW_WORKERS), 4)
    assert "build is in use by another moisson" in said
    (copy.root / "file").touch()
    said = sentence(moisson(copy, "build", "essai.toml", "--out", "file", *FEW_WORKERS), 4)
    assert "file: " in said
    for path in (copy.root / "build" / "runs" / "essai").glob("decisions.parquet"):
        path.write_bytes(b"")
    assert "decisions.parquet cannot be read" in sentence(moisson(copy, "show"), 4)


THIRD_PARTY = '''
import pyarrow as pa

from moisson.stage import Step, stage


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
    (described / "entry_points.txt").write_text("[moisson.stages]\nessai = essai_stages\n")
    return {"PYTHONPATH": os.pathsep.join([str(folder), *filter(None, [os.environ.get("PYTHONPATH")])])}


def test_rows_that_go_missing_are_5(copy: World, third_party: dict[str, str]) -> None:
    copy.recipe_file([], name="perte").write_text(_with_stage(copy, "essai_lose_rows"))
    said = sentence(moisson(copy, "build", "perte.toml", *FEW_WORKERS, **third_party), 5)
    assert "essai_lose_rows" in said
    assert not (copy.root / "build" / "releases" / "perte").exists()


def test_a_stage_of_an_installed_package_works_in_workers_too(copy: World, third_party: dict[str, str]) -> None:
    copytree(copy.folder, copy.folder.with_name("fr_essai_autres"))
    path = copy.root / "tiers.toml"
    path.write_text(_with_stage(copy, "essai_upper", "[[sources]]\nuse = './sources/fr_essai_autres'\n"))
    made = answer(moisson(copy, "build", "tiers.toml", "--json", "--workers", "2", **third_party))
    assert made["stats"]["totals"]["documents"] == 14
    assert "DANS CE CAS, LA RÉINTÉGRATION" in moisson(copy, "show", f"{NAME}/A01", "--recipe", "tiers").stdout


def _with_stage(world: World, name: str, more: str = "") -> str:
    head = "name = 'tiers'\nversion = '1'\ntitle = 'Essai'\n" if more else "name = 'perte'\nversion = '1'\ntitle = 'Essai'\n"
    return f"{head}[[sources]]\nuse = './sources/{NAME}'\n{more}[[stages]]\nuse = '{name}'\n"


# Interrupted and killed

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


def test_a_killed_build_is_taken_up_again_and_ends_in_the_same_bytes(slow: World) -> None:
    child = start_and_wait(slow, FEW_WORKERS)
    child.kill()
    child.communicate(timeout=30)
    assert not (slow.root / "build" / "releases").exists()
    again = answer(moisson(slow, "build", "essai.toml", "--json", *FEW_WORKERS))
    fresh = answer(moisson(slow, "build", "essai.toml", "--json", "--out", "fresh", *FEW_WORKERS))
    assert digests(slow.root / again["release"]) == digests(slow.root / fresh["release"])


# Help and documentation


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], *([command, "--help"] for command in COMMANDS)], ids=" ".join)
def test_help_loads_nothing_heavy(built: World, arguments: list[str]) -> None:
    command = [sys.executable, "-X", "importtime", "-m", "moisson", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, env=environment(), timeout=60)
    assert done.returncode == 0
    loaded = {
        line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines() if line.startswith("import time:")
    }
    assert "typer" in loaded
    typers_own = {"pydantic"} if len(arguments) > 1 else set()  # typer reads a command's parameters with it
    heavy = {"pyarrow", "numba", "numpy", "pydantic", "lxml", "orjson", "py3langid", "phonenumbers"}
    assert loaded & (heavy - typers_own) == set()


def test_help_names_the_exit_codes(built: World) -> None:
    said = " ".join(moisson(built, "--help").stdout.split())
    assert "0 done, 2 a mistake in what was asked, 3 a safety catch" in said


def documentation() -> str:
    return "\n".join(
        path.read_text(encoding="utf-8") for path in [REPOSITORY / "README.md", *(REPOSITORY / "docs").rglob("*.md")]
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_documented(command: str) -> None:
    assert re.search(rf"moisson {command}\b", documentation())


def test_every_command_and_option_in_the_documentation_exists() -> None:
    group = typer.main.get_command(app)
    commands: dict[str, Any] = vars(group)["commands"]
    called = re.findall(r"(?:`|^|bin/)moisson ([a-z]+)([^`#\n]*)", documentation(), re.M)
    assert called
    assert {command for command, _ in called} <= set(commands)
    for command, rest in called:
        known = {name for parameter in commands[command].params for name in (*parameter.opts, *parameter.secondary_opts)} | {
            "--help"
        }
        assert set(re.findall(r"--[a-z][a-z-]*", rest)) <= known, (command, rest)


def test_every_public_command_has_a_sentence_of_its_own() -> None:
    for command in app.registered_commands:
        assert command.callback is not None
        assert (command.callback.__doc__ or "").strip().endswith(".")
