"""The training loop: one process, or one of several that share each step."""

import os
import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

import numpy as np
import orjson
import torch
import torch.distributed as dist
from numpy.typing import NDArray
from torch.nn import functional
from torch.nn.parallel import DistributedDataParallel

from moisson.contracts.cores import cores
from moisson.contracts.disk import disk
from moisson.models.monitor import Held
from moisson.models.settings import Settings
from moisson.models.training import checkpoint
from moisson.models.training.batches import IGNORED, Batches, goldfish
from moisson.models.training.llama import Llama
from moisson.workspace.progress import Progress

BETAS, EPS, DECAY, CLIP = (0.9, 0.95), 1e-8, 0.1, 1.0  # of GPT-3 (arXiv 2005.14165) and Llama
LOGGED, SAVED = 100, 20  # times in a training
MEASURED = 12  # times, at most, and twice at least; but what is held out is read no more than an eighth of what is trained on
LOG = "log.jsonl"
ONE_THREAD = 4_000_000  # parameters: below, one thread is faster than two


@dataclass(frozen=True)
class Place:
    """Which of the processes this is, and where it computes."""

    rank: int = 0
    world: int = 1
    device: str = "cpu"

    @property
    def first(self) -> bool:
        return self.rank == 0


@contextmanager
def placed(place: Place, meeting: str | None) -> Iterator[None]:
    """Join the other processes, at a file or, under torchrun, as the environment says; leave them in the end."""
    if place.device.startswith("cuda"):
        torch.cuda.set_device(place.device)
    if place.world > 1:
        backend = "nccl" if place.device.startswith("cuda") else "gloo"
        dist.init_process_group(backend, meeting or "env://", rank=place.rank, world_size=place.world)
    try:
        yield
    finally:
        if place.world > 1:
            dist.destroy_process_group()


