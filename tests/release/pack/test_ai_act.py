"""The AI Act's contribution: valid by its schema, true to the figures, silent about what a release cannot know, and mergeable."""

from copy import deepcopy
from importlib.resources import files
from typing import Any

import orjson
import pytest
from jsonschema import Draft202012Validator, ValidationError
from small_release import FACTS, FICHES, LEGI, packed, tally

from moisson.contracts.errors import UserError
from moisson.release.pack.ai_act import OWN_STAGES, ai_act_json, contribution
from moisson.release.pack.ai_act_fields import FIELDS, SECTIONS, top
from moisson.release.pack.ai_act_merge import merge
from moisson.release.pack.ai_act_text import ai_act_markdown, markdown

SCHEMA = orjson.loads(files("moisson.release.pack").joinpath("ai_act.schema.json").read_bytes())


@pytest.fixture(scope="module")
def stats() -> dict[str, Any]:
    found = tally().stats(FACTS)
    found["stages"] = [stage for stage in found["stages"] if stage["name"] in OWN_STAGES]
    for source in found["sources"]:
        source |= {"acquired": "2026-11", "origin": {"connector": "npm", "package": "@office/laws", "version": "1.0.0"}}
    return found


def valid(found: Any) -> dict[str, dict[str, Any]]:
    """The fields by name, of a contribution that its schema accepts."""
    Draft202012Validator.check_schema(SCHEMA)
    Draft202012Validator(SCHEMA).validate(found)
    names = [field["field"] for field in found["fields"]]
    assert len(names) == len(set(names))
    return {field["field"]: field for field in found["fields"]}


def crawled(stats: dict[str, Any]) -> dict[str, Any]:
    """The same release, one of its sources got by crawling."""
    changed = deepcopy(stats)
    changed["sources"][1]["origin"] = {"connector": "web"}
    listed = [{"host": f"h{place:02}.example", "documents": 1, "words": 100 - place} for place in range(25)]
    changed["hosts"]["crawled"] = {"hosts": 25, "documents": 25, "words": 2200, "without": 0, "listed": listed}
    return changed


def test_it_is_valid_and_every_field_is_answered_or_the_providers(stats: dict[str, Any]) -> None:
    found = valid(orjson.loads(ai_act_json(packed(stats))))
    without = {name for name in FIELDS if name.startswith(("crawler", "crawl_", "crawled_"))}  # nothing was crawled
    assert set(found) == set(FIELDS) - without
    assert {field["section"] for field in found.values()} == set(SECTIONS)


def test_what_a_release_cannot_know_is_left_to_the_provider(stats: dict[str, Any]) -> None:
    left = {name for name, field in valid(contribution(stats)).items() if field["answered_by"] == "provider"}
    assert left == {
        *("provider", "authorised_representative", "model_names", "model_dependencies", "market_date", "size_range"),
        *("continuous_training", "large_public_datasets", "commercial_licences", "private_datasets"),
        *("user_data_of_the_model", "user_data_of_services", "code_of_practice", "opt_out_protocols"),
    }


def test_figures_are_those_of_the_release(stats: dict[str, Any]) -> None:
    found: dict[str, Any] = {name: field.get("value") for name, field in valid(contribution(stats)).items()}
    assert found["text_size"] == {"documents": 6, "words": 162, "bytes": stats["totals"]["bytes"], "tokens": []}
    assert found["latest_acquisition"] == ["2026-11"]
    assert found["languages"][0] == {"language": "fr", "documents": 5, "words": 150}
    assert found["personal_data"]["masked"][0] == {"kind": "email", "documents": 2, "occurrences": 3}
    assert found["text_and_data_mining"]["kept_reserved"] == 1
    assert found["text_and_data_mining"]["protocols_of_kept"] == [{"protocol": "robots.txt", "documents": 1}]
    assert (found["other_processing"]["left_out"], found["other_processing"]["left_out_duplicates"]) == (6, 2)
    legi, fiches = found["public_datasets"]
    assert (legi["identifier"], legi["publisher"], legi["collected"], legi["words"]) == (LEGI, "DILA", "2026-11", 98)
    assert legi["link"] == "https://www.data.gouv.fr/datasets/legi-codes-lois-et-reglements-consolides"
    assert [(right["license"], right["basis"], right["documents"]) for right in fiches["rights"]] == [
        ("etalab-2.0", "licence", 2),
        (None, "licence", 1),
    ]


