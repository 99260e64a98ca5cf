"""What is masked in real documents, to be judged by eye: counts by kind and role, the commonest values, a random sample.

    python -m bench.stages.masks recipes/fr-droits-travail.toml --out build/unmasked  # the whole demo
    python -m bench.stages.masks ../shared/data/nl-rechtspraak/data --kind decision --language nl --half sealed
    python -m bench.stages.masks PATH --values 40              # the commonest values of each kind and role
    python -m bench.stages.masks PATH --sample 60 --seed 1     # so many masks of each kind, one a line, `?` for a verdict
    python -m bench.stages.masks --verdicts FILE               # shares of a sample whose `?` became `right` or `wrong`
    python -m bench.stages.masks --codes law_book_codes.txt    # abbreviations of German laws that are taken for names

A recipe is built without its stage `mask_personal_data`, in a workspace of its own; what the stage would mask is then found in
the release. A folder is read as `moisson check` reads it. `--half` parts documents by the hash of their id: rules are mended on
the one half, and measured on the other. Values are printed: this is a tool for public documents. Each abbreviation of a list, one
a line (such as that of the package `legal-reference-extraction`), is put where decisions have it: behind an author's name that is
a given name too, behind `Juris`, and behind a litigant.
"""

import argparse
import json
import random
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from moisson.contracts.schemas import STRING
from moisson.corpus.stages.privacy import ORDER
from moisson.harvest.preview import read_files
from moisson.privacy.accounts import Addresses, Cards, Ibans
from moisson.privacy.addresses import Homes
from moisson.privacy.births import Births
from moisson.privacy.contacts import Mail
from moisson.privacy.national_ids import NationalIds
from moisson.privacy.persons import Persons
from moisson.privacy.phones import Phones
from moisson.privacy.placeholders import resolve
from moisson.privacy.policy import load_policy
from moisson.privacy.search import Search
from moisson.workspace.storage import read_json

COLUMNS = ("id", "title", "text", "language", "kind", "jurisdiction")
STAGE = re.compile(r'(?:#[^\n]*\n)*\[\[stages\]\]\nuse = "mask_personal_data"\n(?:[^\[\n][^\n]*\n)*\n?')
CITED = (
    "Vgl. Blomeyer/Rolfs/Otto {code}, 7. Aufl., Rn. 12; Juris {code} in der Fassung vom 1. Juli. Der Kläger {code} hat das nicht."
)
_AROUND = 60


class Mask(NamedTuple):
    """One mask: where it is, what the text has there, and what stands around it."""

    document: str
    kind: str
    role: str
    value: str
    before: str
    after: str


def unmasked(recipe: Path, out: Path) -> Path:
    """The release of a recipe without its masking, built where `out` has none."""
    text, count = STAGE.subn("", recipe.read_text("utf-8"))
    if count != 1:
        sys.exit(f"{recipe} has no stage `mask_personal_data` to leave out.")
    out.mkdir(parents=True, exist_ok=True)
    copy = out / recipe.name
    copy.write_text(text, "utf-8")
    subprocess.run([sys.executable, "-m", "moisson", "build", str(copy), "--out", str(out)], check=True)
    releases = out / "releases" / recipe.stem
    return releases / str(read_json(releases / "latest.json")["release"]) / "data"


def documents(path: Path, given: dict[str, str]) -> Iterator[pa.RecordBatch]:
    """Batches of the documents of a release, a Parquet, or a folder of files; `given` says what they do not say of themselves."""
    parquets = [path] if path.suffix == ".parquet" else sorted(path.rglob("*.parquet"))
    if not parquets:
        rows: list[dict[str, str | None]] = [
            {"id": found.id, "title": found.text.title, "text": found.text.text, "language": found.text.language}
            for found in read_files(path)
            if found.text is not None and found.text.text
        ]
        yield _batch(rows, given)
    for parquet in parquets:
        table = pq.ParquetFile(parquet)
        for part in table.iter_batches(2000, columns=[name for name in COLUMNS if name in table.schema_arrow.names]):
            yield _batch(part.to_pylist(), given)


def _batch(rows: list[dict[str, str | None]], given: dict[str, str]) -> pa.RecordBatch:
    return pa.record_batch({name: pa.array([given.get(name) or row.get(name) for row in rows], STRING) for name in COLUMNS})


