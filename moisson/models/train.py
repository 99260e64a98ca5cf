"""Train a model on a folder of tokens: check what is asked, train in one process or several, export, and say what was seen."""

import os
from collections.abc import Sequence
from contextlib import nullcontext, suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from moisson.contracts.disk import disk
from moisson.contracts.errors import UserError, WorkerError
from moisson.contracts.identity import fingerprint, pretty_json
from moisson.contracts.token_files import TOKENIZER, TokenFiles
from moisson.models.describe import EXPORT, SAMPLES, described
from moisson.models.mix_file import MixFile, with_mix
from moisson.models.monitor import held_text, hold_out
from moisson.models.presets import PRESETS, Preset, fits
from moisson.models.settings import Precision, Schedule, Settings, per_pass
from moisson.models.training.batches import Batches
from moisson.workspace.drawn import progress_for
from moisson.workspace.options import Options
from moisson.workspace.storage import Workspace

if TYPE_CHECKING:
    from moisson.models.training.loop import Place


@dataclass(frozen=True)
class Asked:
    """A training as it was asked for; what is None follows from the preset, the tokens or the machine."""

    tokens: Path
    to: Path
    preset: str
    see: int | None = None  # tokens
    sequences: int | None = None  # windows of a step
    micro: int | None = None  # windows in memory at a time, at most
    rate: float | None = None
    schedule: Schedule = "wsd"
    precision: Precision | None = None
    goldfish: int = 0
    seed: int = 1
    processes: int = 1
    device: str | None = None  # cpu or cuda
    private: bool = False
    held_out: frozenset[str] | None = None  # ids
    mix: MixFile | None = None  # in place of the tokens' own
    held_out_share: float = 0.0  # of the release, where the ids are its clusters'
    shown: bool = False


def train(asked: Asked) -> dict[str, Any]:
    """Train, or go on from the newest checkpoint; gives what came of it. Under torchrun, each process calls this.

    Raises UserError for what cannot be done, before any work; StorageError for a disk that refuses, a damaged checkpoint,
    or a folder in which another training runs;
    WorkerError where a process is killed: the checkpoints stay, and the same call goes on from them.
    """
    if not all(map(find_spec, ("torch", "safetensors", "tokenizers"))):
        raise UserError(
            "Training needs PyTorch: pip install 'moisson[train]'; install the PyTorch you want (CPU, CUDA, ROCm) first."
        )
    from moisson.models.limits import check
    from moisson.models.training.checkpoint import found, newest
    from moisson.models.training.loop import Place, device_of, place_of_torchrun

    files = opened(asked)
    device = device_of(asked.device)
    place = place_of_torchrun(device)
    settings = settled(asked, files, place.world if place else asked.processes, device)
    check(settings, device, int(os.environ.get("LOCAL_WORLD_SIZE", settings.world)))
    with disk(asked.to):
        asked.to.mkdir(parents=True, exist_ok=True)
    newest(asked.to, settings)
    alone = Workspace(asked.to).locked("--to") if place is None or place.first else nullcontext()
    with alone:
        if place is not None:
            _process(place, asked, settings, None)
        elif settings.world == 1:
            _process(Place(0, 1, device), asked, settings, None)
        else:
            _processes(asked, settings, device)
    if place is not None and not place.first:
        return {}
    held = hold_out(files, asked.held_out)
    ended = datetime.fromtimestamp(found(asked.to)[-1].stat().st_mtime, UTC).date()  # the clock of its last checkpoint
    return described(asked.to, settings, files, batches_of(settings, files, held), held, asked.held_out_share, ended)


def train_release(asked: Asked, tokenizer: Path | None, share: float | None, options: Options) -> dict[str, Any]:
    """Train on a release, whose tokenizer and tokens are made first, in the model's folder; `asked.tokens` is the release.

    A share of its documents, in whole clusters, is held out. Raises as `train` does, and as what makes tokens does.
    """
    from moisson.models.from_release import prepared
    from moisson.models.holdout import SHARE

    if "TORCHELASTIC_RUN_ID" in os.environ:
        raise UserError(f"Under torchrun each process would make tokens of {asked.tokens}; make them first: `moisson tokens`.")
    if asked.held_out is not None:
        raise UserError("Of a release, a share is held out, such as --held-out 0.01; ids are for tokens that are made.")
    _needs_torch()
    share = SHARE if share is None else share
    made = prepared(asked.tokens, preset_of(asked.preset), tokenizer, share, options, private=asked.private)
    return train(replace(asked, tokens=made.tokens, held_out=made.held_out, held_out_share=share))


def share_of(said: str | None) -> float | None:
    """The share that is to be held out; None where a file is named, or nothing."""
    try:
        return None if said is None or Path(said).is_file() else float(said)
    except ValueError:
        raise UserError(f"--held-out {said} is neither a share, such as 0.01, nor a file of ids.") from None