def test_domains_of_crawled_sources_are_listed_with_how_many_are_asked_for(stats: dict[str, Any]) -> None:
    found = valid(contribution(crawled(stats)))
    assert found["crawled"]["value"] is True
    assert found["crawler_names"]["answered_by"] == "provider"
    domains = found["crawled_domains"]["value"]
    assert (domains["domains"], domains["top_tenth"], domains["top_of_small_providers"]) == (25, 3, 2)
    assert [row["domain"] for row in domains["listed"][:3]] == ["h00.example", "h01.example", "h02.example"]
    assert [one["identifier"] for one in found["public_datasets"]["value"]] == [LEGI]
    text = ai_act_markdown(packed(crawled(stats)))
    assert "| h02.example | 1 | 98 |" in text
    assert "h03.example" not in text
    assert top([], 30_000)["top_of_small_providers"] == 1_000


def test_a_stage_of_others_leaves_generation_and_illegal_content_to_the_provider(stats: dict[str, Any]) -> None:
    changed = deepcopy(stats)
    changed["stages"].append({"name": "paraphrase#2", "version": 1, "parameters": {}, "phase": "map", "doc": "Say it otherwise."})
    found = valid(contribution(changed))
    for field in ("synthetic_data", "illegal_content"):
        assert found[field]["answered_by"] == "provider"
        assert "stage paraphrase is not Moisson's own" in found[field]["known"][0]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda found: found["fields"][0].update(answered_by="release", value="Example SA"),  # the provider's name is not data
        lambda found: found["fields"].append(
            {"section": "2.5", "field": "synthetic_data", "answered_by": "release", "value": True}
        ),
        lambda found: found["fields"][6]["value"].update(words="many"),
        lambda found: found["fields"][6].update(section="2.1"),
        lambda found: found.update(invented=1),
        lambda found: found.update(releases=[]),
    ],
)
def test_the_schema_refuses_what_is_not_so(stats: dict[str, Any], spoil: Any) -> None:
    found = contribution(stats)
    spoil(found)
    with pytest.raises(ValidationError):
        Draft202012Validator(SCHEMA).validate(found)


def renamed(stats: dict[str, Any], name: str) -> dict[str, Any]:
    changed = deepcopy(stats)
    changed["release"] = name
    return changed


def test_merged_contributions_add_up(stats: dict[str, Any]) -> None:
    other = crawled(renamed(stats, "2"))
    other["totals"]["tokens"], other["tokenizer"] = 222, "luciole"
    other["sources"][0]["acquired"] = "2026-12"
    found = merge([contribution(stats), contribution(other)])
    fields = valid(found)
    assert [one["name"] for one in found["releases"]] == ["fr-droits-travail/1-0123456789ab", "fr-droits-travail/2"]
    assert fields["text_size"]["value"]["words"] == 324
    assert fields["text_size"]["value"]["tokens"] == [{"tokenizer": "luciole", "tokens": 222}]
    assert fields["languages"]["value"][0] == {"language": "fr", "documents": 10, "words": 300}
    assert fields["latest_acquisition"]["value"] == ["2026-12"]
    assert [one["release"][-1] for one in fields["public_datasets"]["value"]] == ["b", "b", "2"]
    assert fields["crawled"]["value"] is True
    assert fields["crawled_domains"]["value"]["top_tenth"] == 3
    assert fields["personal_data"]["value"]["masked"][0] == {"kind": "email", "documents": 4, "occurrences": 6}
    assert "fr-droits-travail/2`, version 1" in markdown(found)


def test_what_one_release_leaves_open_stays_open_and_the_other_is_quoted(stats: dict[str, Any]) -> None:
    undated = renamed(stats, "2")
    undated["sources"][1]["acquired"] = None
    field = valid(merge([contribution(stats), contribution(undated)]))["latest_acquisition"]
    assert field["answered_by"] == "provider"
    assert field["known"] == ['fr-droits-travail/1-0123456789ab answers: ["2026-11"]', f"not recorded for {FICHES}"]


def test_merging_in_steps_is_merging_at_once(stats: dict[str, Any]) -> None:
    one, two, three = (contribution(crawled(renamed(stats, name))) for name in "123")
    assert merge([merge([one, two]), three]) == merge([one, two, three])
    assert merge([one]) == one


def test_what_cannot_be_merged_is_refused(stats: dict[str, Any]) -> None:
    one = contribution(stats)
    with pytest.raises(UserError, match="no contribution"):
        merge([])
    with pytest.raises(UserError, match="release fr-droits-travail/1-0123456789ab comes twice"):
        merge([one, one])
    with pytest.raises(UserError, match="schema_version 2"):
        merge([{**one, "schema_version": 2}])
