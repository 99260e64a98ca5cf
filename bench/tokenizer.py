"""CPU seconds and memory of learning a tokenizer by rustbpe and by tokenizers, on the same bytes of a release.

    python bench/tokenizer.py build/releases/fr-droits-travail/latest --megabytes 30 --vocabulary 32768

Each runs in a process of its own, which reads the texts too. Seconds are the CPU's, of all threads: the machine may be busy.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

from moisson.models.tokenizer.sample import shares, texts
from moisson.models.tokenizer.trainers import TRAINERS, Trainer, train
from moisson.stewardship.opened import open_release


def learn(release: Path, trainer: Trainer, vocabulary: int, most_bytes: int) -> None:
    """Print what one trainer took, as JSON."""
    opened = open_release(release)
    sample = shares(opened, most_bytes, {})
    begun = time.monotonic()
    learnt = train((text for share in sample for text in texts(opened, share)), vocabulary - 1, trainer)
    wall_s = time.monotonic() - begun
    used = resource.getrusage(resource.RUSAGE_SELF)
    said = {
        "trainer": f"{learnt.trainer} {learnt.version}",
        "megabytes": round(sum(share.bytes for share in sample) / 1e6, 1),
        "tokens": len(learnt.ranks),
        "cpu_s": round(used.ru_utime + used.ru_stime, 2),
        "wall_s": round(wall_s, 2),
        "peak_mib": used.ru_maxrss // 1024,
        "sha256": sha256(b"\n".join(learnt.ranks)).hexdigest()[:16],
    }
    print(json.dumps(said | {"ranks": [token.hex() for token in learnt.ranks]}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("release", type=Path)
    parser.add_argument("--megabytes", type=float, default=30)
    parser.add_argument("--vocabulary", type=int, default=32_768)
    parser.add_argument("--only", choices=TRAINERS, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.only:
        learn(asked.release, asked.only, asked.vocabulary, int(asked.megabytes * 1e6))
        return
    ranks = []
    for trainer in TRAINERS:
        done = subprocess.run([sys.executable, *sys.argv, "--only", trainer], check=True, capture_output=True)
        said = json.loads(done.stdout)
        ranks.append(set(said.pop("ranks")))
        print(json.dumps(said))
    print(f"tokens that both have: {len(ranks[0] & ranks[1]) / len(ranks[0]):.1%}")


if __name__ == "__main__":
    main()
