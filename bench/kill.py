"""Kill builds at random moments with SIGKILL, and show that nothing is lost and nothing done twice.

    python bench/kill.py --kills 200            # a quarter of an hour on two cores
    python bench/kill.py --kills 6              # the short form, for CI

Real documents (the Labour Ministry's answers, from npm, or any folder of texts with --texts) are built by two worker processes in
many small parts. Each trial starts in an empty workspace, is killed one to three times and then runs to its end. A kill falls
at a random moment of the build, start-up included, on the main process, on one worker, or on the whole process group. Checked:

- the release is the same, byte for byte, as the one of a build that nobody disturbed (all but costs.json);
- no receipt, part, snapshot or release that was there after a kill is written again, no finished shard is worked on again, and a
  kill costs at most the shards in flight, one per worker;
- a killed worker ends the build with one sentence and exit code 4; no worker outlives its main process; `.tmp` ends up empty.

The table says in which phase the kills fell, judged by what lay on disk; workers live in the map phase only. Ends with 1 if
anything was violated. For Linux. A third of the time goes to flushing files to disk; `TMPDIR=/dev/shm` saves it.
"""

import argparse
import filecmp
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from time import monotonic, sleep
from typing import Any

import victim
from processes import session

KILLS_A_TRIAL = (3, 2, 1)  # in turn
PATIENCE_S = 120  # a build that takes longer hangs
LINGER_S = 10  # what an orphan may take to notice that its parent is gone
PHASES = ("start-up", "harvest", "map", "corpus", "write", "done")
VICTIMS = ("main", "worker", "group")
SENTENCE = "a worker process was killed"


@dataclass
class Run:
    """A build in a session of its own."""

    recipe: Path
    out: Path
    process: subprocess.Popen[bytes] = field(init=False)

    def __post_init__(self) -> None:
        command = [sys.executable, victim.__file__, str(self.recipe), str(self.out)]
        with self.errors.open("wb") as errors:
            self.process = subprocess.Popen(command, stderr=errors, start_new_session=True)

    @property
    def errors(self) -> Path:
        return self.out.with_suffix(".errors")

    def workers(self) -> list[int]:
        return [pid for pid, command in session(self.process.pid) if b"spawn_main" in command]

    def strike(self, who: str, random: Random) -> str:
        """Kill; gives who was killed, for a worker can be killed only where there is one."""
        workers = self.workers()
        if who == "worker" and workers:
            os.kill(random.choice(workers), signal.SIGKILL)
            return who
        if who == "group":
            os.killpg(self.process.pid, signal.SIGKILL)
            return who
        os.kill(self.process.pid, signal.SIGKILL)
        return "main"

    def end(self) -> int | None:
        """Wait for the exit code; None where the build hangs (it is then killed)."""
        try:
            return self.process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            return None

    def lingered_s(self) -> float | None:
        """How long others of the session outlived the main process; None where some still live (they are then killed)."""
        began = monotonic()
        while living := list(session(self.process.pid)):
            if monotonic() - began > LINGER_S:
                for pid, _ in living:
                    os.kill(pid, signal.SIGKILL)
                return None
            sleep(0.005)
        return monotonic() - began


def evidence(out: Path) -> dict[Path, tuple[int, int]]:
    """What must never be written again, with inode and time of writing."""
    paths = [path for folder in ("parts", "snapshots") for path in out.glob(f"harvest/*/{folder}/*")]
    for receipt in out.glob("shards/*/*.json"):
        paths += [receipt, receipt.with_suffix(".parquet"), receipt.with_suffix(".ledger.parquet")]
    paths += [path for whole in out.glob("releases/*/*/MANIFEST.json") for path in whole.parent.rglob("*")]
    return {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in paths if path.is_file()}


