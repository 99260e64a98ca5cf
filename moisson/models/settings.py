"""What a training is asked to do; all of it bears on the weights. Loads no PyTorch."""

import math
from dataclasses import asdict, dataclass
from typing import Any, Literal

from moisson.contracts.errors import UserError
from moisson.models.presets import PRESETS, Preset

Schedule = Literal["wsd", "cosine"]
Precision = Literal["fp32", "bf16"]
DECAY = 0.2  # of the steps, in which WSD brings the rate to zero (arXiv 2404.06395, 2405.18392)
LOW = 0.1  # of the peak, where a cosine ends
WARM_UP = 0.02  # of the steps


@dataclass(frozen=True)
class Settings:
    """A training, but for its tokens' content: the same settings and tokens give the same weights on one machine's CPU."""

    preset: str
    steps: int
    sequences: int  # windows of a step
    micro: int  # windows that one process holds in memory at a time; gradients of the others are accumulated
    world: int  # processes
    rate: float  # peak learning rate
    schedule: Schedule
    precision: Precision
    goldfish: int  # 0, or k: one target in k is ignored, by the k tokens before it
    seed: int
    vocabulary: int
    tokens_sha256: str  # of the manifest of the tokens
    held_out_sha256: str | None  # of the ids that were named to be held out
    mix_sha256: str | None = None  # of a mix that was named in place of the tokens' own

    @property
    def of(self) -> Preset:
        return PRESETS[self.preset]

    @property
    def tokens_a_step(self) -> int:
        return self.sequences * self.of.shape.context

    @property
    def accumulated(self) -> int:
        """Forward passes of one process in a step."""
        return self.sequences // (self.micro * self.world)

    def rate_at(self, step: int) -> float:
        """The learning rate of a step, from 0: a short rise, then a plateau and a linear fall (WSD), or a half cosine."""
        rise = max(1, round(WARM_UP * self.steps))
        if step < rise:
            return self.rate * (step + 1) / rise
        if self.schedule == "cosine":
            return self.rate * (LOW + (1 - LOW) * (1 + math.cos(math.pi * (step - rise) / max(1, self.steps - rise))) / 2)
        return self.rate * min(1.0, (self.steps - step) / max(1, round(DECAY * self.steps)))

    def record(self) -> dict[str, Any]:
        """For checkpoints and `model.json`."""
        return asdict(self)


def compared(here: Settings, there: dict[str, Any], where: str) -> None:
    """Raise UserError where a checkpoint was written with other settings."""
    if there.get("world") != here.world:
        raise UserError(
            f"{where} was trained by {there.get('world')} processes, and this run has {here.world}: go on with"
            f" --processes {there.get('world')}, or begin anew in another folder."
        )
    for name, value in here.record().items():
        if there.get(name) != value:
            raise UserError(
                f"{where} is a checkpoint of another configuration: its {name.replace('_', ' ')} is {there.get(name)!r}, not"
                f" {value!r}; ask for the same again, or name another folder with --to."
            )


def per_pass(sequences: int, world: int, most: int) -> int:
    """Windows of one forward pass: the most that divide a process's share. Raises UserError where processes cannot share."""
    if sequences % world:
        raise UserError(
            f"{sequences} windows a step cannot be shared evenly by {world} processes; choose a number that divides them."
        )
    share = sequences // world
    return max(size for size in range(1, min(most, share) + 1) if share % size == 0)
