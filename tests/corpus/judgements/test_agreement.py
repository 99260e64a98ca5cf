"""Two readers: how often they agree beyond chance, and on what they do not."""

import pytest
from said import RELEASE, masks, said

from moisson.corpus.judgements.agreement import agreements


def test_kappa_and_the_documents_on_which_two_readers_differ() -> None:
    lines = [said(f"a{at}", verdict, "anne") for at, verdict in enumerate(("bad", "bad", "good", "good", "bad"))]
    lines += [said(f"a{at}", verdict, "berthe") for at, verdict in enumerate(("bad", "good", "good", "good"))]
    (found,) = agreements(lines)
    assert (found.readers, found.about, found.both, found.alike) == (("anne", "berthe"), "document", 4, 3)
    assert found.apart == ((RELEASE, "a1"),)
    assert found.kappa is not None
    assert found.kappa.value == pytest.approx(0.5)  # observed 3/4; by chance (2·1 + 2·3) / 16
    assert found.kappa.low < 0 < 0.5 < found.kappa.high


def test_masks_are_compared_place_by_place() -> None:
    (found,) = agreements([masks("a", 3, 1), masks("a", 4, who="berthe")])
    assert (found.about, found.both, found.alike, found.apart) == ("masks", 4, 3, ((RELEASE, "a"),))


def test_readers_who_judged_nothing_both_are_not_compared() -> None:
    assert agreements([said("a"), said("b", who="berthe")]) == []
