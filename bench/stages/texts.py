"""The texts that stages are measured on, as the table that a run would hand to its first stage."""

from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from moisson.contracts.schemas import EXTRACTED, FACTS, RELEASE
from moisson.harvest.preview import read_files
from moisson.workspace.storage import read_json

SHARED = Path(__file__).parents[3] / "shared" / "data"
RELEASES = Path("build/releases/fr-droits-travail")
FRENCH_LAWS, GERMAN_LAWS = "law-fr-legalize", "law-de-gesetze"
COLUMNS = (*EXTRACTED.names, *FACTS.names, "force")


class Texts(NamedTuple):
    """A table of documents, its name and its language."""

    name: str
    language: str
    table: pa.Table

    @property
    def megabytes(self) -> float:
        return float((pc.sum(pc.binary_length(self.table["text"])).as_py() or 0) / 1e6)


def french(data: Path | None) -> Texts | None:
    """The Parquet that is named; else the last release of the demo's recipe in `build`; else laws beside the checkout."""
    if data is not None:
        return Texts(data.name, "fr", _completed(pq.read_table(data)))
    if (RELEASES / "latest.json").exists():
        release = read_json(RELEASES / "latest.json")["release"]
        paths = sorted((RELEASES / release / "data").rglob("*.parquet"))
        return Texts(f"fr-droits-travail {release}", "fr", _completed(pa.concat_tables(map(pq.read_table, paths))))
    return laws(FRENCH_LAWS, "fr")


def laws(name: str, language: str) -> Texts | None:
    """A set of laws beside the checkout; None where it is absent."""
    folder = SHARED / name / "data"
    if not folder.is_dir():
        return None
    rows = [
        {"id": found.id, "title": found.text.title, "text": found.text.text}
        for found in read_files(folder)
        if found.text is not None and found.text.text
    ]
    return Texts(
        name, language, _completed(pa.Table.from_pylist(rows), {"language": language, "jurisdiction": language, "source": name})
    )


def sample(texts: Texts, megabytes: float) -> Texts:
    """Every n-th document, so that about so much is left."""
    step = max(round(texts.megabytes / megabytes), 1)
    rows = pa.array(range(0, texts.table.num_rows, step))
    return texts._replace(table=texts.table.take(rows).combine_chunks())


def _completed(table: pa.Table, values: dict[str, str] | None = None) -> pa.Table:
    """All columns that stages read; those that the table lacks hold the value given, or nothing.

    Kind and jurisdiction decide what is masked, and sources state them: they are never left open here.
    """
    types = {field.name: field.type for schema in (RELEASE, FACTS, EXTRACTED) for field in schema}
    given = {"source": "bench", "publisher": "bench", "language": "fr", "kind": "law", "jurisdiction": "fr", "force": "in-force"}
    given |= values or {}
    columns: dict[str, pa.Array] = {}
    for name in COLUMNS:
        if name in table.column_names:
            columns[name] = table[name]
        elif name in given:
            columns[name] = pa.array([given[name]] * table.num_rows, types[name])
        elif name == "raw_id":
            columns[name] = table["id"]
        elif name == "version":
            columns[name] = pa.array([sha256(text.encode()).hexdigest() for text in table["text"].to_pylist()], types[name])
        else:
            columns[name] = pa.nulls(table.num_rows, types[name])
    return pa.table(columns).cast(pa.schema([(name, types[name]) for name in COLUMNS])).sort_by("id").combine_chunks()
