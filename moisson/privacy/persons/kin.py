"""Names that no title shows: relatives by their given names, initials, forms, tables, signatures, surnames first.

These rules read the cues that `rules.py` reads and ask more of the name: a known given name, a word that is not one of the text.
"""

import re
from collections.abc import Iterator, Sequence

from moisson.privacy.columns import below
from moisson.privacy.persons.given import given_names
from moisson.privacy.persons.mentions import Found, Mention, is_full
from moisson.privacy.persons.names import Reader, Token
from moisson.privacy.persons.people import SURNAME_FIRST
from moisson.privacy.persons.roles import Role
from moisson.privacy.persons.words import Language

_WHOSE = (
    r"(?:\s(?:de|du|des|d['’]|di|del|della|dell['’]|dei|of|van|von|der|do|da)\s?(?:l['’]|la\s|le\s|les\s|the\s|el\s|los\s|las\s|de\s|het\s)?"
    r"[^\W\d_A-ZÀ-Þ][\w'’-]*(?:\s[^\W\d_A-ZÀ-Þ][\w'’-]*)?)?"
)
_TO_RELATIVE = re.compile(rf"(?P<whose>{_WHOSE})(?:\s?[,:(]\s?|\s)")
_OWN = re.compile(  # `her daughter`, `the applicant's wife`
    r"(?<!\w)(?:his|her|their|my|your|son|sa|ses|leurs?|mon|ma|mes|su|sus|mi|mis|suo|sua|suoi|sue|mio|mia|loro|zijn|haar|hun|mijn"
    r"|seine[rmns]?|sein|ihre[rmns]?|ihr|meine?[rmn]?|jego|jej|ich|mój|moja|mojego|mojej|[^\W\d_]+['’]s?)\s(?:[^\W\d_A-ZÀ-Þ][\w-]*\s)?$",
    re.IGNORECASE,
)
_OF = re.compile(r"\s(?:de|di|d['’]|del|of|des|von|van)\s?")
_AND_OF = re.compile(r"\s(?:y|e|et|and|und|en|i)\s(?:(?:de|di|d['’]|del|of|des|von|van)\s?)?")
_AFTER = re.compile(
    r"\s?(?:[,;.:)(|\n]|$|\s(?:et|and|und|y|e|en|i|oraz|est|is|was|ist|war|lebt|wurde|es|era|fue|è|was|który|która)\s)"
)
_AS = re.compile(r"\s(?:als|as|acting|comme|en qualité|en calidad|in qualità|w charakterze)\s")
_BEFORE_BIRTH = re.compile(r"[,(]\s?(?:[^\W\d_A-ZÀ-Þ]+\s){0,2}$")
_LINE = re.compile(r"[ \t]*(?:\n|$|,|\()")
_CONJUNCTION = re.compile(r"(?P<name>[^\W\d_]{3,})\s(?:et|and|und|y|e|en|i|oraz|&)\s$")
_COUNT = re.compile(r"[\s\d.)]*")
_ARTICLE = re.compile(r"\.[ \u00a0\u202f]{0,2}\d")  # `L. 1221-1`
_SPACES = (" ", "\u00a0")
_CELL = re.compile(r"[^|\t\n]{0,60}(?=[|\t\n])")
_TO_SIGNATURE = re.compile(r"[ \t]*[:,.]?[ \t]*\n{0,3}[ \t]*")
_TO_VALUE = re.compile(r"\s*[:|]?\s*")
_CAPS_BEFORE = re.compile(r"(?<![\w'’-])(?P<name>[^\W\d_a-zß-ÿ][^\W\d_]+(?:[-'’][^\W\d_]+)*)[ \u00a0]$")
_WORD_BEFORE = re.compile(r"(?P<word>[^\W\d_]+)[,;:)]?[ \u00a0]{1,8}$")
# Words before a letter that numbers something: `Annex A. General provisions`.
_NUMBERED = re.compile(
    r"(?i:ann?exe?|anexo|anhang|anlage|allegato|appendix|article|bijlage|buchstabe|chapter|class|deel|groupe?|gruppe|kapitel|klasse"
    r"|part[ei]?e?|punkt|section|sección|sezione|teil|titre|title|type|załącznik|point|lit)"
)
_ADJECTIVE = re.compile(r"(?:ary|ical|ional|ean|ous|ive|ing|ern|ique|aire|elle|ario|aria)$")
_FIRM = re.compile(
    r"(?:N\. ?V\.|B\. ?V\.|S\. ?A\.|S\. ?L\.|S\. ?R\. ?L\.|S\. ?P\. ?A\.|K\. ?G\.|E\. ?V\.|U\. ?S\.|U\. ?K\.|E\. ?U\.) "
)
_COLON = re.compile(r"[ \u00a0]?:\s(?:[^\W\d_]{1,4}\.\s)?$")
_VOWEL = re.compile(r"[aeiouyà-öø-ýąęıőűœ]", re.IGNORECASE)
_START = 1500  # characters within which a judgment names itself
_OFFICES = frozenset(("judge", "clerk", "lawyer", "expert", "police", "official"))
_CHILDREN = frozenset(("kind", "kinder", "kindes", "child", "children"))


