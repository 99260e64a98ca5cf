"""Known layouts of rows of text, told by their columns, and why JSON holds no text. The first layout that fits counts."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from moisson.readers.read_options import Paths, Rows
from moisson.readers.rows.columns import EVERY, KEYS, SCHEMES, facts_of, levels_of, stem
from moisson.readers.text.front_matter import key_of

LONG_TEXT = 80  # characters from which a value is taken for a text
TAGS = re.compile(r"</?(?:p|div|br|span|h[1-6]|table|td|li|b|i|strong|em|sup)\b[^<>]{0,300}>", re.I)
PIECE = re.compile(r"<(?:p|div|span|h[1-6]|table|[uod]l|b|i|strong|em|br|blockquote|center|section|article)\b[^<>]*>", re.I)
# Keys that name a document; those of the second row may be a number that is its publisher's alone.
NAMED = ("id", "_id", "doc_id", "docid", "identifier", "uuid", "eli", "ecli", "celex")
NUMBERED = ("cid", "nor", "ref", "reference", "numero", "number", "num", "nr", "identificador", "identificatore", "kennung")
TITLES = re.compile(r"(?:\w*_)?(?:titles?|titres?|titel|t[ií]tulo|titolo|headline)(?:_\w*)?", re.I)
ADDRESS = re.compile("ur[il]|link", re.I)
TEXTS = ["text", "raw_content", "content", "contents", "full_text", "fulltext"]


class Layout(NamedTuple):
    """A known layout: the columns it needs, and where its fields stand."""

    name: str
    needs: frozenset[str]
    rows: Rows
    closed: bool  # every column is known


def _anywhere(*names: str) -> list[str]:
    """Each name as a column, and below what data sets call their metadata."""
    return [*names, *(f"{below}.{name}" for below in ("metadata", "meta", "extra") for name in names)]


GENERIC = Rows(
    id=_anywhere("id", "_id", "doc_id", "docid", "document_id", "identifier", "uuid", "uid"),
    text=TEXTS,
    title=_anywhere("title", "titre"),
    language=_anywhere("language", "lang", "langue"),
    created=_anywhere("created", "date", "created_at", "publication_date", "published", "date_published", "published_at"),
    url=_anywhere("url", "source_url", "uri", "link"),
    license=_anywhere("license", "licence", "rights"),
    revision=_anywhere("revision", "version_id"),
    identifiers={EVERY: _anywhere("identifiers")},
)
TEXTED: tuple[Paths, ...] = (TEXTS, "text")  # layouts whose text stands in a column of such a name

FACTS = [field for field in KEYS if field != "made"]
SCHEME_NAMES = sorted(set(SCHEMES.values()))


def _layouts() -> Iterator[Layout]:
    for name, listed in tomllib.loads(Path(__file__).with_name("layouts.toml").read_text("utf-8")).items():
        closed = listed.get("closed", False)
        rows = Rows(**listed["fields"]) if closed else GENERIC.model_copy(update=listed["fields"])
        yield Layout(name, frozenset(listed["needs"]), rows, closed)


LAYOUTS = tuple(_layouts())


def layout_of(columns: Iterable[str], words: Iterable[str]) -> Layout | None:
    """The layout of these columns, of which `words` hold strings; None where no column holds the text."""
    names = set(columns)
    found = next(layout for layout in LAYOUTS if layout.needs <= names)
    return None if found.rows.text in TEXTED and set(TEXTS).isdisjoint(map(str.lower, words)) else found


def mapping(declared: Rows | None, columns: Iterable[str], words: Iterable[str]) -> Rows | None:
    """Where the fields stand: as the source declares, completed by the layout where it names no text."""
    if declared is not None and declared.text is not None:
        return declared
    layout = layout_of(columns, words)
    if layout is None:
        return None
    rows = layout.rows if layout.closed else completed(layout.rows, columns)
    return rows.model_copy(update={name: getattr(declared, name) for name in declared.model_fields_set}) if declared else rows


def completed(rows: Rows, columns: Iterable[str]) -> Rows:
    """A mapping completed by other columns, by their names; the day it was made counts before its publication."""
    columns = list(columns)
    found = facts_of(columns, rows.text if isinstance(rows.text, str) else "")
    update: dict[str, object] = {"identifiers": {name: found[name] for name in SCHEME_NAMES if name in found} | rows.identifiers}
    for field in ("id", "text"):  # whatever their case
        known = _listed(getattr(rows, field))
        update[field] = [*known, *(name for name in columns if name not in known and name.lower() in known)]
    for field in FACTS:
        first = found.get("made", []) if field == "created" else []
        if paths := list(dict.fromkeys([*first, *_listed(getattr(rows, field)), *found.get(field, [])])):
            update[field] = paths
    return rows.model_copy(update=update)


def _listed(paths: Paths | None) -> list[str]:
    return [paths] if isinstance(paths, str) else paths or []


def likely(columns: Mapping[str, int]) -> str:
    """The column that may hold the text, given how many characters of text each holds; a title, however long, is none."""
    texts = [name for name in columns if not TITLES.fullmatch(stem(name).rpartition(".")[2])]
    return max(texts, key=lambda name: (columns[name], name), default="")


def advice(columns: Mapping[str, int], sample: str = "") -> str:
    """What to write in source.toml, given the columns, how many characters of text each holds, and what the longest says."""
    place = likely(columns)
    shown = ", ".join(sorted(columns)[:40]) + (" …" if len(columns) > 40 else "")
    if columns.get(place, 0) < LONG_TEXT:
        return f"no column holds a text, only short values, as metadata do; found are: {shown or 'none'}"
    levels = dict.fromkeys(level.rstrip(".") for level in (levels_of(place)[0], ""))  # else the row's own
    named = [(name.rpartition(".")[0], name, key_of(name.rpartition(".")[2])) for name in columns]
    known = [frozenset(NAMED), frozenset(NUMBERED)]
    names = (name for keys in known for level in levels for above, name, key in named if above == level and key in keys)
    markup = ', markup = "html"' if TAGS.search(sample) else ""
    facts = facts_of(columns, place)
    if "url" in facts and not ADDRESS.search(facts["url"][0].rpartition(".")[2]):  # a mere source may be no address
        del facts["url"]
    facts["created"] = facts.get("made", []) + facts.get("created", [])
    told = "".join(f', {field} = "{facts[field][0]}"' for field in FACTS if facts.get(field))
    schemes = ", ".join(f'{name} = "{facts[name][0]}"' for name in SCHEME_NAMES if name in facts)
    return (
        f"found are: {shown}; say in source.toml which holds the text, each on a line of its own: "
        f'[read.rows] text = "{place}"{markup}, id = "{next(names, "…")}"{told}'
        + (f", identifiers = {{ {schemes} }}" if schemes else "")
    )


def not_text(value: Any) -> tuple[str, str] | None:
    """Why a JSON document is about data and not text, as a reason and a sentence; None where nothing says so."""
    if not isinstance(value, dict):
        return None
    keys = value.keys()
    if keys & {"@id", "@type"}:
        return "catalogue", "linked data (JSON-LD), which describes data sets or terms; harvest what it points to"
    schema = str(value.get("$schema", ""))
    if keys & {"@context", "@graph"}:
        return "catalogue", "linked data (JSON-LD), which describes data sets or terms; harvest what it points to"
    if isinstance(value.get("head"), dict) and isinstance(value.get("results"), dict) and "bindings" in value["results"]:
        return "json-unmapped", "the answer to a SPARQL query: identifiers and dates, not a document"
    if "frictionlessdata" in schema or (
        _objects(value.get("fields")) and keys & {"primaryKey", "missingValues", "title", "name"}
    ):
        return "catalogue", "the schema of a table"
    if schema or keys & {"openapi", "swagger", "$defs"}:
        return "json-unmapped", "a schema for data"
    if value.get("type") in ("FeatureCollection", "Feature", "Topology"):
        return "json-unmapped", "a map (GeoJSON)"
    listed = value.get("result", value) if keys & {"help", "success"} else value
    if isinstance(listed, dict):
        names = listed.keys()
        described = names & {"notes", "license_id", "license_title", "organization", "extras", "tags", "licenses", "profile"}
        if (_objects(listed.get("resources")) and (described or "name" in names)) or names & {"datasetid", "datasets", "dataset"}:
            return "catalogue", "an entry of a data catalogue; harvest what it points to"
    return None


def _objects(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value[:20])
