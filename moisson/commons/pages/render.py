"""Templates into pages: everything escaped, nothing undefined, and a policy under which a page can run and load nothing."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from moisson.contracts.disk import beside, disk
from moisson.contracts.errors import StorageError
from moisson.release.report.markup import code, prose
from moisson.release.report.phrases import Words

HERE = Path(__file__).parent
STYLE, ICON = HERE / "style.css", HERE / "icon.svg"
POLICY_OF_FILES = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'"  # what a page can ask of itself


def templates(own: Path) -> Environment:
    """The templates of a folder, which may extend those that all share."""
    found = Environment(
        loader=FileSystemLoader([own, HERE / "templates"]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters["prose"] = lambda words: Markup(prose(words))  # escaped, with backticks as code
    return found


def said(words: Words) -> dict[str, Any]:
    """What every template calls words by."""
    return {
        "edition": words.edition,
        "say": words,
        "words": words,
        "html": lambda key, **values: Markup(words.html(key, **values)),
        "code": lambda value: Markup(code(value)),
        "policy": POLICY_OF_FILES,
    }


def harmless(value: str | None) -> str:
    """A cell of a table that no spreadsheet takes for a formula."""
    return f"'{value}" if value and value[0] in "=+-@\t\r" else value or ""


def write(path: Path, text: str) -> None:
    """Write a file beside and rename it; raises StorageError."""
    with disk(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    with beside(path) as temporary:
        try:
            temporary.write_text(text, encoding="utf-8", newline="")
        except UnicodeEncodeError as error:
            raise StorageError(f"{path}: {error}.") from None
