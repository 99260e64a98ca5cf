"""Documents that a list names: asked for once, in one stream, and known again under another name."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from threading import Lock
from time import sleep

import pytest
from loopback import MANNERS, Asked, Given, Loopback, loopback

from moisson.connectors.fetching import (
    MOST_AHEAD,
    Target,
    closing_after,
    documents,
    failures_token,
    offered_targets,
    state_beside_list,
    with_tokens,
)
from moisson.connectors.memory.store import Store
from moisson.connectors.web.client import Client
from moisson.readers.contract import About, File, Refused

SCOPE = "test:"
TEXTS = {
    "a": "Le contrat de travail à durée indéterminée est la forme normale de la relation de travail.",
    "b": "Toute clause attributive de juridiction incluse dans un contrat de travail est nulle.",
    "c": "Un registre unique du personnel est tenu dans tout établissement.",
}


@dataclass
class Far:
    """A server with texts by name, and how many requests were under way at most."""

    texts: dict[str, str]
    server: Loopback = field(init=False)
    failing: dict[str, int] = field(default_factory=dict)
    slow_s: float = 0.0
    at_once: int = 0
    most_at_once: int = 0
    lock: Lock = field(default_factory=Lock)

    def answer(self, asked: Asked) -> Given:
        with self.lock:
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        sleep(self.slow_s)
        with self.lock:
            self.at_once -= 1
        name = asked.path.removeprefix("/")
        if name in self.failing or name not in self.texts:
            return Given(status=self.failing.get(name, 404))
        return Given(self.texts[name].encode())

    def wishes(self, token: str | None = "1", names: Iterable[str] | None = None) -> list[Target]:
        return [Target(name, f"{self.server.address}/{name}", token, About()) for name in names or sorted(self.texts)]


@pytest.fixture
def far() -> Iterator[Far]:
    made = Far(dict(TEXTS))
    with loopback(made.answer) as server:
        made.server = server
        yield made


def take(store: Store, wishes: Iterable[Target | File | Refused]) -> tuple[dict[str, str], dict[str, Refused]]:
    """The texts by path, and what was refused; each once."""
    with Client(MANNERS, store) as client:
        found = list(documents(client, store, SCOPE, wishes))
    files = {each.path: each.data.decode() for each in found if isinstance(each, File)}
    refused = {each.id: each for each in found if isinstance(each, Refused)}
    assert len(files) + len(refused) == len(found)
    return files, refused


def settle(store: Store, wishes: Iterable[Target]) -> list[Target | Refused]:
    with Client(MANNERS, store) as client:
        return list(with_tokens(client, store, SCOPE, wishes))


def reasons(refused: dict[str, Refused]) -> dict[str, str]:
    return {id: row.reason for id, row in refused.items()}


def test_what_did_not_change_is_not_asked_for_and_what_changed_is(far: Far, store: Store) -> None:
    assert take(store, far.wishes()) == (TEXTS, {})
    assert far.server.count() == 3
    assert take(store, far.wishes()) == (TEXTS, {})
    assert far.server.count() == 0
    far.texts["b"] = "Toute clause est nulle."
    wishes = [*far.wishes(names=["a", "c"]), *far.wishes("2", ["b"])]
    assert take(store, wishes) == (far.texts, {})
    assert far.server.count() == 1


def test_the_order_is_the_lists_and_what_is_no_wish_passes_through(far: Far, store: Store) -> None:
    take(store, far.wishes(names=["b"]))
    (a, b, c), row, file = far.wishes(), Refused("x", "why", "because"), File("y", b"words", None)
    with Client(MANNERS, store) as client:
        found = list(documents(client, store, SCOPE, [row, c, b, file, a]))
    assert [each.path if isinstance(each, File) else each.id for each in found] == ["x", "c", "b", "y", "a"]


def test_requests_go_on_in_one_stream_over_what_is_here_already(far: Far, store: Store) -> None:
    far.texts = {f"{number:05}": f"Article {number}." for number in range(MOST_AHEAD + 600)}
    names = sorted(far.texts)
    take(store, far.wishes(names=[name for number, name in enumerate(names) if number % 200]))
    far.slow_s, far.most_at_once = 0.05, 0
    far.server.count()
    files, _ = take(store, far.wishes())
    assert list(files) == names
    assert files == far.texts
    assert far.server.count() == len(names) / 200
    assert far.most_at_once == MANNERS.concurrency


def test_what_cannot_be_had_is_said_and_makes_another_version_of_the_whole(far: Far, store: Store) -> None:
    take(store, far.wishes())
    assert failures_token(store, SCOPE) is None
    far.failing = {"a": 503, "b": 404}
    files, refused = take(store, far.wishes("2"))
    assert files == {"a": TEXTS["a"], "c": TEXTS["c"]}
    assert reasons(refused) == {"a": "not-renewed:http-503", "b": "fetch:http-404"}
    assert failures_token(store, SCOPE)


def test_a_document_under_a_new_name_keeps_the_one_it_had_and_the_change_is_said(far: Far, store: Store) -> None:
    take(store, far.wishes())
    far.texts["z"] = far.texts.pop("a")
    far.server.count()
    for again in (False, True):
        files, refused = take(store, far.wishes())
        assert files == TEXTS
        assert reasons(refused) == {"a": "identifier-changed"}
        assert refused["a"].detail == "the list now calls 'z' what was 'a'; the content is the same."
        assert far.server.count() == (0 if again else 1)
    far.texts["z"] = "Le contrat de travail est à durée indéterminée."
    files, _ = take(store, far.wishes("2"))
    assert files["a"] == far.texts["z"], "its content may change from then on"
    far.texts["zz"] = far.texts.pop("z")
    files, refused = take(store, far.wishes("2"))
    assert set(files) == {"a", "b", "c"}
    assert refused["a"].detail == "the list now calls 'zz' what was 'z'; the content is the same."


def test_a_name_that_comes_back_is_another_documents_while_its_holder_is_listed(far: Far, store: Store) -> None:
    take(store, far.wishes())
    far.texts["z"] = far.texts.pop("a")
    take(store, far.wishes())
    far.texts["a"] = "Autre chose, sous le même nom."
    for _ in range(2):
        files, refused = take(store, far.wishes("2"))
        (other,) = (path for path in files if path.startswith("a~"))
        assert files == {**TEXTS, other: far.texts["a"]}
        assert reasons(refused) == {"a": "identifier-changed"}
    words = far.texts.pop("z")
    assert take(store, far.wishes("2")) == ({**TEXTS, "a": far.texts["a"]}, {}), "it has its name again"
    far.texts["z"] = words
    assert take(store, far.wishes("2")) == (far.texts, {}), "and keeps it"


def test_a_renaming_that_is_cut_short_anywhere_comes_to_the_same(far: Far, tmp_path: Path) -> None:
    far.texts |= {f"d{number}": f"Article {number}." for number in range(6)}
    results = []
    for cut in range(8):
        far.texts = {name.lower(): text for name, text in far.texts.items()}
        store = Store(tmp_path / str(cut))
        take(store, far.wishes())
        far.texts = {name.upper() if name in "abd1d2" else name: text for name, text in far.texts.items()}
        with Client(MANNERS, store) as client:
            files = documents(client, store, SCOPE, far.wishes())
            assert len(list(islice(files, cut))) == cut
            del files
        results.append(take(store, far.wishes()))
    assert all(result == results[0] for result in results)
    assert set(results[0][0]) == {"a", "b", "c", *(f"d{number}" for number in range(6))}
    assert set(results[0][1]) == {"a", "b", "d1", "d2"}


def reserved(store: Store, wishes: Iterable[Target]) -> tuple[object, dict[str, list[str | None]]]:
    """What the version of the whole holds besides the list, and the opt-outs of each document."""
    with Client(MANNERS, store) as client:
        beside = state_beside_list(client, store, SCOPE)
    with Client(MANNERS, store) as client:
        found = list(documents(client, store, SCOPE, wishes))
    rows = {each.path: each.about.reservation for each in found if isinstance(each, File) and each.about}
    return beside, {path: [row["protocol"] for row in of] for path, of in rows.items()}


def test_an_opt_out_that_begins_or_ends_after_the_documents_came_is_heard(far: Far, store: Store) -> None:
    none: dict[str, list[str | None]] = {"a": [], "b": [], "c": []}
    assert reserved(store, far.wishes()) == ([None, None], none)
    open_to_all, same = reserved(store, far.wishes())
    assert (open_to_all, same) == ([None, None], none)
    far.server.count()
    far.server.rules["/robots.txt"] = Given(b"User-agent: GPTBot\nDisallow: /a\n")
    closed, rows = reserved(store, far.wishes())
    assert rows == {**none, "a": ["robots.txt"]}
    assert closed != open_to_all
    assert reserved(store, far.wishes()) == (closed, rows), "it is heard once"
    far.server.rules.clear()
    opened, rows = reserved(store, far.wishes())
    assert rows == none
    assert opened not in (closed, open_to_all)
    assert far.server.count() == 0, "no document was asked for again"


def test_a_host_that_cannot_be_asked_today_reserves_what_it_did(far: Far, store: Store) -> None:
    far.server.rules["/.well-known/tdmrep.json"] = Given(b'[{"location": "/", "tdm-reservation": 1}]')
    first = reserved(store, far.wishes())
    assert first[1] == {"a": ["tdmrep"], "b": ["tdmrep"], "c": ["tdmrep"]}
    far.server.rules["/.well-known/tdmrep.json"] = Given(status=503)
    assert reserved(store, far.wishes()) == first


@pytest.mark.parametrize("headers", [{"TDM-Reservation": "1"}, {"X-Robots-Tag": "noai"}])
def test_an_opt_out_in_a_header_makes_another_token_of_the_same_words(headers: dict[str, str], store: Store) -> None:
    said: dict[str, str] = {}
    with loopback(lambda _: Given(b"words", headers=said)) as served:
        wish = Target("a", f"{served.address}/a", None, About())
        (first,) = settle(store, [wish])
        said |= headers
        (second,) = settle(store, [wish])
    assert isinstance(first, Target)
    assert isinstance(second, Target)
    assert first.token != second.token


def test_a_page_in_the_place_of_a_file_does_not_replace_it(far: Far, store: Store) -> None:
    far.texts = {"avis.pdf": "%PDF-1.4 avis", "page": "<!doctype html><p>Une page."}
    assert take(store, far.wishes())[0] == far.texts
    held, far.texts = far.texts, dict.fromkeys(far.texts, "<html><p>Maintenance en cours")
    files, refused = take(store, far.wishes("2"))
    assert files == {"avis.pdf": held["avis.pdf"], "page": far.texts["page"]}, "a page may become another page"
    assert reasons(refused) == {"avis.pdf": "not-renewed:not-the-file"}
    assert take(Store(store.folder / "new"), far.wishes())[1]["avis.pdf"].reason == "fetch:not-the-file"


def test_what_would_come_is_listed_without_asking(far: Far, store: Store) -> None:
    take(store, far.wishes(names=["a"]))
    far.server.count()
    rights = {"license": "CC-BY-4.0"}
    other = Target("b", far.wishes()[1].url, "1", About(rights=rights))
    found = list(offered_targets(store, SCOPE, [*far.wishes(names=["a"]), other, Refused("c", "why"), File("d", b"1234")]))
    assert [each.id if isinstance(each, Refused) else (each.path, each.size, each.rights, each.here) for each in found] == [
        ("a", None, None, True),
        ("b", None, rights, False),
        "c",
        ("d", 4, None, True),
    ]
    assert far.server.count() == 0


@pytest.mark.parametrize("taken", [0, 1, 2])
def test_what_files_need_is_closed_however_many_are_taken(taken: int) -> None:
    closed: list[bool] = []
    things = ExitStack()
    things.callback(closed.append, True)
    files = closing_after(things, [File("a", b"a"), File("b", b"b")])
    assert [file.path for file in islice(files, taken) if isinstance(file, File)] == ["a", "b"][:taken]
    assert not closed
    del files
    assert closed == [True]
