"""`croissant.json`: the release for data loaders and search engines, in Croissant 1.1 with its vocabulary for responsible AI.

Files, record sets and fields follow from the Parquet files as they lie on disk; a record set streams with mlcroissant.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa

from moisson.contracts.schemas import LEDGER
from moisson.release.columns import COLUMNS
from moisson.release.inputs import Pack
from moisson.release.pack.citation import bibtex
from moisson.release.pack.croissant_rai import responsible
from moisson.release.pack.linked import release_date
from moisson.release.pack.terms import Term, address, terms
from moisson.release.parquet import Table
from moisson.release.private import MAY_NOT, NOTICE, SENTENCE, private
from moisson.release.wording import counted, language

CONFORMS_TO = ["http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0"]
MEDIA_TYPE = "application/vnd.apache.parquet"
READ_AS = "application/x-parquet"  # what mlcroissant knows Parquet by
LEDGER_COLUMNS = {
    "id": "The document's name, or that of the file or entry that could not be read.",
    "version": "SHA-256 of the publisher's content.",
    "stage": "The stage that left it out.",
    "reason": "Why, in one word or two.",
    "detail": "What the stage found, where there is more to say.",
}
# The terms of Croissant 1.1, as mlcroissant 1.1 expects them.
CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "dct": "http://purl.org/dc/terms/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "sc": "https://schema.org/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "description": {"@container": "@language"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "name": {"@container": "@language"},
    **{
        term: f"cr:{term}"
        for term in (
            *("arrayShape", "citeAs", "column", "containedIn", "equivalentProperty", "extract", "field", "fileObject"),
            *("fileProperty", "fileSet", "format", "includes", "isArray", "isLiveDataset", "jsonPath", "key", "md5"),
            *("parentField", "path", "recordSet", "references", "regex", "repeated", "replace", "samplingRate"),
            *("separator", "source", "subField", "transform"),
        )
    },
}


def croissant(pack: Pack) -> str:
    """The document as JSON-LD; without `license` where no right is stated."""
    stats = pack.stats
    recipe = stats["recipe"]
    about = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": CONFORMS_TO,
        "name": recipe["name"],
        "alternateName": recipe["title"],
        "description": " ".join(recipe["description"].split()) or recipe["title"],
        "url": recipe.get("url") or "./",
        "version": semantic(stats["release"]),
        "identifier": stats["release"],
        **(
            {"license": {"@type": "sc:CreativeWork", "name": MAY_NOT, "url": f"./{NOTICE}"}, "conditionsOfAccess": SENTENCE}
            if private(stats)
            else {"license": found}
            if (found := _licenses(terms(stats)))
            else {}
        ),
        "creator": _bodies(stats),
        "datePublished": str(release_date(stats) or "") or None,
        "inLanguage": sorted(row["language"] for row in stats["languages"] if row["language"]),
        "keywords": [
            "public sector information",
            "text corpus",
            *sorted({source["kind"] for source in stats["sources"] if source.get("kind")}),
        ],
        "citeAs": bibtex(stats),
        "isLiveDataset": False,
        **responsible(stats),
        "distribution": [*map(_file, pack.tables), *_file_sets(pack)],
        "recordSet": _record_sets(pack),
    }
    return (
        json.dumps({key: value for key, value in about.items() if value not in (None, [])}, ensure_ascii=False, indent=2) + "\n"
    )


def semantic(release: str) -> str:
    """A release's name as Semantic Versioning writes it: the recipe's version, the digits of its hash as build metadata."""
    version, _, digits = release.rpartition("-")
    numbers = re.fullmatch(r"(\d+)(?:\.(\d+))?(?:\.(\d+))?", version)
    if numbers is None:
        return f"0.0.0+{re.sub(r'[^0-9A-Za-z.-]|[.](?=[.]|$)', '-', release)}"
    return ".".join(str(int(number or 0)) for number in numbers.groups()) + f"+{digits}"


def _licenses(found: list[Term]) -> list[Any]:
    """The address of each licence or ground; by name, where no address is known."""
    addresses = sorted({term.url for term in found if term.url})
    names = sorted({term.name for term in found if not term.url})
    return [*addresses, *({"@type": "sc:CreativeWork", "name": name} for name in names)]


def _bodies(stats: Mapping[str, Any]) -> list[dict[str, str]]:
    """The creators: the publishers of the documents' sources."""
    found = {
        source["publisher"]["name"]: address(source["publisher"].get("url")) for source in stats["sources"] if source["documents"]
    }
    return [{"@type": "sc:Organization", "name": name, **({"url": url} if url else {})} for name, url in sorted(found.items())]


