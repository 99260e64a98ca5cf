"""What columns hold, by their names: title, language, day … in the languages of front matter."""

import re
from collections.abc import Iterable

from moisson.contracts.seeds import SEED
from moisson.readers.text.front_fields import CREATED, FROM, LANGUAGE, LICENSE, MADE, TITLE, TO, URL
from moisson.readers.text.front_matter import key_of

KEYS: dict[str, tuple[str, ...]] = {  # by field of `Rows`, the likeliest first; `name` names whatever a row is about
    "title": tuple(name for name in TITLE.keys if name != "name"),
    "language": LANGUAGE.keys,
    "made": MADE.keys,  # which is when it was created, too, and sooner than when it was put out, or its row was
    "created": CREATED.keys,
    "url": URL.keys,
    "legal_state": ("legal_state", "legal_status", "etat", "etat_juridique"),  # a mere status may be that of the answer
    "valid_from": FROM.keys,
    "valid_to": TO.keys,
    "license": LICENSE.keys,
}
SCHEMES = {
    name: scheme for scheme in ("eli", "ecli", "celex", "nor", "urn") for name in (scheme, f"{scheme}_uri", f"url_{scheme}")
}
SCHEMES |= dict.fromkeys(("seed_ids", "seed_id"), SEED)
EVERY = "*"  # in the place of a scheme: a list of `{scheme, value}`, as releases of Moisson have it
# What stands before the words of a part.
BEFORE = ("num", "number", "numero", "nr", "no", "num_article", "article_number", "heading", *KEYS["title"])
BESIDE = ("", "metadata.", "meta.", "extra.")  # what data sets call a row's facts
BY_LANGUAGE = re.compile(r"(.+)\.[a-z]{2}")


def facts_of(columns: Iterable[str], place: str) -> dict[str, list[str]]:
    """The paths of what columns beside or above the text at `place` state, by field of `Rows` and by scheme of identifiers."""
    near = {level + below: depth for depth, level in enumerate(levels_of(place)) for below in reversed(BESIDE)}
    found: dict[str, list[tuple[int, int, str]]] = {}
    for path in columns:
        level, _, name = stem(path).rpartition(".")
        depth = near.get(f"{level}." if level else "")
        if depth is None or path == place:
            continue
        name = key_of(name)
        for field, keys in KEYS.items():
            if name in keys and (field == "title" or stem(path) == path):
                found.setdefault(field, []).append((keys.index(name), depth, path))
        if name in SCHEMES:
            found.setdefault(SCHEMES[name], []).append((0, depth, path))
    return {field: [path for *_, path in sorted(paths)] for field, paths in found.items()}


def with_headings(columns: Iterable[str], place: str) -> str:
    """The path of texts in a list, each after its own number and title where the items have these."""
    level, _, name = place.rpartition(".")
    named = [path.rpartition(".")[2] for path in columns if path != place and path.rpartition(".")[0] == level]
    heads = [(BEFORE.index(key), head) for head in named if (key := key_of(head)) in BEFORE]
    return f"{level}.{'+'.join([*(head for _, head in sorted(heads)[:2]), name])}"


def stem(path: str) -> str:
    """A path without the code of a language at its end: titles may be stated in several."""
    by_language = BY_LANGUAGE.fullmatch(path)
    return by_language[1] if by_language else path


def levels_of(place: str) -> list[str]:
    """What stands before the names beside a text, and above it, the nearest first; what is in a list is of one part alone."""
    parts = place.split(".*", 1)[0].split(".")[:-1]
    return [".".join(parts[:end]) + "." if end else "" for end in range(len(parts), -1, -1)]
