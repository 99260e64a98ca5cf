"""The card's chapters on use: how to load a release, what its columns mean, its limits."""

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from moisson.release.columns import COLUMNS, MORE, OWN, type_name
from moisson.release.pack.card_privacy import not_masked
from moisson.release.pack.markdown import code, table
from moisson.release.wording import LANGUAGES, language, looked_for


def load(stats: Mapping[str, Any], languages: Sequence[str]) -> str:
    """One way to load it for each usual tool; every line runs in the release's folder."""
    one = next((row["language"] for row in stats["languages"] if row["language"] in languages), "und")
    line = f'{LANGUAGES.get(one, "documents").lower()} = load_dataset(here, "{one}", split="train")'
    return f"""## Load it

Run these in the release's folder.

```python
from pathlib import Path
from datasets import load_dataset
here = str(Path.cwd())  # `datasets` wants the folder's name
documents = load_dataset(here, split="train")          # all languages
{line:<55}# {language(one)}
dropped = load_dataset(here, "ledger", split="train")  # what was left out, and why
```
```sql
-- DuckDB
SELECT source, count(*), sum(word_count) FROM 'data/*/*.parquet' GROUP BY source;
SELECT stage, reason, count(*) FROM 'ledger/*.parquet' GROUP BY ALL ORDER BY 3 DESC;
```
```python
import pandas
frame = pandas.read_parquet("data/{one}", columns=["id", "title", "text"])

import pyarrow.dataset
table = pyarrow.dataset.dataset("data", format="parquet").to_table(columns=["id", "license", "rights"])
```"""


def columns(schema: pa.Schema) -> str:
    """Every column of a release; those that the recipe publishes beside ours by their names and types."""
    rows = [(code(field.name), type_name(field.type), COLUMNS.get(field.name) or MORE.get(field.name, OWN)) for field in schema]
    return f"## Columns\n\n{table(('Column', 'Type', 'Meaning'), rows)}"


def limits(stats: Mapping[str, Any]) -> str:
    """What was not done, and what to expect of it."""
    kinds = looked_for(stats)
    lines = [
        "Personal data is not masked." if kinds is None else not_masked(kinds).replace("*", ""),
        "Dates are the publishers'. A consolidated article is dated by its version, not by the text that first introduced it.",
        "Tables become rows with pipes: merged cells and nested tables are lost, and so is what stands only in a picture.",
        "Rights are recorded, not judged: nothing here is legal advice.",
    ]
    near = [stage["parameters"] for stage in stats["stages"] if stage["name"].startswith("drop_near_duplicates")]
    for ngram in (parameters["ngram"] for parameters in near if "ngram" in parameters):
        lines.append(f"Near-duplicates share runs of {ngram} words: paraphrases, translations and shorter texts are not found.")
    if not stats["totals"]["tokens"]:
        lines.append("Tokens are not counted: `token_count` is null until a release names a tokenizer.")
    if any(source["republisher"] for source in stats["sources"]):
        names = ", ".join(code(source["name"]) for source in stats["sources"] if source["republisher"])
        lines.append(
            f"{names} came by way of a republisher, whose files may lag behind the publisher's or differ from them; what"
            " was taken is named above."
        )
    if not stats["contamination"]["looked_for"]:
        lines.append("Evaluation sets were not looked for.")
    lines.append("No quality or fitness for training was measured on a trained model for this release.")
    text = "\n".join(f"- {line}" for line in lines)
    return f"## Known limits\n\n{text}"
