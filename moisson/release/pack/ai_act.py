"""ai-act-contribution.json: a release's answers to the AI Act's public summary of training content.

The summary (Regulation (EU) 2024/1689, Article 53(1)(d)) belongs to a model and its provider, who fills the Commission's
template, C(2025) 8311 of 5 December 2025. A release answers the fields that its data determines; every other field is
marked as the provider's. Nothing is guessed. `ai_act_merge` joins the contributions of several releases; `ai_act.schema.json`
describes both.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from moisson.contracts.identity import pretty_json
from moisson.contracts.toml_text import as_toml
from moisson.release.inputs import Pack
from moisson.release.pack.ai_act_fields import INSTRUMENT, SCHEMA_VERSION, by_provider, by_release, top
from moisson.release.pack.attribution import address
from moisson.release.wording import looked_for
from moisson.rights.licences import licence

Stats = Mapping[str, Any]
Row = dict[str, Any]

LABEL = re.compile(r"#\d+$")  # of a stage that a recipe uses more than once
# Stages of Moisson's own: none writes words of its own, none looks for illegal content. A test holds this against their registry.
OWN_STAGES = frozenset(
    (
        *("extract", "normalize_text", "identify_language", "measure_noise", "measure_signals", "sign_words", "count_tokens"),
        *("drop_short", "drop_low_quality", "drop_repetitive", "drop_contaminated", "drop_known", "drop_where", "join_scores"),
        "drop_judged",
        *("mask_identifiers", "mask_personal_data", "remove_boilerplate", "require_rights", "inherit_rights"),
        *("read_reservations", "drop_reserved"),
        *("drop_exact_duplicates", "drop_near_duplicates", "sample", "cap", "mix"),
    )
)
QUALITY = ("drop_short", "drop_low_quality", "drop_repetitive", "drop_where", "drop_judged")


def ai_act_json(pack: Pack) -> str:
    """ai-act-contribution.json, in full."""
    return pretty_json(contribution(pack.stats)).decode()


def contribution(stats: Stats) -> Row:
    """The contribution of one release."""
    recipe = stats["recipe"]
    release = {name: recipe[name] or None for name in ("version", "title", "as_of", "contact")}
    return {
        "schema_version": SCHEMA_VERSION,
        "instrument": INSTRUMENT,
        "releases": [{"name": f"{recipe['name']}/{stats['release']}", **release}],
        "fields": [*_general(stats), *_sources(stats), *_processing(stats)],
    }


def _months(sources: Sequence[Mapping[str, Any]]) -> list[str]:
    return sorted({source["acquired"] for source in sources if source["acquired"]})


def _counts(row: Mapping[str, Any], *keys: str) -> Row:
    return {key: row[key] for key in (*keys, "documents", "words")}


def _general(stats: Stats) -> list[Row]:
    """Section 1: who the provider is, is the provider's; size, languages and dates are the release's part of the model's."""
    totals, months = stats["totals"], _months(stats["sources"])
    tokens = (
        [{"tokenizer": stats["tokenizer"] or "not named", "tokens": totals["tokens"]}] if totals["tokens"] is not None else []
    )
    held = [source for source in stats["sources"] if source["documents"]]
    undated = [source["name"] for source in held if not source["acquired"]]
    return [
        by_provider("1.1", "provider"),
        by_provider("1.1", "authorised_representative"),
        by_provider("1.2", "model_names"),
        by_provider("1.2", "model_dependencies"),
        by_provider("1.2", "market_date"),
        by_release("1.3", "modalities", ["text"] if held else []),
        by_release("1.3", "text_size", {**{name: totals[name] for name in ("documents", "words", "bytes")}, "tokens": tokens}),
        by_provider("1.3", "size_range"),
        by_release("1.3", "types_of_content", [_counts(row, "kind") for row in stats["kinds"]]),
        by_release("1.3", "latest_acquisition", months[-1:])
        if months and not undated
        else by_provider("1.3", "latest_acquisition", [f"not recorded for {name}" for name in undated]),
        by_provider("1.3", "continuous_training"),
        by_release("1.3", "languages", [_counts(row, "language") for row in stats["languages"]]),
        by_release("1.3", "jurisdictions", [_counts(row, "jurisdiction") for row in stats["jurisdictions"]]),
    ]


def _sources(stats: Stats) -> list[Row]:
    """Section 2: where the data comes from."""
    held = [source for source in stats["sources"] if source["documents"]]
    of: dict[str, list[Mapping[str, Any]]] = {"web": [], "folder": [], "public": []}
    for source in held:
        connector = source["origin"].get("connector")
        of[connector if connector in ("web", "folder") else "public"].append(source)
    by_agreement = sum(row["documents"] for row in stats["rights"]["by_basis"] if row["basis"] == "agreement")
    agreed = [f"{by_agreement} documents of this release rest on an agreement with their publisher"] if by_agreement else []
    files = [f"{source['name']} came as files: whether they are public the release does not know" for source in of["folder"]]
    unsure = not of["public"] and of["folder"]
    used = (
        by_provider("2.1", "public_datasets_used", files)
        if unsure
        else by_release("2.1", "public_datasets_used", bool(of["public"]))
    )
    return [
        used,
        by_release("2.1", "public_datasets_modalities", ["text"] if of["public"] or of["folder"] else []),
        by_release("2.1", "public_datasets", [_dataset(source, stats) for source in of["public"]]),
        by_release("2.1", "datasets_as_files", [_dataset(source, stats) for source in of["folder"]]),
        by_provider("2.1", "large_public_datasets"),
        by_provider("2.2.1", "commercial_licences", agreed),
        by_provider("2.2.2", "private_datasets", files),
        *_crawled(of["web"], stats),
        by_provider("2.4", "user_data_of_the_model"),
        by_provider("2.4", "user_data_of_services"),
        by_provider("2.5", "synthetic_data", made) if (made := _synthetic(stats)) else by_release("2.5", "synthetic_data", False),
        by_release("2.6", "other_sources", False),
    ]


