"""Another team's data mix, taken as it is: how often each of our data sets is seen.

Four forms are known: Luciole's `datamix.json` (`train`: names with weights, which are samples) and `repeats.csv` (`name,repeat`),
both of OpenLLM-France/Luciole-Training, `data/tokenization/`; Lucie's `dataset_weights.yaml` (times by name, `fr--legi` for what
is French and of that source; OpenLLM-France/Lucie-Training, `assets/`); and Megatron's list of weights and prefixes.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf, isfinite, nextafter
from pathlib import Path
from typing import Any, Literal

from moisson.contracts.disk import disk
from moisson.contracts.errors import UserError
from moisson.contracts.identity import fingerprint
from moisson.contracts.token_files import OfDataset, TokenFiles, weight_of
from moisson.models.trainers.checkpoint import read_datamix
from moisson.models.trainers.run import dataset_name
from moisson.models.trainers.settings import SETTINGS, read_settings

MOST_NAMED = 5
BETWEEN = "--"  # a language and what it is in, as Lucie writes them


@dataclass(frozen=True)
class MixFile:
    """What a file says by the names of data sets: samples to take, shares of the whole, or times to read each."""

    path: Path
    of: Mapping[str, float]
    kind: Literal["samples", "shares", "times"]

    @property
    def sha256(self) -> str:
        return fingerprint([self.kind, sorted(self.of.items())])


def read_mix(path: Path) -> MixFile:
    """Read a mix in one of the four forms; raises UserError for what is none, StorageError."""
    if not path.is_file():
        raise UserError(
            f"--mix {path} is no file; name a datamix.json, a repeats.csv, or Lucie's weights by language and source."
        )
    if path.suffix == ".csv":
        return _checked(MixFile(path, _repeats(path), "times"))
    if path.suffix in SETTINGS and not (said := read_settings(path)).keys() & {"train", "datasets"}:
        return _checked(MixFile(path, _numbers(path, said), "times"))
    of: dict[str, float] = {}
    for share in read_datamix(path):
        of[share.name] = of.get(share.name, 0.0) + (1.0 if share.weight is None else share.weight)
    return _checked(MixFile(path, of, "samples" if all(weight == int(weight) for weight in of.values()) else "shares"))


def _repeats(path: Path) -> dict[str, float]:
    with disk(path):
        rows = list(csv.DictReader(path.read_text("utf-8").splitlines()))
    named = {dataset_name(row.get("name") or ""): row.get("repeat") or row.get("repeats") for row in rows}
    return _numbers(path, named)


def _numbers(path: Path, said: Mapping[str, Any]) -> dict[str, float]:
    try:
        return {dataset_name(str(name)): float(value) for name, value in said.items()}
    except (TypeError, ValueError):
        wrong = next(f"{name}: {value!r}" for name, value in said.items() if not isinstance(value, int | float))
        raise UserError(f"--mix {path} is no data mix ({wrong}): each name wants a number.") from None


def _checked(mix: MixFile) -> MixFile:
    if not mix.of or any(not isfinite(number) or number < 0 for number in mix.of.values()) or not any(mix.of.values()):
        raise UserError(f"--mix {mix.path} gives no data set a weight above 0, or one that is no number; correct it.")
    return mix


@dataclass(frozen=True)
class Sized:
    """A data set of ours, as a mix sees it."""

    name: str
    by: Mapping[str, str | None]
    tokens: int


@dataclass(frozen=True)
class Mixed:
    """How often each data set is seen, and which names do not meet."""

    repeats: list[float]
    elsewhere: list[str]  # of the mix, and not ours
    left_out: list[str]  # ours, and not of the mix: never seen


def mixed(mix: MixFile, datasets: Sequence[Sized], seq_length: int) -> Mixed:
    """Apply a mix to our data sets; those that it does not name are not seen.

    Samples are taken as they are: `datamix.json` has the same weights again. Shares are scaled so that as many tokens are seen
    as the named data sets have. Raises UserError where it names none of ours.
    """
    named = [next((name for name in _names(mix, each) if name in mix.of), None) for each in datasets]
    if not any(name is not None and mix.of[name] for name in named):
        theirs, ours = (", ".join(sorted(names)[:MOST_NAMED]) for names in (mix.of, [each.name for each in datasets]))
        raise UserError(
            f"--mix {mix.path} names no data set of these (it has {theirs} …; there are {ours}): cut them by what it names, as"
            " with --by source,language, or write these names into it."
        )
    said = [0.0 if name is None else mix.of[name] for name in named]
    if mix.kind == "samples":
        said = [_times(weight, each.tokens, seq_length) for weight, each in zip(said, datasets, strict=True)]
    elif mix.kind == "shares":
        whole = sum(each.tokens for each, share in zip(datasets, said, strict=True) if share) / sum(said)
        said = [share * whole / max(1, each.tokens) for share, each in zip(said, datasets, strict=True)]
    return Mixed(
        said,
        sorted(mix.of.keys() - set(named)),
        [each.name for each, name in zip(datasets, named, strict=True) if name is None],
    )


def _names(mix: MixFile, dataset: Sized) -> list[str]:
    """What a mix may call a data set: its name; where it says times, also language and source, or one of them."""
    if mix.kind != "times":
        return [dataset.name]
    language, source = dataset.by.get("language"), dataset.by.get("source")
    return [dataset.name, *([f"{language}{BETWEEN}{source}"] if language and source else []), *filter(None, (source, language))]


def _times(weight: float, tokens: int, seq_length: int) -> float:
    """How often to see so many tokens so that they give exactly this many samples."""
    times = weight * seq_length / max(1, tokens)
    while tokens and weight_of(tokens, times, seq_length) < weight:
        times = nextafter(times, inf)
    return times


def with_mix(files: TokenFiles, mix: MixFile) -> TokenFiles:
    """A folder of tokens as a training reads it under a mix; the folder stays as it is. Raises UserError."""
    manifest = files.manifest
    found = mixed(mix, [Sized(each.name, each.by, each.tokens) for each in manifest.datasets], manifest.mix.seq_length)
    datasets = tuple(
        _with(each, times, manifest.mix.seq_length) for each, times in zip(manifest.datasets, found.repeats, strict=True)
    )
    return TokenFiles(files.folder, manifest.model_copy(update={"datasets": datasets}))


def _with(dataset: OfDataset, times: float, seq_length: int) -> OfDataset:
    return dataset.model_copy(update={"repeats": times, "weight": weight_of(dataset.tokens, times, seq_length)})
