"""A recipe's mistakes stop before any work, each with one sentence: the thing, the value, the remedy."""

from inspect import signature
from pathlib import Path
from typing import Any

import pytest
from small_source import NAME, World

from moisson.contracts.errors import RecipeError, UserError
from moisson.contracts.stage import CorpusStep, Step, corpus_stage, stage, stages
from moisson.corpus.recipe import load_recipe

SOURCE = f'[[sources]]\nuse = "./sources/{NAME}"\n'
HEAD = 'name = "essai"\nversion = "1"\ntitle = "Essai"\nunlicensed = "private"\n'
GOOD = HEAD + SOURCE

MISTAKES = {
    "unknown-stage": (GOOD + '[[stages]]\nuse = "drop_shorts"', ["stage 1", "`drop_shorts`", "did you mean `drop_short`?"]),
    "unknown-stage-like-no-other": (GOOD + '[[stages]]\nuse = "xyzzy"', ["stage 1", "`xyzzy`", "known are", "normalize_text"]),
    "wrong-parameter-name": (
        GOOD + '[[stages]]\nuse = "drop_short"\nmin_word = 3',
        ["stage 1", "drop_short", "there is no `min_word` (did you mean `min_words`?)", "its fields are: min_words"],
    ),
    "wrong-parameter-type": (
        GOOD + '[[stages]]\nuse = "drop_short"\nmin_words = "vingt"',
        ["stage 1", "drop_short", "`min_words` = 'vingt'", "valid integer"],
    ),
    "boolean-for-a-number": (GOOD + '[[stages]]\nuse = "drop_short"\nmin_words = true', ["`min_words` = True", "valid integer"]),
    "wrong-item-in-a-list": (
        GOOD + '[[stages]]\nuse = "mask_identifiers"\nkinds = ["emial"]',
        ["stage 1", "mask_identifiers", "`kinds", "'emial'", "'email', 'phone'"],
    ),
    "wrong-checkpoint": (GOOD + '[[stages]]\nuse = "drop_short"\ncheckpoint = 1', ["stage 1", "checkpoint = 1", "true or false"]),
    "missing-column": (
        GOOD + '[[stages]]\nuse = "drop_exact_duplicates"',
        ["stage 1", "drop_exact_duplicates", "`word_count`", "put drop_short or measure_signals before it"],
    ),
    "column-that-nothing-writes": (
        'columns = ["language_score"]\n' + GOOD,
        ["`columns` names `language_score`", "put identify_language before it"],
    ),
    "unknown-source": (HEAD + '[[sources]]\nuse = "fr_dila_lego"', ["`fr_dila_lego`", "fr_dila_legi", "a path with a slash"]),
    "unknown-source-folder": (HEAD + '[[sources]]\nuse = "./sources/fr_x"', ["`./sources/fr_x`", "source.toml does not exist"]),
    "source-twice": (GOOD + SOURCE, [NAME, "twice"]),
    "no-source": (HEAD + "sources = []", ["at least one [[sources]]"]),
    "not-toml": (HEAD + "as_of : 3\n" + SOURCE, ["essai.toml is not TOML", "line 5"]),
    "unknown-key": ("vanishd = 'keep'\n" + GOOD, ["`vanishd`", "vanished"]),
    "missing-key": (GOOD.replace('title = "Essai"\n', ""), ["`title` is missing"]),
    "wrong-choice": ("vanished = 'erase'\n" + GOOD, ["`vanished`", "'erase'", "'keep', 'flag' or 'drop'"]),
    "name-that-is-no-folder": (GOOD.replace('"essai"', '"a/b"'), ["name = 'a/b'", "letters, digits"]),
    "bad-connector-parameter": (GOOD + "depth = 3", ["essai.toml", "connector folder", "`depth`", "path, include, exclude"]),
    "bad-connector-value": (GOOD + "include = 3", ["essai.toml", "connector folder", "`include`", "list"]),
}


def load(world: World, text: str) -> None:
    path = world.root / "essai.toml"
    path.write_text(text, encoding="utf-8")
    load_recipe(path)


def test_the_recipe_that_the_mistakes_are_made_in_is_a_good_one(world: World) -> None:
    load(world, GOOD)


@pytest.mark.parametrize("name", MISTAKES)
def test_each_mistake_is_one_sentence(world: World, name: str) -> None:
    text, said = MISTAKES[name]
    with pytest.raises(UserError) as caught:
        load(world, text)
    message = str(caught.value)
    assert "\n" not in message
    assert message.endswith((".", "?"))
    assert [words for words in said if words not in message] == [], message
    assert "essai.toml" in message or name.startswith("unknown-source")


@pytest.mark.parametrize("version", ["../../x", "1/2", "", ".", "..", "1\\n2", "/etc"])
def test_a_version_that_is_no_folder_name_is_refused(world: World, version: str) -> None:
    with pytest.raises(RecipeError, match="version"):
        load(world, GOOD.replace('version = "1"', f'version = "{version}"'))


def test_a_file_that_is_not_there_or_not_text_is_one_sentence(world: World) -> None:
    with pytest.raises(RecipeError, match=r"there is no recipe at .*absent\.toml; give the path of a recipe file"):
        load_recipe(world.root / "absent.toml")
    with pytest.raises(RecipeError, match=r"cannot be read as a recipe"):
        load_recipe(world.root)
    (world.root / "latin.toml").write_bytes('title = "Droits du salarié"'.encode("latin-1"))
    with pytest.raises(RecipeError, match=r"latin\.toml is not TOML"):
        load_recipe(world.root / "latin.toml")