def masks(batches: Iterable[pa.RecordBatch], half: str | None, count: Counter[str]) -> Iterator[Mask]:
    """Every mask that the built-in policy sets; `count` gains the documents read."""
    search = Search([Mail(), Births(), Homes(), Persons()], [Ibans(), Cards(), NationalIds(), Phones(), Addresses()])
    policy = load_policy(None)
    for batch in batches:
        if half:
            batch = batch.filter(pa.array([_half(name) == half for name in batch.column("id").to_pylist()]))
        count["documents"] += batch.num_rows
        ids = batch.column("id").to_pylist()
        for looked in search.documents(batch):
            found = [s for s in resolve(looked.spans, ORDER) if policy.masks(s.kind, s.role, looked.context)]
            count["documents with masks"] += bool(found)
            for span in found:
                before, value, after = (
                    " ".join(looked.whole[a:b].split())
                    for a, b in (
                        (max(0, span.start - _AROUND), span.start),
                        (span.start, span.end),
                        (span.end, span.end + _AROUND),
                    )
                )
                yield Mask(str(ids[looked.row]), span.kind, span.role, value, before, after)


def _half(name: str | None) -> str:
    return "open" if sha256((name or "").encode()).digest()[0] < 128 else "sealed"


def sampled(found: Iterable[Mask], size: int, seed: int) -> Iterator[Mask]:
    """So many masks of each kind, drawn without regard to anything else."""
    by_kind: dict[str, list[Mask]] = defaultdict(list)
    for mask in found:
        by_kind[mask.kind].append(mask)
    for kind in sorted(by_kind):
        yield from random.Random(f"{seed} {kind}").sample(sorted(by_kind[kind]), min(size, len(by_kind[kind])))


def taken_for_names(path: Path) -> Iterator[tuple[str, int, int]]:
    """For each half of a list of abbreviations: how many there are, and in how many sentences a person is found."""
    codes = sorted({line.strip() for line in path.read_text("utf-8").splitlines() if line[:1].isupper()})
    for half in ("open", "sealed"):
        own = [code for code in codes if _half(code) == half]
        rows: list[dict[str, str | None]] = [{"id": code, "text": CITED.format(code=code)} for code in own]
        given = {"language": "de", "kind": "decision"}
        found = Search([Persons()], []).documents(_batch(rows, given))
        yield half, len(own), sum(bool(looked.spans) for looked in found)


def verdicts(path: Path) -> dict[str, dict[str, int]]:
    """By kind, how many of a judged sample are right and wrong."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for line in path.read_text("utf-8").splitlines():
        verdict, kind, *_ = line.split("\t")
        if verdict not in ("right", "wrong"):
            sys.exit(f"{path}: a verdict is {verdict!r}; write `right` or `wrong`.")
        counts[kind][verdict] += 1
    return {kind: dict(count) for kind, count in sorted(counts.items())}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", type=Path, nargs="?", help="a recipe, a Parquet, a release's folder, or a folder of documents")
    parser.add_argument("--out", type=Path, default=Path("build/unmasked"), help="the workspace in which a recipe is built")
    for name in ("kind", "language", "jurisdiction"):
        parser.add_argument(f"--{name}", help="of the documents, where they do not say it")
    parser.add_argument("--half", choices=("open", "sealed"))
    parser.add_argument("--values", type=int, default=0)
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--verdicts", type=Path)
    parser.add_argument("--codes", type=Path)
    asked = parser.parse_args()
    if asked.verdicts:
        print(json.dumps(verdicts(asked.verdicts), indent=1))
        return
    if asked.codes:
        for half, codes, names in taken_for_names(asked.codes):
            print(f"{half:7} {names} of {codes} taken for names")
        return
    if asked.path is None or not asked.path.exists():
        parser.error(f"{asked.path} is neither a recipe nor documents.")
    data = unmasked(asked.path, asked.out) if asked.path.suffix == ".toml" else asked.path
    given = {name: value for name in ("kind", "language", "jurisdiction") if (value := getattr(asked, name))}
    count: Counter[str] = Counter()
    found = list(masks(documents(data, given), asked.half, count))
    if asked.sample:
        for mask in sampled(found, asked.sample, asked.seed):
            print("?", mask.kind, mask.role, f"{mask.before}⟦{mask.value}⟧{mask.after}", mask.document, sep="\t")
        return
    print(f"{count['documents']} documents, {count['documents with masks']} with masks, {len(found)} masks")
    by_role = Counter((mask.kind, mask.role) for mask in found)
    for (kind, role), masked in sorted(by_role.items()):
        print(f"{kind:12} {role:12} {masked:7}")
        values = Counter(mask.value for mask in found if (mask.kind, mask.role) == (kind, role))
        for value, times in values.most_common(asked.values):
            print(f"{'':25} {times:7}  {value}")


if __name__ == "__main__":
    main()
