"""Releases in a bucket: a real S3 store on loopback, a killed publisher, two at once, stores that pretend to hold conditions."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import md5, sha256
from pathlib import Path
from shutil import copytree
from typing import Any

import obstore
import orjson
import pytest
from command import answer, call, environment, sentence
from loopback import Asked, Given, Loopback, loopback
from obstore.store import S3Store
from seaweed_server import BUCKET, KEYS, seaweed
from small_source import NAME, STAGES, World, entries, make_world

import moisson
from moisson.contracts.errors import NotFound, UserError
from moisson.contracts.sign import signer
from moisson.stewardship.publish.bucket import Writable
from moisson.stewardship.publish.publish import Published, publish
from moisson.stewardship.withdraw.act import Request, withdraw
from moisson.workspace.progress import Silent


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loopback]:
    with seaweed(tmp_path_factory.mktemp("seaweed") / "data") as door:
        yield door


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> World:
    world = make_world(tmp_path_factory.mktemp("publish"))
    world.publish(entries(6))
    world.build()
    return world


LATEST = "build/releases/essai/latest"


class Store:
    """The bucket under a prefix of one test's own."""

    def __init__(self, door: Loopback, prefix: str) -> None:
        self.door, self.to = door, f"s3://{BUCKET}/{prefix}"
        self.env = {**KEYS, "AWS_ENDPOINT_URL": door.address, "AWS_REGION": "eu-west-3"}
        keys = {name.lower(): value for name, value in KEYS.items()}
        self.s3: dict[str, Any] = {"endpoint": door.address, "region": "eu-west-3", **keys}
        self.files = S3Store(BUCKET, prefix=prefix, client_options={"allow_http": True}, **self.s3)

    def publish(self, world: World, *more: str, release: str = LATEST, **env: str) -> subprocess.CompletedProcess[str]:
        return call(world, "publish", release, "--to", self.to, *more, **{**self.env, **env})

    def here(self, release: Path) -> Published:
        """The same without a process."""
        return publish(release, self.to, Silent(), self.s3)

    def names(self) -> set[str]:
        return {each["path"] for page in obstore.list(self.files) for each in page}

    def json(self, name: str) -> object:
        return orjson.loads(bytes(obstore.get(self.files, name).bytes()))

    def sent(self) -> list[str]:
        """Which files were sent since this was last asked, in order."""
        asked = [re.search(r"/essai/[^/]+/([^?]+)", each.path) for each in self.door.asked if each.method == "PUT"]
        self.door.count()
        return [each[1] for each in asked if each]


@pytest.fixture
def store(door: Loopback, request: pytest.FixtureRequest) -> Iterator[Store]:
    before, door.answer = door.answer, door.answer
    door.count()
    yield Store(door, request.node.name)
    door.answer = before


Answer = Callable[[Asked], Given]


def on(door: Loopback, method: str, end: str, do: Callable[[Asked, Answer], Given]) -> None:
    """Once, when a file is asked for, give what this gives; it may pass the question on to the store."""
    passed, waiting = door.answer, [do]

    def answered(asked: Asked) -> Given:
        if asked.method == method and asked.path.partition("?")[0].endswith(end) and waiting:
            return waiting.pop()(asked, passed)
        return passed(asked)

    door.answer = answered


def take_back(world: World, id: str, *, purge: bool = False) -> None:
    asked = Request([f"{NAME}/{id}"], "a person asked", "data protection officer", "2026-12-01", False, False, purge, False)
    workspace = world.options().workspace
    with workspace.locked():
        withdraw(workspace, asked, signer(None))


def folder(world: World) -> Path:
    return (world.root / "build/releases/essai/latest").resolve()


def test_a_release_is_written_verified_and_not_sent_twice(store: Store, made: World) -> None:
    said = answer(store.publish(made, "--json"))
    where, name = f"{store.to}/essai/{folder(made).name}", folder(made).name
    assert (said["release"], said["latest"], said["before"], said["taken_back"]) == (where, name, None, [])
    sent = store.sent()
    assert sent[-2:] == ["MANIFEST.sig", "MANIFEST.json"], "what lacks its manifest is no release"
    assert sorted(sent[:-2]) == sorted(said["uploaded"]) == sorted(moisson.open_release(folder(made)).manifest["files"])
    assert answer(call(made, "verify", where, "--json", **store.env))["holds"]
    far, here = moisson.open_release(f"{store.to}/essai", s3=store.s3), moisson.open_release(folder(made))
    assert far.documents().table() == here.documents().table()
    again = answer(store.publish(made, "--json"))
    assert (again["uploaded"], store.sent(), again["before"]) == ([], [], name)
    assert not [name for name in store.names() if "probe" in name or "costs" in name]