@pytest.mark.parametrize("column", ["id", "version", "raw_id", "source", "force", "rights", "legal_state"])
def test_a_stage_may_not_write_what_bears_identity_or_comes_with_the_snapshot(
    world: World, own_stages: None, column: str
) -> None:
    @stage(version=1, reads=("text",), writes=(column,))
    def forge_column() -> Step:
        """Write what is not a stage's to write."""
        return lambda batch: {column: batch["text"]}

    with pytest.raises(RecipeError, match=rf"stage 1 \(forge_column\) writes `{column}`.*choose another name"):
        world.recipe([{"use": "forge_column"}])


def test_a_stage_cannot_read_the_reason_for_which_another_drops(world: World, own_stages: None) -> None:
    @stage(version=1, reads=("drop_reason",), writes=("note",))
    def read_reason() -> Step:
        """Read what only the runner sees."""
        return lambda batch: {"note": batch["drop_reason"]}

    with pytest.raises(RecipeError, match="reads column `drop_reason`"):
        world.recipe([{"use": "drop_short"}, {"use": "read_reason"}])


def test_stages_run_in_the_map_phase_until_one_needs_the_snapshot_or_the_whole_corpus(world: World) -> None:
    uses = ["normalize_text", "drop_short", "require_rights", "mask_identifiers", "drop_exact_duplicates"]
    recipe = world.recipe([{"use": use} for use in uses])
    assert [bound.label for bound in recipe.map_stages] == uses[:2]
    assert [bound.label for bound in recipe.corpus_stages] == uses[2:]


def test_a_stage_after_a_corpus_stage_reads_what_it_wrote(world: World, own_stages: None) -> None:
    @corpus_stage(version=1, reads=("id",), writes=("rank",))
    def number_rows() -> CorpusStep:
        """Number the rows."""
        return lambda corpus: {"rank": corpus.column("id").combine_chunks()}

    @stage(version=1, reads=("rank",), writes=("note",))
    def read_rank() -> Step:
        """Read what a corpus stage wrote."""
        return lambda batch: {"note": batch["rank"]}

    assert len(world.recipe([{"use": "number_rows"}, {"use": "read_rank"}]).corpus_stages) == 2
    with pytest.raises(RecipeError, match="reads column `rank`, which nothing before it writes; put number_rows before it"):
        world.recipe([{"use": "read_rank"}, {"use": "number_rows"}])


def test_checkpoints_cut_the_map_stages_and_extraction_is_one(world: World) -> None:
    recipe = world.recipe(
        [{"use": "normalize_text"}, {"use": "drop_short", "checkpoint": True}, {"use": "mask_identifiers"}, {"use": "drop_short"}]
    )
    cut = [[bound.label for bound in segment] for segment in recipe.segments()]
    assert cut == [[], ["normalize_text", "drop_short"], ["mask_identifiers", "drop_short#2"]]


def test_a_checkpoint_where_everything_is_recomputed_is_refused(world: World) -> None:
    stages: list[dict[str, Any]] = [{"use": "drop_short"}, {"use": "drop_exact_duplicates", "checkpoint": True}]
    with pytest.raises(RecipeError, match=r"stage 2 \(drop_exact_duplicates\).*remove checkpoint"):
        world.recipe(stages)


def test_all_parameters_are_bound_with_their_defaults(world: World) -> None:
    (bound,) = world.recipe([{"use": "drop_short"}]).map_stages
    defaults = {name: p.default for name, p in signature(stages()["drop_short"].build).parameters.items()}
    assert bound.parameters == defaults
    assert stages()["drop_short"].bind({"min_words": 3}) == {**defaults, "min_words": 3}


def test_a_recipe_may_set_its_date_and_override_a_connectors_parameter(world: World) -> None:
    path = world.root / "essai.toml"
    path.write_text("as_of = 2026-03-27\n" + GOOD + 'include = ["*.jsonl"]\n', encoding="utf-8")
    recipe = load_recipe(path)
    assert recipe.as_of == "2026-03-27"
    assert recipe.sources[0].connector.model_dump()["include"] == ["*.jsonl"]


@pytest.mark.parametrize("path", sorted((Path(__file__).parents[2] / "recipes").glob("*.toml")), ids=lambda path: path.name)
def test_the_recipes_that_people_copy_are_good(path: Path) -> None:
    assert load_recipe(path).sources


def test_sources_given_beside_take_the_place_of_the_recipes_own(world: World) -> None:
    path = world.root / "essai.toml"
    path.write_text(HEAD + '[[sources]]\nuse = "fr_dila_legi"\n', encoding="utf-8")
    assert [source.name for source in load_recipe(path).sources] == ["fr_dila_legi"]
    given = load_recipe(path, [str(world.root / "sources" / NAME), "fr_dila_kali"])
    assert [source.name for source in given.sources] == [NAME, "fr_dila_kali"]
    with pytest.raises(UserError, match=r"there is no source `.*fr_none/`"):
        load_recipe(path, [str(world.root / "sources" / "fr_none")])
