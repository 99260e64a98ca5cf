"""Grow the trees that tell headings from documents whose headings are known: `moisson/readers/pdf/paragraphs/headings.npz`.

    python bench/fidelity/learn_headings.py --made F --packages F --fresh F --printed F --manuals F --authors F --laws F --icdar F
    --judge     write nothing; tell of each set what trees say that were grown from all other sets, and so never saw a file like
                it, and of the pages marked by hand what trees say that were grown from all sets and three fourths of these files

Folders as in `pdf_pairs.py`, `laws.py` and `icdar.py`, each PDF read without its tags; both halves, for the sealed ones are spent
(`pdf_sealed.md`), but of the pages marked by hand (`pdf_heads.txt`) the open half alone. Needs lightgbm (4.7.0) beside what
Moisson needs, in an environment of its own. The same PDFs give the same file.

What a document's source calls a heading or a title is one, what it neither calls so nor looks like one is none; the rest is left
out (lines in bold by hand, contents: `pdf_pairs.py` says which). Pages marked by hand count four times. Each document counts as
the fourth root of its pieces, or manuals would decide. Each is learned from again without its rooms and places, since tags know
none, and page by page, its first, its first two and one of its middle, since many documents are as short. More of what speaks for
a heading never makes one less likely (monotone constraints).
"""

import argparse
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from docx_truth import tokens, unnumbered
from pdf_heads import GOLDEN, ICDAR, Page, golden, letters, take
from pdf_pairs import names, pairs
from pdf_sets import SHARED, sealed, truth, works

from moisson.contracts.errors import DocumentError
from moisson.readers.pdf import reader
from moisson.readers.pdf.paragraphs.headings import FILE, asked, decided, join_labels
from moisson.readers.pdf.paragraphs.looks import LONG, looks
from moisson.readers.pdf.paragraphs.writing import Block
from moisson.readers.read_options import How

SETS = ("made", "packages", "fresh", "printed", "manuals", "authors")
TREES, LEAVES, RATE, LEAST = 400, 10, 0.05, 30  # how many, each one's leaves, how much each adds, pieces of a leaf
SAME = 0.5  # points: types that differ by less are of one size
POWER = 0.25  # of the pieces of a document: its weight
AGAIN = 0.3  # of that weight: the same without its rooms and places; some of its pages alone
MARKED, BY_HAND, FOLDS = "marked", 4.0, 4  # pages marked by hand: their name, times that weight, in how many parts they judge
MORE = {"apart", "bold", "size", "told", "chained"}
LESS = {"prose", "again", "small"}
PARTS = reader._parts
Look = dict[str, float]


@dataclass(slots=True)
class Document:
    """A document's pieces that may be headings, how they look, and which they are."""

    name: str
    looks: list[Look] = field(default_factory=list)
    again: list[tuple[list[Look], list[int]]] = field(default_factory=list)  # the looks of parts of it, and of which pieces
    labels: list[bool | None] = field(default_factory=list)  # None: neither due nor wrong
    blocks: list[Block] = field(default_factory=list)
    titles: set[int] = field(default_factory=set)  # of these: what is learned as a heading, and not judged
    due: int = 0


def document(job: tuple[str, Path | dict[int, Page], Path]) -> Document:
    """Read one PDF, and compare its pieces with its source, or with pages of it that were marked by hand."""
    name, known, pdf = job
    due = (
        len(truth(known).headings)
        if isinstance(known, Path)
        else sum(len(pieces) for page in known.values() for pieces in page.due)
    )
    found = Document(name, due=due)
    pages: list[list[Block]] = []

    def keep(*given: Any) -> list[list[Block]]:
        pages.extend(PARTS(*given))
        return pages

    vars(reader).update(ASKED=0, _parts=keep, settled_headings=list)  # neither tags nor rules
    try:
        next(iter(reader.read(pdf.read_bytes(), How(ocr=False))))
    except DocumentError:
        return found  # a scan
    every = [(number, block) for number, page in enumerate(pages, 1) for block in page]
    kept = join_labels([block for _, block in every])
    places = asked(kept)
    found.looks = [*looks(kept, places)]
    bare = [replace(block, above=0.0, left=0.0, right=0.0) for block in kept]
    found.again.append(([*looks(bare, places)], [*range(len(places))]))
    found.blocks = some = [kept[k] for k in places]
    numbers = {id(block): number for number, block in every}
    middle = len(pages) // 2 + 1
    for first, last in sorted({(1, 1), (1, 2), (middle, middle)}) if len(pages) > 1 else ():
        alone = [block for block in kept if first <= numbers[id(block)] <= last]
        here = [k for k, block in enumerate(some) if first <= numbers[id(block)] <= last]
        found.again.append(([*looks(alone, asked(alone))], here))
    if isinstance(known, Path):
        found.labels = labels(some, known)
        found.titles = titles(some, kept, known)
    else:
        found.labels = marked([(numbers[id(block)], block) for block in some], known)
    return found


