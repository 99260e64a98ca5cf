"""A recipe that a commons governs: what is not accepted is not built, and the release proves by which decisions it was."""

import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from small_commons import MEMBERS, SmallCommons, found, key
from small_source import World, entries, make_world

from moisson.commons.artefacts import artefacts
from moisson.commons.mirror import local_copy
from moisson.commons.withdrawals import marked
from moisson.commons.witness import cosign, make_checkpoint
from moisson.connectors.web.manners import Manners
from moisson.contracts.commons import Log
from moisson.contracts.commons.bodies import COLLEGES, College
from moisson.contracts.commons.rests_on import FILE, read_rests
from moisson.contracts.errors import Unverified, UserError
from moisson.contracts.identity import pretty_json
from moisson.contracts.model_file import MODEL
from moisson.contracts.sign import PublicKey, signer
from moisson.corpus.recipe import Recipe
from moisson.release.manifest import MANIFEST, SIGNATURE, files, read_manifest, write_signed
from moisson.stewardship.feed import read_feed
from moisson.stewardship.verify.commons import of_commons
from moisson.stewardship.verify.verdict import verify
from moisson.stewardship.withdraw.apply import apply_withdrawals

STAGES = ({"use": "drop_short", "min_words": 8}, {"use": "require_rights"})
HEAD = 'commons = "commons"'
TRUSTED: dict[PublicKey, College] = {key(f"witness of {college}-1").public: college for college in COLLEGES}


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = make_world(tmp_path)
    made.publish(entries(6))
    return made


@pytest.fixture
def commons(world: World) -> SmallCommons:
    return found(world.root / "commons")


def cosigned(commons: SmallCommons) -> None:
    make_checkpoint(commons.folder, key("witness of public-1"))
    for college in ("public", "civil"):
        cosign(commons.folder, key(f"witness of {college}-1"), commons.folder.parent / f"memory-{college}")


def accept_all(commons: SmallCommons, recipe: Recipe) -> None:
    for each in artefacts(recipe):
        commons.accept(each.kind, each.name, each.data)
    cosigned(commons)


def ids(release: Path) -> list[str]:
    return sorted(id for path in release.glob("data/*/*.parquet") for id in pq.read_table(path)["id"].to_pylist())


def test_nothing_is_built_that_the_commons_has_not_accepted(world: World, commons: SmallCommons) -> None:
    recipe = world.recipe(STAGES, HEAD)
    with pytest.raises(UserError, match="has no checkpoint"):
        world.build(recipe=recipe)
    cosigned(commons)
    said = (
        r"has not accepted recipe essai \(never proposed as it is now\), source fr_essai_articles .*policy essai/require_rights"
    )
    with pytest.raises(UserError, match=said):
        world.build(recipe=recipe)
    assert not (world.root / "build" / "harvest").exists()  # nothing was fetched
    for each in artefacts(recipe):
        last = commons.propose(each.kind, each.name, each.data)
        commons.vote(last, MEMBERS, "no" if each.kind == "source" else "yes")
        commons.decide(last)
    cosigned(commons)
    with pytest.raises(
        UserError, match=r"has not accepted source fr_essai_articles \(proposal \d+ is refused\); a member proposes it"
    ):
        world.build(recipe=recipe)


def test_a_governed_release_proves_its_decisions_offline(world: World, commons: SmallCommons) -> None:
    recipe = world.recipe(STAGES, HEAD)
    accept_all(commons, recipe)
    release = world.build(recipe=recipe).path
    assert FILE in read_manifest(release)["files"]
    rests = read_rests((release / FILE).read_bytes(), TRUSTED)
    assert [part.kind for part in rests.accepted] == ["policy", "recipe", "source"]
    assert rests.cosigned.keys() == {"public", "civil"}
    shutil.rmtree(commons.folder)  # the log is not needed
    assert verify(release, witnesses=TRUSTED).faults == []
    left = [skipped.what for skipped in verify(release).not_checked]
    assert "witnesses" in left  # the release names them itself: whom to believe is the reader's
    assert "witnesses" not in [skipped.what for skipped in verify(release, witnesses=TRUSTED).not_checked]
    strangers: dict[PublicKey, College] = {key("x").public: "public", key("y").public: "civil"}
    (fault,) = verify(release, witnesses=strangers).faults
    assert "cosigned by the witnesses of no college" in str(fault)


