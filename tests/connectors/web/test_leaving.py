"""Who asked for answers and leaves waits for nothing that nobody wants: not for a pause, a file, or a host's rules."""

import itertools
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from command import environment
from raw_server import NOT_FOUND, Asked, RawServer, Says, reply

from moisson.connectors.memory.store import Store
from moisson.connectors.web.client import Client, Manners
from moisson.connectors.web.threads import in_order

HERE = Manners(allow_hosts=["127.0.0.1", "localhost"], requests_per_second=0, retries=2, timeout_s=10.0)
BUSY = reply(status="503 Busy", Retry_After="60")
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


def answers(**said: Says) -> Callable[[Asked], Says]:
    """A server's answers by the last part of a path; a page where none is named."""
    rules = {"robots.txt": NOT_FOUND, "tdmrep.json": NOT_FOUND}
    return lambda asked: {**rules, **said}.get(asked.path.rpartition("/")[2], reply("page"))


def until_asked(server: RawServer, path: str, times: int = 1) -> None:
    """Wait until a server has been asked for addresses that end so, and its answer is under way."""
    deadline = time.monotonic() + 30
    while sum(each.path.endswith(path) for each in server.asked) < times:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    time.sleep(0.1)


def test_threads_that_wait_for_a_host_are_woken() -> None:
    with RawServer(answers(busy=BUSY)) as server, Client(HERE) as client:
        found = client.get_many([server.url("/first"), *(server.url(f"/{n}/busy") for n in range(12))])
        next(found)
        until_asked(server, "/busy")  # whichever comes first: it makes the others wait
        left = time.monotonic()
        del found
        assert time.monotonic() - left < 10.0
        asked = len(server.asked)
        time.sleep(0.3)
        assert len(server.asked) == asked, "nobody goes on alone"


def test_a_file_that_is_coming_goes_no_further_and_is_gone_on_from(tmp_path: Path) -> None:
    def slowly() -> Iterator[bytes]:
        yield CHUNKED.replace(b"\r\n\r\n", b'\r\nETag: "1"\r\n\r\n')
        for _ in range(400):
            yield b"1000\r\n" + b"x" * 0x1000 + b"\r\n"
            time.sleep(0.05)

    def answer(asked: Asked) -> Says:
        return slowly() if asked.path == "/file" else NOT_FOUND

    with RawServer(answer) as server, Client(HERE, Store(tmp_path / "store")) as client:
        found = in_order(lambda path: path and client.download(server.url(path)), ["", "/file"], 2)
        next(found)
        until_asked(server, "/file")
        left = time.monotonic()
        del found
        assert time.monotonic() - left < 10.0
        came = next((tmp_path / "store" / "downloads").glob("*.part")).stat().st_size
        assert 0x1000 <= came < 400 * 0x1000


SOURCE = """title = "T"
about = "A."
language = "fr"

[publisher]
name = "A body"

[connector]
use = "web"
sitemaps = ["{sitemap}"]

[connector.manners]
allow_hosts = ["127.0.0.1"]
requests_per_second = 0

[rights]
license = "CC-BY-4.0"
basis = "licence"
level = "portal"
where = "https://example.org/terms"
stated = "All texts are under CC BY 4.0."
seen_at = "2026-11-20"
"""


def test_ctrl_c_ends_a_harvest_whose_host_asks_to_wait(tmp_path: Path) -> None:
    def answer(asked: Asked) -> Says:
        if asked.path == "/sitemap.xml":
            places = (f"<url><loc>{server.url(f'/d{n}.html')}</loc></url>" for n in range(30))
            space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
            return reply(f"<urlset {space}>{''.join(places)}</urlset>", Content_Type="application/xml")
        return answers(**{"d7.html": BUSY})(asked)

    with RawServer(answer) as server:
        folder = tmp_path / "xx_body_docs"
        folder.mkdir()
        (folder / "source.toml").write_text(SOURCE.format(sitemap=server.url("/sitemap.xml")))
        command = [sys.executable, "-m", "moisson", "harvest", str(folder)]
        with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True, env=environment()) as child:
            until_asked(server, "/d7.html")
            time.sleep(0.5)
            child.send_signal(signal.SIGINT)
            try:
                _, said = child.communicate(timeout=20)
            finally:
                child.kill()
    assert (child.returncode, said.splitlines()[-1:]) == (
        130,
        ["moisson: stopped; what is finished is kept: run the same command again to go on."],
    )
    assert len(list(itertools.dropwhile(lambda path: path != "/d7.html", server.paths))) < 20, "the host was left in peace"