def test_what_a_killed_publisher_sent_is_not_sent_again(store: Store, made: World) -> None:
    command = [sys.executable, "-m", "moisson", "publish", str(folder(made)), "--to", store.to]
    running = subprocess.Popen(command, env=environment(**store.env), stderr=subprocess.PIPE)

    def kill(_asked: Asked, _passed: Answer) -> Given:
        running.kill()
        return Given(status=503)

    on(store.door, "PUT", "/prov.jsonld", kill)
    running.communicate(timeout=60)
    first = store.sent()
    assert first[-1] == "prov.jsonld"
    assert len(first) > 3
    with pytest.raises(NotFound, match="is no release"):
        moisson.open_release(f"{store.to}/essai/{folder(made).name}", s3=store.s3)
    store.publish(made)
    second = store.sent()
    assert not {*first[:-1]} & {*second}
    assert {*first, *second} == {*moisson.open_release(folder(made)).manifest["files"], "MANIFEST.json", "MANIFEST.sig"}
    assert moisson.open_release(f"{store.to}/essai", s3=store.s3).verify().holds


def test_of_two_publishers_at_once_the_slower_is_told(store: Store, made: World) -> None:
    other = orjson.dumps({"release": "2026-another"})

    def faster(asked: Asked, passed: Answer) -> Given:
        obstore.put(store.files, "essai/latest.json", other)
        return passed(asked)

    on(store.door, "PUT", "/MANIFEST.json", faster)
    line = sentence(store.publish(made), 4)
    assert f"{store.to}/essai/latest.json was changed by another publisher meanwhile" in line
    assert store.json("essai/latest.json") == {"release": "2026-another"}
    assert "and led to 2026-another" in store.publish(made).stdout
    assert store.json("essai/latest.json") == {"release": folder(made).name}


def test_an_older_release_does_not_become_the_newest(store: Store, tmp_path: Path) -> None:
    world = make_world(tmp_path)
    world.publish(entries(3))
    old = world.build().path
    world.publish(entries(4))
    new = world.build().path
    assert f"{store.to}/essai leads to none, as before" in store.publish(world, release=str(old)).stdout
    assert store.here(new).latest == new.name
    assert store.here(old).latest == new.name
    assert store.json("essai/latest.json") == {"release": new.name}
    assert moisson.open_release(f"{store.to}/essai/{old.name}", s3=store.s3).verify().holds


def test_another_release_of_that_name_stays(store: Store, made: World) -> None:
    name = f"essai/{folder(made).name}/MANIFEST.json"
    obstore.put(store.files, name, b'{"files": {}}')
    assert "is another release with the same name; publish to another prefix" in sentence(store.publish(made), 2)
    assert store.names() == {name}


def test_what_is_taken_back_is_taken_back_in_the_bucket(store: Store, tmp_path: Path) -> None:
    world = make_world(tmp_path / "one")
    world.publish(entries(6))
    old = world.build().path
    copytree(tmp_path / "one", tmp_path / "copy", symlinks=True)
    store.here(old)
    take_back(world, "A02")
    assert store.here(old).taken_back == (f"{store.to}/essai/{old.name}",)
    verdict = moisson.open_release(f"{store.to}/essai", s3=store.s3).verify()
    assert verdict.holds
    assert (verdict.superseded or {})["reason"] == "a person asked"
    feed = (world.root / "build/releases/withdrawals.jsonl").read_bytes()
    assert bytes(obstore.get(store.files, "withdrawals.jsonl").bytes()) == feed

    take_back(world, "A02", purge=True)
    new = world.build().path
    said = store.here(new)
    assert (said.stands, said.latest, said.before) == (True, new.name, old.name)
    assert {name for name in store.names() if old.name in name} == {
        f"essai/{old.name}/SUPERSEDED.json",
        f"essai/{old.name}/SUPERSEDED.json.sig",
    }
    assert moisson.open_release(f"{store.to}/essai", s3=store.s3).name == f"essai/{new.name}"
    with pytest.raises(NotFound, match=r"taken back on .* \(a person asked\)"):
        moisson.open_release(f"{store.to}/essai/{old.name}", s3=store.s3)

    copy, held = World(tmp_path / "copy"), store.names()
    with pytest.raises(UserError, match=r"was taken back there on .* publish a release without it"):
        store.here(copy.root / "build/releases/essai")
    take_back(copy, "A03")
    with pytest.raises(UserError, match=r"withdrawals.jsonl holds withdrawals that .* does not"):
        store.here(copy.root / "build/releases/essai")
    assert store.names() == held


