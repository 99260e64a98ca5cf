"""The command `view` as a process: its link, its style sheet, its mistakes."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

from command import call, environment, sentence
from small_source import World, touched


@contextmanager
def viewing(world: World, *arguments: str) -> Iterator[str]:
    """The link that the command prints; it ends by Ctrl-C, with nothing to say."""
    command = [sys.executable, "-m", "moisson", "view", *arguments]
    with subprocess.Popen(
        command, cwd=world.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment()
    ) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.send_signal(signal.SIGINT)
            _, said = process.communicate(timeout=30)
            assert said == ""


def fetched(link: str, path: str, cookie: str = "") -> tuple[int, str, str]:
    parts = urlsplit(link)
    connection = HTTPConnection(parts.hostname or "", parts.port or 0, timeout=20)
    connection.request("GET", path, headers={"Cookie": cookie})
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text, answer.getheader("set-cookie") or ""


def test_the_link_leads_to_the_pages_and_nothing_is_changed(looked_at: World, tmp_path: Path) -> None:
    (tmp_path / "own.css").write_text("body { color: navy }")
    before = touched(looked_at.root / "build")
    with viewing(looked_at, "build", "--state", str(tmp_path / "state"), "--style", str(tmp_path / "own.css")) as link:
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/\?token=[\w-]{32}", link)
        status, _, cookie = fetched(link, f"/?{urlsplit(link).query}")
        assert status == 303
        cookie = cookie.partition(";")[0]
        assert fetched(link, "/style.css", cookie)[:2] == (200, "body { color: navy }")
        name = (looked_at.root / "build/releases/essai/latest").readlink()
        status, text, _ = fetched(link, f"/en/r/essai/{name}/funnel", cookie)
        assert status == 200
        assert "From found to kept" in text
    assert touched(looked_at.root / "build") == before
    (index,) = (tmp_path / "state").iterdir()
    assert index.name.endswith(".words.sqlite")


def test_a_mistake_is_a_sentence(looked_at: World) -> None:
    assert "is no release" in sentence(call(looked_at, "view", "absent"), 2)
    (looked_at.root / "empty" / "harvest").mkdir(parents=True)
    assert "holds no release yet" in sentence(call(looked_at, "view", "empty"), 2)
    assert "there is no such file" in sentence(call(looked_at, "view", "build", "--style", "absent.css"), 2)
    said = sentence(call(looked_at, "view", "build/releases/essai/latest", "--show-masked"), 2)
    assert "open the workspace where it was built" in said