def preset_of(name: str) -> Preset:
    """A preset by its name; raises UserError where there is none."""
    if (preset := PRESETS.get(name)) is None:
        raise UserError(
            f"There is no preset {name}; there are: {', '.join(PRESETS)}, and of 1b, 3b, 8b, 70b and croissant NeMo's"
            " configuration."
        )
    return preset


def _needs_torch() -> None:
    if not all(map(find_spec, ("torch", "safetensors", "tokenizers"))):
        raise UserError(
            "Training needs PyTorch: pip install 'moisson[train]'; install the PyTorch you want (CPU, CUDA, ROCm) first."
        )


def settled(asked: Asked, files: TokenFiles, world: int, device: str) -> Settings:
    """The settings that a request comes to; raises UserError where it makes no sense with these tokens."""
    manifest, preset = files.manifest, preset_of(asked.preset)
    if manifest.release.private and not asked.private:
        raise UserError(
            f"{asked.tokens} is made of the private release {manifest.release.name}; with --private a model is trained that bears"
            " the mark, and must not be passed on."
        )
    vocabulary = manifest.tokenizer.vocabulary
    if not fits(preset, vocabulary):
        larger = next((name for name, each in PRESETS.items() if fits(each, vocabulary)), "none")
        raise UserError(
            f"The vocabulary of {asked.tokens} has {vocabulary:,} ids, so embeddings would be over two thirds of {preset.name},"
            f" which is made for {preset.vocabulary:,}; make tokens with a smaller tokenizer, or take a larger preset ({larger})."
        )
    if asked.goldfish < 0 or asked.goldfish == 1 or asked.goldfish >= preset.shape.context:
        raise UserError(
            f"--goldfish {asked.goldfish} is no number of tokens: one target in so many is ignored; take 50, as Apertus, or 4."
        )
    sequences = asked.sequences or preset.sequences
    tokens_a_step = sequences * preset.shape.context
    return Settings(
        preset=preset.name,
        steps=max(1, (asked.see or preset.tokens) // tokens_a_step),
        sequences=sequences,
        micro=per_pass(sequences, world, asked.micro or preset.micro),
        world=world,
        rate=preset.rate if asked.rate is None else asked.rate,
        schedule=asked.schedule,
        precision=asked.precision or ("bf16" if device == "cuda" else "fp32"),
        goldfish=asked.goldfish,
        seed=asked.seed,
        vocabulary=vocabulary,
        tokens_sha256=files.manifest_sha256,
        held_out_sha256=None if asked.held_out is None else fingerprint(sorted(asked.held_out)),
        mix_sha256=None if asked.mix is None else asked.mix.sha256,
    )


def _processes(asked: Asked, settings: Settings, device: str) -> None:
    """Train in several processes on this machine; each has its GPU where it is one."""
    from torch.multiprocessing.spawn import ProcessException, start_processes

    meeting = (asked.to / f".meeting-{uuid4().hex}").absolute()
    try:
        start_processes(_worker, (asked, settings, device, meeting.as_uri()), settings.world, start_method="spawn")
    except ProcessException as error:
        raise WorkerError(
            f"One of the {settings.world} processes that train {asked.to.name} ended ({str(error).strip().splitlines()[-1]});"
            " run the same again: it goes on from the newest checkpoint."
        ) from None
    finally:
        with suppress(FileNotFoundError):
            meeting.unlink()


def _worker(rank: int, asked: Asked, settings: Settings, device: str, meeting: str) -> None:
    from moisson.models.training.loop import Place

    where = f"cuda:{rank}" if device == "cuda" else device
    _process(Place(rank, settings.world, where), asked, settings, meeting)


def _process(place: "Place", asked: Asked, settings: Settings, meeting: str | None) -> None:
    """One of the processes, from the first batch to the last; the first of them writes the export, too."""
    from moisson.models.export import export
    from moisson.models.samples import samples
    from moisson.models.training.loop import placed, train

    files = opened(asked)
    held = hold_out(files, asked.held_out)
    batches, measured = batches_of(settings, files, held), held_text(files, held)
    with placed(place, meeting):
        model = train(asked.to, settings, batches, measured, place, progress_for(asked.shown and place.first))
    if place.first:
        tokenizer = files.folder / TOKENIZER
        export(asked.to / EXPORT, model, tokenizer, files.manifest.tokenizer.end_of_text)
        with disk(asked.to / SAMPLES):
            drawn = [asdict(sample) for sample in samples(model, tokenizer, measured, settings.seed)]
            (asked.to / SAMPLES).write_bytes(pretty_json(drawn))


def opened(asked: Asked) -> TokenFiles:
    """The tokens, read as often as the mix says."""
    files = TokenFiles.open(asked.tokens)
    return files if asked.mix is None else with_mix(files, asked.mix)


def batches_of(settings: Settings, files: TokenFiles, held: Sequence[NDArray[np.bool_]]) -> Batches:
    """The batches of a training, without what is held out."""
    return Batches(files, settings.of.shape.context, settings.sequences, settings.steps, settings.seed, held)
