"""Intake: a mail or a form becomes a request with a number and a deadline, or joins the request that it belongs to."""

import re
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from unicodedata import normalize

import pyarrow as pa

from moisson.commons.desk.clock import due
from moisson.commons.desk.form import Asked, asked_in
from moisson.commons.desk.grounds import LANGUAGES, check_kind
from moisson.commons.desk.mail import ADDRESS, LINE, MOST_TEXT, Attachment, Mail
from moisson.commons.desk.outbox import tell
from moisson.commons.desk.tickets import request_of
from moisson.contracts.errors import UserError
from moisson.contracts.identity import fingerprint
from moisson.corpus.stages.languages import CANDIDATES
from moisson.kernels.langid import identify, load_model
from moisson.kernels.strings import strings

QUOTED = re.compile(r"\b(\d{4}-\d{6})\b")
LONG_AGO = timedelta(days=31)
MOST_ASKED = 5000  # bytes of a mail by which its language is told


@dataclass(frozen=True)
class Taken:
    """What became of a message."""

    number: str
    kind: str
    due: str
    new: bool  # else it joined an earlier request
    known: bool = False  # the very same message had been taken before
    left_out: tuple[str, ...] = ()  # attachments that were not kept, with the reason
    remark: str | None = None

    def as_dict(self) -> dict[str, object]:
        return {
            "number": self.number,
            "kind": self.kind,
            "due": self.due,
            "new": self.new,
            "taken_before": self.known,
            "left_out": list(self.left_out),
            "remark": self.remark,
        }


def take_mail(connection: sqlite3.Connection, mail: Mail, *, today: date, received: date | None, by: str) -> Taken:
    """Take a mail. It joins a request whose number it quotes in its subject, where it comes from the same address.

    Raises UserError where its arrival is not plain, so that no deadline begins on a wrong day.
    """
    if before := _before(connection, mail.sha256):
        return before
    arrived = received or mail.day or today
    if arrived > today:
        arrived = today  # a writer's clock is no reason to wait
    if received is None and today - arrived > LONG_AGO:
        raise UserError(f"the mail says that it is of {arrived}; say with --received DAY when it reached you.")
    asked = asked_in(mail.text)
    remark = None
    if (quoted := QUOTED.search(mail.subject)) is not None:
        row = connection.execute("SELECT mail FROM asker WHERE number = ?", (quoted[1],)).fetchone()
        if row is not None and row["mail"].casefold() == mail.address.casefold():
            return _join(connection, quoted[1], mail, arrived, by)
        remark = f"it quotes {quoted[1]}, but does not come from whoever asked then; it is a request of its own"
    language = asked.language or _language(mail.language, asked.why)
    name = asked.name.splitlines()[0][:LINE] if asked.name else mail.name
    number, limit = _enter(connection, asked, language, name, mail.address, arrived, by)
    left = _keep(connection, number, "mail", mail.subject, mail.text, arrived, mail.sha256, mail.attachments)
    return Taken(number, asked.kind, limit, True, left_out=left, remark=remark)


def enter_form(
    connection: sqlite3.Connection,
    *,
    kind: str,
    name: str,
    mail: str,
    language: str,
    named: Sequence[tuple[str, str]],
    why: str,
    today: date,
    received: date | None,
    by: str,
) -> Taken:
    """Enter what came by letter, by telephone or over the counter. Raises UserError for what no letter could answer."""
    check_kind(kind)
    if language not in LANGUAGES:
        raise UserError(f"there is no language {language!r}; letters are written in {', '.join(LANGUAGES)}.")
    if ADDRESS.fullmatch(mail) is None:
        raise UserError(f"{mail!r} is no mail address to answer to.")
    if received is not None and received > today:
        raise UserError(f"--received {received} is in the future.")
    asked = Asked(kind, language, tuple((way, words.strip()) for way, words in named if words.strip()), why[:MOST_TEXT], name)
    arrived = received or today
    sha256 = fingerprint([kind, name, mail, [list(each) for each in asked.named], why, arrived.isoformat()])
    if before := _before(connection, sha256):
        return before
    number, limit = _enter(connection, asked, language, name[:LINE], mail, arrived, by)
    _keep(connection, number, "form", "", why, arrived, sha256, ())
    return Taken(number, kind, limit, True)