def train(folder: Path, settings: Settings, batches: Batches, held: Held | None, place: Place, progress: Progress) -> Llama:
    """Train to the last step, from the newest checkpoint of `folder` where there is one; the first process writes there.

    `held` is measured now and then.

    Gives the model; raises as `checkpoint.newest` does.
    """
    device = torch.device(place.device)
    if device.type == "cpu":
        torch.use_deterministic_algorithms(True)
        small = settings.of.shape.parameters(settings.vocabulary) < ONE_THREAD
        torch.set_num_threads(1 if small else max(1, cores() // place.world))
    model: Llama = Llama(settings.of.shape, settings.vocabulary, settings.seed).to(device)
    optimizer = optimizer_of(model, settings.rate)
    done = 0
    if (at := checkpoint.newest(folder, settings)) is not None:
        done = at[0]
        checkpoint.load(at[1], model, optimizer, device)
    log = _Log(folder / LOG, done, settings, place)
    net: Any = DistributedDataParallel(model) if place.world > 1 else model
    total = settings.steps * settings.tokens_a_step
    measured = max(1, min(MEASURED, total // (8 * len(held.tokens)))) if held else 0
    with progress.task(f"training {settings.preset}", unit="tokens", total=total) as shown:
        note = ""
        for step in range(done, settings.steps):
            rate = settings.rate_at(step)
            for group in optimizer.param_groups:
                group["lr"] = rate
            loss = gradients(net, batches.step(step)[place.rank :: place.world], settings, device)
            norm = torch.nn.utils.clip_grad_norm_(model.parameters(), CLIP)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
            if place.first:
                now = step == 0 or _due(step + 1, settings.steps, measured)
                if now or _due(step + 1, settings.steps, LOGGED):
                    bits = held.bits_per_byte(nats(model, held.tokens, settings)) if held and now else None
                    log.write(step + 1, float(loss), rate, float(norm), bits)
                    note = f"loss {float(loss):.3f}"  # now and then: to read it, a GPU must have come so far
                shown.reach((step + 1) * settings.tokens_a_step, note)
                if _due(step + 1, settings.steps, SAVED):
                    checkpoint.save(folder, step + 1, model, optimizer, settings)
    return model


def gradients(net: Any, windows: NDArray[np.int64], settings: Settings, device: torch.device) -> torch.Tensor:
    """Add up the gradients of this process's windows; in the last pass they meet the others'. Gives the mean loss, in nats."""
    targets = goldfish(windows, settings.goldfish, settings.goldfish) if settings.goldfish else windows[:, 1:]
    inputs, wanted = torch.from_numpy(windows[:, :-1].copy()).to(device), torch.from_numpy(targets.copy()).to(device)
    total = torch.zeros((), device=device)
    for turn in range(settings.accumulated):
        some = slice(turn * settings.micro, (turn + 1) * settings.micro)
        last = turn == settings.accumulated - 1
        with nullcontext() if last or settings.world == 1 else net.no_sync():
            with _precision(device, settings.precision):
                logits = net(inputs[some])
            loss = functional.cross_entropy(logits.float().flatten(0, 1), wanted[some].flatten(), ignore_index=IGNORED)
            (loss / settings.accumulated).backward()
        total += loss.detach() / settings.accumulated
    if settings.world > 1:
        dist.all_reduce(total)
    return total / settings.world


def optimizer_of(model: Llama, rate: float) -> torch.optim.AdamW:
    """AdamW (arXiv 1711.05101); matrices decay, norms do not."""
    groups = [
        {"params": [p for p in model.parameters() if p.dim() >= 2], "weight_decay": DECAY},
        {"params": [p for p in model.parameters() if p.dim() < 2], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=rate, betas=BETAS, eps=EPS)


def _precision(device: torch.device, precision: str) -> Any:
    return torch.autocast(device.type, torch.bfloat16) if precision == "bf16" else nullcontext()


@torch.no_grad()
def nats(model: Llama, tokens: NDArray[np.int64], settings: Settings) -> float:
    """The nats that the model needs for all tokens but the first, read in windows of its context that share no token."""
    context, device = model.shape.context, next(model.parameters()).device
    rows = -(-(len(tokens) - 1) // context)
    inputs, targets = np.zeros(rows * context, np.int64), np.full(rows * context, IGNORED)
    inputs[: len(tokens) - 1], targets[: len(tokens) - 1] = tokens[:-1], tokens[1:]
    given, wanted = (torch.from_numpy(each.reshape(rows, context)).to(device) for each in (inputs, targets))
    total = 0.0
    for begin in range(0, rows, settings.micro):
        with _precision(device, settings.precision):
            logits = model(given[begin : begin + settings.micro])
        flat = wanted[begin : begin + settings.micro].flatten()
        total += float(functional.cross_entropy(logits.float().flatten(0, 1), flat, ignore_index=IGNORED, reduction="sum"))
    return total


def _due(step: int, steps: int, times: int) -> bool:
    """Whether this step, from 1, is one of so many that are evenly spread and end with the last."""
    return step * times // steps > (step - 1) * times // steps


class _Log:
    """`log.jsonl`: a line now and then, with the speed since the one before. What a killed run wrote past its checkpoint goes."""

    def __init__(self, path: Path, done: int, settings: Settings, place: Place) -> None:
        self._path, self._settings, self._place = path, settings, place
        self._began, self._step = monotonic(), done
        if place.first:
            with disk(path):
                lines = path.read_bytes().splitlines(keepends=True) if path.exists() else []
                path.write_bytes(b"".join(line for line in lines if line.endswith(b"\n") and orjson.loads(line)["step"] <= done))

    def write(self, step: int, loss: float, rate: float, norm: float, held_out: float | None) -> None:
        now, per_step = monotonic(), self._settings.tokens_a_step
        line = {
            "step": step,
            "tokens": step * per_step,
            "loss": loss,
            "rate": rate,
            "gradient_norm": norm,
            "tokens_a_second": round((step - self._step) * per_step / max(1e-9, now - self._began), 1),
            "memory_mib": _memory_mib(self._place.device),
            **({} if held_out is None else {"held_out_bits_per_byte": held_out}),
        }
        with disk(self._path), self._path.open("ab") as file:
            file.write(orjson.dumps(line) + b"\n")
        self._began, self._step = now, step


def _memory_mib(device: str) -> int:
    """The most that this process held, on its GPU or, without one, on the machine."""
    if device.startswith("cuda"):
        return int(torch.cuda.max_memory_allocated(device) >> 20)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> (20 if sys.platform == "darwin" else 10)


def device_of(asked: str | None) -> str:
    """The device that is asked for; a GPU where there is one and nobody says."""
    return asked or ("cuda" if torch.cuda.is_available() else "cpu")


def place_of_torchrun(device: str) -> Place | None:
    """This process's place where torchrun started it; None elsewhere."""
    if "TORCHELASTIC_RUN_ID" not in os.environ:
        return None
    where = f"cuda:{os.environ['LOCAL_RANK']}" if device == "cuda" else device
    return Place(int(os.environ["RANK"]), int(os.environ["WORLD_SIZE"]), where)
