"""A desk to test with: a table, a commons of nine members, and mails as people and their enemies send them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import small_commons

from moisson.commons.desk.intake import Taken, take_mail
from moisson.commons.desk.mail import parse_mail
from moisson.commons.desk.settings import put
from moisson.commons.desk.table import desk
from moisson.commons.desk.work import decide
from moisson.commons.desk.working import Work, working
from moisson.contracts.commons import State, replay

BODY = {
    "body": "Agence des corpus publics",
    "address": "1 rue de l’Exemple, 75001 Paris",
    "mail": "guichet@corpus.example",
    "dpo": "dpo@corpus.example",
    "authority": "la CNIL, 3 place de Fontenoy, 75007 Paris",
    "notice": "https://corpus.example/notice",
}
TODAY = date(2026, 12, 1)
SENT = "Tue, 01 Dec 2026 09:12:00 +0100"


def mail(text: str, *, sender: str = "Marie Dupont <marie@example.org>", subject: str = "Demande", **headers: str) -> bytes:
    """A mail as a mail program saves it."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"], message["Date"] = sender, BODY["mail"], subject, SENT
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


@dataclass
class SmallDesk:
    """A desk beside a commons; `as_member` works there."""

    root: Path

    @property
    def table(self) -> Path:
        return self.root / "desk.db"

    @property
    def commons(self) -> Path:
        return self.root / "commons"

    @contextmanager
    def as_member(self, member: str = "public-1") -> Iterator[Work]:
        with working(self.table, self.commons, member, small_commons.key(member)) as work:
            yield work

    def take(self, data: bytes, *, member: str = "public-1", today: date = TODAY, received: date | None = None) -> Taken:
        with self.as_member(member) as work:
            return take_mail(work.connection, parse_mail(data, "mail.eml"), today=today, received=received, by=member)

    def decide(
        self, number: str, outcome: str, *grounds: str, ids: tuple[str, ...] = (), today: date = TODAY, **how: Any
    ) -> None:
        with self.as_member(**how) as work:
            decide(work, number, outcome, grounds, ids, today)

    def events(self) -> list[dict[str, Any]]:
        """What the log was told of requests, in order."""
        found = small_commons.SmallCommons(self.commons).log().events
        return [event.body.model_dump(mode="json", exclude_defaults=True) for event in found if event.kind == "request"]

    def state(self) -> State:
        return replay(small_commons.SmallCommons(self.commons).log())


def make_desk(root: Path) -> SmallDesk:
    """A commons that was founded, and a desk that knows who it answers for."""
    small_commons.found(root / "commons")
    made = SmallDesk(root)
    with desk(made.table, make=True, commons=made.commons) as connection:
        put(connection, dict(BODY))
    return made


def form(language: str, **fields: str) -> str:
    """What the page's form makes in a mail."""
    from moisson.commons.desk.form import fields_of
    from moisson.commons.desk.words import WORDS

    names = fields_of(language)
    said = {**fields, "kind": WORDS[language]["kinds"].get(fields["kind"], fields["kind"])}
    return "".join(f"{names[field]}={words}\r\n" for field, words in said.items())
