"""The cue words of each language, read from its table (`fr.toml`, `de.toml` …): a language more is a file more.

A table says which words stand before or after a person's name, and what they make of that person. Words in lower case are found
in any case; words with a capital letter only so, or in capitals (`Me Dupont` is a lawyer, `me` is none). `word*` stands for any
ending.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple, get_args

from moisson.privacy.persons.given import given_names, polish_stems
from moisson.privacy.persons.lead import Lead, any_of
from moisson.privacy.persons.roles import Role


class Cue(NamedTuple):
    """What a trigger says in one language: its use (`title`, `plural`, `role`, `born`, `lives`, `versus`, `case`, `panel`)."""

    language: str
    use: str
    role: Role
    word: str


@dataclass(frozen=True)
class Language:
    """One table, made ready."""

    code: str
    table: Mapping[str, Any]

    @cached_property
    def not_name(self) -> frozenset[str]:
        """Words that begin with a capital letter and are part of no person's name, case folded."""
        words = {word.casefold() for word in self.table["not_name"]} | self.functions
        words |= {word.casefold().rstrip(".") for group in self.table["title"].values() for word in group if " " not in word}
        words |= {word.rstrip("*") for word in self.table["case"]}
        return frozenset(words | set(self.months))

    @cached_property
    def functions(self) -> frozenset[str]:
        """Functions of one word, case folded."""
        return frozenset(word for group in self.table["role"].values() for word in group if " " not in word)

    @cached_property
    def not_name_stems(self) -> tuple[str, ...]:
        """Beginnings of such words."""
        return tuple(word[:-1] for group in self.table["role"].values() for word in group if word.endswith("*")) or ("\0",)

    @cached_property
    def short_titles(self) -> frozenset[str]:
        """Titles that look like an initial."""
        return frozenset(word for group in self.table["title"].values() for word in group if len(word) == 2 and word[1] == ".")

    @cached_property
    def pointing(self) -> frozenset[str]:
        """Functions that say what the next name is, never the one before: `represented by`."""
        return frozenset(word for group in self.table["role"].values() for word in group if _POINTING.search(word))

    @cached_property
    def kin(self) -> frozenset[str]:
        """Functions after which a given name alone stands: `leur fils Marc`."""
        return frozenset(self.table["kin"])

    @cached_property
    def months(self) -> tuple[str, ...]:
        return tuple(self.table["month"])

    @cached_property
    def within(self) -> frozenset[str]:
        """Words that are part of a person's name only after another part of it: `Brian May`, `José Abajo Abril`."""
        return frozenset(self.table.get("within", ()))

    @cached_property
    def common(self) -> frozenset[str]:
        return frozenset(self.table["common"])

    @cached_property
    def noun_endings(self) -> tuple[str, ...]:
        """Endings of words that are capitalised and no names, where all nouns are."""
        return tuple(self.table.get("noun_endings", ()))

    @property
    def inflected(self) -> bool:
        return bool(self.table.get("inflected"))

    @cached_property
    def joins(self) -> re.Pattern[str]:
        """What stands between two names of a list: a comma, `and`, a title."""
        return re.compile(
            rf"\s*(?:,|;|\s(?:{any_of(self.table['and'])})\s|,\s*(?:{any_of(self.table['and'])})\s)\s*(?:{self.titles})?\s*"
        )

    @cached_property
    def before_case(self) -> re.Pattern[str]:
        """Ends of a text after which `Dupont contre Martin` is the name of a case."""
        return re.compile(
            rf"(?i:(?<!\w)(?:{any_of(self.table['case'])}))[\s:«\"“„]*(?:d[eu]\s|d['’]|of\s|de\s|van\s|di\s)?(?:{self.titles})?\s*$"
        )

    @cached_property
    def conjunction(self) -> str:
        return any_of(self.table["and"])

    @cached_property
    def titles(self) -> str:
        """An expression for one title, in the case of the table."""
        return any_of(
            [
                spaced
                for group in self.table["title"].values()
                for word in group
                if "*" not in word
                for spaced in {word, word.replace(".", " .")}
            ]
        )

    @cached_property
    def after_title(self) -> re.Pattern[str]:
        """Ends of a text that are a title."""
        return re.compile(rf"(?<!\w)(?:{self.titles})\s*$")

    @cached_property
    def after_address(self) -> re.Pattern[str]:
        """Ends of a text that are a form of address, no function: `Mme`, but not `juge`."""
        words = [word for group in ("person", "plural") for word in self.table["title"][group] if "*" not in word]
        return re.compile(rf"(?<!\w)(?:{any_of(words)})\s*$")

    @cached_property
    def before_client(self) -> re.Pattern[str]:
        """Ends of a text after which stands a lawyer's client: `avocat de M.`."""
        of = r"de|d['’]|du|des|of|for|di|del|della|van|von|der|para|per|pour|für|voor"
        return re.compile(rf"(?i:(?<!\w)(?:{any_of(self.table['role']['lawyer'])}))\s+(?:{of})\s*(?:(?:{self.titles})\s*)?$")

    @cached_property
    def birth_after(self) -> re.Pattern[str]:
        """From the end of a name to a birth."""
        return re.compile(rf"[\s,(]{{1,3}}(?:{any_of(self.table['born'])})(?!\w)")

    @cached_property
    def lead(self) -> Lead:
        """What may stand between a cue and the name that it points at: articles, titles, a function."""
        roles = [word for group in self.table["role"].values() for word in group]
        titles = [w for group in self.table["title"].values() for w in group if w not in self.short_titles and "*" not in w]
        return Lead(titles, self.table["article"], roles, self.table.get("court"))

    @cached_property
    def before_place(self) -> re.Pattern[str]:
        """Ends of a text after which a name is that of a street, a court, a firm."""
        return re.compile(rf"(?i:(?<!\w)(?:{any_of(self.table['place'])})[\s:,«\"“]*(?:d[eu]s?|of|von|van|der|di|la|l['’])?\s*)$")

    @cached_property
    def before_street(self) -> re.Pattern[str]:
        """Ends of a text after which `Docteur Roux` names a street or a school."""
        return re.compile(rf"(?i:(?<!\w)(?:{any_of(self.table['street'])})\s+(?:d[eu]s?\s|de\s+la\s|del\s)?\s*)$")

    @cached_property
    def also(self) -> re.Pattern[str]:
        """Between a name and another name of the same person."""
        return re.compile(rf"[,\s]{{1,2}}\(?(?:{any_of(self.table['also'])})\s+")

    @cached_property
    def before_firm(self) -> re.Pattern[str]:
        """Beginnings of a text before which a name is that of a firm or an office."""
        company = any_of(self.table["company"])
        return re.compile(
            rf"[^\S\n]*(?:[^\W\d_a-zß-ÿ][\w.'’-]*[^\S\n]+|&[^\S\n]+|(?:{self.conjunction})[^\S\n]+){{0,3}}(?i:{company})(?!\w)"
            rf"|,[^\S\n]?(?i:{_FORMS})(?!\w)"
        )

    @cached_property
    def firm_words(self) -> frozenset[str]:
        """Words that end the name of a firm, a court or a street, case folded."""
        words = (*self.table["company"], *self.table["street"])
        return frozenset(word.casefold() for word in words if " " not in word and len(word) > 2) - {"test", "report"}

    @cached_property
    def right_role(self) -> re.Pattern[str]:
        """From the end of a name to a function: `, alors`, ` (`; at most two words more."""
        return re.compile(r"[^\S\n]*(?:[,(–—]|[^\S\n]-)[^\S\n]*\n?[^\S\n]*[«\"“„(]*(?:[^\W\d_]+['’]?[^\S\n]*){0,2}$")

    @cached_property
    def left_role(self) -> re.Pattern[str]:
        """From a function to the name or the title: an article, or a few words that a comma or a colon ends."""
        article = rf"(?:{any_of(self.table['article'])})"
        near = rf"(?:[^\S\n]+(?:{_OF})[^\S\n]*(?:[\w'’()./-]++[^\S\n]*+){{1,5}})?[^\S\n]*"
        return re.compile(
            rf"(?:{near}(?:,[^\S\n]*|:\s*)|[^\S\n]*\()?(?:[^\S\n]*{article}(?!\w)|[^\S\n]*{article}(?<=['’]))*[^\S\n]*$"
        )


