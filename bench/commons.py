"""How long it takes to replay a commons of 100,000 events: reading, signatures, rules, the tree; in one process and in all.

    PYTHONPATH=. python bench/commons.py [--events 100000] [--folder DIR]

The log is made first: thirty members, proposals with their ballots and decisions, each event signed. Beside it stands the bare
cost below which nothing goes: as many Ed25519 verifications of messages as long.
"""

import argparse
import resource
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from moisson.commons.write import Writer, founding_rules, writing
from moisson.contracts.commons import Log, replay
from moisson.contracts.commons.bodies import COLLEGES
from moisson.contracts.commons.check import check
from moisson.contracts.commons.decide import derived
from moisson.contracts.cores import cores
from moisson.contracts.sign import Signer

MEMBERS = 30
BEGIN = datetime(2020, 1, 1, tzinfo=UTC)


def make(folder: Path, events: int) -> None:
    """Write a log of so many events."""
    keys = {f"{college}-{n}": Signer(Ed25519PrivateKey.generate()) for n in range(MEMBERS // 3) for college in COLLEGES}
    with writing(folder) as writer:
        records = [
            {
                "id": id,
                "name": id,
                "college": id.split("-")[0],
                "mandate": "for the bench",
                "keys": [{"key": str(key.public), "until": "2090-01-01"}],
            }
            for id, key in keys.items()
        ]
        first = next(iter(keys))
        body = {"name": "Bench", "members": records, "rules": writer.add(founding_rules())}
        writer.append("founded", body, signer=keys[first], by=first, at=BEGIN)
        written = 1
        while written < events:
            written += _proposal(writer, keys, written, events - written)


def _proposal(writer: Writer, keys: dict[str, Signer], number: int, left: int) -> int:
    """One proposal with its ballots and decision, as far as there is room; how many events."""
    at = BEGIN + timedelta(minutes=number)
    ids = list(keys)
    proposer = ids[number % len(ids)]

    def add(kind: str, body: dict[str, Any], about: str | int | None, by: str) -> None:
        writer.append(kind, body, about, signer=keys[by], by=by, at=at)

    body = {"kind": "source", "name": f"source-{number}", "title": f"The source {number}"}
    add("proposal", body, f"{number:064x}", proposer)
    made = 1
    for voter in ids[: left - 1]:
        add("ballot", {"choice": "yes" if (number + len(voter)) % 7 else "no"}, number, voter)
        made += 1
    due = writer.state.proposals[number].due(at)
    if made < left and due is not None:
        add("decision", derived(due), number, proposer)
        made += 1
    return made


def bare(log: Log) -> float:
    """CPU seconds for as many bare verifications of messages as long, by one core."""
    key = Ed25519PrivateKey.generate()
    public: Ed25519PublicKey = key.public_key()
    some = [event.data for event in log.events[:2000]]
    signed = [(key.sign(data), data) for data in some]
    began = _cpu()
    for signature, data in signed:
        public.verify(signature, data)
    return (_cpu() - began) * len(log.events) / len(some)


def _cpu() -> float:
    """CPU seconds of this process and of those it waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--folder", type=Path, help="Where the log is made, or lies from an earlier run.")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.folder or Path(temporary) / "commons"
        if not (folder / "events").exists():
            began = perf_counter()
            make(folder, given.events)
            print(f"made {given.events:,} events in {perf_counter() - began:.1f} s")
        for workers in dict.fromkeys((1, cores())):
            began, used = perf_counter(), _cpu()
            log = Log.open(folder, workers=workers)
            read = perf_counter() - began
            state = replay(log)
            replayed = perf_counter() - began - read
            check(log)
            tree = perf_counter() - began - read - 2 * replayed
            said = f", {_cpu() - used:.1f} s of CPU" if workers == 1 else ""  # that of others is not told to this process
            print(
                f"{workers} process{'es' if workers > 1 else ''}: {len(log.events):,} events read and verified in {read:.1f} s,"
                f" rules replayed in {replayed:.1f} s, tree in {max(tree, 0):.1f} s; together {read + replayed:.1f} s{said};"
                f" {len(state.decisions):,} decisions",
                flush=True,
            )
        print(f"bare Ed25519 verifications alone: {bare(log):.1f} s of CPU")


if __name__ == "__main__":
    main()
