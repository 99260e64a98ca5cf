"""What recipes, and datatrove's usual pipeline, throw away of the texts of one harvest.

    python bench/worth_field.py thrown AS-READ KEPT… [--one-in 8] [--to DIR] [--by-folder]
    python bench/worth_field.py datatrove AS-READ OURS --to DIR [--one-in 8] [--by-folder]
    python bench/worth_field.py whole A B [ELSEWHERE]

AS-READ is a release of a recipe that drops nothing; KEPT and OURS are releases of recipes over the same harvest. `thrown` says
by source, and by reason, which share of documents and bytes of AS-READ each has no more; with --to it writes both sides.
`datatrove` runs what FineWeb's script runs over the web, in its order and with its limits: Gopher's repetition and quality, C4
(lines may end without a stop), FineWeb, MinHash of 5-grams in 14 buckets of 8; words and stop words are of a document's own
language, and those of a language that datatrove does not cut into words by spaCy alone stay out. What is written for `moisson
worth` has the sources that both sides have; with --by-folder, a source is the first folder of an id. `whole` is `worth` without
equal bytes.
"""

import argparse
import os
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from importlib.resources import files
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from stages.datatrove_side import Clock, near
from worth_naive import by_folder, write

from moisson.models.worth.frame import held_out, sample
from moisson.models.worth.ngrams import learn
from moisson.models.worth.passages import from_elsewhere, in_common
from moisson.models.worth.texts import read_side

Rows = dict[str, dict[str, Any]]
SPOKEN = {  # ISO 639-1 to what datatrove calls a language
    "bg": "bul_Cyrl", "ca": "cat_Latn", "cs": "ces_Latn", "da": "dan_Latn", "de": "deu_Latn", "el": "ell_Grek",
    "en": "eng_Latn", "es": "spa_Latn", "et": "est_Latn", "fi": "fin_Latn", "fr": "fra_Latn", "ga": "gle_Latn",
    "hr": "hrv_Latn", "hu": "hun_Latn", "it": "ita_Latn", "lb": "ltz_Latn", "lt": "lit_Latn", "lv": "lvs_Latn",
    "nb": "nob_Latn", "nl": "nld_Latn", "pl": "pol_Latn", "pt": "por_Latn", "ro": "ron_Latn", "sk": "slk_Latn",
    "sl": "slv_Latn", "sv": "swe_Latn",
}  # fmt: skip


def rows_of(release: Path, folders: bool) -> Rows:
    """The rows of a release by id."""
    columns = ["id", "source", "language", "text"]
    found = [row for path in sorted(release.glob("data/*/*.parquet")) for row in pq.read_table(path, columns=columns).to_pylist()]
    return {row["id"]: row for row in (by_folder(found) if folders else found)}


def size(rows: Sequence[dict[str, Any]]) -> int:
    return sum(len(row["text"].encode()) for row in rows)


def tables(as_read: Rows, kept: Rows, reasons: dict[str, str]) -> Iterator[str]:
    """What is thrown away, in Markdown."""
    yield "| source | documents | thrown away | bytes | thrown away |\n|---|---:|---:|---:|---:|"
    sources = sorted({row["source"] for row in as_read.values()})
    for source in [*sources, None]:
        before = [row for row in as_read.values() if source in (None, row["source"])]
        after = [kept[row["id"]] for row in before if row["id"] in kept]
        shares = 1 - len(after) / len(before), 1 - size(after) / max(1, size(before))
        name = "all" if source is None else source
        yield f"| {name} | {len(before):,} | {shares[0]:.1%} | {size(before):,} | {shares[1]:.1%} |"
    gone = {id: row for id, row in as_read.items() if id not in kept}
    counts = Counter[str](reasons.get(id, "?") for id in gone)
    sizes = Counter[str]()
    for id, row in gone.items():
        sizes[reasons.get(id, "?")] += size([row])
    yield "\n| reason | documents | of all | bytes, of all |\n|---|---:|---:|---:|"
    whole = size(list(as_read.values()))
    for reason, count in counts.most_common():
        yield f"| {reason} | {count:,} | {count / len(as_read):.1%} | {sizes[reason] / whole:.1%} |"


def ledger(release: Path) -> dict[str, str]:
    paths = sorted((release / "ledger").glob("*.parquet"))
    rows = [row for path in paths for row in pq.read_table(path, columns=["id", "reason"]).to_pylist()]
    return {row["id"]: row["reason"] for row in rows if row["reason"] != "same-id"}


def some(rows: Rows, one_in: int) -> Rows:
    """The documents of one entry in so many, the same whatever is there besides."""

    def number(id: str) -> int:
        return int.from_bytes(blake2b(id.partition("#")[0].encode(), digest_size=8).digest())

    return {id: row for id, row in rows.items() if number(id) % one_in == 0}


def has_words(language: str) -> bool:
    """Whether datatrove cuts this language into words by spaCy alone."""
    from datatrove.utils.word_tokenizers import SpaCyTokenizer, load_word_tokenizer

    return language in SPOKEN and isinstance(load_word_tokenizer(SPOKEN[language]), SpaCyTokenizer)


