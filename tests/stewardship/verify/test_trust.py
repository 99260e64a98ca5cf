"""What verify tells of a signer whom it knows or does not know, and of what it has not checked."""

import json
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest
from command import answer, call, sentence
from small_source import BREAK, SENTENCES, Entry, World

from moisson.contracts.sign import signer
from moisson.release.manifest import write_signed
from moisson.stewardship.verify.trust import VARIABLE
from moisson.workspace.storage import read_json


@pytest.fixture
def friends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Nobody is remembered yet, and the user has no key."""
    path = tmp_path / "config" / "trusted.json"
    monkeypatch.setenv(VARIABLE, str(path))
    monkeypatch.setenv("MOISSON_KEY", str(tmp_path / "config" / "none"))
    yield path


@pytest.fixture
def maker(built: World, tmp_path: Path) -> World:
    """A release by someone else."""
    copytree(next((built.root / "build/releases/essai").glob("1-*")), tmp_path / "release")
    sign(tmp_path / "release", "maker")
    return World(tmp_path)


def sign(folder: Path, key: str) -> str:
    by = signer(folder.parent / key)
    write_signed(folder / "MANIFEST.json", read_json(folder / "MANIFEST.json"), by, folder / "MANIFEST.sig")
    return by.public.fingerprint


@pytest.mark.usefixtures("friends")
def test_what_was_not_checked_is_said_to_people_and_to_machines(maker: World) -> None:
    fingerprint = signer(maker.root / "maker").public.fingerprint
    done = call(maker, "verify", "release")
    assert done.returncode == 0, done.stderr
    assert "Not checked:" in done.stdout
    assert f"moisson trust {fingerprint} --for essai" in done.stdout
    said = answer(call(maker, "verify", "release", "--json"))
    assert said["holds"] and said["signer_known"] is None
    assert [one["what"] for one in said["not_checked"]] == ["signer", "costs.json", "withdrawals"]
    (maker.root / "release" / "costs.json").unlink()
    (maker.root / "release" / ".git").mkdir()
    (maker.root / "release" / ".git" / "HEAD").write_text("x")
    asked = answer(call(maker, "verify", "release", "--json", "--key", str(maker.root / "maker.pub")))
    assert asked["signer_known"] == "asked"
    assert [one["what"] for one in asked["not_checked"]] == ["files", "withdrawals"]
    assert asked["not_checked"][0]["why"].endswith(": .git")


def test_a_signer_is_remembered_and_any_other_is_refused(maker: World, friends: Path) -> None:
    fingerprint = signer(maker.root / "maker").public.fingerprint
    assert call(maker, "trust", fingerprint, "--for", "essai").returncode == 0
    assert friends.is_file()
    done = call(maker, "verify", "release")
    assert f"Signed by {fingerprint}, remembered here." in done.stdout
    other = sign(maker.root / "release", "other")
    done = call(maker, "verify", "release")
    assert done.returncode == 6
    assert f"✗ signature: MANIFEST.sig is by {other}, and of essai {fingerprint} is remembered" in done.stdout
    assert f"moisson trust {other} --for essai" in done.stdout  # the maker may have a new key
    assert call(maker, "verify", "release", "--key", str(maker.root / "other.pub")).returncode == 0  # asked for by name
    assert call(maker, "trust", other, "--for", "essai").returncode == 0
    assert call(maker, "verify", "release").returncode == 0
    assert call(maker, "trust", "--forget", other).returncode == 0
    assert call(maker, "verify", "release").returncode == 6


@pytest.mark.usefixtures("friends")
def test_a_signer_known_for_other_releases_is_not_known_for_this_one(maker: World) -> None:
    fingerprint = signer(maker.root / "maker").public.fingerprint
    call(maker, "trust", fingerprint, "--for", "autre")
    assert answer(call(maker, "verify", "release", "--json"))["signer_known"] is None
    call(maker, "trust", str(maker.root / "maker.pub"))  # a file with the key, for all releases
    assert answer(call(maker, "verify", "release", "--json"))["signer_known"] == "remembered"
    listed = answer(call(maker, "trust", "--json"))
    assert listed["signers"][fingerprint]["for"] == []
    assert fingerprint in call(maker, "trust").stdout


def test_ones_own_key_is_known(built: World) -> None:
    done = call(built, "verify", "build/releases/essai/latest")
    assert "your own key" in done.stdout
    assert "signer:" not in done.stdout


def test_what_is_no_fingerprint_or_no_list_is_refused(maker: World, friends: Path) -> None:
    assert "no fingerprint" in sentence(call(maker, "trust", "SHA256:short"), 2)
    assert "no fingerprint" in sentence(call(maker, "trust", "nobody"), 2)
    assert "need the FINGERPRINT" in sentence(call(maker, "trust", "--forget"), 2)
    assert "is not remembered" in sentence(call(maker, "trust", "--forget", f"SHA256:{'A' * 43}"), 2)
    friends.parent.mkdir(exist_ok=True)
    for data in (b"[]", b"{", b'{"SHA256:x": 3}', b'{"SHA256:x": {"since": "2026"}}'):
        friends.write_bytes(data)
        assert "is damaged" in sentence(call(maker, "verify", "release"), 4)


@pytest.mark.usefixtures("friends")
def test_a_proof_is_checked_for_an_id(maker: World) -> None:
    there, none = "fr_essai_articles/A01", "fr_essai_articles/none"
    for id, asked, contrary in ((there, "--present", "--absent"), (none, "--absent", "--present")):
        proof = call(maker, "verify", "release", asked, id)
        assert proof.returncode == 0, proof.stderr
        (maker.root / "proof.json").write_text(proof.stdout)
        done = call(maker, "verify", "release", "--proof", "proof.json", asked, id)
        assert done.returncode == 0, done.stderr
        assert f"✓ {id} is {'' if id == there else 'not '}in release" in done.stdout
        assert "Not checked: who SHA256:" in done.stdout
        assert "proves the contrary" in sentence(call(maker, "verify", "release", "--proof", "proof.json", contrary, id), 6)
        other = call(maker, "verify", "release", "--proof", "proof.json", asked, "fr_essai_articles/A02")
        assert "is about another id than fr_essai_articles/A02" in sentence(other, 6)


@pytest.mark.usefixtures("friends")
def test_a_row_whose_parts_are_in_a_release_is_not_absent(world: World) -> None:
    world.publish([Entry("two", BREAK.join(SENTENCES[7:9]))])
    folder = world.build().path
    done = call(world, "verify", str(folder), "--absent", "fr_essai_articles/two")
    assert "is in" in sentence(done, 6)
    assert "in parts, fr_essai_articles/two#1, fr_essai_articles/two#2" in done.stderr


@pytest.mark.usefixtures("friends")
def test_a_stub_by_another_than_its_makers_key_is_refused(maker: World) -> None:
    stub = maker.root / "stub"
    stub.mkdir()
    notice: dict[str, object] = {
        "recipe": "essai",
        "release": "1",
        "date": "2026-11-25",
        "reason": "r",
        "replaced_by": None,
        "was": {},
    }
    write_signed(stub / "SUPERSEDED.json", notice, signer(maker.root / "forger"), stub / "SUPERSEDED.json.sig")
    assert json.loads(call(maker, "verify", "stub", "--json").stdout)["not_checked"][0]["what"] == "signer"
    call(maker, "trust", signer(maker.root / "maker").public.fingerprint, "--for", "essai")
    assert call(maker, "verify", "stub").returncode == 6
