"""Front matter of Markdown: YAML between `---` or TOML between `+++`, as strings, and what of it a document's fields are.

The part of YAML that front matter uses is read here: keys, quoted and folded values, lists, and maps within maps, whose keys are
joined by dots. All values are strings, for YAML would read `no` as false and a date as a day. What is not understood is left out.
"""

import re
import tomllib
from typing import Any

from moisson.extract.facts.face import title_date
from moisson.extract.facts.passport import code_date
from moisson.extract.facts.stated import iso_date, language_code
from moisson.reader import Identifier

YAML = re.compile(r"\s*---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.M | re.S)
TOML = re.compile(r"\s*\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.M | re.S)
KEY = re.compile(
    r"""( *)(-[ \t]+)?("[^"\n]{1,80}"|'[^'\n]{1,80}'|[^\s:#"'\[\]{},&*!|>%@`-][^:\n]{0,79}?)[ \t]*:(?=[ \t]|$)[ \t]*(.*)"""
)
ESCAPES = {"n": "\n", "t": "\t", "\\": "\\", '"': '"', "/": "/", "r": "", "_": "\xa0"}
MAX_FRONT = 1 << 17

Fields = dict[str, list[str]]


def front_matter(text: str) -> tuple[Fields, str]:
    """The fields, by lower-case key, and the text after them; no fields where there is no front matter."""
    head = text[:MAX_FRONT]
    if found := YAML.match(head):
        fields = _yaml(found[1].split("\n"))
        return (fields, text[found.end() :]) if fields or not found[1].strip() else ({}, text)
    if found := TOML.match(head):
        try:
            return _flat(tomllib.loads(found[1]), ""), text[found.end() :]
        except tomllib.TOMLDecodeError:
            return {}, text[found.end() :]
    return {}, text


def _flat(value: Any, prefix: str) -> Fields:
    fields: Fields = {}
    for key, held in value.items():
        name = f"{prefix}{_key(key)}"
        if isinstance(held, dict):
            fields |= _flat(held, f"{name}.")
        else:
            items = held if isinstance(held, list) else [held]
            fields[name] = [str(item).lower() if isinstance(item, bool) else str(item) for item in items]
    return fields


def _key(words: str) -> str:
    return re.sub(r"[\s_-]+", "_", words.strip().strip("\"'").casefold())


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
        path = ".".join([*(path for _, path in parents[-1:]), _key(found[3])])
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


# What publishers call a field, the likeliest first.
TITLE = (
    "title titre titel titolo título titulo nazev název tytul tytuł otsikko pealkiri rubrik tittel nosaukums pavadinimas naslov"
    " cim cím titlu заглавие official_title short_title name"
)
LANGUAGE = "language lang langue sprache lingua lengua idioma jezyk język sprak språk sprog taal jazyk limba locale"
MADE = (
    "adoption_date date_adopted adopted date_adoption enactment_date date_enacted signature_date date_signed date_signature"
    " signed decision_date date_decision judgment_date sitting_date document_date date_document date_texte ausfertigungsdatum"
    " fecha_promulgacion fecha_disposicion fecha_norma fecha_firma data_promulgacao data_assinatura data_atto data_firma"
    " data_uchwalenia data_ustanowienia datum_vyhlaseni datum_prijeti vaststellingsdatum utfardad utfärdad"
)
CREATED = (
    "date created date_created created_at publication_date date_published published published_at pubdate date_publication"
    " fecha fecha_publicacion fecha_de_publicacion data data_publicacao data_pubblicazione data_publikacji data_ogloszenia"
    " datum publicatiedatum veroffentlicht veröffentlicht veröffentlichungsdatum datum_vydani last_updated updated"
    " ultima_actualizacion ultima_atualizacao ultimo_aggiornamento"
)
URL = "url source source_url html_url uri link canonical permalink fuente fonte quelle bron zrodlo źródło zdroj kilde källa"
STATE = "status legal_state legal_status etat état state in_force statut estado stato stan stav zustand geltung"
FROM = (
    "valid_from effective_from effectiveness_date effective_date entry_into_force date_in_force in_force_from date_debut"
    " start_date valid_since inkrafttreten fecha_vigencia entrada_en_vigor vigente_desde data_vigencia entrada_em_vigor"
    " data_entrata_in_vigore in_vigore_dal obowiazuje_od ucinnost_od inwerkingtreding ikraft_tradande ikraftträdande"
)
TO = (
    "valid_to valid_until effective_until effective_to date_fin end_date expires repeal_date repealed_on date_repealed"
    " ausserkrafttreten vigente_hasta fecha_derogacion data_revogacao in_vigore_fino_al obowiazuje_do ucinnost_do"
)
LICENSE = "license licence rights license_url licence_url lizenz licenza licencia licença licentie licencja"
NUMBERS = (
    "identifier id eli url_eli eli_url eli_uri celex ecli urn nor official_code official_number number numero numéro número"
    " citation refid dokid cid jurabk identificador identificatore kennung numer cislo číslo"
)
SCHEMES = [
    (re.compile(r"ECLI:[A-Z]{2}:.+"), "ecli"),
    (re.compile(r"(?:https?://[^ ]+)?/?eli/.+"), "eli"),
    (re.compile(r"[0-9CE]\d{4}[A-Z]{1,2}\d{4}(?:\(\d+\))?(?:-\d{8})?"), "celex"),
    (re.compile(r"urn:.+", re.I), "urn"),
    (re.compile(r"([A-Z]{4,8})\d{12}"), ""),  # DILA's own: LEGITEXT, JORFARTI, KALITEXT
]


def pick(fields: Fields, names: str) -> str | None:
    """The first value of the first of these keys that has one; a key inside a map counts after all at the top."""
    for name in names.split():
        if values := fields.get(name):
            return values[0]
    for name in names.split():
        for key, values in fields.items():
            if values and key.endswith(f".{name}"):
                return values[0]
    return None


def date_of(fields: Fields, names: str) -> str | None:
    """The first of these keys that holds a date."""
    return next((day for name in names.split() for value in fields.get(name, [])[:1] if (day := iso_date(value))), None)


def created_of(fields: Fields, title: str | None) -> str | None:
    """The day of the document: as stated, as its code or its title has it; else of its publication."""
    if made := date_of(fields, MADE):
        return made
    codes = (code_date(value) for name in NUMBERS.split() for value in fields.get(name, []))
    return next(filter(None, codes), None) or title_date(title or "") or date_of(fields, CREATED)


def language_of(fields: Fields) -> str | None:
    """The language, where one and only one is named."""
    names = next((fields[name] for name in LANGUAGE.split() if fields.get(name)), [])
    return language_code(names[0].replace("_", "-")) if len(names) == 1 else None


def url_of(fields: Fields) -> str | None:
    """An address on the web; a path on the publisher's own site is none."""
    return next((value for name in URL.split() for value in fields.get(name, [])[:1] if re.match(r"https?://\S+$", value)), None)


def state_of(fields: Fields) -> str | None:
    """The publisher's word for the legal state; of `in_force: true`, all of it."""
    for name in STATE.split():
        if values := fields.get(name):
            return f"{name}: {values[0]}" if values[0].lower() in ("true", "false", "yes", "no", "1", "0") else values[0]
    return None


def identifiers_of(fields: Fields) -> tuple[Identifier, ...]:
    """What the document calls itself, by scheme; each value once."""
    found: dict[str, Identifier] = {}
    for name in NUMBERS.split():
        for value in fields.get(name, []):
            scheme = name if name in ("eli", "celex", "ecli", "urn", "nor") else "abbreviation" if name == "jurabk" else "number"
            for pattern, known in SCHEMES:
                if match := pattern.fullmatch(value):
                    scheme = known or match[1].lower()
                    break
            if 1 < len(value) <= 200:
                found.setdefault(value, Identifier(scheme, value))
    return tuple(found.values())
