"""Letters in the asker's language: words are templates, facts come from the table; where one is missing there is no letter."""

import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

import orjson

from moisson.commons.desk.carry_out import BY_WITHDRAWAL, GRANTS
from moisson.commons.desk.grounds import GDPR, GROUNDS
from moisson.commons.desk.outbox import tell
from moisson.commons.desk.settings import Settings, settings
from moisson.commons.desk.tickets import asker_of, grounds_of, named_by, request_of
from moisson.commons.desk.words import WORDS, counted, day
from moisson.contracts.errors import UserError

PASSAGE = 160  # characters of a passage that a letter quotes
MOST_LISTED = 200  # near texts that a letter lists


class Letter:
    """What a letter is made of: a request, its asker, the words of their language, and who writes."""

    def __init__(self, connection: sqlite3.Connection, number: str, today: date) -> None:
        self.connection, self.number, self.today = connection, number, today
        self.request = request_of(connection, number)
        self.asker = asker_of(connection, number)
        self.language: str = self.asker["language"]
        self.words = WORDS[self.language]
        self.by: Settings = settings(connection)

    def say(self, sentence: str, /, **more: str) -> str:
        """A sentence of `[letter]`."""
        return str(self.words["letter"][sentence]).format(number=self.number, **more)

    def day(self, iso: str) -> str:
        return day(iso, self.language)

    @property
    def subject(self) -> str:
        return self.say("subject")

    def text(self, paragraphs: list[str]) -> str:
        """The letter whole, with who writes, to whom, and when."""
        name = self.asker["name"]
        greeting = self.say("greeting_named", name=name) if name else self.say("greeting")
        sender = [self.by.body, self.by.address, self.by.mail, *([self.say("dpo", dpo=self.by.dpo)] if self.by.dpo else [])]
        head = ["\n".join(sender), "\n".join(filter(None, [name, self.asker["mail"]])), self.day(self.today.isoformat())]
        return "\n\n".join([*head, self.subject, greeting, *paragraphs, self.say("regards"), self.by.body]) + "\n"


def write(connection: sqlite3.Connection, number: str, kind: str, today: date, **facts: str) -> str:
    """Write a letter, keep it in the table, and give it. Raises UserError where a fact that it needs is missing."""
    letter = Letter(connection, number, today)
    paragraphs = list(WRITERS[kind](letter, **facts))
    text = letter.text(paragraphs)
    row = (number, today.isoformat(), kind, text)
    connection.execute("INSERT INTO letter (number, day, kind, text) VALUES (?, ?, ?, ?)", row)
    return text


def answered(connection: sqlite3.Connection, number: str, today: date, by: str) -> None:
    """The answer has been sent: the request is closed, its retention runs, and the log is told."""
    request = request_of(connection, number)
    if request["state"] != "decided":
        raise UserError(f"{number} is {request['state']}; only what is decided is answered.")
    if not connection.execute(
        "SELECT 1 FROM letter WHERE number = ? AND kind = 'answer' AND day >= ?", (number, request["decided"])
    ).fetchone():
        raise UserError(f"no answer to {number} has been written; `desk letter {number} answer` writes it.")
    connection.execute("UPDATE request SET state = 'answered', answered = ? WHERE number = ?", (today.isoformat(), number))
    tell(connection, number, "answered", by, outcome=request["outcome"], round=request["round"])


def as_mail(connection: sqlite3.Connection, number: str, text: str) -> bytes:
    """A letter as a draft that a mail program opens, to be read and sent."""
    asker, by = asker_of(connection, number), settings(connection)
    message = EmailMessage()
    message["From"] = by.mail
    message["To"] = asker["mail"]
    message["Subject"] = str(WORDS[asker["language"]]["letter"]["subject"]).format(number=number)
    message["X-Unsent"] = "1"
    message.set_content(text)
    message["Content-Language"] = asker["language"]
    return message.as_bytes(policy=SMTP)


def _receipt(letter: Letter) -> Iterator[str]:
    yield _received(letter)
    yield from _named(letter)
    yield _due(letter)


def _ask(letter: Letter, *, about: str) -> Iterator[str]:
    yield _received(letter)
    yield str(letter.words["ask"][about])
    if letter.request["state"] != "asked":
        raise UserError(f"{letter.number} does not wait for its asker; `desk ask {letter.number} --about {about}` asks.")
    yield letter.say("ask_due", due=letter.day(letter.request["due"]))


def _extension(letter: Letter, *, because: str, first_due: str) -> Iterator[str]:
    yield _received(letter)
    said = {"because": str(letter.words["because"][because]), "first_due": letter.day(first_due)}
    yield letter.say("extended", due=letter.day(letter.request["due"]), **said)
    yield _remedies(letter)


def _appeal(letter: Letter) -> Iterator[str]:
    request = letter.request
    days = {name: letter.day(request[name]) for name in ("appealed", "decided", "due")}
    yield letter.say("appealed", **days)


def _answer(letter: Letter) -> Iterator[str]:
    request = letter.request
    if request["state"] not in ("decided", "answered"):
        raise UserError(f"{letter.number} is {request['state']}; `desk decide` comes before its answer.")
    yield _received(letter)
    yield from _named(letter)
    yield str(letter.words["outcomes"][request["outcome"]])
    if request["outcome"] != "moot":
        said = letter.say("decided", decided=letter.day(request["decided"]), by=_decided_by(letter))
        yield f"{said} {letter.say('again', appealed=letter.day(request['appealed']))}" if request["round"] > 1 else said
        yield letter.say("grounds") + _list(_ground(letter, code) for code in grounds_of(letter.connection, *_round(letter)))
        yield from _done(letter)
        yield from _found(letter)
        if request["round"] == 1:
            yield letter.say("appeal")
        yield _remedies(letter)
    yield _kept(letter)


