"""The title of an act: the one that its page states, or what the act calls itself in its heading and first lines.

A gazette sets the kind of an act, its date and its subject each on a line of its own.
"""

import re

from moisson.readers.facts.dates import dates, fold
from moisson.readers.facts.labelled_fields import STATES, LabelledFields, label_of
from moisson.readers.facts.title_and_date import names_act, title_date
from moisson.readers.html.title import ARROW, CODE
from moisson.readers.html.title import LONGEST as LONGEST_HEADING

NEAR = 3000  # characters
FIRST = 40  # lines
BELGIAN = re.compile(r"\d{1,2}(?:er)? [^\W\d_]{3,9} [12]\d{3}\. [-–—] ?[^\W\d_]")  # `3 MAI 2012. - Loi relative à`
LONGEST = 400  # characters of a title
BEFORE_DATE = re.compile(r"(?:z|zo|ze dne|z dnia|zo dňa|z dne|od|od dne|vom|du|del?|di|din|of|van|av|от|від|dated)?\s*", re.I)
WORDS = 5  # of a line that can be recognised
MARK = re.compile(r"\s*(?:\(\*\d{0,2}\))?")  # of a note
PLAIN = re.compile(r"[\W_]+")
REPEATED = 2000  # characters within which a title is repeated
HEADING = re.compile(r"^#{1,2} (.+)$", re.M)
LOWER = re.compile(r"^#{3,6} (.+)$", re.M)  # on a page that holds part of a document
TOP = 400
STAR = re.compile(r"(?<!\s)\s*\(\*\d{0,2}\)$")  # of a note
NUMBERED = re.compile(r"\b\d{1,4}[:/]\d{1,4}\b|\bn(?:[°ºo]|r|º)?\.? ?\d", re.I)
HEAD = 1500  # characters searched for a number and a kind
LONG_LINE = 300  # characters of a title
FEW = 8  # words of a title that gives only a number
SENTENCE = 25  # words
SHORT = 4  # words of a title that the site may give all its acts


def act_title(stated: str | None, text: str, language: str | None, labels: LabelledFields) -> str | None:
    """The stated title without a legal state before it; where all acts of a site share one title, the act's heading or label."""
    heading, labelled = first_heading(text), labels.one("title")
    own = own_title(text, language)
    of_card = bool(heading and labelled and "title" in label_of(heading))
    heading = labelled if of_card else heading or _first_act(text) or own
    if stated is None or (labelled and "title" in label_of(stated)):
        return heading or labelled
    before, sign, rest = stated.partition(" - ")
    if sign and rest and (before.casefold() == (labels.one("state") or "").casefold() or STATES.fullmatch(before)):
        stated = rest
    if of_card and labelled and names_act(labelled) and labelled.casefold() not in stated.casefold():
        return labelled
    if own and (_is_code_of(stated, own) or all(names_act(word) for word in stated.split() if word.isalpha())):
        return own
    if heading and text.startswith(f"# {heading}") and _is_unlike(stated, heading):
        return heading  # the title names a collection
    if len(stated.split()) > SHORT or (names_act(stated) and any(map(str.isdigit, stated))):
        return stated
    if heading and names_act(heading) and title_date(heading, language) and stated.casefold() not in heading.casefold():
        return heading
    if heading and stated.isalpha() and len(heading.split()) > 2 and stated.casefold() not in heading.casefold():
        if any(len(line.split()) >= SENTENCE for line in text.partition(f"# {heading}\n")[0].split("\n")):
            return stated  # the heading belongs to a part
        return heading  # the title names a kind of page
    if labelled and (of_card or names_act(labelled)) and stated.casefold() not in labelled.casefold():
        return labelled
    return stated if heading or names_act(stated) or any(map(str.isdigit, stated)) else said_twice(text, stated) or stated


def _is_unlike(stated: str, heading: str) -> bool:
    """Whether the heading gives an act's kind and number, and the page's title neither."""
    return bool(names_act(heading) and NUMBERED.search(heading)) and not names_act(stated) and not any(map(str.isdigit, stated))


def _is_code_of(stated: str, own: str) -> bool:
    """Whether a title gives only an act's number, with or without its kind, while the act calls itself more."""
    words, numbers = stated.split(), re.findall(r"\d+", stated)
    if not numbers or len(own) <= len(stated) or len(words) > FEW:
        return False
    alone = not any(len(word) > 2 and word.isalpha() for word in words)
    return alone or (fold(words[0]) == fold(own.split()[0]) and numbers[0] in re.findall(r"\d+", own))


def _first_act(text: str) -> str | None:
    """One of the first lines, if it names an act by kind and number."""
    lines = text[:HEAD].split("\n")[:12]
    for line in (lines[0].removesuffix("."), *lines[1:]):
        if line and len(line) <= LONG_LINE and NUMBERED.search(line) and line[-1] not in ".:;," and names_act(line):
            return line
    return None


def own_title(text: str, language: str | None = None) -> str | None:
    """The title of an act: one line with its date, or two or three lines with kind, date and subject. None if there are none."""
    lines = [stripped for line in text[:NEAR].split("\n") if (stripped := line.strip("# \t")) and not stripped.startswith("|")][
        :FIRST
    ]
    for i, line in enumerate(lines[: FIRST // 2]):
        if BELGIAN.match(line) and len(line) <= LONGEST:
            return line.rstrip(". ")
        if not names_act(line) or line[0].isdigit() or line[-1] in ":;,":
            continue
        if len(line) <= LONGEST and title_date(line, language) and len(line.split()) > WORDS:
            return line
        date, subject = (*lines[i + 1 : i + 3], "", "")[:2]
        found = next(dates(date, language), None)
        if found and BEFORE_DATE.fullmatch(date[: found.start]):
            kind, bracket, _ = line.partition(" (")
            if kind.isupper() and " " in kind and MARK.fullmatch(date[found.end :]) and (bracket or not subject[:1].islower()):
                return f"{line} {date[: found.end]}"  # of a court, without a subject
            title = f"{line} {date.rstrip(' ,')} {subject}"
            fits = line.isupper() and len(line.split()) <= WORDS and len(title) <= LONGEST
            return title if fits and subject[:1].islower() and subject[-1] not in ":;" else None
        return None
    return None


def said_twice(text: str, stated: str) -> str | None:
    """The first line that soon recurs: a portal gives an act's title, then the act does."""
    lines = [line.strip("# \t") for line in text[:NEAR].split("\n")]
    words = PLAIN.sub("", text[: NEAR + REPEATED]).casefold()
    for line in lines[: FIRST // 2]:
        own = PLAIN.sub("", line).casefold()
        if (
            len(line.split()) >= WORDS
            and len(line) <= LONGEST
            and not line.startswith("|")
            and line != stated
            and words.count(own) > 1
        ):
            return line.rstrip(".")
    return None


def first_heading(text: str) -> str | None:
    """The first heading of a text, if it stands near the beginning."""
    found = HEADING.search(text, 0, NEAR) or LOWER.search(text, 0, TOP)
    title = STAR.sub("", ARROW.sub("", found[1])) if found else ""
    return title if title and len(title) <= LONGEST_HEADING and not CODE.fullmatch(title) else None
