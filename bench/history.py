"""Harvest real history: old and new versions of French codes and collective agreements, each line in order into one workspace.

    python bench/history.py            # needs npm's registry; about three minutes on two cores
    python bench/history.py --json

For each version: what changed in stored content, in extracted text and in the publisher's own versions (documents), and what
that cost (parts, bytes, seconds). A harvest that a safety catch stops says so and is taken again with `accept_loss`.

A second table counts the publisher's ARTICLES by a walk over its JSON that shares no code with readers, harvest or comparison.
Articles are told apart by `cid`. Each whose HTML differs counts once: as `links` (nothing but links differs), `markup` (tags or
white space differ) or `words`. Beside that, `state` counts articles with another legal state, `new id` those to which the
publisher gave a new version, `moved` those with another number or other headings above, `body` those whose body's HTML differs
at all, `body, same id` those of them without a new version.
"""

import argparse
import json
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

from moisson.contracts.errors import SafetyCatch
from moisson.corpus.changes import STATES, Change, harvest_and_compare
from moisson.readers.contract import File
from moisson.source.description import Source, load_source
from moisson.workspace.options import Options
from moisson.workspace.storage import Workspace

HISTORY = (
    ("fr_dila_legi", ("2.229.0", "2.263.0", "2.511.0", "2.512.0", "2.513.0")),
    ("fr_dila_kali", ("2.671.0", "3.431.0", "3.449.0")),
    ("fr_dila_kali", ("2.671.0", "3.449.0")),
)
LEVELS = ("content", "text", "publisher")
LINK = re.compile(r"</?a\b[^<>]*>", re.I)
TAG = re.compile(r"<[^<>]*>")
WALKED = ("articles", "added", "vanished", "state", "new id", "moved", "links", "markup", "words", "body", "body, same id")


class Article(NamedTuple):
    """An article as the publisher's JSON has it."""

    id: str | None
    state: str | None
    place: tuple[str, ...]  # the titles above it, and its number
    body: str
    note: str


@dataclass
class Step:
    """One version brought home."""

    change: Change
    caught: str | None  # what the safety catch said
    parts: int
    part_bytes: int
    index_bytes: int
    seconds: float
    articles: dict[str, int]


def harvest_step(source: Source, options: Options) -> tuple[Change, str | None, float]:
    """Harvest and compare, with a human's yes where a safety catch asks for it."""
    began = perf_counter()
    try:
        return harvest_and_compare(source, options, accept_loss=False), None, perf_counter() - began
    except SafetyCatch as caught:
        began = perf_counter()
        return harvest_and_compare(source, options, accept_loss=True), str(caught), perf_counter() - began


def sizes(workspace: Workspace, source: str) -> tuple[Counter[str], int]:
    """Number and bytes of a source's parts, and the bytes of its snapshots and ledgers."""
    parts = [path.stat().st_size for path in workspace.parts(source).glob("*.parquet")]
    everything = sum(path.stat().st_size for path in workspace.harvest(source).rglob("*.parquet"))
    return Counter(parts=len(parts), bytes=sum(parts)), everything - sum(parts)


def walk(source: Source) -> dict[str, Article]:
    """All articles of a version by `cid`; where several agreements hold one article, the first."""
    found: dict[str, Article] = {}
    for file in source.connector.fetch(source.folder).files:
        if isinstance(file, File):
            for data, place in articles(json.loads(file.data), ()):
                body = data.get("texteHtml") or data.get("content") or ""
                note = data.get("notaHtml") or data.get("nota") or ""
                found.setdefault(data["cid"], Article(data.get("id"), data.get("etat"), place, body, note))
    return found


def articles(node: dict[str, Any], above: tuple[str, ...]) -> Iterator[tuple[dict[str, Any], tuple[str, ...]]]:
    """The articles below a node, each with its place."""
    data = node["data"]
    if node["type"] == "article":
        yield data, (*above, data.get("num") or "")
    for child in node.get("children") or ():
        yield from articles(child, (*above, data.get("title") or ""))


