"""What the code says of itself, on the command line."""

import pytest
from command import answer, call
from small_source import World

from moisson.contracts.stage import stages
from moisson.reference.tables import connector_entries, source_entries, stage_entries, stage_entry
from moisson.source.description import built_in_sources


def test_every_source_is_listed_with_what_one_chooses_it_by(built: World) -> None:
    found = answer(call(built, "sources", "--json"))
    assert [each["name"] for each in found] == built_in_sources()
    legi = next(each for each in found if each["name"] == "fr_dila_legi")
    assert (legi["title"], legi["country"], legi["licence"], legi["connector"]) == (
        *("LEGI: French codes in force", "fr", "etalab-2.0", "npm"),
    )
    assert answer(call(built, "sources", "fr_dila_legi", "--json")) == legi
    people = call(built, "sources")
    assert all(name in people.stdout for name in built_in_sources())
    assert all(each.title and each.country and each.connector for each in source_entries())


def test_every_stage_is_listed_with_its_version_its_parameters_and_a_sentence(built: World) -> None:
    found = {each.name: each for each in stage_entries()}
    assert list(found) == list(stages())
    assert all(each.sentence.endswith((".", ":")) or each.sentence.endswith(")") for each in found.values())
    (words, body) = found["drop_short"].parameters
    assert (words.name, words.type, words.default, words.required) == ("min_words", "whole number", "20", False)
    assert (body.default, body.about) == ("5", "words under the headings")
    assert [(each.name, field.name) for each in found.values() for field in each.parameters if not field.about] == []
    assert stage_entry("drop_known").parameters[0].required
    assert "min_words: whole number; default 20" in call(built, "stages", "drop_short").stdout


@pytest.mark.parametrize("name", ["folder", "web", "oai", "npm", "s3", "warc"])
def test_a_connector_s_fields_have_types_and_what_is_said_of_them(name: str) -> None:
    (entry,) = (each for each in connector_entries() if each.name == name)
    assert entry.fields
    assert all(field.type and field.type != "anything" for field in entry.fields)
    assert [field.name for field in entry.fields if not field.about and field.name != "manners"] == []
