"""Mails of people and of their enemies are taken, or refused in a sentence; no word of theirs reaches what is published."""

import zlib
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_commons import SmallCommons
from small_desk import BODY, SENT, TODAY, SmallDesk, form, mail, make_desk
from small_source import NAME, SENTENCES, Entry, entries, make_world

from moisson.commons.desk.carry_out import How, carry_out
from moisson.commons.desk.intake import take_mail
from moisson.commons.desk.letters import answered, write
from moisson.commons.desk.mail import MOST_KEPT, MOST_PARTS, MOST_TEXT, parse_mail, read_mail
from moisson.commons.desk.page import write_pages
from moisson.commons.desk.search import search_for
from moisson.commons.desk.suspend import prepare, written
from moisson.commons.desk.table import desk
from moisson.commons.desk.work import appeal, ask, go_on_without
from moisson.commons.gdpr.file import write_file
from moisson.contracts.errors import UserError
from moisson.contracts.sign import signer

HEAD = f"From: Marie Dupont <marie@example.org>\r\nSubject: Demande\r\nDate: {SENT}\r\n"


def raw(head: str, body: bytes) -> bytes:
    return (HEAD + head).encode("latin-1") + b"\r\n" + body


def nested(depth: int) -> bytes:
    body = b"Content-Type: text/plain\r\n\r\ninnermost\r\n"
    for level in range(depth):
        inner = b"--b%d\r\n%s\r\n--b%d--\r\n" % (level, body, level)
        body = b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n' % level + inner
    return HEAD.encode() + body


def with_attachment(name: str, data: bytes) -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"], message["Date"] = "marie@example.org", "Demande", SENT
    message.set_content("See the attachment.")
    message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def bomb(folder: Path) -> bytes:
    path = folder / "bomb.zip"
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(200_000_000))
    return path.read_bytes()


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (raw("Content-Type: text/plain; charset=no-such\r\n", "Été à Noël".encode()), "Été à Noël"),
        (raw("Content-Type: text/plain; charset=utf-8\r\n", "Été à Noël".encode("latin-1")), "Été à Noël"),
        (raw("Content-Type: text/plain; charset=idna\r\n", b"a" * 100_000), "a" * 100_000),
        (raw("Content-Type: text/plain; charset=zip\r\n", zlib.compress(b"x")), None),
        (raw("Content-Type: text/html; charset=utf-8\r\n", b"<p>Bonjour <b>vous</b></p><script>evil()</script>"), "Bonjour vous"),
        (raw("Content-Transfer-Encoding: base64\r\n", b"!!! no base64 !!!"), None),
        (raw("Content-Type: multipart/mixed\r\n", b"no boundary"), None),
        (raw("Content-Type: text/plain; charset=utf-16\r\n", b"\xff"), None),
        (HEAD.encode(), ""),
        (nested(5), "innermost"),
        (nested(50), None),
        (nested(3_000), None),
    ],
)
def test_strange_mails_are_taken(data: bytes, text: str | None) -> None:
    found = parse_mail(data, "mail.eml")
    assert (found.name, found.address, found.day) == ("Marie Dupont", "marie@example.org", TODAY)
    if text is not None:
        assert found.text == text


def test_names_in_headers_are_read_however_they_are_written() -> None:
    for sender, name in (
        ("=?utf-8?q?J=C3=B6rg_Wei=C3=9F?= <j@example.org>", "Jörg Weiß"),
        ("=?no-such?q?J=F6rg?= <j@example.org>", None),
        ('"Dupont, Marie" <j@example.org>', "Dupont, Marie"),
        ("j@example.org", ""),
    ):
        found = parse_mail(f"From: {sender}\r\nSubject: =?utf-8?b?w4l0w6k=?=\r\n\r\nx".encode(), "m")
        assert found.address == "j@example.org" and found.subject == "Été"
        assert name is None or found.name == name


@pytest.mark.parametrize(
    "sender",
    ["", "nobody", "a@b@c", "<>", "undisclosed-recipients:;", "a b@c", "x" * 400 + "@example.org", "a@example.org\r\nBcc: b@c.d"],
)
def test_a_mail_without_one_address_to_answer_to_is_refused_in_a_sentence(sender: str) -> None:
    if "\r\n" in sender:  # a header of its own, and no part of the address
        assert parse_mail(f"From: {sender}\r\n\r\nx".encode(), "m").address == "a@example.org"
        return
    with pytest.raises(UserError, match="no sender to answer to"):
        parse_mail(f"From: {sender}\r\n\r\nx".encode(), "m")


def test_large_and_many_attachments_are_left_out_with_a_reason_and_none_is_opened(tmp_path: Path) -> None:
    small_bomb = bomb(tmp_path)
    assert len(small_bomb) < MOST_KEPT
    (kept,) = parse_mail(with_attachment("bomb.zip", small_bomb), "m").attachments
    assert kept.content == small_bomb
    (large,) = parse_mail(with_attachment("large.bin", bytes(MOST_KEPT + 1)), "m").attachments
    assert (large.content, large.size, large.why) == (None, MOST_KEPT + 1, "too large")
    many = EmailMessage()
    many["From"], many["Date"] = "marie@example.org", SENT
    many.set_content("x")
    for number in range(MOST_PARTS + 40):
        many.add_attachment(b"y", maintype="image", subtype="png", filename=f"{number}.png")
    found = parse_mail(many.as_bytes(), "m").attachments
    assert found[-1].why == "too many parts" and len(found) <= MOST_PARTS
    long = parse_mail(mail("word " * MOST_TEXT), "m")
    assert len(long.text) == MOST_TEXT and long.attachments[-1].name == "text.txt" and long.attachments[-1].content is not None
    huge = tmp_path / "huge.eml"
    with huge.open("wb") as file:
        file.truncate(41_000_000)
    with pytest.raises(UserError, match="without attachments"):
        read_mail(huge)


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_no_bytes_crash_the_reader(head: bytes, body: bytes) -> None:
    for data in (head + b"\r\n\r\n" + body, HEAD.encode() + head + b"\r\n\r\n" + body, nested(3).replace(b"innermost", body)):
        try:
            found = parse_mail(data, "m")
        except UserError as error:
            assert str(error)
        else:
            found.text.encode()


