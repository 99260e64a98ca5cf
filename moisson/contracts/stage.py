"""A stage adds or replaces columns. It never removes a row.

A stage is a function of its parameters that returns a step. The step takes a batch and returns the columns it declares::

    @stage(version=1, reads=("text",), writes=("drop_reason",))
    def drop_short(min_words: int = 50) -> Step:
        '''Drop documents of fewer than `min_words` words.'''
        ...

Its name, `version` and parameters bear identity: raise `version` whenever the same input would give another output. For a stage
outside Moisson, the content of its file counts too.

A filter writes `drop_reason` (null: keep) and may write `drop_detail`; the runner removes the rows and writes the ledger.

A `corpus_stage` sees all live rows. It returns arrays in row order, whole or as consecutive batches; or it says what is to be
done with `Each` batch, wherever there is a machine for it. What must read texts is given to `Corpus.each`, `spans` and `run`,
which work piece by piece on as many machines as the run has: the process that decides sees numbers, a column at a time.

Where parameters name columns, `reads` and `writes` are functions of the bound parameters. A parameter annotated `DataFile` is a
path relative to the recipe's folder; the stage gets the absolute path, and its identity has the content's hash instead.

Third parties register stages by an entry point of the group `moisson.corpus.stages` that names the defining module.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal, NamedTuple, ParamSpec, Protocol, get_args, get_type_hints

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError, create_model

from moisson.contracts.errors import MoissonError, RecipeError
from moisson.contracts.identity import content_digest
from moisson.contracts.validation_text import mistakes

P = ParamSpec("P")
Columns = dict[str, pa.Array]
Step = Callable[[pa.RecordBatch], Columns]

_DATA = "a file or folder whose content bears identity"  # marks annotations
DataFile = Annotated[str, _DATA]
Names = tuple[str, ...] | Callable[[Mapping[str, Any]], tuple[str, ...]]  # of columns, or how they follow from the parameters


Rows = NDArray[np.int64]
Work = Callable[..., Any]  # a function that a worker can import, by its module and name


class Shared(Protocol):
    """What every task of a corpus stage can see, wherever it runs: what was put where all can read it."""

    num_rows: int

    def selected(self, name: str) -> pa.Table:
        """What `Corpus.select` copied: one row for each that was asked for, memory-mapped."""
        ...

    def keep(self, name: str, array: NDArray[Any]) -> str:
        """Put an array where every task can read it with `kept`; gives the name. Two that keep one name keep the same."""
        ...

    def kept(self, name: str) -> NDArray[Any]:
        """An array that was kept, memory-mapped."""
        ...


class Corpus(Shared, Protocol):
    """All live rows, sorted by id, as a corpus stage sees them: the columns that it declares."""

    def column(self, name: str) -> pa.ChunkedArray:
        """One column, memory-mapped, in row order. For numbers and short words: texts are for `each` and the others."""
        ...

    def each(self, work: Work, names: Sequence[str], **given: Any) -> Mapping[str, pa.ChunkedArray]:
        """What `work(shared, first, batch, **given)` makes of all rows: columns, memory-mapped, in row order.

        `batch` has the columns `names` of consecutive rows, `first` is the number of the first. What is `given` can be written
        as JSON. What comes out must not depend on where batches are cut.
        """
        ...

    def spans(self, work: Work, names: Sequence[str], **given: Any) -> list[dict[str, Any]]:
        """What `work(shared, first, batches, **given)` gives for spans of consecutive rows, in order: small, as JSON has it.

        For what is to be summed up over rows, which is kept under a name that holds `first`, the number of the span's first row.
        `batches` are those of `each`, one after the other. What the spans give together must not depend on where they are cut.
        """
        ...

    def select(self, name: str, columns: Sequence[str], rows: Rows) -> None:
        """Copy columns of ascending rows to where any task can read them at random, under a name: `selected`."""
        ...

    def run(self, work: Work, tasks: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """What `work(shared, **task)` gives for each task, in their order: small, as JSON has it. They run in no order."""
        ...


class Each(NamedTuple):
    """What a corpus stage writes, as a function of each batch of rows: see `Corpus.each`."""

    work: Work
    names: Sequence[str]
    given: Mapping[str, Any] = MappingProxyType({})


CorpusStep = Callable[[Corpus], Columns | Iterator[Columns] | Each]

DROPS = ("drop_reason", "drop_detail")
BUILT_IN = {  # modules of `moisson.corpus.stages`, with the stages that each defines
    "normalize": ("normalize_text",),
    "language": ("identify_language",),
    "signals": ("measure_signals",),
    "noise": ("measure_noise",),
    "repair": ("repair_text",),
    "quality": ("drop_short", "drop_low_quality", "drop_repetitive"),
    "scores": ("join_scores", "drop_where"),
    "judged": ("drop_judged",),
    "privacy": ("mask_personal_data", "mask_identifiers"),
    "rights": ("require_rights",),
    "seeds": ("inherit_rights",),
    "debates": ("count_groups", "find_votes"),
    "reservations": ("read_reservations", "drop_reserved"),
    "signatures": ("sign_words",),
    "duplicates": ("drop_exact_duplicates", "drop_near_duplicates"),
    "known_elsewhere": ("drop_known",),
    "contamination": ("drop_contaminated",),
    "boilerplate": ("remove_boilerplate",),
    "mixing": ("sample", "cap", "mix"),
    "tokens": ("count_tokens",),
}


@dataclass(frozen=True)
class Stage:
    """A registered stage: what it reads and writes, and how to build its step."""

    name: str
    version: int
    reads: Names
    writes: Names
    scope: Literal["document", "corpus"]
    build: Callable[..., Any]

    @cached_property
    def parameters(self) -> type[BaseModel]:
        """The parameters as a strict model."""
        hints = get_type_hints(self.build)
        fields: dict[str, Any] = {
            name: (hints[name], ... if p.default is p.empty else p.default)
            for name, p in inspect.signature(self.build).parameters.items()
        }
        return create_model(self.name, __config__=ConfigDict(extra="forbid", strict=True, frozen=True), **fields)

    @cached_property
    def data_parameters(self) -> frozenset[str]:
        """The parameters that name files."""
        hints = get_type_hints(self.build, include_extras=True)
        return frozenset(name for name, hint in hints.items() if name != "return" and _names_data(hint))

    def bind(self, given: Mapping[str, Any], folder: Path = Path()) -> dict[str, Any]:
        """All parameters with their values; paths become absolute, from `folder`.

        Raises RecipeError that names the wrong parameter and what is allowed, or the missing file.
        """
        try:
            bound = self.parameters(**given).model_dump()
        except ValidationError as error:
            raise RecipeError(f"stage {self.name}: {mistakes(error, self.parameters)}") from None
        for name in self.data_parameters:
            bound[name] = _each(bound[name], lambda path: str((folder / path).resolve()))
            if missing := [path for path in _paths(bound[name]) if not Path(path).exists()]:
                raise RecipeError(f"stage {self.name}: `{name}` names {missing[0]}, which does not exist.")
        return bound

    def named(self, bound: Mapping[str, Any], name: Callable[[str], str]) -> dict[str, Any]:
        """The parameters with names of files in place of their paths, to travel to another machine."""
        return self._changed(bound, name)

    def found_from(self, folder: Path, named: Mapping[str, Any]) -> dict[str, Any]:
        """The parameters with absolute paths again, where names are paths from a folder, and of their own types again."""
        typed = self.parameters.model_validate(dict(named), strict=False).model_dump()
        return self._changed(typed, lambda path: str((folder / path).resolve()))

    def identity(self, bound: Mapping[str, Any]) -> dict[str, Any]:
        """What the output depends on: name, version and parameters, with content hashes in place of paths."""
        parameters = self._changed(bound, lambda path: content_digest(Path(path)))
        return {"stage": self.name, "version": self.version, "parameters": parameters, **self._code}

    @cached_property
    def _code(self) -> dict[str, str]:
        """The digest of the file of a third party's stage; `scripts/lock` holds Moisson's own to their versions."""
        code = inspect.getsourcefile(self.build)
        if code is None or self.build.__module__.partition(".")[0] == __name__.partition(".")[0]:
            return {}
        return {"code": content_digest(Path(code))}

    def _changed(self, bound: Mapping[str, Any], change: Callable[[str], str]) -> dict[str, Any]:
        return {**bound, **{name: _each(bound[name], change) for name in self.data_parameters}}

    @property
    def about(self) -> str:
        """The first paragraph of its docstring."""
        return " ".join((inspect.getdoc(self.build) or "").partition("\n\n")[0].split())

    def reads_of(self, bound: Mapping[str, Any]) -> tuple[str, ...]:
        """The columns it reads under these parameters."""
        return self.reads(bound) if callable(self.reads) else self.reads

    def writes_of(self, bound: Mapping[str, Any]) -> tuple[str, ...]:
        """The columns it writes under these parameters."""
        return self.writes(bound) if callable(self.writes) else self.writes


def _names_data(hint: Any) -> bool:
    """Whether an annotation is or contains `DataFile`."""
    return _DATA in getattr(hint, "__metadata__", ()) or any(map(_names_data, get_args(hint)))


def _paths(value: Any) -> list[str]:
    return [] if value is None else [value] if isinstance(value, str) else list(value)


def _each(value: Any, change: Callable[[str], str]) -> Any:
    """Change one path, several, or none."""
    if value is None or isinstance(value, str):
        return value and change(value)
    return [change(path) for path in value]


_registry: dict[str, Stage] = {}


def _register(scope: Literal["document", "corpus"], version: int, reads: Names, writes: Names) -> Any:
    def decorate(build: Callable[..., Any]) -> Callable[..., Any]:
        name = build.__name__
        if name in _registry:
            other = _registry[name].build.__module__
            raise MoissonError(f"stage {name} of {build.__module__} is already registered by {other}; give it another name.")
        _registry[name] = Stage(name, version, reads, writes, scope, build)
        return build

    return decorate


def stage(*, version: int, reads: Names, writes: Names) -> Callable[[Callable[P, Step]], Callable[P, Step]]:
    """Register a document stage. Its step sees one batch at a time and must not depend on where batches are cut."""
    decorate: Callable[[Callable[P, Step]], Callable[P, Step]] = _register("document", version, reads, writes)
    return decorate


def corpus_stage(*, version: int, reads: Names, writes: Names) -> Callable[[Callable[P, CorpusStep]], Callable[P, CorpusStep]]:
    """Register a stage that needs all live rows."""
    decorate: Callable[[Callable[P, CorpusStep]], Callable[P, CorpusStep]] = _register("corpus", version, reads, writes)
    return decorate


@lru_cache(maxsize=1)
def _load() -> None:
    for module in BUILT_IN:
        import_module(f"moisson.corpus.stages.{module}")
    for point in entry_points(group="moisson.corpus.stages"):
        point.load()


def stages() -> dict[str, Stage]:
    """Every registered stage by name, built-in or from an installed package."""
    _load()
    return dict(sorted(_registry.items()))


def find_stage(name: str) -> Stage | None:
    """The stage of this name, if there is one; of the built-in ones, only its own module is imported."""
    for module in (module for module, names in BUILT_IN.items() if name in names):
        import_module(f"moisson.corpus.stages.{module}")
    return _registry.get(name) or stages().get(name)
