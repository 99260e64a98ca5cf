"""What has no right to be published is kept out by the recipe, or the release says everywhere that it must not be published."""

from pathlib import Path

import orjson
import pytest
from command import FEW_WORKERS, answer, call, sentence
from small_source import SOURCE_TOML, World, entries

from moisson.contracts.errors import RecipeError
from moisson.release.private import MAY_NOT, NOTICE
from moisson.workspace.storage import read_json

NORMALIZE = {"use": "normalize_text"}
PRIVATE = 'unlicensed = "private"'


def test_a_recipe_that_keeps_nothing_out_is_refused_with_the_lines_to_add(world: World) -> None:
    path = world.recipe_file([NORMALIZE])
    path.write_text(path.read_text().replace(PRIVATE, ""))
    said = sentence(call(world, "build", path.name), 2)
    assert "keeps nothing out that has no right to be published: it has no stage require_rights" in said
    assert 'add the lines [[stages]] and use = "require_rights"' in said
    assert PRIVATE in said
    assert not (world.root / "build").exists()


@pytest.mark.parametrize(
    ("parameters", "named"),
    [
        ({"bases": ["licence", "text-and-data-mining"]}, "text-and-data-mining"),
        ({"allow": []}, "redistribution"),
        ({"allow": ["training"]}, "redistribution"),
        ({"licenses": ["CC-BY-4.0", "LicenseRef-All-Rights-Reserved"]}, "LicenseRef-All-Rights-Reserved"),
        ({"licenses": ["LicenseRef-Not-Specified"]}, "LicenseRef-Not-Specified"),
    ],
)
def test_require_rights_that_lets_in_what_nobody_may_publish_does_not_count(
    world: World, parameters: dict[str, object], named: str
) -> None:
    asked = {"use": "require_rights", **parameters}
    with pytest.raises(RecipeError, match=f"its stage require_rights has .*{named}.*; take that out, or"):
        world.recipe([NORMALIZE, asked])
    assert world.recipe([NORMALIZE, asked, {"use": "require_rights"}]).unlicensed is None
    assert world.recipe([NORMALIZE, asked], PRIVATE).unlicensed == "private"


@pytest.mark.parametrize(
    "stages", [[NORMALIZE, {"use": "require_rights"}], [{"use": "require_rights", "licenses": ["CC-BY-NC-4.0"]}, NORMALIZE]]
)
def test_require_rights_counts_wherever_it_stands(world: World, stages: list[dict[str, object]]) -> None:
    assert world.recipe(stages).unlicensed is None


@pytest.fixture
def kept(world: World) -> Path:
    """A private release of documents for which nobody states a right."""
    world.describe(toml=SOURCE_TOML.partition("[rights]")[0])
    world.publish(entries(3))
    world.recipe_file([NORMALIZE], PRIVATE)
    assert answer(call(world, "build", "essai.toml", "--json", *FEW_WORKERS))["stats"]["totals"]["documents"] == 3
    return (world.root / "build" / "releases" / "essai" / "latest").resolve()


def test_every_document_of_a_private_release_says_that_it_must_not_be_published(world: World, kept: Path) -> None:
    assert read_json(kept / "MANIFEST.json")["unlicensed"] == "private"
    assert read_json(kept / "stats.json")["recipe"]["unlicensed"] == "private"
    assert (kept / NOTICE).read_text().startswith(f"# {MAY_NOT}")
    card = (kept / "README.md").read_text()
    assert f"> **{MAY_NOT}" in card.partition("---\n\n")[2][:400]
    assert 'license_name: "not-for-publication"' in card
    report = (kept / "report.html").read_text()
    assert "Do not publish this release" in report
    assert "Ne publiez pas cette livraison" in report
    assert "access-right/NON_PUBLIC" in (kept / "dcat.ttl").read_text()
    assert MAY_NOT in orjson.loads((kept / "croissant.json").read_bytes())["conditionsOfAccess"]
    checked = call(world, "verify", str(kept))
    assert checked.returncode == 0, checked.stdout
    assert "must not be published" in checked.stdout


@pytest.mark.long
def test_a_private_release_is_not_laid_out_for_the_hub_and_every_other_export_bears_the_notice(world: World, kept: Path) -> None:
    for shape in ([], ["--as", "dolma"]):
        said = sentence(call(world, "export", str(kept), "--to", "hub", "--for", "hub", *shape), 2)
        assert "cannot be laid out for the Hub" in said
        assert "put require_rights among its stages" in said
        assert not (world.root / "hub").exists()
    for shape_name in ("dolma", "datatrove", "luciole", "common-corpus"):
        done = call(world, "export", str(kept), "--to", shape_name, "--as", shape_name)
        assert MAY_NOT in done.stdout, done.stderr
        assert (world.root / shape_name / NOTICE).read_text().startswith(f"# {MAY_NOT}")
        account = read_json(world.root / shape_name / "release" / "export.json")
        assert account["unlicensed"] == "private"


def test_a_release_with_rights_bears_no_such_notice(built: World) -> None:
    release = built.root / "build" / "releases" / "essai" / "latest"
    assert not (release / NOTICE).exists()
    assert "unlicensed" not in read_json(release / "MANIFEST.json")
    assert MAY_NOT not in (release / "README.md").read_text()
