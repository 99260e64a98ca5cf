"""Recipe: which sources, which stages in which order, and what becomes of what vanished. A TOML file::

    name = "fr-droits-travail"
    version = "1"
    title = "French labour law and public guidance"
    as_of = 2026-03-27          # optional; else the newest date of a document
    vanished = "drop"           # what the publisher took away: keep, flag or drop
    url = "https://…"           # optional: where its releases are published, and by whom
    publisher = { name = "…", url = "https://…" }
    unlicensed = "private"      # optional: what has no right may stay, and no release of it may be published
    columns = []                # optional: columns of the stages to publish beside those of every release
    commons = "…"               # optional: folder or address of the commons whose decisions it is built by

    [[sources]]
    use = "fr_dila_legi"        # a built-in source, or the path of a folder
    version = "2.513.0"         # any parameter of the source's connector

    [[stages]]
    use = "drop_short"
    min_words = 20

Everything is checked here, before any data is read: names, parameters and their types, and that each column a stage reads has
been written by something before it.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from moisson.contracts.contact import Contact
from moisson.contracts.errors import RecipeError, SourceError
from moisson.contracts.redacted import redacted
from moisson.contracts.schemas import EXTRACTED, FACTS
from moisson.contracts.stage import DROPS, Stage, find_stage, stages
from moisson.contracts.validation_text import meant, mistakes
from moisson.rights.policy import publishes_unlicensed
from moisson.source.description import Address, Body, Source, built_in_sources, load_source

JOINED = (*FACTS.names, "force", "vanished")  # columns that come with the snapshot, in the corpus phase
FOLDER_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
IDENTITY = {"id", "version", "raw_id", "source"}


class _Entry(BaseModel):
    model_config = ConfigDict(extra="allow", frozen=True)
    use: str


class RecipeFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str  # names the folder of its releases: letters, digits, `.`, `_` and `-`
    version: str  # raise it when you mean another corpus by this name
    title: str  # for the data card
    about: str = ""  # what it is for, in a few sentences, for the data card
    contact: Contact | None = None  # where a mistake can be reported: a mail or web address
    url: Address | None = None  # where its releases are published
    publisher: Body | None = None  # who publishes its releases
    as_of: date | None = None  # in force, repealed or future as of this day; else as of the newest document
    vanished: Literal["keep", "flag", "drop"] = "drop"  # what becomes of documents that their publisher took away
    unlicensed: Literal["private"] | None = None  # what has no right may stay, and no release of it may be published
    columns: tuple[str, ...] = ()  # columns of the stages to publish beside those of every release
    commons: str | None = None  # a folder or address: only what this commons accepted is built
    witnesses: tuple[str, ...] = ()  # its witnesses, of two colleges at least, as `civil=ssh-ed25519 AAAA…`; else those it names
    sources: tuple[_Entry, ...]  # at least one
    stages: tuple[_Entry, ...] = ()  # in the order in which they run


@dataclass(frozen=True)
class BoundStage:
    """A stage with all its parameters; `label` tells apart two uses of one stage."""

    stage: Stage
    parameters: Mapping[str, Any]
    label: str
    checkpoint: bool

    @property
    def reads(self) -> tuple[str, ...]:
        return self.stage.reads_of(self.parameters)

    @property
    def writes(self) -> tuple[str, ...]:
        return self.stage.writes_of(self.parameters)

    @property
    def identity(self) -> dict[str, Any]:
        return {**self.stage.identity(self.parameters), "label": self.label}


@dataclass(frozen=True)
class Recipe:
    """A checked recipe. `map_stages` run shard by shard; `corpus_stages` over all live rows."""

    path: Path
    toml: bytes  # the file as read, without secrets of addresses
    name: str
    version: str
    title: str
    about: str
    contact: str | None
    url: str | None  # where its releases are published
    publisher: Body | None  # of its releases
    as_of: str | None
    vanished: Literal["keep", "flag", "drop"]
    unlicensed: Literal["private"] | None  # what has no right may stay, and releases must not be published
    columns: tuple[str, ...]  # published beside those of every release
    sources: tuple[Source, ...]
    map_stages: tuple[BoundStage, ...]
    corpus_stages: tuple[BoundStage, ...]
    commons: str | None = None  # whose decisions it is built by
    witnesses: tuple[str, ...] = ()  # of that commons

    def segments(self) -> Iterator[tuple[BoundStage, ...]]:
        """The map stages cut after each checkpoint. Extraction is a checkpoint, so the first segment has no stage."""
        yield ()
        segment: list[BoundStage] = []
        for bound in self.map_stages:
            segment.append(bound)
            if bound.checkpoint:
                yield tuple(segment)
                segment = []
        if segment:
            yield tuple(segment)


def load_recipe(path: Path, instead: Sequence[str] = ()) -> Recipe:
    """Read and check a recipe; raises RecipeError or SourceError with the file, the place and the remedy.

    The sources named in `instead` (built-in names, or folders from the working directory) take the place of the recipe's own.
    """
    try:
        toml = path.read_bytes()
        file = RecipeFile.model_validate(tomllib.loads(toml.decode()))
    except FileNotFoundError:
        raise RecipeError(f"there is no recipe at {path}; give the path of a recipe file.") from None
    except (IsADirectoryError, PermissionError) as error:
        raise RecipeError(f"{path} cannot be read as a recipe: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RecipeError(f"{path} is not TOML: {error}.") from None
    except ValidationError as error:
        raise RecipeError(f"{path}: {mistakes(error, RecipeFile)}") from None
    for field, value in (("name", file.name), ("version", file.version)):
        if not FOLDER_NAME.fullmatch(value):
            raise RecipeError(f"{path}: {field} = {value!r} must be letters, digits, `.`, `_` and `-`: it names a folder.")
    sources = tuple(load_source(entry.use, path.parent, entry.model_extra) for entry in file.sources)
    if instead:
        sources = tuple(load_source(name if name in built_in_sources() else f"{name}/", Path()) for name in instead)
    if not sources:
        raise RecipeError(f"{path}: a recipe needs at least one [[sources]].")
    names = [source.name for source in sources]
    if file.witnesses and file.commons is None:
        raise RecipeError(f'{path}: witnesses are those of a commons; name it, too: commons = "…".')
    if twice := {name for name in names if names.count(name) > 1}:
        raise RecipeError(f"{path}: source {', '.join(sorted(twice))} is named twice; ids would collide.")
    for source in sources:
        try:
            _ = source.connector  # it is built here, so that its mistakes stop before any work
            if not source.is_built_in:
                _ = source.reader  # so are those of a `read.py` of one's own
        except SourceError as error:
            raise SourceError(f"{path}, source {source.name}: {error}") from None
    bound = tuple(_bind(path, file.stages))
    cut = _check_columns(path, bound, file.columns)
    if file.unlicensed is None:
        _check_rights(path, bound)
    return Recipe(
        path=path,
        toml=redacted(toml.decode()).encode(),
        name=file.name,
        version=file.version,
        title=file.title,
        about=file.about,
        contact=file.contact,
        url=file.url,
        publisher=file.publisher,
        as_of=file.as_of.isoformat() if file.as_of else None,
        vanished=file.vanished,
        unlicensed=file.unlicensed,
        columns=file.columns,
        sources=sources,
        map_stages=bound[:cut],
        corpus_stages=bound[cut:],
        commons=file.commons,
        witnesses=file.witnesses,
    )


def _bind(path: Path, entries: tuple[_Entry, ...]) -> Iterator[BoundStage]:
    seen: dict[str, int] = {}
    for number, entry in enumerate(entries, 1):
        given = dict(entry.model_extra or {})
        checkpoint = given.pop("checkpoint", False)
        if (stage := find_stage(entry.use)) is None:
            raise RecipeError(f"{path}, stage {number}: there is no stage `{entry.use}`; {meant(entry.use, stages())}")
        if not isinstance(checkpoint, bool):
            raise RecipeError(f"{path}, stage {number} ({entry.use}): checkpoint = {checkpoint!r} must be true or false.")
        try:
            parameters = stage.bind(given, path.parent)
            stage.build(**parameters)  # what types cannot say of parameters, building the step does
        except RecipeError as error:
            raise RecipeError(f"{path}, stage {number}: {error}") from None
        seen[entry.use] = seen.get(entry.use, 0) + 1
        label = entry.use if seen[entry.use] == 1 else f"{entry.use}#{seen[entry.use]}"
        yield BoundStage(stage, parameters, label, checkpoint)


def _check_columns(path: Path, bound: tuple[BoundStage, ...], published: tuple[str, ...]) -> int:
    """Check that every column is written before it is read or published; gives how many stages can run in the map phase.

    A stage runs in the map phase as long as nothing it reads comes from the snapshot or from the whole corpus: what it makes is
    then valid for as long as the documents' words are.
    """
    in_map = set(EXTRACTED.names)
    available = in_map | set(JOINED)
    cut = None
    for number, entry in enumerate(bound):
        where = f"{path}, stage {number + 1} ({entry.label})"
        if missing := sorted(set(entry.reads) - available):
            raise RecipeError(f"{where} reads column `{missing[0]}`, which nothing before it writes; {_writers(missing[0])}.")
        # What the snapshot says may be amended, by a stage that reads it; not be put in its place unread.
        if forbidden := sorted(set(entry.writes) & (IDENTITY | (set(JOINED) - set(entry.reads)))):
            raise RecipeError(f"{where} writes `{forbidden[0]}`, which is not a stage's to write; choose another name.")
        if cut is None and (entry.stage.scope == "corpus" or not set(entry.reads) <= in_map):
            cut = number
        if cut is not None and entry.checkpoint:
            raise RecipeError(f"{where} runs over the whole corpus, which is always recomputed: remove checkpoint = true.")
        added = set(entry.writes) - set(DROPS)
        available |= added
        if cut is None:
            in_map |= added
    if missing := sorted(set(published) - available):
        raise RecipeError(f"{path}: `columns` names `{missing[0]}`, which no stage of it writes; {_writers(missing[0])}.")
    return len(bound) if cut is None else cut


def _check_rights(path: Path, bound: tuple[BoundStage, ...]) -> None:
    """Some stage must keep out what may not be published."""
    asked = [publishes_unlicensed(entry.parameters) for entry in bound if entry.stage.name == "require_rights"]
    if None in asked:
        return
    wrong = f"its stage require_rights has {asked[0]}" if asked else "it has no stage require_rights"
    lines = "take that out" if asked else 'add the lines [[stages]] and use = "require_rights"'
    raise RecipeError(
        f"{path} keeps nothing out that has no right to be published: {wrong}; {lines}, or, for a corpus that stays with you,"
        ' write unlicensed = "private" above [[sources]].'
    )


def _writers(column: str) -> str:
    """Which stages would write this column; those whose columns follow from parameters are asked with their defaults."""
    writers = []
    for name, stage in stages().items():
        try:
            wrote = stage.writes_of(stage.bind({})) if callable(stage.writes) else stage.writes
        except RecipeError:
            continue  # its columns follow from what must be given
        if column in wrote:
            writers.append(name)
    return f"put {' or '.join(writers)} before it" if writers else "no installed stage writes it"