def phase(out: Path, before: int) -> str:
    """Where a run had got to, judged by what is on disk and by the notes after the first `before`."""
    noted = [what for what, _ in victim.notes(out)]
    if "run" not in noted[before:]:
        return "start-up"
    if any(out.glob("releases/*/*/MANIFEST.json")):
        return "done"
    if not any(out.glob("harvest/*/snapshots/*")):
        return "harvest"
    parts, receipts = (len(list(out.glob(where))) for where in ("harvest/*/parts/*", "shards/*/*.json"))
    if receipts < parts * victim.CHECKPOINTS:
        return "map"
    scratch = [path for path in out.glob(".tmp/*") if path.is_dir()]  # the corpus phase has one, writing a second
    return "write" if len(scratch) > 1 else "corpus"


def release(out: Path) -> Path:
    folder = out / "releases" / "kill"
    return folder / str(json.loads((folder / "latest.json").read_bytes())["release"])


def differing(one: Path, other: Path) -> list[str]:
    """The files of two releases that are not the same; what a build cost may differ."""
    names = [{path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()} for root in (one, other)]
    missing = names[0] ^ names[1]
    both = sorted(names[0] & names[1] - {"costs.json"})
    return sorted(missing) + [name for name in both if not filecmp.cmp(one / name, other / name, shallow=False)]


@dataclass
class Tally:
    """What the kills hit and what they cost."""

    random: Random
    recipe: Path
    reference: Path
    seconds: float  # that an undisturbed build takes
    trials: int = 0
    kills: Counter[tuple[str, str]] = field(default_factory=Counter)
    missed: int = 0  # the build was over before its kill
    worker_exits: Counter[str] = field(default_factory=Counter)
    recomputed: int = 0
    most_recomputed: int = 0
    longest_linger_s: float = 0.0
    violations: list[str] = field(default_factory=list)

    def trial(self, out: Path, most: int) -> None:
        """Build from nothing, killed up to `most` times, then undisturbed; then look at what came out."""
        self.trials += 1
        standing: dict[Path, tuple[int, int]] = {}
        for _ in range(min(most, KILLS_A_TRIAL[(self.trials - 1) % len(KILLS_A_TRIAL)])):
            before = len(victim.notes(out))
            run = Run(self.recipe, out)
            self._wait(run, fresh=not before)
            self._kill(run, before)
            self._look(out, standing, before)
            standing = evidence(out)
        before = len(victim.notes(out))
        run = Run(self.recipe, out)
        if (code := run.end()) != 0:
            return self._violated(f"the last run ended with {code}: {run.errors.read_text().strip()[-300:]}")
        self._outlived(run)
        self._look(out, standing, before)
        if wrong := differing(self.reference, release(out)):
            self._violated(f"the release differs from the reference in {', '.join(wrong)}")
        if left := list((out / ".tmp").iterdir()):
            self._violated(f".tmp still holds {len(left)} entries")
        return None

    def _wait(self, run: Run, fresh: bool) -> None:
        """Wait for the moment of the kill; a whole build that ends before it shows that the first measure was too long."""
        began = monotonic()
        try:
            run.process.wait(self.random.uniform(0, self.seconds))
        except subprocess.TimeoutExpired:
            return
        if fresh:
            self.seconds = min(self.seconds, monotonic() - began)

    def _kill(self, run: Run, before: int) -> None:
        if run.process.poll() is not None:
            self.missed += 1
            return self._ended_well(run)
        struck = run.strike(self.random.choice(VICTIMS), self.random)
        code = run.end()
        self._outlived(run)
        self.kills[phase(run.out, before) if struck != "worker" else "map", struck] += 1
        if struck == "worker":
            said = run.errors.read_text()
            self.worker_exits[f"exit {code}"] += 1
            if code != 0 and (code != 4 or SENTENCE not in said):
                self._violated(f"a killed worker ended the build with {code}: {said.strip()[-300:]}")
        return None

    def _ended_well(self, run: Run) -> None:
        self._outlived(run)
        if run.process.returncode != 0:
            said = run.errors.read_text().strip()[-300:]
            self._violated(f"a build that nobody killed ended with {run.process.returncode}: {said}")

    def _outlived(self, run: Run) -> None:
        lingered = run.lingered_s()
        if lingered is None:
            return self._violated(f"a process outlived its main process by {LINGER_S} seconds")
        self.longest_linger_s = max(self.longest_linger_s, lingered)
        return None

    def _look(self, out: Path, standing: dict[Path, tuple[int, int]], before: int) -> None:
        """Check that a run left alone what stood before it, and count the shards that it began a second time."""
        now = evidence(out)
        if touched := [path for path, mark in standing.items() if now.get(path) != mark]:
            self._violated(f"written again: {touched[0].relative_to(out)} and {len(touched) - 1} more")
        earlier, later = victim.notes(out)[:before], victim.notes(out)[before:]
        begun = {part for what, part in later if what == "start"}
        if again := begun & {part for what, part in earlier if what == "end"}:
            self._violated(f"{len(again)} finished shards were worked on again")
        recomputed = len(begun & {part for what, part in earlier if what == "start"})
        kills = sum(what == "run" for what, _ in earlier)
        if recomputed > victim.WORKERS * kills:
            self._violated(f"{recomputed} shards were begun again after {kills} kills")
        self.recomputed += recomputed
        self.most_recomputed = max(self.most_recomputed, recomputed)

    def _violated(self, what: str) -> None:
        self.violations.append(f"trial {self.trials}: {what}")

    def as_dict(self) -> dict[str, Any]:
        return {
            "kills": sum(self.kills.values()),
            "kills_by_phase": {at: {who: self.kills[at, who] for who in VICTIMS} for at in PHASES},
            "missed": self.missed,
            "trials": self.trials,
            "undisturbed_build_s": round(self.seconds, 2),
            "shards": len(list((self.reference.parents[2] / "harvest").glob("*/parts/*"))),
            "shards_begun_again": self.recomputed,
            "most_begun_again_in_a_run": self.most_recomputed,
            "after_a_killed_worker": dict(self.worker_exits),
            "longest_outliving_s": round(self.longest_linger_s, 3),
            "violations": self.violations,
        }


