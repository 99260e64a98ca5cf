"""Pages of gazettes, parliaments and ministries against what a human took for the document when reading their source."""

import re
from collections import Counter
from pathlib import Path

import pytest
from shared_data import shared

from moisson.readers.html.page import read
from moisson.readers.read_options import DEFAULT

GOLDEN = sorted((Path(__file__).parent / "golden" / "html").glob("*.txt"))
WORD = re.compile(r"\w+")


def f1(found: str, golden: str) -> float:
    """Of words, as often as they stand in both."""
    ours, theirs = Counter(WORD.findall(found)), Counter(WORD.findall(golden))
    return 2 * (ours & theirs).total() / (ours.total() + theirs.total())


@pytest.mark.shared
@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_a_page_reads_as_a_human_read_it(path: Path) -> None:
    head, _, golden = path.read_text("utf-8").partition("\n\n")
    fields = dict(line.split(": ", 1) for line in head.splitlines())
    page = next(read(shared(fields["file"]).read_bytes(), DEFAULT))
    ours, theirs = Counter(WORD.findall(page.text)), Counter(WORD.findall(golden))
    assert (ours & theirs).total() >= 0.99 * theirs.total()  # hardly a word of the act is lost
    assert f1(page.text, golden) >= 0.92
    for name in ("title", "language", "created"):
        if name in fields:
            assert getattr(page, name) == fields[name]


@pytest.mark.shared
def test_over_all_golden_pages_almost_nothing_is_lost_or_left() -> None:
    scores = []
    for path in GOLDEN:
        head, _, golden = path.read_text("utf-8").partition("\n\n")
        file = re.match("file: (.*)", head)
        assert file
        scores.append(f1(next(read(shared(file[1]).read_bytes(), DEFAULT)).text, golden))
    assert len(scores) >= 25
    assert sum(scores) / len(scores) >= 0.98


@pytest.mark.shared
def test_the_structure_of_a_page_is_the_golden_one() -> None:
    """Where the golden text has Markdown throughout, it is met to the letter."""
    for name in ("lovdata-2023", "w3c-page-visibility", "arbetsdomstolen-2010-70", "sfs-parsed-2013-363"):
        head, _, golden = (Path(__file__).parent / "golden" / "html" / f"{name}.txt").read_text("utf-8").partition("\n\n")
        page = next(read(shared(head.splitlines()[0].removeprefix("file: ")).read_bytes(), DEFAULT))
        assert page.text == golden.strip(), name
