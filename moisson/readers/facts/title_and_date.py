"""The date on a document's face: in the title of the act, in the line below it, or in a masthead.

The place must say that the date is the document's own. A title counts if it begins with the kind of act and nothing before the
date speaks of another act or of the subject: `Commission Regulation (EU) 2016/1156 of 14 July 2016`, not
`Act amending the Act of 3 May 2010`.
"""

import re
import tomllib
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from moisson.readers.facts.dates import Dated, dates, fold
from moisson.readers.facts.labelled_fields import label_of, labelled, labelled_fields

WORDS = tomllib.loads(Path(__file__).with_name("titles.toml").read_text("utf-8"))
SITTING = re.compile(
    r"\b(?:séance|sitting|sitzung|sessió|sesión|sessione|seduta|sessão|reunião|plenar\w*|posiedzeni\w+|istung\w*|ülés\w*|zased[aá]n\w+"
    r"|schůz\w+|vergadering|møte\w*|möte\w*|sammanträde\w*|istunto\w*|συνεδρίαση\w*|заседание|ședința|şedinţa|sjednic\w+|sej[aei]"
    r"|posėd\w+|sēde\w*|hearing|debate|session|compte rendu|stenogra\w+)\b",
    re.I,
)
DAY = "|".join(re.escape(day) for day in sorted(WORDS["weekdays"].split(), key=len, reverse=True))
WEEKDAY = re.compile(rf"\b(?:{DAY})\w{{0,3}}\s*,?(?:\s+(?:den|dem|le|il|the|el|la|dia|dnia|dne))?\Z", re.I)
ISSUE = re.compile(
    r"(?:\bn[°ºo]|\bno\.|\bnr\.?|\bnúm\.?|č\.|\bbr\.|\bbroj|№|\bissue|\bnumber|\bnuméro|\bnúmero|\bnumero|\bnummer)"
    r"\s*\d[\w./]*\s*(?:[-–—/,|·•]+\s*)?(?:vom|du|of|de|del|av|den|dated)?\Z",
    re.I,
)
PLACE = re.compile(r"[^\W\d_][\w'’.-]*(?: [^\W\d_][\w'’.-]*){0,2}\Z")
TOWARDS = re.compile(r"(?<!\s)(?:(?:\s*,)?\s+(?:den|le|il|am|on|the|dnia|dne|dňa|a|el|la)|\s*,|\s+i)\Z", re.I)
# Words with which parliaments and ministers date a paper or an instrument.
FORMULA = re.compile(
    r"(?:enregistrée? à la présidence\b.{2,40}\ble|délibéré en séance publique,? à paris,? le"
    r"|comunicat[oa] alla presidenza\b.{0,20}\bil"
    r"|presentat[oa] (?:alla presidenza|il)\b.{0,20}|ordered (?:by [\w ]{3,40} )?to be printed|\bmade[-–.\s]*+|\bdated(?: this)?"
    r"|annettu [^\W\d_]+ss[aä]|(?:given|utfärdad|utfärdat) i [^\W\d_]+ den|vastu võetud|gegeven te [^\W\d_]+,?"
    r"|done at [^\W\d_]+,?(?: on)?"
    r"|\bdate|\bdatum|\bdata|\bdato|\bfecha|\bdatums|\bkuupäev|\bpäivämäärä|\bdátum|\bdatums|ημερομηνία|дата)\s*(?::\s*)?\Z",
    re.I,
)
AFTER = re.compile(
    rf"(?:,?\s*\b(?:{DAY})\w{{0,3}})?"
    r"\s*(?:r\.|roku\b|г\.|g\.|år\b|god\.?|година\b|\.|,|;|\])*+\s*(?:(?:nr|no|n[°ºo]|č)\.? ?[\w./-]{1,24})?\s*"
    r"(?:\(.{0,80}\))?\s*\Z",
    re.I,
)
DATING = re.compile(
    r"(?:of|du|vom|del|de|di|din|z|zo|ze dne|z dnia|zo dňa|z dne|av den|av|af|den|van|tal-|an|от|της|annettu|od|le|on|made|dated"
    r"|par|il|em|en date du)?\s*\Z",
    re.I,
)
TOKEN = re.compile(r"[^\W\d_]+|\d[\w/.:-]*|[^\w\s]")
# `Ley 39/2015, de 1 de octubre`: the year is in the number.
NUMBERED = re.compile(
    r"\b\d{1,4}/(?P<year>(?:19|20)\d\d),? de (?P<day>\d{1,2})(?:\.?º)? (?:de |d['’])(?P<month>[^\W\d_]{4,10})\b(?! de \d{4})",
    re.I,
)
# `D.P.R. 30 marzo 1957, n. 361`
SHORTENED = re.compile(
    r"(?:D\. ?P\. ?R\.|D\. ?P\. ?C\. ?M\.|D\. ?(?:Lgs|L|M)\.|D\.L\.gs\.|DPR|DPCM|R\. ?D\.(?: ?L\.)?|L\. ?(?:R\.)?)\s*(?:del )?\Z",
    re.I,
)
ANOTHER = re.compile(r"\s*(?:annet|annettu)(?:un|uun|ussa|usta|ulla)\b", re.I)  # `the Act given on 3 May`, in Finnish
NUMBER = re.compile(r"^\d{1,4}(?:\.\d{1,5})*\s+(?=[^\W\d_])")
VERSION = (
    r"\((?:stand(?: am| vom)?|[eé]tat(?: au| le)?|stato(?: al| il)?|status as of|status:?|version (?:of|vom|du|au)|situation au"
    r"|stav(?: k)?|consolidated (?:to|at|as of|version of)|texto consolidado a|wersja od|as amended (?:to|at|up to))\s*:?\s*"
)
VERSIONED, VERSION_BEFORE = re.compile(VERSION, re.I), re.compile(rf"{VERSION}\Z", re.I)
BRACKETED = re.compile(r"\[(\d{1,2}[^\[\]\n]{8,30})\][ |]*$", re.M)  # `[26th July, 1960.]`, after the long title of an act
KINDS = frozenset(fold(kind) for kinds in WORDS["acts"].values() for kind in kinds.split())
ENDINGS = tuple(sorted(kind for kind in KINDS if len(kind) >= 4))
STEMS = tuple(sorted({kind[:-1] if len(kind) > 5 else kind for kind in KINDS if len(kind) >= 5}))
FOREGOING = tuple(fold(WORDS["before"]).split())
SUBJECTS = frozenset(form for word in WORDS["subject"].split() for form in (word, fold(word) if len(word) > 4 else word))
AGREED = tuple(fold(WORDS["treaties"]).split())
OFFICE = re.compile(r"minist|secret|kanzl")  # `of the Minister for Finance`
MOST_BEFORE, MOST_BETWEEN = 9, 16  # tokens
HEAD = 6000  # characters in which it stands
FIRST = 15  # lines of a masthead
ALONE = 8  # lines among which a date may stand alone
SAME = 60  # characters by which the title is known again
LONG = 120  # characters of one of its lines


