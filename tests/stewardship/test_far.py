"""Releases far away: on a real nginx and in a real S3 store, read by ranges, verified and traced as if they lay here."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from itertools import count
from pathlib import Path
from shutil import copytree

import duckdb
import obstore
import pytest
from command import answer, call, sentence
from loopback import MANNERS, Asked, Given, Loopback, loopback
from nginx_server import nginx
from obstore.store import S3Store
from seaweed_server import BUCKET, KEYS, seaweed
from small_source import NAME, SENTENCES, UNREADABLE, Entry, World, make_world

import moisson
from moisson.contracts.errors import FetchError, NotFound, UserError
from moisson.contracts.identity import pretty_json
from moisson.stewardship.trace.document import trace_in_release

ROWS = 300
LETTERS = str.maketrans("0123456789abcdef", "bcdfghjklmnpqrst")
DATA = "data/fr/part-00000.parquet"
NUMBERS = count()


def unpackable(n: int) -> str:
    """A sentence of the law, and words that no compression shortens much: only the text is large."""
    noise = "".join(sha256(f"{n} {k}".encode()).hexdigest() for k in range(60)).translate(LETTERS)
    return f"{SENTENCES[n % len(SENTENCES)]} {' '.join(noise[k : k + 9] for k in range(0, len(noise), 9))}."


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of a few hundred kilobytes of text, and little else."""
    world = make_world(tmp_path_factory.mktemp("far"))
    world.publish([*(Entry(f"A{n:03}", unpackable(n)) for n in range(ROWS)), Entry("bad", UNREADABLE)])
    return world.build().path


@dataclass
class Place:
    """A release far away: how it is opened, how one of its files is changed, and the door that counts."""

    where: str
    door: Loopback
    at: Callable[[str], moisson.Release]
    put: Callable[[str, bytes], object]
    above: Callable[[str, bytes], object]  # the same in its recipe's folder

    def open(self) -> moisson.Release:
        return self.at(self.where)

    def bytes_of(self, name: str) -> int:
        """What was asked of one file; what was asked whole counts as more than there is."""
        total = 0
        for each in self.door.asked:
            if each.path.endswith(name):
                first, _, last = each.headers.get("range", "bytes=0-999999999").removeprefix("bytes=").partition("-")
                total += int(last) - int(first) + 1
        return total


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Loopback, Path]]:
    root = tmp_path_factory.mktemp("site")
    with nginx(tmp_path_factory.mktemp("nginx"), root) as door:
        yield door, root


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loopback]:
    with seaweed(tmp_path_factory.mktemp("seaweed") / "data") as door:
        yield door


