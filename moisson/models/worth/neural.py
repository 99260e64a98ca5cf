"""A second opinion by a small neural model: our own trainer teaches it what a side has, and it is asked for the same passages.

Either side has models of the same shape, first weights and schedule, a seed each. One tokenizer serves both: it is made of what
both learn from, as many bytes of either. A line is a document to the model, so that nothing is learnt across a placeholder.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from importlib.util import find_spec
from math import ceil, log
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from moisson.contracts.cores import leave
from moisson.contracts.disk import disk
from moisson.contracts.errors import UserError, WorkerError
from moisson.contracts.identity import digest
from moisson.kernels.strings import Strings, string_array
from moisson.models.presets import PRESETS
from moisson.models.settings import Settings, per_pass
from moisson.models.tokenizer.files import TOKENIZER, write_tokenizer
from moisson.models.tokenizer.trainers import chosen_trainer, train

if TYPE_CHECKING:
    from tokenizers import Tokenizer

PRESET = PRESETS["1m"]
NEEDED = ("torch", "transformers", "safetensors", "tokenizers")
AT_ONCE = 1024  # lines that are tokenised at a time


class Lesson(NamedTuple):
    """What one model learns from and is asked: the work of a process."""

    text: NDArray[np.uint8]  # normalised, in lines
    sets: Sequence[Strings]  # of passages
    tokenizer: Path
    folder: Path  # for what it writes
    seed: int
    epochs: int


class Learnt(NamedTuple):
    """What came of it."""

    tokens: int  # in its text; it has seen each so often as there were epochs
    bits: list[NDArray[np.float64]]  # that the passages of each set cost


@dataclass(frozen=True)
class _Text:
    """The tokens of a text, as the trainer's batches read them."""

    tokens: NDArray[np.uint16]
    starts: NDArray[np.int64]
    lengths: NDArray[np.int32]
    repeats: float = 1.0


@dataclass(frozen=True)
class _Tokens:
    datasets: tuple[_Text]
    vocabulary: int


def needs_torch() -> None:
    """Raise UserError where what trains is not installed."""
    if missing := [name for name in NEEDED if find_spec(name) is None]:
        raise UserError(f'--neural needs {" and ".join(missing)}: install them with `pip install "moisson[train]"`.')


def one_tokenizer(folder: Path, sides: Sequence[NDArray[np.uint8]]) -> Path:
    """Make the tokenizer of all sides, which give as many bytes each."""
    lines = (line for side in sides for line in _lines(side))
    with disk(folder):
        folder.mkdir(parents=True, exist_ok=True)
    write_tokenizer(folder, train(lines, PRESET.vocabulary - 1, chosen_trainer(None)).ranks)
    return folder / TOKENIZER


def _lines(text: NDArray[np.uint8]) -> list[str]:
    return [line for line in text.tobytes().decode(errors="ignore").split("\n") if line]


def teach(lessons: Sequence[Lesson], workers: int) -> Iterator[tuple[int, Learnt]]:
    """The place of each lesson and what came of it, as they end; the same for any number of processes.

    Raises UserError where memory will not do, WorkerError where a process is killed.
    """
    from moisson.models.limits import check

    check(_settings(1, PRESET.vocabulary, 1, ""), "cpu", workers)
    if workers <= 1 or len(lessons) <= 1:
        yield from enumerate(map(_learn, lessons))
        return
    # A process each, of one thread: so small a model trains no faster with two.
    with ProcessPoolExecutor(min(workers, len(lessons)), get_context("spawn"), initializer=leave, initargs=(1,)) as pool:
        places = {pool.submit(_learn, lesson): place for place, lesson in enumerate(lessons)}
        try:
            for done in as_completed(places):
                yield places[done], done.result()
        except BrokenProcessPool:
            raise WorkerError(
                "a process that trains was killed, by hand or for want of memory; run again, with --workers 1 where memory is"
                " short."
            ) from None
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _learn(lesson: Lesson) -> Learnt:
    """Train a model and have it foretell the passages."""
    from tokenizers import Tokenizer

    from moisson.models.export import export
    from moisson.models.language_model import open_model
    from moisson.models.training.batches import Batches
    from moisson.models.training.loop import Place
    from moisson.models.training.loop import train as trained
    from moisson.workspace.progress import Silent

    tokenizer = Tokenizer.from_file(str(lesson.tokenizer))
    vocabulary = tokenizer.get_vocab_size()
    text = _tokenised(_lines(lesson.text), tokenizer, vocabulary - 1)
    context = PRESET.shape.context
    steps = max(1, ceil(lesson.epochs * ceil(len(text.tokens) / context) / PRESET.sequences))
    settings = _settings(steps, vocabulary, lesson.seed + 1, digest(text.tokens.tobytes()))
    nothing = np.zeros(len(text.lengths), np.bool_)
    batches = Batches(_Tokens((text,), vocabulary), context, PRESET.sequences, steps, settings.seed, [nothing])
    with disk(lesson.folder):
        lesson.folder.mkdir(parents=True)
    model = trained(lesson.folder, settings, batches, None, Place(), Silent())
    export(lesson.folder / "export", model, lesson.tokenizer, vocabulary - 1)
    opened = open_model(lesson.folder)
    passages = (string_array(each).to_pylist() for each in lesson.sets)
    return Learnt(len(text.tokens), [opened.nats(opened.encode(each), context // 2) / log(2) for each in passages])


def _tokenised(lines: Sequence[str], tokenizer: "Tokenizer", end_of_text: int) -> _Text:
    pieces = list[NDArray[np.uint16]]()
    for begin in range(0, len(lines), AT_ONCE):
        found = tokenizer.encode_batch(list(lines[begin : begin + AT_ONCE]), add_special_tokens=False)
        pieces += [np.array([*each.ids, end_of_text], np.uint16) for each in found]
    lengths = np.array([len(each) for each in pieces], np.int32)
    return _Text(np.concatenate(pieces), np.cumsum([0, *lengths[:-1]], dtype=np.int64), lengths)


def _settings(steps: int, vocabulary: int, seed: int, tokens_sha256: str) -> Settings:
    """As `moisson train` trains the preset."""
    return Settings(
        preset=PRESET.name,
        steps=steps,
        sequences=PRESET.sequences,
        micro=per_pass(PRESET.sequences, 1, PRESET.micro),
        world=1,
        rate=PRESET.rate,
        schedule="wsd",
        precision="fp32",
        goldfish=0,
        seed=seed,
        vocabulary=vocabulary,
        tokens_sha256=tokens_sha256,
        held_out_sha256=None,
    )
