"""`check SOURCE --live` probes a source in a minute, whatever its size."""

from collections.abc import Callable
from pathlib import Path

import pytest
from loopback import Asked, Given, loopback

from moisson.check.live import PROBE_BYTES, probe
from moisson.contracts.errors import FetchError

ENTRY = "<entry><id>{n}</id><title>Arrêt {n}</title><updated>2026-01-01T10:00:00Z</updated><link href='/{n}'/></entry>"
SOURCE = """
title = "Essai"
about = "Essai."
language = "fr"

[publisher]
name = "Essai"

[connector]
{connector}
manners = {{ allow_hosts = ["127.0.0.1"], requests_per_second = 0.0 }}
"""


def source(base: Path, connector: str) -> str:
    folder = base / "fr_essai_vif"
    folder.mkdir()
    (folder / "source.toml").write_text(SOURCE.format(connector=connector), encoding="utf-8")
    return str(folder)


def endless(asked: Asked) -> Given:
    """A feed that always has another page."""
    first = int(asked.path.partition("=")[2])
    entries = "".join(ENTRY.format(n=first + i) for i in range(50))
    return Given(f'<feed xmlns="http://www.w3.org/2005/Atom">{entries}</feed>'.encode())


def test_a_list_without_end_is_an_answer(tmp_path: Path) -> None:
    with loopback(endless) as far:
        name = source(tmp_path, f'use = "web"\nfeeds = ["{far.address}/feed?from={{offset}}"]')
        found = probe(name, seconds=1.5)
    assert found.status == "endless"
    assert found.live.endswith("its list goes on, and no document was tried")
    assert int(found.live.removeprefix("it answers, ").partition(" ")[0].replace(",", "")) >= 2


def test_an_archive_that_is_too_large_for_a_look_is_not_fetched(tmp_path: Path) -> None:
    def answer(asked: Asked) -> Given:
        return Given(b'<a href="global_20260101-000000.tar.gz">x</a>') if asked.path == "/" else Given(bytes(PROBE_BYTES + 1))

    with loopback(answer) as far:
        found = probe(source(tmp_path, f'use = "dump"\nurl = "{far.address}/"\nfull = "global_{{stamp}}.tar.gz"'))
    assert found.live == (
        f"it answers: {far.address}/global_20260101-000000.tar.gz is there, and larger than a check takes; no document was tried"
    )


def test_who_does_not_answer_is_not_alive(tmp_path: Path) -> None:
    with loopback(lambda _: Given(status=404)) as far:
        name = source(tmp_path, f'use = "web"\npages = ["{far.address}/list"]')
        with pytest.raises(FetchError, match="http-404"):
            probe(name)


def site(pages: dict[str, bytes]) -> Callable[[Asked], Given]:
    links = "".join(f"<a href={path}>x</a>" for path in pages)
    return lambda asked: Given(pages.get(asked.path, links.encode()), headers={"Content-Type": "text/html"})


def test_a_document_is_read_before_the_answer_is_yes(tmp_path: Path) -> None:
    page = "<html lang=it><title>Parere n. 7</title><h1>Parere n. 7</h1><p>La Commissione dà parere favorevole.</p>".encode()
    pages = {"/avis/1.pdf": b"%PDF-1.7 damaged", "/avis/2": page}
    with loopback(site(pages)) as far:
        found = probe(source(tmp_path, f'use = "web"\npages = ["{far.address}/"]\ninclude = ["*/avis/*"]'))
    assert (found.status, found.live[:4]) == ("read", "yes,")
    assert found.document == {
        "first document": found.document["first document"],
        "title": "Parere n. 7",
        "words": 9,
        "language": "it",
        "format": "html",
    }
    assert found.file is not None and found.file.endswith(f"/avis/2, {len(page)} bytes")
    assert "pdf" in found.refused[0]


def test_what_answers_and_cannot_be_read_is_not_alive(tmp_path: Path) -> None:
    with loopback(site({f"/avis/{n}.pdf": b"%PDF-1.7 damaged" for n in range(9)})) as far:
        name = source(tmp_path, f'use = "web"\npages = ["{far.address}/"]\ninclude = ["*/avis/*"]')
        found = probe(name)
        asked = {each.path for each in far.asked}
    assert found.status == "unread"
    assert found.live.startswith("it answers, but nothing could be read: ")
    assert "pdf-" in found.live
    assert len(asked) < 11, "five documents are enough to say so"
