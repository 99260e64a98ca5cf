"""The YAML at the head of a release's README.md: what the Hugging Face Hub knows of a data set."""

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from moisson.contracts.schemas import LEDGER
from moisson.release.inputs import Pack
from moisson.release.pack.card_features import features, yaml
from moisson.release.parquet import Table
from moisson.release.private import NOTICE, private
from moisson.rights.licences import licence


def front_matter(pack: Pack) -> str:
    """The YAML block."""
    stats = pack.stats
    languages = sorted(row["language"] for row in stats["languages"] if _is_code(row["language"]))
    front = {
        "pretty_name": stats["recipe"]["title"],
        "language": languages,
        **_license(stats),
        "size_categories": [size_category(stats["totals"]["documents"])],
        "task_categories": ["text-generation"],
        "source_datasets": ["original"],
        "annotations_creators": ["no-annotation"],
        "language_creators": ["found"],
        "tags": ["public-sector-information", "provenance", "moisson", *_force_tags(stats)],
        "configs": [_config(name, path) for name, path, _ in configurations(pack)],
        "dataset_info": [_info(name, tables, pack) for name, _, tables in configurations(pack)],
    }
    return "---\n" + yaml({key: value for key, value in front.items() if value != []}) + "---\n"


def configurations(pack: Pack) -> list[tuple[str, str, Sequence[Table]]]:
    """What can be loaded by name: all documents, those of one language, the ledger; with the paths and the files."""
    data, ledger = pack.part("data"), pack.part("ledger")
    found: list[tuple[str, str, Sequence[Table]]] = [("default", "data/*/*.parquet", data)]
    for name in languages_of(pack):
        found.append((name, f"data/{name}/*.parquet", [table for table in data if table.language == name]))
    return [*found, ("ledger", "ledger/*.parquet", ledger)] if ledger else found


def _config(name: str, path: str) -> dict[str, Any]:
    files = [{"split": "train", "path": path}]
    return {"config_name": name, **({"default": True} if name == "default" else {}), "data_files": files}


def _info(name: str, tables: Sequence[Table], pack: Pack) -> dict[str, Any]:
    """Features and sizes of one configuration; `num_bytes` is the size in memory, which batches make differ by a thousandth."""
    memory = pack.stats["memory"]
    schema: pa.Schema = LEDGER if name == "ledger" else pack.schema
    folders = set(languages_of(pack))
    of = [(row["language"] if row["language"] in folders else "und", row["bytes"]) for row in memory["data"]]
    size = memory["ledger"] if name == "ledger" else sum(size for folder, size in of if name in ("default", folder))
    return {
        "config_name": name,
        "features": features(schema),
        "splits": [{"name": "train", "num_bytes": size, "num_examples": sum(table.rows for table in tables)}],
        "download_size": sum(table.bytes for table in tables),
        "dataset_size": size,
    }


def _is_code(language: str | None) -> bool:
    return language is not None and language.isalpha() and language != "und"


def _force_tags(stats: Mapping[str, Any]) -> list[str]:
    return ["legal"] if any(row["force"] for row in stats["force"]) else []


def _license(stats: Mapping[str, Any]) -> dict[str, str]:
    """One licence for all documents where the Hub knows it; else `other`, with a name and a link; none for what stays private."""
    if private(stats):
        return {"license": "other", "license_name": "not-for-publication", "license_link": NOTICE}
    names = [row["license"] for row in stats["rights"]["by_license"]]
    only = licence(names[0]) if len(names) == 1 else None
    if only and only.hub_name:
        return {"license": only.hub_name}
    if only:
        name = only.id.removeprefix("LicenseRef-").lower()
        return {"license": "other", "license_name": name, "license_link": only.url or "LICENSE.md"}
    name = "official-texts-without-copyright" if names == [None] else "stated-for-each-document"
    return {"license": "other", "license_name": name, "license_link": "LICENSE.md"}


def size_category(documents: int) -> str:
    """The Hub's class for a number of documents."""
    names = ("n<1K", "1K<n<10K", "10K<n<100K", "100K<n<1M", "1M<n<10M", "10M<n<100M", "100M<n<1B", "1B<n<10B")
    bound = 1000
    for name in names:
        if documents < bound:
            return name
        bound *= 10
    return "n>1T" if documents >= 10**12 else "10B<n<100B" if documents < 10**11 else "100B<n<1T"


def languages_of(pack: Pack) -> list[str]:
    """The languages that have a folder under data/."""
    return sorted({table.language for table in pack.part("data")} - {""})
