"""Checks a recipe or a source without data. For files, see `readiness`; for `--live`, `live`."""

from pathlib import Path
from typing import Any

from moisson.contracts.redacted import redacted_value
from moisson.corpus.recipe import load_recipe
from moisson.rights.statutes import statutes_for
from moisson.source.description import Source, built_in_sources, load_source


def check_recipe(path: Path) -> dict[str, Any]:
    """Describe what a recipe will do; raises RecipeError or SourceError where it is wrong."""
    recipe = load_recipe(path)
    return {
        "recipe": f"{recipe.name} {recipe.version}",
        "as_of": recipe.as_of or "the newest date of a document",
        "vanished": recipe.vanished,
        "sources": [source.name for source in recipe.sources],
        "map": ["extract", *(bound.label for bound in recipe.map_stages)],
        "corpus": [bound.label for bound in recipe.corpus_stages],
    }


def is_source(target: str) -> bool:
    """Whether this names a source: a built-in one, a folder with a `source.toml`, or no file."""
    path = Path(target)
    return target in built_in_sources() or (path / "source.toml").exists() or not path.exists()


def check_source(name: str) -> dict[str, Any]:
    """Describe a source; raises SourceError where its description or reader is wrong."""
    source = load_source(name, Path())
    _ = source.connector, source.reader
    description = source.description
    rights = description.rights
    return {
        "source": source.name,
        "title": description.title,
        "publisher": description.publisher.name,
        "connector": str(redacted_value(description.connector)),
        "language": description.language,
        "rights": f"{rights.license or 'no licence'}, basis {rights.basis}, level {rights.level}" if rights else "none stated",
        **_statutes(source),
        "reader": "its own read.py" if source.has_own_reader else "by format",
        "seen alive": description.last_seen_alive or "not said",
        "expected": str(description.expected.documents) if description.expected else "any number of documents",
    }


def _statutes(source: Source) -> dict[str, list[str]]:
    """The statutes of a source's country that name its kind of document, where no licence is stated: for a person to read."""
    rights, country = source.description.rights, source.jurisdiction
    if country is None or (rights and rights.basis != "statute"):
        return {}
    found = statutes_for(country, source.description.kind)
    return {"statutes": [f"{one.article}: {one.source} ({one.checked})" for one in found] or ["none in the table"]}
