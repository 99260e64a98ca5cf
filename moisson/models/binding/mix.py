"""Which data sets of a run's mix lie in which folder of tokens, and what share of the run each had."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from moisson.contracts.errors import UserError
from moisson.contracts.token_files import SUFFIX, Dataset, TokenFiles
from moisson.models.trainers.run import Run, Share, Span


@dataclass(frozen=True)
class Held:
    """A data set of a folder of tokens."""

    tokens: TokenFiles
    dataset: Dataset

    @property
    def name(self) -> str:
        return self.dataset.about.name

    @property
    def key(self) -> tuple[str, str]:
        return self.tokens.manifest_sha256, self.name


def held_in(folders: Sequence[TokenFiles]) -> list[Held]:
    """All data sets of all folders."""
    return [Held(folder, dataset) for folder in folders for dataset in folder.datasets]


def find(path: str, held: Sequence[Held]) -> list[Held]:
    """The data sets that a path of the mix names: one, all of a folder, or none of ours.

    Raises UserError where two folders hold one of that name and the path does not tell them apart.
    """
    given = PurePath(path.rstrip("/"))
    named = [each for each in held if each.name == Share(path).name]
    if len(named) > 1:
        near = [each for each in named if each.tokens.folder.resolve().name == given.parent.name]
        if len(near) != 1:
            where = " and ".join(str(each.tokens.folder) for each in named)
            raise UserError(f"{where} both hold a data set {Share(path).name}: give the one that the run read.")
        return near
    if named or given.name.endswith(SUFFIX):
        return named
    return [each for each in held if given.name in (each.tokens.folder.resolve().name, each.tokens.manifest.name)]


@dataclass(frozen=True)
class Expected:
    """Tokens that a run is expected to have seen of each data set, where only weights are known."""

    ours: Mapping[tuple[str, str], float]
    others: Mapping[str, float]  # of the mix, in no folder that was given


def expected(run: Run, held: Sequence[Held], total: int) -> Expected:
    """Weights times tokens; without weights, in proportion to the data sets' sizes, of which all must then be ours.

    Raises UserError where the mix names none of the data sets that were given.
    """
    spans = run.spans or (Span(1, run.shares or tuple(Share(str(each.dataset.prefix)) for each in held)),)
    samples = sum(span.samples for span in spans)
    ours: dict[tuple[str, str], float] = {}
    others: dict[str, float] = {}
    for span in spans:
        sets = [(share, find(share.path, held)) for share in span.shares]
        weights = _weights(sets)
        for (share, found), weight in zip(sets, weights, strict=True):
            part = total * span.samples / samples * weight
            size = sum(each.dataset.about.tokens for each in found)
            for each in found:
                ours[each.key] = ours.get(each.key, 0.0) + part * each.dataset.about.tokens / size
            if not found:
                others[share.name] = others.get(share.name, 0.0) + part
    if not ours:
        names = ", ".join(sorted(others)[:3])
        raise UserError(f"the run's mix ({names}, …) names no data set of the folders given; give those that it read.")
    return Expected(ours, others)


def _weights(sets: Sequence[tuple[Share, list[Held]]]) -> list[float]:
    """Shares that add up to 1; where the mix states no weights, those of the data sets' tokens."""
    given = [share.weight for share, _ in sets]
    if None in given and not all(found for _, found in sets):
        name = next(share.name for share, found in sets if not found)
        raise UserError(f"the mix has no weights, and {name} is in no folder given: give it too, or weights with --datamix.")
    sizes = [float(sum(each.dataset.about.tokens for each in found)) for _, found in sets]
    weights = [size if weight is None else weight for weight, size in zip(given, sizes, strict=True)]
    whole = sum(weights)
    if not whole:
        raise UserError("the weights of the run's mix add up to 0; correct them with --datamix.")
    return [weight / whole for weight in weights]
