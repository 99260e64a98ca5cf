"""What many tests start from: a small source with a recipe, and stages that are registered for one test only."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import moisson.stage
from small_source import World, make_world

# Builds are slow beside the functions that hypothesis is used to, and one machine is not as fast as another.
settings.register_profile("moisson", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("moisson")


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A source that publishes nothing yet, and a recipe over it."""
    return make_world(tmp_path)


@pytest.fixture
def own_stages(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the test registers with `@stage` is forgotten after it."""
    monkeypatch.setattr(moisson.stage, "_registry", dict(moisson.stage.stages()))