def title_date(title: str, language: str | None = None) -> str | None:
    """The date of the act in its title; None where the title gives none."""
    words = " ".join(title.split())
    found = next(dates(words, language), None)
    if numbered := NUMBERED.search(words, 0, found.start if found else len(words)):
        found = next(dates(f"{numbered['day']} de {numbered['month']} de {numbered['year']}", language), None)
        found = found and Dated(numbered.start("day"), numbered.end(), found.iso)
    if found is None or ANOTHER.match(words, found.end):
        return None
    if SHORTENED.match(words[: found.start]):
        return found.iso
    between = TOKEN.findall(words[: found.start].casefold())
    if not between:
        rest = TOKEN.findall(words[found.end : found.end + 160].casefold())
        return found.iso if _leads_to_act(rest) else None
    kind = next((i for i, token in enumerate(between[: MOST_BEFORE + 1]) if _is_act(token)), None)
    if kind is None or len(between) - kind > MOST_BETWEEN or not all(map(_may_precede, between[:kind])):
        return None
    return found.iso if not _changes_subject(between[kind:]) else None


def names_act(title: str) -> bool:
    """Whether a title begins with a kind of act."""
    tokens = TOKEN.findall(title[:200].casefold())
    return _leads_to_act(tokens)


def face_date(text: str, title: str | None, language: str | None = None) -> str | None:
    """The date on the face of a text in light Markdown: in its title, the line below, or a masthead."""
    if title and ((found := title_date(title, language)) or (found := _issue(title, language))):
        return found
    rows = [
        cells
        for line in text[:HEAD].split("\n")
        if (cells := [words for cell in line.split("|") if (words := cell.strip("# \t"))])
    ]
    lines = [cell for cells in rows for cell in cells][: 3 * FIRST]
    pairs = [(cells[0], cells[1]) for cells in rows if len(cells) == 2] + [pair for line in lines if (pair := _labelled(line))]
    if labelled_date := labelled_fields(pairs).one("made"):
        return labelled_date
    if title and names_act(without_number(title)):
        begin = _plain(without_number(title))[:SAME]
        at = next(
            (i for i, line in enumerate(lines) if (own := _plain(without_number(line))[:SAME]) and begin.startswith(own)), None
        )
        below = lines[at + 1 : at + 3] if at is not None else []
        if given := next((iso for line in below if (iso := _whole(line, language) or _day_below(title, line))), None):
            return given
    if title and any(map(_is_act, TOKEN.findall(title.casefold()))):
        bracketed = [iso for line in BRACKETED.findall(text[:60000]) if (iso := _whole(line, language))]
        if len(set(bracketed)) == 1:
            return bracketed[0]
    placed = (iso for line in lines[:FIRST] if (iso := _masthead(line, language)))
    return next(placed, None) or _alone([cells[0] for cells in rows if len(cells) == 1][: 3 * FIRST], language)


