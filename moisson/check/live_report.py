"""Probes every ready-made source and writes one report, which a user can send back.

Each source has a process of its own, so one that hangs or fails costs only its entry: none is a traceback, none takes longer
than `LIMIT_S`.
"""

import json
import os
import platform
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from time import monotonic
from typing import Any

from moisson.check.live import probe
from moisson.connectors.web.proxy import Proxies
from moisson.contracts.errors import FetchError, MoissonError
from moisson.contracts.redacted import redacted_value
from moisson.contracts.version import __version__
from moisson.source.description import load_source
from moisson.workspace.printing import say_json
from moisson.workspace.progress import Progress

LIMIT_S = 120.0  # for one source
AT_ONCE = 6
LIBRARIES = ("httpx2", "h11", "protego", "lxml", "pypdfium2")
PROGRAMS = ("git", "npm")
REASON = re.compile(r"cannot be fetched \(([\w-]+)\)")
# What says that nothing was heard of the host itself.
UNHEARD = re.compile("connect|tls|timeout|cut|too-slow|address-.*|proxy-refused|robots-unreachable|host-failing")
# Modules are found where this process finds them, as in `guard`.
START = "import sys; sys.path[:] = sys.argv[2:]; from moisson.check.live_report import main; main(sys.argv[1])"
ORDER = ("first document", "title", "words", "language", "format", "first file", "version")


def report(names: Sequence[str], progress: Progress, limit_s: float = LIMIT_S) -> dict[str, Any]:
    """Probe the sources, several at a time; returns results in order. Raises UserError where the environment is wrong."""
    proxied = bool(Proxies.of_environment().by_scheme)
    running: set[subprocess.Popen[str]] = set()
    pool = ThreadPoolExecutor(AT_ONCE)
    try:
        asked = {pool.submit(_entry, name, limit_s, running): name for name in names}
        with progress.task("ask the sources", unit="sources", total=len(names)) as step:
            for done, _ in enumerate(as_completed(asked), 1):
                step.reach(done)
        found = {name: future.result() for future, name in asked.items()}
    finally:  # Ctrl-C ends at once
        pool.shutdown(wait=False, cancel_futures=True)
        for process in list(running):
            _end(process)
    return {
        "report": "moisson check --live --all",
        "asked_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "versions": _versions(),
        "through_a_proxy": proxied,
        "read": sum(entry["status"] == "read" for entry in found.values()),
        "answer": sum(entry["answers"] is True for entry in found.values()),
        "sources": [found[name] for name in names],
    }


def _entry(name: str, limit_s: float, running: set[subprocess.Popen[str]]) -> dict[str, Any]:
    """The result of one source's process, or why there is none."""
    began = monotonic()
    command = [sys.executable, "-P", "-c", START, name, *sys.path]
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    running.add(process)
    try:
        said, complaint = process.communicate(timeout=limit_s)
        found: dict[str, Any] = json.loads(said)
    except subprocess.TimeoutExpired:
        found = {"answers": None, "status": "too-slow", "live": f"it gave no document in {limit_s:.0f} s, and was given up"}
    except json.JSONDecodeError:
        why = (complaint.strip().splitlines() or ["it said nothing"])[-1][:300]
        found = {"answers": None, "status": "crashed", "live": f"the check ended with status {process.returncode}: {why}"}
    finally:
        _end(process)
        running.discard(process)
    entry: dict[str, Any] = redacted_value({"source": Path(name).name, **found, "seconds": round(monotonic() - began, 1)})
    return entry


def _end(process: "subprocess.Popen[str]") -> None:
    """End a process with all that it has started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def main(name: str) -> None:
    """Probe one source and print the result as JSON, in a process of the report."""
    try:
        use = load_source(name, Path()).description.connector.get("use")
        say_json({"answers": True, "connector": use, **probe(name).as_dict()})
    except MoissonError as error:
        reason = REASON.search(str(error))
        if reason:
            answers, status = not UNHEARD.fullmatch(reason[1]), reason[1]
        else:
            answers, status = None, "failed" if isinstance(error, FetchError) else "not-asked"
        say_json({"answers": answers, "status": status, "live": str(error)})


def _versions() -> dict[str, str]:
    """What took part: ours, Python's and the system's, those of libraries and programs that are here."""
    found = {"moisson": __version__, "python": platform.python_version(), "system": f"{platform.system()} {platform.machine()}"}
    for name in LIBRARIES:
        with suppress(PackageNotFoundError):
            found[name] = version(name)
    for name in PROGRAMS:
        if program := shutil.which(name):
            with suppress(OSError, subprocess.TimeoutExpired):
                done = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=20, check=False)
                if number := re.search(r"\d[\w.]*", done.stdout):
                    found[name] = number[0]
    return found


def readable(found: dict[str, Any]) -> str:
    """The report for a person, in Markdown."""
    sources = found["sources"]
    lines = [
        "# Ready-made sources of Moisson, asked live",
        "",
        f"Asked at {found['asked_at']}{', through a proxy' if found['through_a_proxy'] else ''}: of {len(sources)} sources"
        f" {found['answer']} answer, and of {found['read']} a document was read.",
        "With " + ", ".join(f"{name} {number}" for name, number in found["versions"].items()) + ".",
    ]
    for entry in sources:
        lines += ["", f"## {entry['source']}: {entry['status']} ({entry['seconds']:.0f} s)", "", str(entry["live"])]
        told = [f"- {name}: {entry[name]}" for name in ORDER if entry.get(name) is not None]
        told += [f"- refused before: {each}" for each in entry.get("refused before", ())]
        lines += ["", *told] if told else []
    return "\n".join(lines) + "\n"


def write(found: dict[str, Any], folder: Path) -> tuple[Path, Path]:
    """Write the report as JSON and as Markdown; gives where they lie."""
    stem = f"moisson-live-{found['asked_at'][:10]}"
    data, page = folder / f"{stem}.json", folder / f"{stem}.md"
    data.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    page.write_text(readable(found), encoding="utf-8")
    return data, page
