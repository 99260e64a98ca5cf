"""Which step consumed a sample, by its place in the run."""

import numpy as np
from numpy.typing import NDArray

from moisson.models.binding.draws import OrderUnknown
from moisson.models.trainers.run import Run


def steps_of(run: Run) -> NDArray[np.int64]:
    """The first place that is no longer in step 1, in step 2, … of a run of known steps and batch.

    Megatron's sampler gives each step the next samples of the index; with `rampup_batch_size` the batch grows as
    num_microbatches_calculator.py has it. Raises OrderUnknown where the samples that were consumed are not those of the steps.
    """
    assert run.steps is not None and run.batch is not None
    if run.ramp is None:
        ends = np.arange(1, run.steps + 1, dtype=np.int64) * run.batch
    else:
        first, increment, until = run.ramp
        each = until / max(1, (run.batch - first) // increment)
        consumed, found = 0, []
        for _ in range(run.steps):
            consumed += run.batch if consumed > until else min(run.batch, first + int(consumed / each) * increment)
            found.append(consumed)
        ends = np.array(found, dtype=np.int64)
    consumed = int(ends[-1]) if len(ends) else 0
    if run.samples is not None and run.samples != consumed:
        raise OrderUnknown(
            f"the checkpoint consumed {run.samples:,} samples in {run.steps:,} steps, and its batch makes {consumed:,}: the batch"
            " changed on the way."
        )
    return ends


def samples_of(run: Run) -> int:
    """The samples that a run consumed. Raises OrderUnknown where steps and samples do not agree."""
    if run.samples is not None:
        return run.samples
    ends = steps_of(run)
    return int(ends[-1]) if len(ends) else 0


def step_at(places: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.int32]:
    """The step that consumed each place, from 1; 0 where none did."""
    steps = np.searchsorted(ends, places, side="right") + 1
    steps[steps > len(ends)] = 0
    return steps.astype(np.int32)
