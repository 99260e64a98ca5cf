"""Articles of two French codes as rows, and the same with rubbish between their lines."""

import json
import random
from pathlib import Path
from typing import Any

from shared_data import shared

Rows = list[dict[str, Any]]


def articles_of_law() -> Rows:
    """Articles as of two sources."""
    folder = shared("law-fr-legalize")
    files = sorted(path for path in folder.rglob("*.md") if path.stat().st_size > 100_000)[:4]
    rows = []
    for number, path in enumerate(files):
        pieces = path.read_text(encoding="utf-8").split("\n#")
        source = f"source_{number % 2}"
        rows += [
            {"id": f"{path.stem}/{n}", "source": source, "text": piece} for n, piece in enumerate(pieces) if len(piece) > 200
        ]
    return rows[:2500]


def written(path: Path, rows: Rows) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def noisy(rows: Rows, share: float) -> Rows:
    """The same texts with lines of rubbish between theirs, as a page's menu leaves them."""
    drawn = random.Random(7)

    def rubbish() -> str:
        return " ".join("".join(drawn.choices("abcdefghijklmnopqrstuvwxyz", k=7)) for _ in range(12))

    return [
        row
        | {"text": "\n".join(line + ("\n" + rubbish() if drawn.random() < share else "") for line in row["text"].splitlines())}
        for row in rows
    ]
