"""A source's folder: what is wrong in it is said before any work, and what runs is what was hashed."""

import os
import sys
from collections.abc import Mapping

import pytest
from small_source import NAME, READ, SOURCE_TOML, Entry, World

from moisson.contracts.errors import SourceError
from moisson.readers.contract import File
from moisson.rights.settle import settle
from moisson.source.description import Rights, built_in_sources, load_source

MISTAKES = {
    "not-toml": ("title = ", ["source.toml is not TOML"]),
    "missing-title": (SOURCE_TOML.replace('title = "Articles"', ""), ["source.toml", "`title` is missing"]),
    "unknown-key": ("licence = 1\n" + SOURCE_TOML, ["source.toml", "`licence`"]),
    "unknown-key-in-a-table": (
        SOURCE_TOML.replace("license =", "licence ="),
        ["`rights.licence` (did you mean `license`?)", "its fields are: license, basis"],
    ),
    "no-language": (SOURCE_TOML.replace('language = "fr"', ""), ["`language` is missing: ", "ISO 639-1, or `und`"]),
    "no-code-of-a-language": (SOURCE_TOML.replace('"fr"', '"French"'), ["`language` = 'French' is not accepted: ", "ISO 639-1"]),
    "unknown-basis": (SOURCE_TOML.replace('basis = "licence"', 'basis = "license"'), ["`rights.basis`", "'statute'"]),
    "unknown-state": (SOURCE_TOML.replace('"repealed"', '"abroge"'), ["`legal_states.ABROGE`", "'in-force'"]),
    "unknown-connector": (SOURCE_TOML.replace('use = "folder"', 'use = "ftp"'), ["`ftp`", "known are: ", "folder, git"]),
    "no-connector-named": (SOURCE_TOML.replace('use = "folder"', ""), ["[connector] must name its kind"]),
    "unknown-connector-parameter": (
        SOURCE_TOML.replace("path =", "depth = 3\npath ="),
        ["connector folder", "`depth`", "path, include, exclude"],
    ),
    "no-day": (
        SOURCE_TOML.replace("[rights]", '[rights]\nseen_at = "20/11/2026"'),
        ["`rights.seen_at` = '20/11/2026' is not accepted: a day is written as 2026-11-20"],
    ),
    "licence-in-other-words": (
        SOURCE_TOML.replace('"etalab-2.0"', '"CCBY 4"'),
        ["source.toml: `rights.license` = 'CCBY 4' is no licence that Moisson knows: did you mean CC-BY-4.0?"],
    ),
    "licence-that-nobody-knows": (
        SOURCE_TOML.replace('"etalab-2.0"', '"House terms"'),
        ["`rights.license` = 'House terms'", "licences.toml, or a LicenseRef- of your own"],
    ),
    "statute-without-a-name": (
        SOURCE_TOML.replace('basis = "licence"', 'basis = "statute"'),
        ["`rights.basis` = 'statute' names no statute", "such as § 5 UrhG", "statutes.toml lists those"],
    ),
    "expected-is-no-pair": (SOURCE_TOML + "[expected]\ndocuments = [1]", ["`expected.documents"]),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_each_mistake_in_a_description_is_one_sentence(world: World, name: str) -> None:
    toml, said = MISTAKES[name]
    world.describe(toml=toml)
    with pytest.raises(SourceError) as caught:
        _ = world.source.connector
    message = str(caught.value)
    assert "\n" not in message
    assert [words for words in said if words not in message] == [], message


def test_a_day_may_be_one_of_toml_s_own(world: World) -> None:
    world.describe(toml=SOURCE_TOML.replace("[rights]", "[rights]\nseen_at = 2026-11-20"))
    rights = world.source.description.rights
    assert rights is not None
    assert rights.seen_at == "2026-11-20"


@pytest.mark.parametrize(
    ("read", "said"),
    [
        ("def split(file): pass", "must define read"),
        ("", "must define split and read"),
        ("split = 3\nread = 4", "must define split and read"),
        ("def split(file:", "cannot be imported"),
        ("import absent_module", "cannot be imported: No module named 'absent_module'"),
    ],
)
def test_a_reader_that_does_not_hold_the_contract_is_named(world: World, read: str, said: str) -> None:
    world.describe(read=read)
    with pytest.raises(SourceError) as caught:
        _ = world.source.reader
    assert str(world.folder / "read.py") in str(caught.value)
    assert said in str(caught.value)


def test_a_folder_without_a_reader_is_read_by_format(world: World) -> None:
    (world.folder / "read.py").unlink()
    (raw,) = world.raws("avis.md", "# Avis\n\nLe silence vaut acceptation.")
    (text,) = world.source.reader.read(raw.body)
    assert (text.title, text.format) == ("Avis", "markdown")


def test_the_reader_that_runs_is_the_one_that_was_hashed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    path = world.folder / "read.py"
    seen = []
    for word in ("avant", "apres"):
        world.describe(read=f"def split(file): yield {word!r}\ndef read(content): yield None\n")
        os.utime(path, (1_700_000_000, 1_700_000_000))  # an edit within the second: the clock of files is no witness
        source = world.source
        seen.append((source.readers([]), list(source.reader.split(File("x", b"")))))
    assert seen[0][0] != seen[1][0]
    assert seen[0][1] != seen[1][1]


def test_loading_a_reader_leaves_nothing_in_the_sources_folder(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    before = sorted(path.name for path in world.folder.iterdir())
    _ = world.source.reader
    assert sorted(path.name for path in world.folder.iterdir()) == before


def test_a_harvest_depends_on_the_description_and_the_reader_but_not_on_where_they_lie(world: World) -> None:
    before = world.source.definition
    moved = world.root / "elsewhere" / NAME
    moved.parent.mkdir()
    moved.symlink_to(world.folder)
    assert load_source(f"elsewhere/{NAME}", world.root).definition == before
    world.describe(toml=SOURCE_TOML.replace("etalab-2.0", "CC-BY-4.0"))
    changed_rights = world.source.definition
    world.describe(read=READ + "\n# another reader\n")
    assert len({before, changed_rights, world.source.definition}) == 3


@pytest.mark.parametrize("name", built_in_sources())
def test_every_built_in_source_holds_the_contract(name: str, world: World) -> None:
    source = load_source(name, world.root)
    assert source.connector
    assert source.reader
    assert source.name == name
    assert source.description.rights is None or source.description.rights.where


def test_the_small_source_reads_what_it_says(world: World) -> None:
    lines = "\n".join(entry.line for entry in [Entry("A", "Un.\n***\nDeux."), Entry("B", "Trois.")])
    raws = world.raws("x.jsonl", lines)
    texts = [[(text.part, text.text) for text in world.source.reader.read(raw.body)] for raw in raws]
    assert texts == [[("1", "Un."), ("2", "Deux.")], [("", "Trois.")]]


CC_BY = Rights(license="CC-BY-4.0", basis="licence", level="portal", reason="read by us", stated="Texts are under CC BY 4.0.")
STATUTE = Rights(basis="statute", level="statute", reason="official texts")


def rights_row(rights: Rights | None, own: Mapping[str, str] | None) -> Mapping[str, str | None] | None:
    return settle(rights.row() if rights else None, [own]).rights


def test_a_licence_that_a_document_states_takes_the_place_of_one_of_the_source_s_that_is_no_stricter() -> None:
    own = {"license": "etalab-2.0", "level": "document", "stated": "etalab-2.0", "where": "a.parquet, license"}
    for rights in (CC_BY, None):
        row = rights_row(rights, own)
        assert row is not None
        assert {name: value for name, value in row.items() if value} == {**own, "basis": "licence"}


def test_words_that_are_no_known_licence_give_no_basis_and_change_none() -> None:
    own = {"license": "LicenseRef-Public-Domain", "level": "document", "stated": "Public Domain", "where": "license"}
    alone, read = rights_row(None, own), rights_row(CC_BY, own)
    assert alone is not None and (alone["basis"], alone["stated"]) == (None, "Public Domain")
    assert read is not None and (read["basis"], read["license"], read["stated"]) == ("licence", "CC-BY-4.0", CC_BY.stated)


def test_no_statement_changes_what_a_statute_says() -> None:
    own = {"license": "CC-BY-4.0", "level": "document", "stated": "CC BY"}
    assert rights_row(STATUTE, own) == STATUTE.row()


def test_a_statement_without_a_licence_completes_the_sources_rights() -> None:
    assert rights_row(CC_BY, {"stated": "© State"}) == {**CC_BY.row(), "stated": "© State"}
    assert rights_row(CC_BY, None) == CC_BY.row()
    assert rights_row(None, None) is None