def _before(connection: sqlite3.Connection, sha256: str) -> Taken | None:
    query = "SELECT request.number, kind, due FROM message JOIN request USING (number) WHERE sha256 = ?"
    row = connection.execute(query, (sha256,)).fetchone()
    return Taken(row["number"], row["kind"], row["due"], False, known=True) if row else None


def _enter(
    connection: sqlite3.Connection, asked: Asked, language: str, name: str, mail: str, arrived: date, by: str
) -> tuple[str, str]:
    """Give a request its number and its deadline, and tell the log; the number and the deadline."""
    query = "SELECT coalesce(max(serial), 0) + 1 FROM request WHERE year = ?"
    serial = connection.execute(query, (arrived.year,)).fetchone()[0]
    number, limit = f"{arrived.year:04}-{serial:06}", due(arrived, extended=False).isoformat()
    connection.execute(
        "INSERT INTO request (number, year, serial, kind, state, received, due) VALUES (?, ?, ?, ?, 'open', ?, ?)",
        (number, arrived.year, serial, asked.kind, arrived.isoformat(), limit),
    )
    connection.execute("INSERT INTO asker VALUES (?, ?, ?, ?)", (number, name, mail, language))
    _name(connection, number, asked.named)
    tell(connection, number, "received", by)
    return number, limit


def _name(connection: sqlite3.Connection, number: str, named: Sequence[tuple[str, str]]) -> None:
    rows = ((number, way, words[:MOST_TEXT]) for way, words in named)
    connection.executemany("INSERT OR IGNORE INTO named VALUES (?, ?, ?)", rows)


def _keep(
    connection: sqlite3.Connection,
    number: str,
    way: str,
    subject: str,
    text: str,
    arrived: date,
    sha256: str,
    attachments: Sequence[Attachment],
) -> tuple[str, ...]:
    """Keep a message with what came with it; what of that was left out, and why."""
    message = connection.execute(
        "INSERT INTO message (number, arrived, way, subject, text, sha256) VALUES (?, ?, ?, ?, ?, ?)",
        (number, arrived.isoformat(), way, subject, text, sha256),
    ).lastrowid
    for each in attachments:
        row = (message, each.name, each.size, each.content, each.why)
        connection.execute("INSERT INTO attachment (message, name, bytes, content, why) VALUES (?, ?, ?, ?, ?)", row)
    return tuple(f"{each.name}: {each.why}" for each in attachments if each.content is None)


def _join(connection: sqlite3.Connection, number: str, mail: Mail, arrived: date, by: str) -> Taken:
    """Add a message to a request; where it was waiting for the asker, its clock goes on."""
    left = _keep(connection, number, "mail", mail.subject, mail.text, arrived, mail.sha256, mail.attachments)
    _name(connection, number, asked_in(mail.text).named)
    request = request_of(connection, number)
    remark = "it joins this request; a person must read it"
    if request["state"] == "asked":
        go_on(connection, request, arrived, by)
        remark = "it joins this request, whose clock goes on"
    request = request_of(connection, number)
    return Taken(number, request["kind"], request["due"], False, left_out=left, remark=remark)


def go_on(connection: sqlite3.Connection, request: Mapping[str, str], arrived: date, by: str) -> None:
    """The asker has answered: the days since they were asked do not count."""
    days = max((arrived - date.fromisoformat(request["asked"])).days, 0)
    paused = int(request["paused_days"]) + days
    limit = (date.fromisoformat(request["due"]) + timedelta(days=days)).isoformat()
    connection.execute(
        "UPDATE request SET state = 'open', asked = NULL, paused_days = ?, due = ? WHERE number = ?",
        (paused, limit, request["number"]),
    )
    tell(connection, request["number"], "continued", by)


def _language(header: str | None, text: str) -> str:
    """The language to answer in: what the mail's header says, else what it is written in; English where it is another."""
    if header in LANGUAGES:
        return header
    if not text.strip():
        return LANGUAGES[0]
    model = load_model(CANDIDATES)
    (best,) = identify(strings(pa.array([normalize("NFC", text)])), model, MOST_ASKED).best
    label = model.labels[best] if best >= 0 else ""
    return label if label in LANGUAGES else LANGUAGES[0]