def titles(blocks: Sequence[Block], kept: Sequence[Block], source: Path) -> set[int]:
    """Which pieces are titles: by the names of their styles, or the first in the largest type, before any paragraph."""
    heads = [block for block in kept if block.kind == "heading"]
    largest = max([block.size for block in heads], default=0.0) - SAME
    first = next((block for block in heads if block.size >= largest), None)
    begun = next((k for k, block in enumerate(kept) if block.kind in ("text", "item") and len(block.text) > LONG), len(kept))
    first = first if first in kept[:begun] else None
    called = truth(source).titles
    return {
        k
        for k, block in enumerate(blocks)
        if block is first or (block.kind == "heading" and any(names(tuple(tokens(block.text)), each) for each in called))
    }


def marked(blocks: Sequence[tuple[int, Block]], pages: dict[int, Page]) -> list[bool | None]:
    """Which pieces are headings, on pages that were marked by hand."""
    found: list[bool | None] = [None] * len(blocks)
    for number, page in pages.items():
        here = [k for k, (at, block) in enumerate(blocks) if at == number and letters(block.text)]
        here.sort(key=lambda k: blocks[k][1].kind != "heading")
        due, doubtful = [list(pieces) for pieces in page.due], [list(pieces) for pieces in page.doubtful]
        for k in here:
            found[k] = bool(take(letters(blocks[k][1].text), due)) or None
        for k in here:
            if not found[k] and not take(letters(blocks[k][1].text), doubtful):
                found[k] = False
    return found


def labels(blocks: Sequence[Block], source: Path) -> list[bool | None]:
    """Which pieces are a source's headings; of several with the same words those that are set as such come first."""
    due = truth(source)
    left = list(due.headings)
    heads = [tuple(tokens(block.text)) for block in blocks]
    found: list[bool | None] = [False] * len(blocks)
    for kind in ("heading", "text"):
        for k, head in enumerate(heads):
            if blocks[k].kind == kind and head:
                told = next((each for each in left if names(head, each)), None)
                if told:
                    left.remove(told)
                    found[k] = True
    body = f" {' '.join(due.words)} "
    for k, head in enumerate(heads):
        doubtful = not head or not due.headings or (due.partial and f" {' '.join(head)} " not in body)
        doubtful = doubtful or any(unnumbered(head)[: len(line)] == line for line in due.hashed if line)
        if not found[k] and (doubtful or any(names(head, each) for each in (*due.called, *due.headings))):
            found[k] = None
    return found


def grown(documents: Iterable[Document]) -> Any:
    """LightGBM's model of some documents."""
    lightgbm = import_module("lightgbm")
    rows, right, weights, named = [], [], [], dict[str, float]()
    for each in documents:
        for some, pieces in ((each.looks, [*range(len(each.looks))]), *each.again):
            known = [(look, k) for look, k in zip(some, pieces, strict=True) if each.labels[k] is not None or k in each.titles]
            if not known:
                continue
            named = some[0]
            rows += [[*look.values()] for look, _ in known]
            right += [bool(each.labels[k]) or k in each.titles for _, k in known]
            share = (1.0 if some is each.looks else AGAIN) * (BY_HAND if each.name == MARKED else 1.0)
            weights += [share * len(known) ** (POWER - 1)] * len(known)
    weight = np.array(weights)
    model = lightgbm.LGBMClassifier(
        n_estimators=TREES, num_leaves=LEAVES, learning_rate=RATE, min_child_samples=LEAST, reg_lambda=1.0, subsample=0.8,
        subsample_freq=1, colsample_bytree=0.5, monotone_constraints=[(name in MORE) - (name in LESS) for name in named],
        extra_trees=True, random_state=1, deterministic=True, verbose=-1,
    )  # fmt: skip
    return model.fit(np.array(rows, np.float32), np.array(right), sample_weight=weight * len(weight) / weight.sum())


