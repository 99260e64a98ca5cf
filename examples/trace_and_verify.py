"""Verify a release, then follow one of its documents, and one that was dropped, back to where they come from.

python examples/trace_and_verify.py [RELEASE]      a folder, https://… or s3://…; without it, a small release is built
"""

import sys
from pathlib import Path

import moisson

HERE = Path(__file__).parent
release = moisson.open_release(sys.argv[1]) if len(sys.argv) > 1 else moisson.build(HERE / "own-docs.toml")

verdict = release.verify(progress=True)
print(f"{release.name} {'holds' if verdict.holds else 'does not hold'}")
for fault in verdict.faults:
    print(f"  {fault}")
for skipped in verdict.not_checked:
    print(f"  not checked: {skipped.what}: {skipped.why}")

kept = next(iter(release.documents(["id"])))["id"]
(row,) = (each for each in release.trace(kept)["releases"] if each["holds"])
print(f"{kept}: {row['title']}, {row['license']} ({row['rights']['reason']}), in {row['file']}")
for dropped in list(release.ledger(["id"]))[:1]:
    for each in release.trace(dropped["id"])["releases"]:
        print(f"{each['id']}: {each['reason']} at {each['stage']}, with {each.get('parameters')}")