def _file(table: Table) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": table.path,
        "name": table.path,
        "description": f"{counted(table.rows, 'row')}.",
        "contentUrl": table.path,
        "contentSize": f"{table.bytes} B",
        "encodingFormat": [READ_AS, MEDIA_TYPE],
        "sha256": table.sha256,
    }


def _file_sets(pack: Pack) -> Iterator[dict[str, Any]]:
    """All documents, those of each language, and the ledger."""
    yield _file_set("data", "data/*/*.parquet", "All documents.")
    for tag in sorted({table.language for table in pack.part("data")}):
        yield _file_set(f"data-{tag}", f"data/{tag}/*.parquet", f"The documents in {language(tag)}.")
    if pack.part("ledger"):
        yield _file_set("ledger-files", "ledger/*.parquet", "What was left out.")


def _file_set(id: str, includes: str, description: str) -> dict[str, Any]:
    return {
        "@type": "cr:FileSet",
        "@id": id,
        "name": id,
        "description": description,
        "encodingFormat": [READ_AS, MEDIA_TYPE],
        "includes": includes,
    }


def _record_sets(pack: Pack) -> list[dict[str, Any]]:
    totals = pack.stats["totals"]
    documents = {
        "@type": "cr:RecordSet",
        "@id": "documents",
        "name": "documents",
        "description": f"One record for each of {counted(totals['documents'], 'document')}, in the order of their ids.",
        "key": {"@id": "documents/id"},
        "field": [_folder(), *(_field("documents", "data", field, COLUMNS) for field in pack.schema)],
    }
    ledger = {
        "@type": "cr:RecordSet",
        "@id": "ledger",
        "name": "ledger",
        "description": f"What was left out, with the stage and the reason: {counted(totals['ledger'], 'entry', 'entries')}.",
        "field": [_field("ledger", "ledger-files", field, LEDGER_COLUMNS) for field in LEDGER],
    }
    return [documents, *([ledger] if pack.part("ledger") else [])]


def _folder() -> dict[str, Any]:
    """The folder a document lies in: by it, mlcroissant takes the documents of one language and reads no other file."""
    extract = {"fileSet": {"@id": "data"}, "extract": {"fileProperty": "fullpath"}, "transform": {"regex": "data/(.*)/.*"}}
    about = "The folder that the document lies in: its language, `und` where that is not known. To take one, filter by it."
    return {**_named("documents/folder", about), "dataType": "sc:Text", "source": extract}


def _named(id: str, about: str | None) -> dict[str, Any]:
    return {"@type": "cr:Field", "@id": id, "name": id.rpartition("/")[2], **({"description": about} if about else {})}


def _field(record_set: str, files: str, field: pa.Field, meanings: Mapping[str, str]) -> dict[str, Any]:
    """A column; what is nested in it becomes sub-fields, each found by its path."""
    about = _named(f"{record_set}/{field.name}", meanings.get(field.name))
    return {**about, **_typed(about["@id"], {"fileSet": {"@id": files}, "extract": {"column": field.name}}, field.type, ())}


def _typed(id: str, source: Mapping[str, Any], type: pa.DataType, path: tuple[str, ...]) -> dict[str, Any]:
    """The type of a column, or of what lies in it at a path."""
    array: dict[str, Any] = {}
    if pa.types.is_list(type) or pa.types.is_large_list(type):
        array, type = {"isArray": True, "arrayShape": "-1"}, type.value_type
    if pa.types.is_struct(type):
        inner = [type.field(place) for place in range(type.num_fields)]
        fields = [
            {**_named(f"{id}/{one.name}", None), **_typed(f"{id}/{one.name}", source, one.type, (*path, one.name))}
            for one in inner
        ]
        return {**array, "subField": fields}
    where = {**source, **({"transform": {"jsonPath": ".".join(f"'{step}'" for step in path)}} if path else {})}
    return {**array, "dataType": _data_type(id, type), "source": where}


def _data_type(id: str, type: pa.DataType) -> str:
    if id == "documents/url":
        return "sc:URL"
    if pa.types.is_boolean(type):
        return "sc:Boolean"
    return "sc:Integer" if pa.types.is_integer(type) else "sc:Float" if pa.types.is_floating(type) else "sc:Text"
