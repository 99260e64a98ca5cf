"""A folder for the Hub: the release as it was signed, or records with a card; and the command that lays it out."""

import json
from pathlib import Path

import pytest
import typer
from small_source import World, digests, entries
from typer.testing import CliRunner

from moisson.commands.export import export as command
from moisson.contracts.errors import UserError
from moisson.stewardship.export.hub import hub_files, lay_out
from moisson.stewardship.export.write import SHAPES, export
from moisson.stewardship.opened import Released, open_release


@pytest.fixture
def release(world: World) -> Released:
    world.publish(entries(3))
    return open_release(world.build().path)


def test_the_release_is_laid_out_as_it_was_signed(release: Released, tmp_path: Path) -> None:
    lay_out(release, tmp_path / "out")
    found = digests(tmp_path / "out")
    assert found.pop(".gitattributes")
    assert found == digests(release.folder)
    assert not (tmp_path / "out/costs.json").exists()


def test_large_files_are_marked_as_such(release: Released, tmp_path: Path) -> None:
    lay_out(release, tmp_path / "out")
    lines = (tmp_path / "out/.gitattributes").read_text(encoding="utf-8").splitlines()
    assert "*.parquet filter=lfs diff=lfs merge=lfs -text" in lines
    assert "*.zst filter=lfs diff=lfs merge=lfs -text" in lines


def test_records_get_a_card_that_says_where_they_come_from(release: Released, tmp_path: Path) -> None:
    export(release, tmp_path / "out", SHAPES["dolma"], card=hub_files)
    card = (tmp_path / "out/README.md").read_text(encoding="utf-8")
    assert '    path: "documents/fr/*.jsonl.zst"' in card
    assert f"3 documents of the release `{release.name}`" in card
    assert "| `created` | the publisher's date |" in card


def call(*arguments: str) -> object:
    app = typer.Typer()
    app.command()(command)
    done = CliRunner().invoke(app, arguments)
    if isinstance(done.exception, UserError):
        raise done.exception
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout) if "--json" in arguments else done.stdout


def test_the_command_exports_and_says_what_it_did(release: Released, tmp_path: Path) -> None:
    said = call(str(release.folder), "--to", str(tmp_path / "a"), "--as", "datatrove", "--format", "parquet", "--language", "fr")
    assert said == f"3 documents of {release.name} are in {tmp_path / 'a'}, in 1 files.\n"
    account = call(str(release.folder), "--to", str(tmp_path / "b"), "--as", "luciole", "--for", "hub", "--json")
    assert isinstance(account, dict)
    assert list(account["files"]) == ["data/fr/part-00000.parquet"]
    assert "hf upload" in str(call(str(release.folder), "--to", str(tmp_path / "c"), "--for", "hub"))


def test_the_command_wants_to_know_whose_records(release: Released, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"export wants --as \(common-corpus, dolma, datatrove, luciole\) or --for hub"):
        call(str(release.folder), "--to", str(tmp_path / "a"))
    with pytest.raises(UserError, match="--format and --language go with --as"):
        call(str(release.folder), "--to", str(tmp_path / "a"), "--for", "hub", "--language", "fr")
