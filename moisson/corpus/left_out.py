"""The words of a document's file that its text lacks, read anew from the harvest: nothing of them is stored."""

from pathlib import Path
from typing import Any

from moisson.corpus.lookup import row_of
from moisson.harvest.guard import Guard
from moisson.readers.conserve import Passage, is_sound, passages
from moisson.source.description import PACKAGE, Body, Description, Source, built_in_sources, load_source
from moisson.workspace.storage import Workspace


def left_out_of(workspace: Workspace, row: dict[str, Any]) -> list[Passage] | str:
    """What a decision's file holds and none of its texts has, in its order; or why that cannot be told, in a sentence.

    It is read by today's readers: where they changed since the run, so may what they leave out.
    """
    part = workspace.parts(row["source"]) / f"{row['part']}.parquet"
    if not part.exists():
        return "What was left out cannot be shown: the harvested file is not in this workspace."
    raw = row_of(part, row["raw_id"], ["format", "content"])
    source = _source(row["source"], raw["format"])
    if source is None:
        return f"What was left out cannot be shown: the source {row['source']} has a reader of its own, which is not here."
    with Guard() as guard:
        (answer,) = guard.read(source, [raw["content"]])
    found = passages(raw["content"], raw["format"], answer) if is_sound(answer) else None
    return "What was left out cannot be told: words of this format are not counted." if found is None else list(found)


def _source(name: str, format: str | None) -> Source | None:
    """The source, where it is built in; another that reads its files by their format; None where only its own reader does."""
    if name in built_in_sources():
        return load_source(name, Path())
    if format is None:
        return None
    publisher, connector = Body(name="unknown"), {"use": "folder", "path": "."}
    told = Description(title=name, about="a file read anew", publisher=publisher, language="und", connector=connector)
    return Source(PACKAGE / "sources" / "files", told)
