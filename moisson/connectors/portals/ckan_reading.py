"""The fields of CKAN's packages and resources, in its servers' dialects.

Extras are a list of pairs, or an object; values may be JSON in a string, with HTML entities (DKAN); texts may be objects by
language (opendata.swiss), beside `…_translated`; the licence may be in the package, its extras or the resource.
"""

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any

from moisson.connectors.portals.offer import text
from moisson.connectors.rights import Scope, Statement, ids_or_names, said
from moisson.readers.json_text import NotJson, parse_json

ONE_LICENCE = re.compile(r"licen[cs]e[_-]?(id|title|url|name)", re.IGNORECASE)
RIGHTS = re.compile(
    r"(?:dcat_|dct_)?(?:licen[cs]es?|licen[cs]e[_-]?type|rights|terms[_-]of[_-]use|use[_-]?constraints|access[_-]constraints"
    r"|use[_-]?limitations?|other[_-]?constraints|access[_-]rights|limitations-on-public-access)",
    re.IGNORECASE,
)
ABOUT_ACCESS = re.compile(r"(?:dcat_|dct_)?access[_-]rights|limitations-on-public-access", re.IGNORECASE)
ACCESS = ("access_rights", "accessRights", "access_level", "accessLevel")
IN_WORDS = ("@id", "uri", "url", "href", "name", "title", "label", "value", "description")
PASSING = frozenset({"tracking_summary", "revision_timestamp", "num_resources", "num_tags", "archiver", "qa", "resources"})


def extras(package: Mapping[str, Any]) -> dict[str, Any]:
    """The extras by key, in any form; the first of two with one key."""
    given = package.get("extras")
    if isinstance(given, dict):
        return {str(key): _decoded(value) for key, value in given.items()}
    found: dict[str, Any] = {}
    for one in given if isinstance(given, list) else []:
        if isinstance(one, dict) and isinstance(key := one.get("key"), str):
            found.setdefault(key, _decoded(one.get("value")))
    return found


def word(value: Any, language: str | None) -> str | None:
    """A text, or an object's text in this language, else in the first language that has one."""
    if isinstance(value, dict):
        spoken = [text(value.get(language or "")), *(text(value[key]) for key in sorted(value) if isinstance(key, str))]
        return next((one for one in spoken if one), None)
    return text(value)


def titled(entry: Mapping[str, Any], language: str | None, *names: str) -> str | None:
    """The first non-empty of several fields, translations first."""
    found = (word(entry.get(field), language) for name in names for field in (f"{name}_translated", name))
    return next((one for one in found if one), None)


def statements(entry: Mapping[str, Any], place: Scope, where: str) -> Iterator[Statement]:
    """The rights that a package, its extras or a resource states; `where` names it.

    `license_id`, `license_title` and `license_url` are one licence: an id only the portal knows yields to the others.
    """
    one = {key: value for key, value in entry.items() if ONE_LICENCE.fullmatch(key)}
    ids = [key for key in one if key.lower().endswith("id")]
    names = [word for key, value in one.items() if key not in ids for word in _words(value)]
    for key, value in one.items():
        yield from said(place, ids_or_names(_words(value), names) if key in ids else _words(value), f"{where}, {key}")
    for key, value in entry.items():
        if RIGHTS.fullmatch(key):
            of_access = ABOUT_ACCESS.fullmatch(key) is not None
            yield from said(place, _words(_decoded(value)), f"{where}, {key}", of_access=of_access)


def access(entry: Mapping[str, Any]) -> list[str]:
    """An entry's access terms."""
    return [one for name in ACCESS for one in _words(_decoded(entry.get(name)))]


def lasting(entry: Mapping[str, Any]) -> dict[str, Any]:
    """An entry without its resources, and without counters and checks that change by themselves."""
    return {key: value for key, value in entry.items() if key not in PASSING}


def _decoded(value: Any) -> Any:
    """A value that may be JSON in a string."""
    if not isinstance(value, str):
        return value
    plain = unescape(value).strip()
    if plain[:1] in ("[", "{"):
        try:
            return parse_json(plain)
        except NotJson:
            return value
    return value


def _words(value: Any) -> list[str]:
    """All texts in a value; of an object, its text fields or each language."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return [one for item in value for one in _words(item)]
    if isinstance(value, dict):
        named = [name for name in IN_WORDS if name in value] or [key for key in sorted(value) if len(str(key)) in (2, 3, 5)]
        return [one for name in named for one in _words(value[name])]
    return []