_POINTING = re.compile(
    r"^(?:représent|assist|represent|vertret|rappresentat|difes|asistid|defendid|vertegenw|bijgest|reprezent)"
    r"|^[^ ]* .*(?:by|par|de|da|dall'|por|door|przez|durch|van|von|powództwa|wniosku|odwołania)$"
)
# Forms of companies that stand after a comma: `Metales Preciosos, S.A.`
_FORMS = (
    r"s\.?a\.?|s\.a\.u\.?|s\.?l\.?|s\.l\.u\.?|s\.r\.l\.?|s\.p\.a\.?|s\.a\.s\.?|gmbh|ag|ltd\.?|limited|llp|llc|plc|inc\.?"
    r"|n\.v\.?|b\.v\.?|sarl|sp\. z"
)
_OF = (
    "de|du|des|d['’]|de la|of|der|des|am|an|beim|bei|von|vom|van|del|della|dell['’]|di|dei|delle|des"
    "|sądu|sądów|so|sr|w|at|for|près|à|in|i|ad hoc"
)


@lru_cache(maxsize=1)
def languages() -> dict[str, Language]:
    """All tables by ISO 639-1 code."""
    folder = files("moisson.privacy.persons")
    tables = [tomllib.loads(path.read_text("utf-8")) for path in folder.iterdir() if re.fullmatch(r"[a-z]{2}\.toml", path.name)]
    return {
        table["language"]: Language(table["language"], table)
        for table in sorted(tables, key=lambda table: str(table["language"]))
    }


