"""Cut harvests off from real servers at random requests, and show that they end as if nobody had.

    python bench/cuts.py                      # 100 cuts for each connector: an hour on a busy machine
    python bench/cuts.py --connector oai      # of one only; --seed for other moments
    python bench/cuts.py --short              # two cuts each

Each trial harvests a hundred documents from a real server (cut_catalogues.py, cut_sites.py, cut_stores.py) through a proxy
(cut_wire.py). It begins with an empty workspace, or with the harvest of an earlier edition of which some documents then changed,
came and went. At a random request the connection breaks once, or for good, or the harvesting process is killed by SIGKILL: before
the answer, in the middle of its body, or just after it; up to three times. Then the harvest runs undisturbed. Checked, against a
harvest that nobody cut:

- the same snapshot (ids, versions, states, facts, rights; bytes, titles and records in the parts) and the same ledger;
- nothing stored twice, no snapshot with a gap that its ledger does not name, no tombstone for what is still there;
- of documents that had come whole, a cut costs those that waited to be taken, and a kill the quarter of a second before it.

`again` says how many more requests a cut costs, and `docs` how many documents came whole once more for one cut, at most. Then a
second harvest, with nothing changed and with one document changed: how many requests. Ends with 1 if anything was violated. A
connector whose server is not installed is said.
"""

import argparse
import json
import multiprocessing
import os
import shutil
import sys
import tempfile
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from time import monotonic
from typing import Any

import pytest
from cut_catalogues import CATALOGUES
from cut_papers import EDITIONS, Edition, Far, Kind
from cut_sites import SITES
from cut_stores import STORES
from cut_trials import Asked, Content, Run, content, describe, differences, run, taken, under_way, unsaid
from cut_wire import Cut, How, Place, Wire, wire

from moisson.connectors import BUILT_IN
from moisson.contracts.identity import digest

TESTS = Path(__file__).parents[1] / "tests"
KINDS = [*CATALOGUES, *SITES, *STORES]
PRELOADED = ["__main__", "pyarrow.dataset", "moisson.readers.files", *(BUILT_IN[kind.use].partition(":")[0] for kind in KINDS)]
PLACES: tuple[Place, ...] = ("before", "middle", "after")
HOWS: tuple[How, ...] = ("once", "away", "kill")
SHORT = 2


@dataclass
class Tally:
    """What the cuts of one connector came to."""

    kind: Kind
    requests: int = 0  # of a harvest that nobody cut
    trials: int = 0
    cuts: Counter[str] = field(default_factory=Counter)
    ends: Counter[str] = field(default_factory=Counter)  # of the harvests that were cut
    missed: int = 0  # the harvest was over before its cut
    more_requests: int = 0  # than without cuts, in all trials
    most_again: int = 0  # documents that came whole once more, for one cut
    nothing_changed: int = 0  # requests of a second harvest
    percent_changed: int = 0
    seconds: float = 0.0
    violations: list[str] = field(default_factory=list)
    skipped: str = ""

    def violated(self, what: str) -> None:
        self.violations.append(f"{self.kind.name}, trial {self.trials}: {what}")

    def as_dict(self) -> dict[str, Any]:
        kept = {name: value for name, value in vars(self).items() if name != "kind"}
        return {"connector": self.kind.name, "server": self.kind.server, **kept}

    def __str__(self) -> str:
        if self.skipped:
            return f"{self.kind.name:12}{self.kind.server:28}skipped: {self.skipped}"
        all_cuts = sum(self.cuts.values())
        return (
            f"{self.kind.name:12}{self.kind.server:28}{all_cuts:5}{self.cuts['once']:6}{self.cuts['away']:6}{self.cuts['kill']:6}"
            f"{self.requests:10}{self.more_requests / max(all_cuts, 1):9.1f}{self.most_again:8}"
            f"{self.nothing_changed:11}{self.percent_changed:6}{len(self.violations):12}{self.seconds:7.0f}"
        )


HEAD = (
    f"{'connector':12}{'server':28}{'cuts':>5}{'once':>6}{'away':>6}{'kill':>6}{'requests':>10}{'again':>9}{'docs':>8}"
    f"{'unchanged':>11}{'1 %':>6}{'violations':>12}{'s':>7}"
)


