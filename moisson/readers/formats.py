"""The known formats: how to tell each, and the module that reads it.

A new format is one module in this package and one line in a table of `formats.toml`. The module has

    read(content: bytes, how: How) -> Iterator[Text]         the documents of one file (or of one Raw of `split`)
    split(file: File, how: How) -> Iterator[Raw | Refused]   only where one file holds many documents with names of their own

A line without a module names a format that is not read; its note says what to do instead.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.resources import files
from types import ModuleType


@dataclass(frozen=True, slots=True)
class Format:
    """One format: its name, its media type, and the module of this package that reads it."""

    name: str
    media_type: str
    module: str | None = None
    note: str = ""
    reason: str = "format-unsupported"  # why a file without a module is not read

    def reader(self) -> ModuleType:
        """The module that reads it; imported when the first such file is met."""
        return _module(f"moisson.readers.{self.module}")


_module = cache(import_module)  # which takes longer to say what it knows than many a row to read


_TABLES = {
    name: {told: Format(**said) for told, said in table.items()}
    for name, table in tomllib.loads(files("moisson.readers").joinpath("formats.toml").read_text("utf-8")).items()
}
SIGNATURES = {first.encode("latin-1"): format for first, format in _TABLES["signatures"].items()}
ZIPPED, OLE = _TABLES["zipped"], _TABLES["ole"]
PAGES, OBJECTS, WORDS, ROOTS = (list(_TABLES[name].items()) for name in ("pages", "objects", "words", "roots"))
_OTHER = _TABLES["other"]
ZIP, OLE_OTHER, HTML, XML_OTHER = (_OTHER[name] for name in ("zip", "ole", "html", "xml"))
JSON, JSON_LINES = _OTHER["json"], _OTHER["jsonl"]
MARKDOWN, TEXT, TABLE, TOKENS = (_OTHER[name] for name in ("markdown", "text", "csv", "conll"))
TRIPLES, BINARY, EMPTY = (_OTHER[name] for name in ("turtle", "binary", "empty"))
