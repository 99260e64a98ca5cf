"""What an act calls itself in its first lines: a gazette sets its kind, its date and its subject each on a line of its own."""

import re

from moisson.readers.facts.dates import dates
from moisson.readers.facts.title_and_date import names_act, title_date

NEAR = 3000  # characters
FIRST = 40  # lines
BELGIAN = re.compile(r"\d{1,2}(?:er)? [^\W\d_]{3,9} [12]\d{3}\. [-–—] ?[^\W\d_]")  # `3 MAI 2012. - Loi relative à`
LONGEST = 400  # characters of a title
BEFORE_DATE = re.compile(r"(?:z|zo|ze dne|z dnia|zo dňa|z dne|od|od dne|vom|du|del?|di|din|of|van|av|от|від|dated)?\s*", re.I)
WORDS = 5  # of a line that is known again
MARK = re.compile(r"\s*(?:\(\*\d{0,2}\))?")  # of a note
PLAIN = re.compile(r"[\W_]+")
REPEATED = 2000  # characters in which a title is said again


def own_title(text: str, language: str | None = None) -> str | None:
    """The title of an act in one line with its date, or in two or three: kind, date, subject. None where no lines say it so."""
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
                return f"{line} {date[: found.end]}"  # of a court, which says no subject
            title = f"{line} {date.rstrip(' ,')} {subject}"
            fits = line.isupper() and len(line.split()) <= WORDS and len(title) <= LONGEST
            return title if fits and subject[:1].islower() and subject[-1] not in ":;" else None
        return None
    return None


def said_twice(text: str, stated: str) -> str | None:
    """The first line that soon stands again: a portal gives an act's title, then the act does."""
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
