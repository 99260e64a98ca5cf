"""The list of rooms: imports that point up, circles, and what a room may not know are told, by file."""

from pathlib import Path

import pytest

from scripts.rooms import ROOMS, imports_up

PACKAGE = Path(__file__).parents[1] / "moisson"


def test_every_folder_of_the_package_is_a_room_and_imports_point_down() -> None:
    folders = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert folders <= set(ROOMS)
    assert imports_up(PACKAGE) == []


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"contracts/errors.py": "", "corpus/plan.py": "from moisson.contracts.errors import X"}, []),
        ({"contracts/errors.py": "from moisson.corpus import plan", "corpus/plan.py": ""}, ["`contracts` must not import"]),
        (
            {"readers/a.py": "def f():\n    import moisson.workspace.b", "workspace/b.py": ""},
            ["`readers` must not import"],
        ),
        ({"attic/a.py": "import moisson.contracts.b", "contracts/b.py": ""}, ["`attic` must not import"]),
        (
            {"rights/a.py": "from moisson.rights import b", "rights/b.py": "from moisson.rights.a import x"},
            ["in a circle: moisson.rights"],
        ),
    ],
)
def test_an_import_that_points_up_or_round_is_told(tmp_path: Path, files: dict[str, str], said: list[str]) -> None:
    for name, text in files.items():
        path = tmp_path / "moisson" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        for folder in (path.parent, tmp_path / "moisson"):
            (folder / "__init__.py").touch()
    found = imports_up(tmp_path / "moisson")
    assert len(found) == len(said)
    assert all(part in line for part, line in zip(said, found, strict=True))