@lru_cache(maxsize=1)
def cues() -> dict[str, tuple[Cue, ...]]:
    """Every trigger, in lower case, with what it says in each language that has it."""
    found: dict[str, list[Cue]] = {}

    def add(language: str, use: str, role: Role, word: str) -> None:
        for spelling in {word, re.sub(r"(?<=\w)\.", " .", word)}:
            found.setdefault(spelling.casefold().rstrip("*"), []).append(Cue(language, use, role, word))

    for code, language in languages().items():
        table = language.table
        for name, words in table["title"].items():
            role: Role = name if name in get_args(Role) else "person"
            for word in words:
                add(code, "plural" if name == "plural" else "title", role, word)
        for name, words in table["role"].items():
            for word in words:
                add(code, "role", name, word)
        for use in ("born", "lives", "home", "panel"):
            for word in table[use]:
                add(code, use, "person", word)
        for use in ("label", "forename", "signed"):
            for word in table.get(use, ()):
                add(code, use, "person", word)
        for word in table["versus"]:
            add(code, "versus", "party", f" {word} ")
        for name in sorted(given_names()):
            add(code, "given", "person", name)
        if language.inflected:
            for name in polish_stems():
                add(code, "given", "person", f"{name}*")
    return {
        f"{word}*" if any(cue.word.endswith("*") for cue in given) else word: tuple(given)
        for word, given in sorted(found.items())
    }


def guess(text: str) -> tuple[str, ...]:
    """The language of a text among those that have a table, by its commonest words; none where nothing fits."""
    words = re.findall(r"[^\W\d_]+", text[:6000].lower())
    shares = {code: sum(word in language.common for word in words) for code, language in languages().items()}
    best = max(shares, key=lambda code: shares[code])
    return (best,) if shares[best] * 12 >= len(words) and words else ()
