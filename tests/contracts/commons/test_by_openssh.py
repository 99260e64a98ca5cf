"""OpenSSH itself checks what members signed: `ssh-keygen -Y verify -n moisson-commons`, with a list of the members' keys."""

import subprocess
from pathlib import Path
from shutil import which

import pytest
from small_commons import MEMBERS, SmallCommons, found, key

pytestmark = pytest.mark.skipif(which("ssh-keygen") is None, reason="ssh-keygen is not installed here")


def agrees(event: Path, member: str, keys: Path, namespace: str = "moisson-commons", data: bytes | None = None) -> bool:
    options = ("-f", str(keys), "-I", member, "-n", namespace, "-s", f"{event}.sig")
    done = subprocess.run(
        ["ssh-keygen", "-Y", "verify", *options], input=event.read_bytes() if data is None else data, capture_output=True
    )
    return done.returncode == 0


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    path = tmp_path / "allowed_signers"
    path.write_text("".join(f"{member} {key(member).public}\n" for member in MEMBERS))
    return path


def test_openssh_agrees_on_every_event_and_on_nothing_else(tmp_path: Path, keys: Path) -> None:
    commons: SmallCommons = found(tmp_path / "commons")
    commons.accept("source", "fr_essai", b"a source", by="civil-2")
    log = commons.log()
    assert len(log.events) == 12
    for event in log.events:
        path = log.folder / "events" / event.path
        assert agrees(path, event.by, keys)
    other = next(member for member in MEMBERS if member != event.by)
    assert not agrees(path, other, keys)
    assert not agrees(path, event.by, keys, "moisson")  # the namespace of releases
    assert not agrees(path, event.by, keys, data=path.read_bytes().replace(b'"accepted"', b'"refused"'))
