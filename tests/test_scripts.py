"""The scripts on machines that lack something: one sentence with what to do, and no half-made environment."""

import os
import subprocess
import sys
from pathlib import Path
from shutil import copy, copytree

import pytest

REPOSITORY = Path(__file__).parents[1]
IS_NEW_ENOUGH = "sys.version_info"
HAS_VENV = "import venv, ensurepip"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What the scripts need of the repository, and nothing installed."""
    copytree(REPOSITORY / "scripts", tmp_path / "scripts")
    (tmp_path / "moisson").mkdir()
    for name in ("pyproject.toml", "constraints.txt"):
        copy(REPOSITORY / name, tmp_path / name)
    return tmp_path


def fake_python(path: Path, cases: dict[str, str]) -> Path:
    """A `python` that does as told where its arguments contain a word, else succeeds in silence; it lists its calls."""
    branches = "".join(f"    *'{word}'*) {deed} ;;\n" for word, deed in cases.items())
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'#!/bin/sh\nprintf "%s\\n" "$*" >>"{path}.calls"\ncase "$*" in\n{branches}esac\n')
    path.chmod(0o755)
    return path


def calls(python: Path) -> list[str]:
    path = Path(f"{python}.calls")
    return path.read_text().splitlines() if path.exists() else []


def run(checkout: Path, script: str, python: Path | str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "HOME": str(checkout), "PYTHON": str(python)}
    command = [str(checkout / "scripts" / script), *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60, cwd=checkout.parent)


def said(done: subprocess.CompletedProcess[str]) -> str:
    """The one line on standard error."""
    lines = [line for line in done.stderr.splitlines() if not line.startswith("Installing into .venv")]
    assert len(lines) == 1, done.stderr
    return lines[0]


@pytest.mark.parametrize("script", ["demo", "test", "check"])
def test_a_python_that_is_too_old_is_named_with_the_remedy(checkout: Path, script: str) -> None:
    old = fake_python(checkout / "bin" / "python3.9", {IS_NEW_ENOUGH: "exit 1"})
    done = run(checkout, script, old)
    assert done.returncode == 4
    assert "No Python 3.11 to 3.13 found" in said(done)
    assert str(old) in said(done)
    assert "install one, or name it: PYTHON=" in said(done)
    assert not (checkout / ".venv").exists()


def test_no_python_at_all_is_named_with_the_remedy(checkout: Path) -> None:
    done = run(checkout, "demo", checkout / "nowhere" / "python3")
    assert done.returncode == 4
    assert "No Python 3.11 to 3.13 found" in said(done)


@pytest.mark.parametrize("script", ["demo", "test"])
def test_a_python_without_venv_or_pip_is_named_with_the_remedy(checkout: Path, script: str) -> None:
    bare = fake_python(checkout / "bin" / "python3", {HAS_VENV: "exit 1"})
    done = run(checkout, script, bare)
    assert done.returncode == 4
    assert str(bare) in said(done)
    assert "venv and ensurepip (pip) are missing" in said(done)
    assert "apt-get install python3-venv" in said(done)
    assert not (checkout / ".venv").exists()


def environment_maker(checkout: Path, of: dict[str, str]) -> Path:
    """A python that makes an environment whose python and moisson do as told."""
    ready = fake_python(checkout / "ready" / "python", of)
    moisson = fake_python(checkout / "ready" / "moisson", {})
    copying = f'mkdir -p .venv/bin && ln -sf "{ready}" .venv/bin/python && ln -sf "{moisson}" .venv/bin/moisson'
    return fake_python(checkout / "bin" / "python3", {"-m venv": copying})


def test_an_environment_that_came_without_pip_is_named_with_the_remedy(checkout: Path) -> None:
    done = run(checkout, "demo", environment_maker(checkout, {"-m pip --version": "exit 1"}))
    assert done.returncode == 4
    assert ".venv has no pip; remove the folder .venv and run" in said(done)


def test_an_environment_that_cannot_be_made_says_so(checkout: Path) -> None:
    broken = fake_python(checkout / "bin" / "python3", {"-m venv": "exit 1"})
    done = run(checkout, "demo", broken)
    assert done.returncode == 4
    assert "-m venv .venv failed" in said(done)


def test_requirements_that_cannot_be_installed_stop_the_script_and_are_tried_again(checkout: Path) -> None:
    python = environment_maker(checkout, {"-m pip install": "exit 1"})
    for _ in range(2):
        done = run(checkout, "demo", python)
        assert done.returncode == 4
        assert "pip could not install Moisson's requirements" in said(done)
        assert done.stdout == ""
    assert len([call for call in calls(checkout / "ready" / "python") if "pip install" in call]) == 2


def test_what_pip_says_is_seen_while_it_installs(checkout: Path) -> None:
    python = environment_maker(checkout, {"-m pip install": "echo Collecting numpy"})
    done = run(checkout, "demo", python)
    assert "Collecting numpy" in done.stderr
    assert "Collecting numpy" not in done.stdout
    (asked,) = [call for call in calls(checkout / "ready" / "python") if "pip install" in call]
    assert not {"-q", "--quiet"} & set(asked.split())


def test_what_is_installed_is_not_installed_again_until_the_requirements_change(checkout: Path) -> None:
    python = environment_maker(checkout, {})

    def installs() -> int:
        assert run(checkout, "test", python).returncode == 0
        return len([call for call in calls(checkout / "ready" / "python") if "pip install" in call])

    assert installs() == 1
    assert installs() == 1
    (checkout / "constraints.txt").write_text("numpy==2.0.0\n")
    assert installs() == 2


def test_what_one_script_installed_stays_when_another_needs_more(checkout: Path) -> None:
    python = environment_maker(checkout, {})
    for script in ("test", "check", "test"):  # the last needs less than what is there
        (checkout / ".venv" / "bin").mkdir(parents=True, exist_ok=True)
        for tool in ("ruff", "mypy", "reuse", "check-jsonschema", "zizmor", "hadolint"):
            fake_python(checkout / ".venv" / "bin" / tool, {})
        assert run(checkout, script, python).returncode == 0
    installs = [call.partition("--editable ")[2] for call in calls(checkout / "ready" / "python") if "pip install" in call]
    assert installs == [".[npm,test]", ".[check,npm,test]"]


def test_arguments_reach_the_tests_and_the_constraints_hold(checkout: Path) -> None:
    python = environment_maker(checkout, {})
    assert run(checkout, "test", python, "tests/corpus/stages", "-k", "short").returncode == 0
    install, pytest_call = (calls(checkout / "ready" / "python")[n] for n in (1, -1))
    assert "--constraint constraints.txt" in install
    assert "--editable .[npm,test]" in install
    assert pytest_call.endswith("-m not long tests/corpus/stages -k short")


def test_the_demo_builds_and_then_shows_and_passes_a_failure_on(checkout: Path) -> None:
    python = environment_maker(checkout, {})
    assert run(checkout, "demo", python, "--workers", "2").returncode == 0
    built, shown = calls(checkout / "ready" / "moisson")
    assert built == "build recipes/fr-droits-travail.toml --out build --workers 2"
    assert shown.startswith("show --out build")
    fake_python(checkout / "ready" / "moisson", {"build": "exit 3"})
    assert run(checkout, "demo", python).returncode == 3


def test_this_python_is_one_that_the_scripts_take(checkout: Path) -> None:
    """The check that a fake stands for above is passed by a real Python."""
    asked = (checkout / "scripts" / "venv").read_text().partition("-c 'import sys; ")[2].partition("'")[0]
    assert subprocess.run([sys.executable, "-c", f"import sys; {asked}"]).returncode == 0
    assert subprocess.run([sys.executable, "-c", f"import sys; sys.version_info = (3, 10, 12); {asked}"]).returncode == 1
    assert subprocess.run([sys.executable, "-c", f"import sys; sys.version_info = (3, 14, 0); {asked}"]).returncode == 1