def as_of(text: str, language: str | None = None) -> str | None:
    """The date of the version of an act: `(Stand am 1. Januar 2020)`."""
    for line in text[:3000].split("\n")[: 2 * FIRST]:
        for date in dates(line, language) if len(line) <= 3 * LONG and VERSIONED.search(line) else ():
            if VERSION_BEFORE.search(line[: date.start]) and line[date.end :].lstrip(". ").startswith(")"):
                return date.iso
    return None


def _labelled(line: str) -> tuple[str, str] | None:
    """The label and the value of a line."""
    parted = labelled(line) if len(line) <= LONG else None
    return (parted[0], parted[1].strip()) if parted else None


def _alone(lines: list[str], language: str | None) -> str | None:
    """The date of a line that is nothing else, or only names an act, where it is the one such line: several make a list."""
    found = [
        (i, iso)
        for i, (before, line) in enumerate(pairwise(["", *lines]))
        if (iso := _whole(line, language) or _citation(line, language)) and not label_of(before)
    ]
    return found[0][1] if found and found[0][0] < ALONE and len({iso for _, iso in found}) == 1 else None


def _masthead(line: str, language: str | None) -> str | None:
    """The date of a line that gives the place or the sitting or the issue, and the date."""
    if len(line) > LONG:
        return None
    found = next(dates(line, language), None)
    if found is None or not AFTER.match(line[found.end :]):
        return None
    before = line[: found.start].strip()
    words = before.split()
    if not words or any(map(_speaks_of_act, TOKEN.findall(before.casefold()))):
        return None
    if WEEKDAY.search(before) or ISSUE.search(before) or FORMULA.search(before) or (SITTING.search(before) and len(words) <= 8):
        return found.iso
    towards = TOWARDS.search(before)
    place = before[: towards.start()] if towards else before
    return found.iso if towards and PLACE.match(place) and place[0].isupper() else None


def _issue(line: str, language: str | None) -> str | None:
    """The date of the issue of a gazette, where a line is its number and its date."""
    found = next(dates(line, language), None)
    if found is None or len(line) > LONG or not AFTER.match(line[found.end :]):
        return None
    before = line[: found.start].rstrip()
    return found.iso if ISSUE.search(before) and not any(map(_speaks_of_act, TOKEN.findall(before.casefold()))) else None


def _citation(line: str, language: str | None) -> str | None:
    """The date of a line that only names an act: `LBK nr 1952 af 11/10/2021`."""
    found = next(dates(line, language), None) if len(line) <= LONG else None
    return title_date(line, language) if found and found.start and AFTER.match(line[found.end :]) else None


def _day_below(title: str, line: str) -> str | None:
    """The date of which the year is in the title: `Lei n.º 7/2009`, and below it `de 12 de fevereiro`."""
    return title_date(f"{title} {line}", "pt") if len(line) <= 30 and line.startswith("de ") else None


def _whole(line: str, language: str | None) -> str | None:
    """The date of a line that is nothing but a date."""
    found = next(dates(line, language), None) if len(line) <= LONG else None
    return found.iso if found and DATING.match(line[: found.start].strip("([ ")) and AFTER.match(line[found.end :]) else None


@lru_cache(maxsize=1 << 12)
def _is_act(token: str) -> bool:
    word = fold(token)
    return word in KINDS or word.endswith(ENDINGS)


@lru_cache(maxsize=1 << 12)
def _speaks_of_act(token: str) -> bool:
    word = fold(token)
    return word in KINDS or word.startswith(STEMS + AGREED) or word.endswith((*ENDINGS, "abkommen", "ubereinkommen"))


def _may_precede(token: str) -> bool:
    return not token[0].isalpha() or len(token) == 1 or fold(token).startswith(FOREGOING)


def _changes_subject(tokens: list[str]) -> bool:
    """Whether what stands from the kind of act to the date speaks of the subject, or of another act."""
    near = True  # to the kind of act, as in `Decreto-Lei` and `Durchführungsbeschluss`
    for i, token in enumerate(tokens[1:], 1):
        office = token in ("for", "für") and OFFICE.search(" ".join(tokens[max(i - 3, 0) : i]))
        if token in SUBJECTS and not office and not (token == "за" and tokens[i + 1 : i + 2] == ["изпълнение"]):
            return True
        if token[0].isalpha():
            if _speaks_of_act(token) and not near:
                return True
            near = False
    return False


def _leads_to_act(tokens: list[str]) -> bool:
    kind = next((i for i, token in enumerate(tokens[: MOST_BEFORE + 1]) if _is_act(token)), None)
    return kind is not None and all(map(_may_precede, tokens[:kind]))


def _plain(words: str) -> str:
    return re.sub(r"[\W_]+", "", words).casefold()


def without_number(title: str) -> str:
    """A title without the number of its class: `101 Federal Constitution`."""
    rest = NUMBER.sub("", title)
    return rest if names_act(rest) else title
