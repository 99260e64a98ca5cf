"""How many real statements of licences resolve, and whether any resolves wrongly.

    python bench/rights.py            # both tables, with every statement that stays unresolved
    python bench/rights.py --short    # the sums; ends with 1 where one resolves wrongly

The first table counts the records of ../shared/data that state something of a licence, by set (see statements.py). Records whose
words were all judged by hand to name no licence of the data (placeholders, grounds for refusing access, licences of a program)
stand apart; the share is of the others. The second compares tests/rights/*.tsv, whose expectations were written by hand, from
reading, before any resolver ran on them (but for the last four rows of stated.tsv). Wrong is a licence where there is another,
several, none or one that nobody can tell; a licence that stays unresolved is a loss and not wrong.
"""

import argparse
import csv
import sys
from collections import Counter, defaultdict
from pathlib import Path

from statements import records

from moisson.rights.resolve import resolve, resolve_all

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared" / "data"
JUDGED = ROOT / "tests" / "rights"
NONE = ("unknown", "missing")
OWN = "a licence of its own"  # so begins the note on a licence that is named and that nobody here has read


def rows(name: str) -> list[dict[str, str]]:
    """The statements judged by hand in one table."""
    with (JUDGED / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def by_set(data: Path, short: bool) -> None:
    """Print how the records of each set resolve; those that state nothing are left out."""
    names_none = {row["stated"] for row in rows("stated.tsv") if row["expected"] in NONE and not row["note"].startswith(OWN)}
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    unresolved: Counter[tuple[str, str]] = Counter()
    for record in records(data):
        found = resolve_all(record.stated)
        outcome: str = "none named" if names_none.issuperset(record.stated) and found.outcome in NONE else found.outcome
        if outcome != "missing":
            counts[record.set][outcome] += 1
            if outcome in ("contradictory", "unknown"):
                unresolved[outcome, found.stated] += 1
    total = sum(counts.values(), Counter[str]())
    print(f"{'set':28}{'records':>8}{'none named':>11}{'known':>7}{'contra.':>8}{'unknown':>8}{'share':>8}")
    for name, row in [*([] if short else sorted(counts.items())), ("all", total)]:
        naming = row.total() - row["none named"]
        share = f"{row['known'] / naming:8.1%}" if naming else f"{'–':>8}"
        print(f"{name:28}{row.total():8}{row['none named']:11}{row['known']:7}{row['contradictory']:8}{row['unknown']:8}{share}")
    if not short:
        print("\nnot resolved:")
        for (outcome, stated), times in sorted(unresolved.items(), key=lambda item: (-item[1], item[0])):
            print(f"{times:5} {outcome:14} {stated[:150]}")


def judged(name: str, short: bool) -> int:
    """Print how the judged statements of one table resolve; how many do wrongly."""
    verdicts: Counter[str] = Counter()
    for row in rows(name):
        found = resolve(row["stated"])
        got = found.license or found.outcome
        verdict = "as judged" if got == row["expected"] else "wrong" if found.outcome == "known" else "unresolved"
        verdicts[verdict] += 1
        if verdict == "wrong" or (verdict == "unresolved" and not short):
            print(f"{verdict:11} {row['stated'][:100]}: judged {row['expected']}, resolved {got}")
    said = ", ".join(f"{verdicts[verdict]} {verdict}" for verdict in ("as judged", "unresolved", "wrong"))
    print(f"{name}: {verdicts.total()} statements, {said}")
    return verdicts["wrong"]


def main() -> None:
    """Both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=SHARED, help="a folder of sets")
    parser.add_argument("--short", action="store_true", help="the sums only")
    given = parser.parse_args()
    if given.data.is_dir():
        by_set(given.data, given.short)
        print()
    sys.exit(bool(judged("stated.tsv", given.short) + judged("elsewhere.tsv", given.short)))


if __name__ == "__main__":
    main()
