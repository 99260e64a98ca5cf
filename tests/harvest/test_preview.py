"""What lies under a path is read as a build would read it, or there is a reason; nothing is stored."""

import json
from pathlib import Path

import pytest
from command import answer, call
from samples import SAMPLES
from small_source import World

from moisson.contracts.errors import NotFound
from moisson.harvest.preview import Summary, read_files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Files of several formats under names that say nothing, two of them unreadable."""
    there = tmp_path / "downloads"
    for number, data in enumerate([*SAMPLES.values(), b"", b"\x89PNG\r\n\x1a\n" + bytes(40)]):
        path = there / f"{number % 3}" / f"{number:02}.bin"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return there


def test_every_file_gives_documents_or_a_reason_whatever_the_number_of_processes(folder: Path) -> None:
    one, three = list(read_files(folder)), list(read_files(folder, workers=3))
    assert one == three
    files = {str(path.relative_to(folder)) for path in folder.glob("*/*")}
    assert {found.path for found in one} == files
    assert all(bool(found.text) != bool(found.reason) for found in one)
    assert {found.reason for found in one if found.reason} == {"extract:empty", "extract:format-unsupported"}


def test_documents_are_counted_with_the_reasons_of_what_was_not_read(folder: Path) -> None:
    summary = Summary()
    for found in read_files(folder):
        summary.add(found)
    counts = summary.as_dict()
    assert counts["documents"] == counts["documents_read"] + 2
    assert counts["formats"]["png"]["reasons"]["extract:format-unsupported"]["documents"] == 1
    assert sum(of["documents"] for of in counts["formats"].values()) == counts["documents"]


def test_a_path_that_is_not_there_is_named() -> None:
    with pytest.raises(NotFound, match="no/such/place"):
        list(read_files(Path("no/such/place")))


@pytest.mark.long
def test_the_command_counts_and_prints(folder: Path) -> None:
    world = World(folder.parent)
    said = answer(call(world, "check", "downloads", "--json"))
    assert {"documents", "documents_read", "formats"} <= set(said)
    printed = call(world, "read", "downloads", "--json", "--limit", "5")
    rows = [json.loads(line) for line in printed.stdout.splitlines()]
    assert len(rows) == 5
    assert all(row.get("text") or row.get("reason") for row in rows)
    assert "not read" in call(world, "check", "downloads").stdout
    assert "La loi" in call(world, "read", "downloads").stdout


def test_what_splitting_a_file_told_of_its_document_is_shown_with_it(tmp_path: Path) -> None:
    path = tmp_path / "article.xml"
    path.write_bytes((Path(__file__).parents[1] / "readers" / "golden" / "dila" / "article.xml").read_bytes())
    (found,) = read_files(path)
    fields = found.as_dict()
    assert (fields["created"], fields["valid_from"], fields["legal_state"]) == ("2019-03-01", "2019-03-01", "VIGUEUR")
    assert fields["url"].endswith("/LEGIARTI000099000001")


def test_a_source_that_takes_files_from_a_folder_is_read_as_it_says(tmp_path: Path) -> None:
    (tmp_path / "rows").mkdir()
    rows = [{"n": number, "corps": f"Article {number} : le silence vaut acceptation.", "t": "Loi"} for number in (1, 2)]
    (tmp_path / "rows" / "a.json").write_text(json.dumps(rows), encoding="utf-8")
    source = tmp_path / "fr_lois"
    source.mkdir()
    (source / "source.toml").write_text(
        'title = "Lois"\nabout = "Des lois."\nlanguage = "fr"\n[publisher]\nname = "Un ministère"\n'
        '[connector]\nuse = "folder"\npath = "../rows"\n[read.rows]\ntext = "corps"\nid = "n"\ntitle = "t"\n',
        encoding="utf-8",
    )
    found = [one.as_dict() for one in read_files(source)]
    assert [(one["id"], one["title"], one["text"][:9]) for one in found] == [("1", "Loi", "Article 1"), ("2", "Loi", "Article 2")]