def test_what_arrives_otherwise_is_told(store: Store, made: World, tmp_path: Path) -> None:
    def damage(asked: Asked, passed: Answer) -> Given:
        on(store.door, "GET", "/stats.json", lambda asked, passed: replace(passed(asked), body=passed(asked).body.swapcase()))
        return passed(asked)

    on(store.door, "PUT", "/stats.json", damage)
    assert "stats.json came back from the store otherwise than it was sent" in sentence(store.publish(made), 4)
    copy = Path(copytree(folder(made), tmp_path / "copy" / folder(made).name))
    elsewhere = Store(store.door, "elsewhere")
    (copy / "README.md").write_text("Other.")
    assert "README.md is not what MANIFEST.json says" in sentence(elsewhere.publish(made, release=str(copy)), 4)
    (copy / "MANIFEST.sig").write_text("None.")
    assert "MANIFEST.sig does not sign MANIFEST.json" in sentence(elsewhere.publish(made, release=str(copy)), 6)


def test_a_large_file_goes_in_parts(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "large"
    path.write_bytes(os.urandom(12 << 20))
    bucket = Writable.of(store.to, store.s3)
    store.door.count()
    bucket.upload("large", path)
    assert len([each for each in store.door.asked if "partNumber=" in each.path]) == 3
    said = {"bytes": 12 << 20, "sha256": sha256(path.read_bytes()).hexdigest()}
    assert bucket.holds("large", said)
    assert not bucket.holds("large", {**said, "sha256": "0" * 64})
    assert not bucket.holds("large", {**said, "bytes": 1})


def test_who_may_not_write_is_told(store: Store, made: World) -> None:
    nobody = dict.fromkeys(KEYS, "")
    assert "no credentials to write to s3://releases/" in sentence(store.publish(made, **nobody), 2)
    wrong = sentence(store.publish(made, AWS_SECRET_ACCESS_KEY="another"), 4)
    assert "is refused by the store (SignatureDoesNotMatch" in wrong
    assert "check the credentials" in wrong
    absent = sentence(call(made, "publish", str(folder(made)), "--to", "s3://nowhere/x", **store.env), 2)
    assert "s3://nowhere/x: there is no such bucket; create it, or correct its name" in absent
    assert "--to build is no bucket" in sentence(call(made, "publish", str(folder(made)), "--to", "build"), 2)
    assert "names no bucket" in sentence(call(made, "publish", str(folder(made)), "--to", "s3://", **store.env), 2)
    assert store.names() == set()


def test_a_private_release_stays(store: Store, tmp_path: Path) -> None:
    world = make_world(tmp_path)
    world.publish(entries(3))
    path = world.build(recipe=world.recipe([stage for stage in STAGES if stage["use"] != "require_rights"])).path
    assert "Do not publish this release" in sentence(store.publish(world, release=str(path)), 2)
    assert store.names() == set()


class Pretending:
    """A store that answers as S3 does, and hears only some conditions."""

    def __init__(self, *heard: str) -> None:
        self.heard, self.files = heard, dict[str, bytes]()

    def __call__(self, asked: Asked) -> Given:
        path, _, query = asked.path.partition("?")
        if asked.method == "POST" and query == "delete":
            gone = re.findall(r"<Key>(.*?)</Key>", asked.body.decode())
            for key in gone:
                self.files.pop(f"{path}/{key}", None)
            said = "".join(f"<Deleted><Key>{key}</Key></Deleted>" for key in gone)
            return Given(f"<DeleteResult>{said}</DeleteResult>".encode())
        held = self.files.get(path)
        tag = f'"{md5(held).hexdigest()}"' if held is not None else ""
        if asked.method == "GET":
            at = {"ETag": tag, "Last-Modified": "Tue, 01 Dec 2026 08:00:00 GMT"}
            return Given(b"<Error><Code>NoSuchKey</Code></Error>", 404) if held is None else Given(held, 200, at)
        for name in self.heard:
            wanted = asked.headers.get(name)
            if (wanted == "*" and held is not None) or wanted not in (None, "*", tag):
                return Given(b"<Error><Code>PreconditionFailed</Code></Error>", 412)
        self.files[path] = asked.body
        return Given(headers={"ETag": f'"{md5(asked.body).hexdigest()}"'})


@pytest.mark.parametrize(
    ("heard", "fakes"),
    [
        ((), "a stale If-Match and If-None-Match: *"),
        (("if-match",), "If-None-Match: *"),
        (("if-none-match",), "a stale If-Match"),
    ],
)
def test_a_store_that_pretends_to_hold_conditions_is_refused(heard: tuple[str, ...], fakes: str, made: World) -> None:
    pretending = Pretending(*heard)
    with loopback(pretending) as door:
        line = sentence(Store(door, "x").publish(made), 2)
    assert f"the store of s3://{BUCKET}/x writes in spite of {fakes}, so two publishers would overwrite each other" in line
    assert pretending.files == {}, "it was given nothing but the probe"


def test_a_store_that_holds_conditions_passes_the_same_probe(made: World) -> None:
    with loopback(Pretending("if-match", "if-none-match")) as door:
        assert answer(Store(door, "x").publish(made, "--json"))["latest"] == folder(made).name