class Kin:
    """Further mentions of one text in one language."""

    def __init__(self, text: str, language: Language, reader: Reader) -> None:
        self.text, self.language, self.reader = text, language, reader

    def mentions(self, found: Sequence[Found], every: Sequence[Mention]) -> Iterator[Mention]:
        """What `rules.py` did not see; a mention that overlaps another of `every` is for the caller to leave out."""
        for place in found:
            use = place.cue.use
            if use == "role":
                if place.cue.word in self.language.kin or place.cue.word in _CHILDREN:
                    yield from self._relatives(place)
                yield from self._column(place)
            elif use == "born":
                yield from self._born(place)
            elif use == "given":
                yield from self._surname_first(place)
            elif use in ("label", "forename"):
                yield from self._label(place)
            elif use == "signed":
                yield from self._signed(place)
        for mention in every:
            yield from self._pair(mention)

    def correct(self, mentions: Sequence[Mention], found: Sequence[Found]) -> None:
        """Roles that the nearest function does not tell: a lawyer's client, who is born, the parties of the document's case."""
        said = {place.end: place.cue.role for place in found if place.cue.role in ("judge", "clerk")}
        for mention in mentions:
            if (colon := _COLON.search(self.text, max(0, mention.start - 20), mention.start)) and colon.start() in said:
                mention.role = said[colon.start()]  # `Advocate General: G. Hogan`, whatever the next line names
            if mention.role == "lawyer" and self.language.before_client.search(
                self.text, max(0, mention.start - 60), mention.start
            ):
                mention.role = "party"  # `avocat de M. Petit`
            elif mention.role in _OFFICES and self.language.birth_after.match(self.text, mention.end):
                mention.role = "party"  # `difeso dall'avv. Campana;` and in the next line `ROSSI Mario, nato il`
            if mention.rule == "case" and mention.start < _START and self._own_case(mention):
                mention.role = "party"

    def _own_case(self, mention: Mention) -> bool:
        """`CASE OF SMITH v. THE UNITED KINGDOM` at the head; `In the case of Smith v. …` that begins a line there."""
        line = self.text.rfind("\n", 0, mention.start) + 1
        said = self.language.before_case.search(self.text[line : mention.start])
        return said is not None and said.start() < 16

    def _initials(self) -> Iterator[int]:
        """The full stop after each lone capital: most texts have few, and many full stops."""
        text, dot = self.text, self.text.find(".", 2)
        while dot >= 0:
            if text[dot - 2] in _SPACES and text[dot - 1].isupper():
                yield dot
            dot = text.find(".", dot + 1)

    def initialled(self) -> Iterator[Mention]:
        """`A. Ferrand`, `B.-R. Killmann`: initials and a surname within a line, where they number no heading."""
        last = 0
        for dot in self._initials():
            begin = dot - 1
            if begin < last or _ARTICLE.match(self.text, dot):
                continue
            tokens = self.reader.forward(begin)
            if not is_full(tokens) or tokens[0].part != "initial" or self.reader.is_title(tokens):
                continue
            last = tokens[-1].end
            if self._numbers(begin) or _FIRM.match(self.text, begin) or not self._ends(tokens):
                continue
            words = [self.text[token.start : token.end] for token in tokens if token.part == "word"]
            if any(word.isupper() or word.lower() in self.reader.small or not _VOWEL.search(word) for word in words):
                continue
            if not self.language.before_place.search(self.text[max(0, begin - 40) : begin]):
                yield Mention(tokens, "person", "given")

    def _numbers(self, at: int) -> bool:
        """Whether a letter at `at` numbers a heading or an annex."""
        line = self.text.rfind("\n", 0, at) + 1
        word = _WORD_BEFORE.search(self.text, max(0, at - 40), at)
        before = self.text[line:at].strip(" \u00a0–-*|")
        if not before or not (before[-1].isalpha() or before[-1] in ",;:()"):
            return True  # `z. B. Holz`, `3 A. Verfahren`
        return word is not None and _NUMBERED.fullmatch(word["word"]) is not None

    def _ends(self, tokens: list[Token]) -> bool:
        """Whether a name ends as names in lists do: `A. Deze uitspraak` is a pseudonym and a sentence."""
        firm = self.language.before_firm.match(self.text, tokens[-1].end)
        return firm is None and (_AFTER.match(self.text, tokens[-1].end) or _AS.match(self.text, tokens[-1].end)) is not None

    def _relatives(self, place: Found) -> Iterator[Mention]:
        """`her daughter, Zsófia, was four`, `le fils de la requérante, Ousmane, alors âgé`, `hijo de Mohamed y de Fátima`."""
        parents = _OF.match(self.text, place.end)
        tokens = self._given(parents.end()) if parents else []
        joins: re.Pattern[str] = _AND_OF
        if not tokens:
            joins = self.language.joins
            match = _TO_RELATIVE.match(self.text, place.end)
            tokens = self._given(match.end()) if match else []
            whose = match is not None and (match["whose"] or _OWN.search(self.text, max(0, place.start - 30), place.start))
            if tokens and not whose and not self.reader.known(tokens[:1]):
                return  # `l'entreprise mère, Luxembourg`
        elif not self.reader.known(tokens[:1]) and not self._whole(tokens):
            return  # `époux de Français`; but `the father of Rustam Achkhanov`
        for _ in range(12):
            if not tokens:
                return
            yield Mention(tokens, place.cue.role, "kin")
            match = joins.match(self.text, tokens[-1].end)
            tokens = self._given(match.end()) if match else []

    def _whole(self, tokens: list[Token]) -> bool:
        """Whether a name that nobody knows has two parts and ends as names do, without a word of the text or an adjective."""
        first = self.text[tokens[0].start : tokens[0].end] if tokens else ""
        return is_full(tokens) and self._ends(tokens) and not self.reader.has_small(tokens) and not _ADJECTIVE.search(first)

    def _given(self, at: int) -> list[Token]:
        """A given name that stands alone, or with a surname, at a place where a relative's name may stand."""
        tokens = self.reader.forward(at, limit=3)
        return tokens if tokens and tokens[0].part == "word" and self._stands_alone(tokens) else []

    def _stands_alone(self, tokens: list[Token]) -> bool:
        words = [self.text[token.start : token.end] for token in tokens if token.part == "word"]
        if len(words[0]) < 3 or words[0].lower() in self.reader.small or self.reader.nouns.intersection(words):
            return False
        if words[0].isupper() or self.language.before_firm.match(self.text, tokens[-1].end):
            return False
        if words[0].split("-")[0] in given_names():
            return True
        if not re.fullmatch(r"(?:Mc|Mac|[DO]['’])?[^\W\d_][^\W\d_A-ZÀ-Þ].*", words[0]):
            return False  # `CAs`
        return not self.language.noun_endings and _AFTER.match(self.text, tokens[-1].end) is not None

    def _born(self, place: Found) -> Iterator[Mention]:
        """`Amina, born 3 September 2012`."""
        first = max(0, place.start - 40)
        match = _BEFORE_BIRTH.search(self.text, first, place.start)
        tokens = self.reader.backward(match.start()) if match else []
        if len(tokens) == 1 and tokens[0].part == "word" and self._stands_alone(tokens):
            yield Mention(tokens, "private", "born")

    def _pair(self, mention: Mention) -> Iterator[Mention]:
        """`Urs und Vreni Zgraggen`: the given name before the whole name of another of the family."""
        if mention.tokens[0].part != "word" or not is_full(mention.tokens):
            return
        first = max(0, mention.start - 30)
        match = _CONJUNCTION.search(self.text, first, mention.start)
        if match and match["name"].split("-")[0] in given_names() and not self.text[max(0, match.start() - 2)].isupper():
            yield Mention([Token(match.start("name"), match.end("name"), "word")], mention.role, "pair")

    def _surname_first(self, place: Found) -> Iterator[Mention]:
        """`TRAORÉ Seydou`, in Italian `Scognamiglio Gennaro` too: a surname, a given name and no more."""
        match = _CAPS_BEFORE.search(self.text, max(0, place.start - 30), place.start)
        tokens = self.reader.forward(place.start, limit=2)
        if match is None or not tokens:
            return
        name = match["name"]
        given = [self.text[token.start : token.end] for token in tokens if token.part == "word"]
        end = self.text[tokens[-1].end : tokens[-1].end + 1]
        line = self.reader.starts_sentence(match.start()) and end in ("", "\n", ";", ",") and self.language.code != "en"
        capital = name.isupper() and len(name) > 2 and (not given[0].isupper() or line)
        loose = self.language.code in SURNAME_FIRST and len(given) == 1 and _AFTER.match(self.text, tokens[-1].end) is not None
        surname = self.reader.backward(match.end("name"))
        if not (capital or loose) or not surname or surname[-1].end != match.end("name"):
            return
        if loose and not capital and (name.lower() in self.reader.small or self.reader.starts_sentence(match.start())):
            return
        if len(surname) > 4 or self.language.before_place.search(self.text[max(0, surname[0].start - 40) : surname[0].start]):
            return
        yield Mention([*surname, *tokens], "person", "given")

    def _label(self, place: Found) -> Iterator[Mention]:
        """`Nom : TRAORÉ Mamadou`, `Apellidos: Rivera Bueno`, and the cells below such a heading."""
        if any(True for _ in self._column(place)):
            yield from self._column(place)
            return
        match = _TO_VALUE.match(self.text, place.end)
        if match is None or not re.search(r"[:|]", match[0]) or match[0].count("\n") > 1:
            return
        tokens = self.reader.forward(match.end())
        if tokens and self._named(tokens, place) and ("|" not in match[0] or self.reader.known(tokens)):
            yield Mention(tokens, "private", "born")

    def _named(self, tokens: list[Token], place: Found) -> bool:
        """Whether what stands in a form is a person's name: any word after `surname`, a known given name after `name`."""
        words = [self.text[token.start : token.end] for token in tokens if token.part == "word"]
        if self.language.before_firm.match(self.text, tokens[-1].end) or not words:
            return False
        known = any(word.capitalize() in given_names() or word in given_names() for word in words)
        return known if place.cue.use == "label" else True

    def _column(self, place: Found) -> Iterator[Mention]:
        """The names below a heading such as `Applicant` or `Represented by`."""
        role: Role = place.cue.role if place.cue.use == "role" else "party"
        if place.cue.use == "role" and role not in ("party", "lawyer", "petitioner", "witness"):
            return
        if not self._heads(place):
            return
        for start, end in below(self.text, place.start):
            match = _COUNT.match(self.text, start, end)
            at = match.end() if match else start
            tokens = [token for token in self.reader.forward(self._past_title(at, end)) if token.end <= end]
            if is_full(tokens) and _AFTER.match(self.text, tokens[-1].end) and self._like_a_name(tokens):
                yield Mention(tokens, role, "born")

    def _heads(self, place: Found) -> bool:
        """Whether a cue is a heading of a column: first in its cell, and little more in it."""
        cell = _CELL.match(self.text, place.end)
        return cell is not None and re.search(r"[|\t\n][\s*]*$", self.text[max(0, place.start - 6) : place.start]) is not None

    def _like_a_name(self, tokens: list[Token]) -> bool:
        """`Gergely TÓTH`, `TÓTH Gergely`; else a given name that is known."""
        words = [self.text[token.start : token.end] for token in tokens if token.part == "word"]
        return words[0].isupper() != words[-1].isupper() or self.reader.known(tokens)

    def _past_title(self, at: int, end: int) -> int:
        """Past a title."""
        return self.language.lead.end(self.text, at, end)

    def _signed(self, place: Found) -> Iterator[Mention]:
        """`Im Auftrag` and a name alone on the next line."""
        match = _TO_SIGNATURE.match(self.text, place.end)
        if match is None:
            return
        at = self._past_title(match.end(), min(len(self.text), match.end() + 40))
        tokens = self.reader.forward(at)
        if (
            is_full(tokens)
            and _LINE.match(self.text, tokens[-1].end)
            and (tokens[0].part == "initial" or self.reader.known(tokens))
        ):
            yield Mention(tokens, "person", "title")
