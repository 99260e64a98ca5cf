"""What people install: wheel, source archive and offline bundle, in environments that hold nothing else, with no index to ask."""

import json
import os
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from shutil import copytree
from types import MappingProxyType

import pytest
from small_source import World, entries, make_world

REPOSITORY = Path(__file__).parents[1]
NOWHERE = {"PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}

pytestmark = [pytest.mark.long, pytest.mark.network]


def run(*command: Path | str, cwd: Path | None = None, more: Mapping[str, str] = MappingProxyType({})) -> str:
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PIP_INDEX_URL")}
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=600, env={**environment, **more})
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bundle")
    run(sys.executable, REPOSITORY / "scripts/bundle.py", "--to", folder)
    return folder


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel, the source archive, and the wheels that building the archive needs."""
    folder = tmp_path_factory.mktemp("packages")
    run(sys.executable, REPOSITORY / "scripts/package.py", folder)
    constraints = ("--constraint", REPOSITORY / "constraints.txt")
    run(sys.executable, "-m", "pip", "download", "--dest", folder / "build", *constraints, "hatchling")
    return folder


def empty_environment(folder: Path) -> Path:
    run(sys.executable, "-m", "venv", folder)
    return folder / "bin"


def assert_it_works(bin: Path, folder: Path) -> None:
    """The command answers, and builds a release that it then verifies."""
    assert "harvest" in run(bin / "moisson", "--help", cwd=folder)
    world: World = make_world(folder)
    world.publish(entries(3))
    run(bin / "moisson", "build", "essai.toml", "--json", "--workers", "1", cwd=folder)
    checked = json.loads(run(bin / "moisson", "verify", "build/releases/essai/latest", "--json", cwd=folder))
    assert checked["documents"] == 3


def test_the_bundle_installs_without_an_index_and_works(bundle: Path, tmp_path: Path) -> None:
    """The same command as in `Dockerfile` and `moisson.def`."""
    bin = empty_environment(tmp_path / "venv")
    moved = copytree(bundle, tmp_path / "elsewhere")
    run(moved / "install", more=NOWHERE | {"PYTHON": str(bin / "python")})
    assert_it_works(bin, tmp_path)
    run(bin / "python", "-c", "import httpx2, pypdfium2, python_calamine", cwd=tmp_path)


def test_a_bundle_with_a_changed_wheel_installs_nothing(bundle: Path, tmp_path: Path) -> None:
    bin = empty_environment(tmp_path / "venv")
    moved = copytree(bundle, tmp_path / "elsewhere")
    wheel = next(moved.glob("wheels/orjson-*.whl"))
    wheel.write_bytes(wheel.read_bytes() + b"\0")
    environment = os.environ | NOWHERE | {"PYTHON": str(bin / "python")}
    done = subprocess.run([moved / "install"], env=environment, capture_output=True, text=True)
    assert done.returncode != 0
    assert wheel.name in done.stdout + done.stderr
    (moved / "SHA256SUMS").write_text(run("sha256sum", wheel))  # who changes a wheel may change the list; pip holds its own
    done = subprocess.run([moved / "install"], env=environment, capture_output=True, text=True)
    assert done.returncode != 0
    assert "THESE PACKAGES DO NOT MATCH THE HASHES" in done.stderr
    assert not (bin / "moisson").exists()


def test_the_source_archive_installs_in_an_empty_environment_and_works(packages: Path, bundle: Path, tmp_path: Path) -> None:
    (package,) = packages.glob("moisson-*.tar.gz")
    bin = empty_environment(tmp_path / "venv")
    found = NOWHERE | {"PIP_FIND_LINKS": f"{bundle / 'wheels'} {packages / 'build'}"}
    run(bin / "python", "-m", "pip", "install", package, more=found)
    assert_it_works(bin, tmp_path)


def test_the_wheel_holds_every_file_of_the_package_and_nothing_else(packages: Path) -> None:
    listed = run("git", "ls-files", "-z", "moisson", cwd=REPOSITORY).split("\0")
    (wheel,), (archive,) = packages.glob("moisson-*.whl"), packages.glob("moisson-*.tar.gz")
    inside = {name for name in zipfile.ZipFile(wheel).namelist() if not name.startswith("moisson-")}
    assert inside == set(listed) - {""}
    with tarfile.open(archive) as sources:
        names = {name.partition("/")[2] for name in sources.getnames()}
    assert {"LICENSE", "pyproject.toml", "README.md", "recipes/fr-droits-travail.toml"} | inside <= names
