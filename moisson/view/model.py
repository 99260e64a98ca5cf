"""A trained model: on which tokens of which releases, how its training went, what it was evaluated at, which documents it saw."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pyarrow.compute as pc

from moisson.contracts.disk import damaged, disk
from moisson.contracts.errors import NotFound
from moisson.contracts.model_file import ModelFile
from moisson.view.curve import Curve, curve
from moisson.view.shelf import Shelf

Facts = dict[str, Any]
LOG, EVALUATION, MEMORISED, WORTH = "log.jsonl", "evaluation.json", "memorised.json", "worth.json"
MOST_SEEN = 25  # documents listed, those seen most often
MOST_POINTS = 40  # rows of a curve's table


def model(shelf: Shelf, name: str, id: str) -> Facts:
    """What a model's page shows; `id` looks up one document. Raises NotFound where there is no such model."""
    folder = dict(shelf.models()).get(name)
    if folder is None:
        raise NotFound(f"there is no model {name} here.")
    opened = ModelFile.open(folder, weights=False)
    said = opened.model
    here = {"/".join(pair) for pair in shelf.names()}
    lines = _log(folder / LOG)
    whole = sum(each.tokens_seen for each in said.sources)
    withdrawn = id != "" and shelf.withdrawn(id) is not None
    return {
        "model": said,
        "name": name,
        "released": {each.release.name: each.release.name in here for each in said.tokens},
        "whole": whole,
        "curves": list(_curves(lines)),
        "points": _thinned(lines),
        **{
            name: _result(folder, file) for name, file in (("evaluation", EVALUATION), ("memorised", MEMORISED), ("worth", WORTH))
        },
        "most_seen": [] if said.seen is None else [row for row in _most_seen(opened) if shelf.withdrawn(row["id"]) is None],
        "sought": id,
        "sought_withdrawn": withdrawn,
        "home": said.tokens[0].release.name if len(said.tokens) == 1 and said.tokens[0].release.name in here else None,
        "sought_rows": [] if said.seen is None or not id or withdrawn else opened.seen_of([id]),
    }


def _log(path: Path) -> list[Facts]:
    """The lines of a training's log; none where there is no log. A line that a kill cut is passed over."""
    if not path.is_file():
        return []
    with disk(path):
        lines = path.read_bytes().splitlines()
    found = []
    for line in lines:
        try:
            found.append(orjson.loads(line))
        except orjson.JSONDecodeError:
            continue
    return [each for each in found if isinstance(each, dict) and isinstance(each.get("tokens"), int)]


def _curves(lines: list[Facts]) -> Iterator[tuple[str, Curve]]:
    for key in ("loss", "held_out_bits_per_byte"):
        points = [(each["tokens"], float(each[key])) for each in lines if isinstance(each.get(key), int | float)]
        if len(points) > 1:
            yield key, curve(points)


def _thinned(lines: list[Facts]) -> list[Facts]:
    """Few enough lines for a table, the first and the last among them."""
    step = max(1, -(-len(lines) // MOST_POINTS))
    return [*lines[::step], *(lines[-1:] if lines and (len(lines) - 1) % step else [])]


def _result(folder: Path, name: str) -> Facts | None:
    """What a command has written of a model: in its folder, or in one of those there, as `evaluate` does."""
    path = next((each for each in (folder / name, *sorted(folder.glob(f"*/{name}"))) if each.is_file()), None)
    if path is None:
        return None
    with disk(path):
        data = path.read_bytes()
    try:
        found: Facts = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise damaged(path, error) from None
    return found


def _most_seen(opened: ModelFile) -> list[Facts]:
    """The documents seen most often."""
    best: list[Facts] = []
    for batch in opened.seen():
        least = best[-1]["times"] if len(best) == MOST_SEEN else -1.0
        rows = batch.filter(pc.greater(batch["times"], least))
        if rows.num_rows:
            top = pc.sort_indices(rows, [("times", "descending"), ("id", "ascending")])[:MOST_SEEN]
            best = sorted([*best, *rows.take(top).to_pylist()], key=lambda row: (-row["times"], row["id"]))[:MOST_SEEN]
    return best