def _dataset(source: Mapping[str, Any], stats: Stats) -> Row:
    """A source as a data set: what names it, where it is, when it was collected, on what terms."""
    said, origin = source["rights"] or {}, source["origin"]
    package = " ".join(origin[name] for name in ("package", "version") if origin.get(name))
    return {
        "name": source["title"],
        "identifier": source["name"],
        "publisher": source["publisher"].get("name"),
        "link": address(source) or None,
        "description": " ".join(source["about"].split()),
        "obtained_as": package or None,
        "collected": source["acquired"],
        "release": f"{stats['recipe']['name']}/{stats['release']}",
        "rights": [_right(row, said) for row in source["licenses"]],
        **{name: source[name] for name in ("documents", "words")},
    }


def _right(row: Mapping[str, Any], said: Mapping[str, Any]) -> Row:
    found = licence(row["license"])
    return {
        "license": row["license"],
        "name": found.name if found else None,
        "link": found.url if found else None,
        "basis": "licence" if row["license"] else said.get("basis"),
        "documents": row["documents"],
    }


def _crawled(sources: Sequence[Mapping[str, Any]], stats: Stats) -> list[Row]:
    """Section 2.3: web crawling; its domains, most words first."""
    if not sources:
        return [by_release("2.3", "crawled", False)]
    found = stats["hosts"]["crawled"]
    domains = [{"domain": row["host"], "documents": row["documents"], "words": row["words"]} for row in found["listed"]]
    content = [f"{source['title']} ({source['publisher'].get('name')})" for source in sources]
    return [
        by_release("2.3", "crawled", True),
        by_provider("2.3", "crawler_names"),
        by_provider("2.3", "crawler_purposes"),
        by_provider("2.3", "crawler_behaviour"),
        by_release("2.3", "crawl_months", _months(sources)),
        by_release("2.3", "crawled_content", content),
        by_release("2.3", "crawled_modalities", ["text"]),
        by_release("2.3", "crawled_domains", top(domains, found["hosts"])),
    ]


def _strange(stats: Stats) -> list[str]:
    """Third parties' stages, whose work is unknown here."""
    names = [LABEL.sub("", stage["name"]) for stage in stats["stages"]]
    return [f"stage {name} is not Moisson's own: what it does is not known here" for name in names if name not in OWN_STAGES]


def _synthetic(stats: Stats) -> list[str]:
    """Why a release may hold synthetic text."""
    seeded = any(LABEL.sub("", stage["name"]) == "inherit_rights" for stage in stats["stages"])
    said = "texts that name the documents that they were made from (stage inherit_rights) are synthetic: say by which model"
    return [*_strange(stats), *([said] if seeded else [])]


def _gone(stats: Stats, *starts: str) -> int:
    """Documents that the ledger names with a reason that begins so."""
    return sum(row["documents"] for row in stats["ledger"] if row["reason"].startswith(starts))


def _processing(stats: Stats) -> list[Row]:
    """Section 3: what was done to the data."""
    measures = [f"{_call(stage)}: {stage['doc']}" for stage in stats["stages"]]
    reservations = {
        "measures": [said for said in measures if said.startswith("require_rights")],
        "left_out_reserved": _gone(stats, "rights:reserved"),
        "left_out_without_right": _gone(stats, "rights:none-found", "rights:basis-not-allowed"),
        "kept_reserved": stats["totals"]["reserved"],
        "protocols_of_kept": [
            {"protocol": row["protocol"] or "not named", "documents": row["documents"]} for row in stats["protocols"]
        ],
    }
    personal = {
        "measures": [said for said in measures if said.startswith("mask_")],
        "looked_for": looked_for(stats) or [],
        "masked": [{name: row[name] for name in ("kind", "documents", "occurrences")} for row in stats["masks"]["kinds"]],
        "withdrawn": _gone(stats, "withdrawn"),
    }
    other = {
        "measures": [said for said in measures if not said.startswith(("require_rights", "mask_"))],
        "left_out_duplicates": _gone(stats, "duplicate:"),
        "left_out_for_evaluation_sets": _gone(stats, "contaminated:"),
        "left_out": stats["totals"]["ledger"],
    }
    quality = [said for said in measures if said.startswith(QUALITY)]
    return [
        by_provider("3.1", "code_of_practice"),
        by_release("3.1", "text_and_data_mining", reservations),
        by_provider("3.1", "opt_out_protocols"),
        by_provider("3.2", "illegal_content", [*_strange(stats), *quality])
        if _strange(stats)
        else by_release("3.2", "illegal_content", {"looked_for": False, "publishers": _publishers(stats)}),
        by_release("3.3", "personal_data", personal),
        by_release("3.3", "other_processing", other),
    ]


def _publishers(stats: Stats) -> list[str]:
    """Whose publications the release holds."""
    return sorted({source["publisher"].get("name") or source["name"] for source in stats["sources"] if source["documents"]})


def _call(stage: Mapping[str, Any]) -> str:
    """A stage with its version and non-empty parameters."""
    given = ", ".join(
        f"{name} = {as_toml(value)}" for name, value in sorted(stage["parameters"].items()) if value not in (None, [], {})
    )
    return f"{stage['name']} version {stage['version']}" + (f" ({given})" if given else "")
