"""Every reason that a ledger may give has words on the pages of publishers, in each of their languages."""

import ast
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pyarrow.parquet as pq
from command import call
from listed_here import place, release_of
from small_source import Entry, entries, make_world

from moisson.commons.pages.words import EDITIONS, words_for
from moisson.commons.publishers.gathered import publishers
from moisson.commons.publishers.letter import letter
from moisson.contracts.stage import stages
from moisson.stewardship.opened import open_release

PACKAGE = Path(str(files("moisson")))
IN_PLACE = {"reasons.add": 0, "above": 0, "Verdict": 0, "self.refuse": 2, "Refused": 1}  # calls, and which argument is a reason
REASON = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(:[a-zA-Z0-9:-]*)?")
REASON_NAMED = re.compile(r"`([a-z]+(?:-[a-z]+)+|[a-z]+(?:-[a-z]+)*:[a-z-]*)(?=[`<])")  # `sampled-out`, `over-cap:<value>`
STAGE = {"connectors": "harvest", "harvest": "harvest"}  # who writes what these rooms refuse into the ledger


def given() -> Iterator[tuple[str, str]]:
    """The reasons that stand in the code, with the stage that the ledger names; of one that is put together, its beginning."""
    for room in ("connectors", "corpus", "harvest", "rights", "workspace"):
        for path in sorted((PACKAGE / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                for said in reasons_in(node):
                    begins = said.values[0] if isinstance(said, ast.JoinedStr) else said
                    if isinstance(begins, ast.Constant) and REASON.fullmatch(str(begins.value)):
                        yield str(begins.value), STAGE.get(room, "")


def reasons_in(node: ast.AST) -> Iterator[ast.expr]:
    if isinstance(node, ast.Call) and (at := IN_PLACE.get(ast.unparse(node.func))) is not None and len(node.args) > at:
        yield node.args[at]
    elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "REASON":
        yield node.value
    elif isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values, strict=True)
        yield from (value for key, value in pairs if isinstance(key, ast.Constant) and key.value == "reason")


def in_docstrings() -> Iterator[tuple[str, str]]:
    """The reasons that docstrings of built-in stages name, such as `rights:none-found`, and the stage."""
    for name, stage in stages().items():
        if stage.build.__module__.startswith("moisson.corpus.stages."):
            yield from ((said, name) for said in REASON_NAMED.findall(stage.build.__doc__ or ""))


def test_every_reason_that_the_code_gives_has_words_of_its_own_in_every_language() -> None:
    found = {*given(), *in_docstrings()}
    assert len(found) > 60
    assert {"withdrawn", "withdrawn-lookalike", "same-id", "too-short", "extract:", "rights:share-alike", "over-cap:"} <= {
        reason for reason, _ in found
    }
    for edition in EDITIONS:
        words = words_for(edition, "moisson.commons.site")
        assert [(reason, stage) for reason, stage in sorted(found) if not words.reason(reason, stage)] == []
        of_stages = [reason for reason, stage in found if stage != "harvest" and not words.reason(reason)]
        assert of_stages == []  # not by what the stage does alone


def test_a_reason_that_a_recipe_names_itself_is_told_by_what_its_stage_does() -> None:
    for edition in EDITIONS:
        words = words_for(edition, "moisson.commons.site")
        assert words.reason("below-our-mark", "drop_where#2") == words.stage("drop_where")
        assert words.reason("below-our-mark", "stage_of_my_own") is None  # the code alone


def test_what_was_withdrawn_is_told_in_words(tmp_path: Path) -> None:
    world = make_world(tmp_path)
    world.publish([*entries(4), Entry("short", "Néant.")])
    build = ("build", "essai.toml", "--json")
    assert call(world, *build).returncode == 0
    gone = pq.read_table(next(release_of(world).glob("data/*/*.parquet")))["id"][0].as_py()
    done = call(world, "withdraw", gone, "--reason", "a person asked", "--authority", "the tests")
    assert done.returncode == 0, done.stderr
    assert call(world, *build).returncode == 0
    (ours,) = publishers([open_release(release_of(world))])
    (row,) = [row for row in ours.sources[0].left_out if row.reason.startswith("withdrawn")]
    for edition, said in zip(EDITIONS, ("taken out by a decision", "retiré par décision", "durch Entscheidung"), strict=True):
        words = words_for(edition, "moisson.commons.site")
        text = letter(ours, place(), words)
        assert said in text and f"`{row.reason}`" not in text
