"""Which trainer wrote a checkpoint's folder, and what its text files say. Nothing pickled is opened, weights are not loaded."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from moisson.contracts.disk import disk
from moisson.contracts.errors import NotFound, UserError
from moisson.models.trainers import hugging_face, megatron, nanotron, nemo
from moisson.models.trainers.run import Run, Share, shares_of
from moisson.models.trainers.settings import SETTINGS, inside, read_settings

ARGUMENTS = ("args.yaml", "args.yml", "args.json", "run_config.yaml")  # Megatron-LM's, exported; Megatron-Bridge's
NEMO_MODEL = ("context/model.yaml", "model.yaml")
NANOTRON = "config.yaml"
DATAMIX = "datamix.json"


def read_checkpoint(folder: Path, configurations: Sequence[Path] = ()) -> Run:
    """The run behind a checkpoint's folder, with configurations that lie elsewhere.

    Raises NotFound where there is no folder, UserError where no configuration is known to us, StorageError.
    """
    if not folder.is_dir():
        raise NotFound(f"{folder} is no folder; give the folder of a checkpoint.")
    with disk(folder):
        found = [*_in(folder), *configurations]
        said: dict[str, Any] = {}
        for path in found:
            said = _merged(said, read_settings(path))
        if said:
            return _reader(said, folder)(said, folder)
        if any((folder / name).is_file() for name in (hugging_face.STATE, hugging_face.CONFIG)):
            return hugging_face.read(folder)
    raise UserError(
        f"{folder} has no configuration that Moisson reads ({', '.join((*ARGUMENTS, *NEMO_MODEL, NANOTRON))},"
        f" {hugging_face.STATE}), and it opens no pickled file: export the trainer's arguments as YAML or JSON, and name them"
        " with --config."
    )


def _in(folder: Path) -> Iterator[Path]:
    """The configurations in a folder, or in that of its newest Megatron checkpoint."""
    inner = [path for path in _newest(folder) if path.is_dir()]
    for each in (*inner, folder):
        for name in (*ARGUMENTS, *NEMO_MODEL, NANOTRON):
            if (path := each / name).is_file():
                yield path


def _newest(folder: Path) -> Iterator[Path]:
    step = megatron.iteration(folder)
    if step is not None and not megatron.ITERATION.search(folder.name):
        yield from sorted(folder.glob(f"iter_*{step:07d}"))


def _reader(said: Mapping[str, Any], folder: Path) -> Callable[[Mapping[str, Any], Path], Run]:
    if "data_stages" in said or inside(said, "tokens", "micro_batch_size") is not None:
        return nanotron.read
    if "nemo" in str(said.get("_target_") or inside(said, "model", "_target_") or "") or any(
        (folder / name).is_file() for name in NEMO_MODEL
    ):
        return nemo.read
    if any(name in said for name in ("seq_length", "global_batch_size", "train_iters", "train")):
        return megatron.read
    raise UserError(f"the configuration of {folder} is of no trainer that Moisson knows: Megatron, NeMo, nanotron, transformers.")


def _merged(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Two configurations, group by group; the second wins."""
    both = dict(one)
    for name, value in other.items():
        mine = both.get(name)
        both[name] = _merged(mine, value) if isinstance(mine, dict) and isinstance(value, dict) else value
    return both


def read_datamix(path: Path) -> tuple[Share, ...]:
    """The data sets of a mix with their weights: datamix.json, in Luciole's form, or Megatron's list. Raises UserError."""
    if path.suffix not in SETTINGS:
        return _listed(path)
    said = read_settings(path)
    rows = said.get("train") or said.get("datasets")
    try:
        return tuple(Share(f"{said.get('data_path') or '.'}/{row['name']}", float(row["weight"])) for row in rows or ())
    except (KeyError, TypeError, ValueError):
        raise UserError(f"{path} is no data mix: each row of `train` needs a name and a weight.") from None


def _listed(path: Path) -> tuple[Share, ...]:
    try:
        with disk(path):
            return shares_of(path.read_text("utf-8"))
    except ValueError as error:
        raise UserError(f"{path} is no data mix ({error}); give datamix.json, or weights and prefixes in turn.") from None


def settings_files(paths: Sequence[Path]) -> Sequence[Path]:
    """Paths given as configurations; raises UserError for one that is pickled or absent."""
    for path in paths:
        if path.suffix not in SETTINGS:
            raise UserError(f"--config {path} is neither YAML nor JSON; export it so: Moisson opens no pickled file.")
        if not path.is_file():
            raise UserError(f"--config {path} is no file; name the trainer's configuration.")
    return paths
