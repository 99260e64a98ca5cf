"""The viewer: how long it takes to open, to show each page and to find words, beside a scan of all texts for the same words.

    python bench/view.py                # in build/, where scripts/demo has built
    python bench/view.py WORKSPACE      # in another workspace; its newest release is looked at

Medians; a page is asked for over HTTP nine times after once that is not counted. CPU time is the server's.
"""

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from time import perf_counter, sleep
from typing import Any
from urllib.parse import quote, quote_plus, urlsplit

import duckdb

REPOSITORY = Path(__file__).parents[1]
RUNS = 9
OPENINGS = 5
QUERIES = ("congé paternité", '"contrat de travail"', "licenciement", '"période d’essai" renouvelée', "télétravail accident")
Times = tuple[float, float]  # clock and CPU seconds


class Viewer:
    """The command as a process, and a browser that is nothing but HTTP."""

    def __init__(self, process: "subprocess.Popen[str]", link: str) -> None:
        self.process, self.link, self.parts = process, link, urlsplit(link)
        status, _, headers = self._answer(f"/?{self.parts.query}")
        assert status == 303, status
        self.cookie = headers["set-cookie"].partition(";")[0]

    def _answer(self, path: str, cookie: str = "") -> tuple[int, str, dict[str, str]]:
        connection = HTTPConnection(self.parts.hostname or "", self.parts.port or 0, timeout=600)
        connection.request("GET", path, headers={"Cookie": cookie})
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, text, {name.lower(): value for name, value in answer.getheaders()}

    def page(self, path: str) -> str:
        """A page, which must be there."""
        status, text, headers = self._answer(path, self.cookie)
        if status == 303:
            return self.page(headers["location"])
        assert status == 200, (path, status)
        return text

    def cpu_s(self) -> float:
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def timed(self, path: str) -> Times:
        """The median of a page."""
        self.page(path)
        clock, before = [], self.cpu_s()
        for _ in range(RUNS):
            began = perf_counter()
            self.page(path)
            clock.append(perf_counter() - began)
        return statistics.median(clock), (self.cpu_s() - before) / RUNS


@contextmanager
def viewing(where: Path, state: Path) -> Iterator[Viewer]:
    command = [sys.executable, "-m", "moisson", "view", str(where), "--state", str(state)]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        try:
            yield Viewer(process, process.stdout.readline().strip())
        finally:
            process.terminate()


def opening(where: Path, state: Path, address: str) -> Times:
    """From the command's start to its first page."""
    clock, cpu = [], []
    for _ in range(1 + OPENINGS):
        began = perf_counter()
        with viewing(where, state) as viewer:
            viewer.page(address)
            clock.append(perf_counter() - began)
            cpu.append(viewer.cpu_s())
    return statistics.median(clock[1:]), statistics.median(cpu[1:])


def scan(release: Path, query: str) -> Times:
    """The same words in every text, with DuckDB and no index."""
    words = re.findall(r'"([^"]+)"', query) or query.split()
    test = " AND ".join("contains(lower(text), lower(?))" for _ in words)
    connection = duckdb.connect(config={"threads": 2})
    clock, cpu = [], []
    for _ in range(3):
        began, before = perf_counter(), os.times()
        connection.execute(f"SELECT count(*) FROM read_parquet('{release}/data/*/*.parquet') WHERE {test}", words).fetchall()
        after = os.times()
        clock.append(perf_counter() - began)
        cpu.append(after[0] + after[1] - before[0] - before[1])
    return statistics.median(clock), statistics.median(cpu)


def ids(release: Path) -> tuple[str, str | None]:
    """A document of middling length, and a duplicate, where there is one."""
    connection = duckdb.connect()
    found: Any = connection.execute(
        f"SELECT id FROM read_parquet('{release}/data/*/*.parquet') ORDER BY abs(word_count - 500), id LIMIT 1"
    ).fetchone()
    query = (
        f"SELECT id FROM read_parquet('{release}/ledger/*.parquet') WHERE starts_with(reason, 'duplicate:') ORDER BY id LIMIT 1"
    )
    twin: Any = connection.execute(query).fetchone()
    return found[0], twin[0] if twin else None


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workspace", nargs="?", type=Path, default=REPOSITORY / "build")
    workspace = parser.parse_args().workspace
    release = max(workspace.glob("releases/*/*/MANIFEST.json"), key=lambda path: path.stat().st_mtime).parent.resolve()
    base = f"/en/r/{quote(release.parent.name)}/{quote(release.name)}"
    document, twin = ids(release)
    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder)
        began = perf_counter()
        with viewing(workspace, state) as viewer:
            viewer.page(f"{base}/funnel")
            while not any(state.glob("*.words.sqlite")):
                sleep(0.1)
            index = perf_counter() - began, viewer.cpu_s()
            size = sum(path.stat().st_size for path in state.iterdir())
        say("index, with opening", index, f"{size / 1e6:.0f} MB")
        say("open, to its first page", opening(workspace, state, f"{base}/funnel"), "under 2 s")
        with viewing(workspace, state) as viewer:
            pages = [
                "funnel",
                "documents",
                "documents?page=1000",
                "documents?source=fr_dila_kali&year=2008",
                "documents?fate=dropped",
            ]
            pages += [
                f"document?id={quote_plus(document)}",
                "duplicates",
                "rights",
                "privacy",
                "sources",
            ]
            pages += [f"changes?id={quote_plus(document)}"] if (workspace / "runs").is_dir() else []
            pages += [f"pair?id={quote_plus(twin)}"] if twin else []
            found = [viewer.timed(f"{base}/{page}") for page in pages]
            for page, times in zip(pages, found, strict=True):
                say(page.split("?id=")[0], times)
            say("pages, the median", middle(found), "under 200 ms")
            searches = [viewer.timed(f"{base}/documents?q={quote_plus(query)}") for query in QUERIES]
        for query, times in zip(QUERIES, searches, strict=True):
            say(f"search: {query}", times)
        say("searches, the median", middle(searches), "under 100 ms")
        scans = [scan(release, query) for query in QUERIES]
        say("DuckDB over all texts", middle(scans))
        print(f"{'to a search':40} {middle(scans)[1] / middle(searches)[1]:8.1f} times the CPU time")


def middle(times: list[Times]) -> Times:
    return statistics.median(clock for clock, _ in times), statistics.median(cpu for _, cpu in times)


def say(name: str, times: Times, aim: str = "") -> None:
    print(f"{name:40} {times[0] * 1000:8.0f} ms  {times[1] * 1000:8.0f} ms of CPU time  {aim}", flush=True)


if __name__ == "__main__":
    main()