def words_of_a_hostile_request() -> dict[str, str]:
    """A word for each place that an asker can write to, which stands nowhere else."""
    places = ("name", "address", "subject", "why", "passage", "attachment", "content", "id", "reply", "named")
    return {place: f"zq{place}xj" for place in places}


def files_under(*folders: Path) -> Iterator[tuple[Path, bytes]]:
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file():
                yield path, path.read_bytes()


def test_no_field_of_a_hostile_request_reaches_the_log_the_site_or_a_release(tmp_path: Path) -> None:
    said = words_of_a_hostile_request()
    world = make_world(tmp_path / "world")
    world.publish([*entries(4), Entry("A05", SENTENCES[5])])
    world.build()
    workspace = world.options().workspace
    small = make_desk(tmp_path)
    fields = {
        "why": said["why"],
        "name": said["name"],
        "id": f"{NAME}/{said['id']}",
        "address": f"https://{said['named']}.example/",
    }
    text = form("en", kind="erasure", passage=f"{SENTENCES[5]} {said['passage']} 2026-000009", **fields)
    message = EmailMessage()
    message["From"], message["Subject"] = f'"{said["name"]}" <{said["address"]}@example.org>', f"{said['subject']} 2026-000001"
    message["Date"] = SENT
    message.set_content(text)
    message.add_attachment(said["content"].encode(), maintype="text", subtype="plain", filename=f"{said['attachment']}.txt")
    number = small.take(message.as_bytes()).number
    with small.as_member() as work:
        ask(work.connection, number, "identity", TODAY, "public-1")
        go_on_without(work.connection, number, TODAY, "public-1")
        search_for(work.connection, workspace, number, TODAY)
    reply = mail(said["reply"], sender=f"{said['address']}@example.org", subject=f"Re: {number}")
    assert small.take(reply).number == number
    small.decide(number, "granted", "17(1)(d)", ids=(f"{NAME}/A05",))
    letters = tmp_path / "letters"
    letters.mkdir()
    with small.as_member() as work:
        carry_out(work, workspace, number, How(purge=True), TODAY, signer())
        assert said["name"] in write(work.connection, number, "answer", TODAY)
        answered(work.connection, number, TODAY, "public-1")
        appeal(work, number, TODAY)
    proposal = accepted_source(small)
    with small.as_member() as work:
        (tmp_path / "site").mkdir()
        (tmp_path / "site" / "suspension.json").write_bytes(written(prepare(work, number, proposal)))
        write_pages(work.connection, tmp_path / "site")
    world.build()
    write_file([next((world.root / "build" / "releases").glob("*/latest.json")).parent], small.state(), tmp_path / "site", TODAY)
    with desk(small.table) as connection:
        row = connection.execute("SELECT name, mail FROM asker").fetchone()
        assert said["name"] in row["name"] and said["address"] in row["mail"]  # it did arrive, and stays there
    published = list(files_under(small.commons, tmp_path / "site", world.root))
    assert len(published) > 40
    leaks = [(path, word) for path, data in published for word in said.values() if word.encode() in data.lower()]
    assert leaks == []
    assert BODY["mail"].encode() in b"".join(data for path, data in published if path.suffix == ".html")


def accepted_source(small: SmallDesk) -> int:
    """The number of an accepted proposal for the source of the world."""
    commons = SmallCommons(small.commons, at=small.state().at)
    proposal = commons.accept("source", NAME, b"the source")
    return proposal.number


def test_a_mail_from_long_ago_or_ahead_does_not_set_a_deadline_by_itself(tmp_path: Path) -> None:
    small = make_desk(tmp_path)
    with small.as_member() as work:
        old = parse_mail(mail("x").replace(SENT.encode(), b"Tue, 01 Sep 2026 09:12:00 +0200"), "m")
        with pytest.raises(UserError, match="--received"):
            take_mail(work.connection, old, today=TODAY, received=None, by="public-1")
        ahead = parse_mail(mail("y").replace(SENT.encode(), b"Fri, 01 Jan 2027 09:12:00 +0100"), "m")
        assert take_mail(work.connection, ahead, today=TODAY, received=None, by="public-1").due == "2027-01-01"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Bonjour, mon nom figure dans une décision de 1998 et je souhaite qu’il en soit retiré.", "fr"),
        ("Guten Tag, mein Name steht in einem Urteil von 1998, ich möchte, dass er entfernt wird.", "de"),
        ("Hello, my name stands in a judgment of 1998 and I would like it to be taken out.", "en"),
        ("Hola, mi nombre aparece en una sentencia de 1998 y quisiera que se retirase.", "en"),  # no letters in Spanish
        ("Mon nom est cité ; re\u0301pondez-moi, s’il vous plai\u0302t.", "fr"),  # as some programs write accents: decomposed
        ("17 / 1998", "en"),
    ],
)
def test_a_mail_without_a_form_is_answered_in_its_language(tmp_path: Path, text: str, language: str) -> None:
    small = make_desk(tmp_path)
    number = small.take(mail(text)).number
    with small.as_member() as work:
        (row,) = work.connection.execute("SELECT language FROM asker WHERE number = ?", (number,)).fetchall()
    assert row["language"] == language
