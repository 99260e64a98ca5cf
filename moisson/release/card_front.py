"""The YAML at the head of a release's README.md: what the Hugging Face Hub knows of a data set."""

import json
from collections.abc import Mapping
from typing import Any

# SPDX identifiers whose licence the Hub knows under another name than theirs in lower case.
HUB_NAMES = {"ODbL-1.0": "odbl", "PDDL-1.0": "pddl", "ODC-By-1.0": "odc-by"}
HUB_KNOWN = {
    *("etalab-2.0", "cc0-1.0", "cc-by-3.0", "cc-by-4.0", "cc-by-sa-3.0", "cc-by-sa-4.0", "cc-by-nd-4.0", "cc-by-nc-4.0"),
    *("cc-by-nc-sa-4.0", "cc-by-nc-nd-4.0", "odbl", "pddl", "odc-by", "apache-2.0", "mit"),
}


def front_matter(stats: Mapping[str, Any], files: list[str]) -> str:
    """The YAML block. Values are written as JSON strings, which YAML reads as they are: no `no` becomes false."""
    languages = sorted(row["language"] for row in stats["languages"] if _is_code(row["language"]))
    configs = [("default", "data/*/*.parquet"), *((name, f"data/{name}/*.parquet") for name in languages_of(files))]
    if any(path.startswith("ledger/") for path in files):
        configs.append(("ledger", "ledger/*.parquet"))
    lines = ["---", f"pretty_name: {quoted(stats['recipe']['title'])}"]
    lines += sequence("language", languages)
    lines += _license(stats)
    lines += sequence("size_categories", [size_category(stats["totals"]["documents"])])
    lines += sequence("task_categories", ["text-generation"])
    lines += sequence("source_datasets", ["original"])
    lines += sequence("annotations_creators", ["no-annotation"])
    lines += sequence("language_creators", ["found"])
    lines += sequence("tags", ["public-sector-information", "provenance", "moisson", *_force_tags(stats)])
    lines.append("configs:")
    for name, path in configs:
        lines += [f"- config_name: {quoted(name)}", *(["  default: true"] if name == "default" else [])]
        lines += ["  data_files:", '  - split: "train"', f"    path: {quoted(path)}"]
    return "\n".join([*lines, "---", ""])


def quoted(text: str) -> str:
    return json.dumps(" ".join(text.split()), ensure_ascii=False)


def sequence(key: str, values: list[str]) -> list[str]:
    return [f"{key}:", *(f"- {quoted(value)}" for value in values)] if values else []


def _is_code(language: str | None) -> bool:
    return language is not None and language.isalpha() and language != "und"


def _force_tags(stats: Mapping[str, Any]) -> list[str]:
    return ["legal"] if any(row["force"] for row in stats["force"]) else []


def _license(stats: Mapping[str, Any]) -> list[str]:
    """One licence for all documents where there is one; else `other`, with a name."""
    names = [row["license"] for row in stats["rights"]["by_license"]]
    only = names[0] if len(names) == 1 else None
    known = HUB_NAMES.get(only, only.lower()) if only else None
    if known in HUB_KNOWN:
        return [f"license: {quoted(known)}"]
    name = known or ("official-texts-without-copyright" if names == [None] else "stated-for-each-document")
    lines = ['license: "other"', f"license_name: {quoted(name)}"]
    where = {source["rights"]["where"] for source in stats["sources"] if source["rights"] and source["rights"].get("where")}
    if only and len(where) == 1 and (url := where.pop()).startswith("https://"):
        return [*lines, f"license_link: {quoted(url)}"]
    return lines


def size_category(documents: int) -> str:
    """The Hub's class for a number of documents."""
    names = ("n<1K", "1K<n<10K", "10K<n<100K", "100K<n<1M", "1M<n<10M", "10M<n<100M", "100M<n<1B", "1B<n<10B")
    bound = 1000
    for name in names:
        if documents < bound:
            return name
        bound *= 10
    return "n>1T" if documents >= 10**12 else "10B<n<100B" if documents < 10**11 else "100B<n<1T"


def languages_of(files: list[str]) -> list[str]:
    """The languages that have a folder under data/."""
    return sorted({path.split("/")[1] for path in files if path.startswith("data/") and path.count("/") > 1})
