"""What a connector remembers after a withdrawal: nothing of the document, and all that can be had nowhere else."""

import io
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from ckan_portal import made, serve
from decoded import holding
from loopback import Asked, Given, loopback
from portal_server import portal
from small_source import READ, Entry

from moisson.connectors.memory.rows import SETTINGS
from moisson.connectors.memory.store import SMALL_BYTES, Store
from moisson.contracts.errors import FetchError
from moisson.contracts.sign import signer
from moisson.harvest.harvest import harvest
from moisson.harvest.snapshot import Snapshot
from moisson.harvest.withdrawn.memory import forget
from moisson.harvest.withdrawn.traces import Traces
from moisson.readers.contract import About, File, Raw
from moisson.source.description import load_source
from moisson.stewardship.withdraw.act import Request, withdraw
from moisson.workspace.options import Options
from moisson.workspace.storage import Workspace

NAME = "fr_essai_textes"
TOML = """
title = "Textes"
about = "Sentences."
language = "fr"
publisher = {{ name = "Essai" }}

[connector]
{connector}
{manners}
[rights]
license = "etalab-2.0"
basis = "licence"
level = "asserted"
reason = "made for a test"
"""
MANNERS = """
[connector.manners]
allow_hosts = ["127.0.0.1"]
requests_per_second = 0
retries = 0
"""


@dataclass(frozen=True)
class Place:
    """A folder with one source and its workspace."""

    root: Path
    connector: str
    read: str = ""
    remote: bool = True

    def __post_init__(self) -> None:
        (self.root / NAME).mkdir()
        said = TOML.format(connector=self.connector, manners=MANNERS if self.remote else "")
        (self.root / NAME / "source.toml").write_text(said, encoding="utf-8")
        if self.read:
            (self.root / NAME / "read.py").write_text(self.read, encoding="utf-8")

    @property
    def options(self) -> Options:
        return Options(Workspace(self.root / "build"))

    @property
    def memory(self) -> Path:
        return self.root / "build" / "harvest" / NAME / "store"

    def harvest(self, *, accept_loss: bool = False) -> Snapshot:
        with self.options.workspace.locked():
            return harvest(load_source(f"./{NAME}", self.root), self.options, accept_loss=accept_loss)

    def live(self, *, accept_loss: bool = False) -> dict[str, str]:
        """The versions of what is live after a harvest, by id."""
        rows = self.harvest(accept_loss=accept_loss).live("drop").to_pylist()
        return {row["id"].removeprefix(f"{NAME}/"): row["version"] for row in rows}

    def withdraw(self, id: str, purge: bool = True) -> None:
        asked = Request([f"{NAME}/{id}"], "a request", "the publisher", "2026-11-25", purge=purge)
        with self.options.workspace.locked():
            withdraw(self.options.workspace, asked, signer())

    def traces(self, *words: str) -> set[str]:
        """Where the words stand in the workspace, but for the operator's register."""
        return holding(self.root / "build", *words) - {"withdrawals/register.jsonl"}


@dataclass
class Feed:
    """A site whose feed shows its last three entries; `others` are what else it serves."""

    month: int = 0
    others: dict[str, bytes] = field(default_factory=dict)

    def answer(self, asked: Asked) -> Given:
        if asked.path in self.others:
            return Given(self.others[asked.path])
        if asked.path == "/feed":
            numbers = range(self.month * 3, self.month * 3 + 3)
            entries = "".join(
                f"<entry><id>urn:n{n}</id><title>Zinzinulement {n}</title><link href='/n{n}.html'/>"
                f"<updated>2026-01-{n + 1:02}T10:00:00Z</updated></entry>"
                for n in numbers
            )
            body = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title>{entries}</feed>'
            return Given(body.encode(), headers={"ETag": f'"{self.month}"'})
        number = asked.path.removeprefix("/n").removesuffix(".html")
        words = f"<html><body><h1>Zinzinulement {number}</h1><p>La colombe numéro {number} zinzinule.</p></body></html>"
        return Given(words.encode(), headers={"Content-Type": "text/html; charset=utf-8", "ETag": f'"{number}"'})


