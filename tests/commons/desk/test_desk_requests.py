"""Requests from intake to appeal: numbers, deadlines, who decides on what grounds, and what the log hears."""

import sqlite3
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest
import small_commons
from small_desk import TODAY, SmallDesk, form, mail, make_desk

from moisson.commons.desk.clock import due, months_after
from moisson.commons.desk.form import asked_in
from moisson.commons.desk.grounds import GROUNDS, KINDS, LANGUAGES, check_decision, of_kind
from moisson.commons.desk.intake import enter_form
from moisson.commons.desk.letters import answered, write
from moisson.commons.desk.mail import parse_mail
from moisson.commons.desk.table import desk
from moisson.commons.desk.tickets import listed, request_of, shown, to_answer
from moisson.commons.desk.work import appeal, ask, decide, extend, sort
from moisson.commons.write import append
from moisson.contracts.errors import StorageError, UserError


@pytest.fixture
def small(tmp_path: Path) -> SmallDesk:
    return make_desk(tmp_path)


def erasure(language: str = "fr", **more: str) -> bytes:
    return mail(form(language, kind="erasure", passage="le nom de la requérante", why="Je suis nommée.", **more))


@pytest.mark.parametrize(
    ("received", "months", "ends"),
    [
        ("2026-12-01", 1, "2027-01-01"),
        ("2027-01-31", 1, "2027-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2026-10-31", 1, "2026-11-30"),
    ],
)
def test_months_end_on_the_same_day_or_the_months_last(received: str, months: int, ends: str) -> None:
    assert months_after(date.fromisoformat(received), months).isoformat() == ends


def test_days_while_the_asker_is_asked_do_not_count() -> None:
    assert due(date(2026, 12, 1), extended=False, paused_days=10) == date(2027, 1, 11)
    assert due(date(2026, 12, 1), extended=True, paused_days=10) == date(2027, 3, 11)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "unsorted"])
def test_the_forms_mail_is_read_as_it_was_filled_in(language: str, kind: str) -> None:
    text = form(
        language, kind=kind, id="fr_a/B1 fr_a/B2", address="https://a.example/x", passage="two\r\nlines", why="a=b", name="M"
    )
    found = asked_in(text)
    assert (found.kind, found.language, found.why, found.name) == (kind, language, "a=b", "M")
    assert found.named == (("id", "fr_a/B1"), ("id", "fr_a/B2"), ("address", "https://a.example/x"), ("passage", "two\nlines"))


def test_what_chromium_encodes_twice_is_read_once() -> None:
    # What Chromium makes of the German form, as its DevTools show the address that it opens.
    body = (
        "Anliegen%3DL%C3%83%C2%B6schung%20von%20Daten%20zu%20meiner%20Person%20%28Artikel%2017%20DSGVO%29%0D%0A"
        "Begr%C3%83%C2%BCndung%3DEs%20geht%20um%20mich%20%C3%A2%C2%80%C2%93%20und%20um%20%C3%85%C2%81%C3%83%C2%B3d%C3%85%C2%BA%0D%0A"
    )
    found = asked_in(parse_mail(mail(unquote(body)), "m").text)
    assert (found.kind, found.language, found.why) == ("erasure", "de", "Es geht um mich – und um Łódź")
    assert parse_mail(mail("Été à Łódź, naïve façade: Ã deux"), "m").text.strip() == "Été à Łódź, naïve façade: Ã deux"


def test_a_free_mail_waits_to_be_sorted_and_its_addresses_and_ids_are_found(small: SmallDesk) -> None:
    text = "Bonjour, mon nom est dans https://www.legifrance.example/juri/1, et dans fr_dila_cass/JURI123. Merci de le retirer."
    taken = small.take(mail(text))
    assert (taken.number, taken.kind, taken.due) == ("2026-000001", "unsorted", "2027-01-01")
    with small.as_member() as work:
        found = shown(work.connection, taken.number)
        assert found["asker"] == {"name": "Marie Dupont", "mail": "marie@example.org", "language": "fr"}
        assert [(each["way"], each["said"]) for each in found["named"]] == [
            ("address", "https://www.legifrance.example/juri/1"),
            ("id", "fr_dila_cass/JURI123"),
        ]
        with pytest.raises(UserError, match="not sorted"):
            decide(work, taken.number, "granted", ["17(1)(d)"], [], TODAY)
        sort(work.connection, taken.number, "erasure", "public-1")
    assert [(each["step"], each["kind"]) for each in small.events()] == [("received", "unsorted"), ("sorted", "erasure")]


