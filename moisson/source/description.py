"""A source's description: who publishes a collection, by what right it may be used, how to fetch it.

A source is a folder with `source.toml` and, for a publisher's own format, `read.py` with `split` and `read` (the contract is in
`moisson.readers.contract`). Built-in sources are in `moisson/sources/`; a recipe names others by path.
"""

import re
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any, Literal, Protocol, cast

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from moisson.connectors import Connector, make_connector
from moisson.contracts.contact import Contact
from moisson.contracts.errors import SourceError
from moisson.contracts.identity import digest, environment, fingerprint, reading
from moisson.contracts.redacted import redacted
from moisson.contracts.validation_text import meant, mistakes
from moisson.readers.contract import File, Raw, Refused, Text
from moisson.readers.read_options import How
from moisson.readers.versions import READERS, reader_version, splitting_version
from moisson.rights.described import license_mistake, statute_mistake
from moisson.source.from_address import how_to_ask, is_address

PACKAGE = Path(__file__).parents[1]
BUILT_IN = PACKAGE / "sources"
USES_READERS = re.compile(rb"\bmoisson\.readers\.(?!contract\b)")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Body(_Strict):
    """A public body, or a republisher."""

    name: str
    url: str | None = None


def _day(value: object) -> object:
    """A day as text; unquoted TOML dates are accepted."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str) and not re.match(r"\d{4}-\d\d-\d\d(?!\d)", value):
        raise ValueError("a day is written as 2026-11-20")
    return value


class Rights(_Strict):
    """Rights as evidence: what is stated, by whom, where, and who has read it."""

    license: str | None = None  # an id of the table of licences, or a `LicenseRef-` of your own
    basis: Literal["licence", "statute", "text-and-data-mining", "agreement"]  # a statute names its article in `reason`
    level: Literal["document", "data-set", "portal", "statute", "asserted"]  # who states it; `asserted`: only whoever wrote this
    reason: str | None = None  # why, where nobody states it
    stated: str | None = None  # the exact words
    where: str | None = None  # the place where they stand
    seen_at: Annotated[str | None, BeforeValidator(_day)] = None  # the day on which someone read them; not given where nobody has
    copy_: str | None = Field(default=None, alias="copy")  # the SHA-256 of the stored page

    def mistake(self) -> str | None:
        """What to correct, in one sentence; None if nothing."""
        return license_mistake(self.license) or statute_mistake(self.basis, self.reason, self.stated, self.where)

    def row(self) -> dict[str, str | None]:
        """A row of `schemas.RIGHTS`."""
        return self.model_dump(by_alias=True)


Kind = Literal["law", "debate", "decision", "guidance", "notice", "question", "literature"]


# The EU's data themes, and the categories of Implementing Regulation (EU) 2023/138.
Theme = Literal["AGRI", "ECON", "EDUC", "ENER", "ENVI", "GOVE", "HEAL", "INTR", "JUST", "REGI", "SOCI", "TECH", "TRAN"]
Category = Literal["geospatial", "earth-observation-and-environment", "meteorological", "statistics", "companies", "mobility"]
Address = Annotated[str, Field(pattern=r"^https?://\S+$")]


class HighValue(_Strict):
    """A high-value data set: its categories, and the interface it must have."""

    categories: tuple[Category, ...] = Field(min_length=1)  # its categories in the regulation
    api: Address  # the interface that it must have
    documentation: Address  # what documents that interface


class Expected(_Strict):
    """The minimum and maximum number of documents; outside them the harvest stops."""

    documents: tuple[int, int]  # the least and the greatest number; a harvest outside these stops


class Description(_Strict):
    """`source.toml`."""

    title: str  # for the data card
    about: str  # what it is, in a few sentences, for the data card
    publisher: Body  # the public body whose documents they are
    republisher: Body | None = None  # who passes them on, where that is another
    contact: Contact | None = None  # where a mistake in the data can be reported
    language: str = Field(
        pattern="^[a-z]{2,3}$", description="a code of ISO 639-1, or `und` where the documents are in several languages"
    )
    kind: Kind | None = None  # of all documents, unless one says more closely what it is; thresholds and masking go by it
    jurisdiction: str | None = Field(
        default=None,
        pattern="^([a-z]{2}|int)$",
        description="ISO 3166-1 in lower case, `eu` or `int`; else the first part of the folder's name",
    )
    record: Address | None = None  # the data set's page in its publisher's or a public catalogue
    themes: tuple[Theme, ...] = ()  # codes of the EU's table of data themes; else what texts of its `kind` fall under
    hvd: HighValue | None = None  # only for a high-value data set of Regulation (EU) 2023/138; texts of law are none
    connector: dict[str, Any]  # how its files are fetched: `use`, and that connector's fields
    read: How = How()  # how its files are read by their format
    rights: Rights | None = None  # by what right it may be used; without it, `require_rights` drops what states none itself
    expected: Expected | None = None  # how many documents it holds
    last_seen_alive: str | None = None  # the day the endpoint last answered; `never` if it did not
    legal_states: dict[str, Literal["in-force", "repealed", "future"]] = {}  # the publisher's words for states


class Reader(Protocol):
    """What `read.py` defines; otherwise `moisson.readers.files` reads each file by its format."""

    @property
    def split(self) -> Callable[[File], Iterator[Raw | Refused]]: ...

    @property
    def read(self) -> Callable[[bytes], Iterator[Text]]: ...


@dataclass(frozen=True)
class Source:
    """A source's folder, read and validated."""

    folder: Path
    description: Description
    overrides: tuple[tuple[str, Any], ...] = ()  # connector parameters set by the recipe

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def jurisdiction(self) -> str | None:
        """ISO 3166-1 in lower case, `eu` or `int`: as stated, else from a name such as `fr_dila_legi`."""
        named = re.match(r"([a-z]{2}|int)_", self.name)
        return self.description.jurisdiction or (named[1] if named else None)

    @cached_property
    def connector(self) -> Connector:
        said = {**self.description.connector, **dict(self.overrides)}
        manners = said.get("manners")
        if isinstance(manners, dict) and isinstance(manners.get("ca_file"), str):
            said["manners"] = {**manners, "ca_file": str(self.folder.absolute() / manners["ca_file"])}
        return make_connector(said, str(self.folder / "source.toml"))

    @property
    def is_built_in(self) -> bool:
        return self.folder.parent == BUILT_IN

    @property
    def has_own_reader(self) -> bool:
        """Whether the folder has a `read.py`; if not, every file is read by its format."""
        return (self.folder / "read.py").exists()

    @cached_property
    def reader(self) -> Reader:
        path = self.folder / "read.py"
        if not self.has_own_reader:
            from moisson.readers.files import FileReader  # all that knows formats, and a build with nothing to do reads none

            how, language = self.description.read, self.description.language
            return FileReader(how if how.language or language == "und" else how.model_copy(update={"language": language}))
        module = _import(path, f"moisson_source_{fingerprint(str(self.folder))[:12]}")
        missing = [name for name in ("split", "read") if not callable(getattr(module, name, None))]
        if missing:
            raise SourceError(f"{path} must define {' and '.join(missing)}; see docs/how-to/add-a-source.md.")
        return cast(Reader, module)

    def gathered(self, files: Iterator[File | Refused]) -> Iterator[File | Refused]:
        """The files of a harvest; `gather` in `read.py` may combine those of one work."""
        gather: Callable[[Iterator[File | Refused]], Iterator[File | Refused]] | None = getattr(self.reader, "gather", None)
        return files if gather is None else gather(files)

    @cached_property
    def own_code(self) -> bytes:
        """Its `read.py`; empty if it has none."""
        return (self.folder / "read.py").read_bytes() if self.has_own_reader else b""

    def readers(self, formats: Iterable[str]) -> dict[str, int | str]:
        """The readers of these formats with their versions; your own `read.py` with its digest.

        A `read.py` that uses Moisson's readers depends on every version ever raised.
        """
        if not self.has_own_reader:
            return {format: reader_version(format) for format in sorted(formats)}
        if self.is_built_in:
            return {self.name: reader_version(self.name)}
        return {self.name: digest(self.own_code)[:12], **(READERS if USES_READERS.search(self.own_code) else {})}

    def extractor(self, format: str | None) -> str:
        """The reader of this format and its version, as releases state it."""
        name = self.name if self.own_code or format is None else format
        return f"{name}/{self.readers([name])[name]}"

    def libraries(self) -> dict[str, str | None]:
        """The versions of libraries that can change its texts."""
        by_format = not self.has_own_reader or b"moisson.readers.files" in self.own_code
        return {**environment(), **(reading() if by_format else {})}

    @cached_property
    def reader_key(self) -> str:
        """Identifies this reader, in this state."""
        return fingerprint([digest(self.own_code), self.description.read.model_dump()])

    @cached_property
    def definition(self) -> str:
        """Everything a harvest depends on besides the publisher's data."""
        by_format = not self.has_own_reader or USES_READERS.search(self.own_code)
        return fingerprint(
            {
                "split": splitting_version(self.name) if self.is_built_in else digest(self.own_code),
                "files": splitting_version("files") if by_format else None,
                "rights": splitting_version("rights"),
                "source": self.description.model_dump(by_alias=True, exclude={"connector", "last_seen_alive"}),
                "connector": self.connector.model_dump(exclude={"version": True, "timeout_s": True, "manners": {"ca_file"}}),
            }
        )