def test_witnesses_that_the_recipe_pins_are_those_that_count(world: World, commons: SmallCommons) -> None:
    pins = json.dumps([f"{college}={witness}" for witness, college in TRUSTED.items()])
    recipe = world.recipe(STAGES, f"{HEAD}\nwitnesses = {pins}")
    accept_all(commons, recipe)
    release = world.build(recipe=recipe).path
    assert "witnesses" not in [skipped.what for skipped in verify(release).not_checked]
    others = json.dumps([f"public={key('x').public}", f"civil={key('y').public}"])
    with pytest.raises(Unverified, match="cosigned by the witnesses of no college"):
        world.build(recipe=world.recipe(STAGES, f"{HEAD}\nwitnesses = {others}"))


BENDS: tuple[tuple[Callable[[dict[str, Any]], object], str], ...] = (
    (lambda said: said["events"]["1"].update(signature="x"), "event 1 does not hold: its signature does not match it"),
    (lambda said: said["events"]["1"]["path"].pop(), "event 1 is not in the log of the checkpoint"),
    (lambda said: said["rests_on"][0].update(sha256="0" * 64), "do not accept policy essai/require_rights"),
    (lambda said: said["rests_on"][1].update(decision=said["rests_on"][2]["decision"]), "do not accept recipe essai"),
    (lambda said: said["rests_on"].pop(2), "does not accept the source fr_essai_articles"),
    (lambda said: said["rests_on"].pop(1), "accepts another recipe than recipe.toml"),
    (lambda said: said["events"].pop("0"), "is of another commons than its checkpoint"),
    (lambda said: said.pop("checkpoint"), "is not the proof of what a release rests on"),
)


def test_a_maker_who_bends_the_proof_is_found_out(world: World, commons: SmallCommons) -> None:
    """The maker signs the manifest, so only the proof itself can show it."""
    recipe = world.recipe(STAGES, HEAD)
    accept_all(commons, recipe)
    release = world.build(recipe=recipe).path
    stats, whole = json.loads((release / "stats.json").read_bytes()), (release / FILE).read_bytes()
    assert list(of_commons(release, stats, TRUSTED)) == []
    for change, says in BENDS:
        said = json.loads(whole)
        change(said)
        (release / FILE).write_bytes(pretty_json(said))
        (fault,) = of_commons(release, stats, TRUSTED)
        assert says in fault.what
    (release / FILE).unlink()
    sign_again(release)
    assert [fault.what for fault in verify(release).faults] == ["is missing, and the recipe is built by a commons' decisions"]


def sign_again(release: Path) -> None:
    write_signed(release / MANIFEST, {**read_manifest(release), "files": files(release)}, signer(), release / SIGNATURE)


def test_a_suspended_source_is_not_built_and_one_that_changed_is_not_the_accepted_one(
    world: World, commons: SmallCommons
) -> None:
    recipe = world.recipe(STAGES, HEAD)
    commons.at = datetime.now(UTC).replace(microsecond=0)
    accept_all(commons, recipe)
    number = next(each.number for each in commons.state().proposals.values() if each.kind == "source")
    for member in ("public-1", "civil-1"):
        commons.append("suspension", {"reason": "names in it"}, number, by=member)
    with pytest.raises(UserError, match=f"source fr_essai_articles .proposal {number} is suspended"):
        world.build(recipe=recipe)
    world.describe(read=f"{(world.folder / 'read.py').read_text()}\n# changed")
    with pytest.raises(UserError, match=r"source fr_essai_articles \(never proposed as it is now\)"):
        world.build(recipe=world.recipe(STAGES, HEAD))


