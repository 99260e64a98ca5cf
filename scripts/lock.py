"""Hold readers, splitting and stages to their versions: `versions.lock` says what each gave when it was locked.

Where the code that one of them imports has changed (comments and docstrings do not count), the golden files and the real ones
beside the checkout are read again. The same texts: the lock is written. Others: raise the version, and run this again.
"""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from inspect import getsourcefile
from pathlib import Path
from typing import Any

import locked_texts
from syntax_trees import Trees

from moisson.connectors import licence_files as licence_files
from moisson.contracts.stage import stages
from moisson.readers import files, formats, kinds
from moisson.readers.formats import Format
from moisson.readers.versions import reader_version, splitting_version
from moisson.rights import marks, settle
from moisson.source.description import BUILT_IN, PACKAGE

LOCK = Path(__file__).parents[1] / "versions.lock"
ABSENT = "The real files are not beside the checkout (../shared/data): compared on the golden files alone. CI compares both."


@dataclass(frozen=True)
class Locked:
    """A line of the lock: the version, the digest of all syntax trees, and how many texts of which digest."""

    version: int
    tree: str
    golden: str
    shared: str


@dataclass(frozen=True)
class Entry:
    """What has a version: where that stands, its tree, and what it gives of the `golden` or `shared` files."""

    version: int
    where: str
    tree: str
    gives: Callable[[str], list[Any]]

    def locked(self, before: Locked | None) -> Locked:
        """As it is now; what lies beside the checkout is left as it was where it is not there."""
        golden = locked_texts.digest(self.gives("golden"))
        shared = locked_texts.digest(self.gives("shared")) if locked_texts.SHARED.is_dir() else before.shared if before else ""
        return Locked(self.version, self.tree, golden, shared)


def readable(value: Any) -> Iterator[Format]:
    """Every format in a table of them that has a reader."""
    if isinstance(value, Format):
        yield from [value] if value.module else []
    elif isinstance(value, dict | list | tuple):
        for each in value.values() if isinstance(value, dict) else value:
            yield from readable(each)


def entries() -> dict[str, Entry]:
    """All that has a version, by name."""
    return {**_readers(), **_stages()}


def _readers() -> dict[str, Entry]:
    tables = [*vars(formats).values()]
    modules = {found.name: _path(found.reader()) for table in tables for found in readable(table)}
    trees = Trees(PACKAGE, frozenset(modules.values()))
    own = {path.parent.name: path for path in sorted(BUILT_IN.glob("*/read.py"))}
    splits = [path for path in {*modules.values()} if "\ndef split(" in path.read_text("utf-8")]
    found = {}
    for name, path in {**modules, **own}.items():
        gives = partial(locked_texts.of_source if name in own else locked_texts.of_format, name)
        found[f"reader {name}"] = Entry(reader_version(name), f"READERS[{name!r}]", trees.digest([path, _path(kinds)]), gives)
    for name, path in own.items():
        gives = partial(locked_texts.split_source, name)
        found[f"split {name}"] = Entry(splitting_version(name), f"SPLITTING[{name!r}]", trees.digest([path]), gives)
    tree = trees.digest([_path(files), *splits], any_reader=False)
    found["split files"] = Entry(splitting_version("files"), "SPLITTING['files']", tree, locked_texts.split_files)
    tree = trees.digest(map(_path, (settle, marks, licence_files)))
    found["split rights"] = Entry(splitting_version("rights"), "SPLITTING['rights']", tree, locked_texts.split_rights)
    return found


def _stages() -> dict[str, Entry]:
    trees = Trees(PACKAGE)
    own = {name: stage for name, stage in stages().items() if stage.build.__module__.startswith(f"{PACKAGE.name}.")}
    return {
        f"stage {name}": Entry(
            stage.version,
            f"the version of {name} in {_path(stage.build).relative_to(PACKAGE.parent)}",
            trees.digest([_path(stage.build)]),
            partial(locked_texts.of_stage, name),
        )
        for name, stage in own.items()
    }


def _path(of: Any) -> Path:
    return Path(getsourcefile(of) or "")


def read_lock(path: Path = LOCK) -> dict[str, Locked]:
    """The lock; empty where there is none."""
    said = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return {name: Locked(**each) for name, each in said.items()}


def write_lock(locked: dict[str, Locked], path: Path = LOCK) -> None:
    lines = (f"{json.dumps(name)}: {json.dumps(asdict(each))}" for name, each in sorted(locked.items()))
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def stale(now: dict[str, Entry], locked: dict[str, Locked]) -> list[str]:
    """What is not as it was locked: new, of another version, of another tree, or gone."""
    as_now, as_locked = ({name: (each.version, each.tree) for name, each in side.items()} for side in (now, locked))
    return sorted(name for name in {*now, *locked} if as_now.get(name) != as_locked.get(name))


def wrong(entry: Entry, before: Locked | None, after: Locked) -> str | None:
    """Why an entry cannot be locked: its code has changed, and its version has not."""
    if before and entry.version < before.version:
        return f"is of version {entry.version}, and was of {before.version}: a version only rises"
    if before is None or entry.version > before.version or entry.tree == before.tree:
        return None
    if not after.golden and not after.shared:
        return f"has changed, and no file shows what it gives: raise {entry.where}, or vouch for it (--vouch)"
    if (before.golden, before.shared) != (after.golden, after.shared):
        return f"gives other texts than version {before.version} did: raise {entry.where}"
    return None


def main() -> None:
    """Lock what has changed; exit 1 where a version must be raised first."""
    parser = ArgumentParser(prog="scripts/lock", description=__doc__.partition("\n")[0])
    parser.add_argument("--all", action="store_true", help="read everything again: after golden files or libraries changed")
    parser.add_argument("--vouch", action="append", default=[], metavar="NAME", help="it gives the same, and no file can show it")
    asked = parser.parse_args()
    now, locked = entries(), read_lock()
    changed = sorted({*now, *locked}) if asked.all else stale(now, locked)
    if changed and not locked_texts.SHARED.is_dir():
        sys.stdout.write(f"{ABSENT}\n")
    failed = False
    for name in changed:
        before = locked.pop(name, None)
        if name not in now:
            sys.stdout.write(f"{name}: gone\n")
            continue
        after = now[name].locked(before)
        if name not in asked.vouch and (why := wrong(now[name], before, after)):
            failed = True
            sys.stdout.write(f"{name} {why}\n")
            after = before or after
        else:
            texts = " and ".join(f"{each.split()[0]} {which}" for which, each in asdict(after).items() if which in WHICH and each)
            sys.stdout.write(f"{name}: version {after.version}, {texts or 'no'} texts\n")
        locked[name] = after
    write_lock(locked)
    sys.stdout.write(f"{len(changed)} of {len(now)} had changed.\n")
    sys.exit(failed)


WHICH = ("golden", "shared")

if __name__ == "__main__":
    main()