@dataclass
class Bench:
    """One connector's server in all its editions, the harvests that nobody cut, and the trials."""

    folder: Path
    wire: Wire
    kind: Kind
    random: Random
    tally: Tally
    routes: dict[str, Any] = field(default_factory=dict)
    wholes: dict[str, tuple[Content, Run]] = field(default_factory=dict)

    def prepare(self, stack: ExitStack) -> None:
        """Serve every edition; harvest undisturbed."""
        for edition in EDITIONS.values():
            folder = self.folder / "far" / edition.name
            folder.mkdir(parents=True)
            self.routes[edition.name] = self.kind.serve(Far(self.wire, edition, folder, stack))
        for name, root, start in (("first", "start", None), ("later", "later", "start"), ("percent", "percent", "start")):
            self.wholes[name] = self._whole(name, self.folder / root, self.folder / start if start else None)
            self._check(EDITIONS[name], self.wholes[name][0])
        _, unchanged = self._whole("first", self.folder / "same", self.folder / "start")
        self.tally.requests = len(self.wholes["first"][1].exchanges)
        self.tally.nothing_changed = len(unchanged.exchanges)
        self.tally.percent_changed = len(self.wholes["percent"][1].exchanges)

    def _check(self, edition: Edition, whole: Content) -> None:
        """See that the harvest which nobody cut has brought each paper, byte for byte: all others are compared with it."""
        wanted = sorted(digest(self.kind.body(paper)) for paper in edition.papers)
        if sorted(str(whole.rows[id]["held"]["content"]) for id in whole.alive()) != wanted:
            came = f"brought {len(whole.alive())} of {len(wanted)} papers, or not as they are; refused: {whole.refused[:3]}"
            sys.exit(f"{self.kind.name}: the undisturbed harvest {came}")

    def _whole(self, edition: str, root: Path, start: Path | None) -> tuple[Content, Run]:
        if start is None:
            describe(root, self.kind, self.wire, retries=0)
        else:
            shutil.copytree(start, root)
        self.wire.routes = self.routes[edition]
        done = run(root, self.wire)
        if done.end != "ended":
            sys.exit(f"{self.kind.name}: an undisturbed harvest {done.end}: {done.said}")
        return content(root, taken(root)[-1]), done

    def trial(self, most: int) -> None:
        """Harvest with up to `most` cuts, then undisturbed; compare."""
        self.tally.trials += 1
        edition = self.random.choice(("first", "later"))
        root = self.folder / f"trial-{self.tally.trials}"
        before = None
        if edition == "later":
            shutil.copytree(self.folder / "start", root)
            before = self.wholes["first"][0]
        describe(root, self.kind, self.wire, retries=self.random.choice((0, 1)))
        self.wire.routes = self.routes[edition]
        whole, undisturbed = self.wholes[edition]
        asked, usual = Asked(), Asked()
        usual.add(undisturbed.exchanges, self.kind.documents)
        standing = len(taken(root))
        cuts: list[Cut] = []
        most_again = 0
        for _ in range(min(most, self.random.choice((1, 1, 2, 3)))):
            cut = self._cut(len(undisturbed.exchanges))
            done = run(root, self.wire, cut)
            asked.add(done.exchanges, self.kind.documents)
            if not done.struck:
                self.tally.missed += 1
                self._ended_well(done)
                break
            cuts.append(cut)
            self.tally.cuts[cut.how] += 1
            self.tally.ends[done.end] += 1
            most_again += under_way(done, self.kind.documents)
            self._look(root, standing, whole, before, done)
        done = run(root, self.wire)
        asked.add(done.exchanges, self.kind.documents)
        self._ended_well(done)
        if done.end == "ended":
            snapshots = taken(root)
            found = content(root, snapshots[-1])
            for wrong in differences(found, whole, states=len(snapshots) == standing + 1):
                self.tally.violated(f"{wrong} ({edition}, {cuts})")
        again = asked.again - usual.again
        self.tally.more_requests += max(asked.requests - usual.requests, 0)
        if cuts:
            self.tally.most_again = max(self.tally.most_again, -(-again // len(cuts)))
            if again > most_again:
                self.tally.violated(f"{again} documents came again, where {most_again} were under way ({edition}, {cuts})")
        shutil.rmtree(root)

    def _cut(self, requests: int) -> Cut:
        return Cut(self.random.randint(1, requests), self.random.choice(PLACES), self.random.choice(HOWS), self.random.random())

    def _ended_well(self, done: Run) -> None:
        if done.end != "ended":
            self.tally.violated(f"an undisturbed harvest {done.end}: {done.said[-600:]}")

    def _look(self, root: Path, standing: int, whole: Content, before: Content | None, done: Run) -> None:
        """What a harvest that was cut has left for others to see."""
        if done.end == "crashed":
            self.tally.violated(done.said[-600:])
        for snapshot in taken(root)[standing:]:
            for wrong in unsaid(content(root, snapshot), whole, before):
                self.tally.violated(wrong)


def measure(kind: Kind, cuts: int, seed: int) -> Tally:
    """Cut one connector off."""
    tally, began = Tally(kind), monotonic()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="moisson-cuts-")))
        bench = Bench(folder, stack.enter_context(wire()), kind, Random(f"{seed} {kind.name}"), tally)
        try:
            bench.prepare(stack)
        except pytest.skip.Exception as missing:
            tally.skipped = str(missing)
            return tally
        while (left := cuts - sum(tally.cuts.values())) > 0 and tally.trials < 3 * cuts:
            bench.trial(left)
        tally.violations += [f"{kind.name}: {fault}" for fault in bench.wire.faults]
    tally.seconds = monotonic() - began
    return tally


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cuts", type=int, default=100, help="of each connector")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--connector", action="append", help="of these only, by the first column of the table")
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    sys.path[:0] = [
        str(TESTS),
        *(str(TESTS / "connectors" / name) for name in ("", "catalogues", "files", "git", "objects", "portals", "sites", "warc")),
    ]
    os.environ["PYTHONPATH"] = os.pathsep.join(sys.path)  # where the process from which harvests are forked finds this module
    multiprocessing.set_forkserver_preload(PRELOADED)
    kinds = [kind for kind in KINDS if not asked.connector or kind.name in asked.connector]
    if unknown := set(asked.connector or ()) - {kind.name for kind in kinds}:
        parser.error(f"there is no {', '.join(sorted(unknown))}; known are: {', '.join(kind.name for kind in KINDS)}")
    if not asked.json:
        print(HEAD, flush=True)
    tallies = []
    for kind in kinds:
        tallies.append(measure(kind, SHORT if asked.short else asked.cuts, asked.seed))
        if not asked.json:
            print("\n".join([str(tallies[-1]), *tallies[-1].violations]), flush=True)
    violations = [violation for tally in tallies for violation in tally.violations]
    print(
        json.dumps([tally.as_dict() for tally in tallies], indent=2)
        if asked.json
        else "\n".join(violations) or "violations: none"
    )
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main())
