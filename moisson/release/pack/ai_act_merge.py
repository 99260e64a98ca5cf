"""Merges contributions, so that training on several releases has one part to copy into the public summary.

Numbers add up, lists are joined, what the provider has to answer stays the provider's. A document that stands in two releases is
counted twice: the contributions name no documents.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson

from moisson.contracts.errors import UserError
from moisson.release.pack.ai_act_fields import FIELDS, INSTRUMENT, SCHEMA_VERSION, by_provider, by_release, top

Row = dict[str, Any]


def merge(contributions: Sequence[Mapping[str, Any]]) -> Row:
    """One contribution of several; raises UserError where there is none, one has another form, or a release comes twice."""
    if not contributions:
        raise UserError("there is no contribution to merge: give one or more ai-act-contribution.json.")
    for one in contributions:
        if one.get("schema_version") != SCHEMA_VERSION:
            said = f"schema_version {one.get('schema_version')!r}"
            raise UserError(f"a contribution has {said}, and this Moisson merges {SCHEMA_VERSION}: write it anew.")
    releases = [release for one in contributions for release in one["releases"]]
    names = [release["name"] for release in releases]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise UserError(f"release {twice[0]} comes twice; give each contribution once.")
    found: dict[str, list[Mapping[str, Any]]] = {}
    for one in contributions:
        for field in one["fields"]:
            found.setdefault(field["field"], []).append(
                {**field, "of": ", ".join(release["name"] for release in one["releases"])}
            )
    fields = [_field(name, found[name]) for name in FIELDS if name in found]
    return {"schema_version": SCHEMA_VERSION, "instrument": INSTRUMENT, "releases": releases, "fields": fields}


def _field(name: str, said: Sequence[Mapping[str, Any]]) -> Row:
    """One field as several contributions answer it; the provider's where one of them leaves it to the provider."""
    section = FIELDS[name][0]
    if any(one.get("value") is True for one in said):
        return by_release(section, name, True)
    if any(one["answered_by"] == "provider" for one in said):
        known = [text for one in said for text in (one["known"] if "known" in one else [_answer(one)])]
        return by_provider(section, name, list(dict.fromkeys(known)))
    value = _value([one["value"] for one in said])
    if name == "latest_acquisition":
        value = sorted(value)[-1:]
    if name == "crawled_domains":
        value = top(value["listed"], _domains([one["value"] for one in said], value["listed"]))
    return by_release(section, name, value)


def _answer(field: Mapping[str, Any]) -> str:
    """What one release answers, where another leaves the field to the provider."""
    return f"{field['of']} answers: {orjson.dumps(field['value'], option=orjson.OPT_SORT_KEYS).decode()}"


def _domains(values: Sequence[Mapping[str, Any]], listed: Sequence[Row]) -> int:
    """Different domains; where a list is cut short, the unlisted are taken to differ."""
    unlisted: int = sum(value["domains"] - len(value["listed"]) for value in values)
    return len(listed) + unlisted


def _value(values: Sequence[Any]) -> Any:
    """Values of one field: truth where one is true, sums, joined lists, and mappings key by key."""
    first = values[0]
    if isinstance(first, bool):
        return any(values)
    if isinstance(first, int):
        return sum(values)
    if isinstance(first, Mapping):
        return {key: _value([value[key] for value in values]) for key in first}
    return _joined(one for value in values for one in value)


def _joined(items: Iterable[Any]) -> list[Any]:
    """Each item once; of rows that differ in numbers alone, the sums."""
    rows: dict[bytes, Any] = {}
    for item in items:
        counts = {key: one for key, one in item.items() if isinstance(one, int)} if isinstance(item, Mapping) else {}
        named = {key: one for key, one in item.items() if key not in counts} if isinstance(item, Mapping) else item
        key = orjson.dumps(named, option=orjson.OPT_SORT_KEYS)
        if key in rows and counts:
            rows[key] = {**rows[key], **{name: rows[key][name] + one for name, one in counts.items()}}
        else:
            rows.setdefault(key, item)
    return list(rows.values())
