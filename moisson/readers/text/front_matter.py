"""Front matter of Markdown, as strings: YAML between `---`, TOML between `+++`, JSON between either or bare.

All values are strings, since YAML reads `no` as false; dots join the keys of nested maps. Where publishers write what is not
quite YAML (`title: Decree: on wine`), each entry is read by itself.
"""

import json
import re
import tomllib
from collections.abc import Callable
from typing import Any

import yaml

from moisson.readers.facts.dates import fold

BLOCK = re.compile(r"\s*(---|\+\+\+|;;;)[ \t]*(?:json|toml|yaml)?[ \t]*\n(.*?)^(?:\1|(?<=\n)\.\.\.)[ \t]*(?:\n|\Z)", re.M | re.S)
TOML_LINE = re.compile(r"\s*(?:#[^\n]*\n\s*)*(?:\[|[\w.\"'-]+[ \t]*=)")
ENTRIES = re.compile(r"^(?=[^\s#-])", re.M)
ENTRY = re.compile(r"([^\s:#\[{][^:\n]{0,79}):(?!\S)(.*)", re.S)
NOTHING = ("~", "null", "Null", "NULL")
CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z][a-z])")
MAX_FRONT = 1 << 17

Fields = dict[str, list[str]]


def front_matter(text: str) -> tuple[Fields, str]:
    """The fields, by lower-case key without accents, and the text after them; no fields where there is no front matter."""
    head = text[:MAX_FRONT]
    if head.lstrip().startswith("{"):
        return _bare(text, head)
    if not (found := BLOCK.match(head)):
        return {}, text
    block, rest = found[2], text[found.end() :]
    if block.lstrip().startswith("{"):
        return _parsed(json.loads, block), rest
    if found[1] == "+++" or TOML_LINE.match(block):
        return _parsed(tomllib.loads, block), rest
    fields = _yaml(block)
    return (fields, rest) if fields or not block.strip() else ({}, text)


def _parsed(load: Callable[[str], Any], block: str) -> Fields:
    """The fields that a parser finds; none where it refuses them, or they are nested deeper than Python goes."""
    try:
        return _flat(load(block), "")
    except (ValueError, RecursionError):
        return {}


def _bare(text: str, head: str) -> tuple[Fields, str]:
    """An object of JSON before the text."""
    start = len(head) - len(head.lstrip())
    try:
        fields, end = json.JSONDecoder().raw_decode(head, start)
        return _flat(fields, ""), text[end:]
    except (ValueError, RecursionError):
        return {}, text


def _flat(value: Any, prefix: str) -> Fields:
    fields: Fields = {}
    for key, held in value.items():
        name = f"{prefix}{key_of(key)}"
        if isinstance(held, dict):
            fields |= _flat(held, f"{name}.")
        else:
            items = held if isinstance(held, list) else [held]
            fields[name] = [str(item).lower() if isinstance(item, bool) else str(item) for item in items]
    return fields


def key_of(words: str) -> str:
    """A key as `front_fields` writes it: `fechaPublicacion` and `Fecha publicación` are one."""
    return re.sub(r"[\s_-]+", "_", fold(CAPITAL.sub("_", words.strip().strip("\"'"))))


def _yaml(block: str) -> Fields:
    """The fields of a map; where it is not YAML, of those of its entries that are, and the bare words of the others."""
    fields: Fields = {}
    if _composed(block, fields):
        return fields
    for entry in ENTRIES.split(block):
        found = ENTRY.match(entry)
        if found and not _composed(entry, fields) and (words := " ".join(found[2].split()).strip("\"'")):
            fields.setdefault(key_of(found[1]), []).append(words)
    return fields


def _composed(block: str, fields: Fields) -> bool:
    """Add the fields of some YAML; whether it is a map, or nested deeper than Python goes, which costs its fields."""
    try:
        node = yaml.compose(block, yaml.BaseLoader)
    except (yaml.YAMLError, ValueError, OverflowError):  # the last two of escapes for which there is no character
        return False
    except RecursionError:
        return True
    if isinstance(node, yaml.MappingNode):
        _add(node, "", fields, set())
    return isinstance(node, yaml.MappingNode)


def _add(node: Any, path: str, fields: Fields, seen: set[int]) -> None:
    """Add what stands at a path; a map or a list that aliases name again counts once, so that nothing grows by them."""
    if isinstance(node, yaml.ScalarNode):
        value = node.value.encode("utf-8", "ignore").decode().strip()  # an escape may be half a character
        if value and (node.style or value not in NOTHING):
            fields.setdefault(path, []).append(value)
    elif id(node) not in seen:
        seen.add(id(node))
        for item in node.value:
            if isinstance(node, yaml.SequenceNode):
                _add(item, path, fields, seen)
            elif isinstance(item[0], yaml.ScalarNode):
                key = key_of(item[0].value)
                _add(item[1], f"{path}.{key}" if path else key, fields, seen)
