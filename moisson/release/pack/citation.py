"""How to cite a release, by a name that identifies its content."""

from collections.abc import Mapping
from typing import Any


def year(stats: Mapping[str, Any]) -> str:
    """The year of the release's content."""
    return str(stats["recipe"]["as_of"] or "n.d.")[:4]


def bibtex(stats: Mapping[str, Any]) -> str:
    """A BibTeX entry. Braces, which BibTeX would count, are taken out of titles and names."""
    recipe = stats["recipe"]
    title, name = (_plain(recipe[key]) for key in ("title", "name"))
    authors = sorted({f"{{{_plain(source['publisher'].get('name'))}}}" for source in stats["sources"]})
    dated = f"as of {recipe['as_of']}; " if recipe["as_of"] else ""
    return f"""@misc{{{name},
  title  = {{{title}}},
  author = {{{" and ".join(authors)}}},
  year   = {{{year(stats)}}},
  note   = {{Release {stats["release"]}, {dated}made with Moisson}}
}}"""


def _plain(text: str | None) -> str:
    return " ".join((text or "").replace("{", "").replace("}", "").split())
