"""Names of persons as they are written: initials, words, particles; forwards from a title, backwards from a function."""

import re
from functools import cached_property
from typing import Literal, NamedTuple

from moisson.privacy.persons.acronyms import is_acronym
from moisson.privacy.persons.given import given_names
from moisson.privacy.persons.particles import LEADING, PARTICLES, TWO_LETTERS
from moisson.privacy.persons.small import Small
from moisson.privacy.persons.words import Language

Part = Literal["initial", "word", "particle", "suffix"]


class Token(NamedTuple):
    """A part of a name: `text[start:end]`."""

    start: int
    end: int
    part: Part


_NEVER_FIRST = {"zu", "zum", "zur", "in", "op", "het"}
_PREPOSITIONS = {"te", "op", "in", "het"}  # particles before another one: `op den`, `in 't`
_SUFFIXES = frozenset(("jr", "sr", "fils", "père", "junior", "senior", "ii", "iii", "iv", "qc", "kc"))
_SMALL_PARTS = _SUFFIXES | PARTICLES | {"i"}  # words in lower case that may be part of a name
_LETTERS = r"[^\W\d_](?:[^\W\d_]|\u0300|\u0301|\u0302|\u0307|\u0308|\u030c|\u0327)*"
_TOKEN = re.compile(rf"{_LETTERS}(?:['’‘`´\-‐‑]{_LETTERS}){{0,5}}|['’]t\b")
_INITIAL = re.compile(r"[ \u00a0][^\W\d_a-zß-ÿ]\.(?!\s?[^\W\d_a-zß-ÿ][^\W\d_A-ZÀ-Þ])")
_DAY = re.compile(r"\s?\d")
_OF_MONTH = re.compile(r"(?:\d|(?<!\w)(?:de|del|en|desde|hasta|a|y|mes))\s$", re.IGNORECASE)
_SECOND_SURNAME = re.compile(r"y [^\W\d_a-zß-ÿ][^\W\d_]+(?=[,;.:)\n]| [yeo(]|$)(?!, S\.)")
_POSSESSIVE = ("'s", "’s")
_MARIA = re.compile(r"M\.?ª\.?(?!\w)")  # `M.ª Ángeles`
_TOKEN_SPACED = re.compile(rf"{_LETTERS}(?:(?: ?['’] ?|['’‘`´\-‐‑]| - (?=[^\W\d_])){_LETTERS}){{0,5}}")
_ELIDED = re.compile(r"(?:[a-zß-ÿ]+|[LCJMNST]|[A-Z]?[a-z]*[Qq]u) ?['’‘] ?(?=[^\W\d_a-zß-ÿ])")
_CAPITAL = re.compile(r"[ \u00a0\u202f]{0,2}(?:[^\W\d_a-zß-ÿ]|[do] ?['’‘])")  # or a letter without case
_GAP = re.compile(r"[ \u00a0\u202f]{0,2}")
_JOINING = ("'", "’", "-")
_WORD_AFTER = re.compile(r"\s[^\W\d_a-zß-ÿ][^\W\d_]")
_DOTS = re.compile(r" ?(?:\.\.|…)")
_DOT = re.compile(r" ?\.")
_HYPHENATED = re.compile(r" ?[-‐‑] ?[^\W\d_a-zß-ÿ][^\W\d_]? ?\.")
_ARTICLE = re.compile(
    r"(?<!\w)(?<!von )(?<!vom )(?<!van )"
    r"(?:der|die|das|den|dem|des|ein|eine[rnms]?|keine?[rnms]?|zur|zum|im|am|beim|vom) ([^\W\d_]+)(?!\w)"
)
_OFFICE = re.compile(
    r"(?<!\w)(?:minist\w+|staatssecretaris|stichting|vereniging|fondation|association|fundación|fondazione|stiftung|verein|department"
    r"|gemeente|commune|stadt|ville|fundacja|stowarzyszenie|ayuntamiento)\s+(?:van|voor|of|for|de|des|du|del|della|di|der|für|and)?\s*$",
    re.IGNORECASE,
)
_DETERMINER = re.compile(
    r"(?<!\w)(?:[Tt]he|[Ll]es?|[Ll]a|[Ll]['’]|[Dd]er|[Dd]ie|[Dd]as|[Dd]e[mns]|[Hh]et|[Dd]e|[Ee]l|[Ll]os|[Ll]as|[Ii]l|[Ll]o|[Gg]li"
    r"|[Uu]ne?|[Dd]el|[Dd]ella|[Dd]ello|[Dd]u|[Dd]es|an?|een|eine?)\s*$"
)
_WRAP = re.compile(r"\n[ \u00a0]{0,8}(?=[^\W\d_a-zß-ÿ][\w'’-]+(?:[,;.)]|[ ,][^\W\d_]|\n))")
_LONG_LINE = 55  # characters: a line that long is a paragraph's, and a name at its end goes on in the next
MOST_WORDS = 6
MOST_TOKENS = 12


