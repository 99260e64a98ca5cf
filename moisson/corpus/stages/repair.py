"""Noisy OCR, repaired in the open: what was taken, from what, by which tool, and what the noise was before and since."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from importlib.util import find_spec
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from moisson.contracts.errors import RecipeError
from moisson.contracts.schemas import STRING
from moisson.contracts.stage import Columns, DataFile, Step, stage
from moisson.corpus.repair.dictionaries import Dictionaries
from moisson.corpus.repair.endpoint import Endpoint
from moisson.corpus.repair.passages import passages
from moisson.corpus.repair.program import Program
from moisson.corpus.repair.tools import Passage, Tool
from moisson.corpus.stages.noise import measure_noise

WRITES = ("text", "repaired_from", "repaired_by", "noise_before", "noise_after", "repair_refused")


class Repaired(NamedTuple):
    """What became of one document; all null where it was not looked at."""

    text: str | None
    repaired_from: str | None
    repaired_by: str | None
    noise_before: float | None
    noise_after: float | None
    repair_refused: str | None


def _reads(parameters: Mapping[str, Any]) -> tuple[str, ...]:
    """What the stage reads; a mistake in its parameters stops before any work."""
    _tool(**{name: parameters[name] for name in ("dictionaries", "command", "endpoint", "model", "timeout_s")})
    return ("text", "language", "kind")


@stage(version=1, reads=_reads, writes=WRITES)
def repair_text(
    dictionaries: DataFile | None = None,  # a folder of hunspell's dictionaries, such as /usr/share/hunspell
    command: Sequence[str] | None = None,  # a program and its arguments: JSON lines in, JSON lines out
    endpoint: str | None = None,  # of this machine, in OpenAI's protocol: http://127.0.0.1:8000/v1
    model: str | None = None,  # the command's or endpoint's model, with its version; bears identity
    min_noise: float = 0.03,  # documents with less are left alone
    timeout_s: float = 600.0,  # that a tool may take, for a document (command) or a passage (endpoint)
) -> Step:
    """Repair the text of noisy documents by a tool, and say so; law is never repaired.

    One of `dictionaries`, `command` and `endpoint` is given. The tool is asked passage by passage, of up to 1,500 characters. A
    passage is taken only where its noise falls, all its figures stay, the number of its words changes by a tenth at most, and no
    more of its characters change than three times its noise; a document only where its noise falls.

    - `text`: repaired, where it was taken.
    - `repaired_from`: SHA-256 of the text before; null where nothing was taken.
    - `repaired_by`: the tool.
    - `noise_before`, `noise_after`: as `measure_noise` has them; null where the document was not looked at.
    - `repair_refused`: why nothing was taken: `kind` (law, or a kind that nothing states), `figures`, `words`, `noise` (it did
      not fall). Null where something was taken or the document is not noisy.

    `min_noise` and the length that noise needs (300 letters) decide what is looked at. A tool that fails stops the build.
    """
    tool = _tool(dictionaries, command, endpoint, model, timeout_s)
    measure = measure_noise()

    def step(batch: pa.RecordBatch) -> Columns:
        noise = measure(batch)["noise"].to_numpy(zero_copy_only=False)
        rows = np.flatnonzero(np.nan_to_num(noise) >= max(min_noise, np.finfo(float).tiny))
        found = [_repaired(batch.slice(row, 1), float(noise[row]), tool, measure) for row in rows.tolist()]
        return _columns(batch, rows, found)

    return step


def _tool(
    dictionaries: str | None, command: Sequence[str] | None, endpoint: str | None, model: str | None, timeout_s: float
) -> Tool:
    if sum(each is not None for each in (dictionaries, command, endpoint)) != 1:
        raise RecipeError("repair_text: give one of `dictionaries`, `command` and `endpoint`.")
    if find_spec("rapidfuzz") is None:
        raise RecipeError("repair_text needs rapidfuzz; install it by `pip install 'moisson[repair]'`.")
    if dictionaries is not None:
        made = Dictionaries(dictionaries)
        made.check()
        return made
    if not model:
        raise RecipeError("repair_text: `model` must name what repairs, with its version: releases say it.")
    if endpoint is not None:
        return Endpoint(endpoint, model, timeout_s)
    if not command:
        raise RecipeError("repair_text: `command` is empty.")
    return Program(tuple(command), model, timeout_s)


def _repaired(row: pa.RecordBatch, noise: float, tool: Tool, measure: Step) -> Repaired:
    from moisson.corpus.repair.accept import keeps_edges, refusal

    (document,) = row.to_pylist()
    text, language = document["text"], document["language"] or "und"
    if document["kind"] in (None, "law"):
        return Repaired(None, None, None, noise, None, "kind")
    before = passages(text)
    tried = [*map(keeps_edges, before, tool.repair([Passage(passage, language) for passage in before]))]
    # With `min_letters` of 1, short passages are judged too: what is weighed is one wording against another.
    had, has = (_noise(row, some, measure_noise(1)) for some in (before, tried))
    refused = [
        None if old == new else refusal(old, new, was) or (None if now < was else "noise")
        for old, new, was, now in zip(before, tried, had.tolist(), has.tolist(), strict=True)
    ]
    kept = "".join(new if why is None else old for old, new, why in zip(before, tried, refused, strict=True))
    after = float(_noise(row, [kept], measure)[0])
    if kept == text or not after < noise:
        reasons = [why for why in refused if why is not None and why != "noise"]
        return Repaired(None, None, None, noise, None, max(reasons, key=reasons.count) if reasons else "noise")
    return Repaired(kept, sha256(text.encode()).hexdigest(), tool.name, noise, round(after, 4), None)


def _noise(row: pa.RecordBatch, texts: Sequence[str], measure: Step) -> NDArray[np.float64]:
    """The noise of texts in the language of a document; 0 where it cannot be measured, which then never falls."""
    languages = pa.concat_arrays([row.column("language")] * len(texts))
    made = measure(pa.record_batch({"text": pa.array(texts, STRING), "language": languages}))
    found: NDArray[np.float64] = np.nan_to_num(made["noise"].to_numpy(zero_copy_only=False))
    return found


def _columns(batch: pa.RecordBatch, rows: NDArray[np.int64], found: Sequence[Repaired]) -> Columns:
    at = np.full(batch.num_rows, -1)
    at[rows] = np.arange(len(rows))
    types = {"noise_before": pa.float64(), "noise_after": pa.float64()}
    columns = {}
    for name in WRITES:
        some = pa.array([getattr(one, name) for one in found], types.get(name, STRING))
        columns[name] = some.take(pa.array(at, mask=at < 0))
    columns["text"] = pc.coalesce(columns["text"], batch.column("text"))
    return columns
