"""Mentions gathered into persons: who is who, what each is in the document, and where the name recurs without any cue."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from moisson.privacy.persons.given import given_names
from moisson.privacy.persons.inflect import endings, stem
from moisson.privacy.persons.mentions import Mention, is_full
from moisson.privacy.persons.names import Reader
from moisson.privacy.persons.roles import Role
from moisson.privacy.persons.words import Language

# Languages in which a name of two words may as well be a surname and a given name.
SURNAME_FIRST = frozenset(("it",))
# Of two functions that a text gives one person, the one that asks for more care: an applicant who is a judge is an applicant.
FIRST: tuple[Role, ...] = ("petitioner", "party", "witness")

_CAPITAL_BEFORE = re.compile(r"[^\W\d_a-zß-ÿ][\w'’-]*\.?[ \u00a0]$")
_WORD = re.compile(r"[^\W\d_]+")
_CAPITAL_AFTER = re.compile(r"[ \u00a0][^\W\d_a-zß-ÿ]")
_NUMBER_BEFORE = re.compile(r"\d[ \u00a0]$")


@dataclass
class Person:
    """One person of a document: the words of the name, as they stand, and what the mentions say."""

    surname: list[str]
    given: list[str] = field(default_factory=list)  # words and initials
    prefix: str = ""  # particles before the surname: `van der`
    roles: Counter[Role] = field(default_factory=Counter)

    @cached_property
    def role(self) -> Role:
        for role in FIRST:
            if self.roles[role]:
                return role
        known = Counter({role: count for role, count in self.roles.items() if role not in ("person", "private", "cited")})
        if known:
            return max(known, key=lambda role: (known[role], role))
        return "private" if self.roles["private"] else "person" if self.roles["person"] else "cited"

    @property
    def value(self) -> str:
        """A form that is the same for all spellings of the name in this document."""
        return " ".join([*self.surname, *self.given]).casefold()


@dataclass(frozen=True)
class Place:
    """Where a name stands, and whose it is."""

    start: int
    end: int
    person: Person


class People:
    """The persons of one text."""

    def __init__(self, text: str, language: Language, reader: Reader) -> None:
        self.text = text
        self.language = language
        self.reader = reader
        self.persons: list[Person] = []
        self._by_word: dict[str, list[Person]] = {}

    def places(self, mentions: Sequence[Mention]) -> list[Place]:
        """All places of all persons, in order, none overlapping another."""
        ordered = sorted(self._parted(mentions), key=lambda mention: -len(mention.tokens))
        found = [Place(mention.start, mention.end, self._assign(mention)) for mention in ordered]
        taken = sorted((place.start, place.end) for place in found)
        found += list(self._recurrences(taken))
        kept: list[Place] = []
        for place in sorted(found, key=lambda place: (place.start, -place.end)):
            if not kept or place.start >= kept[-1].end:
                kept.append(place)
        return kept

    def _parted(self, mentions: Sequence[Mention]) -> Iterator[Mention]:
        """Mentions, with two names that stand beside each other as two, where the text has one of them elsewhere alone."""
        written = Counter(self.text[mention.start : mention.end] for mention in mentions if is_full(mention.tokens))
        for mention in mentions:
            tokens, cut = mention.tokens, 0
            for k in range(2, len(tokens) - 1):
                one, other = (self.text[part[0].start : part[-1].end] for part in (tokens[:k], tokens[k:]))
                if is_full(tokens[:k]) and is_full(tokens[k:]) and (written[one] or written[other]):
                    cut = k
            if cut:
                yield replace(mention, tokens=tokens[:cut])
                yield replace(mention, tokens=tokens[cut:])
            else:
                yield mention

    def _assign(self, mention: Mention) -> Person:
        words = [self.text[token.start : token.end] for token in mention.tokens if token.part == "word"]
        initials = [self.text[token.start : token.end] for token in mention.tokens if token.part == "initial"]
        given, surname = (words[:-1], words[-1:]) if words[:-1] or not initials else (initials, words)
        if initials and words[:-1]:
            given = [*words[:-1], *initials] if mention.tokens[0].part == "word" else initials
            surname = words[-1:] if mention.tokens[0].part == "word" else words
        if (first := self._surnames_first(words)) and not initials:
            surname, given = words[:first], words[first:]
        person = self._known(given, surname)
        if person is None:
            person = Person(surname, given, self._particles(mention))
            self.persons.append(person)
            for word in (*surname, *given[1:]):
                if len(word) > 2:
                    self._by_word.setdefault(self._key(word), []).append(person)
        person.roles[mention.role] += mention.weight
        return person

    def _surnames_first(self, words: list[str]) -> int:
        """How many words of a name that stand first are its surname: `VAN DAMME Nathalie`, in Italian `Abbatiello Ciro`."""
        if len(words) > 1 and words[0].isupper() and len(words[0]) > 2 and not words[-1].isupper():
            return next(k for k, word in enumerate(words) if not word.isupper())
        known = [word.capitalize() in given_names() for word in words]
        return 1 if self.language.code in SURNAME_FIRST and len(words) == 2 and known == [False, True] else 0

    def _particles(self, mention: Mention) -> str:
        """The particles before the surname, as the text has them."""
        words = [k for k, token in enumerate(mention.tokens) if token.part == "word"]
        first = words[-1]
        while first and mention.tokens[first - 1].part == "particle":
            first -= 1
        return self.text[mention.tokens[first].start : mention.tokens[words[-1]].start].strip()

    def _key(self, word: str) -> str:
        return stem(word.casefold()) if self.language.inflected else word.casefold()

    def _known(self, given: list[str], surname: list[str]) -> Person | None:
        for person in self._by_word.get(self._key(surname[-1]), []):
            if not given or not person.given or _agree(given[0], person.given[0], self._key):
                return person
            if self._key(given[0]) in map(self._key, person.given[1:]):
                return person  # `Beltrán Echevarría` of `Iñaki Beltrán Echevarría`
        return None

    def _recurrences(self, taken: Sequence[tuple[int, int]]) -> Iterator[Place]:
        starts = {start for start, _ in taken}
        for person in list(self.persons):
            if person.role == "cited":
                continue
            for word in {*person.surname, *(word for word in person.given[1:] if len(word) > 2 and "." not in word)}:
                yield from self._where(word, person, starts)
        yield from self._given_alone(starts)

    def _given_alone(self, starts: set[int]) -> Iterator[Place]:
        """`Amina`, of a litigant who is elsewhere `Amina Farah`; where one person alone has that name."""
        named: dict[str, list[Person]] = {}
        for person in self.persons:
            if person.given and "." not in person.given[0] and person.given[0][1:].islower():
                named.setdefault(person.given[0], []).append(person)
        for name, persons in named.items():
            plain = name.casefold()
            if len(persons) > 1 or persons[0].role not in ("party", "petitioner", "private") or plain in self.reader.small:
                continue
            if len(name) < 3 or name in self.reader.nouns or plain in self.language.not_name:
                continue
            for start, end in self._alone(name):
                if start not in starts:
                    yield Place(start, end, persons[0])

    def _alone(self, name: str) -> Iterator[tuple[int, int]]:
        """Where a given name stands in no longer name, in any of its cases; not in names of streets."""
        root = stem(name) if self.language.inflected else name
        at = self.text.find(root)
        while at >= 0:
            before = self.text[max(0, at - 40) : at]
            end = self._word_end(at, root, name)
            capital = not self.language.noun_endings and _CAPITAL_BEFORE.search(before)
            alone = end and not capital and not _NUMBER_BEFORE.search(before) and not _CAPITAL_AFTER.match(self.text, end)
            if alone and not self.language.before_place.search(before):
                yield at, end
            at = self.text.find(root, at + len(root))

    def _where(self, word: str, person: Person, starts: set[int]) -> Iterator[Place]:
        plain = word.lower()
        if len(word) < 3 or plain in self.language.not_name or word in self.reader.nouns:
            return  # where a title stands before it, `rules.py` has seen it
        common = plain in self.reader.small
        for spelling in {word, word.upper(), re.sub(r"[^\W\d_]+", _capital, word) if word.isupper() else word}:
            root = stem(spelling) if self.language.inflected else spelling
            at = self.text.find(root)
            while at >= 0:
                end = self._word_end(at, root, spelling)
                if end and at not in starts and (place := self._grown(at, end, person, common)):
                    yield place
                at = self.text.find(root, at + len(root))

    def _word_end(self, at: int, root: str, spelling: str) -> int:
        """Where the word at `at` ends, if it is the name in any of its cases; else 0."""
        if at and (self.text[at - 1].isalnum() or self.text[at - 1] in "-‐‑"):
            return 0
        end = at + len(root)
        for ending in endings(root, spelling) if self.language.inflected else ("", "s"):
            after = self.text[end + len(ending) : end + len(ending) + 2]
            if (
                self.text.startswith(ending, end)
                and not after[:1].isalnum()
                and not (after[:1] in tuple("-‐‑") and after[1:].isalpha() and not self._compound(end + len(ending) + 1))
            ):
                return end + len(ending)
        return 0

    def _compound(self, at: int) -> bool:
        """Whether a German compound goes on with a function: `Wohlleben-Verteidiger`, but `Müller-Lüdenscheid`."""
        word = _WORD.match(self.text, at) if self.language.noun_endings else None
        return word is not None and word[0].casefold() in self.language.functions

    def _grown(self, at: int, end: int, person: Person, common: bool) -> Place | None:
        """The whole name around a surname; none where it is the name of a street, a court or a firm."""
        start = self._first(at, end, person)
        first = at - len(person.prefix) - 1
        if start == at and person.prefix and first >= 0 and self.text[first : at - 1].casefold() == person.prefix.casefold():
            start = first
        if start == at and common and self.reader.starts_sentence(at):
            return None
        before = self.text[max(0, start - 40) : start]
        if self.language.before_place.search(before) or self.language.before_firm.match(self.text, end):
            return None
        return Place(start, end, self._relative(start, at, person))

    def _first(self, at: int, end: int, person: Person) -> int:
        """Where the name begins whose surname stands at `at`: its initials, its given names, one name that nobody knows yet."""
        tokens = self.reader.backward(end)
        known = {word.casefold() for word in person.given} | {word.casefold() for word in person.surname}
        unknown = 0 if self.language.noun_endings else 1
        start, initials = at, False
        for token in reversed([token for token in tokens if token.start < at]):
            word = self.text[token.start : token.end]
            if token.part == "word" and word.casefold() not in known and word.split("-")[0] not in given_names():
                if unknown == 0 or initials or self._of_another(word, person):
                    break
                unknown -= 1
            initials = initials or token.part == "initial"
            if token.part != "particle":
                start = token.start
        if start < at and self.reader.is_title([token for token in tokens if token.start >= start]):
            return next(token.start for token in tokens if token.start > start)
        return start

    def _of_another(self, word: str, person: Person) -> bool:
        """Whether a word is another's surname: `Marialena Tsirli Ganna Yudkivska`, as signatures stand beside each other."""
        return any(other is not person and word in other.surname for other in self._by_word.get(self._key(word), []))

    def _relative(self, start: int, at: int, person: Person) -> Person:
        """The person of that surname whose given name stands before it; another of the family where none is known."""
        given = self.text[start:at].split()
        if not given:
            return person
        known = self._known([given[0]], [self.text[at:].split(maxsplit=1)[0].strip(".,;:()'’") or person.surname[-1]])
        if known is not None:
            return known
        relative = Person(person.surname, given, person.prefix, Counter({person.role: 1}))
        self.persons.append(relative)
        self._by_word.setdefault(self._key(person.surname[-1]), []).append(relative)
        return relative


def _capital(match: re.Match[str]) -> str:
    return match[0].capitalize()


def _agree(one: str, other: str, key: object) -> bool:
    """Whether two given names may be one: `J.` and `Jean`, `Jana` and `Jan`."""
    a, b = one.casefold().rstrip(" ."), other.casefold().rstrip(" .")
    if len(a) == 1 or len(b) == 1 or "." in a or "." in b:
        return a[:1] == b[:1]
    return a == b or (callable(key) and key(a) == key(b))
