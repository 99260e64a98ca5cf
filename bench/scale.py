"""Measure by what memory, time and bytes written grow with the number of documents, from the harvest to a withdrawal.

    python bench/scale.py 100000 1000000 --out DIR           # DIR must have room: some 5 kB a document
    python bench/scale.py --short                            # 5,000 and 20,000 documents, harvest to verified release
    python bench/scale.py 100000 --out DIR --json run.json   # for programs, and for bench/scale_plot.py

Makes the documents (`bench/scale_documents.py`; not counted), then runs the commands of `moisson` one after the other in one
workspace. A build of a few documents comes first, so that kernels are compiled. To measure another state of the code, put it
on PYTHONPATH.

- **Memory** is anonymous: what all processes of a command hold together and no file backs (`Pss_Anon` and `Pss_Shmem` of
  smaps_rollup), sampled five times a second. What a memory-mapped file shows is left out, since the kernel can drop it.
- **CPU** is that of the command and of all processes that it waited for.
- **Bytes written** are those that processes handed to the file system (`write_bytes` of /proc/self/io, counted when a page is
  first changed, whether by a call or in mapped memory), with scratch files that were deleted before they reached the disk.

Bounds: anonymous memory of any command at most 2 GiB + 100 bytes a document; CPU seconds a document, harvest to verified
release, at the greatest size at most 1.2 times those at the smallest; bytes written until then at most three times the text
+ 2 kB a document. Ends with 1 where one is broken. For Linux.
"""

import argparse
import json
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import scale_documents
from processes import ANONYMOUS, memory_of_each, watched

SAMPLE_S = 0.2
MEMORY_BYTES, MEMORY_A_DOCUMENT = 2 * 2**30, 100
CPU_RATIO = 1.2
TEXTS_WRITTEN, WRITTEN_A_DOCUMENT = 3, 2000
WHOLE_WAY = ("harvest", "build", "verify")
SHORT = (5_000, 20_000)
SHORT_MAIN, SHORT_ALL = 8_000, 16_000  # bytes a document, loosely: of the larger size, both workers hold whole parts
SECOND_UP_TO = 300_000  # documents: above, no second release is made, and nothing is compared or taken back

STAGES = """
[[stages]]
use = "normalize_text"

[[stages]]
use = "identify_language"

[[stages]]
use = "drop_short"
min_words = 10

[[stages]]
use = "measure_signals"

[[stages]]
use = "measure_noise"

[[stages]]
use = "drop_low_quality"

[[stages]]
use = "mask_personal_data"

[[stages]]
use = "require_rights"

[[stages]]
use = "drop_exact_duplicates"

[[stages]]
use = "drop_near_duplicates"
threshold = 0.85

[[stages]]
use = "remove_boilerplate"
"""


@dataclass(frozen=True)
class Measured:
    """What one command took."""

    name: str
    anonymous_mib: float  # the peak of all processes together
    main_mib: float  # and of the command's own, which drives the others
    cpu_s: float
    wall_s: float
    written_mb: float


@dataclass
class Run:
    """All commands over so many documents."""

    documents: int
    text_mb: float
    released: int = 0
    commands: list[Measured] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)  # of the build by phase, as costs.json has them

    def on_the_way(self, figure: str) -> float:
        """A figure summed from the harvest to the verified release."""
        return float(sum(getattr(one, figure) for one in self.commands if one.name in WHOLE_WAY))

    @property
    def memory_limit_mib(self) -> float:
        return (MEMORY_BYTES + MEMORY_A_DOCUMENT * self.documents) / 2**20

    @property
    def written_limit_mb(self) -> float:
        return TEXTS_WRITTEN * self.text_mb + WRITTEN_A_DOCUMENT * self.documents / 1e6


class Commands:
    """Runs `moisson` in a folder and keeps what each command took."""

    def __init__(self, folder: Path, run: Run, tell: bool) -> None:
        self.folder, self.run, self.tell = folder, run, tell
        self.workspace = folder / "build"

    def __call__(self, name: str, *arguments: str | Path, here: bool = True) -> Any:
        """Run one command with `--json`; gives its answer. `here`: it takes the workspace."""
        command = [sys.executable, "-m", "moisson", *map(str, arguments), "--json"]
        measured, said = measure(name, command + (["--out", str(self.workspace)] if here else []))
        self.run.commands.append(measured)
        if self.tell:
            print(line(measured), flush=True)
        return said


