"""Names found by what stands around them: titles, functions, dates of birth, homes, names of cases, compositions of a court.

Each rule looks at a window around a cue, so the work grows with the number of cues, not with the length of the text.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from moisson.privacy.persons.acronyms import in_capitals
from moisson.privacy.persons.functions import Functions
from moisson.privacy.persons.given import given_names
from moisson.privacy.persons.mentions import Found, Mention, apart, is_full
from moisson.privacy.persons.names import Reader, Token
from moisson.privacy.persons.roles import Role
from moisson.privacy.persons.words import Language

# Functions after which one word is a name: `juge Clarke`.
LITIGANTS: frozenset[Role] = frozenset(("party", "expert"))
SOLE: frozenset[Role] = frozenset(("judge", "lawyer", "police", "minister", "clerk", "witness"))

_TO_NAME = re.compile(r"(?:(?:\s[a-zß-ÿ]+){0,3}\s?[,:]|\s?\()?\s*")
_TO_PARTY = re.compile(r"(?:(?:\s[^\W\d_]+){0,3}\s?[,:]|\s?\()?\s*")
_OTHERS = re.compile(  # `Klass and Others v. Germany`, `May & Anor v Wavell`
    r"\s(?:and|et|y|und|e|en|i|&)\s(?:others?|another|ors\.?|anor\.?|autres?|otr[oa]s?|anderen?|altr[ioa]|inni|inn[ey])\s*$",
    re.IGNORECASE,
)
_CAPITAL_BEFORE = re.compile(r"[^\W\d_a-zß-ÿ][\w'’-]+[^\S\n]$")
_OF_A_FIRM = re.compile(  # `instructed by Anna Cole of Coles LLP`
    r",? (?:QC|KC|BL|SC|of [^\W\d_a-zß-ÿ]|solicitors?(?!\w))"
)
_OFFICE = re.compile(  # `Frau Landtagspräsidentin Keller`
    r" ?[A-ZÄÖÜ][a-zäöüß]+(?:präsident|minister|direktor|sekretär|dirigent|kommissar|meister|professor|leiter)(?:in)? "
    r"| ?[A-ZÄÖÜ][a-zäöüß]+(?:richter|referent)(?:in)? "
    r"| ?[A-ZÄÖÜ][a-zäöüß]+(?:beauftragte|vorsitzende)r? | ?[A-ZÄÖÜ][a-zäöüß]+(?:rat|rätin|anwalt|anwältin) "
)
_CLOSED = re.compile(r"\s*[,;.)]|\s[^\W\d_]+\s?:")
_SUBJECT = re.compile(r"(?:^|[.:;!?“”\"»)]\s|\n\s*)D(?:er|ie)\s$")
_VERB = re.compile(
    r"\s(?:[a-zäöü]\w+(?:t|te|en)|ist|war|hat|sah|kam|gab|ging|schlug|rief|lag|fuhr|sprach|nahm|ließ|habe|sei)(?!\w)"
)
_INITIAL_BEFORE = re.compile(r"(?<![^\W\d_])[^\W\d_]\.[ -]?$")
_SOME = re.compile(
    r"(?<!\w)(?:de|des|du|of|van|del|une?|una|uno|eine?[rnms]?|an?|een|son|sa|ses|su|his|her|seine?|ihre?)(?!\w)", re.IGNORECASE
)
_FROM_NAME = re.compile(r"[^\S\n]*(?P<sign>[,(]|[^\S\n][–-][^\S\n])\s*(?:[^\W\d_]+['’]?\s+){0,3}(?:[^\W\d_]+['’])?\s*$")
_DETERMINED = re.compile(
    r"(?<!\w)(?:the|les?|la|l['’]|der|die|das|de[nmr]|het|de|el|los|las|il|lo|gli|i|un|une|an?|een|eine?)(?!\w)\s*", re.IGNORECASE
)
_FROM_NAME_ALONE = re.compile(r"(?:[ \u00a0]+[^\W\d_A-ZÀ-Þ][^\W\d_]*){0,3}[ \u00a0]*$")


class Rules:
    """The mentions of one text in one language."""

    def __init__(self, text: str, language: Language, found: Sequence[Found]) -> None:
        self.text = text
        self.language = language
        self.reader = Reader(text, language)
        longest: dict[int, int] = {}
        for place in found:
            longest[place.start] = max(place.end, longest.get(place.start, 0))
        self.found = [place for place in found if place.end == longest[place.start]]
        self.functions = Functions(text, language, self.found)
        self._by_start: dict[int, Mention] = {}
        self._followers: Counter[str] | None = None

    def mentions(self) -> list[Mention]:
        """Every mention, in order, none overlapping another."""
        rules = {
            "title": self._titled,
            "plural": self._titled,
            "role": self._functions,
            "born": self._before,
            "lives": self._before,
            "versus": self._case,
            "panel": self._panel,
            "given": self._given,
        }
        for place in self.found:
            for mention in rules[place.cue.use](place):
                self._add(mention)
                for other in self._other_name(mention):
                    self._add(other)
        mentions = apart(sorted(self._by_start.values(), key=lambda mention: (mention.start, -mention.end)))
        self.functions.decide(mentions)
        return mentions

    def _add(self, mention: Mention) -> None:
        if not self.reader.is_person(mention.tokens, surely=mention.rule not in ("function", "role", "case", "given")):
            return  # initials alone are a pseudonym, as published
        if mention.rule == "function" and self._of_firm(mention):
            return  # `du cabinet d'avocats Lichfield Reynolds`, `instructed by Carter & Co`
        before = self._by_start.get(mention.start)
        better = (
            before is None or before.end < mention.end or (before.role == "person" != mention.role) or mention.rule == "panel"
        )
        if better:
            self._by_start[mention.start] = mention

    def _of_firm(self, mention: Mention) -> bool:
        before = self.text[max(0, mention.start - 40) : mention.start]
        firm = self.language.before_firm.match(self.text, mention.end)
        return firm is not None or self.language.before_place.search(before) is not None

    def _titled(self, place: Found) -> Iterator[Mention]:
        """`Mme Dupont`, `MM. A. Petit, B. Roy et C. Morel`."""
        short = place.cue.word in self.language.short_titles
        if short and _INITIAL_BEFORE.search(self.text[max(0, place.start - 4) : place.start]):
            return  # `A. M. Best`
        if self.language.before_street.search(self.text[max(0, place.start - 40) : place.start]):
            return  # `rue du Docteur Roux`
        common = place.cue.word.islower() and (place.cue.use == "plural" or place.cue.word in self.language.kin)
        tokens = self.reader.forward(place.end, noble=not common)
        at = place.end if tokens else self._skip_lead(place.end)
        between = self.text[place.end : at]
        if not tokens and self.language.noun_endings and (office := _OFFICE.match(self.text, at)):
            at = office.end()
        if _SOME.search(between) or between.count("\n") > 1 or re.search(r",\s*\n", between):
            return  # `qui épouse un Luxembourgeois`; `Monsieur le ministre,` and a new line
        if place.cue.role in ("minister", "member") and between.strip():
            return  # `Bundesminister der Finanzen`
        if self.language.noun_endings and re.search(r",\s*\w+\s*$", between):
            return  # `Frau Präsidentin, der Bericht`
        tokens = tokens or self.reader.forward(at)
        if not short and self.reader.is_title(tokens):
            tokens = tokens[1:]
        if not tokens:  # `Mrs Justice May`
            tokens = self.reader.within(at) or self.reader.within(place.end + 1)
        if not tokens or (place.cue.word.islower() and self._heading(place, tokens)):
            return
        if place.cue.role == "official" and self._of_office(place, tokens):
            return
        if place.cue.use == "plural" and self.language.before_firm.match(self.text, tokens[-1].end):
            return  # `Messrs Wilson & Co.`
        role = place.cue.role
        if place.cue.word in ("Lord", "Lady", "Baroness") and self.text.startswith(" of ", tokens[-1].end):
            tokens = [*tokens, *self.reader.forward(tokens[-1].end + 4, limit=1)]
        yield Mention(tokens, role, "title")
        if place.cue.use == "plural" or role == "lawyer":
            yield from self._list(tokens[-1].end, role, alone=place.cue.use == "plural", titled=True)

    def _of_office(self, place: Found, tokens: list[Token]) -> bool:
        """Whether what follows a capitalised office is no name: `the Mayor Elect`, `Entry Clearance Officer New Delhi`."""
        office = _CAPITAL_BEFORE.search(self.text[max(0, place.start - 40) : place.start])
        return self.reader.has_small(tokens) or (office is not None and not self.reader.known(tokens))

    def _other_name(self, mention: Mention) -> Iterator[Mention]:
        """`Nathalie Moreau épouse Lenoir`, `Frau Weber, geb. Klein`: the second name."""
        match = self.language.also.match(self.text, mention.end)
        if match and (tokens := self.reader.forward(match.end())):
            yield Mention(tokens, mention.role, mention.rule)

    def _skip_lead(self, at: int) -> int:
        return self.language.lead.end(self.text, at)

    def _list(self, at: int, role: Role, alone: bool, titled: bool = False) -> Iterator[Mention]:
        """Further names of a list; `alone`: one word will do; `titled`: in capitals too (`MM. PETIT et ROY`, but `CGT, UNSA`)."""
        for _ in range(40):
            match = self.language.joins.match(self.text, at)
            if not match:
                return
            tokens = self.reader.forward(match.end(), noble=True)
            if not tokens or not (len(tokens) > 1 or alone) or self.language.before_firm.match(self.text, tokens[-1].end):
                return
            if not titled and self._organisation(tokens):
                return
            yield Mention(tokens, role, "list")
            at = tokens[-1].end

    def _functions(self, place: Found) -> Iterator[Mention]:
        """`juge Clarke`, `le requérant, Jean Dupont`; `Jean Dupont, greffier`."""
        yield from self._after(place)
        if place.cue.word not in self.language.pointing:
            yield from self._before(place)

    def _after(self, place: Found) -> Iterator[Mention]:
        """What follows a function: `juge Clarke`, `le requérant, Jean Dupont`, `leurs enfants Carl, Katie et Sophie`."""
        if place.cue.word.endswith(" of") and place.cue.role == "official":
            return  # `the head of Human Resources`
        role = place.cue.role
        tokens = self._pointed_at(place)
        if not tokens or self._heading(place, tokens) or self._organisation(tokens):
            return
        if self.text[place.start].isupper() and not self.language.noun_endings and not self.reader.starts_sentence(place.start):
            sign = self.text[place.end : tokens[0].start].strip()
            named = not sign and role == "lawyer" and " " in place.cue.word and self.reader.known(tokens[:1])
            closed = sign in (",", ":") and _CLOSED.match(self.text, tokens[-1].end)
            if not is_full(tokens) or not (named or closed):
                return  # `le Conseil de l'Union`, but `Children's Guardian, Carrie Hargreaves)`
        if is_full(tokens):
            yield Mention(tokens, role, "function")
            yield from self._list(tokens[-1].end, role, alone=False)
            return
        between = self.text[place.end : tokens[0].start]
        sure = (not between.strip() and place.cue.word in self.language.kin) or self._at_court(between)
        couple = self._couple(tokens, role)
        sole = SOLE | LITIGANTS if self.language.noun_endings else SOLE
        alone = sure or (not between.strip() and role in sole)
        certain = not between.strip() and (self._forename(tokens, place) or self._subject(tokens, place))
        alone = alone or certain
        listed = bool(couple) and (is_full(couple[-1].tokens) or sure or (alone and role in SOLE))
        if listed or (not couple and alone and self._sole(tokens, place, sure or certain)):
            yield Mention(tokens, role, "function")
            yield from couple

    def _organisation(self, tokens: list[Token]) -> bool:
        """Whether what no title introduces is in capitals as unions sign, without a given name: `signataires : UNSA, CFE-CGC`."""
        if any(token.part == "initial" for token in tokens) or self.reader.known(tokens):
            return False
        return in_capitals([self.text[token.start : token.end] for token in tokens if token.part == "word"])

    def _forename(self, tokens: list[Token], place: Found) -> bool:
        """Whether a known given name alone stands after the function of a litigant or a witness: `el acusado Ramiro`."""
        word = self.text[tokens[-1].start : tokens[-1].end]
        return len(tokens) == 1 and place.cue.role in ("party", "witness") and word.split("-")[0] in given_names()

    def _subject(self, tokens: list[Token], place: Found) -> bool:
        """Where all nouns are capitalised: `Der Zeuge Wernicke sah`; only a name stands between a first subject and its verb."""
        return (
            len(tokens) == 1
            and bool(self.language.noun_endings)
            and _SUBJECT.search(self.text, max(0, place.start - 8), place.start) is not None
            and _VERB.match(self.text, tokens[-1].end) is not None
        )

    def _pointed_at(self, place: Found) -> list[Token]:
        """The name after a function, articles, titles and at most three words and a comma aside."""
        at = self._skip_lead(place.end)
        tokens = self.reader.forward(at)
        far = _TO_PARTY if place.cue.role == "party" else _TO_NAME
        if not tokens and (match := far.match(self.text, place.end)) and match[0].strip() not in ("", "("):
            at = self._skip_lead(match.end())
            tokens = self.reader.forward(at)
        if self.text.count("\n", place.end, at) > 1:
            return []
        return tokens[1:] if self.reader.is_title(tokens) else tokens

    def _at_court(self, between: str) -> bool:
        """Whether a court alone stands between a function and a name: `Richterin am Landgericht Petersen`."""
        court = self.language.table.get("court")
        return court is not None and re.fullmatch(rf"\s*(?:{court})\s*", between) is not None

    def _heading(self, place: Found, tokens: list[Token]) -> bool:
        """Whether cue and name are words of a heading in capitals; `PRÉSIDENT : M. ROY` is none."""
        cue, name = self.text[place.start : place.end], self.text[tokens[0].start : tokens[-1].end]
        return cue.isupper() and name.isupper() and ":" not in self.text[place.end : tokens[0].start]

    def _often(self, word: str) -> bool:
        """Where all nouns are capitalised: whether a word stands after a function twice or more (`der Angeklagte Yilmaz`)."""
        if self._followers is None:
            ends = (place.end for place in self.functions.places)
            after = (re.compile(r"\s([^\W\d_]+)").match(self.text, end) for end in ends)
            self._followers = Counter(match[1] for match in after if match)
        return self._followers[word] > 1

    def _couple(self, tokens: list[Token], role: Role) -> list[Mention]:
        """`Kirk et Lorraine Dickson`: the names after the first, up to the one with a surname."""
        if len(tokens) != 1 or tokens[0].part != "word" or tokens[0].end - tokens[0].start < 3:
            return []
        return list(self._list(tokens[-1].end, role, alone=True))

    def _sole(self, tokens: list[Token], place: Found, kin: bool) -> bool:
        """Whether one capitalised word after a function is a name: not where all nouns are capitalised, nor in capitals."""
        word = self.text[tokens[-1].start : tokens[-1].end]
        return (
            (not self.language.noun_endings or ((kin or self._often(word)) and word not in self.reader.nouns))
            and tokens[-1].part == "word"
            and len(word) > 2
            and not word.isupper()
            and (self.text[place.start].islower() or kin or bool(self.language.noun_endings))
            and word.lower() not in self.reader.small
        )

    def _before(self, place: Found) -> Iterator[Mention]:
        """`Jean Dupont, né le`, `Marie Roy (la requérante)`, `A. Petit, premier juge suppléant`."""
        first = max(0, place.start - 45)
        window = self.text[first : place.start]
        match = self._from_name(window)
        if match is None and place.cue.use != "role":
            match = _FROM_NAME_ALONE.search(window)
        if match is None or (place.cue.use == "role" and not self._apposition(match, place)):
            return
        tokens = self.reader.backward(first + match.start())
        if is_full(tokens):
            yield Mention(tokens, place.cue.role if place.cue.use == "role" else "private", place.cue.use)

    def _from_name(self, window: str) -> re.Match[str] | None:
        """What leads from a name to the end of a window: the last sign in it, and a few words at most."""
        sign = max(map(window.rfind, ",(–-"))
        if sign < 0:
            return None
        while sign and window[sign - 1].isspace() and window[sign - 1] != "\n":
            sign -= 1
        return _FROM_NAME.match(window, sign)

    def _apposition(self, match: re.Match[str], place: Found) -> bool:
        """`Jean Roy, maire`, but not `À Mayotte, le ministre`, where a clause begins; `John Smith, the applicant,` is a party."""
        if match["sign"] == "(" or not _DETERMINED.search(match[0]):
            return True
        return (
            place.cue.role in ("party", "witness") and re.match(r"\s?[,).;:]", self.text[place.end : place.end + 2]) is not None
        )

    def _given(self, place: Found) -> Iterator[Mention]:
        """`Dean Metcalfe`: a given name and a surname where nothing else says so; not in names of streets, courts and firms."""
        tokens = self.reader.forward(place.start)
        if not is_full(tokens) or tokens[0].part != "word" or tokens[0].end < place.end:
            return
        before = self.text[max(0, place.start - 40) : place.start]
        capital = None if self.language.noun_endings else _CAPITAL_BEFORE.search(before)
        if capital and not self._of_function(capital[0].strip()):
            return  # `Medisch Centrum Jan van Goyen`, but `their Guardian Annette Cole`
        mention = Mention(tokens, "person", "given")
        if not self._of_firm(mention) or tokens[-1].part == "suffix" or _OF_A_FIRM.match(self.text, tokens[-1].end):
            yield mention

    def _of_function(self, word: str) -> bool:
        return not word.isupper() and word.casefold() in self.language.functions

    def _case(self, place: Found) -> Iterator[Mention]:
        """`Dupont c. France`, `Smith v. Jones`."""
        after = re.compile(r"(?:[Ll][ae'’]s?\s?|[Tt]he\s|[Dd]ie\s)?[^\W\d_]{2,}|[A-Z]\s?\.").match(self.text, place.end)
        if after is None or not re.search(r"[^\W\d_a-zß-ÿ]", after[0][:6]):
            return
        if self.text[place.start] == "\n" or (
            len(place.cue.word) < 5 and "/" not in place.cue.word and not self.text[place.start + 1].islower()
        ):
            return
        others = _OTHERS.search(self.text, max(0, place.start - 24), place.start)
        tokens = self.reader.backward(others.start() if others else place.start)
        if place.cue.word.strip().isalpha() and len(place.cue.word) > 3 and not (tokens and self._named_case(tokens[0].start)):
            return
        if tokens and not self.language.before_firm.match(self.text, tokens[-1].end):
            yield Mention(tokens, "cited", "case")

    def _named_case(self, at: int) -> bool:
        return self.language.before_case.search(self.text[max(0, at - 40) : at]) is not None

    def _panel(self, place: Found) -> Iterator[Mention]:
        """The names that follow `composée de :`, up to the clerk's."""
        if not self.functions.of_court(place.end, place.end + 600):
            return
        at = place.end
        and_ = rf"(?:(?:{self.language.conjunction})\s)?"
        gap = re.compile(rf"[\s:,;\-–•]*{and_}(?:[^\W\d_A-ZÀ-Þ][\w'’ .-]{{0,60}}[,;\n:])*[\s,;•–-]*{and_}")
        for _ in range(30):
            at = self._skip_lead(at)
            tokens = self.reader.forward(at)
            if not tokens and (match := gap.match(self.text, at)):
                at = self._skip_lead(match.end())
                tokens = self.reader.forward(at)
            if self.reader.is_title(tokens):
                tokens = tokens[1:]
            if not is_full(tokens):
                return
            yield Mention(tokens, "judge", "panel")
            at = tokens[-1].end
