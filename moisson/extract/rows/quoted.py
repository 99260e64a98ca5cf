"""Long texts from file to content and from content to string without what lies between: compiled only (`quoted.pyx`).

Interpreted, nothing of the kind is faster than orjson, which reads and writes the same bytes: rows go the usual way.
"""

from typing import Any

from moisson.extract.rows.values import Quoted


def row_of(source: bytes, start: int, finish: int, name: bytes, as_string: bool = False) -> dict[str, Any] | None:
    """An object, with one of its texts Quoted, or as a string; None where it is to be read as a whole."""
    return None


def quoted(data: Any, bounds: list[int]) -> list[Quoted | str] | None:
    """Texts that follow one another as UTF-8, Quoted; None where they are to be read as strings."""
    return None


def trimmed(written: bytes) -> bytes | None:
    """A quoted text without the line ends around it; None where it may be mere white space."""
    return None
