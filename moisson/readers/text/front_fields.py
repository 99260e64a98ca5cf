"""What the fields of front matter say of a document. `front_fields.toml` lists what publishers call each field."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from moisson.readers.contract import Identifier
from moisson.readers.facts.dates import dates
from moisson.readers.facts.labelled_fields import code_date, label_of
from moisson.readers.facts.stated import iso_date, language_code
from moisson.readers.facts.title_and_date import title_date
from moisson.readers.text.front_matter import Fields


class Names(NamedTuple):
    """What a field is called: keys, likeliest first, and the kinds of labels (`field_labels.toml`) that also name it."""

    keys: tuple[str, ...]
    kinds: tuple[str, ...] = ()


_NAMES = {
    name: Names(tuple(listed["keys"].split()), tuple(listed.get("kinds", ())))
    for name, listed in tomllib.loads(Path(__file__).with_name("front_fields.toml").read_text("utf-8")).items()
}
TITLE, LANGUAGE, MADE, CREATED, UPDATED, URL, STATE, FROM, TO, LICENSE, NUMBERS = _NAMES.values()
LONGEST_DATE = 60  # characters, with what stands around it
BEFORE_DATE = 5  # of these before it: `le`, `den`, `dne`
OWN_SCHEMES = ("eli", "celex", "ecli", "urn", "nor")
SCHEMES = [
    (re.compile(r"ECLI:[A-Z]{2}:.+"), "ecli"),
    (re.compile(r"(?:https?://[^ ]+)?/?eli/.+"), "eli"),
    (re.compile(r"[0-9CE]\d{4}[A-Z]{1,2}\d{4}(?:\(\d+\))?(?:-\d{8})?"), "celex"),
    (re.compile(r"urn:.+", re.I), "urn"),
    (re.compile(r"([A-Z]{4,8})\d{12}"), ""),  # DILA's own: LEGITEXT, JORFARTI, KALITEXT
]


def values_of(fields: Fields, names: Names) -> Iterator[str]:
    """The first value of each of these keys that has one, the likeliest first."""
    for key in names.keys:
        if values := fields.get(key):
            yield values[0]
    if names.kinds:
        for key, values in fields.items():
            if key not in names.keys and values and not label_of(key.replace("_", " ")).isdisjoint(names.kinds):
                yield values[0]


def pick(fields: Fields, names: Names) -> str | None:
    """The likeliest value; a key inside a map counts after all at the top."""
    return next(values_of(fields, names), None) or next(values_of(_inside(fields), names), None)


def _inside(fields: Fields) -> Fields:
    """What stands in maps, by its own key."""
    return {key.rpartition(".")[2]: values for key, values in reversed(fields.items()) if "." in key}


def date_of(fields: Fields, names: Names) -> str | None:
    """The first of these keys that holds a date; those inside maps come last, and not where any date may be meant."""
    found = next(filter(None, map(day_of, values_of(fields, names))), None)
    return found or (
        None if names is CREATED else next(filter(None, map(day_of, values_of(_inside(fields), Names(names.keys)))), None)
    )


def day_of(value: str) -> str | None:
    """A date, also one in words or in Hungary's order; of several, none can be told to be the one."""
    day = iso_date(value)
    if day and len(day) == 10:
        return day
    found = list(dates(value[:LONGEST_DATE]))
    return found[0].iso if len(found) == 1 and found[0].start <= BEFORE_DATE else day


def created_of(fields: Fields, title: str | None) -> str | None:
    """The day of the document: as stated, as its code or its title has it; else of its publication."""
    if made := date_of(fields, MADE):
        return made
    codes = (code_date(value) for name in NUMBERS.keys for value in fields.get(name, []))
    return next(filter(None, codes), None) or title_date(title or "") or date_of(fields, CREATED)


def version_of(fields: Fields) -> str | None:
    """The day of an act's wording; of what states no legal state, an update is no other version."""
    return date_of(fields, UPDATED) if state_of(fields) else None


def language_of(fields: Fields) -> str | None:
    """The language, where one and only one is named."""
    names = next((fields[name] for name in LANGUAGE.keys if fields.get(name)), [])
    return language_code(names[0].replace("_", "-")) if len(names) == 1 else None


def url_of(fields: Fields) -> str | None:
    """An address on the web; a path on the publisher's own site is none."""
    return next((value for value in values_of(fields, URL) if re.match(r"https?://\S+$", value)), None)


def state_of(fields: Fields) -> str | None:
    """The publisher's word for the legal state; of `in_force: true`, all of it."""
    inside = {name: values for name, values in _inside(fields).items() if name.startswith("legal_")}
    for name in STATE.keys:
        if values := fields.get(name) or inside.get(name):
            return f"{name}: {values[0]}" if values[0].lower() in ("true", "false", "yes", "no", "1", "0") else values[0]
    return next((value for value in values_of(fields, STATE) if iso_date(value) is None), None)


def identifiers_of(fields: Fields) -> tuple[Identifier, ...]:
    """What the document calls itself, by scheme; each value once."""
    found: dict[str, Identifier] = {}
    inside = {name: values for name, values in _inside(fields).items() if name in OWN_SCHEMES}
    for name in NUMBERS.keys:
        for value in fields.get(name, inside.get(name, [])):
            if name == "id" and not any(map(str.isdecimal, value)):
                continue  # how a page is called
            scheme = name if name in OWN_SCHEMES else "abbreviation" if name == "jurabk" else "number"
            for pattern, known in SCHEMES:
                if match := pattern.fullmatch(value):
                    scheme = known or match[1].lower()
                    break
            if 1 < len(value) <= 200:
                found.setdefault(value, Identifier(scheme, value))
    return tuple(found.values())
