"""FineWeb-2's filters by datatrove's own code, with limits given; runs by itself, under any Python that has datatrove and spaCy.

    python bench/stages/field_side.py DOCUMENTS.parquet LIMITS.json

LIMITS holds the language, stop words, and a limit for each rule as `recipes/field/fineweb2-quality.toml` names it. Prints JSON:
for each document, the names of the filters that it would go by.
"""

import json
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq


def filters(language: str, stop_words: list[str], limits: dict[str, float]) -> dict[str, Any]:
    """As fineweb-2-pipeline.py sets them up, in its order."""
    from datatrove.pipeline.filters import FineWebQualityFilter, GopherQualityFilter, GopherRepetitionFilter

    return {
        "gopher repetition": GopherRepetitionFilter(
            language=language,
            dup_para_frac=0,
            dup_line_char_frac=0,
            dup_para_char_frac=0,
            dup_line_frac=limits["repeated-lines"],
            top_n_grams=tuple((n, limits[f"frequent-{n}-gram"]) for n in (2, 3, 4)),
            dup_n_grams=tuple((n, limits[f"repeated-{n}-grams"]) for n in range(5, 11)),
        ),
        "fineweb quality": FineWebQualityFilter(
            language=language,
            short_line_thr=999,
            char_duplicates_ratio=limits["repeated-line-characters"],
            line_punct_thr=limits["few-ended-lines"],
            new_line_ratio=limits["newlines"],
        ),
        "gopher quality": GopherQualityFilter(
            language=language,
            max_avg_word_length=limits["long-words"],
            min_avg_word_length=limits["short-words"],
            stop_words=stop_words,
            max_non_alpha_words_ratio=limits["few-words-with-letters"],
            min_stop_words=2,
        ),
    }


def main(documents: Path, given: Path) -> None:
    from datatrove.data import Document

    rules = filters(**json.loads(given.read_text("utf-8")))
    said = []
    for row in pq.read_table(documents).to_pylist():
        document = Document(text=row["text"], id=row["id"])
        said.append([name for name, rule in rules.items() if rule.filter(document) is not True])
    print(json.dumps(said))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