def stop_words(language: str) -> list[str]:
    """Our function words of the language."""
    listed = tomllib.loads(files("moisson.corpus.stages").joinpath("function_words.toml").read_text("utf-8"))
    return str(listed[language]).split()


def pipeline(rows: Rows, language: str) -> tuple[Rows, dict[str, str]]:
    """What datatrove keeps of documents of one language, as it leaves their texts, and its reasons for the others."""
    from datatrove.data import Document
    from datatrove.pipeline.filters import C4QualityFilter, FineWebQualityFilter, GopherQualityFilter, GopherRepetitionFilter

    spoken = SPOKEN[language]
    filters = [
        GopherRepetitionFilter(language=spoken),
        GopherQualityFilter(language=spoken, stop_words=stop_words(language)),
        C4QualityFilter(filter_no_terminal_punct=False, language=spoken),
        FineWebQualityFilter(language=spoken),
    ]
    reasons, documents = dict[str, str](), list[Any]()
    for id, row in rows.items():
        document = Document(text=row["text"], id=id)
        for rule in filters:
            if (said := rule.filter(document)) is not True:
                reasons[id] = f"{type(rule).__name__}: {said[1] if isinstance(said, tuple) else 'dropped'}"
                break
        else:
            documents.append(document)
    with tempfile.TemporaryDirectory() as folder:
        stay = near(documents, spoken, Path(folder), Clock()) if documents else set()
    reasons |= {each.id: "MinHash: near duplicate" for each in documents if each.id not in stay}
    return {each.id: rows[each.id] | {"text": each.text} for each in documents if each.id in stay}, reasons


def beside(asked: argparse.Namespace) -> None:
    os.environ["TQDM_DISABLE"] = "1"
    as_read = some(rows_of(asked.as_read, asked.by_folder), asked.one_in)
    languages = sorted({row["language"] or "" for row in as_read.values()})
    spoken = [language for language in languages if has_words(language)]
    print(f"languages that are left out: {', '.join(each for each in languages if each not in spoken) or 'none'}\n")
    as_read = {id: row for id, row in as_read.items() if row["language"] in spoken}
    from loguru import logger

    logger.remove()  # what datatrove said to it as it was loaded
    kept, reasons = Rows(), dict[str, str]()
    for language in spoken:
        found, why = pipeline({id: row for id, row in as_read.items() if row["language"] == language}, language)
        kept, reasons = kept | found, reasons | why
    print("\n".join(tables(as_read, kept, reasons)))
    ours = {id: row for id, row in rows_of(asked.ours, asked.by_folder).items() if id in as_read}
    write_both(asked.to, ours=ours, datatrove=kept)


def write_both(to: Path, **sides: Rows) -> None:
    """Write what has a source that both sides have."""
    one, other = ({row["source"] for row in rows.values()} for rows in sides.values())
    to.mkdir(parents=True)
    for name, rows in sides.items():
        wanted = [{each: row[each] for each in ("id", "source", "text")} for row in rows.values() if row["source"] in one & other]
        write(to / f"{name.replace('_', '-')}.jsonl", wanted)


def whole(asked: argparse.Namespace) -> None:
    a, b = (read_side(path, path.stem, private=True, one_source=False) for path in (asked.a, asked.b))
    frame = held_out(a, b, 0.15)
    sets = [in_common(a, b, frame), *(from_elsewhere(path, path.name, a, b, frame) for path in asked.elsewhere)]
    for number, side in enumerate((a, b)):
        model = learn(text := sample(side, number, frame, dict.fromkeys(side.source_names, 1 << 62), 0), 7)
        said = (f"{one.name} {model.bits(one.texts).sum() / one.sizes.sum():.4f}" for one in sets)
        print(f"{side.name}, {len(text):,} bytes: {', '.join(said)} bits per byte")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    first, other = commands.add_parser("thrown"), commands.add_parser("datatrove")
    for each in (first, other):
        each.add_argument("as_read", type=Path)
        each.add_argument("--by-folder", action="store_true")
        each.add_argument("--one-in", type=int, default=8)
        each.add_argument("--to", type=Path, required=each is other)
    first.add_argument("kept", type=Path, nargs="+")
    other.add_argument("ours", type=Path)
    all_of = commands.add_parser("whole")
    for name, count in (("a", None), ("b", None), ("elsewhere", "*")):
        all_of.add_argument(name, type=Path, nargs=count)
    asked = parser.parse_args()
    {"thrown": thrown, "datatrove": beside, "whole": whole}[asked.command](asked)


def thrown(asked: argparse.Namespace) -> None:
    as_read = some(rows_of(asked.as_read, asked.by_folder), asked.one_in)
    for release in asked.kept:
        name = release.resolve().parent.name
        print(f"\n{name}\n")
        print("\n".join(tables(as_read, kept := some(rows_of(release, asked.by_folder), asked.one_in), ledger(release))))
        if asked.to:
            write_both(asked.to / name, kept=kept, as_read=as_read)


if __name__ == "__main__":
    main()