def test_the_same_mail_is_taken_once_and_an_answer_joins_its_request_only_from_the_same_address(small: SmallDesk) -> None:
    first = small.take(erasure())
    assert small.take(erasure()).known
    reply = mail("Voici la preuve.", subject=f"Re: Votre demande {first.number}")
    joined = small.take(reply)
    assert (joined.number, joined.new) == (first.number, False)
    stranger = small.take(mail("Moi aussi.", sender="eve@example.net", subject=f"Re: {first.number}"))
    assert stranger.number != first.number and first.number in str(stranger.remark)
    assert [each["step"] for each in small.events()] == ["received", "received"]


def test_a_question_stops_the_clock_until_the_answer(small: SmallDesk) -> None:
    number = small.take(erasure()).number
    with small.as_member() as work:
        ask(work.connection, number, "identity", date(2026, 12, 5), "public-1")
        with pytest.raises(UserError, match="waits for its asker"):
            ask(work.connection, number, "identity", date(2026, 12, 6), "public-1")
    reply = mail("Voici.", subject=f"Re: {number}")
    assert small.take(reply, today=date(2026, 12, 15), received=date(2026, 12, 15)).due == "2027-01-11"
    assert [each["step"] for each in small.events()] == ["received", "asked", "continued"]


def test_an_extension_is_told_within_the_first_month_and_once(small: SmallDesk) -> None:
    number = small.take(erasure()).number
    late = small.take(erasure(name="Another")).number
    other = small.take(mail(form("de", kind="copyright", why="Mein Text."))).number
    with small.as_member() as work:
        assert extend(work.connection, number, date(2026, 12, 20), "public-1") == "2027-01-01"
        assert request_of(work.connection, number)["due"] == "2027-03-01"
        with pytest.raises(UserError, match="once"):
            extend(work.connection, number, date(2026, 12, 21), "public-1")
        with pytest.raises(UserError, match="before that day"):
            extend(work.connection, late, date(2027, 1, 2), "public-1")
        with pytest.raises(UserError, match="does not extend"):
            extend(work.connection, other, date(2026, 12, 20), "public-1")


def test_an_outcome_follows_from_its_grounds(small: SmallDesk) -> None:
    for outcome, codes, why in (
        ("granted", ["17(3)(d)"], "grounds that grant"),
        ("refused", ["17(1)(d)"], "grounds that refuse"),
        ("partly", ["17(1)(d)"], "one that refuses"),
        ("granted", [], "grounds that grant"),
        ("granted", ["15(1)"], "no ground for a request for erasure"),
        ("granted", ["because"], "there is no ground"),
        ("given", ["17(1)(d)"], "there is no outcome"),
        ("moot", ["17(1)(d)"], "no ground"),
    ):
        with pytest.raises(UserError, match=why):
            check_decision("erasure", outcome, codes)
    for kind in KINDS:
        if kind != "unsorted":
            assert {GROUNDS[code].grants for code in of_kind(kind)} == {True, False}, kind


def test_a_request_goes_from_mail_to_answer_and_the_log_replays(small: SmallDesk) -> None:
    number = small.take(erasure()).number
    small.decide(number, "refused", "17(3)(d)", member="civil-1")
    with small.as_member() as work:
        with pytest.raises(UserError, match="has been written"):
            answered(work.connection, number, TODAY, "public-1")
        write(work.connection, number, "answer", TODAY)
        answered(work.connection, number, TODAY, "public-1")
    told = small.events()
    assert [each["step"] for each in told] == ["received", "decided", "answered"]
    assert (told[1]["outcome"], told[1]["grounds"]) == ("refused", ["17(3)(d)"])
    steps = small.state().requests[number]
    assert [step.by for step in steps] == ["public-1", "civil-1", "public-1"]


