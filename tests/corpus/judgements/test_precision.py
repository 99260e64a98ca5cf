"""Precision of rules and masks by hand-counted judgements, and what stands in no interval."""

from typing import Any

import pytest
from said import TEN, masks, said

from moisson.contracts.intervals import share
from moisson.corpus.judgements.precision import of_kept, of_masks, of_rules


def test_a_rule_is_right_where_it_dropped_what_readers_find_bad() -> None:
    lines = [*(said(f"a{at}") for at in range(8)), said("b", "good"), said("c", "good"), said("d", rule="quality:list")]
    short, of_lists = of_rules(lines)
    assert (short.name, short.stage, short.right, short.wrong, short.picked) == ("too-short", "drop_short", 8, 2, 0)
    assert short.share == pytest.approx(share(8, 10))
    assert (of_lists.name, of_lists.right) == ("quality:list", 1)


def test_readers_outvote_each_other_and_a_tie_counts_as_neither() -> None:
    lines = [said("a"), said("a", who="berthe"), said("a", "good", "carl"), said("b"), said("b", "good", "berthe")]
    (found,) = of_rules(lines)
    assert (found.right, found.wrong, found.split) == (1, 0, 1)
    assert found.share == pytest.approx(share(1, 1))


def test_what_a_reader_came_upon_is_counted_and_in_no_interval() -> None:
    (found,) = of_rules([said("a", sample=None), said("b", "good")])
    assert (found.right, found.wrong, found.picked) == (1, 1, 1)
    assert found.share == pytest.approx(share(0, 1))
    (alone,) = of_rules([said("a", sample=None)])
    assert alone.share is None


def test_a_document_that_stands_for_many_weighs_more() -> None:
    many = TEN.model_copy(update={"weight": 9.0})
    (found,) = of_rules([said("a", sample=many), said("b", "good", sample=TEN)])
    assert found.share is not None
    assert found.share.value == pytest.approx(9 / 12)


def test_what_was_kept_is_judged_by_source() -> None:
    kept: dict[str, Any] = {"fate": "kept", "rule": None, "stage": None}
    found = of_kept([said("a", "good", **kept), said("b", "bad", **kept), said("c", "good", source="t", **kept), said("d")])
    assert [(each.name, each.right, each.wrong) for each in found] == [("s", 1, 1), ("t", 1, 0)]


def test_masks_have_precision_and_what_was_missed_bounds_recall() -> None:
    (found,) = of_masks([masks("a", 6, 1), masks("b", 3, 0, 2), masks("c", 0)])
    assert (found.kind, found.stage, found.documents, found.right, found.wrong, found.missed) == (
        *("email", "mask_identifiers", 2, 9, 1, 2),
    )
    assert found.precision is not None
    assert found.recall is not None
    assert found.precision.value == pytest.approx(0.9)
    assert found.recall.value == pytest.approx(9 / 11)
    assert found.precision.low <= share(9, 10).low + 1e-9
    assert found.precision.high >= share(9, 10).high - 1e-9


def test_of_two_readers_of_the_same_masks_the_mean_counts() -> None:
    (found,) = of_masks([masks("a", 4), masks("a", 2, 2, who="berthe")])
    assert (found.documents, found.right, found.wrong) == (1, 3, 1)