def _decided_by(letter: Letter) -> str:
    """The name of the member that decided, as the log has it, which the decision kept."""
    return str(letter.request["decided_by_name"] or letter.request["decided_by"])


def _round(letter: Letter) -> tuple[str, int]:
    return letter.number, letter.request["round"]


def _received(letter: Letter) -> str:
    asked = str(letter.words["asked"][letter.request["kind"]])
    return letter.say("received", received=letter.day(letter.request["received"]), asked=asked)


def _named(letter: Letter) -> Iterator[str]:
    if named := named_by(letter.connection, letter.number):
        yield letter.say("named") + _list(
            f"{letter.words['ways'][way]}{letter.words['colon']} {_quoted(letter, way, said)}" for way, said in named
        )


def _quoted(letter: Letter, way: str, said: str) -> str:
    if way != "passage":
        return said
    left, right = letter.words["quotes"]
    line = " ".join(said.split())
    return f"{left}{line if len(line) <= PASSAGE else line[:PASSAGE].rsplit(' ', 1)[0] + ' …'}{right}"


def _due(letter: Letter) -> str:
    name = "due" if letter.request["kind"] in GDPR else "due_other"
    return letter.say(name, due=letter.day(letter.request["due"]))


def _ground(letter: Letter, code: str) -> str:
    ground = GROUNDS[code]
    article = ground.article(letter.language)
    said = ground.texts[letter.language]
    return f"{article[0].upper()}{article[1:]}. {said}" if article else said


def _done(letter: Letter) -> Iterator[str]:
    """What a withdrawal took, as the act kept it; raises UserError where what is granted was not carried out."""
    rows = letter.connection.execute("SELECT day, json FROM act WHERE number = ? ORDER BY id", (letter.number,)).fetchall()
    if not rows and letter.request["outcome"] in GRANTS and letter.request["kind"] in BY_WITHDRAWAL:
        raise UserError(
            f"{letter.number} is granted and nothing is taken out yet; `desk carry-out {letter.number}` comes before the answer."
        )
    for row in rows:
        act = orjson.loads(row["json"])
        yield counted("withdrawn", len(act["names"]), letter.language, day=letter.day(row["day"]))
        yield letter.say("taken_out") + _list(letter.say("taken_line", **each) for each in act["names"])
        if act["releases"]:
            name = "releases_purged" if act["purged"] else "releases_marked"
            yield letter.say(name) + _list(each["release"] for each in act["releases"])
        else:
            yield letter.say("no_release")
        if act["tokens"]:
            yield letter.say("tokens") + _list(act["tokens"])
        if act["models"]:
            yield letter.say("models") + _list(_model(letter, each) for each in act["models"])
        stays = [each["id"] for each in [*act["same_text_stays"], *act["near_duplicates_stay"]]]
        if stays:
            yield letter.say("near_left") + _list(stays[:MOST_LISTED])
        yield letter.say("recipients")


def _model(letter: Letter, model: dict[str, Any]) -> str:
    if model["first_step"] is None:
        return letter.say("model_unordered", model=model["model"])
    return letter.say("model_line", model=model["model"], step=str(model["first_step"]))


def _found(letter: Letter) -> Iterator[str]:
    """What a search found; an answer on access, and one that nothing is held, rest on it."""
    codes = grounds_of(letter.connection, *_round(letter))
    tells = letter.request["kind"] == "access" and letter.request["outcome"] in GRANTS
    if not tells and "not-held" not in codes:
        return
    row = letter.connection.execute("SELECT day, json FROM found WHERE number = ?", (letter.number,)).fetchone()
    if row is None:
        raise UserError(f"nothing has been searched for {letter.number}; `desk search {letter.number}` comes before the answer.")
    yield letter.say("searched", day=letter.day(row["day"]))
    documents = orjson.loads(row["json"])["documents"]
    if documents and "not-held" in codes:
        raise UserError(f"the search for {letter.number} found {len(documents)} documents: `not-held` is no ground.")
    yield letter.say("found") + _list(_held(letter, each) for each in documents) if documents else letter.say("found_nothing")
    if tells:
        if not letter.by.notice:
            raise UserError("an answer on access says where the notice of Article 14 is; `desk set --notice https://…` says it.")
        yield letter.say("notice", notice=letter.by.notice)


def _held(letter: Letter, document: dict[str, Any]) -> str:
    said = letter.say(
        "found_line",
        id=document["id"],
        title=document["title"] or letter.say("no_title"),
        publisher=document["publisher"] or letter.say("no_publisher"),
        releases=", ".join(document["releases"]) or letter.say("in_no_release"),
    )
    models = ", ".join(each["model"] for each in document["models"])
    return f"{said}; {letter.say('seen_by', models=models)}" if models else said


def _remedies(letter: Letter) -> str:
    gdpr = letter.request["kind"] in GDPR
    return letter.say("authority", authority=letter.by.authority) if gdpr else letter.say("court")


def _kept(letter: Letter) -> str:
    """Until when what is kept, counted from the day of this letter, on which it is sent."""
    until = {
        "proof": letter.day((letter.today + timedelta(days=letter.by.keep_proof_days)).isoformat()),
        "keep": letter.day((letter.today + timedelta(days=letter.by.keep_days)).isoformat()),
    }
    return letter.say("kept", **until)


def _list(lines: Iterator[str] | list[str]) -> str:
    return "".join(f"\n- {line}" for line in lines)


WRITERS: dict[str, Any] = {"receipt": _receipt, "ask": _ask, "extension": _extension, "answer": _answer, "appeal": _appeal}
