"""Binds a checkpoint to the releases behind its tokens: `model.json`, and which step saw which document in `seen.parquet`."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from moisson.contracts.disk import disk
from moisson.contracts.errors import UserError
from moisson.contracts.model_file import MODEL, ModelFile, write_model
from moisson.contracts.token_files import TokenFiles
from moisson.models.binding.documents import Seen, seen_by
from moisson.models.binding.draws import Draws, OrderUnknown, read_draws
from moisson.models.binding.mix import Held, expected, find, held_in
from moisson.models.binding.record import Bound, model_of, rows_of, total_of
from moisson.models.binding.steps import steps_of
from moisson.models.binding.tokenizer import check_tokenizer
from moisson.models.trainers.run import Run

NO_CACHE = "there is no index cache: the order in which the trainer shuffled documents is not kept anywhere else."


def bind(
    folder: Path,
    run: Run,
    tokens: Sequence[TokenFiles],
    *,
    into: Path | None = None,
    cache: Path | None = None,
    tokenizer: Path | None = None,
    name: str | None = None,
) -> ModelFile:
    """Write what a checkpoint was trained on into its folder, or `into` another; nothing of the checkpoint is changed.

    Raises UserError where the tokens are not those that it was trained on, or too little is known of the run; StorageError.
    """
    into = into or folder
    if (into / MODEL).exists():
        raise UserError(f"{into / MODEL} is there already: move it away, or write into another folder with --to.")
    for each in tokens:
        check_tokenizer(each, folder, run, tokenizer)
    if len({each.manifest_sha256 for each in tokens}) < len(tokens):
        raise UserError("one folder of tokens is given twice; give each once.")
    run = _counted(run, tokens)
    held = held_in(tokens)
    bound = _bound(run, held, cache)
    model = model_of(folder, into, run, tokens, held, bound, name)
    with disk(into):
        into.mkdir(parents=True, exist_ok=True)
    return write_model(into, model, rows_of(held, bound))


def _counted(run: Run, tokens: Sequence[TokenFiles]) -> Run:
    """The run with steps, samples and tokens as far as each follows from the others. Raises UserError where steps do not."""
    steps, samples, batch = run.steps, run.samples, run.batch
    if steps is None and samples is not None and batch and run.ramp is None:
        steps = samples // batch
    if steps is None:
        raise UserError("nothing says how many steps the checkpoint has; give them with --steps.")
    seen = run.tokens_seen
    if seen is None and (epoch := run.configuration.get("epoch")):
        seen = round(float(epoch) * sum(each.manifest.tokens for each in tokens))
    if seen is None:
        for value, option in ((run.length, "--sequence-length"), (batch or samples, "--batch-size")):
            if value is None:
                raise UserError(f"nothing says how many tokens a step has; give {option}.")
    return run.with_said(steps=steps, tokens_seen=seen)


def _bound(run: Run, held: Sequence[Held], cache: Path | None) -> Bound:
    """From the index cache where it tells the order, else from weights."""
    try:
        if cache is None:
            raise OrderUnknown(NO_CACHE)
        if run.batch is None:
            raise OrderUnknown("nothing says how many samples a step has.")
        draws, ends = read_draws(cache, run), steps_of(run)
        return _drawn(draws, held, ends)
    except OrderUnknown as unknown:
        found = expected(run, held, total_of(run))
        why = str(unknown)
        return Bound({}, found.ours, found.others, f"{why[:1].upper()}{why[1:].rstrip('.')}.")


def _drawn(draws: Sequence[Draws], held: Sequence[Held], ends: NDArray[np.int64]) -> Bound:
    seen: dict[tuple[str, str], Seen] = {}
    tokens: dict[tuple[str, str], float] = {}
    others: dict[str, float] = {}
    reached = sum(len(each.places) for each in draws)
    if len(ends) and reached < ends[-1]:
        raise OrderUnknown(f"the index has {reached:,} samples, and the checkpoint consumed {ends[-1]:,}.")
    for each in draws:
        found = [one for one in find(each.path, held) if one.name == each.name]
        if not found:
            others[each.name] = float(np.searchsorted(each.places, ends[-1] if len(ends) else 0) * each.length)
            continue
        (one,) = found
        if one.key in seen:
            raise OrderUnknown(f"the run draws twice from {each.name}, under two weights.")
        seen[one.key] = seen_by(each, one.dataset.lengths, ends, str(one.tokens.folder))
        tokens[one.key] = float(seen[one.key].tokens.sum())
    if not seen:
        raise UserError(
            f"the index cache names no data set of the folders given, but {', '.join(sorted(others)[:3])}; give those."
        )
    return Bound(seen, tokens, others, None)
