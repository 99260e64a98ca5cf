"""What a model may be made from."""

import json
from pathlib import Path

import pytest
from small_source import World, entries

from moisson.contracts.errors import NotFound, Unverified, UserError
from moisson.models.gate import opened_for_training


@pytest.fixture
def release(world: World) -> Path:
    world.publish(entries(3))
    return world.build().path


def test_a_release_that_holds_is_opened(release: Path) -> None:
    assert opened_for_training(release, private=False).manifest["documents"] == 3


def test_a_release_that_was_changed_is_refused(release: Path) -> None:
    stats = release / "stats.json"
    stats.write_bytes(stats.read_bytes().replace(b'"documents": 3', b'"documents": 4', 1))
    with pytest.raises(Unverified, match=r"does not hold: .*; `moisson verify .*` names each"):
        opened_for_training(release, private=True)


def test_a_folder_without_a_release_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="is no release"):
        opened_for_training(tmp_path, private=False)


def test_a_private_release_wants_the_users_word(world: World) -> None:
    world.publish(entries(3))
    path = world.build(recipe=world.recipe(head='unlicensed = "private"')).path
    assert json.loads((path / "stats.json").read_bytes())["recipe"]["unlicensed"] == "private"
    with pytest.raises(UserError, match="add --private"):
        opened_for_training(path, private=False)
    assert opened_for_training(path, private=True).manifest["documents"] == 3
