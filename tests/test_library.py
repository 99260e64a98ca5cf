"""`import moisson` as a program uses it: documents read, a recipe harvested and built, the release asked."""

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from small_source import FATES, NAME, World

import moisson
from moisson.contracts.errors import NotFound, RecipeError, SafetyCatch, SourceError, UserError
from moisson.workspace.drawn import progress_for
from moisson.workspace.progress import Silent

ROOT = Path(__file__).parents[1]
ENTRY = '{"id": "n1", "title": "Avis", "text": "Les avis de la commission sont publics.", "license": "CC BY 4.0"}\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Documents of the repository itself, and files that hold none."""
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "rights.md").write_bytes((ROOT / "docs/explanation/rights.md").read_bytes())
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog")
    (folder / "empty.html").write_bytes(b"")
    (folder / "rows.jsonl").write_text(ENTRY)
    with ZipFile(folder / "more.zip", "w") as archive:
        archive.write(ROOT / "LICENSE", "LICENSE.txt")
        archive.writestr("cut.docx", b"PK\x03\x04 and no more")
    return folder


def test_documents_come_with_their_facts_and_bad_files_with_their_reason(folder: Path) -> None:
    found = {each.path: each for each in moisson.read(folder, workers=2)}
    rights = found["rights.md"]
    assert isinstance(rights, moisson.Document)
    assert (rights.id, rights.format, rights.title) == (
        "rights.md",
        "markdown",
        "Rights: from what is stated to what may be used",
    )
    assert rights.text.startswith("# Rights")
    row = found["rows.jsonl"]
    assert isinstance(row, moisson.Document)
    assert row.rights is not None
    assert (row.id, row.title, row.rights["license"], row.rights["stated"]) == ("n1", "Avis", "CC-BY-4.0", "CC BY 4.0")
    assert isinstance(found["more.zip!LICENSE.txt"], moisson.Document)
    refused = {path: each.reason for path, each in found.items() if isinstance(each, moisson.Refusal)}
    assert refused == {
        "broken.pdf": "extract:pdf-malformed",
        "empty.html": "extract:empty",
        "more.zip!cut.docx": "archive:corrupt",
    }
    (alone,) = moisson.read(str(folder / "rights.md"))
    assert isinstance(alone, moisson.Document)
    assert alone.text == rights.text
    with pytest.raises(NotFound, match="there is no file or folder"):
        list(moisson.read(folder / "none"))


@pytest.mark.long
def test_a_folder_is_checked_for_what_stands_in_its_way(folder: Path) -> None:
    found = moisson.check(folder, workers=2)
    assert found.survey["documents"] == 6
    assert found.answer()["answer"] == found.as_dict()["readiness"]["answer"]
    assert found.answer("fr")["says"] != found.answer("en")["says"]
    unread = next(each for each in found.findings if each.topic == "formats" and each.severity != "good")
    assert {place.path for place in unread.places} <= {"broken.pdf", "empty.html", "more.zip!cut.docx"}


def test_a_recipe_is_harvested_and_built_once(world: World, capfd: pytest.CaptureFixture[str]) -> None:
    world.publish(FATES, ["{"])
    recipe, out = world.root / "essai.toml", world.root / "build"
    (change,) = moisson.harvest(recipe, out)
    assert (change.source, change.content["added"], change.refused) == (NAME, len(FATES), {"split:json-malformed": 1})
    assert [each.new for each in moisson.harvest(world.folder, out)] == [False]
    release = moisson.build(recipe, out, workers=1)
    again = moisson.build(str(recipe), str(out), workers=2)
    assert (release.made, again.made, release.where) == (True, False, again.where)
    assert moisson.open_release(out / "releases/essai").where == release.where
    assert {row["id"] for row in release.documents(["id"])} | {row["id"] for row in release.ledger(["id"])} > {f"{NAME}/A00"}
    assert [*release.documents(["text", "id"], language="fr").schema.names] == ["text", "id"]
    assert release.trace(f"{NAME}/short")["releases"][0]["reason"] == "too-short"
    assert release.verify().holds
    world.publish(FATES[:1])
    with pytest.raises(SafetyCatch, match="would lose"):
        moisson.build(recipe, out, workers=1)
    assert moisson.build(recipe, out, workers=1, accept_loss=True).figures["totals"]["documents"] == 1
    assert capfd.readouterr() == ("", ""), "a library says nothing by itself"


def test_mistakes_are_the_errors_of_the_tree(world: World, built: World) -> None:
    with pytest.raises(RecipeError):
        moisson.build(world.root / "none.toml")
    with pytest.raises(SourceError):
        moisson.harvest("no_such_source", world.root / "build")
    with pytest.raises(UserError, match="--version goes with one source"):
        moisson.harvest(world.root / "essai.toml", version="1")
    release = moisson.open_release(built.root / "build/releases/essai/latest")
    with pytest.raises(UserError, match=r"documents, has no column `colour`; it has id, version, source"):
        release.documents(["colour"])
    with pytest.raises(UserError, match=r"has no documents in `de`; it has fr\."):
        release.documents(language="de")
    with pytest.raises(moisson.errors.NotFound):
        release.trace("fr_essai_articles/none")


def test_progress_is_lines_where_nothing_can_be_drawn(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert isinstance(progress_for(False), Silent)
    assert sum(1 for _ in moisson.read(folder, workers=1, progress=True)) == 6
    out, shown = capfd.readouterr()
    assert (out, shown.splitlines()[-1]) == ("", "read: 6 documents")


ALONE = """
import sys
before = set(sys.modules)
import moisson
print(sorted(set(sys.modules) - before))
import moisson.build, moisson.harvest.harvest, moisson.check.descriptions
print({callable(getattr(moisson, name)) for name in moisson.__all__ if name != "errors"})
"""


def test_importing_it_imports_nothing_and_its_functions_stay(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", ALONE], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("['moisson', 'moisson.contracts', 'moisson.contracts.version', 'types']\n{True}\n", "")