def test_an_appeal_is_decided_by_the_panel_of_the_log(small: SmallDesk) -> None:
    number = small.take(erasure()).number
    small.decide(number, "refused", "17(3)(d)")
    with small.as_member() as work:
        write(work.connection, number, "answer", TODAY)
        answered(work.connection, number, TODAY, "public-1")
        appeal(work, number, date(2026, 12, 10))
        assert request_of(work.connection, number)["due"] == "2027-01-10"
    (contest,) = small.state().contests.values()
    assert set(contest.panel) == {"public", "civil", "company"} and "public-1" not in contest.panel.values()
    with pytest.raises(UserError, match="not on the panel"):
        small.decide(number, "granted", "17(1)(d)", member="public-1")
    one, two, three = contest.panel.values()
    with pytest.raises(UserError, match="has not decided"):
        small.decide(number, "granted", "17(1)(d)", member=one)
    for member in (one, two):
        body = {"outcome": "overturned", "reason": "The grounds do not hold."}
        append(small.commons, "appeal", body, contest.number, signer=small_commons.key(member), by=member)
    with pytest.raises(UserError, match="does not follow"):
        small.decide(number, "refused", "17(3)(d)", member=three)
    small.decide(number, "granted", "17(1)(d)", member=three)
    assert small.events()[-1] | {"round": 2, "outcome": "granted"} == small.events()[-1]


def test_what_a_kill_left_untold_is_told_once(small: SmallDesk) -> None:
    number = small.take(erasure()).number
    with desk(small.table) as connection:  # as after a kill between the log's write and the table's
        connection.execute("UPDATE told SET event = NULL")
    with desk(small.table) as connection:  # and a step that was never told
        sort(connection, number, "objection", "public-1")
    with small.as_member("civil-2"):
        pass
    assert [(each["step"], each["kind"]) for each in small.events()] == [("received", "erasure"), ("sorted", "objection")]
    with desk(small.table) as connection:
        assert connection.execute("SELECT count(*) FROM told WHERE event IS NULL").fetchone()[0] == 0


def test_only_members_with_their_keys_work_at_the_desk(small: SmallDesk) -> None:
    with pytest.raises(UserError, match="no member"), small.as_member("stranger-1"):
        pass
    from moisson.commons.desk.working import working

    with (
        pytest.raises(UserError, match="none of public-1's"),
        working(small.table, small.commons, "public-1", small_commons.key("eve")),
    ):
        pass


def test_the_table_is_its_owners_alone_and_never_in_the_commons(small: SmallDesk, tmp_path: Path) -> None:
    small.take(erasure())
    assert all(path.stat().st_mode & 0o077 == 0 for path in tmp_path.glob("desk.db*"))
    with pytest.raises(UserError, match="which is published"), desk(small.commons / "d.db", make=True, commons=small.commons):
        pass
    small.table.chmod(0o644)
    with pytest.raises(UserError, match="chmod 600"), desk(small.table):
        pass
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE a (b)")
    other.chmod(0o600)
    with pytest.raises(UserError, match="no desk's table"), desk(other):
        pass
    other.write_bytes(b"not a table" * 100)
    with pytest.raises(StorageError, match="no desk's table"), desk(other):
        pass


def test_lists_say_what_is_due_and_what_waits(small: SmallDesk) -> None:
    with small.as_member() as work:
        numbers = [
            enter_form(
                work.connection,
                kind="error",
                name="",
                mail="a@example.org",
                language="de",
                named=[],
                why=f"{day}",
                today=TODAY,
                received=date(2026, 11, day),
                by="public-1",
            ).number
            for day in (20, 5, 28)
        ]
        ask(work.connection, numbers[1], "document", date(2026, 12, 1), "public-1")
        rows = to_answer(work.connection, date(2026, 12, 24))
        assert [(row["number"], row["days_left"]) for row in rows] == [(numbers[0], -4), (numbers[2], 4), (numbers[1], -19)]
        assert [row["number"] for row in listed(work.connection)] == numbers[::-1]
        assert [row["number"] for row in listed(work.connection, "asked")] == [numbers[1]]


def test_an_appeal_that_the_log_would_not_take_changes_nothing(small: SmallDesk) -> None:
    number = small.take(erasure()).number
    small.decide(number, "refused", "17(3)(d)")
    with small.as_member() as work:
        write(work.connection, number, "answer", TODAY)
        answered(work.connection, number, TODAY, "public-1")
    with pytest.raises(UserError, match="those are over"), small.as_member() as work:
        for step in work.state.requests[number]:
            object.__setattr__(step, "at", step.at - timedelta(days=work.state.rules.contest_days))
        appeal(work, number, TODAY)
    with small.as_member() as work:
        assert request_of(work.connection, number)["state"] == "answered"
    assert [each["step"] for each in small.events()] == ["received", "decided", "answered"]