def write(model: Any, path: Path) -> None:
    """Write the nodes of all trees, one after the other; a leaf leads to itself."""
    found: list[list[float]] = []
    roots, deepest = [], 0
    for tree in model.booster_.dump_model()["tree_info"]:
        roots.append(len(found))
        nodes = [(tree["tree_structure"], 0)]
        for k, (node, depth) in enumerate(nodes):
            here, deepest = roots[-1] + k, max(deepest, depth)
            if "leaf_value" in node:
                found.append([0, 0, here, here, node["leaf_value"]])
                continue
            left = roots[-1] + len(nodes)
            found.append([node["split_feature"], node["threshold"], left, left + 1, 0])
            nodes += [(node["left_child"], depth + 1), (node["right_child"], depth + 1)]
    look, limit, left, right, value = np.array(found).T
    whole = {"roots": np.array(roots), "look": look, "left": left, "right": right, "depth": np.array(deepest)}
    shares = {"limit": limit, "value": value}
    np.savez_compressed(
        path, **{name: array.astype(np.int32) for name, array in whole.items()},
        **{name: array.astype(np.float32) for name, array in shares.items()},
    )  # fmt: skip


def judge(documents: Sequence[Document]) -> None:
    """Print of each set how precise and complete trees are that were grown from the others."""
    by_hand = [each for each in documents if each.name == MARKED]
    for name in sorted({each.name for each in documents}):
        counts: Counter[str] = Counter()
        others = [each for each in documents if each.name.split()[0] != name.split()[0]]
        for fold in range(FOLDS if name == MARKED else 1):
            judged = by_hand[fold::FOLDS] if name == MARKED else [each for each in documents if each.name == name]
            model = grown([*others, *(each for each in by_hand if each not in judged)] if name == MARKED else others)
            for each in judged:
                counts["due"] += each.due
                rows = np.array([[*look.values()] for look in each.looks], np.float32)
                likely = decided(each.blocks, model.predict(rows, raw_score=True)) if each.looks else ()
                for look, label, head in zip(each.looks, each.labels, likely, strict=True):
                    head = label is not None and bool(head or look["told"] or look["chained"])
                    counts["found"] += head
                    counts["right"] += head and bool(label)
        print(
            f"{name:16} precise {counts['right'] / counts['found']:.3f} complete {counts['right'] / counts['due']:.3f}",
            flush=True,
        )


def main() -> None:
    """Read the documents, and grow the trees or judge them."""
    parser = argparse.ArgumentParser()
    for name in SETS:
        parser.add_argument(f"--{name}", type=Path)
    parser.add_argument("--laws", type=Path, help="a folder that laws.py filled")
    parser.add_argument("--icdar", type=Path, help="a folder that icdar.py filled")
    parser.add_argument("--judge", action="store_true")
    options = parser.parse_args()
    jobs: list[tuple[str, Path | dict[int, Page], Path]] = []
    for name, pages in golden(GOLDEN.read_text()).items():
        folder = SHARED if name.split("/")[0] != ICDAR else options.icdar
        path = folder / (name if folder is SHARED else Path(name).name) if folder else None
        if path and not sealed(path):
            jobs.append((MARKED, pages, path))
    jobs += [("law html", page, page.with_suffix(".pdf")) for page in works(options.laws)] if options.laws else []
    for name in ("word", *SETS):
        one = {each: getattr(options, each) if each == name else None for each in SETS}
        if name == "word" or one[name]:
            for kind, source, pdf in pairs(argparse.Namespace(**one, half=None, first=None)):
                if name in ("word", "authors") or kind.endswith("plain"):
                    jobs.append((f"{name} {source.suffix[1:]}", source, pdf))
    with ProcessPoolExecutor() as pool:
        documents = list(pool.map(document, jobs))
    print(f"{len(documents)} documents, {sum(each.due for each in documents)} headings due", flush=True)
    if options.judge:
        judge(documents)
    else:
        write(grown(documents), FILE)


if __name__ == "__main__":
    main()
