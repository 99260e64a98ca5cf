"""Change one byte of a release at a time, anywhere in it: `moisson verify` must find every change.

    python bench/corrupt.py RELEASE [--flips 10000] [--seed 1]

Each byte of each file is as likely as any other. The release is copied, and the copy is as it was after each trial; without
RELEASE, one is made of a small source. Exits with 1 where a change was not found.
"""

import argparse
import random
import sys
from collections import Counter
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from small_source import STAGES, entries, make_world

from moisson.stewardship.verify.verdict import faults, verify


def trial(folder: Path, path: Path, at: int, flip: int) -> str | None:
    """What is found once one byte of a file is changed; None where nothing is."""
    with path.open("r+b") as file:
        file.seek(at)
        was = file.read(1)
        file.seek(at)
        file.write(bytes([was[0] ^ flip]))
        file.flush()
        found = next(faults(folder), None)
        file.seek(at)
        file.write(was)
    return None if found is None else found.where


def run(folder: Path, flips: int) -> int:
    """How many changes went unseen."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    sizes = [path.stat().st_size for path in paths]
    missed, elsewhere = [], 0
    counts: Counter[str] = Counter()
    began = perf_counter()
    for path in random.choices(paths, sizes, k=flips):
        at, flip = random.randrange(path.stat().st_size), random.randrange(1, 256)
        name = path.relative_to(folder).as_posix()
        where = trial(folder, path, at, flip)
        counts[name] += 1
        elsewhere += where not in (name, "MANIFEST.sig")  # a changed manifest is seen by its signature
        if where is None:
            missed.append((name, at, flip))
    for name, count in sorted(counts.items()):
        print(f"{count:8,} {name}")
    print(
        f"{flips:8,} changes of one byte in {sum(sizes):,} bytes: {len(missed)} not found, {elsewhere} found under another name;"
        f" {perf_counter() - began:.0f} s"
    )
    for name, at, flip in missed[:20]:
        print(f"not found: {name}, byte {at}, bits {flip:#04x}")
    return len(missed) + elsewhere


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("release", nargs="?", type=Path)
    parser.add_argument("--flips", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    random.seed(asked.seed)
    with TemporaryDirectory() as scratch:
        made = asked.release
        if made is None:
            world = make_world(Path(scratch) / "world")
            world.publish(entries(40))
            made = world.build(recipe=world.recipe([*STAGES, {"use": "drop_near_duplicates"}])).path
        folder = Path(copytree(made, Path(scratch) / "copy"))
        if wrong := verify(folder).faults:
            sys.exit(f"{made} does not hold as it is: {wrong[0]}")
        sys.exit(bool(run(folder, asked.flips)))


if __name__ == "__main__":
    main()
