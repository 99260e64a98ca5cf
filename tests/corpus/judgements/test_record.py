"""Judgements are appended whole, by many at once, and read back; a line that is none is named."""

from multiprocessing import get_context
from pathlib import Path

import pytest
from said import MAIL, masks, said

from moisson.contracts.errors import UserError
from moisson.corpus.judgements.record import FILE, Judgement, append, read, standing

READERS, EACH = 4, 50


def write(path: Path, reader: int) -> None:
    for at in range(EACH):
        append(path, said(f"s/{at}", who=f"reader {reader}", why="x" * 5000))


def test_what_several_readers_append_at_once_is_all_there(tmp_path: Path) -> None:
    context = get_context("fork")
    path = tmp_path / "state" / FILE
    readers = [context.Process(target=write, args=(path, number)) for number in range(READERS)]
    for each in readers:
        each.start()
    for each in readers:
        each.join()
    found = read(path)
    assert len(found) == READERS * EACH
    assert {(each.who, each.id) for each in found} == {(f"reader {n}", f"s/{at}") for n in range(READERS) for at in range(EACH)}
    assert path.stat().st_mode & 0o077 == 0


def test_a_line_comes_back_as_it_was_said(tmp_path: Path) -> None:
    path = tmp_path / FILE
    lines: list[Judgement] = [said("s/1", why="menu\n« é »\u2028"), masks("s/2", 1, 1, 1), said("s/3", None)]
    for each in lines:
        append(path, each)
    assert read(path) == lines


def test_after_a_line_that_a_power_cut_left_open_a_new_one_begins(tmp_path: Path) -> None:
    path = tmp_path / FILE
    append(path, said("s/1"))
    path.write_bytes(path.read_bytes() + b'{"about":"docu')
    append(path, said("s/2"))
    with pytest.raises(UserError, match=r"judgements.jsonl, line 2, is no judgement \(.*\); correct the line, or take it out"):
        read(path)
    path.write_bytes(b"\n".join(line for line in path.read_bytes().split(b"\n") if line.endswith(b"}")))
    assert [each.id for each in read(path)] == ["s/1", "s/2"]


def test_the_last_word_of_each_reader_counts_and_can_be_taken_back() -> None:
    both = [said("a", "bad"), said("a", "good", "berthe"), said("a", "good"), said("b"), said("b", None), masks("a", 1)]
    assert [(each.id, each.who, each.verdict) for each in standing(both)] == [
        ("a", "anne", "good"),
        ("a", "berthe", "good"),
        ("a", "anne", None),
    ]
    assert standing(both)[-1].right == (MAIL.model_copy(update={"start": 0, "end": 9}),)