def test_a_decision_newer_than_the_checkpoint_waits_for_the_witnesses(world: World, commons: SmallCommons) -> None:
    recipe = world.recipe(STAGES, HEAD)
    cosigned(commons)
    for each in artefacts(recipe):
        commons.accept(each.kind, each.name, each.data)
    with pytest.raises(UserError, match="is newer than the checkpoint over 1 events"):
        world.build(recipe=recipe)


def test_a_withdrawal_decided_in_the_commons_reaches_releases_copies_and_the_feed(
    world: World, commons: SmallCommons, capsys: pytest.CaptureFixture[str]
) -> None:
    recipe = world.recipe(STAGES, HEAD)
    accept_all(commons, recipe)
    before = world.build(recipe=recipe).path
    copy = world.root / "copy"
    shutil.copytree(before, copy)
    gone = ids(before)[2]
    list_ = marked(before, [gone])
    assert gone.encode() not in list_  # the log is for ever, and names nobody
    commons.accept("withdrawal", "1 document", list_)
    cosigned(commons)
    model = world.root / "build" / "models" / "broken"
    model.mkdir(parents=True)
    (model / MODEL).write_text("{}")
    after = world.build(recipe=recipe).path
    said = "".join(capsys.readouterr())
    assert f"Commons of the tests withdrew {gone} (event" in said
    assert "A model could not be read, and what it saw is not known" in said
    assert ids(after) == [id for id in ids(before) if id != gone]
    assert (before / "SUPERSEDED.json").exists()
    feed = world.root / "build" / "releases" / "withdrawals.jsonl"
    (act,) = read_feed(feed, None).acts
    assert act["authority"] == "Commons of the tests"
    assert list(apply_withdrawals(feed, copy, signer())) == [gone]
    assert verify(copy, witnesses=TRUSTED).faults == []  # what is left rests on the same decisions
    again = world.build(recipe=recipe)
    assert (again.path, again.made) == (after, False)


@pytest.fixture
def site(world: World, commons: SmallCommons) -> Iterator[str]:
    del commons
    handler = partial(QuietHandler, directory=str(world.root / "commons"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *given: object) -> None:
        del format, given


def test_a_commons_at_an_address_is_fetched_and_judged_like_one_in_a_folder(
    world: World, commons: SmallCommons, site: str
) -> None:
    here = Manners(allow_hosts=["127.0.0.1"], requests_per_second=0)
    cosigned(commons)
    workspace = world.options().workspace
    folder = local_copy(site, world.root, workspace, here)
    assert [event.sha256 for event in Log.open(folder).events] == [event.sha256 for event in commons.log().events]
    commons.propose("source", "x", b"x")
    cosigned(commons)
    assert len(Log.open(local_copy(site, world.root, workspace, here)).events) == 2
    shutil.rmtree(commons.folder)
    other = found(commons.folder)
    other.propose("source", "another", b"y")
    make_checkpoint(other.folder, key("witness of public-1"))
    with pytest.raises(Unverified, match="was rewritten: it no longer begins with the 2 events fetched before"):
        local_copy(site, world.root, workspace, here)


def test_a_folder_needs_no_extra_and_an_address_says_which(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['httpx2'] = None\n"
        "from pathlib import Path\n"
        "import moisson.commons.govern\n"
        "from moisson.commons.mirror import local_copy\n"
        "from moisson.workspace.storage import Workspace\n"
        "print(local_copy('commons', Path('/r'), Workspace(Path('w'))))\n"
        "from moisson.contracts.errors import MoissonError\n"
        "try:\n    local_copy('https://c.example', Path('/r'), Workspace(Path('w')))\n"
        "except MoissonError as error:\n    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.splitlines() == [
        "/r/commons",
        "commons = \"https://c.example\" needs httpx2; install it by `pip install 'moisson[web]'`.",
    ]
