"""The fields of the AI Act's public summary that a contribution speaks of: their place in the template, and what they ask for."""

import tomllib
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

Row = dict[str, Any]

SCHEMA_VERSION = 1
INSTRUMENT = "Regulation (EU) 2024/1689, Article 53(1)(d); Commission template C(2025) 8311 of 5 December 2025"
SMALL_MOST = 1_000

_TABLES = tomllib.loads(files("moisson.release.pack").joinpath("ai_act_fields.toml").read_text("utf-8"))
SECTIONS: dict[str, str] = _TABLES["sections"]
FIELDS: dict[str, tuple[str, str]] = {field: (section, asks) for field, (section, asks) in _TABLES["fields"].items()}


def by_release(section: str, field: str, value: Any) -> Row:
    """A field that the data answers, for its part of what a model was trained on."""
    return {"section": section, "field": field, "answered_by": "release", "value": value}


def by_provider(section: str, field: str, known: Sequence[str] = ()) -> Row:
    """A field that only the provider can answer; `known` is what the release contributes."""
    return {"section": section, "field": field, "answered_by": "provider", "known": list(known)}


def top(domains: Sequence[Row], count: int) -> Row:
    """Domains with most words first, and how many of them the template asks for.

    The top tenth by size; of small and medium providers the top twentieth or 1,000, whichever is fewer. `count` is of all
    domains, `listed` may hold fewer.
    """
    listed = sorted(domains, key=lambda row: (-row["words"], row["domain"]))
    return {
        "domains": count,
        "top_tenth": -(-count // 10),
        "top_of_small_providers": min(-(-count // 20), SMALL_MOST),
        "listed": listed,
    }