def _import(path: Path, name: str) -> ModuleType:
    """Run a reader's file as a module, from the bytes that were hashed, past Python's cache."""
    module = ModuleType(name)
    module.__file__ = str(path)
    sys.modules[name] = module  # dataclasses and pickle look it up
    try:
        exec(compile(path.read_bytes(), str(path), "exec"), module.__dict__)
    except (SyntaxError, ImportError, NameError) as error:
        raise SourceError(f"{path} cannot be imported: {error}.") from error
    return module


def built_in_sources() -> list[str]:
    """The names of the built-in sources."""
    return sorted(path.parent.name for path in BUILT_IN.glob("*/source.toml"))


def load_source(name: str, beside: Path, overrides: Mapping[str, Any] | None = None) -> Source:
    """A source by name, or by its folder's path from `beside` (the recipe's folder); raises SourceError."""
    if is_address(name):
        raise SourceError(how_to_ask(name, BUILT_IN))
    folder = BUILT_IN / name if "/" not in name else (beside / name).resolve()
    path = folder / "source.toml"
    if not path.is_file():
        where = "" if "://" in name else f" ({path} does not exist)"  # a path made of an address would show its password
        raise SourceError(
            f"there is no source `{redacted(name)}`{where}; {meant(name, built_in_sources())}"
            " Your own is named by a path with a slash, such as ./sources/it_gazzetta."
        )
    try:
        description = Description.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourceError(f"{path} is not TOML: {error}.") from None
    except ValidationError as error:
        raise SourceError(f"{path}: {mistakes(error, Description)}") from None
    if mistake := description.rights and description.rights.mistake():
        raise SourceError(f"{path}: {mistake}")
    return Source(folder, description, tuple(sorted((overrides or {}).items())))
