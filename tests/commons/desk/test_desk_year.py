"""A year of ten thousand requests: nothing lost, counts conserved, lists at once, the log replays."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from time import process_time

import pytest
from small_desk import form, mail, make_desk

from moisson.commons.desk.grounds import GROUNDS, KINDS, LANGUAGES, of_kind
from moisson.commons.desk.intake import enter_form, take_mail
from moisson.commons.desk.keep import purge
from moisson.commons.desk.letters import answered, write
from moisson.commons.desk.mail import parse_mail
from moisson.commons.desk.settings import DEFAULTS
from moisson.commons.desk.table import PERSONAL, desk
from moisson.commons.desk.tickets import counts, listed, to_answer
from moisson.commons.desk.work import ask, decide, extend, sort

REQUESTS = 10_000
FIRST = date(2026, 1, 1)
ASKED = [kind for kind in KINDS if kind != "unsorted"]


@pytest.mark.long
def test_a_year_of_ten_thousand_requests(tmp_path: Path) -> None:
    small = make_desk(tmp_path)
    with small.as_member() as work:
        for n in range(REQUESTS):
            day, kind, language = FIRST + timedelta(days=n * 365 // REQUESTS), ASKED[n % len(ASKED)], LANGUAGES[n % 3]
            why, sender = f"Request {n} about the text.", f"Person {n} <p{n}@example.org>"
            if n % 10 == 0:  # by letter, entered by hand
                asked = {"kind": kind, "name": f"Person {n}", "mail": f"p{n}@example.org", "language": language, "why": why}
                enter_form(work.connection, **asked, named=[("id", f"fr_x/{n}")], today=day, received=day, by=work.by)
                continue
            text = why if n % 10 == 1 else form(language, kind=kind, passage=f"a passage of {n} words", why=why)
            take_mail(work.connection, parse_mail(mail(text, sender=sender), "m"), today=day, received=day, by=work.by)
        rows = work.connection.execute("SELECT number, kind, received FROM request ORDER BY number").fetchall()
        assert len(rows) == len({row["number"] for row in rows}) == REQUESTS
        done = Counter[str]()
        for n, row in enumerate(rows):
            number, kind, day = row["number"], row["kind"], date.fromisoformat(row["received"]) + timedelta(days=20)
            if kind == "unsorted":
                kind = ASKED[n % len(ASKED)]
                sort(work.connection, number, kind, work.by)
            if n % 50 == 0:
                ask(work.connection, number, "document", day, work.by)
                done["asked"] += 1
                continue
            if n % 20 == 3 and kind not in ("copyright", "error"):
                extend(work.connection, number, day, work.by)
                done["extended"] += 1
            if n % 20 == 7:
                continue
            refuses = [code for code in of_kind(kind) if not GROUNDS[code].grants and code != "not-held"]
            decide(work, number, "moot" if n % 11 == 0 else "refused", [] if n % 11 == 0 else refuses[:1], [], day)
            write(work.connection, number, "answer", day)
            answered(work.connection, number, day, work.by)
            done["answered"] += 1
    with desk(small.table) as connection:
        begin = process_time()
        of, newest, urgent = counts(connection), listed(connection, limit=50), to_answer(connection, date(2026, 12, 31), 30)
        assert process_time() - begin < 1.0
        whole = to_answer(connection, date(2026, 12, 31))
    assert process_time() - begin < 1.0
    assert sum(of.values()) == REQUESTS and len(newest) == 50 and 0 < len(urgent) <= len(whole)
    assert (of["asked"], of["answered"]) == (done["asked"], done["answered"])
    assert len(whole) == REQUESTS - done["answered"]
    state = small.state()
    assert len(state.requests) == REQUESTS
    steps = Counter(step.body.step for each in state.requests.values() for step in each)
    assert steps["received"] == REQUESTS and steps["decided"] == steps["answered"] == done["answered"]
    assert {name: steps[name] for name in ("asked", "extended")} == {name: done[name] for name in ("asked", "extended")}
    with desk(small.table) as connection:
        then = date(2029, 6, 30)
        last = (then - timedelta(days=int(DEFAULTS["keep_days"]))).isoformat()
        answers = connection.execute("SELECT count(*) FROM request WHERE answered <= ?", (last,)).fetchone()[0]
        gone = purge(connection, then)
        assert gone.persons == answers > 0
        left = REQUESTS - gone.persons
        assert connection.execute("SELECT count(*) FROM asker").fetchone()[0] == left
        assert connection.execute("SELECT count(*) FROM request").fetchone()[0] == REQUESTS
        for table in set(PERSONAL) - {"asker", "attachment"}:
            query = f"SELECT count(*) FROM {table} WHERE number NOT IN (SELECT number FROM asker)"
            assert connection.execute(query).fetchone()[0] == 0