def measure(name: str, command: list[str]) -> tuple[Measured, Any]:
    """Run a command in a session of its own and watch the memory of all its processes; gives its JSON, too."""
    peaks, main_peaks = [0], [0]

    def look(leader: int) -> None:
        held = memory_of_each(leader, ANONYMOUS)
        peaks.append(sum(held.values()))
        main_peaks.append(held.get(leader, 0))

    written = _written()
    ran = watched(command, SAMPLE_S, look)
    memory = max(peaks) / 2**20, max(main_peaks) / 2**20
    return Measured(name, *memory, ran.cpu_s, ran.wall_s, (_written() - written) / 1e6), ran.said


def _written() -> int:
    """What this process and those it has waited for have handed to the file system."""
    lines = dict(line.split(": ") for line in Path("/proc/self/io").read_text().splitlines())
    return int(lines["write_bytes"])


def make_documents(folder: Path, documents: int, pool: dict[str, Any]) -> int:
    """Write the sources and two recipes; gives the bytes of text."""
    text_bytes = sum(
        scale_documents.write_source(folder / f"xx_{name}", name, number, pool[name])
        for name, number in scale_documents.shares(documents).items()
    )
    head = (
        'name = "scale"\nversion = "1"\ntitle = "Documents made from real sentences"\nabout = "To measure a build. Not to be'
        ' published."\ncontact = "https://example.org/contact"\n'
    )
    sources = "".join(f'\n[[sources]]\nuse = "./xx_{name}"\n' for name in pool)
    (folder / "scale.toml").write_text(head + sources + STAGES)
    (folder / "other.toml").write_text((head + sources + STAGES).replace("threshold = 0.85", "threshold = 0.8"))
    return text_bytes