def difference(was: Article, now: Article) -> str | None:
    """How the HTML of an article differs: in its words, in its markup and white space, in its links alone, or not at all."""
    before, after = f"{was.body}\n{was.note}", f"{now.body}\n{now.note}"
    if before == after:
        return None
    if LINK.sub("", before) == LINK.sub("", after):
        return "links"
    bare = ["".join(TAG.sub("", html).split()) for html in (before, after)]
    return "markup" if bare[0] == bare[1] else "words"


def count_articles(was: dict[str, Article], now: dict[str, Article]) -> dict[str, int]:
    """What changed between two versions, in articles; of a first version, their number."""
    counts = Counter({"articles": len(now)})
    if was:
        counts["added"], counts["vanished"] = len(now.keys() - was.keys()), len(was.keys() - now.keys())
        for cid in was.keys() & now.keys():
            old, new = was[cid], now[cid]
            counts["state"] += old.state != new.state
            counts["new id"] += old.id != new.id
            counts["moved"] += old.place != new.place
            counts["body"] += old.body != new.body
            counts["body, same id"] += old.body != new.body and old.id == new.id
            if how := difference(old, new):
                counts[how] += 1
    return {name: counts[name] for name in WALKED}


def run(name: str, versions: tuple[str, ...], workspace: Workspace) -> Iterator[Step]:
    """Harvest the versions of a source in order."""
    options = Options(workspace)
    was: dict[str, Article] = {}
    for version in versions:
        source = load_source(name, Path(), {"version": version})
        parts_before, index_before = sizes(workspace, name)
        change, caught, seconds = harvest_step(source, options)
        parts, index = sizes(workspace, name)
        new = parts - parts_before
        now = walk(source)
        counted = count_articles(was, now)
        yield Step(change, caught, new["parts"], new["bytes"], index - index_before, seconds, counted)
        was = now


def row(step: Step) -> dict[str, Any]:
    return {
        **step.change.as_dict(),
        "caught": step.caught,
        "new_parts": step.parts,
        "part_bytes": step.part_bytes,
        "index_bytes": step.index_bytes,
        "seconds": round(step.seconds, 1),
        "articles": step.articles,
    }


def documents_table(steps: list[Step]) -> str:
    """The counts in documents, as a Markdown table."""
    lines = ["| version | after | level | " + " | ".join(STATES) + " | new parts | MB of parts | MB of index | seconds |"]
    lines.append("|-|-|-|" + "-:|" * (len(STATES) + 4))
    for step in steps:
        name = f"{step.change.source} {step.change.version} | {step.change.before or ''}"
        cost = f"{step.parts} | {step.part_bytes / 1e6:.2f} | {step.index_bytes / 1e6:.2f} | {step.seconds:.1f}"
        for level in LEVELS:
            if counts := getattr(step.change, level):
                lines.append(f"| {name} | {level} | " + " | ".join(f"{counts[s]:,}" for s in STATES) + f" | {cost} |")
                name, cost = " | ", " | | |"
    return "\n".join(lines)


def articles_table(steps: list[Step]) -> str:
    """The independent counts in articles, as a Markdown table."""
    lines = ["| version | after | " + " | ".join(WALKED) + " |", "|-|-|" + "-:|" * len(WALKED)]
    for step in steps:
        name = f"{step.change.source} {step.change.version}"
        cells = (f"{step.articles[what]:,}" if step.change.before or what == "articles" else "" for what in WALKED)
        lines.append(f"| {name} | {step.change.before or ''} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    steps: list[Step] = []
    for name, versions in HISTORY:
        with tempfile.TemporaryDirectory(prefix="moisson-history-") as folder:
            steps += run(name, versions, Workspace(Path(folder)))
    if asked.json:
        print(json.dumps([row(step) for step in steps], indent=2, ensure_ascii=False))
        return 0
    print("Documents\n", documents_table(steps), "\nArticles, by an independent walk\n", articles_table(steps), "", sep="\n")
    for step in steps:
        if step.caught:
            print(f"caught: {step.caught}")
        for reason, count in sorted(step.change.refused.items()):
            print(f"{step.change.source} {step.change.version}: {count:,} entries {reason}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
