"""Front matter of Markdown, as strings: YAML between `---`, TOML between `+++`, JSON between either or bare.

The part of YAML that front matter uses is read here: keys, quoted and folded values, lists, and maps within maps, whose keys are
joined by dots. All values are strings, for YAML would read `no` as false and a date as a day. What is not understood is left out.
"""

import json
import re
import tomllib
from collections.abc import Callable
from typing import Any

from moisson.extract.facts.dates import fold

BLOCK = re.compile(r"\s*(---|\+\+\+|;;;)[ \t]*(?:json|toml|yaml)?[ \t]*\n(.*?)^(?:\1|(?<=\n)\.\.\.)[ \t]*(?:\n|\Z)", re.M | re.S)
TOML_LINE = re.compile(r"\s*(?:#[^\n]*\n\s*)*(?:\[|[\w.\"'-]+[ \t]*=)")
KEY = re.compile(
    r"""( *)(-[ \t]+)?("[^"\n]{1,80}"|'[^'\n]{1,80}'|[^\s:#"'\[\]{},&*!|>%@`-][^:\n]{0,79}?)[ \t]*:(?=[ \t]|$)[ \t]*(.*)"""
)
CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z][a-z])")
ESCAPES = {"n": "\n", "t": "\t", "\\": "\\", '"': '"', "/": "/", "r": "", "_": "\xa0"}
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
    fields = _yaml(block.split("\n"))
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


def _yaml(lines: list[str]) -> Fields:
    fields: Fields = {}
    parents: list[tuple[int, str]] = []  # of maps within maps: indent and path
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        found = KEY.match(line.replace("\t", "    ") if line[:1] == "\t" else line)
        if not found:
            item = re.match(r"( *)-[ \t]+(.+)", line)
            if item and parents:
                fields.setdefault(parents[-1][1], []).append(_scalar(item[2]))
            continue
        indent = len(found[1]) + len(found[2] or "")
        while parents and parents[-1][0] >= indent:
            parents.pop()
        path = ".".join([*(path for _, path in parents[-1:]), key_of(found[3])])
        below, end = _below(lines, at, indent)
        value = re.sub(r"^[&!][\w!:,.-]*[ \t]*", "", found[4])
        if re.match(r"[|>][+-]?\d?[ \t]*(?:#.*)?$", value):
            fields.setdefault(path, []).append((" " if value[0] == ">" else "\n").join(part.strip() for part in below).strip())
            at = end
        elif value.startswith("["):
            fields[path] = _items(" ".join([value, *map(str.strip, below)]))
            at = end
        elif value and not value.startswith("#"):
            more = [part.strip() for part in below] if not any(map(_is_item, below)) else []
            fields.setdefault(path, []).append(_scalar(" ".join([value, *more])))
            at = end if more else at
        else:
            parents.append((indent, path))
    return {key: values for key, held in fields.items() if (values := [value for value in held if value])}


def _below(lines: list[str], at: int, indent: int) -> tuple[list[str], int]:
    """The lines that continue a value: those that stand further in."""
    end = at
    while end < len(lines) and (not lines[end].strip() or len(lines[end]) - len(lines[end].lstrip()) > indent):
        end += 1
    return lines[at:end], end


def _is_item(line: str) -> bool:
    return line.lstrip().startswith("- ")


def _scalar(words: str) -> str:
    """A plain or quoted value; `~` and `null` are nothing."""
    words = words.strip()
    if words[:1] == '"':
        inside = re.match(r'"((?:[^"\\]|\\.)*)"?', words, re.S)
        return re.sub(r"\\(?:u([\da-fA-F]{4})|x([\da-fA-F]{2})|(.))", _escape, inside[1]).strip() if inside else ""
    if words[:1] == "'":
        inside = re.match(r"'((?:[^']|'')*)'?", words, re.S)
        return inside[1].replace("''", "'").strip() if inside else ""
    words = re.split(r"\s#", words, maxsplit=1)[0].strip()
    return "" if words in ("~", "null", "Null", "NULL", "[]", "{}") else words


def _escape(found: re.Match[str]) -> str:
    if code := found[1] or found[2]:
        return chr(int(code, 16)) if not 0xD800 <= int(code, 16) < 0xE000 else ""
    return ESCAPES.get(found[3], found[3])


def _items(words: str) -> list[str]:
    return [
        _scalar(item)
        for item in re.findall(r'"(?:[^"\\]|\\.)*"|\'(?:[^\']|\'\')*\'|[^\[\],\s][^\[\],]*', words)
        if item.strip(" ]")
    ]
