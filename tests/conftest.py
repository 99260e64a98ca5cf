"""What many tests start from: a small source with a recipe, and stages that are registered for one test only."""

import os
import signal
from collections.abc import Generator, Iterator
from importlib.util import find_spec
from pathlib import Path
from shutil import copytree
from typing import TYPE_CHECKING

import pytest
import shared_data
from command import FEW_WORKERS, call
from hypothesis import HealthCheck, settings
from small_source import BREAK, SENTENCES, UNREADABLE, Entry, World, entries, make_world

import moisson.contracts.stage
from moisson.connectors.memory.store import Store

if TYPE_CHECKING:
    import ray_here
    import slurm_here
    from playwright.sync_api import Browser

# Builds are slow beside the functions that hypothesis is used to, and one machine is not as fast as another. The same examples
# each time, so that a red test means a change; MOISSON_SEARCH=1 looks for new ones.
SEARCH = os.environ.get("MOISSON_SEARCH") == "1"
settings.register_profile(
    "moisson", deadline=None, derandomize=not SEARCH, suppress_health_check=[HealthCheck.too_slow], print_blob=SEARCH
)
settings.load_profile("moisson")

# CI has installed all that any test needs: there a skip is a failure.
NO_SKIPS = os.environ.get("MOISSON_NO_SKIPS") == "1"
TRAIN = ("torch", "transformers", "safetensors")  # of the extra `train`, which neither `scripts/test` nor the demo installs

# A shell's background jobs ignore Ctrl-C, and so would the programs that tests start and interrupt.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test marked `shared` before it starts where there are no documents (a skip raised in a server's thread fails), and
    one marked `train` where PyTorch is not installed."""
    shared_data.is_marked = item.get_closest_marker("shared") is not None
    if shared_data.is_marked and not shared_data.SHARED.is_dir():
        pytest.skip(shared_data.ABSENT)
    if item.get_closest_marker("train") is not None and not all(map(find_spec, TRAIN)):
        pytest.skip("needs PyTorch and transformers: pip install --constraint constraints.txt --editable '.[train]'")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if item.get_closest_marker("shared") is None or shared_data.SHARED.is_dir():
        _fail_if_skipped(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _fail_if_skipped(report)
    return report


def _fail_if_skipped(report: pytest.TestReport | pytest.CollectReport) -> None:
    if NO_SKIPS and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, though MOISSON_NO_SKIPS=1 says that nothing is missing: {report.longrepr}"


@pytest.fixture(autouse=True, scope="session")
def key(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Releases of the tests are signed with a key of their own, not with the user's, whose friends they do not know either."""
    folder = tmp_path_factory.mktemp("key")
    os.environ["MOISSON_KEY"], os.environ["MOISSON_TRUST"] = str(folder / "signing_key"), str(folder / "trusted_signers.json")


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A source that publishes nothing yet, and a recipe over it."""
    return make_world(tmp_path)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A connector's memory, empty."""
    return Store(tmp_path / "store")


@pytest.fixture
def own_stages(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the test registers with `@stage` is forgotten after it."""
    monkeypatch.setattr(moisson.contracts.stage, "_registry", dict(moisson.contracts.stage.stages()))


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A world that the command has built, to be looked at and not changed."""
    world = make_world(tmp_path_factory.mktemp("built"))
    odd = [Entry("odd[/b]", SENTENCES[12]), Entry("bad", UNREADABLE), Entry("twin", SENTENCES[1], {"created": "2019"})]
    world.publish([*entries(3), *odd, Entry("two", BREAK.join([SENTENCES[7], "Néant."]))])
    done = call(world, "build", "essai.toml", "--json", *FEW_WORKERS)
    assert done.returncode == 0, done.stderr
    return world


@pytest.fixture
def copy(built: World, tmp_path: Path) -> World:
    """The built world, to be changed."""
    copytree(built.root, tmp_path / "copy", symlinks=True)
    return World(tmp_path / "copy")


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """Debian's Chromium, without a window."""
    import browser_here

    if why := browser_here.missing():
        pytest.skip(why)
    with browser_here.chromium() as found:
        yield found


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """axe-core's script."""
    import browser_here

    return browser_here.axe_in(tmp_path_factory.mktemp("axe"))


@pytest.fixture(scope="session")
def looked_at(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A world that has been built, with documents of every fate, to be looked at and not changed."""
    import browser_here

    return browser_here.make_looked_at(make_world(tmp_path_factory.mktemp("looked-at")))


@pytest.fixture
def world_copy(looked_at: World, tmp_path: Path) -> World:
    """The world to be looked at, to be changed."""
    copytree(looked_at.root, tmp_path / "copy", symlinks=True)
    return World(tmp_path / "copy")


@pytest.fixture(scope="session")
def slurm_cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator["slurm_here.Cluster"]:
    """Slurm with two nodes, on this machine."""
    import slurm_here

    if why := slurm_here.missing():
        pytest.skip(why)
    made = slurm_here.Cluster(tmp_path_factory.mktemp("slurm"))
    try:
        made.start()
        yield made
    finally:
        made.stop()


@pytest.fixture(scope="module")
def ray_cluster() -> Iterator["ray_here.Cluster"]:
    """Ray with three nodes, on this machine."""
    from ray_here import cluster_of

    with cluster_of(3) as made:
        yield made