def undisturbed(recipe: Path, out: Path) -> float:
    began = monotonic()
    run = Run(recipe, out)
    if (code := run.end()) != 0:
        sys.exit(f"the undisturbed build ended with {code}: {run.errors.read_text()}")
    return monotonic() - began


def table(found: dict[str, Any], seconds: float) -> str:
    lines = [f"{'killed in':10}" + "".join(f"{who:>8}" for who in VICTIMS) + f"{'all':>8}"]
    for at, row in found["kills_by_phase"].items():
        lines.append(f"{at:10}" + "".join(f"{row[who]:8}" for who in VICTIMS) + f"{sum(row.values()):8}")
    lines += [
        f"{found['kills']} kills in {found['trials']} trials of {found['shards']} shards; {found['missed']} builds ended first",
        f"undisturbed build {found['undisturbed_build_s']} s; all trials {seconds:.0f} s",
        f"shards begun again: {found['shards_begun_again']}, at most {found['most_begun_again_in_a_run']} in one run",
        f"a killed worker ended the build with: {found['after_a_killed_worker']}",
        f"processes outlived their main process by at most {found['longest_outliving_s']} s",
        f"violations: {len(found['violations'])}",
        *found["violations"],
    ]
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--texts", type=Path, help="a folder of texts to build instead of those from npm")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="moisson-kill-") as name:
        folder = Path(name)
        recipe = victim.prepare(folder, asked.texts)
        undisturbed(recipe, folder / "warm")  # compiles the kernels
        seconds = undisturbed(recipe, folder / "reference")
        tally = Tally(Random(asked.seed), recipe, release(folder / "reference"), seconds)
        began = monotonic()
        while (left := asked.kills - sum(tally.kills.values())) > 0:
            tally.trial(folder / f"trial-{tally.trials}", left)
        found = tally.as_dict()
    print(json.dumps(found, indent=2) if asked.json else table(found, monotonic() - began))
    return 1 if found["violations"] else 0


if __name__ == "__main__":
    sys.exit(main())
