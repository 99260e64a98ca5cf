"""What a withdrawal may be asked for, how ids are given, and that they mean the rows they name and no others."""

import pytest
from command import call
from small_source import BREAK, NAME, SENTENCES, Entry, World, mixed
from test_withdraw import released, take_back

from moisson.contracts.errors import NotFound, UserError
from moisson.contracts.sign import signer
from moisson.stewardship.verify.verdict import verify
from moisson.stewardship.withdraw.act import Request, withdraw
from moisson.workspace.withdrawn_ids import register_path, rows_of, suppression


@pytest.mark.parametrize("said", ["", "  ", "two\nlines", "\x1b[31mred"])
def test_what_is_published_with_a_withdrawal_is_one_line_of_words(world: World, said: str) -> None:
    world.publish(mixed())
    world.build()
    options = world.options()
    for reason, authority in ((said, "us"), ("an error", said)):
        with options.workspace.locked(), pytest.raises(UserError, match="in one line of words"):
            withdraw(options.workspace, Request([f"{NAME}/A05"], reason, authority, "2026-11-25"), signer())
    assert not register_path(options.workspace).exists()


def test_a_file_of_ids_may_come_from_any_editor(world: World) -> None:
    world.publish(mixed())
    world.build()
    said = ("--reason", "an error", "--authority", "us")
    (world.root / "empty.txt").write_bytes(b"\n")
    done = call(world, "withdraw", "empty.txt", *said)
    assert (done.returncode, done.stderr[:41]) == (2, "moisson: There is no id to withdraw; give")
    (world.root / "latin.txt").write_bytes(f"{NAME}/é\n".encode("latin-1"))
    done = call(world, "withdraw", "latin.txt", *said)
    assert done.returncode == 2
    assert "latin.txt is not in UTF-8" in done.stderr
    (world.root / "ids.txt").write_bytes(f"\ufeff{NAME}/A05\r\n\r\n{NAME}/A06\r\n".encode())
    assert call(world, "withdraw", "ids.txt", *said).returncode == 0
    assert set(suppression(world.options().workspace).by_id) == {f"{NAME}/A05", f"{NAME}/A06"}


def test_rows_whose_ids_begin_with_a_withdrawn_one_stay(world: World) -> None:
    texts = BREAK.join(SENTENCES[:2])
    ids = ["a#3", "a#b", "a10", "a/b"]
    world.publish([Entry("a", texts), *(Entry(id, SENTENCES[3 + n]) for n, id in enumerate(ids))])
    world.build()
    take_back(world, "a", purge=True)
    again = world.build()
    assert set(released(again)) == set(ids)
    assert verify(again.path).holds


def test_a_document_may_have_been_read_from_whatever_stands_before_a_sign() -> None:
    assert rows_of("s/a") == ["s/a"]
    assert rows_of("s/page#C#1") == ["s/page#C#1", "s/page#C", "s/page"]


def test_an_id_may_be_longer_than_the_name_of_a_file(world: World) -> None:
    world.publish([*mixed(), Entry("x" * 300, SENTENCES[20])])
    world.build()
    done = call(world, "withdraw", f"{NAME}/{'x' * 300}", "--reason", "an error", "--authority", "us")
    assert done.returncode == 0, done.stderr


def test_a_row_that_is_not_there_does_not_take_its_file_along(world: World) -> None:
    entry = Entry("01.jsonl#1", SENTENCES[1]).line
    world.publish([entry, "{no JSON"], names=["01.jsonl"])  # the refused line stands in the ledger under the file's name
    world.build()
    with pytest.raises(NotFound, match="is in no harvest"):
        take_back(world, "01.jsonl#99")
