"""Spoil real files in 2,000 ways and read them: no crash, no hang, no growth of memory, a precise reason for each not read.

    python bench/hostile.py --mutations 2000            # about ten minutes on two cores
    python bench/hostile.py --mutations 60              # the short form, for CI

The files are those of ../shared/data (or --files FOLDER). Each is spoilt in one way (see mutations.py), given a wrong name, put
in a folder with others and surveyed as `moisson check` does, in guarded processes. Checked:

- the survey ends, with a document or a reason for every file, and every reason is one that a person understands: never that a
  reader met what it did not expect or crashed; `time-limit` and `memory-limit` are such reasons, and are counted;
- the main process holds at the end what it held after a quarter, and 64 MiB more at most;
- nothing of this machine's own files has been read: the words of /etc/passwd are in no text.

Ends with 1 if anything was violated; --keep FOLDER keeps the files that did it.
"""

import argparse
import resource
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from shutil import copyfile, rmtree

from mutations import MUTATIONS, WEIGHTS

from moisson.harvest.preview import Outcome, read_files

SHARED = Path(__file__).parents[2] / "shared" / "data"
VAGUE = ("reader-crashed", "unexpected-structure", "not-a-document")
BATCH = 20
LARGEST = 3 * 2**20  # of the files that are spoilt: larger ones only take longer
EXTENSIONS = (".xml", ".html", ".pdf", ".txt", ".docx", ".csv", ".json", ".zip", ".gz", ".epub", ".xlsx", "")
SECRET = Path("/etc/passwd")


@dataclass
class Account:
    """What became of the spoilt files."""

    tried: Counter[str] = field(default_factory=Counter)  # by mutation
    read: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)


def spoil(files: list[Path], chance: Random) -> tuple[str, Path, bytes]:
    """One spoilt file: how, of which, and what it became."""
    how = chance.choices(list(MUTATIONS), [WEIGHTS.get(name, 1) for name in MUTATIONS])[0]
    path, other = chance.choice(files), chance.choice(files)
    return how, path, MUTATIONS[how](path.read_bytes(), chance, other.read_bytes())


def candidates(folder: Path, chance: Random) -> list[Path]:
    """Real files, about as many of each kind of name as of any other."""
    by_kind: dict[str, list[Path]] = {}
    for path in sorted(folder.glob("**/*")):
        if path.is_file() and 0 < path.stat().st_size <= LARGEST:
            by_kind.setdefault(path.suffix.lower(), []).append(path)
    return [path for paths in by_kind.values() for path in chance.sample(paths, min(len(paths), 25))]


def look(name: str, how: str, found: list[Outcome], account: Account) -> bool:
    """Judge what was made of one spoilt file; gives whether it was a violation."""
    before = len(account.violations)
    if not found:
        account.violations.append(f"{name} ({how}): neither a document nor a reason")
    for each in found:
        if each.text is not None:
            account.read[how] += 1
            if SECRET.exists() and SECRET.read_text().split("\n")[0] in each.text.text:
                account.violations.append(f"{name} ({how}): holds words of {SECRET}")
        else:
            reason = each.reason.partition(":")[2]
            account.reasons[reason] += 1
            if reason in VAGUE or not each.detail:
                account.violations.append(f"{name} ({how}): {each.format}: {each.reason}: {each.detail or 'no detail'}")
    return len(account.violations) > before


def memory() -> int:
    """What this process holds, in MiB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() // 2**20


def growth(held: list[int]) -> int:
    """How much more a process holds in the end, after each batch: the least of the last quarter beside that of the second.

    A batch's own files come and go; in the first quarter the allocator's pools fill, each to what the largest files need: of
    190 MiB at the end, the program uses 20.
    """
    warm = held[max(len(held) // 4, 1) :] or held  # the first batch loads what all need
    third = max(len(warm) // 3, 1)
    return min(warm[-third:]) - min(warm[:third])


def batch(size: int, files: list[Path], chance: Random, folder: Path, account: Account, keep: Path | None) -> None:
    """Spoil some files, survey them together, judge each."""
    spoilt: dict[str, tuple[str, str, Path]] = {}
    for number in range(size):
        how, path, data = spoil(files, chance)
        target = folder / f"{number}" / f"spoilt{chance.choice(EXTENSIONS)}"
        target.parent.mkdir(parents=True)
        target.write_bytes(data)
        spoilt[str(number)] = (how, "/".join(path.parts[-3:]), target)
        account.tried[how] += 1
    found: dict[str, list[Outcome]] = {number: [] for number in spoilt}
    for each in read_files(folder, workers=2):
        found[each.path.partition("/")[0]].append(each)
    for key, (how, name, target) in spoilt.items():
        if look(name, how, found[key], account) and keep:
            keep.mkdir(parents=True, exist_ok=True)
            copyfile(target, keep / f"{account.tried.total()}-{how}-{Path(name).name}")
    rmtree(folder)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--mutations", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--files", type=Path, default=SHARED)
    parser.add_argument("--keep", type=Path, help="a folder for the files that were violations")
    asked = parser.parse_args()
    if not asked.files.is_dir():
        print(f"{asked.files} is absent; name a folder of real files with --files.")
        return 0
    chance = Random(asked.seed)
    account, held, began = Account(), [], time.perf_counter()
    with tempfile.TemporaryDirectory() as scratch:
        files = candidates(asked.files, chance)
        for done in range(0, asked.mutations, BATCH):
            size = min(BATCH, asked.mutations - done)
            batch(size, files, chance, Path(scratch) / str(done), account, asked.keep)
            held.append(memory())
    grown = growth(held)
    if grown > 64:
        account.violations.append(f"the main process grew by {grown} MiB")
    report(account, grown, time.perf_counter() - began)
    return int(bool(account.violations))


def report(account: Account, grown: int, seconds: float) -> None:
    print(f"{'mutation':18} {'tried':>6} {'documents read':>15}")
    for how, tried in sorted(account.tried.items()):
        print(f"{how:18} {tried:6} {account.read[how]:15}")
    print("\nreasons:", ", ".join(f"{reason} {count}" for reason, count in account.reasons.most_common()))
    print(f"the main process grew by {grown} MiB; {seconds:.0f} s in all")
    for violation in account.violations:
        print(f"VIOLATION {violation}"[:400])
    print(f"{sum(account.tried.values())} files, {len(account.violations)} violations")


if __name__ == "__main__":
    sys.exit(main())