@pytest.mark.parametrize("purge", [True, False])
def test_what_a_feed_named_before_stays_and_what_was_withdrawn_goes(purge: bool, tmp_path: Path) -> None:
    site = Feed()
    with loopback(site.answer) as far:
        place = Place(tmp_path, f'use = "web"\nfeeds = ["{far.address}/feed"]')
        place.harvest()
        site.month = 1
        before = place.live()
        assert len(before) == 6
        gone = next(id for id in before if id.endswith("/n4.html"))
        place.withdraw(gone, purge)
        others = {id: version for id, version in before.items() if id != gone}
        words = (gone, "urn:n4", "Zinzinulement 4", "numéro 4")
        assert not purge or place.traces(*words) == set()
        far.count()
        for month in (1, 1, 2):
            site.month = month
            found = place.live()
            assert {id: version for id, version in found.items() if id in before and id != gone} == others
            assert {name for name in place.traces(*words) if not purge and "/store/" not in name} == place.traces(*words)
            asked = [each.path for each in far.asked if each.path != "/feed"]
            assert set(asked) <= ({"/n4.html"} if month == 1 else {"/n6.html", "/n7.html", "/n8.html"}), (
                "others are not asked for"
            )
            far.count()
    assert len(found) == 8


def test_a_file_with_other_documents_goes_and_is_asked_for_again(tmp_path: Path) -> None:
    rows = [Entry(f"A{n}", f"La phrase numéro {n} du livre.") for n in range(4)]
    site = Feed(month=9, others={"/feed": b"", "/rows.jsonl": "\n".join(row.line for row in rows).encode(), "/cut.jsonl": b"{}"})
    listed = ["/rows.jsonl"]
    site.others["/map"] = b""
    with loopback(site.answer) as far:

        def write() -> None:
            lines = "".join(f"<url><loc>{far.address}{each}</loc></url>" for each in listed)
            site.others["/map"] = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{lines}</urlset>'.encode()

        write()
        place = Place(tmp_path, f'use = "web"\nsitemaps = ["{far.address}/map"]', READ)
        assert place.live().keys() == {"A0", "A1", "A2", "A3"}
        place.withdraw("A2")
        assert not place.memory.exists(), "it is not known which file holds it"
        assert place.live().keys() == {"A0", "A1", "A3"}
        assert place.traces("numéro 2") == set()
        far.count()
        assert place.live().keys() == {"A0", "A1", "A3"}
        assert [each.path for each in far.asked] == ["/map", "/rows.jsonl"], "the list tells no change"
        # Cut short after the file has come: the harvest has not read it, and its content goes all the same.
        far.count()
        far.cut_at = 8
        listed.extend(f"/z{n}.jsonl" for n in range(30))
        write()
        with pytest.raises(FetchError):
            place.harvest()
        assert "/rows.jsonl" in [each.path for each in far.asked[:7]], "several are asked for at a time"
        assert place.traces("numéro 2") == set()