class Reader:
    """Reads names in one text, in one language."""

    def __init__(self, text: str, language: Language) -> None:
        self.text = text
        self.language = language
        self.accepted: set[str] = set()  # surnames that are common words too, case folded

    @cached_property
    def _token(self) -> re.Pattern[str]:
        """A word of a name. Some corpora come as tokens with a space between any two: `Anne - Marie`, `M . R . Ryssdal`."""
        head = self.text[:20000]
        spaced = head.count(" , ") + head.count(" . ")
        return _TOKEN_SPACED if spaced > 2 and spaced > (head.count(", ") + head.count(". ")) * 0.6 + 2 else _TOKEN

    def forward(self, at: int, limit: int = MOST_WORDS, noble: bool = False) -> list[Token]:
        """The name that begins at `at`; empty where none does. `noble`: it may begin with a particle in lower case."""
        if not noble and not _CAPITAL.match(self.text, at):
            return []
        tokens: list[Token] = []
        words = 0
        while words < limit and len(tokens) < MOST_TOKENS:
            gap = _GAP.match(self.text, at)
            begin = gap.end() if gap else at
            if tokens and self.text[begin : begin + 1] == "\n":
                begin = self._wrapped(tokens, begin)
            token = self._read(begin, noble or bool(tokens)) or self._surname(tokens, begin)
            if token is None and words > 1:
                token = self._and(begin)
            if token and token.part == "particle" and not tokens and self._article(begin, token.end):
                break
            if token is None:
                break
            if tokens and begin == at and tokens[-1].part not in ("initial", "particle"):
                break
            if (token.part == "word" and words and self._is_noun(token)) or (
                token.part == "initial" and self._next_name(tokens, token, words)
            ):
                break
            if token.part == "word" and words and tokens[-1].part == "particle" and self._acronym(token):
                break  # `Bruno Lacroix de la SCP`
            tokens.append(token)
            words += token.part == "word"
            at = token.end
        while tokens and tokens[-1].part == "particle":
            tokens.pop()
        return self._without_sentence_start(tokens)

    def _wrapped(self, tokens: list[Token], at: int) -> int:
        """Where a name goes on that the end of a line breaks: `K.` and `Hajiyev`; else `at`."""
        match = _WRAP.match(self.text, at)
        if match is None or (tokens[-1].part == "word" and at - self.text.rfind("\n", 0, at) < _LONG_LINE):
            return at
        return match.end()

    def within(self, at: int) -> list[Token]:
        """A name that begins with a word that else ends one: `Mr May`, `D. Segundo Pérez`."""
        match = self._token.match(self.text, at)
        if match is None or match[0].casefold() not in self.language.within or not match[0][0].isupper():
            return []
        return [] if _DAY.match(self.text, match.end()) else [Token(at, match.end(), "word"), *self.forward(match.end())]

    def known(self, tokens: list[Token]) -> bool:
        """Whether a name has a given name that is known."""
        return any(self.text[token.start : token.end].capitalize() in given_names() for token in tokens)

    def has_small(self, tokens: list[Token]) -> bool:
        """Whether a text has a word of a name in lower case too."""
        return any(self.text[token.start : token.end].lower() in self.small for token in tokens)

    def backward(self, at: int) -> list[Token]:
        """The name that ends at `at`, spaces aside; empty where none does."""
        end = len(self.text[max(0, at - 120) : at].rstrip(" \u00a0\u202f")) + max(0, at - 120)
        begin = max(0, at - 120, self.text.rfind("\n", 0, end) + 1)
        if self._is_small(begin, end):
            return []
        found: list[Token] = []
        place = begin
        while place < end and (match := self._token.search(self.text, place, end)):
            word = match[0]
            if word.islower() and word.isalpha() and word not in _SMALL_PARTS:
                found, place = [], match.end()
                continue
            if found and not _GAP.fullmatch(self.text, found[-1].end, match.start()):
                found = []
            token = self._read(match.start(), True)
            elided = None if word.isalpha() else _ELIDED.match(word)
            if elided and not (found and token):
                found, place = [], match.start() + elided.end()
            elif token is None or token.end > end:
                found, place = [], match.end()
            else:
                after = token.part == "initial" and self._next_name(found, token, len(found))
                found = [token] if after else [*found, token]
                place = token.end
        if not found or found[-1].end != end:
            return []
        while found and (self._leads(found) or self._common(found[0]) or self.is_title(found)):
            found.pop(0)
        return found if sum(token.part == "word" for token in found) <= MOST_WORDS else []

    def _is_small(self, begin: int, end: int) -> bool:
        """Whether the last word of a line ends no name: one in lower case that no apostrophe or hyphen joins to another."""
        space = self.text.rfind(" ", begin, end)
        word = self.text[space + 1 : end]
        joined = self.text[max(0, space - 1) : space] in _JOINING
        return word.islower() and word.isalpha() and not joined and word not in _SMALL_PARTS

    def _leads(self, tokens: list[Token]) -> bool:
        """Whether a particle stands first that is no part of the name; `VAN DEN BERGHE Nathalie` begins with one that is."""
        if tokens[0].part != "particle":
            return tokens[0].part == "suffix"
        name = next((token for token in tokens if token.part != "particle"), tokens[0])
        return not (self.text[tokens[0].start : tokens[0].end].isupper() and self.text[name.start : name.end].isupper())

    def _surname(self, tokens: list[Token], at: int) -> Token | None:
        """A common word where only a surname can stand: `John Q. Public`, `Herr Thomas Richter`."""
        if not tokens or tokens[-1].part not in ("initial", "word") or sum(token.part == "word" for token in tokens) != 1:
            return None
        match = self._token.match(self.text, at)
        first = self.text[tokens[0].start : tokens[0].end]
        if match is None or first not in given_names() or len(match[0]) < 4 or not match[0][0].isupper():
            return None
        if tokens[-1].part == "word" and not self._titled(tokens[0].start, match[0]):
            return None
        self.accepted.add(match[0].casefold())
        return Token(at, match.end(), "word")

    def _and(self, at: int) -> Token | None:
        """The `y` between two surnames: `don Manuel Jiménez de Parga y Cabrera`; not between two persons."""
        if self.language.code != "es" or not (match := _SECOND_SURNAME.match(self.text, at)):
            return None
        word = match[0][2:]
        return Token(at, at + 1, "particle") if word not in given_names() and self._is_word(word) else None

    def _titled(self, at: int, word: str) -> bool:
        """Whether a title stands before a given name, and the word after it is no word of the text."""
        return self.language.after_title.search(self.text, max(0, at - 12), at) is not None and word.lower() not in self.small

    def _read(self, at: int, inside: bool) -> Token | None:
        match = self._token.match(self.text, at)
        if match is None:
            return None
        if match[0][0] == "M" and len(match[0]) < 3 and (maria := _MARIA.match(self.text, at)):
            return Token(at, maria.end(), "initial")
        if match[0] == "i" and inside and self.language.code == "es":
            return self._particle(match, at)  # `Olivares i Bou`
        word = match[0]
        if word[-1] == "s" and len(word) > 4 and word.endswith(_POSSESSIVE) and word[0].isupper():  # `Mr Nichol's estate`
            return Token(at, match.end() - 2, "word") if self._is_word(word[:-2]) else None
        lower = word.casefold()
        if word[0].isupper() and (len(word) == 1 or lower in TWO_LETTERS):
            dot = _DOT.match(self.text, match.end())
            if dot:
                end = dot.end()
                while more := _HYPHENATED.match(self.text, end):
                    end = more.end()
                return Token(at, end, "initial")
            if len(word) == 1:
                return Token(at, match.end(), "initial")
        if len(word) < 5 and word.isupper() and _DOTS.match(self.text, match.end()):
            return Token(at, match.end(), "initial")  # `M. RVW...`: a pseudonym of the French Court of Cassation
        if inside and lower in _SUFFIXES:
            return Token(at, match.end(), "suffix")
        if not word[0].isupper():
            if (
                (noble := re.match(r"[do] ?['’‘] ?([^\W\d_])", word))
                and noble[1].isupper()
                and self._is_word(re.split("['’‘]", word, maxsplit=1)[1].strip())
            ):
                return Token(at, match.end(), "word")
            return self._particle(match, at) if inside and lower in PARTICLES else None
        if lower in LEADING and (token := self._particle(match, at)):
            return token
        named = self._is_word(word) or (lower in self.language.within and self._month(at, match, inside))
        if named and self._abbreviates(word) and not self.language.after_address.search(self.text, max(0, at - 12), at):
            return None  # `Juris RdNr`, `CGT, CFDT`; but `Mme NG`
        return Token(at, match.end(), "word") if named else None

    def _abbreviates(self, word: str) -> bool:
        """Whether a word is an abbreviation: in German, where names of authors stand before laws (`Otto AEG`), any short one."""
        return is_acronym(word) or (bool(self.language.noun_endings) and word.isupper() and len(word) < 4)

    def _month(self, at: int, match: re.Match[str], inside: bool) -> bool:
        """Whether a word that else ends a name is part of one."""
        return not _DAY.match(self.text, match.end()) and (inside or self._julio(at, match[0].casefold()))

    def _julio(self, at: int, word: str) -> bool:
        """`don Julio Campos`: a month that is a given name too, where months begin with a small letter."""
        if self.language.code != "es" or word.capitalize() not in given_names():
            return False
        return _OF_MONTH.search(self.text, max(0, at - 8), at) is None

    def _particle(self, match: re.Match[str], at: int) -> Token | None:
        """A particle, if a name follows it and at most two more (`van de`, `op de`)."""
        last = match
        for _ in range(3):
            after = _GAP.match(self.text, last.end())
            follows = self._token.match(self.text, after.end() if after else last.end())
            if follows is None or follows.start() == last.end():
                return None
            if follows[0].casefold() not in PARTICLES:
                preposition = last[0].casefold() in _PREPOSITIONS
                within = follows[0].casefold() in self.language.within  # `Estébanez de la Hija`
                named = follows[0][0].isupper() and (within or self._is_word(follows[0]))
                return Token(at, match.end(), "particle") if named and not preposition else None
            last = follows
        return None

    def _is_word(self, word: str) -> bool:
        lower = word.casefold()
        if re.search(r"['’‘] ?[a-zß-ÿ]", word):
            return False
        if lower in self.accepted:
            return True
        if (
            lower in self.language.not_name
            or lower.startswith(self.language.not_name_stems)
            or (lower.endswith(self.language.noun_endings or ("\0",)) and lower.capitalize() not in given_names())
        ):
            return False
        first = re.split(r"[-'’ ]", lower)[0]
        return len(word) > 1 and not (len(first) > 2 and first in self.language.not_name)

    def _common(self, token: Token) -> bool:
        """Whether a word begins a sentence and stands in lower case elsewhere: no name."""
        word = self.text[token.start : token.end]
        return token.part == "word" and not word.isupper() and self.starts_sentence(token.start) and word.lower() in self.small

    def is_person(self, tokens: list[Token], surely: bool) -> bool:
        """Whether a name may be a person's; `surely`: a title, a birth or a home says that it is."""
        words = [self.text[token.start : token.end] for token in tokens if token.part == "word"]
        capitals = [word.isupper() for word in words]
        if not words or (all(capitals) and max(map(len, words)) < 4 and not surely):
            return False
        if len(words) == 1 and self._half(tokens, words[0]):
            return False
        if capitals[0] and len(words[0]) < 5 and not all(capitals) and not surely:
            return False  # `CNV Industrie`
        if self.nouns.intersection(words) and not (surely and len(words) == 1):
            return False
        if surely or tokens[0].part == "initial":
            return True
        small = [word.lower() in self.small for word in words]
        if any(small) and words[0].split("-")[0] not in given_names():
            return False
        if _OFFICE.search(self.text[max(0, tokens[0].start - 40) : tokens[0].start]):
            return False
        before = _DETERMINER.search(self.text[max(0, tokens[0].start - 8) : tokens[0].start])
        article = before[0].strip().lower() if before else ""
        if article == "de" and self.language.code != "nl":
            return words[0].split("-")[0] in given_names()  # `la citación de Miguel Bernal`
        return not article or (article == "a" and self.language.code != "en")  # `dirigirse a Ana Gil`

    def _half(self, tokens: list[Token], word: str) -> bool:
        """`Holger G.`: a given name and an initial are a pseudonym, as published."""
        if tokens[0].part != "word" or word not in given_names() or word.isupper():
            return False
        return tokens[-1].part == "initial" or _INITIAL.match(self.text, tokens[-1].end) is not None

    def _article(self, start: int, end: int) -> bool:
        """Whether a particle is an article or a preposition where it begins a name: `Bundesminister der Finanzen`."""
        word = self.text[start:end]
        return word in _NEVER_FIRST or (bool(self.language.noun_endings) and word in ("der", "des", "den"))

    def is_title(self, tokens: list[Token]) -> bool:
        """Whether a name seems to begin with `M.` or `D.`, which are titles in this language."""
        first = self.text[tokens[0].start : tokens[0].end].replace(" ", "") if tokens else ""
        return bool(tokens) and tokens[0].part == "initial" and len(tokens) > 1 and first in self.language.short_titles

    def starts_sentence(self, at: int) -> bool:
        before = self.text[max(0, at - 4) : at].rstrip(" \"«“„'(")
        return not before or before[-1] in ".\n:;!?-–•»"

    def _without_sentence_start(self, tokens: list[Token]) -> list[Token]:
        """`M. X. Deux témoins`: the initial stands for the name, and a sentence begins."""
        if len(tokens) == 2 and tokens[0].part == "initial" and tokens[1].part == "word":
            word = self.text[tokens[1].start : tokens[1].end]
            if not word.isupper() and word.lower() in self.small:
                return tokens[:1]
        return tokens

    def _is_noun(self, token: Token) -> bool:
        """Where all nouns are capitalised: whether a word stands after an article somewhere in the text."""
        return self.text[token.start : token.end] in self.nouns

    def _acronym(self, token: Token) -> bool:
        return token.end - token.start < 5 and self.text[token.start : token.end].isupper()

    @cached_property
    def small(self) -> Small:
        """The words that the text has in lower case."""
        return Small(self.text)

    @cached_property
    def nouns(self) -> frozenset[str]:
        """Where all nouns are capitalised: the capitalised words that the text has after an article."""
        return frozenset(_ARTICLE.findall(self.text)) if self.language.noun_endings else frozenset()

    def _next_name(self, tokens: list[Token], token: Token, words: int) -> bool:
        """Whether an initial begins another name: `D. Roemers E. Heijs`, `JUAN PINO ROJO D. LUIS`."""
        if len(tokens) < 2 or tokens[-1].part != "word":
            return False
        title = words > 1 and self.language.code == "es" and self.text[token.start : token.end] in self.language.short_titles
        return tokens[0].part == "initial" or (title and _WORD_AFTER.match(self.text, token.end) is not None)