def one_run(folder: Path, documents: int, pool: dict[str, Any], *, way_only: bool, second: bool, tell: bool = True) -> Run:
    """All commands over so many documents, in a folder that is deleted."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        run = Run(documents, make_documents(folder, documents, pool) / 1e6)
        if tell:
            print(f"\n{documents:,} documents, {run.text_mb:,.0f} MB of text\n{HEAD}", flush=True)
        call = Commands(folder, run, tell)
        call("harvest", "harvest", folder / "scale.toml")
        release = Path(call("build", "build", folder / "scale.toml")["release"])
        costs = json.loads((release / "costs.json").read_bytes())
        run.seconds = {label: round(seconds, 1) for label, seconds in costs["seconds"].items() if seconds >= 0.1}
        run.released = call("verify", "verify", release, here=False)["documents"]
        if not way_only:
            look(call, release)
        if second and not way_only:
            take_back(call, release)
        return run
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def look(call: Commands, release: Path) -> None:
    """The commands that read a workspace or a release."""
    (id, passage), *_ = some_documents(release)
    call("show ID", "show", id)
    call("show --dropped --reason duplicate", "show", "--dropped", "--reason", "duplicate")
    call("trace ID", "trace", id)
    call("trace --text", "trace", "--text", passage)
    call("audit repeated-words", "audit", "repeated-words")
    call("status", "status", call.folder / "scale.toml")
    call("gc --dry-run", "gc", "--dry-run")
    call("export", "export", release, "--as", "dolma", "--to", call.folder / "exported", here=False)
    shutil.rmtree(call.folder / "exported")


def take_back(call: Commands, release: Path) -> None:
    """A second release, compared with the first; then documents are taken back, from a copy and out of everything."""
    other = Path(call("build, another threshold", "build", call.folder / "other.toml")["release"])
    call("diff", "diff", release, other, here=False)
    copy = call.folder / "copy"
    shutil.copytree(other, copy)
    (one, _), (another, _) = list(some_documents(other))[:2]
    why = ("--reason", "asked by whom it names", "--authority", "the data protection officer")
    call("withdraw", "withdraw", one, *why)
    feed = call.workspace / "releases" / "withdrawals.jsonl"
    call("apply-withdrawals", "apply-withdrawals", feed, copy, here=False)
    call("withdraw --purge", "withdraw", another, *why, "--purge")


def some_documents(release: Path) -> Iterator[tuple[str, str]]:
    """Ids of documents in the middle of a release's files, and a passage of each."""
    for path in sorted((release / "data").rglob("*.parquet")):
        with pq.ParquetFile(path) as file:
            group = file.read_row_group(file.num_row_groups // 2, columns=["id", "text"])
        for at in range(group.num_rows // 2, group.num_rows):
            if len(text := group["text"][at].as_py()) > 400:
                yield group["id"][at].as_py(), text[100:300]


def problems(runs: list[Run]) -> list[str]:
    """The bounds that are broken."""
    found = []
    for run in runs:
        for one in run.commands:
            if one.anonymous_mib > run.memory_limit_mib:
                found.append(
                    f"{run.documents:,} documents, {one.name}: {one.anonymous_mib:,.0f} MiB, over {run.memory_limit_mib:,.0f}"
                )
        if (written := run.on_the_way("written_mb")) > run.written_limit_mb:
            found.append(f"{run.documents:,} documents: {written:,.0f} MB written, over {run.written_limit_mb:,.0f}")
    first, last = runs[0], runs[-1]
    before, after = (run.on_the_way("cpu_s") / run.documents for run in (first, last))
    if after > CPU_RATIO * before:
        ratio = f"{after / before:.2f} times that at {first.documents:,}, over {CPU_RATIO}"
        found.append(f"CPU a document at {last.documents:,} is {ratio}")
    return found


def slopes(runs: list[Run]) -> list[str]:
    """What grows by far too much between small sizes, where what a process holds at its start would hide it or pass for it."""
    found = []
    for small, large in pairwise(runs):
        more = large.documents - small.documents
        for one, other in zip(small.commands, large.commands, strict=True):
            grown = (
                ("the main process", other.main_mib - one.main_mib, SHORT_MAIN),
                ("all together", other.anonymous_mib - one.anonymous_mib, SHORT_ALL),
            )
            for who, mib, limit in grown:
                if (memory := mib * 2**20 / more) > limit:
                    found.append(f"{other.name}, {who}: {memory:,.0f} more bytes of memory a document, over {limit:,}")
        written, most = (
            large.on_the_way("written_mb") - small.on_the_way("written_mb"),
            large.written_limit_mb - small.written_limit_mb,
        )
        if written > most:
            found.append(f"{written / more * 1e3:.1f} kB more written a document, over {most / more * 1e3:.1f}")
    return found


HEAD = f"{'':36}{'anonymous MiB':>14}{'of them main':>14}{'CPU s':>10}{'wall s':>10}{'MB written':>12}"


def line(one: Measured) -> str:
    return (
        f"{one.name:36}{one.anonymous_mib:14,.0f}{one.main_mib:14,.0f}{one.cpu_s:10.1f}{one.wall_s:10.1f}{one.written_mb:12,.0f}"
    )


def sum_line(run: Run) -> str:
    """The figures that have bounds, a document."""
    cpu, written, limit = (
        each / run.documents * 1e3 for each in (run.on_the_way("cpu_s"), run.on_the_way("written_mb"), run.written_limit_mb)
    )
    most = max(one.anonymous_mib for one in run.commands)
    return (
        f"{run.documents:,} documents, {run.released:,} released: at most {most:,.0f} MiB (bound {run.memory_limit_mib:,.0f});"
        f" to the verified release {cpu:.2f} ms of CPU and {written:.1f} kB written (bound {limit:.1f}) a document"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("documents", type=int, nargs="*", help="numbers of documents, the smallest first")
    parser.add_argument("--out", type=Path, help="where workspaces are made and deleted")
    parser.add_argument("--short", action="store_true", help="small sizes, from the harvest to the verified release")
    parser.add_argument("--way-only", action="store_true", help="harvest, build and verify alone")
    parser.add_argument("--second-up-to", type=int, default=SECOND_UP_TO, help="up to so many documents, a second release")
    parser.add_argument("--json", type=Path, help="write the figures into this file")
    asked = parser.parse_args()
    if not scale_documents.DATA.is_dir():
        print(f"{scale_documents.DATA} is absent: there are no real sentences to make documents from.")
        return 0
    sizes = sorted(asked.documents) or list(SHORT)
    way_only = asked.way_only or asked.short
    with tempfile.TemporaryDirectory(prefix="moisson-scale-", dir=asked.out) as scratch:
        os.environ.update(MOISSON_KEY=f"{scratch}/key", MOISSON_TRUST=f"{scratch}/trusted.json")
        pool = scale_documents.sentences()
        one_run(Path(scratch) / "first", 300, pool, way_only=True, second=False, tell=False)  # which compiles the kernels
        runs = [
            one_run(Path(scratch) / str(number), number, pool, way_only=way_only, second=number <= asked.second_up_to)
            for number in sizes
        ]
    broken = slopes(runs) if asked.short else problems(runs)
    print("", *map(sum_line, runs), *broken, sep="\n")
    if asked.json:
        machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
        found = {"machine": machine, "runs": [asdict(run) for run in runs], "problems": broken}
        asked.json.write_text(json.dumps(found, indent=1) + "\n")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
