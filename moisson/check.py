"""Check: all that can be known of a recipe or a source before any data. For files, see `moisson.readiness`."""

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any

from moisson.connectors import Connector
from moisson.connectors.store import Store
from moisson.errors import DocumentError
from moisson.guard import Guard
from moisson.intake import brought
from moisson.progress import answers_to
from moisson.reader import Raw, Refused
from moisson.recipe import load_recipe
from moisson.redacted import redacted_value
from moisson.rights.statutes import statutes_for
from moisson.source import Source, built_in_sources, load_source
from moisson.web.failure import Failure
from moisson.web.remote import Remote

LOOK_S = 50.0
LOOK_BYTES = 64 << 20  # of one file


def check_recipe(path: Path) -> dict[str, Any]:
    """What a recipe will do; raises RecipeError or SourceError where it cannot."""
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
    """Whether this names a source: one that is built in, a folder with a `source.toml`, or no file at all."""
    path = Path(target)
    return target in built_in_sources() or (path / "source.toml").exists() or not path.exists()


def check_source(name: str) -> dict[str, Any]:
    """What a source says of itself; raises SourceError where its description or its reader is wrong."""
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


class Enough(Exception):
    """A look has taken long enough."""


@dataclass
class Look:
    """Counts the answers of a far host, and ends the look when its time is over."""

    until: float
    answers: int = 0

    def reach(self, done: int) -> None:
        self.answers = done
        if monotonic() > self.until:
            raise Enough


def check_live(name: str, seconds: float = LOOK_S) -> dict[str, Any]:
    """Whether a source's publisher answers now: its version, and the first file that can be split into documents.

    Nothing is stored. A list that goes on for longer than `seconds`, or a first file of more than `LOOK_BYTES`, is an answer too.
    Raises FetchError where there is none.
    """
    source = load_source(name, Path())
    look = Look(monotonic() + seconds)
    try:
        with TemporaryDirectory(prefix="moisson-live-") as folder, Guard() as guard, answers_to(look):
            return _looked_at(source, _briefly(source.connector), Store(Path(folder)), guard)
    except Enough:
        return {"live": f"yes: {look.answers:,} answers in {seconds:.0f} s; its list goes on, and no document was tried"}
    except Failure as failure:
        if failure.reason != "too-large":
            raise
        return {"live": f"yes: {failure.url} is there, and larger than a look takes; no document was tried"}


def _briefly(connector: Connector) -> Connector:
    """The connector, asking for no large file, and not again and again."""
    if not isinstance(connector, Remote):
        return connector
    manners = connector.manners
    most = min(manners.max_download_bytes, LOOK_BYTES)
    brief = manners.model_copy(update={"max_download_bytes": most, "retries": min(manners.retries, 1)})
    return connector.model_copy(update={"manners": brief})


def _looked_at(source: Source, connector: Connector, store: Store, guard: Guard) -> dict[str, Any]:
    """The first document that the connector brings."""
    began = monotonic()
    refused: list[str] = []
    fetched = connector.fetch(source.folder, store)
    for file in source.gathered(map(brought, fetched.files)):
        if isinstance(file, Refused):
            refused.append(f"{file.id}: {file.reason}")
            continue
        try:
            first = next((piece for piece in guard.split(source, file) if isinstance(piece, Raw)), None)
        except DocumentError as error:
            first = None
            refused.append(f"{file.path}: {error.reason}")
        if first is not None:
            return {
                "live": f"yes, in {monotonic() - began:.1f} s",
                "version": fetched.version,
                "first file": f"{file.path}, {len(file.data):,} bytes",
                "first document": first.id,
                "refused before": refused[:5],
            }
    return {"live": "it answers, but gives no file with a document", "version": fetched.version, "refused before": refused[:5]}