@pytest.fixture(params=["web", "s3"])
def place(request: pytest.FixtureRequest, made: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    prefix = f"{next(NUMBERS)}/essai"
    if request.param == "web":
        door, root = request.getfixturevalue("site")
        folder = Path(copytree(made, root / prefix / made.name))

        def write(under: Path, name: str, data: bytes) -> None:
            (under / name).write_bytes(data)

        opened, where = partial(moisson.open_release, manners=MANNERS), f"{door.address}/{prefix}/{made.name}"
        place = Place(where, door, opened, partial(write, folder), partial(write, folder.parent))
    else:
        door = request.getfixturevalue("store")
        for name, value in KEYS.items():
            monkeypatch.setenv(name, value)
        said = {"endpoint": door.address, "region": "eu-west-3"}
        above, bucket = (
            S3Store(BUCKET, prefix=under, client_options={"allow_http": True}, **said)
            for under in (prefix, f"{prefix}/{made.name}")
        )
        for path in filter(Path.is_file, made.rglob("*")):
            obstore.put(bucket, path.relative_to(made).as_posix(), path)
        opened, where = partial(moisson.open_release, s3=said), f"s3://{BUCKET}/{prefix}/{made.name}"
        place = Place(where, door, opened, partial(obstore.put, bucket), partial(obstore.put, above))
    door.count()
    return place


def test_a_column_comes_without_the_file(place: Place, made: Path) -> None:
    size = (made / DATA).stat().st_size
    with place.open() as release:
        documents = release.documents(["license", "language"])
        found = duckdb.from_arrow(documents).aggregate("license, language, count(*)").fetchall()
        assert found == [("etalab-2.0", "fr", ROWS)]
        assert place.bytes_of(DATA) < size / 3, "a footer and two columns, of a file that is nearly all text"
        assert release.figures["totals"]["documents"] == len(release.documents()) == ROWS
        here = moisson.open_release(made)
        assert release.documents().table() == here.documents().table()
        assert [row["reason"] for row in release.ledger(["reason"])] == ["extract:unreadable"]
        assert (release.name, release.manifest) == (here.name, here.manifest)


def test_a_document_is_traced_by_ranges_as_in_the_folder(place: Place, made: Path) -> None:
    with place.open() as release:
        for id in (f"{NAME}/A017", f"{NAME}/bad"):
            assert release.trace(id) == trace_in_release(made, id)
        assert place.bytes_of(DATA) < (made / DATA).stat().st_size / 2
        place.door.count()
        with pytest.raises(NotFound, match="zz_nowhere/X is neither among the documents of"):
            release.trace("zz_nowhere/X")


def test_a_release_is_verified_from_afar(place: Place) -> None:
    with place.open() as release:
        verdict = release.verify()
        assert verdict.holds
        assert verdict.as_dict()["documents"] == ROWS
        assert (place.where[:2] == "s3") != ("files" in [each.what for each in verdict.not_checked]), "a bucket can be listed"
        place.put("stats.json", b"{}")
        place.put("data/fr/more.txt", b"Beside.")
        faults = {(fault.where, fault.what.partition(";")[0]) for fault in release.verify().faults}
    assert ("stats.json", "has 2 bytes") in faults
    assert (("data/fr/more.txt", "is not in the manifest") in faults) == (place.where[:2] == "s3")


def test_the_newest_release_of_a_recipe_is_found_and_one_taken_back_is_not(place: Place, made: Path) -> None:
    parent = place.where.rpartition("/")[0]
    with pytest.raises(NotFound, match=r"is no release: it has neither MANIFEST.json nor latest.json"):
        place.at(parent)
    place.above("latest.json", pretty_json({"release": made.name}))
    assert place.at(parent).where == place.at(f"{parent}/latest").where == place.where
    place.above("latest.json", pretty_json({"release": "../elsewhere"}))
    with pytest.raises(FetchError, match="names no release"):
        place.at(parent)
    place.above("SUPERSEDED.json", pretty_json({"date": "2026-11-30", "reason": "a person asked"}))
    place.above("latest.json", pretty_json({"release": "gone"}))
    with pytest.raises(NotFound, match="gone is no release"):
        place.at(parent)


def test_commands_take_an_address(place: Place, tmp_path: Path) -> None:
    here = World(tmp_path)
    if place.where.startswith("http"):
        assert "this machine itself" in sentence(call(here, "verify", place.where), 4)
        return
    store = {"AWS_ENDPOINT_URL": place.door.address, "AWS_REGION": "eu-west-3"}
    assert answer(call(here, "verify", place.where, "--json", **store))["holds"]
    assert answer(call(here, "trace", f"{NAME}/A017", "--release", place.where, "--json", **store))["releases"][0]["holds"]
    passage = " ".join(unpackable(17).split()[-9:])
    found = answer(call(here, "trace", "--text", passage, "--release", place.where, "--json", **store))
    assert [each["id"] for each in found["found"]] == [f"{NAME}/A017"]


def test_a_file_that_is_not_the_manifests_is_a_sentence(place: Place) -> None:
    release = place.open()
    place.put(DATA, b"PAR1 and no more, or not for long")
    with pytest.raises(FetchError, match=r"part-00000.parquet.* \d+"):
        release.documents(["id"]).table()
    files = {"../../../outside": {"bytes": 1, "sha256": "0" * 64}}
    place.put("MANIFEST.json", pretty_json({**release.manifest, "files": files}))
    with pytest.raises(FetchError, match=r"names the file '\.\./\.\./\.\./outside', as no release does"):
        place.open()


def test_who_may_not_read_a_bucket_is_told(store: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in KEYS:
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(FetchError, match=r"s3://releases/x/MANIFEST.json cannot be fetched: .* privileges"):
        moisson.open_release(f"s3://{BUCKET}/x", s3={"endpoint": store.address, "region": "eu-west-3"})
    with pytest.raises(UserError, match="names no bucket"):
        moisson.open_release("s3:///x")
    with pytest.raises(UserError, match="colour"):
        moisson.open_release("s3://bucket/x", s3={"colour": "blue"})


def test_a_private_address_is_refused_and_a_server_without_ranges_is_a_sentence(made: Path) -> None:
    def whole(asked: Asked) -> Given:
        path = made / asked.path.removeprefix("/")
        return Given(path.read_bytes()) if path.is_file() else Given(status=404)

    with loopback(whole) as served:
        with pytest.raises(FetchError, match="this machine itself"):
            moisson.open_release(served.address)
        assert served.count() == 0, "it was asked for nothing"
        release = moisson.open_release(served.address, manners=MANNERS)
        with pytest.raises(FetchError, match=r"no-ranges.*gives no parts of files"):
            release.documents(["id"]).table()


WITHOUT = """
import sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("httpx2", "h11", "obstore"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Blocked())
import moisson
moisson.open_release(sys.argv[1])
for where in ("https://data.example.org/x", "s3://bucket/x"):
    try:
        moisson.open_release(where)
    except moisson.errors.UserError as error:
        print(error)
"""


def test_without_the_extra_a_sentence_says_what_to_install(made: Path) -> None:
    done = subprocess.run([sys.executable, "-c", WITHOUT, str(made)], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        "opening https://data.example.org/x needs httpx2; install it by `pip install 'moisson[remote]'`.",
        "opening s3://bucket/x needs obstore; install it by `pip install 'moisson[remote]'`.",
    ]
