"""OAI-PMH lists that hold less than they should, answers spoiled on the way, stale tokens, and opt-outs of the repository."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from loopback import MANNERS, Asked, Given, Loopback
from oai_repository import Deposit, Repository, now, repository
from taken import take

from moisson.connectors.catalogues.oai import Oai
from moisson.connectors.memory.store import SMALL_BYTES, Store
from moisson.contracts.errors import FetchError, SourceError
from moisson.readers.contract import File, Refused

ROBOTS = Given(b"User-agent: GPTBot\nDisallow: /\n")


def oai(far: Repository, **fields: Any) -> Oai:
    return Oai(**{"url": far.url, "manners": MANNERS, **fields})


def fill(far: Repository, number: int) -> None:
    for i in range(number):
        far.deposits[f"x:{i:03}"] = Deposit({"title": [f"Étude {i}"]}, f"Texte {i}.")


def all_of(connector: Oai, store: Store, base: Path) -> tuple[list[str], list[Refused]]:
    """The names of what came, and the rows of what did not."""
    found = list(connector.fetch(base, store).files)
    return [each.path for each in found if isinstance(each, File)], [each for each in found if isinstance(each, Refused)]


def instead(far: Repository, change: Callable[[Asked, Given], Given]) -> None:
    """Change what the repository answers."""
    sound = far.answer
    far.served.answer = lambda asked: change(asked, sound(asked))


def says_size(size: int, fits: str = "verb=List") -> Callable[[Asked, Given], Given]:
    """A last page that says how long the list is."""

    def change(asked: Asked, given: Given) -> Given:
        body = given.body
        if fits in asked.path and b"resumptionToken>" not in body:
            for end in (b"</ListRecords>", b"</ListIdentifiers>"):
                body = body.replace(end, b'<resumptionToken completeListSize="%d" cursor="0"/>' % size + end)
        return replace(given, body=body)

    return change


@pytest.mark.parametrize(
    "stale",
    [
        Given(b"<OAI-PMH><error code='badArgument'>no</error></OAI-PMH>"),
        Given(b"<OAI-PMH><error code='noRecordsMatch'>no</error></OAI-PMH>"),
        Given(status=500),
        Given(status=404),
        Given(b"<html><body>Your session has expired</body></html>"),
    ],
    ids=["badArgument", "noRecordsMatch", "http-500", "http-404", "page"],
)
def test_a_token_that_went_stale_begins_the_list_anew_whatever_is_answered(stale: Given, store: Store, tmp_path: Path) -> None:
    with repository() as far:
        fill(far, 35)
        far.served.cut_at = 4
        with pytest.raises(FetchError):
            take(oai(far), store, tmp_path)
        far.served.cut_at = None
        instead(far, lambda asked, given: stale if "resumptionToken=0" in asked.path else given)
        far.epoch = 1
        assert len(take(oai(far), store, tmp_path)[1]) == 35


def test_a_size_that_is_wrong_for_ever_does_not_have_everything_listed_for_ever(store: Store, tmp_path: Path) -> None:
    with repository() as far:
        fill(far, 8)
        instead(far, says_size(10))
        for _ in range(2):
            names, rows = all_of(oai(far), store, tmp_path)
            assert (len(names), [row.reason for row in rows]) == (8, ["oai:listing-short"])
        far.served.count()
        take(oai(far), store, tmp_path)
        assert "from=" in far.served.asked[-1].path


def test_a_set_that_is_not_there_is_said_although_the_repository_only_says_that_nothing_matches(
    store: Store, tmp_path: Path
) -> None:
    with repository() as far:
        fill(far, 3)
        with pytest.raises(SourceError, match=r"no set 'thesees'; its sets are: theses, reports\. Correct `sets`"):
            take(oai(far, sets=["thesees"]), store, tmp_path)
        names, rows = all_of(oai(far, sets=["theses"]), store, tmp_path)
        assert (names, [(row.id, row.reason) for row in rows]) == ([], [(f"{far.url} theses", "oai:set-empty")])


def test_a_record_spoiled_on_the_way_stays_as_it_was_and_is_asked_for_again(store: Store, tmp_path: Path) -> None:
    with repository() as far:
        fill(far, 3)
        before, _ = take(oai(far), store, tmp_path)
        far.deposits["x:001"] = Deposit({"title": ["Étude revue"]}, changed=now())
        far.deposits["x:new"] = Deposit({"title": ["Étude neuve"]}, changed=now())
        instead(far, lambda _asked, given: replace(given, body=given.body.replace("Étude ".encode(), "Étude <br>".encode())))
        names, rows = all_of(oai(far), store, tmp_path)
        assert names == ["x:000", "x:001", "x:002"]
        assert [(row.id, row.reason) for row in rows] == [("x:001", "not-renewed:malformed"), ("x:new", "oai:malformed")]
        far.served.answer = far.answer
        for deposit in far.deposits.values():
            deposit.changed = now() - timedelta(days=300)  # so that no `from` finds them
        after, found = take(oai(far), store, tmp_path)
        assert after != before
        assert found.keys() == far.deposits.keys()
        renewed = found["x:001"]
        assert isinstance(renewed, File)
        assert "Étude revue".encode() in renewed.data
        far.verbs()
        take(oai(far), store, tmp_path)
        assert far.verbs() == ["Identify", "ListRecords"]


def test_a_record_whose_body_is_lost_here_is_asked_for_again_alone(store: Store, tmp_path: Path) -> None:
    with repository() as far:
        fill(far, 3)
        far.deposits["x:001"] = Deposit({"title": ["Étude longue"], "description": ["long " * SMALL_BYTES]})
        before, _ = take(oai(far), store, tmp_path)
        store.close()
        for path in (store.folder / "bodies").glob("*/*"):
            path.write_bytes(b"spoiled")
        names, rows = all_of(oai(far), store, tmp_path)
        assert (names, [(row.id, row.reason) for row in rows]) == (["x:000", "x:002"], [("x:001", "oai:record-lost")])
        for deposit in far.deposits.values():
            deposit.changed = now() - timedelta(days=300)  # so that no `from` finds them
        far.verbs()
        after, found = take(oai(far), store, tmp_path)
        assert far.verbs() == ["Identify", "ListRecords", "GetRecord"]
        assert after != before, "else the harvest would stop before it has read it"
        assert all(isinstance(each, File) for each in found.values()) and found.keys() == far.deposits.keys()
        assert take(oai(far), store, tmp_path)[0] == after
        assert far.verbs() == ["Identify", "ListRecords"]


def test_a_record_that_is_the_document_carries_what_the_repository_reserves_now(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: dict[str, Given] = {}
    sound = Loopback.take
    monkeypatch.setattr(Loopback, "take", lambda self, asked: said.get(asked.path) or sound(self, asked))

    def protocols() -> tuple[str, set[str]]:
        version, found = take(oai(far, format="tei"), store, tmp_path)
        file = found["x:000"]
        assert isinstance(file, File)
        assert file.about is not None
        return version, {str(row["protocol"]) for row in file.about.reservation}

    with repository() as far:
        fill(far, 2)
        free, none = protocols()
        assert none == set()
        said["/robots.txt"] = ROBOTS
        said["/.well-known/tdmrep.json"] = Given(b'[{"location": "/", "tdm-reservation": 1}]')
        reserved, both = protocols()
        assert both == {"robots.txt", "tdmrep"}
        assert reserved != free
        assert protocols()[0] == reserved
        said.clear()
        assert protocols() == (free, set())