def test_of_a_portals_archive_the_other_files_stay(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("un", "deux"):
            archive.writestr(f"textes/{name}.txt", f"La colombe {name} zinzinule au-dessus du beffroi de Moncontour.")
    with portal() as far:
        far.put("/files/tout.zip", packed.getvalue())
        far.put("/files/autre.txt", "Un registre unique du personnel est tenu dans tout établissement.")
        default = {"state": "active", "last_modified": "2026-03-01T08:00:00", "url_type": "upload"}
        zipped = {"id": "r1", "name": "tout", "url": f"{far.base}/files/tout.zip", "format": "ZIP", **default}
        alone = {"id": "r2", "name": "autre", "url": f"{far.base}/files/autre.txt", "format": "TXT", **default}
        serve(far, [made("p1", zipped, alone)])
        place = Place(tmp_path, f'use = "ckan"\nurl = "{far.base}"')
        before = place.live()
        gone = next(id for id in before if "deux" in id)
        place.withdraw(gone)
        for asked in (1, 0):  # the second time nothing has changed
            far.forget()
            assert before.keys() - place.live().keys() == {gone}
            assert place.traces("colombe deux", "textes/deux") == set()
            assert far.counts["/files/tout.zip"] == asked
        assert far.counts["/files/autre.txt"] == 0


def test_rows_that_name_many_things_lose_an_entry_and_rows_that_speak_of_it_go(tmp_path: Path) -> None:
    store = Store(tmp_path)
    kept: dict[str, dict[str, Any]] = {
        "web:0123456789abcdef:sitemap:https://h/map": {"token": "1", "items": [["https://h/a", "1"], ["https://h/b", None]]},
        "api:0123456789abcdef:list:2026-01-01": {"pass": 3, "ids": ["a-1", "h/b", "c"], "said": [["h/b", "twice", "…"]]},
        "web:0123456789abcdef:content:" + "0" * 64: {"paths": {"h/a": "1", "h/b": "1"}},
        "listed 0123456789abcdef set": {"record": {}, "offers": [{"url": "https://h/a"}, {"url": "https://h/b", "path": "x"}]},
        "web:hosts": {"token": None, "heard": {"https://h": ["https://h/b", "digest"], "https://i": ["https://i/b", "1"]}},
        "web:0123456789abcdef:document:h/b2": {"url": "https://h/b2", "answered": "https://h/b2?from=https://h/b"},
    }
    spoken_of: dict[str, dict[str, Any]] = {
        "web:0123456789abcdef:document:h/b": {"url": "https://h/b"},
        "web:0123456789abcdef:entry:https://h/feed urn:b": {"url": "https://h/page", "others": ["https://h/b"]},
        f"answer */* https://h/b {'0' * 64}": {"url": "https://h/c"},
        "file set/b": {"path": "set/b", "url": "http://h/b"},
    }
    for key, value in {**kept, **spoken_of}.items():
        store.remember(key, value)
    traces = Traces("salt")
    traces.add_file(File("h/b", b"words", About(url="https://h/b")), [Raw("b-identifier", {})], alone=True)
    forget(store, traces)
    found = dict(Store(tmp_path).items())
    assert found.keys() == kept.keys()
    assert [list(found[key].values()) for key in list(kept)[:5]] == [
        ["1", [["https://h/a", "1"]]],
        [3, ["a-1", "c"], []],
        [{"h/a": "1"}],
        [{}, [{"url": "https://h/a"}]],
        [None, {"https://h": ["https://h/", "digest"], "https://i": ["https://i/b", "1"]}],
    ]
    assert found["web:0123456789abcdef:document:h/b2"] == kept["web:0123456789abcdef:document:h/b2"]


def test_no_byte_of_it_is_left_in_the_files_of_a_memory_and_nothing_of_others_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As SQLite is built elsewhere: it leaves what was deleted.
    monkeypatch.setattr("moisson.connectors.memory.rows.SETTINGS", f"{SETTINGS} PRAGMA secure_delete = OFF;")
    store = Store(tmp_path / "store")
    ours = [f"h/zinzinule-{n * 7919 % 6_000:04}" for n in range(0, 6_000, 50)]
    page = store.keep(b"a list that names zinzinule")
    store.remember("answer */* https://h/list", {"url": "https://h/list", "sha256": page})
    for n in range(6_000):
        name = f"h/{'zinzinule' if n % 50 == 0 else 'autre'}-{n * 7919 % 6_000:04}"
        body = f"{name} ".encode() * (SMALL_BYTES // 10 if n in (50, 51) else n % 900)
        store.remember(f"web:0123456789abcdef:document:{name}", {"url": f"https://{name}", "sha256": store.keep(body + b"?")})
        store.remember(f"web:0123456789abcdef:document:{name}", {"url": f"https://{name}", "sha256": store.keep(body)})
    copy = store.keep(b"a page of terms")
    forget(store, Traces("salt", names=set(ours)), {copy})
    assert holding(tmp_path, "zinzinule") == set()
    left = Store(tmp_path / "store")
    found = [value for _, value in left.items("web:")]
    assert len(found) == 6_000 - len(ours)
    assert all(left.body(value["sha256"]) is not None for value in found)
    assert left.body(copy) == b"a page of terms"
    assert left.known("answer */* https://h/list") == {"url": "https://h/list", "sha256": page}, "it is asked for whole again"
    assert left.body(page) is None


def test_what_a_kill_left_of_it_goes_the_next_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(tmp_path / "store")
    for n in range(3_000):
        store.remember(f"file h/{n * 7919 % 3_000:04}-zinzinule", {"url": f"https://h/{n}"})
    traces = Traces("salt", names={f"h/{n:04}-zinzinule" for n in range(3_000)})
    compact, calls = Store.compact, list[Store]()
    monkeypatch.setattr(Store, "compact", lambda _store: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        forget(store, traces)
    store.close()

    def counted(each: Store) -> None:
        calls.append(each)
        compact(each)

    monkeypatch.setattr(Store, "compact", counted)
    for _ in range(2):
        forget(Store(tmp_path / "store"), traces)
        assert holding(tmp_path, "zinzinule") == set()
        assert len(calls) == 1, "there is nothing to do the second time"
