"""What is held out of training has no twin in it: whole clusters, the same for whoever asks."""

from collections import defaultdict

import pytest
import yaml
from shared_data import shared
from small_source import READ, SENTENCES, Entry, World, entries

from moisson.contracts.errors import UserError
from moisson.models.holdout import clusters, held_out
from moisson.stewardship.opened import Released

PLAIN = ({"use": "normalize_text"}, {"use": "require_rights"})
NAMED = READ.replace('FACTS = ("url", ', 'FACTS = ("url", "title", ')


def release_of(world: World, *published: Entry) -> Released:
    world.publish(published)
    return Released(world.build(recipe=world.recipe(PLAIN)).path)


def name(id: str) -> str:
    return id.split("/", 1)[1]


def together(release: Released) -> set[frozenset[str]]:
    """The clusters of more than one document, as their ids without the source."""
    ids, cluster = clusters(release)
    found = defaultdict(set)
    for id, of in zip(ids.to_pylist(), cluster.tolist(), strict=True):
        found[of].add(name(id))
    return {frozenset(each) for each in found.values() if len(each) > 1}


@pytest.mark.shared
def test_no_version_of_a_law_stands_on_both_sides(world: World) -> None:
    laws = shared("neardup-fr-law-versions/data")
    world.describe(read=NAMED)
    published, of_law = [], defaultdict(set)
    for file in sorted(laws.glob("*/*.md")):
        _, facts, text = file.read_text(encoding="utf-8").split("---\n", 2)
        published.append(Entry(file.stem, text, {"title": yaml.safe_load(facts)["title"]}))
        of_law[file.parent.name].add(file.stem)
    release = release_of(world, *published)
    sides = defaultdict(set)
    held = set(map(name, held_out(release, 0.5).to_pylist()))
    for law, ids in of_law.items():
        assert not ids & held or ids <= held, law
        sides[ids <= held].add(law)
    assert len(of_law) == 5
    assert min(len(sides[True]), len(sides[False])) >= 1
    assert {frozenset(ids) for ids in of_law.values()} == together(release)


def test_wordings_that_share_nothing_but_their_name_stay_together(world: World) -> None:
    world.describe(read=NAMED)
    code = {"title": "Code du travail, article L1", "part_of": [["C", "Code du travail"]]}
    other = {"title": "Code du travail, article L1", "part_of": [["D", "Code de commerce"]]}
    facts = [{**code, "valid_from": "2001-01-01"}, {**code, "valid_from": "2020-01-01"}, other]
    release = release_of(world, *(Entry(f"A{n}", SENTENCES[n], said) for n, said in enumerate(facts)))
    assert together(release) == {frozenset({"A0", "A1"})}


def test_the_same_text_and_nearly_the_same_are_one_cluster(world: World) -> None:
    long = " ".join(SENTENCES[:10])
    near = long.replace("fixé", "établi").replace("durée", "période", 1)
    release = release_of(world, Entry("long", long), Entry("near", near), Entry("one", "Néant."), Entry("two", "Néant."))
    assert together(release) == {frozenset({"long", "near"}), frozenset({"one", "two"})}


def test_the_same_documents_are_held_out_whatever_order_they_came_in(world: World) -> None:
    published = entries(30)
    one = held_out(release_of(world, *published), 0.2).to_pylist()
    assert one == held_out(release_of(world, *reversed(published)), 0.2).to_pylist() == sorted(one)
    assert 1 <= len(one) <= 15
    # What is held out of a part of the release is held out of the whole, where nothing links the two.
    assert set(held_out(release_of(world, *published[:20]), 0.2).to_pylist()) == {id for id in one if id[-2:] < "20"}


def test_a_cluster_far_larger_than_the_share_is_trained_on(world: World) -> None:
    twins = [Entry(f"T{n:02}", SENTENCES[0]) for n in range(40)]
    release = release_of(world, *entries(30)[1:], *twins)
    assert frozenset(twin.id for twin in twins) in together(release)
    for share in (0.1, 0.3, 0.5):
        assert not {name(id) for id in held_out(release, share).to_pylist()} & {twin.id for twin in twins}


@pytest.mark.parametrize("share", [0.0, -1.0, 0.6, 1.0, float("nan")])
def test_a_share_that_is_none_is_refused(world: World, share: float) -> None:
    with pytest.raises(UserError, match=r"held-out share of .* makes no sense"):
        held_out(release_of(world, *entries(3)), share)


def test_a_release_too_small_for_the_share_says_so(world: World) -> None:
    with pytest.raises(UserError, match=r"no document is held out with a share of 0.0001, as it has 3 in 3 clusters"):
        held_out(release_of(world, *entries(3)), 0.0001)
