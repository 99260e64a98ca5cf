"""What publishers get: figures that add up, remedies for what was left out, reuses, letters, and what a corpus already has."""

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from command import call, sentence
from listed_here import make_model, place, release_of
from lxml import html as lxml_html
from small_source import SENTENCES, STAGES, Entry, World, make_world

from moisson.check.readiness.wording import table
from moisson.commons.catalogue.listed import models, releases
from moisson.commons.pages.words import EDITIONS, words_for
from moisson.commons.publishers.advice import FINDINGS, finding_of, remedy
from moisson.commons.publishers.already_in import AlreadyIn, already_in, known
from moisson.commons.publishers.gathered import Publisher, chosen, publishers
from moisson.commons.publishers.left_out import write_left_out
from moisson.commons.publishers.letter import as_html, letter
from moisson.contracts.errors import NotFound, RecipeError
from moisson.stewardship.opened import open_release

HOSTILE = "</h1><script>alert(1)</script> [a](javascript:alert(1)) **b** & <b>"
LONG = " ".join(SENTENCES[18:24])
SIGNED = [*STAGES, {"use": "drop_near_duplicates", "threshold": 0.6}]


@pytest.fixture
def ours(built: World, tmp_path: Path) -> Iterator[Publisher]:
    release = release_of(built)
    (found,) = publishers(releases([release]), models([make_model(tmp_path / "model", release)]))
    yield found


def test_found_is_what_was_released_and_what_was_left_out(built: World, ours: Publisher) -> None:
    stats = open_release(release_of(built)).stats
    assert ours.documents == stats["totals"]["documents"]
    (source,) = ours.sources
    assert sum(each.documents for each in source.left_out) == stats["totals"]["ledger"]
    assert {each.reason for each in source.left_out} >= {"duplicate:exact", "too-short"}
    assert ours.models[0].tokens_seen == 12_288
    assert dict(ours.remedies)["duplicates-exact"] == 1


def test_what_was_left_out_is_listed_one_by_one_and_two_releases_of_a_recipe_count_once(
    built: World, ours: Publisher, tmp_path: Path
) -> None:
    release = open_release(release_of(built))
    write_left_out([release], ours, tmp_path / "a" / "b.csv")
    with (tmp_path / "a" / "b.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert Counter(row["reason"] for row in rows) == {each.reason: each.documents for each in ours.sources[0].left_out}
    assert {row["release"] for row in rows} == {release.name}
    (twice,) = publishers([release, open_release(release.folder)])
    assert (len(twice.sources), twice.found, twice.remedies) == (2, ours.found, ours.remedies)


def test_every_reason_comes_to_a_finding_of_check_or_to_none_in_three_languages() -> None:
    known_findings = table("findings")
    for reason in (*FINDINGS, "extract:empty", "split:json-unmapped", "extract:pdf:pdf-no-text", "extract:never-heard-of"):
        finding = finding_of(reason)
        assert finding in known_findings, reason
        assert len({remedy(finding or "", edition) for edition in EDITIONS}) == 3
    assert finding_of("extract:pdf-no-text") == "unread-scanned"
    assert finding_of("sampled-out") is None  # the recipe's own choice: nothing is amiss


def test_a_letter_has_the_figures_in_every_language_and_no_markup_of_others(ours: Publisher) -> None:
    ours.name = HOSTILE
    for edition in EDITIONS:
        words = words_for(edition, "moisson.commons.site")
        text = letter(ours, place(name=HOSTILE), words, [AlreadyIn("other/1", 9, 4, 2)])
        assert words.number(ours.documents) in text
        assert "9" in text
        page: Any = lxml_html.fromstring(as_html(text))
        assert page.xpath("//script|//img|//b") == []
        assert [href for href in page.xpath("//a/@href") if href.startswith("javascript")] == []
        assert HOSTILE in page.text_content()


def test_a_publisher_is_found_by_its_name_or_a_part_that_only_it_has(ours: Publisher) -> None:
    other = Publisher(f"{ours.name} of elsewhere", None)
    assert chosen([ours, other], ours.name) == [ours]
    assert chosen([ours, other], "ELSEWHERE") == [other]
    assert chosen([ours, other], "all") == [ours, other]
    with pytest.raises(NotFound, match="2 publishers are called like"):
        chosen([ours, other], ours.name[:3])
    with pytest.raises(NotFound, match="there is no publisher `nobody`; name one of"):
        chosen([ours, other], "nobody")
    assert ours.slug != other.slug


def test_what_a_corpus_already_has_is_counted_the_same_or_nearly(tmp_path: Path) -> None:
    world = make_world(tmp_path)
    world.describe()
    world.publish([*(Entry(f"a{i}", SENTENCES[i]) for i in range(4)), Entry("long", LONG)])
    world.build("theirs", recipe=world.recipe(SIGNED), workers=1)
    near = LONG.replace("préavis", "délai")
    world.publish([*(Entry(f"b{i}", SENTENCES[i]) for i in range(2, 7)), Entry("near", near)])
    world.build("ours", recipe=world.recipe(SIGNED), workers=1)
    theirs, release = (open_release(tmp_path / name / "releases" / "essai" / "latest") for name in ("theirs", "ours"))
    found = already_in(release, {source["name"] for source in release.stats["sources"]}, theirs.folder)
    assert (found.corpus, found.documents, found.same, found.near) == (theirs.name, 6, 2, 1)
    (publisher,) = publishers([release])
    assert known([release], publisher, [theirs.folder]) == [found]
    assert already_in(release, {"another"}, theirs.folder).documents == 0


def test_a_corpus_without_signatures_cannot_be_compared(built: World) -> None:
    release = open_release(release_of(built))
    with pytest.raises(RecipeError, match="carries no signatures"):
        already_in(release, {release.stats["sources"][0]["name"]}, release.folder)


@pytest.mark.long
def test_the_command_writes_a_page_and_a_letter_and_names_whom_it_knows(built: World, tmp_path: Path) -> None:
    given = (
        str(release_of(built)),
        "--at",
        "https://example.org/",
        "--contact",
        "desk@example.org",
        "--to",
        str(tmp_path / "to"),
    )
    said = sentence(call(built, "commons", "letter", "nobody", *given), 2)
    assert "there is no publisher `nobody`" in said
    assert call(built, "commons", "letter", "all", *given).returncode == 0
    for edition in EDITIONS:
        names = {path.suffix for path in (tmp_path / "to" / edition).iterdir()}
        assert names == {".md", ".html"}
        assert len(list((tmp_path / "to" / edition).glob("*"))) == 3
